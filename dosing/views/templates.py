"""The environment that sheets and pages are filled in with, from the compiled templates that a wheel carries or else from their source.

And the typeface that a sheet carries. Does not know which templates there are, or what a filter or a name of theirs does.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from dosing.assets import asset, templates_folder

# Only inside the installed package, where nobody writes who may not change the program itself. A checkout has no such folder.
COMPILED = Path(__file__).resolve().parent.parent / "_templates"
FONTS = ("dosing-sans.woff2", "dosing-sans-bold.woff2")
TYPEFACE = "/* typeface */"  # where the fonts go in a sheet that carries them
STAMP = "jinja2-version.txt"  # the version that compiled them; code made by one version is not promised to run under another


def environment(filters: Mapping[str, Callable[..., Any]], names: Mapping[str, Any]) -> jinja2.Environment:
    """An environment whose templates know these filters and, everywhere, these names; what is undefined is an error."""
    made = jinja2.Environment(loader=_loader(), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    _refuse_what_compiling_must_know(filters, made.filters)
    made.filters.update(filters)
    made.globals.update(names)
    return made


def _loader() -> jinja2.BaseLoader:
    # A new loader each time: a compiled template takes its filters from the last environment that its loader served.
    source = jinja2.FileSystemLoader(templates_folder())
    if _compiled_by() != getattr(jinja2, "__version__", None):
        return source
    return jinja2.ChoiceLoader([jinja2.ModuleLoader(COMPILED), source])


def _compiled_by() -> str:
    try:
        return (COMPILED / STAMP).read_text(encoding="ascii")
    except OSError:
        return "nothing"


def _refuse_what_compiling_must_know(filters: Mapping[str, Callable[..., Any]], own: Mapping[str, Any]) -> None:
    # A wheel's templates are compiled without our filters. Jinja works its own out in advance where it can, and compiles the call of one
    # that asks for the context otherwise: filters of ours that did either would make a wheel differ from a checkout.
    for name, filter_ in filters.items():
        if name in own:
            raise ValueError(f"{name} is a filter of Jinja's own; give ours another name")
        if hasattr(filter_, "jinja_pass_arg"):
            raise ValueError(f"{name} asks for the context; give the template what it needs as a name")


@cache
def typeface() -> str:
    """The style that puts the project's fonts into a sheet."""
    return "\n".join(
        f'@font-face {{ font-family: "Dosing Sans"; font-weight: {weight}; src: url(data:font/woff2;base64,{_letters(name)}); }}'
        for weight, name in zip((400, 700), FONTS, strict=True)
    )


def _letters(name: str) -> str:
    return b64encode(asset(f"fonts/{name}")).decode("ascii")
