"""Doses, vials, draw, discard and bag, worked by hand.

Every line: 20 mg/kg (trial record NCT02999633) times the weight; 20 mg in 1 mL, in vials of 100 mg in 5 mL and 500 mg in 25 mL
(SARCLISA prescribing information), so the volume in mL is the weight in kg before it is rounded. A bag of 250 mL.
"""

from decimal import Decimal

import pytest

from dosing.rules.dose import StudyDrug, VialCount
from tests import plans

# weight, calculated mg, volume mL (0.1 mL, half up), rounded mg, deviation %, vials (500 mg, 100 mg), discard mg, mg/mL in 250 mL
DOSES = [
    ("22.7kg", "454", "22.7", "454", "0", (1, 0), "46", "1.816"),  # 500 mg holds it as well as 5 x 100 mg, in fewer vials
    ("46kg", "920", "46", "920", "0", (2, 0), "80", "3.68"),  # not 1 + 5, which discards as much from six vials
    ("70kg", "1400", "70", "1400", "0", (2, 4), "0", "5.6"),
    ("72.5kg", "1450", "72.5", "1450", "0", (3, 0), "50", "5.8"),
    ("72.35kg", "1447", "72.4", "1448", "0.07", (3, 0), "52", "5.792"),  # 72.35 mL lies between 72.3 and 72.4: up
    ("72.34kg", "1446.8", "72.3", "1446", "-0.06", (3, 0), "54", "5.784"),  # -0.8 / 1,446.8 = -0.0553%
    ("93kg", "1860", "93", "1860", "0", (3, 4), "40", "7.44"),
    ("100.1kg", "2002", "100.1", "2002", "0", (4, 1), "98", "8.008"),  # 2 mg open a fifth vial
    ("110.4kg", "2208", "110.4", "2208", "0", (4, 3), "92", "8.832"),
    ("125kg", "2500", "125", "2500", "0", (5, 0), "0", "10"),  # exactly half of the bag, the most that it takes
]

# weight: how each strength is drawn, as (mg, vials drawn whole, mL of one more)
DRAWS = [
    ("22.7kg", [("500", 0, "22.7")]),
    ("46kg", [("500", 1, "21")]),
    ("70kg", [("500", 2, None), ("100", 4, None)]),
    ("72.5kg", [("500", 2, "22.5")]),
    ("72.35kg", [("500", 2, "22.4")]),
    ("93kg", [("500", 3, None), ("100", 3, "3")]),
    ("100.1kg", [("500", 4, None), ("100", 0, "0.1")]),
    ("110.4kg", [("500", 4, None), ("100", 2, "0.4")]),
]

# weight: the whole-vial totals around the calculated dose, as (mg, deviation %, 500 mg vials, 100 mg vials)
TOTALS = [
    ("46kg", [("900", "-2.17", 1, 4), ("1000", "8.7", 2, 0)]),
    ("70kg", [("1400", "0", 2, 4)]),
    ("72.5kg", [("1400", "-3.45", 2, 4), ("1500", "3.45", 3, 0)]),
    ("72.35kg", [("1400", "-3.25", 2, 4), ("1500", "3.66", 3, 0)]),
    ("93kg", [("1800", "-3.23", 3, 3), ("1900", "2.15", 3, 4)]),
    ("100.1kg", [("2000", "-0.1", 4, 0), ("2100", "4.9", 4, 1)]),
    ("110.4kg", [("2200", "-0.36", 4, 2), ("2300", "4.17", 4, 3)]),
]

# weight, volume step mL: volume mL, rounded mg, deviation %
STEPS = [
    ("72.35kg", "0.1", "72.4", "1448", "0.07"),
    ("72.35kg", "0.2", "72.4", "1448", "0.07"),
    ("72.35kg", "0.5", "72.5", "1450", "0.21"),  # 3 / 1,447
    ("72.35kg", "1", "72", "1440", "-0.48"),  # -7 / 1,447
    ("72.3kg", "0.2", "72.4", "1448", "0.14"),  # between 72.2 and 72.4: up; 2 / 1,446
    ("46.25kg", "0.5", "46.5", "930", "0.54"),  # between 46.0 and 46.5: up; 5 / 925
    ("72.5kg", "1", "73", "1460", "0.69"),  # between 72 and 73: up; 10 / 1,450
    ("72.49kg", "1", "72", "1440", "-0.68"),  # -9.8 / 1,449.8
]

# weight, stock, limit %: rounding, rounded mg, volume mL, deviation %
BOTH, HUNDREDS, FIVE_HUNDREDS = ("100", "500"), ("100",), ("500",)
WHOLE_VIALS = [
    ("46kg", BOTH, "5", "whole-vials", "900", "45", "-2.17"),
    ("93kg", BOTH, "5", "whole-vials", "1900", "95", "2.15"),
    ("100.1kg", BOTH, "5", "whole-vials", "2000", "100", "-0.1"),
    ("70kg", BOTH, "5", "whole-vials", "1400", "70", "0"),
    ("72.5kg", BOTH, "5", "whole-vials", "1400", "70", "-3.45"),  # 1,400 and 1,500 are equally near: the lower
    ("22.7kg", BOTH, "5", "volume-step", "454", "22.7", "0"),  # 500 mg is 10.13% away
    ("23kg", BOTH, "10", "whole-vials", "500", "25", "8.7"),
    # With vials of 500 mg alone the nearest total can be further away than the limit. No weight of two decimals reaches 5 or 10%
    # exactly (a dose 5% below a whole-vial total is 20/21 of it, 10% below is 10/11): these are the nearest on both sides.
    ("47.61kg", FIVE_HUNDREDS, "5", "volume-step", "952", "47.6", "-0.02"),  # 1,000 is 5.02% above 952.2
    ("47.62kg", FIVE_HUNDREDS, "5", "whole-vials", "1000", "50", "5"),  # 4.998% above 952.4, written as 5
    ("45.45kg", FIVE_HUNDREDS, "10", "volume-step", "910", "45.5", "0.11"),  # 1,000 is 10.01% above 909
    ("45.46kg", FIVE_HUNDREDS, "10", "whole-vials", "1000", "50", "9.99"),  # 90.8 / 909.2
    ("55.55kg", FIVE_HUNDREDS, "10", "whole-vials", "1000", "50", "-9.99"),  # 1,000 is 9.991% below 1,111
    ("55.56kg", FIVE_HUNDREDS, "10", "volume-step", "1112", "55.6", "0.07"),  # 10.007% below 1,111.2
    ("137.5kg", FIVE_HUNDREDS, "10", "whole-vials", "2500", "125", "-9.09"),  # 2,750 lies between 2,500 and 3,000: the lower
    ("72.5kg", HUNDREDS, "5", "whole-vials", "1400", "70", "-3.45"),
]

# weight, stock: vials (mg, count), discard mg, draw (mg, whole, mL of one more)
STOCKS = [
    ("46kg", HUNDREDS, [("100", 10)], "80", [("100", 9, "1")]),
    ("72.5kg", HUNDREDS, [("100", 15)], "50", [("100", 14, "2.5")]),
    ("93kg", HUNDREDS, [("100", 19)], "40", [("100", 18, "3")]),
    ("46kg", FIVE_HUNDREDS, [("500", 2)], "80", [("500", 1, "21")]),
    ("70kg", FIVE_HUNDREDS, [("500", 3)], "100", [("500", 2, "20")]),
    ("100.1kg", FIVE_HUNDREDS, [("500", 5)], "498", [("500", 4, "0.1")]),
    ("75kg", FIVE_HUNDREDS, [("500", 3)], "0", [("500", 3, None)]),
]


def stock_of(strengths: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"strength_mg": strength, "volume_ml": {"100": "5", "500": "25"}[strength]} for strength in strengths]


def first_dose(weight: str, site: dict | None = None) -> StudyDrug:
    drug = plans.visit(plans.make_plan(site, weight=weight), "C1D1").study_drug
    assert drug is not None
    return drug


def drawn(drug: StudyDrug) -> list[tuple[Decimal, int, Decimal | None]]:
    return [(each.strength_mg, each.whole, each.part_ml) for each in drug.draw]


def by_hand(draws: list[tuple[str, int, str | None]]) -> list[tuple[Decimal, int, Decimal | None]]:
    return [(Decimal(strength), whole, None if part is None else Decimal(part)) for strength, whole, part in draws]


def counts(opened: tuple[VialCount, ...]) -> tuple[int, int]:
    """How many vials of 500 mg and of 100 mg."""
    found = {each.strength_mg: each.count for each in opened}
    return found.get(Decimal(500), 0), found.get(Decimal(100), 0)


@pytest.mark.parametrize(("weight", "calculated", "volume", "rounded", "deviation", "vials", "discard", "concentration"), DOSES)
def test_the_dose_its_volume_and_its_bag_are_those_worked_by_hand(
    weight, calculated, volume, rounded, deviation, vials, discard, concentration
):
    drug = first_dose(weight)
    assert drug.calculated_mg == Decimal(calculated)
    (bag,) = drug.bags
    assert drug.volume_ml == bag.drug_ml == bag.remove_ml == Decimal(volume)
    assert drug.rounded_mg == bag.drug_mg == Decimal(rounded)
    assert drug.deviation_percent == Decimal(deviation)
    assert counts(drug.vials) == vials
    assert drug.discard_mg == Decimal(discard)
    assert bag.concentration_mg_per_ml == Decimal(concentration)
    assert (drug.drug, drug.mg_per_kg, drug.mg_per_ml, bag.bag_ml, drug.rounding) == ("isatuximab", 20, 20, 250, "volume-step")


@pytest.mark.parametrize(("weight", "draw"), DRAWS)
def test_every_vial_is_drawn_whole_but_one_of_the_smallest_opened(weight, draw):
    assert drawn(first_dose(weight)) == by_hand(draw)


@pytest.mark.parametrize(("weight", "totals"), TOTALS)
def test_the_worksheet_shows_the_whole_vial_totals_on_both_sides_of_the_calculated_dose(weight, totals):
    shown = [(each.total_mg, each.deviation_percent, *counts(each.vials)) for each in first_dose(weight).whole_vial_totals]
    assert shown == [(Decimal(total), Decimal(deviation), large, small) for total, deviation, large, small in totals]


def test_a_dose_below_the_smallest_vial_has_no_whole_vial_total_below_it():
    totals = first_dose("22.7kg", {"vials": stock_of(FIVE_HUNDREDS)}).whole_vial_totals
    assert [(each.total_mg, each.deviation_percent) for each in totals] == [(Decimal(500), Decimal("10.13"))]  # 46 / 454


@pytest.mark.hazard("H-44")
@pytest.mark.parametrize(("weight", "step", "volume", "rounded", "deviation"), STEPS)
def test_the_volume_is_rounded_half_up_to_the_step_of_the_site(weight, step, volume, rounded, deviation):
    drug = first_dose(weight, {"rounding": {"volume_step_ml": step}})
    assert (drug.volume_ml, drug.rounded_mg, drug.deviation_percent) == (Decimal(volume), Decimal(rounded), Decimal(deviation))


@pytest.mark.parametrize(("weight", "stock", "within", "rounding", "rounded", "volume", "deviation"), WHOLE_VIALS)
def test_whole_vials_are_used_only_if_their_total_is_near_enough(weight, stock, within, rounding, rounded, volume, deviation):
    drug = first_dose(weight, {"vials": stock_of(stock), "rounding": {"whole_vials_within_percent": within}})
    assert (drug.rounding, drug.rounded_mg, drug.volume_ml) == (rounding, Decimal(rounded), Decimal(volume))
    assert drug.deviation_percent == Decimal(deviation)
    assert drug.discard_mg == 0 or rounding == "volume-step"


@pytest.mark.parametrize(("weight", "stock", "vials", "discard", "draw"), STOCKS)
def test_a_pharmacy_with_one_strength_opens_and_draws_that_one(weight, stock, vials, discard, draw):
    drug = first_dose(weight, {"vials": stock_of(stock)})
    assert [(each.strength_mg, each.count) for each in drug.vials] == [(Decimal(strength), count) for strength, count in vials]
    assert drug.discard_mg == Decimal(discard)
    assert drawn(drug) == by_hand(draw)


@pytest.mark.parametrize(
    ("weight", "remove", "concentration"),
    [("46kg", "46", "1.84"), ("93kg", "93", "3.72"), ("100.1kg", "100.1", "4.004"), ("72.35kg", "72.4", "2.896"), ("250kg", "250", "10")],
)
def test_a_500_ml_bag_halves_the_concentration_and_not_the_dose(weight, remove, concentration):
    drug = first_dose(weight, {"bag": {"volume_ml": "500", "diluent": "dextrose 5%"}})
    (bag,) = drug.bags
    assert (bag.bag_ml, drug.diluent) == (500, "dextrose 5%")
    assert bag.remove_ml == drug.volume_ml == Decimal(remove)
    assert bag.concentration_mg_per_ml == Decimal(concentration)


def test_160_pounds_are_72_57_kg_and_are_dosed_as_such():
    # 160 x 0.45359237 = 72.5747792, so 72.57 kg: 1,451.4 mg calculated; 72.6 mL, so 1,452 mg; 0.6 / 1,451.4 = +0.04%
    drug = first_dose("160lb")
    assert (drug.calculated_mg, drug.volume_ml, drug.rounded_mg, drug.deviation_percent) == (
        Decimal("1451.4"),
        Decimal("72.6"),
        Decimal(1452),
        Decimal("0.04"),
    )
