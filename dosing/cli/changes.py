"""The verbs that change a course: each appends one change to its file, after showing what it does.

Does not know doses or wording.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from dosing import wording
from dosing.cli.entering import given
from dosing.difference import difference, plan_document, since_previous
from dosing.entry import Changed, try_change
from dosing.files import append_to, locked, parse_course, read_bytes, read_site
from dosing.findings import InputError
from dosing.formats.comparison import render_comparison
from dosing.quantities import shown
from dosing.releases import release
from dosing.revisions import how_made, stored_fingerprints


def _verb(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with what every change takes: the course file, a reason, who, on which day."""

    def wrap(body: Callable[..., Any]) -> click.Command:
        for option in (
            click.option("--yes", is_flag=True, help="Do not ask."),
            click.option("--when", metavar="DATE", help="The day of the change; today unless given."),
            click.option("--by", required=True, metavar="INITIALS", help="Who made the change."),
            click.option("--reason", required=True, metavar="TEXT", help="Why; it stands in the course's history."),
        ):
            body = option(body)
        return click.command(name)(click.argument("course_file", metavar="COURSE", type=click.Path(path_type=Path))(body))

    return wrap


VISIT = click.argument("visit")
NOT_GIVEN = click.option("--not-given", is_flag=True, help="The visit's day is over and that dose was not given.")


@_verb("move")
@VISIT
@click.option("--to", required=True, metavar="DATE", help="The visit's new day.")
@click.option("--following", metavar="shift|keep", help="Whether the visits after it move by as many days: shift (unless said) or keep.")
@NOT_GIVEN
def move(course_file: Path, visit: str, **options: Any) -> None:
    """Give VISIT another day; the visits after it move by as many days.

    \b
      dosing move course.toml C1D15 --to 2027-01-25 --reason "low counts" --by AB
    """
    _change(course_file, {"kind": "move", "visit": visit.upper(), **_own(options, "to", "following", "not_given")}, options)


@_verb("omit")
@VISIT
@NOT_GIVEN
def omit(course_file: Path, visit: str, **options: Any) -> None:
    """Leave VISIT out; no other day moves."""
    _change(course_file, {"kind": "omit", "visit": visit.upper(), **_own(options, "not_given")}, options)


@_verb("stop")
@VISIT
def stop(course_file: Path, visit: str, **options: Any) -> None:
    """Cancel VISIT and every visit after it."""
    _change(course_file, {"kind": "stop", "visit": visit.upper()}, options)


@_verb("reweigh")
@click.argument("weight")
@click.option("--on", "weighed", required=True, metavar="DATE", help="The day the weight was measured.")
def reweigh(course_file: Path, weight: str, **options: Any) -> None:
    """Enter a new body WEIGHT, like 64kg; it counts from the later of its day and the day of the change."""
    _change(course_file, {"kind": "reweigh", "weight": weight, **_own(options, "weighed")}, options)


@_verb("retime")
@VISIT
@click.option("--at", "time", required=True, metavar="HH:MM", help="When the infusion starts, on the 24-hour clock.")
def retime(course_file: Path, visit: str, **options: Any) -> None:
    """Give VISIT's infusion another start."""
    _change(course_file, {"kind": "retime", "visit": visit.upper(), **_own(options, "time")}, options)


@_verb("extend")
def extend(course_file: Path, **options: Any) -> None:
    """Add the second cycle."""
    _change(course_file, {"kind": "extend"}, options)


CORRECTABLE = (
    "weight",
    "weighed",
    "start",
    "born",
    "last-immunotherapy",
    "last-investigational",
    "last-chemotherapy",
    "transplant",
    "gvhd-immunosuppression",
)


@_verb("correct")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE...")
def correct(course_file: Path, values: tuple[str, ...], **options: Any) -> None:
    """Put right what was typed wrongly from the beginning, like weight=72.5kg.

    NAME is weight, weighed, start, born, last-immunotherapy, last-investigational, last-chemotherapy, transplant or
    gvhd-immunosuppression.
    """
    typed: dict[str, str] = {}
    for value in values:
        name, sign, text = value.partition("=")
        if not sign or name.replace("_", "-") not in CORRECTABLE:
            raise InputError(
                f"{shown(value)} cannot be corrected; write NAME=VALUE like weight=72.5kg, where NAME is "
                f"{wording.listed(CORRECTABLE, 'or')}."
            )
        if name.replace("-", "_") in typed:
            raise InputError(f"{name} is corrected twice in one change; write it once.")
        typed[name.replace("-", "_")] = text
    _change(course_file, {"kind": "correct", "values": typed}, options)


@_verb("resite")
@click.argument("site_file", metavar="SITE", type=click.Path(path_type=Path))
def resite(course_file: Path, site_file: Path, **options: Any) -> None:
    """Put a new SITE file in force, for visits from the day of the change."""
    _change(course_file, {"kind": "resite", "site": read_site(site_file)}, options)


@_verb("rebase")
def rebase(course_file: Path, **options: Any) -> None:
    """Accept the numbers that this version of the program gives, where they are no longer those that were stored."""
    _change(course_file, {"kind": "rebase"}, options)


@_verb("undo")
def undo(course_file: Path, **options: Any) -> None:
    """Take the last change back, as a new revision."""
    _change(course_file, {"kind": "undo"}, options)


def _own(options: dict[str, Any], *names: str) -> dict[str, Any]:
    return given({name: options[name] for name in names})


def _change(course_file: Path, raw: dict[str, Any], options: dict[str, Any]) -> None:
    """Append one change, after showing the old and the new plan side by side and asking."""
    content = read_bytes(course_file)
    site, course = parse_course(content, str(course_file))
    if course.fingerprint is None:
        raise InputError(
            f"{course_file} was written by hand and holds no fingerprint; make its folder first: dosing plan {course_file} --out DIR"
        )
    now = datetime.now().astimezone()  # the day of a change is the day where the computer stands
    when = options["when"] or now.date().isoformat()
    tried = try_change(site, course, {**raw, "reason": options["reason"], "by": options["by"], "when": when})
    click.echo(f"{how_made(tried.new.course, tried.new.revision)}.".replace(wording.NBSP, " "))
    click.echo(_shown(tried, course_file.parent / "plan.json"), nl=False)
    if not options["yes"]:
        _ask()
    release(tried.new, now)  # the second calculation, before anything is written
    with locked(course_file.resolve().parent):
        append_to(course_file, content, tried.text)
    click.echo(f"{course_file} is now at revision {tried.new.revision}, {wording.fingerprint(tried.fingerprint)}.")
    click.echo(f"Sheets of earlier revisions are void. Write the new ones: dosing plan {course_file} --out {course_file.parent}")


def _ask() -> None:
    """Go on if the answer is yes. Raises InputError where nobody could answer."""
    try:
        agreed = click.confirm("Make this change?")
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo("")
        raise InputError("nothing was asked because there is no terminal; add --yes.") from None
    if not agreed:
        raise click.Abort


def _shown(tried: Changed, beside: Path) -> str:
    """Old and new side by side; for a rebase the old numbers are those of the plan.json beside the course file."""
    new = tried.new
    if tried.old is not None:
        found = since_previous(new)
        return render_comparison(found) if found else ""
    stored = stored_fingerprints(new.course)[-2]
    try:
        document = json.loads(read_bytes(beside))
        if document["release"]["fingerprint"] == stored:
            return render_comparison(difference(document, plan_document(new)))
    except (InputError, ValueError, KeyError, TypeError):
        pass
    return f"No plan.json of revision {new.revision - 1} stands beside the course file; compare the old numbers with its sheets.\n"
