"""The nine files of a first plan from a cold start, beside what else makes the same eight rows: an office program, a workbook, a script."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from beside import OTHERS, START, WEIGHT
from measuring import Missing, Row, Watch, by_turns, cpu_seconds, installed, middle, say, scripts_asked

ROUNDS = 11


def rows(scripts: Path) -> Iterator[Row]:
    """A row for each other way, for an environment that dosing is installed in."""
    with tempfile.TemporaryDirectory(prefix="dosing-bench-") as name:
        watches: dict[str, Watch] = {"dosing": anew(partial(write_folder, scripts), Path(name), "dosing")}
        missing = {}
        for other in OTHERS:
            try:
                watches[other.key] = anew(other.ready(scripts, Path(name)), Path(name), other.key)
            except Missing as why:
                missing[other.key] = str(why)
        by_turns(watches, 1)  # the first runs read files that are not in memory yet
        taken = by_turns(watches, ROUNDS)
    for key, against, _, unchecked in OTHERS:
        work = f"the nine files of a first plan, against {against}, CPU time"
        if key in missing:
            yield Row(key, work, None, missing[key])
        else:
            ratio, note = middle([each["dosing"] / each[key] for each in taken])
            yield Row(key, work, ratio, f"{note}; {unchecked}")


def anew(write: Callable[[Path], float], place: Path, key: str) -> Watch:
    """Measures into another folder each time, none of which is there yet."""
    fresh = count()
    return lambda: write(place / f"{key}-{next(fresh)}")


def write_folder(scripts: Path, folder: Path) -> float:
    """CPU seconds of a whole folder."""
    took = cpu_seconds([scripts / "python", scripts / "dosing", "plan", "--weight", f"{WEIGHT}kg", "--start", START, "--out", folder])
    written = sorted(each.name for each in folder.iterdir())
    if len(written) != 9:
        sys.exit(f"nine files were to be written, and these were: {', '.join(written)}")
    return took


if __name__ == "__main__":
    with installed(scripts_asked(__doc__)) as bin_folder:
        say(rows(bin_folder))
