"""The first and the last day that the second calculation counts, against days counted by hand."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, paths, with_change, with_input


def reasons(document: dict[str, Any]) -> dict[str, str]:
    return {found.path: found.reason for found in recheck(document)}


@pytest.mark.parametrize(("start", "named"), [("2199-11-11", False), ("2199-11-12", True)])
def test_the_last_visit_of_the_regimen_is_on_30_december_2199_at_the_latest(start: str, named: bool) -> None:
    # C2D22 is 49 days after the start: 19 of November after the 11th, and 30 of December.
    document = with_input(day_only(), "course.start", start)
    assert ("inputs.course.start" in paths(document)) is named
    assert reasons(document).get("inputs.course.start", "C2D22").startswith("C2D22")


@pytest.mark.parametrize(
    ("visit", "to", "named"),
    [
        ("C1D1", "1900-01-02", False),
        ("C1D1", "1900-01-01", True),
        ("C2D22", "2199-12-30", False),
        ("C2D22", "2199-12-31", True),
    ],
)
def test_a_visit_is_moved_to_a_day_from_2_january_1900_to_30_december_2199(visit: str, to: str, named: bool) -> None:
    document = with_change(day_only(), "move", visit=visit, to=to, following="keep")
    assert ("inputs.course.changes[0].to" in paths(document)) is named
    assert ("it moves" in reasons(document).get("inputs.course.changes[0].to", "")) is named
