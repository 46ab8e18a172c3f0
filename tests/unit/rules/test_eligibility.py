"""Washout limits and the least age, one function at a time (cases by hand in tests/worked/test_eligibility.py)."""

from datetime import date

import pytest

from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.inputs.facts import EntryFacts
from dosing.inputs.regimen import Washout
from dosing.rules.eligibility import WashoutLimit, earliest_start, facts_missing, old_enough_on, washout_limit, washout_limits


@pytest.mark.parametrize(
    ("washout", "given", "limit"),
    [
        (Washout(fact="last_chemotherapy", days=14), date(2028, 2, 20), date(2028, 3, 5)),  # across 29 February
        (Washout(fact="last_chemotherapy", days=14), date(2026, 12, 25), date(2027, 1, 8)),
        (Washout(fact="transplant", months=4), date(2026, 10, 31), date(2027, 3, 1)),
        (Washout(fact="transplant", months=4), date(2027, 10, 29), date(2028, 2, 29)),
        (Washout(fact="transplant", months=4), date(2026, 9, 15), date(2027, 1, 15)),
        (Washout(fact="transplant", months=0), date(2026, 9, 15), date(2026, 9, 15)),
    ],
)
def test_a_washout_ends_so_many_days_or_calendar_months_later(washout, given, limit):
    assert washout_limit(washout, given) == limit


def test_only_facts_with_a_day_have_a_limit():
    facts = EntryFacts(last_chemotherapy="none", transplant=date(2026, 9, 15))
    assert [(each.fact, each.length) for each in washout_limits(default_regimen(), facts)] == [("transplant", "4 months")]
    assert facts_missing(default_regimen(), facts) == ["last_immunotherapy", "last_investigational", "gvhd_immunosuppression"]


def test_sixteen_years_end_on_the_birthday():
    assert old_enough_on(default_regimen(), date(2011, 6, 30)) == date(2027, 6, 30)


def test_the_birthday_decides_where_it_is_later_than_the_washouts():
    answer = earliest_start(default_regimen(), date(2011, 6, 30), EntryFacts(last_chemotherapy=date(2027, 1, 1)))
    assert (answer.day, answer.fact, answer.because) == (date(2027, 6, 30), "born", None)


def test_the_washout_that_decides_is_told_with_its_limit_and_of_two_on_one_day_the_one_the_regimen_names_first():
    # 21 days after 1 January and 14 after 8 January are both 22 January; the regimen names immunotherapy first.
    facts = EntryFacts(last_immunotherapy=date(2027, 1, 1), last_chemotherapy=date(2027, 1, 8), transplant=date(2026, 9, 15))
    answer = earliest_start(default_regimen(), date(2000, 1, 1), facts)
    assert (answer.day, answer.fact) == (date(2027, 1, 23), "last_immunotherapy")
    assert answer.because == WashoutLimit("last_immunotherapy", date(2027, 1, 1), date(2027, 1, 22), "21 days")
    # 14 days after 8 January and 4 months after 22 September.
    facts = EntryFacts(last_chemotherapy=date(2027, 1, 8), transplant=date(2026, 9, 22))
    answer = earliest_start(default_regimen(), None, facts)
    assert (answer.day, answer.fact) == (date(2027, 1, 23), "last_chemotherapy")


def test_a_regimen_without_washouts_asks_for_no_fact_and_has_its_own_least_age():
    label = newest_regimen("label-10-us-kd")
    assert (facts_missing(label, EntryFacts()), list(washout_limits(label, EntryFacts()))) == ([], [])
    assert old_enough_on(label, date(2011, 6, 30)) == date(2029, 6, 30)
    assert earliest_start(label, date(2011, 6, 30), EntryFacts()).day == date(2029, 6, 30)
