"""Run the tests against every mutant of the rooms that calculate, read inputs or decide who may check.

`python -m tools.mutation` (by `make mutants`) runs all of them and writes docs/safety/mutants.md; every survivor has to stand with its
reason in docs/safety/survivors.toml. `--changed --minutes N` runs those of the rooms that were changed since the commit before, for so
long, those of the changed functions first: a survivor in these fails. Needs fork.

A mutant inside a function is tried in a fork of one process that has collected the tests: its function is given other code. One that
works where its module is read, or that survives this and is run while modules are read, is tried in a process that reads all anew.
"""

import argparse
import gc
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import coverage
import pytest

from tools.chosen_tests import TESTS, Covered, arguments, first_to_fail, measure, measuring
from tools.forks import Forks
from tools.mutants import Mutant, mutants_of
from tools.other_code import around, changed_functions, functions_by_file, lines_of, put_in
from tools.read_anew import Job, Reader, Told
from tools.rooms import TOP, before_this, changed_lines, changed_rooms, files_of
from tools.survivors import Score, justified, write_results

PATIENCE = 10.0  # seconds of tests, by what they take without a mutant, the quickest first
LONGER = 60.0  # the same once more for what these do not see and no reason is written down for: then it has survived
SLOWEST = 20.0  # seconds: longer than any test by itself, with the time to read the modules


class Run:
    """Stands in for pytest's own loop over the tests: they are collected once, and run for each mutant in a fork."""

    def __init__(self, mutants: list[Mutant], measured: coverage.Coverage, until: float) -> None:
        self.mutants, self.until, self._measured = mutants, until, measured
        self.covered = Covered({}, {}, {})
        self.told: list[Told] = []
        self.slow: list[Mutant] = []
        self.read: set[Mutant] = set()  # those of functions that are run while modules are read
        self._killers: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)  # by the place of what they killed
        self._near: defaultdict[str, Counter[str]] = defaultdict(Counter)  # their files, by the file of what they killed
        self._unseen: list[Mutant] = []  # not seen by the quick tests, with no reason written down: next to be tried, for longer
        self._reasons = justified()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        self.covered = measure(session.items, self._measured)
        self._functions = functions_by_file()
        gc.freeze()
        self._right = {
            file: compile((TOP / file).read_text(encoding="utf-8"), str(TOP / file), "exec") for file in {m.file for m in self.mutants}
        }
        forks, waiting = Forks(), list(reversed(self.mutants))
        while time.monotonic() < self.until:
            if not waiting and not self._unseen:
                forks.finish()  # what runs may have to be tried for longer
            if self._unseen:
                self._try(self._unseen.pop(), items, forks, LONGER)
            elif waiting:
                self._try(waiting.pop(), items, forks, PATIENCE)
                if len(waiting) % 200 == 0:
                    print(f"{len(waiting)} of {len(self.mutants)} to go: {_counted(self.told)}.", flush=True)
            else:
                break
        forks.finish()
        self._refuse_always_red(items)
        return True

    def _try(self, mutant: Mutant, items: dict[str, pytest.Item], forks: Forks, patience: float) -> None:
        """Try a mutant in a fork, with tests of so many seconds."""
        pairs = changed_functions(self._right[mutant.file], compile(mutant.code, str(TOP / mutant.file), "exec"))
        if not pairs:
            self.slow.append(mutant)
            return
        at = lines_of(pairs, mutant)
        if at & self.covered.reading.get(mutant.file, at):
            self.read.add(mutant)
        tests, seconds = self.covered.within(self._order(mutant, self.covered.tests_of(mutant, at)), patience)
        chosen = [items[test] for test in tests]

        def what() -> str:
            return first_to_fail(chosen) if put_in(self._functions[str(TOP / mutant.file)], pairs) else "unfit"

        last = patience == LONGER or mutant.key in self._reasons or mutant in self.read
        forks.run(what, SLOWEST + 4 * seconds, self._then(mutant, last=last))

    def _refuse_always_red(self, items: dict[str, pytest.Item]) -> None:
        """What killed has to be green without a mutant, here too. Raises SystemExit."""
        killed = {test for tests in self._killers.values() for test in tests}
        if not killed:
            return
        said: list[str] = []
        forks = Forks()
        forks.run(lambda: first_to_fail([items[test] for test in sorted(killed)]), 600, lambda end, test: said.append(f"{end} {test}"))
        forks.finish()
        if said != ["survived "]:
            raise SystemExit(f"Without any mutant: {said[0]}. Nothing is known of the mutants.")

    def _then(self, mutant: Mutant, *, last: bool) -> Callable[[str, str], None]:
        def then(end: str, test: str) -> None:
            if end == "unfit":
                self.slow.append(mutant)
                return
            if end == "survived" and not last:
                self._unseen.append(mutant)
                return
            self.told.append(Told(mutant, end, test))
            _told_at_once(self.told[-1])
            if end == "killed" and "::" in test:
                self._killers[mutant.file, mutant.place][test] += 1
                self._near[mutant.file][test.split("::", maxsplit=1)[0]] += 1

        return then

    def _order(self, mutant: Mutant, tests: list[str]) -> list[str]:
        """Those first that killed another mutant of the same function, then those of files that killed another of the same file."""
        killed, near = self._killers[mutant.file, mutant.place], self._near[mutant.file]
        return sorted(tests, key=lambda test: (-killed[test], -near[test.split("::")[0]]))


def run(mutants: list[Mutant], tests: Sequence[str], until: float) -> list[Told]:
    """What became of the mutants that there was time for."""
    first, second = Reader(), Reader()
    loop = Run(mutants, measuring(), until)
    status = pytest.main([*arguments(tests), "-s"], plugins=[loop])  # -s: what this says is not the output of a test
    if status != pytest.ExitCode.OK:
        raise SystemExit(f"The tests could not be collected (status {status}).")
    told = [each for each in loop.told if each.end != "survived" or each.mutant not in loop.read]
    print(f"{_counted(loop.told)}; {len(mutants) - len(told)} have to be read anew.", flush=True)
    killers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in told:
        killers[each.mutant.file][each.by.split("::")[0]] += 1
    again = [*loop.slow, *(each.mutant for each in loop.told if each.end == "survived" and each.mutant in loop.read)]
    best = {file: [name for name, _ in found.most_common(6)] for file, found in killers.items()}
    by_best = _read_anew(first, again, loop.covered, best, until)
    unsure = [each.mutant for each in by_best if each.end == "survived"]
    reasons = justified()
    by_all = _read_anew(second, unsure, loop.covered, {}, until, longer=[mutant for mutant in unsure if mutant.key not in reasons])
    return [*told, *(each for each in by_best if each.end != "survived"), *by_all]


def _read_anew(
    reader: Reader, mutants: list[Mutant], covered: Covered, files: dict[str, list[str]], until: float, longer: Sequence[Mutant] = ()
) -> list[Told]:
    jobs, told = [], []
    for mutant in mutants:
        tests = covered.tests_reading(mutant.file)
        if kept := [test for test in tests if test.split("::")[0] in files.get(mutant.file, [])]:
            tests = kept
        tests, seconds = covered.within(tests, LONGER if mutant in longer else PATIENCE)
        jobs.append(Job(mutant, tests, SLOWEST + 4 * seconds))
    for n, each in enumerate(reader.all(jobs, until), 1):
        told.append(each)
        _told_at_once(each)
        if n % 100 == 0:
            print(f"{n} of {len(jobs)} read anew: {_counted(told)}.", flush=True)
    return told


def _told_at_once(told: Told) -> None:
    if told.end != "killed":
        print(told.end, *told.mutant.key, sep=" | ", flush=True)


def _counted(told: Iterable[Told]) -> str:
    return ", ".join(f"{end} {count}" for end, count in Counter(each.end for each in told).most_common())


def _full(only: Sequence[str], tests: Sequence[str], among: Path | None) -> int:
    mutants = [mutant for file in files_of() if not only or file.startswith(tuple(only)) for mutant in mutants_of(file)]
    if among is not None:
        asked = {line.partition(" | ")[2] for line in among.read_text(encoding="utf-8").splitlines()}
        mutants = [mutant for mutant in mutants if " | ".join(mutant.key) in asked]
    print(f"{len(mutants)} mutants.", flush=True)
    told = run(mutants, tests or TESTS, float("inf"))
    if not tests and among is None:
        _write(told)
    return _said(told, mutants, reasons_for=set() if among else {mutant.file for mutant in mutants})


def _write(told: list[Told]) -> None:
    """Write down what became of all mutants of some files."""
    ends: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in told:
        ends[each.mutant.file][each.end] += 1
    on = datetime.now(UTC).date().isoformat()
    for file, counts in ends.items():
        write_results({file: Score(counts["killed"], counts["too long"], counts["survived"], on)})


def _changed(minutes: float) -> int:
    until, commit = time.monotonic() + 60 * minutes, before_this()
    files = changed_rooms(commit) if commit else []
    mutants = [mutant for file in files for mutant in mutants_of(file)]
    if not mutants:
        print("No room was changed since the commit before: no mutant was run." if commit else "There is no commit before this one.")
        return 0
    lines, chance = {file: changed_lines(commit, file) for file in files}, random.Random(commit)  # noqa: S311 - no secret
    new = {mutant for mutant in mutants if around(mutant) & lines[mutant.file]}
    reasons = justified()
    mutants = [mutant for mutant in mutants if mutant.key not in reasons]
    # Those of what was changed first; of the rest of the rooms some, by chance.
    mutants.sort(key=lambda mutant: (mutant not in new, chance.random()))
    told = run(mutants, TESTS, until)
    survivors = [each.mutant for each in told if each.end == "survived"]
    print(f"{len(mutants)} mutants, {len(new)} of them of what was changed: {_counted(told)}; {len(mutants) - len(told)} not run.")
    unseen = sorted(mutant.key for mutant in survivors if mutant in new)
    for key in unseen:
        print("Survived in what was changed, without a reason: write a test that sees it, or why nobody could:", *key, sep="\n    ")
    return 1 if unseen else 0


def _said(told: list[Told], mutants: list[Mutant], reasons_for: set[str]) -> int:
    """Say what became of mutants, of all those of some files; the status with which the run ends."""
    reasons = justified()
    print(f"{len(mutants)} mutants: {_counted(told)}; {len(mutants) - len(told)} not run.")
    survivors = {each.mutant.key for each in told if each.end == "survived"}
    tried = {each.mutant.key for each in told}
    wrong = 0
    for said, keys in (
        ("Survived without a reason: write a test that sees it, or why nobody could", survivors - reasons.keys()),
        ("Killed, though a reason to survive is written down", (tried & reasons.keys()) - survivors),
        ("A reason for a mutant that there is not", {key for key in reasons if key[0] in reasons_for} - {each.key for each in mutants}),
    ):
        for key in sorted(keys):
            print(f"{said}:", *key, sep="\n    ")
        wrong += len(keys)
    return 1 if wrong else 0


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("only", nargs="*", help="files or folders whose mutants are run; what is written of others stays")
    words.add_argument("--tests", nargs="+", default=[], help="run these tests only, and write nothing")
    words.add_argument("--among", type=Path, help="run only the mutants of these lines, as this said them before, and write nothing")
    words.add_argument("--changed", action="store_true", help="the mutants of the rooms that were changed since the commit before")
    words.add_argument("--minutes", type=float, default=3.0, help="how long (with --changed)")
    given = words.parse_args()
    os.environ.pop("DOSING_REQUIRE_ALL", None)  # this runs no whole set of tests, and counts none that is left out
    os.environ["CI"] = "true"  # hypothesis then tries the same examples in every run, and keeps none
    return _changed(given.minutes) if given.changed else _full(given.only, given.tests, given.among)


if __name__ == "__main__":
    sys.exit(main())
