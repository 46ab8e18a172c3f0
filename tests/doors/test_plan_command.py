"""`dosing plan` from options and from a course file: what it prints, what it writes, and what it will not do."""

import errno
import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cases import BAD_INPUT, BadInput, assert_reads_well, toml
from tests.doors.command import (
    CALENDARS_AND_SHEETS,
    COURSE_ID,
    FIXED,
    ISSUED,
    LABEL,
    NAMES,
    PATIENT,
    begin,
    changed,
    done,
    dosing,
    pages_of,
    parsed,
    process,
    refused,
    snapshot,
    text_of,
    unfolded,
)
from tests.plans import PATIENT as COURSE_PATIENT

WITHOUT_PDF = sorted(["course.toml", "plan.json", *CALENDARS_AND_SHEETS])
WITH_PDF = sorted([*WITHOUT_PDF, "nurse.pdf", "patient.pdf", "pharmacy.pdf"])


def planned(*words: str, patient: tuple[str, ...] = PATIENT) -> dict[str, Any]:
    """The plan document of the patient above."""
    document: dict[str, Any] = json.loads(done(dosing("plan", *patient, *FIXED, "--json", *words)))
    return document


# What is printed


def test_the_table_gives_each_visit_its_day_weight_dose_volume_vials_and_premedications() -> None:
    lines = done(dosing("plan", *PATIENT, *FIXED)).splitlines()
    first = lines.index(next(line for line in lines if line.startswith("C1D1 ")))
    assert [re.split(r"\s{2,}", line) for line in lines[first : first + 4]] == [
        ["C1D1", "Mon 4 Jan 2027", "72.5 kg", "1,450 mg", "72.5 mL", "3 × 500 mg", "dexamethasone 20 mg oral"],
        ["", "acetaminophen 650 mg oral"],
        ["", "ranitidine 50 mg intravenous"],
        ["", "diphenhydrAMINE 25 mg intravenous"],
    ]
    days = ("Mon 4 Jan", "Mon 11 Jan", "Mon 18 Jan", "Mon 25 Jan", "Mon 1 Feb", "Mon 8 Feb", "Mon 15 Feb", "Mon 22 Feb")
    shown = [re.split(r"\s{2,}", line)[:2] for line in lines if re.match(r"C\dD", line)]
    assert shown == [[name, f"{day} 2027"] for name, day in zip(NAMES, days, strict=True)]


def test_the_findings_follow_the_table_most_severe_first_and_then_how_to_get_the_sheets() -> None:
    said = done(dosing("plan", *PATIENT, *FIXED)).split("C2D22")[1].splitlines()
    severities = [match[1] for line in said if (match := re.match(r"(Caution|To find out|Note): ", line))]
    assert severities == ["Caution"] * 2 + ["To find out"] + ["Note"] * 3
    assert said[-1] == "For the sheets and the calendar file, say where to write them: --out DIR"


def test_pounds_are_echoed_as_the_kilograms_that_are_used() -> None:
    # 160 x 0.45359237 = 72.5747792 kg, so 72.57 kg; 72.57 mL is drawn as 72.6 mL, 1,452 mg.
    out = done(dosing("plan", "--weight", "160lb", "--start", "2027-01-04"))
    assert out.startswith("160lb is 72.57 kg.\n")
    assert re.search(r"C1D1 .* 72\.57 kg +1,452 mg +72\.6 mL", out)


def test_the_plan_document_is_printed_alone_and_is_the_one_in_the_folder(tmp_path: Path) -> None:
    ran = dosing("plan", *PATIENT, *FIXED, "--json", "--out", tmp_path / "course", pdf=True)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.encode() == (tmp_path / "course" / "plan.json").read_bytes()
    assert next(iter(json.loads(ran.out))) == "format"


PREMEDICATIONS = ["dexamethasone", "acetaminophen", "ranitidine", "diphenhydramine"]

OPTIONS: list[tuple[tuple[str, ...], str, Any]] = [
    (("--weighed", "2027-01-01"), "inputs.course.weighed", "2027-01-01"),
    (("--cycles", "1"), "inputs.course.cycles", 1),
    (("--cycles", "1"), "visits.3.visit", "C1D22"),
    (("--cycles", "2"), "visits.7.visit", "C2D22"),
    (("--born", "1988-05-16"), "inputs.course.born", "1988-05-16"),
    (("--time", "10:00", "--time-zone", "Europe/Paris"), "visits.0.infusion_start", "2027-01-04T10:00+01:00"),
    # 45 min for dexamethasone and 15 min to check in.
    (("--time", "10:00", "--time-zone", "America/New_York"), "visits.0.arrival", "2027-01-04T09:00-05:00"),
    (("--h2-blocker", "famotidine"), "visits.0.premedications.2.substituted_for", "ranitidine"),
    (("--h2-blocker", "none", "--h2-reason", "none is stocked"), "visits.0.premedications.2.drug", "diphenhydramine"),
    (("--h2-blocker", "none", "--h2-reason", "none is stocked"), "inputs.site.h2_blocker.reason", "none is stocked"),
    (("--dexamethasone-route", "intravenous", "--dexamethasone-form", "base"), "visits.0.premedications.0.route", "intravenous"),
    (("--dexamethasone-route", "intravenous", "--dexamethasone-form", "phosphate"), "visits.0.premedications.0.form", "phosphate"),
    (("--protocol-reference", "ISLAY, version 4"), "inputs.course.protocol_reference", "ISLAY, version 4"),
    (("--prepared-by", "AB"), "inputs.course.prepared_by", "AB"),
    (("--last-immunotherapy", "2026-10-01"), "inputs.course.entry.last_immunotherapy", "2026-10-01"),
    (("--last-investigational", "none"), "inputs.course.entry.last_investigational", "none"),
    (("--last-chemotherapy", "2026-12-01"), "inputs.course.entry.last_chemotherapy", "2026-12-01"),
    (("--transplant", "2026-08-01"), "inputs.course.entry.transplant", "2026-08-01"),
    (("--gvhd-immunosuppression", "none"), "inputs.course.entry.gvhd_immunosuppression", "none"),
    (("--label", "ISLAY-012"), "inputs.course.label", "ISLAY-012"),
    ((), "release.course_id", COURSE_ID),
    ((), "release.issued", ISSUED),
]


@pytest.mark.parametrize(("words", "place", "value"), OPTIONS, ids=[f"{' '.join(words)} {place}" for words, place, _ in OPTIONS])
def test_each_option_of_a_course_stands_in_its_plan(words: tuple[str, ...], place: str, value: Any) -> None:
    found: Any = planned(*words)
    for key in place.split("."):
        found = found[int(key) if key.isdigit() else key]
    assert found == value


def test_what_is_said_with_an_option_comes_before_the_site_file(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[h2_blocker]\ndrug = "famotidine"\n[acetaminophen]\ndose_mg = 1000\n', encoding="utf-8")
    given = planned("--site", str(site), "--h2-blocker", "ranitidine")["visits"][0]["premedications"]
    assert [(each["drug"], each["dose_mg"]) for each in given] == [*zip(PREMEDICATIONS, ("20", "1000", "50", "25"), strict=True)]


UNFIT = [
    (("--dexamethasone-route", "intravenous"), "write --dexamethasone-form base or --dexamethasone-form phosphate"),
    (("--dexamethasone-route", "oral", "--dexamethasone-form", "base"), "--dexamethasone-form is of an injection, but"),
    (("--dexamethasone-form", "base"), "leave it out, or write --dexamethasone-route intravenous"),
    (("--h2-blocker", "none"), "--h2-blocker none has no reason; write it as well, like --h2-reason"),
    (("--h2-blocker", "famotidine", "--h2-reason", "none is stocked"), "--h2-reason says why no H2 blocker is given, but one is"),
    (("--h2-reason", "none is stocked"), "leave it out, or write --h2-blocker none"),
    (("--h2-blocker", "cimetidine"), "write ranitidine, famotidine or none"),
    (("--out", ""), "the name of the folder is empty; write one, like --out course-1"),
    (("--time", "10:00+05:00", "--time-zone", "Europe/Paris"), "write 10:00 or 10:00+01:00"),
    (("--time", "10:00", "--time-zone", "EST"), "write a place like Europe/Paris or America/New_York, or UTC"),
    (("--last-chemotherapy", "never"), "like 2027-01-04, or none"),
]


@pytest.mark.parametrize(("words", "said"), UNFIT, ids=[" ".join(words) for words, _ in UNFIT])
def test_options_that_do_not_fit_are_refused_by_the_names_that_were_typed(words: tuple[str, ...], said: str) -> None:
    assert said in refused(dosing("plan", *PATIENT, *FIXED, *words))


def test_a_form_or_a_reason_in_the_site_file_fits_what_is_said_with_an_option(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[dexamethasone]\nroute = "intravenous"\ninjection_form = "base"\n[h2_blocker]\ndrug = "none"\n', encoding="utf-8")
    made = planned("--site", str(site), "--dexamethasone-form", "phosphate", "--h2-reason", "none is stocked")
    assert made["inputs"]["site"]["dexamethasone"]["injection_form"] == "phosphate"
    assert made["inputs"]["site"]["h2_blocker"] == {"drug": "none", "reason": "none is stocked"}
    site.write_text('[dexamethasone]\nroute = "intravenous"\n', encoding="utf-8")
    assert 'write injection_form = "base" or "phosphate"' in refused(dosing("plan", *PATIENT, "--site", site))


@pytest.mark.parametrize("label", [("Jane", "Roe"), ("Jane", "van", "Roe"), ("Jane", "van", "der", "Roe")])
def test_a_label_without_quotes_is_refused_without_repeating_it(label: tuple[str, ...]) -> None:
    said = refused(dosing("plan", "--weight", "72.5kg", "--start", "2027-01-04", "--label", *label))
    assert "put text that has spaces in quotes" in said
    assert not [word for word in label if word in said]


TWICE = ['weight = "72.5kg"\nweight = "73.5kg"\n', "[entry]\n[entry]\n", "site = { paper = 'a4', paper = 'letter' }\n"]


@pytest.mark.parametrize("content", TWICE)
def test_a_key_or_table_that_stands_twice_is_said_plainly(content: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(content, encoding="utf-8")
    said = refused(dosing("plan", tmp_path / "course.toml"))
    assert re.search(r"holds the same key or table twice \(at [^)]*\); keep one of the two\.$", said), said


@pytest.mark.parametrize("weight", ['["72.5kg"]', "true", "2027-01-04", "{ kg = 72 }"])
def test_a_weight_that_is_no_text_is_not_told_that_it_lacks_a_unit(weight: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(HAND.replace('"72.5kg"', weight), encoding="utf-8")
    said = refused(dosing("plan", tmp_path / "course.toml"))
    assert 'write it in quotes with its unit, like "72.5kg"' in said
    assert "no unit" not in said


def test_two_patients_with_the_same_weight_and_start_share_no_course_id() -> None:
    one, other = (json.loads(done(dosing("plan", *PATIENT, "--json"))) for _ in range(2))
    assert one["release"]["course_id"] != other["release"]["course_id"]
    assert one["visits"] == other["visits"]


def test_help_names_every_command_with_its_own_help_and_a_wrong_one_is_said() -> None:
    listed = re.findall(r"(?m)^  ([a-z][a-z-]+)  ", done(dosing("--help")))
    assert {
        *("plan", "check", "recheck", "earliest-start", "move", "omit", "stop", "reweigh", "retime", "extend"),
        *("correct", "resite", "rebase", "undo", "history", "diff", "schema"),
    } <= set(listed)
    assert all(re.match(rf"Usage: .* {name} ", done(dosing(name, "--help"))) for name in listed)
    assert done(dosing()) == done(dosing("--help"))
    assert refused(dosing("plann")) == "Error: No such command 'plann'."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--paper", "a5"), "--paper"),
        (("--calendar-class", "secret"), "--calendar-class"),
        (("--issued", "2026-12-20"), "write a moment in UTC, like 2026-12-20T09:00:00Z"),
        (("--issued", "2026-12-20T09:00:00+01:00"), "write a moment in UTC"),
        (("--issued", "2026-02-30T09:00:00Z"), "write a moment in UTC"),
        (("--revision", "2"), "the course has 1 revision, so write 1"),
        (("--revision", "first"), "write a whole number, like 1"),
        (("--cycles", "two"), "write a whole number, like 2"),
        (("--course-id", "ISLAY-007"), "write a UUID in lower case"),
        (("--wieght", "70kg"), "--wieght"),
    ],
)
def test_a_wrong_option_is_answered_by_one_sentence(words: tuple[str, str], said: str, tmp_path: Path) -> None:
    assert said in refused(dosing("plan", *PATIENT, *words, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == {}


def test_the_weight_and_the_start_have_to_be_given() -> None:
    assert refused(dosing("plan", "--start", "2027-01-04")).endswith("write it with its unit, like --weight 72.5kg.")
    assert refused(dosing("plan", "--weight", "72.5kg")).endswith("write the day of the first infusion, like --start 2027-01-04.")


# What is written


def test_exactly_the_named_files_are_written(tmp_path: Path) -> None:
    out = done(dosing("plan", *PATIENT, *FIXED, "--out", tmp_path / "a" / "course", pdf=True))
    assert sorted(path.name for path in (tmp_path / "a" / "course").iterdir()) == WITH_PDF
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["course"]
    assert "Wrote course.toml, visits.ics, pharmacy.html, pharmacy.pdf, nurse.html, nurse.pdf" in out


def test_split_also_writes_one_calendar_file_for_each_visit(tmp_path: Path) -> None:
    files = snapshot(begin(tmp_path / "course", "--split", "--calendar-class", "public").parent)
    assert sorted(files) == sorted([*WITHOUT_PDF, *(f"visit-{name}.ics" for name in NAMES)])
    singles = [unfolded(files[f"visit-{name}.ics"]) for name in NAMES]
    assert singles == [[event] for event in unfolded(files["visits.ics"])]
    assert {event["CLASS"] for event in unfolded(files["visits.ics"])} == {"PUBLIC"}


def test_the_sheets_come_on_the_paper_that_is_asked_for(tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed (pip install 'dosing[test]')")
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    for paper, size in (("a4", (595, 842)), ("letter", (612, 792))):
        begin(tmp_path / paper, "--paper", paper, pdf=True)
        for sheet in ("pharmacy", "nurse", "patient"):
            document = pypdfium2.PdfDocument((tmp_path / paper / f"{sheet}.pdf").read_bytes())
            assert {tuple(map(round, page.get_size())) for page in document} == {size}
            document.close()


def test_the_label_of_a_patient_stands_on_the_sheets_and_in_no_file_name(tmp_path: Path) -> None:
    label = "<b>Ward</b> & \"bed\" '7'"
    patient = (*PATIENT[:-1], label)
    begin(tmp_path / "course", "--split", patient=patient, pdf=True)
    files = snapshot(tmp_path / "course")
    assert not [name for name in files if "ard" in name or "bed" in name]
    for sheet in ("pharmacy", "nurse", "patient"):
        assert label in text_of(files[f"{sheet}.html"].decode())
        assert b"<b>Ward" not in files[f"{sheet}.html"]
    assert all(LABEL not in content.decode() and "Ward" not in content.decode() for name, content in files.items() if name.endswith(".ics"))


def test_the_same_inputs_give_the_same_bytes_from_two_folders_and_two_machines(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there and away").mkdir()
    words = ("plan", *PATIENT, *FIXED, "--time", "10:00", "--time-zone", "Europe/Paris", "--split", "--out", "course")
    one = process(*words, cwd=tmp_path / "here", TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="1")
    other = process(*words, cwd=tmp_path / "there and away", TZ="America/Los_Angeles", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert (one.status, one.err, other.err) == (0, "", "")
    first = snapshot(tmp_path / "here" / "course")
    assert len(first) == len(WITH_PDF) + len(NAMES)
    assert first == snapshot(tmp_path / "there and away" / "course")


def test_without_plutoprint_the_rest_is_written_and_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "plutoprint.py").write_text("raise ImportError('no plutoprint here')\n", encoding="utf-8")
    ran = process("plan", *PATIENT, *FIXED, "--out", "course", cwd=tmp_path, path=tmp_path / "modules")
    assert (ran.status, ran.err) == (0, "")
    assert sorted(snapshot(tmp_path / "course")) == WITHOUT_PDF
    said = [line for line in ran.out.splitlines() if "plutoprint" in line]
    assert len(said) == 1
    assert "pip install 'dosing[pdf]'" in said[0]
    begin(tmp_path / "with", pdf=True)
    assert snapshot(tmp_path / "course") == {name: each for name, each in snapshot(tmp_path / "with").items() if not name.endswith(".pdf")}


# What is not overwritten


def test_a_folder_with_another_course_is_not_overwritten_without_force(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    before = snapshot(tmp_path)
    another = ("plan", *PATIENT, "--issued", ISSUED, "--out", tmp_path / "course")
    said = refused(dosing(*another))
    assert "holds another course" in said
    assert "--force" in said
    assert snapshot(tmp_path) == before
    assert done(dosing(*another, "--force"))
    assert parsed(course)[1].course_id != COURSE_ID


def test_a_folder_that_holds_a_course_without_changes_says_how_to_go_on_with_it(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    said = refused(dosing("plan", *PATIENT, "--out", tmp_path / "course"))
    assert f"go on with it by: dosing plan {course} --out {tmp_path / 'course'}" in said
    changed(course, "omit", "C1D22")
    assert "go on with it" not in refused(dosing("plan", *PATIENT, "--out", tmp_path / "course"))


def test_the_same_course_can_be_written_again_but_not_with_other_values(tmp_path: Path) -> None:
    begin(tmp_path / "course")
    before = snapshot(tmp_path)
    begin(tmp_path / "course")
    assert snapshot(tmp_path) == before
    other = ("--weight", "70kg", "--weighed", "2027-01-02", "--start", "2027-01-04")
    assert "holds this course with other values" in refused(dosing("plan", *other, *FIXED, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == before


def test_an_older_copy_of_the_course_file_does_not_overwrite_a_newer_revision(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    copy = tmp_path / "copy.toml"
    copy.write_bytes(course.read_bytes())
    changed(course, "omit", "C1D22")
    before = snapshot(tmp_path)
    assert "holds this course with other values" in refused(dosing("plan", copy, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == before


def test_a_copy_that_lacks_a_check_does_not_overwrite_the_checked_course(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    copy = tmp_path / "copy.toml"
    copy.write_bytes(course.read_bytes())
    fingerprint = parsed(course)[1].fingerprint or ""
    done(dosing("check", course.parent, "--by", "EF", "--fingerprint", fingerprint[:12], "--issued", ISSUED))
    before = snapshot(tmp_path)
    assert "go on with it by" in refused(dosing("plan", copy, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == before


def test_a_folder_with_sheets_and_no_course_or_one_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    course.write_text("no course at all", encoding="utf-8")
    before = snapshot(tmp_path)
    assert "holds a course that cannot be read" in refused(dosing("plan", *PATIENT, "--out", course.parent))
    assert snapshot(tmp_path) == before
    course.unlink()
    assert "files of another program or course" in refused(dosing("plan", *PATIENT, "--out", course.parent))


def test_a_folder_with_files_of_other_people_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all", encoding="utf-8")
    begin(tmp_path)
    assert sorted(snapshot(tmp_path)) == sorted([*WITHOUT_PDF, "letter.txt"])


# An output folder that cannot be written


@pytest.mark.parametrize("below", ["file", "file/course", "file/a/course"])
def test_a_file_where_the_folder_should_be_is_said_and_nothing_is_written(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"here first")
    said = refused(dosing("plan", *PATIENT, "--out", tmp_path / below))
    assert "write the name of a folder" in said
    assert snapshot(tmp_path) == {"file": b"here first"}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc, which nobody can write into")
def test_a_place_that_nobody_can_write_into_is_said() -> None:
    assert "cannot be written" in refused(dosing("plan", *PATIENT, "--out", "/proc/course"))


def test_a_folder_named_like_a_sheet_is_in_the_way_and_nothing_is_overwritten(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    (course.parent / "nurse.html").unlink()
    (course.parent / "nurse.html").mkdir()
    before = snapshot(tmp_path)
    assert "holds a folder named nurse.html" in refused(dosing("plan", course, "--out", course.parent))
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("full_at", range(len(WITHOUT_PDF)))
def test_a_disk_that_fills_up_leaves_no_new_folder_and_the_old_one_as_it_was(
    full_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = begin(tmp_path / "course")
    changed(course, "omit", "C1D22")
    before = snapshot(tmp_path)
    written: list[int] = []

    def full(file: int) -> None:
        written.append(file)
        if len(written) > full_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    assert "cannot be written (no space left on device)" in refused(dosing("plan", *PATIENT, "--out", tmp_path / "new"))
    written.clear()
    assert "cannot be written (no space left on device)" in refused(dosing("plan", course, "--out", course.parent))
    assert snapshot(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, which is always full")
def test_a_terminal_that_takes_nothing_is_said_without_a_traceback(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = process("plan", *PATIENT, cwd=tmp_path, stdout=full)
    assert (ran.status, ran.err) == (2, "Error: the output cannot be written (no space left on device).\n")


# From a course file

HAND = f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\nweighed = 2027-01-02\nlabel = "{LABEL}"\n'


def test_a_course_written_by_hand_gives_the_same_plan_as_its_options(tmp_path: Path) -> None:
    course = tmp_path / "hand.toml"
    course.write_text(HAND, encoding="utf-8")
    assert json.loads(done(dosing("plan", course, "--issued", ISSUED, "--json"))) == planned()


def test_a_course_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    course = tmp_path / "hand.toml"
    course.write_bytes(b"\xef\xbb\xbf" + HAND.encode())
    done(dosing("plan", course))


def test_a_course_file_is_carried_into_the_folder_byte_for_byte(tmp_path: Path) -> None:
    course = begin(tmp_path / "one")
    course.write_bytes(course.read_bytes() + b"\n# a word of the pharmacy's own, without an end of line")
    done(dosing("plan", course, "--issued", ISSUED, "--out", tmp_path / "two"))
    assert (tmp_path / "two" / "course.toml").read_bytes() == course.read_bytes()
    ours = {name: each for name, each in snapshot(tmp_path / "one").items() if name != "course.toml"}
    assert ours == {name: each for name, each in snapshot(tmp_path / "two").items() if name != "course.toml"}


def test_a_course_with_changes_written_by_hand_gets_a_fingerprint_for_each_and_goes_on(tmp_path: Path) -> None:
    hand = tmp_path / "hand.toml"
    moved = 'kind = "move"\nvisit = "C1D15"\nto = 2027-01-25\nreason = "low counts"\nby = "AB"\nwhen = 2027-01-17\n'
    hand.write_text(f"{HAND}\n[[change]]\n{moved}", encoding="utf-8")
    done(dosing("plan", hand, "--issued", ISSUED, "--out", tmp_path / "course"))
    course = tmp_path / "course" / "course.toml"
    _, read = parsed(course)
    assert read.fingerprint != read.changes[0].fingerprint
    assert read.changes[0].fingerprint == json.loads((tmp_path / "course" / "plan.json").read_bytes())["release"]["fingerprint"]
    changed(course, "omit", "C2D22", when="2027-01-17")
    done(dosing("plan", course, "--issued", ISSUED, "--out", course.parent))
    done(dosing("recheck", course.parent))


BESIDE = [
    ("--weight", "70kg", "dosing reweigh, or dosing correct"),
    ("--weighed", "2027-01-01", "dosing correct"),
    ("--start", "2027-01-05", "dosing move, or dosing correct"),
    ("--cycles", "2", "dosing extend"),
    ("--born", "1988-05-16", "dosing correct"),
    ("--time", "10:00", "dosing retime"),
    ("--time-zone", "Europe/Paris", "a new course"),
    ("--site", "site.toml", "dosing resite"),
    ("--h2-blocker", "famotidine", "dosing resite"),
    ("--h2-reason", "none is stocked", "dosing resite"),
    ("--dexamethasone-route", "oral", "dosing resite"),
    ("--dexamethasone-form", "base", "dosing resite"),
    ("--label", "ISLAY-012", "a new course"),
    ("--protocol-reference", "x", "a new course"),
    ("--prepared-by", "AB", "a new course"),
    ("--course-id", COURSE_ID, "a new course"),
    ("--last-immunotherapy", "none", "dosing correct"),
    ("--last-investigational", "none", "dosing correct"),
    ("--last-chemotherapy", "none", "dosing correct"),
    ("--transplant", "none", "dosing correct"),
    ("--gvhd-immunosuppression", "none", "dosing correct"),
]


@pytest.mark.parametrize(("option", "value", "instead"), BESIDE, ids=[option for option, _, _ in BESIDE])
def test_an_option_that_makes_a_number_cannot_stand_beside_a_course_file(option: str, value: str, instead: str, tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    before = snapshot(tmp_path)
    said = refused(dosing("plan", course, option, value, "--out", tmp_path / "course"))
    assert said.startswith(f"Error: {option} cannot stand beside a course file")
    assert instead in said
    assert snapshot(tmp_path) == before


def test_what_changes_no_number_can_stand_beside_a_course_file(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    words = ("--paper", "letter", "--json", "--issued", ISSUED, "--force", "--split", "--calendar-class", "public")
    again = json.loads(done(dosing("plan", course, *words, "--out", tmp_path / "again")))
    assert again == json.loads((tmp_path / "course" / "plan.json").read_bytes())


# Bad input, through both doors


def option_of(name: str) -> str:
    return f"--{name.rpartition('.')[2].replace('_', '-')}"


def words_of(case: BadInput) -> list[str] | None:
    """The case as options; None where no option takes such a value."""
    raw: dict[str, Any] = {**COURSE_PATIENT, **case.values}
    raw |= raw.pop("entry", {})
    known = done(dosing("plan", "--help"))
    if not all(re.search(rf"(?m)^ *{option_of(name)} ", known) for name in raw) or not all(
        isinstance(each, (str, int)) for each in raw.values()
    ):
        return None
    return [word for name, value in raw.items() for word in (option_of(name), str(value))]


AS_OPTIONS = [case for case in BAD_INPUT if case.of == "course" and words_of(case)]
# What no option takes: a key that nobody knows, and changes, which have their own commands.
ONLY_IN_A_FILE = {
    "a misspelt key",
    "a key called date",
    "a misspelt fact",
    "changes that are no list",
    "a misspelt key of a change",
    "a change without a reason",
    "a change that nobody knows",
    "a visit that nobody names so",
}


def assert_refused(case: BadInput, said: str) -> None:
    lead, _, sentence = said.partition(": ")
    assert lead == ("Error" if case.status == 2 else "Refused")
    assert_reads_well(sentence, replace(case, words=tuple(word.replace("\N{NO-BREAK SPACE}", " ") for word in case.words)))


def test_every_bad_value_that_an_option_takes_is_tried_as_one() -> None:
    assert {case.name for case in BAD_INPUT if case.of == "course"} - {case.name for case in AS_OPTIONS} <= ONLY_IN_A_FILE


@pytest.mark.parametrize("case", AS_OPTIONS, ids=[case.name for case in AS_OPTIONS])
def test_a_bad_option_is_refused_and_nothing_is_written(case: BadInput, tmp_path: Path) -> None:
    said = refused(dosing("plan", *words_of(case) or (), "--out", tmp_path / "course"), case.status)
    assert_refused(case, said)
    assert snapshot(tmp_path) == {}


SITE_CASES = [case for case in BAD_INPUT if case.of == "site"]


def site_file(case: BadInput) -> str:
    # An inline table of the same key as the line would be written twice.
    return "".join(f"{key} = {toml(value)}\n" for key, value in case.values.items())


@pytest.mark.parametrize("case", SITE_CASES, ids=[case.name for case in SITE_CASES])
def test_a_bad_site_file_is_refused_and_nothing_is_written(case: BadInput, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(site_file(case), encoding="utf-8")
    before = snapshot(tmp_path)
    said = refused(dosing("plan", *PATIENT, "--site", tmp_path / "site.toml", "--out", tmp_path / "course"), case.status)
    assert_refused(case, said)
    assert snapshot(tmp_path) == before


# The site of a course file holds the sources that this program wrote there.
IN_A_FILE = [case for case in BAD_INPUT if case.field != "sources"]


def course_file(case: BadInput) -> str:
    if case.of == "site":
        return HAND + f"[site]\n{site_file(case)}"
    values = {"change" if key == "changes" else key: value for key, value in {**COURSE_PATIENT, **case.values}.items()}
    return "".join(f"{key} = {toml(value)}\n" for key, value in values.items())


@pytest.mark.parametrize("spelling", ["weight_kg = 90", 'weight_kg = "90"', "changes = []", "checks = []"])
def test_a_second_spelling_in_a_course_file_is_refused_since_it_could_hide_the_first(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(f"{HAND}{spelling}\n", encoding="utf-8")
    assert "is not a known key; write " in refused(dosing("plan", tmp_path / "course.toml"))


@pytest.mark.parametrize("case", IN_A_FILE, ids=[case.name for case in IN_A_FILE])
def test_a_bad_course_file_is_refused_and_nothing_is_written(case: BadInput, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(course_file(case), encoding="utf-8")
    before = snapshot(tmp_path)
    said = refused(dosing("plan", tmp_path / "course.toml", "--out", tmp_path), case.status)
    assert_refused(case, said)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "is not text in UTF-8; save it as plain text"),
        (b"start = ", "is not readable as TOML"),
        (b"start = 2027-02-30", "is not readable as TOML"),
        (b"x = " + b"[" * 2000 + b"]" * 2000, "cannot be read"),
        (b"weight = 1e99999999", "has no unit"),
        (b"#" * 2_000_001, "is larger than 2 MB"),
        (b'format = "dosing-course/2"\n', "newer than this program reads (dosing-course/1)"),
        (b'format = "dosing-site/1"\n', 'write format = "dosing-course/1"'),
        (b"", "the weight is missing"),
    ],
)
def test_a_file_that_is_no_course_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(content)
    assert said in refused(dosing("plan", tmp_path / "course.toml", "--out", tmp_path))
    assert snapshot(tmp_path) == {"course.toml": content}


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert "cannot be read (no such file or directory)" in refused(dosing("plan", tmp_path / "course.toml"))
    assert "cannot be read (is a directory)" in refused(dosing("plan", tmp_path))
    assert "cannot be read" in refused(dosing("plan", *PATIENT, "--site", tmp_path))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero, which never ends")
def test_a_file_without_an_end_is_refused() -> None:
    assert "is larger than 2 MB" in refused(dosing("plan", "/dev/zero"))


def test_a_label_written_as_a_number_is_refused_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(HAND.replace(f'"{LABEL}"', "8675309"), encoding="utf-8")
    said = refused(dosing("plan", tmp_path / "course.toml"))
    assert "label" in said
    assert "8675309" not in said


def test_no_page_lacks_the_word_draft_until_somebody_has_checked(tmp_path: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    course = begin(tmp_path / "course", pdf=True)
    for sheet in ("pharmacy", "nurse", "patient"):
        pages = pages_of((course.parent / f"{sheet}.pdf").read_bytes())
        assert [page for page in pages if "Draft: not yet checked" not in page] == []


def test_the_day_of_issue_is_today_unless_it_is_given() -> None:
    today = date.today()  # noqa: DTZ011  # near enough for any zone: the document says UTC
    issued = json.loads(done(dosing("plan", *PATIENT, "--json")))["release"]["issued"]
    assert abs((date.fromisoformat(issued[:10]) - today).days) <= 1
