"""Every code of a problem that the program can say, found in its source: so that no door forgets one.

A code is the first word of an InputError, an Unfit or a NotReadable, or is put into a name `code` before one is raised.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent / "dosing"
RAISED = {"InputError", "Unfit", "NotReadable", "problem", "_unfit"}  # the last two: how the sentence of a first problem is made

# What only a regimen's own file can be refused for.
OF_A_REGIMEN = ("another-strength", "cycle-days", "day-beyond-cycle", "doses-twice", "drug-twice", "no-such-drug", "slot-twice")


def codes(*rooms: str) -> set[str]:
    """Every code; or, of some rooms like `cli`, those that are said nowhere else."""
    return {code for code, said_in in _rooms_of_codes().items() if not rooms or said_in <= set(rooms)}


@cache
def _rooms_of_codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted(PROGRAM.rglob("*.py")):
        for code in codes_in(path.read_text(encoding="utf-8")):
            found.setdefault(code, set()).add(path.relative_to(PROGRAM).parts[0].removesuffix(".py"))
    return found


def codes_in(source: str) -> Iterator[str]:
    """The codes in one module. Raises AssertionError for one that is made up of parts, and so could not be found."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in RAISED and node.args:
            yield from _literal(node.args[0])
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _assigned(target, node.value)


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _literal(first: ast.expr) -> Iterator[str]:
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value
    else:
        # It is handed on: a name called code, or the code of another problem.
        assert _name(first) == "code", f"the code {ast.unparse(first)} is not written out, so that no door can be held to it"


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[str]:
    """What is put into a name called code, alone or among others."""
    if isinstance(value, ast.IfExp):
        yield from _assigned(target, value.body)
        yield from _assigned(target, value.orelse)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, part in zip(target.elts, value.elts, strict=True):
            yield from _assigned(each, part)
    elif _name(target) == "code" and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
