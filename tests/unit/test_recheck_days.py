"""The first and the last day that the second calculation counts, against days counted by hand."""

from datetime import date
from typing import Any

import pytest

from dosing.recheck import recheck
from dosing.recheck.clock import FIRST_DAY, LAST_DAY
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, with_change, with_input


def reasons(document: dict[str, Any]) -> dict[str, str]:
    return {found.path: found.reason for found in recheck(document)}


def test_days_are_counted_from_2_january_1900_to_30_december_2199() -> None:
    assert (date.fromordinal(FIRST_DAY), date.fromordinal(LAST_DAY)) == (date(1900, 1, 2), date(2199, 12, 30))


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


def test_an_outcome_of_a_visit_that_takes_place_later_is_named_and_so_is_one_of_a_visit_left_out() -> None:
    early = with_change(day_only(), "outcome", "2027-01-10", visit="C1D8", in_full=True)
    assert "inputs.course.changes[0].visit" in paths(early)
    omitted = with_change(day_only(), "omit", visit="C1D8", not_given=False)
    assert "inputs.course.changes[1].visit" in paths(with_change(omitted, "outcome", "2027-01-12", visit="C1D8", in_full=True))


@pytest.mark.parametrize(
    ("order", "part"),
    [
        (("C1D1", "C1D8"), "second"),
        (("C1D8", "C1D1"), "first"),  # nothing was recorded of the infusion before when this one ran
        (("C1D8", "C1D1", "C1D8"), "first"),  # to say it again changes nothing of how it ran
        (("C1D1", "C1D8", "C1D1"), "second"),
    ],
)
def test_the_steps_of_an_infusion_go_by_what_was_recorded_before_it_was_recorded_first(order: tuple[str, ...], part: str) -> None:
    document = label_rates()
    document["release"]["issued"] = "2027-01-12T09:00:00Z"
    for name in order:
        with_change(document, "outcome", "2027-01-12", visit=name, in_full=True)
    assert recalculated(document).get("visits.C1D8.infusion.part", "first") == part


def test_a_course_whose_weight_has_no_day_waits_for_a_weight_before_cycle_2() -> None:
    found = recalculated(with_input(day_only(), "course.weighed", None))
    assert {path.rpartition(".")[2] for path in found} == {"weighed"}  # the document states cycle 2 as provisional


def test_a_visit_of_cycle_1_waits_for_no_weight_however_old_the_one_typed_is() -> None:
    found = recalculated(with_input(day_only(), "course.weighed", "2026-10-01"))
    assert {path.rpartition(".")[2] for path in found} == {"weighed"}


@pytest.mark.parametrize(
    ("day", "time", "zone", "reason"),
    [
        ("2027-03-28", "02:30", "Europe/Paris", "this time does not exist on 2027-03-28 in Europe/Paris"),
        (
            "2027-10-31",
            "02:30",
            "Europe/Paris",
            "this time exists twice on 2027-10-31 in Europe/Paris, and the offset must say which is meant",
        ),
        # Until 1972 its clocks were 44 minutes and 30 seconds behind UTC, which no moment in whole minutes of UTC is.
        ("1960-01-04", "10:00", "Africa/Monrovia", "this time does not exist on 1960-01-04 in Africa/Monrovia"),
    ],
)
def test_the_sentence_about_a_time_says_whether_it_exists_never_or_twice(day: str, time: str, zone: str, reason: str) -> None:
    document = with_input(with_input(with_input(label_rates(), "course.start", day), "course.time", time), "course.time_zone", zone)
    assert reasons(document)["inputs.course.time"] == reason
