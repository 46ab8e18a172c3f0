"""What concerns who prepares a bag: how full it is, whether one may already be prepared, vial rounding, H2 blocker, rates.

Does not know how a dose is made.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.regimen import NO_DRUG
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.dose import FilledBag
from dosing.rules.visit import Visit
from dosing.rules.weights import dose_weights


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
    for _, change in case.timeline.standing:
        if change.kind == "correct" and change.values.weight_kg is not None:
            yield from ((visit, change.when, "The corrected weight makes") for visit in case.active if visit.weight_rule == "first")


def _resited(case: Case) -> Iterator[tuple[Visit, date, str]]:
    for (_, before), (since, after) in pairwise(case.timeline.sites):
        if (before.vials, before.bag, before.rounding) != (after.vials, after.bag, after.rounding):
            yield from ((visit, since, "The new site file may change") for visit in case.active)


def _reweighed(case: Case) -> Iterator[tuple[Visit, date, str]]:
    days = [(visit.date, case.site_on(visit.date).weights.counts_from_percent) for visit in case.active]
    for place, weighing in enumerate(case.weighings[1:], start=1):
        when = weighing.when
        old, new = (dose_weights(case.weighings[:many], days) for many in (place, place + 1))
        for visit, before, after in zip(case.active, old, new, strict=True):
            if before.weighing.weight_kg != after.weighing.weight_kg:
                yield visit, when, "The new weight changes"


def _by_dose(case: Case) -> Iterator[tuple[Visit, FilledBag, tuple[str, ...]]]:
    """The first visit of each run of equal doses at sites with equal bags, the fuller of its bags, and every visit of the run."""
    # Another share of the bag may be allowed from one visit to the next.
    for _, run in groupby(case.active, lambda visit: (visit.study_drug, visit.site.bag)):
        first, *others = run
        if first.study_drug is not None:
            yield first, first.study_drug.bags[0], tuple(visit.visit for visit in (first, *others))


def drug_share(case: Case) -> Findings:
    """A higher concentration than is usual under the regimen."""
    usual = case.regimen.usual_mg_per_ml
    if usual is None:
        return
    limit = wording.with_units(case.regimen.source("usual_mg_per_ml").citation)
    for visit, bag, run in _by_dose(case):
        if not bag.full and bag.drug_mg > usual * bag.bag_ml:
            yield Finding(
                "drug-share",
                "caution",
                visit.visit,
                f"The nominal concentration, {wording.amount(bag.concentration_mg_per_ml, 'mg/mL')}, is above "
                f"{wording.amount(usual, 'mg/mL')}, from {visit.visit} on. The limit is {limit}.",
                run,
            )


def bag_full(case: Case) -> Findings:
    """The drug is more of a bag than the site lets it be."""
    for visit, bag, run in _by_dose(case):
        share = visit.site.bag.most_share_percent
        if bag.drug_ml * 100 > share * bag.bag_ml:
            weight = wording.weight(visit.weight_kg or Decimal(0), visit.weight_typed)
            rest = "half" if share == 50 else f"{wording.number(share)}%"
            yield Finding(
                "bag-full",
                "refuse",
                visit.visit,
                f"For {weight} the drug, {wording.ml(bag.drug_ml)}, is more than {rest} of the "
                f"{wording.ml(bag.bag_ml)} bag; check the weight and its unit, or let the site decide on two bags, a larger one, "
                "or a larger share with its stability data.",
                run,
            )


def whole_vials_too_far(case: Case) -> Findings:
    """Vial rounding is on, but no whole-vial total is near enough."""
    for (drug, within), run in groupby(case.active, lambda each: (each.study_drug, each.site.rounding.whole_vials_within_percent)):
        if drug is None or within is None or drug.rounding == "whole-vials":
            continue
        visit, *others = run
        yield Finding(
            "whole-vials-too-far",
            "note",
            visit.visit,
            f"No whole-vial total lies within {wording.number(within)}% of {wording.mg(drug.calculated_mg)}; the "
            "dose is not rounded to vials.",
            tuple(each.visit for each in (visit, *others)),
        )


def premedication_drugs(case: Case) -> Findings:
    """What has to be said of a drug that a site gives, or leaves out, by the site that is in force at each visit."""
    for rule in case.regimen.slots:
        for choice in dict.fromkeys(visit.site.premedications[rule.slot] for visit in case.active) or (
            case.site.premedications[rule.slot],
        ):
            touched = [visit for visit in case.active if visit.site.premedications[rule.slot] == choice]
            if choice.drug == NO_DRUG:
                named = f" that {case.regimen.words.authority_short} names, {wording.drug(rule.named)}," if rule.named else ""
                yield whole("premedication-omitted", "note", f"The {rule.called}{named} is left out. Reason: {choice.reason}.", touched)
                continue
            drug = rule.rule(choice.drug)
            if drug is not None and drug.caution is not None:
                yield whole(drug.caution.code, drug.caution.severity, wording.with_units(drug.caution.message), touched)
