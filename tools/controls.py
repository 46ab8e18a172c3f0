"""Take the control of each hazard away, in a copy of the tree, and see that a test that guards it turns red.

`python -m tools.controls` tries every patch of docs/safety/controls/ (or those named) and writes docs/safety/controls.md. Does not
know what a control is.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tools.hazards import CONTROLS, SAFETY, TOP, hazards, marked_tests
from tools.patches import hunks, patched

RESULTS = SAFETY / "controls.md"
FOLDERS = ("dosing", "templates", "tests", "tools", "docs", "examples", "benchmarks")
COPIED = (*FOLDERS, *(each.name for kind in ("*.toml", "*.md", "*.lock", "Makefile") for each in sorted(TOP.glob(kind))))
TRAILING = re.compile(r"^(?:FAILED|ERROR) (\S+?::[a-z0-9_]+)", re.MULTILINE)

HEAD = """\
# Taking each control away

For every hazard of [hazards.md](hazards.md) the patch beside it was applied to a copy of the tree, and the tests that carry the hazard
were run: at least one turned red. Made by `make hazards`, by hand. A patch that has changed since has to be tried again; the build says so.

| hazard | control taken away in | patch | tried on | turned red |
|---|---|---|---|---|
"""


class Tried(NamedTuple):
    """What one patch did: a digest of its lines, the day, and the tests that turned red, of how many."""

    id: str
    files: str
    patch: str
    on: str
    red: str


def digest(hazard: str) -> str:
    """What a patch changes, as 12 hexadecimal digits; where in its file it stands does not count."""
    lines = (CONTROLS / f"{hazard}.patch").read_text(encoding="utf-8").splitlines()
    changed = [line for line in lines if line[:1] in "+-" and not line.startswith("---")]
    return hashlib.sha256("\n".join(changed).encode()).hexdigest()[:12]


def results() -> dict[str, Tried]:
    """What was seen when each patch was last tried, by the id of its hazard."""
    lines = [line for line in RESULTS.read_text(encoding="utf-8").splitlines() if line.startswith("| H-")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: Tried(*row) for row in rows}


def copy_tree(to: Path) -> None:
    for name in COPIED:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, to / name)


def red_tests(tree: Path, tests: list[str]) -> set[str]:
    """Those of some tests that fail in a tree. Raises RuntimeError where they were not run."""
    # The copy stands before the program that is installed, for tests that start it anew too.
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", "-rfE", *tests]
    ran = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"pytest ended with {ran.returncode}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return set(TRAILING.findall(ran.stdout))


def without_control(tree: Path, hazard: str, tests: list[str]) -> Tried:
    """One patch tried in a copy of the tree, which is as it was afterwards."""
    patch = (CONTROLS / f"{hazard}.patch").read_text(encoding="utf-8")
    files = {name: ((tree / name).read_text(encoding="utf-8"), text) for name, text in patched(patch, tree).items()}
    for name, (_, text) in files.items():
        (tree / name).write_text(text, encoding="utf-8")
    try:
        red = red_tests(tree, tests)
    finally:
        for name, (text, _) in files.items():
            (tree / name).write_text(text, encoding="utf-8")
    named = ", ".join(f"`{each.split('::')[1]}`" for each in tests if each in red)
    places = ", ".join(dict.fromkeys(f"`{hunk.file}`" for hunk in hunks(patch)))
    said = f"{len(red)} of {len(tests)}: {named}" if red else ""
    return Tried(hazard, places, digest(hazard), datetime.now(UTC).date().isoformat(), said)


def main(only: list[str]) -> int:
    tests = marked_tests()
    wanted = [each.id for each in hazards() if not only or each.id in only]
    found = results() if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory(prefix="dosing-controls-") as folder:
        tree = Path(folder)
        copy_tree(tree)
        if red := red_tests(tree, sorted({test for name in wanted for test in tests[name]})):
            print(f"Red before any control was taken away: {', '.join(sorted(red))}")
            return 1
        for name in wanted:
            found[name] = without_control(tree, name, tests[name])
            print(f"{name}: {found[name].red or 'NO TEST TURNED RED'}", flush=True)
    rows = [" | ".join(found[each.id]) for each in hazards() if each.id in found]
    RESULTS.write_text(HEAD + "".join(f"| {row} |\n" for row in rows), encoding="utf-8")
    unseen = [name for name in wanted if not found[name].red]
    print(f"{len(wanted) - len(unseen)} of {len(wanted)} controls were missed by a test when they were taken away.")
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
