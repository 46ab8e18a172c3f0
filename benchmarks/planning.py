"""New courses in a warm process, planned and released, beside the bare script that makes the same numbers."""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import cycle

import bare
import subject
from measuring import Row, by_turns, middle, say, watch

ROUNDS = 21
START = date(2027, 1, 4)
# Every call plans another weight of the trial's range, so that no answer can be kept from the call before.
WEIGHTS = tuple(Decimal(hundredths) / 100 for hundredths in range(4600, 9301))
# A sample of them, and weights outside: from the least that is taken to half a bag.
COMPARED = (*WEIGHTS[::97], *map(Decimal, ("22.7", "24.95", "25", "100", "110.05", "125")))


def rows() -> Iterator[Row]:
    """The one row of the warm process."""
    for weight in COMPARED:
        agree(weight)
    by_hand, courses = cycle(WEIGHTS), cycle([subject.course(weight, START) for weight in WEIGHTS])
    watches = {
        "bare": watch(lambda: bare.plan(next(by_hand), START)),
        "dosing": watch(lambda: subject.plan_and_release(next(courses))),
    }
    ratio, note = middle([each["dosing"] / each["bare"] for each in by_turns(watches, ROUNDS)])
    yield Row("plan-and-release", "plan and release in a warm process, against a bare script", ratio, note)


def agree(weight: Decimal) -> None:
    """Ends the benchmark unless the bare script makes the plan's numbers: else there is nothing to compare."""
    planned, by_hand = subject.numbers(subject.plan_and_release(subject.course(weight, START))), bare.plan(weight, START)
    if planned != by_hand:
        sys.exit(f"for {weight} kg the bare script and the plan differ:\n{by_hand}\n{planned}")


if __name__ == "__main__":
    say(rows())
