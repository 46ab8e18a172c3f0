"""The gate: a plan becomes a release only after a second calculation, from the plan document alone, agrees with every number.

Does not know how either calculation works, files, or pages; the moment of issue is handed in.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dosing import wording
from dosing.document import PLAN_FORMAT, Written, plain_value
from dosing.engine import ENGINE
from dosing.entries import Entries, earlier_entries
from dosing.findings import Finding, Refused, by_severity
from dosing.history import History, Revision, sealed
from dosing.inputs.course import Check, Course
from dosing.inputs.letterhead import Letterhead
from dosing.plan import Plan
from dosing.recheck import Disagreement, recheck, unknown_regimen
from dosing.rules.ages import later
from dosing.rules.checks.issue import Issue, issue_findings, same_issues
from dosing.rules.visit import Visit

if TYPE_CHECKING:
    from dosing.difference import Difference


class Checked(NamedTuple):
    """Who checked a revision and on which day, and for which visits that still holds.

    `recalculated` says that weight, dose and volume were typed; an older version asked for the fingerprint alone.
    """

    by: str
    on: date
    visits: tuple[str, ...]
    revision: int = 1
    recalculated: bool = True

    @property
    def told(self) -> str:
        """The check in words: by whom, when, of which visits, and what was not checked."""
        return check_told(self)


STATED = ("by", "on", "visits", "revision")  # what the document says of a check


class AnyCheck(Protocol):
    """What is said of a check, as a course stores it or as a release counts it."""

    @property
    def by(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def visits(self) -> tuple[str, ...]: ...
    @property
    def recalculated(self) -> bool: ...


def check_told(check: AnyCheck) -> str:
    """A check in words; of one that asked for the fingerprint alone no more than by whom and when."""
    if not (check.recalculated and check.visits):
        return f"checked by {check.by} on {wording.day(check.on)}"
    how = f"weight, dose and volume recalculated by {check.by} on {wording.plain_day(check.on)}: {', '.join(check.visits)}"
    return f"{how}; not checked: identity, premedication, rates"


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class Release:
    """A plan that two calculations agree on, ready to be shown: all that a view may read.

    `document` is the plan document as JSON values; `findings` are the plan's and those that depend on the day of issue; `difference`
    is what the newest change changed, in the words of `how`; `dropped` are visits that an earlier revision held and this one does not,
    as stopped ones; `entries` is what a calendar with entries of earlier revisions has to be told, None where nobody knows what they said;
    `sealed` is the course with the fingerprint of every revision, as its file stores it; `void` says that a newer revision replaces this
    one; `same_issues` are the first and the last UTC day of issue on which the checks say the same, None where there is no last.
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
    entries: Entries | None
    sealed: Course
    void: bool
    same_issues: tuple[date, date | None]

    @property
    def unreviewed(self) -> bool:
        """Whether nobody at the site compared the values of the regimen with their source, so that nothing here is for use."""
        return self.plan.regimen.needs_review and self.plan.current_site.review_of(self.plan.regimen) is None

    def check_of(self, visit: str) -> Checked | None:
        """Who checked a visit last; None for one that is still a draft."""
        return next((check for check in reversed(self.checks) if visit in check.visits), None)

    def over(self, visit: Visit) -> bool:
        """Whether a visit's day is past, or what was given at it, or not, is recorded: nothing is prepared for it any more."""
        return visit.visit in self.past or visit.given is not None

    @property
    def to_check(self) -> tuple[Visit, ...]:
        """The visits that take place, wait for no weight, and that nobody has checked."""
        return tuple(visit for visit in self.plan.active if not visit.provisional and self.check_of(visit.visit) is None)

    @property
    def draft(self) -> bool:
        """Whether a visit that takes place and waits for no weight was not checked yet, or there is none but visits that wait."""
        if not self.plan.active:  # nothing is given any more
            return not self.checks
        return bool(self.to_check) or all(visit.provisional for visit in self.plan.active)

    @property
    def counting(self) -> tuple[Checked, ...]:
        """The checks that still hold for a visit; all of them where no visit takes place."""
        return tuple(check for check in self.checks if check.visits) if self.plan.active else self.checks

    @property
    def checked_by(self) -> str | None:
        """Who checked the whole plan last; None for a draft."""
        return None if self.draft else self.counting[-1].by

    def after_last(self, months: int) -> date | None:
        """The day that lies so many months after the last infusion of the plan; None where there is none.

        A visit that was taken back with its cycle once its day had come may have been given all the same; one that is recorded as
        not given was not.
        """
        come = [each for each in self.dropped if each.date <= self.issued.date()]
        given = [each for each in self.plan.active if each.given is None or not each.given.not_given]
        last = max((each.date for each in (*given, *come)), default=None)
        return later(last, months=months) if last else None


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
    void. A visit counts as checked when the course holds a check of it by somebody who did not prepare it, bound to the very
    fingerprint of its revision, and its dose is still what was checked. Raises Refused when a check refuses the newest revision,
    Disagreed, InputError for a revision that there is not, and ValueError for a naive `issued`.
    """
    if issued.tzinfo is None:
        raise ValueError("issued has no time zone; give an aware datetime, like datetime.now(UTC)")
    issued = issued.astimezone(UTC).replace(microsecond=0)
    made = history.newest if revision is None else history.at(revision)
    plan, letterhead = history.plan_of(made), letterhead or Letterhead()
    issue = _issue(plan, made, issued)
    found = issue_findings(issue)
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
            "checks": [plain_value({name: getattr(check, name) for name in STATED}) for check in checks],
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
        entries=earlier_entries(history, made),
        sealed=sealed(history),
        void=made is not history.newest,
        same_issues=same_issues(issue),
    )


def _not_known(inputs: dict[str, Any]) -> list[Finding]:
    said = unknown_regimen({"inputs": inputs})
    return [Finding("regimen-not-known", "caution", None, said)] if said else []


def _issue(plan: Plan, made: Revision, issued: datetime) -> Issue:
    weighings = made.timeline.weighings if made.timeline else ()
    weighed = tuple(each.weighed for each in weighings if each.weighed is not None)
    return Issue(plan.regimen, plan.current_site, plan.visits, weighed, _recorded(made), issued)


def _recorded(made: Revision) -> tuple[tuple[str, date], ...]:
    """The visits of which a standing change says what was given or not, each with the day of that change."""
    told: list[tuple[str, date]] = []
    for _, change in made.timeline.standing if made.timeline else ():
        if change.kind == "outcome" or (change.kind in ("move", "omit") and change.not_given):
            told.append((change.visit, change.when))
    return tuple(told)


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
    """Who checked this revision or one before it, each with the visits whose check still holds.

    A check of other numbers, or by somebody who may not check, counts for nothing.
    """
    found: list[Checked] = []
    of_visits: list[int] = []  # the revisions of the checks so far that were of any visit: one of none frees nobody to check
    for check in history.course.checks:
        before = max((revision for revision in of_visits if revision < check.revision), default=1)
        if _is_of(history, check, made) and may_check(_until(history.course, check.revision), check.by, before):
            found.append(Checked(check.by, check.on, _still_checked(history, check, made), check.revision, check.recalculated))
            of_visits += [check.revision] if check.visits else []
    return tuple(found)


def _is_of(history: History, check: Check, made: Revision) -> bool:
    """Whether a check is of this revision or one before it, by the fingerprint to which it is bound."""
    return 1 <= check.revision <= made.number and history.revisions[check.revision - 1].fingerprint == check.fingerprint


def _still_checked(history: History, check: Check, made: Revision) -> tuple[str, ...]:
    """The visits of a check that take place, wait for no weight, and are given what was checked.

    Where nobody stored what was checked, it holds until anything but outcomes is recorded.
    """
    held = {visit.visit: visit for visit in made.visits if visit.active and not visit.provisional}
    named = tuple(name for name in check.visits if name in held)
    if check.contents is None:
        since = history.course.changes[check.revision - 1 : made.number - 1]
        return named if all(change.keeps_checks for change in since) else ()
    return tuple(name for name in named if check.contents.get(name) == dose_content(held[name]))


def dose_content(visit: Visit) -> str:
    """What a check of a visit is about, as a digest of 64 hexadecimal digits: weight, dose, vials, bags and premedications.

    No day or time of the visit is in it, and no source. The names stand here, so that what a later version adds to a visit voids no check.
    """
    drug = visit.study_drug
    of_drug = ("drug", "mg_per_kg", "mg_per_ml", "calculated_mg", "rounded_mg", "volume_ml", "vials", "discard_mg", "diluent", "bags")
    owed = ("slot", "drug", "dose_mg", "route", "form", "minutes_before", "give_over_minutes")
    content = {
        "weight_kg": visit.weight_kg,
        "weighed": visit.weighed,
        "study_drug": {name: getattr(drug, name) for name in of_drug} if drug else None,
        "premedications": tuple({name: getattr(each, name) for name in owed} for each in visit.premedications),
    }
    return hashlib.sha256(Written().canonical(content).encode()).hexdigest()


def _until(course: Course, revision: int) -> Course:
    """A course as it was at one of its revisions."""
    return course.model_copy(update={"changes": course.changes[: revision - 1]})


def may_check(course: Course, by: str, checked: int = 1) -> bool:
    """Whether somebody may check the newest revision of a course, of which another one was checked before, or none.

    Not who prepared it, nor who made any change since that check; who recorded what was given changed nothing that they would check.
    """
    changes = [change for change in course.changes[checked - 1 :] if not change.keeps_checks]
    preparers = [course.prepared_by, *(change.by for change in changes)]
    return all(_bare(by) != _bare(each) for each in preparers if each is not None)


# Cyrillic and Greek letters whose capitals look like Latin ones, and Latin ones with a stroke: each as the letter that it is taken for.
_TAKEN_FOR = str.maketrans("авекмнорстухіјѕ" + "αβεζηικμνορτυχ" + "øłđħŧı", "abekmhopctyxijs" + "abezhikmnoptyx" + "oldhti")


def _bare(initials: str) -> str:
    """Initials without case, accents, dots and spaces, in Latin letters where they look like some."""
    letters = unicodedata.normalize("NFKD", initials).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", letters) if c.isalnum()).translate(_TAKEN_FOR)


def _dropped(history: History, made: Revision) -> tuple[Visit, ...]:
    """The visits that the newest earlier revision with more of them held, as stopped ones: calendars out there still hold them."""
    held = {visit.visit for visit in made.visits}
    for older in reversed(tuple(history.before(made.number))):
        if lost := [each for each in older.visits if each.visit not in held]:
            return tuple(
                Visit(each.visit, each.number, each.cycle, each.day, each.scheduled_date, each.date, "stopped", each.site) for each in lost
            )
    return ()
