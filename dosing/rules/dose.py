"""Weight to calculated dose to rounded dose, the vials to open, the draw and the bag.

Does not know patients, dates, or why the weight was chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from dosing.findings import Source
from dosing.inputs.regimen import Regimen
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


def study_drug(weight: Kilograms, regimen: Regimen, site: Site) -> StudyDrug:
    """The dose for a body weight, and its preparation at a site.

    Exact until it is rounded once, to a volume that can be drawn or, where the site asks for it, to whole vials.
    """
    rule = regimen.study_drug
    strength = MilligramsPerMillilitre(rule.mg_per_ml)
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
        bags=fill_bags(volume, strength, site),
        mg_per_kg=per_kg.value,
        mg_per_ml=strength.value,
        source=regimen.source("study_drug"),
    )


def fill_bags(volume: Millilitres, strength: MilligramsPerMillilitre, site: Site) -> tuple[FilledBag, ...]:
    """The site's bag or bags with the drug in them, drawn from the same vials."""
    if site.bag.count == 1:
        return (fill_bag(volume, strength, site),)
    first, second = split(volume, Millilitres(site.rounding.volume_step_ml))
    return fill_bag(first, strength, site), fill_bag(second, strength, site)


def split(volume: Millilitres, step: Millilitres) -> tuple[Millilitres, Millilitres]:
    """A volume as two halves on the volume step, the first the larger where they cannot be equal.

    How a dose is divided between two bags stands in no source, so that this is a choice (docs/decisions/).

    >>> split(Millilitres(Decimal("72.5")), Millilitres(Decimal("0.1")))
    (Millilitres(value=Decimal('36.3')), Millilitres(value=Decimal('36.2')))
    """
    first = Millilitres(ceil(volume.value / (2 * step.value)) * step.value)
    return first, volume - first


def fill_bag(volume: Millilitres, strength: MilligramsPerMillilitre, site: Site) -> FilledBag:
    """The site's bag with the drug in it: as much diluent is removed as drug is added, so that the bag keeps its volume."""
    drug = strength.in_volume(volume)
    concentration = half_up(Fraction(drug.value) / Fraction(site.bag.volume_ml), THOUSANDTH)
    return FilledBag(site.bag.volume_ml, volume.value, drug.value, volume.value, concentration)


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
    best = min(choices, key=lambda counts: (_held(counts), sum(each.count for each in counts), [-each.count for each in counts]))
    return tuple(each for each in best if each.count)


def _choices(needed: Decimal, stock: Sequence[Vial]) -> Iterator[tuple[VialCount, ...]]:
    """Every count of each strength that holds what is needed, with no vial too many of the last strength."""
    vial, *smaller = stock
    most = max(0, ceil(needed / vial.strength_mg))
    if not smaller:
        yield (VialCount(vial.strength_mg, vial.volume_ml, most),)
        return
    for count in range(max(0, most - _fewer([vial.strength_mg, *(each.strength_mg for each in smaller)])), most + 1):
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
    below = _fullest(calculated.value, sorted((vial.strength_mg for vial in stock), reverse=True))
    totals = [below] if below == calculated.value else [below, _held(open_vials(calculated, stock))]
    return tuple(
        WholeVialTotal(total, deviation(Milligrams(total), calculated), open_vials(Milligrams(total), stock))
        for total in totals
        if total > 0
    )


def _fullest(most: Decimal, strengths: Sequence[Decimal]) -> Decimal:
    """The greatest total of whole vials that is not above `most`."""
    largest, *smaller = strengths
    counts = int(most // largest)
    if not smaller:
        return counts * largest
    fewest = max(0, counts - _fewer(strengths))
    return max(count * largest + _fullest(most - count * largest, smaller) for count in range(fewest, counts + 1))


def _fewer(strengths: Sequence[Decimal]) -> int:
    """How many vials of the largest strength fewer than fit can be worth opening.

    Where smaller ones would hold as much as some of the largest together, those of the largest are fewer vials and hold the same: of two
    strengths, as many of the larger as make a multiple of the smaller.
    """
    largest, *smaller = strengths
    return sum((Fraction(largest) / Fraction(strength)).denominator for strength in smaller)
