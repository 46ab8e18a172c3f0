"""Courses as a door holds them, for the tests of what every door does."""

from typing import Any

import pytest

from dosing import acts
from dosing.acts import Opened, begin, open_course
from dosing.findings import InputError
from tests import plans


def begun(site: dict[str, Any] | None = None, **course: Any) -> Opened:
    return begin({**plans.PATIENT, **course}, site or {}, {})


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
