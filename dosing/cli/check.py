"""`dosing check`: somebody other than the preparer confirms the fingerprint of a folder's plan.

Does not know doses or wording.
"""

import re
from datetime import datetime
from pathlib import Path

import click

from dosing import wording
from dosing.cli.entering import issued_from, write_files
from dosing.files import append_to, default_regimen, parse_course, read_bytes
from dosing.findings import InputError
from dosing.inputs.course import Check, Course
from dosing.inputs.reading import build
from dosing.quantities import shown
from dosing.release import Release, release
from dosing.revisions import checked_plan

_TYPED = re.compile(r"[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}", re.ASCII)


@click.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="INITIALS", help="Who checked; not who prepared the plan.")
@click.option("--fingerprint", "typed", required=True, metavar="XXXX-XXXX-XXXX", help="The fingerprint on the sheets that were checked.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the site's unless given.")
@click.option("--issued", metavar="MOMENT", help="The moment of issue, like 2026-12-20T09:00:00Z; now unless given.")
def command(folder: Path, by: str, typed: str, paper: str | None, issued: str | None) -> None:
    """Record in DIR/course.toml that its plan was checked, and write the folder again without the word Draft.

    The check holds for this fingerprint alone: after a change the course is a draft again. It is not the check at
    preparation or at the bedside, which have their own lines on paper.
    """
    from dosing.formats.course_file import render_check
    from dosing.render import render_files

    moment = issued_from(issued)
    path = folder / "course.toml"
    content = read_bytes(path)
    site, course = parse_course(content, str(path))
    made = release(checked_plan(default_regimen(), site, course), moment)
    check = _check(course, made, by, typed, moment)
    checked = course.model_copy(update={"checks": (*course.checks, check)})
    again = release(checked_plan(default_regimen(), site, checked), moment)
    text = render_check(check)
    files = render_files(again, paper="letter" if paper == "letter" else "a4" if paper == "a4" else None)
    files["course.toml"] = append_to(path, content, text)
    write_files(folder, files)
    click.echo(f"Revision {made.revision}, {wording.fingerprint(made.fingerprint)}, checked by {check.by}.")


def _check(course: Course, made: Release, by: str, typed: str, moment: datetime) -> Check:
    """The check as it will be stored. Raises InputError where it must not be."""
    if not _TYPED.fullmatch(typed):
        raise InputError(f"--fingerprint is {shown(typed)}; write the 12 digits of the sheets, like 1A2B-3C4D-5E6F.")
    if typed.replace("-", "").lower() != made.fingerprint[:12]:
        raise InputError(
            f"--fingerprint is {typed.upper()}, but this folder's plan is {wording.fingerprint(made.fingerprint)}; "
            "the sheets that were checked are not of this plan, so print it again and check that."
        )
    if course.fingerprint is None:
        raise InputError(
            "the course file was written by hand and holds no fingerprint; write its folder with dosing plan and --out, and check that."
        )
    if not made.draft:
        raise InputError(f"revision {made.revision} was already checked by {made.checked_by}; nothing has to be done.")
    check = build(Check, {"revision": made.revision, "by": by, "on": moment.date(), "fingerprint": made.fingerprint}, "--by")
    if any(_same_person(check.by, other) for other in _preparers(course)):
        raise InputError(f"{check.by} prepared this plan and cannot check it; somebody else has to, with their own initials.")
    return check


def _preparers(course: Course) -> list[str]:
    """Who prepared the newest revision: who prepared the course, and who made its last change."""
    return ([course.prepared_by] if course.prepared_by else []) + [change.by for change in course.changes[-1:]]


def _same_person(one: str, other: str) -> bool:
    def bare(initials: str) -> str:
        return "".join(c for c in initials.casefold() if c.isalnum())

    return bare(one) == bare(other)
