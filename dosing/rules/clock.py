"""Wall-clock times in a zone: the one moment that is meant, and minutes counted in UTC.

Does not know doses or which visits there are.
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from dosing.findings import InputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def zone_named(name: str) -> "ZoneInfo":
    """The time zone of this name, already known to exist."""
    from zoneinfo import ZoneInfo  # late: only plans with a time need zone data

    return ZoneInfo(name)


def moment(on: date, clock: str, zone: "ZoneInfo", visit: str) -> datetime:
    """The moment at which `clock` ("10:00" or "02:30+01:00") stands on a day in a zone.

    Raises InputError where that time does not exist, exists twice and no offset says which is meant, or has an offset that the
    zone never has around that day.
    """
    wall, offset = clock[:5], clock[5:]
    local = datetime.combine(on, time.fromisoformat(wall))
    readings = _readings(local, zone)
    if not readings:
        sentence = (
            f"{visit}: {wall} does not exist on {on} in {zone.key}, when the clocks go forward; write another time, or move the visit."
        )
        raise InputError("time-in-gap", "time", sentence)
    if len(readings) == 1 and (not offset or offset in _offsets_around(local, zone)):
        return readings[0]
    if len(readings) == 1:
        own = readings[0].isoformat()[-6:]
        sentence = f"{visit}: {clock} has an offset that {zone.key} does not have in that year; write {wall} or {wall}{own}."
        raise InputError("no-such-offset", "time", sentence)
    for reading in readings:
        if reading.isoformat()[-6:] == offset:
            return reading
    ways = " or ".join(f"{wall}{reading.isoformat()[-6:]}" for reading in readings)
    sentence = f"{visit}: {wall} exists twice on {on} in {zone.key}, when the clocks go back; write {ways}."
    raise InputError("time-twice", "time", sentence)


def _offsets_around(local: datetime, zone: "ZoneInfo") -> set[str]:
    """Every offset of the zone within a year of a day, week by week: a time that is meant for summer is also read in winter."""
    return {(local + timedelta(weeks=week)).replace(tzinfo=zone).isoformat()[-6:] for week in range(-52, 53)}


def _readings(local: datetime, zone: "ZoneInfo") -> list[datetime]:
    """Every moment that a wall clock in the zone shows as `local`: none in a gap, two in a fold."""
    found: list[datetime] = []
    for fold in (0, 1):
        candidate = local.replace(tzinfo=zone, fold=fold)
        back = candidate.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) == local and all(candidate.utcoffset() != other.utcoffset() for other in found):
            found.append(candidate)
    return found


def in_utc(when: datetime) -> datetime:
    """A moment in UTC, by which moments are put in order: Python compares two of one zone by the wall clock, wrong in a repeated hour."""
    return when.astimezone(UTC)


def shifted(start: datetime, minutes: int | Fraction) -> datetime:
    """The moment so many minutes after `start` (before, if negative), counted in UTC, rounded up to the minute."""
    whole = -((-minutes) // 1)
    return (start.astimezone(UTC) + timedelta(minutes=int(whole))).astimezone(start.tzinfo)
