"""`dosing plan`: a course from options or from its file, as a table, a plan document, or a folder of sheets.

What can be chosen is asked for as the shipped regimens have it. Does not know doses or wording.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from dosing import acts, wording
from dosing.cli.beside_a_course import refuse_beside
from dosing.cli.naming import NBSP, Command
from dosing.cli.options import (
    A_COURSE,
    A_FOLDER,
    ISSUED,
    OFFSET,
    REGIMEN_OPTION,
    SITE_OPTION,
    issued_from,
    option_of,
    options_of,
    say_written,
    site_tables,
    together,
)
from dosing.findings import InputError
from dosing.inputs.facts import EntryFacts
from dosing.releases import Release


@click.command("plan", cls=Command)
@click.argument("course_file", metavar="[COURSE]", required=False, type=A_COURSE)
@click.option("--weight", metavar="WEIGHT", help="Actual body weight with its unit: 72.5kg or 160lb.")
@click.option("--weighed", metavar="DATE", help="The day the weight was measured, like 2027-01-02.")
@click.option("--start", metavar="DATE", help="The day of the first infusion, like 2027-01-04.")
@REGIMEN_OPTION
@click.option("--cycles", metavar="N", help=acts.cycles_told())
@click.option("--label", metavar="TEXT", help="A label for the patient, like a trial number. It is printed, never put in a file name.")
@click.option("--born", metavar="DATE", help="Birth date.")
@SITE_OPTION
@click.option(
    "--time", metavar="HH:MM", help=f"When every infusion starts, on the 24-hour clock, {OFFSET}; without it entries are for the day."
)
@click.option("--time-zone", metavar="ZONE", help="The time zone of --time, like Europe/Paris.")
@together(option_of(each.name, each.ask) for each in acts.choices())
@click.option("--protocol-reference", metavar="TEXT", help="Protocol or approval reference, printed on professional sheets.")
@click.option("--prepared-by", metavar="INITIALS", help="Who prepared this plan; somebody else checks it.")
@options_of(EntryFacts)
@click.option("--course-id", metavar="UUID", help="The course's own number; a new random one unless given.")
@click.option("--out", metavar="DIR", type=A_FOLDER, help="Write the course file, plan, calendar and sheets into this folder.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the site's unless given.")
@click.option("--split", is_flag=True, help="Also write one calendar file for each visit, for calendars that read only the first entry.")
@click.option(
    "--calendar-class",
    type=click.Choice(["private", "public"]),
    default="private",
    help="public lets a carer's shared calendar show the visits.",
)
@click.option(
    "--calendar-details",
    is_flag=True,
    help="Name the patient, the drugs and the doses in visits.ics, for a calendar that nobody else sees.",
)
@click.option("--revision", metavar="N", help="An older revision of the course, marked void on every page.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan document and nothing else.")
@ISSUED
@click.option("--force", is_flag=True, help="Overwrite a folder that holds another course.")
def plan(course_file: Path | None, **options: Any) -> None:
    """Plan every visit of a course: the study drug's dose, its preparation and the premedications.

    Give a weight and a start date, or the file of a course that was begun before.

    \b
      dosing plan --weight 72.5kg --start 2027-01-04
      dosing plan --weight 72.5kg --start 2027-01-04 --time 10:00 --time-zone Europe/Paris --out course-1
      dosing plan course-1/course.toml --out course-1
    """
    issued = issued_from(options["issued"])
    revision = acts.revision_from(options["revision"]) if options["revision"] is not None else None
    with _kept(course_file, options):
        opened, made = _made(course_file, options, issued, revision)
        # Before a word is said, since the folder may be refused.
        files = _write(course_file, opened, made, options) if options["out"] else {}
    if options["as_json"]:
        from dosing.formats.plan_file import render_document

        click.echo(render_document(made.document).decode(), nl=False)
    else:
        _print(made, options, files)
        if course_file is not None and files:
            _say_left_behind(course_file, options["out"])


def _say_left_behind(course_file: Path, out: Path) -> None:
    """Whether a course was written into another folder than that beside which its calendar is published."""
    from dosing.store.publishing import published_beside, real

    home = _folder_of(course_file)
    if home != real(out) and published_beside(home / course_file.name):
        click.echo(f"Its calendar is published beside {home}: go on with the course there, or what is published stays behind.")


def _kept(course_file: Path | None, options: dict[str, Any]) -> AbstractContextManager[None]:
    """Refuse what cannot stand beside a course file, and keep other commands off the folders until all is written."""
    if course_file is not None:
        refuse_beside(course_file, options)
    if options["out"] is None:
        return nullcontext()
    from dosing.store.folder import locked

    return locked(*([_folder_of(course_file)] if course_file else []), options["out"])


def _folder_of(course_file: Path) -> Path:
    """The folder in which a course file itself stands, which may be a link to it. Raises InputError for what is no file."""
    from dosing.formats.bounds import file_in, read_regular
    from dosing.store.folder import COURSE_FILE

    found = file_in(course_file, COURSE_FILE)
    read_regular(found)  # first, since the folder of a link that leads nowhere cannot be told
    return found.resolve().parent


def _made(course_file: Path | None, options: dict[str, Any], issued: datetime, revision: int | None) -> tuple[acts.Opened, Release]:
    """A new course, or one that was begun before, and its release; what a course file holds is never said of an option."""
    if course_file is None:
        begun = _begun(options)
        return begun, acts.issue(begun, issued, revision)
    from dosing.store.folder import open_file

    try:
        opened = open_file(course_file)[1]
        return opened, acts.issue(opened, issued, revision)
    except InputError as problem:
        raise problem if problem.field in ("course_file", "revision") else problem.inside(str(course_file)) from None


def _begun(options: dict[str, Any]) -> acts.Opened:
    """A new course of what was typed. Raises InputError and Refused."""
    site: Path | None = options["site"]
    own, name = site_tables(site) if site else ({}, "the command line")
    return acts.begin_typed(options, own, name)


def _write(course_file: Path | None, opened: acts.Opened, made: Release, options: dict[str, Any]) -> Mapping[str, bytes]:
    from dosing.catalogue import Wanted
    from dosing.store.writing import write_course

    calendar = {name: options[name] for name in ("calendar_class", "calendar_details", "split")}
    beside = [_folder_of(course_file)] if course_file else []
    return write_course(options["out"], opened, made, Wanted(options["paper"], **calendar), beside=beside, force=options["force"])


def _print(made: Release, options: dict[str, Any], files: Mapping[str, bytes]) -> None:
    from dosing.views.table import render_table

    if said := wording.in_kilograms(options["weight"] or "", made.plan.course.weight_kg):
        click.echo(f"{said}.".replace(NBSP, " "))
    click.echo(render_table(made), nl=False)
    click.echo("")
    if options["out"] is None:
        click.echo("For the sheets and the calendar file, say where to write them: --out DIR")
    else:
        say_written(options["out"], files)
