"""`dosing day`: everything that a pharmacy prepares on a day, of a folder of courses.

Does not know how a day is put together, or what stands on its sheet.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosing.cli.courses_command import COURSES, NO_INDEX, SOME_NOT_READ
from dosing.cli.naming import Command
from dosing.cli.options import A_FOLDER, ISSUED, issued_from, say_written

if TYPE_CHECKING:
    from dosing.day import Days
    from dosing.sharing import Sharing


@click.command("day", cls=Command)
@COURSES
@click.option("--date", metavar="DATE", required=True, help="The day, like 2027-01-11.")
@click.option("--to", metavar="DATE", help="The last of several days that begin with --date; their vials are then shown for ordering too.")
@click.option("--share-vials", is_flag=True, help="Estimate the vials if an opened one may serve several bags.")
@click.option("--prepared-before", metavar="MINUTES", help="With --share-vials: how long before its infusion a bag is prepared.")
@click.option("--json", "as_json", is_flag=True, help="Print the day as JSON.")
@click.option("--out", metavar="DIR", type=A_FOLDER, help="Write sheet, table, JSON and labels into a folder; they name patients.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", help="Paper of the sheets; a4 unless given.")
@NO_INDEX
@ISSUED
def day(courses: Path, date: str, to: str | None, **options: Any) -> int:
    """Show what is prepared on a day for the courses in DIR: doses, vials, bags and premedications of each visit, and their totals.

    What the checks say comes first. What is not checked is counted apart: it is an estimate, and nothing is prepared by it. What cannot
    be read is named at the head, and not counted (exit status 4). With --to, bars and a table of vials show what has to be ordered.

    \b
      dosing day --date 2027-01-11 unit
      dosing day --date 2027-01-11 unit --out tomorrow
      dosing day --date 2027-01-01 --to 2027-01-31 unit --out january
    """
    from dosing.acts import day_from
    from dosing.store.courses import read_days
    from dosing.views.day_document import days_document
    from dosing.views.day_table import render_days

    moment = issued_from(options["issued"]).astimezone(UTC)
    begins = day_from(date, "date")
    found = read_days(courses, moment, begins, day_from(to, "to") if to else begins, indexed=not options["no_index"])
    shared = tuple(_shared(found, options))
    if options["out"] is not None:
        _write(courses, found, shared, moment, options)
    if options["as_json"]:
        click.echo(json.dumps(days_document(found, moment, shared), indent=2, ensure_ascii=False))
    elif options["out"] is None:
        click.echo(render_days(found, shared), nl=False)
    return SOME_NOT_READ if found.unread else 0


def _shared(found: "Days", options: dict[str, Any]) -> "Iterator[Sharing]":
    """The estimate of each day that has visits. Raises UsageError where nobody says when bags are prepared."""
    from dosing.acts import whole_number_from
    from dosing.sharing import share_vials

    before = options["prepared_before"]
    if not options["share_vials"]:
        if before is not None:
            raise click.UsageError("--prepared-before is about shared vials; write --share-vials beside it.")
        return
    if before is None:
        raise click.UsageError("--prepared-before is missing; write how many minutes before its infusion a bag is prepared, like 60.")
    minutes = whole_number_from(before, "prepared_before", "the time of preparation", "60")
    yield from (share_vials(each, minutes) for each in found.days if each.visits)


def _write(courses: Path, found: "Days", shared: "Sequence[Sharing]", moment: datetime, options: dict[str, Any]) -> None:
    from dosing.day_files import DayWanted, names_of, render_day_files
    from dosing.store.courses import labelled_on
    from dosing.store.folder import add_to_folder, locked, remove_files
    from dosing.store.publishing import refuse_published_folder

    out: Path = options["out"]
    with locked(out):
        refuse_published_folder(out)
        wanted = DayWanted(options["paper"], releases=labelled_on(courses, found, moment), shared=shared)
        files = render_day_files(found, moment, wanted)
        removed = remove_files(out, [each for each in names_of(found) if each not in files])
        add_to_folder(out, files)
    if not options["as_json"]:
        say_written(out, files)
        if removed:
            click.echo(f"Removed what was written there of this day before: {', '.join(removed)}.")
