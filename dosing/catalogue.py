"""Every file that a release can be given as: one row a file, read by the folder, the zip, the page, the API and the audit.

Does not know where files go.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from dosing import wording
from dosing.assets import asset
from dosing.formats.plan_file import render_document
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from dosing.views import WHAT_IS_LEFT, CalendarClass, Printing
from dosing.views.layout.printed import VISIT, Kind, Printed, printed_in, why_not_printed

Reader = Literal["pharmacy", "nurse", "patient", "everybody", "programs"]
Group = Literal["course", "sheet", "calendar", "document"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are wanted.

    `paper` is the letterhead's unless given; without `pdf` no PDF is made; `calendar_details` says that the entries of the
    visits name the patient, the drugs and the doses; `split` adds a calendar file for each visit; `course_file` are
    the bytes of the course file where there is one, which is never written anew; `printing` says which leaves are wanted of a sheet whose
    name does not say it.
    """

    paper: Paper | None = None
    pdf: bool = True
    calendar_class: CalendarClass = "private"
    calendar_details: bool = False
    split: bool = False
    course_file: bytes | None = None
    printing: Printing = WHAT_IS_LEFT

    def of(self, course_file: bytes) -> "Wanted":
        """The same, of a course whose file is there."""
        return replace(self, course_file=course_file)


class NoSuchFile(Exception):
    """A release has no file of that name; the sentence says why."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file: its name, what it is, who reads it, whether a release has it, and how it is made.

    `why_not` is the sentence for a release that has no such file, or nothing. `visit` is the visit that a file is about. `titled` says
    that its fingerprint stands in its title, because it names others below.
    """

    name: str
    title: str
    media_type: str
    reader: Reader
    group: Group
    why_not: Callable[[Release], str]
    make: Callable[[Release, Wanted], bytes]
    visit: str = ""
    titled: bool = False


HTML, PDF = "text/html; charset=utf-8", "application/pdf"
CALENDAR, JSON, TOML, ZIP_TYPE = "text/calendar; charset=utf-8", "application/json", "application/toml", "application/zip"
ZIP = "plan.zip"
NO_PDF = "No PDF is made, because plutoprint is not installed: pip install 'dosing[pdf]', or print the HTML sheet from a browser."


def _always(_: Release) -> str:
    return ""


def _newest(release: Release) -> str:
    return "An older revision has no course file and no calendar; the newest one has." if release.void else ""


def _changed(release: Release) -> str:
    return "" if release.revision > 1 else "There is no change slip, because nothing was changed."


def _course_file(release: Release, wanted: Wanted) -> bytes:
    from dosing.formats.course_file import render_course

    if wanted.course_file is not None:
        return wanted.course_file
    return render_course(release.plan.site, release.letterhead, release.sealed).encode()


def _document(release: Release, _: Wanted) -> bytes:
    return render_document(release.document)


def _calendar(release: Release, wanted: Wanted) -> bytes:
    from dosing.views.calendar import render_calendar

    return render_calendar(release, calendar_class=wanted.calendar_class, details=wanted.calendar_details)


def _changes_in_calendars(release: Release) -> str:
    if release.revision == 1 or release.void:
        return _newest(release) or "There is no calendar of changes, because nothing was changed."
    if release.entries is None:
        return "What calendars of older revisions say is not known here: put visits.ics into a new calendar, and delete the old one."
    return "No day and no time of a visit differs from what calendars of older revisions say." if release.entries.none else ""


def _calendar_changes(release: Release, wanted: Wanted) -> bytes:
    from dosing.views.calendar import render_changes

    return render_changes(release, calendar_class=wanted.calendar_class)


def _calendar_of(visit: str) -> FileRow:
    """The calendar file of one visit: for calendars that take only the first entry of a file."""

    def make(release: Release, wanted: Wanted) -> bytes:
        from dosing.views.calendar import render_visit_calendar

        return render_visit_calendar(release, visit, calendar_class=wanted.calendar_class, details=wanted.calendar_details)

    return FileRow(f"visit-{visit}.ics", f"Calendar entry of {visit}", CALENDAR, "patient", "calendar", _newest, make, visit)


class Page(Protocol):
    """A sheet as HTML, with its fonts in it or without."""

    def __call__(self, release: Release, wanted: Wanted, *, fonts: bool) -> str: ...


def _sheet(name: str, title: str, reader: Reader, why_not: Callable[[Release], str], *, titled: bool = False) -> tuple[FileRow, FileRow]:
    """A sheet as HTML and as PDF, of one template and one release."""
    page = _page(name)
    return (
        FileRow(f"{name}.html", title, HTML, reader, "sheet", why_not, _html(page), titled=titled),
        FileRow(f"{name}.pdf", title, PDF, reader, "sheet", why_not, _pdf(page, title), titled=titled),
    )


def _page(name: str, printing: Printing | None = None) -> Page:
    def page(release: Release, wanted: Wanted, *, fonts: bool) -> str:
        from dosing.views.sheets import render_sheet

        paper = wanted.paper or release.letterhead.paper
        return render_sheet(release, name, paper=paper, fonts=fonts, printing=printing or wanted.printing)

    return page


def _labels_page(visit: str | None = None, *, single: bool = False) -> Page:
    def page(release: Release, wanted: Wanted, *, fonts: bool) -> str:
        from dosing.views.labels import render_labels

        return render_labels(release, paper="label" if single else wanted.paper or release.letterhead.paper, fonts=fonts, visit=visit)

    return page


def _html(page: Page) -> Callable[[Release, Wanted], bytes]:
    return lambda release, wanted: page(release, wanted, fonts=True).encode()


def _pdf(page: Page, title: str, *, single: bool = False) -> Callable[[Release, Wanted], bytes]:
    def pdf(release: Release, wanted: Wanted) -> bytes:
        from dosing.views.pdf import BOLD, REGULAR, PdfPaper, PdfUnavailable, render_pdf

        paper: PdfPaper = "label" if single else wanted.paper or release.letterhead.paper
        fonts = {name: asset(f"fonts/{name}") for name in (REGULAR, BOLD)}
        said = f"{title}, revision {release.revision}, {wording.fingerprint(release.fingerprint)}"
        try:
            return render_pdf(page(release, wanted, fonts=False), title=said, issued=release.issued, paper=paper, fonts=fonts)
        except PdfUnavailable:
            raise NoSuchFile(NO_PDF) from None

    return pdf


LABELS = "Labels for bags and injections"


def _labels() -> tuple[FileRow, FileRow]:
    page = _labels_page()

    def why_not(release: Release) -> str:
        return why_not_printed(release, Printed("labels"))

    return (
        FileRow("labels.html", LABELS, HTML, "pharmacy", "sheet", why_not, _html(page)),
        FileRow("labels.pdf", LABELS, PDF, "pharmacy", "sheet", why_not, _pdf(page, LABELS)),
    )


# In the order in which they are written; plan.json comes last and so says that a folder is whole.
ROWS: list[FileRow] = [
    FileRow("course.toml", "Course file", TOML, "everybody", "course", _newest, _course_file),
    FileRow("visits.ics", "Calendar of all visits", CALENDAR, "patient", "calendar", _newest, _calendar),
    FileRow("changes.ics", "Calendar of what changed", CALENDAR, "patient", "calendar", _changes_in_calendars, _calendar_changes),
    *_sheet("pharmacy", "Pharmacy worksheets", "pharmacy", _always),
    *_sheet("nurse", "Nurse schedule", "nurse", _always),
    *_labels(),
    *_sheet("patient", "Patient calendar", "patient", _always),
    *_sheet("changes", "Change slip", "everybody", _changed, titled=True),
    FileRow("plan.json", "Plan document", JSON, "programs", "document", _always, _document),
]

OF_A_VISIT = re.compile(rf"visit-({VISIT})\.ics")
KINDS: tuple[Kind, ...] = ("html", "pdf")
PRINTED_AS = {"pharmacy": "Pharmacy worksheets", "nurse": "Nurse schedule", "labels": LABELS}


def _printed_row(printed: Printed, kind: Kind) -> FileRow:
    """The row of what is printed by itself."""
    sheet, printing, single = printed
    of_visit = f" of {printing.visit}" if printing.visit else ""
    page = _labels_page(printing.visit, single=single) if sheet == "labels" else _page(sheet, printing)
    title = f"{PRINTED_AS[sheet]}{of_visit}{', estimate' if printing.provisional else ''}"
    make = _html(page) if kind == "html" else _pdf(page, title, single=single)

    def why_not(release: Release) -> str:
        return why_not_printed(release, printed)

    reader: Reader = "nurse" if sheet == "nurse" else "pharmacy"
    return FileRow(printed.name(kind), title, HTML if kind == "html" else PDF, reader, "sheet", why_not, make, printing.visit or "")


def rows(release: Release) -> list[FileRow]:
    """The files that a release has, one for each of its visits too."""
    visits = [_calendar_of(visit.visit) for visit in (*release.plan.visits, *release.dropped)]
    return [row for row in (*ROWS[:-1], *visits, *ROWS[-1:]) if not row.why_not(release)]


def printed_rows(release: Release) -> dict[str, dict[str, list[FileRow]]]:
    """What a release has to print by itself: for each visit, the rows of each sheet by its name."""
    rows_of: dict[str, dict[str, list[FileRow]]] = {}
    for visit in release.plan.active:
        for printed in _prints_of(visit.visit, estimate=visit.provisional):
            both = [_printed_row(printed, kind) for kind in KINDS if row_named(f"{printed.sheet}.{kind}")]
            if both and not both[0].why_not(release):
                rows_of.setdefault(visit.visit, {})[printed.sheet] = both
    return rows_of


def _prints_of(visit: str, *, estimate: bool) -> tuple[Printed, ...]:
    """What can be printed of a visit; of one that waits for a weight, an estimate of its worksheet and the page to record the weight."""
    return (
        Printed("pharmacy", Printing(visit, provisional=estimate)),
        Printed("nurse", Printing(visit)),
        Printed("labels", Printing(visit)),
    )


def row_named(name: str) -> FileRow | None:
    """The row of a file name, whether a release has that file or not."""
    found = next((row for row in ROWS if row.name == name), None)
    of_visit, printed = OF_A_VISIT.fullmatch(name), printed_in(name)
    if found or of_visit:
        return found or (_calendar_of(of_visit[1]) if of_visit else None)
    return _printed_row(*printed) if printed and row_named(f"{printed[0].sheet}.{printed[1]}") else None


def media_type(name: str) -> str:
    """The media type of a file by its name. Raises NoSuchFile."""
    row = row_named(name)
    if name == ZIP:
        return ZIP_TYPE
    if row is None:
        raise NoSuchFile("There is no file of that name.")
    return row.media_type


def _over(release: Release) -> set[str]:
    return {visit.visit for visit in release.plan.active if release.over(visit)}


def render_file(release: Release, name: str, wanted: Wanted | None = None) -> bytes:
    """One file by its name, or all of them as plan.zip. Raises NoSuchFile with the sentence that says why.

    A day that is over is printed by itself only where days that are past are wanted.
    """
    wanted = wanted or Wanted()
    if name == ZIP:
        return zipped(render_files(release, wanted), release)
    row = row_named(name)
    if row is None:
        raise NoSuchFile("There is no file of that name.")
    if why_not := row.why_not(release):
        raise NoSuchFile(why_not)
    if row.group == "sheet" and row.visit in _over(release) and not wanted.printing.past:
        raise NoSuchFile(f"{row.visit} is over, so that it is not printed again unless days that are over are asked for.")
    if row.visit and row.visit not in {visit.visit for visit in (*release.plan.visits, *release.dropped)}:
        raise NoSuchFile("This course has no visit of that name.")
    return row.make(release, wanted)


def render_files(release: Release, wanted: Wanted | None = None) -> dict[str, bytes]:
    """Every file of a release by its name, in the order in which they are written.

    Pure: the same release, wanted the same way, gives the same bytes. Without the pdf extra the PDF files are left out; a void
    release has no course file and no calendar.
    """
    wanted = wanted or Wanted()
    files: dict[str, bytes] = {}
    for row in rows(release):
        if (row.visit and not wanted.split) or (row.media_type == PDF and not wanted.pdf):
            continue
        try:
            files[row.name] = row.make(release, wanted)
        except NoSuchFile:
            if row.media_type != PDF:
                raise
    return files


def zipped(files: Mapping[str, bytes], release: Release) -> bytes:
    """The files in one zip file, dated by the moment of issue, with the same bytes every time."""
    moment = release.issued.timetuple()[:6]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on every machine
            archive.writestr(entry, content, compresslevel=6)
    return written.getvalue()
