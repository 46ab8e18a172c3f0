"""What every door does with what people enter: a new course, a change or a check added to a course file's bytes.

Does not know arguments, requests, or how anything is shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from dosing import ENGINE, wording
from dosing.document import fingerprint, plan_body
from dosing.files import default_regimen, parse_course
from dosing.findings import InputError
from dosing.formats.course_file import render_change
from dosing.inputs.course import Check, Course
from dosing.inputs.reading import build, course_from, course_with
from dosing.inputs.site import Site
from dosing.plan import Plan, build_plan
from dosing.quantities import shown
from dosing.releases import Release, may_check, release
from dosing.revisions import checked_plan, how_made, refuse_rebase


def site_overrides(
    h2_blocker: str | None, h2_reason: str | None, dexamethasone_route: str | None, dexamethasone_form: str | None
) -> dict[str, dict[str, Any]]:
    """What is chosen for one course over a site file, as raw tables; None takes away what no longer fits the choice."""
    h2 = _chosen(drug=h2_blocker, reason=h2_reason)
    if h2_blocker not in (None, "none"):
        h2.setdefault("reason", None)
    dexamethasone = _chosen(route=dexamethasone_route, injection_form=dexamethasone_form)
    if dexamethasone_route == "oral":
        dexamethasone.setdefault("injection_form", None)
    return {name: table for name, table in (("h2_blocker", h2), ("dexamethasone", dexamethasone)) if table}


def _chosen(**values: str | None) -> dict[str, str | None]:
    return {key: value for key, value in values.items() if value is not None}


def new_course(raw: Mapping[str, Any]) -> Course:
    """The course of raw values; without a course id it gets a new random one. Raises InputError."""
    return course_from({**raw, "course_id": raw.get("course_id") or str(uuid4())})


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def moment_from(text: str, what: str) -> datetime:
    """A moment in UTC that was typed; `what` names where. Raises InputError."""
    problem = InputError(f"{what} is {shown(text)}; write a moment in UTC, like 2026-12-20T09:00:00Z.")
    if not _MOMENT.fullmatch(text):
        raise problem
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise problem from None


def newest(content: bytes, what: str, issued: datetime) -> Release:
    """The newest revision of a course file's bytes, released. Raises InputError and Refused; `what` names the file."""
    site, course = parse_course(content, what)
    return release(checked_plan(default_regimen(), site, course), issued)


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was tried: the plan before (None for a rebase), the plan after, and the text that stores it."""

    old: Plan | None
    new: Plan
    fingerprint: str
    text: str


def try_change(site: Site, course: Course, raw: Mapping[str, Any]) -> Changed:
    """What one more change, given as raw values with its reason, who and when, does to a course. Raises InputError and Refused."""
    regimen = default_regimen()
    # This program no longer makes the old numbers of a course that is rebased.
    if raw["kind"] == "rebase":
        refuse_rebase(course)
    old = None if raw["kind"] == "rebase" else checked_plan(regimen, site, course)
    changed = course_with(course, dict(raw))
    new = build_plan(regimen, site, changed)
    made = fingerprint(plan_body(new))
    return Changed(old, new, made, render_change(changed.changes[-1].model_copy(update={"fingerprint": made, "engine": ENGINE})))


_TYPED = re.compile(r"[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}", re.ASCII)


def agree_fingerprint(made: Release, typed: str, what: str) -> None:
    """Raises InputError unless the typed fingerprint is the release's; `what` names where it was typed."""
    if not _TYPED.fullmatch(typed):
        raise InputError(f"{what} is {shown(typed)}; write the 12 digits of the sheets, like 1A2B-3C4D-5E6F.")
    if typed.replace("-", "").lower() != made.fingerprint[:12]:
        raise InputError(
            f"{what} is {typed.upper()}, but this plan is {wording.fingerprint(made.fingerprint)}; "
            "the sheets that were checked are not of this plan, so print it again and check that."
        )


def check_of(course: Course, made: Release, by: str, on: date, what: str) -> Check:
    """The check of a release as it will be stored; `what` names where the initials were typed. Raises InputError."""
    if not made.draft:
        raise InputError(
            f"revision {made.revision} was already checked by {made.checked_by}; write its sheets again if they still say Draft."
        )
    check = build(Check, {"revision": made.revision, "by": by, "on": on, "fingerprint": made.fingerprint}, what)
    if not may_check(course, check.by):
        raise InputError(f"{check.by} prepared this plan and cannot check it; somebody else has to, with their own initials.")
    newest = course.changes[-1].when if course.changes else None
    # A change is dated where the computer stands, a check in UTC: somewhere on earth it is up to 14 hours later.
    if newest is not None and max(on, (made.issued + timedelta(hours=14)).date()) < newest:
        raise InputError(f"the check would be dated {on}, before the newest change on {newest}; check it on that day or later.")
    return check


def revision_words(course: Course, revision: int) -> str:
    """How a revision came about: what was done, why, by whom and when."""
    if revision == 1:
        made = f"first made, {wording.kg(course.weight_kg)}, start {wording.day(course.start)}"
        return f"{made}, prepared by {course.prepared_by}" if course.prepared_by else made
    change = course.changes[revision - 2]
    return f"{how_made(course, revision)}: {change.reason} ({change.by}, {wording.day(change.when)})"
