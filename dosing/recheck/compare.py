"""Compare what a document states with what was recalculated, leaf by leaf and as exact text.

Does not know how anything was calculated, or why two values could differ.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dosing.recheck.reading import Place, Unreadable, step

NUMBER = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One value that the document states and the second calculation does not confirm."""

    path: str
    stated: object
    recalculated: object
    reason: str = ""
    missing: bool = False

    @property
    def sentence(self) -> str:
        """One plain sentence for the person who has to decide what is wrong."""
        stated, recalculated = show(self.stated), show(self.recalculated)
        if stated == recalculated:
            # "1448" and 1448 read alike; only their JSON forms show the difference.
            stated, recalculated = _shorten(json.dumps(self.stated)), _shorten(json.dumps(self.recalculated))
        here = "missing" if self.missing else stated
        if self.missing and self.recalculated is None:
            return f"{self.name} is missing in the document."
        return f"{self.name} is {here} in the document; {self.reason or f'recalculated it is {recalculated}'}."

    @property
    def name(self) -> str:
        """The path as it is read aloud: the visit first, then what of it."""
        if not self.path:
            return "The document"
        visit = re.fullmatch(r"visits\.(C[0-9]D[0-9]+)\.(.+)", self.path, re.DOTALL)
        return f"{visit[1]} {visit[2]}" if visit else self.path


def disagree(unreadable: Unreadable) -> Disagreement:
    """An unreadable place as the disagreement that it is."""
    return Disagreement(unreadable.place.path, unreadable.place.value, None, unreadable.reason, unreadable.missing)


def collect(part: Callable[[Place], Iterator[Disagreement]], place: Place) -> Iterator[Disagreement]:
    """What one part of the check finds, and the place at which it could not go on."""
    try:
        yield from part(place)
    except Unreadable as unreadable:
        yield disagree(unreadable)


def compare(path: str, stated: object, recalculated: object) -> Iterator[Disagreement]:
    """Every leaf that differs, and every key or entry that only one side has."""
    if isinstance(stated, dict) and isinstance(recalculated, dict):
        yield from _compare_objects(path, stated, recalculated)
    elif isinstance(stated, list) and isinstance(recalculated, list):
        yield from compare_lists([f"{path}[{i}]" for i in range(max(len(stated), len(recalculated)))], stated, recalculated)
    elif not same(stated, recalculated):
        yield Disagreement(path, stated, recalculated)


def _compare_objects(path: str, stated: dict[str, object], recalculated: dict[str, object]) -> Iterator[Disagreement]:
    for key, value in recalculated.items():
        if key in stated:
            yield from compare(step(path, key), stated[key], value)
        else:
            yield Disagreement(step(path, key), None, value, missing=True)
    for key, value in stated.items():
        if key not in recalculated:
            yield _surplus(step(path, key), value)


def compare_lists(paths: list[str], stated: list[object], recalculated: list[object]) -> Iterator[Disagreement]:
    """Entries are compared by position; `paths` names each position of the longer list."""
    for i, path in enumerate(paths):
        if i >= len(stated):
            yield Disagreement(path, None, recalculated[i], missing=True)
        elif i >= len(recalculated):
            yield _surplus(path, stated[i])
        else:
            yield from compare(path, stated[i], recalculated[i])


def _surplus(path: str, value: object) -> Disagreement:
    return Disagreement(path, value, None, "the recalculation has nothing there")


def same(stated: object, recalculated: object) -> bool:
    """Whether two leaves are the same value of the same JSON type."""
    # To Python true, 1 and 1.0 are equal; in the contract they are three different things.
    return type(stated) is type(recalculated) and stated == recalculated


def show(value: object) -> str:
    """A JSON value as a person reads it: thousands with commas, null as "empty"."""
    if value is None:
        return "empty"
    if isinstance(value, str) and value:
        return _shorten(_group(value) if value.isprintable() else ascii(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return _group(str(value))
    return _shorten(json.dumps(value))


def _group(text: str) -> str:
    number = NUMBER.fullmatch(text)
    if not number or len(number[2]) > 15:
        return text
    return f"{number[1]}{int(number[2]):,}{number[3] or ''}" if number[2] == str(int(number[2])) else text


def _shorten(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}..."
