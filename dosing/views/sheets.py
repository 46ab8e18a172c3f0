"""The sheets that people print, as HTML: each a view of one release, with its style and its typeface inside it.

Does not know files other than the templates, or how anything was calculated: it orders, groups and places what the release holds.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment

from dosing import wording
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from dosing.views import WHAT_IS_LEFT, Printing
from dosing.views.layout.fridge import day_to_come, ends_said, fridge, visits_listed
from dosing.views.layout.leaves import leaves, waiting
from dosing.views.layout.nurse_page import (
    course_pages,
    nurse_page,
    premedication_words,
    reaction_rule,
    ring,
    weigh_words,
    weight_pages,
    why_weigh,
)
from dosing.views.layout.paging import (
    check_pages,
    entry_beside,
    overview_pages,
    own_row,
    value_pages,
    worksheet_pages,
)
from dosing.views.layout.per_visit import (
    above_the_label,
    ask_outside,
    blanks_left_out,
    drawn_up,
    drawn_volumes,
    hung,
    left_out,
    lot_columns,
    pounds_typed,
    premedication_groups,
    vials_opened,
    visit_findings,
    volumes,
    weigh_first,
    why_faster,
)
from dosing.views.layout.rate_rows import begins_at, known_minutes, rate_rows, runs_for
from dosing.views.layout.slips import slip_pages
from dosing.views.layout.values_in_force import days_of_cycles, kinds_told, product
from dosing.views.layout.visit_line import visit_line
from dosing.views.templates import TYPEFACE, environment, typeface


def render_sheet(release: Release, name: str, *, paper: Paper = "a4", fonts: bool = True, printing: Printing = WHAT_IS_LEFT) -> str:
    """One sheet of the release as a whole HTML document that holds its CSS and fonts, and asks for nothing else.

    It prints on A4 and on Letter alike; `paper` is the one it was asked for. Without `fonts` it is for a PDF, which has its own.
    `printing` says which leaves of a professional sheet are wanted.
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
            printing=printing,
            leaves=leaves(release, printing),
        )
    )
    return html.replace(TYPEFACE, typeface(), 1) if fonts else html


FILTERS: tuple[Callable[..., str], ...] = (
    wording.number, wording.amount, wording.mg, wording.ml, wording.kg, wording.deviation, wording.duration, wording.day, wording.short_day,
    wording.plain_day, wording.time, wording.issued, wording.drug, wording.given_drug, wording.listed, wording.days_listed, wording.counted,
    wording.fingerprint, wording.severity, wording.give_over, wording.before, wording.fact, wording.premedication,
    wording.weight_rule, wording.rounded_to, wording.weight, wording.with_units, wording.outcome,
    wording.infusion_part,
    vials_opened, drawn_up, drawn_volumes, volumes, hung, product, ends_said, visits_listed,
)  # fmt: skip
PICKERS: tuple[Callable[..., Any], ...] = (
    own_row, slip_pages, visit_findings, weigh_first, left_out, why_faster, above_the_label, lot_columns, overview_pages, value_pages,
    entry_beside, visit_line, nurse_page, course_pages, premedication_words, reaction_rule, weight_pages,
    ring, weigh_words, why_weigh, begins_at, rate_rows, runs_for, known_minutes,
    worksheet_pages, check_pages, days_of_cycles, kinds_told,
    day_to_come, fridge, waiting, ask_outside, pounds_typed, blanks_left_out, premedication_groups,
)  # fmt: skip


@cache
def _environment() -> Environment:
    return environment({word.__name__: word for word in FILTERS}, {picker.__name__: picker for picker in PICKERS})
