"""One course of a folder of courses: read from its own folder, and written there while nobody else went on with it.

Does not know how its files are made, or who asks.
"""

from pathlib import Path

from dosing.acts import Opened, open_course
from dosing.catalogue import Wanted
from dosing.findings import InputError
from dosing.formats.bounds import read_regular
from dosing.formats.publish_file import Published
from dosing.releases import Release
from dosing.store.folder import COURSE_FILE, locked, save, wanted_in
from dosing.store.publishing import begin_publishing, feeds_of, publish_again, published_beside, real, refuse_published_folder, withdraw


def refuse_no_unit(unit: Path) -> None:
    """Raises InputError for what is no folder of courses that can be written into."""
    if not unit.is_dir():
        sentence = f"{unit} is no folder; write the name of the folder of courses, and make it first where it is new."
        raise InputError("no-such-folder", "courses", sentence)
    refuse_published_folder(unit / "course")  # for the folder of each course, and so for the one above it


def course_in(unit: Path, course_id: str) -> Opened | None:
    """A course as it stands in its folder; None where the folder of courses does not hold it. Raises InputError."""
    file = unit / course_id / COURSE_FILE
    return open_course(read_regular(file), str(file)) if file.exists() else None


def holds(unit: Path, course_id: str) -> bool:
    """Whether a folder of courses has a course of that id."""
    return (unit / course_id / COURSE_FILE).exists()


def put_course(unit: Path, opened: Opened, made: Release, before: bytes) -> Opened | None:
    """Write a course with all its files into its folder, where that holds the state `before` or an earlier one.

    Where somebody went on with it the state that is there, and nothing is written. A published calendar is overwritten first. Raises
    InputError.
    """
    home = unit / opened.course.course_id
    with locked(home):
        there = course_in(unit, opened.course.course_id)
        if there is not None and not before.startswith(there.content):
            return there
        save(home, opened, made, wanted_in(home) if there else Wanted(), before=feeds_of([real(home)], made).write)
        return None


def published_of(unit: Path, course_id: str) -> Published | None:
    """Where the calendar of a course is published; None where it is not. Raises InputError."""
    return published_beside(unit / course_id / COURSE_FILE)


def publish_course(unit: Path, opened: Opened, made: Release, to: Path) -> Published:
    """Publish the calendar of a course of the folder, or write it again. Raises InputError."""
    file = unit / opened.course.course_id / COURSE_FILE
    with locked(real(file).parent):
        published = published_beside(file)
        if published is None:
            return begin_publishing(file, opened, made, to, "private")
        return publish_again(file, published, made, None)


def withdraw_course(unit: Path, course_id: str) -> None:
    """Take the published calendar of a course away; nothing where it is not published. Raises InputError."""
    file = unit / course_id / COURSE_FILE
    with locked(real(file).parent):
        published = published_beside(file)
        if published is not None:
            withdraw(file, published, course_id)
