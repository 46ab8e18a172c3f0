"""A check that is added to the program one day and refuses a course that was begun before: what stays readable, and how it is mended."""

from pathlib import Path

import pytest

from dosing.rules import checks
from dosing.rules.checks.case import Case, Findings, whole
from tests.doors.command import ISSUED, begin_timed, change, changed, done, dosing, plan, refused, snapshot, states, write_again

SENTENCE = "C2D22 is planned, which the newest version of this program refuses; leave it out."


def no_eighth_visit(case: Case) -> Findings:
    """The check that nobody had thought of: it refuses every course whose eighth visit takes place."""
    if any(visit.visit == "C2D22" for visit in case.active):
        yield whole("no-eighth-visit", "refuse", SENTENCE)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of two revisions, both of them made before there was the check."""
    course = begin_timed(tmp_path / "course")
    changed(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17")
    write_again(course)
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, no_eighth_visit))
    return course


def test_the_newest_revision_is_refused(course: Path) -> None:
    before = snapshot(course.parent)
    for words in (("plan", course), ("plan", course, "--revision", "2"), ("plan", course, "--out", course.parent)):
        assert refused(dosing(*words), 3) == f"Refused: {SENTENCE}"
    assert refused(dosing("check", course.parent, "--by", "EF", "--fingerprint", "1A2B-3C4D-5E6F"), 3) == f"Refused: {SENTENCE}"
    assert snapshot(course.parent) == before


def test_its_history_and_its_older_revisions_stay_readable(course: Path, tmp_path: Path) -> None:
    assert len(done(dosing("history", course)).splitlines()) == 2
    assert plan(course, "--revision", "1")["release"]["revision"] == 1
    done(dosing("plan", course, "--revision", "1", "--out", tmp_path / "void", "--issued", ISSUED))
    assert "Void: replaced by a newer revision." in done(dosing("plan", course, "--revision", "1"))
    assert "C1D15  Mon 18 Jan 2027 10:00" in done(dosing("diff", course, "1", "2"))


def test_a_change_can_mend_it(course: Path) -> None:
    before = snapshot(course.parent)
    assert refused(change(course, "omit", "C1D22", when="2027-01-17"), 3) == f"Refused: {SENTENCE}"
    assert refused(change(course, "undo", when="2027-01-17"), 3) == f"Refused: {SENTENCE}"
    assert snapshot(course.parent) == before
    said = changed(course, "omit", "C2D22", when="2027-01-17")
    assert "C2D22" in said
    assert states(course)["C2D22"] == "2027-03-01 omitted"
    write_again(course)
    done(dosing("recheck", course.parent))


def test_a_course_written_by_hand_is_told_the_same(course: Path, tmp_path: Path) -> None:
    hand = tmp_path / "hand.toml"
    hand.write_text('course_id = "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"\nstart = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    assert refused(dosing("plan", hand), 3) == f"Refused: {SENTENCE}"
    assert done(dosing("history", hand)) == "1  no fingerprint  first made, 72.5 kg, start Monday 4 January 2027\n"


def test_a_new_course_is_refused(course: Path) -> None:
    assert refused(dosing("plan", "--weight", "72.5kg", "--start", "2027-01-04"), 3) == f"Refused: {SENTENCE}"
    done(dosing("plan", "--weight", "72.5kg", "--start", "2027-01-04", "--cycles", "1"))
