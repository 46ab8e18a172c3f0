"""`dosing roster`: the files of many patients, from a CSV file with one row a patient.

Does not know columns, processes, or what is wrong with a row.
"""

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosing import acts, wording
from dosing.cli.naming import NBSP, Command
from dosing.cli.options import A_FOLDER, SITE_OPTION, Place, now, site_tables
from dosing.inputs.letterhead import Paper

if TYPE_CHECKING:
    from dosing.roster import Around, Rows, Stop

SOME_FAILED = 4


@click.command("roster", cls=Command, epilog=f"The columns: {', '.join(acts.columns())}.")
@click.argument("roster", metavar="ROSTER", type=Place("roster.csv"))
@click.option("--out", metavar="DIR", type=A_FOLDER, help="Write a folder for each patient, named by the course id, into this folder.")
@SITE_OPTION
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the site's unless given.")
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1, 64), help="How many rows are planned at once; one a core, up to 8, unless given."
)
@click.option("--issued", metavar="MOMENT", help="The moment of issue of the whole run, like 2026-12-20T09:00:00Z; now unless given.")
@click.option("--assign-ids", is_flag=True, help="Only write a copy of the roster in which every row has a course id; --out names it.")
def roster(
    roster: Path, *, out: Path | None, site: Path | None, paper: Paper | None, jobs: int | None, issued: str | None, assign_ids: bool
) -> int:
    """Plan every patient of ROSTER, a CSV file with one row a patient, and write the files of each as dosing plan does.

    The columns are the options of dosing plan with underscores: course_id, weight and start are needed. A bad row costs that row
    alone: errors.csv says why (exit status 4). A run that was stopped goes on where it is started again; patients that are finished are
    not made anew unless their row, the site file, the paper or the version of this program is another.

    \b
      dosing roster roster.csv --assign-ids --out roster-with-ids.csv
      dosing roster roster-with-ids.csv --site site.toml --out courses
    """
    if assign_ids:
        _refuse_beside_assigning(site, paper, jobs, issued)
        return _assign(roster, out or roster.with_name(f"{roster.stem}-with-ids.csv"))
    if out is None:
        raise click.UsageError("--out is missing; write a folder for the patients' folders, like --out courses.")
    from dosing.processes import default_jobs
    from dosing.roster import Around

    own, name = site_tables(site) if site else ({}, "the roster")
    if site:
        acts.check_site(own, name)
    moment = acts.moment_from(issued) if issued is not None else None
    return _run(roster, Around(out, own, name, paper), jobs or default_jobs(), moment)


def _refuse_beside_assigning(*options: Any) -> None:
    if any(each is not None for each in options):
        raise click.UsageError("--assign-ids plans nothing and stands with --out alone; leave the other options out.")


def _assign(roster: Path, copy: Path) -> int:
    from dosing.roster import assign_ids

    assigned = assign_ids(roster, copy)
    click.echo(f"Wrote {copy}: {wording.counted(assigned, 'course id')} assigned. Keep it: an id is the patient's course from now on.")
    return 0


def _run(roster: Path, around: "Around", jobs: int, issued: datetime | None) -> int:
    from dosing.roster import ERRORS, Stop, run_over

    became: Counter[str] = Counter()
    with _stopped_by_signals(Stop()) as stop:
        begun = now().replace(microsecond=0)
        with run_over(roster, around, issued=issued, now=begun, jobs=jobs, stop=stop) as rows:
            if rows.taken_up:
                click.echo(
                    f"Going on with a run that did not come to its end, issued {wording.issued(rows.issued.astimezone(UTC))}.".replace(
                        NBSP, " "
                    )
                )
            _follow(rows, became)
    click.echo(_summary(became, rows.total))
    if became["failed"]:
        click.echo(f"{around.out / ERRORS} says what is wrong with each row that failed, and what to write instead.")
    if stop.asked:
        click.echo("Stopped; what is written is whole. Run the same command to go on.", err=True)
        return 1
    return SOME_FAILED if became["failed"] else 0


@contextmanager
def _stopped_by_signals(stop: "Stop") -> Iterator["Stop"]:
    """Meanwhile Ctrl-C, or being told to end, lets the rows that are under way come to their end."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop.ask) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _follow(rows: "Rows", became: Counter[str]) -> None:
    """Count what becomes of the rows, and show how far they are: as a bar on a terminal, else in a line for each tenth."""
    if sys.stdout.isatty():
        with click.progressbar(rows.done, length=rows.total, label="Rows") as bar:
            for done in bar:
                became[done.state] += 1
        return
    for number, done in enumerate(rows.done, start=1):
        became[done.state] += 1
        if number * 10 // rows.total > (number - 1) * 10 // rows.total and number < rows.total:
            click.echo(f"{wording.number(number)} of {wording.counted(rows.total, 'row')}, {wording.number(became['failed'])} failed")


# What is said of rows, by what became of them.
TOLD = {
    "written": "written",
    "unchanged": "finished before",
    "gone on": "changed or checked since, and left as they are",
    "failed": "failed",
}


def _summary(became: Counter[str], total: int) -> str:
    parts = [f"{wording.number(became[each])} {words}" for each, words in TOLD.items() if became[each] or each in ("written", "failed")]
    rest = total - became.total()
    parts += [f"{wording.number(rest)} not begun"] if rest else []
    return f"{wording.counted(total, 'row')}: {', '.join(parts)}."
