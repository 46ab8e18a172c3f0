"""Every page as HTML: templates filled with a release, a form's fields, and what is wrong with them.

Does not know requests; computes nothing.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dosing import ENGINE, wording
from dosing.assets import templates_folder
from dosing.formats.sheets import FILTERS, PICKERS
from dosing.layout.values import values_in_force
from dosing.render import TITLES, VISIT_NAMES
from dosing.web.changing import VERBS
from dosing.web.drawing import course_line
from dosing.web.fields import PARTS, Wrong, capital
from dosing.web.planning import DAYS, FACTS


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update({word.__name__: word for word in (*FILTERS, capital)})
    environment.globals.update({picker.__name__: picker for picker in (*PICKERS, course_line, values_in_force)})
    environment.globals.update(
        engine=ENGINE, PARTS=PARTS, DAYS=DAYS, FACTS=FACTS, FACT_WORDS=wording.FACTS, VERBS=VERBS, TITLES=TITLES, VISIT_NAMES=VISIT_NAMES
    )
    return environment


def render_page(name: str, **values: Any) -> bytes:
    """One page; `values` are what its template asks for."""
    return _environment().get_template(f"pages/{name}.html").render(values).encode("utf-8", errors="replace")


def wrong_by_field(wrongs: Sequence[Wrong]) -> dict[str, str]:
    """The first thing that is wrong with each field."""
    return {wrong.field: wrong.message for wrong in reversed(wrongs) if wrong.field}


_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def sheet_policy(html: bytes) -> str:
    """The policy that a sheet is shown under: its own style, by its hash, the fonts inside it, and nothing else."""
    hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(style).digest()).decode()}'" for style in _STYLE.findall(html))
    return f"default-src 'none'; style-src {hashes}; font-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
