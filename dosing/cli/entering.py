"""What several commands take: entry facts, the moment of issue, and how a release is made and written.

Does not know doses or wording.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from dosing.entry import moment_from
from dosing.findings import InputError
from dosing.quantities import shown

F = TypeVar("F", bound=Callable[..., Any])

FACTS = {
    "last_immunotherapy": "Last day of immunotherapy, or none.",
    "last_investigational": "Last day of an investigational agent, or none.",
    "last_chemotherapy": "Last day of chemotherapy, or none.",
    "transplant": "Day of a stem cell transplant, or none.",
    "gvhd_immunosuppression": "Last day of immunosuppression for graft versus host disease, or none.",
}


def fact_options(command: F) -> F:
    """The entry facts as options, each a date or `none`."""
    for name, help_text in reversed(FACTS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, metavar="DATE", help=help_text)(command)
    return command


class Folder(click.Path):
    """The name of a folder; an empty one is refused, which would be the folder one stands in."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder's path. Raises InputError."""
        if value == "":
            raise InputError("the name of the folder is empty; write one, like --out course-1.")
        return super().convert(value, param, ctx)


def issued_from(text: str | None) -> datetime:
    """The moment of issue that was typed, or now. Raises InputError."""
    return moment_from(text, "--issued") if text is not None else datetime.now(UTC)


def whole_number(text: str, option: str, example: str) -> int:
    """A small whole number that was typed. Raises InputError."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise InputError(f"{option} is {shown(text)}; write a whole number, like {example}.")
    return int(text)


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were typed."""
    return {name: value for name, value in options.items() if value is not None}


def say_written(folder: Path, files: Mapping[str, bytes]) -> None:
    """Say which files of a release were written, and where."""
    click.echo(f"Wrote {', '.join(files)} to {folder}.")
    if not any(name.endswith(".pdf") for name in files):
        click.echo("No PDF files, because plutoprint is not installed: pip install 'dosing[pdf]', or print the HTML sheets from a browser.")
