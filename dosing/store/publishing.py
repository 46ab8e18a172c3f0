"""The published calendar of a course: its file in a folder that a web server hands out, and publish.toml beside the course.

Does not know what is in a calendar; serves nothing.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dosing import wording
from dosing.acts import Opened, feed_of, publish
from dosing.catalogue import row_named
from dosing.findings import InputError
from dosing.formats.bounds import read_regular
from dosing.formats.publish_file import Published, read_published, render_published
from dosing.releases import Release
from dosing.store.folder import add_to_folder, why
from dosing.views import CalendarClass

PUBLISH_FILE = "publish.toml"


def real(path: Path) -> Path:
    """Where a path leads. Path.resolve() gives up at a link that leads back to itself."""
    return Path(os.path.realpath(path))


def published_beside(course_file: Path) -> Published | None:
    """Where the calendar of a course file is published; None where it is not. Raises InputError for a publish.toml that is none."""
    return _published_in(real(course_file).parent)


def _published_in(folder: Path) -> Published | None:
    path = folder / PUBLISH_FILE
    return read_published(read_regular(path, field="published"), str(path)) if path.exists() else None


@dataclass(frozen=True, slots=True)
class Feeds:
    """The published calendars of a course that an issue overwrites, and what is written into them."""

    files: tuple[tuple[Path, bytes], ...]

    def write(self) -> None:
        """Overwrite each, whole. Raises InputError."""
        for path, content in self.files:
            _write(path, content)


def feeds_of(folders: Sequence[Path], made: Release) -> Feeds:
    """The calendars that `publish.toml` in these folders says are published, made of a release; none for an older revision.

    Raises InputError, before anything is written, where one is another course's or cannot be overwritten: a calendar that keeps
    an old date is worse than a plan that is not written.
    """
    files: dict[Path, bytes] = {}
    for folder in folders:
        published = _published_in(folder)
        if published is None or made.void:
            continue
        if published.course_id != made.course_id:
            said = f"{folder / PUBLISH_FILE} says where another course's calendar is published"
            raise InputError("published-other-course", "out", f"{said}; withdraw that one first, or take both files away by hand.")
        _refuse_gone(Path(published.folder))
        files[Path(published.folder) / published.name] = feed_of(made, published)
    return Feeds(tuple(files.items()))


def _refuse_gone(folder: Path) -> None:
    if not folder.is_dir():
        said = f"the folder of the published calendar, {folder}, is not there"
        raise InputError("feed-folder-gone", "out", f"{said}; bring it back, or withdraw the calendar.")


def begin_publishing(course_file: Path, opened: Opened, made: Release, to: Path, calendar_class: CalendarClass) -> Published:
    """Publish a course's calendar into a folder for the first time, and remember it beside the course file. Raises InputError."""
    to, home = real(to), real(course_file).parent
    _refuse_folder(to, home)
    published = publish(opened, str(to), calendar_class)
    _write(to / published.name, feed_of(made, published))
    try:
        add_to_folder(home, {PUBLISH_FILE: render_published(published)})
    except InputError:
        with suppress(OSError):
            (to / published.name).unlink()
        raise
    return published


def _refuse_folder(to: Path, home: Path) -> None:
    """A folder that a web server hands out holds nothing of a course but its calendar. Raises InputError."""
    if not to.is_dir():
        raise InputError("no-such-folder", "to", f"{to} is not a folder that is there; write one that your web server hands out.")
    if home == to or to in home.parents:
        sentence = f"{to} holds the course file itself, which a web server must never hand out; write a folder apart from it."
        raise InputError("course-in-feed-folder", "to", sentence)
    if ours := next((each.name for each in sorted(to.iterdir()) if row_named(each.name) or each.name == PUBLISH_FILE), None):
        sentence = f"{to} holds {ours}, which a web server must never hand out; write a folder without a patient's files."
        raise InputError("patient-files-in-feed-folder", "to", sentence)


def withdraw(course_file: Path, published: Published) -> bool:
    """Take a published calendar away and forget it; False where its file was not there any more. Raises InputError."""
    path = Path(published.folder) / published.name
    there = path.exists()
    try:
        path.unlink(missing_ok=True)
        (real(course_file).parent / PUBLISH_FILE).unlink(missing_ok=True)
    except OSError as problem:
        sentence = f"{path} cannot be taken away ({why(problem)}); take it off the web server by hand."
        raise InputError("cannot-be-withdrawn", "course_file", sentence) from None
    return there


def _write(path: Path, content: bytes) -> None:
    """Put a calendar in its place, whole; who may read the old file may read the new one."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else None
        add_to_folder(path.parent, {path.name: content})
        if mode is not None:
            path.chmod(mode)
    except OSError as problem:
        sentence = f"{path} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "to", sentence) from None


def stale_feed(folder: Path, fingerprint: str) -> str:
    """What is wrong with the published calendar of a folder whose plan has a fingerprint: a sentence, or nothing. Raises InputError."""
    published = _published_in(folder)
    if published is None:
        return ""
    path = Path(published.folder) / published.name
    if not path.exists():
        return f"The published calendar {path} is gone; write it again with dosing publish, or forget it with --withdraw."
    held = read_regular(path, field="published").decode("utf-8", errors="replace").replace("\r\n ", "")
    if wording.fingerprint(fingerprint) not in held:
        return f"The published calendar {path} is of another plan; write it again with dosing plan."
    return ""
