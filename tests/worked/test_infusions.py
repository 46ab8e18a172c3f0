"""Rate steps, worked by hand.

The steps of the order in a 250 mL bag are the label's and take 200, 112.5 and 75 min (SARCLISA, the first, second and third infusion): the
steps below add up to those times. 72.5 kg: 1,450 mg in 250 mL are 5.8 mg/mL, so mg per hour are 5.8 times mL per hour.
"""

from decimal import Decimal

import pytest

from dosing.rules.infusion import InfusionPlan
from tests import plans

# mL/h, minutes, elapsed minutes at the start, mL, mL so far, mg/h, the clock at the start for an infusion at 10:00
FIRST = [
    ("25", "60", "0", "25", "25", "145", "10:00"),
    ("50", "30", "60", "25", "50", "290", "11:00"),
    ("75", "30", "90", "37.5", "87.5", "435", "11:30"),
    ("100", "30", "120", "50", "137.5", "580", "12:00"),
    ("125", "30", "150", "62.5", "200", "725", "12:30"),
    ("150", "20", "180", "50", "250", "870", "13:00"),  # the 50 mL left take 20 min
]
SECOND = [
    ("50", "30", "0", "25", "25", "290", "10:00"),
    ("100", "30", "30", "50", "75", "580", "10:30"),
    ("200", "52.5", "60", "175", "250", "1160", "11:00"),
]
LATER = [("200", "75", "0", "250", "250", "1160", "10:00")]

TIMED = {"time": "10:00", "time_zone": "Europe/Paris"}

# What was given at every visit of the patient, each recorded on its day.
ALL_IN_FULL = [plans.outcome(name, day) for name, day in zip(plans.NAMES, plans.DAYS, strict=True)]


def own(**profile) -> dict:
    """A site whose order has steps of its own, the same for every infusion, in a 250 mL bag, with a reason to be faster than the limits."""
    steps = profile.pop("steps")
    table = {"name": "own", "first": steps, "second": steps, "later": steps, "beyond_limits": "asked for by the prescriber", **profile}
    return {"infusion": {**plans.rates(**table)["infusion"], "profile": "own"}}


def infusion(site: dict, name: str = "C1D1", **course) -> InfusionPlan:
    found = plans.visit(plans.make_plan(site, **TIMED, **course), name).infusion
    assert found is not None
    return found


def rows(found: InfusionPlan) -> list[tuple]:
    return [
        (s.rate_ml_per_hour, s.minutes, s.elapsed_minutes, s.volume_ml, s.cumulative_ml, s.mg_per_hour, f"{s.starts:%H:%M}")
        for s in found.steps
    ]


def by_hand(table: list[tuple]) -> list[tuple]:
    return [(*(Decimal(number) for number in row[:-1]), row[-1]) for row in table]


@pytest.mark.parametrize(
    ("visit", "part", "minutes", "ends", "table"),
    [
        ("C1D1", "first", "200", "13:20", FIRST),
        ("C1D8", "second", "112.5", "11:53", SECOND),  # 11:52.5, rounded up to the minute
        ("C1D15", "later", "75", "11:15", LATER),
        ("C2D22", "later", "75", "11:15", LATER),
    ],
)
def test_the_labels_steps_take_200_then_112_5_then_75_minutes_once_each_infusion_is_recorded_in_full(visit, part, minutes, ends, table):
    found = infusion(plans.ORDER_RATES, visit, changes=ALL_IN_FULL)
    assert (found.profile, found.part, found.minutes, f"{found.ends:%H:%M}") == ("order-14", part, Decimal(minutes), ends)
    assert rows(found) == by_hand(table)


@pytest.mark.parametrize("name", plans.NAMES)
def test_every_infusion_has_the_first_ones_steps_until_an_outcome_is_recorded(name):
    found = infusion(plans.ORDER_RATES, name)
    assert (found.part, found.minutes, f"{found.ends:%H:%M}") == ("first", 200, "13:20")
    assert rows(found) == by_hand(FIRST)


def test_what_the_label_lets_its_own_dose_run_at_stands_beside_the_steps():
    # 10 mg/kg of 72.5 kg are 725 mg, 2.9 mg/mL in 250 mL: at 150 mL an hour 435 mg, at 200 mL an hour 580 mg.
    found = [infusion(plans.ORDER_RATES, name, changes=ALL_IN_FULL).label_mg_per_hour for name in ("C1D1", "C1D8", "C1D15")]
    assert found == [435, 580, 580]


def test_after_an_omitted_visit_the_next_one_takes_its_infusion_number_and_its_rates():
    recorded = [plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D15", "2027-01-18")]
    plan = plans.make_plan(plans.ORDER_RATES, changes=[plans.omit("C1D8"), *recorded])
    assert [(v.visit, v.infusion_number, v.infusion and v.infusion.part) for v in plan.visits[:4]] == [
        ("C1D1", 1, "first"),
        ("C1D8", None, None),
        ("C1D15", 2, "second"),
        ("C1D22", 3, "later"),
    ]


def test_mg_per_hour_become_ml_per_hour_rounded_down_and_held_under_the_cap():
    # 175 / 5.8 = 30.17 and 275 / 5.8 = 47.41 mL/h. 450 / 5.8 = 77.58 would give 449.5 mg/h, so the cap: 400 / 5.8 = 68.96.
    # 30.1 + 47.4 = 77.5 mL in two hours; the 172.5 mL left take 172.5 / 68.9 x 60 = 150.2177 min.
    steps = [{"rate": "175", "minutes": 60}, {"rate": "275", "minutes": 60}, {"rate": "450"}]
    found = infusion(own(basis="mg_per_hour", cap_mg_per_hour="400", steps=steps))
    assert rows(found) == by_hand(
        [
            ("30.1", "60", "0", "30.1", "30.1", "174.58", "10:00"),
            ("47.4", "60", "60", "47.4", "77.5", "274.92", "11:00"),
            ("68.9", "150.22", "120", "172.5", "250", "399.62", "12:00"),
        ]
    )
    assert (found.minutes, f"{found.ends:%H:%M}") == (Decimal("270.22"), "14:31")


def test_a_rate_that_gives_exactly_the_cap_is_kept():
    # 100 mL/h x 5.8 mg/mL = 580 mg/h
    assert infusion(own(cap_mg_per_hour="580", steps=[{"rate": "100"}])).steps[0].rate_ml_per_hour == 100
    assert infusion(own(cap_mg_per_hour="579.9", steps=[{"rate": "100"}])).steps[0].rate_ml_per_hour == Decimal("99.9")


def test_a_cap_slows_a_profile_in_ml_per_hour():
    # 200 mL/h would give 1,160 mg/h; 700 / 5.8 = 120.68 mL/h; 250 / 120.6 x 60 = 124.378 min
    found = infusion(own(cap_mg_per_hour="700", steps=[{"rate": "200"}]))
    assert rows(found) == by_hand([("120.6", "124.38", "0", "250", "250", "699.48", "10:00")])
    assert f"{found.ends:%H:%M}" == "12:05"


def test_steps_after_the_bag_is_empty_are_left_out():
    # 300 mL/h empty 250 mL in 50 min, before the step's two hours are over.
    found = infusion(own(steps=[{"rate": "300", "minutes": 120}, {"rate": "100"}]))
    assert rows(found) == by_hand([("300", "50", "0", "250", "250", "1740", "10:00")])


def test_a_step_that_ends_as_the_bag_is_empty_is_the_last():
    found = infusion(own(steps=[{"rate": "250", "minutes": 60}, {"rate": "100"}]))
    assert rows(found) == by_hand([("250", "60", "0", "250", "250", "1450", "10:00")])


def test_a_heavier_dose_in_the_same_bag_gives_more_mg_at_the_same_rate():
    # 93 kg: 1,860 mg in 250 mL, 7.44 mg/mL; 25 mL/h are 186 mg/h and 150 mL/h are 1,116 mg/h
    steps = infusion(plans.ORDER_RATES, weight="93kg").steps
    assert (steps[0].mg_per_hour, steps[-1].mg_per_hour) == (186, 1116)


def test_the_visit_ends_when_the_bag_does_if_that_is_later_than_the_planned_length():
    slow = own(steps=[{"rate": "50"}])  # 250 mL at 50 mL/h: five hours from 10:00
    assert f"{plans.make_plan(slow, **TIMED).visits[0].planned_end:%H:%M}" == "15:00"
    assert f"{plans.make_plan(plans.ORDER_RATES, **TIMED).visits[0].planned_end:%H:%M}" == "14:00"  # 09:00 + 300 min, not 13:20


def test_without_a_profile_no_rate_is_planned():
    assert [visit.infusion for visit in plans.make_plan().visits] == [None] * 8


def test_rates_at_which_a_bag_would_hang_for_more_than_a_week_are_refused():
    refusal = plans.refusal(own(steps=[{"rate": "1.4"}]))  # 250 / 1.4 = 178.57 h
    assert refusal.exit_code == 2
    assert "178.6\u00a0h, more than a week; write faster rates." in str(refusal)
    assert infusion(own(steps=[{"rate": "1.5"}])).minutes == 10000  # 250 / 1.5 h, 6.9 days
