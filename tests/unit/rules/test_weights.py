"""Which weight makes a dose, one function at a time (courses are worked by hand in tests/worked/test_changes.py)."""

from datetime import date
from decimal import Decimal

import pytest

from dosing.findings import InputError
from dosing.inputs.changes import Reweigh
from dosing.inputs.raw import change_from
from dosing.rules.weights import Weighing, differs_by, dose_weights, first_weighing, next_weighing, weighed_since
from tests import plans

FIRST = Weighing(Decimal("72.5"), date(2027, 1, 2), date.min)
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


def weighings(*changes: Reweigh) -> list[Weighing]:
    """The weights of the patient of tests/plans.py after these changes, numbered from 1."""
    found = [first_weighing(plans.make_course())]
    for number, change in enumerate(changes, start=1):
        found.append(next_weighing(found, change, number))
    return found


def weighed(weight: str, on: str, when: str | None = None) -> Reweigh:
    return change_from(plans.reweigh(weight, on, when))


def test_a_weight_applies_from_the_later_of_its_two_days_and_the_first_from_the_start():
    found = weighings(weighed("70kg", "2027-01-05", "2027-01-07"), weighed("69kg", "2027-01-08"))
    assert [(each.applies_from, each.change) for each in found] == [(date.min, 0), (date(2027, 1, 7), 1), (date(2027, 1, 8), 2)]


def test_what_was_typed_in_pounds_stays_with_its_weight():
    assert first_weighing(plans.make_course(weight="160lb")).typed == "160lb"
    assert [each.typed for each in weighings(weighed("150lb", "2027-01-05"))] == [None, "150lb"]


@pytest.mark.parametrize(
    ("changes", "code", "field", "found"),
    [
        (
            [weighed("70kg", "2027-01-08", "2027-01-07")],
            "weighed-after-change", "weighed",
            "the weight was measured on 2027-01-08, after the day of the change, 2027-01-07",
        ),
        (
            [weighed("70kg", "2027-01-01", "2027-01-05")],
            "weighed-before-last", "weighed",
            "the weight was measured on 2027-01-01, before the last one on 2027-01-02",
        ),
        (
            [weighed("70kg", "2027-01-05", "2027-01-08"), weighed("69kg", "2027-01-06", "2027-01-07")],
            "weight-entered-before-last", "when",
            "the weight was entered on 2027-01-07, before the last one on 2027-01-08",
        ),
        (
            [weighed("70kg", "2027-01-08"), weighed("69kg", "2027-01-07", "2027-01-09")],
            "weighed-before-last", "weighed",
            "the weight was measured on 2027-01-07, before the last one on 2027-01-08",
        ),
    ],
)  # fmt: skip
def test_weights_stand_in_the_order_of_their_days(changes, code, field, found):
    with pytest.raises(InputError) as raised:
        weighings(*changes)
    assert (raised.value.code, raised.value.field) == (code, field)
    assert str(raised.value).startswith(f"{found}; write ")


def test_two_weights_of_one_day_are_taken_and_the_later_one_counts():
    found = weighings(weighed("70kg", "2027-01-08"), weighed("71kg", "2027-01-08"))
    (chosen,) = dose_weights(found, [(date(2027, 1, 11), Decimal(0))])
    assert (str(chosen.weighing.weight_kg), chosen.rule) == ("71", "new")


@pytest.mark.parametrize(
    ("weighed_on", "since"), [(None, False), (date(2027, 1, 24), False), (date(2027, 1, 25), True), (date(2027, 1, 26), True)]
)
def test_a_weight_of_a_day_or_later_is_found(weighed_on, since):
    measured = Weighing(Decimal(70), weighed_on, date.min)
    assert weighed_since([measured], date(2027, 1, 25)) is since
    assert weighed_since([FIRST, measured], date(2027, 1, 25)) is since
    assert weighed_since([measured, FIRST], date(2027, 1, 25)) is since
