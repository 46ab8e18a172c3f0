"""Exact decimal amounts with their unit, and how a person may type them.

Does not know patients, dates or why an amount is wanted.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

POUND_KG = Decimal("0.45359237")  # exact by definition (international pound, 1959)


@dataclass(frozen=True, slots=True)
class Amount:
    """A decimal number of one unit; amounts of different units cannot be added or compared."""

    value: Decimal

    def _same(self, other: "Amount") -> Decimal:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} and {type(other).__name__} cannot be mixed")
        return other.value

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - self._same(other))


class Kilograms(Amount):
    """Body weight, kg."""


class Milligrams(Amount):
    """Mass of a drug, mg."""


class Millilitres(Amount):
    """Volume, mL."""


class MilligramsPerKilogram(Amount):
    """Dose per body weight, mg/kg."""

    def times(self, weight: Kilograms) -> Milligrams:
        """The dose for a body weight, exact."""
        return Milligrams(self.value * weight.value)


class MilligramsPerMillilitre(Amount):
    """Concentration, mg/mL."""

    def in_volume(self, volume: Millilitres) -> Milligrams:
        """The mass that a volume holds, exact."""
        return Milligrams(self.value * volume.value)

    def volume_of(self, mass: Milligrams, step: Millilitres) -> Millilitres:
        """The volume that holds `mass`, rounded once, half up, to a multiple of `step`."""
        return Millilitres(half_up(Fraction(mass.value) / Fraction(self.value), step.value))


def half_up(value: Fraction, step: Decimal) -> Decimal:
    """`value` as the nearest multiple of `step`; a tie goes away from zero.

    Rounds the exact fraction, so that nothing is ever rounded twice.

    >>> half_up(Fraction(-1, 2), Decimal(1))
    Decimal('-1')
    """
    steps = abs(value) / Fraction(step)
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return (whole if value >= 0 else -whole) * step


def down(value: Fraction, step: Decimal) -> Decimal:
    """`value`, not negative, as the next multiple of `step` at or below it."""
    return (value / Fraction(step)).__floor__() * step


def plain(value: Decimal) -> str:
    """A decimal in plain notation: no exponent, no trailing zeros, no negative zero.

    >>> plain(Decimal("1.4E+3")), plain(Decimal("72.50")), plain(Decimal("-0"))
    ('1400', '72.5', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


# ASCII digits only: Decimal() itself would read full-width digits, underscores, "nan" and "1e3".
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,12})?", re.ASCII)
_WEIGHT = re.compile(r"(?P<number>[0-9]{1,6}(?:\.[0-9]+)?)[ \u00a0]?(?P<unit>kg|lb|lbs)", re.ASCII | re.IGNORECASE)


class NotReadable(ValueError):
    """What was typed is no amount: a code for the problem, and a sentence that says what was found and what to write instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def decimal_from(text: str) -> Decimal:
    """The number that `text` writes in plain decimal notation; raises NotReadable otherwise."""
    if not _DECIMAL.fullmatch(text):
        raise NotReadable("not-a-number", f"{shown(text)} is not a plain decimal number; write it with ASCII digits and a point, like 72.5")
    return Decimal(text)


def shown(text: object, most: int = 40) -> str:
    """What a person typed, shortened and with control characters made visible, in quotes."""
    # Python refuses to write a whole number of more than a few thousand digits.
    found = "a very long number" if isinstance(text, int) and text.bit_length() > 256 else str(text)
    visible = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in found[:most])
    return f"'{visible}{'...' if len(found) > most else ''}'"


def weight_from(text: str) -> tuple[Kilograms, str]:
    """A body weight with its unit, kilograms or pounds, and the unit it was written in.

    Pounds are converted exactly and rounded half up to 0.01 kg. Raises NotReadable.

    >>> weight_from("160lb")
    (Kilograms(value=Decimal('72.57')), 'lb')
    """
    typed = text.strip(" ")
    match = _WEIGHT.fullmatch(typed)
    if match is None:
        raise _weight_problem(typed)
    number, unit = match["number"], match["unit"].lower()
    like = "72.35kg" if unit == "kg" else "160.12lb"
    if len(number.partition(".")[2]) > 2:
        raise NotReadable("weight-decimals", f"the weight {shown(text)} has more than two decimals; write at most two, like {like}")
    if len(number.partition(".")[0]) > 1 and number.startswith("0"):
        raise NotReadable("weight-unreadable", f"the weight {shown(text)} begins with a zero; write it like {like}")
    if unit == "kg":
        return Kilograms(Decimal(number)), "kg"
    return Kilograms(half_up(Fraction(Decimal(number)) * Fraction(POUND_KG), Decimal("0.01"))), "lb"


def _weight_problem(typed: str) -> NotReadable:
    if not typed:
        return NotReadable("weight-empty", "the weight is empty; write it with its unit, like 72.5kg")
    found = f"the weight {shown(typed)}"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", typed, re.ASCII):
        return NotReadable("weight-without-unit", f"{found} has no unit; write {typed}kg or, if it is in pounds, {typed}lb")
    if "," in typed:
        how = "write it with a decimal point and no thousands separator, like 72.5kg"
        return NotReadable("weight-unreadable", f"{found} holds a comma; {how}")
    if typed.startswith("-"):
        return NotReadable("weight-unreadable", f"{found} is below zero; write the body weight with its unit, like 72.5kg")
    return NotReadable("weight-unreadable", f"{found} cannot be read; write ASCII digits with kg or lb, like 72.5kg")
