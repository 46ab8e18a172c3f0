"""The rows of a rate table with their observations: before the infusion, at each change of rate, when it ends, and after it.

Does not know pages or how high anything is.
"""

from dataclasses import dataclass

from dosing.rules.infusion import InfusionStep
from dosing.rules.visit import Visit

EMPTY_ROWS = 6  # to be filled from the order; of two bags each has fewer
EMPTY_ROWS_OF_TWO = 3


@dataclass(frozen=True, slots=True)
class RateRow:
    """One row, with a place for observations: a step, a moment of its own name, or, with neither, one to fill by hand.

    `bag` names the bag that begins at the row, where there are two; `timed` is whether a time is written behind its words.
    """

    step: InfusionStep | None = None
    moment: str = ""
    bag: str = ""
    words: str = ""
    timed: bool = False


BASELINE = RateRow(moment="Baseline", words="before the infusion starts")
END = RateRow(moment="End", words="line flushed at", timed=True)
AFTER = RateRow(moment="After", words="discharged at", timed=True)


def rate_rows(visit: Visit) -> tuple[RateRow, ...]:
    """The rows of a visit's rate table, over all its bags, from the observations before it to those after it."""
    return (BASELINE, *_running(visit), END, AFTER)


def _running(visit: Visit) -> tuple[RateRow, ...]:
    bags, infusion = visit.study_drug.bags if visit.study_drug else (), visit.infusion
    if len(bags) < 2:
        return tuple(RateRow(step) for step in infusion.steps) if infusion else (RateRow(),) * EMPTY_ROWS
    steps = [bag.steps for bag in infusion.bags] if infusion else [() for _ in bags]
    rows: list[RateRow] = []
    for begins, held in zip(BEGINS, steps, strict=True):
        first, *others = [RateRow(step) for step in held] or [RateRow()] * EMPTY_ROWS_OF_TWO
        rows += [RateRow(first.step, bag=begins, words="" if held else FROM_ORDER), *others]
    return tuple(rows)


BEGINS = ("Bag 1", "Change to bag 2")
FROM_ORDER = "from the order"
