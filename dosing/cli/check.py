"""`dosing check`: somebody other than the preparer confirms the fingerprint of a folder's plan.

Does not know doses or wording.
"""

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from dosing import wording
from dosing.cli.entering import issued_from, say_written
from dosing.entry import agree_fingerprint, check_of
from dosing.files import append_to, default_regimen, locked, parse_course, read_bytes
from dosing.findings import InputError
from dosing.inputs.course import Check, Course
from dosing.releases import Release, release
from dosing.revisions import checked_plan


@click.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="INITIALS", help="Who checked; not who prepared the plan.")
@click.option("--fingerprint", "typed", required=True, metavar="XXXX-XXXX-XXXX", help="The fingerprint on the sheets that were checked.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the folder's unless given.")
@click.option("--issued", metavar="MOMENT", help="The moment of issue, like 2026-12-20T09:00:00Z; now unless given.")
def command(folder: Path, by: str, typed: str, paper: str | None, issued: str | None) -> None:
    """Record in DIR/course.toml that its plan was checked, and write the folder again without the word Draft.

    The check holds for this fingerprint alone: after a change the course is a draft again. It is not the check at
    preparation or at the bedside, which have their own lines on paper.
    """
    from dosing.files import write_folder
    from dosing.formats.course_file import render_check
    from dosing.render import FILE_NAMES, render_files

    moment = issued_from(issued)
    click.get_current_context().with_resource(locked(folder))  # nothing may be added to the course meanwhile
    path = folder / "course.toml"
    content = read_bytes(path)
    site, course = parse_course(content, str(path))
    made = release(checked_plan(default_regimen(), site, course), moment)
    check = _check(course, made, by, typed, moment)
    checked = course.model_copy(update={"checks": (*course.checks, check)})
    again = release(checked_plan(default_regimen(), site, checked), moment)
    text = render_check(check)
    split, calendar_class = _calendars_in(folder)
    files = render_files(again, paper=_paper(paper, folder), split=split, calendar_class=calendar_class)
    files["course.toml"] = append_to(path, content, text)
    write_folder(folder, files, FILE_NAMES)
    say_written(folder, files)
    click.echo(f"Revision {made.revision}, {wording.fingerprint(made.fingerprint)}, checked by {check.by}.")


def _paper(asked: str | None, folder: Path) -> Literal["a4", "letter"] | None:
    """The paper that was asked for, or else the one that the folder's sheets name; None where they name none."""
    sheet = folder / "pharmacy.html"
    content = read_bytes(sheet) if sheet.exists() else b""
    if asked == "letter" or (asked is None and b'<body class="letter ' in content):
        return "letter"
    return "a4" if asked == "a4" or b'<body class="a4 ' in content else None


def _calendars_in(folder: Path) -> tuple[bool, Literal["private", "public"]]:
    """How the folder's calendars were asked for: with one file for each visit or without, private or public."""
    calendar = folder / "visits.ics"
    public = calendar.exists() and b"\r\nCLASS:PUBLIC\r\n" in read_bytes(calendar)
    return any(folder.glob("visit-*.ics")), "public" if public else "private"


def _check(course: Course, made: Release, by: str, typed: str, moment: datetime) -> Check:
    """The check as it will be stored. Raises InputError where it must not be."""
    agree_fingerprint(made, typed, "--fingerprint")
    if course.fingerprint is None:
        raise InputError(
            "the course file was written by hand and holds no fingerprint; write its folder with dosing plan and --out, and check that."
        )
    return check_of(course, made, by, moment.date(), "--by")
