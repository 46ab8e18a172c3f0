"""Every file of a release, as bytes in memory.

Does not know where they are written.
"""

import re
import zlib
from contextlib import suppress
from typing import Literal

from dosing import wording
from dosing.assets import asset
from dosing.formats.course_file import render_course
from dosing.formats.document import render_document
from dosing.releases import Release
from dosing.revisions import sealed

Paper = Literal["a4", "letter"]
CalendarClass = Literal["private", "public"]
SheetName = Literal["pharmacy", "nurse", "patient", "changes"]
SHEETS: tuple[SheetName, ...] = ("pharmacy", "nurse", "patient")
TITLES = {"pharmacy": "Pharmacy worksheets", "nurse": "Nurse schedule", "patient": "Patient calendar", "changes": "Change slip"}

VISIT_NAMES = tuple(f"C{cycle}D{day}" for cycle in (1, 2) for day in (1, 8, 15, 22))
# Every name that a folder of ours may hold; plan.json is written last and so says that the folder is whole.
FILE_NAMES = (
    "course.toml",
    "visits.ics",
    *(f"visit-{name}.ics" for name in VISIT_NAMES),
    *(f"{name}.{kind}" for name in TITLES for kind in ("html", "pdf")),
    "plan.json",
)


def render_sheet_files(release: Release, name: SheetName, paper: Paper | None = None, *, pdf: bool = True) -> dict[str, bytes]:
    """One sheet as HTML and, where the pdf extra is installed and wanted, as PDF."""
    from dosing.formats.pdf import BOLD, REGULAR, PdfUnavailable, render_pdf
    from dosing.formats.sheets import render_sheet

    paper = paper or release.plan.current_site.paper
    html = render_sheet(release, name, paper=paper)
    files = {f"{name}.html": html.encode()}
    if pdf:
        fonts = {font: asset(f"fonts/{font}") for font in (REGULAR, BOLD)}
        title = f"{TITLES[name]}, revision {release.revision}, {wording.fingerprint(release.fingerprint)}"
        with suppress(PdfUnavailable):
            files[f"{name}.pdf"] = render_pdf(html, title=title, issued=release.issued, paper=paper, fonts=fonts)
    return files


def render_files(
    release: Release, *, paper: Paper | None = None, pdf: bool = True, split: bool = False, calendar_class: CalendarClass = "private"
) -> dict[str, bytes]:
    """Every file of a release by its name: course file, plan document, calendar, the three sheets and, after a change, its slip.

    Pure: the same release and options give the same bytes. `paper` is the site's unless given; `split` adds a calendar file
    for each visit. Without the pdf extra the PDF files are left out. A void release has no course file and no calendar.
    """
    files: dict[str, bytes] = {}
    if not release.void:
        files["course.toml"] = render_course(release.plan.site, sealed(release.plan)).encode()
        files.update(render_calendar_files(release, split=split, calendar_class=calendar_class))
    sheets = SHEETS if release.revision == 1 else (*SHEETS, "changes")
    for name in sheets:
        files.update(render_sheet_files(release, name, paper, pdf=pdf))
    files["plan.json"] = render_document(release)
    return files


def render_calendar_files(release: Release, *, split: bool = False, calendar_class: CalendarClass = "private") -> dict[str, bytes]:
    """The calendar of every visit and, with `split`, one file a visit for calendars that read only the first entry."""
    from dosing.formats.ics import render_calendar, render_visit_calendars

    files = {"visits.ics": render_calendar(release, calendar_class=calendar_class)}
    if split:
        files.update(
            {f"visit-{name}.ics": content for name, content in render_visit_calendars(release, calendar_class=calendar_class).items()}
        )
    return files


_SHORT = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\b")
_LONG = re.compile(r"\b[0-9a-f]{64}\b")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(([^)]*)\)|<([0-9A-Fa-f]*)>)")


def fingerprints_in(name: str, content: bytes) -> set[str]:
    """The fingerprints that one of our files carries, each by its first 12 digits in lower case."""
    text = _pdf_titles(content) if name.endswith(".pdf") else content.decode("utf-8", errors="replace").replace("\r\n ", "")
    if name == "changes.html":
        text = text.partition("</title>")[0]  # below it, the slip names the revision before as well
    return {found.replace("-", "").lower() for found in _SHORT.findall(text)} | {found[:12] for found in _LONG.findall(text)}


def _pdf_titles(content: bytes) -> str:
    """The titles in a PDF's own description, which may stand in a compressed part."""
    parts = [content]
    for match in _PDF_STREAM.finditer(content):
        with suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(match[1], 100_000))
    titles = [
        literal or bytes.fromhex(digits.decode()) for part in parts for literal, digits in _PDF_TITLE.findall(part) if len(digits) % 2 == 0
    ]
    return " ".join(title.decode("utf-16-be" if title[:2] == b"\xfe\xff" else "latin-1", errors="replace") for title in titles)
