"""The hazard log and the tests that carry its hazards, and the page on which both stand.

`python -m tools.hazards` writes docs/safety/hazards.md. Does not know what a test does.
"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

TOP = Path(__file__).resolve().parent.parent
SAFETY = TOP / "docs" / "safety"
LOG = SAFETY / "hazards.toml"
PAGE = SAFETY / "hazards.md"
CONTROLS = SAFETY / "controls"
KINDS = {"design": "cannot happen by design", "refusal": "refused with a sentence", "warning": "said where somebody can act on it"}

HEAD = """\
# Hazards

What can go wrong with a number that this program prints, what would happen then, and what stands in the way. Made from
[hazards.toml](hazards.toml) by `python -m tools.hazards`; the tests are those that carry the hazard as `@pytest.mark.hazard`. The build
fails where a hazard has no test, a marker names no hazard, or a hazard is gone. Beside each stands the patch that takes its control away;
[controls.md](controls.md) shows which tests turned red.

A control is of one of three kinds: the mistake **cannot happen by design**, it is **refused with a sentence**, or it is **said where
somebody can act on it**. Words alone are the weakest.

**Severity and likelihood of every hazard: not reviewed by a clinical safety officer.** Nobody with clinical responsibility has scored
them yet, or read this log for what it lacks.
"""


class Hazard(NamedTuple):
    """One line of the log."""

    id: str
    what: str
    cause: str
    harm: str
    kind: str
    control: str
    remains: str
    severity: str
    likelihood: str


def hazards(log: Path = LOG) -> list[Hazard]:
    """Every hazard of the log, in its order. Raises TypeError for one that lacks a key or has one too many."""
    with log.open("rb") as file:
        read: dict[str, Any] = tomllib.load(file)
    return [Hazard(**each) for each in read["hazard"]]


def marked_tests(top: Path = TOP) -> dict[str, list[str]]:
    """The tests that carry each hazard, by its id, each as pytest names it: tests/unit/test_plan.py::test_..."""
    found: dict[str, list[str]] = {}
    for path in sorted((top / "tests").rglob("test_*.py")):
        for test, hazard in _marks(path):
            found.setdefault(hazard, []).append(f"{path.relative_to(top).as_posix()}::{test}")
    return found


def _marks(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    if "mark.hazard" not in text:
        return
    for node in (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef)):
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "hazard":
                yield from ((node.name, each.value) for each in mark.args if isinstance(each, ast.Constant) and isinstance(each.value, str))


def rendered() -> str:
    """The page of the log."""
    tests = marked_tests()
    return HEAD + "".join(_section(each, tests.get(each.id, [])) for each in hazards())


def _section(hazard: Hazard, tests: list[str]) -> str:
    lines = [
        f"\n## {hazard.id}: {hazard.what}\n",
        f"- **Cause:** {hazard.cause}",
        f"- **Harm:** {hazard.harm}",
        f"- **Control** ({KINDS[hazard.kind]}): {hazard.control} [Taken away](controls/{hazard.id}.patch).",
        f"- **What remains:** {hazard.remains}",
        f"- **Severity:** {hazard.severity}. **Likelihood:** {hazard.likelihood}.",
        "- **Tests:**",
        *(f"  - `{test}`" for test in tests),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(rendered(), encoding="utf-8")
    print(f"{PAGE.relative_to(TOP)} is written.")
