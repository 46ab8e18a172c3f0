"""How much work `dosing --help` and `dosing plan` are, beside what Python and pydantic cost by themselves."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from measuring import Missing, Row, by_turns, cpu_seconds, installed, instructions, middle, say, scripts_asked, shown

ROUNDS = 21


def rows(scripts: Path) -> Iterator[Row]:
    """The two rows of the start-up, for an environment that dosing is installed in."""
    python, dosing = scripts / "python", (scripts / "python", scripts / "dosing")
    plan = (*dosing, "plan", "--weight", "72.5kg", "--start", "2027-01-04")
    pydantic = (python, "-c", "from pydantic import BaseModel")
    yield compared("plan-command", "dosing plan, against python -c 'from pydantic import BaseModel'", plan, pydantic)
    yield compared("help-command", "dosing --help, against python -c pass", (*dosing, "--help"), (python, "-c", "pass"))


def compared(key: str, work: str, mine: Sequence[str | Path], other: Sequence[str | Path]) -> Row:
    """One command against another by instructions, and by time for whoever doubts that they tell the same."""
    watches = {"mine": partial(cpu_seconds, mine), "other": partial(cpu_seconds, other)}
    by_turns(watches, 2)  # the first runs read files that are not in memory yet
    median, spread = middle([each["mine"] / each["other"] for each in by_turns(watches, ROUNDS)])
    by_time = f"by CPU time {shown(median)}, {spread}"
    try:
        return Row(key, work, instructions(mine) / instructions(other), f"instructions; {by_time}")
    except Missing as why:
        return Row(key, work, None, f"{why}; {by_time}")


if __name__ == "__main__":
    with installed(scripts_asked(__doc__)) as bin_folder:
        say(rows(bin_folder))
