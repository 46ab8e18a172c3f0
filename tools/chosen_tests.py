"""Which tests are run against mutants, in which order, and which lines they run."""

import os
import pickle
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import coverage
import pytest
from _pytest.runner import runtestprotocol

from tools.forks import say_nothing
from tools.mutants import Mutant
from tools.rooms import TOP, files_of

# Tests that run in the process that they are started in, without those that lay out paper, start programs, or try for long.
TESTS = (
    "tests/unit",
    "tests/worked",
    "tests/regimens",
    "tests/safety",
    "tests/golden",
    "tests/doors/test_every_code.py",
    "tests/doors/test_checks_that_refuse.py",
    "tests/doors/test_changes_refused.py",
    "tests/doors/test_verbs_at_the_command_line.py",
)
LEFT_OUT = (
    "tests/unit/views",
    "tests/unit/store",
    "tests/unit/web",
    "tests/unit/formats/test_hostile_files.py",
    "tests/unit/test_require_all.py",
    "tests/safety/test_agreement.py",
    "tests/safety/test_hazards.py",
    "tests/safety/test_claims.py",
    "tests/safety/test_mutants.py",
    "tests/safety/test_supply.py",
)


class Covered(NamedTuple):
    """Which tests run each line of each file, which lines run while modules are read, and how long each test takes."""

    lines: dict[str, dict[int, set[str]]]
    reading: dict[str, set[int]]
    seconds: dict[str, float]

    def within(self, tests: Sequence[str], most: float) -> tuple[list[str], float]:
        """As many of some tests as take so many seconds, and how many they take."""
        chosen: list[str] = []
        taken = 0.0
        for test in tests:
            taken += self.seconds.get(test, 0.1)
            if taken > most and chosen:
                break
            chosen.append(test)
        return chosen, taken

    def tests_of(self, mutant: Mutant, at: Iterable[int]) -> list[str]:
        """The tests that run some lines; where none does, those that run anything of the file. The quickest first."""
        lines = self.lines.get(mutant.file, {})
        found = set().union(*(lines.get(line, set()) for line in at)) or set().union(*lines.values())
        return sorted(found, key=lambda test: self.seconds.get(test, 0.0))

    def tests_reading(self, file: str) -> list[str]:
        """The tests that may see what a file holds: first those that import from it and may run none of its lines, the quickest first."""
        words = f"from {file.removesuffix('.py').removesuffix('/__init__').replace('/', '.')} import "
        importing = [test for test in self.seconds if words in _text(test.split("::")[0])]
        running: set[str] = set().union(*self.lines.get(file, {}).values())
        importing.sort(key=lambda test: self.seconds[test])
        return [*importing, *sorted(running.difference(importing), key=lambda test: self.seconds.get(test, 0.0))]


@cache
def _text(file: str) -> str:
    return (TOP / file).read_text(encoding="utf-8")


def arguments(files: Iterable[str]) -> list[str]:
    # What was read before pytest began cannot be rewritten any more, and need not be.
    quiet = [
        "-q",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:faulthandler",
        "--no-header",
        "--tb=no",
    ]
    return [*quiet, *files, *(f"--deselect={each}" for each in LEFT_OUT)]


def first_to_fail(items: Sequence[pytest.Item]) -> str:
    """ "killed" with the first test that fails, or "survived"."""
    for item, after in zip(items, [*items[1:], None], strict=True):
        reports = runtestprotocol(item, log=False, nextitem=after)
        if any(report.failed for report in reports):
            return f"killed {item.nodeid}"
    return "survived"


def measure(items: Sequence[pytest.Item], measured: coverage.Coverage) -> Covered:
    """Run every test once, in a fork, and see which lines it runs. Raises SystemExit where one fails."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _write_measured(items, measured, writing)
    measured.stop()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        failed, covered = pickle.load(pipe)  # noqa: S301 - from our own fork
    os.waitpid(pid, 0)
    if failed:
        raise SystemExit(f"Failed without any mutant: {', '.join(failed)}")
    return Covered(*covered)


def _write_measured(items: Sequence[pytest.Item], measured: coverage.Coverage, pipe: int) -> None:
    say_nothing()
    failed, seconds = [], {}
    for item, after in zip(items, [*items[1:], None], strict=True):
        measured.switch_context(item.nodeid)
        began = time.monotonic()
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            failed.append(item.nodeid)
        seconds[item.nodeid] = time.monotonic() - began
    measured.stop()
    data = measured.get_data()
    lines: dict[str, dict[int, set[str]]] = {}
    read: dict[str, set[int]] = {}
    for path in data.measured_files():
        file, by_line = str(Path(path).relative_to(TOP)), data.contexts_by_lineno(path)
        lines[file] = {line: {test for test in tests if test} for line, tests in by_line.items()}
        read[file] = {line for line, tests in by_line.items() if "" in tests}
    with os.fdopen(pipe, "wb") as out:
        pickle.dump((failed, (lines, read, seconds)), out)
    os._exit(0)


def measuring() -> coverage.Coverage:
    """What sees which lines run, from now on."""
    measured = coverage.Coverage(data_file=None, include=[str(TOP / file) for file in files_of()], config_file=False)
    measured.start()
    return measured
