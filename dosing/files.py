"""Files: bounded reading, one sentence for each problem, and writing that leaves the old or the new, whole.

Does not know what is in them.
"""

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dosing import assets
from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.inputs.reading import course_from, regimen_from, site_from, site_in_course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site

MOST_BYTES = 2_000_000  # a course of a hundred changes, each with a whole site, stays far below


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of reasonable size. Raises InputError."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise InputError(f"{path} cannot be read ({_why(problem)}); write the name of a file that can.") from None
    if len(content) > MOST_BYTES:
        raise InputError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; write the name of a file of this program's.")
    return content


def _why(problem: OSError) -> str:
    return (problem.strerror or type(problem).__name__).lower()


def parse_toml(content: bytes, what: str) -> dict[str, Any]:
    """The tables of a TOML file, numbers as exact decimals. Raises InputError."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise InputError(f"{what} is not text in UTF-8; save it as plain text.") from None
    except tomllib.TOMLDecodeError as problem:
        if found := _STANDS_TWICE.search(str(problem)):
            raise InputError(f"{what} holds the same key or table twice {found[1]}; keep one of the two.") from None
        raise InputError(f"{what} is not readable as TOML: {_plain_words(str(problem))}; write lines like cycles = 2.") from None
    except (RecursionError, ArithmeticError, ValueError):
        raise InputError(f"{what} holds a value that cannot be read; write plain keys and values.") from None


# How tomllib says it: "Cannot overwrite a value (at line 3, column 9)".
_STANDS_TWICE = re.compile(r"^(?:Cannot overwrite|Cannot declare|Cannot redefine|Duplicate).*(\(at [^()]*\))$", re.DOTALL)


def _plain_words(problem: str) -> str:
    # "Invalid value (at line 3, column 9)" tells a person nothing more than where it stands.
    text = problem.replace("Invalid ", "unreadable ")
    return text[0].lower() + text[1:]


@cache
def default_regimen() -> Regimen:
    """The shipped regimen of the ISLAY trial."""
    return regimen_from(parse_toml(assets.shipped("islay.toml"), "islay.toml"))


@cache
def _default_site_values() -> dict[str, Any]:
    return parse_toml(assets.shipped("default-site.toml"), "default-site.toml")


@cache
def default_site() -> Site:
    """The shipped site, in force where a pharmacy has decided nothing."""
    return site_from({}, _default_site_values())


def read_site(path: Path | None, overrides: Mapping[str, Any] | None = None) -> Site:
    """A pharmacy's site file over the shipped defaults, and `overrides` (raw tables) over both. Raises InputError."""
    own = parse_toml(read_bytes(path), str(path)) if path else {}
    return site_over(own, overrides or {}, str(path) if path else "the command line")


def site_over(own: Mapping[str, Any], overrides: Mapping[str, Any], what: str) -> Site:
    """A site file's raw tables over the shipped defaults, and `overrides` over both, where None takes a value away. Raises InputError."""
    values = dict(own)
    for key, table in overrides.items():
        mine = values.get(key, {})
        over = {**mine, **table} if isinstance(mine, dict) else table
        values[key] = {name: value for name, value in over.items() if value is not None}
    return site_from(values, _default_site_values(), what)


def parse_course(content: bytes, what: str) -> tuple[Site, Course]:
    """The site and the course of a course file's bytes. Raises InputError."""
    raw = parse_toml(content, what)
    _refuse_second_spellings(raw, what)
    return site_in_course(raw.get("site"), _default_site_values(), what), course_from(raw, what)


# What the models call it, and what it is called in a course file: two spellings in one file could hide one another.
_SPELLED = {"weight_kg": 'weight, with its unit, like weight = "72.5kg"', "changes": "[[change]]", "checks": "[[check]]"}


def _refuse_second_spellings(raw: dict[str, Any], what: str) -> None:
    changes = raw.get("change")
    tables = [raw, *(each for each in (changes if isinstance(changes, list) else []) if isinstance(each, dict))]
    tables += [each["values"] for each in tables if isinstance(each.get("values"), dict)]
    for table in tables:
        for key, instead in _SPELLED.items():
            if key in table:
                raise InputError(f"{what}: '{key}' is not a known key; write {instead}.")


@contextmanager
def locked(*folders: Path) -> Iterator[None]:
    """Keep this program's other commands off these folders meanwhile; for a new folder, off the one that it will stand in.

    Between reading a course and writing its folder nothing may be added to it, or the addition would be lost. Windows has no
    such lock; there an addition still compares the bytes it is put behind.
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
                descriptor = os.open(place, os.O_RDONLY)
                held.callback(os.close, descriptor)
                with suppress(OSError):  # a file system without locks
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _standing(folders) == places:  # another command may have made the folder while this one waited
                yield
                return


def _standing(folders: tuple[Path, ...]) -> set[Path]:
    """The folders themselves or, where one does not exist yet, the nearest one above it that does."""
    return {next(each for each in (place, *place.parents) if each.is_dir()) for place in (folder.resolve() for folder in folders)}


def write_folder(folder: Path, files: Mapping[str, bytes], ours: tuple[str, ...]) -> None:
    """Write `files` into a folder, in their order: a new folder appears whole, in an old one each file is renamed into place.

    Names in `ours` that are not among `files` are removed, so that no stale sheet stays behind. Raises InputError; then
    nothing half-written is left.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; write the name of a folder.")
    if blocked := [name for name in files if (folder / name).is_dir()]:
        raise InputError(f"{folder} holds a folder named {blocked[0]}, where a file belongs; write the name of another folder.")
    try:
        _write_into(folder, files, ours) if folder.is_dir() else _write_new(folder, files)
    except OSError as problem:
        raise InputError(f"{folder} cannot be written ({_why(problem)}); write the name of a folder that can.") from None


def _write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".dosing-", dir=folder.parent))
    try:
        beside.chmod(0o777 & ~_umask())
        for name, content in files.items():
            _write_whole(beside / name, content)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _write_into(folder: Path, files: Mapping[str, bytes], ours: tuple[str, ...]) -> None:
    beside = Path(tempfile.mkdtemp(prefix=".dosing-", dir=folder))
    try:
        for name, content in files.items():
            _write_whole(beside / name, content)
        *others, last = files
        for name in others:
            (beside / name).replace(folder / name)
        for name in ours:
            if name not in files:
                (folder / name).unlink(missing_ok=True)
        (beside / last).replace(folder / last)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_whole(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _umask() -> int:
    # The only way to read the umask is to set it.
    current = os.umask(0)
    os.umask(current)
    return current


def appended(old: bytes, text: str) -> bytes:
    """The old bytes of a course file with `text` behind them. Raises InputError where nothing can stand behind them."""
    new = old + (b"" if old.endswith(b"\n") else b"\n") + text.encode()
    try:
        parse_toml(new, "the course file")
    except InputError:
        raise InputError(
            "the course file holds its changes or checks as one list, so none can be added; "
            "write each as a table of its own, headed [[change]] or [[check]]."
        ) from None
    return new


def append_to(path: Path, old: bytes, text: str) -> bytes:
    """Put `text` behind the old bytes of a file, beside and renamed: after a crash the file is the old or the new one.

    Nothing that stood there is rewritten. Returns the new bytes; raises InputError.
    """
    new = appended(old, text)
    path = path.resolve()
    try:
        if path.read_bytes() != old:
            raise InputError(f"{path} was changed by somebody else meanwhile; run the command again.")
        handle, name = tempfile.mkstemp(prefix=".dosing-", dir=path.parent)
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
        raise InputError(f"{path} cannot be written ({_why(problem)}); write the name of a file that can.") from None
    return new
