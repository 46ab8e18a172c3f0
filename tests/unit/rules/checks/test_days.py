"""On which days the visits are (each limit is worked by hand in tests/worked/test_findings.py)."""

from decimal import Decimal

import pytest

from dosing.formats.shipped import default_regimen
from dosing.plan import build_plan
from tests import plans


def test_an_interval_is_counted_between_the_visits_that_take_place():
    plan = plans.make_plan(changes=[plans.omit("C1D8"), plans.omit("C1D15")])
    (told,) = plans.found(plan, "interval-long")
    assert told.visit == "C1D22"
    assert told.message.startswith("C1D22 is 21 days after C1D1, longer than the record's 7 days")


def test_a_visit_that_does_not_take_place_is_on_no_weekend():
    # From Saturday 9 January 2027, every visit is on a Saturday.
    assert len(plans.found(plans.make_plan(start="2027-01-09"), "weekend")) == 8
    omitted = plans.make_plan(start="2027-01-09", changes=[plans.omit("C1D8", "2027-01-09")])
    assert [told.visit for told in plans.found(omitted, "weekend")] == ["C1D1", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"]


def test_the_working_days_beside_a_visit_say_how_far_its_neighbours_are():
    # C1D8 on Sunday 10 January, C1D1 on the 3rd, C1D15 on the 17th.
    told = plans.found(plans.make_plan({"country": "FR"}, start="2027-01-03"), "weekend")[1]
    assert told.message.endswith(
        "Nearest working days: Friday 8 January 2027 (5 days after C1D1 and 9 days before C1D15), "
        "and Monday 11 January 2027 (8 days after C1D1 and 6 days before C1D15). Nothing was moved."
    )


def test_without_a_country_a_weekend_is_named_and_no_day_beside_it():
    told = plans.found(plans.make_plan(start="2027-01-03"), "weekend")[0]
    assert told.message == "C1D1 is on a weekend day, Sunday 3 January 2027."


def test_a_course_without_a_visit_that_takes_place_is_not_long():
    assert plans.found(plans.make_plan(changes=[plans.stop("C1D1")]), "long-course") == []


def test_an_interval_is_held_against_the_regimens_own_at_that_place():
    # The label's second cycle: C2D15 is 14 days after C2D1, and C2D1 7 after C1D22.
    label = {"regimen": "label-10-us-kd", "cycles": 2}
    assert plans.codes(plans.make_plan(**label)).isdisjoint({"interval-short", "interval-long"})
    closer = plans.make_plan(**label, changes=[plans.move("C2D15", "2027-02-14")])
    (told,) = plans.found(closer, "interval-short")
    assert told.message == "C2D15 is 13 days after C2D1, closer than the label's 14 days; the site allows it."
    (told,) = plans.found(plans.make_plan(**label, changes=[plans.move("C2D15", "2027-02-16")]), "interval-long")
    assert told.message == "C2D15 is 15 days after C2D1, longer than the label's 14 days; rates after a gap are the prescriber's."


def test_what_was_recorded_as_not_given_is_no_infusion_between_two():
    not_given = plans.outcome("C1D8", "2027-01-11", not_given=True)
    (told,) = plans.found(plans.make_plan(changes=[not_given]), "interval-long")
    assert told.message.startswith("C1D15 is 14 days after C1D1")


def test_a_regimen_without_a_follow_up_knows_no_long_course():
    assert plans.found(plans.make_plan(regimen="label-10-us-kd", cycles=13), "long-course") == []


def test_a_public_holiday_is_called_by_its_name_and_is_no_weekend_day():
    # Wednesday 6 January 2027 is a public holiday in Bavaria, and none in Germany as a whole.
    (told,) = plans.found(plans.make_plan({"country": "DE", "region": "BY"}, start="2027-01-06", cycles=1), "holiday")
    assert told.message == (
        "C1D1 is on a public holiday (Epiphany), Wednesday 6 January 2027. Nearest working days: Tuesday 5 January 2027 (8 days before "
        "C1D8), and Thursday 7 January 2027 (6 days before C1D8). Nothing was moved."
    )
    assert plans.codes(plans.make_plan({"country": "DE"}, start="2027-01-06", cycles=1)).isdisjoint({"holiday", "weekend"})


@pytest.mark.parametrize(("last", "long"), [("2027-03-28", False), ("2027-03-29", False), ("2027-03-30", True)])
def test_a_course_of_exactly_the_longest_follow_up_is_not_long(last, long):
    # Twelve weeks after Monday 4 January is Monday 29 March.
    twelve_weeks = default_regimen().model_copy(update={"longest_follow_up_weeks": Decimal(12)})
    course = plans.make_course(changes=[plans.move("C2D22", last)])
    assert bool(plans.found(build_plan(twelve_weeks, plans.make_site(), course), "long-course")) is long
