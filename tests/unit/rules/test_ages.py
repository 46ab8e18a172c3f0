"""Dates that lie whole months or years after another."""

from datetime import date

import pytest

from dosing.rules.ages import birthday, later


@pytest.mark.parametrize(
    ("born", "years", "on"),
    [
        (date(1952, 1, 11), 75, date(2027, 1, 11)),
        (date(1952, 2, 29), 75, date(2027, 3, 1)),  # 2027 has no 29 February
        (date(1948, 2, 29), 80, date(2028, 2, 29)),
        (date(1900, 12, 31), 110, date(2010, 12, 31)),
        (date(2011, 1, 5), 16, date(2027, 1, 5)),
    ],
)
def test_somebody_has_so_many_years_from_the_birthday_on(born, years, on):
    assert birthday(born, years) == on


@pytest.mark.parametrize(
    ("day", "months", "on"),
    [
        (date(2026, 10, 31), 4, date(2027, 3, 1)),
        (date(2027, 10, 31), 4, date(2028, 3, 1)),
        (date(2026, 10, 28), 4, date(2027, 2, 28)),
        (date(2027, 5, 31), 1, date(2027, 7, 1)),
    ],
)
def test_a_day_that_a_month_has_not_is_the_first_of_the_next(day, months, on):
    assert later(day, months=months) == on
