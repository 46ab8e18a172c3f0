"""`dosing history` and `dosing diff`: what happened to a course, and what differs between two of its plans.

Does not know doses or wording.
"""

from pathlib import Path
from typing import Any

import click

from dosing import wording
from dosing.cli.entering import whole_number
from dosing.cli.recheck import read_document
from dosing.difference import difference, plan_document
from dosing.entry import revision_words
from dosing.files import default_regimen, parse_course, read_bytes
from dosing.findings import InputError
from dosing.formats.comparison import render_comparison
from dosing.inputs.course import Course
from dosing.inputs.site import Site
from dosing.recheck import recheck
from dosing.releases import Disagreed, may_check
from dosing.revisions import checked_plan, course_at, stored_fingerprints


@click.command("history")
@click.argument("course_file", metavar="COURSE", type=click.Path(path_type=Path))
def history(course_file: Path) -> None:
    """List the revisions of COURSE: what changed, why, who, when, and the fingerprint."""
    _, course = parse_course(read_bytes(course_file), str(course_file))
    for revision, stored in enumerate(stored_fingerprints(course), start=1):
        click.echo(
            f"{revision}  {wording.fingerprint(stored) if stored else 'no fingerprint'}  {revision_words(course, revision)}".replace(
                wording.NBSP, " "
            )
        )
        for check in course.checks:
            if check.revision == revision and check.fingerprint == stored and may_check(course_at(course, revision), check.by):
                click.echo(f"   checked by {check.by} on {wording.day(check.on)}")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.argument("second", required=False)
def diff(old: str, new: str, second: str | None) -> None:
    """Show what differs between two plans: two plan.json files or the folders that hold them, or two revisions of a course file.

    \b
      dosing diff old/plan.json new/plan.json
      dosing diff course.toml 1 3
    """
    if second is not None:
        site, course = parse_course(read_bytes(Path(old)), old)
        one, other = (_at(site, course, whole_number(text, "the revision", "2")) for text in (new, second))
    else:
        one, other = _document(Path(old)), _document(Path(new))
        if one["release"]["course_id"] != other["release"]["course_id"]:
            raise InputError("the two plans are of two courses; write two plans of one course.")
    click.echo(render_comparison(difference(one, other)), nl=False)


def _at(site: Site, course: Course, revision: int) -> dict[str, Any]:
    return plan_document(checked_plan(default_regimen(), site, course_at(course, revision)))


def _document(path: Path) -> dict[str, Any]:
    document = read_document(path)
    disagreements = recheck(document)
    if disagreements:
        raise Disagreed(disagreements)
    return document
