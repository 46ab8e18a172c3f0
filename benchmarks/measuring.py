"""How the benchmarks measure: ratios within one run, by turns, or counted instructions.

A shared machine can be twice as slow from one minute to the next. So what is compared is measured in turn, round by round, a ratio is
taken within each round, and the median over the rounds counts. An instruction count is the same every time, and is taken once.
"""

import argparse
import gc
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import timeit
import venv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time

TOP = Path(__file__).resolve().parent.parent

Watch = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `key` is its name in baseline.toml, and `ratio` is None where `note` says why there is none."""

    key: str
    work: str
    ratio: float | None
    note: str

    def __str__(self) -> str:
        return f"{shown(self.ratio):>5}  {self.work} ({self.note})"


def shown(ratio: float | None) -> str:
    """A ratio to three digits."""
    if ratio is None:
        return "-"
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:#.3g}"


class Missing(Exception):
    """A program that is not installed, in a sentence."""


def program(name: str, *others: str) -> str:
    """The path of an outside program under one of its names. Raises Missing."""
    for each in (name, *others):
        if path := shutil.which(each):
            return path
    raise Missing(f"not measured: {name} is not installed")


def watch(call: Callable[[], object]) -> Watch:
    """Measures CPU seconds a call, over as many calls as last a fifth of a second; they are made once before, to warm up."""
    timer = timeit.Timer(call, setup=gc.enable, timer=process_time)  # timeit would leave the collection of garbage out
    calls, _ = timer.autorange()
    return lambda: timer.timeit(calls) / calls


def by_turns(watches: Mapping[str, Watch], rounds: int) -> list[dict[str, float]]:
    """Seconds by name, of each round: every round asks each of them once."""
    return [{name: each() for name, each in watches.items()} for _ in range(rounds)]


def middle(ratios: Sequence[float]) -> tuple[float, str]:
    """The median of the rounds' ratios, and how far they lie apart."""
    low, median, high = statistics.quantiles(ratios, n=4)
    return median, f"half of {len(ratios)} rounds from {shown(low)} to {shown(high)}"


def environment() -> dict[str, str]:
    """The variables that a command runs under: none that changes how Python starts, which would measure something else."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONHASHSEED": "0"}


def run(command: Sequence[str | Path]) -> str:
    """Runs a command in an empty place and returns its standard error; ends the benchmark where the command fails."""
    with tempfile.TemporaryDirectory(prefix="dosing-bench-") as folder:
        done = subprocess.run(
            command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True, errors="replace"
        )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stderr


def cpu_seconds(command: Sequence[str | Path]) -> float:
    """CPU seconds, of user and system, of a command and what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def instructions(command: Sequence[str | Path]) -> int:
    """How many instructions a command takes. Raises Missing without valgrind."""
    counted = run([program("valgrind"), "--tool=callgrind", "--callgrind-out-file=/dev/null", *command])
    (found,) = re.findall(r"Collected : ([0-9]+)", counted)
    return int(found)


@contextmanager
def installed(scripts: Path | None) -> Iterator[Path]:
    """The bin folder of an environment with dosing as a user gets it: a new one from a wheel with its bytecode compiled, or `scripts`."""
    if scripts is not None:
        yield scripts.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="dosing-bench-") as folder:
        venv.create(folder, with_pip=True)
        new = Path(folder).resolve() / "bin"
        locked = Path(folder) / "constraints.txt"  # without hashes, which pip would ask for of a folder too
        locked.write_text("\n".join(re.findall(r"^[a-z0-9-]+==\S+", (TOP / "requirements.lock").read_text(), re.MULTILINE)))
        run([new / "python", "-m", "pip", "install", "--quiet", "--compile", "--constraint", locked, f"{TOP}[pdf]"])
        yield new


def scripts_asked(about: str | None) -> Path | None:
    """The environment that was named on the command line, if any."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    told = "the bin folder of an environment with dosing[pdf] installed from a wheel (default: a new one is made and removed)"
    parser.add_argument("--scripts", type=Path, metavar="BIN", help=told)
    named: Path | None = parser.parse_args().scripts
    return named


def say(rows: Iterable[Row]) -> list[Row]:
    """Prints each row as it is measured."""
    said = []
    for row in rows:
        print(row, flush=True)
        said.append(row)
    return said
