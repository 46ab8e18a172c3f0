"""Which body weight makes the dose of a visit.

Does not know the dose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dosing.inputs.course import Course, Reweigh
from dosing.rules.schedule import standing

WeightRule = Literal["first", "new", "kept"]


@dataclass(frozen=True, slots=True)
class Weighing:
    """A measured body weight, kg; it applies to visits on or after `applies_from` (None: from the start)."""

    weight_kg: Decimal
    weighed: date | None
    applies_from: date | None
    change: int = 0  # the number of the change that brought it


@dataclass(frozen=True, slots=True)
class DoseWeight:
    """The weighing that makes a dose, and by which rule."""

    weighing: Weighing
    rule: WeightRule


def weighings(course: Course) -> tuple[Weighing, ...]:
    """The first weight and every later one; each applies from the later of its day and the day of its change."""
    later = [
        Weighing(change.weight_kg, change.weighed, max(change.weighed, change.when), number)
        for number, change in standing(course.changes)
        if isinstance(change, Reweigh)
    ]
    return (Weighing(course.weight_kg, course.weighed, None), *later)


def differs_by(new: Decimal, old: Decimal, percent: Decimal) -> bool:
    """Whether `new` differs from `old` by at least `percent`, limit included; exact."""
    return abs(new - old) * 100 >= percent * old


def dose_weights(all_weighings: Sequence[Weighing], visits: Sequence[tuple[date, Decimal]]) -> list[DoseWeight]:
    """The weight for each visit, given in order as its day and the percentage from which a new weight counts on it."""
    chosen: list[DoseWeight] = []
    made_by = all_weighings[0]
    for on, counts_from in visits:
        chosen.append(_dose_weight(all_weighings, made_by, on, counts_from))
        made_by = chosen[-1].weighing
    return chosen


def _dose_weight(all_weighings: Sequence[Weighing], before: Weighing, on: date, counts_from: Decimal) -> DoseWeight:
    """The weight for a visit on a day, where `before` made the dose of the visit before it.

    The newest weight that applies counts if it differs from that one by `counts_from` percent or more.
    """
    first = all_weighings[0]
    newest = [weighing for weighing in all_weighings if weighing.applies_from is None or weighing.applies_from <= on][-1]
    if newest is not before and not differs_by(newest.weight_kg, before.weight_kg, counts_from):
        return DoseWeight(before, "kept")
    return DoseWeight(newest, "first" if newest is first else "new")


def provisional_from(all_weighings: Sequence[Weighing], last_of_cycle_1: date) -> bool:
    """Whether cycle 2 doses are provisional: no weight was measured on or after the last visit of cycle 1."""
    return not any(weighing.weighed is not None and weighing.weighed >= last_of_cycle_1 for weighing in all_weighings)
