"""`dosing day`: what is prepared on a day, printed and written as files."""

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.doors.command import done, dosing, pages_of, refused, snapshot, text_of
from tests.plans import outcome
from tests.units import SHARES, TIMED, course_file, id_of, put

ON = ("--date", "2027-01-11", "--issued", "2027-01-10T18:00:00Z")
MONTH = ("--date", "2027-01-01", "--to", "2027-01-31", "--issued", "2027-01-03T18:00:00Z")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Two courses that are checked and a draft: 1,450 mg at 10:00, 2,002 mg, and 920 mg (see tests/unit/test_day.py)."""
    put(tmp_path / "unit", 1, check=True, **TIMED)
    put(tmp_path / "unit", 2, weight="46kg")
    put(tmp_path / "unit", 3, check=True, weight="100.1kg")
    return tmp_path / "unit"


def document(*words: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(dosing("day", *words, "--json")))
    return found


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_json_gives_each_visit_and_the_totals_of_what_is_checked_and_of_what_is_not(unit: Path) -> None:
    found = document(unit, *ON)
    assert found["date"] == "2027-01-11"
    assert [(each["course_id"], each["visit"], each["label"], each["state"], each["rounded_mg"]) for each in found["visits"]] == [
        (id_of(1), "C1D8", "ISLAY-001", "checked", "1450"),
        (id_of(2), "C1D8", "ISLAY-002", "draft", "920"),
        (id_of(3), "C1D8", "ISLAY-003", "checked", "2002"),
    ]
    assert found["visits"][2]["vials"] == [
        {"strength_mg": "500", "volume_ml": "25", "count": 4},
        {"strength_mg": "100", "volume_ml": "5", "count": 1},
    ]
    assert found["visits"][0]["infusion_start"] == "2027-01-11T10:00+01:00"
    totals = {name: (each["mg"], {vial["strength_mg"]: vial["count"] for vial in each["vials"]}) for name, each in found["totals"].items()}
    assert totals == {"checked": ("3452", {"500": 7, "100": 1}), "not_checked": ("920", {"500": 2})}
    assert found["not_read"] == []


def test_the_table_says_what_the_checks_say_first_then_estimates_then_what_is_checked(unit: Path) -> None:
    said = done(dosing("day", unit, *ON))
    order = [
        said.index(each)
        for each in ("Caution: ", "Not checked: an estimate", "ISLAY-002", "\nChecked; 2 visits", "ISLAY-001  ", "ISLAY-003  ")
    ]
    assert order == sorted(order)
    assert re.search("Vials +2 × 500 mg +7 × 500 mg\n +1 × 100 mg", said)
    assert re.search("10:00 +ISLAY-001 +C1D8 +1,450 mg +72.5 mL +3 × 500 mg", said)
    assert "09:15 dexamethasone 20 mg oral" in said


def test_a_course_that_cannot_be_read_is_named_before_everything_else(unit: Path) -> None:
    put(unit, 4).write_bytes(b"")
    ran = dosing("day", unit, *ON)
    assert (ran.status, ran.err) == (4, "")
    assert ran.out.startswith(f"NOT READ, and not counted: {id_of(4)}: ")
    assert [each["folder"] for each in json.loads(dosing("day", unit, *ON, "--json").out)["not_read"]] == [id_of(4)]


def written(unit: Path, out: Path, *words: str, pdf: bool = False) -> dict[str, bytes]:
    done(dosing("day", unit, *words, "--out", out, pdf=pdf))
    return snapshot(out)


def test_a_day_is_written_as_sheet_table_document_and_labels_and_no_name_of_a_file_holds_a_patients(unit: Path, tmp_path: Path) -> None:
    files = written(unit, tmp_path / "out", *ON, pdf=True)
    assert list(files) == [f"day-2027-01-11{end}" for end in ("-labels.html", "-labels.pdf", ".csv", ".html", ".json", ".pdf")]
    assert json.loads(files["day-2027-01-11.json"]) == document(unit, *ON)
    assert not list(unit.rglob("*day-*"))


def test_the_same_day_gives_the_same_bytes(unit: Path, tmp_path: Path) -> None:
    assert written(unit, tmp_path / "one", *ON, pdf=True) == written(unit, tmp_path / "two", *ON, pdf=True)


def test_labels_of_the_day_are_of_its_checked_visits_alone_and_a_sheet_is_one_patients(unit: Path, tmp_path: Path) -> None:
    pages = pages_of(written(unit, tmp_path / "out", *ON, pdf=True)["day-2027-01-11-labels.pdf"])
    whose = [set(re.findall("ISLAY-00[0-9]", page)) for page in pages]
    assert whose == [{"ISLAY-001"}, {"ISLAY-003"}]
    assert all("C1D8" in page and "C1D15" not in page for page in pages)


def test_a_day_of_drafts_has_no_labels(tmp_path: Path) -> None:
    put(tmp_path / "unit", 1)
    assert set(written(tmp_path / "unit", tmp_path / "out", *ON)) == {f"day-2027-01-11.{end}" for end in ("html", "csv", "json")}


def test_labels_of_a_check_that_holds_no_more_do_not_stay_beside_the_new_sheet(tmp_path: Path) -> None:
    put(tmp_path / "unit", 1, check=True)
    first = written(tmp_path / "unit", tmp_path / "out", *ON)
    assert "day-2027-01-11-labels.html" in first
    (tmp_path / "out" / "mine.txt").write_text("not the program's", encoding="utf-8")
    (tmp_path / "unit" / id_of(1) / "course.toml").write_bytes(course_file(1))  # which nobody checked
    ran = done(dosing("day", tmp_path / "unit", *ON, "--out", tmp_path / "out"))
    assert "Removed what was written there of this day before: day-2027-01-11-labels.html" in ran
    assert set(snapshot(tmp_path / "out")) == {"mine.txt", *(f"day-2027-01-11.{end}" for end in ("html", "csv", "json"))}


def test_the_sheet_says_what_the_table_says(unit: Path, tmp_path: Path) -> None:
    said = spaced(text_of(written(unit, tmp_path / "out", *ON)["day-2027-01-11.html"].decode()))
    for each in (
        "Pharmacy day",
        "Monday 11 January 2027",
        "1 of 3 visits not checked",
        "2,002 mg",
        "Vials 2 × 500 mg 7 × 500 mg, 1 × 100 mg",
        "ISLAY-002",
    ):
        assert each in said
    assert (
        said.index("Vials 2") < said.index("Not checked: an estimate") < said.index("ISLAY-002 C1D8 draft") < said.index("Checked Monday")
    )


def test_csv_has_a_row_a_visit_with_plain_numbers(unit: Path, tmp_path: Path) -> None:
    found = rows(written(unit, tmp_path / "out", *ON)["day-2027-01-11.csv"])
    assert [(each["label"], each["start"], each["state"], each["rounded_mg"], each["vials"]) for each in found] == [
        ("ISLAY-001", "10:00", "checked", "1450", "3 × 500 mg"),
        ("ISLAY-002", "", "draft", "920", "2 × 500 mg"),
        ("ISLAY-003", "", "checked", "2002", "4 × 500 mg, 1 × 100 mg"),
    ]


def test_csv_says_of_each_visit_what_the_checks_say_of_it(unit: Path, tmp_path: Path) -> None:
    found = {each["label"]: each["findings"] for each in rows(written(unit, tmp_path / "out", *ON)["day-2027-01-11.csv"])}
    assert all("Caution: Ranitidine injection was withdrawn" in each for each in found.values())
    assert ["100.1 kg is outside 46 to 93 kg" in found[f"ISLAY-00{number}"] for number in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@x"])
def test_a_label_that_a_spreadsheet_would_calculate_comes_out_as_text(label: str, tmp_path: Path) -> None:
    put(tmp_path / "unit", 1, label=label)
    assert rows(written(tmp_path / "unit", tmp_path / "out", *ON)["day-2027-01-11.csv"])[0]["label"] == f"'{label}"


def test_a_month_is_written_with_what_has_to_be_ordered(unit: Path, tmp_path: Path) -> None:
    files = written(unit, tmp_path / "out", *MONTH)
    name = "2027-01-01-to-2027-01-31"
    assert sorted(files) == sorted(
        [f"days-{name}.{end}" for end in ("html", "csv", "json")] + [f"demand-{name}.{end}" for end in ("html", "csv")]
    )
    demand = rows(files[f"demand-{name}.csv"])
    assert len(demand) == 31
    # Mondays 4, 11, 18 and 25 January, each with the vials of test_json_gives...
    held = {each["date"][-2:]: (each["vials_isatuximab_500_mg_checked"], each["vials_isatuximab_500_mg_not_checked"]) for each in demand}
    assert {day: counts for day, counts in held.items() if counts != ("0", "0")} == dict.fromkeys(("04", "11", "18", "25"), ("7", "2"))
    said = text_of(files[f"demand-{name}.html"].decode())
    assert spaced("All 8 4 13,808 3,680 28 8 36 4 0 4") in spaced(said)
    assert files[f"demand-{name}.html"].count(b'<rect class="checked"') == 8  # two strengths on four days
    assert files[f"demand-{name}.html"].count(b'<rect class="others"') == 4  # 46 kg needs no vial of 100 mg


def test_several_days_as_json_have_a_total_of_all(unit: Path) -> None:
    found = document(unit, *MONTH)
    assert (found["from"], found["to"], len(found["days"])) == ("2027-01-01", "2027-01-31", 31)
    assert (found["totals"]["checked"]["mg"], found["totals"]["not_checked"]["mg"]) == ("13808", "3680")


SHARE = ("--share-vials", "--prepared-before", "60")


def sharing(unit: Path) -> None:
    for number, weight in ((1, "46kg"), (2, "29kg")):  # see tests/unit/test_sharing.py
        put(unit, number, SHARES, weight=weight, **TIMED)


def test_shared_vials_are_an_estimate_beside_the_days_own(tmp_path: Path) -> None:
    sharing(tmp_path)
    found = document(tmp_path, *ON, *SHARE)
    shared = found["shared_vials"]
    assert (shared["estimate"], shared["alone"]["mg"], shared["shared"]["mg"], shared["saved"]) == (
        True,
        "1600",
        "1500",
        {"vials": 1, "mg": "100"},
    )
    assert found["totals"] == document(tmp_path, *ON)["totals"]
    said = done(dosing("day", tmp_path, *ON, *SHARE))
    assert "Vials shared, an estimate of 2 visits, of which 2 are not checked; the worksheets' vials stand" in said
    assert "Saved: 1 vial, 100 mg" in said
    assert "09:00 to 15:00, vial 2, 500 mg: 21 mL for ISLAY-001 C1D8, 4 mL for ISLAY-002 C1D8" in said


def test_shared_vials_stand_on_the_sheet_as_an_estimate(tmp_path: Path) -> None:
    sharing(tmp_path / "unit")
    said = spaced(text_of(written(tmp_path / "unit", tmp_path / "out", *ON, *SHARE)["day-2027-01-11.html"].decode()))
    assert "Vials shared: an estimate, and the worksheets' vials stand" in said
    assert "21 mL for ISLAY-001 C1D8; 4 mL for ISLAY-002 C1D8" in said


def test_vials_of_a_trial_are_not_shared(unit: Path) -> None:
    assert "prepared from a trial's supply" in refused(dosing("day", unit, *ON, *SHARE))


REFUSED: list[tuple[Sequence[str], str]] = [
    (("--date", "tomorrow"), "--date: "),
    (("--date", "2027-02-30"), "--date: "),
    (("--date", "2027-01-11", "--to", "2027-01-10"), "--to: "),
    (("--date", "2027-01-11", "--to", "2029-01-10"), "--to: "),
    (("--date", "2027-01-11", "--share-vials"), "--prepared-before is missing"),
    (("--date", "2027-01-11", "--prepared-before", "60"), "--prepared-before is about shared vials"),
    (("--date", "2027-01-11", "--share-vials", "--prepared-before", "1 h"), "--prepared-before: "),
    ((), "--date is missing"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_is_refused_where_it_was_typed(words: Sequence[str], said: str, tmp_path: Path) -> None:
    assert refused(dosing("day", tmp_path, *words)).startswith(f"Error: {said}")


def test_a_day_that_is_over_says_what_was_recorded(tmp_path: Path) -> None:
    put(tmp_path, 1, changes=[outcome("C1D1", "2027-01-04")])
    found = document(tmp_path, "--date", "2027-01-04", "--issued", "2027-01-05T09:00:00Z")
    assert [each["outcome"] for each in found["visits"]] == ["given in full"]


def test_a_day_is_never_written_among_published_calendars(unit: Path, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / f"{'0' * 48}.ics").touch()
    assert "published calendars" in refused(dosing("day", unit, *ON, "--out", tmp_path / "web"))
    assert len(snapshot(tmp_path / "web")) == 1
