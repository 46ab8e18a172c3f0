"""Warm plans beside the same doses, dates and vials by cql-execution, the engine of the Clinical Quality Language on npm.

The course stands in cql-course/ as CQL, and is translated when the engine starts, by its authors' own translator. Both packages are
installed into a folder that is removed. It does not know how CQL is worked out.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from shutil import copytree
from statistics import median
from time import process_time
from typing import Any

import subject
from measuring import Missing, Row, by_turns, middle, program, say
from planning import COMPARED, START, WEIGHTS

HERE = Path(__file__).resolve().parent
ROUNDS = 21
PLANS = 200  # of each round, the same weights on both sides
WORK = "plan and release in a warm process, against cql-execution making the same doses, dates and vials"
UNCHECKED = (
    "cql-execution has no premedications, second calculation, findings, sources or fingerprint, does not check what it is given, "
    "and counts in binary floating point"
)

Ask = Callable[[str, Sequence[Decimal]], Any]


def rows() -> Iterator[Row]:
    """The one row of the engine."""
    try:
        with engine() as ask:
            agree(ask)
            yield compared(ask)
    except Missing as why:
        yield Row("plan-cql", WORK, None, str(why))


@contextmanager
def engine() -> Iterator[Ask]:
    """The engine in a process that stays, and how to ask it. Raises Missing without node, npm or the packages."""
    node, npm = program("node"), program("npm")
    with tempfile.TemporaryDirectory(prefix="dosing-bench-") as name:
        folder = copytree(HERE / "cql-course", Path(name) / "course")
        install = (npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        if subprocess.run(install, cwd=folder, capture_output=True, check=False).returncode != 0:
            raise Missing("not measured: npm could not install cql-execution and its translator")
        words = (node, "answer.mjs", START.isoformat())
        with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as answering:
            said, heard = answering.stdin, answering.stdout
            assert said is not None and heard is not None  # noqa: PT018, S101  # both are pipes

            def ask(word: str, weights: Sequence[Decimal]) -> Any:
                print(word, *weights, file=said, flush=True)
                return json.loads(heard.readline() or sys.exit("cql-execution ended without an answer"), parse_float=Decimal)

            yield ask


def packages() -> list[str]:
    """What npm installs, each with its version."""
    asked = json.loads((HERE / "cql-course" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return [f"{name} {version}" for name, version in asked.items()]


def agree(ask: Ask) -> None:
    """Ends the benchmark unless the engine makes the plan's numbers: else there is nothing to compare."""
    for weight, visits in zip(COMPARED, ask("show", COMPARED), strict=True):
        made = subject.numbers(subject.plan_and_release(subject.course(weight, START)))
        planned, by_cql = [each[:-1] for each in made], [numbers(visit) for visit in visits]
        if planned != by_cql:
            sys.exit(f"for {weight} kg cql-execution and the plan differ:\n{by_cql}\n{planned}")


def numbers(visit: dict[str, Any]) -> tuple[Any, ...]:
    """A visit of the engine as the plan's numbers stand, without premedications."""
    vials = tuple((visit[f"vials_{mg}_mg"], mg) for mg in (500, 100) if visit[f"vials_{mg}_mg"])
    return visit["name"], date.fromisoformat(visit["date"]), visit["dose_mg"], visit["volume_ml"], vials


def compared(ask: Ask) -> Row:
    """The same weights by both, round by round, each in a process that did it before."""
    by_cql, by_dosing = cycle(WEIGHTS[::19]), cycle([subject.course(weight, START) for weight in WEIGHTS[::19]])

    def dosing() -> float:
        before = process_time()
        for course in islice(by_dosing, PLANS):
            subject.plan_and_release(course)
        return process_time() - before

    watches = {"cql-execution": lambda: float(ask("time", list(islice(by_cql, PLANS)))), "dosing": dosing}
    by_turns(watches, 2)  # node compiles what it has done often
    taken = by_turns(watches, ROUNDS)
    ratio, spread = middle([each["dosing"] / each["cql-execution"] for each in taken])
    plans = ", ".join(f"{side} {median(PLANS / each[side] for each in taken):,.0f}" for side in ("dosing", "cql-execution"))
    installed = " and ".join(packages())
    return Row("plan-cql", WORK, ratio, f"plans a CPU second: {plans}; {spread}; with {installed}; {UNCHECKED}")


if __name__ == "__main__":
    say(rows())
