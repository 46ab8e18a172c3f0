"""Every limit that the models declare, found by walking them, and the values at it and one step past it."""

import copy
import types
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dosing.inputs.kinds import Choices, Fever, Limits, OneLine, Years

HUNDREDTH, TENTH = Decimal("0.01"), Decimal("0.1")


class Declared(NamedTuple):
    """One limit: the model, the dotted path below it ([] for each of a list, {} for each of a table), the limit, and the kind of the value."""

    model: str
    path: str
    limit: Any
    kind: Any

    @property
    def name(self) -> str:
        return f"{self.model}.{self.path}"

    @property
    def said(self) -> str:
        """The limit as tests/safety/limits.txt holds it."""
        return f"{self.name}: {said(self.limit)}"


def declared(model: type[BaseModel], apart: tuple[type, ...] = ()) -> list[Declared]:
    """Every limit below a model; models that are walked by themselves are left `apart`."""
    return [Declared(model.__name__, *each) for each in _walk(model, (), "", apart)]


def _walk(kind: Any, metadata: tuple[Any, ...], path: str, apart: tuple[type, ...]) -> Iterator[tuple[str, Any, Any]]:
    for each in metadata:
        if isinstance(each, FieldInfo):
            yield from _walk(kind, tuple(each.metadata), path, apart)
            continue
        limit = getattr(each, "func", each)
        if isinstance(limit, MinLen | Fever) or (hasattr(limit, "least") and hasattr(limit, "most")):
            yield path, limit, kind
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _walk(parts[0], kind.__metadata__, path, apart)
    elif origin in (Union, types.UnionType):
        for part in parts:
            yield from _walk(part, (), path, apart)
    elif origin is tuple:
        yield from _walk(parts[0], (), f"{path}[]", apart)
    elif origin is dict:
        yield from _walk(parts[1], (), f"{path}{{}}", apart)
    elif isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in apart:
        for name, field in kind.model_fields.items():
            yield from _walk(field.annotation, tuple(field.metadata), f"{path}.{name}" if path else name, apart)


def said(limit: Any) -> str:
    """A limit in words. Raises TypeError for one of a new kind."""
    if isinstance(limit, Limits):
        return f"{limit.least} to {limit.most} {limit.unit}"
    if isinstance(limit, Choices):
        return f"{', '.join(str(each) for each in limit.numbers)} {limit.unit}"
    if isinstance(limit, Years):
        return f"years {limit.least} to {limit.most}"
    if isinstance(limit, OneLine):
        return f"{limit.least} to {limit.most} characters"
    if isinstance(limit, Fever):
        return f"{said(limit.celsius)}, {said(limit.fahrenheit)}"
    if isinstance(limit, MinLen):
        return f"{limit.min_length} or more"
    raise TypeError(f"nothing is known of {limit!r}; say here how it is written")


def values(limit: Any, kind: Any) -> tuple[list[Any], list[Any]]:
    """The values at a limit, and those one step past it, as a file or a form holds them. Raises TypeError for a limit of a new kind."""
    if isinstance(limit, Limits):
        step = Decimal(1) if kind is int else HUNDREDTH
        return _written(kind, [limit.least, limit.most]), _written(kind, [limit.least - step, limit.most + step])
    if isinstance(limit, Choices):
        past = [each + step for each in limit.numbers for step in (-HUNDREDTH, HUNDREDTH)]
        return _written(kind, list(limit.numbers)), _written(kind, past)
    if isinstance(limit, Years):
        first, last = date(limit.least, 1, 1), date(limit.most, 12, 31)
        return [str(first), str(last)], [str(first - timedelta(days=1)), str(last + timedelta(days=1))]
    if isinstance(limit, OneLine):
        return ["x" * limit.least, "x" * limit.most], ["x" * (limit.least - 1), "x" * (limit.most + 1)]
    if isinstance(limit, Fever):
        both = ((limit.celsius, "°C"), (limit.fahrenheit, "°F"))
        at = [f"{number} {unit}" for held, unit in both for number in (held.least, held.most)]
        return at, [f"{number} {unit}" for held, unit in both for number in (held.least - TENTH, held.most + TENTH)]
    raise TypeError(f"no values are known at and past {limit!r}; say here which they are")


def _written(kind: Any, numbers: list[Decimal]) -> list[Any]:
    return [int(number) if kind is int else format(number, "f") for number in numbers]


def put(whole: Any, path: str, value: Any) -> Any:
    """A copy of raw values with one of them at a dotted path; in lists and tables in the first entry that holds it. Raises KeyError."""
    made = copy.deepcopy(whole)
    if not _put(made, path.replace("[]", ".[]").replace("{}", ".{}").split("."), value):
        raise KeyError(f"the raw values hold nothing at {path}")
    return made


def _put(place: Any, steps: list[str], value: Any) -> bool:
    step, *more = steps
    keys: Any = range(len(place)) if step == "[]" else list(place) if step == "{}" else [step]
    for key in keys:
        if not more:
            place[key] = value
            return True
        below = place[key] if step == "[]" else place.get(key)
        # The entry that is looked for holds the value already.
        held = isinstance(below, list) or (isinstance(below, dict) and (more[0] in below or more[0] == "{}"))
        if held and _put(below, more, value):
            return True
    return False
