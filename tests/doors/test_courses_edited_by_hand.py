"""A course file edited by hand, of another format, or without fingerprints."""

import re
from pathlib import Path

import pytest

from tests.doors.command import (
    COURSE_ID,
    change,
    changed,
    done,
    dosing,
    refused,
    snapshot,
)


def with_three_changes(course: Path) -> Path:
    changed(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17")
    changed(course, "reweigh", "68kg", "--on", "2027-02-08", when="2027-02-08")
    changed(course, "omit", "C2D15", when="2027-02-08")
    return course


EDITS = [
    ('weight = "72.5kg"', 'weight = "73.5kg"', "the course as it was first made"),
    ("to = 2027-01-25", "to = 2027-01-26", "change 1 (move)"),
    ('weight = "68kg"', 'weight = "67kg"', "change 2 (reweigh)"),
    ('visit = "C2D15"', 'visit = "C2D8"', "change 3 (omit)"),
    ('reason = "as ordered"', 'reason = "because"', "change 1 (move)"),
    ("minutes_before = 45", "minutes_before = 50", "the course as it was first made"),
]


@pytest.mark.hazard("H-33")
@pytest.mark.parametrize(("old", "new", "named"), EDITS, ids=[new for _, new, _ in EDITS])
def test_a_file_edited_by_hand_is_refused_naming_the_change_by_its_number(old: str, new: str, named: str, course: Path) -> None:
    text = with_three_changes(course).read_text(encoding="utf-8")
    assert old in text
    course.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = snapshot(course.parent)
    for ran in (
        dosing("plan", course),
        dosing("plan", course, "--out", course.parent, "--force"),
        dosing("diff", course, "1", "4"),
        dosing("check", course.parent, "--by", "EF", "--fingerprint", "0000-0000-0000"),
        change(course, "omit", "C2D22", when="2027-02-08"),
        change(course, "undo", when="2027-02-08"),
    ):
        said = refused(ran)
        assert re.match(f"Error: ((COURSE|DIR): )?{re.escape(named)} was stored with the fingerprint ", said)
        assert "which no longer comes out" in said
    assert snapshot(course.parent) == before


def test_a_change_added_by_hand_to_a_course_of_this_program_is_refused_by_its_number(course: Path) -> None:
    text = with_three_changes(course).read_text(encoding="utf-8")
    added = '\n[[change]]\nkind = "omit"\nvisit = "C2D22"\nreason = "by hand"\nby = "AB"\nwhen = 2027-02-08\n'
    course.write_text(text + added, encoding="utf-8")
    assert "change 4 (omit) holds no fingerprint" in refused(dosing("plan", course))
    assert "change 4 (omit) holds no fingerprint" in refused(change(course, "undo", when="2027-02-08"))


def test_a_change_taken_out_by_hand_is_noticed(course: Path) -> None:
    parts = with_three_changes(course).read_text(encoding="utf-8").split("\n[[change]]\n")
    course.write_text("\n[[change]]\n".join([parts[0], parts[1], parts[3]]), encoding="utf-8")
    assert "change 2 (omit) was stored with the fingerprint" in refused(dosing("plan", course))


def test_an_impossible_change_written_by_hand_is_named_by_its_number(course: Path) -> None:
    text = with_three_changes(course).read_text(encoding="utf-8")
    course.write_text(text.replace("to = 2027-01-25", "to = 2027-01-17"), encoding="utf-8")
    assert refused(dosing("plan", course)).startswith("Error: change 1 (move): C1D15 on 2027-01-17 would be 6 days after C1D8")


def test_a_course_of_a_newer_format_is_refused(course: Path) -> None:
    course.write_text(course.read_text(encoding="utf-8").replace("dosing-course/2", "dosing-course/3"), encoding="utf-8")
    before = snapshot(course.parent)
    for ran in (dosing("plan", course), dosing("history", course), change(course, "omit", "C1D22"), dosing("diff", course, "1", "1")):
        assert "newer than this program reads (dosing-course/2); use the program that wrote it" in refused(ran)
    assert snapshot(course.parent) == before


def test_a_course_written_by_hand_says_how_to_begin(tmp_path: Path) -> None:
    hand = tmp_path / "hand.toml"
    hand.write_text(f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    said = refused(change(hand, "omit", "C1D22"))
    assert "write its folder first" in said
    assert said.endswith(f": dosing plan {hand} --out DIR.")
    assert [*snapshot(tmp_path)] == ["hand.toml"]
    done(dosing("plan", hand, "--out", tmp_path / "course"))
    changed(tmp_path / "course" / "course.toml", "omit", "C1D22")


def test_a_course_whose_changes_are_written_as_one_list_says_how_to_write_them(course: Path) -> None:
    text = course.read_text(encoding="utf-8")
    listed = text.replace("\ncycles = 2\n", "\ncycles = 2\nchange = []\n")
    assert listed != text
    course.write_text(listed, encoding="utf-8")
    ran = change(course, "omit", "C1D22")
    assert ran.status == 2
    assert "write each as a table of its own, headed [[change]] or [[check]]" in ran.err
    assert course.read_text(encoding="utf-8") == listed
