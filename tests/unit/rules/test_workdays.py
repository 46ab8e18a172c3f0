"""Weekends and public holidays, and the working days next to them."""

from datetime import date

import pytest

from dosing.findings import InputError
from dosing.rules.workdays import DayOff, WorkingDays


@pytest.mark.parametrize(
    ("on", "off"), [(date(2027, 1, 8), False), (date(2027, 1, 9), True), (date(2027, 1, 10), True), (date(2027, 1, 1), False)]
)
def test_without_a_country_only_saturday_and_sunday_are_off(on, off):
    found = WorkingDays(None, None).day_off(on)
    assert found == (DayOff("weekend", None, None, None) if off else None)


def test_a_holiday_is_named_with_the_working_days_on_either_side():
    # Friday 1 January 2027: the Thursday before it, and the Monday after the weekend.
    assert WorkingDays("FR", None).day_off(date(2027, 1, 1)) == DayOff("holiday", "New Year's Day", date(2026, 12, 31), date(2027, 1, 4))


def test_a_weekend_day_beside_a_holiday_skips_it_too():
    # Saturday 2 January 2027: the Friday before it is New Year's Day.
    assert WorkingDays("FR", None).day_off(date(2027, 1, 2)) == DayOff("weekend", None, date(2026, 12, 31), date(2027, 1, 4))


def test_a_country_may_rest_on_other_days():
    # In Saudi Arabia the week ends on Friday and Saturday.
    riyadh = WorkingDays("SA", None)
    assert riyadh.day_off(date(2027, 1, 8)) == DayOff("weekend", None, date(2027, 1, 7), date(2027, 1, 10))
    assert riyadh.day_off(date(2027, 1, 10)) is None


def test_a_region_has_its_own_holidays():
    # 6 January, Epiphany, is kept in Bavaria and not in Berlin.
    assert WorkingDays("DE", "BY").day_off(date(2027, 1, 6)) is not None
    assert WorkingDays("DE", "BE").day_off(date(2027, 1, 6)) is None


@pytest.mark.parametrize(("country", "region", "named"), [("XX", None, "'XX'"), ("US", "XX", "'US with the region XX'")])
def test_a_country_or_region_that_nobody_knows_is_refused(country, region, named):
    with pytest.raises(InputError, match=f"no public holidays are known for {named}; write") as raised:
        WorkingDays(country, region)
    assert (raised.value.code, raised.value.field) == ("no-such-country", "site.country")
