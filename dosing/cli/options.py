"""What several commands take: a course, a site file, entry facts, the moment of issue; and what they say once they have written.

Does not know doses, or what any input means.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import BaseModel

from dosing import wording
from dosing.formats.shipped import regimen_ids
from dosing.inputs.asked import Asked, asked
from dosing.inputs.facts import EntryFacts
from dosing.inputs.regimen import DEFAULT_REGIMEN

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

FACTS = tuple(name for name, _, _ in asked(EntryFacts))


class Place(click.Path):
    """The name of a file or a folder; an empty one is refused, which would be the folder one stands in."""

    def __init__(self, like: str) -> None:
        super().__init__(path_type=Path)
        self.like = like

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":
            self.fail(f"the name is empty; write one, like {self.like}.", param, ctx)
        return super().convert(value, param, ctx)


A_COURSE, A_SITE, A_FOLDER = Place("course-1/course.toml"), Place("site.toml"), Place("course-1")
COURSE = click.argument("course_file", metavar="COURSE", type=A_COURSE)
SITE_ARGUMENT = click.argument("site", metavar="SITE", type=A_SITE)
SITE_OPTION = click.option("--site", metavar="FILE", type=A_SITE, help="The pharmacy's own site.toml.")
REGIMEN_OPTION = click.option(
    "--regimen",
    metavar="ID",
    help=f"{wording.listed(regimen_ids(), 'or')}; {DEFAULT_REGIMEN} unless given. dosing regimens says more of each.",
)
OFFSET = "or HH:MM+HH:MM with its offset where the clocks show it twice"
ISSUED = click.option("--issued", metavar="MOMENT", help="The moment of issue, like 2026-12-20T09:00:00Z; now unless given.")


def option_of(name: str, ask: Asked, *, required: bool = False) -> Decorator[Any]:
    """The option of a value that is asked for."""
    flag = f"--{ask.option or name.replace('_', '-')}"
    if ask.kind == "tick":
        return click.option(flag, name, is_flag=True, help=ask.help)
    return click.option(flag, name, metavar=_metavar(ask), required=required, help=ask.help)


def _metavar(ask: Asked) -> str:
    return METAVARS.get(ask.kind) or "|".join(choice for choice, _ in ask.choices)


METAVARS = {
    "day": "DATE", "day-or-none": "DATE", "clock": "HH:MM", "line": "TEXT", "initials": "INITIALS", "weight": "WEIGHT", "amount": "ML",
}  # fmt: skip


def options_of(model: type[BaseModel], *, required: bool = False) -> Decorator[Any]:
    """An option for every value that a model asks for."""
    return together(option_of(name, ask, required=required and needed) for name, ask, needed in asked(model))


def together(decorators: Iterable[Decorator[Any]]) -> Decorator[Any]:
    """Several options or arguments as one, in their order."""

    def wrap(command: Any) -> Any:
        for each in reversed(list(decorators)):
            command = each(command)
        return command

    return wrap


def given(options: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The options of these names that were typed."""
    return {name: options[name] for name in names if options[name] is not None}


def now() -> datetime:
    """This moment, with the clock of where the computer stands."""
    return datetime.now().astimezone()


def issued_from(text: str | None) -> datetime:
    """The moment of issue that was typed, or now. Raises InputError."""
    from dosing.acts import moment_from

    return moment_from(text) if text is not None else now()


def site_tables(path: Path) -> tuple[dict[str, Any], str]:
    """The raw tables of a site file, or of the site.toml in a folder, and the name of that file. Raises InputError."""
    from dosing.formats.bounds import file_in, read_regular
    from dosing.formats.site_file import read_site

    found = file_in(path, "site.toml", field="site")
    return read_site(read_regular(found, field="site"), str(found)), str(found)


def say_written(folder: Path, files: Mapping[str, bytes]) -> None:
    """Say which files of a release were written, and where."""
    from dosing.catalogue import NO_PDF

    click.echo(f"Wrote {', '.join(files)} to {folder}.")
    if not any(name.endswith(".pdf") for name in files):
        click.echo(NO_PDF)
