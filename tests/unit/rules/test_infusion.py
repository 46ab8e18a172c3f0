"""Pump rates, one function at a time (whole infusions are worked by hand in tests/worked)."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from dosing.findings import InputError
from dosing.inputs.site import Profile, RateStep
from dosing.rules.infusion import InfusionPlan, bag_runs, infusion_plan, part_of, rate_ml_per_hour
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
    assert part_of(number) == part


def of_1450_mg(start: datetime | None = None) -> InfusionPlan:
    """The label's first infusion of 1,450 mg: 25, 25, 37.5, 50, 62.5 and 50 mL in 60, 30, 30, 30, 30 and 20 min."""
    site = plans.make_site(plans.LABEL_RATES)
    return infusion_plan(site, site.infusion.chosen, "first", bag_runs(site.infusion.chosen, "first", Decimal(1450)), start)


def test_the_runs_of_a_bag_are_exact_and_empty_it():
    runs = bag_runs(profile("ml_per_hour"), "later", Decimal(1450))  # 50 mL/h for 250 mL: five hours
    assert [(run.minutes, run.cumulative, run.mg_per_hour) for run in runs] == [(300, 250, 290)]
    third = profile("mg_per_hour", "400").model_copy(update={"later": (RateStep(rate=Decimal(400)),)})
    (run,) = bag_runs(third, "later", Decimal(1450))
    assert (run.rate, run.minutes) == (Decimal("68.9"), Fraction(250 * 60 * 10, 689))  # 400 / 5.8 = 68.97, rounded down


def test_a_bag_that_would_run_for_more_than_a_week_is_refused():
    slow = profile("ml_per_hour").model_copy(update={"later": (RateStep(rate=Decimal("1.4")),)})
    with pytest.raises(InputError, match="more than a week; write faster rates") as raised:
        bag_runs(slow, "later", Decimal(1450))  # 250 / 1.4 = 178.57 h
    assert raised.value.field == "site.infusion.profile"


def test_one_bag_holds_every_step():
    (bag,) = of_1450_mg().bags
    assert bag.steps == of_1450_mg().steps
    assert [step.volume_ml for step in bag.steps] == [Decimal(n) for n in ("25", "25", "37.5", "50", "62.5", "50")]


def test_without_a_time_steps_have_no_clock():
    found = of_1450_mg()
    assert found.ends is None
    assert [step.starts for step in found.steps] == [None] * 6


def test_with_a_time_each_step_begins_when_the_one_before_it_ends():
    found = of_1450_mg(datetime(2027, 1, 4, 10, tzinfo=UTC))
    assert [f"{step.starts:%H:%M}" for step in found.steps] == ["10:00", "11:00", "11:30", "12:00", "12:30", "13:00"]
    assert f"{found.ends:%H:%M}" == "13:20"


def test_the_profile_names_its_source():
    assert of_1450_mg().source.kind == "label"
