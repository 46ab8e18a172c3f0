"""Vials of a day that serve several bags: what is saved, which vial serves which bag, and when nothing is shared."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dosing.day import days_of
from dosing.findings import InputError
from dosing.rules.dose import VialCount
from dosing.sharing import Sharing, needed, share_vials
from tests.units import SHARES, TIMED, coming

DAY = date(2027, 1, 11)


def shared(*weights: str, site: dict[str, Any] | None = None, times: tuple[str, ...] = (), before: int = 60) -> Sharing:
    """The day of a course for each weight, at one time or at the times given."""
    starts = times or ("10:00",) * len(weights)
    courses = [
        coming(number, site or SHARES, weight=weight, **{**TIMED, "time": start})
        for number, (weight, start) in enumerate(zip(weights, starts, strict=True), start=1)
    ]
    return share_vials(days_of(courses, DAY).days[0], before)


def counts(totals: Any) -> dict[int, int]:
    return {int(each.strength_mg): each.count for each in totals}


# By hand: 46 kg is 920 mg in 46 mL, of two vials of 500 mg (25 mL) with 80 mg (4 mL) left. 29 kg is 580 mg in 29 mL, of one of 500 and one of
# 100 mg (5 mL) with 20 mg (1 mL) left: 4 mL that are left over serve it, and no vial of 100 mg is opened.
def test_what_is_left_of_one_patients_vials_serves_the_next_one() -> None:
    found = shared("46kg", "29kg")
    assert (counts(found.alone), counts(found.shared)) == ({500: 3, 100: 1}, {500: 3})
    assert (found.saved_vials, found.saved_mg) == (1, Decimal(100))
    assert (found.alone_mg, found.shared_mg) == (Decimal(1600), Decimal(1500))


def test_it_says_which_vial_serves_which_bag_and_what_is_left() -> None:
    found = shared("46kg", "29kg")
    drawn = [[(draw.visit.label, draw.volume_ml) for draw in vial.draws] for vial in found.vials]
    assert drawn == [
        [("ISLAY-001", Decimal(25))],
        [("ISLAY-001", Decimal(21)), ("ISLAY-002", Decimal(4))],
        [("ISLAY-002", Decimal(25))],
    ]
    assert [vial.left_ml for vial in found.vials] == [0, 0, 0]
    assert found.vials[0].opened.isoformat() == "2027-01-11T09:00:00+01:00"  # an hour before the infusion
    assert found.vials[0].until.isoformat() == "2027-01-11T15:00:00+01:00"  # six hours later


@pytest.mark.hazard("H-51")
@pytest.mark.parametrize(("start", "saved"), [("16:00", 1), ("16:01", 0)])  # the first vials are opened at 09:00, for 360 min
def test_a_vial_serves_until_its_time_is_over_limit_included(start: str, saved: int) -> None:
    assert shared("46kg", "29kg", times=("10:00", start)).saved_vials == saved


def test_two_bags_of_a_visit_are_drawn_one_after_the_other_from_its_vials() -> None:
    found = shared("46kg", site={**SHARES, "bag": {"count": 2}})  # 23 mL and 23 mL
    assert [[(draw.bag, draw.volume_ml) for draw in vial.draws] for vial in found.vials] == [
        [(1, Decimal(23)), (2, Decimal(2))],
        [(2, Decimal(21))],
    ]


def test_one_patient_alone_saves_nothing() -> None:
    assert (shared("72.5kg").saved_vials, shared("72.5kg").saved_mg) == (0, 0)


def test_sites_that_let_a_vial_stand_for_different_times_share_by_the_shortest() -> None:
    courses = [coming(1, {**SHARES, "opened_vial_minutes": 30}, **TIMED), coming(2, SHARES, **TIMED)]
    assert share_vials(days_of(courses, DAY).days[0], 60).minutes == 30


def test_it_says_how_many_of_its_visits_are_estimates() -> None:
    courses = [coming(1, SHARES, check=True, **TIMED), coming(2, SHARES, **TIMED)]
    assert share_vials(days_of(courses, DAY).days[0], 60).estimated == 1


REFUSED = [
    ({**SHARES, "vial_supply": "trial"}, TIMED, "vials-not-shared"),
    ({**SHARES, "vial_supply": "patient"}, TIMED, "vials-not-shared"),
    ({"opened_vial_minutes": 360}, TIMED, "vials-not-shared"),  # the drug of a trial, unless the site says otherwise
    ({"vial_supply": "stock"}, TIMED, "opened-vial-unknown"),
    (SHARES, {}, "no-preparation-time"),
]


@pytest.mark.hazard("H-51")
@pytest.mark.parametrize(("site", "course", "code"), REFUSED)
def test_nothing_is_shared_of_a_trials_supply_without_a_limit_or_without_a_time(site, course, code: str) -> None:
    with pytest.raises(InputError) as refused:
        share_vials(days_of([coming(1, SHARES, **TIMED), coming(2, site, **course)], DAY).days[0], 60)
    assert refused.value.code == code
    assert "00000002-0000" in refused.value.sentence
    assert "ISLAY-002" not in refused.value.sentence


@pytest.mark.parametrize(
    ("missing", "counts"),
    [
        ("0", {}),
        ("-1", {}),
        ("4", {100: 1}),
        ("5", {100: 1}),
        ("5.1", {100: 2}),
        ("10.1", {100: 3}),
        ("15.1", {500: 1}),
        ("50", {500: 2}),
        ("65", {500: 2, 100: 3}),
    ],
)
def test_of_the_vials_that_a_visit_opens_alone_those_with_the_least_drug_are_opened(missing: str, counts: dict[int, int]) -> None:
    alone = (VialCount(Decimal(500), Decimal(25), 2), VialCount(Decimal(100), Decimal(5), 3))
    assert {int(each.strength_mg): each.count for each in needed(alone, Decimal(missing))} == counts
