"""How fast infusions run: against the label's own dose, beyond the regimen's limits, and when the first steps begin again.

Does not know how steps are made.
"""

from dosing import wording
from dosing.findings import Finding
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.outcomes import Given
from dosing.rules.visit import Visit


def rates_fast(case: Case) -> Findings:
    """A step above the most that the label lets its own dose run at, for that infusion."""
    for visit in case.active:
        infusion = visit.infusion
        if infusion is None or not infusion.steps:
            continue
        if _above_the_label(case, visit):
            fastest = max(step.mg_per_hour for step in infusion.steps)
            dose = wording.amount(case.regimen.rates.label_mg_per_kg, "mg/kg")
            yield Finding(
                "rates-fast",
                "caution",
                visit.visit,
                f"At {visit.visit} the steps of {infusion.profile} reach {wording.amount(fastest, 'mg an hour')}; "
                f"the label's most at {dose} is {wording.amount(infusion.label_mg_per_hour, 'mg an hour')} for this infusion.",
            )


def _above_the_label(case: Case, visit: Visit) -> bool:
    """Whether a step would be too fast for the label, were the dose not rounded and, in two bags, divided evenly; exact."""
    infusion, drug, rules = visit.infusion, visit.study_drug, case.regimen.rates
    if infusion is None or drug is None or visit.weight_kg is None:
        return False
    fastest = max(step.rate_ml_per_hour for step in infusion.steps)
    in_bags = sum(bag.bag_ml for bag in drug.bags)
    allowed = rules.limits(infusion.part).most_ml_per_hour * visit.weight_kg * rules.label_mg_per_kg
    return fastest * drug.calculated_mg * rules.label_bag_ml > allowed * in_bags


def rates_beyond_limits(case: Case) -> Findings:
    """Steps that may be faster than the regimen's limits, because a signed order has a reason for it."""
    chosen = case.site.infusion.chosen
    if chosen is not None and chosen.beyond_limits is not None:
        yield whole(
            "rates-beyond-limits",
            "caution",
            f"The steps of {chosen.name} are not held to the limits of the label; they follow the signed order {chosen.reference}. "
            f"Reason: {chosen.beyond_limits}.",
            (visit for visit in case.active if visit.infusion is not None and visit.infusion.profile == chosen.name),
        )


def rates_first_again(case: Case) -> Findings:
    """A visit after the first that runs at the first infusion's steps, and why."""
    for visit in case.active:
        # What was given already had its steps.
        if visit.given is None and visit.infusion is not None and visit.infusion.part == "first" and visit.gap is not None:
            yield Finding(
                "rates-first-again",
                "caution",
                visit.visit,
                f"The steps at {visit.visit} are those of the first infusion, because {_why(visit, visit.outcome)}; "
                "faster ones are the prescriber's: ____________________",
            )


def _why(visit: Visit, before: Given | None) -> str:
    if before is None:
        return "what was given at the infusion before is not recorded"
    if before.reaction is not None:
        return f"there was a reaction of grade {before.reaction} at {before.visit}"
    if not before.in_full:
        return f"{before.visit} was given in part"
    beyond = visit.own_interval + visit.site.infusion.first_again_after_days
    return f"{before.visit} lies {wording.counted(visit.gap or 0, 'day')} back, more than {wording.counted(beyond, 'day')}"


def rates_long(case: Case) -> Findings:
    """An infusion that takes longer than its bags may be out of the refrigerator."""
    hours = case.regimen.most_bag_hours
    for visit in case.active:
        infusion = visit.infusion
        if hours is None or infusion is None or not infusion.steps:
            continue
        last = infusion.steps[-1]
        takes = last.elapsed_minutes + last.minutes
        if takes > hours * 60:
            yield Finding(
                "rates-long",
                "caution",
                visit.visit,
                f"At {visit.visit} the infusion takes {wording.duration(takes)} at the steps of {infusion.profile}, longer than the "
                f"{wording.amount(hours, 'h')} for which a bag may be out of the refrigerator, the infusion included.",
            )
