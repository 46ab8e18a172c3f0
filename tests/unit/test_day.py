"""A pharmacy's day of many courses: which visits, in which order, what they add up to, and what is said of them."""

from datetime import date
from decimal import Decimal

import pytest

from dosing.day import MOST_DAYS, Unread, days_of, totals_of
from tests.plans import omit
from tests.units import TIMED, coming

DAY = date(2027, 1, 11)  # C1D8 of every course below
# By hand: 72.5 kg is 1,450 mg of 3 x 500 mg (50 mg left); 46 kg is 920 mg of 2 x 500 mg (80 left); 100.1 kg is 2,002 mg of 4 x 500 and
# 1 x 100 mg (98 left).
THREE = (coming(1, check=True), coming(2, weight="46kg"), coming(3, check=True, weight="100.1kg"))


def test_a_day_holds_the_visits_of_its_date_and_of_no_other() -> None:
    [day] = days_of(THREE, DAY).days
    assert [(each.label, each.visit) for each in day.visits] == [("ISLAY-001", "C1D8"), ("ISLAY-002", "C1D8"), ("ISLAY-003", "C1D8")]
    assert days_of(THREE, date(2027, 1, 12)).visits == ()


@pytest.mark.hazard("H-50")
def test_checked_visits_add_up_apart_from_drafts() -> None:
    [day] = days_of(THREE, DAY).days
    checked, others = totals_of(day.checked), totals_of(day.not_checked)
    assert (checked.visits, checked.mg, checked.discard_mg) == (2, Decimal(3452), Decimal(148))
    assert [(each.strength_mg, each.count) for each in checked.vials] == [(500, 7), (100, 1)]
    assert [(each.bag_ml, each.count) for each in checked.bags] == [(250, 2)]
    assert {(each.drug, each.count) for each in checked.premedications} == {
        ("dexamethasone", 2), ("acetaminophen", 2), ("ranitidine", 2), ("diphenhydramine", 2),
    }  # fmt: skip
    assert (others.visits, others.mg, [each.count for each in others.vials]) == (1, Decimal(920), [2])


def test_one_premedication_of_two_doses_is_counted_by_its_dose() -> None:
    high = {"premedications": {"steroid": {"drug": "dexamethasone", "dose_mg": "40"}}}
    [day] = days_of((coming(1), coming(2, high), coming(3, high)), DAY).days
    found = {(each.dose_mg, each.count) for each in totals_of(day.visits).premedications if each.drug == "dexamethasone"}
    assert found == {(20, 1), (40, 2)}


def test_two_bags_of_a_visit_are_counted_as_two() -> None:
    [day] = days_of((coming(1, {"bag": {"count": 2}}), coming(2)), DAY).days
    assert [(each.bag_ml, each.count) for each in totals_of(day.visits).bags] == [(250, 3)]


def test_visits_stand_by_their_start_wherever_the_clock_is_and_those_without_a_time_last() -> None:
    courses = (
        coming(1),
        coming(2, **TIMED),  # 09:00 UTC
        coming(3, time="05:00", time_zone="America/New_York"),  # 10:00 UTC
        coming(4, time="08:30", time_zone="UTC"),
    )
    assert [each.label for each in days_of(courses, DAY).visits] == ["ISLAY-004", "ISLAY-002", "ISLAY-003", "ISLAY-001"]


def test_the_order_of_the_courses_makes_no_difference() -> None:
    assert days_of(THREE[::-1], DAY) == days_of(THREE, DAY)


def test_what_is_said_alike_of_several_visits_stands_once_and_the_most_severe_first() -> None:
    [day] = days_of((*THREE, coming(4, weight="45kg")), DAY).days
    ranitidine = next(each for each in day.findings if each.code == "h2-not-marketed")
    light = next(each for each in day.findings if each.code == "weight-unusual" and each.message.startswith("45"))
    assert (len(ranitidine.visits), [each.label for each in light.visits]) == (4, ["ISLAY-004"])
    assert [each.severity for each in day.findings] == sorted(
        (each.severity for each in day.findings), key=["caution", "undetermined", "note"].index
    )


def test_what_is_said_of_another_days_visit_is_not_said_of_this_day() -> None:
    [day] = days_of(THREE, DAY).days
    assert "weigh-before-cycle" not in {each.code for each in day.findings}
    assert "weigh-before-cycle" in {each.code for each in days_of(THREE, date(2027, 2, 1)).days[0].findings}


def test_several_days_hold_those_without_a_visit_too() -> None:
    found = days_of(THREE, date(2027, 1, 10), date(2027, 1, 18), [Unread("x", "y")])
    assert [len(each.visits) for each in found.days] == [0, 3, 0, 0, 0, 0, 0, 0, 3]
    assert (len(found.checked), len(found.not_checked), found.unread) == (4, 2, (Unread("x", "y"),))


def test_a_visit_that_is_omitted_is_not_prepared() -> None:
    assert days_of((coming(1, changes=[omit("C1D8")]),), DAY).visits == ()


@pytest.mark.parametrize("last", [date(2027, 1, 10), date.fromordinal(DAY.toordinal() + MOST_DAYS)])
def test_a_last_day_before_the_first_or_too_far_behind_it_is_refused(last: date) -> None:
    with pytest.raises(ValueError, match="days"):
        days_of((), DAY, last)
