"""Every file that a release can be given as: one row a file, read by the folder, the zip, the page, the API and the audit.

Does not know where files go.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dosing import wording
from dosing.assets import asset
from dosing.formats.plan_file import render_document
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from dosing.views import CalendarClass

Reader = Literal["pharmacy", "nurse", "patient", "everybody", "programs"]
Group = Literal["course", "sheet", "calendar", "document"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are wanted.

    `paper` is the letterhead's unless given; without `pdf` no PDF is made; `split` adds a calendar file for each visit; `course_file` are
    the bytes of the course file where there is one, which is never written anew.
    """

    paper: Paper | None = None
    pdf: bool = True
    calendar_class: CalendarClass = "private"
    split: bool = False
    course_file: bytes | None = None

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

    return render_calendar(release, calendar_class=wanted.calendar_class)


def _calendar_of(visit: str) -> FileRow:
    """The calendar file of one visit: for calendars that take only the first entry of a file."""

    def make(release: Release, wanted: Wanted) -> bytes:
        from dosing.views.calendar import render_visit_calendar

        return render_visit_calendar(release, visit, calendar_class=wanted.calendar_class)

    return FileRow(f"visit-{visit}.ics", f"Calendar entry of {visit}", CALENDAR, "patient", "calendar", _newest, make, visit)


def _sheet(name: str, title: str, reader: Reader, why_not: Callable[[Release], str], *, titled: bool = False) -> tuple[FileRow, FileRow]:
    """A sheet as HTML and as PDF, of one template and one release."""

    def html(release: Release, wanted: Wanted, *, fonts: bool = True) -> str:
        from dosing.views.sheets import render_sheet

        return render_sheet(release, name, paper=wanted.paper or release.letterhead.paper, fonts=fonts)

    def pdf(release: Release, wanted: Wanted) -> bytes:
        from dosing.views.pdf import BOLD, REGULAR, PdfUnavailable, render_pdf

        paper, fonts = wanted.paper or release.letterhead.paper, {name: asset(f"fonts/{name}") for name in (REGULAR, BOLD)}
        said = f"{title}, revision {release.revision}, {wording.fingerprint(release.fingerprint)}"
        try:
            return render_pdf(html(release, wanted, fonts=False), title=said, issued=release.issued, paper=paper, fonts=fonts)
        except PdfUnavailable:
            raise NoSuchFile(NO_PDF) from None

    def encoded(release: Release, wanted: Wanted) -> bytes:
        return html(release, wanted).encode()

    return (
        FileRow(f"{name}.html", title, HTML, reader, "sheet", why_not, encoded, titled=titled),
        FileRow(f"{name}.pdf", title, PDF, reader, "sheet", why_not, pdf, titled=titled),
    )


# In the order in which they are written; plan.json comes last and so says that a folder is whole.
ROWS: list[FileRow] = [
    FileRow("course.toml", "Course file", TOML, "everybody", "course", _newest, _course_file),
    FileRow("visits.ics", "Calendar of all visits", CALENDAR, "patient", "calendar", _newest, _calendar),
    *_sheet("pharmacy", "Pharmacy worksheets", "pharmacy", _always),
    *_sheet("nurse", "Nurse schedule", "nurse", _always),
    *_sheet("patient", "Patient calendar", "patient", _always),
    *_sheet("changes", "Change slip", "everybody", _changed, titled=True),
    FileRow("plan.json", "Plan document", JSON, "programs", "document", _always, _document),
]

OF_A_VISIT = re.compile(r"visit-(C[1-9][0-9]?D[1-9][0-9]?)\.ics")


def rows(release: Release) -> list[FileRow]:
    """The files that a release has, one for each of its visits too."""
    visits = [_calendar_of(visit.visit) for visit in (*release.plan.visits, *release.dropped)]
    return [row for row in (*ROWS[:-1], *visits, *ROWS[-1:]) if not row.why_not(release)]


def row_named(name: str) -> FileRow | None:
    """The row of a file name, whether a release has that file or not."""
    found = next((row for row in ROWS if row.name == name), None)
    of_visit = OF_A_VISIT.fullmatch(name)
    return found or (_calendar_of(of_visit[1]) if of_visit else None)


def media_type(name: str) -> str:
    """The media type of a file by its name. Raises NoSuchFile."""
    row = row_named(name)
    if name == ZIP:
        return ZIP_TYPE
    if row is None:
        raise NoSuchFile("There is no file of that name.")
    return row.media_type


def render_file(release: Release, name: str, wanted: Wanted | None = None) -> bytes:
    """One file by its name, or all of them as plan.zip. Raises NoSuchFile with the sentence that says why."""
    wanted = wanted or Wanted()
    if name == ZIP:
        return zipped(render_files(release, wanted), release)
    row = row_named(name)
    if row is None:
        raise NoSuchFile("There is no file of that name.")
    if why_not := row.why_not(release):
        raise NoSuchFile(why_not)
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
