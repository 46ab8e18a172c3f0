"""The rows of a rate table: the steps of each bag, the change between two, and blank rows where the order says the rates.

Does not know pages or how high anything is.
"""

from dataclasses import dataclass

from dosing.rules.infusion import InfusionStep
from dosing.rules.visit import Visit

EMPTY_ROWS = 6  # to be filled from the order; of two bags each has fewer
EMPTY_ROWS_OF_TWO = 4


@dataclass(frozen=True, slots=True)
class RateRow:
    """One row: a step, where a bag begins and what is known of its rates, or, with neither, one to fill by hand."""

    step: InfusionStep | None = None
    begins: str = ""
    words: str = ""


def rate_rows(visit: Visit) -> tuple[RateRow, ...]:
    """The rows of a visit's rate table, over all its bags."""
    bags, infusion = visit.study_drug.bags if visit.study_drug else (), visit.infusion
    if len(bags) < 2:
        return tuple(RateRow(step) for step in infusion.steps) if infusion else _blank(EMPTY_ROWS)
    steps = [bag.steps for bag in infusion.bags] if infusion else [() for _ in bags]
    rows: list[RateRow] = []
    for number, held in enumerate(steps, start=1):
        rows.append(RateRow(begins=BEGINS[number - 1], words="" if held else FROM_ORDER[number - 1]))
        rows.extend([RateRow(step) for step in held] or _blank(EMPTY_ROWS_OF_TWO))
    return tuple(rows)


def _blank(count: int) -> tuple[RateRow, ...]:
    return tuple(RateRow() for _ in range(count))


BEGINS = ("Bag 1", "Change to bag 2")
FROM_ORDER = ("first bag: from the order", "second bag: from the order")
