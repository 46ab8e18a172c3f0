"""What a plan document states about its release: revision, the visits that are past, who checked which, and what was found.

Does not know doses, or the fingerprint.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from dosing.recheck.compare import Disagreement, attempt, compare
from dosing.recheck.course import Course
from dosing.recheck.places import Place

ISSUED = re.compile(r"([0-9-]{10})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")


def compare_revision(document: Place) -> Iterator[Disagreement]:
    """Whether the release counts every change, belongs to the course, and begins or continues its chain."""
    release, course = document.at("release"), document.at("inputs", "course")
    changes = course.at("changes").entries()
    yield from compare("release.revision", release.at("revision").value, 1 + len(changes))
    yield from compare("release.course_id", release.at("course_id").value, course.at("course_id").text())
    if not changes:
        yield from compare("release.previous", release.at("previous").value, None)


def compare_past(release: Place, course: Course) -> Iterator[Disagreement]:
    """Whether the visits before the day of issue are named."""
    issued = _read_issued(release.at("issued"))
    past: list[object] = [visit.name for visit in course.active if visit.date < issued]
    yield from compare("release.past", release.at("past").value, past)


def compare_recorded(document: Place) -> Iterator[Disagreement]:
    """Whether what was given, or not, is recorded of days that have begun somewhere on earth by the moment of issue."""
    latest = _read_latest(document.at("release", "issued"))
    for change in document.at("inputs", "course", "changes").entries():
        if change.at("kind").value == "outcome" or change.fields().get("not_given") is True:
            yield from attempt(_read_by_then, change.at("when"), latest)


def _read_by_then(when: Place, latest: int) -> None:
    if when.day() > latest:
        raise when.unreadable("what was given on a day after the day of issue is not known yet")


def _read_latest(place: Place) -> int:
    """The latest day that it is anywhere at the moment of issue: from 10:00 UTC on it is the next one, 14 hours ahead."""
    return _read_issued(place) + (place.text()[11:13] >= "10")


def _read_issued(place: Place) -> int:
    """The UTC day of issue."""
    written = ISSUED.fullmatch(place.text())
    if not written:
        raise place.unreadable('a moment of issue is written like "2026-12-20T09:00:00Z"')
    return place.holding(written[1]).day()


def compare_checks(document: Place, course: Course) -> Iterator[Disagreement]:
    """Whether each check is of visits that take place, by somebody else than who prepared the course or changed it since the last one.

    Who recorded what was given changed nothing of the plan that they would check.
    """
    typed = document.at("inputs", "course")
    changes, prepared = typed.at("changes").entries(), typed.at("prepared_by")
    checked: list[int] = []  # the revisions of the checks so far
    for check in document.at("release", "checks").entries():
        of, visits, by = check.later("revision"), check.at("visits"), check.at("by")
        if not of.given:  # an older version asked who made the last change alone
            yield from attempt(_read_checked, visits, [visit.name for visit in course.active])
            yield from attempt(_read_by, by, [prepared, *_who(changes)[-1:]])
            continue
        yield from attempt(_read_still_checked, visits, [visit.name for visit in course.active if not visit.provisional])
        yield from attempt(_read_revision, of, 1 + len(changes))
        if type(of.value) is not int:
            continue
        before = max((revision for revision in checked if revision < of.value), default=1)
        yield from attempt(_read_by, by, [prepared, *_who(changes[before - 1 : max(of.value - 1, 0)])])
        checked.append(of.value)


def _who(changes: list[Place]) -> list[Place]:
    """Who made some changes, those apart that only say what was given."""
    return [change.at("by") for change in changes if change.at("kind").value != "outcome"]


def _read_revision(revision: Place, newest: int) -> None:
    if revision.whole(1) > newest:
        raise revision.unreadable(f"the course has reached revision {newest}")


def _read_checked(visits: Place, names: list[str]) -> None:
    if names and not visits.entries():  # none, where the whole course is stopped
        raise visits.unreadable("the names of the visits that were checked belong here, at least one")
    _read_still_checked(visits, names)


def _read_still_checked(visits: Place, names: list[str]) -> None:
    """What is left of a check; nothing, once every visit is given something else."""
    for visit in visits.entries():
        if visit.text() not in names:
            raise visit.unreadable("no visit of that name takes place, or it waits for a weight")
    checked = [visit.value for visit in visits.entries()]
    if len(set(checked)) != len(checked):
        raise visits.unreadable("the names of the visits that were checked belong here, none twice")


def _read_by(by: Place, preparers: list[Place]) -> None:
    if _letters(by.text()) in [_letters(each.text()) for each in preparers if each.given]:
        raise by.unreadable("who prepared the course, or changed it since the check before, does not check it")


def _letters(initials: str) -> str:
    """Initials without case, accents, dots and spaces."""
    return "".join(letter for letter in normalize("NFKD", initials).casefold() if letter.isalnum())


def compare_findings(document: Place, names: list[str]) -> Iterator[Disagreement]:
    """Whether each finding that is about a visit names one of the regimen; what it says is not calculated here."""
    for finding in document.at("findings").entries():
        visit = finding.at("visit")
        if visit.given:
            yield from attempt(Place.one_of, visit, *names)
