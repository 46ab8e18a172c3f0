"""What the tests saw, for the table: by way and column, one short text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Each column with its heading.
COLUMNS = {
    "over": "`visits.ics` of plan 5 over that of plan 1",
    "changes 2": "`changes.ics` of plan 2",
    "changes 3": "then of plan 3",
    "changes 5": "then of plan 5",
    "changes 6": "then of plan 6",
    "newest": "`changes.ics` of plan 5 alone",
    "anew": "new calendar, `visits.ics` of plan 5",
    "feed": "feed, after each of 6 plans",
    "known": "new entries taken from a file that holds one known one",
}


@dataclass(slots=True)
class Seen:
    """What one way into a program showed."""

    version: str = ""
    skipped: str = ""
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Results:
    """What was seen, by the row of the first table, and by the file and the column of the second."""

    rows: dict[str, Seen] = field(default_factory=dict)
    readings: dict[str, dict[str, str]] = field(default_factory=dict)  # of each golden calendar, by the reader

    def of(self, row: str) -> Seen:
        return self.rows.setdefault(row, Seen())

    def write(self, path: Path, **about: str) -> None:
        rows = {row: {"version": seen.version, "skipped": seen.skipped, "cells": seen.cells} for row, seen in self.rows.items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**about, "rows": rows, "readings": self.readings}, indent=1, ensure_ascii=False), encoding="utf-8")


def read(path: Path) -> tuple[Results, dict[str, str]]:
    """The results of a run, and what stands about it: its day and its system."""
    found: dict[str, Any] = json.loads(path.read_bytes())
    rows: Mapping[str, Any] = found.pop("rows")
    readings: dict[str, dict[str, str]] = found.pop("readings")
    return Results({row: Seen(**seen) for row, seen in rows.items()}, readings), found
