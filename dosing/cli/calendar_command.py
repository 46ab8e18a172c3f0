"""`dosing calendar`: the visits of all courses of a folder in one calendar file, for the infusion room.

Does not know what is in a calendar.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosing import wording
from dosing.cli.courses_command import COURSES, SOME_NOT_READ
from dosing.cli.naming import NBSP, Command
from dosing.cli.options import ISSUED, Place, issued_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dosing.day import Unread
    from dosing.releases import Release


@click.command("calendar", cls=Command)
@COURSES
@click.option("--out", metavar="FILE", type=Place("unit.ics"), required=True, help="The calendar file, like unit.ics.")
@click.option("--details", is_flag=True, help="Name patients, drugs and doses, for a calendar that nobody else sees.")
@ISSUED
def calendar(courses: Path, out: Path, issued: str | None, *, details: bool) -> int:
    """Write every visit of the courses in DIR into one calendar file, for the infusion room's own calendar.

    Titles name no patient unless --details is given: they say the visit's number and the beginning of the course's id. A visit keeps its
    entry through every change; one that is omitted or stopped stays as a cancelled one. After a change put the newer file into
    an empty calendar: many programs keep the old day of an entry that they know. What cannot be read is named (exit status 4).

    \b
      dosing calendar unit --out unit.ics
    """
    from dosing.store.courses import releases_of
    from dosing.store.unit_calendar import write_calendar
    from dosing.views.calendar import render_unit

    unread: list[Unread] = []
    named: list[str] = []
    content = render_unit(_readable(releases_of(courses, issued_from(issued)), named, unread), details=details)
    if named or not unread:  # an empty calendar would take the place of one that shows every patient
        write_calendar(out, content)
        click.echo(f"Wrote the visits of {wording.counted(len(named), 'course')} to {out}.")
    for each in unread:
        click.echo(f"Not read, and not in it: {each.folder}: {each.sentence}".replace(NBSP, " "))
    return SOME_NOT_READ if unread else 0


def _readable(found: "Iterable[tuple[str, Release | Unread]]", named: list[str], unread: "list[Unread]") -> "Iterator[Release]":
    """The releases one after the other, so that no more than one is held; which they are, and what there is instead, is noted."""
    from dosing.day import Unread

    for name, each in found:
        if isinstance(each, Unread):
            unread.append(each)
        else:
            named.append(name)
            yield each
