"""Read one place of a plan document strictly, and say by name which place cannot be read.

Does not know what any place means, or what a correct document would hold.
"""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

AMOUNT = re.compile(r"(0|[1-9][0-9]{0,6})(\.[0-9]{0,5}[1-9])?")
DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
DEEPEST = 40
LONGEST_WHOLE = 10**15


class Unreadable(Exception):
    """One place of the document that the second calculation cannot use, and why."""

    def __init__(self, place: "Place", reason: str, *, missing: bool = False) -> None:
        super().__init__(f"{place.path} {reason}")
        self.place = place
        self.reason = reason
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Place:
    """A value of the document together with the path that leads to it."""

    value: object
    path: str

    @property
    def given(self) -> bool:
        return self.value is not None

    def unreadable(self, reason: str) -> Unreadable:
        return Unreadable(self, reason)

    def at(self, *keys: str) -> "Place":
        place = self
        for key in keys:
            fields = place.fields()
            below = Place(fields.get(key), step(place.path, key))
            if key not in fields:
                raise Unreadable(below, "", missing=True)
            place = below
        return place

    def fields(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.unreadable("an object with named values belongs here")
        return self.value

    def entries(self) -> list["Place"]:
        if not isinstance(self.value, list):
            raise self.unreadable("a list belongs here")
        return [Place(value, f"{self.path}[{i}]") for i, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.unreadable("a text belongs here")
        return self.value

    def text_or_null(self) -> str | None:
        return self.text() if self.given else None

    def one_of(self, *words: str) -> str:
        if self.text() not in words:
            raise self.unreadable(f"one of these belongs here: {', '.join(words)}")
        return self.text()

    def whole(self, least: int = 0) -> int:
        # bool is an int to Python, but true is not a count.
        if type(self.value) is not int or not least <= self.value <= 100_000:
            raise self.unreadable(f"a whole number from {least} belongs here, without quotation marks")
        return self.value

    def amount(self) -> Fraction:
        if not AMOUNT.fullmatch(self.text()):
            raise self.unreadable('an amount is written like "72.4", without trailing zeros, sign or exponent')
        return Fraction(self.text())

    def rate(self) -> Fraction:
        if self.amount() == 0:
            raise self.unreadable("it must be more than 0")
        return self.amount()

    def day(self) -> int:
        """The ordinal of a day, 1 being the first of January of year 1."""
        if DAY.fullmatch(self.text()):
            try:
                return date.fromisoformat(self.text()).toordinal()
            except ValueError:
                pass
        raise self.unreadable("a day is written like 2027-01-04 and must exist")

    def day_or_null(self) -> int | None:
        return self.day() if self.given else None


def step(path: str, key: str) -> str:
    """The path one key further; a key that no plan document has may hold anything, so it is cut and escaped."""
    shown = key if key.isprintable() else ascii(key)
    return f"{path}.{shown[:60]}" if path else shown[:60]


def refuse_monsters(document: object) -> None:
    """Raises Unreadable for nesting or whole numbers too large to walk, compare and print safely."""
    waiting: list[tuple[object, tuple[str, ...]]] = [(document, ())]
    while waiting:
        value, keys = waiting.pop()
        if len(keys) > DEEPEST:
            raise _place(keys).unreadable("it is nested too deeply to be a plan")
        if isinstance(value, dict):
            waiting += [(below, (*keys, key)) for key, below in value.items()]
        elif isinstance(value, list):
            waiting += [(below, (*keys, f"[{i}]")) for i, below in enumerate(value)]
        elif isinstance(value, int) and abs(value) > LONGEST_WHOLE:
            raise _place(keys).unreadable("no whole number of a plan is this long")


def _place(keys: tuple[str, ...]) -> Place:
    path = ""
    for key in keys:
        path = path + key if key.startswith("[") else step(path, key)
    return Place(None, path)
