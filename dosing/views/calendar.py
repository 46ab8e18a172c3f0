"""A release as calendar files: one event for each visit, neutral unless details are asked for; what older entries got wrong; a feed.

Does not know files or clocks: the only moment it takes from outside the plan is the moment of issue.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from unicodedata import category
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event, vDuration, vText

from dosing import wording
from dosing.entries import Entries, days_of
from dosing.releases import Release
from dosing.rules.checks.always import UNREVIEWED
from dosing.rules.visit import Visit
from dosing.views import CalendarClass

# Short, ASCII and without a version: a folded PRODID made some calendars refuse a file.
PRODID = "-//dosing//calendar//EN"
CALENDAR_NAME = "Clinic visits"
UNIT_NAME = "Visits of all courses"
REFRESH = timedelta(hours=4)  # how often a program is asked to look at a feed again; the large ones keep to hours of their own
File = Literal["visits", "changes", "feed"]
ONLY_OURS = "Of this day delete only clinic visits with a lower plan number, and leave everything else."
_UNSAFE = ("Cc", "Cf", "Zl", "Zp")  # controls, bidi and other format characters, line and paragraph separators
_DAY_BEFORE, _NINE_ON_THE_DAY_BEFORE = timedelta(days=-1), timedelta(hours=-15)


def render_calendar(release: Release, *, calendar_class: CalendarClass = "private", details: bool = False) -> bytes:
    """Every visit of the release in one calendar file (RFC 5545: UTF-8, lines of at most 75 octets, CRLF).

    A visit that an earlier revision held stays as a cancelled one, so that no entry is left over in anybody's calendar.
    Without `details` no patient label, drug, dose or diagnosis stands in it. The same release gives the same bytes.
    """
    return _calendar(_of_visit(release, visit, calendar_class, details=details) for visit in _visits(release))


def render_visit_calendar(release: Release, name: str, *, calendar_class: CalendarClass = "private", details: bool = False) -> bytes:
    """The calendar file of one visit, by its name: for calendars that take only the first event of a file."""
    visits = [visit for visit in _visits(release) if visit.visit == name]
    return _calendar(_of_visit(release, visit, calendar_class, details=details) for visit in visits)


def render_changes(release: Release, *, calendar_class: CalendarClass = "private") -> bytes:
    """What a calendar that holds entries of earlier revisions has to be told, whichever of them it holds.

    Many programs keep an entry that they know by its UID as it was and refuse the newer one, some of them the whole file. So every
    entry has a UID that no other revision's file has: each visit whose day or time some earlier revision gave otherwise, a note
    on each day that holds no visit any more, and one on each day that was given up and holds a visit again. Raises ValueError
    where `release.entries` has nothing to tell.
    """
    entries = release.entries
    if entries is None or entries.none:
        raise ValueError("no earlier revision is known to have said another day or time")
    return _calendar(_changes(release, entries, calendar_class))


def render_feed(release: Release, *, calendar_class: CalendarClass = "private") -> bytes:
    """The visits that take place as a calendar to subscribe to: it is read again and again, so that what is cancelled is left out.

    Once the last visits are cancelled one entry says so until the day of the last of them.
    """
    planned = [_of_visit(release, visit, calendar_class, details=False, file="feed") for visit in release.plan.active]
    calendar = _empty()
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return _filled(calendar, [*planned, *_end_of_visits(release, calendar_class)])


def render_unit(releases: Iterable[Release], *, details: bool = False) -> bytes:
    """Every visit of many courses in one calendar file, for an infusion room: without alarms, as busy time, private.

    An event has the UID that it has in the course's own file. Without `details` its title says the visit's number and the beginning of the
    course's id, and nothing of the patient. What is omitted, stopped or dropped stays as a cancelled one.
    """
    calendar = _empty(UNIT_NAME)
    return _filled(calendar, (_of_unit(release, visit, details=details) for release in releases for visit in _visits(release)))


def _of_unit(release: Release, visit: Visit, *, details: bool) -> Event:
    event = _of_visit(release, visit, "private", details=details)
    event.subcomponents.clear()  # a room that rings for each of its patients is switched off
    told = release.plan.corrected.label if details else None
    event["summary"] = vText(_printable(f"{event['summary']}, {told or release.course_id[:8]}"))
    return event


def _visits(release: Release) -> tuple[Visit, ...]:
    return (*release.plan.visits, *release.dropped)


def _empty(name: str = CALENDAR_NAME) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    return calendar


def _filled(calendar: Calendar, events: Iterable[Event]) -> bytes:
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(events: Iterable[Event]) -> bytes:
    return _filled(_empty(), events)


def _changes(release: Release, entries: Entries, calendar_class: CalendarClass) -> Iterator[Event]:
    for visit in release.plan.active:
        if visit.visit in entries.changed:
            older = not set(entries.taken).isdisjoint(days_of(visit))
            yield _of_visit(release, visit, calendar_class, details=False, file="changes", older=older)
    for day in entries.gone:
        title = f"No clinic visit on this day: delete the old entry ({_plan(release)})"
        told = f"No visit takes place on {wording.day(day)}. {ONLY_OURS}"
        yield _of_day(release, day, f"gone {day}", title, told, calendar_class, alarm=True)
    for day in entries.resumed:
        title = f"Clinic visit on this day: its cancellation is void ({_plan(release)})"
        told = f'A visit takes place on {wording.day(day)} after all. Delete the entry "No clinic visit on this day".'
        yield _of_day(release, day, f"resumed {day}", title, told, calendar_class, alarm=False)


def _end_of_visits(release: Release, calendar_class: CalendarClass) -> Iterator[Event]:
    """Once the visits to the end of the plan are cancelled, one event over their days."""
    visits = release.plan.visits
    last = max((visit.number for visit in visits if visit.active), default=0)
    tail = sorted(visit.date for visit in visits if visit.number > last)
    if not tail or (last and all(visit.status != "stopped" for visit in visits if visit.number > last)):
        return
    told = f"The visits from {wording.day(tail[0])} on are cancelled. If you did not expect this, call the clinic."
    title = f"No further clinic visits ({_plan(release)})"
    yield _of_day(release, tail[0], "end of visits", title, told, calendar_class, alarm=False, until=tail[-1])


def _of_visit(
    release: Release, visit: Visit, calendar_class: CalendarClass, *, details: bool, file: File = "visits", older: bool = False
) -> Event:
    """The event of a visit in one of the files; `older` where entries on its day no longer hold.

    In the changes it has a UID of this revision alone; changes and feed do not count visits that were dropped.
    """
    title = _title(release, visit, alone=file != "visits") + (": keep this one and delete older clinic visits of this day" if older else "")
    # The course and the visit alone: a visit keeps its event through every change.
    event = _event(release, f"{visit.visit}/{release.revision}" if file == "changes" else visit.visit, calendar_class)
    if visit.arrival is None or visit.planned_end is None:
        _put_on_days(event, visit.date, visit.date)
        warn_before = _NINE_ON_THE_DAY_BEFORE
    else:
        event.add("dtstart", visit.arrival.astimezone(UTC))
        event.add("dtend", visit.planned_end.astimezone(UTC))
        warn_before = _DAY_BEFORE
    event.add("summary", f"{title} ({visit.visit})" if details else title)
    told = [*([ONLY_OURS] if older else []), *_description(release, visit, details=details)]
    event.add("description", _printable("\n".join(told)))
    _say_where(event, release, details=details)
    if not visit.active:
        event.add("status", "CANCELLED")
        return event
    event.add("status", _status(release))
    event.add_component(_alarm(title, warn_before))
    return event


def _of_day(
    release: Release,
    first: date,
    what: str,
    title: str,
    told: str,
    calendar_class: CalendarClass,
    *,
    alarm: bool,
    until: date | None = None,
) -> Event:
    """An event over whole days that takes up nobody's time."""
    title = f"{_marks(release)}{title}"
    event = _event(release, f"{what}/{release.revision}", calendar_class)
    _put_on_days(event, first, until or first)
    event.add("summary", title)
    event.add("description", _printable("\n".join([*_standing(release), told, *_telephones(release), _of_plan(release)])))
    event.add("transp", "TRANSPARENT")
    event.add("status", _status(release))
    if alarm:
        event.add_component(_alarm(title, _NINE_ON_THE_DAY_BEFORE))
    return event


def _event(release: Release, what: str, calendar_class: CalendarClass) -> Event:
    event = Event()
    event.add("uid", str(uuid5(UUID(release.course_id), what)))
    event.add("dtstamp", release.issued.astimezone(UTC))
    event.add("sequence", release.revision)
    event.add("class", calendar_class.upper())
    return event


def _put_on_days(event: Event, first: date, last: date) -> None:
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # the first day that is not part of it


def _alarm(title: str, warn_before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", warn_before)
    return alarm


def _status(release: Release) -> str:
    return "TENTATIVE" if release.draft or release.unreviewed else "CONFIRMED"


def _plan(release: Release) -> str:
    return f"plan {release.revision}"


def _marks(release: Release) -> str:
    """What a title begins with where a plan is not to be relied on."""
    marks = [(release.unreviewed, UNREVIEWED), (release.void, "Void"), (release.draft, "Draft")]
    return "".join(f"{word}: " for stands, word in marks if stands)


def _title(release: Release, visit: Visit, *, alone: bool) -> str:
    """Neutral words for a lock screen: "Draft: Clinic visit 3 of 8 (plan 2)"."""
    cancelled = "" if visit.active else "Cancelled: "
    # Of a cycle that was taken back calendars out there may hold the visits: where these stand as cancelled they are counted too.
    held = release.plan.visits if alone else _visits(release)
    return f"{_marks(release)}{cancelled}Clinic visit {visit.number} of {held[-1].number} ({_plan(release)})"


def _standing(release: Release) -> list[str]:
    """What is said first of a plan that is not to be relied on."""
    lines = [f"{UNREVIEWED}."] if release.unreviewed else []
    if release.void:
        lines.append("Void: a newer revision of this plan replaces this one.")
    if release.draft:
        lines.append("Draft: not yet checked.")
    return lines


def _of_plan(release: Release) -> str:
    return (
        f"Plan revision {release.revision}, fingerprint {wording.fingerprint(release.fingerprint)}, "
        f"issued {wording.issued(release.issued)}. Older versions are not valid."
    )


def _description(release: Release, visit: Visit, *, details: bool) -> list[str]:
    lines = _standing(release)
    if not visit.active:
        lines.append("This visit is cancelled.")
    elif visit.arrival is None or visit.planned_end is None:
        lines.append(f"Day of the visit: {wording.day(visit.date)}. The clinic gives the time.")
    else:
        end = _end(visit.arrival, visit.planned_end)
        planned = f"not before {end}; the second bag's end is not known" if visit.end_is_open else end
        lines.append(
            f"Arrive at {wording.time(visit.arrival)} on {wording.day(visit.arrival)}, {_local_time(visit.arrival)}. "
            f"Planned end: {planned}."
        )
    if details:
        lines += _details(release, visit)
    return [*lines, *_telephones(release), _of_plan(release)]


def _end(arrival: datetime, planned_end: datetime) -> str:
    """The wall-clock time of the end, with its day where that is not the day of arrival."""
    if planned_end.date() == arrival.date():
        return wording.time(planned_end)
    return f"{wording.time(planned_end)} on {wording.day(planned_end)}"


def _local_time(moment: datetime) -> str:
    """The zone of a moment in words: "local time in Europe/Paris (UTC+01:00)"."""
    zone = getattr(moment.tzinfo, "key", None)
    return f"local time{f' in {zone}' if zone else ''} (UTC{moment.isoformat()[-6:]})"


def _telephones(release: Release) -> list[str]:
    head = release.letterhead
    if not head.calendar_tells_telephones:
        return []
    numbers = [f"{number} {when}" for number, when in ((head.day_phone, "by day"), (head.night_phone, "by night")) if number]
    return [f"Questions? Call {wording.listed(numbers)}."] if numbers else []


def _details(release: Release, visit: Visit) -> list[str]:
    lines = [f"Patient: {release.plan.course.label}"] if release.plan.course.label else []
    lines.append(f"{release.plan.regimen.title}: cycle {visit.cycle}, day {visit.day}")
    drug = visit.study_drug
    if visit.weight_kg is not None:
        lines.append(f"Weight {wording.weight(visit.weight_kg, visit.weight_typed)}")
    if drug is not None:
        provisional = " (provisional)" if visit.provisional else ""
        lines.append(f"{wording.drug(drug.drug)} {wording.mg(drug.rounded_mg)}{provisional}")
    for given in visit.premedications:
        due = f"{wording.time(given.due)} " if given.due is not None else ""
        lines.append(f"{due}{wording.given_drug(given.drug, given.substituted_for)} {wording.mg(given.dose_mg)}, {given.route}")
    return lines


def _say_where(event: Event, release: Release, *, details: bool) -> None:
    """Where to come, as much of it as the site lets stand in a calendar that others may see."""
    head = release.letterhead
    name = head.name if details or head.calendar_tells_name else None
    address = (head.visit_place or head.address) if details or head.calendar_tells_place else None
    if place := ", ".join(part for part in (name, address) if part):
        event.add("location", _printable(place))


def _printable(text: str) -> str:
    """The text without control characters: typed text is refused with them already, and no line may ever be split by one."""
    return "".join(character for character in text if character == "\n" or category(character) not in _UNSAFE)
