"""Runs dosing with the words that follow the name of a file, and writes into that file how its templates were made.

    python tests/doors/watched.py RECORD plan --weight 72.5kg --start 2027-01-04

`loaded` are the modules that came compiled, `compiled` the templates that were compiled from source, and `differing` those that came out
otherwise when they were rendered once more, from the source beside them and with the same values.
"""

import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

from jinja2 import Environment, FileSystemLoader, ModuleLoader, Template

from dosing.assets import templates_folder
from dosing.cli import main

jinja_loads, jinja_compiles, jinja_renders = ModuleLoader.load, Environment.compile, Template.render

record: dict[str, set[str]] = {"loaded": set(), "compiled": set(), "differing": set()}
from_source: dict[Environment, Environment] = {}  # the same environment once more, for this file's own questions


def load(loader: ModuleLoader, environment: Environment, name: str, *more: Any) -> Template:
    template = jinja_loads(loader, environment, name, *more)
    record["loaded"].add(ModuleLoader.get_module_filename(name))
    return template


def compile_(environment: Environment, source: Any, name: str, *more: Any) -> Any:
    if environment not in from_source.values():
        record["compiled"].add(name)
    return jinja_compiles(environment, source, name, *more)


def render(template: Template, *values: Any, **named: Any) -> str:
    text = jinja_renders(template, *values, **named)
    own, name = template.environment, str(template.name)
    if own not in from_source:
        from_source[own] = own.overlay(loader=FileSystemLoader(templates_folder()))
    if jinja_renders(from_source[own].get_template(name), *values, **named) != text:
        record["differing"].add(name)
    return text


if __name__ == "__main__":
    to = Path(sys.argv.pop(1))
    try:
        with (
            patch.object(ModuleLoader, "load", load),
            patch.object(Environment, "compile", compile_),
            patch.object(Template, "render", render),
        ):
            main()
    finally:
        to.write_text(json.dumps({name: sorted(found) for name, found in record.items()}), encoding="utf-8")
