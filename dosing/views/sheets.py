"""The sheets that people print, as HTML: each a view of one release, with its style and its typeface inside it.

Does not know files other than the templates, or how anything was calculated: it orders, groups and places what the release holds.
"""

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment

from dosing import wording
from dosing.assets import asset
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from dosing.views.layout.paging import (
    check_rows,
    entry_beside,
    nurse_pages,
    overview_pages,
    own_row,
    slip_pages,
    value_pages,
    worksheet_pages,
)
from dosing.views.layout.per_visit import (
    above_the_label,
    drawn_up,
    hung,
    left_out,
    lot_columns,
    vials_opened,
    visit_findings,
    volumes,
    weigh_first,
    why_faster,
)
from dosing.views.layout.rate_rows import rate_rows
from dosing.views.layout.values_in_force import days_of_cycles, kinds_told
from dosing.views.layout.visit_line import visit_line
from dosing.views.templates import environment

FONTS = ("dosing-sans.woff2", "dosing-sans-bold.woff2")
TYPEFACE = "/* typeface */"  # where the fonts go in a sheet that carries them


def render_sheet(release: Release, name: str, *, paper: Paper = "a4", fonts: bool = True) -> str:
    """One sheet of the release as a whole HTML document that holds its CSS and fonts, and asks for nothing else.

    It prints on A4 and on Letter alike; `paper` is the one it was asked for. Without `fonts` it is for a PDF, which has its own.
    """
    plan = release.plan
    html = (
        _environment()
        .get_template(f"sheets/{name}.html")
        .render(
            release=release,
            plan=plan,
            regimen=plan.regimen,
            site=plan.current_site,
            letterhead=release.letterhead,
            course=plan.corrected,
            zone=plan.course.time_zone or plan.current_site.time_zone,
            paper=paper,
            difference=release.difference,
        )
    )
    return html.replace(TYPEFACE, _typeface(), 1) if fonts else html


@cache
def _typeface() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "Dosing Sans"; font-weight: {weight}; src: url(data:font/woff2;base64,{_letters(name)}); }}'
        for weight, name in zip((400, 700), FONTS, strict=True)
    )


def _letters(name: str) -> str:
    return b64encode(asset(f"fonts/{name}")).decode("ascii")


FILTERS: tuple[Callable[..., str], ...] = (
    wording.number, wording.amount, wording.mg, wording.ml, wording.kg, wording.deviation, wording.duration, wording.day, wording.short_day,
    wording.plain_day, wording.time, wording.issued, wording.drug, wording.given_drug, wording.listed, wording.days_listed, wording.counted,
    wording.fingerprint, wording.severity, wording.give_over, wording.before, wording.fact,
    wording.weight_rule, wording.rounded_to, wording.weight, wording.with_units, wording.outcome, wording.infusion_part,
    vials_opened, drawn_up, volumes, hung,
)  # fmt: skip
PICKERS: tuple[Callable[..., Any], ...] = (
    own_row, slip_pages, visit_findings, weigh_first, left_out, why_faster, above_the_label, lot_columns, overview_pages, value_pages,
    entry_beside, visit_line, nurse_pages, rate_rows, worksheet_pages, check_rows, days_of_cycles, kinds_told,
)  # fmt: skip


@cache
def _environment() -> Environment:
    return environment({word.__name__: word for word in FILTERS}, {picker.__name__: picker for picker in PICKERS})
