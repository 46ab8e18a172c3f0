"""Raw values, as a file or a form gives them, to the input models; the first problem becomes one sentence.

Does not know where the raw values came from.
"""

import difflib
import re
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dosing.findings import InputError
from dosing.inputs.course import Change, Course, EntryFacts, weight_kg_from
from dosing.inputs.fields import Day, Model
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site, merge_site
from dosing.quantities import shown

M = TypeVar("M", bound=BaseModel)

EXPECTED = {
    "string_type": "some text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date as year, month and day, like 2027-01-04",
    "is_instance_of": "a plain decimal number like 72.5",
    "decimal_type": "a plain decimal number like 72.5",
    "tuple_type": "a list",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "model_attributes_type": "a table of keys and values",
    "too_short": "at least one",
}


def build(model: type[M], raw: Any, what: str) -> M:
    """The model that `raw` describes. Raises InputError with one sentence; `what` names the input in it."""
    try:
        return model.model_validate(raw)
    except ValidationError as problems:
        raise InputError(sentence(problems, model, what)) from None
    except RecursionError:
        raise InputError(f"{what} is nested too deeply; write plain keys and values.") from None


def sentence(problems: ValidationError, model: type[BaseModel], what: str) -> str:
    """The first problem in one sentence: what was found and what to write instead."""
    first = problems.errors(include_url=False)[0]
    kind, found = first["type"], first["input"]
    # A value that may be a day or "none" is reported under both; a key that nobody knows is reported as it was written.
    place = [part for part in first["loc"] if kind == "extra_forbidden" or not str(part).startswith(("literal[", "date"))]
    path = _dotted(place)
    if kind == "extra_forbidden":
        return _unknown_key(path, str(place[-1]), _siblings(model, place[:-1]), what)
    if kind == "missing" and path == "course_id":
        how = 'python3 -c "import uuid; print(uuid.uuid4())" prints one'
        return f"{_lead(what)}course_id is missing; write a UUID of this course's own: {how}."
    if kind == "missing":
        return f"{_lead(what)}{path} is missing; write it."
    if kind == "value_error":
        return f"{_lead(what)}{f'{path} ' if path else ''}{first['ctx']['error']}."
    if kind in ("literal_error", "union_tag_invalid"):
        expected = first["ctx"].get("expected") or first["ctx"].get("expected_tags", "")
        found_text = shown(first["ctx"].get("tag", found))
        return f"{_lead(what)}{path or 'kind'} is {found_text}; write {expected.replace(chr(39), '')}."
    if kind == "string_pattern_mismatch":
        return f"{_lead(what)}{path} is {shown(found)}; write it like {_example(path)}."
    what_it_is = "of another kind" if path == "label" else shown(found)  # a message never shows a patient's label
    return f"{_lead(what)}{path or 'it'} is {what_it_is}; write {EXPECTED.get(kind, 'a value of the kind the documentation shows')}."


def _lead(what: str) -> str:
    return f"{what}: " if what else ""


def _dotted(place: list[Any]) -> str:
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text


def _example(path: str) -> str:
    last = path.rsplit(".", 1)[-1]
    return {"visit": "C1D8", "country": "US", "region": "CA", "name": "my-profile"}.get(last, "the documentation shows")


def _siblings(model: type[BaseModel], place: list[Any]) -> list[str]:
    """The keys known at the level where an unknown one was found."""
    from typing import get_args

    current: type[BaseModel] | None = model
    for part in place:
        if isinstance(part, int) or current is None:
            continue
        if part not in current.model_fields:
            continue  # the tag of a change
        annotation: Any = current.model_fields[part].annotation
        candidates = [annotation, *get_args(annotation)]
        if part == "changes":
            candidates = [kind for kind in get_args(get_args(Change)[0]) if kind.model_fields["kind"].default in place]
        found = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
        current = found[0] if found else None
    return list(current.model_fields) if current else []


_AS_WRITTEN = {"weight_kg": "weight", "changes": "change", "checks": "check"}


def _unknown_key(path: str, key: str, known: list[str], what: str) -> str:
    # A body weight is written with its unit, under a key without one.
    known = [_AS_WRITTEN.get(name, name) for name in known]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
    if near:
        return f"{_lead(what)}{shown(path)} is not a known key; the nearest is {near[0]}."
    return f"{_lead(what)}{shown(path)} is not a known key; write one of {', '.join(sorted(known))}."


def regimen_from(raw: dict[str, Any]) -> Regimen:
    """The regimen that a raw table describes."""
    return build(Regimen, _without_format(raw, "dosing-regimen/1", "regimen"), "the regimen")


def site_from(raw: Any, default: dict[str, Any], what: str = "the site file") -> Site:
    """A site from its own raw values over the default's. Raises InputError."""
    if not isinstance(raw, dict):
        raise InputError(f"{what} is {shown(raw)}; write a table of keys and values.")
    own = _without_format(raw, "dosing-site/1", what)
    base = _without_format(default, "dosing-site/1", "the default site")
    if "sources" in own:
        raise InputError(f"{what}: 'sources' cannot be written in a site file; leave it out, every value there is the site's own.")
    return build(Site, merge_site(base, own), what)


def site_in_course(raw: object, default: dict[str, Any], what: str) -> Site:
    """The site of a course file's `[site]` table: whole, as this program writes it, or a few values over the default's."""
    own = {} if raw is None else raw
    if isinstance(own, dict) and "sources" in own:
        return build(Site, own, f"{what}: site")
    return site_from(own, default, f"{what}: site")


def course_from(raw: dict[str, Any], what: str = "") -> Course:
    """A course from its raw values, `weight` written with its unit. Raises InputError."""
    values = _without_format(raw, "dosing-course/1", what)
    values.pop("site", None)
    for key, name in (("change", "changes"), ("check", "checks")):
        if key in values:
            values[name] = values.pop(key)
    if "weight" in values:
        values["weight_kg"] = typed_weight(values.pop("weight"))
    if "weight_kg" not in values:
        raise InputError(f'{_lead(what)}the weight is missing; write it with its unit, like weight = "72.5kg".')
    if isinstance(values.get("changes"), list):
        values["changes"] = [_change(change) for change in values["changes"]]
    return build(Course, values, what)


class _EntryForm(Model):
    born: Day | None = None
    entry: EntryFacts


def entry_from(facts: dict[str, Any], born: object = None, what: str = "") -> tuple[EntryFacts, date | None]:
    """Entry facts and a birth date from their raw values, without a course. Raises InputError."""
    form = build(_EntryForm, {"entry": facts, "born": born}, what)
    return form.entry, form.born


def typed_weight(value: object) -> Decimal:
    """The weight, kg, that someone typed with its unit. Raises InputError for a bare number."""
    if isinstance(value, (list, dict, bool, date)) or value is None:
        raise InputError(f'the weight is {shown(value)}; write it in quotes with its unit, like "72.5kg".')
    if not isinstance(value, str):
        raise InputError(f'the weight {shown(value)} has no unit; write it in quotes with its unit, like "72.5kg".')
    return weight_kg_from(value)


_OF_THE_CHANGE = re.compile(r"changes\[\d+\]\.(?:[a-z]+\.)?(?=[a-z])")


def course_with(course: Course, raw_change: dict[str, Any]) -> Course:
    """The course with one more change, given as raw values. Raises InputError."""
    values = {name: getattr(course, name) for name in type(course).model_fields}
    try:
        return build(Course, {**values, "changes": [*course.changes, _change(raw_change)]}, "")
    except InputError as problem:
        raise InputError(_OF_THE_CHANGE.sub("", str(problem))) from None


def _change(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    change = dict(raw)
    if "weight" in change:
        change["weight_kg"] = typed_weight(change.pop("weight"))
    if isinstance(change.get("values"), dict) and "weight" in change["values"]:
        values = dict(change["values"])
        values["weight_kg"] = typed_weight(values.pop("weight"))
        change["values"] = values
    return change


def _without_format(raw: dict[str, Any], expected: str, what: str) -> dict[str, Any]:
    values = dict(raw)
    check_format(values.pop("format", expected), expected, what)
    return values


def check_format(found: object, expected: str, what: str) -> None:
    """Refuse a file of another or of a newer format. Raises InputError."""
    if found == expected:
        return
    kind, _, number = expected.partition("/")
    other = str(found).partition("/")
    if other[0] == kind and other[2].isascii() and other[2].isdigit() and int(other[2][:6]) > int(number):
        raise InputError(
            f"{what} has the format {shown(found)}, newer than this program reads ({expected}); use the program that wrote it."
        )
    raise InputError(f'{what} has the format {shown(found)}; write format = "{expected}".')
