"""What a sheet shows of one visit: its findings, the vials in words, the rows for lot numbers.

Does not know pages or how high anything is.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Literal

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.regimen import NO_DRUG, Regimen
from dosing.quantities import POUND_KG, half_up
from dosing.releases import Release
from dosing.rules.dose import Draw, FilledBag, StudyDrug, VialCount
from dosing.rules.infusion import InfusionStep
from dosing.rules.premedication import Premedication
from dosing.rules.visit import Visit


def vials_opened(vials: Sequence[VialCount]) -> str:
    """Vials to open: "2 × 500 mg, 4 × 100 mg"."""
    return wording.vials([(vial.count, vial.strength_mg) for vial in vials])


def drawn_up(draws: Sequence[Draw]) -> str:
    """How all strengths are drawn: "2 whole 500 mg vials; 3 whole 100 mg vials and 2.4 mL of a fourth"."""
    return "; ".join(wording.drawn(draw.strength_mg, draw.whole, draw.part_ml) for draw in draws)


def drawn_volumes(drug: StudyDrug) -> str:
    """What is drawn from each vial, as it adds up: "25 mL + 25 mL + 22.4 mL = 72.4 mL"; more than three whole vials as "4 × 25 mL"."""
    holds = {vial.strength_mg: vial.volume_ml for vial in drug.vials}
    parts: list[str] = []
    for draw in drug.draw:
        whole = wording.ml(holds[draw.strength_mg])
        parts += [f"{draw.whole}{wording.NBSP}×{wording.NBSP}{whole}"] if draw.whole > MOST_WRITTEN_OUT else [whole] * draw.whole
        parts += [wording.ml(draw.part_ml)] if draw.part_ml is not None else []
    total = wording.ml(drug.volume_ml)
    return total if parts == [total] else f"{' + '.join(parts)} = {total}"


MOST_WRITTEN_OUT = 3


def premedication_groups(visits: Sequence[Visit]) -> list[tuple[list[str], tuple[Premedication, ...]]]:
    """What is given before the infusions, once for all visits at which it is the same, whatever the time of day."""
    groups: list[tuple[list[str], tuple[Premedication, ...]]] = []
    for visit in visits:
        owed = tuple(replace(each, due=None) for each in visit.premedications)
        alike = next((names for names, held in groups if held == owed), None)
        if alike is None:
            groups.append(([visit.visit], owed))
        else:
            alike.append(visit.visit)
    return groups


def volumes(bags: Sequence[FilledBag]) -> str:
    """The volume of drug for each bag, as it adds up: "36.3 mL + 36.2 mL"."""
    return " + ".join(wording.ml(bag.drug_ml) for bag in bags)


def hung(bags: Sequence[FilledBag]) -> str:
    """The bags that are hung, one after the other: "250 mL", "2 × 250 mL"."""
    count = f"{len(bags)}{wording.NBSP}×{wording.NBSP}" if len(bags) > 1 else ""
    return f"{count}{wording.ml(bags[0].bag_ml)}"


def left_out(regimen: Regimen, visit: Visit) -> list[str]:
    """A line for each premedication that the site leaves out on that day: "H2 blocker left out: none is stocked"."""
    given = visit.site.premedications
    return [
        f"{rule.called[:1].upper()}{rule.called[1:]} left out: {given[rule.slot].reason}"
        for rule in regimen.slots
        if given[rule.slot].drug == NO_DRUG
    ]


def why_faster(visit: Visit) -> str:
    """Why the steps of a visit are not the first infusion's: "C1D1 was recorded as given in full without a reaction"."""
    infusion, before = visit.infusion, visit.outcome
    if infusion is None or infusion.part == "first" or before is None:
        return ""
    return f"{before.visit} was recorded as given in full without a reaction"


def above_the_label(release: Release, visit: Visit, step: InfusionStep) -> bool:
    """Whether a step is too fast for the label, were the dose not rounded and, in two bags, divided evenly; exact.

    The check of fast rates counts a step by the same rule.
    """
    infusion, drug, rules = visit.infusion, visit.study_drug, release.plan.regimen.rates
    if infusion is None or drug is None or visit.weight_kg is None:
        return False
    in_bags = sum(bag.bag_ml for bag in drug.bags)
    allowed = rules.limits(infusion.part).most_ml_per_hour * visit.weight_kg * rules.label_mg_per_kg
    return step.rate_ml_per_hour * drug.calculated_mg * rules.label_bag_ml > allowed * in_bags


Where = Literal["weight", "dose", "bag", "premedication", "rates", "day"]

# What of a visit each finding is about, so that it stands on its page above that.
ABOUT: dict[str, Where] = {
    "weight-before-birth": "weight", "weight-after-issue": "weight", "weight-ratio": "weight", "weight-unusual": "weight",
    "weight-changed": "weight", "weight-old": "weight", "weight-date-missing": "weight", "weigh-before-cycle": "weight",
    "regimen-not-known": "dose", "unreviewed-data": "dose", "whole-vials-too-far": "dose",
    "bag-prepared": "bag", "bag-full": "bag", "drug-share": "bag",
    "dose-not-for-age": "premedication",
    "rates-beyond-limits": "rates", "rates-fast": "rates", "rates-first-again": "rates",
    "rates-long": "rates", "compared-old": "rates", "compared-future": "rates",
    "washout-inside": "day", "washout-on-limit": "day", "interval-short": "day", "interval-long": "day", "born-implausible": "day",
}  # fmt: skip
# These stand with the whole course alone, as does what a regimen always notes: facts for the entry checks, notes on days that are planned
# and not prepared for, what is recorded of other visits, and a premedication left out, which every visit's page says in its own line.
WITH_THE_COURSE = ("entry-facts", "weekend", "holiday", "past-start", "long-course", "premedication-omitted", "recorded-ahead")
EVERY_VISIT = ("regimen-not-known",)  # said by the release, which knows no visit that it touches


def about(regimen: Regimen, code: str) -> Where | None:
    """What of a visit a finding is about; None where it stands with the whole course alone."""
    if code in _always_cautioned(regimen):
        return ABOUT.get(code, "premedication")
    of_a_drug = any(drug.caution is not None and drug.caution.code == code for rule in regimen.slots for drug in rule.drugs)
    return "premedication" if of_a_drug else ABOUT.get(code)


def _always_cautioned(regimen: Regimen) -> tuple[str, ...]:
    """What a regimen always cautions of, whatever is planned: it touches every visit, and is said where each is made and given."""
    return tuple(said.code for said in regimen.always if said.severity == "caution")


def weigh_first(release: Release, visit: Visit) -> str:
    """Why the dose of a visit is provisional, as the checks say it of its cycle; nothing where it is not."""
    cycles = {each.visit: each.cycle for each in release.plan.visits}
    said = (each for each in release.findings if each.code == "weigh-before-cycle" and cycles.get(each.visit or "") == visit.cycle)
    return next((each.message for each in said), "") if visit.provisional else ""


def visit_findings(release: Release, visit: Visit, *where: Where) -> list[Finding]:
    """The findings that touch one visit, most severe first; of those about some of its numbers only, where that is said."""
    places = where or PLACES
    regimen = release.plan.regimen
    every = (*EVERY_VISIT, *_always_cautioned(regimen))
    return [each for each in release.findings if _touches(each, visit, every) and about(regimen, each.code) in places]


PLACES: tuple[Where, ...] = ("weight", "dose", "bag", "premedication", "rates", "day")


def _touches(finding: Finding, visit: Visit, every: Sequence[str]) -> bool:
    return visit.visit == finding.visit or visit.visit in finding.touches or finding.code in every


def blanks_left_out(message: str) -> str:
    """What a check says without the line to write on at its end, for a page on which nothing is written."""
    said, blank, _ = message.partition(": ____")
    return f"{said}." if blank else message


def ask_outside(visit: Visit) -> str:
    """From which weights on the pharmacy is asked before a dose is given: "below 65.2 kg or above 79.5 kg".

    Outside is what differs from the weight that made this dose by the site's percentage or more, limit included. The two weights named
    are the lightest and the heaviest on a scale of 0.1 kg that are still inside, so that the next 0.1 kg is outside and no weight that
    is outside reads as inside: 72.35 kg and 10% leave 65.115 to 79.585 kg; 65.2 and 79.5 kg are inside, 65.1 and 79.6 kg are not.
    A weight that was typed in pounds has both in pounds too: "below 65.4 kg (144 lb) or above 79.8 kg (175.9 lb)".
    """
    if visit.weight_kg is None:
        return ""
    tenths, percent = visit.weight_kg * 10, visit.site.weights.caution_from_percent
    least = (tenths * (100 - percent) / 100).to_integral_value(ROUND_FLOOR) + 1
    most = (tenths * (100 + percent) / 100).to_integral_value(ROUND_CEILING) - 1
    low, high = visit.weight_kg * (100 - percent) / 100, visit.weight_kg * (100 + percent) / 100
    in_pounds = [f" ({wording.amount(each, 'lb')})" if pounds_typed(visit) else "" for each in _pounds_inside(low, high)]
    return f"below {wording.kg(least / 10)}{in_pounds[0]} or above {wording.kg(most / 10)}{in_pounds[1]}"


def pounds_typed(visit: Visit) -> bool:
    """Whether the weight of a visit was typed in pounds, so that who weighs reads a scale of pounds."""
    return bool(visit.weight_typed)


def _pounds_inside(low_kg: Decimal, high_kg: Decimal) -> tuple[Decimal, Decimal]:
    """The lightest and the heaviest on a scale of 0.1 lb that lie between two weights, as they are read into kilograms."""
    least = (low_kg / POUND_KG * 10).to_integral_value(ROUND_FLOOR)
    while _as_read(least) <= low_kg:
        least += 1
    most = (high_kg / POUND_KG * 10).to_integral_value(ROUND_CEILING)
    while _as_read(most) >= high_kg:
        most -= 1
    return least / 10, most / 10


def _as_read(tenths_of_a_pound: Decimal) -> Decimal:
    return half_up(Fraction(tenths_of_a_pound / 10) * Fraction(POUND_KG), Decimal("0.01"))


MOST_LOTS = 13  # for more vials than this one row stands
MOST_LOTS_IN_ONE = 3


def lot_columns(drug: StudyDrug) -> list[list[str]]:
    """A row to write maker, lot and expiry on for each opened vial, in one column or two."""
    vials = [wording.mg(vial.strength_mg) for vial in drug.vials for _ in range(vial.count)]
    more = [f"{len(vials) - MOST_LOTS} more"] if len(vials) > MOST_LOTS else []
    rows = [*vials[:MOST_LOTS], *more]
    high = len(rows) if len(rows) <= MOST_LOTS_IN_ONE else -(-len(rows) // 2)
    return [rows[at : at + high] for at in range(0, len(rows), high)]
