"""The gate: a plan becomes a release only after a second calculation, from the plan document alone, agrees with every number.

Does not know how either calculation works, files, or pages; the moment of issue is handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from dosing.document import PLAN_FORMAT, plain_value
from dosing.engine import ENGINE
from dosing.findings import Finding, Refused, by_severity
from dosing.history import History, Revision, sealed
from dosing.inputs.course import Check, Course
from dosing.inputs.letterhead import Letterhead
from dosing.plan import Plan
from dosing.recheck import Disagreement, recheck, unknown_regimen
from dosing.rules.checks.issue import Issue, issue_findings
from dosing.rules.visit import Visit

if TYPE_CHECKING:
    from dosing.difference import Difference


class Checked(NamedTuple):
    """Who checked which visits of a revision, and on which day."""

    by: str
    on: date
    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class Release:
    """A plan that two calculations agree on, ready to be shown: all that a view may read.

    `document` is the plan document as JSON values; `findings` are the plan's and those that depend on the day of issue; `difference`
    is what the newest change changed, in the words of `how`; `dropped` are visits that an earlier revision held and this one does not,
    as stopped ones; `sealed` is the course with the fingerprint of every revision, as its file stores it; `void` says that a newer revision
    replaces this one.
    """

    plan: Plan
    letterhead: Letterhead
    course_id: str
    revision: int
    fingerprint: str
    previous: str | None
    issued: datetime
    engine: str
    past: tuple[str, ...]
    checks: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    document: dict[str, Any]
    how: str
    difference: "Difference | None"
    dropped: tuple[Visit, ...]
    sealed: Course
    void: bool

    @property
    def unreviewed(self) -> bool:
        """Whether nobody at the site compared the values of the regimen with their source, so that nothing here is for use."""
        return self.plan.regimen.needs_review and self.plan.current_site.review_of(self.plan.regimen) is None

    @property
    def draft(self) -> bool:
        """Whether a visit that takes place was not checked yet."""
        checked = {name for check in self.checks for name in check.visits}
        return not self.checks or any(visit.visit not in checked for visit in self.plan.active)

    @property
    def checked_by(self) -> str | None:
        """Who checked the whole plan last; None for a draft."""
        return None if self.draft else self.checks[-1].by


class Disagreed(Refused):
    """The second calculation gives another number: no sheet is made."""

    def __init__(self, disagreements: Sequence[Disagreement]) -> None:
        super().__init__(tuple(Finding("second-calculation", "refuse", None, each.sentence) for each in disagreements))
        self.disagreements = tuple(disagreements)


def release(
    history: History, issued: datetime, *, letterhead: Letterhead | None = None, revision: int | None = None, engine: str = ENGINE
) -> Release:
    """Check a revision by the second calculation and fix what every view of it says.

    `issued` is an aware moment, written in UTC to the second; `revision` is the newest unless an older one is asked for, which is then
    void. A visit counts as checked when the course holds a check of this revision, with this very fingerprint, by somebody who did not
    prepare it. Raises Refused when a check refuses the newest revision, Disagreed, InputError for a revision that there is not, and
    ValueError for a naive `issued`.
    """
    if issued.tzinfo is None:
        raise ValueError("issued has no time zone; give an aware datetime, like datetime.now(UTC)")
    issued = issued.astimezone(UTC).replace(microsecond=0)
    made = history.newest if revision is None else history.at(revision)
    plan, letterhead = history.plan_of(made), letterhead or Letterhead()
    found = issue_findings(_issue(plan, made, issued))
    refused = (*plan.refused, *(each for each in found if each.severity == "refuse"))
    if refused and made is history.newest:
        raise Refused(refused)
    past = tuple(visit.visit for visit in plan.active if visit.date < issued.date())
    previous = history.revisions[made.number - 2].fingerprint if made.number > 1 else None
    checks = _checks(history, made)
    inputs = _inputs(history, made)
    findings = by_severity([*plan.findings, *found, *_not_known(inputs)])
    document = {
        "format": PLAN_FORMAT,
        "release": {
            "course_id": plan.course.course_id,
            "revision": made.number,
            "fingerprint": made.fingerprint,
            "previous": previous,
            "issued": issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "engine": engine,
            "past": list(past),
            "checks": plain_value(checks),
        },
        "inputs": inputs,
        "letterhead": plain_value(letterhead),
        "visits": history.written.plain(made.visits),
        "findings": plain_value(findings),
    }
    disagreements = recheck(document)
    if disagreements:
        raise Disagreed(disagreements)
    return Release(
        plan=plan,
        letterhead=letterhead,
        course_id=plan.course.course_id,
        revision=made.number,
        fingerprint=made.fingerprint,
        previous=previous,
        issued=issued,
        engine=engine,
        past=past,
        checks=checks,
        findings=findings,
        document=document,
        how=made.said,
        difference=_difference(history, made),
        dropped=_dropped(history, made),
        sealed=sealed(history),
        void=made is not history.newest,
    )


def _not_known(inputs: dict[str, Any]) -> list[Finding]:
    said = unknown_regimen({"inputs": inputs})
    return [Finding("regimen-not-known", "caution", None, said)] if said else []


def _issue(plan: Plan, made: Revision, issued: datetime) -> Issue:
    weighings = made.timeline.weighings if made.timeline else ()
    weighed = tuple(each.weighed for each in weighings if each.weighed is not None)
    return Issue(plan.regimen, plan.current_site, plan.visits, weighed, issued)


def _difference(history: History, made: Revision) -> "Difference | None":
    if made.change is None:
        return None
    from dosing.difference import changed  # late: nothing was changed in a new course

    return changed(history, made.number)


def _inputs(history: History, made: Revision) -> dict[str, Any]:
    plain = history.written.plain
    course = {**plain(history.course)}
    course["changes"] = course["changes"][: made.number - 1]
    return {"regimen": plain(history.regimen), "site": plain(history.site), "course": course}


def _checks(history: History, made: Revision) -> tuple[Checked, ...]:
    """Who checked this revision, or one before it that later ones only recorded outcomes after.

    A check of another revision, of other numbers or by a preparer counts for nothing.
    """
    course, active = history.course, {visit.visit for visit in made.visits if visit.active}
    return tuple(
        Checked(check.by, check.on, tuple(name for name in check.visits if name in active))
        for check in course.checks
        if _still_counts(history, check, made) and may_check(_until(course, check.revision), check.by)
    )


def _still_counts(history: History, check: Check, made: Revision) -> bool:
    if not 1 <= check.revision <= made.number or history.revisions[check.revision - 1].fingerprint != check.fingerprint:
        return False
    return all(change.keeps_checks for change in history.course.changes[check.revision - 1 : made.number - 1])


def _until(course: Course, revision: int) -> Course:
    """A course as it was at one of its revisions."""
    return course.model_copy(update={"changes": course.changes[: revision - 1]})


def may_check(course: Course, by: str) -> bool:
    """Whether somebody may check the newest revision of a course: not who prepared it, nor who made its last change but outcomes."""
    changes = [change for change in course.changes if not change.keeps_checks]
    preparers = [course.prepared_by, *(change.by for change in changes[-1:])]
    return all(_bare(by) != _bare(each) for each in preparers if each is not None)


def _bare(initials: str) -> str:
    return "".join(c for c in initials.casefold() if c.isalnum())


def _dropped(history: History, made: Revision) -> tuple[Visit, ...]:
    """The visits that the newest earlier revision with more of them held, as stopped ones: calendars out there still hold them."""
    held = {visit.visit for visit in made.visits}
    for older in reversed(tuple(history.before(made.number))):
        if lost := [each for each in older.visits if each.visit not in held]:
            return tuple(
                Visit(each.visit, each.number, each.cycle, each.day, each.scheduled_date, each.date, "stopped", each.site) for each in lost
            )
    return ()
