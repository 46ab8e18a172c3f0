"""Changes that cannot be: one sentence each, and nothing changes on disk."""

from pathlib import Path

import pytest

from tests.doors.command import (
    MOVE,
    begin,
    change,
    changed,
    dosing,
    parsed,
    refused,
    snapshot,
)

BAD = [
    # A visit that does not exist, was omitted, or lies behind the stop
    ("a visit of day 9", [], ("omit", "C1D9"), "2027-01-04", "there is no visit C1D9 in this course; write one of C1D1, C1D8"),
    ("a visit of a third cycle", [], ("stop", "C3D1"), "2027-01-04", "there is no visit C3D1"),
    ("a visit in words", [], ("omit", "the third"), "2027-01-04", "write it like C1D8"),
    (
        "an omitted visit, moved",
        [("omit", "C1D22")],
        ("move", "C1D22", "--to", "2027-01-26"),
        "2027-01-04",
        "C1D22 was omitted; undo that first",
    ),
    ("an omitted visit, omitted", [("omit", "C1D22")], ("omit", "C1D22"), "2027-01-04", "C1D22 was omitted"),
    ("an omitted visit, retimed", [("omit", "C1D22")], ("retime", "C1D22", "--at", "14:00"), "2027-01-04", "C1D22 was omitted"),
    ("behind the stop", [("stop", "C2D8")], ("omit", "C2D15"), "2027-01-04", "C2D15 lies behind the stop; undo the stop first"),
    ("the stop itself", [("stop", "C2D8")], ("stop", "C2D8"), "2027-01-04", "C2D8 lies behind the stop"),
    ("a cycle behind the stop", [("stop", "C2D8")], ("extend",), "2027-01-04", "already has 2 cycles"),
    # A move onto or before the previous visit or to the same day
    ("onto the previous visit", [], ("move", "C1D15", "--to", "2027-01-11"), "2027-01-04", "would both be on 2027-01-11"),
    ("before the previous visit", [], ("move", "C1D15", "--to", "2027-01-10"), "2027-01-04", "would come before C1D8"),
    ("to the same day", [], ("move", "C1D15", "--to", "2027-01-18"), "2027-01-04", "is already on 2027-01-18"),
    ("onto the next visit", [], ("move", "C1D15", "--to", "2027-01-25", "--following", "keep"), "2027-01-04", "two doses on one day"),
    ("behind the next visit", [], ("move", "C1D15", "--to", "2027-01-26", "--following", "keep"), "2027-01-04", "would come before C1D15"),
    # A gap below the site's smallest interval
    ("six days later", [], ("move", "C1D15", "--to", "2027-01-19", "--following", "keep"), "2027-01-04", "smallest interval is 7 days"),
    ("six days after", [], ("move", "C1D15", "--to", "2027-01-17"), "2027-01-04", "would be 6 days after C1D8"),
    # The past
    (
        "a past visit, moved",
        [],
        ("move", "C1D1", "--to", "2027-01-12"),
        "2027-01-05",
        "VISIT: C1D1 on 2027-01-04 is before the day of the change, 2027-01-05; say so if that dose was not given: --not-given.",
    ),
    (
        "a past visit, omitted",
        [],
        ("omit", "C1D8"),
        "2027-01-12",
        "VISIT: C1D8 on 2027-01-11 is before the day of the change, 2027-01-12; say so if that dose was not given: --not-given.",
    ),
    ("a past visit, retimed", [], ("retime", "C1D1", "--at", "14:00"), "2027-01-05", "before the day of the change"),
    ("a past visit, stopped", [], ("stop", "C1D1"), "2027-01-05", "stop from a visit on that day or later"),
    ("a move into the past", [], ("move", "C1D15", "--to", "2027-01-13"), "2027-01-14", "write that day or a later one"),
    # Weights
    (
        "a weight dated before the last one",
        [("reweigh", "68kg", "--on", "2027-01-20")],
        ("reweigh", "64kg", "--on", "2027-01-19"),
        "2027-02-08",
        "write weights in the order of their days",
    ),
    ("a weight dated before the first", [], ("reweigh", "64kg", "--on", "2027-01-01"), "2027-02-08", "before the last one on 2027-01-02"),
    ("a weight of tomorrow", [], ("reweigh", "64kg", "--on", "2027-02-09"), "2027-02-08", "after the day of the change"),
    ("a weight without a unit", [], ("reweigh", "64", "--on", "2027-02-08"), "2027-02-08", "'64' has no unit; write 64kg"),
    # Omitting the first visit
    (
        "the first visit, omitted",
        [],
        ("omit", "C1D1"),
        "2027-01-04",
        "is the first visit and cannot be omitted; move it, or stop the course",
    ),
    # What cannot be read
    ("a day that is not in the calendar", [], ("move", "C1D15", "--to", "2027-02-30"), "2027-01-04", "not in the calendar"),
    ("a day of the change that is no day", [], ("omit", "C1D22"), "today", "write the date as year, month and day"),
    (
        "another word than shift or keep",
        [],
        ("move", "C1D15", "--to", "2027-01-25", "--following", "both"),
        "2027-01-04",
        "write shift or keep",
    ),
    ("a time of twelve hours", [], ("retime", "C1D8", "--at", "2pm"), "2027-01-04", "24-hour clock"),
    ("a value that cannot be corrected", [], ("correct", "cycles=1"), "2027-01-04", "write NAME=VALUE like weight=72.5kg"),
    ("a correction without a value", [], ("correct", "weight"), "2027-01-04", "write NAME=VALUE"),
    ("a value corrected twice", [], ("correct", "weight=70kg", "weight=71kg"), "2027-01-04", "weight is corrected twice"),
    ("a corrected weight without a unit", [], ("correct", "weight=70"), "2027-01-04", "'70' has no unit"),
    ("a birth date after the start", [], ("correct", "born=2027-02-01"), "2027-01-04", "write the patient's birth date"),
    ("a third cycle", [], ("extend",), "2027-01-04", "the most that the regimen allows"),
    ("nothing to take back", [], ("undo",), "2027-01-04", "there is no change to take back"),
    (
        "a site that is not there",
        [],
        ("resite", "/nowhere/site.toml"),
        "2027-01-04",
        "SITE: /nowhere/site.toml does not exist; write the name of a file that does",
    ),
]


@pytest.mark.parametrize(("earlier", "words", "when", "said"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_an_impossible_change_is_refused_and_nothing_changes_on_disk(
    earlier: list[tuple[str, ...]], words: tuple[str, ...], when: str, said: str, course: Path
) -> None:
    for verb, *rest in earlier:
        changed(course, verb, *rest, when="2027-01-20" if verb == "reweigh" else "2027-01-04")
    before = snapshot(course.parent)
    verb, *rest = words
    assert said in refused(change(course, verb, *rest, when=when))
    assert snapshot(course.parent) == before


def test_a_weight_that_fills_the_bag_is_refused_as_a_change_too(course: Path) -> None:
    before = snapshot(course.parent)
    words = ("reweigh", "249.95kg", "--on", "2027-02-08")
    assert "is more than half of the 250 mL bag" in refused(change(course, *words, when="2027-02-08"), status=3)
    assert snapshot(course.parent) == before


def test_a_time_in_a_course_without_a_zone_says_how_it_gets_one(tmp_path: Path) -> None:
    course = begin(tmp_path / "another")
    said = refused(change(course, "retime", "C1D15", "--at", "14:00"))
    assert said.startswith("Error: the time 14:00 has no time zone; ")
    assert said.endswith("set time_zone in the site file, and put that in force by: dosing resite.")


@pytest.mark.parametrize("missing", ["--reason", "--by", "--to"])
def test_a_change_without_its_reason_initials_or_day_is_not_made(missing: str, course: Path) -> None:
    words = list(MOVE)
    place = words.index(missing)
    del words[place : place + 2]
    assert missing in refused(dosing("move", course, *words, "--yes"))
    assert parsed(course)[1].revision == 1


@pytest.mark.parametrize(("option", "value"), [("--reason", "two\nlines"), ("--reason", " "), ("--by", ""), ("--by", "x" * 41)])
def test_a_reason_and_initials_are_one_printable_line(option: str, value: str, course: Path) -> None:
    words = [*MOVE]
    words[words.index(option) + 1] = value
    refused(dosing("move", course, *words, "--yes"))
    assert parsed(course)[1].revision == 1
