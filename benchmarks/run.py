"""Runs every benchmark and writes results.md: what is measured now beside what 0.1.0 was measured at, and what is to be reached."""

import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import courses
import cql
import folder
import planning
import roster
import startup
import subject
from measuring import Missing, Row, installed, program, say, scripts_asked, shown

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"


def main() -> int:
    baseline = tomllib.loads((HERE / "baseline.toml").read_text(encoding="utf-8"))
    with installed(scripts_asked(__doc__)) as scripts:
        rows = say(every_row(scripts))
        RESULTS.write_text("\n".join([*head(scripts, baseline), "", *table(rows, baseline), "", *notes(rows)]) + "\n", encoding="utf-8")
    print(f"Wrote {RESULTS.relative_to(HERE.parent)}.")
    return 0


def every_row(scripts: Path) -> Iterator[Row]:
    """The rows in the order of the table."""
    yield from planning.rows()
    yield from cql.rows()
    yield from startup.rows(scripts)
    yield from folder.rows(scripts)
    yield from courses.rows()
    yield from roster.rows(scripts / "python")


def head(scripts: Path, baseline: dict[str, Any]) -> Iterator[str]:
    """What was measured, when, and on what."""
    programs = [version("valgrind"), version("libreoffice", "soffice"), version("node")]
    yield "# Results"
    yield ""
    yield f"dosing {subject.VERSION} on {datetime.now(UTC):%Y-%m-%d}, beside {baseline['version']} (commit {baseline['commit']})"
    yield f"measured by the same scripts on {baseline['measured']}."
    yield "Every number is a ratio within one run; [README.md](README.md) says how it is taken."
    yield ""
    yield f"- Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    yield f"- Python: {platform.python_implementation()} {platform.python_version()}"
    yield f"- Libraries: {', '.join(libraries(scripts))}"
    yield f"- Beside it: {', '.join(programs)}"


def libraries(scripts: Path) -> list[str]:
    """What stands in the environment beside dosing, each with its version."""
    pip = (str(scripts / "python"), "-m", "pip", "--disable-pip-version-check")
    found = subprocess.run((*pip, "list", "--format=freeze"), capture_output=True, check=True, text=True).stdout.split()
    return [each.replace("==", " ") for each in found if not each.startswith(("dosing==", "pip==", "setuptools=="))]


def version(*names: str) -> str:
    """What an outside program calls itself: "valgrind-3.19.0"."""
    try:
        said = subprocess.run([program(*names), "--version"], capture_output=True, check=True, text=True).stdout
    except Missing:
        return f"no {names[0]}"
    words = " ".join(said.split()[:2])
    return words if names[0] in words.lower() else f"{names[0]} {words}"


def table(rows: list[Row], baseline: dict[str, Any]) -> Iterator[str]:
    """The table, a line for each row."""
    yield f"| work | {baseline['version']} | now | to reach | verdict |"
    yield "|---|---|---|---|---|"
    for row in rows:
        then = baseline[row.key]
        reach = then.get("reach")
        yield f"| {row.work} | {shown(then.get('ratio'))} | {shown(row.ratio)} | {shown(reach)} | {verdict(row, reach)} |"


def verdict(row: Row, reach: float | None) -> str:
    """Whether the goal is reached, or why nobody knows."""
    if row.ratio is None:
        return row.note
    if reach is None:
        return "no goal"
    return "reached" if row.ratio <= reach else "not reached"


def notes(rows: list[Row]) -> Iterator[str]:
    """How far the rounds of each row lie apart, and what else was measured."""
    yield "How sure each line is:"
    yield ""
    yield from (f"- {row.work}: {row.note}." for row in rows if row.ratio is not None)


if __name__ == "__main__":
    sys.exit(main())
