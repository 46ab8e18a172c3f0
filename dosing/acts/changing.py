"""Change a course, or the letterhead of its sheets: what is possible, what it comes to, and what differs.

Does not know arguments, requests, or where a file is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dosing.acts.opening import Opened
from dosing.difference import Difference, difference, document_at
from dosing.engine import ENGINE
from dosing.findings import InputError
from dosing.formats.course_file import appended, render_change, render_letterhead
from dosing.formats.shipped import regimen_of
from dosing.formats.site_file import site_over
from dosing.history import History, build_history, refuse_rebase
from dosing.inputs.changes import VERBS, Change, Extend, OfVisit, Outcome, Rebase, Retime, Stop, Undo
from dosing.inputs.course import Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import course_with
from dosing.inputs.site import Site
from dosing.rules.timeline import extended, named


def possible(opened: Opened, today: date) -> tuple[str, ...]:
    """The kinds of change that a course allows as it stands on a day, in the order in which they are listed. Raises InputError.

    Where another version of the program made other numbers nothing can be done before these are accepted, and otherwise there are
    none to accept.
    """
    try:
        newest = opened.history.newest.timeline
    except InputError as problem:
        if problem.code != "made-by-another-engine":
            raise
        return tuple(kind for kind, verb in VERBS.items() if verb is Rebase and _allowed(refuse_rebase, opened.course))
    if newest is None:
        raise ValueError("the newest revision is always made")
    unfit: set[type[Change]] = {Rebase}
    unfit |= {Undo} if not newest.standing else set()
    unfit |= {Extend} if not _allowed(extended, newest) else set()
    unfit |= {verb for kind, verb in VERBS.items() if issubclass(verb, OfVisit) and not visits_for(kind, opened, today)}
    return tuple(kind for kind, verb in VERBS.items() if verb not in unfit)


def _allowed(ask: Callable[[Any], Any], about: Any) -> bool:
    try:
        ask(about)
    except InputError:
        return False
    return True


def visits_left(opened: Opened) -> dict[str, date]:
    """The visits that take place and their days, by name: those that a change can be about. Raises InputError."""
    return {visit.visit: visit.date for visit in opened.history.newest.visits if visit.active}


def visits_for(kind: str, opened: Opened, today: date) -> dict[str, date]:
    """The visits that a change of a kind made today can be about, with their days. Raises InputError.

    What was given is recorded of a visit that has come; one that is over cannot get another time, or be the first that is cancelled.
    """
    left = visits_left(opened)
    if VERBS[kind] is Outcome:
        return {name: on for name, on in left.items() if on <= today}
    if VERBS[kind] in (Retime, Stop):
        return {name: on for name, on in left.items() if on >= today}
    return left


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was tried: the course with it, and the text that stores it."""

    opened: Opened
    text: str


def change(before: Opened, raw: Mapping[str, Any]) -> Changed:
    """A course with one more change, given as raw values with its reason, who and when. Raises InputError and Refused.

    Nothing is asked of the newest revision but that it comes out as it was stored, so that a check that refuses it today can be
    answered by a change. A site may be given as the raw tables of its file; the letterhead in them, if there is one, comes with it.
    """
    if raw["kind"] == "rebase":
        refuse_rebase(before.course)
    raw, letterhead = _with_site(raw, before)
    changed = course_with(before.course, raw)
    made = _with_newest(before, changed)
    newest = changed.changes[-1].model_copy(update={"fingerprint": made.newest.fingerprint, "engine": ENGINE})
    text = render_change(newest) + (render_letterhead(letterhead) if letterhead != before.letterhead else "")
    course = changed.model_copy(update={"changes": (*changed.changes[:-1], newest)})
    return Changed(Opened(before.site, letterhead, course, appended(before.content, text)), text)


def _with_site(raw: Mapping[str, Any], before: Opened) -> tuple[dict[str, Any], Letterhead]:
    own = raw.get("site")
    if not isinstance(own, Mapping):
        return dict(raw), before.letterhead
    site, stated = site_in(own, before, "the site file")
    return {**raw, "site": site}, stated or before.letterhead


def _with_newest(before: Opened, changed: Course) -> History:
    try:
        return build_history(regimen_of(changed), before.site, changed, trying=True)
    except InputError as problem:
        newest = changed.changes[-1]
        if problem.where != named(len(changed.changes), newest):
            raise
        if isinstance(newest, Extend) and problem.field == "to":  # the day that stands in the way was given to a visit before
            way = "for the visit that was moved: undo that move, and make it again with the visits after it."
            raise InputError(problem.code, "kind", f"{problem.sentence.removesuffix('.')} {way}") from None
        raise problem.typed_here() from None


def site_in(own: Mapping[str, Any], before: Opened, what: str) -> tuple[Site, Letterhead | None]:
    """The site of a site file's raw tables for a course, and the letterhead that they state, or None. Raises InputError."""
    site, letterhead = site_over(own, {}, regimen_of(before.course), what)
    return site, letterhead if "letterhead" in own else None


def readdress(before: Opened, letterhead: Letterhead) -> Changed:
    """A course with another letterhead, which makes no number and so no revision. Raises InputError."""
    text = render_letterhead(letterhead)
    return Changed(Opened(before.site, letterhead, before.course, appended(before.content, text)), text)


def compare(opened: Opened, old: int, new: int) -> Difference:
    """What differs between two revisions of a course. Raises InputError."""
    return difference(document_at(opened.history, old), document_at(opened.history, new))


def compare_with(opened: Opened, document: Mapping[str, Any]) -> Difference:
    """What differs between a plan document and the newest revision of a course. Raises InputError."""
    return difference(document, document_at(opened.history, opened.course.revision))
