"""What a person sees in a calendar that took the file of an earlier revision, and then what the newest one tells it.

Whatever the program does with entries that it knows, every right date is shown, and every wrong one contradicted.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosing.catalogue import NoSuchFile, Wanted, render_file
from dosing.findings import InputError, Refused
from dosing.releases import Release
from tests import plans
from tests.properties import strategies as any_
from tests.properties.strategies import MANY
from tests.unit.views.read_calendars import events


class Shown(NamedTuple):
    """What a program shows of one entry: its title, and its first and last moment, or its first and last day."""

    title: str
    starts: datetime | date
    ends: datetime | date

    def days(self, zone: ZoneInfo) -> set[date]:
        """The days on which a person sees it."""
        if isinstance(self.starts, datetime) and isinstance(self.ends, datetime):
            first, last = self.starts.astimezone(zone).date(), (self.ends.astimezone(zone) - timedelta(seconds=1)).date()
        else:
            first, last = self.starts, self.ends - timedelta(days=1)
        return {first + timedelta(days=more) for more in range((last - first).days + 1)}

    @property
    def plan(self) -> int:
        """The number of the plan in its title."""
        return int(re.findall(r"\(plan ([0-9]+)\)", self.title)[-1])

    @property
    def visit(self) -> int | None:
        """The number of the visit that it announces, if it does."""
        found = re.match(r"(?:Draft: )?(?:UNREVIEWED[^:]*: )?(?:Draft: )?Clinic visit ([0-9]+) of", self.title)
        return int(found[1]) if found else None


Calendar = dict[str, Shown]  # by UID


def read(file: bytes) -> Calendar:
    found: Calendar = {}
    for event in events(file):
        if event["STATUS"] == "CANCELLED":  # a program may show these or not: they announce nothing
            continue
        if "DTSTART" in event:
            starts, ends = (datetime.strptime(event[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for name in ("DTSTART", "DTEND"))
            found[event["UID"]] = Shown(event["SUMMARY"], starts, ends)
        else:
            first, behind = (date.fromisoformat(event[f"{name};VALUE=DATE"]) for name in ("DTSTART", "DTEND"))
            found[event["UID"]] = Shown(event["SUMMARY"], first, behind)
    return found


def keeps_what_it_knows(calendar: Calendar, file: Calendar) -> Calendar:
    """As Thunderbird does: an entry whose UID is known is refused, the others get in."""
    return {**file, **calendar}


def refuses_the_whole_file(calendar: Calendar, file: Calendar) -> Calendar:
    """As GNOME Calendar does: one UID that is known, and nothing gets in."""
    return calendar if calendar.keys() & file.keys() else {**calendar, **file}


def takes_the_newer(calendar: Calendar, file: Calendar) -> Calendar:
    """As khal does."""
    return {**calendar, **file}


PROGRAMS = (keeps_what_it_knows, refuses_the_whole_file, takes_the_newer)


def right_entries(made: Release) -> set[tuple[int, datetime | date, datetime | date]]:
    """The number, start and end of every visit that takes place, as the plan document has them."""
    found: set[tuple[int, datetime | date, datetime | date]] = set()
    for visit in made.document["visits"]:
        if visit["status"] in ("planned", "moved"):
            arrival, end, day = visit["arrival"], visit["planned_end"], date.fromisoformat(visit["date"])
            timed = arrival is not None and end is not None
            starts = datetime.fromisoformat(arrival) if timed else day
            found.add((visit["number"], starts, datetime.fromisoformat(end) if timed else day + timedelta(days=1)))
    return found


def assert_told(shown: Iterable[Shown], made: Release, zone: ZoneInfo) -> None:
    """Every right date is shown; on the day of every wrong entry the highest plan says what is right."""
    shown, right = list(shown), right_entries(made)
    assert right <= {(each.visit, each.starts, each.ends) for each in shown}
    held = {day for _, starts, ends in right for day in Shown("", starts, ends).days(zone)}
    for each in shown:
        if each.visit is not None and (each.visit, each.starts, each.ends) not in right:
            assert all(_contradicted(day, shown, made.revision, held, zone) for day in each.days(zone)), each
        elif "No clinic visit" in each.title:
            [day] = each.days(zone)
            assert day not in held or _said("its cancellation is void", day, shown, made.revision, zone), each
        elif "void" in each.title:
            [day] = each.days(zone)
            assert day in held or _said("No clinic visit on this day", day, shown, made.revision, zone), each


def _contradicted(day: date, shown: list[Shown], newest: int, held: set[date], zone: ZoneInfo) -> bool:
    return _said(
        "keep this one and delete older clinic visits of this day" if day in held else "No clinic visit on this day",
        day,
        shown,
        newest,
        zone,
    )


def _said(words: str, day: date, shown: list[Shown], newest: int, zone: ZoneInfo) -> bool:
    return any(words in each.title and each.plan == newest and day in each.days(zone) for each in shown)


def changes_of(made: Release) -> Calendar:
    try:
        return read(render_file(made, "changes.ics"))
    except NoSuchFile:
        return {}


def revisions(site: dict[str, Any], course: dict[str, Any]) -> list[Release]:
    """The release of each revision of a course, as it was made then."""
    made = []
    for number in range(len(course["changes"]) + 1):
        until = {**course, "changes": course["changes"][:number]}
        made.append(plans.make_release(site, issued=any_.issued_after(until), **until))
    return made


@pytest.mark.hazard("H-09")
@MANY
@given(any_.cases(), st.data())
def test_after_any_earlier_file_and_the_newest_changes_every_right_date_is_shown_and_every_wrong_one_contradicted(case, data):
    site, course = case
    course = any_.possible(data, site, course)
    try:
        made = revisions(site, course)
    except (InputError, Refused):
        return
    newest, zone = made[-1], ZoneInfo(course["time_zone"])
    files = [read(render_file(each, "visits.ics", Wanted(pdf=False))) for each in made]
    changes = [changes_of(each) for each in made]
    assert_told(files[-1].values(), newest, zone)  # a calendar of its own
    for first in range(len(made) - 1):
        between = data.draw(st.lists(st.sampled_from(range(first + 1, len(made))), unique=True), label="changes imported before")
        for takes in PROGRAMS:
            calendar = files[first]
            for number in (*between, len(made) - 1):
                calendar = takes(calendar, changes[number])
            assert_told(calendar.values(), newest, zone)


@pytest.mark.parametrize("takes", PROGRAMS[:2])
def test_the_newer_visits_file_alone_leaves_old_dates_standing(takes: Callable[[Calendar, Calendar], Calendar]) -> None:
    """The question can be answered with no: without changes.ics, these programs show what no longer holds."""
    course = {"time": "10:00", "time_zone": "Europe/Paris"}
    first, second = revisions({}, {**plans.PATIENT, **course, "changes": [plans.move("C1D15", "2027-01-25")]})
    calendar = takes(*(read(render_file(each, "visits.ics")) for each in (first, second)))
    with pytest.raises(AssertionError):
        assert_told(calendar.values(), second, ZoneInfo("Europe/Paris"))
