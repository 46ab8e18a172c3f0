"""What is written down of the mutants: the survivors that have a reason, and the score.

Does not make or run any.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tools.hazards import SAFETY
from tools.rooms import ROOMS, files_of

JUSTIFIED = SAFETY / "survivors.toml"
RESULTS = SAFETY / "mutants.md"

Key = tuple[str, str, str, str]

HEAD = """\
# Mutants

Every file of the rooms that calculate, read inputs or decide who may check, with one small mistake at a time, and whether a test saw it.
Made by `make mutants`, by hand; [development.md](../development.md#mutants) says what a mistake is. Every survivor stands with its reason
in [survivors.toml](survivors.toml); the build says so of one that does not. The gate runs the mutants of the rooms that were changed since
the commit before.
"""


class Score(NamedTuple):
    """What became of the mutants of one file, or of all: killed, without an end, or survived, and when."""

    killed: int
    endless: int
    survived: int
    on: str

    @property
    def mutants(self) -> int:
        """How many there were."""
        return self.killed + self.endless + self.survived


def justified(path: Path = JUSTIFIED) -> dict[Key, str]:
    """Why each survivor changes nothing that anybody could see, by its key. Raises KeyError for one without a reason."""
    with path.open("rb") as file:
        entries = tomllib.load(file)["survivor"]
    return {(each["file"], each.get("place", ""), was, becomes): each["why"] for each in entries for was, becomes in each["mutants"]}


def write_results(by_file: Mapping[str, Score]) -> None:
    """Write the scores of some files into the table; those of other files stay."""
    scores = {**(recorded() if RESULTS.exists() else {}), **by_file}
    lines = [
        "| room | file | mutants | killed | never ended | survived, with a reason | run on |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(room, f"`{file}`", scores[file]) for room in ROOMS for file in files_of([room]) if file in scores]
    lines.append(_row("all", "", total(scores)))
    RESULTS.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")


def _row(room: str, file: str, score: Score) -> str:
    return f"| {room} | {file} | {score.mutants:,} | {score.killed:,} | {score.endless} | {score.survived} | {score.on} |"


def total(scores: Mapping[str, Score]) -> Score:
    """The scores of some files together; of the oldest day."""
    killed, endless, survived, on = zip(*scores.values(), strict=True)
    return Score(sum(killed), sum(endless), sum(survived), min(on))


def recorded(path: Path = RESULTS) -> dict[str, Score]:
    """The score of each file, as the table says it."""
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in path.read_text(encoding="utf-8").splitlines()]
    found: dict[str, Score] = {}
    for room, file, _, killed, endless, survived, on in (row for row in rows if len(row) == 7):
        if room in ROOMS:
            found[file] = Score(int(killed.replace(",", "")), int(endless), int(survived), on)
    return found
