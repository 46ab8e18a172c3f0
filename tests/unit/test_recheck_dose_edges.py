"""Where the second calculation refuses a dose, and what it makes of one exactly on a limit, against numbers worked out by hand."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, paths, recalculated, with_input


def with_vials(kg: str, *mg_and_ml: tuple[str, str], **rounding: object) -> dict[str, Any]:
    """A document whose regimen and site have these vials, and which states nothing of the drug at the first visit."""
    vials = [{"strength_mg": mg, "volume_ml": ml} for mg, ml in mg_and_ml]
    document = with_input(with_input(day_only(), "regimen.vials", vials), "site.vials", vials)
    document["inputs"]["site"]["rounding"] |= rounding
    document["visits"][0]["study_drug"] = None
    return with_input(document, "course.weight_kg", kg)


def drug(document: dict[str, Any]) -> dict[str, Any]:
    return recalculated(document)["visits.C1D1.study_drug"]


@pytest.mark.parametrize(
    ("kg", "ml"),
    [
        ("500.01", "500.01"),  # more than twice the bag, which is refused before it is rounded
        ("250.01", "250"),  # 5,000.2 mg, 250 mL once it is rounded
    ],
)
def test_the_sentence_about_no_dose_says_how_much_drug_it_would_be_in_which_bag(kg: str, ml: str) -> None:
    document = with_input(day_only(), "course.weight_kg", kg)
    reasons = {found.path: found.reason for found in recheck(document)}
    assert reasons["inputs.course.weight_kg"] == f"{ml} mL of drug in bags of 250 mL is no dose of this regimen"


@pytest.mark.parametrize("count", [3, 4])
def test_nothing_is_calculated_for_three_bags_or_more(count: int) -> None:
    assert paths(with_input(day_only(), "site.bag.count", count)) == {"inputs.site.bag.count", "release.fingerprint"}


def test_a_dose_in_a_bag_of_500_ml_is_calculated() -> None:
    document = with_input(day_only(), "site.bag.volume_ml", "500")
    # 1,448 mg in 500 mL.
    assert recalculated(document)["visits.C1D1.study_drug.bags[0].concentration_mg_per_ml"] == "2.896"


@pytest.mark.parametrize(("kg", "named"), [("300", False), ("300.01", False), ("300.02", True)])
def test_a_dose_is_counted_in_at_most_20_000_parts_by_which_the_vials_differ(kg: str, named: bool) -> None:
    # Both vials are multiples of 0.3 mg: 6,000 mg are 20,000 parts, 6,000.2 mg 20,000 and a rest, 6,000.4 mg more than 20,001.
    document = with_input(with_vials(kg, ("100.2", "5.01"), ("99.9", "4.995")), "site.bag.volume_ml", "500")
    assert ("inputs.site.vials" in paths(document)) is named


def test_a_whole_vial_total_exactly_as_far_as_the_sites_percentage_is_drawn() -> None:
    # 2,000 mg lie between 1,800 and 2,100 mg, of which the nearer is 100 mg above: 5%.
    found = drug(with_vials("100", ("300", "15"), whole_vials_within_percent="5"))
    assert (found["rounded_mg"], found["deviation_percent"], found["rounding"]) == ("2100", "5", "whole-vials")


def test_a_concentration_is_written_with_three_decimals() -> None:
    # 14 vials of 100.1 mg are 1,401.4 mg, 3.15% below 1,447 mg: in 250 mL 5.6056 mg/mL.
    found = drug(with_vials("72.35", ("100.1", "5.005"), whole_vials_within_percent="5"))
    assert (found["rounded_mg"], found["bags"][0]["concentration_mg_per_ml"]) == ("1401.4", "5.606")
