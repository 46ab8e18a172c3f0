"""The folder of one patient of a roster, named by the course id alone: written whole, and never over what has gone on since.

Does not know how its files are made.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from dosing.acts import Opened
from dosing.findings import InputError
from dosing.formats.bounds import read_regular
from dosing.releases import Release
from dosing.store.folder import COURSE_FILE, left_behind, locked, refuse_another_course, sweep, why, write_folder
from dosing.store.publishing import feeds_of, refuse_published_folder
from dosing.store.runs import Whole, course_digest

LAST_WRITTEN: Final = "plan.json"


class Standing(NamedTuple):
    """What a run knows of a patient's folder before it plans the row: what an earlier run left there, and whether of the same values."""

    left: Whole | None
    same_row: bool


def is_whole(folder: Path) -> bool:
    """Whether a patient's folder is there from its first file to its last, with no trace of a command that was killed."""
    try:
        return all((folder / name).is_file() for name in (COURSE_FILE, LAST_WRITTEN)) and not left_behind(folder)
    except OSError:  # it is said once the row is written
        return False


def may_write(folder: Path, opened: Opened, standing: Standing) -> bool:
    """Whether a row's files may be written into its folder; False where its course has gone on there and the row is as it was.

    Raises InputError for what a roster never overwrites: another course, or changes and checks since.
    """
    there = _course_in(folder)
    if there is None or there == opened.content:
        _refuse_others(folder, opened)
        return True
    if standing.left and course_digest(there) == standing.left.course:
        return True  # as a run left it, and nobody has added to it since
    if standing.left and standing.same_row and is_whole(folder):
        return False
    _refuse_others(folder, opened)
    return True


def may_be_planned(folder: Path, opened: Opened, standing: Standing) -> bool:
    """What `may_write` says, asked before any file is made. Raises InputError."""
    if not folder.exists():
        return True
    with locked(folder):
        return may_write(folder, opened, standing)


def write_row(folder: Path, opened: Opened, made: Release, files: Mapping[str, bytes], standing: Standing) -> bool:
    """Write a patient's files, made before, under the lock of the folder; False where they may not be, as `may_write` says.

    Raises InputError.
    """
    with locked(folder):
        if not may_write(folder, opened, standing):
            return False
        if folder.is_dir():
            refuse_published_folder(folder)
            _swept(folder)
        feeds_of([folder], made).write()
        write_folder(folder, files)
    return True


def _swept(folder: Path) -> None:
    try:
        sweep(folder)
    except OSError as problem:
        sentence = f"{folder} holds what a killed command left and cannot be tidied up ({why(problem)}); give this user the right to."
        raise InputError("cannot-be-written", "out", sentence) from None


def begin_folder(folder: Path) -> None:
    """The folder of a roster's patients, made where it is not there. Raises InputError."""
    if folder.exists() and not folder.is_dir():
        raise InputError("folder-is-a-file", "out", f"{folder} is a file; write the name of a folder.")
    refuse_published_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        sentence = f"{folder} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "out", sentence) from None


def tidy_folder(folder: Path) -> None:
    """Take away what a killed run left among the folders of patients; to be called where no other run is under way. Raises InputError."""
    with locked(folder):
        _swept(folder)


def _course_in(folder: Path) -> bytes | None:
    with suppress(InputError):
        return read_regular(folder / COURSE_FILE)
    return None


def _refuse_others(folder: Path, opened: Opened) -> None:
    try:
        refuse_another_course(folder, opened)
    except InputError as problem:
        found = _FOUND.get(problem.code, "holds what cannot be looked at")
        how = "go on with the course there and take this row out, or move that folder away"
        raise InputError("course-folder-taken", "course_id", f"{folder} {found}, which a roster never overwrites; {how}.") from None


_FOUND = {
    "folder-of-others": "holds files of another program or course",
    "folder-unreadable": "holds a course that cannot be read",
    "folder-of-another-course": "holds another course",
    "folder-of-other-values": "holds this course with other values, or with what was added since",
}
