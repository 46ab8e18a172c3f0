"""Changes applied once, in their order: what stands after each of them, what an undo leaves, what a correction applies anew."""

from datetime import date
from decimal import Decimal

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.rules import timeline as rooms
from dosing.rules.timeline import Timeline, begin, extended, planned_cycles, timelines
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
    assert (raised.value.code, raised.value.field, raised.value.where) == ("nothing-to-undo", "kind", "change 3 (undo)")


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


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        # The later of two that both hold 500 mL is of an earlier day: 500 mL from that day on, and what there was before it until then.
        ([("500", "2027-01-25"), ("500", "2027-01-11")], [250, 500, 500, 500, 500, 500, 500, 500]),
        # A second one of the 18th replaces the first of that day, and not the one of the 11th.
        ([("500", "2027-01-11"), ("500", "2027-01-18"), ("250", "2027-01-18")], [250, 500, 250, 250, 250, 250, 250, 250]),
        ([("500", "2027-01-11"), ("250", "2027-01-18"), ("500", "2027-01-25")], [250, 500, 250, 500, 500, 500, 500, 500]),
        # Of the 18th, then of the 25th, then of the 11th, the last replaces both.
        ([("250", "2027-01-18"), ("250", "2027-01-25"), ("500", "2027-01-11")], [250, 500, 500, 500, 500, 500, 500, 500]),
    ],
)
def test_a_site_is_in_force_from_its_day_until_the_next_that_came_later(sites, expected):
    (*_, found) = after(*(bag(volume, when) for volume, when in sites))
    assert bags(found) == expected


def test_an_omitted_visit_has_the_site_of_its_day_too():
    (*_, found) = after(bag("500", "2027-01-11"), plans.omit("C1D8"))
    assert [(day.infusion_number, int(day.site.bag.volume_ml)) for day in found.days()[:3]] == [(1, 250), (None, 500), (2, 500)]


def test_a_course_does_not_begin_at_a_site_that_does_not_fit_its_regimen():
    site = plans.make_site()
    other = site.model_copy(update={"vials": (site.vials[0].model_copy(update={"volume_ml": Decimal(7)}),)})
    with pytest.raises(InputError) as raised:
        list(timelines(default_regimen(), other, plans.make_course()))
    assert (raised.value.code, raised.value.field) == ("no-such-vial", "site.vials[1]")


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
    assert days(after(weighed="2027-01-04")[0])[0] == "01-04"  # weighed on the day of the first visit
    assert days(after(plans.move("C1D1", "2027-01-02", "2027-01-02"))[1])[0] == "01-02"
    begun_before = plans.make_course().model_copy(update={"weighed": date(2027, 1, 5)})
    with pytest.raises(InputError, match="C1D1 on 2027-01-04 would come before 2027-01-05"):
        begin(default_regimen(), plans.make_site(), begun_before)


# What was given


def outcomes(found: Timeline) -> list[tuple[str, bool]]:
    return [(each.visit, each.in_full) for each in found.outcomes]


def test_outcomes_are_held_one_for_each_visit_and_an_undo_takes_the_last_back():
    found = after(plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D1", "2027-01-05", given_ml="90"), plans.undo("2027-01-05"))
    assert [outcomes(each) for each in found] == [[], [("C1D1", True)], [("C1D1", False)], [("C1D1", True)]]


def test_a_visit_that_is_moved_after_nothing_was_given_loses_its_record():
    not_given = plans.outcome("C1D8", "2027-01-11", not_given=True)
    found = after(plans.outcome("C1D1", "2027-01-04"), not_given, plans.move("C1D8", "2027-01-13", "2027-01-12"))
    assert [[visit for visit, _ in outcomes(each)] for each in found] == [[], ["C1D1"], ["C1D1", "C1D8"], ["C1D1"]]


def test_a_correction_of_the_start_applies_the_outcomes_anew():
    # Begun on the 5th, C1D1 took place on the day on which it was recorded; begun on the 6th it would be still to come.
    changes = [plans.outcome("C1D1", "2027-01-05"), plans.correct("2027-01-06", start="2027-01-05")]
    assert outcomes(after(*changes)[-1]) == [("C1D1", True)]
    with pytest.raises(InputError) as raised:
        after(changes[0], plans.correct("2027-01-06", start="2027-01-06"))
    assert (raised.value.code, raised.value.where) == ("outcome-before-visit", "change 1 (outcome)")


@pytest.mark.parametrize(
    ("site", "most"),
    [({}, 250), ({"bag": {"volume_ml": "500"}}, 500), ({"bag": {"count": 2}}, 500)],
)
def test_no_more_can_have_been_given_than_the_bags_of_the_day_hold(site, most):
    course = {"regimen": default_regimen(), "site": plans.make_site(site)}
    for ml, possible in ((str(most), True), (f"{most}.1", False)):
        made = plans.make_course(changes=[plans.outcome("C1D1", "2027-01-05", given_ml=ml)])
        try:
            list(timelines(course["regimen"], course["site"], made))
        except InputError as problem:
            assert not possible
            assert (problem.code, problem.field, problem.where) == ("more-than-the-bags", "given_ml", "change 1 (outcome)")
        else:
            assert possible


def test_the_bags_are_those_of_the_site_in_force_on_the_day_of_the_visit():
    later = bag("500", "2027-01-11")
    after(later, plans.outcome("C1D8", "2027-01-11", given_ml="400"))
    with pytest.raises(InputError, match="more than the 250\u00a0mL that hung there"):
        after(later, plans.outcome("C1D1", "2027-01-11", given_ml="400"))


def test_a_site_for_a_day_on_which_more_was_recorded_as_given_is_refused():
    with pytest.raises(InputError) as raised:
        after(bag("500", "2027-01-04"), plans.outcome("C1D1", "2027-01-05", given_ml="400"), bag("250", "2027-01-04"))
    assert (raised.value.code, raised.value.where) == ("more-than-the-bags", "change 3 (resite)")


# Which cycles wait for a weight


def provisional(*changes: dict, site: dict | None = None, regimen: str = "islay", **course: object) -> list[int]:
    """The cycles whose doses are provisional after the changes."""
    made = plans.make_course(changes=list(changes), regimen=regimen, **course)
    *_, found = timelines(newest_regimen(regimen), plans.make_site(site, regimen), made)
    return sorted({day.slot.cycle for day in found.days() if day.provisional})


@pytest.mark.hazard("H-04")
@pytest.mark.parametrize(
    ("weighed", "cycles"), [("2027-01-24", [2]), ("2027-01-25", []), ("2027-01-26", []), ("2027-02-01", []), ("2027-02-08", [])]
)
def test_a_cycle_waits_for_a_weight_of_the_7_days_before_its_first_day_or_later(weighed, cycles):
    assert provisional(plans.reweigh("72kg", weighed)) == cycles  # C2D1 on 1 February: 8, 7, 6 and 0 days before it, and a week after


@pytest.mark.parametrize(
    ("days", "weighed", "cycles"), [(14, "2027-01-17", [2]), (14, "2027-01-18", []), (1, "2027-01-30", [2]), (1, "2027-01-31", [])]
)
def test_a_site_says_how_many_days_before(days, weighed, cycles):
    site = {"weights": {"oldest_on_day_1_days": days}}
    assert provisional(plans.reweigh("72kg", weighed), site=site) == cycles


def test_the_day_that_counts_is_the_current_one_of_the_cycles_first_visit():
    late = plans.move("C2D1", "2027-02-03", "2027-01-20")
    assert provisional(plans.reweigh("72kg", "2027-01-26", "2027-01-26"), late) == [2]
    assert provisional(plans.reweigh("72kg", "2027-01-27", "2027-01-27"), late) == []
    left_out = plans.omit("C2D1", "2027-01-20")  # its day still says when the cycle begins
    assert provisional(plans.reweigh("72kg", "2027-01-24", "2027-01-24"), left_out) == [2]
    assert provisional(plans.reweigh("72kg", "2027-01-25", "2027-01-25"), left_out) == []


def test_the_first_cycle_never_waits_and_each_later_one_for_a_weight_of_its_own():
    # Cycles of the label on 4 January, 1 February, 1 March and 29 March.
    label = {"regimen": "label-10-us-kd", "cycles": 4}
    assert provisional(weighed=None, **label) == [2, 3, 4]
    assert provisional(**label) == [2, 3, 4]
    assert provisional(plans.reweigh("72kg", "2027-01-25"), **label) == [3, 4]
    assert provisional(plans.reweigh("72kg", "2027-01-25"), plans.reweigh("71kg", "2027-02-22"), **label) == [4]
    assert provisional(plans.reweigh("71kg", "2027-02-21"), **label) == [3, 4]
    assert provisional(plans.reweigh("71kg", "2027-03-22"), **label) == []  # later than every one before


# Cycles


@pytest.mark.parametrize(
    ("regimen", "asked", "planned"),
    [("islay", None, 2), ("islay", 1, 1), ("islay", 2, 2), ("label-10-us-kd", 1, 1), ("label-10-us-kd", 13, 13)],
)
def test_as_many_cycles_are_planned_as_were_asked_for_or_as_the_regimen_usually_has(regimen, asked, planned):
    assert planned_cycles(newest_regimen(regimen), plans.make_course(regimen=regimen, cycles=asked)) == planned


@pytest.mark.parametrize(
    ("regimen", "asked", "code", "sentence"),
    [
        ("islay", 3, "no-such-cycles", "cycles is '3'; write 1 or 2, since the regimen has at most 2 cycles."),
        ("islay", 0, "no-such-cycles", "cycles is '0'; write 1 or 2, since the regimen has at most 2 cycles."),
        ("label-10-us-kd", 14, "no-such-cycles", "cycles is '14'; write 1 to 13, since the regimen has at most 13 cycles."),
        ("label-10-us-pd", None, "cycles-missing", "the number of cycles is missing, which label-10-us-pd leaves open; write 1 to 13."),
    ],
)
def test_another_number_of_cycles_or_none_where_it_is_needed_is_refused(regimen, asked, code, sentence):
    with pytest.raises(InputError) as raised:
        planned_cycles(newest_regimen(regimen), plans.make_course(regimen=regimen, cycles=asked))
    assert (raised.value.code, raised.value.field, str(raised.value)) == (code, "cycles", sentence)


def test_cycles_are_added_one_by_one_up_to_the_most():
    label = {"regimen": "label-10-us-kd", "cycles": 1}
    found = list(
        timelines(
            newest_regimen("label-10-us-kd"),
            plans.make_site(regimen="label-10-us-kd"),
            plans.make_course(changes=[plans.extend()] * 12, **label),
        )
    )
    assert [each.cycles for each in found] == list(range(1, 14))
    assert [len(each.visits) for each in found] == [4 + 2 * added for added in range(13)]
    assert f"{found[-1].visits[-1].date:%Y-%m-%d}" == "2027-12-20"  # 4 January, 12 x 28 and 14 days: 350 days later
    with pytest.raises(InputError) as raised:
        extended(found[-1])
    assert str(raised.value) == "the course already has 13 cycles, the most that the regimen allows, so that none can be added."
    assert (raised.value.code, raised.value.field) == ("no-more-cycles", "kind")


def test_no_cycle_is_added_to_a_course_that_was_stopped():
    with pytest.raises(InputError) as raised:
        after(plans.stop("C1D15"), plans.extend(), cycles=1)
    assert (raised.value.code, raised.value.field, raised.value.where) == ("extend-after-stop", "kind", "change 2 (extend)")


def test_an_added_cycle_begins_after_the_shift_that_was_made_before_it():
    label = {"regimen": "label-10-us-kd", "cycles": 1}
    changes = [plans.move("C1D15", "2027-01-20"), plans.extend()]
    *_, found = timelines(
        newest_regimen("label-10-us-kd"), plans.make_site(regimen="label-10-us-kd"), plans.make_course(changes=changes, **label)
    )
    assert days(found) == ["01-04", "01-11", "01-20", "01-27", "02-03", "02-17"]  # two days after 1 and 15 February


def test_a_fact_that_the_regimen_does_not_ask_for_is_refused_at_the_beginning_and_as_a_correction():
    label, site = newest_regimen("label-10-us-kd"), plans.make_site(regimen="label-10-us-kd")
    for course, where in (({"entry": {"transplant": "none"}}, ""), ({"changes": [plans.correct(transplant="none")]}, "change 1 (correct)")):
        with pytest.raises(InputError) as raised:
            list(timelines(label, site, plans.make_course(regimen="label-10-us-kd", cycles=1, **course)))
        assert (raised.value.code, raised.value.field, raised.value.where) == ("fact-not-asked", "entry.transplant", where)
        assert raised.value.sentence == "the stem cell transplant is no entry criterion of label-10-us-kd; leave it out."
