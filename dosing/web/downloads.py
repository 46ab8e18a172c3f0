"""One file of a release, or all of them in a zip file with the same bytes every time.

Does not know requests or pages.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from dosing.formats.document import render_document
from dosing.releases import Release
from dosing.render import FILE_NAMES, CalendarClass, Paper, SheetName, render_calendar_files, render_files, render_sheet_files

ZIP = "plan.zip"
NAMES = (*FILE_NAMES, ZIP)
MEDIA_TYPES = {
    "toml": "application/toml",
    "ics": "text/calendar; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How files are wanted: the paper of the sheets (the site's without one), and the calendar's class and single files."""

    paper: Paper | None = None
    calendar_class: CalendarClass = "private"
    split: bool = False


class NoSuchFile(Exception):
    """This course has no file of that name; the sentence says why."""


def media_type(name: str) -> str:
    """The media type of a file by its name."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def one_file(release: Release, content: bytes, name: str, asked: Asked) -> bytes:
    """One file by its name; `content` are the bytes of the course file. Raises NoSuchFile."""
    if name not in NAMES:
        raise NoSuchFile("There is no file of that name.")
    stem, _, kind = name.rpartition(".")
    if release.void and kind in ("toml", "ics"):
        raise NoSuchFile("An older revision has no course file and no calendar; the newest one has.")
    if stem == "changes" and release.revision == 1:
        raise NoSuchFile("There is no change slip, because nothing was changed.")
    if name == ZIP:
        return zipped(every_file(release, content, asked), release)
    found = _made(release, content, name, asked)
    if name in found:
        return found[name]
    raise NoSuchFile(_why_not(kind))


def _made(release: Release, content: bytes, name: str, asked: Asked) -> Mapping[str, bytes]:
    stem, _, kind = name.rpartition(".")
    if kind == "toml":
        return {name: content}
    if kind == "json":
        return {name: render_document(release)}
    if kind == "ics":
        return render_calendar_files(release, split=name != "visits.ics", calendar_class=asked.calendar_class)
    return render_sheet_files(release, _sheet(stem), asked.paper, pdf=kind == "pdf")


def _sheet(stem: str) -> SheetName:
    names: dict[str, SheetName] = {"pharmacy": "pharmacy", "nurse": "nurse", "patient": "patient", "changes": "changes"}
    return names[stem]


def _why_not(kind: str) -> str:
    if kind != "pdf":
        return "This course has no visit of that name."
    return "No PDF is made, because plutoprint is not installed: pip install 'dosing[pdf]', or print the sheet from the browser."


def every_file(release: Release, content: bytes, asked: Asked) -> dict[str, bytes]:
    """All files of a release by their names; the course file as it is, never written anew."""
    files = render_files(release, paper=asked.paper, split=asked.split, calendar_class=asked.calendar_class)
    if "course.toml" in files:
        files["course.toml"] = content
    return files


def zipped(files: Mapping[str, bytes], release: Release) -> bytes:
    """The files in one zip file, dated by the moment of issue."""
    moment = release.issued.timetuple()[:6]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on every machine
            archive.writestr(entry, content, compresslevel=6)
    return written.getvalue()
