"""A mutant in a process that reads the program anew, for what is worked out where modules are read. Needs fork."""

import contextlib
import importlib
import importlib.machinery
import importlib.util
import os
import pickle
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import pytest

from tools.chosen_tests import arguments
from tools.forks import AT_ONCE, Forks
from tools.mutants import Mutant
from tools.rooms import TOP

# What the program reads that is not its own: read once, before the forks, as no mutant changes it.
READ_ONCE = ("click", "dateutil.tz", "fastapi", "holidays", "icalendar", "jinja2", "pydantic")


class Told(NamedTuple):
    """What became of one mutant: "killed", "too long" or "survived", and by which test."""

    mutant: Mutant
    end: str
    by: str = ""


class Job(NamedTuple):
    """A mutant for a process that reads all anew, the tests for it, and how long they may take."""

    mutant: Mutant
    tests: list[str]
    seconds: float


class WrongModule(importlib.machinery.SourceFileLoader):
    """Finds one module, and reads other code for it."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."), str(TOP / mutant.file))
        self.code = mutant.code

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        """The module's place, with this as its loader."""
        del path, target
        if fullname != self.name:
            return None
        package = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self, submodule_search_locations=package)

    def get_code(self, fullname: str) -> CodeType:
        """The code with the mistake."""
        del fullname
        return compile(self.code, self.path, "exec")


class _Ends:
    """Remembers the first test that failed."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self.failed = ""
        self.wanted = {test: n for n, test in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.wanted), key=lambda item: self.wanted[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def reads_anew(mutant: Mutant, tests: Sequence[str]) -> str:
    """What tests say of a mutant, in a process that has not read the program yet."""
    sys.meta_path.insert(0, WrongModule(mutant))
    ends = _Ends(tests)
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    status = pytest.main([*arguments(files), "-x"], plugins=[ends])
    return "survived" if status == pytest.ExitCode.OK else f"killed {ends.failed or files[0]}"


class Reader:
    """A process forked before the program was read; it forks once more for every mutant that it is handed."""

    def __init__(self) -> None:
        self._answers, answering = os.pipe()
        asked, self._asks = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for other in range(3, 256):
                if other not in (asked, answering):  # another reader's pipe, held here, would never end
                    with contextlib.suppress(OSError):
                        os.close(other)
            self._serve(asked, answering)
        os.close(asked)
        os.close(answering)

    def _serve(self, asked: int, answering: int) -> None:
        for name in READ_ONCE:
            importlib.import_module(name)
        forks = Forks()
        with os.fdopen(asked, "rb") as jobs, os.fdopen(answering, "wb") as answers:
            while job := _loaded(jobs):
                number, mutant, tests, seconds = job

                def then(end: str, test: str, number: int = number) -> None:
                    pickle.dump((number, end, test), answers)
                    answers.flush()

                forks.run(lambda mutant=mutant, tests=tests: reads_anew(mutant, tests), seconds, then)  # type: ignore[misc]
            forks.finish()
        os._exit(0)

    def all(self, jobs: Sequence[Job], until: float) -> Iterator[Told]:
        """What became of each mutant that there was time for."""
        given = answered = 0
        asks = os.fdopen(self._asks, "wb")
        with os.fdopen(self._answers, "rb") as answers:
            while True:
                while not asks.closed and given - answered < 2 * AT_ONCE:
                    if given == len(jobs) or time.monotonic() > until:
                        asks.close()
                        break
                    pickle.dump((given, *jobs[given]), asks)
                    asks.flush()
                    given += 1
                answer = _loaded(answers)
                if answer is None:
                    break
                number, end, test = answer
                answered += 1
                yield Told(jobs[number].mutant, end, test)
        os.waitpid(self.pid, 0)


def _loaded(pipe: Any) -> Any:
    try:
        return pickle.load(pipe)  # noqa: S301 - from the process that forked this one
    except EOFError:
        return None
