"""How far rate steps may go, from what was given before: level 1 are the first infusion's, 2 the second's, more those of later ones."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dosing.findings import InputError
from dosing.inputs.raw import change_from
from dosing.rules.outcomes import Given, Infused, followed, recorded
from tests import plans

START = date(2027, 1, 4)


def given(name: str, **values: object) -> Given:
    """What was given at a visit; in full unless something else is said."""
    told = {"in_full": False, "given_ml": None, "reaction": None, "not_given": False}
    return Given(name, **{**told, **(values or {"in_full": True})})


FULL = given("C1D1")
REACTION = given("C1D1", in_full=True, reaction="2")
PART = given("C1D1", given_ml=Decimal(90))
NOT = given("C1D1", not_given=True)


def levels(*outcomes: Given | None, days: tuple[int, ...] = (0, 7, 14, 21, 28), own: int = 7, beyond: int = 7) -> list[int]:
    """The levels of visits so many days after the start, each with what was recorded of it."""
    return [each.level for each in followed(infused(outcomes, days, own, beyond))]


def infused(outcomes: tuple[Given | None, ...], days: tuple[int, ...], own: int = 7, beyond: int = 7) -> list[Infused]:
    """Visits so many days after the start, recorded one after the other."""
    numbered = [replace(each, change=number) if each else None for number, each in enumerate(outcomes, start=1)]
    return [Infused(START + timedelta(days=day), own, beyond, each) for day, each in zip(days, numbered, strict=False)]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((None, None, None, None), [1, 1, 1, 1]),  # nothing is recorded
        ((FULL, None, None, None), [1, 2, 1, 1]),
        ((FULL, FULL, None, None), [1, 2, 3, 1]),
        ((FULL, FULL, FULL, FULL, None), [1, 2, 3, 4, 5]),  # second, then later and later
        ((None, FULL, FULL, None), [1, 1, 2, 3]),  # the first is not recorded: the second has the first's steps, and the next follow it
        ((FULL, REACTION, None), [1, 2, 1]),
        ((FULL, REACTION, FULL, FULL, None), [1, 2, 1, 2, 3]),  # later, then again the first's and on from there
        ((PART, None, None), [1, 1, 1]),
        ((FULL, PART, FULL, None), [1, 2, 1, 2]),
        ((given("C1D1", reaction="1"), None), [1, 1]),
        ((FULL, NOT, None), [1, 2, 2]),  # what was not given is skipped: the next one follows the first
    ],
)
def test_steps_go_one_further_after_each_infusion_in_full_without_a_reaction(outcomes, expected):
    assert levels(*outcomes) == expected


def test_what_was_not_given_is_no_infusion_before():
    first, second, third = followed(infused((FULL, NOT, None), (0, 7, 14)))
    assert (first.before, first.gap) == (None, None)
    assert (second.before, second.gap) == (FULL, 7)
    assert (third.before, third.gap, third.level) == (FULL, 14, 2)
    assert levels(NOT, None, None) == [1, 1, 1]  # nothing was given yet


@pytest.mark.parametrize(
    ("day", "own", "beyond", "level"),
    [
        (14, 7, 7, 2),  # a week and the site's week
        (15, 7, 7, 1),
        (7, 7, 0, 2),
        (8, 7, 0, 1),
        (35, 7, 28, 2),
        (36, 7, 28, 1),
        (21, 14, 7, 2),  # the label's fortnight, and a week
        (22, 14, 7, 1),
    ],
)
def test_an_infusion_that_lies_back_further_than_the_regimens_interval_and_the_sites_days_is_no_longer_followed(day, own, beyond, level):
    assert levels(FULL, None, days=(0, day), own=own, beyond=beyond) == [1, level]


def test_a_later_record_of_a_visit_stands_in_place_of_the_earlier():
    first = recorded((), change_from(plans.outcome("C1D1", "2027-01-12", given_ml="90")), 1)
    both = recorded(first, change_from(plans.outcome("C1D8", "2027-01-12")), 2)
    assert [(each.visit, each.in_full, each.given_ml) for each in both] == [("C1D1", False, 90), ("C1D8", True, None)]
    again = recorded(both, change_from(plans.outcome("C1D1", "2027-01-12")), 3)
    assert [(each.visit, each.in_full, each.given_ml) for each in again] == [("C1D8", True, None), ("C1D1", True, None)]
    assert [each.change for each in again] == [2, 1]  # what was known when its own steps were made is as it was


def test_what_is_already_recorded_is_refused():
    first = recorded((), change_from(plans.outcome("C1D1", "2027-01-12")), 1)
    with pytest.raises(InputError, match="already recorded of C1D1"):
        recorded(first, change_from(plans.outcome("C1D1", "2027-01-13")), 2)


def test_what_is_recorded_later_of_an_earlier_visit_did_not_make_the_steps_of_one_that_was_recorded():
    # C1D15 was recorded (change 2) while nothing was known of C1D8: it ran with the first steps, and C1D22 has the second's, whatever is
    # recorded of C1D8 after that: in full (change 3), not given, or that it was dropped.
    full = [replace(FULL, change=1), replace(FULL, change=3), replace(FULL, change=2), None]
    not_given = [full[0], replace(NOT, change=3), full[2], None]
    days = [START + timedelta(days=7 * week) for week in range(4)]
    for outcomes in (full, not_given):
        visits = [Infused(day, 7, 7, each) for day, each in zip(days, outcomes, strict=True)]
        assert [each.level for each in followed(visits)] == [1, 2, 1, 2]
    dropped = [
        Infused(day, 7, 7, each, 3 if each is None and number == 1 else None)
        for number, (day, each) in enumerate(zip(days, [full[0], None, full[2], None], strict=True))
    ]
    assert [each.level for each in followed(dropped)] == [1, 1, 2]
    earlier = [each._replace(dropped_by=2 if each.dropped_by else None) for each in dropped]
    earlier[2] = earlier[2]._replace(given=replace(FULL, change=3))
    assert [each.level for each in followed(earlier)] == [1, 2, 3]  # C1D8 was dropped before: 14 days after C1D1, in full


# Of whole courses


def parts(*changes: dict, **course: object) -> dict[str, str]:
    """The steps of each visit that takes place."""
    plan = plans.make_plan(plans.ORDER_RATES, changes=list(changes), **course)
    return {visit.visit: visit.infusion.part for visit in plan.active}


def in_full(*names: str) -> list[dict]:
    return [plans.outcome(name, "2027-02-22") for name in names]


@pytest.mark.hazard("H-29")
def test_four_infusions_in_full_have_the_first_second_and_later_steps_and_nothing_recorded_the_first():
    found = parts(*in_full("C1D1", "C1D8", "C1D15", "C1D22"))
    assert list(found.values()) == ["first", "second", "later", "later", "later", "first", "first", "first"]


def test_an_omitted_visit_is_no_infusion_before_and_the_gap_counts():
    # C1D15 is 14 days after C1D1, which is the limit for islay: 7 and the site's 7.
    assert parts(*in_full("C1D1"), plans.omit("C1D8", "2027-01-11"))["C1D15"] == "second"
    moved = [*in_full("C1D1"), plans.omit("C1D8", "2027-01-11"), plans.move("C1D15", "2027-01-19", "2027-01-12")]
    assert parts(*moved)["C1D15"] == "first"  # 15 days


def test_the_labels_second_cycle_has_a_fortnight_of_its_own():
    # C2D1 is 28 days after C1D1 and 7 after C1D22, C2D15 14 after C2D1: it may lie 21 days back.
    course = {"regimen": "label-10-us-kd", "cycles": 2}
    recorded_ = [plans.outcome(name, "2027-02-15") for name in ("C1D1", "C1D8", "C1D15", "C1D22", "C2D1")]
    assert parts(*recorded_, **course) == {
        "C1D1": "first", "C1D8": "second", "C1D15": "later", "C1D22": "later", "C2D1": "later", "C2D15": "later",
    }  # fmt: skip
    late = plans.move("C2D15", "2027-02-22", "2027-02-15")  # 21 days after C2D1 on 1 February
    assert parts(*recorded_, late, **course)["C2D15"] == "later"
    later = plans.move("C2D15", "2027-02-23", "2027-02-15")
    assert parts(*recorded_, later, **course)["C2D15"] == "first"


def test_a_site_that_asks_for_the_first_steps_sooner_is_followed_from_its_day_on():
    soon = {"infusion": plans.ORDER_RATES["infusion"] | {"first_again_after_days": 0}}
    changes = [*in_full("C1D1", "C1D8"), plans.omit("C1D15", "2027-01-18", not_given=True)]
    assert parts(*changes)["C1D22"] == "later"  # 14 days after C1D8
    assert parts(*changes, plans.resite(soon, "2027-01-20"))["C1D22"] == "first"
    assert parts(*changes, plans.resite(soon, "2027-01-26"))["C1D22"] == "later"


def test_a_record_that_is_undone_says_nothing():
    assert parts(*in_full("C1D1"), plans.undo("2027-02-22"))["C1D8"] == "first"


def test_a_visit_holds_its_own_record_and_that_of_the_infusion_before_it():
    plan = plans.make_plan(changes=[plans.outcome("C1D1", "2027-01-05", in_full=True, reaction="1"), plans.omit("C1D8")])
    first, omitted, third = plan.visits[:3]
    told = given("C1D1", in_full=True, reaction="1")
    assert (first.given, first.outcome) == (told, None)
    assert (omitted.given, omitted.outcome) == (None, None)
    assert (third.given, third.outcome, third.gap) == (None, told, 14)


def test_the_number_of_the_change_that_recorded_an_outcome_does_not_stand_in_the_document():
    assert [field.name for field in fields(Given) if not field.metadata.get("document", True)] == ["change"]
    document = plans.make_release(changes=[plans.outcome("C1D1", "2027-01-04")]).document
    assert document["visits"][0]["given"] == {"visit": "C1D1", "in_full": True, "given_ml": None, "reaction": None, "not_given": False}


def test_an_outcome_changes_no_dose_and_no_day():
    before = plans.make_plan()
    after = plans.make_plan(changes=in_full("C1D1"))
    assert [(visit.date, visit.study_drug, visit.premedications) for visit in after.visits] == [
        (visit.date, visit.study_drug, visit.premedications) for visit in before.visits
    ]
