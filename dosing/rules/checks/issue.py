"""What depends on the day of issue, and so is asked when a plan is released.

Does not look at the clock: the day is handed in.
"""

from datetime import date

from dosing import wording
from dosing.findings import Finding
from dosing.rules.checks.case import Findings
from dosing.rules.visit import Visit


def past_start(visits: tuple[Visit, ...], on: date) -> Findings:
    """The course began before the day of issue."""
    first = visits[0]
    if first.date < on:
        yield Finding("past-start", "note", first.visit, f"The first visit, {wording.day(first.date)}, lies before the day of issue.")


def issue_findings(visits: tuple[Visit, ...], on: date) -> list[Finding]:
    """Every finding of the checks that depend on the day of issue."""
    return [finding for check in (past_start,) for finding in check(visits, on)]
