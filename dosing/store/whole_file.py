"""A file that is written piece by piece and takes its place once it is whole.

Does not know what is in it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dosing.findings import InputError
from dosing.store.folder import BESIDE, umask, why


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file under way to its place."""

    path: Path
    beside: BinaryIO

    def write(self, content: bytes) -> None:
        """Add to it. Raises InputError."""
        try:
            self.beside.write(content)
            self.beside.flush()
        except OSError as problem:
            raise cannot_be_written(self.path, problem) from None


def cannot_be_written(path: Path, problem: OSError) -> InputError:
    """What is said where the system does not let a file be written."""
    sentence = f"{path} cannot be written ({why(problem)}); make room there, or give this user the right to."
    return InputError("cannot-be-written", "out", sentence)


@contextmanager
def whole_file(path: Path) -> Iterator[WholeFile]:
    """A file that takes its place at the end, over an older one; where that is not reached, nothing changes. Raises InputError."""
    try:
        handle, name = tempfile.mkstemp(prefix=BESIDE, dir=path.parent)
    except OSError as problem:
        raise cannot_be_written(path, problem) from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield WholeFile(path, stream)
            _put_in_place(path, beside, stream)
    finally:
        beside.unlink(missing_ok=True)


def _put_in_place(path: Path, beside: Path, stream: BinaryIO) -> None:
    try:
        beside.chmod(0o666 & ~umask())
        os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as problem:
        raise cannot_be_written(path, problem) from None
