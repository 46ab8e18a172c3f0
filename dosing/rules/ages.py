"""Dates that lie whole months or years after another.

Does not know why a date matters.
"""

from datetime import date, timedelta


def later(on: date, *, years: int = 0, months: int = 0) -> date:
    """The same day of a later month; where that month has no such day, the first of the next."""
    from dateutil.relativedelta import relativedelta  # late: wanted only where a birth date or a transplant was given

    found: date = on + relativedelta(years=years, months=months)
    return found if found.day == on.day else found + timedelta(days=1)  # relativedelta stops at the month's last day


def birthday(born: date, years: int) -> date:
    """The first day on which somebody has so many years."""
    return later(born, years=years)
