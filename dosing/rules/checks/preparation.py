"""What concerns who prepares a bag: how full it is, whether one may already be prepared, vial rounding, H2 blocker, rates.

Does not know how a dose is made.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.site import LABEL_PROFILE
from dosing.rules.checks.case import Case, Findings, whole
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


def _by_dose(case: Case) -> Iterator[Visit]:
    """The first visit of each run of equal doses and bags."""
    last = None
    for visit in case.active:
        if visit.study_drug is not None and visit.study_drug != last:
            yield visit
            last = visit.study_drug


def drug_share(case: Case) -> Findings:
    """More drug in a bag than half of it, or a higher concentration than any in the trial."""
    for visit in _by_dose(case):
        for bag in visit.study_drug.bags if visit.study_drug else ():
            if bag.full:
                continue
            if bag.drug_ml * 2 > bag.bag_ml:
                yield Finding(
                    "drug-share",
                    "caution",
                    visit.visit,
                    f"The drug, {wording.ml(bag.drug_ml)}, fills more than half of the {wording.ml(bag.bag_ml)} bag, "
                    f"from {visit.visit} on.",
                )
            elif bag.drug_mg > case.regimen.most_concentration * bag.bag_ml:
                yield Finding(
                    "drug-share",
                    "caution",
                    visit.visit,
                    f"The nominal concentration, {wording.amount(bag.concentration_mg_per_ml, 'mg/mL')}, is above "
                    f"{wording.amount(case.regimen.most_concentration, 'mg/mL')}, that of the trial's heaviest "
                    f"participant, from {visit.visit} on.",
                )


def bag_full(case: Case) -> Findings:
    """The drug alone would fill a bag."""
    for visit in _by_dose(case):
        for bag in visit.study_drug.bags if visit.study_drug else ():
            if bag.full:
                yield Finding(
                    "bag-full",
                    "refuse",
                    visit.visit,
                    f"For {wording.kg(visit.weight_kg or Decimal(0))} the drug, {wording.ml(bag.drug_ml)}, would fill "
                    f"the {wording.ml(bag.bag_ml)} bag; "
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
        yield whole(
            "h2-not-marketed",
            "caution",
            "Ranitidine injection was withdrawn in the US in 2020 and is suspended in the EU; famotidine can be chosen in its place.",
        )
    elif own.drug == "none":
        yield whole("h2-omitted", "note", f"The H2 blocker that the record names, ranitidine, is left out. Reason: {own.reason}.")


def label_rates(case: Case) -> Findings:
    """The label's rate steps deliver twice its mg per hour at this dose."""
    if case.site.infusion.profile == LABEL_PROFILE:
        own = case.site.infusion
        on = wording.plain_day(own.compared_on) if own.compared_on else "no day"
        yield whole(
            "label-rates-twice",
            "caution",
            f"At 20\u00a0mg/kg the rate steps of {LABEL_PROFILE} give twice the label's mg per hour; "
            f"compared with the label by {own.compared_by} on {on}.",
        )
