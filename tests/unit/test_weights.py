"""Which weight makes a dose, one function at a time (courses are worked by hand in tests/worked/test_changes.py)."""

from datetime import date
from decimal import Decimal

import pytest

from dosing.rules.weights import Weighing, differs_by, dose_weights, provisional_from, weighings
from tests import plans

FIRST = Weighing(Decimal("72.5"), date(2027, 1, 2), None)
LIGHTER = Weighing(Decimal(68), date(2027, 1, 10), date(2027, 1, 10), 1)
VISITS = [date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 18)]


@pytest.mark.parametrize(
    ("new", "old", "percent", "differs"),
    [
        ("63", "70", "10", True),
        ("63.01", "70", "10", False),
        ("77", "70", "10", True),
        ("76.99", "70", "10", False),
        ("70", "70", "0", True),
        ("66.5", "70", "5", True),
    ],
)
def test_the_limit_is_a_difference(new, old, percent, differs):
    assert differs_by(Decimal(new), Decimal(old), Decimal(percent)) is differs


def test_the_newest_weight_that_applies_makes_the_dose():
    chosen = dose_weights([FIRST, LIGHTER], [(day, Decimal(0)) for day in VISITS])
    assert [(each.weighing.weight_kg, each.rule) for each in chosen] == [
        (Decimal("72.5"), "first"),
        (Decimal(68), "new"),
        (Decimal(68), "new"),
    ]


def test_the_policy_of_each_visit_is_that_of_its_own_day():
    # 68 is 6.2% under 72.5: not enough where 10% are asked for, enough a week later where 5% are
    chosen = dose_weights([FIRST, LIGHTER], list(zip(VISITS, [Decimal(10), Decimal(10), Decimal(5)], strict=True)))
    assert [each.rule for each in chosen] == ["first", "kept", "new"]


def test_a_weight_applies_from_the_later_of_its_two_days():
    changes = [plans.reweigh("70kg", "2027-01-05", when="2027-01-07"), plans.reweigh("69kg", "2027-01-08")]
    assert [(each.applies_from, each.change) for each in weighings(plans.make_course(changes=changes))] == [
        (None, 0),
        (date(2027, 1, 7), 1),
        (date(2027, 1, 8), 2),
    ]


def test_an_undone_weight_is_no_weight():
    assert len(weighings(plans.make_course(changes=[plans.reweigh("70kg", "2027-01-05"), plans.undo()]))) == 1


@pytest.mark.parametrize(("weighed", "provisional"), [(None, True), (date(2027, 1, 24), True), (date(2027, 1, 25), False)])
def test_cycle_2_is_provisional_until_somebody_weighs_on_the_last_day_of_cycle_1(weighed, provisional):
    assert provisional_from([Weighing(Decimal(70), weighed, None)], date(2027, 1, 25)) is provisional
