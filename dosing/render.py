"""Every file of a release, as bytes in memory.

Does not know where they are written.
"""

import re
from contextlib import suppress
from typing import Literal

from dosing import wording
from dosing.assets import asset
from dosing.formats.course_file import render_course
from dosing.formats.document import render_document
from dosing.release import Release

Paper = Literal["a4", "letter"]
SheetName = Literal["pharmacy", "nurse", "patient"]
SHEETS: tuple[SheetName, ...] = ("pharmacy", "nurse", "patient")
TITLES = {"pharmacy": "Pharmacy worksheets", "nurse": "Nurse schedule", "patient": "Patient calendar"}

# Every name that a folder of ours may hold; plan.json is written last and so says that the folder is whole.
FILE_NAMES = ("course.toml", "visits.ics", *(f"{name}.{kind}" for name in SHEETS for kind in ("html", "pdf")), "plan.json")


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


def render_files(release: Release, *, paper: Paper | None = None, pdf: bool = True) -> dict[str, bytes]:
    """Every file of a release by its name: course file, plan document, calendar and the three sheets.

    Pure: the same release and paper give the same bytes. `paper` is the site's unless given. Without the pdf extra the PDF
    files are left out.
    """
    from dosing.formats.ics import render_calendar

    plan = release.plan
    files = {
        "course.toml": render_course(plan.site, plan.course, release.fingerprint).encode(),
        "visits.ics": render_calendar(release),
    }
    for name in SHEETS:
        files.update(render_sheet_files(release, name, paper, pdf=pdf))
    files["plan.json"] = render_document(release)
    return files


_SHORT = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\b")
_LONG = re.compile(r"\b[0-9a-f]{64}\b")
_PDF_TEXT = re.compile(rb"<FEFF([0-9A-Fa-f]+)>|\(\xfe\xff([^)]*)\)")


def fingerprints_in(name: str, content: bytes) -> set[str]:
    """The fingerprints that one of our files carries, each by its first 12 digits in lower case."""
    text = content.decode("latin-1" if name.endswith(".pdf") else "utf-8", errors="replace").replace("\r\n ", "")
    for hexadecimal, raw in _PDF_TEXT.findall(content) if name.endswith(".pdf") else ():
        text += " " + (bytes.fromhex(hexadecimal.decode()) if hexadecimal else raw).decode("utf-16-be", errors="replace")
    return {found.replace("-", "").lower() for found in _SHORT.findall(text)} | {found[:12] for found in _LONG.findall(text)}
