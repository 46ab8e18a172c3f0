"""Changes applied once, in their order: what stands after each of them, what an undo leaves, what a correction applies anew."""

from datetime import date

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen
from dosing.rules import timeline as rooms
from dosing.rules.timeline import Timeline, timelines
from tests import plans


def after(*changes: dict, **course: object) -> list[Timeline]:
    """What stands at every revision of the patient of tests/plans.py, the one without changes first."""
    return list(timelines(default_regimen(), plans.make_site(), plans.make_course(changes=list(changes), **course)))


def days(found: Timeline) -> list[str]:
    return [f"{slot.date:%m-%d}" for slot in found.visits]


def bags(found: Timeline) -> list[int]:
    """The bag, mL, of the site in force on each visit's day."""
    return [int(found.site_on(slot.date).bag.volume_ml) for slot in found.visits]


def bag(volume: str, when: str) -> dict:
    return plans.resite({"bag": {"volume_ml": volume}}, when)


def test_there_is_one_timeline_for_each_revision_in_the_order_of_the_changes():
    late, left_out = plans.move("C1D15", "2027-01-20"), plans.omit("C1D22")
    first, second, third = after(late, left_out)
    assert days(first) == [day[5:] for day in plans.DAYS]
    assert days(second)[2:4] == ["01-20", "01-27"]
    assert [slot.dropped for slot in second.visits] == [None] * 8
    assert days(third) == days(second)
    assert [slot.dropped for slot in third.visits][2:4] == [None, "omitted"]


def test_each_change_is_applied_once_to_what_stood_before_it(monkeypatch):
    applied = []
    one = rooms.with_change
    monkeypatch.setattr(rooms, "with_change", lambda slots, change, cycles: applied.append(change.kind) or one(slots, change, cycles))
    after(plans.omit("C1D8"), plans.move("C1D15", "2027-01-20"), plans.undo(), plans.stop("C2D8"))
    assert applied == ["omit", "move", "stop"]


def test_only_a_correction_applies_the_changes_before_it_once_more(monkeypatch):
    applied = []
    one = rooms.with_change
    monkeypatch.setattr(rooms, "with_change", lambda slots, change, cycles: applied.append(change.kind) or one(slots, change, cycles))
    after(plans.omit("C1D8"), plans.correct(weight="75kg"), plans.stop("C2D8"))
    assert applied == ["omit", "omit", "correct", "stop"]


def test_an_undo_leaves_what_stood_before_the_latest_change_that_still_stands():
    found = after(plans.omit("C1D8"), plans.omit("C1D15"), plans.undo(), plans.undo())
    first, once, twice, back, begun = found
    assert back is once
    assert begun is first
    assert [number for number, _ in twice.standing] == [1, 2]
    assert [number for number, _ in back.standing] == [1]


def test_an_undo_that_finds_nothing_is_refused_by_its_number():
    with pytest.raises(InputError) as raised:
        after(plans.omit("C1D8"), plans.undo(), plans.undo())
    assert (raised.value.code, raised.value.where) == ("nothing-to-undo", "change 3 (undo)")


def test_a_correction_counts_from_the_beginning_and_every_change_applies_anew():
    # Begun on 5 January and not on the 4th: the move to the 20th is then a move by one day, not by two.
    found = after(plans.move("C1D15", "2027-01-20"), plans.correct(start="2027-01-05"))
    assert days(found[1]) == ["01-04", "01-11", "01-20", "01-27", "02-03", "02-10", "02-17", "02-24"]
    assert days(found[2]) == ["01-05", "01-12", "01-20", "01-27", "02-03", "02-10", "02-17", "02-24"]
    assert (found[2].base.start, found[1].base.start) == (date(2027, 1, 5), date(2027, 1, 4))


def test_a_correction_after_which_an_older_change_is_impossible_names_that_change():
    # Begun a week later, C1D8 would already be on 18 January, where the change wants to move it.
    with pytest.raises(InputError) as raised:
        after(plans.move("C1D8", "2027-01-18"), plans.correct(start="2027-01-11"))
    assert (raised.value.code, raised.value.where) == ("already-there", "change 1 (move)")


def test_two_corrections_add_up_and_the_later_wins_where_both_speak():
    (*_, found) = after(plans.correct(weight="75kg"), plans.correct(weight="74kg", born="1990-01-02"), plans.correct(transplant="none"))
    assert (str(found.base.weight_kg), str(found.base.born), found.base.entry.transplant) == ("74", "1990-01-02", "none")
    assert [str(each.weight_kg) for each in found.weighings] == ["74"]


def test_an_undone_correction_leaves_the_beginning_as_it_was_typed():
    (*_, found) = after(plans.correct(weight="75kg"), plans.undo())
    assert str(found.base.weight_kg) == "72.5"


def test_a_correction_in_kilograms_takes_the_pounds_away():
    first, corrected = after(plans.correct(weight="75kg"), weight="160lb")
    assert (first.weighings[0].typed, corrected.weighings[0].typed) == ("160lb", None)
    assert after(plans.correct(born="1990-01-02"), weight="160lb")[1].weighings[0].typed == "160lb"


def test_the_site_in_force_is_the_one_that_came_last_and_begins_by_that_day():
    (*_, found) = after(bag("500", "2027-01-18"))
    assert bags(found) == [250, 250, 500, 500, 500, 500, 500, 500]


def test_a_site_that_came_later_for_an_earlier_day_replaces_those_that_begin_after_it():
    # The second change is of an earlier day and stands behind the first: it is the last of both from the 11th on.
    (*_, found) = after(bag("500", "2027-01-25"), bag("250", "2027-01-11"))
    assert bags(found) == [250] * 8
    assert [since.isoformat() for since, _ in found.sites[1:]] == ["2027-01-25", "2027-01-11"]


def test_of_two_sites_of_one_day_the_later_in_the_file_is_in_force():
    (*_, found) = after(bag("500", "2027-01-18"), bag("250", "2027-01-18"))
    assert bags(found) == [250] * 8
    (*_, found) = after(bag("250", "2027-01-18"), bag("500", "2027-01-18"))
    assert bags(found) == [250, 250, 500, 500, 500, 500, 500, 500]


def test_a_second_cycle_carries_every_shift_of_the_first():
    (*_, found) = after(plans.move("C1D15", "2027-01-25"), plans.extend(), cycles=1)
    assert days(found)[4:] == ["02-08", "02-15", "02-22", "03-01"]


def test_each_day_has_the_number_of_its_infusion_its_weight_and_whether_it_is_provisional():
    (*_, found) = after(plans.omit("C1D8"), plans.reweigh("70kg", "2027-01-12"))
    rows = [
        (day.slot.visit, day.infusion_number, day.weight and str(day.weight.weighing.weight_kg), day.provisional) for day in found.days()
    ]
    assert rows == [
        ("C1D1", 1, "72.5", False),
        ("C1D8", None, None, False),
        ("C1D15", 2, "70", False),
        ("C1D22", 3, "70", False),
        ("C2D1", 4, "70", True),
        ("C2D8", 5, "70", True),
        ("C2D15", 6, "70", True),
        ("C2D22", 7, "70", True),
    ]  # fmt: skip


def test_the_first_visit_stays_on_or_after_the_day_of_its_weight():
    with pytest.raises(InputError) as raised:
        after(plans.move("C1D1", "2027-01-01", "2027-01-01"))  # weighed on 2 January
    assert (raised.value.code, raised.value.field) == ("first-visit-before-weight", "to")
