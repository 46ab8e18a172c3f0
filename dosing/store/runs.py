"""What a run over a roster remembers in its folder: the moment of issue, which patients are whole, and of which values.

One line a patient is added once its folder is whole, in the order of the roster, so that a run that was killed and taken up again
leaves the same lines as one that was not. Does not know how a patient's files are made.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple
from uuid import UUID

from dosing.findings import InputError
from dosing.formats.bounds import open_regular
from dosing.store.folder import why

RUN_FILE: Final = "roster-run.jsonl"
RUN_FORMAT: Final = "dosing-roster-run/1"
MOST_BYTES: Final = 100_000_000
_MOST_LINE = 1_000


def digest(*values: object) -> bytes:
    """A SHA-256 of values, the same for equal ones whatever the order of their keys."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).digest()


class Whole(NamedTuple):
    """A patient whose folder is whole: digests of the row, of what stood around it (site, letterhead, paper, engine), of the course."""

    row: bytes
    around: bytes
    course: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way: its moment of issue, and what is whole from earlier."""

    issued: datetime
    around: bytes
    taken_up: bool
    known: Mapping[int, Whole]
    file: BinaryIO = field(repr=False)

    def of(self, course_id: str) -> Whole | None:
        """What is known of a patient; None for one that no run has finished."""
        number = _number(course_id)
        return self.known.get(number) if self.known and number is not None else None

    def note(self, course_id: str, row: bytes, course: bytes) -> None:
        """Remember that a patient's folder is whole. Raises InputError."""
        self._add({"course_id": course_id, "row": row.hex(), "course": course.hex()})

    def end(self) -> None:
        """Remember that every row was taken: the next run has a moment of issue of its own. Raises InputError."""
        self._add({"ended": True})

    def begin(self) -> None:
        """Remember the moment of issue, and what stands around the rows. Raises InputError."""
        self._add({"format": RUN_FORMAT, "issued": self.issued.isoformat(), "around": self.around.hex()})

    def _add(self, line: dict[str, Any]) -> None:
        try:
            self.file.write(json.dumps(line).encode() + b"\n")
            self.file.flush()
        except OSError as problem:
            sentence = f"{RUN_FILE} cannot be written ({why(problem)}); make room or give the right to, and run the command again."
            raise InputError("cannot-be-written", "out", sentence) from None


def _number(course_id: str) -> int | None:
    try:
        return UUID(course_id).int
    except ValueError:
        return None


@contextmanager
def running(folder: Path, issued: datetime | None, now: datetime, around: bytes) -> Iterator[Run]:
    """A run into a folder that is there: a new one, or the one that did not come to its end, with its moment of issue.

    `issued` is the moment that was asked for, if one was, and `now` that of a new run. Raises InputError, also where another is under way.
    """
    path = folder / RUN_FILE
    with _kept(path) as file:
        before = _read(path)
        if before.open is not None and issued is not None and issued != before.open:
            said = f"the run in {folder} was begun with the moment of issue {before.open.isoformat()} and has not come to its end"
            raise InputError("run-of-another-moment", "issued", f"{said}; leave the moment out to go on with it, or write another folder.")
        file.truncate(before.size)
        run = Run(before.open or issued or now, around, before.open is not None, before.known, file)
        if before.open is None or before.around != around:
            run.begin()
        yield run


@contextmanager
def _kept(path: Path) -> Iterator[BinaryIO]:
    """The file of a folder's runs, open to be added to, and kept from any other run."""
    if path.exists() and not path.is_file():  # a pipe of that name would be waited on for ever
        raise _unreadable(path)
    try:
        file = path.open("ab")
    except OSError as problem:
        sentence = f"{path} cannot be written ({why(problem)}); write the name of a folder that can."
        raise InputError("cannot-be-written", "out", sentence) from None
    with file:
        _refuse_second(file, path.parent)
        yield file


def _refuse_second(file: BinaryIO, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sentence = f"another run is writing into {folder}; wait until it has ended, or write another folder."
        raise InputError("run-under-way", "out", sentence) from None
    except OSError:  # a file system without locks
        return


class _Before(NamedTuple):
    """What earlier runs left: the moment of one that is open, what stood around its rows, what is whole, and how many bytes are lines."""

    open: datetime | None
    around: bytes
    known: dict[int, Whole]
    size: int


def _read(path: Path) -> _Before:
    issued, around, size = None, b"", 0
    known: dict[int, Whole] = {}
    with open_regular(path, field="out", most=MOST_BYTES, such_as=RUN_FILE) as stream:
        while (line := stream.readline(_MOST_LINE)).endswith(b"\n"):  # a killed run may have left half a line
            try:
                found = json.loads(line)
                if found.get("format") == RUN_FORMAT:
                    issued, around = _moment(found["issued"]), bytes.fromhex(found["around"])
                elif found == {"ended": True}:
                    issued = None
                else:
                    known[UUID(found["course_id"]).int] = Whole(bytes.fromhex(found["row"]), around, bytes.fromhex(found["course"]))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise _unreadable(path) from None
            size += len(line)
        if len(line) == _MOST_LINE:
            raise _unreadable(path)
    return _Before(issued, around, known, size)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment of issue has an offset")
    return found


def _unreadable(path: Path) -> InputError:
    sentence = f"{path} is not as a run wrote it; put it back as it was, or move it away, and every patient is looked at anew."
    return InputError("run-unreadable", "out", sentence)


def course_digest(content: bytes) -> bytes:
    """A SHA-256 of a course file."""
    return sha256(content).digest()
