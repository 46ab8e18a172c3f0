"""Pump rates, one function at a time (whole infusions are worked by hand in tests/worked)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from dosing.inputs.site import Profile, RateStep
from dosing.rules.infusion import infusion_plan, rate_ml_per_hour
from tests import plans

EMPTIES = (RateStep(rate=Decimal(50)),)
FIVE_POINT_EIGHT = Fraction(58, 10)  # 1,450 mg in 250 mL


def profile(basis: str, cap: str | None = None) -> Profile:
    cap_mg = None if cap is None else Decimal(cap)
    return Profile(name="own", basis=basis, bag_ml=Decimal(250), cap_mg_per_hour=cap_mg, first=EMPTIES, second=EMPTIES, later=EMPTIES)


@pytest.mark.parametrize(
    ("basis", "cap", "rate", "pump"),
    [
        ("ml_per_hour", None, "25", "25"),
        ("ml_per_hour", None, "33.33", "33.33"),  # the table's own rate is left alone
        ("ml_per_hour", "193.314", "33.33", "33.33"),  # 33.33 x 5.8 is the cap itself
        ("ml_per_hour", "1000", "200", "172.4"),  # 1,160 mg/h; 1,000 / 5.8 = 172.41
        ("mg_per_hour", None, "175", "30.1"),  # 30.17
        ("mg_per_hour", None, "580", "100"),
        ("mg_per_hour", "580", "580", "100"),
        ("mg_per_hour", "400", "580", "68.9"),  # 68.97
    ],
)
def test_a_rate_that_is_worked_out_is_rounded_down_and_never_above_the_cap(basis, cap, rate, pump):
    assert rate_ml_per_hour(Decimal(rate), profile(basis, cap), FIVE_POINT_EIGHT) == Decimal(pump)


@pytest.mark.parametrize(("number", "part"), [(1, "first"), (2, "second"), (3, "later"), (8, "later")])
def test_the_steps_follow_the_number_of_the_infusion(number, part):
    assert infusion_plan(plans.make_site(plans.LABEL_RATES), Decimal(1450), number, None).part == part


def test_without_a_time_steps_have_no_clock():
    found = infusion_plan(plans.make_site(plans.LABEL_RATES), Decimal(1450), 1, None)
    assert found.ends is None
    assert [step.starts for step in found.steps] == [None] * 6


def test_the_profile_names_its_source():
    assert infusion_plan(plans.make_site(plans.LABEL_RATES), Decimal(1450), 1, None).source.kind == "label"
