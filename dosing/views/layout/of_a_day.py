"""The words of a day's cells and totals, the same on a sheet, in a table and in a CSV file.

Does not know pages, or what a day is made of.
"""

from collections.abc import Sequence
from decimal import Decimal

from dosing import wording
from dosing.coming import ComingVisit, Hung, State
from dosing.day import Day, DayFinding, Totals, VialTotal
from dosing.rules.checks.always import UNREVIEWED
from dosing.rules.dose import VialCount

STATES: dict[State, str] = {
    "checked": "checked",
    "draft": "draft",
    "provisional": "provisional: weigh first",
    "unreviewed": UNREVIEWED,
}
NOT_CHECKED = "Not checked: an estimate, and nothing is prepared by it"
TOTALS = ("In all", "Not checked, an estimate", "Checked")


def state_said(visit: ComingVisit) -> str:
    """How far a visit can be relied on, and what was recorded of it."""
    return ", ".join(filter(None, (STATES[visit.state], visit.outcome)))


def start_said(visit: ComingVisit) -> str:
    """The start of the infusion; nothing where no time of day was set."""
    return wording.time(visit.infusion_start) if visit.infusion_start else ""


def vials_said(vials: Sequence[VialCount]) -> str:
    """Vials to open: "2 × 500 mg, 4 × 100 mg"."""
    return wording.vials([(each.count, each.strength_mg) for each in vials])


def bags_said(bags: Sequence[Hung]) -> str:
    """How each bag is made: "250 mL sodium chloride 0.9%, remove 72.5 mL, add 72.5 mL"; two of them by "and"."""
    return " and ".join(_bag_said(bag) for bag in bags)


def _bag_said(bag: Hung) -> str:
    removed = f"remove {wording.ml(bag.remove_ml)}" if bag.remove_ml else "remove none"
    return f"{wording.ml(bag.bag_ml)} {bag.diluent}, {removed}, add {wording.ml(bag.drug_ml)}"


def made_said(visit: ComingVisit) -> str:
    """How the bags of a visit are made; of one that waits for a weight nothing is said by which somebody could make one."""
    return "once weighed" if visit.state == "provisional" else bags_said(visit.bags)


def dose_said(visit: ComingVisit) -> str:
    """The rounded dose or, of a visit that waits for a weight, what it would be: an estimate for ordering, by which nothing is prepared."""
    if visit.state != "provisional":
        return wording.mg(visit.rounded_mg)
    return f"about {wording.mg(visit.rounded_mg)} if still {wording.weight(visit.weight_kg, None)}"


def premedications_said(visit: ComingVisit) -> list[str]:
    """What is due before the infusion, with its time where one is known: "09:15 dexamethasone 20 mg oral"."""
    return [f"{wording.time(each.due)} {each.said}" if each.due else each.said for each in visit.premedications]


def findings_said(day: Day) -> dict[tuple[str, str], list[str]]:
    """What the checks say of each visit of a day, by its course's id and its name."""
    said: dict[tuple[str, str], list[str]] = {}
    for each in day.findings:
        for visit in each.visits:
            said.setdefault((visit.course_id, visit.visit), []).append(f"{wording.severity(each.severity)}: {each.message}")
    return said


def whom(finding: DayFinding, day: Day) -> str:
    """Of which visits a finding is: "ISLAY-007 C1D8 and ISLAY-012 C2D1"; of all of them without their names."""
    if len(finding.visits) == len(day.visits) > 1:
        return f"All {len(day.visits)} visits of the day"
    return wording.listed([f"{visit.called} {visit.visit}" for visit in finding.visits])


def totals_said(not_checked: Totals, checked: Totals) -> list[tuple[str, str, str]]:
    """What is not checked and what is, beside one another, each total with its name: always both, though there is nothing of one."""
    estimated, relied_on = _said(not_checked), _said(checked)
    names = dict.fromkeys((*estimated, *relied_on))
    return [(name, ", ".join(estimated.get(name, ())) or "none", ", ".join(relied_on.get(name, ())) or "none") for name in names]


def _said(totals: Totals) -> dict[str, list[str]]:
    drugs = wording.listed(sorted({wording.drug(each.drug) for each in totals.vials}))
    said = {
        "Visits": [wording.number(totals.visits)] if totals.visits else [],
        "Drug": [f"{wording.mg(totals.mg)} {drugs}"] if totals.visits else [],
        "Vials": [wording.vials([(each.count, each.strength_mg)]) for each in totals.vials],
        "Discarded of opened vials": [wording.mg(totals.discard_mg)] if totals.visits else [],
        "Bags": [f"{each.count}{_TIMES}{wording.ml(each.bag_ml)} {each.diluent}" for each in totals.bags],
    }
    for each in totals.premedications:
        said.setdefault(wording.drug(each.drug), []).append(f"{each.count}{_TIMES}{wording.mg(each.dose_mg)} {each.route}")
    return said


def shared_said(vials: Sequence[VialTotal], mg: Decimal) -> str:
    """Vials of every strength, and the drug in them: "5 × 500 mg, 3 × 100 mg; 2,800 mg"."""
    return f"{wording.vials([(each.count, each.strength_mg) for each in vials]) or 'no vial'}; {wording.mg(mg)}"


_TIMES = f"{wording.NBSP}×{wording.NBSP}"
