"""Compare what a document states with what was recalculated, leaf by leaf and as exact text.

Does not know how anything was calculated, or why two values could differ.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar, TypeVarTuple

from dosing.recheck.places import Place, Unreadable, step

NUMBER = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")
OF_A_VISIT = re.compile(r"visits\.(C[0-9]+D[0-9]+)\.(.+)", re.DOTALL)

Part = TypeVar("Part")
More = TypeVarTuple("More")


class Disagreement(NamedTuple):
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
        if stated == recalculated and not self.reason:
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
        visit = OF_A_VISIT.fullmatch(self.path)
        return f"{visit[1]} {visit[2]}" if visit else self.path


def disagree(unreadable: Unreadable) -> Disagreement:
    """An unreadable place as the disagreement that it is."""
    return Disagreement(unreadable.place.path, unreadable.place.value, None, unreadable.reason, unreadable.missing)


def collect(check: Callable[[Part], Iterable[Disagreement]], part: Part) -> Iterator[Disagreement]:
    """What one check of a part finds, and the place at which it could not go on."""
    try:
        yield from check(part)
    except Unreadable as unreadable:
        yield disagree(unreadable)


def attempt(read: Callable[[Place, *More], object], place: Place, *more: *More) -> Iterator[Disagreement]:
    """The place at which something could not be read."""
    try:
        read(place, *more)
    except Unreadable as unreadable:
        yield disagree(unreadable)


def compare(path: str, stated: object, recalculated: object) -> Iterator[Disagreement]:
    """Every leaf that differs, and every key or entry that only one side has, but for a surplus key that is null."""
    if alike(stated, recalculated):
        return
    if isinstance(stated, dict) and isinstance(recalculated, dict):
        yield from _compare_objects(path, stated, recalculated)
    elif isinstance(stated, list) and isinstance(recalculated, list):
        yield from compare_lists([f"{path}[{i}]" for i in range(max(len(stated), len(recalculated)))], stated, recalculated)
    else:
        yield Disagreement(path, stated, recalculated)


def _compare_objects(path: str, stated: dict[str, object], recalculated: dict[str, object]) -> Iterator[Disagreement]:
    for key, value in recalculated.items():
        if key in stated:
            yield from compare(step(path, key), stated[key], value)
        else:
            yield Disagreement(step(path, key), None, value, missing=True)
    for key, value in stated.items():
        # A later version adds keys that are null until they are used, and says nothing by them.
        if key not in recalculated and value is not None:
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


def alike(stated: object, recalculated: object) -> bool:
    """Whether two values are the same throughout and of the same JSON types."""
    # To Python true, 1 and 1.0 are equal; in the contract they are three different things.
    if type(stated) is not type(recalculated):
        return False
    if isinstance(stated, dict) and isinstance(recalculated, dict):
        return stated.keys() == recalculated.keys() and _alike_throughout(stated, recalculated)
    if isinstance(stated, list) and isinstance(recalculated, list):
        return len(stated) == len(recalculated) and all(map(alike, stated, recalculated))
    return stated == recalculated


def _alike_throughout(stated: dict[str, object], recalculated: dict[str, object]) -> bool:
    for key, value in recalculated.items():
        below = stated[key]
        # Most leaves are texts, and a call for each would double the time of the comparison.
        if not (below is value or (type(below) is str and below == value) or alike(below, value)):
            return False
    return True


def show(value: object) -> str:
    """A JSON value as a person reads it: thousands with commas, null as "empty"."""
    if value is None:
        return "empty"
    if isinstance(value, str) and value:
        return _shorten(_group(value) if value.isprintable() else ascii(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return _group(str(value))
    return _shorten(json.dumps(value))


def quote(text: str) -> str:
    """A text as it stands in the document, between quotation marks and cut where it is long."""
    return f"'{_shorten(text if text.isprintable() else ascii(text)[1:-1])}'"


def _group(text: str) -> str:
    number = NUMBER.fullmatch(text)
    if not number or len(number[2]) > 15:
        return text
    return f"{number[1]}{int(number[2]):,}{number[3] or ''}" if number[2] == str(int(number[2])) else text


def _shorten(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}..."
