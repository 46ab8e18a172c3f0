"""The plan document: the whole answer as plain JSON values, its canonical form, and the chain of its fingerprints.

Does not know files or pages; the form is described in `docs/plan-document.md`.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dosing.inputs.course import Course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.quantities import plain
from dosing.rules.visit import Visit

if TYPE_CHECKING:
    from dosing.inputs.changes import AnyChange

PLAN_FORMAT = "dosing-plan/2"

# What is kept with a course but makes no number: fingerprints and versions of its revisions, and who checked them.
NOT_INPUTS = frozenset({"fingerprint", "engine", "checks"})
# What is written for people and may be mended without voiding a sheet.
PROSE = frozenset({"citation", "title", "criteria_not_checked", "words", "message", "called"})


# How a value without parts is written, by its class: as a JSON value, and as the text of one.
_LEAVES: dict[type, Callable[[Any], Any]] = {
    type(None): lambda nothing: nothing,
    bool: lambda truth: truth,
    int: lambda number: number,
    str: lambda text: text,
    Decimal: plain,
    date: date.isoformat,
    datetime: lambda moment: moment.isoformat(timespec="minutes"),
}
_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda truth: "true" if truth else "false",
    int: str,
    str: encode_basestring,  # a JSON string whose characters are not escaped, but for quotes, backslashes and control characters
}
_NAMES: dict[type, tuple[str, ...]] = {}  # of classes, not of values: the same for every call


def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a class that stand in the document."""
    if kind not in _NAMES:
        if issubclass(kind, BaseModel):
            _NAMES[kind] = tuple(name for name in kind.model_fields if name not in NOT_INPUTS)
        else:
            # A named tuple has no fields in this sense; what it holds all stands in the document.
            fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
            held = tuple(field.name for field in fields if field.metadata.get("document", True))
            _NAMES[kind] = held or tuple(kind._fields)
    return _NAMES[kind]


_SORTED: dict[type, tuple[str, ...]] = {}


def _sorted_names(kind: type) -> tuple[str, ...]:
    """The same in the order of a canonical form."""
    if kind not in _SORTED:
        _SORTED[kind] = tuple(sorted(_names(kind)))
    return _SORTED[kind]


class Written:
    """Models, dataclasses and their values as a document writes them; what visits and revisions share is written once.

    Decimals become plain text, moments local time to the minute with their offset.
    """

    def __init__(self) -> None:
        self._plain: dict[int, Any] = {}
        self._canonical: dict[int, str] = {}
        self._held: list[Any] = []  # an id is another object's once its own is gone

    def plain(self, value: Any) -> Any:
        """A value as JSON values."""
        kind = type(value)
        if kind in _LEAVES:
            return _LEAVES[kind](value)
        if id(value) not in self._plain:
            self._held.append(value)
            self._plain[id(value)] = self._parts(value, kind)
        return self._plain[id(value)]

    def _parts(self, value: Any, kind: type) -> Any:
        if kind is tuple:
            return [self.plain(each) for each in value]
        if kind is dict:
            return {key: self.plain(each) for key, each in value.items()}
        return {name: self.plain(getattr(value, name)) for name in _names(kind)}

    def canonical(self, value: Any) -> str:
        """A value in the one form that a fingerprint is taken of: no key that is null and no prose, keys sorted, no white space.

        A key that a later version adds is null until it is used, so that it changes no fingerprint.
        """
        kind = type(value)
        if kind in _LEAVES:
            written = _LEAVES[kind](value)
            return _TEXTS[type(written)](written)
        if id(value) not in self._canonical:
            self._held.append(value)
            self._canonical[id(value)] = self._canonical_parts(value, kind)
        return self._canonical[id(value)]

    def _canonical_parts(self, value: Any, kind: type) -> str:
        if kind is tuple:
            return f"[{','.join([self.canonical(each) for each in value])}]"
        if kind is dict:
            return self._canonical_table(sorted(value.items()))
        return self._canonical_table((name, getattr(value, name)) for name in _sorted_names(kind))

    def _canonical_table(self, pairs: Iterable[tuple[str, Any]]) -> str:
        kept = [(name, each) for name, each in pairs if each is not None and name not in PROSE]
        return f"{{{','.join([f'{encode_basestring(name)}:{self.canonical(each)}' for name, each in kept])}}}"

    def canonical_without(self, value: Any, left_out: str) -> str:
        """The same without one of its parts."""
        return self._canonical_table((name, getattr(value, name)) for name in _sorted_names(type(value)) if name != left_out)


def plain_value(value: Any) -> Any:
    """A model, dataclass or value as JSON values."""
    return Written().plain(value)


def first_fingerprint(written: Written, regimen: Regimen, site: Site, course: Course, visits: tuple[Visit, ...]) -> str:
    """The fingerprint of revision 1, 64 hexadecimal digits: over inputs without changes, and visits."""
    begun = written.canonical_without(course, "changes")
    inputs = f'{{"course":{begun},"regimen":{written.canonical(regimen)},"site":{written.canonical(site)}}}'
    return _digest(f'{{"inputs":{inputs},"visits":{written.canonical(visits)}}}')


def next_fingerprint(written: Written, previous: str, change: "AnyChange", visits: tuple[Visit, ...]) -> str:
    """The fingerprint of a later revision: over that of the one before, the change, and the visits."""
    return _digest(f'{{"change":{written.canonical(change)},"previous":"{previous}","visits":{written.canonical(visits)}}}')


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
