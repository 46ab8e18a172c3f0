"""Courses as a door holds them, for the tests of what every door does."""

from datetime import datetime
from typing import Any

import pytest

from dosing import acts
from dosing.acts import Opened, begin, open_course
from dosing.findings import InputError
from tests import plans


def begun(site: dict[str, Any] | None = None, **course: Any) -> Opened:
    return begin({**plans.PATIENT, **course}, site or {}, {})


def to_check(site: dict[str, Any] | None = None, **course: Any) -> Opened:
    """A course that AB prepared, at a site that has decided about every drug."""
    return begun({**plans.CONFIRMED, **(site or {})}, prepared_by="AB", **course)


def answers(opened: Opened, issued: datetime = plans.ISSUED, **other: str) -> dict[str, str]:
    """Every right answer to a check; `other` are typed instead, by the last part of their field."""
    right = plans.answers_of(acts.issue(opened, issued).document)
    return {field: other.get(field.rpartition(".")[2], text) for field, text in right.items()}


def checked(opened: Opened, by: str = "CD", issued: datetime = plans.ISSUED) -> Opened:
    return acts.check(opened, by, answers(opened, issued), issued).opened


def changed(before: Opened, *raws: dict[str, Any]) -> Opened:
    for raw in raws:
        before = acts.change(before, raw).opened
    return before


def reopened(opened: Opened) -> Opened:
    return open_course(opened.content, "course.toml")


def problem_of(act: Any, *words: Any) -> InputError:
    with pytest.raises(InputError) as raised:
        act(*words)
    return raised.value


def short(opened: Opened) -> str:
    digits = acts.issue(opened, plans.ISSUED).fingerprint[:12].upper()
    return "-".join(digits[at : at + 4] for at in (0, 4, 8))
