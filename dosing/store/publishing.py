"""The published calendar of a course: its file in a folder that a web server hands out, and publish.toml beside the course.

Does not know what is in a calendar; serves nothing.
"""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from dosing import wording
from dosing.acts import Opened, feed_of, publish
from dosing.catalogue import row_named
from dosing.findings import InputError
from dosing.formats.bounds import read_regular
from dosing.formats.publish_file import NAME, Published, read_published, render_published
from dosing.history import stored_fingerprints
from dosing.releases import Release
from dosing.store.folder import COURSE_FILE, add_to_folder, why
from dosing.views import CalendarClass

PUBLISH_FILE = "publish.toml"
_SHORT = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\b")


def real(path: Path) -> Path:
    """Where a path leads. Path.resolve() gives up at a link that leads back to itself."""
    return Path(os.path.realpath(path))


def published_beside(course_file: Path) -> Published | None:
    """Where the calendar of a course file is published; None where it is not. Raises InputError for a publish.toml that is none."""
    return _published_in(real(course_file).parent)


def _published_in(folder: Path) -> Published | None:
    path = folder / PUBLISH_FILE
    # A link that leads nowhere stands there too: it is not read as "not published".
    return read_published(read_regular(path, field="published"), str(path)) if os.path.lexists(path) else None


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

    Raises InputError, before anything is written, where one is another course's, holds a plan that this course does not, or cannot
    be overwritten: a calendar that keeps an old date is worse than a plan that is not written.
    """
    files: dict[Path, bytes] = {}
    for folder in folders:
        published = _published_in(folder)
        if published is None or made.void:
            continue
        path = _own_file(folder, published, made.course_id)
        _refuse_newer(path, made)
        files[path] = feed_of(made, published)
    return Feeds(tuple(files.items()))


def _own_file(folder: Path, published: Published, course_id: str) -> Path:
    """Where the calendar of a course is published, by the publish.toml in a folder. Raises InputError where it is another course's."""
    if UUID(published.course_id) != UUID(course_id):
        said = f"{folder / PUBLISH_FILE} says where another course's calendar is published"
        how = "withdraw that one by its own course file, or take both files away by hand."
        raise InputError("published-other-course", "out", f"{said}; {how}")
    to = Path(published.folder)
    if not _is_folder(to):
        said = f"the folder of the published calendar, {to}, is not there"
        how = f"bring it back or, where it is gone for good, take {PUBLISH_FILE} away by hand."
        raise InputError("feed-folder-gone", "out", f"{said}; {how}")
    return to / published.name


def _is_folder(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_dir()
    return False


def _held(path: Path) -> str:
    """What stands in a published calendar, unfolded; nothing where it is not there. Raises InputError where it cannot be read."""
    if not os.path.lexists(path):
        return ""
    return read_regular(path, field="published").decode("utf-8", errors="replace").replace("\r\n ", "")


def _refuse_newer(path: Path, made: Release) -> None:
    """Keep a copy of a course that was not gone on with from putting an old plan in the place of a newer one. Raises InputError."""
    own = {wording.fingerprint(each) for each in stored_fingerprints(made.sealed) if each}
    if not set(_SHORT.findall(_held(path))) <= own:
        sentence = f"the published calendar {path} is of a plan that this course file does not hold; go on with the newer course file."
        raise InputError("published-newer", "course_file", sentence)


def begin_publishing(course_file: Path, opened: Opened, made: Release, to: Path, calendar_class: CalendarClass) -> Published:
    """Publish a course's calendar into a folder for the first time, and remember it beside the course file. Raises InputError."""
    to, home = real(to), real(course_file).parent
    _refuse_folder(to, home)
    published = publish(opened, str(to), calendar_class)
    remembered = render_published(published)
    read_published(remembered, PUBLISH_FILE)  # what cannot be read back is not begun
    _write(to / published.name, feed_of(made, published))
    try:
        add_to_folder(home, {PUBLISH_FILE: remembered})
    except InputError:
        with suppress(OSError):
            (to / published.name).unlink()
        raise
    return published


def publish_again(course_file: Path, published: Published, made: Release, calendar_class: CalendarClass | None) -> Published:
    """Write a published calendar anew, seen by whom it is asked for. Raises InputError."""
    home = real(course_file).parent
    now = replace(published, calendar_class=calendar_class or published.calendar_class)
    path = _own_file(home, published, made.course_id)
    _refuse_newer(path, made)
    if now != published:
        add_to_folder(home, {PUBLISH_FILE: render_published(now)})
    _write(path, feed_of(made, now))
    return now


def _refuse_folder(to: Path, home: Path) -> None:
    """A folder that a web server hands out holds nothing of a course but its calendar. Raises InputError."""
    if not str(to).isprintable() or "$" in str(to):
        sentence = "the folder's name holds a $ or a character that cannot be printed, which a web server's configuration cannot hold"
        raise InputError("feed-folder-name", "to", f"{sentence}; write another folder.")
    if not _is_folder(to):
        raise InputError("no-such-folder", "to", f"{to} is not a folder that is there; write one that your web server hands out.")
    if home == to or to in home.parents:
        sentence = f"{to} holds the course file itself, which a web server must never hand out; write a folder apart from it."
        raise InputError("course-in-feed-folder", "to", sentence)
    try:
        ours = [each for each in sorted(to.iterdir()) if row_named(each.name) or each.name == PUBLISH_FILE]
        ours += [each for deeper in ("*/", "*/*/") for each in sorted(to.glob(f"{deeper}{COURSE_FILE}"))]
    except OSError as problem:
        sentence = f"{to} cannot be looked into ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "to", sentence) from None
    if ours:
        sentence = f"{to} holds {ours[0].relative_to(to)}, which a web server must never hand out"
        raise InputError("patient-files-in-feed-folder", "to", f"{sentence}; write a folder without a patient's files.")


def refuse_published_folder(folder: Path) -> None:
    """Keep a patient's files out of a folder that a web server hands out. Raises InputError."""
    for place in (folder, real(folder).parent):
        with suppress(OSError):
            if any(NAME.fullmatch(each.name) for each in place.iterdir()):
                sentence = f"{place} holds published calendars, which a web server hands out to everybody; write another folder."
                raise InputError("folder-is-published", "out", sentence)


def withdraw(course_file: Path, published: Published, course_id: str) -> bool:
    """Take a published calendar away and forget it; False where its file was not there any more. Raises InputError."""
    home = real(course_file).parent
    path = _own_file(home, published, course_id)
    there = os.path.lexists(path)
    try:
        path.unlink(missing_ok=True)
        (home / PUBLISH_FILE).unlink(missing_ok=True)
    except OSError as problem:
        sentence = f"{path} cannot be taken away ({why(problem)}); take it off the web server by hand."
        raise InputError("cannot-be-withdrawn", "course_file", sentence) from None
    return there


def _write(path: Path, content: bytes) -> None:
    """Put a calendar in its place, whole, for a web server to read; whoever may read the old file may read the new one."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        add_to_folder(path.parent, {path.name: content})
        path.chmod(mode)
    except (OSError, InputError) as problem:
        reason = f" ({why(problem)})" if isinstance(problem, OSError) else ""
        sentence = f"the published calendar {path} cannot be written{reason}; give this user the right to write into its folder."
        raise InputError("feed-cannot-be-written", "published", sentence) from None


def stale_feed(folder: Path, fingerprint: str) -> str:
    """What is wrong with the published calendar of a folder whose plan has a fingerprint: a sentence, or nothing. Raises InputError."""
    published = _published_in(folder)
    if published is None:
        return ""
    path = Path(published.folder) / published.name
    if not _held(path):
        return f"The published calendar {path} is gone; write it again with dosing publish, or forget it with --withdraw."
    if wording.fingerprint(fingerprint) not in _held(path):
        return f"The published calendar {path} is of another plan; write it again with dosing plan."
    return ""
