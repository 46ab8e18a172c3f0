"""What a sheet shows of one visit: its findings, the vials in words, the rows for lot numbers.

Does not know pages or how high anything is.
"""

from collections.abc import Sequence

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.regimen import NO_DRUG, Regimen
from dosing.releases import Release
from dosing.rules.dose import Draw, FilledBag, StudyDrug, VialCount
from dosing.rules.infusion import InfusionStep
from dosing.rules.visit import Visit


def vials_opened(vials: Sequence[VialCount]) -> str:
    """Vials to open: "2 × 500 mg, 4 × 100 mg"."""
    return wording.vials([(vial.count, vial.strength_mg) for vial in vials])


def drawn_up(draws: Sequence[Draw]) -> str:
    """How all strengths are drawn: "2 whole 500 mg vials; 3 whole 100 mg vials and 2.4 mL of a fourth"."""
    return "; ".join(wording.drawn(draw.strength_mg, draw.whole, draw.part_ml) for draw in draws)


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
    """Whether a step is above what the label's own dose would run at, where the checks say so of the visit.

    A dose that is rounded up lies a little above the label's with the label's own steps; that is no faster step, and no check says so.
    """
    found = any(each.code == "rates-fast" and each.visit == visit.visit for each in release.findings)
    return found and visit.infusion is not None and step.mg_per_hour > visit.infusion.label_mg_per_hour


# These stand elsewhere on a visit's page, or need the first page to be understood.
NOT_ON_A_VISIT = ("washout-inside", "washout-on-limit", "weigh-before-cycle")


def weigh_first(release: Release, visit: Visit) -> str:
    """Why the dose of a visit is provisional, as the checks say it of its cycle; nothing where it is not."""
    cycles = {each.visit: each.cycle for each in release.plan.visits}
    said = (each for each in release.findings if each.code == "weigh-before-cycle" and cycles.get(each.visit or "") == visit.cycle)
    return next((each.message for each in said), "") if visit.provisional else ""


def visit_findings(release: Release, visit: Visit) -> list[Finding]:
    """The cautions that belong on the page of one visit."""
    return [
        finding
        for finding in release.findings
        if finding.visit == visit.visit and finding.severity == "caution" and finding.code not in NOT_ON_A_VISIT
    ]


MOST_LOTS = 12  # more vials than this are written on the back
MOST_LOTS_IN_TWO = 9


def lot_columns(drug: StudyDrug) -> list[list[str]]:
    """A row to write the lot on for each opened vial, and one for each bag, in two columns or three."""
    vials = [wording.mg(vial.strength_mg) for vial in drug.vials for _ in range(vial.count)]
    more = [wording.counted(len(vials) - MOST_LOTS, "more vial")] if len(vials) > MOST_LOTS else []
    bags = ["bag"] if len(drug.bags) == 1 else [f"bag {number}" for number, _ in enumerate(drug.bags, start=1)]
    rows = [*vials[:MOST_LOTS], *more, *bags]
    columns = 2 if len(rows) <= MOST_LOTS_IN_TWO else 3
    high = -(-len(rows) // columns)
    return [rows[at : at + high] for at in range(0, len(rows), high)]
