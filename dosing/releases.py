"""The only way from a plan to a view: a second calculation, a fingerprint, draft or checked, and which visits are past.

Does not know pages or files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dosing import ENGINE, wording
from dosing.document import PLAN_FORMAT, fingerprint, plain_value, plan_body
from dosing.findings import Finding, Refused, by_severity
from dosing.inputs.course import Course
from dosing.plan import Plan
from dosing.recheck import Disagreement, recheck


@dataclass(frozen=True, slots=True)
class Release:
    """A plan that two calculations agree on, ready to be shown.

    `document` is the plan document as JSON values; `findings` are the plan's and those that depend on the day of issue;
    `void` says that a newer revision replaces this one.
    """

    plan: Plan
    course_id: str
    revision: int
    fingerprint: str
    issued: datetime
    engine: str
    past: tuple[str, ...]
    checked_by: str | None
    findings: tuple[Finding, ...]
    document: dict[str, Any]
    void: bool = False

    @property
    def draft(self) -> bool:
        """Whether nobody has checked this revision yet."""
        return self.checked_by is None


class Disagreed(Refused):
    """The second calculation gives another number: no sheet is made."""

    def __init__(self, disagreements: Sequence[Disagreement]) -> None:
        super().__init__(tuple(Finding("second-calculation", "refuse", None, each.sentence) for each in disagreements))
        self.disagreements = tuple(disagreements)


def release(plan: Plan, issued: datetime, engine: str = ENGINE, *, void: bool = False) -> Release:
    """Check a plan by the second calculation and fix what every view of it says.

    `issued` is an aware moment, written in UTC to the second. The plan is checked, not a draft, when its course holds a
    check of this revision with this very fingerprint, by somebody who did not prepare it. Raises Disagreed, and ValueError for
    a naive `issued`.
    """
    if issued.tzinfo is None:
        raise ValueError("issued has no time zone; give an aware datetime, like datetime.now(UTC)")
    issued = issued.astimezone(UTC).replace(microsecond=0)
    body = plan_body(plan)
    digest = fingerprint(body)
    past = tuple(visit.visit for visit in plan.active if visit.date < issued.date())
    checked_by = _checked_by(plan, digest)
    findings = by_severity([*plan.findings, *_past_start(plan, issued)])
    document = {
        "format": PLAN_FORMAT,
        "release": {
            "course_id": plan.course.course_id,
            "revision": plan.revision,
            "fingerprint": digest,
            "issued": issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "engine": engine,
            "past": list(past),
            "checked_by": checked_by,
        },
        **body,
        "findings": plain_value(findings),
    }
    disagreements = recheck(document)
    if disagreements:
        raise Disagreed(disagreements)
    return Release(plan, plan.course.course_id, plan.revision, digest, issued, engine, past, checked_by, findings, document, void)


def _checked_by(plan: Plan, digest: str) -> str | None:
    """Who checked this revision; a check of another revision, of other numbers or by a preparer counts for nothing."""
    checks = [
        check.by
        for check in plan.course.checks
        if check.revision == plan.revision and check.fingerprint == digest and may_check(plan.course, check.by)
    ]
    return checks[-1] if checks else None


def may_check(course: Course, by: str) -> bool:
    """Whether somebody may check the newest revision of a course: not who prepared the course, nor who made its last change."""
    preparers = [course.prepared_by, *(change.by for change in course.changes[-1:])]
    return all(_bare(by) != _bare(each) for each in preparers if each is not None)


def _bare(initials: str) -> str:
    return "".join(c for c in initials.casefold() if c.isalnum())


def _past_start(plan: Plan, issued: datetime) -> list[Finding]:
    first = plan.visits[0].date
    if first >= issued.date():
        return []
    return [Finding("past-start", "note", plan.visits[0].visit, f"The first visit, {wording.day(first)}, lies before the day of issue.")]
