"""Which body weight makes the dose of a visit.

Does not know the dose.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from dosing.findings import InputError
from dosing.inputs.course import Course

if TYPE_CHECKING:
    from dosing.inputs.changes import Reweigh

WeightRule = Literal["first", "new", "kept"]


class Weighing(NamedTuple):
    """A measured body weight, kg; it applies to visits on or after `applies_from`, the first one from the start."""

    weight_kg: Decimal
    weighed: date | None
    applies_from: date
    change: int = 0  # the number of the change that brought it
    when: date = date.min  # the day of that change
    typed: str | None = None  # what was typed, where that was in pounds


class DoseWeight(NamedTuple):
    """The weighing that makes a dose, and by which rule."""

    weighing: Weighing
    rule: WeightRule


def first_weighing(course: Course) -> Weighing:
    """The weight that a course begins with."""
    return Weighing(course.weight_kg, course.weighed, date.min, typed=course.weight_typed)


def next_weighing(before: Sequence[Weighing], change: "Reweigh", number: int) -> Weighing:
    """A later weight: it applies from the later of the day it was measured and the day of its change.

    Raises InputError where it was measured after the change, or the weights would not stand in the order of their days.
    """
    if change.weighed > change.when:
        sentence = (
            f"the weight was measured on {change.weighed}, after the day of the change, {change.when}; write the day it was measured."
        )
        raise InputError("weighed-after-change", "weighed", sentence)
    last = before[-1]
    if last.change and change.when < last.when:
        sentence = f"the weight was entered on {change.when}, before the last one on {last.when}; write weights in the order of their days."
        raise InputError("weight-entered-before-last", "when", sentence)
    if last.weighed is not None and change.weighed < last.weighed:
        sentence = (
            f"the weight was measured on {change.weighed}, before the last one on {last.weighed}; write weights in the order of their days."
        )
        raise InputError("weighed-before-last", "weighed", sentence)
    applies_from = max(change.weighed, change.when)
    return Weighing(change.weight_kg, change.weighed, applies_from, number, change.when, change.weight_typed)


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
    # Weights stand in the order of their days, so that the newest that applies is the last of those that do.
    newest = all_weighings[bisect_right(all_weighings, on, key=lambda weighing: weighing.applies_from) - 1]
    if newest is not before and not differs_by(newest.weight_kg, before.weight_kg, counts_from):
        return DoseWeight(before, "kept")
    return DoseWeight(newest, "first" if newest is all_weighings[0] else "new")


def weighed_since(all_weighings: Sequence[Weighing], day: date) -> bool:
    """Whether a weight was measured on a day or later."""
    return any(weighing.weighed is not None and weighing.weighed >= day for weighing in reversed(all_weighings))
