"""The verbs that change a course: each appends one change to its file, after showing what it does.

Each command is made from the class of its change. Does not know what a change does to a dose.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosing import acts, wording
from dosing.cli.naming import NBSP, Command, Named
from dosing.cli.options import COURSE, SITE_ARGUMENT, Decorator, now, option_of, site_tables, together
from dosing.findings import InputError
from dosing.inputs.asked import Asked, asked, table_of
from dosing.inputs.changes import VERBS, Change, Rebase
from dosing.views.comparison import render_comparison

if TYPE_CHECKING:
    from dosing.releases import Release

OF_EVERY_CHANGE = tuple(name for name, _, _ in asked(Change))
YES = click.option("--yes", is_flag=True, help="Do not ask.")


def __getattr__(name: str) -> click.Command:
    """The command of a verb, by the verb's name."""
    if name not in VERBS:
        raise AttributeError(name)
    return command_of(name)


def command_of(kind: str) -> click.Command:
    """The command of one kind of change."""
    verb = VERBS[kind]

    def run(course_file: Path, **options: Any) -> None:
        _change(verb, course_file, options)

    asks = sorted(asked(verb), key=lambda each: each[0] in OF_EVERY_CHANGE)  # what is its own comes first
    wrap = together([COURSE, *(_parameter(verb, *each) for each in asks), YES])
    command: click.Command = click.command(kind, cls=Command, help=_help(kind, verb), short_help=verb.summary)(wrap(run))
    return command


def _help(kind: str, verb: type[Change]) -> str:
    summary = [] if verb.told.startswith(verb.summary) else [verb.summary]
    tables = [_names_of(verb, name) for name, ask, _ in asked(verb) if ask.kind == "values"]
    named = [f"NAME is {wording.listed([name.replace('_', '-') for name in names], 'or')}." for names in tables]
    return "\n\n".join([*summary, verb.told, *named, f"\b\n  dosing {kind} course.toml {verb.example}"])


def _names_of(verb: type[Change], table: str) -> tuple[str, ...]:
    """The values that can be typed as NAME=VALUE."""
    return tuple(name for name, _, _ in asked(table_of(verb, table)))


def _parameter(verb: type[Change], name: str, ask: Asked, needed: bool) -> Decorator[Any]:  # noqa: FBT001  # as a model asks
    """What holds one value of a change on the command line: what a verb is about stands behind the course, the rest are options."""
    if ask.kind == "site":
        return SITE_ARGUMENT
    if ask.kind == "values":
        return click.argument(name, nargs=-1, required=True, metavar="NAME=VALUE...", type=Named(_names_of(verb, name)), callback=_once)
    if ask.kind in ("visit", "weight"):
        return click.argument(name)
    default = None if needed else verb.model_fields[name].default
    if ask.kind == "line" and default:
        ask = ask._replace(help=f'{ask.help.removesuffix(".")}; "{default}" unless given.')
    return option_of(name, ask, required=needed and name != "when")  # its day is today unless it is given


def _once(_: click.Context, __: click.Parameter, pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The values by their names. Raises UsageError for a name that stands twice."""
    names = [name for name, _ in pairs]
    if twice := [name for name in names if names.count(name) > 1]:
        raise click.UsageError(f"{twice[0].replace('_', '-')} is corrected twice in one change; write it once.")
    return dict(pairs)


def _change(verb: type[Change], course_file: Path, options: dict[str, Any]) -> None:
    """Append one change, after showing the old and the new plan side by side and asking."""
    from dosing.store.folder import locked, open_file, replace_file

    path, before = open_file(course_file)
    acts.refuse_by_hand(before, str(path))
    tried = _tried(verb, before, options)
    made = acts.issue(tried, now())  # the second calculation, before anything is asked or written
    click.echo(f"{made.how}.".replace(NBSP, " "))
    click.echo(_compared(verb, tried, made, path.parent / "plan.json"), nl=False)
    if tried.letterhead != before.letterhead:
        click.echo("Its letterhead stands on the sheets from now on too.")
    if not options["yes"]:
        _ask()
    with locked(path.resolve().parent):
        replace_file(path, before.content, tried.content)
    click.echo(f"{path} is now at revision {made.revision}, {wording.fingerprint(made.fingerprint)}.")
    from dosing.store.publishing import published_beside

    click.echo(f"Sheets of earlier revisions are void. Write the new ones: dosing plan {path} --out {path.parent}")
    if published_beside(path):
        click.echo("The published calendar shows the old plan until then.")


def _tried(verb: type[Change], before: acts.Opened, options: dict[str, Any]) -> acts.Opened:
    """The course with the change, as it was typed. Raises InputError and Refused."""
    raw: dict[str, Any] = {"kind": verb.model_fields["kind"].default}
    for name, ask, _ in asked(verb):
        value = options[name]
        if ask.kind == "visit":
            value = value.upper()
        elif ask.kind == "site":
            value = _readable(value, before)
        if value is not None:
            raw[name] = value
    raw.setdefault("when", now().date().isoformat())  # the day where the computer stands
    return acts.change(before, raw).opened


def _readable(site: Path, before: acts.Opened) -> dict[str, Any]:
    """The raw tables of a site file; what is wrong with them is said of the file. Raises InputError."""
    tables, name = site_tables(site)
    acts.site_in(tables, before, name)
    return tables


def _compared(verb: type[Change], tried: acts.Opened, made: "Release", beside: Path) -> str:
    """Old and new side by side; for a rebase the old numbers are those of the plan.json beside the course file."""
    if verb is not Rebase:
        return render_comparison(made.difference) if made.difference else ""
    from dosing.store.audit import read_document

    try:
        document = read_document(beside)
        if document["release"]["fingerprint"] == made.previous:
            return render_comparison(acts.compare_with(tried, document))
    except (InputError, ValueError, KeyError, TypeError):
        pass  # no plan, or one that another version wrote otherwise
    return f"No plan.json of revision {made.revision - 1} stands beside the course file; compare the old numbers with its sheets.\n"


def _ask() -> None:
    """Go on if the answer is yes. Raises UsageError where nobody could answer."""
    try:
        agreed = click.confirm("Make this change?")
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo("")
        raise click.UsageError("nothing was asked because there is no terminal; add --yes.") from None
    if not agreed:
        raise click.Abort
