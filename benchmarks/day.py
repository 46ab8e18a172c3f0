"""The pharmacy's day of 1,000 courses found through the index, against planning them: at most a tenth."""

import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time

import subject
from measuring import Row, by_turns, middle, say

ROUNDS = 5
COURSES = 1_000
REACH = 0.1
START, DAY = date(2027, 1, 4), date(2027, 1, 11)
# How the courses begin: on one day, so that every one of them has a visit on the day that is asked for, or over two weeks.
BEGIN = {"all of them on that day": 1, "begun over two weeks": 14}


def rows() -> Iterator[Row]:
    """A row for each way in which the courses begin."""
    for what, days in BEGIN.items():
        with tempfile.TemporaryDirectory(prefix="dosing-bench-") as name:
            os.environ["XDG_STATE_HOME"] = str(Path(name) / "state")
            unit = Path(name) / "unit"
            for number in range(COURSES):
                weight = Decimal(4600 + 47 * number % 4700) / 100
                subject.put_course(unit, number, weight, START + timedelta(days=number % days))
            yield measured(unit, f"the day of {COURSES:,} courses, {what}, through the index, against planning them")


def measured(unit: Path, work: str) -> Row:
    """What the day costs with the index beside what it costs without; both have to give the same day."""
    planned, found = subject.day(unit, DAY, indexed=False), subject.day(unit, DAY, indexed=True)
    if not planned == found == subject.day(unit, DAY, indexed=True):
        sys.exit("the day found through the index is not the day that was planned")

    def seconds(*, indexed: bool) -> float:
        before = process_time()
        subject.day(unit, DAY, indexed=indexed)
        return process_time() - before

    watches = {"planned": lambda: seconds(indexed=False), "found": lambda: seconds(indexed=True)}
    ratio, note = middle([each["found"] / each["planned"] for each in by_turns(watches, ROUNDS)])
    reached = "reached" if ratio <= REACH else "not reached"
    return Row("day", work, ratio, f"{len(found.visits)} visits; to reach {REACH}: {reached}; {note}")


if __name__ == "__main__":
    say(rows())
