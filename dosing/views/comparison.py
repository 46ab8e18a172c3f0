"""Two plans side by side as text for a terminal.

Does not know how they were made; computes nothing.
"""

from collections.abc import Iterator

from dosing import wording
from dosing.difference import Difference, VisitDifference, VisitState


def render_comparison(found: Difference) -> str:
    """The visits that differ, old beside new, what was cancelled, and what the checks newly say."""
    if not found.visits:
        return "No visit changes.\n"
    rows = [("Visit", f"Revision {found.old_revision}", f"Revision {found.new_revision}"), *(_row(each) for each in found.visits)]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, *_said(found)]).replace(wording.NBSP, " ") + "\n"


def _row(each: VisitDifference) -> tuple[str, str, str]:
    note = f" (changed: {'; '.join(each.others)})" if each.others and each.old and each.new and _state(each.old) == _state(each.new) else ""
    return each.visit, _state(each.old), _state(each.new) + note


def _state(state: VisitState | None) -> str:
    if state is None:
        return "no such visit"
    if not state.active or state.dose_mg is None:
        return f"{state.status}, {wording.short_day(state.date)}"
    start = f" {wording.time(state.start)}" if state.start else ""
    return f"{wording.short_day(state.date)}{start}, {wording.mg(state.dose_mg)}"


def _said(found: Difference) -> Iterator[str]:
    if found.printed_wrong:
        yield f"Printed with the wrong value before the correction: {wording.listed([each.visit for each in found.printed_wrong])}."
    for severity, message in found.new_findings:
        yield f"{wording.severity(severity)}: {message}"
