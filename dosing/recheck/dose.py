"""The study drug of one visit: calculated and rounded dose, vials, draw and bag.

Does not know dates, visits or changes.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from dosing.recheck.limits import VIALS
from dosing.recheck.reading import Place
from dosing.recheck.record import MG_PER_KG

MG_PER_ML = 20

Opened = list[tuple[int, int]]  # vial strength in mg and how many, largest first


def study_drug(weight_kg: Place, site: Place, regimen: Place) -> dict[str, object]:
    """Everything a visit states about its study drug. Raises Unreadable."""
    stock, bag = _read_stock(site), read_bag(site)
    calculated = weight_kg.amount() * MG_PER_KG
    rounded, rounding = _round_dose(calculated, stock, site)
    volume = rounded / MG_PER_ML
    if not 0 < volume < bag:
        raise weight_kg.unreadable(f"{write(volume)} mL of drug in a bag of {write(bag)} mL is no dose of this regimen")
    opened = _open_vials(rounded, stock)
    return {
        "drug": "isatuximab",
        "calculated_mg": write(calculated),
        "rounded_mg": write(rounded),
        "volume_ml": write(volume),
        "deviation_percent": _deviation(rounded, calculated),
        "rounding": rounding,
        "vials": _list_vials(opened),
        "draw": _draw(volume, opened),
        "discard_mg": write(_held(opened) - rounded),
        "whole_vial_totals": _whole_vial_totals(calculated, stock),
        "bag_ml": write(bag),
        "diluent": site.at("bag", "diluent").text(),
        "remove_ml": write(volume),
        "concentration_mg_per_ml": write(rounded / bag, 3),
        "mg_per_kg": str(MG_PER_KG),
        "mg_per_ml": str(MG_PER_ML),
        "source": read_source(regimen, "study_drug"),
    }


def read_bag(site: Place) -> int:
    """The volume of the bag in mL. Raises Unreadable."""
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


def _round_dose(calculated: Fraction, stock: Sequence[int], site: Place) -> tuple[Fraction, str]:
    """The dose that is drawn, and by which rule it was rounded."""
    percent = site.at("rounding", "whole_vials_within_percent")
    if percent.given:
        nearest = min(_around(calculated, stock), key=lambda total: (abs(total - calculated), total))
        if abs(nearest - calculated) * 100 <= percent.amount() * calculated:
            return Fraction(nearest), "whole-vials"
    step = site.at("rounding", "volume_step_ml").rate()
    return floor(calculated / MG_PER_ML / step + Fraction(1, 2)) * step * MG_PER_ML, "volume-step"


def _around(calculated: Fraction, stock: Sequence[int]) -> list[int]:
    """The whole-vial totals on both sides of a dose, or the dose itself where it is one; never 0."""
    smallest = stock[-1]  # every larger vial is a multiple of the smallest
    totals = {floor(calculated / smallest) * smallest, ceil(calculated / smallest) * smallest}
    return sorted(totals - {0})


def _open_vials(mg: Fraction | int, stock: Sequence[int]) -> Opened:
    """The vials that hold `mg` with the least discard, then the fewest."""
    best = min(_openings(ceil(mg), stock), key=lambda opened: (_held(opened), sum(count for _, count in opened)))
    return [(strength, count) for strength, count in best if count]


def _openings(mg: int, stock: Sequence[int]) -> Iterator[Opened]:
    """Every way of opening enough vials, with no vial of the smallest strength too many."""
    largest, *smaller = stock
    enough = -(-mg // largest)
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


def _draw(volume: Fraction, opened: Opened) -> list[object]:
    """How many vials are drawn whole, largest first, and how much of the one that is not."""
    drawn: list[object] = []
    for strength, count in opened:
        holds = int(VIALS[str(strength)])
        whole = min(count, floor(volume / holds))
        volume -= whole * holds
        part = volume if whole < count else Fraction(0)
        volume -= part
        drawn.append({"strength_mg": str(strength), "whole": whole, "part_ml": write(part) if part else None})
    return drawn


def _whole_vial_totals(calculated: Fraction, stock: Sequence[int]) -> list[object]:
    return [
        {
            "total_mg": str(total),
            "deviation_percent": _deviation(Fraction(total), calculated),
            "vials": _list_vials(_open_vials(total, stock)),
        }
        for total in _around(calculated, stock)
    ]


def _deviation(mg: Fraction, calculated: Fraction) -> str:
    return write((mg - calculated) / calculated * 100, 2)


def write(amount: Fraction | int, places: int = 6) -> str:
    """Plain decimal notation without trailing zeros, rounded half away from zero."""
    # In integers: as fractions these few operations would be half the time of the whole check.
    units = (2 * abs(amount.numerator) * 10**places + amount.denominator) // (2 * amount.denominator)
    whole, part = divmod(units, 10**places)
    digits = f"{part:0{places}d}".rstrip("0")
    return ("-" if amount < 0 and units else "") + str(whole) + (f".{digits}" if digits else "")
