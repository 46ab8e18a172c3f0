"""What a sheet shows of one visit: its findings, the vials in words, the rows for lot numbers.

Does not know pages or how high anything is.
"""

from collections.abc import Sequence

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.site import LABEL_PROFILE
from dosing.releases import Release
from dosing.rules.dose import Draw, StudyDrug, VialCount
from dosing.rules.visit import Visit


def vials_opened(vials: Sequence[VialCount]) -> str:
    """Vials to open: "2 × 500 mg, 4 × 100 mg"."""
    return wording.vials([(vial.count, vial.strength_mg) for vial in vials])


def drawn_up(draws: Sequence[Draw]) -> str:
    """How all strengths are drawn: "2 whole 500 mg vials; 3 whole 100 mg vials and 2.4 mL of a fourth"."""
    return "; ".join(wording.drawn(draw.strength_mg, draw.whole, draw.part_ml) for draw in draws)


def twice_the_label(visit: Visit) -> bool:
    """Whether a visit runs at the label's rates, which give twice the label's mg per hour at this dose."""
    return visit.infusion is not None and visit.infusion.profile == LABEL_PROFILE


# These stand elsewhere on a visit's page, or need the first page to be understood.
NOT_ON_A_VISIT = ("washout-inside", "washout-on-limit", "weigh-before-cycle-2")


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
    """A row to write the lot on for each opened vial, and one for the bag, in two columns or three."""
    vials = [wording.mg(vial.strength_mg) for vial in drug.vials for _ in range(vial.count)]
    more = [wording.counted(len(vials) - MOST_LOTS, "more vial")] if len(vials) > MOST_LOTS else []
    rows = [*vials[:MOST_LOTS], *more, "bag"]
    columns = 2 if len(rows) <= MOST_LOTS_IN_TWO else 3
    high = -(-len(rows) // columns)
    return [rows[at : at + high] for at in range(0, len(rows), high)]
