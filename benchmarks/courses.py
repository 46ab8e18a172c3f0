"""How the work grows with a course's history: opening its file, and writing its calendar."""

from collections.abc import Iterator
from functools import partial

import subject
from measuring import Row, by_turns, middle, say, watch

ROUNDS = 7
CHANGES = 100
KINDS: tuple[tuple[subject.Kind, str], ...] = (("move", "moves"), ("retime", "retimes"), ("resite", "site changes"))
CALENDAR_CHANGES = 50


def rows() -> Iterator[Row]:
    """A row for each kind of change, and one for the calendar."""
    for kind, what in KINDS:
        yield opened(kind, what)
    yield rendered()


def opened(kind: subject.Kind, what: str) -> Row:
    """What twice as many changes cost; work that grows with their number alone gives 2."""
    courses = {many: subject.course_file(kind, many) for many in (0, CHANGES, 2 * CHANGES)}
    watches = {str(many): watch(partial(subject.open_course, content)) for many, content in courses.items()}
    taken = by_turns(watches, ROUNDS)
    none, some, twice = map(str, courses)
    ratio, note = middle([(each[twice] - each[none]) / (each[some] - each[none]) for each in taken])
    work = f"opening a course of {2 * CHANGES} {what}, against {CHANGES}, each less an unchanged one"
    return Row(f"open-{what.replace(' ', '-')}", work, ratio, note)


def rendered() -> Row:
    """The calendar alone: the release is made before the clock runs."""
    plain = subject.released(subject.course_file("move", 0))
    changed = subject.released(subject.course_file("move", CALENDAR_CHANGES - 1, extended=True))
    watches = {"plain": watch(lambda: subject.calendar(plain)), "changed": watch(lambda: subject.calendar(changed))}
    ratio, note = middle([each["changed"] / each["plain"] for each in by_turns(watches, ROUNDS)])
    work = f"visits.ics of a course with {CALENDAR_CHANGES} changes, one of which adds a cycle, against one with none"
    return Row("calendar", work, ratio, note)


if __name__ == "__main__":
    say(rows())
