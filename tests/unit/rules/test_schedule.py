"""Cycle days to dates, and what one change does to them (whole courses are worked by hand in tests/worked/test_changes.py)."""

from datetime import date

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.inputs.raw import change_from
from dosing.inputs.regimen import CycleDays
from dosing.rules.schedule import Slots, check_intervals, first_schedule, with_change, within
from tests import plans

RECORDED = plans.outcome("C1D8", "2027-01-11", in_full=True)
NOT_GIVEN = plans.outcome("C1D8", "2027-01-11", not_given=True)

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


def test_a_visit_on_the_day_of_the_change_still_moves_with_the_one_before_it():
    # On Monday 18 January, when C1D15 is due: C1D8 was not given and is on the 20th, nine days later than it was.
    slots = changed(plans.move("C1D8", "2027-01-20", "2027-01-18", not_given=True))
    assert days(slots)[:4] == ["01-04", "01-20", "01-27", "02-03"]


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
        ([plans.outcome("C1D8", "2027-01-10")], "outcome-before-visit", "visit"),
        ([plans.omit("C1D8"), plans.outcome("C1D8", "2027-01-11")], "visit-omitted", "visit"),
        ([plans.stop("C1D8"), plans.outcome("C1D8", "2027-01-11")], "visit-stopped", "visit"),
        ([plans.outcome("C3D1", "2027-03-01")], "no-such-visit", "visit"),
        ([RECORDED, plans.move("C1D8", "2027-01-13", "2027-01-11")], "outcome-is-recorded", "visit"),
        ([RECORDED, plans.move("C1D8", "2027-01-13", "2027-01-12", not_given=True)], "outcome-is-recorded", "visit"),
        ([RECORDED, plans.omit("C1D8", "2027-01-11")], "outcome-is-recorded", "visit"),
        ([RECORDED, plans.omit("C1D8", "2027-01-12", not_given=True)], "outcome-is-recorded", "visit"),
        ([RECORDED, plans.stop("C1D8", "2027-01-11")], "outcome-is-recorded", "visit"),
        ([RECORDED, plans.retime("C1D8", "14:30", "2027-01-11")], "outcome-is-recorded", "visit"),
        ([RECORDED, plans.move("C1D1", "2027-01-12", "2027-01-11", not_given=True)], "outcome-is-recorded", "visit"),  # C1D8 would move too
        ([RECORDED, plans.stop("C1D1", "2027-01-04")], "outcome-is-recorded", "visit"),
        ([plans.move("C1D8", "2027-01-20", "2027-01-10", not_given=True)], "not-given-ahead", "not_given"),
        ([plans.omit("C1D8", "2027-01-10", not_given=True)], "not-given-ahead", "not_given"),
    ],
)
def test_an_impossible_change_names_the_input_at_which_it_is_put_right(changes, code, field):
    told = refused(*changes)
    assert (told.code, told.field) == (code, field)


def test_a_visit_of_a_cycle_that_is_not_planned_is_none():
    assert refused(plans.omit("C2D1"), cycles=1).code == "no-such-visit"


@pytest.mark.hazard("H-36")
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


# What was given


def test_an_outcome_is_known_of_its_visit_and_moves_no_day():
    slots = changed(plans.outcome("C1D8", "2027-01-11", given_ml="90"), NOT_GIVEN | {"visit": "C1D15", "when": "2027-01-20"})
    assert [(slot.recorded, slot.not_given) for slot in slots[:4]] == [(False, False), (True, False), (True, True), (False, False)]
    assert days(slots) == days(EIGHT)


def test_a_later_outcome_of_the_same_visit_stands_in_place_of_the_first():
    slots = changed(NOT_GIVEN, plans.outcome("C1D8", "2027-01-12"))
    assert (slots[1].recorded, slots[1].not_given) == (True, False)


def test_an_outcome_of_a_visit_that_was_moved_is_held_against_its_new_day():
    moved = plans.move("C1D8", "2027-01-13")
    assert refused(moved, plans.outcome("C1D8", "2027-01-12")).code == "outcome-before-visit"
    assert changed(moved, plans.outcome("C1D8", "2027-01-13"))[1].recorded


@pytest.mark.parametrize("said", [True, False])
def test_a_visit_that_was_recorded_as_not_given_may_be_moved_or_omitted_and_its_record_is_gone(said):
    moved = changed(NOT_GIVEN, plans.move("C1D8", "2027-01-13", "2027-01-12", not_given=said))
    assert (f"{moved[1].date:%m-%d}", moved[1].recorded, moved[1].not_given) == ("01-13", False, False)
    omitted = changed(NOT_GIVEN, plans.omit("C1D8", "2027-01-12", not_given=said))
    assert (omitted[1].status, omitted[1].recorded, omitted[1].not_given) == ("omitted", False, False)


def test_on_its_own_day_a_dose_may_be_said_not_to_be_given():
    assert changed(plans.omit("C1D8", "2027-01-11", not_given=True))[1].status == "omitted"
    assert days(changed(plans.move("C1D8", "2027-01-13", "2027-01-11", not_given=True)))[1] == "01-13"


def test_the_visits_before_and_after_a_recorded_one_still_change():
    slots = changed(RECORDED, plans.move("C1D15", "2027-01-20", "2027-01-12"), plans.retime("C1D22", "14:30", "2027-01-12"))
    assert days(slots)[:4] == ["01-04", "01-11", "01-20", "01-27"]
    assert changed(RECORDED, plans.stop("C1D15", "2027-01-12"))[2].status == "stopped"


def test_a_visit_that_was_not_given_counts_for_no_interval():
    close = plans.move("C1D15", "2027-01-13", "2027-01-12", following="keep")  # two days after C1D8, nine after C1D1
    with pytest.raises(InputError, match="2 days after C1D8"):
        check_intervals(changed(close), lambda _: 7)
    check_intervals(changed(NOT_GIVEN, close), lambda _: 7)


def test_each_visit_knows_its_own_interval_in_the_regimen():
    assert [slot.own_interval for slot in EIGHT] == [0, 7, 7, 7, 7, 7, 7, 7]
    label = first_schedule(newest_regimen("label-10-us-kd"), date(2027, 1, 4))
    assert [slot.own_interval for slot in label[:8]] == [0, 7, 7, 7, 7, 14, 14, 14]
    assert [slot.own_interval for slot in changed(plans.omit("C1D8"), plans.move("C1D15", "2027-01-20"))] == [0, 7, 7, 7, 7, 7, 7, 7]
