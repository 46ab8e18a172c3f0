"""Weekends and public holidays, and the working days next to them; days are flagged, never moved.

Does not know doses.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from dosing.findings import InputError
from dosing.quantities import shown

if TYPE_CHECKING:
    from holidays import HolidayBase

ONE_DAY = timedelta(days=1)


class DayOff(NamedTuple):
    """Why a day is not a working day, and the nearest working days on either side where a country is set."""

    why: Literal["weekend", "holiday"]
    name: str | None
    before: date | None
    after: date | None


class WorkingDays:
    """The working days of a country and region; without a country only Saturdays and Sundays are known."""

    def __init__(self, country: str | None, region: str | None) -> None:
        self._calendar = _calendar(country, region) if country else None

    def day_off(self, on: date) -> DayOff | None:
        """Why a day is off, or None for a working day."""
        if self._calendar is None:
            return DayOff("weekend", None, None, None) if on.weekday() >= 5 else None
        if self._works(on):
            return None
        name = self._calendar.get(on)
        return DayOff("holiday" if name else "weekend", name, self._nearest(on, -ONE_DAY), self._nearest(on, ONE_DAY))

    def _works(self, on: date) -> bool:
        # holidays knows which weekdays a country rests on (Friday and Saturday in some), so weekend is not always 5 and 6.
        return self._calendar is None or bool(self._calendar.is_working_day(on))

    def _nearest(self, on: date, step: timedelta) -> date:
        other = on + step
        while not self._works(other):
            other += step
        return other


def _calendar(country: str, region: str | None) -> "HolidayBase":
    import holidays  # late: a large package that only sites with a country need

    try:
        return holidays.country_holidays(country, subdiv=region)
    except NotImplementedError:
        where = f"{country} with the region {region}" if region else country
        raise InputError(
            "no-such-country",
            "site.country",
            f"no public holidays are known for {shown(where)}; write a country's two letters, like US, with a "
            "region it has, like CA, or leave both out.",
        ) from None
