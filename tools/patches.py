"""Read a small unified diff and apply it exactly: each block that it takes away stands once in its file, wherever that is.

Does not know what a patch is for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class DoesNotApply(ValueError):
    """A patch does not fit the files any more; the sentence names the file and the block."""


class Hunk(NamedTuple):
    """One place of a patch: the file below the top folder, the lines that stand there, and those that shall."""

    file: str
    old: str
    new: str


def hunks(text: str) -> Iterator[Hunk]:
    """The places of a unified diff. Line numbers are not used, so that what is added above a place moves nothing."""
    file, old, new = "", "", ""
    for line in text.splitlines(keepends=True):
        if line.startswith(("--- ", "+++ ", "@@")):
            if old or new:
                yield Hunk(file, old, new)
            old = new = ""
            file = line[6:].strip() if line.startswith("+++ b/") else file
        elif line[0] in " -+":
            old += line[1:] * (line[0] != "+")
            new += line[1:] * (line[0] != "-")
        else:
            raise DoesNotApply(f"a patch holds the line {line!r}, which is no line of a unified diff")
    if old or new:
        yield Hunk(file, old, new)


def patched(text: str, top: Path) -> dict[str, str]:
    """The files that a patch changes, by their names below the top folder, as they are after it. Raises DoesNotApply."""
    made: dict[str, str] = {}
    for hunk in hunks(text):
        before = made[hunk.file] if hunk.file in made else (top / hunk.file).read_text(encoding="utf-8")
        if (found := before.count(hunk.old)) != 1:
            raise DoesNotApply(f"{hunk.file} holds this {found} times and not once:\n{hunk.old}")
        made[hunk.file] = before.replace(hunk.old, hunk.new)
    if not made:
        raise DoesNotApply("the patch changes nothing")
    return made
