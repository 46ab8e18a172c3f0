"""Some days as text for a terminal: what could not be read, what the checks say, then each visit, and what they add up to.

Does not know pages; computes nothing but the totals that it shows.
"""

import textwrap
from collections.abc import Iterator, Sequence

from dosing import wording
from dosing.coming import ComingVisit
from dosing.day import Day, Days, totals_of
from dosing.sharing import Sharing, vial_said
from dosing.views.layout.columns import columns
from dosing.views.layout.of_a_day import (
    NOT_CHECKED,
    TOTALS,
    dose_said,
    made_said,
    premedications_said,
    shared_said,
    start_said,
    state_said,
    totals_said,
    vials_said,
    whom,
)

WIDTH = 100
HEADINGS = ("Start", "Patient", "Visit", "Dose", "Volume", "Vials", "Bag", "Premedications")


def render_days(days: Days, shared: Sequence[Sharing] = ()) -> str:
    """The days one after the other, with the totals of all of them where they are several, and with an estimate of shared vials."""
    lines = [line for unread in days.unread for line in _wrapped(f"NOT READ, and not counted: {unread.folder}: {unread.sentence}")]
    for day in days.days:
        lines += [*_day(day), *(line for each in shared if each.day is day for line in _sharing(each)), ""]
    if len(days.days) > 1:
        lines += [f"{wording.day(days.first)} to {wording.day(days.last)}", *_totals(days.not_checked, days.checked)]
    return "\n".join(lines).rstrip().replace(wording.NBSP, " ") + "\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text.replace(wording.NBSP, " "), WIDTH, subsequent_indent="  ")


def _day(day: Day) -> Iterator[str]:
    yield f"{wording.day(day.date)}: {wording.counted(len(day.visits), 'visit')}"
    for finding in day.findings:
        yield from _wrapped(f"{wording.severity(finding.severity)}: {finding.message} ({whom(finding, day)})")
    yield from _totals(day.not_checked, day.checked)
    for heading, visits in ((NOT_CHECKED, day.not_checked), ("Checked", day.checked)):
        if visits:
            yield ""
            yield f"{heading}; {wording.counted(len(visits), 'visit')}"
            yield from columns(HEADINGS, [_cells(visit) for visit in visits])


def _totals(not_checked: Sequence[ComingVisit], checked: Sequence[ComingVisit]) -> Iterator[str]:
    if not_checked or checked:
        yield ""
        rows = totals_said(totals_of(not_checked), totals_of(checked))
        yield from columns(TOTALS, [[[name], estimated.split(", "), relied_on.split(", ")] for name, estimated, relied_on in rows])


def _cells(visit: ComingVisit) -> list[list[str]]:
    return [
        [start_said(visit) or "no time"],
        [visit.called, state_said(visit)],
        [visit.visit, f"plan {visit.revision}", wording.fingerprint(visit.fingerprint)],
        [dose_said(visit)],
        [wording.ml(visit.volume_ml) if visit.state != "provisional" else ""],
        vials_said(visit.vials).split(", "),
        made_said(visit).split(" and "),
        premedications_said(visit),
    ]


def _sharing(shared: Sharing) -> Iterator[str]:
    said = f"Vials shared, an estimate of {wording.counted(len(shared.day.visits), 'visit')}, of which {shared.estimated} are not checked"
    yield ""
    yield f"{said}; the worksheets' vials stand"
    yield f"  An opened vial is drawn from for {wording.duration(shared.minutes)} at most."
    for name, counted, mg in (("Each alone", shared.alone, shared.alone_mg), ("Shared", shared.shared, shared.shared_mg)):
        yield f"  {name}: {shared_said(counted, mg)}"
    yield f"  Saved: {wording.counted(shared.saved_vials, 'vial')}, {wording.mg(shared.saved_mg)}"
    for vial in shared.vials:
        yield from (f"  {line}" for line in _wrapped(f"{wording.time(vial.opened)} to {wording.time(vial.until)}, {vial_said(vial)}"))
