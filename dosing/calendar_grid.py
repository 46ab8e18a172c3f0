"""The weeks of a month view, Monday first: which days stand where.

Does not know visits, doses or how a month is drawn.
"""

from calendar import MONDAY, Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Week = tuple[date | None, ...]  # seven places, Monday first; None for a day of the month before or after


@dataclass(frozen=True, slots=True)
class Month:
    """One month as the weeks it touches."""

    year: int
    month: int
    weeks: tuple[Week, ...]


def months(days: Iterable[date]) -> tuple[Month, ...]:
    """Every month that holds one of `days`, earliest first; a month between two of them that holds none is left out.

    >>> [(each.month, len(each.weeks)) for each in months([date(2027, 2, 22), date(2027, 1, 4), date(2027, 1, 11)])]
    [(1, 5), (2, 4)]
    """
    return tuple(_month(year, month) for year, month in sorted({(day.year, day.month) for day in days}))


def _month(year: int, month: int) -> Month:
    weeks = Calendar(MONDAY).monthdatescalendar(year, month)
    return Month(year, month, tuple(tuple(day if day.month == month else None for day in week) for week in weeks))
