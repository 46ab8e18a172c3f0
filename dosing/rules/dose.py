"""Weight to calculated dose to rounded dose, the vials to open, the draw and the bag.

Does not know patients, dates, or why the weight was chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from dosing.findings import Source
from dosing.inputs.regimen import StudyDrugRule
from dosing.inputs.site import Site, Vial
from dosing.quantities import Kilograms, Milligrams, MilligramsPerKilogram, MilligramsPerMillilitre, Millilitres, half_up

HUNDREDTH = Decimal("0.01")
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class VialCount:
    """How many vials of one strength are opened."""

    strength_mg: Decimal
    volume_ml: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Draw:
    """How one strength is drawn up: vials drawn whole, and the volume taken from one more."""

    strength_mg: Decimal
    whole: int
    part_ml: Decimal | None


@dataclass(frozen=True, slots=True)
class WholeVialTotal:
    """A dose that whole vials would make, and how far it lies from the calculated dose; shown, never picked unasked."""

    total_mg: Decimal
    deviation_percent: Decimal
    vials: tuple[VialCount, ...]


@dataclass(frozen=True, slots=True)
class FilledBag:
    """One bag: its volume, the drug in it, the diluent that comes out first, and the nominal concentration."""

    bag_ml: Decimal
    drug_ml: Decimal
    drug_mg: Decimal
    remove_ml: Decimal
    concentration_mg_per_ml: Decimal

    @property
    def full(self) -> bool:
        """Whether the drug alone would fill it."""
        return self.drug_ml >= self.bag_ml


@dataclass(frozen=True, slots=True)
class StudyDrug:
    """The study drug of one visit: calculated dose, rounded dose, and its preparation."""

    drug: str
    calculated_mg: Decimal
    rounded_mg: Decimal
    volume_ml: Decimal
    deviation_percent: Decimal
    rounding: str
    vials: tuple[VialCount, ...]
    draw: tuple[Draw, ...]
    discard_mg: Decimal
    whole_vial_totals: tuple[WholeVialTotal, ...]
    diluent: str
    bags: tuple[FilledBag, ...]
    mg_per_kg: Decimal
    mg_per_ml: Decimal
    source: Source


def study_drug(weight: Kilograms, rule: StudyDrugRule, site: Site, source: Source) -> StudyDrug:
    """The dose for a body weight, and its preparation at a site.

    Exact until it is rounded once, to a volume that can be drawn or, where the site asks for it, to whole vials.
    """
    strength = _strength(site.vials)
    per_kg = MilligramsPerKilogram(rule.dose_mg_per_kg)
    calculated = per_kg.times(weight)
    rounded, volume, rounding = round_dose(calculated, strength, site)
    opened = open_vials(rounded, site.vials)
    return StudyDrug(
        drug=rule.drug,
        calculated_mg=calculated.value,
        rounded_mg=rounded.value,
        volume_ml=volume.value,
        deviation_percent=deviation(rounded, calculated),
        rounding=rounding,
        vials=opened,
        draw=draw_up(volume, opened),
        discard_mg=_held(opened) - rounded.value,
        whole_vial_totals=whole_vial_totals(calculated, site.vials),
        diluent=site.bag.diluent,
        bags=(fill_bag(rounded, volume, site),),
        mg_per_kg=per_kg.value,
        mg_per_ml=strength.value,
        source=source,
    )


def fill_bag(drug: Milligrams, volume: Millilitres, site: Site) -> FilledBag:
    """The site's bag with the drug in it: as much diluent is removed as drug is added, so that the bag keeps its volume."""
    concentration = half_up(Fraction(drug.value) / Fraction(site.bag.volume_ml), THOUSANDTH)
    return FilledBag(site.bag.volume_ml, volume.value, drug.value, volume.value, concentration)


def _strength(stock: Sequence[Vial]) -> MilligramsPerMillilitre:
    # Both vials hold 20 mg in 1 mL; a stock that did not would have no one volume for a dose.
    (strength,) = {vial.strength_mg / vial.volume_ml for vial in stock}
    return MilligramsPerMillilitre(strength)


def round_dose(calculated: Milligrams, strength: MilligramsPerMillilitre, site: Site) -> tuple[Milligrams, Millilitres, str]:
    """The dose that is drawn, its volume, and which rounding made it."""
    within = site.rounding.whole_vials_within_percent
    step = Millilitres(site.rounding.volume_step_ml)
    if within is not None:
        nearest = min(whole_vial_totals(calculated, site.vials), key=lambda each: (abs(each.total_mg - calculated.value), each.total_mg))
        if abs(nearest.total_mg - calculated.value) * 100 <= within * calculated.value:
            total = Milligrams(nearest.total_mg)
            return total, Millilitres(nearest.total_mg / strength.value), "whole-vials"
    volume = strength.volume_of(calculated, step)
    return strength.in_volume(volume), volume, "volume-step"


def deviation(rounded: Milligrams, calculated: Milligrams) -> Decimal:
    """How far the rounded dose lies from the calculated dose, percent, two decimals, half away from zero."""
    difference = rounded - calculated
    return half_up(Fraction(difference.value) / Fraction(calculated.value) * 100, HUNDREDTH)


def open_vials(dose: Milligrams, stock: Sequence[Vial]) -> tuple[VialCount, ...]:
    """The vials that hold `dose` with the least discard, then the fewest vials; largest first.

    920 mg opens 2 vials of 500 mg (80 mg discarded), not 1 of 500 mg and 5 of 100 mg.
    """
    choices = _choices(dose.value, sorted(stock, key=lambda vial: -vial.strength_mg))
    best = min(choices, key=lambda counts: (_held(counts), sum(each.count for each in counts)))
    return tuple(each for each in best if each.count)


def _choices(needed: Decimal, stock: Sequence[Vial]) -> Iterator[tuple[VialCount, ...]]:
    """Every count of each strength that holds what is needed, with no vial too many of the last strength."""
    vial, *smaller = stock
    most = max(0, ceil(needed / vial.strength_mg))
    if not smaller:
        yield (VialCount(vial.strength_mg, vial.volume_ml, most),)
        return
    # 500 mg is a multiple of 100 mg, so a large vial fewer than fit into the dose would only mean more small ones.
    for count in range(max(0, most - 1), most + 1):
        for rest in _choices(needed - count * vial.strength_mg, smaller):
            yield (VialCount(vial.strength_mg, vial.volume_ml, count), *rest)


def _held(opened: Sequence[VialCount]) -> Decimal:
    return sum((each.count * each.strength_mg for each in opened), start=Decimal(0))


def draw_up(volume: Millilitres, opened: Sequence[VialCount]) -> tuple[Draw, ...]:
    """How `volume` is taken from the opened vials: all are drawn whole but one of the smallest strength opened.

    The discard is always less than that vial holds, or it would not have been opened.
    """
    spare = sum((each.count * each.volume_ml for each in opened), start=Decimal(0)) - volume.value
    *large, smallest = opened
    whole = [Draw(each.strength_mg, each.count, None) for each in large]
    if spare == 0:
        return (*whole, Draw(smallest.strength_mg, smallest.count, None))
    return (*whole, Draw(smallest.strength_mg, smallest.count - 1, smallest.volume_ml - spare))


def whole_vial_totals(calculated: Milligrams, stock: Sequence[Vial]) -> tuple[WholeVialTotal, ...]:
    """The whole-vial totals next to the calculated dose: at or below it (never 0), and above it unless it is one itself."""
    unit = min(vial.strength_mg for vial in stock)  # 500 mg is a multiple of 100 mg, so totals are multiples of the smallest vial
    below = calculated.value // unit * unit
    totals = [below] if below == calculated.value else [below, below + unit]
    return tuple(
        WholeVialTotal(total, deviation(Milligrams(total), calculated), open_vials(Milligrams(total), stock))
        for total in totals
        if total > 0
    )
