"""Rosters as the tests write them: good rows by number, and bad ones by hand, each with the column and the words that it is answered with."""

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from tests.doors.command import ISSUED, REPOSITORY, Ran, dosing

COLUMNS = (
    "course_id", "label", "born", "start", "weight", "weighed", "regimen", "time", "time_zone", "cycles", "h2_blocker", "h2_blocker_reason",
    "steroid_route", "steroid_form", "transplant", "protocol_reference", "prepared_by",
)  # fmt: skip
Values = Mapping[str, str]


def course_id(number: int) -> str:
    """The id of the n-th patient."""
    return str(UUID(int=0x0B8FF3A6_6D0E_4F0B_9A55_000000000000 + number))


def good(number: int) -> dict[str, str]:
    """The n-th patient: weights from 50 kg in steps of 0.05 kg, or in pounds, starts on the days of January, some with a time of day."""
    patient = {
        "course_id": course_id(number),
        "label": f"ISLAY-{number:03d}",
        "start": (date(2027, 1, 4) + timedelta(days=number % 25)).isoformat(),
        "weight": f"{110 + number}lb" if number % 7 == 0 and number < 90 else f"{Decimal(50) + number * Decimal('0.05')}kg",
        "h2_blocker": "famotidine",
        "prepared_by": "AB",
    }
    if number % 3 == 0:
        patient |= {"time": "10:00", "time_zone": "Europe/Paris", "weighed": "2027-01-02"}
    return patient


class Bad(NamedTuple):
    """A row in which one thing is wrong: what it says otherwise than a good one, the column that is named, words of the answer."""

    wrong: Values
    column: str
    words: str


# Forty things that somebody types wrongly.
BAD = (
    Bad({"weight": "72.5"}, "weight", "'72.5' has no unit; write 72.5kg or, if it is in pounds, 72.5lb"),
    Bad({"weight": "72,5kg"}, "weight", "holds a comma; write it with a decimal point"),
    Bad({"weight": "1,450 kg"}, "weight", "no thousands separator"),
    Bad({"weight": ""}, "weight", "the weight is missing; write it with its unit"),
    Bad({"weight": "12kg"}, "weight", "write a weight of at least 22.7 kg"),
    Bad({"weight": "72.355kg"}, "weight", "more than two decimals"),
    Bad({"weight": "-70kg"}, "weight", "is below zero"),
    Bad({"weight": "=72.5kg"}, "weight", "'=72.5kg' cannot be read"),
    Bad({"weight": "=HYPERLINK(1)"}, "weight", "cannot be read; write ASCII digits with kg or lb"),
    Bad({"weight": "300kg"}, "weight", "more than half of"),
    Bad({"start": ""}, "start", "start is missing; write it"),
    Bad({"start": "04/01/2027"}, "start", "write the date as year, month and day, like 2027-01-04"),
    Bad({"start": "4.1.2027"}, "start", "write the date as year, month and day"),
    Bad({"start": "2027-02-30"}, "start", "which is not in the calendar"),
    Bad({"start": "1999-01-04"}, "start", "write a day in the years 2017 to 2099"),
    Bad({"start": "@SUM(A1)"}, "start", "write the date as year, month and day"),
    Bad({"weighed": "2027-02-27"}, "weighed", "after the start"),
    Bad({"weighed": "2027-01-04", "start": "2027-01-20"}, "weighed", "after the day of issue"),
    Bad({"weighed": "yesterday"}, "weighed", "write the date as year, month and day"),
    Bad({"born": "2030-01-01"}, "born", "not before the start"),
    Bad({"born": "2014-01-01"}, "born", "16"),
    Bad({"born": "16.05.1988"}, "born", "write the date as year, month and day"),
    Bad({"label": "氏名"}, "label", "which the sheets' typeface cannot print"),
    Bad({"label": "x" * 81}, "label", "has 81 characters; write at most 80"),
    Bad({"label": "bed\x073"}, "label", "holds a control character"),
    Bad({"course_id": ""}, "course_id", "the course id is missing"),
    Bad({"course_id": "ISLAY-007"}, "course_id", "write a UUID in lower case"),
    Bad({"course_id": "../../etc/passwd"}, "course_id", "write a UUID in lower case"),
    Bad({"course_id": "6F1F0F0E-52F7-4B8E-9D5B-0F5F7D1C2A34"}, "course_id", "write a UUID in lower case"),
    Bad({"regimen": "label-20-us"}, "regimen", "write islay"),
    Bad({"cycles": "two"}, "cycles", "write a whole number up to 999, like 2"),
    Bad({"cycles": "3"}, "cycles", "1 or 2"),
    Bad({"time": "10am", "time_zone": "Europe/Paris"}, "time", "on the 24-hour clock"),
    Bad({"time": "10:00", "time_zone": ""}, "time_zone", "time zone"),
    Bad({"time": "10:00", "time_zone": "Paris"}, "time_zone", "write its name like Europe/Paris"),
    Bad({"h2_blocker": "cimetidine"}, "h2_blocker", "ranitidine"),
    Bad({"h2_blocker": "none"}, "h2_blocker_reason", "left out without a reason"),
    Bad({"steroid_route": "intravenous"}, "steroid_form", 'write form = "base" or "phosphate"'),
    Bad({"transplant": "never"}, "transplant", "or none"),
    Bad({"prepared_by": "."}, "prepared_by", "which holds no letter; write initials"),
)


def bad(number: int, wrong: Values) -> dict[str, str]:
    """The n-th patient with what is wrong in place of what is right."""
    return {name: text for name, text in {**good(number), **wrong}.items() if text}


def text_of(rows: Iterable[Values], columns: Sequence[str] = COLUMNS, delimiter: str = ",") -> str:
    """A roster as the csv module writes it."""
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def write(path: Path, rows: Iterable[Values], **how: Any) -> Path:
    path.write_text(text_of(rows, **how), encoding="utf-8", newline="")
    return path


def run(path: Path, out: Path, *words: str | Path, issued: str | None = ISSUED) -> Ran:
    """The roster planned in this process, without PDF."""
    return dosing("roster", path, "--out", out, "--jobs", "1", *(["--issued", issued] if issued else []), *words)


def errors_of(out: Path) -> list[dict[str, str]]:
    """What errors.csv says, as another program reads it."""
    with (out / "errors.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def patients_of(out: Path) -> list[str]:
    """The folders of patients."""
    return sorted(each.name for each in out.iterdir() if each.is_dir())


def words_of(*words: str | Path) -> list[str]:
    """The command line of the program in a process of its own."""
    return [sys.executable, "-m", "dosing", *map(str, words)]


def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that finds no plutoprint, which makes it eight times faster."""
    import os

    hidden = tmp_path / "hidden"
    hidden.mkdir(exist_ok=True)
    (hidden / "plutoprint.py").write_text("raise ImportError\n", encoding="utf-8")
    return {"PATH": os.defpath, "HOME": str(tmp_path), "PYTHONPATH": f"{hidden}{os.pathsep}{REPOSITORY}", "PYTHONIOENCODING": "utf-8"}


# Every code that is said of one row, with a row that meets it (bytes: the row as it stands in the file) and the column that is named.
IN_A_ROW: dict[str, tuple[Values | bytes, str]] = {
    "row-too-long": (b"x" * 20_000, ""),
    "nul-byte": (b"a\0", ""),
    "row-not-utf-8": (b"\xff", ""),
    "line-break-in-cell": (b'"a\nb"' + b"," * (len(COLUMNS) - 1), ""),
    "quote-open": (b'"a', ""),
    "quote-inside": (b'"a"b"c",', ""),
    "cells-differ": (b"a,b", ""),
    "cell-too-long": ({"label": "x" * 501}, "label"),
    "course-id-missing": ({"course_id": ""}, "course_id"),
    "course-id-twice": ({"course_id": course_id(2)}, "course_id"),
    "course-folder-taken": ({"course_id": course_id(9)}, "course_id"),  # in which the test puts another course
}
