"""What the weights of a course say: unusual, perhaps in pounds, changed, without a day, or not measured again.

Does not know how a weight makes a dose.
"""

from decimal import Decimal
from fractions import Fraction

from dosing import wording
from dosing.findings import Finding
from dosing.quantities import POUND_KG, half_up
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.weights import differs_by


def weight_unusual(case: Case) -> Findings:
    """A weight outside the trial's range; prints what it would be if it was pounds."""
    least, most = case.regimen.trial_weight_least_kg, case.regimen.trial_weight_most_kg
    for weighing in case.weighings:
        weight = weighing.weight_kg
        if not least <= weight <= most:
            if_pounds = half_up(Fraction(weight) * Fraction(POUND_KG), Decimal("0.1"))
            yield whole(
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
            yield whole(
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
            yield whole(
                "weight-changed",
                "caution",
                f"The weight changed by {wording.deviation(change)} since the start, from {wording.kg(first)} to "
                f"{wording.kg(new.weight_kg)}: "
                f"{wording.number(limit)}% or more asks for a second look.",
            )


def weight_date_missing(case: Case) -> Findings:
    """Nobody said when the first weight was measured."""
    if case.weighings[0].weighed is None:
        yield whole(
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
