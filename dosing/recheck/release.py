"""What a plan document states about its release: revision, the visits that are past, who checked which, and what was found.

Does not know doses, or the fingerprint.
"""

import re
from collections.abc import Iterator

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


def _read_issued(place: Place) -> int:
    """The UTC day of issue."""
    written = ISSUED.fullmatch(place.text())
    if not written:
        raise place.unreadable('a moment of issue is written like "2026-12-20T09:00:00Z"')
    return place.holding(written[1]).day()


def compare_checks(document: Place, course: Course) -> Iterator[Disagreement]:
    """Whether each check is of visits that take place, and by somebody else than who prepared the course or changed it last.

    Who recorded what was given changed nothing of the plan that they would check.
    """
    typed = document.at("inputs", "course")
    changes = [change for change in typed.at("changes").entries() if change.at("kind").value != "outcome"]
    preparers = [typed.at("prepared_by"), *(change.at("by") for change in changes[-1:])]
    names = [visit.name for visit in course.active]
    for check in document.at("release", "checks").entries():
        yield from attempt(_read_checked, check.at("visits"), names)
        yield from attempt(_read_by, check.at("by"), [preparer.value for preparer in preparers])


def _read_checked(visits: Place, names: list[str]) -> None:
    for visit in visits.entries():
        if visit.text() not in names:
            raise visit.unreadable("no visit of that name takes place")
    checked = [visit.value for visit in visits.entries()]
    if (names and not checked) or len(set(checked)) != len(checked):  # none, where the whole course is stopped
        raise visits.unreadable("the names of the visits that were checked belong here, at least one and none twice")


def _read_by(by: Place, preparers: list[object]) -> None:
    if by.text() in preparers:
        raise by.unreadable("who prepared the course or made its last change does not check it")


def compare_findings(document: Place, names: list[str]) -> Iterator[Disagreement]:
    """Whether each finding that is about a visit names one of the regimen; what it says is not calculated here."""
    for finding in document.at("findings").entries():
        visit = finding.at("visit")
        if visit.given:
            yield from attempt(Place.one_of, visit, *names)
