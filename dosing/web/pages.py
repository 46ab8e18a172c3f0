"""Every page as HTML: templates filled with a release, a form's fields, and what is wrong with them.

Does not know requests; computes nothing.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from dosing import wording
from dosing.web.form_fields import Wrong
from dosing.web.letters import policy_hash

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> "Environment":
    from dosing.catalogue import HTML, ZIP
    from dosing.engine import ENGINE
    from dosing.views.day_sheet import FILTERS as DAY_FILTERS
    from dosing.views.day_sheet import PICKERS as DAY_PICKERS
    from dosing.views.layout.of_a_day import STATES, TOTALS
    from dosing.views.layout.values_in_force import values_in_force
    from dosing.views.sheets import FILTERS, PICKERS
    from dosing.views.templates import environment
    from dosing.web.course_line import course_line
    from dosing.web.form_fields import PARTS, capital
    from dosing.web.plan_form import FACTS
    from dosing.web.signed_in import signed_in
    from dosing.web.static import static_address
    from dosing.web.unit import unit_offered

    names = {
        picker.__name__: picker
        for picker in (*PICKERS, *DAY_PICKERS, unit_offered, signed_in, course_line, values_in_force, wording.grouped, static_address)
    }
    words = {"engine": ENGINE, "PARTS": PARTS, "FACTS": FACTS, "HTML": HTML, "ZIP": ZIP, "STATES": STATES, "TOTALS": TOTALS}
    return environment({word.__name__: word for word in (*FILTERS, *DAY_FILTERS, capital)}, {**names, **words})


def render_page(name: str, **values: Any) -> bytes:
    """One page; `values` are what its template asks for."""
    return _environment().get_template(f"pages/{name}.html").render(values).encode("utf-8", errors="replace")


def shown(name: str, status: int = 200, **values: Any) -> Response:
    """One page as an answer."""
    return Response(render_page(name, **values), status, media_type="text/html; charset=utf-8")


def form_shown(name: str, wrongs: Sequence[Wrong], **values: Any) -> Response:
    """One page with a form, and what is wrong with it above the form and at its fields."""
    at = {wrong.field: wrong.message for wrong in reversed(wrongs) if wrong.field}
    return shown(name, 400 if wrongs else 200, wrongs=wrongs, wrong=at, **values)


_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def sheet_policy(html: bytes) -> str:
    """The policy that a sheet is shown under: its own style, by its hash, the fonts inside it, and nothing else."""
    hashes = " ".join(policy_hash(style) for style in _STYLE.findall(html))
    return f"default-src 'none'; style-src {hashes}; font-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
