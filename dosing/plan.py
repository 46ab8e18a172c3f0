"""The answer for one course: joins the rules into visits and asks every check.

Does not know files, the time of issue, or pages. No plan holds a finding that refuses.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dosing.findings import Finding, InputError, Refused, by_severity
from dosing.inputs.course import Course, Resite
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.quantities import Kilograms, shown
from dosing.rules import clock, weights
from dosing.rules.checks import Case, run_checks
from dosing.rules.dose import study_drug
from dosing.rules.infusion import infusion_plan
from dosing.rules.premedication import premedications, start_window
from dosing.rules.schedule import Slot, corrected, schedule, standing
from dosing.rules.visit import Visit
from dosing.rules.weights import DoseWeight, Weighing


@dataclass(frozen=True, slots=True)
class Plan:
    """Every visit of a course, and what the checks say; frozen and complete.

    `site` is the site that the course began with; a later one stands in the change that brought it.
    """

    regimen: Regimen
    site: Site
    course: Course
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
    def current_site(self) -> Site:
        """The site in force after every change."""
        return _sites(self.site, self.course)[-1][1]


def build_plan(regimen: Regimen, site: Site, course: Course) -> Plan:
    """The plan for a course.

    Pure: the same inputs give the same plan on any day. Raises InputError for what cannot be (a time without a zone, an
    impossible change) and Refused when a check refuses.
    """
    if (course.regimen, course.regimen_revision) != (regimen.id, regimen.revision):
        raise InputError(
            f"the course was made for the regimen {shown(course.regimen)} revision {course.regimen_revision}, but "
            f"this is '{regimen.id}' revision {regimen.revision}; "
            "use the version of this program that made the course."
        )
    if course.cycles > regimen.most_cycles:
        raise InputError(f"cycles is {course.cycles}; write at most {regimen.most_cycles}.")
    base = corrected(course)
    sites = _sites(site, course)
    slots = schedule(regimen, base, site.visit.smallest_interval_days)
    _begins_weighed(base, slots[0])
    weighings = weights.weighings(base)
    visits = _visits(regimen, sites, base, slots, weighings)
    found = by_severity(run_checks(Case(regimen, tuple(sites), base, weighings, visits)))
    refused = tuple(finding for finding in found if finding.severity == "refuse")
    if refused:
        raise Refused(refused)
    return Plan(regimen, site, course, visits, found)


def _begins_weighed(course: Course, first: Slot) -> None:
    """The first weight makes the first dose, so it cannot be measured after it. Raises InputError."""
    if course.weighed is not None and first.date < course.weighed:
        raise InputError(
            f"{first.visit} on {first.date} would come before {course.weighed}, when its weight was measured; "
            "write that day or a later one, or correct the day of the weight."
        )


Sites = list[tuple[dt.date, Site]]


def _sites(site: Site, course: Course) -> Sites:
    """Every site of the course, each with the first day on which it is in force."""
    later = [(change.when, change.site) for _, change in standing(course.changes) if isinstance(change, Resite)]
    return [(dt.date.min, site), *later]


def _site_on(sites: Sites, on: dt.date) -> Site:
    return [site for since, site in sites if since <= on][-1]


def _visits(regimen: Regimen, sites: Sites, course: Course, slots: tuple[Slot, ...], weighings: tuple[Weighing, ...]) -> tuple[Visit, ...]:
    last_of_cycle_1 = next(slot.date for slot in reversed(slots) if slot.cycle == 1)
    provisional = weights.provisional_from(weighings, last_of_cycle_1)
    visits: list[Visit] = []
    infusions = 0
    given = [(slot.date, _site_on(sites, slot.date).weights.counts_from_percent) for slot in slots if slot.dropped is None]
    chosen = weights.dose_weights(weighings, given)
    for slot in slots:
        common: dict[str, Any] = {
            "visit": slot.visit, "number": slot.number, "cycle": slot.cycle, "day": slot.day,
            "scheduled_date": slot.scheduled_date, "date": slot.date, "status": slot.status,
        }  # fmt: skip
        if slot.dropped is not None:
            visits.append(Visit(**common))
            continue
        infusions += 1
        site = _site_on(sites, slot.date)
        made = _given(regimen, site, course, slot, chosen[infusions - 1], infusions)
        visits.append(Visit(**common, infusion_number=infusions, provisional=provisional and slot.cycle > 1, **made))
    return tuple(visits)


def _given(regimen: Regimen, site: Site, course: Course, slot: Slot, chosen: DoseWeight, infusion_number: int) -> dict[str, Any]:
    """What is given at one visit, with its weight and its times."""
    drug = study_drug(Kilograms(chosen.weighing.weight_kg), regimen.study_drug, site, regimen.source("study_drug"))
    start = _start(course, site, slot)
    owed = premedications(site, start)
    fits = drug.volume_ml < drug.bag_ml  # where it does not, the checks refuse, and no rate makes sense
    infusion = infusion_plan(site, drug.rounded_mg, infusion_number, start) if fits else None
    made: dict[str, Any] = {
        "weight_kg": chosen.weighing.weight_kg,
        "weighed": chosen.weighing.weighed,
        "weight_rule": chosen.rule,
        "study_drug": drug,
        "premedications": owed,
        "infusion": infusion,
    }
    window = start_window(owed)
    if start is None or window is None:
        return made
    arrival = clock.shifted(start, -(max(each.minutes_before for each in owed) + site.visit.check_in_minutes))
    ends = [clock.shifted(arrival, site.visit.length_minutes)] + ([infusion.ends] if infusion and infusion.ends else [])
    times = {
        "arrival": arrival,
        "infusion_start": start,
        "planned_end": max(ends, key=clock.in_utc),
        "start_not_before": window[0],
        "start_not_after": window[1],
    }
    return made | times


def _start(course: Course, site: Site, slot: Slot) -> dt.datetime | None:
    wall = slot.time or course.time
    if wall is None:
        return None
    name = course.time_zone or site.time_zone
    if name is None:
        raise InputError(
            f"the time {wall} has no time zone; write it as well, like --time-zone Europe/Paris, or set time_zone in the site file."
        )
    return clock.moment(slot.date, wall, clock.zone_named(name), slot.visit)
