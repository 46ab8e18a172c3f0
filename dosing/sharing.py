"""Vials of one day if an opened one may serve several bags, beside the vials if each visit is prepared alone: an estimate.

Does not know files or pages. It never changes what a visit's own worksheet opens: nothing that is prepared is read from here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from dosing import wording
from dosing.coming import ComingVisit, Supply
from dosing.day import Day, VialTotal
from dosing.findings import InputError
from dosing.rules.dose import VialCount

SUPPLIES: dict[Supply, str] = {"trial": "a trial's supply", "patient": "vials that are assigned to one patient"}


class Draw(NamedTuple):
    """What one bag takes from a vial, mL; `bag` counts from 1."""

    visit: ComingVisit
    bag: int
    volume_ml: Decimal


@dataclass(frozen=True, slots=True, repr=False)  # its draws hold patients' labels, which no message may show
class SharedVial:
    """One opened vial: when it is opened, until when it may be drawn from, and which bags it serves."""

    number: int
    drug: str
    strength_mg: Decimal
    volume_ml: Decimal
    opened: datetime
    until: datetime
    draws: tuple[Draw, ...]

    @property
    def left_ml(self) -> Decimal:
        """What is discarded with it, mL."""
        return self.volume_ml - sum((draw.volume_ml for draw in self.draws), Decimal(0))


@dataclass(frozen=True, slots=True, repr=False)  # the same
class Sharing:
    """The vials of a day shared, and prepared alone; `mg` is what the vials hold. `estimated` counts the visits that are not checked."""

    day: Day
    minutes: int
    vials: tuple[SharedVial, ...]
    alone: tuple[VialTotal, ...]
    shared: tuple[VialTotal, ...]
    alone_mg: Decimal
    shared_mg: Decimal
    estimated: int

    @property
    def saved_mg(self) -> Decimal:
        """The drug that is not opened, mg."""
        return self.alone_mg - self.shared_mg

    @property
    def saved_vials(self) -> int:
        """The vials that are not opened."""
        return sum(each.count for each in self.alone) - sum(each.count for each in self.shared)


@dataclass(slots=True, repr=False)  # it grows while the day goes on
class _Vial:
    number: int
    drug: str
    strength_mg: Decimal
    volume_ml: Decimal
    opened: datetime
    until: datetime
    left_ml: Decimal
    draws: list[Draw] = field(default_factory=list)


def share_vials(day: Day, prepared_before_minutes: int) -> Sharing:
    """The vials of a day where an opened one may be drawn from for the site's `opened_vial_minutes`, limit included.

    Every bag of a visit is prepared so many minutes before the start of its infusion. What is left in opened vials is taken first, of the
    one that expires first; then some of the vials are opened that the visit opens when it is prepared alone, so that no strength is ever
    needed more often. Visits whose sites let a vial stand for different times share by the shortest. Raises InputError where a visit
    has no time, where its site says nothing of opened vials, or where its vials may not be shared.
    """
    _refuse(day)
    minutes = min((visit.opened_vial_minutes for visit in day.visits if visit.opened_vial_minutes is not None), default=0)
    opened: list[_Vial] = []
    for at, visit in sorted(_prepared(day, prepared_before_minutes), key=lambda each: each[0]):
        _prepare(visit, at, minutes, opened)
    vials = tuple(SharedVial(v.number, v.drug, v.strength_mg, v.volume_ml, v.opened, v.until, tuple(v.draws)) for v in opened)
    alone = [(visit.drug, each.strength_mg) for visit in day.visits for each in visit.vials for _ in range(each.count)]
    shared = [(vial.drug, vial.strength_mg) for vial in vials]
    return Sharing(
        day=day,
        minutes=minutes,
        vials=vials,
        alone=_counted(alone),
        shared=_counted(shared),
        alone_mg=sum((mg for _, mg in alone), Decimal(0)),
        shared_mg=sum((mg for _, mg in shared), Decimal(0)),
        estimated=len(day.not_checked),
    )


def _counted(vials: Sequence[tuple[str, Decimal]]) -> tuple[VialTotal, ...]:
    counts = Counter(vials)
    return tuple(VialTotal(*key, counts[key]) for key in sorted(counts, key=lambda key: (key[0], -key[1])))


def _refuse(day: Day) -> None:
    """Say of the first visit that cannot share why. Raises InputError, whose sentence names a course by its id and never a label."""
    for visit in day.visits:
        where = f"{visit.visit} of the course {visit.course_id}"
        if visit.supply != "stock":
            sentence = f"{where} is prepared from {SUPPLIES[visit.supply]}, which serve nobody else; leave vial sharing out"
            how = 'or, where the vials are the pharmacy\'s own, write vial_supply = "stock" in the site file and put that in force'
            raise InputError("vials-not-shared", "share_vials", f"{sentence} {how}.")
        if visit.opened_vial_minutes is None:
            sentence = f"the site of {where} does not say for how long an opened vial may be drawn from"
            how = "write opened_vial_minutes in the site file and put that in force, or leave vial sharing out"
            raise InputError("opened-vial-unknown", "share_vials", f"{sentence}; {how}.")
        if visit.infusion_start is None:
            sentence = f"{where} has no time of day, so that nobody knows when its bag is prepared"
            raise InputError("no-preparation-time", "share_vials", f"{sentence}; give it a time, or leave vial sharing out.")


def _prepared(day: Day, before_minutes: int) -> Iterator[tuple[datetime, ComingVisit]]:
    for visit in day.visits:
        if visit.infusion_start is not None:
            yield visit.infusion_start - timedelta(minutes=before_minutes), visit  # of one offset, so that minutes are minutes


def _prepare(visit: ComingVisit, at: datetime, minutes: int, opened: list[_Vial]) -> None:
    """Draw up every bag of a visit, and open what is missing."""
    usable = [vial for vial in opened if vial.drug == visit.drug and vial.left_ml and vial.until >= at]
    usable.sort(key=lambda vial: (vial.until, vial.number))
    missing = visit.volume_ml - sum((vial.left_ml for vial in usable), Decimal(0))
    until = at + timedelta(minutes=minutes)
    for each in needed(visit.vials, missing):
        for _ in range(each.count):
            vial = _Vial(len(opened) + 1, visit.drug, each.strength_mg, each.volume_ml, at, until, each.volume_ml)
            opened.append(vial)
            usable.append(vial)
    for number, bag in enumerate(visit.bags, start=1):
        _draw(visit, number, bag.drug_ml, usable)


def _draw(visit: ComingVisit, bag: int, volume_ml: Decimal, usable: Sequence[_Vial]) -> None:
    for vial in usable:
        taken = min(vial.left_ml, volume_ml)
        if taken:
            vial.draws.append(Draw(visit, bag, taken))
            vial.left_ml -= taken
            volume_ml -= taken
    if volume_ml:
        raise ValueError("the vials of a visit hold its dose")


def needed(alone: Sequence[VialCount], missing_ml: Decimal) -> tuple[VialCount, ...]:
    """Of the vials that a visit opens alone, those that hold what is missing: the least drug, then the fewest vials.

    >>> fives, ones = VialCount(Decimal(500), Decimal(25), 2), VialCount(Decimal(100), Decimal(5), 3)
    >>> [each.count for each in needed((fives, ones), Decimal("52.5"))]
    [2, 1]
    """
    if missing_ml <= 0:
        return ()
    ways = [way for way in _ways(alone) if _held(way) >= missing_ml]
    least = min(ways, key=lambda way: (_held(way), sum(each.count for each in way)))
    return tuple(each for each in least if each.count)


def _ways(alone: Sequence[VialCount]) -> Iterator[tuple[VialCount, ...]]:
    if not alone:
        yield ()
        return
    for rest in _ways(alone[1:]):
        for count in range(alone[0].count + 1):
            yield (replace(alone[0], count=count), *rest)


def _held(vials: Sequence[VialCount]) -> Decimal:
    return sum((each.volume_ml * each.count for each in vials), Decimal(0))


def vial_said(vial: SharedVial) -> str:
    """A vial and whom it serves, in words: "vial 3, 500 mg: 12.5 mL for ISLAY-007 C1D8, 12.5 mL for ISLAY-012 C1D1"."""
    drawn = [
        f"{wording.ml(draw.volume_ml)} for {draw.visit.called} {draw.visit.visit}{f' bag {draw.bag}' if len(draw.visit.bags) > 1 else ''}"
        for draw in vial.draws
    ]
    return f"vial {vial.number}, {wording.mg(vial.strength_mg)}: {', '.join(drawn)}"
