"""The pharmacy's day, and the demand of some days for ordering, as HTML sheets with their style and typeface in them.

Does not know files other than the templates; computes nothing but the totals that it shows and the places of a chart's bars.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from dosing import wording
from dosing.day import Days, totals_of
from dosing.engine import ENGINE
from dosing.inputs.letterhead import Paper
from dosing.sharing import Sharing
from dosing.views.layout.demand_chart import charts, demand_rows
from dosing.views.layout.of_a_day import (
    STATES,
    TOTALS,
    dose_said,
    made_said,
    premedications_said,
    shared_said,
    start_said,
    totals_said,
    vials_said,
    whom,
)
from dosing.views.templates import TYPEFACE, environment, typeface

if TYPE_CHECKING:
    from jinja2 import Environment


def render_day_sheet(days: Days, issued: datetime, shared: Sequence[Sharing] = (), *, paper: Paper = "a4", fonts: bool = True) -> str:
    """Each day as a sheet of its own: what is not known, what the checks say, what is not checked, and then what is."""
    sharing = {each.day.date: each for each in shared}
    return _rendered("day", days, issued, paper, fonts=fonts, sharing=sharing)


def render_demand_sheet(days: Days, issued: datetime, *, paper: Paper = "a4", fonts: bool = True) -> str:
    """The vials of some days as bars, a chart for each strength, and a table of the same numbers."""
    return _rendered("demand", days, issued, paper, fonts=fonts)


def _rendered(name: str, days: Days, issued: datetime, paper: Paper, *, fonts: bool, **more: Any) -> str:
    template = _environment().get_template(f"sheets/{name}.html")
    html = template.render(days=days, issued=issued, paper=paper, engine=ENGINE, **more)
    return html.replace(TYPEFACE, typeface(), 1) if fonts else html


FILTERS: tuple[Callable[..., str], ...] = (
    wording.mg, wording.ml, wording.number, wording.day, wording.short_day, wording.time, wording.issued, wording.counted,
    wording.fingerprint, wording.severity, wording.duration, wording.drug,
    dose_said, made_said, start_said, vials_said, shared_said,
)  # fmt: skip
PICKERS: tuple[Callable[..., Any], ...] = (totals_of, totals_said, premedications_said, whom, charts, demand_rows)


@cache
def _environment() -> "Environment":
    names = {picker.__name__: picker for picker in PICKERS}
    return environment({word.__name__: word for word in FILTERS}, {**names, "STATES": STATES, "TOTALS": TOTALS})
