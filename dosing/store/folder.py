"""Files and folders of courses: read as what they are, written so that the old or the new is there, whole.

Does not know what is in a file.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from dosing.acts import Opened, open_course
from dosing.catalogue import Wanted, render_files, row_named
from dosing.findings import InputError
from dosing.formats.bounds import file_in, read_regular
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from dosing.views import CalendarClass

COURSE_FILE = "course.toml"
BESIDE = ".dosing-"  # how the name begins of what is written beside a file or folder before it takes its place
NAMES_A_VISIT = re.compile(rb"\r\nSUMMARY:[^\r]*\(C[0-9]+D[0-9]+\)\r\n")  # as only an entry with details does


def why(problem: OSError) -> str:
    """What the system says of a file, in lower case."""
    return (problem.strerror or type(problem).__name__).lower()


def open_file(path: Path) -> tuple[Path, Opened]:
    """A course file, or the one in a folder: where it is, and the course. Raises InputError."""
    found = file_in(path, COURSE_FILE)
    return found, open_course(read_regular(found), str(found))


def save(folder: Path, opened: Opened, made: Release, wanted: Wanted, *, before: Callable[[], None] = lambda: None) -> Mapping[str, bytes]:
    """Write a release's files into a folder; what it held of another plan of this program's is removed. Raises InputError.

    `before` is done once every file is made, and before the first is written.
    """
    files = render_files(made, wanted.of(opened.content))
    before()
    write_folder(folder, files)
    return files


def refuse_another_course(folder: Path, opened: Opened) -> None:
    """Keep a folder from being overwritten by another course, or by a state of this one that lacks something. Raises InputError.

    A course file is only ever added to: one that may follow another begins with all of it.
    """
    if not any(row_named(each.name) for each in _entries(folder)):
        return
    old = folder / COURSE_FILE
    if not old.exists():
        how = "write another folder, or say that they may be overwritten."
        raise InputError("folder-of-others", "force", f"{folder} holds files of another program or course; {how}")
    try:
        there = open_course(read_regular(old), str(old))
    except InputError:
        how = "write another folder, or say that it may be overwritten."
        raise InputError("folder-unreadable", "force", f"{folder} holds a course that cannot be read; {how}") from None
    if there.course.course_id != opened.course.course_id:
        how = f"go on with the course in {old}, write another folder, or say that it may be overwritten."
        raise InputError("folder-of-another-course", "force", f"{folder} holds another course; {how}")
    if not opened.content.startswith(there.content):
        how = f"go on with the course in {old}, or say that it may be overwritten."
        raise InputError("folder-of-other-values", "force", f"{folder} holds this course with other values; {how}")


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def refuse_older_into(folder: Path, made: Release) -> None:
    """An older revision never replaces a course. Raises InputError."""
    if made.void and (folder / COURSE_FILE).exists():
        sentence = f"{folder} holds a course, which an older revision never replaces; write another folder."
        raise InputError("void-into-course", "out", sentence)


def wanted_in(folder: Path, paper: Paper | None = None) -> Wanted:
    """How the files of a folder were asked for: the paper that its sheets name, and how its calendars were made."""
    sheet = folder / "pharmacy.html"
    content = read_regular(sheet) if sheet.exists() else b""
    named: Paper | None = "letter" if b'<body class="letter ' in content else "a4" if b'<body class="a4 ' in content else None
    calendar = folder / "visits.ics"
    entries = read_regular(calendar).replace(b"\r\n ", b"") if calendar.exists() else b""
    public, details = b"\r\nCLASS:PUBLIC\r\n" in entries, bool(NAMES_A_VISIT.search(entries))
    calendar_class: CalendarClass = "public" if public else "private"
    split = any(folder.glob("visit-*.ics"))
    return Wanted(paper or named, calendar_class=calendar_class, calendar_details=details, split=split)


@contextmanager
def locked(*folders: Path) -> Iterator[None]:
    """Keep this program's other commands off these folders meanwhile; for a new folder, off the one that it will stand in.

    Between reading a course and writing its folder nothing may be added to it, or the addition would be lost. Windows has no
    such lock; there an addition still compares the bytes it is put behind. Raises InputError for a folder that may not be read.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    while True:
        places = _standing(folders)
        with ExitStack() as held:
            for place in sorted(places):
                descriptor = _opened(place)
                held.callback(os.close, descriptor)
                with suppress(OSError):  # a file system without locks
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _standing(folders) == places:  # another command may have made the folder while this one waited
                yield
                return


def _opened(folder: Path) -> int:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError as problem:
        sentence = f"{folder} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "out", sentence) from None


def _standing(folders: tuple[Path, ...]) -> set[Path]:
    """The folders themselves or, where one does not exist yet, the nearest one above it that does."""
    # Path.resolve() gives up at a link that leads back to itself.
    places = [Path(os.path.realpath(folder)) for folder in folders]
    return {next(each for each in (place, *place.parents) if _is_folder(each)) for place in places}


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # below a folder that may not be looked into
        return False


def left_behind(folder: Path) -> list[Path]:
    """What a command that was killed left in a folder, under a name of its own; or what one that runs is writing there just now."""
    # The name of what is kept for longer, an index, has another hyphen.
    return [each for each in _entries(folder) if each.name.startswith(BESIDE) and "-" not in each.name.removeprefix(BESIDE)]


def sweep(folder: Path) -> None:
    """Take away what a command that was killed left in a folder; to be called with the folder locked, so that none is writing there.

    Where a system has no such lock, nothing is taken away.
    """
    if not find_spec("fcntl"):
        return
    for each in left_behind(folder):
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into a folder, in their order: a new folder appears whole, in an old one each file is renamed into place.

    Files of this program's that are not among `files` are removed, so that no stale sheet stays behind. Raises InputError; then
    nothing half-written is left.
    """
    folder = folder.absolute()
    refuse_in_the_way(folder, files)
    try:
        _write_into(folder, files) if folder.is_dir() else _write_new(folder, files)
    except OSError as problem:
        sentence = f"{folder} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "out", sentence) from None


def add_to_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` into a folder beside what it holds, each whole; a new folder appears whole. Raises InputError."""
    folder = folder.absolute()
    refuse_in_the_way(folder, files)
    try:
        _write_beside(folder, files) if folder.is_dir() else _write_new(folder, files)
    except OSError as problem:
        sentence = f"{folder} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "out", sentence) from None


def remove_files(folder: Path, names: Iterable[str]) -> list[str]:
    """Take files of these names out of a folder; those that were there. Raises InputError."""
    there = [name for name in names if (folder / name).is_file()]
    try:
        for name in there:
            (folder / name).unlink()
    except OSError as problem:
        sentence = f"{folder} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "out", sentence) from None
    return there


def refuse_in_the_way(folder: Path, files: Iterable[str]) -> None:
    """Say what stands where a folder or one of its files would be written. Raises InputError."""
    if folder.exists() and not folder.is_dir():
        raise InputError("folder-is-a-file", "out", f"{folder} is a file; write the name of a folder.")
    if blocked := [name for name in files if (folder / name).is_dir()]:
        sentence = f"{folder} holds a folder named {blocked[0]}, where a file belongs; rename it, or write the name of another folder."
        raise InputError("folder-in-the-way", "out", sentence)


def _write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=folder.parent))
    try:
        beside.chmod(0o777 & ~umask())
        for name, content in files.items():
            _write_whole(beside / name, content)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _write_into(folder: Path, files: Mapping[str, bytes]) -> None:
    beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=folder))
    try:
        for name, content in files.items():
            _write_whole(beside / name, content)
        *others, last = files
        for name in others:
            (beside / name).replace(folder / name)
        for each in _entries(folder):
            if row_named(each.name) and each.name not in files and each.is_file():
                each.unlink(missing_ok=True)
        (beside / last).replace(folder / last)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_beside(folder: Path, files: Mapping[str, bytes]) -> None:
    beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=folder))
    try:
        for name, content in files.items():
            _write_whole(beside / name, content)
        for name in files:
            (beside / name).replace(folder / name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_whole(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def umask() -> int:
    """The rights that this process gives nobody."""
    # The only way to read the umask is to set it.
    current = os.umask(0)
    os.umask(current)
    return current


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Put the new bytes of a file, which begin with the old ones, in its place: after a crash the file is the old or the new one.

    Raises InputError where somebody else wrote it meanwhile.
    """
    path = path.resolve()
    try:
        if path.read_bytes() != old:
            sentence = f"{path} was changed by somebody else meanwhile; run the command again."
            raise InputError("changed-meanwhile", "course_file", sentence)
        handle, name = tempfile.mkstemp(prefix=BESIDE, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            beside.chmod(path.stat().st_mode & 0o777)
            with beside.open("wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as problem:
        sentence = f"{path} cannot be written ({why(problem)}); write the name of a file that can."
        raise InputError("cannot-be-written", "course_file", sentence) from None
