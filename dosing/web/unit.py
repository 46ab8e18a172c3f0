"""The folder of courses that a server was started with: what is confirmed on a course of it is written there at once.

Does not know pages of their own; a server without such a folder keeps nothing on disk.
"""

from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path

from dosing.acts import Opened
from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.quantities import shown
from dosing.releases import Release
from dosing.store.unit import course_in, holds, put_course
from dosing.web.carried import Carried
from dosing.web.signed_in import signed_in


@dataclass(frozen=True, slots=True)
class Unit:
    """A folder of courses, and the folder of a web server into which calendars can be published."""

    folder: Path
    publish_to: Path | None = None


_OFFERED: ContextVar[Unit | None] = ContextVar("unit", default=None)


def offer(unit: Unit | None) -> None:
    """Say to the pages of a request which folder of courses there is."""
    _OFFERED.set(unit)


def unit_offered() -> Unit | None:
    """The folder of courses that a page can lead to."""
    return _OFFERED.get()


def kept_in_unit(course_id: str) -> bool:
    """Whether a course stands in the folder of courses, where whatever is confirmed is written at once."""
    unit = unit_offered()
    return unit is not None and holds(unit.folder, course_id)


def put(unit: Unit, opened: Opened, made: Release, before: bytes) -> Opened | None:
    """Write a course into the folder, as `put_course` does; what is new of it bears no other name than the one that is signed in.

    Raises InputError.
    """
    if name := signed_in():
        there = course_in(unit.folder, opened.course.course_id)
        others = [each for each in _names(there.course if there else None, opened.course) if each != name]
        if others:
            sentence = (
                f"the course file names {shown(others[0])} in what the folder does not hold yet, and {name} is signed in; "
                "whoever prepares, changes or checks a course saves that into the folder under their own name."
            )
            raise InputError("saved-for-another", "course_file", sentence)
    return put_course(unit.folder, opened, made, before)


def _names(there: Course | None, course: Course) -> list[str]:
    """Everybody whom a course names beyond what stands in the folder: who prepared it, and who changed or checked it since."""
    changes, checks = (len(there.changes), len(there.checks)) if there else (0, 0)
    prepared = [course.prepared_by] if course.prepared_by and there is None else []
    return [*prepared, *(each.by for each in course.changes[changes:]), *(each.by for each in course.checks[checks:])]


def as_kept(carried: Carried) -> Carried:
    """A course after it was confirmed: the folder of courses has its file, if it holds the course."""
    return replace(carried, saved=kept_in_unit(carried.opened.course.course_id))
