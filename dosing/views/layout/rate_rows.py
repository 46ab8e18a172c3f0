"""The rows of a rate table with their observations: before the infusion, at each change of rate, when it ends, and after it.

Does not know pages or how high anything is.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from dosing.rules.clock import in_utc
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
END = RateRow(moment="End", words="empty, overfill not counted; flush, same rate, at", timed=True)
GIVEN = RateRow(moment="Given")
AFTER = RateRow(moment="After", words="discharged at", timed=True)


def rate_rows(visit: Visit) -> tuple[RateRow, ...]:
    """The rows of a visit's rate table, over all its bags, from the observations before it to those after it."""
    return (BASELINE, *_running(visit), END, GIVEN, AFTER)


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


def begins_at(visit: Visit, step: InfusionStep) -> int:
    """When a step begins, in whole minutes after the start; rounded up, as the planned clock is."""
    return _whole(visit, step.starts, step.elapsed_minutes)


def runs_for(visit: Visit, step: InfusionStep) -> int:
    """How long a step runs, in whole minutes: from its beginning to that of the next, so that they add up to the end."""
    steps = visit.infusion.steps if visit.infusion else ()
    after = next((each for each in steps if each.elapsed_minutes > step.elapsed_minutes), None)
    return (begins_at(visit, after) if after else known_minutes(visit)) - begins_at(visit, step)


def known_minutes(visit: Visit) -> int:
    """When the last step that is known ends, in whole minutes after the start."""
    infusion = visit.infusion
    if infusion is None or not infusion.steps:
        return 0
    last = infusion.steps[-1]
    return _whole(visit, infusion.lasts_until, last.elapsed_minutes + last.minutes)


def _whole(visit: Visit, moment: datetime | None, minutes: Decimal) -> int:
    if moment is not None and visit.infusion_start is not None:
        return int((in_utc(moment) - in_utc(visit.infusion_start)).total_seconds() // 60)
    return int(minutes.to_integral_value(ROUND_CEILING))
