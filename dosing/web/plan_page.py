"""The page of a plan, with its course on board.

Does not know where the course came from.
"""

from typing import Any

from starlette.responses import Response

from dosing import wording
from dosing.acts import given_away, possible, served, told
from dosing.catalogue import FileRow, printed_rows, rows
from dosing.inputs.changes import VERBS
from dosing.releases import Release
from dosing.store.unit import published_of
from dosing.web.carried import Carried, kept_as, today
from dosing.web.moving import movable
from dosing.web.pages import shown
from dosing.web.unit import kept_in_unit, unit_offered


def plan_page(carried: Carried, made: Release, **more: Any) -> Response:
    """The page of one revision: what the checks say, the visits, the files, what can be changed, and what happened so far."""
    values: dict[str, Any] = {
        "told": "",
        "typed_before": "",
        "held_as": "",
        "newer": None,
        "kept_as": kept_as("course.toml", made.course_id, made.revision),
        "unit": unit_offered(),
        "in_unit": kept_in_unit(made.course_id),
        "published": _published(made),
        "weight_echo": _echo(made),
        "files": rows(made),
        "sheets": _sheets(rows(made)),
        "printed": printed_rows(made),
        "verbs": {} if made.void else {kind: VERBS[kind] for kind in possible(carried.opened, today())},
        "movable": () if made.void else movable(carried),
        "history": told(carried.opened.course),
    }
    return shown("plan", carried=carried, release=made, **{**values, **more})


def _published(made: Release) -> dict[str, Any] | None:
    """Where the calendar of a course of the folder is published, how that is served, and what its address gives away."""
    unit = unit_offered()
    published = published_of(unit.folder, made.course_id) if unit and kept_in_unit(made.course_id) else None
    return {"file": published, "served": served(published), "given_away": given_away(made)} if published else None


def _sheets(files: list[FileRow]) -> dict[str, list[FileRow]]:
    """The files of each sheet by its title."""
    sheets = [row for row in files if row.group == "sheet"]
    return {title: [row for row in sheets if row.title == title] for title in dict.fromkeys(row.title for row in sheets)}


def _echo(made: Release) -> str:
    """What a weight typed in pounds is in kilograms."""
    course = made.plan.corrected
    return wording.in_kilograms(course.weight_typed or "", course.weight_kg)
