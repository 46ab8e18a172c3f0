"""The study drug of one visit: calculated and rounded dose, vials, draw and bags.

Does not know dates, visits or changes. Doses are whole numbers of a part of a milligram; volumes follow from the drug's strength.
"""

from dataclasses import dataclass

from dosing.recheck.amounts import MG, MILLION, ceiling, write
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.regimen import Regimen
from dosing.recheck.stock import Stock

MOST_UNITS = 20_000
Opened = list[tuple[int, int]]  # vial strength in millionths of a mg and how many, largest first


@dataclass(slots=True, eq=False, repr=False)
class Dose:
    """The weight that makes it in millionths of a kg, the bag in mL, the drug in each bag, and what a visit states about its study drug."""

    kg: int
    bag: int
    fills: list[int]
    stated: dict[str, object]


def make_dose(weight_kg: Place, site: Place, regimen: Regimen) -> Dose:
    """The dose for a weight at a site. Raises Unreadable."""
    bag, count = read_bags(site)
    calculated, ml = weight_kg.millionths() * regimen.mg_per_kg, regimen.mg_per_ml * MILLION
    if calculated > 2 * count * bag * ml:
        raise _no_dose(weight_kg, calculated, ml, bag)
    stock = _read_stock(site, regimen, calculated)
    step = site.at("rounding", "volume_step_ml").millionths_above_zero() * regimen.mg_per_ml
    rounded, rounding = _round_dose(calculated, stock, site, step)
    fills = _fill(rounded, count, step)
    if not all(0 < fill < bag * ml for fill in fills):
        raise _no_dose(weight_kg, rounded, ml, bag)
    stated = _state_dose(calculated, rounded, stock, regimen) | {
        "rounding": rounding,
        "diluent": site.at("bag", "diluent").text(),
        "bags": [_state_bag(fill, bag, ml) for fill in fills],
    }
    return Dose(weight_kg.millionths(), bag, fills, stated)


def _state_dose(calculated: int, rounded: int, stock: Stock, regimen: Regimen) -> dict[str, object]:
    return {
        "drug": regimen.drug,
        "calculated_mg": write(calculated, MG),
        "rounded_mg": write(rounded, MG),
        "volume_ml": write(rounded, regimen.mg_per_ml * MILLION),
        "deviation_percent": _deviation(rounded, calculated),
        **_state_vials(rounded, stock, regimen),
        "whole_vial_totals": _whole_vial_totals(calculated, stock, regimen),
        "mg_per_kg": write(regimen.mg_per_kg, MILLION),
        "mg_per_ml": write(regimen.mg_per_ml, MILLION),
        "source": read_source(regimen.place, "study_drug"),
    }


def _no_dose(weight_kg: Place, dose: int, ml: int, bag: int) -> Unreadable:
    return weight_kg.unreadable(f"{write(dose, ml)} mL of drug in bags of {bag} mL is no dose of this regimen")


def read_bags(site: Place) -> tuple[int, int]:
    """How many mL a bag holds, and how many bags there are."""
    count = site.at("bag", "count")
    if count.whole(1) > 2:
        raise count.unreadable("one bag or two")
    return int(site.at("bag", "volume_ml").one_of("250", "500")), count.whole()


def _read_stock(site: Place, regimen: Regimen, dose: int) -> Stock:
    """The vials in stock, which are few and large enough for the dose to be counted in them."""
    vials = site.at("vials")
    strengths = {vial.at("strength_mg").millionths() for vial in vials.entries()}
    if not strengths or not strengths <= regimen.vials.keys():
        raise vials.unreadable("vials of the regimen belong here, at least one")
    stock = regimen.stock(tuple(sorted(strengths, reverse=True)))
    if max(dose // (stock.unit * MILLION), stock.largest) > MOST_UNITS:
        raise vials.unreadable("no dose is counted in parts as small as these vials differ by")
    return stock


def read_source(place: Place, key: str) -> dict[str, object]:
    """Where a value of a regimen or a site came from."""
    source = place.at("sources", key)
    return {"kind": source.at("kind").text(), "citation": source.at("citation").text()}


def _round_dose(calculated: int, stock: Stock, site: Place, step: int) -> tuple[int, str]:
    """The dose that is drawn, and by which rule it was rounded."""
    percent = site.at("rounding", "whole_vials_within_percent")
    if percent.given:
        totals = (total * stock.unit * MILLION for total in _around(calculated, stock))
        distance, nearest = min((abs(total - calculated), total) for total in totals)
        if distance * 100 * MILLION <= percent.millionths() * calculated:
            return nearest, "whole-vials"
    return (2 * calculated + step) // (2 * step) * step, "volume-step"


def _around(calculated: int, stock: Stock) -> list[int]:
    """The whole-vial totals on both sides of a dose, in units, or the dose itself where it is one; never 0."""
    unit = stock.unit * MILLION
    return sorted({stock.at_or_below(calculated // unit), stock.at_or_above(ceiling(calculated, unit))} - {0})


def _fill(rounded: int, count: int, step: int) -> list[int]:
    """The drug in each bag: in halves on the volume step, of which the first is the larger."""
    if count == 1:
        return [rounded]
    first = ceiling(rounded, 2 * step) * step
    return [first, rounded - first]


def _state_bag(fill: int, bag: int, ml: int) -> dict[str, object]:
    return {
        "bag_ml": str(bag),
        "drug_ml": write(fill, ml),
        "drug_mg": write(fill, MG),
        "remove_ml": write(fill, ml),
        "concentration_mg_per_ml": write(fill, bag * MG, 3),
    }


def _state_vials(rounded: int, stock: Stock, regimen: Regimen) -> dict[str, object]:
    """The vials that hold the dose with the least discard, then the fewest, and how it is drawn from them."""
    opened = stock.open(stock.at_or_above(ceiling(rounded, stock.unit * MILLION)))
    discard = sum(strength * count for strength, count in opened) * MILLION - rounded
    return {
        "vials": _list_vials(opened, regimen),
        "draw": list(_draw(opened, discard, regimen)),
        "discard_mg": write(discard, MG),
    }


def _list_vials(opened: Opened, regimen: Regimen) -> list[object]:
    return [{"strength_mg": write(strength, MILLION), "volume_ml": regimen.vials[strength], "count": count} for strength, count in opened]


def _draw(opened: Opened, discard: int, regimen: Regimen) -> list[dict[str, object]]:
    """Every vial is drawn whole, but one of the smallest where something is discarded: it gives what it holds less the discard."""
    drawn: list[dict[str, object]] = [
        {"strength_mg": write(strength, MILLION), "whole": count, "part_ml": None} for strength, count in opened
    ]
    if discard:
        smallest, count = opened[-1]
        drawn[-1] |= {"whole": count - 1, "part_ml": write(smallest * MILLION - discard, regimen.mg_per_ml * MILLION)}
    return drawn


def _whole_vial_totals(calculated: int, stock: Stock, regimen: Regimen) -> list[object]:
    return [
        {
            "total_mg": write(total * stock.unit, MILLION),
            "deviation_percent": _deviation(total * stock.unit * MILLION, calculated),
            "vials": _list_vials(stock.open(total), regimen),
        }
        for total in _around(calculated, stock)
    ]


def _deviation(dose: int, calculated: int) -> str:
    return write((dose - calculated) * 100, calculated, 2)
