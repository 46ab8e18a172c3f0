"""What a person types at any door besides the inputs: a moment of issue, a day, a revision.

Does not know arguments or requests.
"""

import re
from datetime import date, datetime

from dosing.acts.opening import Opened
from dosing.findings import InputError
from dosing.inputs import kinds
from dosing.quantities import shown

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def moment_from(text: str) -> datetime:
    """A moment of issue in UTC that was typed. Raises InputError."""
    sentence = f"the moment of issue is {shown(text)}; write a moment in UTC, like 2026-12-20T09:00:00Z."
    problem = InputError("not-a-moment", "issued", sentence)
    if not _MOMENT.fullmatch(text):
        raise problem
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise problem from None


def day_from(text: str, field: str) -> date:
    """A day of the calendar that was typed as YYYY-MM-DD. Raises InputError."""
    try:
        return date.fromisoformat(str(kinds.day_from(text)))
    except kinds.Unfit as problem:
        raise InputError(problem.code, field, f"the day {problem}.") from None


def whole_number_from(text: str, field: str, called: str, example: str) -> int:
    """A small whole number that was typed, such as a revision; `called` is what the sentence calls it. Raises InputError."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        sentence = f"{called} is {shown(text)}; write a whole number up to 999, like {example}."
        raise InputError("not-a-whole-number", field, sentence)
    return int(text)


def revision_from(text: str) -> int:
    """A revision that was typed. Raises InputError."""
    return whole_number_from(text, "revision", "the revision", "1")


def refuse_by_hand(opened: Opened, what: str) -> None:
    """What stores a fingerprint adds to a file that holds them from the beginning. Raises InputError."""
    if opened.by_hand:
        sentence = f"{what} was written by hand and holds no fingerprint; write its folder first, and go on with the course file in it."
        raise InputError("written-by-hand", "course_file", sentence)
