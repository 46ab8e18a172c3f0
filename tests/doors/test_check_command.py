"""`dosing check`: who may check which plan, and what the folder says afterwards."""

import json
from pathlib import Path

import pytest

from tests.doors.command import (
    COURSE_ID,
    ISSUED,
    NAMES,
    PATIENT,
    begin,
    change,
    changed,
    check,
    done,
    dosing,
    pages_of,
    plan_of,
    refused,
    short,
    snapshot,
    text_of,
    unfolded,
    write_again,
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it."""
    return begin(tmp_path / "course", "--prepared-by", "AB")


AFTER = "2027-01-04T09:00:00Z"  # the day of the changes that are made here


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


def test_a_course_that_is_stopped_before_its_first_visit_can_be_checked(course: Path) -> None:
    changed(course, "stop", "C1D1")
    write_again(course)
    assert f"Revision 2, {short(course)}, checked by EF." in done(check(course, issued=AFTER))
    assert plan_of(course)["release"]["checks"] == [{"by": "EF", "on": "2027-01-04", "visits": []}]
    assert "Everything agrees" in done(dosing("recheck", course.parent))


def test_a_check_whose_sheets_cannot_be_written_is_not_stored(course: Path) -> None:
    (course.parent / "nurse.html").unlink()
    (course.parent / "nurse.html").mkdir()
    before = course.read_bytes()
    assert "holds a folder named nurse.html, where a file belongs; rename it" in refused(check(course))
    assert course.read_bytes() == before


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
    visits = ", ".join(f'"{name}"' for name in NAMES)
    assert course.read_text(encoding="utf-8")[len(old.decode()) :].strip().splitlines() == [
        "[[check]]",
        "revision = 1",
        'by = "EF"',
        "on = 2027-01-03",
        f'fingerprint = "{fingerprint}"',
        f"visits = [{visits}]",
    ]
    checks = [{"by": "EF", "on": "2027-01-03", "visits": list(NAMES)}]
    assert plan_of(course) == {**before, "release": {**before["release"], "checks": checks}}
    assert f"{short(course)}  first made" in done(dosing("history", course))
    assert "checked by EF on Sunday 3 January 2027" in done(dosing("history", course))


def test_a_check_with_the_fingerprint_of_another_plan_is_refused(course: Path) -> None:
    before = snapshot(course.parent)
    said = refused(check(course, fingerprint="0000-0000-0000"))
    assert "--fingerprint: the fingerprint is 0000-0000-0000" in said
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
    bound = f'revision = {release["revision"]}\nfingerprint = "{release["fingerprint"]}"\nvisits = {json.dumps(NAMES)}\n'
    written = f'[[check]]\nby = "{by}"\non = 2027-01-04\n{bound}'
    course.write_text(f"{course.read_text(encoding='utf-8')}\n{written}", encoding="utf-8")
    write_again(course)
    assert plan_of(course)["release"]["checks"] == []
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
    assert plan_of(course)["release"]["checks"] == []
    assert "Draft: not yet checked" in text_of((course.parent / "nurse.html").read_text(encoding="utf-8"))
    assert unfolded((course.parent / "visits.ics").read_bytes())[0]["SUMMARY"] == "Draft: Clinic visit 1 of 8"
    done(check(course, by="GH", issued=AFTER))
    assert [each["by"] for each in plan_of(course)["release"]["checks"]] == ["GH"]


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
    assert "is a folder without a course.toml" in refused(dosing("check", tmp_path, *words))
    (tmp_path / "course.toml").write_text(f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    document = json.loads(done(dosing("plan", tmp_path / "course.toml", "--json")))
    said = refused(dosing("check", tmp_path, "--by", "EF", "--fingerprint", document["release"]["fingerprint"][:12]))
    assert "write its folder first" in said
    assert said.endswith(f": dosing plan {tmp_path} --out DIR.")


def test_a_check_is_of_one_course_and_its_eight_visits(course: Path) -> None:
    done(check(course))
    assert [visit["visit"] for visit in plan_of(course)["visits"]] == list(NAMES)
    assert change(course, "omit", "C1D22").status == 0
    assert PATIENT[1] == "72.5kg"
