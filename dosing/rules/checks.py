"""Every clinical check, one function each, each returning findings.

Does not know how findings are shown, or what day it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dosing import wording
from dosing.findings import Finding, Severity
from dosing.inputs.course import Correct, Course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import LABEL_PROFILE, Site
from dosing.quantities import POUND_KG, half_up
from dosing.rules.eligibility import facts_missing, old_enough_on, washout_limits
from dosing.rules.schedule import standing
from dosing.rules.visit import Visit
from dosing.rules.weights import Weighing, differs_by, dose_weights
from dosing.rules.workdays import DayOff, WorkingDays

Findings = Iterator[Finding]


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks look at: the inputs, corrections put in, and the visits made from them."""

    regimen: Regimen
    sites: tuple[tuple[date, Site], ...]  # each with the first day on which it is in force
    course: Course
    weighings: tuple[Weighing, ...]
    visits: tuple[Visit, ...]

    @property
    def site(self) -> Site:
        """The site after every change."""
        return self.sites[-1][1]

    def site_on(self, day: date) -> Site:
        """The site in force on a day."""
        return [site for since, site in self.sites if since <= day][-1]

    @property
    def active(self) -> tuple[Visit, ...]:
        """The visits that take place."""
        return tuple(visit for visit in self.visits if visit.active)


def _whole(code: str, severity: Severity, message: str) -> Finding:
    return Finding(code, severity, None, message)


def trial_terminated(case: Case) -> Findings:
    """Always: how the trial ended (the record)."""
    yield _whole(
        "trial-terminated",
        "note",
        f"Trial {case.regimen.registry_id} was terminated early: its sponsor stopped it for an unsatisfactory benefit/risk ratio.",
    )


LABEL_MG_PER_KG = 10


def twice_label_dose(case: Case) -> Findings:
    """Always: the regimen's dose against the label's 10 mg/kg."""
    dose = case.regimen.study_drug.dose_mg_per_kg
    yield _whole(
        "twice-label-dose",
        "note",
        f"The dose, {wording.amount(dose, 'mg/kg')}, is twice the {wording.amount(LABEL_MG_PER_KG, 'mg/kg')} of the SARCLISA label.",
    )


def label_stability(_: Case) -> Findings:
    """Always: what the label does not establish at this dose."""
    yield _whole(
        "label-stability",
        "note",
        "Stability and concentration in the bag at 20\u00a0mg/kg are not established by the label, and the "
        "bag's overfill is not counted in the concentration.",
    )


def weight_unusual(case: Case) -> Findings:
    """A weight outside the trial's range; prints what it would be if it was pounds."""
    least, most = case.regimen.trial_weight_least_kg, case.regimen.trial_weight_most_kg
    for weighing in case.weighings:
        weight = weighing.weight_kg
        if not least <= weight <= most:
            if_pounds = half_up(Fraction(weight) * Fraction(POUND_KG), Decimal("0.1"))
            yield _whole(
                "weight-unusual",
                "caution",
                f"{wording.kg(weight)} is outside {wording.number(least)} to {wording.kg(most)}, the weights in the trial; "
                f"if this was pounds, {wording.kg(if_pounds)}.",
            )


SWAPPED = ((Decimal("2.0"), Decimal("2.4")), (Decimal("0.42"), Decimal("0.49")))  # about 2.2046, and its inverse


def weight_ratio(case: Case) -> Findings:
    """A new weight that stands to the last one as pounds to kilograms, or the other way."""
    for last, new in zip(case.weighings, case.weighings[1:], strict=False):
        if any(low * last.weight_kg <= new.weight_kg <= high * last.weight_kg for low, high in SWAPPED):
            yield _whole(
                "weight-ratio",
                "caution",
                f"The weight went from {wording.kg(last.weight_kg)} to {wording.kg(new.weight_kg)}: was one of them pounds?",
            )


def weight_changed(case: Case) -> Findings:
    """A new weight that differs from the first by the site's limit or more, limit included."""
    first = case.weighings[0].weight_kg
    limit = case.site.weights.caution_from_percent
    for new in case.weighings[1:]:
        if differs_by(new.weight_kg, first, limit):
            change = half_up(Fraction(new.weight_kg - first) / Fraction(first) * 100, Decimal("0.1"))
            yield _whole(
                "weight-changed",
                "caution",
                f"The weight changed by {wording.deviation(change)} since the start, from {wording.kg(first)} to "
                f"{wording.kg(new.weight_kg)}: "
                f"{wording.number(limit)}% or more asks for a second look.",
            )


def weight_date_missing(case: Case) -> Findings:
    """Nobody said when the first weight was measured."""
    if case.weighings[0].weighed is None:
        yield _whole(
            "weight-date-missing", "undetermined", f"The day on which {wording.kg(case.weighings[0].weight_kg)} was measured was not given."
        )


def weigh_before_cycle_2(case: Case) -> Findings:
    """Cycle 2 doses stand on a weight from before its time."""
    provisional = [visit for visit in case.active if visit.provisional]
    if provisional:
        last = next(visit for visit in reversed(case.visits) if visit.cycle == 1)
        yield Finding(
            "weigh-before-cycle-2",
            "caution",
            provisional[0].visit,
            f"Cycle 2 doses are provisional: weigh the patient on or after {wording.day(last.date)} and enter that weight before cycle 2.",
        )


def bag_prepared(case: Case) -> Findings:
    """A change of weight or site changes what is prepared on the day of the change or the day after."""
    for visit, why in _prepared_otherwise(case):
        message = f"{why} the dose of {visit.visit} on {wording.day(visit.date)}: a bag may already be prepared."
        yield Finding("bag-prepared", "caution", visit.visit, message)


def _prepared_otherwise(case: Case) -> Iterator[tuple[Visit, str]]:
    """Each visit of the day of a change or the day after whose preparation the change touches, once, and what touches it."""
    told: set[str] = set()
    for visit, when, why in [*_reweighed(case), *_corrected(case), *_resited(case)]:
        if 0 <= (visit.date - when).days <= 1 and visit.visit not in told:
            told.add(visit.visit)
            yield visit, why


def _corrected(case: Case) -> Iterator[tuple[Visit, date, str]]:
    for _, change in standing(case.course.changes):
        if isinstance(change, Correct) and change.values.weight_kg is not None:
            yield from ((visit, change.when, "The corrected weight makes") for visit in case.active if visit.weight_rule == "first")


def _resited(case: Case) -> Iterator[tuple[Visit, date, str]]:
    for (_, before), (since, after) in pairwise(case.sites):
        if (before.vials, before.bag, before.rounding) != (after.vials, after.bag, after.rounding):
            yield from ((visit, since, "The new site file may change") for visit in case.active)


def _reweighed(case: Case) -> Iterator[tuple[Visit, date, str]]:
    days = [(visit.date, case.site_on(visit.date).weights.counts_from_percent) for visit in case.active]
    for place, weighing in enumerate(case.weighings[1:], start=1):
        when = case.course.changes[weighing.change - 1].when
        old, new = (dose_weights(case.weighings[:many], days) for many in (place, place + 1))
        for visit, before, after in zip(case.active, old, new, strict=True):
            if before.weighing.weight_kg != after.weighing.weight_kg:
                yield visit, when, "The new weight changes"


def _by_dose(case: Case) -> Iterator[Visit]:
    """The first visit of each run of equal doses and bags."""
    last = None
    for visit in case.active:
        if visit.study_drug is not None and visit.study_drug != last:
            yield visit
            last = visit.study_drug


def drug_share(case: Case) -> Findings:
    """More drug in the bag than half of it, or a higher concentration than any in the trial."""
    for visit in _by_dose(case):
        drug = visit.study_drug
        if drug is None or drug.volume_ml >= drug.bag_ml:
            continue
        if drug.volume_ml * 2 > drug.bag_ml:
            yield Finding(
                "drug-share",
                "caution",
                visit.visit,
                f"The drug, {wording.ml(drug.volume_ml)}, fills more than half of the {wording.ml(drug.bag_ml)} bag, "
                f"from {visit.visit} on.",
            )
        elif drug.rounded_mg > case.regimen.most_concentration * drug.bag_ml:
            yield Finding(
                "drug-share",
                "caution",
                visit.visit,
                f"The nominal concentration, {wording.amount(drug.concentration_mg_per_ml, 'mg/mL')}, is above "
                f"{wording.amount(case.regimen.most_concentration, 'mg/mL')}, that of the trial's heaviest "
                f"participant, from {visit.visit} on.",
            )


def bag_full(case: Case) -> Findings:
    """The drug alone would fill the bag."""
    for visit in _by_dose(case):
        drug = visit.study_drug
        if drug is not None and drug.volume_ml >= drug.bag_ml:
            yield Finding(
                "bag-full",
                "refuse",
                visit.visit,
                f"For {wording.kg(visit.weight_kg or Decimal(0))} the drug, {wording.ml(drug.volume_ml)}, would fill "
                f"the {wording.ml(drug.bag_ml)} bag; "
                "check the weight and its unit, or let the site decide on a larger bag.",
            )


def whole_vials_too_far(case: Case) -> Findings:
    """Vial rounding is on, but no whole-vial total is near enough."""
    told = None
    for visit in case.active:
        drug, within = visit.study_drug, case.site_on(visit.date).rounding.whole_vials_within_percent
        if drug is None or within is None or drug.rounding == "whole-vials" or drug == told:
            continue
        told = drug
        yield Finding(
            "whole-vials-too-far",
            "note",
            visit.visit,
            f"No whole-vial total lies within {wording.number(within)}% of {wording.mg(drug.calculated_mg)}; the "
            "dose is not rounded to vials.",
        )


def h2_blocker(case: Case) -> Findings:
    """Ranitidine injection is not marketed; or the H2 blocker is left out."""
    own = case.site.h2_blocker
    if own.drug == "ranitidine":
        yield _whole(
            "h2-not-marketed",
            "caution",
            "Ranitidine injection was withdrawn in the US in 2020 and is suspended in the EU; famotidine can be chosen in its place.",
        )
    elif own.drug == "none":
        yield _whole("h2-omitted", "note", f"The H2 blocker that the record names, ranitidine, is left out. Reason: {own.reason}.")


def label_rates(case: Case) -> Findings:
    """The label's rate steps deliver twice its mg per hour at this dose."""
    if case.site.infusion.profile == LABEL_PROFILE:
        own = case.site.infusion
        on = wording.plain_day(own.compared_on) if own.compared_on else "no day"
        yield _whole(
            "label-rates-twice",
            "caution",
            f"At 20\u00a0mg/kg the rate steps of {LABEL_PROFILE} give twice the label's mg per hour; "
            f"compared with the label by {own.compared_by} on {on}.",
        )


def age_under_16(case: Case) -> Findings:
    """The record takes participants of 16 years and older."""
    born, first = case.course.born, case.active[0].date if case.active else case.visits[0].date
    if born is not None and first < old_enough_on(case.regimen, born):
        least = case.regimen.least_age_years
        yield _whole(
            "age-under-16",
            "refuse",
            f"Born on {wording.day(born)}, the patient is under {least} on {wording.day(first)}; the record takes {least} years and older, "
            f"so check the birth date, or start on {wording.day(old_enough_on(case.regimen, born))} or later.",
        )


def washouts(case: Case) -> Findings:
    """A washout of the record that is not over, or ends on the very day of the first visit."""
    first = case.visits[0].date
    for each in washout_limits(case.regimen, case.course.entry):
        said = f"{wording.FACTS[each.fact]} on {wording.day(each.given)}"
        if first < each.limit:
            yield Finding(
                "washout-inside",
                "caution",
                case.visits[0].visit,
                f"The first visit, {wording.day(first)}, lies inside a washout of the record: {said}, {each.length} "
                f"until {wording.day(each.limit)}.",
            )
        elif first == each.limit:
            yield Finding(
                "washout-on-limit",
                "caution",
                case.visits[0].visit,
                f"The first visit, {wording.day(first)}, is exactly {each.length} after the {said}: the record's "
                '"within" may exclude this day, ask the investigator.',
            )


def entry_facts(case: Case) -> Findings:
    """Facts that nobody stated, grouped, and the criteria that no date decides."""
    missing = (["birth date"] if case.course.born is None else []) + [wording.FACTS[fact] for fact in facts_missing(case.course.entry)]
    said = f"Not given: {wording.listed(missing)}. " if missing else ""
    count = wording.counted(len(case.regimen.criteria_not_checked), "entry criterion", "entry criteria")
    yield _whole(
        "entry-facts",
        "undetermined",
        f"{said}{count} of the record cannot be checked here and stand on the pharmacy sheet as boxes to tick.",
    )


def intervals(case: Case) -> Findings:
    """Infusions closer than 7 days where the site allows it, or further apart."""
    regular = case.regimen.days[1] - case.regimen.days[0]
    for before, after in zip(case.active, case.active[1:], strict=False):
        gap = (after.date - before.date).days
        if gap < regular:
            yield Finding(
                "interval-short",
                "caution",
                after.visit,
                f"{after.visit} is {wording.counted(gap, 'day')} after {before.visit}, closer than the record's "
                f"{regular} days; the site allows it.",
            )
        elif gap > regular:
            yield Finding(
                "interval-long",
                "note",
                after.visit,
                f"{after.visit} is {wording.counted(gap, 'day')} after {before.visit}, longer than the record's "
                f"{regular} days; rates after a gap are the prescriber's.",
            )


def days_off(case: Case) -> Findings:
    """Visits on weekends and public holidays, with the working days next to them."""
    working = WorkingDays(case.site.country, case.site.region)
    for visit in case.active:
        off = working.day_off(visit.date)
        if off is not None:
            yield Finding(off.why, "note", visit.visit, _off_message(case, visit, off))


def _off_message(case: Case, visit: Visit, off: DayOff) -> str:
    what = f"a public holiday ({off.name})" if off.why == "holiday" else "a weekend day"
    said = f"{visit.visit} is on {what}, {wording.day(visit.date)}."
    if off.before is None or off.after is None:
        return said
    previous = next((each for each in reversed(case.active) if each.number < visit.number), None)
    following = next((each for each in case.active if each.number > visit.number), None)
    ways = []
    for day in (off.before, off.after):
        gaps = []
        if previous is not None:
            gaps.append(f"{wording.counted((day - previous.date).days, 'day')} after {previous.visit}")
        if following is not None:
            gaps.append(f"{wording.counted((following.date - day).days, 'day')} before {following.visit}")
        ways.append(f"{wording.day(day)}{' (' + wording.listed(gaps) + ')' if gaps else ''}")
    return f"{said} Nearest working days: {ways[0]}, and {ways[1]}. Nothing was moved."


def long_course(case: Case) -> Findings:
    """A course longer than the record's longest follow-up."""
    if not case.active:
        return
    length = (case.active[-1].date - case.active[0].date).days
    weeks = case.regimen.longest_follow_up_weeks
    if length > weeks * 7:
        yield _whole(
            "long-course",
            "note",
            f"The course lasts {wording.counted(length, 'day')}, longer than {wording.number(weeks)} weeks, the "
            "longest follow-up in the record.",
        )


# The order in which findings of one severity are printed.
CHECKS: tuple[Callable[[Case], Findings], ...] = (
    bag_full, age_under_16, washouts, bag_prepared, weight_ratio, weight_unusual, weight_changed, weigh_before_cycle_2, drug_share,
    label_rates, h2_blocker, intervals, weight_date_missing, entry_facts, twice_label_dose, trial_terminated, label_stability,
    whole_vials_too_far, days_off, long_course,
)  # fmt: skip


def run_checks(case: Case) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(case)]
