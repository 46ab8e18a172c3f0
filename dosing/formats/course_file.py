"""The course file: everything that makes a number of one course, as TOML that a person can read.

Does not know how it is read back, or what a change does.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from dosing.inputs.course import Change, Check, Course
from dosing.inputs.site import Site
from dosing.quantities import plain

COURSE_FORMAT = "dosing-course/1"
HEAD = "# One course of the isatuximab regimen. Changes are added below by their commands; what stands here is never rewritten.\n"


def render_course(site: Site, course: Course) -> str:
    """A whole course file of a course that holds the fingerprint of each revision."""
    top: dict[str, Any] = {"format": COURSE_FORMAT, **_values(course)}
    for apart in ("entry", "changes", "checks"):
        top.pop(apart)
    lines = [HEAD, *_table((), top), "\n", *_table(("entry",), _values(course.entry)), "\n", *_table(("site",), _values(site))]
    return "".join([*lines, *(render_change(change) for change in course.changes), *(render_check(check) for check in course.checks)])


def render_change(change: Change) -> str:
    """One `[[change]]` as text to append to a course file."""
    return "".join(["\n[[change]]\n", *_table(("change",), {"kind": change.kind, **_values(change)}, headed=False)])


def render_check(check: Check) -> str:
    """One `[[check]]` as text to append to a course file."""
    return "".join(["\n[[check]]\n", *_table(("check",), _values(check), headed=False)])


def _values(model: BaseModel) -> dict[str, Any]:
    """What a model holds, without what is not set; the body weight is written with its unit."""
    values: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if value is None:
            continue
        if name == "weight_kg":
            values["weight"] = f"{plain(value)}kg"
        else:
            values[name] = _raw(value)
    return values


def _raw(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _values(value)
    if isinstance(value, tuple):
        return [_raw(each) for each in value]
    if isinstance(value, dict):
        return {key: _raw(each) for key, each in value.items()}
    return plain(value) if isinstance(value, Decimal) else value


def _table(path: tuple[str, ...], values: dict[str, Any], *, headed: bool = True) -> Iterator[str]:
    """The lines of one table: its own values, then the tables and lists of tables inside it."""
    inline = {key: value for key, value in values.items() if _is_inline(path, value)}
    if headed and path and (inline or not values):
        yield f"[{'.'.join(path)}]\n"
    for key, value in inline.items():
        yield f"{_key(key)} = {_inline(value)}\n"
    for key, value in values.items():
        if key in inline:
            continue
        deeper = (*path, _key(key))
        if isinstance(value, dict):
            yield "\n"
            yield from _table(deeper, value)
            continue
        for each in value:
            yield f"\n[[{'.'.join(deeper)}]]\n"
            yield from _table(deeper, each, headed=False)


def _is_inline(path: tuple[str, ...], value: Any) -> bool:
    if isinstance(value, dict):
        return bool(path) and path[-1] == "sources"
    if isinstance(value, list):
        return not any(isinstance(each, dict) and any(isinstance(inner, (dict, list)) for inner in each.values()) for each in value)
    return True


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    # A JSON string is a TOML basic string, but for DEL, which no text of ours may hold.
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() else json.dumps(key)
