"""The index of a folder of courses: what was worked out of a course file, kept so that the same bytes need not be planned again.

It can be thrown away at any time. Nothing of it is believed that this user's own program did not write for the very bytes of a course file:
each line is found by the SHA-256 of the file and carries a code made with a key that stands outside the folder. Does not know how anything
in it was worked out.
"""

import hmac
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from dosing.coming import Coming, ComingVisit
from dosing.engine import ENGINE
from dosing.findings import InputError
from dosing.formats.bounds import read_regular

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = "dosing-index/1"
KEY_BYTES = 32
SEPARATOR, DAY_LENGTH = b"\x1e", 10  # JSON holds no such character as it is
MOST_BYTES = 200_000_000  # about 40,000 courses
_LIBRARIES = ("holidays", "python-dateutil", "tzdata")  # on which days and at which times visits are depends on them too


class Index:
    """The index of one folder: asked by the digest of a course file, added to, and written again where it changed.

    Without a key that only this user can read there is none: every course is planned, and nothing is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = _key()
        self._told = f"{FORMAT} {_program()}".encode()
        self._lines = self._read()
        self._asked: dict[bytes, bytes] = {}

    @property
    def path(self) -> Path | None:
        """Where it stands: a user's own file, so that two who share a folder do not write over one another's."""
        return None if self._key is None else self._folder / f".dosing-index-{sha256(self._key).hexdigest()[:8]}"

    def find(self, digest: str, issued_on: date, between: tuple[date, date] | None = None) -> Coming | None:
        """What was worked out of the course file with this digest, where it holds for a UTC day of issue; None where it is not known.

        With `between`, of two days, no visit before or after these is in it: to read all of them is most of the work of a day.
        """
        key, line = digest.encode(), self._lines.get(digest.encode())
        if self._key is None or line is None:
            return None
        code, _, text = line.partition(b" ")
        if not hmac.compare_digest(code, self._code(key, text)):
            return None
        found = _read_coming(text, between)
        if found is None or not found.holds(issued_on):
            return None
        self._asked[key] = line
        return found

    def keep(self, digest: str, coming: Coming) -> None:
        """Remember what was worked out of the course file with this digest."""
        if self._key is not None:
            text = _written(coming)
            self._asked[digest.encode()] = self._code(digest.encode(), text) + b" " + text

    def write(self) -> None:
        """Write what was asked and kept in the place of what stood there; where that cannot be written there is no index."""
        if self.path is None or self._asked == self._lines:
            return
        content = b"".join([self._told + b"\n", *(digest + b" " + line + b"\n" for digest, line in self._asked.items())])
        with suppress(OSError):
            _replace(self.path, content)

    def _code(self, digest: bytes, text: bytes) -> bytes:
        return hmac.digest(self._key or b"", b"\n".join((self._told, digest, text)), "sha256").hex().encode()

    def _read(self) -> dict[bytes, bytes]:
        """The lines by digest; none of an index of another program, or of something else of that name."""
        try:
            content = read_regular(self.path, most=MOST_BYTES) if self.path else b""
        except InputError:
            return {}
        told, *lines = content.split(b"\n")
        if told != self._told:
            return {}
        parts = (line.partition(b" ") for line in lines)
        return {digest: rest for digest, space, rest in parts if space}


def _written(coming: Coming) -> bytes:
    """A course without its visits, and behind it each visit with its day before it."""
    alone, visit_of = _adapters()
    visits = [visit.date.isoformat().encode() + b" " + visit_of.dump_json(visit) for visit in coming.visits]
    return SEPARATOR.join([alone.dump_json(replace(coming, visits=())), *visits])


def _read_coming(text: bytes, between: tuple[date, date] | None) -> Coming | None:
    alone, visit_of = _adapters()
    head, *rest = text.split(SEPARATOR)
    first, last = (each.isoformat().encode() for each in between) if between else (b"", b"9")
    try:
        # A day before a visit's own text is compared as it is written: the year has four digits on both sides.
        visits = tuple(visit_of.validate_json(each[DAY_LENGTH + 1 :], strict=True) for each in rest if first <= each[:DAY_LENGTH] <= last)
        return replace(alone.validate_json(head, strict=True), visits=visits)
    except ValueError:
        return None


def _replace(path: Path, content: bytes) -> None:
    """Put a file into its place whole; only this user can read it, since it holds what the course files hold."""
    handle, name = tempfile.mkstemp(prefix=".dosing-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@cache
def _adapters() -> "tuple[TypeAdapter[Coming], TypeAdapter[ComingVisit]]":
    from pydantic import TypeAdapter  # late: a folder without an index needs none

    return TypeAdapter(Coming), TypeAdapter(ComingVisit)


def _key() -> bytes | None:
    """This user's key, made where there is none; None where none can be kept, or where others could have read it."""
    path = _state_folder()
    if path is None:
        return None
    path = path / "index-key"
    try:
        if not os.path.lexists(path):
            _make_key(path)
        found = path.lstat()
        own = os.name != "posix" or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
        key = read_regular(path, most=KEY_BYTES) if own and stat.S_ISREG(found.st_mode) else b""
    except (OSError, InputError):
        return None
    return key if len(key) == KEY_BYTES else None


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(prefix="index-key-", dir=path.parent) as beside:
        beside.write(secrets.token_bytes(KEY_BYTES))
        beside.flush()
        with suppress(FileExistsError):  # another command made one meanwhile
            os.link(beside.name, path)


def _state_folder() -> Path | None:
    """Where a program keeps what it can lose: as the XDG base directories have it, or on Windows the user's local data."""
    named = os.environ.get("XDG_STATE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    with suppress(RuntimeError):  # a user without a home
        place = Path(named) if named else Path.home() / ".local" / "state"
        return place / "dosing" if place.is_absolute() else None
    return None


@cache
def _program() -> str:
    """A digest of everything but a course file that an answer depends on: this program's files, its version, libraries, zone data."""
    package = Path(__file__).resolve().parent.parent
    parts = [ENGINE]
    for place, folders, names in os.walk(package):
        folders[:] = sorted(each for each in folders if each != "__pycache__")
        for name in sorted(names):
            about = os.stat(os.path.join(place, name))  # noqa: PTH116, PTH118  # hundreds of files, whenever a folder is read
            parts.append(f"{place[len(str(package)) :]}/{name} {about.st_size} {about.st_mtime_ns}")
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            parts.append(f"{library} {version(library)}")
    return sha256("\n".join([*parts, *_zone_data()]).encode()).hexdigest()


def _zone_data() -> list[str]:
    from zoneinfo import TZPATH

    found = []
    for path in TZPATH:
        with suppress(OSError):
            found.append(f"{path} {os.stat(os.path.join(path, 'tzdata.zi')).st_mtime_ns}")  # noqa: PTH116, PTH118  # the same
    return found
