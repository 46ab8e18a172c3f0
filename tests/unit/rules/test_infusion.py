"""Pump rates, one function at a time (whole infusions are worked by hand in tests/worked)."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen
from dosing.inputs.site import Profile, RateStep
from dosing.rules.dose import FilledBag
from dosing.rules.infusion import InfusionPlan, Ran, all_runs, bag_runs, infusion_plan, label_mg_per_hour, part_of, rate_ml_per_hour
from tests import plans

ISLAY = default_regimen()
EMPTIES = (RateStep(rate=Decimal(50)),)
FIVE_POINT_EIGHT = Fraction(58, 10)  # 1,450 mg in 250 mL


def profile(basis: str, cap: str | None = None) -> Profile:
    cap_mg = None if cap is None else Decimal(cap)
    return Profile(
        name="own", follows="order", reference="order 14", basis=basis, bag_ml=Decimal(250), cap_mg_per_hour=cap_mg,
        first=EMPTIES, second=EMPTIES, later=EMPTIES,
    )  # fmt: skip


def bag_of(drug_mg: str, bag_ml: str = "250") -> FilledBag:
    """A bag with so many mg of 20 mg/mL in it."""
    drug_ml = Decimal(drug_mg) / 20
    return FilledBag(Decimal(bag_ml), drug_ml, Decimal(drug_mg), drug_ml, Decimal(drug_mg) / Decimal(bag_ml))


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


@pytest.mark.parametrize(("level", "part"), [(1, "first"), (2, "second"), (3, "later"), (8, "later")])
def test_the_steps_follow_how_far_they_may_go(level, part):
    assert part_of(level) == part


def of_1450_mg(start: datetime | None = None) -> InfusionPlan:
    """The label's first infusion of 1,450 mg: 25, 25, 37.5, 50, 62.5 and 50 mL in 60, 30, 30, 30, 30 and 20 min."""
    site = plans.make_site(plans.ORDER_RATES)
    runs = all_runs(ISLAY, site.infusion.chosen, "first", [bag_of("1450")])
    return infusion_plan(site, site.infusion.chosen, Ran("first", runs, label_mg_per_hour(ISLAY, "first", Decimal("72.5"))), start)


def test_the_runs_of_a_bag_are_exact_and_empty_it():
    runs = bag_runs(profile("ml_per_hour"), EMPTIES, Decimal(1450))  # 50 mL/h for 250 mL: five hours
    assert [(run.minutes, run.cumulative, run.mg_per_hour) for run in runs] == [(300, 250, 290)]
    (run,) = bag_runs(profile("mg_per_hour", "400"), (RateStep(rate=Decimal(400)),), Decimal(1450))
    assert (run.rate, run.minutes) == (Decimal("68.9"), Fraction(250 * 60 * 10, 689))  # 400 / 5.8 = 68.97, rounded down


def test_a_bag_that_would_run_for_more_than_a_week_is_refused():
    with pytest.raises(InputError, match="more than a week; write faster rates") as raised:
        bag_runs(profile("ml_per_hour"), (RateStep(rate=Decimal("1.4")),), Decimal(1450))  # 250 / 1.4 = 178.57 h
    assert raised.value.field == "site.infusion.profile"
    with pytest.raises(InputError, match=r"would run for 192\.3\u00a0h, more than a week"):
        bag_runs(profile("ml_per_hour"), (RateStep(rate=Decimal("1.3")),), Decimal(1450))  # 250 / 1.3 = 192.31 h


def test_a_bag_may_run_for_a_week_and_no_longer():
    def begun_at(rate: str) -> tuple[RateStep, ...]:
        return RateStep(rate=Decimal(rate), minutes=60), RateStep(rate=Decimal(1))

    # 83 mL in the first hour, then 167 mL in 167 hours: 168 hours. 82 mL leave 168 mL: 169 hours.
    runs = bag_runs(profile("ml_per_hour"), begun_at("83"), Decimal(1450))
    assert runs[-1].elapsed + runs[-1].minutes == 7 * 24 * 60
    with pytest.raises(InputError, match="would run for 169\u00a0h"):
        bag_runs(profile("ml_per_hour"), begun_at("82"), Decimal(1450))


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


def test_a_profile_of_the_site_has_the_site_as_its_source():
    assert of_1450_mg().source.kind == "site"


def test_the_labels_own_profile_has_the_label_as_its_source():
    compared = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}
    plan = plans.make_plan(compared, regimen="label-10-us-kd", cycles=1)
    assert {visit.infusion.source.kind for visit in plan.visits} == {"label"}


@pytest.mark.parametrize(
    ("weight", "part", "most"),
    [
        ("72.35", "first", "434.1"),  # 72.35 x 10 / 250 x 150
        ("72.35", "second", "578.8"),  # x 200
        ("72.35", "later", "578.8"),
        ("72.5", "first", "435"),
        ("72.57", "first", "435.42"),
        ("46.01", "first", "276.06"),
    ],
)
def test_mg_an_hour_stand_beside_the_most_of_the_label_for_its_own_dose(weight, part, most):
    assert label_mg_per_hour(ISLAY, part, Decimal(weight)) == Decimal(most)


# The limits of each infusion, at them and one step past


def steps(*rates: tuple[str, int] | str) -> list[dict[str, Any]]:
    """Rates with their minutes; the last alone."""
    return [{"rate": rate[0], "minutes": rate[1]} if isinstance(rate, tuple) else {"rate": rate} for rate in rates]


SLOW = steps(("25", 60), "50")  # 25 mL, then 225 mL in 270 min: 5 h 30 min


def refused(part: str, given: list[dict[str, Any]], **profile: Any) -> InputError | None:
    """What is said of a profile whose steps for one infusion are these, those of the others slow."""
    site = plans.rates(**{"first": SLOW, "second": SLOW, "later": SLOW, part: given, **profile})
    bag = {"bag": {"volume_ml": profile["bag_ml"]}} if "bag_ml" in profile else {}
    try:
        plans.make_plan(site | bag)
    except InputError as raised:
        assert (raised.code, raised.field) == ("rates-too-fast", "site.infusion.profile")
        return raised
    return None


# part, steps at the limit, steps one step past it, what the sentence says
AT_THE_LIMIT = [
    # First: at 25 mL/h 10 min are 25/6 mL; 190 min for the other 1475/6 mL are 77.6 mL/h. Exactly 200 min: 25 x 100/60 + 125 x 100/60 = 250.
    ("first", steps(("25", 100), "125"), steps(("25.1", 100), "125"), "begin at 25.1 mL an hour, faster than 25 mL an hour"),
    ("first", steps(("25", 100), "125"), steps(("25", 100), "125.1"), "empty the 250 mL bag in 3 h 19.92 min, less than 3 h 20 min"),
    # 25 mL/h for 120 min are 50 mL, 75 for 40 min are 50, and 150 mL at 150 take 60: 220 min.
    (
        "first",
        steps(("25", 120), ("75", 40), "150"),
        steps(("25", 120), ("75", 40), "150.1"),
        "reach 150.1 mL an hour, faster than 150 mL an hour",
    ),
    # Second: 50 mL/h for 30 min are 25, 100 for 30 min are 50, 175 mL at 200 take 52.5: 112.5 min.
    (
        "second",
        steps(("50", 30), ("100", 30), "200"),
        steps(("50.1", 30), ("100", 30), "200"),
        "begin at 50.1 mL an hour, faster than 50 mL an hour",
    ),
    (
        "second",
        steps(("50", 30), ("100", 30), "200"),
        steps(("50", 30), ("100", 30), "200.1"),
        "reach 200.1 mL an hour, faster than 200 mL an hour",
    ),
    ("second", steps(("50", 30), ("100", 30), "200"), steps(("50", 30), ("100.1", 30), "200"), "less than 1 h 52.5 min"),  # 175 - 0.05 mL
    # Later: 250 mL at 200 take 75 min.
    ("later", steps("200"), steps("200.1"), "begin at 200.1 mL an hour, faster than 200 mL an hour"),
    ("later", steps(("100", 60), "200"), steps(("100", 60), "200.1"), "reach 200.1 mL an hour, faster than 200 mL an hour"),
]


@pytest.mark.parametrize(("part", "at", "past", "words"), AT_THE_LIMIT)
def test_steps_at_the_limit_of_their_infusion_are_taken_and_one_step_past_it_they_are_refused(part, at, past, words):
    assert refused(part, at) is None
    told = refused(part, past)
    assert told is not None
    assert words in str(told).replace("\N{NO-BREAK SPACE}", " ")
    assert str(told).endswith("write slower steps, or follow a signed order and give its reason as beyond_limits.")


def test_steps_that_only_a_later_infusion_would_refuse_are_refused_before_the_first():
    assert refused("later", steps("201")) is not None
    assert refused("second", steps(("50", 30), "201")) is not None


def test_a_bag_of_500_ml_takes_twice_the_minutes():
    # 25 mL/h for 100 min are 41 2/3 mL; 458 1/3 mL in 300 min are 91 2/3 mL/h, so 91.6 keeps 400 min and 91.7 does not.
    assert refused("first", steps(("25", 100), "91.6"), bag_ml="500") is None
    assert "less than 6 h 40" in str(refused("first", steps(("25", 100), "91.7"), bag_ml="500")).replace("\N{NO-BREAK SPACE}", " ")
    assert refused("later", steps("200"), bag_ml="500") is None  # 150 min, which is its limit


def test_beyond_the_limits_a_signed_order_is_followed_with_its_reason():
    fast = steps("250")
    assert refused("first", fast) is not None
    site = plans.rates(first=fast, second=fast, later=fast, beyond_limits="tolerated at this rate in 2026")
    plan = plans.make_plan(site)
    assert plan.visits[0].infusion.minutes == 60
    (told,) = plans.found(plan, "rates-beyond-limits")
    assert told.message.endswith("they follow the signed order order 14. Reason: tolerated at this rate in 2026.")


def test_a_bag_that_would_run_for_more_than_a_week_is_refused_of_any_order():
    slow = steps("1.4")
    with pytest.raises(InputError) as raised:
        plans.make_plan(plans.rates(first=slow, beyond_limits="as asked"))
    assert raised.value.code == "runs-for-days"


def test_the_limits_are_held_against_the_rate_of_the_pump_and_not_the_one_in_the_table():
    # 900 mg/h of 5.8 mg/mL are 155.1 mL/h: too fast; held under a cap of 870 mg/h, 150 mL/h, they are not.
    table = steps(("145", 120), ("435", 40), "900")
    assert refused("first", table, basis="mg_per_hour", second=steps(("145", 60), "290"), later=steps("290")) is not None
    capped = {"basis": "mg_per_hour", "cap_mg_per_hour": "870", "second": steps(("145", 60), "290"), "later": steps("290")}
    assert refused("first", table, **capped) is None


# Two bags


def runs_of_two(second_bag: dict[str, Any] | None) -> InfusionPlan:
    """72.5 kg in two bags, begun at 10:00 in UTC."""
    site = plans.rates(**({"second_bag": second_bag} if second_bag else {})) | {"bag": {"count": 2}}
    visit = plans.make_plan(site, time="10:00", time_zone="UTC").visits[0]
    assert visit.infusion is not None
    return visit.infusion


LATER_BAG = {"first": steps(("50", 30), "100"), "second": steps("100"), "later": steps("100")}


def test_the_second_bags_steps_begin_when_the_first_bag_is_empty():
    # First bag 200 min, to 13:20. Second bag: 25 mL in 30 min, then 225 mL in 135 min: 165 min.
    found = runs_of_two(LATER_BAG | {"first": steps(("50", 30), "67")})  # 225 mL at 67 mL/h take 201.49 min: 231.49 min in all
    first, second = found.bags
    assert (first.steps[0].elapsed_minutes, first.steps[-1].cumulative_ml) == (0, 250)
    assert [(step.elapsed_minutes, f"{step.starts:%H:%M}", step.volume_ml, step.cumulative_ml) for step in second.steps] == [
        (200, "13:20", 25, 25),
        (230, "13:50", 225, 250),
    ]
    assert (found.minutes, f"{found.ends:%H:%M}") == (Decimal("431.49"), "17:12")  # 10:00 and 431.49 min, rounded up
    assert found.steps == (*first.steps, *second.steps)


def test_mg_an_hour_go_by_what_is_in_each_bag():
    # 36.3 mL hold 726 mg, 36.2 mL 724 mg: at 50 mL/h of 250 mL 145.2 and 144.8 mg an hour.
    first, second = runs_of_two(LATER_BAG | {"first": steps(("50", 30), "67")}).bags
    assert [step.mg_per_hour for step in first.steps if step.rate_ml_per_hour == 50] == [Decimal("145.2")]
    assert [step.mg_per_hour for step in second.steps if step.rate_ml_per_hour == 50] == [Decimal("144.8")]


def test_without_steps_for_the_second_bag_they_come_from_the_order_and_no_end_is_known():
    found = runs_of_two(None)
    assert [len(bag.steps) for bag in found.bags] == [6, 0]
    assert (found.minutes, found.ends) == (None, None)
    plan = plans.make_plan(plans.ORDER_RATES | {"bag": {"count": 2}}, time="10:00", time_zone="UTC")
    assert f"{plan.visits[0].planned_end:%H:%M}" == "14:00"  # arrival at 9:00, and 300 min


def test_the_second_bag_may_begin_faster_and_takes_no_less_time():
    site = plans.rates(second_bag=LATER_BAG) | {"bag": {"count": 2}}  # the first infusion's second bag in 165 min, less than 200
    with pytest.raises(InputError, match="empty the 250\u00a0mL bag in 2\u00a0h 45\u00a0min, less than 3\u00a0h 20\u00a0min"):
        plans.make_plan(site)
    faster = LATER_BAG | {"first": steps(("50", 30), "79.4")}  # 225 mL at 79.4 mL/h take 170.03 min: 200.03 min
    assert (
        plans.make_plan(plans.rates(second_bag=faster) | {"bag": {"count": 2}}).visits[0].infusion.bags[1].steps[0].rate_ml_per_hour == 50
    )
    fastest = LATER_BAG | {"first": steps(("50", 170), "150.1")}
    with pytest.raises(InputError, match=r"reach 150\.1"):
        plans.make_plan(plans.rates(second_bag=fastest) | {"bag": {"count": 2}})


def test_steps_for_a_second_bag_are_not_used_where_there_is_one():
    plan = plans.make_plan(plans.rates(second_bag=LATER_BAG))
    assert [len(bag.steps) for bag in plan.visits[0].infusion.bags] == [6]


def test_a_visit_does_not_end_before_the_last_bag_whose_steps_are_known():
    # Arrival at 9:00 (45 min before the infusion, and 15) and 60 min would be 10:00; the first bag is empty at 13:20.
    site = plans.ORDER_RATES | {"bag": {"count": 2}, "visit": {"length_minutes": 60}}
    visit = plans.make_plan(site, time="10:00", time_zone="UTC").visits[0]
    assert (f"{visit.planned_end:%H:%M}", f"{visit.infusion.lasts_until:%H:%M}", visit.infusion.ends) == ("13:20", "13:20", None)
