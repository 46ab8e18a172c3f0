"""The history of a course as it is stored: what was done, why, by whom and when, and who checked it.

Does not make any revision again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dosing import wording
from dosing.history import sayings, stored_fingerprints
from dosing.inputs.course import Check, Course
from dosing.releases import check_told, may_check


@dataclass(frozen=True, slots=True)
class Told:
    """One revision in the history of a course: its number, its fingerprint where one is stored, how it came about, who checked it."""

    number: int
    fingerprint: str | None
    words: str
    checks: tuple[Check, ...]

    @property
    def checked(self) -> tuple[str, ...]:
        """Each check in words: by whom, when, of which visits, and what was not checked."""
        return tuple(check_told(check) for check in self.checks)


def told(course: Course) -> tuple[Told, ...]:
    """The history of a course, as it is stored: what was done, why, by whom and when."""
    stored, said = stored_fingerprints(course), sayings(course)
    made: list[Told] = []
    counting: tuple[Check, ...] = ()  # the checks that still count, since only what was given was recorded after them
    checked = 1  # the newest revision before that was checked
    for number, (fingerprint, words) in enumerate(zip(stored, said, strict=True), start=1):
        counting = counting if number > 1 and course.changes[number - 2].keeps_checks else ()
        own = _checks_of(course, number, fingerprint, checked)
        made.append(Told(number, fingerprint, _revision_words(course, number, words) + _counting_on(counting), own))
        counting += own
        checked = number if any(each.visits for each in own) else checked
    return tuple(made)


def _counting_on(checks: Sequence[Check]) -> str:
    return "".join(f"; the check of revision {each.revision} by {each.by} counts on" for each in checks)


def _revision_words(course: Course, number: int, words: str) -> str:
    if number == 1:
        weight = wording.weight(course.weight_kg, course.weight_typed)
        made = f"first made, {weight}, start {wording.day(course.start)}"
        return f"{made}, prepared by {course.prepared_by}" if course.prepared_by else made
    found = course.changes[number - 2]
    return f"{words}: {found.reason} ({found.by}, {wording.day(found.when)})"


def _checks_of(course: Course, number: int, fingerprint: str | None, checked: int) -> tuple[Check, ...]:
    until = course.model_copy(update={"changes": course.changes[: number - 1]})
    own = [each for each in course.checks if each.revision == number and each.fingerprint == fingerprint]
    return tuple(each for each in own if may_check(until, each.by, checked))
