"""What several commands take: entry facts, the moment of issue, and how a release is made and written.

Does not know doses or wording.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

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


_ISSUED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def issued_from(text: str | None) -> datetime:
    """The moment of issue that was typed, or now. Raises InputError."""
    if text is None:
        return datetime.now(UTC)
    problem = InputError(f"--issued is {shown(text)}; write a moment in UTC, like 2026-12-20T09:00:00Z.")
    if not _ISSUED.fullmatch(text):
        raise problem
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise problem from None


def whole_number(text: str, option: str, example: str) -> int:
    """A small whole number that was typed. Raises InputError."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise InputError(f"{option} is {shown(text)}; write a whole number, like {example}.")
    return int(text)


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were typed."""
    return {name: value for name, value in options.items() if value is not None}


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a release's files and say where they are."""
    from dosing.files import write_folder
    from dosing.render import FILE_NAMES

    write_folder(folder, files, FILE_NAMES)
    click.echo(f"Wrote {', '.join(files)} to {folder}.")
    if not any(name.endswith(".pdf") for name in files):
        click.echo("No PDF files, because plutoprint is not installed: pip install 'dosing[pdf]', or print the HTML sheets from a browser.")
