"""The largest regimen, table and amount that the second calculation works with, and the next larger one, which it names."""

from typing import Any

import pytest

from dosing.recheck import recheck
from dosing.recheck.amounts import ceiling, write
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.slots import read_slots
from dosing.recheck.stock import Stock
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, with_input

REGIMEN = "inputs.regimen"


def unknown(**keys: object) -> dict[str, Any]:
    """A regimen that no record is held of, so that only the recalculation reads it."""
    document = with_input(with_input(day_only(), "regimen.id", "other"), "course.regimen", "other")
    for key, value in keys.items():
        with_input(document, f"regimen.{key}", value)
    return document


@pytest.mark.parametrize(
    ("cycles", "days", "named"),
    [(1000, [1], False), (1001, [1], True), (250, [1, 8, 15, 28], False), (251, [1, 8, 15, 28], True)],
)
def test_a_regimen_has_at_most_1000_visits(cycles: int, days: list[int], named: bool) -> None:
    document = unknown(most_cycles=cycles, cycle_days=[{"from_cycle": 1, "days": [1]}, {"from_cycle": 2, "days": days}])
    assert (f"{REGIMEN}.most_cycles" in paths(document)) is named


@pytest.mark.parametrize(("count", "named"), [(1, False), (6, False), (7, True)])
def test_a_regimen_has_at_most_six_vials(count: int, named: bool) -> None:
    vials = [{"strength_mg": str(20 * ml), "volume_ml": str(ml)} for ml in range(1, count + 1)]
    assert (f"{REGIMEN}.vials" in paths(with_input(unknown(vials=vials), "site.vials", vials))) is named


@pytest.mark.parametrize(("count", "named"), [(100, False), (101, True)])
def test_a_regimen_has_at_most_a_hundred_premedications_of_at_most_a_hundred_drugs(count: int, named: bool) -> None:
    document = unknown()
    [first, *_] = slots = document["inputs"]["regimen"]["slots"]
    document["inputs"]["regimen"]["slots"] = [first | {"slot": f"slot {i}"} for i in range(count)]
    assert (f"{REGIMEN}.slots" in paths(document)) is named
    drugs = [first["drugs"][0] | {"drug": "dexamethasone" if not i else f"drug {i}"} for i in range(count)]
    document["inputs"]["regimen"]["slots"] = [first | {"drugs": drugs}, *slots[1:]]
    assert (f"{REGIMEN}.slots[0].drugs" in paths(document)) is named


def test_a_hundred_premedications_and_a_hundred_drugs_are_read_and_one_more_is_not() -> None:
    first = unknown()["inputs"]["regimen"]["slots"][0]
    slots = [first | {"slot": f"slot {i}"} for i in range(101)]
    drugs = [first["drugs"][0] | {"drug": "dexamethasone" if not i else f"drug {i}"} for i in range(101)]
    assert len(read_slots(Place(slots[:100]))) == 100
    (read,) = read_slots(Place([first | {"drugs": drugs[:100]}]))
    assert len(read.drugs) == 100
    for entries in (slots, [first | {"drugs": drugs}]):
        with pytest.raises(Unreadable):
            read_slots(Place(entries))


@pytest.mark.parametrize(("key", "least", "most"), [("minutes_before", 45, 45), ("mg", "650", "650")])
def test_the_least_and_the_most_of_a_drug_may_be_the_same(key: str, least: object, most: object) -> None:
    document = unknown()
    document["inputs"]["regimen"]["slots"][1]["drugs"][0] |= {f"least_{key}": least, f"most_{key}": most}
    assert not [path for path in paths(document) if path.startswith("inputs")]


def with_steps(*steps: tuple[str, int | None], **profile: object) -> dict[str, Any]:
    document = label_rates()
    rows = [{"rate": rate, "minutes": minutes} for rate, minutes in steps]
    document["inputs"]["site"]["infusion"]["profiles"][0] |= {"beyond_limits": "as ordered", "first": rows, **profile}
    return document


FIRST_STEPS = "inputs.site.infusion.profiles[0].first"


@pytest.mark.parametrize(
    ("rate", "named"),
    [
        ("83", False),  # 167 mL in 10,020 min, and 83 mL in 60 more: 10,080 min, a week
        ("82.999999", True),  # a bit more, which is the next whole minute
    ],
)
def test_a_bag_runs_for_a_week_at_most(rate: str, named: bool) -> None:
    assert (FIRST_STEPS in paths(with_steps(("1", 10_020), (rate, None)))) is named


@pytest.mark.parametrize(("count", "named"), [(500, False), (501, True)])
def test_a_table_has_at_most_500_steps(count: int, named: bool) -> None:
    assert (FIRST_STEPS in paths(with_steps(*[("1.5", 1)] * count))) is named


@pytest.mark.parametrize(
    ("cap", "rate"),
    [
        ("175.208", None),  # 30.25 mL/h x 1,448 mg / 250 mL are 175.208 mg/h: as fast as the cap, and left as it is
        ("175.207", "30.2"),  # 175.207 x 250 / 1,448 are 30.2498, rounded down
    ],
)
def test_a_rate_is_held_under_the_cap_only_where_it_is_above_it(cap: str, rate: str | None) -> None:
    found = recalculated(with_steps(("30.25", None), cap_mg_per_hour=cap))
    assert found["visits.C1D1.infusion.bags[0].steps[0].rate_ml_per_hour"] == (rate or "30.25")


@pytest.mark.parametrize(
    ("key", "limit", "beyond", "reason"),
    [
        (
            "least_minutes",
            "200",
            "200.000001",
            "at these rates the bag is empty sooner than 200.000001 minutes for 250 mL, the regimen's limit",
        ),
        ("most_ml_per_hour", "150", "149.999999", "a rate is above 149.999999 mL an hour, the regimen's limit"),
        ("most_start_ml_per_hour", "25", "24.999999", "the first rate is above 24.999999 mL an hour, the regimen's limit"),
    ],
)
def test_the_order_in_the_document_is_exactly_on_the_limits_of_the_first_infusion(key: str, limit: str, beyond: str, reason: str) -> None:
    document = with_input(label_rates(), f"regimen.rates.first.{key}", limit)
    assert FIRST_STEPS not in paths(document)
    found = {each.path: each.reason for each in recheck(with_input(document, f"regimen.rates.first.{key}", beyond))}
    assert found[FIRST_STEPS] == reason


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "text"),
    [
        (1, 3, 6, "0.333333"),
        (2, 3, 6, "0.666667"),
        (1, 2, 0, "1"),
        (-1, 2, 0, "-1"),
        (-1, 1000, 2, "0"),
        (-5, 1000, 2, "-0.01"),
        (14470, 10, 6, "1447"),
        (105, 100, 2, "1.05"),
        (0, 1, 6, "0"),
    ],
)
def test_an_amount_is_written_without_trailing_zeros_and_rounded_half_away_from_zero(
    numerator: int, denominator: int, places: int, text: str
) -> None:
    assert write(numerator, denominator, places) == text


def test_an_amount_is_written_with_six_decimals_unless_something_else_is_said() -> None:
    assert (write(1, 7), write(5)) == ("0.142857", "5")


@pytest.mark.parametrize(("numerator", "denominator", "up"), [(4, 2, 2), (5, 2, 3), (0, 2, 0), (-5, 2, -2)])
def test_a_quotient_is_rounded_up(numerator: int, denominator: int, up: int) -> None:
    assert ceiling(numerator, denominator) == up


def test_totals_of_vials_are_those_that_some_of_them_make() -> None:
    # In units of 20 mg: 20, 12 and 3. Not made are 1, 2, 4, 5, 7, 8, 10, 11, 13, 14 and so on; 22 is not, 23 is 20 + 3.
    stock = Stock((400, 240, 60))
    assert (stock.unit, stock.largest) == (20, 20)
    assert [stock.at_or_below(total) for total in (0, 2, 3, 5, 22, 23)] == [0, 0, 3, 3, 21, 23]
    assert [stock.at_or_above(total) for total in (0, 1, 4, 22, 25)] == [0, 3, 6, 23, 26]
    assert stock.open(0) == []
    assert stock.open(3) == [(60, 1)]
    assert stock.open(24) == [(240, 2)]
    assert stock.open(35) == [(400, 1), (240, 1), (60, 1)]
    assert stock.open(22) == []  # no vials make it


@pytest.mark.parametrize(
    ("strengths", "total", "opened"),  # the total in units of 20 mg
    [
        ((80, 60, 20), 6, [(60, 2)]),  # two, and not 80 + 20 + 20
        ((80, 60, 20), 5, [(80, 1), (20, 1)]),
        ((200, 180, 160, 120, 100), 22, [(200, 1), (120, 2)]),  # and neither 180 + 160 + 100 nor 160 + 160 + 120
    ],
)
def test_the_fewest_vials_make_a_total_and_on_a_tie_more_of_the_largest(strengths, total, opened) -> None:
    assert Stock(strengths).open(total) == opened
