"""A release as a calendar file: one event for each visit, neutral unless details are asked for.

Does not know files or clocks: the only moment it takes from outside the plan is the moment of issue.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from unicodedata import category
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from dosing import wording
from dosing.releases import Release
from dosing.rules.checks.always import UNREVIEWED
from dosing.rules.visit import Visit
from dosing.views import CalendarClass

# Short, ASCII and without a version: a folded PRODID made some calendars refuse a file.
PRODID = "-//dosing//calendar//EN"
CALENDAR_NAME = "Clinic visits"
_UNSAFE = ("Cc", "Cf", "Zl", "Zp")  # controls, bidi and other format characters, line and paragraph separators


def render_calendar(release: Release, *, calendar_class: CalendarClass = "private", details: bool = False) -> bytes:
    """Every visit of the release in one calendar file (RFC 5545: UTF-8, lines of at most 75 octets, CRLF).

    A visit that an earlier revision held stays as a cancelled one, so that no entry is left over in anybody's calendar.
    Without `details` no patient label, drug, dose or diagnosis stands in it. The same release gives the same bytes.
    """
    return _calendar(_event(release, visit, calendar_class, details=details) for visit in _visits(release))


def render_visit_calendar(release: Release, name: str, *, calendar_class: CalendarClass = "private", details: bool = False) -> bytes:
    """The calendar file of one visit, by its name: for calendars that take only the first event of a file."""
    return _calendar(_event(release, visit, calendar_class, details=details) for visit in _visits(release) if visit.visit == name)


def _visits(release: Release) -> tuple[Visit, ...]:
    return (*release.plan.visits, *release.dropped)


def _calendar(events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("name", CALENDAR_NAME)
    calendar.add("x-wr-calname", CALENDAR_NAME)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(release: Release, visit: Visit, calendar_class: CalendarClass, *, details: bool) -> Event:
    title = _title(release, visit)
    event = Event()
    # The course and the visit alone: a visit keeps its event through every change.
    event.add("uid", str(uuid5(UUID(release.course_id), visit.visit)))
    event.add("dtstamp", release.issued.astimezone(UTC))
    event.add("sequence", release.revision)
    event.add("class", calendar_class.upper())
    if visit.arrival is None or visit.planned_end is None:
        event.add("dtstart", visit.date)
        event.add("dtend", visit.date + timedelta(days=1))  # the first day that is not part of it
        warn_before = timedelta(hours=-15)  # 09:00 on the day before
    else:
        event.add("dtstart", visit.arrival.astimezone(UTC))
        event.add("dtend", visit.planned_end.astimezone(UTC))
        warn_before = timedelta(days=-1)
    event.add("summary", f"{title} ({visit.visit})" if details else title)
    event.add("description", _printable("\n".join(_description(release, visit, details=details))))
    if details and (place := _place(release)):
        event.add("location", _printable(place))
    if not visit.active:
        event.add("status", "CANCELLED")
        return event
    event.add("status", "TENTATIVE" if release.draft or release.unreviewed else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", warn_before)
    event.add_component(alarm)
    return event


def _title(release: Release, visit: Visit) -> str:
    """Neutral words for a lock screen: "Draft: Clinic visit 3 of 8"."""
    unreviewed = f"{UNREVIEWED}: " if release.unreviewed else ""
    void = "Void: " if release.void else ""
    draft = "Draft: " if release.draft else ""
    cancelled = "" if visit.active else "Cancelled: "
    return f"{unreviewed}{void}{draft}{cancelled}Clinic visit {visit.number} of {_visits(release)[-1].number}"


def _description(release: Release, visit: Visit, *, details: bool) -> list[str]:
    lines = [f"{UNREVIEWED}."] if release.unreviewed else []
    if release.void:
        lines.append("Void: a newer revision of this plan replaces this one.")
    if release.draft:
        lines.append("Draft: not yet checked.")
    if not visit.active:
        lines.append("This visit is cancelled.")
    elif visit.arrival is None or visit.planned_end is None:
        lines.append(f"Day of the visit: {wording.day(visit.date)}. The clinic gives the time.")
    else:
        lines.append(
            f"Arrive at {wording.time(visit.arrival)} on {wording.day(visit.arrival)}, {_local_time(visit.arrival)}. "
            f"Planned end: {_not_before(visit)}{_end(visit.arrival, visit.planned_end)}{_why_open(visit)}."
        )
    if visit.provisional:
        lines.append("This date may change.")
    if details:
        lines += _details(release, visit)
    lines += _telephones(release)
    lines.append(
        f"Plan revision {release.revision}, fingerprint {wording.fingerprint(release.fingerprint)}, "
        f"issued {wording.issued(release.issued)}. Older versions are not valid."
    )
    return lines


def _end(arrival: datetime, planned_end: datetime) -> str:
    """The wall-clock time of the end, with its day where that is not the day of arrival."""
    if planned_end.date() == arrival.date():
        return wording.time(planned_end)
    return f"{wording.time(planned_end)} on {wording.day(planned_end)}"


def _end_is_open(visit: Visit) -> bool:
    """Whether the steps of the second bag come from the order, so that nobody knows when the visit ends."""
    return visit.infusion is not None and visit.infusion.minutes is None


def _not_before(visit: Visit) -> str:
    return "not before " if _end_is_open(visit) else ""


def _why_open(visit: Visit) -> str:
    return "; the second bag's end is not known" if _end_is_open(visit) else ""


def _local_time(moment: datetime) -> str:
    """The zone of a moment in words: "local time in Europe/Paris (UTC+01:00)"."""
    zone = getattr(moment.tzinfo, "key", None)
    return f"local time{f' in {zone}' if zone else ''} (UTC{moment.isoformat()[-6:]})"


def _telephones(release: Release) -> list[str]:
    head = release.letterhead
    numbers = [f"{number} {when}" for number, when in ((head.day_phone, "by day"), (head.night_phone, "by night")) if number]
    return [f"Questions? Ring {wording.listed(numbers)}."] if numbers else []


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


def _place(release: Release) -> str:
    return ", ".join(part for part in (release.letterhead.name, release.letterhead.address) if part)


def _printable(text: str) -> str:
    """The text without control characters: typed text is refused with them already, and no line may ever be split by one."""
    return "".join(character for character in text if character == "\n" or category(character) not in _UNSAFE)
