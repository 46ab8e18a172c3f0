"""What the weights of a course say: unusual, perhaps in pounds, changed, without a day, or not measured again.

Does not know how a weight makes a dose.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dosing import wording
from dosing.findings import Finding
from dosing.quantities import POUND_KG, half_up
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.weights import differs_by


def weight_unusual(case: Case) -> Findings:
    """A weight outside the trial's range; prints what it would be if it was pounds."""
    least, most = case.regimen.trial_weight_least_kg, case.regimen.trial_weight_most_kg
    if least is None or most is None:
        return
    for weighing in case.weighings:
        weight = weighing.weight_kg
        if not least <= weight <= most:
            yield whole(
                "weight-unusual",
                "caution",
                f"{wording.weight(weight, weighing.typed)} is outside {wording.number(least)} to {wording.kg(most)}, "
                f"the weights in the trial{_if_pounds(weight, weighing.typed)}.",
                case.weighed_by(weighing),
            )


def _if_pounds(weight: Decimal, typed: str | None) -> str:
    """What a weight would be had pounds been meant, for one that was typed in kilograms."""
    return "" if typed else f"; if this was pounds, {wording.kg(half_up(Fraction(weight) * Fraction(POUND_KG), Decimal('0.1')))}"


SWAPPED = ((Decimal("2.0"), Decimal("2.4")), (Decimal("0.42"), Decimal("0.49")))  # about 2.2046, and its inverse


def weight_ratio(case: Case) -> Findings:
    """A new weight that stands to the last one as pounds to kilograms, or the other way."""
    for last, new in pairwise(case.weighings):
        if any(low * last.weight_kg <= new.weight_kg <= high * last.weight_kg for low, high in SWAPPED):
            yield whole(
                "weight-ratio",
                "caution",
                f"The weight went from {wording.weight(last.weight_kg, last.typed)} to {wording.weight(new.weight_kg, new.typed)}: "
                "was one of them pounds?",
                case.weighed_by(last, new),
            )


def weight_changed(case: Case) -> Findings:
    """A new weight that differs from the first by the site's limit or more, limit included."""
    first, typed = case.weighings[0].weight_kg, case.weighings[0].typed
    limit = case.site.weights.caution_from_percent
    for new in case.weighings[1:]:
        if differs_by(new.weight_kg, first, limit):
            change = half_up(Fraction(new.weight_kg - first) / Fraction(first) * 100, Decimal("0.1"))
            yield whole(
                "weight-changed",
                "caution",
                f"The weight changed by {wording.deviation(change)} since the start, from {wording.weight(first, typed)} to "
                f"{wording.weight(new.weight_kg, new.typed)}: "
                f"{wording.number(limit)}% or more asks for a second look.",
                case.weighed_by(new),
            )


def weight_date_missing(case: Case) -> Findings:
    """Nobody said when the first weight was measured."""
    if case.weighings[0].weighed is None:
        yield whole(
            "weight-date-missing",
            "undetermined",
            f"The day on which {wording.weight(case.weighings[0].weight_kg, case.weighings[0].typed)} was measured was not given.",
            case.weighed_by(case.weighings[0]),
        )


def weight_before_birth(case: Case) -> Findings:
    """A weight cannot be measured before somebody was born."""
    born = case.course.born
    for weighing in case.weighings:
        if born is not None and weighing.weighed is not None and weighing.weighed < born:
            yield whole(
                "weight-before-birth",
                "refuse",
                f"{wording.weight(weighing.weight_kg, weighing.typed)} was measured on {wording.day(weighing.weighed)}, before the "
                f"birth date, {wording.day(born)}; correct the one that is wrong.",
                case.weighed_by(weighing),
            )


def weight_old(case: Case) -> Findings:
    """The newest weight at a visit is older than the site allows; where a cycle waits for a weight, that is said instead."""
    firsts = {each.visit for each in case.visits if each.day == case.regimen.days_of(each.cycle)[0]}
    for visit in case.active:
        measured = case.newest_weighing(visit).weighed
        if measured is None or visit.provisional:
            continue
        rules = visit.site.weights
        allowed = rules.oldest_on_day_1_days if visit.visit in firsts else rules.oldest_days
        age = (visit.date - measured).days
        if age > allowed:
            yield Finding(
                "weight-old",
                "caution",
                visit.visit,
                f"At {visit.visit} the weight is {wording.counted(age, 'day')} old, measured {wording.day(measured)}; the site allows "
                f"{wording.counted(allowed, 'day')}.",
            )


def weigh_before_cycle(case: Case) -> Findings:
    """Doses of a later cycle stand on a weight from before its time."""
    told: set[int] = set()
    for visit in case.active:
        if not visit.provisional or visit.cycle in told:
            continue
        told.add(visit.cycle)
        first = next(each for each in case.timeline.visits if each.cycle == visit.cycle)
        yield Finding(
            "weigh-before-cycle",
            "caution",
            visit.visit,
            f"Cycle {visit.cycle} doses are provisional: weigh the patient on or after {wording.day(case.timeline.weigh_from(first))} "
            f"and enter that weight before cycle {visit.cycle}.",
            tuple(each.visit for each in case.active if each.provisional and each.cycle == visit.cycle),
        )
