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


def percent_between(new: Decimal, old: Decimal) -> Decimal:
    """How far `new` lies from `old`, in percent of `old`, without sign; compared only, so not rounded."""
    return abs(new - old) / old * 100


def differs_by(new: Decimal, old: Decimal, percent: Decimal) -> bool:
    """Whether `new` differs from `old` by at least `percent`, limit included; exact."""
    return abs(new - old) * 100 >= percent * old


def dose_weight(all_weighings: Sequence[Weighing], on: date, counts_from: Decimal) -> DoseWeight:
    """The weight for a visit on a day: the newest that counts.

    A new weight counts if it differs from the weight that made the dose before by `counts_from` percent or more.
    """
    current, rule = all_weighings[0], "first"
    for weighing in all_weighings[1:]:
        if weighing.applies_from is not None and weighing.applies_from > on:
            continue
        if differs_by(weighing.weight_kg, current.weight_kg, counts_from):
            current, rule = weighing, "new"
        else:
            rule = "kept"
    return DoseWeight(current, rule)  # type: ignore[arg-type]  # narrowed to the three words above


def provisional_from(all_weighings: Sequence[Weighing], last_of_cycle_1: date) -> bool:
    """Whether cycle 2 doses are provisional: no weight was measured on or after the last visit of cycle 1."""
    return not any(weighing.weighed is not None and weighing.weighed >= last_of_cycle_1 for weighing in all_weighings)
