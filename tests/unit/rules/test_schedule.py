"""Cycle days to dates, and what one change does to them (whole courses are worked by hand in tests/worked/test_changes.py)."""

from datetime import date

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen
from dosing.inputs.raw import change_from
from dosing.inputs.regimen import CycleDays
from dosing.rules.schedule import Slots, check_intervals, first_schedule, with_change, within
from tests import plans

EIGHT = first_schedule(default_regimen(), date(2027, 1, 4))


def days(slots: Slots) -> list[str]:
    return [f"{slot.date:%m-%d}" for slot in slots]


def changed(*changes: dict, cycles: int = 2) -> Slots:
    slots = EIGHT
    for raw in changes:
        slots = with_change(slots, change_from(raw), cycles)
    return slots


def refused(*changes: dict, cycles: int = 2) -> InputError:
    with pytest.raises(InputError) as raised:
        changed(*changes, cycles=cycles)
    return raised.value


def test_the_first_schedule_holds_every_cycle_that_the_regimen_allows():
    assert [slot.visit for slot in EIGHT] == list(plans.NAMES)
    assert [slot.date.isoformat() for slot in EIGHT] == list(plans.DAYS)
    assert [slot.number for slot in EIGHT] == list(range(1, 9))
    assert {slot.status for slot in EIGHT} == {"planned"}


def test_a_regimen_with_other_days_in_later_cycles_has_them():
    fewer = (CycleDays(from_cycle=1, days=(1, 8, 15, 22)), CycleDays(from_cycle=2, days=(1, 15)))
    slots = first_schedule(default_regimen().model_copy(update={"cycle_days": fewer}), date(2027, 1, 4))
    assert [(slot.visit, f"{slot.date:%m-%d}") for slot in slots[4:]] == [("C2D1", "02-01"), ("C2D15", "02-15")]


def test_one_cycle_is_a_part_of_the_schedule():
    assert [slot.visit for slot in within(EIGHT, 1)] == ["C1D1", "C1D8", "C1D15", "C1D22"]


def test_a_shift_moves_the_visits_after_it_also_those_of_a_cycle_that_is_not_planned_yet():
    assert days(changed(plans.move("C1D15", "2027-01-20"), cycles=1)) == [
        "01-04", "01-11", "01-20", "01-27", "02-03", "02-10", "02-17", "02-24",
    ]  # fmt: skip


def test_a_kept_visit_moves_alone():
    assert days(changed(plans.move("C1D15", "2027-01-20", following="keep")))[2:4] == ["01-20", "01-25"]


def test_a_visit_that_came_back_to_its_day_is_planned_again():
    assert [slot.status for slot in changed(plans.move("C1D15", "2027-01-20"))][1:3] == ["planned", "moved"]
    assert {slot.status for slot in changed(plans.move("C1D15", "2027-01-20"), plans.move("C1D15", "2027-01-18"))} == {"planned"}


def test_an_omitted_or_stopped_visit_keeps_its_day():
    slots = changed(plans.omit("C2D8"), plans.stop("C2D1"))
    assert [slot.status for slot in slots] == ["planned"] * 4 + ["stopped", "omitted", "stopped", "stopped"]
    assert days(slots) == days(EIGHT)


def test_a_retimed_visit_has_a_time_of_its_own():
    assert [slot.time for slot in changed(plans.retime("C1D8", "14:30"))][:3] == [None, "14:30", None]


def test_what_is_no_change_to_a_visit_leaves_the_schedule_as_it_is():
    assert changed(plans.reweigh("70kg", "2027-01-05")) is EIGHT


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ([plans.move("C3D1", "2027-01-25")], "no-such-visit", "visit"),
        ([plans.omit("C1D8"), plans.omit("C1D8")], "visit-omitted", "visit"),
        ([plans.stop("C1D8"), plans.omit("C1D15")], "visit-stopped", "visit"),
        ([plans.move("C1D8", "2027-01-11")], "already-there", "to"),
        ([plans.move("C1D8", "2027-01-13", "2027-01-12")], "visit-is-over", "not_given"),
        ([plans.move("C1D8", "2027-01-09", "2027-01-10")], "to-is-over", "to"),
        ([plans.move("C1D8", "2027-01-20", "2027-01-19", not_given=True)], "later-visit-is-over", "following"),
        ([plans.omit("C1D1")], "first-visit-omitted", "visit"),
        ([plans.omit("C1D8", "2027-01-12")], "visit-is-over", "not_given"),
        ([plans.stop("C1D8", "2027-01-12")], "stop-is-over", "visit"),
        ([plans.retime("C1D8", "10:00", "2027-01-12")], "retime-is-over", "visit"),
    ],
)
def test_an_impossible_change_names_the_input_at_which_it_is_put_right(changes, code, field):
    told = refused(*changes)
    assert (told.code, told.field) == (code, field)


def test_a_visit_of_a_cycle_that_is_not_planned_is_none():
    assert refused(plans.omit("C2D1"), cycles=1).code == "no-such-visit"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (plans.move("C1D15", "2027-01-25", following="keep"), "same-day"),
        (plans.move("C1D15", "2027-01-26", following="keep"), "out-of-order"),
        (plans.move("C1D15", "2027-01-19", following="keep"), "interval-too-short"),
    ],
)
def test_two_infusions_are_never_closer_than_the_smallest_interval(change, code):
    with pytest.raises(InputError) as raised:
        check_intervals(changed(change), lambda _: 7)
    assert (raised.value.code, raised.value.field) == (code, "to")


def test_an_interval_is_held_against_the_limit_of_the_later_visits_day_and_skips_what_is_not_given():
    closer = changed(plans.move("C1D15", "2027-01-19", following="keep"))  # C1D22 stays on the 25th, six days after
    check_intervals(closer, lambda on: 6 if on == date(2027, 1, 25) else 7)
    with pytest.raises(InputError, match="smallest interval is 7 days"):
        check_intervals(closer, lambda on: 7 if on == date(2027, 1, 25) else 6)
    check_intervals(changed(plans.omit("C1D22"), plans.move("C1D15", "2027-01-25", following="keep")), lambda _: 7)
