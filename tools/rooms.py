"""The files in which mutants are made, and which of them were changed since a commit. Does not make any."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent

# The rooms that calculate, read inputs, or decide who may check.
ROOMS = {
    "quantities": ("dosing/quantities.py",),
    "rules": ("dosing/rules",),
    "plan": ("dosing/plan.py",),
    "recheck": ("dosing/recheck",),
    "inputs": ("dosing/inputs",),
    "releases": ("dosing/releases.py",),
    "acts": ("dosing/acts/asking.py", "dosing/acts/checking.py"),
}


def files_of(rooms: Iterable[str] = ROOMS) -> list[str]:
    """The files of some rooms, from the top of the checkout."""
    places = [TOP / place for room in rooms for place in ROOMS[room]]
    files = [each for place in places for each in ([place] if place.suffix else sorted(place.rglob("*.py")))]
    return [str(each.relative_to(TOP)) for each in files]


def before_this() -> str:
    """The commit before, on the branch that others have: what main was, or the parent of what is here."""
    for name in ("origin/main", "HEAD^"):
        if (found := _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")) and found != _git("rev-parse", "HEAD"):
            return found[0]
    return ""


def changed_rooms(commit: str) -> list[str]:
    """The files of every room in which something is not as it was in a commit."""
    named = set(_git("diff", "--name-only", commit, "--", *files_of()))
    return files_of(room for room in ROOMS if named & set(files_of([room])))


def changed_lines(commit: str, file: str) -> set[int]:
    """The lines of a file, counted from 1, that are not as they were in a commit."""
    hunks = [line for line in _git("diff", "--unified=0", commit, "--", file) if line.startswith("@@")]
    found: set[int] = set()
    for hunk in hunks:
        first, _, many = hunk.split("+")[1].split(" ")[0].partition(",")
        found |= set(range(int(first), int(first) + int(many or 1)))
    return found


def _git(*words: str) -> list[str]:
    return subprocess.run(["git", *words], cwd=TOP, check=False, capture_output=True, text=True).stdout.splitlines()  # noqa: S607
