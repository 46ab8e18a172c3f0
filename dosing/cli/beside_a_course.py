"""What may stand beside a course file at `dosing plan`, and which change to make instead of what may not.

Does not know what a change does.
"""

from pathlib import Path
from typing import Any

import click

from dosing.acts import choices

# What changes no number, and so may stand beside a course file.
TAKEN = ("out", "paper", "as_json", "issued", "force", "revision", "split", "calendar_class", "calendar_details")


def refuse_beside(course_file: Path, options: dict[str, Any]) -> None:
    """Whatever makes a number stands in the course file. Raises UsageError, naming the change to make instead."""
    typed = [name for name, value in options.items() if value is not None and value is not False and name not in TAKEN]
    if not typed:
        return
    if not _is_there(course_file):  # a word of a label, which is not repeated
        raise click.UsageError(
            "a word stands there that belongs to no option and names no course file; "
            'put text that has spaces in quotes, like --label "bed 3".'
        )
    flag = f"--{typed[0].replace('_', '-')}"
    raise click.UsageError(f"{flag} cannot stand beside a course file, which holds every number of the course; {_instead(typed[0])}.")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that may not be looked into
        return False


# The changes to make instead of an option, beside a correction of what was typed wrongly.
CHANGED_BY = {
    "weight": "reweigh",
    "start": "move",
    "cycles": "extend",
    "time": "retime",
    "site": "resite",
    **dict.fromkeys((each.name for each in choices()), "resite"),
}


def _instead(name: str) -> str:
    from dosing.inputs.asked import asked
    from dosing.inputs.changes import Corrections

    verb = CHANGED_BY.get(name)
    correctable = any(name == each for each, _, _ in asked(Corrections))
    if verb is None:
        return "make the change with dosing correct" if correctable else "write it into a new course"
    typed_wrongly = f", or dosing correct for a {name} typed wrongly" if correctable else ""
    return f"make the change with dosing {verb}{typed_wrongly}"
