"""A dose in two bags of 250 mL, worked by hand: two halves on the volume step, the first the larger, drawn from the same vials.

The bags follow the Japanese label (20 mg/kg in two bags of 250 mL); how the dose is split stands in no source, so that it is a choice.
"""

from decimal import Decimal

import pytest

from dosing.rules.visit import Visit
from tests import plans

TWO = {"bag": {"count": 2}}
TIMED = {"time": "10:00", "time_zone": "Europe/Paris"}

# weight; each bag: mL of drug, as much taken out first, mg, mg/mL (three decimals, half up); vials (500 mg, 100 mg), mg discarded
BAGS = [
    # 1,450 mg in 72.5 mL are 725 steps of 0.1 mL: 363 and 362. 726 / 250 = 2.904 and 724 / 250 = 2.896 mg/mL. 3 x 500 = 1,500 mg.
    ("72.5kg", [("36.3", "726", "2.904"), ("36.2", "724", "2.896")], (3, 0), "50"),
    # 2,002 mg in 100.1 mL: 501 and 500 steps. 1,002 / 250 = 4.008 and 1,000 / 250 = 4 mg/mL. 4 x 500 + 100 = 2,100 mg.
    ("100.1kg", [("50.1", "1002", "4.008"), ("50", "1000", "4")], (4, 1), "98"),
    # 3,000 mg in 150 mL, too much for one bag: 75 mL, 1,500 mg and 6 mg/mL in each. 6 x 500 mg, whole.
    ("150kg", [("75", "1500", "6"), ("75", "1500", "6")], (6, 0), "0"),
    # 4,998.8 mg, so 249.9 mL and 4,998 mg: 1,250 and 1,249 steps. 2,500 / 250 = 10 and 2,498 / 250 = 9.992 mg/mL. 10 x 500 mg.
    ("249.94kg", [("125", "2500", "10"), ("124.9", "2498", "9.992")], (10, 0), "2"),
]

# weight, volume step mL, mL in the first bag and in the second
HALVES = [
    ("72.5kg", "0.1", "36.3", "36.2"),  # 72.5 mL, 725 steps
    ("72.4kg", "0.1", "36.2", "36.2"),
    ("72.5kg", "0.2", "36.4", "36.2"),  # 72.5 lies between 72.4 and 72.6: up, 363 steps
    ("72.4kg", "0.2", "36.2", "36.2"),  # 362 steps
    ("72.5kg", "0.5", "36.5", "36"),  # 145 steps
    ("73kg", "0.5", "36.5", "36.5"),  # 146 steps
    ("72.5kg", "1", "37", "36"),  # 73 mL
    ("72.4kg", "1", "36", "36"),  # 72 mL
    ("22.7kg", "0.1", "11.4", "11.3"),
]

# Two bags: 25 to 150 mL an hour as the order has it, then the second bag at 75 mL an hour: 250 / 75 = 3 h 20 min.
SECOND_BAG = {"first": [{"rate": "75"}], "second": [{"rate": "125"}], "later": [{"rate": "200"}]}

# Of 72.5 kg: mL/h, minutes, elapsed minutes, mL so far in this bag, mg/h (2.904 and 2.896 mg/mL), the clock
FIRST_INFUSION = [
    ("25", "60", "0", "25", "72.6", "10:00"),
    ("50", "30", "60", "50", "145.2", "11:00"),
    ("75", "30", "90", "87.5", "217.8", "11:30"),
    ("100", "30", "120", "137.5", "290.4", "12:00"),
    ("125", "30", "150", "200", "363", "12:30"),
    ("150", "20", "180", "250", "435.6", "13:00"),
    ("75", "200", "200", "250", "217.2", "13:20"),  # the second bag
]
SECOND_INFUSION = [
    ("50", "30", "0", "25", "145.2", "10:00"),
    ("100", "30", "30", "75", "290.4", "10:30"),
    ("200", "52.5", "60", "250", "580.8", "11:00"),
    ("125", "120", "112.5", "250", "362", "11:53"),  # the second bag, from 11:52.5 on: rounded up
]
LATER_INFUSION = [
    ("200", "75", "0", "250", "580.8", "10:00"),
    ("200", "75", "75", "250", "579.2", "11:15"),  # the second bag
]


def infused(site: dict, **course) -> tuple[Visit, ...]:
    return plans.make_plan(site, **TIMED, **course).visits


def rows(visit: Visit) -> list[tuple]:
    return [
        (step.rate_ml_per_hour, step.minutes, step.elapsed_minutes, step.cumulative_ml, step.mg_per_hour, f"{step.starts:%H:%M}")
        for step in visit.infusion.steps
    ]


def by_hand(table: list[tuple]) -> list[tuple]:
    return [(*(Decimal(number) for number in row[:-1]), row[-1]) for row in table]


@pytest.mark.parametrize(("weight", "bags", "vials", "discard"), BAGS)
def test_each_bag_has_its_own_volume_removal_and_concentration_and_the_vials_are_those_of_the_whole_dose(weight, bags, vials, discard):
    drug = plans.make_plan(TWO, weight=weight).visits[0].study_drug
    found = [(bag.bag_ml, bag.drug_ml, bag.remove_ml, bag.drug_mg, bag.concentration_mg_per_ml) for bag in drug.bags]
    assert found == [(250, Decimal(ml), Decimal(ml), Decimal(mg), Decimal(strength)) for ml, mg, strength in bags]
    assert {int(vial.strength_mg): vial.count for vial in drug.vials} == {
        mg: count for mg, count in zip((500, 100), vials, strict=True) if count
    }
    assert drug.discard_mg == Decimal(discard)


@pytest.mark.parametrize(("weight", "step", "first", "second"), HALVES)
def test_the_first_half_is_the_larger_where_the_step_does_not_divide(weight, step, first, second):
    site = TWO | {"rounding": {"volume_step_ml": step}}
    drug = plans.make_plan(site, weight=weight).visits[0].study_drug
    assert [bag.drug_ml for bag in drug.bags] == [Decimal(first), Decimal(second)]
    assert drug.volume_ml == Decimal(first) + Decimal(second)


def test_whole_vials_are_divided_on_the_step_too():
    # 93 kg: 1,860 mg; 1,900 mg are 2.15% away and 95 mL. On 0.2 mL those are 475 steps, 238 and 237; on 1 mL 48 and 47.
    for step, halves in (("0.1", ("47.5", "47.5")), ("0.2", ("47.6", "47.4")), ("1", ("48", "47"))):
        site = TWO | {"rounding": {"volume_step_ml": step, "whole_vials_within_percent": "5"}}
        drug = plans.make_plan(site, weight="93kg").visits[0].study_drug
        assert (drug.rounding, drug.rounded_mg, drug.discard_mg) == ("whole-vials", 1900, 0)
        assert tuple(bag.drug_ml for bag in drug.bags) == tuple(Decimal(half) for half in halves)


def test_one_bag_of_the_same_dose_is_the_trials_and_its_dose_vials_and_discard_are_the_same():
    one, two = (plans.make_plan(site, weight="100.1kg").visits[0].study_drug for site in (None, TWO))
    assert (one.rounded_mg, one.vials, one.draw, one.discard_mg) == (two.rounded_mg, two.vials, two.draw, two.discard_mg)
    assert [bag.drug_ml for bag in one.bags] == [Decimal("100.1")]


@pytest.mark.parametrize(
    ("name", "table", "minutes", "ends", "planned_end"),
    [
        ("C1D1", FIRST_INFUSION, "400", "16:40", "16:40"),
        ("C1D8", SECOND_INFUSION, "232.5", "13:53", "14:00"),  # 13:52.5; the visit is planned from 09:00 on for 300 min
        ("C1D15", LATER_INFUSION, "150", "12:30", "14:00"),
    ],
)
def test_the_second_bag_goes_on_where_the_first_ends(name, table, minutes, ends, planned_end):
    given = [plans.outcome(each, day) for each, day in zip(plans.NAMES[:2], plans.DAYS[:2], strict=True)]
    site = plans.rates(second_bag=SECOND_BAG) | TWO
    visit = next(each for each in infused(site, changes=given) if each.visit == name)
    assert rows(visit) == by_hand(table)
    assert (visit.infusion.minutes, f"{visit.infusion.ends:%H:%M}") == (Decimal(minutes), ends)
    assert f"{visit.planned_end:%H:%M}" == planned_end
    assert [len(bag.steps) for bag in visit.infusion.bags] == [len(table) - 1, 1]


def test_without_steps_for_the_second_bag_they_come_from_the_order_and_nobody_knows_the_end():
    visit = infused(plans.ORDER_RATES | TWO)[0]
    assert rows(visit) == by_hand(FIRST_INFUSION[:6])
    assert [len(bag.steps) for bag in visit.infusion.bags] == [6, 0]
    assert (visit.infusion.minutes, visit.infusion.ends) == (None, None)
    assert f"{visit.planned_end:%H:%M}" == "14:00"


def test_half_of_the_dose_in_a_bag_runs_at_the_speed_of_the_labels_own():
    # 36.25 mL of 72.5 in each bag would be 2.9 mg/mL, the label's 725 mg in 250 mL: 435 mg an hour at 150 mL an hour.
    plan = plans.make_plan(plans.ORDER_RATES | TWO)
    assert plan.visits[0].infusion.label_mg_per_hour == 435
    assert plans.found(plan, "rates-fast") == []


def test_a_bag_that_takes_all_that_it_may_is_two_of_125_ml():
    plans.make_plan(TWO, weight="250kg")
    assert [finding.code for finding in plans.refusal(TWO, weight="250.1kg").findings] == ["bag-full"]


def test_more_than_hung_in_both_bags_cannot_have_been_given():
    site = plans.ORDER_RATES | TWO
    plans.make_plan(site, changes=[plans.outcome("C1D1", "2027-01-04", given_ml="500")])
    told = plans.refusal(site, changes=[plans.outcome("C1D1", "2027-01-04", given_ml="500.1")])
    assert (told.exit_code, told.code) == (2, "more-than-the-bags")
    one = plans.refusal(plans.ORDER_RATES, changes=[plans.outcome("C1D1", "2027-01-04", given_ml="250.1")])
    assert one.code == "more-than-the-bags"


@pytest.mark.parametrize("weight", ["72.5kg", "100.1kg", "150kg"])
def test_the_second_calculation_agrees(weight):
    made = plans.make_release(plans.rates(second_bag=SECOND_BAG) | TWO, weight=weight, **TIMED)
    assert [len(each["study_drug"]["bags"]) for each in made.document["visits"]] == [2] * 8
