"""The study drug of one visit: calculated and rounded dose, vials, draw and bag.

Does not know dates, visits or changes. Doses are whole numbers of a part of a milligram; volumes follow from the vials' strength.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dosing.recheck.amounts import MG, MILLION, ceiling, write
from dosing.recheck.limits import MG_PER_ML, VIALS
from dosing.recheck.places import Place
from dosing.recheck.regimen import Regimen

ML = MG * MG_PER_ML  # the dose in one millilitre
Opened = list[tuple[int, int]]  # vial strength in mg and how many, largest first


@dataclass(slots=True, eq=False, repr=False)
class Dose:
    """The rounded dose, the bag in mL that holds it, and everything a visit states about its study drug."""

    rounded: int
    bag: int
    stated: dict[str, object]


def make_dose(weight_kg: Place, site: Place, regimen: Regimen) -> Dose:
    """The dose for a weight at a site. Raises Unreadable."""
    stock, bag = _read_stock(site), _read_bag(site)
    calculated = weight_kg.millionths() * regimen.mg_per_kg
    rounded, rounding = _round_dose(calculated, stock, site)
    if not 0 < rounded < bag * ML:
        raise weight_kg.unreadable(f"{write(rounded, ML)} mL of drug in a bag of {bag} mL is no dose of this regimen")
    opened = _open_vials(rounded, stock)
    stated: dict[str, object] = {
        "drug": regimen.drug,
        "calculated_mg": write(calculated, MG),
        "rounded_mg": write(rounded, MG),
        "volume_ml": write(rounded, ML),
        "deviation_percent": _deviation(rounded, calculated),
        "rounding": rounding,
        "vials": _list_vials(opened),
        "draw": _draw(rounded, opened),
        "discard_mg": write(_held(opened) * MG - rounded, MG),
        "whole_vial_totals": _whole_vial_totals(calculated, stock),
        "diluent": site.at("bag", "diluent").text(),
        "bags": [_state_bag(rounded, bag)],
        "mg_per_kg": write(regimen.mg_per_kg, MILLION),
        "mg_per_ml": str(MG_PER_ML),
        "source": read_source(regimen.place, "study_drug"),
    }
    return Dose(rounded, bag, stated)


def _state_bag(rounded: int, bag: int) -> dict[str, object]:
    return {
        "bag_ml": str(bag),
        "drug_ml": write(rounded, ML),
        "drug_mg": write(rounded, MG),
        "remove_ml": write(rounded, ML),
        "concentration_mg_per_ml": write(rounded, bag * MG, 3),
    }


def _read_bag(site: Place) -> int:
    return int(site.at("bag", "volume_ml").one_of("250", "500"))


def _read_stock(site: Place) -> list[int]:
    """The strengths in stock in mg, largest first."""
    vials = site.at("vials").entries()
    if not vials:
        raise site.at("vials").unreadable("at least one vial belongs here, and none twice")
    return sorted({int(vial.at("strength_mg").one_of(*VIALS)) for vial in vials}, reverse=True)


def read_source(place: Place, key: str) -> dict[str, object]:
    """Where a value of a regimen or a site came from."""
    source = place.at("sources", key)
    return {"kind": source.at("kind").text(), "citation": source.at("citation").text()}


def _round_dose(calculated: int, stock: Sequence[int], site: Place) -> tuple[int, str]:
    """The dose that is drawn, and by which rule it was rounded."""
    percent = site.at("rounding", "whole_vials_within_percent")
    if percent.given:
        nearest = min((abs(total * MG - calculated), total * MG) for total in _around(calculated, stock))
        if nearest[0] * 100 * MILLION <= percent.millionths() * calculated:
            return nearest[1], "whole-vials"
    step = site.at("rounding", "volume_step_ml").millionths_above_zero() * ML // MILLION
    return (2 * calculated + step) // (2 * step) * step, "volume-step"


def _around(calculated: int, stock: Sequence[int]) -> list[int]:
    """The whole-vial totals on both sides of a dose, or the dose itself where it is one; never 0."""
    smallest = stock[-1]  # every larger vial is a multiple of the smallest
    totals = {calculated // (smallest * MG) * smallest, ceiling(calculated, smallest * MG) * smallest}
    return sorted(totals - {0})


def _open_vials(dose: int, stock: Sequence[int]) -> Opened:
    """The vials that hold a dose with the least discard, then the fewest."""
    best = min(_openings(ceiling(dose, MG), stock), key=lambda opened: (_held(opened), sum(count for _, count in opened)))
    return [(strength, count) for strength, count in best if count]


def _openings(mg: int, stock: Sequence[int]) -> Iterator[Opened]:
    """Every way of opening enough vials, with no vial of the smallest strength too many."""
    largest, *smaller = stock
    enough = ceiling(mg, largest)
    if not smaller:
        yield [(largest, enough)]
        return
    for count in range(enough + 1):
        for rest in _openings(max(mg - count * largest, 0), smaller):
            yield [(largest, count), *rest]


def _held(opened: Opened) -> int:
    return sum(strength * count for strength, count in opened)


def _list_vials(opened: Opened) -> list[object]:
    return [{"strength_mg": str(mg), "volume_ml": VIALS[str(mg)], "count": count} for mg, count in opened]


def _draw(dose: int, opened: Opened) -> list[object]:
    """How many vials are drawn whole, largest first, and how much of the one that is not."""
    drawn: list[object] = []
    for strength, count in opened:
        whole = min(count, dose // (strength * MG))
        dose -= whole * strength * MG
        part = dose if whole < count else 0
        dose -= part
        drawn.append({"strength_mg": str(strength), "whole": whole, "part_ml": write(part, ML) if part else None})
    return drawn


def _whole_vial_totals(calculated: int, stock: Sequence[int]) -> list[object]:
    return [
        {
            "total_mg": str(total),
            "deviation_percent": _deviation(total * MG, calculated),
            "vials": _list_vials(_open_vials(total * MG, stock)),
        }
        for total in _around(calculated, stock)
    ]


def _deviation(dose: int, calculated: int) -> str:
    return write((dose - calculated) * 100, calculated, 2)
