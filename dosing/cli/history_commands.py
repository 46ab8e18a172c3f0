"""`dosing history` and `dosing diff`: what happened to a course, and what differs between two of its plans.

Does not know doses, or how two plans are compared.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosing import acts, wording
from dosing.cli.naming import NBSP, Command
from dosing.cli.options import COURSE, Place
from dosing.findings import InputError

if TYPE_CHECKING:
    from dosing.difference import Difference

A_PLAN = Place("course-1/plan.json")


@click.command("history", cls=Command)
@COURSE
def history(course_file: Path) -> None:
    """List the revisions of COURSE: what changed, why, who, when, and the fingerprint."""
    from dosing.store.folder import open_file

    opened = open_file(course_file)[1]
    for each in acts.told(opened.course):
        stored = each.fingerprint if not opened.by_hand else None
        fingerprint = wording.fingerprint(stored) if stored else "no fingerprint"
        click.echo(f"{each.number}  {fingerprint}  {each.words}".replace(NBSP, " "))
        for check in each.checked:
            click.echo(f"   {check}".replace(NBSP, " "))


@click.command("diff", cls=Command)
@click.argument("old", type=A_PLAN)
@click.argument("new", metavar="NEW", type=A_PLAN, required=False)
@click.argument("second", required=False)
def diff(old: Path, new: Path | None, second: str | None) -> None:
    """Show what differs between two plans: two plan.json files or the folders that hold them, or two revisions of a course file.

    \b
      dosing diff old/plan.json new/plan.json
      dosing diff course.toml 1 3
    """
    from dosing.views.comparison import render_comparison

    if new is None:
        course = old.parent if old.name == "plan.json" else old
        raise click.UsageError(f"NEW is missing; write another plan, or two revisions of the course: dosing diff {course} 1 2.")
    found = _between_plans(old, new) if second is None else _between_revisions(old, str(new), second)
    click.echo(render_comparison(found), nl=False)


def _between_revisions(course_file: Path, old: str, new: str) -> "Difference":
    from dosing.store.folder import open_file

    opened = open_file(course_file)[1]
    return acts.compare(opened, acts.revision_from(old), acts.revision_from(new))


def _between_plans(old: Path, new: Path) -> "Difference":
    from dosing.difference import difference

    one, other = _document(old, "old"), _document(new, "new")
    if one["release"]["course_id"] != other["release"]["course_id"]:
        raise click.UsageError("the two plans are of two courses; write two plans of one course.")
    return difference(one, other)


def _document(path: Path, argument: str) -> dict[str, Any]:
    """A plan document that the second calculation agrees with. Raises InputError, said of one of the two arguments, and Disagreed."""
    from dosing.recheck import recheck
    from dosing.releases import Disagreed
    from dosing.store.audit import read_document

    try:
        document = read_document(path)
    except InputError as problem:
        raise InputError(problem.code, argument, problem.sentence, where=problem.where) from None
    if disagreements := recheck(document):
        raise Disagreed(disagreements)
    return document
