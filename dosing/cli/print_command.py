"""`dosing print`: the sheets and labels of one visit, of what is left, or of every day.

Does not know what stands on a sheet.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from dosing import acts
from dosing.cli.naming import Command
from dosing.cli.options import A_FOLDER, ISSUED, issued_from, say_written
from dosing.findings import InputError
from dosing.releases import Release


@click.command("print", cls=Command)
@click.argument("course_file", metavar="DIR", type=A_FOLDER)
@click.option("--visit", metavar="VISIT", help="One visit alone, like C1D8; without the pages about the whole course.")
@click.option("--sheet", type=click.Choice(["pharmacy", "nurse", "labels"]), help="One of the sheets; all of them unless given.")
@click.option("--remaining", is_flag=True, help="The days that are still to come; this is so unless another is chosen.")
@click.option("--all", "every", is_flag=True, help="Days that are over too; with --visit, one that is over.")
@click.option("--provisional", is_flag=True, help="With --visit: an estimate of a visit that waits for a weight; nobody can sign it.")
@click.option("--single", is_flag=True, help="With --sheet labels: one label of 100 by 60 mm a page.")
@click.option("--out", metavar="DIR", type=A_FOLDER, required=True, help="The folder to write into: the course's own, or another.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the folder's unless given.")
@ISSUED
def print(course_file: Path, **options: Any) -> None:  # noqa: A001  # the name of the command
    """Print from the newest revision of the course in DIR, as HTML and PDF, and nothing else of it.

    A file is named by its sheet and visit, like pharmacy-C1D8.pdf. Labels are there for visits that are checked.

    \b
      dosing print course-1 --visit C1D8 --out today
      dosing print course-1 --visit C1D8 --sheet labels --single --out today
    """
    from dosing.formats.bounds import folder_of
    from dosing.store.audit import refuse_among_others, remove_older_prints
    from dosing.store.folder import add_to_folder, locked, open_file, wanted_in
    from dosing.store.publishing import feeds_of, real, refuse_published_folder

    _refuse_together(options)
    out: Path = options["out"]
    folder = folder_of(course_file)
    with locked(folder, out):
        found, opened = open_file(folder)
        acts.refuse_by_hand(opened, str(found))
        # To the minute, as a sheet prints it: an audit makes the same page again from what stands on it.
        made = acts.issue(opened, issued_from(options["issued"]).replace(second=0, microsecond=0))
        refuse_published_folder(out)
        refuse_among_others(out, opened)
        files = _files(made, options, wanted_in(folder, options["paper"]))
        feeds_of([real(found).parent], made).write()
        add_to_folder(out, files)
        removed = remove_older_prints(out, opened)
    say_written(out, files)
    if removed:
        click.echo(f"Removed what was printed there of an older revision: {', '.join(removed)}.")


def _refuse_together(options: Mapping[str, Any]) -> None:
    """What says two things at once. Raises UsageError."""
    if options["remaining"] and (options["every"] or options["visit"]):
        raise click.UsageError("--remaining stands with neither --visit nor --all; write one of them.")
    if options["provisional"] and not options["visit"]:
        raise click.UsageError("--provisional is about one visit; write which, like --visit C2D1.")
    if options["provisional"] and options["sheet"] == "labels":
        raise click.UsageError("an estimate has no labels; leave out --provisional, or choose --sheet pharmacy or nurse.")
    if options["single"] and options["sheet"] != "labels":
        raise click.UsageError("--single is about labels; write --sheet labels beside it.")


def _files(made: Release, options: Mapping[str, Any], wanted: Any) -> dict[str, bytes]:
    from dosing.catalogue import NoSuchFile
    from dosing.views import Printing

    sheet, visit = options["sheet"], options["visit"]
    printing = Printing(visit, options["every"], options["provisional"])
    try:
        return acts.print_sheets(made, (sheet,) if sheet else (), printing, wanted, single=options["single"])
    except NoSuchFile as missing:
        sentence = str(missing).removesuffix(".") + _hint(made, options) + "."
        raise InputError("nothing-printed", "visit" if visit else "sheet", sentence) from None


def _hint(made: Release, options: Mapping[str, Any]) -> str:
    """What can be typed to have it all the same."""
    found = next((visit for visit in made.plan.active if visit.visit == options["visit"]), None)
    if found is None or options["sheet"] == "labels":
        return ""
    if found.provisional and not options["provisional"]:
        return ": --sheet nurse, or --provisional"
    return ": --all" if made.over(found) and not options["every"] else ""
