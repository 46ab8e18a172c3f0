"""Wall-clock times of a zone as whole minutes counted in UTC, and back.

Does not know why a time matters to anyone.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dosing.recheck.places import Place

TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])([+-][01][0-9]:[0-5][0-9])?")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH = BEGINNING.toordinal()
MINUTE, DAY_MINUTES = timedelta(minutes=1), 24 * 60
FIRST_DAY, LAST_DAY = date(1900, 1, 2).toordinal(), date(2199, 12, 30).toordinal()


class Clock:
    """The infusion start of one visit, from which its moments are counted; without a time every moment is null."""

    def __init__(self, written: Place, day: int, zone: Place) -> None:
        self._start: int | None = None
        self._moments: dict[int, str] = {}
        if written.given:
            self._zone = open_zone(zone)
            self._start = start_minute(written, day, zone, self._zone)

    def moment(self, after_start: int) -> str | None:
        """The moment so many minutes after the infusion start, or before it where negative."""
        if self._start is None:
            return None
        if after_start not in self._moments:
            self._moments[after_start] = write_moment(self._start + after_start, self._zone)
        return self._moments[after_start]


def open_zone(place: Place) -> tzinfo:
    """The zone of that name. Raises Unreadable."""
    # Most plans carry no time, and loading zoneinfo costs more than checking such a plan.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(place.text())
    except (KeyError, ValueError, OSError):
        raise place.unreadable("no such time zone is known here") from None


def start_minute(place: Place, day: int, zone: Place, opened: tzinfo) -> int:
    """The UTC minute of a wall-clock time; where it exists twice on that day, the one whose offset is written."""
    written = TIME.fullmatch(place.text())
    if not written:
        raise place.unreadable('a time is written like "10:00", or "02:30+01:00"')
    found = instants(day, int(written[1]) * 60 + int(written[2]), opened)
    if not found:
        raise place.unreadable(f"this time does not exist on {write_day(day)} in {zone.value}")
    if len(found) > 1:
        found = [instant for instant in found if write_moment(instant, opened).endswith(written[3] or "nothing written")]
    if len(found) != 1:
        raise place.unreadable(f"this time exists twice on {write_day(day)} in {zone.value}, and the offset must say which is meant")
    return found[0]


def instants(day: int, minute: int, zone: tzinfo) -> list[int]:
    """Every UTC minute at which the clocks of the zone show that day and minute: none, one or two."""
    shown = datetime.combine(date.fromordinal(day), time(minute // 60, minute % 60))
    wall = (day - EPOCH) * DAY_MINUTES + minute
    offsets = {zone.utcoffset(shown.replace(fold=fold)) or timedelta() for fold in (0, 1)}
    candidates = sorted(wall - offset // MINUTE for offset in offsets)
    return [instant for instant in candidates if _local(instant, zone).replace(tzinfo=None, fold=0) == shown]


def _local(minute: int, zone: tzinfo) -> datetime:
    return (BEGINNING + minute * MINUTE).astimezone(zone)


def write_moment(minute: int, zone: tzinfo) -> str:
    """A UTC minute as local time with its offset."""
    return _local(minute, zone).isoformat(timespec="minutes")


def write_day(day: int) -> str:
    """The day of an ordinal, as 2027-01-04."""
    return date.fromordinal(day).isoformat()
