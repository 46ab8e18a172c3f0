"""Every limit of how fast a bag may run, at it and one step past it, worked by hand.

For each 250 mL (SARCLISA prescribing information, 10 mg/kg): the first infusion takes at least 200 min, starts at 25 mL an hour or less and
runs at 150 at most; the second takes at least 112.5 min, starts at 50 or less and runs at 200 at most; later ones take at least 75 min and
run at 200 at most. A step past is 0.1 mL an hour, or one minute.
"""

from typing import Any

import pytest

from tests import plans

# Everything was given in full, so that C1D8 has the second infusion's steps and C1D15 those of later ones.
GIVEN = [plans.outcome(name, day) for name, day in zip(plans.NAMES[:2], plans.DAYS[:2], strict=True)]

SLOW = [{"rate": "20"}]  # 250 mL at 20 mL an hour: 12 h 30 min, within every limit


def run(*steps: str) -> list[dict[str, Any]]:
    """Steps written as "25x60 150": 60 min at 25 mL an hour, then at 150 until the bag is empty."""
    made = []
    for step in " ".join(steps).split():
        rate, _, minutes = step.partition("x")
        made.append({"rate": rate, **({"minutes": int(minutes)} if minutes else {})})
    return made


# part, steps that keep a limit, steps one past it, and what is said of those
LIMITS = [
    ("first", "25x60 75", "25.1x60 75", "begin at 25.1\u00a0mL an hour, faster than 25\u00a0mL an hour"),
    ("first", "25x120 150", "25x120 150.1", "reach 150.1\u00a0mL an hour, faster than 150\u00a0mL an hour"),
    # 25 mL in 60 min, then 225 mL at 96.4 in 140.04 min: 200.04 min; at 96.5 in 139.9 min: 199.9 min.
    ("first", "25x60 96.4", "25x60 96.5", "empty the 250\u00a0mL bag in 3\u00a0h 19.9\u00a0min, less than 3\u00a0h 20\u00a0min"),
    # The label's own: 25 + 25 + 37.5 + 50 + 62.5 mL in 180 min, then 50 mL at 150: 200 min. A minute less of the first: 199.58 mL in 179 min,
    # then 50.42 mL in 20.17 min: 199.17 min.
    (
        "first",
        "25x60 50x30 75x30 100x30 125x30 150",
        "25x59 50x30 75x30 100x30 125x30 150",
        "empty the 250\u00a0mL bag in 3\u00a0h 19.17\u00a0min, less than 3\u00a0h 20\u00a0min",
    ),
    ("second", "50x120 200", "50.1x120 200", "begin at 50.1\u00a0mL an hour, faster than 50\u00a0mL an hour"),
    ("second", "50x120 200", "50x120 200.1", "reach 200.1\u00a0mL an hour, faster than 200\u00a0mL an hour"),
    # 25 and 50 mL in 60 min, then 175 mL at 200 in 52.5 min: 112.5 min. A minute less of the first: 74.17 mL in 59 min, then 175.83 mL in
    # 52.75 min: 111.75 min.
    (
        "second",
        "50x30 100x30 200",
        "50x29 100x30 200",
        "empty the 250\u00a0mL bag in 1\u00a0h 51.75\u00a0min, less than 1\u00a0h 52.5\u00a0min",
    ),
    ("later", "200", "200.1", "begin at 200.1\u00a0mL an hour, faster than 200\u00a0mL an hour"),
    ("later", "100x60 200", "100x60 200.1", "reach 200.1\u00a0mL an hour, faster than 200\u00a0mL an hour"),
]
IN_WORDS = {"first": "the first infusion", "second": "the second infusion", "later": "later infusions"}


def ordered(part: str, steps: str, **profile: Any) -> dict[str, Any]:
    """An order with these steps for one part and slow ones for the others."""
    return plans.rates(**{"first": SLOW, "second": SLOW, "later": SLOW, part: run(steps), **profile})


@pytest.mark.parametrize(("part", "allowed", "too_fast", "said"), LIMITS)
def test_a_limit_is_kept_and_one_step_past_it_is_refused(part, allowed, too_fast, said):
    made = plans.make_plan(ordered(part, allowed), changes=GIVEN)
    assert part in {visit.infusion.part for visit in made.visits}
    told = plans.refusal(ordered(part, too_fast), changes=GIVEN)
    assert (told.exit_code, told.code, told.field) == (2, "rates-too-fast", "site.infusion.profile")
    assert f"the steps of order-14 for {IN_WORDS[part]} {said}, the limit for {IN_WORDS[part]}" in str(told)


@pytest.mark.parametrize(("part", "too_fast"), [(each[0], each[2]) for each in LIMITS])
def test_steps_past_a_limit_are_refused_before_any_visit_has_them(part, too_fast):
    # Nothing is recorded, so that every visit has the first infusion's steps; an outcome is no moment to learn that an order is too fast.
    assert plans.refusal(ordered(part, too_fast)).code == "rates-too-fast"


@pytest.mark.parametrize(("part", "too_fast"), [(each[0], each[2]) for each in LIMITS])
def test_a_signed_order_with_a_reason_may_go_past_every_limit_and_says_so(part, too_fast):
    made = plans.make_plan(ordered(part, too_fast, beyond_limits="decided by the investigator"), changes=GIVEN)
    (told,) = plans.found(made, "rates-beyond-limits")
    assert told.message == (
        "The steps of order-14 are not held to the limits of the label; they follow the signed order order 14. Reason: decided by the investigator."
    )


@pytest.mark.parametrize("follows", ["protocol", "label"])
def test_a_reason_without_an_order_is_refused(follows):
    told = plans.refusal(ordered("first", "150", beyond_limits="decided by the investigator", follows=follows))
    assert (told.exit_code, told.code) == (2, "beyond-without-order")


@pytest.mark.parametrize("name", ["order-14", "label-250ml-copy", "as-ever"])
@pytest.mark.parametrize("follows", ["order", "protocol"])
def test_no_name_of_a_profile_lets_it_run_faster(name, follows):
    site = plans.rates(name=name, follows=follows, first=[{"rate": "5000"}])
    site["infusion"]["profile"] = name
    assert plans.refusal(site).code == "rates-too-fast"


def test_the_trials_regimen_follows_no_label_whatever_the_profile_is_called():
    assert plans.refusal({"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}).code == "rates-follow"
    assert plans.refusal(plans.rates(follows="label")).code == "rates-follow"


# A bag of 500 mL takes twice the minutes: 400, 225 and 150. The rates are bound as before.
LARGE = [
    # 25 mL in 60 min, then 475 mL at 83.8 in 340.1 min: 400.1 min; at 83.9 in 339.7 min: 399.7 min.
    ("first", "25x60 83.8", "25x60 83.9"),
    ("first", "25x240 150", "25x240 150.1"),
    # 50 mL in 60 min, then 450 mL at 163.6 in 165.04 min: 225.04 min; at 163.7 in 164.9 min: 224.9 min.
    ("second", "50x60 163.6", "50x60 163.7"),
    ("later", "200", "200.1"),
]


@pytest.mark.parametrize(("part", "allowed", "too_fast"), LARGE)
def test_a_bag_of_500_ml_takes_twice_the_minutes(part, allowed, too_fast):
    bag = {"bag": {"volume_ml": "500"}}
    plans.make_plan(ordered(part, allowed, bag_ml="500") | bag, changes=GIVEN)
    assert plans.refusal(ordered(part, too_fast, bag_ml="500") | bag, changes=GIVEN).code == "rates-too-fast"


# The second of two bags keeps the minutes and the rates; only where the first bag begins is a start bound.
SECOND_BAG = [
    ("first", "75", "75.1"),  # 250 / 75: 200 min
    ("first", "25x180 150", "25x180 150.1"),  # 75 mL in 180 min, then 175 mL at 150 in 70 min
    ("second", "133.3", "133.4"),  # 250 / 133.3: 112.53 min; 250 / 133.4: 112.44 min
    ("later", "200", "200.1"),  # 75 min
]


@pytest.mark.parametrize(("part", "allowed", "too_fast"), SECOND_BAG)
def test_the_second_bag_keeps_the_limits_but_that_of_the_start(part, allowed, too_fast):
    def site(steps: str) -> dict[str, Any]:
        slow = {"first": SLOW, "second": SLOW, "later": SLOW}
        return plans.rates(**slow, second_bag={**slow, part: run(steps)}) | {"bag": {"count": 2}}

    plans.make_plan(site(allowed), changes=GIVEN)
    assert plans.refusal(site(too_fast), changes=GIVEN).code == "rates-too-fast"


def test_mg_an_hour_are_held_to_the_limits_as_the_ml_that_they_are():
    # 72.5 kg: 5.8 mg/mL. 145 mg an hour are 25 mL an hour; 146 mg are 25.17, so 25.1.
    def site(start: str) -> dict[str, Any]:
        steps = [{"rate": start, "minutes": 60}, {"rate": "300"}]  # 51.7 mL an hour
        return plans.rates(basis="mg_per_hour", first=steps, second=steps, later=steps)

    assert plans.make_plan(site("145")).visits[0].infusion.steps[0].rate_ml_per_hour == 25
    assert plans.refusal(site("146")).code == "rates-too-fast"


def test_a_cap_that_slows_the_steps_keeps_them_within_the_limits():
    # 5,000 mL an hour, held under 145 mg an hour: 25 mL an hour.
    steps = [{"rate": "5000"}]
    made = plans.make_plan(plans.rates(cap_mg_per_hour="145", first=steps, second=steps, later=steps))
    assert made.visits[0].infusion.steps[0].rate_ml_per_hour == 25


def test_what_is_said_of_steps_above_the_labels_own_speed():
    # 72.5 kg: 5.8 mg/mL x 150 mL an hour = 870 mg an hour; the label's 725 mg in 250 mL at 150 mL an hour are 435.
    told = plans.found(plans.make_plan(plans.ORDER_RATES, cycles=1), "rates-fast")
    assert [each.visit for each in told] == list(plans.NAMES[:4])
    assert told[0].message == (
        "At C1D1 the steps of order-14 reach 870\u00a0mg an hour; the label's most at 10\u00a0mg/kg is 435\u00a0mg an hour for this infusion."
    )
