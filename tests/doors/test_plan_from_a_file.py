"""`dosing plan` from a course file: what it takes beside one, and what it says of a file that is no course."""

import json
import re
from pathlib import Path

import pytest

from tests.doors.command import (
    COURSE_ID,
    HAND,
    ISSUED,
    LABEL,
    begin,
    changed,
    done,
    dosing,
    parsed,
    planned,
    refused,
    snapshot,
)

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
    ("--h2-blocker-reason", "none is stocked", "dosing resite"),
    ("--steroid-route", "oral", "dosing resite"),
    ("--steroid-form", "base", "dosing resite"),
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
    words = ("--paper", "letter", "--json", "--issued", ISSUED, "--force", "--split", "--calendar-class", "public", "--calendar-details")
    again = json.loads(done(dosing("plan", course, *words, "--out", tmp_path / "again")))
    assert again == json.loads((tmp_path / "course" / "plan.json").read_bytes())


@pytest.mark.parametrize("spelling", ["weight_kg = 90", 'weight_kg = "90"', "changes = []", "checks = []"])
def test_a_second_spelling_in_a_course_file_is_refused_since_it_could_hide_the_first(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(f"{HAND}{spelling}\n", encoding="utf-8")
    assert "is not a known key; write " in refused(dosing("plan", tmp_path / "course.toml"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "is not text in UTF-8; give it as plain text, saved in UTF-8"),
        (b"start = ", "is not readable as TOML"),
        (b"start = 2027-02-30", "is not readable as TOML"),
        (b"x = " + b"[" * 2000 + b"]" * 2000, "nests tables and lists more than 20 deep; write plain keys and values"),
        (b"weight = 1e99999999", "has no unit"),
        (b"#" * 2_000_001, "is larger than 2 MB"),
        (b'format = "dosing-course/3"\n', "newer than this program reads (dosing-course/2)"),
        (b'format = "dosing-course/1"\n', "was never released and is not read; begin it anew (dosing-course/2)"),
        (b'format = "dosing-site/1"\n', "is a site file; the course is in "),
        (b"", "the weight is missing"),
    ],
)
def test_a_file_that_is_no_course_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(content)
    assert said in refused(dosing("plan", tmp_path / "course.toml", "--out", tmp_path))
    assert snapshot(tmp_path) == {"course.toml": content}


def test_a_label_written_as_a_number_is_refused_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(HAND.replace(f'"{LABEL}"', "8675309"), encoding="utf-8")
    said = refused(dosing("plan", tmp_path / "course.toml"))
    assert "label" in said
    assert "8675309" not in said
