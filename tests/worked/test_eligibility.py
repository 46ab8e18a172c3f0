"""Washouts, age and the earliest start, worked by hand from the calendar.

The record: immunotherapy or investigational agents within 3 weeks, chemotherapy within 2 weeks, stem cell transplant within 4 months,
immunosuppression for graft versus host disease within 1 week before the first dose exclude; 16 years and older (NCT02999633).
"""

from datetime import date

import pytest

from dosing.findings import Refused
from dosing.formats.shipped import default_regimen
from dosing.inputs.facts import EntryFacts
from dosing.rules.eligibility import earliest_start
from tests import plans

# The first visit is on 4 January 2027: the last treatment on the day after, on, and before the day that makes the limit 4 January.
WASHOUTS = [
    ("last_immunotherapy", "2026-12-15", "2026-12-14", "2026-12-13"),  # 21 days
    ("last_investigational", "2026-12-15", "2026-12-14", "2026-12-13"),  # 21 days
    ("last_chemotherapy", "2026-12-22", "2026-12-21", "2026-12-20"),  # 14 days
    ("transplant", "2026-09-05", "2026-09-04", "2026-09-03"),  # 4 months
    ("gvhd_immunosuppression", "2026-12-29", "2026-12-28", "2026-12-27"),  # 7 days
]

# transplant, limit (the same day four months later; the first of the next month where there is no such day), first day that is free
TRANSPLANTS = [
    ("2026-10-28", "2027-02-28", "2027-03-01"),
    ("2026-10-29", "2027-03-01", "2027-03-02"),  # 2027 has no 29 February
    ("2026-10-30", "2027-03-01", "2027-03-02"),
    ("2026-10-31", "2027-03-01", "2027-03-02"),
    ("2026-11-01", "2027-03-01", "2027-03-02"),
    ("2027-10-29", "2028-02-29", "2028-03-01"),  # 2028 has one
    ("2027-10-30", "2028-03-01", "2028-03-02"),
    ("2027-10-31", "2028-03-01", "2028-03-02"),
    ("2027-01-31", "2027-05-31", "2027-06-01"),
    ("2027-05-31", "2027-10-01", "2027-10-02"),  # September has 30 days
]

# born, the last day under 16, the first day of 16 years
BIRTHS = [
    ("2011-01-05", "2027-01-04", "2027-01-05"),
    ("2012-02-29", "2028-02-28", "2028-02-29"),  # sixteen years on is a leap year again
    ("2012-03-01", "2028-02-29", "2028-03-01"),
    ("2012-02-28", "2028-02-27", "2028-02-28"),
    ("2084-02-29", "2100-02-28", "2100-03-01"),  # 2100 is no leap year; no course can start then, but `earliest-start` answers
]


def told(**course) -> list[str]:
    return [finding.code for finding in plans.make_plan(**course).findings if finding.code.startswith("washout")]


@pytest.mark.hazard("H-37")
@pytest.mark.parametrize(("fact", "inside", "on_the_limit", "over"), WASHOUTS)
def test_a_washout_is_inside_then_on_its_limit_then_over(fact, inside, on_the_limit, over):
    assert told(entry={fact: inside}) == ["washout-inside"]
    assert told(entry={fact: on_the_limit}) == ["washout-on-limit"]
    assert told(entry={fact: over}) == []
    assert told(entry={fact: "none"}) == told() == []


@pytest.mark.parametrize(("transplant", "limit", "free"), TRANSPLANTS)
def test_the_washout_of_a_transplant_counts_calendar_months(transplant, limit, free):
    (limit_finding,) = plans.found(plans.make_plan(start=limit, weighed=limit, entry={"transplant": transplant}), "washout-on-limit")
    assert "exactly 4 months after the stem cell transplant" in limit_finding.message
    assert told(start=free, weighed=limit, entry={"transplant": transplant}) == []
    day_before = date.fromordinal(date.fromisoformat(limit).toordinal() - 1).isoformat()
    assert told(start=day_before, weighed=day_before, entry={"transplant": transplant}) == ["washout-inside"]
    answer = earliest_start(default_regimen(), None, EntryFacts(transplant=date.fromisoformat(transplant)))
    assert (answer.day, answer.fact) == (date.fromisoformat(free), "transplant")


@pytest.mark.hazard("H-37")
@pytest.mark.parametrize(("born", "too_young_on", "old_enough_on"), BIRTHS[:-1])
def test_a_patient_may_start_on_the_sixteenth_birthday_and_not_the_day_before(born, too_young_on, old_enough_on):
    refusal = plans.refusal(born=born, start=too_young_on, weighed=None)
    assert isinstance(refusal, Refused)
    assert [finding.code for finding in refusal.findings] == ["age-under-16"]
    assert plans.make_plan(born=born, start=old_enough_on, weighed=None).visits[0].date == date.fromisoformat(old_enough_on)


@pytest.mark.parametrize(("born", "too_young_on", "old_enough_on"), BIRTHS)
def test_the_earliest_start_of_a_young_patient_is_the_sixteenth_birthday(born, too_young_on, old_enough_on):
    answer = earliest_start(default_regimen(), date.fromisoformat(born), EntryFacts())
    assert (answer.day, answer.fact) == (date.fromisoformat(old_enough_on), "born")


def test_age_and_washouts_are_judged_by_the_current_day_of_the_first_visit():
    a_day_later = {"changes": [plans.move("C1D1", "2027-01-05")]}
    assert isinstance(plans.refusal(born="2011-01-05"), Refused)
    assert plans.make_plan(born="2011-01-05", **a_day_later).visits[0].date == date(2027, 1, 5)
    assert told(entry={"last_chemotherapy": "2026-12-21"}, **a_day_later) == []
    assert told(entry={"last_chemotherapy": "2026-12-22"}, **a_day_later) == ["washout-on-limit"]


def test_the_earliest_start_is_the_day_after_the_last_washout_limit():
    # 14 days from 18 December 2026 end on 1 January 2027; 21 days from 14 December end on 4 January; the transplant's ended long before.
    facts = EntryFacts(
        last_chemotherapy=date(2026, 12, 18),
        last_immunotherapy=date(2026, 12, 14),
        transplant=date(2026, 1, 31),
        last_investigational="none",
    )
    answer = earliest_start(default_regimen(), date(1990, 1, 1), facts)
    assert (answer.day, answer.fact) == (date(2027, 1, 5), "last_immunotherapy")
    assert earliest_start(default_regimen(), None, EntryFacts()).day is None


def test_every_washout_that_is_not_over_is_said():
    assert told(entry={"last_chemotherapy": "2026-12-30", "transplant": "2026-12-01", "gvhd_immunosuppression": "2026-12-28"}) == [
        "washout-inside",
        "washout-inside",
        "washout-on-limit",
    ]
