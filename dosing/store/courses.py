"""A folder of courses: DIR/<course id>/course.toml, each read by itself, so that one that cannot be read costs that one alone.

Does not know how a list or a day is shown. A course file is put into its place whole, so that reading one needs no lock: it is the old one
or the new one.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from dosing.acts import Opened, issue, open_course
from dosing.coming import Coming, coming_of
from dosing.day import MOST_DAYS, Days, Unread, days_of
from dosing.findings import InputError, Refused
from dosing.formats.bounds import read_regular
from dosing.inputs.glyphs import unprintable
from dosing.releases import Release
from dosing.store.folder import COURSE_FILE, why
from dosing.store.index import Index


@dataclass(frozen=True, slots=True, repr=False)  # it holds patients' labels, which no message may show
class Courses:
    """What a folder of courses holds: each course's newest revision, and the folders of which nothing is known, with the reason."""

    courses: tuple[Coming, ...]
    unread: tuple[Unread, ...]


def read_courses(folder: Path, issued: datetime, *, indexed: bool = True) -> Courses:
    """Every course of a folder as it stands at a moment of issue; those that were planned before come from the index of the folder.

    Each course file is read whole, whatever an index says of it; without `indexed` none is asked or written. A folder that is not named
    by its course's id, and every one of two with the same course, counts as unread. Raises InputError where there is no such folder.
    """
    return _read(folder, issued, None, indexed=indexed)


def read_days(folder: Path, issued: datetime, first: date, last: date, *, indexed: bool = True) -> Days:
    """The visits from one day to another, both included, of every course of a folder. Raises InputError, also for days that cannot be."""
    if not 1 <= (last - first).days + 1 <= MOST_DAYS:
        sentence = f"the last day is {last} and the first {first}; write the first day or a later one, at most {MOST_DAYS} days in all."
        raise InputError("days-out-of-bounds", "to", sentence)
    found = _read(folder, issued, (first, last), indexed=indexed)
    return days_of(found.courses, first, last, found.unread)


def _read(folder: Path, issued: datetime, between: tuple[date, date] | None, *, indexed: bool) -> Courses:
    index = Index(folder) if indexed else None
    found: list[tuple[str, Coming]] = []
    unread = list(_astray(folder))
    for name, path in _course_files(folder):
        try:
            found.append((name, _coming(path, issued, index, between)))
        except (InputError, Refused) as problem:
            unread.append(_unread(name, problem))
    if index is not None:
        index.write()
    strangers = _misplaced([(name, course.course_id) for name, course in found])
    courses = tuple(course for name, course in found if name not in strangers)
    both = [*unread, *(_unread(name, sentence) for name, sentence in strangers.items())]
    return Courses(courses, tuple(sorted(both)))


def releases_of(folder: Path, issued: datetime, course_ids: Sequence[str] | None = None) -> Iterator[tuple[str, Release | Unread]]:
    """The release of each course of a folder, or of some of them by id, one after the other: for what shows more than a day needs.

    Of a folder that cannot be read there is the reason. Raises InputError where there is no such folder.
    """
    opened: dict[str, Opened] = {}
    for name, path in _course_files(folder):
        if course_ids is not None and name not in course_ids:
            continue
        try:
            opened[name] = open_course(read_regular(path), str(path))
        except (InputError, Refused) as problem:
            yield name, _unread(name, problem)
    strangers = _misplaced([(name, each.course.course_id) for name, each in opened.items()])
    for name in tuple(opened):
        each = opened.pop(name)  # whoever asks for the next one needs no more of this one
        try:
            yield name, _unread(name, strangers[name]) if name in strangers else issue(each, issued)
        except (InputError, Refused) as problem:
            yield name, _unread(name, problem)


def labelled_on(folder: Path, found: Days, issued: datetime) -> tuple[Release, ...]:
    """The releases of one day's checked visits, whose labels are printed, in the order of the day; none for several days.

    Raises InputError for a course that was changed since the day was read.
    """
    if found.first != found.last:
        return ()
    wanted = {visit.course_id: visit.fingerprint for visit in found.checked}
    made = {name: each for name, each in releases_of(folder, issued, tuple(wanted)) if isinstance(each, Release)}
    for name, fingerprint in wanted.items():
        if name not in made or made[name].fingerprint != fingerprint:
            sentence = f"the course {name} was changed by somebody else meanwhile; ask for the day again."
            raise InputError("changed-meanwhile", "courses", sentence)
    return tuple(made[name] for name in wanted)


def _course_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The folders of a folder that hold a course file, or should, by name; what begins with a dot is half-written, or not ours."""
    try:
        names = sorted(each.name for each in os.scandir(folder) if not each.name.startswith(".") and each.is_dir())
    except OSError as problem:
        sentence = f"{folder} cannot be looked into ({why(problem)}); write the name of a folder of courses."
        raise InputError("no-such-folder", "courses", sentence) from None
    for name in names:
        path = folder / name / COURSE_FILE
        if os.path.lexists(path) or _is_course_id(name):
            yield name, path


def _astray(folder: Path) -> Iterator[Unread]:
    """A course that was written into the folder of courses itself, where nobody would look for it."""
    if os.path.lexists(folder / COURSE_FILE):
        yield Unread(
            COURSE_FILE, "it stands in the folder of courses itself; move it, with its files, into a folder named by its course's id."
        )


def _is_course_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _coming(path: Path, issued: datetime, index: Index | None, between: tuple[date, date] | None) -> Coming:
    content = read_regular(path)
    if index is None:
        return coming_of(issue(open_course(content, str(path)), issued))
    digest = sha256(content).hexdigest()
    kept = index.find(digest, issued.astimezone(UTC).date(), between)
    if kept is None:
        kept = coming_of(issue(open_course(content, str(path)), issued))
        index.keep(digest, kept)
    return kept


def _unread(name: str, said: "InputError | Refused | str") -> Unread:
    """A folder that counts for nothing, and why, in characters that every sheet can print: its name is anybody's."""
    sentence = " ".join(each.message for each in said.findings) if isinstance(said, Refused) else str(said)
    return Unread(_printable(name), _printable(sentence))


def _printable(text: str) -> str:
    return "".join("?" if unprintable(each) else each for each in text)


def _misplaced(found: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The folders whose course is another's too, or is not named by it, each with what to do: nobody could say which one is meant."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for name, course_id in found:
        folders[course_id].append(name)
    said: dict[str, str] = {}
    for name, course_id in found:
        others = [each for each in folders[course_id] if each != name]
        if others:
            said[name] = f"{name} holds the same course as {others[0]}; keep the one that is gone on with, and move the other one away."
        elif name != course_id:
            said[name] = f"{name} holds the course {course_id}, and a folder of courses names each by its id; rename it to {course_id}."
    return said
