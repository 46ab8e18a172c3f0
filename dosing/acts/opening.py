"""Begin a course, open one, and issue its plan.

Does not know arguments, requests, or where a file is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from dosing import wording
from dosing.acts.choosing import decided_here, regimens
from dosing.findings import InputError
from dosing.formats.shipped import newest_regimen, regimen_of
from dosing.formats.site_file import site_over
from dosing.history import History, build_history, read_history, sealed
from dosing.inputs.course import Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import course_from
from dosing.inputs.regimen import DEFAULT_REGIMEN, Regimen
from dosing.inputs.site import Site
from dosing.releases import Release, release


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class Opened:
    """A course as a door holds it: what stands in its file, and the file byte for byte.

    `by_hand` says that the file that was opened held no fingerprints; `content` then holds them.
    """

    site: Site
    letterhead: Letterhead
    course: Course
    kept: bytes | None = field(default=None, repr=False, compare=False)  # the file's bytes; None for a course that was never written
    by_hand: bool = False
    made: list[History] = field(default_factory=list, repr=False, compare=False)  # its history, once that was asked for

    @property
    def content(self) -> bytes:
        """The course file, byte for byte as it is or, for a new course, as it will be written."""
        from dosing.formats.course_file import render_course  # late: a plan that is only looked at writes none

        return render_course(self.site, self.letterhead, self.course).encode() if self.kept is None else self.kept

    @property
    def history(self) -> History:
        """Every revision, though a check may refuse the newest. Raises InputError."""
        if not self.made:
            self.made.append(read_history(regimen_of(self.course), self.site, self.course))
        return self.made[0]


def begin(raw: Mapping[str, Any], own: Mapping[str, Any], overrides: Mapping[str, Any], what: str = "the site file") -> Opened:
    """A new course of raw values, at a site given by its file's raw tables and what was chosen over them. Raises InputError and Refused.

    Without a course id it gets a new random one.
    """
    regimen = newest_regimen(str(raw.get("regimen", DEFAULT_REGIMEN)))
    site, letterhead = _site(own, overrides, regimen, what)
    named = {"course_id": raw.get("course_id") or str(uuid4()), "regimen": regimen.id, "regimen_revision": regimen.revision}
    course = course_from({**raw, **named})
    return _sealed(site, letterhead, build_history(regimen, site, course))


def _site(own: Mapping[str, Any], overrides: Mapping[str, Any], regimen: Regimen, what: str) -> tuple[Site, Letterhead]:
    try:
        return site_over(own, overrides, regimen, what)
    except InputError as problem:
        if decided_here(problem.field, overrides):  # chosen here, not written in the file
            raise problem.typed_here() from None
        raise


def check_site(own: Mapping[str, Any], what: str) -> None:
    """Refuse a site file's raw tables that no regimen can be planned by; what is said is what the first of them says. Raises InputError."""
    problems: list[InputError] = []
    for regimen in regimens():
        try:
            site_over(own, {}, regimen, what)
        except InputError as problem:
            problems.append(problem)
        else:
            return
    raise problems[0]


def _sealed(site: Site, letterhead: Letterhead, history: History, *, by_hand: bool = False) -> Opened:
    """A course with its fingerprints in it; they were made a moment ago, and need not come out again."""
    whole = sealed(history)
    made = replace(history, course=whole, plan=replace(history.plan, course=whole))
    return Opened(site, letterhead, whole, by_hand=by_hand, made=[made])


def open_course(content: bytes, what: str, most_changes: int | None = None) -> Opened:
    """A course file's bytes; `what` names the file. One written by hand gets the fingerprints of its revisions. Raises InputError.

    `most_changes` is how many a door takes that cannot wait, since every revision is made again whenever a course is read.
    """
    from dosing.formats.course_file import read_course  # late: a new course is read from no file

    found = read_course(content, what)
    if most_changes is not None and len(found.course.changes) > most_changes:
        held = wording.counted(len(found.course.changes), "change")
        sentence = f"{what} holds {held}, more than the {most_changes} that are read here; use the command line."
        raise InputError("too-many-changes", "course_file", sentence)
    if found.course.fingerprint is None:
        try:
            history = read_history(regimen_of(found.course), found.site, found.course)
        except InputError as problem:
            raise problem.inside(what) from None
        return _sealed(found.site, found.letterhead, history, by_hand=True)
    return Opened(found.site, found.letterhead, found.course, content)


def issue(opened: Opened, issued: datetime, revision: int | None = None) -> Release:
    """The newest revision of a course released, or an older one as void. Raises InputError and Refused."""
    return release(opened.history, issued, letterhead=opened.letterhead, revision=revision)
