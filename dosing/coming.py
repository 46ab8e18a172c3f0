"""What one course still has before it, visit by visit, as a list of courses and a pharmacy's day need it: small, and made from one release.

Does not know other courses, files, or how it is shown; it holds for every day of issue between two that it names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal, NamedTuple

from dosing import wording
from dosing.findings import Severity
from dosing.releases import Release
from dosing.rules.dose import VialCount
from dosing.rules.premedication import Premedication
from dosing.rules.visit import Visit

State = Literal["checked", "draft", "provisional", "unreviewed"]
Due = Literal["weigh", "check", "print"]
Supply = Literal["stock", "trial", "patient"]

# What is said of a course as a whole and of no day's work: that it began before the issue, lasts long, or lacks facts to enter.
OF_THE_COURSE = ("past-start", "long-course", "entry-facts", "recorded-ahead")
OF_EVERY_VISIT = ("regimen-not-known",)  # said by the release, which knows no visit that it touches


class Hung(NamedTuple):
    """One bag: its volume, the drug in it, and how much of the diluent is removed before the drug is added."""

    bag_ml: Decimal
    diluent: str
    drug_ml: Decimal
    drug_mg: Decimal
    remove_ml: Decimal


class Owed(NamedTuple):
    """One premedication; `due` is None where no time of day was set."""

    slot: str
    drug: str
    dose_mg: Decimal
    route: str
    form: str | None
    minutes_before: int
    due: datetime | None
    substituted_for: str | None

    @property
    def said(self) -> str:
        """The drug with its own dose and route, and what it stands in for: "famotidine 20 mg intravenous, substituted for ranitidine"."""
        return wording.premedication(self.drug, self.dose_mg, self.route, self.substituted_for, self.form)


class Said(NamedTuple):
    """What a check says of some visits of a course."""

    code: str
    severity: Severity
    message: str
    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class ComingVisit:
    """A visit that takes place, with what is prepared for it.

    `state` is checked, draft, provisional (it waits for a weight) or unreviewed (nobody compared the regimen's values); `outcome` are the
    words of what was recorded of it. The last two are the site's: for how long an opened vial may be drawn from, and whose the vials are.
    """

    course_id: str
    label: str | None
    revision: int
    fingerprint: str
    visit: str
    date: date
    state: State
    outcome: str
    drug: str
    weight_kg: Decimal
    rounded_mg: Decimal
    volume_ml: Decimal
    discard_mg: Decimal
    vials: tuple[VialCount, ...]
    bags: tuple[Hung, ...]
    premedications: tuple[Owed, ...]
    infusion_start: datetime | None
    supply: Supply
    opened_vial_minutes: int | None = None

    @property
    def called(self) -> str:
        """The patient's label or, without one, the beginning of the course's id."""
        return self.label or f"no label ({self.course_id[:8]})"


@dataclass(frozen=True, slots=True, repr=False)  # the same
class Coming:
    """A course as a list of many has it: its newest revision, and every visit that takes place and was not recorded as not given.

    `first_issue` and `last_issue` are the UTC days of issue between which all of it holds; None where there is no last.
    """

    course_id: str
    label: str | None
    regimen: str
    revision: int
    fingerprint: str
    draft: bool
    first_issue: date
    last_issue: date | None
    visits: tuple[ComingVisit, ...]
    findings: tuple[Said, ...]

    def holds(self, on: date) -> bool:
        """Whether it holds for a plan that is issued on a UTC day."""
        return self.first_issue <= on and (self.last_issue is None or on <= self.last_issue)

    def next_visit(self, on: date) -> ComingVisit | None:
        """The first visit from a day on of which nothing is recorded yet; None where no more is to come."""
        return next((visit for visit in self._ahead(on)), None)

    def due(self, on: date) -> tuple[Due, ...]:
        """What a person has to do on a day, in the order in which it is done.

        weigh: the next visit waits for a weight. check: a visit still to come waits for none, and nobody has checked it. print: the
        next visit is checked, and is on this day or the one after. Nothing is checked or printed of values that nobody reviewed.
        """
        ahead = list(self._ahead(on))
        if not ahead:
            return ()
        found: list[tuple[Due, bool]] = [
            ("weigh", ahead[0].state == "provisional"),
            ("check", any(visit.state == "draft" for visit in ahead)),
            ("print", ahead[0].state == "checked" and ahead[0].date <= on + timedelta(days=1)),
        ]
        return tuple(name for name, is_due in found if is_due)

    def _ahead(self, on: date) -> Iterator[ComingVisit]:
        return (visit for visit in self.visits if visit.date >= on and not visit.outcome)


def coming_of(release: Release) -> Coming:
    """What a release's course has before it. Pure; computes no dose, and leaves out what is omitted, stopped or recorded as not given."""
    visits = sorted((_coming_visit(release, visit) for visit in release.plan.active if _takes_place(visit)), key=lambda each: each.date)
    first, last = release.same_issues
    return Coming(
        course_id=release.course_id,
        label=release.plan.corrected.label,
        regimen=release.plan.regimen.id,
        revision=release.revision,
        fingerprint=release.fingerprint,
        draft=release.draft,
        first_issue=first,
        last_issue=last,
        visits=tuple(visits),
        findings=tuple(_findings(release, [each.visit for each in visits])),
    )


def _takes_place(visit: Visit) -> bool:
    return visit.study_drug is not None and not (visit.given is not None and visit.given.not_given)


def _coming_visit(release: Release, visit: Visit) -> ComingVisit:
    drug, site = visit.study_drug, visit.site
    if drug is None or visit.weight_kg is None:
        raise ValueError("a visit that takes place has a dose")
    return ComingVisit(
        course_id=release.course_id,
        label=release.plan.corrected.label,
        revision=release.revision,
        fingerprint=release.fingerprint,
        visit=visit.visit,
        date=visit.date,
        state=_state(release, visit),
        outcome=wording.outcome(visit.given),
        drug=drug.drug,
        weight_kg=visit.weight_kg,
        rounded_mg=drug.rounded_mg,
        volume_ml=drug.volume_ml,
        discard_mg=drug.discard_mg,
        vials=drug.vials,
        bags=tuple(Hung(each.bag_ml, drug.diluent, each.drug_ml, each.drug_mg, each.remove_ml) for each in drug.bags),
        premedications=tuple(_owed(each) for each in visit.premedications),
        infusion_start=_wall(visit.infusion_start),
        supply=site.vial_supply or ("trial" if release.plan.regimen.words.trial_label else "stock"),
        opened_vial_minutes=site.opened_vial_minutes,
    )


def _state(release: Release, visit: Visit) -> State:
    if release.unreviewed:
        return "unreviewed"
    if visit.provisional:
        return "provisional"
    return "checked" if release.check_of(visit.visit) else "draft"


def _owed(owed: Premedication) -> Owed:
    return Owed(
        slot=owed.slot,
        drug=owed.drug,
        dose_mg=owed.dose_mg,
        route=owed.route,
        form=owed.form,
        minutes_before=owed.minutes_before,
        due=_wall(owed.due),
        substituted_for=owed.substituted_for,
    )


def _wall(moment: datetime | None) -> datetime | None:
    """A moment with its offset alone, as a document writes it: the same whether its zone is known or not."""
    offset = moment.utcoffset() if moment else None
    return moment.replace(tzinfo=timezone(offset)) if moment is not None and offset is not None else None


def _findings(release: Release, names: list[str]) -> Iterator[Said]:
    """What is said of any of the visits: of those that a finding names or touches, or of all, where a regimen always cautions."""
    always = {said.code for said in release.plan.regimen.always if said.severity == "caution"}
    for each in release.findings:
        if each.code not in OF_THE_COURSE:
            everywhere = each.code in always or each.code in OF_EVERY_VISIT
            touched = tuple(name for name in names if everywhere or name == each.visit or name in each.touches)
            if touched:
                yield Said(each.code, each.severity, each.message, touched)
