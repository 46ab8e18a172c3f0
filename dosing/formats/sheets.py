"""The sheets that people print, as HTML: each a view of one release, with its style and its typeface inside it.

Does not know files other than the templates, or how anything was calculated: it orders, groups and places what the release holds.
"""

from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dosing import wording
from dosing.assets import asset, templates_folder
from dosing.rules.schedule import corrected

if TYPE_CHECKING:
    from dosing.release import Release

SheetName = Literal["pharmacy", "nurse", "patient"]
FONTS = ("dosing-sans.woff2", "dosing-sans-bold.woff2")

WORDS = (
    wording.number, wording.amount, wording.mg, wording.ml, wording.kg, wording.deviation, wording.duration, wording.day, wording.short_day,
    wording.plain_day, wording.time, wording.issued, wording.drug, wording.given_drug, wording.listed, wording.days_listed, wording.counted,
    wording.ordinal, wording.fingerprint, wording.severity, wording.give_over, wording.before,
)  # fmt: skip


def render_sheet(release: "Release", name: SheetName, *, paper: Literal["a4", "letter"] = "a4") -> str:
    """One sheet of the release as a whole HTML document that holds its CSS and fonts, and asks for nothing else.

    It prints on A4 and on Letter alike; `paper` is the one it was asked for.
    """
    plan = release.plan
    return (
        _environment()
        .get_template(f"sheets/{name}.html")
        .render(
            release=release,
            plan=plan,
            regimen=plan.regimen,
            site=plan.current_site,
            course=corrected(plan.course),
            paper=paper,
            fonts=_fonts(),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Any] = {word.__name__: word for word in WORDS}
    environment.filters.update(filters)
    return environment


@cache
def _fonts() -> dict[str, str]:
    return {name: b64encode(asset(f"fonts/{name}")).decode("ascii") for name in FONTS}
