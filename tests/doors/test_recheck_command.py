"""`dosing recheck`: what is named in a document and in a folder that do not agree."""

import json
from pathlib import Path
from typing import Any

import pytest

from dosing import ENGINE
from tests.doors.command import (
    HAND,
    ISSUED,
    NAMES,
    TO_CHECK,
    begin,
    changed,
    check,
    done,
    dosing,
    plan_of,
    refused,
    short,
    snapshot,
    write_again,
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it."""
    return begin(tmp_path / "course", *TO_CHECK)


def test_the_second_calculation_agrees_with_a_folder_and_with_its_document(course: Path) -> None:
    agrees = f"Everything agrees: 8 visits, fingerprint {short(course)}.\n"
    assert done(dosing("recheck", course.parent)) == agrees
    assert done(dosing("recheck", course.parent / "plan.json")) == agrees


def test_an_altered_number_is_named_with_both_values(course: Path) -> None:
    document = plan_of(course)
    document["visits"][1]["study_drug"]["rounded_mg"] = "1540"
    (course.parent / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    ran = dosing("recheck", course.parent / "plan.json")
    assert ran.status == 3
    named = [line for line in ran.out.splitlines() if "rounded_mg" in line]
    assert len(named) == 1
    assert "C1D8" in named[0]
    assert "1,540" in named[0]
    assert "1,450" in named[0]


def test_a_sheet_of_another_plan_in_the_folder_is_named(course: Path, tmp_path: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    heavier = ("--weight", "75.2kg", "--start", "2027-01-04")
    other = begin(tmp_path / "other", "--split", patient=heavier, pdf=True)
    write_again(course, "--split", pdf=True)
    done(dosing("recheck", course.parent, pdf=True))
    own = snapshot(course.parent)
    for name in [*own]:
        if name in ("plan.json", "course.toml"):
            continue
        (course.parent / name).write_bytes((other.parent / name).read_bytes())
        ran = dosing("recheck", course.parent, pdf=True)
        assert (ran.status, ran.out) == (
            3,
            f"{name} was made from another plan: it does not carry the fingerprint {short(course)}.\n",
        )
        (course.parent / name).write_bytes(own[name])


def replaced(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()  # a calendar keeps its line ends
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode()))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("pharmacy.html", "1,450", "1,540"),
        ("nurse.html", "Draft: not yet checked", "Checked by ZZ"),
        ("patient.html", "Mon 4 Jan", "Tue 5 Jan"),
        ("visits.ics", "SUMMARY:Draft: ", "SUMMARY:"),
        ("plan.json", '"format"', ' "format"'),
    ],
)
def test_a_file_that_was_altered_is_named(name: str, old: str, new: str, course: Path) -> None:
    replaced(course.parent / name, old, new)
    ran = dosing("recheck", course.parent)
    said = f"{name} was altered, or made with other options: it is not byte for byte what course.toml gives.\n"
    assert (ran.status, ran.out) == (3, said)


def test_an_altered_pdf_is_named_where_plutoprint_can_tell(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    write_again(course, pdf=True)
    done(dosing("recheck", course.parent, pdf=True))
    pdf = course.parent / "nurse.pdf"
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    assert dosing("recheck", course.parent, pdf=True).out.startswith("nurse.pdf was altered")
    assert "PDF files were compared by their fingerprint alone" in done(dosing("recheck", course.parent))


def test_a_check_that_stands_in_the_plan_alone_is_named(course: Path) -> None:
    document = plan_of(course)
    document["release"]["checks"] = [{"by": "ZZ", "on": "2026-12-20", "visits": list(NAMES)}]
    (course.parent / "plan.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    ran = dosing("recheck", course.parent)
    assert ran.status == 3
    assert ran.out.startswith("release.checks[0] is ")
    assert ran.out.endswith("course.toml gives nothing there.\n")


def test_sheets_of_a_draft_and_of_a_checked_plan_in_one_folder_are_named(course: Path) -> None:
    draft = (course.parent / "nurse.html").read_bytes()
    done(check(course))
    done(dosing("recheck", course.parent))
    (course.parent / "nurse.html").write_bytes(draft)
    assert dosing("recheck", course.parent).out.startswith("nurse.html was altered, or made with other options")


def test_a_finding_that_was_taken_out_is_named(course: Path) -> None:
    document = plan_of(course)
    [gone] = [each for each in document["findings"] if each["code"] == "h2-not-marketed"]
    document["findings"].remove(gone)
    (course.parent / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    ran = dosing("recheck", course.parent / "plan.json")
    assert ran.status == 3
    assert "A finding is missing in the document; the plan document's own inputs give h2-not-marketed: " in ran.out
    assert "A finding is missing in the document; course.toml gives h2-not-marketed: " in dosing("recheck", course.parent).out


def test_files_on_the_other_paper_and_calendars_for_a_carer_are_not_altered(course: Path) -> None:
    write_again(course, "--paper", "letter", "--calendar-class", "public", "--split")
    assert done(dosing("recheck", course.parent)).startswith("Everything agrees")
    course.unlink()  # then the files are compared with what plan.json states itself
    assert done(dosing("recheck", course.parent)).startswith("Everything agrees")


def test_the_void_sheets_of_an_older_revision_agree_until_one_is_altered(course: Path, tmp_path: Path) -> None:
    done(check(course))
    changed(course, "omit", "C1D22")
    changed(course, "move", "C1D15", "--to", "2027-01-19")
    for revision in ("1", "2"):
        void = tmp_path / f"void-{revision}"
        done(dosing("plan", course, "--revision", revision, "--out", void, "--issued", ISSUED))
        assert done(dosing("recheck", void)).startswith("Everything agrees")
    replaced(void / "nurse.html", "1,450", "1,540")
    ran = dosing("recheck", void)
    assert (ran.status, ran.out.count("\n")) == (3, 1)
    assert ran.out.startswith("nurse.html was altered")


def test_files_of_another_version_are_compared_by_fingerprint_alone_and_it_says_so(course: Path) -> None:
    replaced(course.parent / "plan.json", f'"engine": "{ENGINE}"', '"engine": "dosing 0.0.9"')
    replaced(course.parent / "nurse.html", ENGINE, "dosing 0.0.9")
    said = done(dosing("recheck", course.parent))
    assert said.startswith("The numbers agree: 8 visits")
    assert f"dosing 0.0.9 made the files and this is {ENGINE}, so only numbers and fingerprints were compared." in said
    replaced(course.parent / "plan.json", '"engine": "dosing 0.0.9"', '"engine": {}')
    assert done(dosing("recheck", course.parent)).startswith("The numbers agree")


def test_a_course_file_that_no_longer_gives_a_plan_is_named(course: Path) -> None:
    replaced(course, 'weight = "72.5kg"', 'weight = "124.9kg"')
    ran = dosing("recheck", course.parent)
    assert (ran.status, ran.err) == (3, "")
    assert "course.toml gives no plan: the course as it was first made was stored with the fingerprint " in ran.out
    hand = HAND + 'prepared_by = "AB"\n'  # no fingerprint says that it was edited
    course.write_text(hand.replace("72.5kg", "124.9kg"), encoding="utf-8")
    assert "inputs.course.weight_kg is 72.5 in the document; course.toml gives 124.9." in dosing("recheck", course.parent).out
    course.write_text(hand.replace("72.5kg", "900kg"), encoding="utf-8")
    said = dosing("recheck", course.parent).out.replace("\N{NO-BREAK SPACE}", " ")
    assert "course.toml gives no plan: For 900 kg the drug, 900 mL, is more than half of the 250 mL bag" in said


def test_a_regimen_that_the_second_calculation_does_not_know_is_said_and_counts_as_no_agreement(course: Path) -> None:
    path = course.parent / "plan.json"
    replaced(path, '"id": "islay"', '"id": "six-visits"')
    replaced(path, '"regimen": "islay"', '"regimen": "six-visits"')
    ran = dosing("recheck", path)
    assert (ran.status, ran.err) == (3, "")
    assert ran.out.splitlines()[0] == (
        "The second calculation holds no record of the regimen 'six-visits' revision 1: its values were taken as the document states them."
    )


def test_a_key_that_stands_twice_is_refused(course: Path) -> None:
    plan = course.parent / "plan.json"
    replaced(plan, '"rounded_mg": "1450"', '"rounded_mg": "1540", "rounded_mg": "1450"')
    for words in (("recheck", plan), ("recheck", course.parent), ("diff", plan, plan)):
        assert "holds the key 'rounded_mg' twice in one place" in refused(dosing(*words))


def test_a_course_file_that_has_gone_on_is_named(course: Path) -> None:
    changed(course, "omit", "C1D22")
    ran = dosing("recheck", course.parent)
    assert ran.status == 3
    assert "course.toml, which is at revision 2" in ran.out
    write_again(course)
    done(dosing("recheck", course.parent))


def test_a_change_slip_of_a_later_revision_is_named(course: Path) -> None:
    plan = (course.parent / "plan.json").read_bytes()
    old = snapshot(course.parent)
    changed(course, "omit", "C1D22")
    write_again(course)
    for name, content in old.items():
        (course.parent / name).write_bytes(content)
    assert (course.parent / "plan.json").read_bytes() == plan
    assert "changes.html was made from another plan" in dosing("recheck", course.parent).out


def test_the_course_file_of_another_patient_is_named(course: Path, tmp_path: Path) -> None:
    other = begin(tmp_path / "other", patient=("--weight", "75.2kg", "--start", "2027-01-04"))
    course.write_bytes(other.read_bytes())
    ran = dosing("recheck", course.parent)
    assert (ran.status, ran.out.count("\n")) == (3, 1)
    assert ran.out.startswith("course.toml holds another plan")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no plan", "is not JSON; write the name of a plan.json"),
        (b"[]", "is not a plan document"),
        (b"{}", "is not a plan document"),
        (b'{"format": "dosing-plan/3"}', "newer than this program reads (dosing-plan/2)"),
        (b'{"format": "dosing-course/1"}', 'write format = "dosing-plan/2"'),
        (b"[" * 100_000, "nests tables and lists more than 40 deep"),
        (b" " * 8_000_001, "is larger than 8 MB"),
    ],
)
def test_a_file_that_is_no_plan_document_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    assert said in refused(dosing("recheck", tmp_path / "plan.json"))
    assert said in refused(dosing("recheck", tmp_path))
    assert said in refused(dosing("diff", tmp_path / "plan.json", tmp_path / "plan.json"))


@pytest.mark.parametrize("part", ["release", "inputs", "visits", "findings"])
@pytest.mark.parametrize("value", [None, [], {}, "x", [1]])
def test_a_document_with_a_part_of_another_kind_disagrees_and_says_so(part: str, value: Any, course: Path) -> None:
    document = plan_of(course)
    document[part] = value
    path = course.parent / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    for words in (("recheck", path), ("recheck", course.parent)):
        ran = dosing(*words)
        assert (ran.status, ran.err) == (3, "")
        assert part in ran.out or "release.fingerprint" in ran.out or "A finding is missing" in ran.out
    # Findings make no number, and so stand outside the second calculation and the fingerprint.
    assert dosing("diff", path, path).status == (0 if (part, value) == ("findings", []) else 3)


def test_a_file_that_belongs_to_the_folder_and_is_gone_is_named(course: Path) -> None:
    (course.parent / "patient.html").unlink()
    ran = dosing("recheck", course.parent)
    assert (ran.status, "patient.html is not in the folder; write it again with dosing plan." in ran.out) == (3, True)
