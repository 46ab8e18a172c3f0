"""A roster of many patients: two processes against one by the clock, and the memory of a long roster against that of a short one."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

from measuring import Row, environment, say

ROUNDS = 3
PATIENTS = 1_000
SHORT, LONG = 1_000, 20_000
PLANNED = 100  # of the rows of a short and of a long roster; all others fail
COLUMNS = "course_id,label,weight,start,h2_blocker,prepared_by"
ISSUED = "2027-01-03T09:00:00Z"

# The command in a process that says, once it is over, how much memory it took and the largest of its processes, in bytes. Linux counts
# in the usage of a process what the one that started it held, so that its own is read from its status.
WATCHED = """
import json, re, resource, sys
from dosing.cli import main
def most(who):
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
def own():
    if sys.platform != "linux":
        return most(resource.RUSAGE_SELF)
    with open("/proc/self/status", encoding="ascii") as file:
        return int(re.search("VmHWM:[^0-9]*([0-9]+) kB", file.read())[1]) * 1024
if __name__ == "__main__":
    try:
        main()
    finally:
        print(json.dumps({"run": own(), "process": most(resource.RUSAGE_CHILDREN)}), file=sys.stderr)
"""


class Taken(NamedTuple):
    """What one run took: seconds by the clock and of CPU, and the most memory of the run itself and of its largest process, in bytes."""

    seconds: float
    cpu: float
    run: int
    process: int


def rows(python: Path = Path(sys.executable), patients: int = PATIENTS, rounds: int = ROUNDS) -> Iterator[Row]:
    """A row for the time, and one for the memory."""
    with tempfile.TemporaryDirectory(prefix="dosing-bench-") as name:
        yield timed(python, Path(name), patients, rounds)
        yield remembered(python, Path(name))


def timed(python: Path, place: Path, patients: int, rounds: int) -> Row:
    """Every file of every patient, by one process and by two, in turn."""
    roster = write(place / "patients.csv", patients, patients)
    taken = [{jobs: run(python, roster, place / "out", jobs, patients) for jobs in (1, 2)} for _ in range(rounds)]
    best = {jobs: min(each[jobs].seconds for each in taken) for jobs in (1, 2)}
    per = ", ".join(f"{jobs} {'job' if jobs == 1 else 'jobs'} {best[jobs]:.0f} s" for jobs in best)
    apart = ", ".join(f"{each[1].seconds / each[2].seconds:.2f}" for each in taken)
    cpu = {jobs: min(each[jobs].cpu for each in taken) for jobs in (1, 2)}
    note = f"best of {rounds} rounds: {per}, {best[1] / best[2]:.2f} times the work; round by round {apart} times; "
    note += f"{2 * cpu[1] / cpu[2]:.2f} times by CPU time, if two cores were free; "
    note += f"run {mb(max(each[2].run for each in taken))}, largest process {mb(max(each[2].process for each in taken))}"
    return Row("roster-jobs", f"{patients:,} patients, all files: two jobs against one, by the clock", best[2] / best[1], note)


def remembered(python: Path, place: Path) -> Row:
    """The most memory of any one process, where the roster is twenty times as long and the patients are as many."""
    taken = {}
    for many in (SHORT, LONG):
        taken[many] = run(python, write(place / f"{many}.csv", many, PLANNED), place / "out", 2, PLANNED)
    told = "; ".join(f"{many:,} rows: run {mb(each.run)}, largest process {mb(each.process)}" for many, each in taken.items())
    ratio = max(taken[LONG][2:]) / max(taken[SHORT][2:])
    work = f"the most memory of one process at {LONG:,} rows against {SHORT:,}, {PLANNED} of them patients and the others bad"
    return Row("roster-memory", work, ratio, told)


def mb(count: int) -> str:
    """Bytes in megabytes."""
    return f"{count / 1_000_000:.1f} MB"


def write(path: Path, many: int, patients: int) -> Path:
    """A roster of so many rows, so many of them patients, spread evenly; of the others half have no unit, half are weighed too late."""
    every = many // patients
    lines = [COLUMNS + ",weighed"]
    for number in range(many):
        right = number % every == 0
        start = date(2027, 1, 4) + timedelta(days=number % 25)
        weight = f"{Decimal(50) + number % 1_400 * Decimal('0.05')}"
        unit, weighed = ("kg", "") if right else ("", "") if number % 2 else ("kg", "2027-01-04")
        lines.append(f"{UUID(int=number)},ISLAY-{number:03d},{weight}{unit},{start},famotidine,AB,{weighed}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(python: Path, roster: Path, out: Path, jobs: int, patients: int) -> Taken:
    """One run into a new folder, which is removed."""
    words: list[str | Path] = [python, "-c", WATCHED, "roster", roster, "--out", out, "--issued", ISSUED, "--jobs", str(jobs)]
    begun, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(words, cwd=roster.parent, env=environment(), capture_output=True, check=False, text=True)
    seconds, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    written = sum(1 for each in out.iterdir() if (each / "plan.json").exists())
    if ended.returncode not in (0, 4) or written != patients:
        sys.exit(f"{patients} patients were to be written, and {written} were: {ended.stderr.strip()}")
    rmtree(out)
    return Taken(seconds, cpu, **json.loads(ended.stderr.splitlines()[-1]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--patients", type=int, default=PATIENTS, help=f"how many patients are timed (default: {PATIENTS})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each is timed (default: {ROUNDS})")
    asked = parser.parse_args()
    say(rows(patients=asked.patients, rounds=asked.rounds))
