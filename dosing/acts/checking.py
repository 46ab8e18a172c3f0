"""Record that somebody checked a plan: who may, and what they have to show for it.

Does not know arguments, requests, or where a file is kept.
"""

import re
from datetime import date, datetime, timedelta

from dosing import wording
from dosing.acts.changing import Changed
from dosing.acts.opening import Opened, issue
from dosing.findings import InputError
from dosing.formats.course_file import appended, render_check
from dosing.inputs.course import Check, Course
from dosing.inputs.raw import build
from dosing.quantities import shown
from dosing.releases import Release, may_check

_TYPED = re.compile(r"[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}", re.ASCII)


def check(before: Opened, by: str, typed: str, issued: datetime) -> Changed:
    """A course whose newest revision somebody checked: their initials, and the fingerprint of the sheets that they checked.

    Raises InputError and Refused.
    """
    made = issue(before, issued)
    if made.unreviewed:
        raise _unreviewed(made)
    _agree_fingerprint(made, typed)
    found = _check_of(before.course, made, by, issued.date())
    text = render_check(found)
    course = before.course.model_copy(update={"checks": (*before.course.checks, found)})
    return Changed(Opened(before.site, before.letterhead, course, appended(before.content, text)), text)


def _unreviewed(made: Release) -> InputError:
    regimen = made.plan.regimen
    sentence = (
        f"nobody at the site has compared the values of {regimen.id} with their source, so nothing made from them can be checked; "
        "write who did and when as [[reviews]] in the site file, with the regimen and its revision, and put that file in force."
    )
    return InputError("unreviewed-data", "course_file", sentence)


def _agree_fingerprint(made: Release, typed: str) -> None:
    if not _TYPED.fullmatch(typed):
        sentence = f"the fingerprint is {shown(typed)}; write the 12 digits of the sheets, like 1A2B-3C4D-5E6F."
        raise InputError("not-a-fingerprint", "fingerprint", sentence)
    if typed.replace("-", "").lower() != made.fingerprint[:12]:
        raise InputError(
            "another-fingerprint",
            "fingerprint",
            f"the fingerprint is {typed.upper()}, but this plan is {wording.fingerprint(made.fingerprint)}; "
            "the sheets that were checked are not of this plan, so print it again and check that.",
        )


def _check_of(course: Course, made: Release, by: str, on: date) -> Check:
    """The check of a release as it will be stored. Raises InputError."""
    if not made.draft:
        sentence = f"this plan was already checked by {made.checked_by}; write its sheets again if they still say Draft."
        raise InputError("already-checked", "by", sentence)
    visits = tuple(visit.visit for visit in made.plan.active)
    raw = {"revision": made.revision, "by": by, "on": on, "fingerprint": made.fingerprint, "visits": visits}
    found = build(Check, raw, "")
    if not may_check(course, found.by):
        sentence = f"{found.by} prepared this plan and cannot check it; somebody else has to, with their own initials."
        raise InputError("checked-by-preparer", "by", sentence)
    newest = course.changes[-1].when if course.changes else None
    # A change is dated where the computer stands, a check in UTC: somewhere on earth it is up to 14 hours later.
    if newest is not None and max(on, (made.issued + timedelta(hours=14)).date()) < newest:
        sentence = f"the check would be dated {on}, before the newest change on {newest}; check it on that day or later."
        raise InputError("check-before-change", "issued", sentence)
    return found
