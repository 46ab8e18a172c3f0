"""The sheets that people print, as HTML: each a view of one release, with its style and its typeface inside it.

Does not know files other than the templates, or how anything was calculated: it orders, groups and places what the release holds.
"""

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dosing import wording
from dosing.assets import asset, templates_folder
from dosing.difference import since_previous
from dosing.layout.paging import (
    check_rows,
    entry_beside,
    finding_pages,
    nurse_pages,
    own_row,
    slip_on_one_page,
    value_pages,
    worksheet_rows,
)
from dosing.layout.picking import drawn_up, lot_columns, site_on, twice_the_label, vials_opened, visit_findings
from dosing.layout.timeline import time_line
from dosing.revisions import how_made
from dosing.rules.schedule import corrected

if TYPE_CHECKING:
    from dosing.releases import Release

SheetName = Literal["pharmacy", "nurse", "patient", "changes"]
FONTS = ("dosing-sans.woff2", "dosing-sans-bold.woff2")


def render_sheet(release: "Release", name: SheetName, *, paper: Literal["a4", "letter"] = "a4") -> str:
    """One sheet of the release as a whole HTML document that holds its CSS and fonts, and asks for nothing else.

    It prints on A4 and on Letter alike; `paper` is the one it was asked for.
    """
    plan = release.plan
    template = _environment().get_template(f"sheets/{name}.html")
    return template.render(
        release=release,
        plan=plan,
        regimen=plan.regimen,
        site=plan.current_site,
        course=corrected(plan.course),
        zone=plan.course.time_zone or plan.current_site.time_zone,
        paper=paper,
        difference=since_previous(plan) if name == "changes" else None,
        changed_how=how_made(plan.course, plan.revision) if name == "changes" else None,
        fonts=_fonts(),
    )


FILTERS: tuple[Callable[..., str], ...] = (
    wording.number, wording.amount, wording.mg, wording.ml, wording.kg, wording.deviation, wording.duration, wording.day, wording.short_day,
    wording.plain_day, wording.time, wording.issued, wording.drug, wording.given_drug, wording.listed, wording.days_listed, wording.counted,
    wording.fingerprint, wording.change, wording.severity, wording.give_over, wording.before, wording.fact,
    wording.weight_rule, wording.rounded_to, vials_opened, drawn_up,
)  # fmt: skip
PICKERS: tuple[Callable[..., Any], ...] = (
    own_row, slip_on_one_page, site_on, visit_findings, twice_the_label, lot_columns, finding_pages, value_pages,
    entry_beside, time_line, nurse_pages, worksheet_rows, check_rows,
)  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update({word.__name__: word for word in FILTERS})
    environment.globals.update({picker.__name__: picker for picker in PICKERS})
    return environment


@cache
def _fonts() -> dict[str, str]:
    return {name: b64encode(asset(f"fonts/{name}")).decode("ascii") for name in FONTS}
