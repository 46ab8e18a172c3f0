"""What was given at an infusion, and which rate steps the next ones then have, worked by hand.

The order's steps in 250 mL take 200 min at a first infusion, 112.5 at a second and 75 at later ones; from 10:00 on a bag is empty at 13:20,
11:53 (11:52.5, rounded up) or 11:15. The visits of the first cycle are on 4, 11, 18 and 25 January 2027, 7 days apart; the site allows 7
more, so that 14 days after an infusion faster steps still go on.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.plan import Plan
from tests import plans
from tests.plans import change, correct, found, make_plan, make_release, move, omit, outcome, reweigh, undo, visit

TIMED: dict[str, Any] = {"time": "10:00", "time_zone": "Europe/Paris", "cycles": 1}
ON = dict(zip(plans.NAMES, plans.DAYS, strict=True))
ENDS = {"first": "13:20", "second": "11:53", "later": "11:15"}
FIRST, SECOND, LATER = "first", "second", "later"


def given(name: str, **values: Any) -> dict[str, Any]:
    """What was given at a visit, recorded on its own day."""
    return outcome(name, ON[name], **values)


def course(*changes: dict[str, Any], site: dict[str, Any] | None = None) -> Plan:
    return make_plan(site or plans.ORDER_RATES, **TIMED, changes=list(changes))


def parts(plan: Plan) -> list[str]:
    return [each.infusion.part for each in plan.active]


ALL = tuple(given(name) for name in plans.NAMES[:4])

# what was recorded: the steps of C1D1, C1D8, C1D15 and C1D22
RECORDED = [
    ("nothing", [], [FIRST, FIRST, FIRST, FIRST]),
    ("the first in full", [given("C1D1")], [FIRST, SECOND, FIRST, FIRST]),
    ("the first two in full", [given("C1D1"), given("C1D8")], [FIRST, SECOND, LATER, FIRST]),
    ("the first three in full", [given("C1D1"), given("C1D8"), given("C1D15")], [FIRST, SECOND, LATER, LATER]),
    ("all four in full", list(ALL), [FIRST, SECOND, LATER, LATER]),
    ("the second alone", [given("C1D8")], [FIRST, FIRST, SECOND, FIRST]),
    ("the third alone", [given("C1D15")], [FIRST, FIRST, FIRST, SECOND]),
    ("90 mL of the first", [given("C1D1", given_ml="90")], [FIRST, FIRST, FIRST, FIRST]),
    ("90 mL of the first, then all", [given("C1D1", given_ml="90"), *ALL[1:]], [FIRST, FIRST, SECOND, LATER]),
    ("the whole bag in mL is not said to be in full", [given("C1D1", given_ml="250"), *ALL[1:]], [FIRST, FIRST, SECOND, LATER]),
    ("a reaction at the first, all given", [given("C1D1", in_full=True, reaction="2"), *ALL[1:]], [FIRST, FIRST, SECOND, LATER]),
    ("a reaction at the first, 40 mL given", [given("C1D1", given_ml="40", reaction="3"), *ALL[1:]], [FIRST, FIRST, SECOND, LATER]),
    ("a reaction of grade 1 at the third", [*ALL[:2], given("C1D15", in_full=True, reaction="1")], [FIRST, SECOND, LATER, FIRST]),
    ("a reaction, and nothing said of the volume", [given("C1D1", reaction="1"), *ALL[1:]], [FIRST, FIRST, SECOND, LATER]),
    # C1D15 follows C1D1, 14 days before it, in full: the most days at which its steps go on.
    ("the second not given", [given("C1D1"), given("C1D8", not_given=True), given("C1D15")], [FIRST, SECOND, SECOND, LATER]),
    ("the first not given", [given("C1D1", not_given=True), given("C1D8")], [FIRST, FIRST, SECOND, FIRST]),
    ("recorded anew: in full after all", [given("C1D1", given_ml="90"), given("C1D1")], [FIRST, SECOND, FIRST, FIRST]),
    ("recorded anew: a reaction after all", [given("C1D1"), given("C1D1", in_full=True, reaction="1")], [FIRST, FIRST, FIRST, FIRST]),
    ("recorded and taken back", [given("C1D1"), undo("2027-01-05")], [FIRST, FIRST, FIRST, FIRST]),
    ("recorded anew and that taken back", [given("C1D1"), given("C1D1", given_ml="90"), undo("2027-01-05")], [FIRST, SECOND, FIRST, FIRST]),
]


@pytest.mark.parametrize(("changes", "expected"), [each[1:] for each in RECORDED], ids=[each[0] for each in RECORDED])
def test_the_steps_of_each_visit_follow_what_was_recorded_of_the_infusion_before(changes, expected):
    plan = course(*changes)
    assert parts(plan) == expected
    assert [f"{each.infusion.ends:%H:%M}" for each in plan.active] == [ENDS[part] for part in expected]


@pytest.mark.parametrize(("changes", "expected"), [each[1:] for each in RECORDED], ids=[each[0] for each in RECORDED])
def test_the_second_calculation_agrees(changes, expected):
    made = make_release(plans.ORDER_RATES, **TIMED, changes=changes)
    assert [each["infusion"]["part"] for each in made.document["visits"]] == expected


@pytest.mark.parametrize("changes", [each[1] for each in RECORDED], ids=[each[0] for each in RECORDED])
def test_an_outcome_alters_no_dose_and_no_day(changes):
    before, after = course(), course(*changes)
    for one, other in zip(before.visits, after.visits, strict=True):
        assert (one.date, one.status, one.study_drug, one.premedications) == (
            other.date,
            other.status,
            other.study_drug,
            other.premedications,
        )


# C1D8 is moved and takes the later visits along, which stay 7 days apart. Days since C1D1: its steps.
GAPS = [
    ("2027-01-11", 7, SECOND),
    ("2027-01-17", 13, SECOND),
    ("2027-01-18", 14, SECOND),
    ("2027-01-19", 15, FIRST),
    ("2027-02-08", 35, FIRST),
]


@pytest.mark.parametrize(("day", "gap", "part"), GAPS)
def test_after_more_than_the_regular_interval_and_the_sites_days_the_first_steps_begin_again(day, gap, part):
    moved = [] if day == ON["C1D8"] else [move("C1D8", day)]
    again = course(*moved, given("C1D1"), outcome("C1D8", day))
    assert visit(again, "C1D8").gap == gap
    assert parts(again)[:3] == [FIRST, part, {SECOND: LATER, FIRST: SECOND}[part]]  # and go on from there


@pytest.mark.parametrize(
    ("beyond", "day", "part"), [(0, "2027-01-11", SECOND), (0, "2027-01-12", FIRST), (28, "2027-02-08", SECOND), (28, "2027-02-09", FIRST)]
)
def test_the_days_that_a_site_allows_are_those_of_the_visit(beyond, day, part):
    site = {"infusion": {**plans.ORDER_RATES["infusion"], "first_again_after_days": beyond}}
    moved = [] if day == ON["C1D8"] else [move("C1D8", day)]
    assert parts(course(*moved, given("C1D1"), site=site))[1] == part


def test_an_omitted_visit_is_no_infusion_and_its_days_count():
    assert parts(course(omit("C1D8"), given("C1D1"), given("C1D15"))) == [FIRST, SECOND, LATER]  # 14 days
    assert parts(course(omit("C1D8"), move("C1D15", "2027-01-19"), given("C1D1"))) == [FIRST, FIRST, FIRST]  # 15 days


WHY = [
    ([], "what was given at the infusion before is not recorded"),
    ([given("C1D1", given_ml="90")], "C1D1 was given in part"),
    ([given("C1D1", in_full=True, reaction="2")], "there was a reaction of grade 2 at C1D1"),
    ([move("C1D8", "2027-01-19"), given("C1D1")], "C1D1 lies 15 days back, more than 14 days"),
    ([given("C1D1", not_given=True)], None),
]


@pytest.mark.parametrize(("changes", "why"), WHY)
def test_a_visit_at_the_first_infusions_steps_says_why_and_has_a_line_for_the_prescriber(changes, why):
    told = [each.message for each in found(course(*changes), "rates-first-again") if each.visit == "C1D8"]
    line = f"The steps at C1D8 are those of the first infusion, because {why}; faster ones are the prescriber's: ____________________"
    assert told == ([line] if why else [])  # where nothing was given yet, C1D8 is the first infusion


def test_each_visit_holds_what_was_recorded_of_it_and_of_the_infusion_before():
    plan = course(given("C1D1"), given("C1D8", not_given=True), given("C1D15", given_ml="90", reaction="2"))
    c1d1, c1d8, c1d15, c1d22 = plan.visits
    assert (c1d1.outcome, c1d1.given.in_full, c1d8.given.not_given) == (None, True, True)
    assert c1d8.outcome == c1d15.outcome == c1d1.given
    assert (str(c1d22.outcome.given_ml), c1d22.outcome.reaction, c1d22.given) == ("90", "2", None)
    assert [each.infusion_number for each in plan.visits] == [1, 2, 2, 3]  # C1D8 was not given, so that C1D15 is the second infusion


def test_intervals_count_what_was_given():
    # C1D8 was not given: C1D15 comes 14 days after C1D1.
    assert [each.message for each in found(course(given("C1D8", not_given=True)), "interval-long")] == [
        "C1D15 is 14 days after C1D1, longer than the record's 7 days; rates after a gap are the prescriber's."
    ]
    # A visit may come closer than seven days to one that was not given: C1D15 on the 15th, C1D22 on the 22nd.
    closer = course(outcome("C1D8", "2027-01-12", not_given=True), move("C1D15", "2027-01-15", when="2027-01-12"))
    assert plans.dates(closer) == {"C1D1": "2027-01-04", "C1D8": "2027-01-11", "C1D15": "2027-01-15", "C1D22": "2027-01-22"}


def test_what_was_not_given_can_be_given_on_another_day_and_is_then_no_longer_recorded():
    held = outcome("C1D8", "2027-01-12", not_given=True)
    plan = course(given("C1D1"), held, move("C1D8", "2027-01-13", when="2027-01-12", not_given=True))
    assert plans.dates(plan)["C1D8"] == "2027-01-13"
    assert visit(plan, "C1D8").given is None
    assert parts(plan) == [FIRST, SECOND, FIRST, FIRST]


def test_a_new_weight_or_a_correction_keeps_what_is_recorded():
    plan = course(*ALL[:2], reweigh("70kg", "2027-01-12"), correct("2027-01-13", weight="73kg"))
    assert parts(plan) == [FIRST, SECOND, LATER, FIRST]
    # A start corrected by a day: what was recorded on 5 January is still of C1D1, then on the 5th.
    plan = course(outcome("C1D1", "2027-01-05"), correct("2027-01-06", start="2027-01-05"))
    assert parts(plan) == [FIRST, SECOND, FIRST, FIRST]


def test_in_the_second_cycle_it_goes_on_as_in_the_first():
    recorded = [given(name) for name in plans.NAMES[:5]]
    plan = make_plan(plans.ORDER_RATES, time="10:00", time_zone="Europe/Paris", changes=recorded)
    assert parts(plan) == [FIRST, SECOND, LATER, LATER, LATER, LATER, FIRST, FIRST]


def test_a_site_file_whose_bag_held_less_than_was_given_is_not_put_in_force_on_that_day():
    large = {"bag": {"volume_ml": "500"}}
    given_of_it = outcome("C1D1", "2027-01-04", given_ml="400")
    make_plan(large, changes=[given_of_it, plans.resite({}, "2027-01-05")])  # from C1D8 on
    told = plans.refusal(large, changes=[given_of_it, plans.resite({}, "2027-01-04")])
    assert (told.exit_code, told.code) == (2, "more-than-the-bags")


# Refused: what is done, the code.
REFUSED = [
    ("before its visit", [outcome("C1D8", "2027-01-10")], "outcome-before-visit"),
    ("a visit that is not there", [outcome("C2D1", "2027-02-01")], "no-such-visit"),
    ("a visit that was omitted", [omit("C1D8"), given("C1D8")], "visit-omitted"),
    ("more than the bag", [given("C1D1", given_ml="250.1")], "more-than-the-bags"),
    ("nothing of the bag, in mL", [given("C1D1", given_ml="0")], "out-of-bounds"),
    ("a reaction of grade 6", [given("C1D1", reaction="6")], "not-a-choice"),
    ("a start corrected to after what was recorded", [given("C1D1"), correct("2027-01-06", start="2027-01-06")], "outcome-before-visit"),
    ("moved after it was given", [given("C1D1"), move("C1D1", "2027-01-06")], "outcome-is-recorded"),
    ("omitted after it was given", [given("C1D8"), omit("C1D8", "2027-01-11")], "outcome-is-recorded"),
    ("moved along after it was given", [given("C1D8"), move("C1D1", "2027-01-05")], "outcome-is-recorded"),
    ("another time after it was given", [given("C1D8"), plans.retime("C1D8", "11:00", "2027-01-11")], "outcome-is-recorded"),
    ("nothing said", [change("outcome", "2027-01-04", visit="C1D1")], "outcome-empty"),
    ("all and a part", [given("C1D1", in_full=True, given_ml="90")], "outcome-twice"),
    ("nothing and a reaction", [given("C1D1", not_given=True, reaction="1")], "outcome-twice"),
    ("a dose still to come, that it was not given", [omit("C1D8", "2027-01-10", not_given=True)], "not-given-ahead"),
    ("the same of a move", [move("C1D8", "2027-01-12", "2027-01-10", not_given=True)], "not-given-ahead"),
]


@pytest.mark.parametrize(("changes", "code"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_cannot_be_is_refused(changes, code):
    told = plans.refusal(plans.ORDER_RATES, **TIMED, changes=changes)
    assert (told.exit_code, told.code) == (2, code)


def test_what_was_given_keeps_its_weight_and_its_bags():
    # C1D15 was given on 18 January. A weight or a site of that day would plan it anew; of the day after they count from C1D22 on.
    recorded = [given("C1D1"), given("C1D8"), given("C1D15")]
    for anew in (plans.reweigh("60kg", "2027-01-18"), plans.resite({"bag": {"count": 2}}, "2027-01-18")):
        with pytest.raises(InputError) as refused:
            course(*recorded, anew)
        assert refused.value.code == "given-otherwise"
        assert "C1D15 on 2027-01-18" in refused.value.sentence
    after = course(*recorded, plans.reweigh("60kg", "2027-01-18", when="2027-01-19"))
    doses = [int(visit.study_drug.rounded_mg) for visit in after.active]
    assert doses == [1450, 1450, 1450, 1200]  # 72.5 and 60 kg at 20 mg/kg


def test_a_visit_recorded_as_not_given_can_be_planned_anew():
    after = course(given("C1D1"), given("C1D8", not_given=True), plans.reweigh("60kg", "2027-01-11"))
    assert [int(visit.study_drug.rounded_mg) for visit in after.active][:2] == [1450, 1200]


def test_what_is_recorded_later_of_an_earlier_visit_does_not_speed_up_the_next_but_by_one():
    # C1D15 ran while nothing was recorded of C1D8, so with the first steps; C1D22 goes one further, not two.
    late = [given("C1D1"), given("C1D15"), plans.omit("C1D8", "2027-01-19", not_given=True)]
    made = make_release(plans.ORDER_RATES, **TIMED, changes=late, issued=datetime(2027, 1, 19, 12, tzinfo=UTC))
    assert [visit.infusion.part for visit in made.plan.active] == ["first", "first", "second"]
