"""Dose, vials and draw, one function at a time (whole doses are worked by hand in tests/worked)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from dosing.inputs.site import Vial
from dosing.quantities import Milligrams, MilligramsPerMillilitre, Millilitres, plain
from dosing.rules.dose import (
    Draw,
    FilledBag,
    VialCount,
    deviation,
    draw_up,
    fill_bag,
    open_vials,
    round_dose,
    split,
    whole_vial_totals,
)
from tests import plans

SMALL = Vial(strength_mg=Decimal(100), volume_ml=Decimal(5))
LARGE = Vial(strength_mg=Decimal(500), volume_ml=Decimal(25))


def mg(amount: str) -> Milligrams:
    return Milligrams(Decimal(amount))


def counted(opened: tuple[VialCount, ...]) -> list[tuple[int, int]]:
    return [(int(each.strength_mg), each.count) for each in opened]


@pytest.mark.hazard("H-45")
@pytest.mark.parametrize("stock", [(SMALL, LARGE), (LARGE, SMALL)])
@pytest.mark.parametrize(
    ("dose", "opened"),
    [
        ("920", [(500, 2)]),  # 1 x 500 mg and 5 x 100 mg discard as much and are six vials
        ("900", [(500, 1), (100, 4)]),
        ("901", [(500, 2)]),
        ("100", [(100, 1)]),
        ("400.2", [(500, 1)]),
        ("2002", [(500, 4), (100, 1)]),
        ("5000", [(500, 10)]),
        ("0.2", [(100, 1)]),
    ],
)
def test_the_least_is_discarded_and_then_the_fewest_vials_are_opened_however_the_stock_is_listed(stock, dose, opened):
    assert counted(open_vials(mg(dose), stock)) == opened


def test_no_other_choice_of_vials_discards_less_or_as_much_from_fewer():
    for dose in range(10, 3010, 10):
        held = [
            (500 * large + 100 * small, large + small) for large in range(8) for small in range(31) if 500 * large + 100 * small >= dose
        ]
        opened = counted(open_vials(mg(str(dose)), (SMALL, LARGE)))
        assert (sum(strength * count for strength, count in opened), sum(count for _, count in opened)) == min(held)


@pytest.mark.parametrize(("dose", "count"), [("920", 10), ("1000", 10), ("1000.2", 11)])
def test_with_one_strength_as_many_as_are_needed_are_opened(dose, count):
    assert counted(open_vials(mg(dose), (SMALL,))) == [(100, count)]


def test_a_dose_that_fills_its_vials_is_drawn_from_whole_vials_alone():
    opened = (VialCount(Decimal(500), Decimal(25), 2), VialCount(Decimal(100), Decimal(5), 4))
    assert draw_up(Millilitres(Decimal(70)), opened) == (Draw(Decimal(500), 2, None), Draw(Decimal(100), 4, None))
    assert draw_up(Millilitres(Decimal("69.9")), opened) == (Draw(Decimal(500), 2, None), Draw(Decimal(100), 3, Decimal("4.9")))


@pytest.mark.parametrize(
    ("rounded", "calculated", "percent"),
    [("1448", "1447", "0.07"), ("1440", "1447", "-0.48"), ("1000", "1000", "0"), ("1000.05", "1000", "0.01"), ("999.95", "1000", "-0.01")],
)
def test_a_deviation_has_two_decimals_rounded_half_away_from_zero(rounded, calculated, percent):
    assert deviation(mg(rounded), mg(calculated)) == Decimal(percent)  # 0.005% is 0.01 on both sides


@pytest.mark.parametrize(
    ("stock", "calculated", "totals"),
    [
        ((SMALL, LARGE), "1447", [1400, 1500]),
        ((SMALL, LARGE), "1400", [1400]),
        ((LARGE,), "1447", [1000, 1500]),
        ((LARGE,), "454", [500]),
        ((SMALL,), "454", [400, 500]),
        ((Vial(strength_mg=Decimal(1), volume_ml=Decimal(1)),), "1.5", [1, 2]),  # however little that is
    ],
)
def test_the_totals_next_to_a_dose_are_multiples_of_the_smallest_vial_in_stock(stock, calculated, totals):
    assert [each.total_mg for each in whole_vial_totals(mg(calculated), stock)] == totals


@pytest.mark.parametrize(
    ("calculated", "rounded", "how"),
    [
        ("400", "360", "whole-vials"),  # 3 vials of 120 mg: 40 mg below, 10% of 400 mg
        ("400.2", "400", "volume-step"),  # 40.2 mg below, more than 40.02; 20.01 mL are drawn as 20 mL
        ("399.8", "360", "whole-vials"),
    ],
)
def test_a_total_of_whole_vials_is_taken_up_to_the_percentage_and_at_it(calculated, rounded, how):
    site = plans.make_site({"rounding": {"whole_vials_within_percent": "10"}})
    site = site.model_copy(update={"vials": (Vial(strength_mg=Decimal(120), volume_ml=Decimal(6)),)})
    dose, volume, rounding = round_dose(mg(calculated), MilligramsPerMillilitre(Decimal(20)), site)
    assert (dose.value, volume.value, rounding) == (Decimal(rounded), Decimal(rounded) / 20, how)


@pytest.mark.parametrize(
    ("mg_per_ml", "concentration"),
    [("7", "1.011"), ("20", "2.888"), ("7.03", "1.015")],  # 36.1 mL in 250 mL: 252.7 mg, 1.0108; 722 mg; 253.783 mg, 1.015132
)
def test_a_concentration_has_three_decimals(mg_per_ml, concentration):
    bag = fill_bag(Millilitres(Decimal("36.1")), MilligramsPerMillilitre(Decimal(mg_per_ml)), plans.make_site())
    assert bag.concentration_mg_per_ml == Decimal(concentration)


@pytest.mark.parametrize(("drug_ml", "full"), [("249.9", False), ("250", True), ("250.1", True)])
def test_a_bag_is_full_when_the_drug_alone_would_fill_it(drug_ml, full):
    drug = Decimal(drug_ml)
    assert FilledBag(Decimal(250), drug, drug * 20, drug, drug * 20 / 250).full is full


def test_the_dose_names_the_record_as_its_source():
    drug = plans.make_plan().visits[0].study_drug
    assert (drug.source.kind, "NCT02999633" in drug.source.citation) == ("record", True)


# Vials of any strengths, against every way to open them

STOCKS = [(120, 400), (100, 500), (60, 140), (100, 250), (40, 100, 500), (30, 70, 110), (45, 150), (7, 11, 13)]


def stock_of(strengths: tuple[int, ...]) -> tuple[Vial, ...]:
    return tuple(Vial(strength_mg=Decimal(each), volume_ml=Decimal(each) / 20) for each in strengths)


def every_way(strengths: tuple[int, ...], most: int) -> Iterator[tuple[int, ...]]:
    """Every count of each strength, largest first, that is not more than needed of each alone."""
    return product(*(range(most // strength + 2) for strength in sorted(strengths, reverse=True)))


@pytest.mark.parametrize("strengths", STOCKS)
def test_of_any_strengths_the_least_is_discarded_then_the_fewest_are_opened_then_more_of_the_largest(strengths):
    largest_first, most = sorted(strengths, reverse=True), min(600, 20 * max(strengths))
    ways = [(sum(n * mg for n, mg in zip(way, largest_first, strict=True)), way) for way in every_way(strengths, most)]
    for dose in [*range(1, 60), *range(60, most + 1, 13)]:
        held, counts = min(
            ((held, way) for held, way in ways if held >= dose), key=lambda each: (each[0], sum(each[1]), [-count for count in each[1]])
        )
        opened = dict(counted(open_vials(mg(str(dose)), stock_of(strengths))))
        assert [opened.get(strength, 0) for strength in largest_first] == list(counts), dose
        assert sum(strength * count for strength, count in opened.items()) == held


@pytest.mark.parametrize("strengths", STOCKS)
def test_of_any_strengths_the_totals_next_to_a_dose_are_the_nearest_that_whole_vials_make(strengths):
    held = {sum(n * mg for n, mg in zip(way, sorted(strengths, reverse=True), strict=True)) for way in every_way(strengths, 600)}
    for dose in range(5, 600, 7):
        nearest = sorted({max(total for total in held if total <= dose), min(total for total in held if total >= dose)} - {0})
        found = whole_vial_totals(mg(str(dose)), stock_of(strengths))
        assert [each.total_mg for each in found] == nearest, dose
        assert all(sum(vial.count * vial.strength_mg for vial in each.vials) == each.total_mg for each in found)


@pytest.mark.parametrize("strengths", STOCKS)
def test_of_any_strengths_all_vials_are_drawn_whole_but_one_of_the_smallest_that_is_opened(strengths):
    stock = stock_of(strengths)
    for tenths in range(1, 300, 11):
        volume = Millilitres(Decimal(tenths) / 10)
        opened = open_vials(Milligrams(volume.value * 20), stock)
        drawn = draw_up(volume, opened)
        assert sum((each.whole * each.strength_mg / 20 + (each.part_ml or 0) for each in drawn), start=Decimal(0)) == volume.value
        assert [each.part_ml for each in drawn[:-1]] == [None] * (len(drawn) - 1)


# Two bags


@pytest.mark.hazard("H-06")
@pytest.mark.parametrize(
    ("volume", "step", "first", "second"),
    [
        ("72.5", "0.1", "36.3", "36.2"),  # 725 steps: 363 and 362
        ("72.4", "0.1", "36.2", "36.2"),
        ("72.4", "0.2", "36.2", "36.2"),  # 362 steps: 181 each
        ("72.6", "0.2", "36.4", "36.2"),  # 363 steps: 182 and 181
        ("72.5", "0.5", "36.5", "36"),  # 145 steps: 73 and 72
        ("73", "1", "37", "36"),
        ("72", "1", "36", "36"),
        ("0.1", "0.1", "0.1", "0"),
        ("0.2", "0.1", "0.1", "0.1"),
        ("1", "1", "1", "0"),
        ("150.0", "0.1", "75", "75"),
    ],
)
def test_a_dose_is_halved_on_the_volume_step_and_the_first_half_is_the_larger(volume, step, first, second):
    halves = split(Millilitres(Decimal(volume)), Millilitres(Decimal(step)))
    assert halves == (Millilitres(Decimal(first)), Millilitres(Decimal(second)))


def two_bags(weight: str, **rounding: object) -> list[tuple[str, ...]]:
    """Of each bag the volume, what is removed, mg, and the concentration."""
    site = {"bag": {"count": 2}, "rounding": rounding}
    bags = plans.make_plan(site, weight=weight).visits[0].study_drug.bags
    return [tuple(plain(each) for each in (bag.drug_ml, bag.remove_ml, bag.drug_mg, bag.concentration_mg_per_ml)) for bag in bags]


def test_each_of_two_bags_has_its_own_volume_removal_mass_and_concentration():
    # 72.5 kg: 72.5 mL of 20 mg/mL. 36.3 mL hold 726 mg, in 250 mL 2.904 mg/mL; 36.2 mL hold 724 mg, 2.896 mg/mL.
    assert two_bags("72.5kg") == [("36.3", "36.3", "726", "2.904"), ("36.2", "36.2", "724", "2.896")]


def test_two_bags_are_drawn_from_the_same_vials_with_the_least_discard_over_the_whole_dose():
    one, two = (plans.make_plan({"bag": {"count": count}}).visits[0].study_drug for count in (1, 2))
    assert (one.vials, one.draw, one.discard_mg, one.volume_ml) == (two.vials, two.draw, two.discard_mg, two.volume_ml)
    assert counted(two.vials) == [(500, 3)]  # 1,450 mg: three of 500 mg discard 50 mg, as much as two and five of 100 mg, and are fewer
    assert two.discard_mg == 50


def test_a_dose_that_is_rounded_to_whole_vials_is_halved_too():
    # 72.5 kg: 1,450 mg; 1,400 and 1,500 mg both lie 3.45% away, so the lower: 70 mL, 35 mL in each bag, 700 mg, 2.8 mg/mL.
    assert [each[::2] for each in two_bags("72.5kg", whole_vials_within_percent="5")] == [("35", "700"), ("35", "700")]
    # 74.5 kg: 1,490 mg, nearest 1,500 mg: 75 mL, 37.5 mL in each; with a step of 1 mL 38 and 37.
    assert [each[0] for each in two_bags("74.5kg", whole_vials_within_percent="5")] == ["37.5", "37.5"]
    assert [each[0] for each in two_bags("74.5kg", whole_vials_within_percent="5", volume_step_ml="1")] == ["38", "37"]


def test_half_of_the_dose_per_kilogram_is_half_of_the_dose():
    # US label: 10 mg/kg. 72.35 kg: 723.5 mg, 36.175 mL, 36.2 mL, 724 mg, +0.07%.
    drug = plans.make_plan(regimen="label-10-us-kd", cycles=1, weight="72.35kg").visits[0].study_drug
    assert (drug.calculated_mg, drug.volume_ml, drug.rounded_mg, drug.deviation_percent) == (
        Decimal("723.5"), Decimal("36.2"), Decimal(724), Decimal("0.07"),
    )  # fmt: skip
    assert drug.source.kind == "label"
