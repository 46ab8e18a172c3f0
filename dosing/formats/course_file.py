"""The course file: everything that makes a number of one course, and the letterhead, as TOML that a person can read.

Does not know what a change does, or where the file is kept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dosing.findings import InputError
from dosing.formats.kinds_of_file import expect
from dosing.formats.shipped import DEFAULT_REGIMEN, default_letterhead, default_site_values, regimen_named
from dosing.formats.toml import parse_toml
from dosing.inputs.course import Check, Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import COURSE_FORMAT, course_from, honest, letterhead_from, site_in_course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.quantities import plain

if TYPE_CHECKING:
    from dosing.inputs.changes import AnyChange

HEAD = "# One course. Changes are added below by their commands; what stands here is never rewritten.\n"


@dataclass(frozen=True, slots=True)
class CourseFile:
    """What a course file holds; of several letterheads the last."""

    site: Site
    letterhead: Letterhead
    course: Course


def read_course(content: bytes, what: str) -> CourseFile:
    """A course file's bytes; `what` names the file. Raises InputError."""
    expect(content, "course", what, field="course_file")
    raw = parse_toml(content, what)
    _refuse_second_spellings(raw, what)
    regimen = _regimen_in(raw, what)
    stored = "fingerprint" in raw
    site = site_in_course(raw.get("site"), default_site_values(), regimen, what, stored=stored)
    course = course_from(raw, what)
    return CourseFile(site, _letterhead(raw.get("letterhead"), what), course if stored else _with_honest_sites(course, regimen))


def _with_honest_sites(course: Course, regimen: Regimen) -> Course:
    """The course with the sites of its changes held against the shipped one, as the site that it began with is."""
    changes = tuple(
        each.model_copy(update={"site": honest(each.site, default_site_values(), regimen)}) if each.kind == "resite" else each
        for each in course.changes
    )
    return course.model_copy(update={"changes": changes})


def _regimen_in(raw: dict[str, Any], what: str) -> Regimen:
    """The regimen that a course file names, by which its site is read. Raises InputError."""
    try:
        return regimen_named(raw.get("regimen", DEFAULT_REGIMEN), raw.get("regimen_revision", 1))
    except InputError as problem:
        raise problem.inside(what) from None


def _letterhead(raw: object, what: str) -> Letterhead:
    if raw is None:
        return default_letterhead()
    if not isinstance(raw, list) or not raw:
        raise InputError("another-kind", "letterhead", "letterhead is no list of tables; write it headed [[letterhead]].", where=what)
    return [letterhead_from(each, what) for each in raw][-1]


# What the models call it, and what it is called in a course file: two spellings in one file could hide one another.
_SPELLED = {
    "weight_kg": 'weight, with its unit, like weight = "72.5kg"',
    "weight_typed": 'weight, with its unit, like weight = "160lb"',
    "changes": "[[change]]",
    "checks": "[[check]]",
}


def _refuse_second_spellings(raw: dict[str, Any], what: str) -> None:
    changes = raw.get("change")
    tables = [raw, *(each for each in (changes if isinstance(changes, list) else []) if isinstance(each, dict))]
    tables += [each["values"] for each in tables if isinstance(each.get("values"), dict)]
    for table in tables:
        for key, instead in _SPELLED.items():
            if key in table:
                raise InputError("unknown-key", key, f"'{key}' is not a known key; write {instead}.", where=what)


def render_course(site: Site, letterhead: Letterhead, course: Course) -> str:
    """A whole course file of a course that holds the fingerprint of each revision."""
    top: dict[str, Any] = {"format": COURSE_FORMAT, **_values(course)}
    for apart in ("entry", "changes", "checks"):
        top.pop(apart)
    lines = [HEAD, *_table((), top), "\n", *_table(("entry",), _values(course.entry)), "\n", *_table(("site",), _values(site))]
    lines.append(render_letterhead(letterhead))
    return "".join([*lines, *(render_change(change) for change in course.changes), *(render_check(check) for check in course.checks)])


def render_letterhead(letterhead: Letterhead) -> str:
    """One `[[letterhead]]` as text to append to a course file; the last one counts."""
    return "".join(["\n[[letterhead]]\n", *_table(("letterhead",), _values(letterhead), headed=False)])


def render_change(change: "AnyChange") -> str:
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
            values["weight"] = getattr(model, "weight_typed", None) or f"{plain(value)}kg"
        elif name != "weight_typed":
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


def appended(old: bytes, text: str) -> bytes:
    """The old bytes of a course file with `text` behind them. Raises InputError where nothing can stand behind them."""
    new = old + (b"" if old.endswith(b"\n") else b"\n") + text.encode()
    try:
        parse_toml(new, "the course file")
    except InputError:
        raise InputError(
            "nothing-can-be-added",
            "course_file",
            "the course file holds its changes or checks as one list, so none can be added; "
            "write each as a table of its own, headed [[change]] or [[check]].",
        ) from None
    return new
