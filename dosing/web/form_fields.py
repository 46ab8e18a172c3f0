"""Fields of a form: what was typed, and what is wrong with it in the words of the form.

Does not know which form, doses, or pages.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dosing.findings import InputError
from dosing.inputs.facts import read_weight
from dosing.inputs.kinds import Clock, Day, Exact, Initials, Label, Line, StartDay, Zone
from dosing.wording import MONTHS

Typed = Mapping[str, str]
PARTS = ("day", "month", "year")
MOST_TYPED = 2000  # characters in one field that a person fills

KINDS: dict[str, Any] = {
    "label": Label, "line": Line, "initials": Initials, "clock": Clock, "zone": Zone, "day": Day, "start": StartDay, "amount": Exact,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing to put right: the field to go to (empty for the whole form), and one sentence."""

    field: str
    message: str


class Reading:
    """What a form's fields hold, and everything that is wrong with them, in the order of the form."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.wrongs: list[Wrong] = []

    def say(self, field: str, message: str) -> None:
        """Note what is wrong with a field."""
        self.wrongs.append(Wrong(field, message))

    def text(self, name: str) -> str | None:
        """What was typed, without the spaces around it; None where nothing was."""
        return self.typed.get(name, "").strip() or None

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) is not None

    def line(self, name: str, kind: str, called: str, *, required: str = "") -> str | None:
        """One line of text of a kind that the inputs know; `required` is said where it is missing."""
        text = self.text(name)
        if text is None:
            if required:
                self.say(name, required)
            return None
        if kind == "clock":
            text = clock_text(text)
        return text if self._fits(name, kind, called, text) else None

    def choice(self, name: str, options: Iterable[str], message: str) -> str | None:
        """One of a few words; an empty one stands for none of them."""
        text = self.text(name)
        if text is None or text in options:
            return text
        self.say(name, message)
        return None

    def weight(self, name: str, called: str, *, required: bool = True) -> str | None:
        """A body weight with its unit; without one it is in kilograms, as the label of the field says."""
        text = self.text(name)
        if text is None:
            if required:
                self.say(name, f"Enter {called}")
            return None
        written = with_kilograms(text)
        try:
            read_weight(written)
        except InputError as problem:
            self.say(name, capital(problem.sentence))
        return written

    def amount(self, name: str, called: str) -> str | None:
        """A plain decimal number, whose unit the label of the field says."""
        text = self.text(name)
        return text if text is not None and self._fits(name, "amount", called, text) else None

    def day(self, name: str, called: str, *, kind: str = "day", required: bool = False) -> str | None:
        """A day from its three fields, as YYYY-MM-DD; what is wrong is said as the NHS date input has it."""
        parts = {part: self.text(f"{name}-{part}") for part in PARTS}
        if not any(parts.values()):
            if required:
                self.say(f"{name}-day", f"Enter {called}")
            return None
        lacking = [part for part in PARTS if parts[part] is None]
        if lacking:
            self.say(f"{name}-{lacking[0]}", f"{capital(called)} must include a {' and a '.join(lacking)}")
            return None
        found = day_text(parts["day"] or "", parts["month"] or "", parts["year"] or "")
        if isinstance(found, Wrong):
            self.say(f"{name}-{found.field}", f"{capital(called)} {found.message}")
            return None
        return found if self._fits(f"{name}-day", kind, called, found) else None

    def day_or_none(self, name: str, called: str) -> str | None:
        """A day, or "none" where the box beside it says that there was none."""
        typed = [part for part in PARTS if self.text(f"{name}-{part}")]
        if not self.ticked(f"{name}-none"):
            return self.day(name, called)
        if typed:
            self.say(f"{name}-{typed[0]}", f"{capital(called)}: enter the day or tick that there was none, not both")
            return None
        return "none"

    def _fits(self, name: str, kind: str, called: str, text: str) -> bool:
        try:
            _adapter(kind).validate_python(text, strict=True)
        except ValidationError as problems:
            first = problems.errors(include_url=False)[0]
            self.say(name, f"{capital(called)} {first['ctx']['error'] if 'ctx' in first else 'cannot be read; write plain text'}")
            return False
        return True


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


def capital(text: str) -> str:
    """A sentence with a capital letter at its head."""
    return text[:1].upper() + text[1:]


_BARE = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


def with_kilograms(text: str) -> str:
    """A weight as it was typed, with kilograms behind a bare number."""
    return f"{text}kg" if _BARE.fullmatch(text) else text


_SHORT_CLOCK = re.compile(r"([0-9]):?([0-5][0-9])", re.ASCII)


def clock_text(text: str) -> str:
    """A time of day with both digits of its hour."""
    return f"0{text}" if _SHORT_CLOCK.fullmatch(text) and ":" in text else text


_DIGITS = re.compile(r"[0-9]{1,2}", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)


def day_text(day: str, month: str, year: str) -> str | Wrong:
    """YYYY-MM-DD from a day, a month as number or name, and a year; or the part that is wrong and why."""
    number = month_number(month)
    if not _DIGITS.fullmatch(day) or not 1 <= int(day) <= 31:
        return Wrong("day", "must be a real date, like 27 3 2027")
    if number is None:
        return Wrong("month", "must be a real date; write the month as a number or its name, like 3 or March")
    if not _YEAR.fullmatch(year):
        return Wrong("year", "must have a year of 4 numbers, like 2027")
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return Wrong("day", "must be a real date; the calendar has no such day")


def month_number(text: str) -> int | None:
    """A month from its number, its name, or the first three or more letters of it."""
    if _DIGITS.fullmatch(text):
        return int(text) if 1 <= int(text) <= 12 else None
    letters = text.rstrip(".").lower()
    letters = "sep" if letters == "sept" else letters
    found = [n for n, name in enumerate(MONTHS, start=1) if len(letters) >= 3 and name.lower().startswith(letters)]
    return found[0] if found else None
