"""How a change slip falls on the pages that it needs: how high each of its rows is, and what still fits.

The sizes here belong to those of `templates/assets/sheet.css`. Does not know what changed, or why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dosing import wording
from dosing.difference import Difference, Stale, VisitDifference, VisitState
from dosing.releases import Release
from dosing.views.layout.paging import LINE_MM, PAGE_MM, affix_mm, band_mm, counted_lines, paged, said_mm
from dosing.views.layout.text_width import lines

SLIP_TITLE_MM, SLIP_SAID_MM, SLIP_AGAIN_MM = 10.0, 9.0, 12.0
SLIP_WAYS_MM = 12.0  # which of the two calendar files is for whom
SLIP_ROW_MM, ENTRY_LINE_MM, WHO_LINE_MM = 5.8, 6.6, 6.6
# The room for words in the columns of a slip's tables.
NAMED_ROOM_MM, ON_MM, ON_NEW_MM, DOSED_MM, DOSED_NEW_MM, OTHERS_MM = 18.0, 28.9, 22.5, 32.0, 35.6, 32.0
SAID_ROOM_MM, NOW_MM, DOSED_NOW_MM = 20.1, 33.4, 36.2
SLIP_TABLE_MM = 12.0  # the caption and the head of a table


@dataclass(frozen=True, slots=True)
class SlipPart:
    """One part of a change slip, or as much of it as stands on one page; `again` where it began on a page before."""

    name: str
    items: tuple[Any, ...] = ()
    again: bool = False


def slip_pages(release: Release) -> list[list[SlipPart]]:
    """A change slip on the pages that it needs; who has to know stands on the first where there are several."""
    difference = release.difference
    if difference is None:
        return []
    room = PAGE_MM - band_mm(release)
    first_mm = room - affix_mm(release)
    parts = _slip_parts(release, difference)
    high = {name: sum(mm for _, mm in held) for name, held in parts.items()}
    first = ("said", "visits", "wrong")
    order = (
        (*first, "older", "entries", "who", "findings")
        if sum(high.values()) <= first_mm
        else (*first, "who", "older", "entries", "findings")
    )
    items = [(name, item, mm) for name in order for item, mm in parts[name]]
    begun: set[str] = set()
    return [_slip_page(page, begun) for page in paged(items, lambda each: each[2], first_mm, room - SLIP_AGAIN_MM)]


def _slip_page(page: Sequence[tuple[str, Any, float]], begun: set[str]) -> list[SlipPart]:
    """The parts of one page, each with its items; `begun` are those that stood on a page before."""
    made = [
        SlipPart(name, tuple(item for each, item, _ in page if each == name), name in begun)
        for name in dict.fromkeys(name for name, _, _ in page)
    ]
    begun.update(part.name for part in made)
    return made


def _slip_parts(release: Release, difference: Difference) -> dict[str, list[tuple[Any, float]]]:
    """Each part of a slip: its items and how high each is; the first of a table has its head above it."""
    reason = LINE_MM * counted_lines(f"{release.how}. {release.plan.course.changes[-1].reason}", 60) if release.plan.course.changes else 0.0
    said = SLIP_TITLE_MM + reason + 2 * SLIP_SAID_MM + SLIP_SAID_MM * bool(difference.unknown)
    wrong = SLIP_TITLE_MM + SLIP_SAID_MM + LINE_MM * len(difference.printed_wrong) * 0.75
    told = release.entries is None or not release.entries.none
    who = SLIP_TITLE_MM + WHO_LINE_MM * (4 + told)
    entries_mm = SLIP_TITLE_MM + SLIP_SAID_MM + SLIP_WAYS_MM * (told and release.entries is not None)
    listed = difference.calendar_entries if release.entries is not None else ()
    return {
        "said": [(None, said)],
        "visits": _headed([(each, _visit_row_mm(each)) for each in difference.visits], SLIP_TABLE_MM) or [(None, SLIP_SAID_MM)],
        "wrong": [(None, wrong)] if difference.printed_wrong else [],
        "older": _headed([(each, _older_row_mm(each)) for each in difference.older], SLIP_TABLE_MM),
        "entries": _headed([(each, _entry_line_mm(each)) for each in listed], entries_mm) or [(None, entries_mm)],
        "who": [(None, who)],
        "findings": _headed([(each, said_mm(each[1])) for each in difference.new_findings], SLIP_TITLE_MM),
    }


def _headed(items: list[tuple[Any, float]], head_mm: float) -> list[tuple[Any, float]]:
    return [(item, mm + head_mm * (not place)) for place, (item, mm) in enumerate(items)]


Cell = tuple[str, float, bool]  # the words of a cell of a table, the room for them, and whether they are in bold


def _visit_row_mm(each: VisitDifference) -> float:
    named = f"{each.visit} {'Cancelled' if each.cancelled else 'New'}" if each.cancelled or each.added else each.visit
    new = each.cancelled or each.added
    cells = [(named, NAMED_ROOM_MM, True), ("; ".join(each.others), OTHERS_MM, False)]
    cells += [(_state_words(each.old), ON_MM, False), (_dose_words(each.old), DOSED_MM, False)]
    cells += [(_state_words(each.new), ON_NEW_MM, True)] if each.moved or new else []
    cells += [(_dose_words(each.new), DOSED_NEW_MM, True)] if each.dose_changed or new else []
    return _row_mm(cells)


def _older_row_mm(each: Stale) -> float:
    cells = [(wording.listed([str(number) for number in each.revisions]), SAID_ROOM_MM, False)]
    cells += [(_state_words(each.said), NOW_MM, False), (_dose_words(each.said), DOSED_MM, False)]
    cells += [(_state_words(each.now), NOW_MM, True), (_dose_words(each.now), DOSED_NOW_MM, True)]
    return _row_mm(cells)


def _row_mm(cells: Sequence[Cell]) -> float:
    """How high a row of a slip is: as high as the cell with the most lines."""
    return SLIP_ROW_MM + LINE_MM * (max(lines(words, room, bold=bold) for words, room, bold in cells) - 1)


def _state_words(state: VisitState | None) -> str:
    if state is None:
        return "not in the plan"
    if not state.active:
        return state.status
    return f"{wording.short_day(state.date)}, 00:00" if state.start else wording.short_day(state.date)


def _dose_words(state: VisitState | None) -> str:
    if state is None or not state.active or state.dose_mg is None or state.volume_ml is None:
        return "none"
    return f"{wording.mg(state.dose_mg)} ({wording.ml(state.volume_ml)})"


def _entry_line_mm(each: Stale) -> float:
    return ENTRY_LINE_MM + LINE_MM * (each.said.arrival is not None)
