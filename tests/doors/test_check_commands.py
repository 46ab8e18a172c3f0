"""`dosing check`, `recheck`, `schema` and `earliest-start`."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dosing.document import fingerprint
from tests.doors.command import (
    COURSE_ID,
    FIXED,
    ISSUED,
    NAMES,
    PATIENT,
    begin,
    change,
    changed,
    done,
    dosing,
    of_another_version,
    pages_of,
    refused,
    snapshot,
    text_of,
    unfolded,
    write_again,
)

Begun = Callable[..., Path]
AFTER = "2027-01-04T09:00:00Z"  # the day of the changes that are made here


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("template") / "course", "--prepared-by", "AB")


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it."""
    shutil.copytree(template.parent, tmp_path / "course")
    return tmp_path / "course" / "course.toml"


def plan_of(course: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((course.parent / "plan.json").read_bytes())
    return document


def short(course: Path) -> str:
    """The fingerprint as the sheets print it."""
    digits = plan_of(course)["release"]["fingerprint"][:12].upper()
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def check(course: Path, *, by: str = "EF", fingerprint: str | None = None, issued: str = ISSUED, pdf: bool = False) -> Any:
    return dosing("check", course.parent, "--by", by, "--fingerprint", fingerprint or short(course), "--issued", issued, pdf=pdf)


# check


def test_a_plan_is_a_draft_on_every_sheet_until_it_is_checked_and_then_on_none(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    sheets = ("pharmacy", "nurse", "patient")
    assert all("Draft: not yet checked" in text_of((course.parent / f"{sheet}.html").read_text(encoding="utf-8")) for sheet in sheets)
    assert f"Revision 1, {short(course)}, checked by EF." in done(check(course, pdf=True))
    for sheet in sheets:
        assert "Draft" not in text_of((course.parent / f"{sheet}.html").read_text(encoding="utf-8"))
        pages = pages_of((course.parent / f"{sheet}.pdf").read_bytes())
        assert len(pages) > 1
        assert not [page for page in pages if "Draft" in page]
        assert not [page for page in pages if "EF" not in page]


def test_calendar_titles_lose_the_word_draft_with_the_check(course: Path) -> None:
    def titles() -> list[str]:
        return [event["SUMMARY"] for event in unfolded((course.parent / "visits.ics").read_bytes())]

    assert titles() == [f"Draft: Clinic visit {number} of 8" for number in range(1, 9)]
    done(check(course))
    assert titles() == [f"Clinic visit {number} of 8" for number in range(1, 9)]


def test_a_check_is_added_to_the_course_file_and_changes_no_number(course: Path) -> None:
    old, before = course.read_bytes(), plan_of(course)
    done(check(course))
    assert course.read_bytes().startswith(old)
    fingerprint = before["release"]["fingerprint"]
    assert course.read_text(encoding="utf-8")[len(old.decode()) :].split() == [
        *("[[check]]", "revision", "=", "1", "by", "=", '"EF"', "on", "=", "2026-12-20", "fingerprint", "=", f'"{fingerprint}"')
    ]
    assert plan_of(course) == {**before, "release": {**before["release"], "checked_by": "EF"}}
    assert f"{short(course)}  first made" in done(dosing("history", course))
    assert "checked by EF on Sunday 20 December 2026" in done(dosing("history", course))


def test_a_check_with_the_fingerprint_of_another_plan_is_refused(course: Path) -> None:
    before = snapshot(course.parent)
    said = refused(check(course, fingerprint="0000-0000-0000"))
    assert "--fingerprint is 0000-0000-0000" in said
    assert short(course) in said
    assert "write the 12 digits of the sheets" in refused(check(course, fingerprint="0000"))
    assert snapshot(course.parent) == before


@pytest.mark.parametrize("by", ["AB", "ab", "A.B.", "A B"])
def test_whoever_prepared_a_plan_cannot_check_it(by: str, course: Path) -> None:
    before = snapshot(course.parent)
    assert "prepared this plan and cannot check it; somebody else has to" in refused(check(course, by=by))
    assert snapshot(course.parent) == before


def test_whoever_made_the_last_change_cannot_check_it(course: Path) -> None:
    changed(course, "omit", "C1D22", by="CD")
    write_again(course)
    assert "CD prepared this plan" in refused(check(course, by="CD", issued=AFTER))
    done(check(course, by="EF", issued=AFTER))


@pytest.mark.parametrize(("verb", "by"), [((), "AB"), (("omit", "C1D22"), "cd"), (("omit", "C1D22"), "A.B.")])
def test_a_check_by_a_preparer_that_was_written_into_the_file_counts_for_nothing(verb: tuple[str, ...], by: str, course: Path) -> None:
    if verb:
        changed(course, *verb, by="CD")
        write_again(course)
    release = plan_of(course)["release"]
    written = f'[[check]]\nrevision = {release["revision"]}\nby = "{by}"\non = 2027-01-04\nfingerprint = "{release["fingerprint"]}"\n'
    course.write_text(f"{course.read_text(encoding='utf-8')}\n{written}", encoding="utf-8")
    write_again(course)
    assert plan_of(course)["release"]["checked_by"] is None
    assert "Draft: not yet checked" in text_of((course.parent / "pharmacy.html").read_text(encoding="utf-8"))
    assert "checked by" not in done(dosing("history", course))


def test_a_check_is_not_dated_before_the_change_that_it_checks(course: Path) -> None:
    changed(course, "omit", "C1D22", when="2027-01-04")
    write_again(course)
    before = snapshot(course.parent)
    said = refused(check(course, issued="2027-01-03T09:00:00Z"))
    assert "would be dated 2027-01-03, before the newest change on 2027-01-04; check it on that day or later" in said
    assert snapshot(course.parent) == before
    done(check(course, issued="2027-01-03T11:00:00Z"))  # it is already 4 January where the clocks are furthest ahead


def test_after_a_change_the_course_is_a_draft_again(course: Path) -> None:
    done(check(course))
    changed(course, "omit", "C1D22")
    write_again(course)
    assert plan_of(course)["release"]["checked_by"] is None
    assert "Draft: not yet checked" in text_of((course.parent / "nurse.html").read_text(encoding="utf-8"))
    assert unfolded((course.parent / "visits.ics").read_bytes())[0]["SUMMARY"] == "Draft: Clinic visit 1 of 8"
    done(check(course, by="GH", issued=AFTER))
    assert plan_of(course)["release"]["checked_by"] == "GH"


def test_the_fingerprint_of_the_revision_before_does_not_check_the_new_one(course: Path) -> None:
    old = short(course)
    changed(course, "omit", "C1D22")
    assert "the sheets that were checked are not of this plan" in refused(check(course, fingerprint=old))


def test_a_plan_is_checked_once(course: Path) -> None:
    done(check(course))
    before = snapshot(course.parent)
    assert "was already checked by EF" in refused(check(course, by="GH"))
    assert snapshot(course.parent) == before


def test_a_check_keeps_the_split_and_public_calendars_of_the_folder(course: Path) -> None:
    write_again(course, "--split", "--calendar-class", "public")
    names = set(snapshot(course.parent))
    done(check(course))
    assert set(snapshot(course.parent)) == names
    assert {event["CLASS"] for event in unfolded((course.parent / "visits.ics").read_bytes())} == {"PUBLIC"}
    [event] = unfolded((course.parent / "visit-C1D8.ics").read_bytes())
    assert (event["SUMMARY"], event["CLASS"]) == ("Clinic visit 2 of 8", "PUBLIC")


def test_a_check_keeps_the_paper_of_the_folder_unless_another_is_asked_for(course: Path) -> None:
    def paper() -> set[str]:
        sheets = [(course.parent / f"{sheet}.html").read_text(encoding="utf-8") for sheet in ("pharmacy", "nurse", "patient")]
        return {sheet.partition('<body class="')[2].split()[0] for sheet in sheets}

    write_again(course, "--paper", "letter")
    untouched = snapshot(course.parent)
    done(check(course))
    assert paper() == {"letter"}
    for name, content in untouched.items():
        (course.parent / name).write_bytes(content)
    words = ("--by", "EF", "--fingerprint", short(course), "--issued", ISSUED, "--paper", "a4")
    done(dosing("check", course.parent, *words))
    assert paper() == {"a4"}


def test_a_folder_without_a_course_cannot_be_checked(tmp_path: Path) -> None:
    words = ("--by", "EF", "--fingerprint", "0000-0000-0000")
    assert "cannot be read" in refused(dosing("check", tmp_path, *words))
    (tmp_path / "course.toml").write_text(f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    document = json.loads(done(dosing("plan", tmp_path / "course.toml", "--json")))
    said = refused(dosing("check", tmp_path, "--by", "EF", "--fingerprint", document["release"]["fingerprint"][:12]))
    assert "write its folder with dosing plan and --out" in said


# recheck


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
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("pharmacy.html", "1,450", "1,540"),
        ("nurse.html", "Draft: not yet checked", "Checked by ZZ"),
        ("patient.html", "4 January 2027", "5 January 2027"),
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
    replaced(course.parent / "plan.json", '"checked_by": null', '"checked_by": "ZZ"')
    ran = dosing("recheck", course.parent)
    assert (ran.status, ran.out) == (3, "release.checked_by is ZZ in the document; course.toml gives nothing there.\n")


def test_sheets_of_a_draft_and_of_a_checked_plan_in_one_folder_are_named(course: Path) -> None:
    draft = (course.parent / "nurse.html").read_bytes()
    done(check(course))
    done(dosing("recheck", course.parent))
    (course.parent / "nurse.html").write_bytes(draft)
    assert dosing("recheck", course.parent).out.startswith("nurse.html was altered, or made with other options")


def test_a_finding_that_was_taken_out_is_named_although_the_fingerprint_was_made_anew(course: Path) -> None:
    document = plan_of(course)
    [gone] = [each for each in document["findings"] if each["code"] == "h2-not-marketed"]
    document["findings"].remove(gone)
    document["release"]["fingerprint"] = fingerprint(document)
    (course.parent / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    ran = dosing("recheck", course.parent / "plan.json")
    assert ran.status == 3
    assert "A finding is missing in the document; the plan document's own inputs give h2-not-marketed: " in ran.out
    assert "course.toml holds another plan" in dosing("recheck", course.parent).out


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
    replaced(course.parent / "plan.json", '"engine": "dosing 0.1.0"', '"engine": "dosing 0.0.9"')
    replaced(course.parent / "nurse.html", "dosing 0.1.0", "dosing 0.0.9")
    said = done(dosing("recheck", course.parent))
    assert said.startswith("The numbers agree: 8 visits")
    assert "dosing 0.0.9 made the files and this is dosing 0.1.0, so only numbers and fingerprints were compared." in said
    replaced(course.parent / "plan.json", '"engine": "dosing 0.0.9"', '"engine": {}')
    assert done(dosing("recheck", course.parent)).startswith("The numbers agree")


def test_a_course_file_that_no_longer_gives_a_plan_is_named(course: Path) -> None:
    replaced(course, 'weight = "72.5kg"', 'weight = "249.9kg"')
    ran = dosing("recheck", course.parent)
    assert (ran.status, ran.err) == (3, "")
    assert "inputs.course.weight_kg is 72.5 in the document; course.toml gives 249.9." in ran.out
    replaced(course, 'weight = "249.9kg"', 'weight = "900kg"')
    assert "course.toml gives no plan: " in dosing("recheck", course.parent).out


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
        (b'{"format": "dosing-plan/2"}', "newer than this program reads (dosing-plan/1)"),
        (b'{"format": "dosing-course/1"}', 'write format = "dosing-plan/1"'),
        (b"[" * 100_000, "is not JSON"),
        (b" " * 2_000_001, "is larger than 2 MB"),
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
        assert part in ran.out or "release.fingerprint" in ran.out
    assert dosing("diff", path, path).status == 3


# schema

EVERY_CHANGE: list[tuple[str, tuple[str, ...], str]] = [
    ("move", ("C1D15", "--to", "2027-01-25"), "2027-01-17"),
    ("omit", ("C1D22",), "2027-01-17"),
    ("undo", (), "2027-01-17"),
    ("reweigh", ("64kg", "--on", "2027-02-01"), "2027-02-01"),
    ("retime", ("C2D8", "--at", "14:00"), "2027-02-01"),
    ("correct", ("born=1988-05-16", "transplant=none"), "2027-02-01"),
    ("correct", ("weight=72.35kg",), "2027-02-01"),
    ("rebase", (), "2027-02-02"),
    ("stop", ("C2D22",), "2027-02-02"),
]


def test_every_plan_document_meets_the_printed_schema_after_each_kind_of_change(tmp_path: Path) -> None:
    schema = json.loads(done(dosing("schema")))
    Draft202012Validator.check_schema(schema)
    meets = Draft202012Validator(schema)
    facts = ("--last-chemotherapy", "2026-12-01", "--transplant", "none")
    course = begin(tmp_path / "course", "--cycles", "1", "--time", "10:00", "--time-zone", "Europe/Paris", *facts)
    site = tmp_path / "site.toml"
    site.write_text('[infusion]\nprofile = "label-250ml"\ncompared_by = "CD"\ncompared_on = "2026-12-01"\n', encoding="utf-8")
    changes = [("extend", (), "2027-01-04"), ("resite", (str(site),), "2027-01-10"), *EVERY_CHANGE]
    meets.validate(json.loads(done(dosing("plan", course, "--json"))))
    for verb, words, when in changes:
        if verb == "rebase":
            of_another_version(course)
        changed(course, verb, *words, when=when)
        document = json.loads(done(dosing("plan", course, "--json")))
        assert document["inputs"]["course"]["changes"][-1]["kind"] == verb
        meets.validate(document)


def test_the_schema_lets_no_number_stand_where_a_string_belongs_and_no_key_be_added(course: Path) -> None:
    schema = Draft202012Validator(json.loads(done(dosing("schema"))))
    document = plan_of(course)
    assert schema.is_valid(document)
    document["visits"][0]["study_drug"]["rounded_mg"] = 1450
    assert not schema.is_valid(document)
    document["visits"][0]["study_drug"]["rounded_mg"] = "1450.0"
    assert not schema.is_valid(document)
    document["visits"][0]["study_drug"]["rounded_mg"] = "1450"
    document["visits"][0]["given"] = True
    assert not schema.is_valid(document)


# earliest-start

# Chemotherapy 14 days, immunotherapy and investigational agents 21, graft versus host 7, transplant 4 months; the day after the limit.
EARLIEST = [
    (("--last-chemotherapy", "2026-12-01"), "2026-12-16", "last chemotherapy"),
    (("--last-immunotherapy", "2026-12-01"), "2026-12-23", "last immunotherapy"),
    (("--last-investigational", "2026-12-01"), "2026-12-23", "last investigational agent"),
    (("--gvhd-immunosuppression", "2026-12-01"), "2026-12-09", "immunosuppression for graft versus host disease"),
    (("--transplant", "2026-08-01"), "2026-12-02", "stem cell transplant"),
    (("--transplant", "2026-10-31"), "2027-03-02", "stem cell transplant"),  # 31 February does not exist: the first of March
    (("--transplant", "2027-10-29"), "2028-03-01", "stem cell transplant"),  # 29 February 2028 exists
    (("--transplant", "2026-08-01", "--last-chemotherapy", "2026-12-01"), "2026-12-16", "last chemotherapy"),
    (("--born", "2011-03-05"), "2027-03-05", "16 years old"),
    (("--born", "2012-02-29"), "2028-02-29", "16 years old"),
]


@pytest.mark.parametrize(("words", "day", "because"), EARLIEST, ids=[" ".join(words) for words, _, _ in EARLIEST])
def test_the_earliest_start_is_printed_with_the_fact_that_decides_it(words: tuple[str, ...], day: str, because: str) -> None:
    first = done(dosing("earliest-start", *words)).splitlines()[0]
    assert f"({day})" in first
    assert because in first


def test_facts_that_were_not_given_are_said() -> None:
    said = done(dosing("earliest-start", "--transplant", "none", "--born", "1988-05-16"))
    assert "Not given, and so not counted: last immunotherapy, last investigational agent, last chemotherapy" in said
    nothing_counts = ("--last-immunotherapy", "none", "--last-investigational", "none", "--last-chemotherapy", "none")
    every = done(dosing("earliest-start", *nothing_counts, "--transplant", "none", "--gvhd-immunosuppression", "none"))
    assert every.startswith("No fact given sets a day")


def test_the_earliest_start_asks_for_a_fact_and_for_real_days() -> None:
    assert "write at least one, like --last-chemotherapy" in refused(dosing("earliest-start"))
    assert "'2027-02-30', which is not in the calendar" in refused(dosing("earliest-start", "--transplant", "2027-02-30"))
    assert "write the date as year, month and day" in refused(dosing("earliest-start", "--born", "5 March 2011"))


def test_a_plan_that_starts_on_the_earliest_day_has_no_finding_about_a_washout() -> None:
    facts = ("--last-chemotherapy", "2026-12-21")  # 14 days: 2027-01-04 is the limit itself
    for start, codes in (("2027-01-04", {"washout-on-limit"}), ("2027-01-05", set()), ("2027-01-03", {"washout-inside"})):
        words = ("--weight", "72.5kg", "--start", start, *facts, *FIXED, "--json")
        document = json.loads(done(dosing("plan", *words)))
        assert {each["code"] for each in document["findings"] if each["code"].startswith("washout")} == codes
    assert "(2027-01-05)" in done(dosing("earliest-start", *facts))


def test_a_check_is_of_one_course_and_its_eight_visits(course: Path) -> None:
    done(check(course))
    assert [visit["visit"] for visit in plan_of(course)["visits"]] == list(NAMES)
    assert change(course, "omit", "C1D22").status == 0
    assert PATIENT[1] == "72.5kg"
