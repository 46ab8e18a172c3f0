"""Read one place of a plan document strictly, and say by name which place cannot be read.

Does not know what any place means, or what a correct document would hold.
"""

import re
from datetime import date

AMOUNT = re.compile(r"(0|[1-9][0-9]{0,6})(?:\.([0-9]{0,5}[1-9]))?")
DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


class Unreadable(Exception):
    """One place of the document that the second calculation cannot use, and why."""

    def __init__(self, place: "Place", reason: str, *, missing: bool = False) -> None:
        super().__init__(f"{place.path} {reason}")
        self.place = place
        self.reason = reason
        self.missing = missing


class Place:
    """A value of the document together with the way that leads to it."""

    __slots__ = ("_above", "_key", "value")

    def __init__(self, value: object, above: "Place | None" = None, key: str | int = "") -> None:
        self.value = value
        self._above = above
        self._key = key

    @property
    def path(self) -> str:
        # Built when it is asked for: almost every place is read and never named.
        if self._above is None:
            return ""
        above = self._above.path
        return f"{above}[{self._key}]" if isinstance(self._key, int) else step(above, self._key)

    @property
    def given(self) -> bool:
        return self.value is not None

    def holding(self, value: object) -> "Place":
        """The same place, as if it held only this part of its value."""
        return Place(value, self._above, self._key)

    def unreadable(self, reason: str) -> Unreadable:
        return Unreadable(self, reason)

    def at(self, *keys: str) -> "Place":
        place = self
        for key in keys:
            fields = place.fields()
            if key not in fields:
                raise Unreadable(Place(None, place, key), "", missing=True)
            place = Place(fields[key], place, key)
        return place

    def later(self, key: str) -> "Place":
        """The place of a key that a later version added: an older document lacks it, which means null."""
        return Place(self.fields().get(key), self, key)

    def fields(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.unreadable("an object with named values belongs here")
        return self.value

    def entries(self) -> list["Place"]:
        if not isinstance(self.value, list):
            raise self.unreadable("a list belongs here")
        return [Place(value, self, i) for i, value in enumerate(self.value)]

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

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.unreadable("true or false belongs here")
        return self.value

    def millionths(self) -> int:
        """An amount, exactly: no amount of a document has more than six decimals."""
        written = AMOUNT.fullmatch(self.text())
        if not written:
            raise self.unreadable('an amount is written like "72.4", without trailing zeros, sign or exponent')
        return int(written[1] + (written[2] or "").ljust(6, "0"))

    def millionths_above_zero(self) -> int:
        millionths = self.millionths()
        if millionths == 0:
            raise self.unreadable("it must be more than 0")
        return millionths

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
