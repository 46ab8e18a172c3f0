"""The answer for one course: joins the rules into visits and asks every check.

Does not know files, the time of issue, or pages.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from dosing.findings import Finding, InputError, Refused, by_severity
from dosing.inputs.course import Course
from dosing.inputs.regimen import Part, Regimen
from dosing.inputs.site import Profile, Site
from dosing.quantities import Kilograms, shown
from dosing.rules import clock
from dosing.rules.checks import Case, run_checks
from dosing.rules.dose import StudyDrug, study_drug
from dosing.rules.infusion import PARTS, InfusionPlan, Ran, all_runs, infusion_plan, label_mg_per_hour, part_of
from dosing.rules.premedication import Premedication, due, premedications, start_window
from dosing.rules.timeline import Day, Timeline, planned_cycles, timelines
from dosing.rules.visit import Visit


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class Plan:
    """Every visit of a course, and what the checks say; frozen and complete.

    `corrected` is the course as if every correction had been typed from the beginning, `sites` each site file with the first day on
    which it is in force; every visit carries the one of its own day.
    """

    regimen: Regimen
    course: Course
    corrected: Course
    sites: tuple[tuple[dt.date, Site], ...]
    visits: tuple[Visit, ...]
    findings: tuple[Finding, ...]

    @property
    def revision(self) -> int:
        """1 and one more for every change."""
        return self.course.revision

    @property
    def active(self) -> tuple[Visit, ...]:
        """The visits that take place."""
        return tuple(visit for visit in self.visits if visit.active)

    @property
    def site(self) -> Site:
        """The site that the course began with."""
        return self.sites[0][1]

    @property
    def current_site(self) -> Site:
        """The site in force after every change."""
        return self.sites[-1][1]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings for which no plan is made."""
        return tuple(finding for finding in self.findings if finding.severity == "refuse")


def build_plan(regimen: Regimen, site: Site, course: Course) -> Plan:
    """The plan for a course.

    Pure: the same inputs give the same plan on any day. Raises InputError for what cannot be (a time without a zone, an
    impossible change) and Refused when a check refuses.
    """
    check_regimen(regimen, course)
    course = settled(regimen, course)
    *_, newest = timelines(regimen, site, course)
    made = plan_at(newest, course, Workings(regimen).visits(newest))
    if made.refused:
        raise Refused(made.refused)
    return made


def check_regimen(regimen: Regimen, course: Course) -> None:
    """A course is planned by the regimen that it was begun with. Raises InputError."""
    if (course.regimen, course.regimen_revision) != (regimen.id, regimen.revision):
        raise InputError(
            "another-regimen",
            "regimen",
            f"the course was made for the regimen {shown(course.regimen)} revision {course.regimen_revision}, but "
            f"this is '{regimen.id}' revision {regimen.revision}; "
            "use the version of this program that made the course.",
        )


def settled(regimen: Regimen, course: Course) -> Course:
    """The course with the cycles that it begins with, where they were not asked for. Raises InputError."""
    cycles = planned_cycles(regimen, course)
    return course if course.cycles == cycles else course.model_copy(update={"cycles": cycles})


def plan_at(timeline: Timeline, course: Course, visits: tuple[Visit, ...]) -> Plan:
    """The plan of visits that were made from a timeline, with what the checks say of them, refusals too."""
    found = by_severity(run_checks(Case(timeline, visits)))
    corrected = timeline.base.model_copy(update={"changes": course.changes})  # of an older revision, without those that came later
    return Plan(timeline.regimen, course, corrected, timeline.sites, visits, found)


class Patient(NamedTuple):
    """What the visits of one course share beside its days: start and zone of every infusion, and the birth date."""

    time: str | None
    time_zone: str | None
    born: dt.date | None


class Workings:
    """Makes visits, each distinct input worked out once for as long as this lasts: one call, over all its visits and revisions.

    Sites are told apart by identity, since they last as long as the course that holds them.
    """

    def __init__(self, regimen: Regimen) -> None:
        self.regimen = regimen
        self._visits: dict[Any, Visit] = {}
        self._drugs: dict[Any, StudyDrug] = {}
        self._owed: dict[Any, tuple[Premedication, ...]] = {}
        self._ran: dict[Any, dict[Part, Ran]] = {}

    def visits(self, timeline: Timeline) -> tuple[Visit, ...]:
        """Every visit of the cycles that are planned."""
        about = Patient(timeline.base.time, timeline.base.time_zone, timeline.base.born)
        return tuple(self._visit(day, about) for day in timeline.days())

    def _visit(self, day: Day, about: Patient) -> Visit:
        key = (day.slot, id(day.site), *day[2:], about)
        if key not in self._visits:
            self._visits[key] = self._made(day, about)
        return self._visits[key]

    def _made(self, day: Day, about: Patient) -> Visit:
        slot = day.slot
        common: dict[str, Any] = {
            "visit": slot.visit, "number": slot.number, "cycle": slot.cycle, "day": slot.day,
            "scheduled_date": slot.scheduled_date, "date": slot.date, "status": slot.status, "site": day.site,
            "own_interval": slot.own_interval,
        }  # fmt: skip
        if day.weight is None or day.infusion_number is None or day.follows is None:
            return Visit(**common)
        weighing = day.weight.weighing
        drug = self._drug(weighing.weight_kg, day.site)
        start = _start(day, about.time, about.time_zone)
        owed = self._premedications(day.site, about.born, slot.date)
        owed = due(owed, start) if start else owed
        infusion = self._infusion(day.site, drug, day.follows.level, weighing.weight_kg, start)
        return Visit(
            **common,
            **_times(self.regimen, day.site, owed, infusion, start),
            infusion_number=day.infusion_number,
            outcome=day.follows.before,
            given=day.given,
            gap=day.follows.gap,
            provisional=day.provisional,
            weight_kg=weighing.weight_kg,
            weighed=weighing.weighed,
            weight_typed=weighing.typed,
            weight_rule=day.weight.rule,
            study_drug=drug,
            premedications=owed,
            infusion=infusion,
        )

    def _drug(self, weight_kg: Any, site: Site) -> StudyDrug:
        key = (weight_kg, id(site))
        if key not in self._drugs:
            self._drugs[key] = study_drug(Kilograms(weight_kg), self.regimen, site)
        return self._drugs[key]

    def _premedications(self, site: Site, born: dt.date | None, on: dt.date) -> tuple[Premedication, ...]:
        by_age = any(choice.from_age_years is not None for choice in site.premedications.values())
        key = (id(site), born, on) if by_age else id(site)
        if key not in self._owed:
            self._owed[key] = premedications(self.regimen, site, born, on)
        return self._owed[key]

    def _infusion(self, site: Site, drug: StudyDrug, level: int, weight_kg: Any, start: dt.datetime | None) -> InfusionPlan | None:
        profile = site.infusion.chosen
        if profile is None or any(bag.full for bag in drug.bags):  # the checks refuse a full bag, and no rate makes sense for it
            return None
        key = (id(site), weight_kg)
        if key not in self._ran:  # every part at once: steps that a later infusion would refuse are refused before the first
            self._ran[key] = {part: self._runs(profile, part, drug, weight_kg) for part in PARTS}
        return infusion_plan(site, profile, self._ran[key][part_of(level)], start)

    def _runs(self, profile: Profile, part: Part, drug: StudyDrug, weight_kg: Any) -> Ran:
        return Ran(part, all_runs(self.regimen, profile, part, drug.bags), label_mg_per_hour(self.regimen, part, weight_kg))


def _times(
    regimen: Regimen, site: Site, owed: tuple[Premedication, ...], infusion: InfusionPlan | None, start: dt.datetime | None
) -> dict[str, Any]:
    """The moments of one visit; none without a start."""
    window = start_window(regimen, owed)
    if start is None or window is None:
        return {}
    arrival = clock.shifted(start, -(max(each.minutes_before for each in owed) + site.visit.check_in_minutes))
    ends = [clock.shifted(arrival, site.visit.length_minutes)] + ([infusion.lasts_until] if infusion and infusion.lasts_until else [])
    return {
        "arrival": arrival,
        "infusion_start": start,
        "planned_end": max(ends, key=clock.in_utc),
        "start_not_before": window[0],
        "start_not_after": window[1],
    }


def _start(day: Day, time: str | None, time_zone: str | None) -> dt.datetime | None:
    wall = day.slot.time or time
    if wall is None:
        return None
    name = time_zone or day.site.time_zone
    if name is None:
        sentence = f"the time {wall} has no time zone; write it as well, like Europe/Paris, or set time_zone in the site file."
        raise InputError("no-zone", "time_zone", sentence)
    return clock.moment(day.slot.date, wall, clock.zone_named(name), day.slot.visit)
