"""Compile the templates to Python while a wheel is built, so that an installed dosing need not.

Hatchling runs it, as pyproject.toml asks. Of dosing it imports only the options of the environment, never a filter: nothing that a filter
answers may be worked out here and stand in the wheel.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import jinja2
from jinja2 import meta, nodes


def compile_templates(source: Path, target: Path) -> None:
    """Write into `target` each template below `source` as a Python module, and which version of Jinja made them."""
    from dosing.views.templates import STAMP, environment

    loader = jinja2.FileSystemLoader(source)
    plain = environment({}, {})
    trees = parsed_templates(plain, loader)
    filters = {node.name for tree in trees.values() for node in tree.find_all(nodes.Filter)} - plain.filters.keys()
    compiling = environment(dict.fromkeys(filters, left_for_run_time), {})
    compiling.loader = loader
    compiling.compile_templates(target, filter_func=trees.__contains__, zip=None, ignore_errors=False)
    (target / STAMP).write_text(jinja2.__version__, encoding="ascii")


def parsed_templates(environment: jinja2.Environment, loader: jinja2.FileSystemLoader) -> dict[str, nodes.Template]:
    """Every HTML template, and what it extends, imports or includes, whatever the name of that ends in.

    A name that is worked out while rendering is not followed. If nothing else names that template, it is compiled when it is used.
    """
    trees: dict[str, nodes.Template] = {}
    waiting = [name for name in loader.list_templates() if name.endswith(".html")]
    while waiting:
        name = waiting.pop()
        if name not in trees:
            text, path, _ = loader.get_source(environment, name)
            trees[name] = environment.parse(text, name, path)
            waiting.extend(each for each in meta.find_referenced_templates(trees[name]) if each is not None)
    return trees


def left_for_run_time(*_: object, **__: object) -> NoReturn:
    """Stands in for a filter of ours; Jinja then compiles the call instead of its result."""
    raise nodes.Impossible


def get_build_hook() -> type[Any]:
    """What Hatchling asks this file for. It is imported here, so that a test can compile templates without it."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CompileTemplates(BuildHookInterface):
        """Adds the compiled templates to a wheel; an editable install gets none, since its templates are there to be edited."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version == "editable":
                return
            self.folder = TemporaryDirectory(prefix="dosing-templates-")  # which goes when the hook goes
            sys.path.insert(0, self.root)
            compile_templates(Path(self.root) / "templates", Path(self.folder.name))
            build_data["force_include"][self.folder.name] = "dosing/_templates"

    return CompileTemplates
