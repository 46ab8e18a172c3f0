"""The nine files of a first plan from a cold start, beside an office program that makes one PDF of the same table."""

import csv
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import bare
from measuring import Missing, Row, by_turns, cpu_seconds, installed, middle, program, say, scripts_asked

ROUNDS = 11
WORK = "the nine files of a first plan, against LibreOffice making one PDF of its table, CPU time"


def rows(scripts: Path) -> Iterator[Row]:
    """The one row of the folder, for an environment that dosing is installed in."""
    try:
        office = program("libreoffice", "soffice")
    except Missing as why:
        yield Row("folder", WORK, None, str(why))
        return
    with tempfile.TemporaryDirectory(prefix="dosing-bench-") as name:
        place = Path(name)
        table = write_table(place / "plan.csv")
        fresh = count()
        watches = {
            "dosing": lambda: write_folder(scripts, place / f"folder-{next(fresh)}"),
            "office": lambda: write_pdf(office, table, place / f"office-{next(fresh)}"),
        }
        by_turns(watches, 1)  # the first runs read files that are not in memory yet
        ratio, note = middle([each["dosing"] / each["office"] for each in by_turns(watches, ROUNDS)])
    yield Row("folder", WORK, ratio, note)


def write_folder(scripts: Path, folder: Path) -> float:
    """CPU seconds of a whole folder."""
    took = cpu_seconds([scripts / "python", scripts / "dosing", "plan", "--weight", "72.5kg", "--start", "2027-01-04", "--out", folder])
    written = sorted(each.name for each in folder.iterdir())
    if len(written) != 9:
        sys.exit(f"nine files were to be written, and these were: {', '.join(written)}")
    return took


def write_pdf(office: str, table: Path, folder: Path) -> float:
    """CPU seconds of the office program, at its first start: it makes its profile, as dosing makes its folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    took = cpu_seconds([office, "--headless", profile, "--convert-to", "pdf", "--outdir", folder, table])
    if not (folder / f"{table.stem}.pdf").exists():
        sys.exit("LibreOffice ended without writing its PDF")
    return took


def write_table(path: Path) -> Path:
    """The eight visits as a spreadsheet program reads them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Visit", "Date", "isatuximab, mg", "Volume, mL", "Vials", "Premedications"))
        for visit in bare.plan(Decimal("72.5"), date(2027, 1, 4)):
            vials = ", ".join(f"{number} x {mg} mg" for number, mg in visit.vials)
            given = "; ".join(f"{drug} {mg} mg {route}" for drug, mg, route, _ in visit.premedications)
            writer.writerow((visit.name, visit.day, visit.dose_mg, visit.volume_ml, vials, given))
    return path


if __name__ == "__main__":
    with installed(scripts_asked(__doc__)) as bin_folder:
        say(rows(bin_folder))
