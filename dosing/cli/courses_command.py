"""`dosing courses`: the courses of a folder, each with its next visit and what is due.

Does not know how a course is read, or what makes something due.
"""

import json
from datetime import UTC
from pathlib import Path

import click

from dosing.cli.naming import Command
from dosing.cli.options import ISSUED, Place, issued_from

A_UNIT = Place("courses")
COURSES = click.argument("courses", metavar="DIR", type=A_UNIT)
NO_INDEX = click.option("--no-index", is_flag=True, help="Plan every course anew, and neither ask nor write the folder's index.")
SOME_NOT_READ = 4  # the exit status where what could be read was shown, and something could not be read


@click.command("courses", cls=Command)
@COURSES
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the list as CSV.")
@NO_INDEX
@ISSUED
def courses(courses: Path, issued: str | None, *, as_json: bool, as_csv: bool, no_index: bool) -> int:
    """List the courses in DIR, a folder that holds a folder for each course, named by the course's id.

    Says of each its label, its next visit, its revision, whether all of it is checked, and what is due: "weigh" where the next visit
    waits for a weight, "check" where a visit still to come waits for none and nobody has checked it, "print" where the next
    visit is checked and is today or tomorrow. What cannot be read costs that course alone (exit status 4).

    \b
      dosing courses unit
      dosing courses unit --csv > courses.csv
    """
    from dosing.store.courses import read_courses
    from dosing.views.courses import courses_document, render_courses, render_courses_csv

    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two ways to print one list; write one of them.")
    moment = issued_from(issued).astimezone(UTC)
    found = read_courses(courses, moment, indexed=not no_index)
    held = (found.courses, found.unread)
    if as_json:
        click.echo(json.dumps(courses_document(*held, moment, moment.date()), indent=2, ensure_ascii=False))
    elif as_csv:
        click.echo(render_courses_csv(*held, moment.date()), nl=False)
    else:
        click.echo(render_courses(*held, moment.date()), nl=False)
    return SOME_NOT_READ if found.unread else 0
