"""The kinds of value an input may hold, each with its limits and the sentence said when it is outside them.

Does not know which input a value belongs to.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from dosing import wording
from dosing.inputs.glyphs import unprintable
from dosing.quantities import NotReadable, decimal_from, shown


class Unfit(ValueError):
    """A value that cannot stand where it was written: a code for the problem, and what to write instead, behind the name of the value.

    In a table, `about` is the key that the sentence is about, and `at` the one at which it is put right, where that is another.
    """

    def __init__(self, code: str, rest: str, *, about: str = "", at: str = "") -> None:
        super().__init__(rest)
        self.code, self.about, self.at = code, about, at or about


class Model(BaseModel):
    """A strict, frozen input; an unknown key is refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """A number from `least` to `most`, both included."""

    least: Decimal
    most: Decimal
    unit: str

    def __call__(self, value: Any) -> Any:
        if self.least <= value <= self.most:
            return value
        if self.least == self.most:
            raise Unfit(
                "out-of-bounds", f"is {wording.amount(value, self.unit)}; only {wording.amount(self.least, self.unit)} can stand here"
            )
        allowed = f"{wording.number(self.least)} to {wording.amount(self.most, self.unit)}"
        raise Unfit("out-of-bounds", f"is {wording.amount(value, self.unit)}; write {allowed}")


@dataclass(frozen=True, slots=True)
class Choices:
    """One of a few numbers."""

    numbers: tuple[Decimal, ...]
    unit: str

    @property
    def least(self) -> Decimal:
        """The smallest of them."""
        return min(self.numbers)

    @property
    def most(self) -> Decimal:
        """The largest of them."""
        return max(self.numbers)

    def __call__(self, value: Any) -> Any:
        if value is None or value in self.numbers:
            return value
        allowed = wording.listed([wording.number(n) for n in self.numbers], "or")
        raise Unfit("not-a-choice", f"is {wording.amount(value, self.unit)}; write {allowed} {self.unit}")


def limits(least: str, most: str, unit: str) -> AfterValidator:
    """A validator that holds a number between two limits, both included."""
    return AfterValidator(Limits(Decimal(least), Decimal(most), unit))


def choices(*numbers: str, unit: str) -> AfterValidator:
    """A validator that takes only these numbers."""
    return AfterValidator(Choices(tuple(Decimal(n) for n in numbers), unit))


MOST_DECIMALS = 6  # no pump, vial or scale shows more


def _exact(value: object) -> object:
    """A decimal from its text, a TOML number or a Decimal; never from a float."""
    if isinstance(value, str):
        try:
            value = decimal_from(value)
        except NotReadable as problem:
            raise Unfit(problem.code, str(problem)) from None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return value
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 12:
        raise Unfit("not-a-number", f"is {shown(value)}; write a plain decimal number like 72.5")
    if -int(number.normalize().as_tuple().exponent) > MOST_DECIMALS:
        raise Unfit("too-many-decimals", f"is {shown(value)}; write at most {MOST_DECIMALS} decimals")
    return number


Exact = Annotated[Decimal, BeforeValidator(_exact)]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day_from(value: object) -> object:
    """A day written exactly YYYY-MM-DD, or a TOML date."""
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise Unfit("not-a-day", f"is {shown(value)}; write the date as year, month and day, like 2027-01-04")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Unfit("no-such-day", f"is {shown(value)}, which is not in the calendar; write a real day, like 2027-01-04") from None


@dataclass(frozen=True, slots=True)
class Years:
    """A day in the years from `least` to `most`, both included."""

    least: int
    most: int

    def __call__(self, value: Any) -> Any:
        if self.least <= value.year <= self.most:
            return value
        raise Unfit("out-of-bounds", f"is {value.isoformat()}; write a day in the years {self.least} to {self.most}")


Day = Annotated[date, BeforeValidator(day_from), AfterValidator(Years(1900, 2100))]
StartDay = Annotated[date, BeforeValidator(day_from), AfterValidator(Years(2017, 2099))]


@dataclass(frozen=True, slots=True)
class OneLine:
    """One line of text that every sheet can print, of at most `most` characters; `needed` where it cannot be left out."""

    most: int
    needed: bool
    least: int = 1

    def __call__(self, value: Any) -> Any:
        text = unicodedata.normalize("NFC", value.strip())  # a letter and its accent as one character, which the typeface holds
        if len(text) < self.least:
            raise Unfit("empty", "is empty; write some text" if self.needed else "is empty; write some text, or leave it out")
        if any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" for c in text):
            raise Unfit("control-character", "holds a control character, such as a line break; write it on one line without them")
        if len(text) > self.most:
            raise Unfit("too-long", f"has {wording.number(len(text))} characters; write at most {self.most}")
        missing = unprintable(text)
        if missing is not None:
            raise Unfit(
                "unprintable",
                f"holds the character {shown(missing)} (U+{ord(missing):04X}), which the sheets' typeface cannot print; "
                "write it in Latin, Greek or Cyrillic letters",
            )
        return text


def one_line(most: int, *, needed: bool = False) -> AfterValidator:
    """A validator for one line of text."""
    return AfterValidator(OneLine(most, needed))


Line = Annotated[str, one_line(120)]
Label = Annotated[str, one_line(80)]


def _initials(value: str) -> str:
    if not any(c.isalnum() for c in value):  # without one, nobody is told apart from anybody else
        raise Unfit("initials-empty", f"is {shown(value)}, which holds no letter; write initials, like AB")
    return value


Initials = Annotated[str, one_line(40), AfterValidator(_initials)]
NeededLine = Annotated[str, one_line(120, needed=True)]
NeededInitials = Annotated[str, one_line(40, needed=True), AfterValidator(_initials)]


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


AsTuple = BeforeValidator(_tuple)

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]([+-](0[0-9]|1[0-4]):[0-5][0-9])?", re.ASCII)


def _clock(value: str) -> str:
    if not _CLOCK.fullmatch(value):
        raise Unfit("not-a-time", f"is {shown(value)}; write the time on the 24-hour clock, like 10:00")
    return value


Clock = Annotated[str, AfterValidator(_clock)]

_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)

_NO_PLACE = ("Factory", "localtime", "posixrules")  # these mean another thing on every machine, or nothing


def _zone(value: str) -> str:
    from zoneinfo import ZoneInfo  # late: the zone data is wanted only where a time is set

    problem = f"is {shown(value)}, which is not a known time zone; write its name like Europe/Paris or America/New_York"
    if not _ZONE.fullmatch(value) or value in _NO_PLACE or value.startswith(("posix/", "right/")):
        raise Unfit("no-such-zone", problem)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise Unfit("no-such-zone", problem) from None
    if "/" not in value and value != "UTC":  # EST keeps no summer time, and people mean another clock by it
        raise Unfit(
            "zone-without-place", f"is {shown(value)}, which names no place; write a place like Europe/Paris or America/New_York, or UTC"
        )
    return value


Zone = Annotated[str, AfterValidator(_zone)]

_AS_TYPED_ELSEWHERE = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{MASCULINE ORDINAL INDICATOR}": "°"})
_TEMPERATURE = re.compile(r"([0-9]{2,3}(?:\.[0-9])?) ?°? ?([CF])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fever:
    """A body temperature with its unit, between two limits in that unit, both included; it is kept as it was typed, with a plain "°"."""

    celsius: Limits
    fahrenheit: Limits

    def __call__(self, value: str) -> str:
        plain = value.translate(_AS_TYPED_ELSEWHERE).strip()  # a space that does not break, an ordinal sign for the degree
        found = _TEMPERATURE.fullmatch(plain)
        if not found:
            raise Unfit("not-a-temperature", f"is {shown(value)}; write a temperature with its unit, like 38 °C or 100.4 °F")
        number = Decimal(found[1])
        (self.celsius if found[2] == "C" else self.fahrenheit)(number)
        return f"{wording.number(number)} °{found[2]}"


# A threshold for a call lies above what is no fever, and below what nobody waits for.
FeverFrom = Annotated[
    str, AfterValidator(Fever(Limits(Decimal("37.5"), Decimal(39), "°C"), Limits(Decimal("99.5"), Decimal("102.2"), "°F")))
]

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _hex(value: str) -> str:
    if not _HEX.fullmatch(value):
        raise Unfit("not-a-fingerprint", f"is {shown(value)}; a fingerprint has 64 hexadecimal digits in lower case")
    return value


Fingerprint = Annotated[str, AfterValidator(_hex)]
