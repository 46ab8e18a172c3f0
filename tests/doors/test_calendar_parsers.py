"""What other programs read in our calendar files: ical.js (Thunderbird's parser), sabre/vobject (Nextcloud's), libical and node-ical."""

from pathlib import Path
from typing import Any

import pytest

from dosing.releases import Release
from dosing.views.calendar import render_calendar, render_changes, render_feed, render_visit_calendar
from tests.doors.calendar_parsers import PARSERS, Parser, as_read
from tests.plans import make_release


@pytest.fixture(params=PARSERS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of a parser."""
    return str(request.param)


@pytest.fixture
def parsed(name: str) -> Parser:
    return PARSERS[name]


def released(**course: Any) -> Release:
    made = {"label": "Žofie; Đặng, \\Ωμ\\n ☐ 007", "start": "2027-03-08", "weighed": "2027-03-02", **course}
    return make_release(letterhead={"name": "Day unit; ground floor, left", "day_phone": "01 23 45"}, **made)


CHANGES = [
    {"kind": "move", "visit": "C1D15", "to": "2027-03-25", "reason": "cold", "by": "AB", "when": "2027-03-16"},
    {"kind": "omit", "visit": "C2D8", "reason": "choice", "by": "AB", "when": "2027-03-16"},
]


def test_the_same_timed_visits_are_read_across_a_clock_change_a_move_and_an_omission(parsed: Parser) -> None:
    made = released(time="10:00", time_zone="Europe/Paris", changes=CHANGES)
    found = parsed(render_calendar(made))
    # Arrival at 09:00 in Paris, 300 min; clocks go forward on 28 March. C1D15 moves from 22 to 25 March and takes the later ones along.
    assert [(event["title"], event["start"], event["end"]) for event in found] == [
        ("Draft: Clinic visit 1 of 8 (plan 3)", "2027-03-08T08:00Z", "2027-03-08T13:00Z"),
        ("Draft: Clinic visit 2 of 8 (plan 3)", "2027-03-15T08:00Z", "2027-03-15T13:00Z"),
        ("Draft: Clinic visit 3 of 8 (plan 3)", "2027-03-25T08:00Z", "2027-03-25T13:00Z"),
        ("Draft: Clinic visit 4 of 8 (plan 3)", "2027-04-01T07:00Z", "2027-04-01T12:00Z"),
        ("Draft: Clinic visit 5 of 8 (plan 3)", "2027-04-08T07:00Z", "2027-04-08T12:00Z"),
        ("Draft: Cancelled: Clinic visit 6 of 8 (plan 3)", "2027-04-15", "2027-04-16"),
        ("Draft: Clinic visit 7 of 8 (plan 3)", "2027-04-22T07:00Z", "2027-04-22T12:00Z"),
        ("Draft: Clinic visit 8 of 8 (plan 3)", "2027-04-29T07:00Z", "2027-04-29T12:00Z"),
    ]
    assert [event["status"] for event in found] == ["TENTATIVE"] * 5 + ["CANCELLED"] + ["TENTATIVE"] * 2
    assert [event["alarms"] for event in found] == [[-86_400]] * 5 + [[]] + [[-86_400]] * 2
    assert [event["zone"] for event in found] == ["UTC"] * 5 + [None] + ["UTC"] * 2
    assert {(event["sequence"], event["class"], event["attendees"]) for event in found} == {(3, "PRIVATE", 0)}
    assert "Arrive at 09:00 on Thursday 1 April 2027, local time in Europe/Paris (UTC+02:00)." in found[3]["told"]


def test_the_same_whole_days_are_read_and_their_alarm_is_at_9_on_the_day_before(parsed: Parser) -> None:
    found = parsed(render_calendar(released(), calendar_class="public"))
    assert [(event["start"], event["end"]) for event in found] == [
        ("2027-03-08", "2027-03-09"),
        ("2027-03-15", "2027-03-16"),
        ("2027-03-22", "2027-03-23"),
        ("2027-03-29", "2027-03-30"),
        ("2027-04-05", "2027-04-06"),
        ("2027-04-12", "2027-04-13"),
        ("2027-04-19", "2027-04-20"),
        ("2027-04-26", "2027-04-27"),
    ]
    assert {tuple(event["alarms"]) for event in found} == {(-15 * 3600,)}
    assert {event["class"] for event in found} == {"PUBLIC"}
    assert len({event["uid"] for event in found}) == 8


def test_a_label_of_commas_backslashes_and_accents_is_read_as_it_was_typed(name: str, parsed: Parser) -> None:
    [first, *_] = parsed(render_calendar(released(), details=True))
    assert as_read("\nPatient: Žofie; Đặng, \\Ωμ\\n ☐ 007\n", name) in first["told"]
    assert first["place"] == "Day unit; ground floor, left"


def test_the_files_of_single_visits_are_read_as_the_events_of_the_whole(parsed: Parser) -> None:
    made = released(time="10:00", time_zone="Europe/Paris", changes=CHANGES)
    single = [parsed(calendar) for calendar in (render_visit_calendar(made, name) for name in ("C2D1", "C2D8"))]
    assert single == [[event] for event in parsed(render_calendar(made))[4:6]]


STOP = {"kind": "stop", "visit": "C2D15", "reason": "choice", "by": "AB", "when": "2027-03-16"}
GOLDEN = sorted((Path(__file__).resolve().parent.parent / "golden").glob("*/*.ics"))


def files() -> dict[str, bytes]:
    """Every kind of calendar file, of timed visits and of whole days, and those of the courses whose files are kept."""
    made = released(time="10:00", time_zone="America/New_York", changes=[*CHANGES, STOP])
    whole = released(changes=[*CHANGES, STOP])
    kinds = {"details": render_calendar(made, details=True), "changes": render_changes(made), "feed": render_feed(made)}
    days = {"changes of days": render_changes(whole), "feed of days": render_feed(whole)}
    return kinds | days | {f"{path.parent.name}/{path.name}": path.read_bytes() for path in GOLDEN}


@pytest.mark.parametrize("kind", files())
def test_all_parsers_read_the_same_events(kind: str) -> None:
    calendar = files()[kind]
    first, *others = PARSERS
    events = PARSERS[first](calendar)
    assert len(events) == calendar.count(b"BEGIN:VEVENT") > 0
    for name in others:
        assert PARSERS[name](calendar) == [{**event, "told": as_read(event["told"], name)} for event in events], name


def test_notes_on_days_are_read_as_whole_days_without_a_time(parsed: Parser) -> None:
    found = parsed(render_changes(released(time="10:00", time_zone="Europe/Paris", changes=[*CHANGES, STOP])))
    notes = {event["start"]: event["end"] for event in found if "No clinic visit" in event["title"]}
    # C1D15 stood on Monday 22 March, and moved to the 25th.
    assert notes["2027-03-22"] == "2027-03-23"
    assert {event["zone"] for event in found if "No clinic visit" in event["title"]} == {None}
    assert [event["alarms"] for event in found if event["start"] == "2027-03-22"] == [[-15 * 3600]]


# node-ical is left out: it passes over what it cannot read.
@pytest.mark.parametrize("name", ["ical.js", "sabre/vobject", "libical"])
def test_a_line_that_says_nothing_fails_the_test(name: str) -> None:
    broken = render_calendar(released()).replace(b"\r\nSEQUENCE:", b"\r\nSEQUENCE ", 1)
    with pytest.raises(AssertionError):
        PARSERS[name](broken)


def test_libical_finds_a_property_that_may_not_stand_twice() -> None:
    twice = render_calendar(released()).replace(b"\r\nUID:", b"\r\nUID:another\r\nUID:", 1)
    with pytest.raises(AssertionError, match="Failed iTIP restrictions for UID"):
        PARSERS["libical"](twice)
