"""What the nine files of a first plan are measured beside: other ways to the same eight rows, each held against the bare script first."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from shutil import copy
from typing import NamedTuple

import bare
from measuring import Missing, cpu_seconds, program, run

HERE = Path(__file__).resolve().parent
OPENPYXL = "3.1.5"
WEIGHT, START = "72.5", "2027-01-04"
VISITS = bare.plan(Decimal(WEIGHT), date.fromisoformat(START))

Write = Callable[[Path], float]  # CPU seconds of what is written into a folder that is not there yet


class Other(NamedTuple):
    """Another way: its key in baseline.toml, its words, how it gets ready (which raises Missing), and what it does not check."""

    key: str
    against: str
    ready: Callable[[Path, Path], Write]
    unchecked: str


def ready_table(_: Path, place: Path) -> Write:
    """LibreOffice, and a table without formulas. Raises Missing."""
    return partial(write_pdf, program("libreoffice", "soffice"), write_table(place / "plan.csv"))


def ready_workbook(scripts: Path, place: Path) -> Write:
    """LibreOffice, and workbook.py with openpyxl beside it, once the workbook gave the right numbers. Raises Missing."""
    office, beside = program("libreoffice", "soffice"), place / "openpyxl"
    pip = (scripts / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--compile")
    if subprocess.run((*pip, "--target", beside, f"openpyxl=={OPENPYXL}"), capture_output=True, check=False).returncode != 0:
        raise Missing("not measured: pip could not install openpyxl")
    write = (scripts / "python", copy(HERE / "workbook.py", beside), WEIGHT, START)
    run([*write, place / "tried.xlsx"])
    run(convert(office, "csv", place / "tried.xlsx", place / "tried"))
    agree(place / "tried" / "tried.csv")

    def write_workbook(folder: Path) -> float:
        folder.mkdir()
        return cpu_seconds([*write, folder / "plan.xlsx"]) + write_pdf(office, folder / "plan.xlsx", folder)

    return write_workbook


def ready_script(scripts: Path, place: Path) -> Write:
    """by_hand.py with the icalendar that dosing uses, once it gave the right numbers and days."""
    write = (scripts / "python", HERE / "by_hand.py", WEIGHT, START)
    run([*write, place / "tried-by-hand"])
    agree(place / "tried-by-hand" / "plan.csv")
    days = re.findall("DTSTART;VALUE=DATE:([0-9]{8})", (place / "tried-by-hand" / "visits.ics").read_text(encoding="utf-8"))
    if days != [f"{visit.day:%Y%m%d}" for visit in VISITS]:
        sys.exit(f"the days of visits.ics are not those of the visits: {', '.join(days)}")
    return lambda folder: cpu_seconds([*write, folder])


def write_pdf(office: str, table: Path, folder: Path) -> float:
    """CPU seconds of the office program, at its first start: it makes its profile, as dosing makes its folder."""
    took = cpu_seconds(convert(office, "pdf", table, folder))
    if not (folder / f"{table.stem}.pdf").exists():
        sys.exit("LibreOffice ended without writing its PDF")
    return took


def convert(office: str, kind: str, table: Path, folder: Path) -> list[str | Path]:
    """The command that opens a table, works it out, and writes it as another kind of file."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [office, "--headless", profile, "--convert-to", kind, "--outdir", folder, table]


def agree(table: Path) -> None:
    """Ends the benchmark unless the last eight rows of a table are the visits: else there is nothing to compare."""
    with table.open(newline="", encoding="utf-8") as file:
        every = list(csv.reader(file))
    found = [(name, day, *map(Decimal, numbers)) for name, day, *numbers, _ in every[-8:]]
    vials = [{mg: number for number, mg in visit.vials} for visit in VISITS]
    right = [
        (visit.name, visit.day.isoformat(), visit.volume_ml, visit.dose_mg, opened.get(500, 0), opened.get(100, 0))
        for visit, opened in zip(VISITS, vials, strict=True)
    ]
    if found != right:
        sys.exit(f"{table.name} and the bare script differ:\n{found}\n{right}")


def write_table(path: Path) -> Path:
    """The eight visits as a spreadsheet program reads them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Visit", "Date", "isatuximab, mg", "Volume, mL", "Vials", "Premedications"))
        for visit in VISITS:
            vials = ", ".join(f"{number} x {mg} mg" for number, mg in visit.vials)
            given = "; ".join(f"{drug} {mg} mg {route}" for drug, mg, route, _ in visit.premedications)
            writer.writerow((visit.name, visit.day, visit.dose_mg, visit.volume_ml, vials, given))
    return path


OTHERS = (
    Other(
        "folder",
        "LibreOffice making one PDF of its table",
        ready_table,
        "LibreOffice prints the rows that it is given, and checks none",
    ),
    Other(
        "folder-workbook",
        "openpyxl writing its rows as formulas and LibreOffice working them out into one PDF",
        ready_workbook,
        f"openpyxl {OPENPYXL}; the workbook takes any weight and start, and has no second calculation, findings, sources, fingerprint, "
        "calendar or sheets",
    ),
    Other(
        "folder-script",
        "a script of forty lines that writes its rows and a calendar file",
        ready_script,
        "the script takes any weight and start, and has no second calculation, findings, sources, fingerprint, changes or sheets",
    ),
)
