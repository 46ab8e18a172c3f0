"""Dose, vials and draw, one function at a time (whole doses are worked by hand in tests/worked)."""

from decimal import Decimal

import pytest

from dosing.inputs.site import Vial
from dosing.quantities import Milligrams, Millilitres
from dosing.rules.dose import Draw, VialCount, deviation, draw_up, open_vials, whole_vial_totals
from tests import plans

SMALL = Vial(strength_mg=Decimal(100), volume_ml=Decimal(5))
LARGE = Vial(strength_mg=Decimal(500), volume_ml=Decimal(25))


def mg(amount: str) -> Milligrams:
    return Milligrams(Decimal(amount))


def counted(opened: tuple[VialCount, ...]) -> list[tuple[int, int]]:
    return [(int(each.strength_mg), each.count) for each in opened]


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
    ],
)
def test_the_totals_next_to_a_dose_are_multiples_of_the_smallest_vial_in_stock(stock, calculated, totals):
    assert [each.total_mg for each in whole_vial_totals(mg(calculated), stock)] == totals


def test_the_dose_names_the_record_as_its_source():
    drug = plans.make_plan().visits[0].study_drug
    assert (drug.source.kind, "NCT02999633" in drug.source.citation) == ("record", True)
