"""The files of a day, or of several: sheet, table, document and labels, and for several days what is to be ordered.

Does not know where files go. No name of a file holds more than a date.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from dosing import wording
from dosing.assets import asset
from dosing.day import Days
from dosing.formats.plan_file import render_document
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from dosing.sharing import Sharing
from dosing.views.layout.printed import labelled


@dataclass(frozen=True, slots=True)
class DayWanted:
    """How the files of a day are wanted: on which paper, with PDF files, with the labels of these releases, with an estimate of sharing."""

    paper: Paper = "a4"
    pdf: bool = True
    releases: Sequence[Release] = ()
    shared: Sequence[Sharing] = ()


def name_of(days: Days) -> str:
    """The beginning of the names of files: "day-2027-01-11", "days-2027-01-01-to-2027-01-31"."""
    return f"day-{days.first}" if days.first == days.last else f"days-{days.first}-to-{days.last}"


def names_of(days: Days) -> tuple[str, ...]:
    """Every name that a file of some days can have; labels are among them only while a visit is checked."""
    name = name_of(days)
    stems = [name, f"{name}-labels"] if days.first == days.last else [name, f"demand-{days.first}-to-{days.last}"]
    return tuple(f"{stem}.{kind}" for stem in stems for kind in ("html", "pdf", "csv", "json"))


def render_day_files(days: Days, issued: datetime, wanted: DayWanted) -> dict[str, bytes]:
    """Every file of some days by its name. Pure: the same days give the same bytes; without the pdf extra no PDF is among them."""
    from dosing.views.day_document import days_document, render_days_csv, render_demand_csv
    from dosing.views.day_sheet import render_day_sheet, render_demand_sheet

    name, paper, shared = name_of(days), wanted.paper, wanted.shared
    files = _sheet(
        name, "Pharmacy day", lambda fonts: render_day_sheet(days, issued, shared, paper=paper, fonts=fonts), days, issued, wanted
    )
    files[f"{name}.csv"] = render_days_csv(days)
    if days.first == days.last:
        files |= _labels(name, days, issued, wanted)
    else:
        ordering = f"demand-{days.first}-to-{days.last}"
        page = _sheet(
            ordering, "Vials to order", lambda fonts: render_demand_sheet(days, issued, paper=paper, fonts=fonts), days, issued, wanted
        )
        files |= page | {f"{ordering}.csv": render_demand_csv(days)}
    return {**files, f"{name}.json": render_document(days_document(days, issued, shared))}


def _labels(name: str, days: Days, issued: datetime, wanted: DayWanted) -> dict[str, bytes]:
    from dosing.views.labels import render_labels_of_day

    on = days.first
    releases = [each for each in wanted.releases if any(visit.date == on for visit in labelled(each))]
    if not releases:
        return {}

    def page(fonts: bool) -> str:  # noqa: FBT001  # handed on as the others are
        return render_labels_of_day(releases, on, paper=wanted.paper, fonts=fonts)

    return _sheet(f"{name}-labels", "Labels of the day", page, days, issued, wanted)


def _sheet(name: str, title: str, page: Callable[[bool], str], days: Days, issued: datetime, wanted: DayWanted) -> dict[str, bytes]:
    """A sheet as HTML and as PDF, of one template."""
    from dosing.views.pdf import BOLD, REGULAR, PdfUnavailable, render_pdf

    files = {f"{name}.html": page(True).encode()}  # noqa: FBT003  # with its fonts
    if wanted.pdf:
        fonts = {each: asset(f"fonts/{each}") for each in (REGULAR, BOLD)}
        said = f"{title}, {wording.day(days.first)}"
        with suppress(PdfUnavailable):
            files[f"{name}.pdf"] = render_pdf(page(False), title=said, issued=issued, paper=wanted.paper, fonts=fonts)  # noqa: FBT003
    return files
