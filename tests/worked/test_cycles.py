"""How many cycles are planned, asked for and added one by one, worked by hand on a calendar.

The label's regimens: days 1, 8, 15 and 22 of the first cycle, days 1 and 15 of every later one, 28 days a cycle, from Monday 4 January 2027.
"""

import pytest

from tests import plans
from tests.plans import dates, extend, found, make_plan, make_release, move, omit, outcome, refusal, reweigh, stop

KD, PD = "label-10-us-kd", "label-10-us-pd"

# C1D15 is three days late, so all after it are: C1D22 on 28 January. Cycle 2 would begin on 1 February, cycle 3 on 1 March.
FIRST = {"C1D1": "2027-01-04", "C1D8": "2027-01-11", "C1D15": "2027-01-21", "C1D22": "2027-01-28"}
SECOND = {"C2D1": "2027-02-04", "C2D15": "2027-02-18"}
THIRD = {"C3D1": "2027-03-04", "C3D15": "2027-03-18"}
LATE = move("C1D15", "2027-01-21")

# The first day of each cycle without a shift: 28 days apart.
FIRST_DAYS = [
    "2027-01-04", "2027-02-01", "2027-03-01", "2027-03-29", "2027-04-26", "2027-05-24", "2027-06-21", "2027-07-19", "2027-08-16",
    "2027-09-13", "2027-10-11", "2027-11-08", "2027-12-06",
]  # fmt: skip


def kd(cycles: int = 1, *changes: dict) -> plans.Plan:
    return make_plan(regimen=KD, cycles=cycles, changes=list(changes))


def test_a_cycle_that_is_added_later_carries_the_shift_made_before():
    assert dates(kd(1, LATE)) == FIRST
    assert dates(kd(1, LATE, extend("2027-01-29"))) == FIRST | SECOND
    assert dates(kd(1, LATE, extend("2027-01-29"), extend("2027-02-19"))) == FIRST | SECOND | THIRD


def test_a_shift_in_an_added_cycle_is_carried_by_the_next():
    # C2D15 on 25 February, a week later than the 18th: C3D1 is a week later than 4 March.
    plan = kd(1, LATE, extend("2027-01-29"), move("C2D15", "2027-02-25"), extend("2027-02-26"))
    assert dates(plan) == FIRST | SECOND | {"C2D15": "2027-02-25", "C3D1": "2027-03-11", "C3D15": "2027-03-25"}


def test_cycles_asked_for_and_cycles_added_have_the_same_days():
    assert dates(kd(3, LATE)) == dates(kd(1, LATE, extend("2027-01-29"), extend("2027-02-19"))) == FIRST | SECOND | THIRD


def test_adding_a_cycle_alters_no_visit_before_it():
    before = [LATE, omit("C1D22"), reweigh("70kg", "2027-01-20"), outcome("C1D1", "2027-01-04")]
    one, two = kd(1, *before), kd(1, *before, extend("2027-01-29"))
    assert two.visits[:4] == one.visits
    assert [each.visit for each in two.visits[4:]] == ["C2D1", "C2D15"]
    assert [each.infusion_number for each in two.visits] == [1, 2, 3, None, 4, 5]


def test_the_most_cycles_are_thirteen_reached_one_by_one():
    all_added = kd(1, *[extend("2027-01-05")] * 12)
    assert [visit.date.isoformat() for visit in all_added.visits if visit.day == 1] == FIRST_DAYS
    assert len(all_added.visits) == 4 + 12 * 2
    assert dates(all_added)["C13D15"] == "2027-12-20"
    assert dates(kd(13)) == dates(all_added)
    told = refusal(regimen=KD, cycles=13, changes=[extend()])
    assert (told.exit_code, told.code) == (2, "no-more-cycles")
    assert str(told) == "change 1 (extend): the course already has 13 cycles, the most that the regimen allows, so that none can be added."


@pytest.mark.parametrize(
    ("regimen", "cycles", "code"),
    [
        ("islay", 3, "no-such-cycles"),
        ("islay", 0, "no-such-cycles"),
        (KD, None, "cycles-missing"),
        (PD, None, "cycles-missing"),
        (KD, 14, "no-such-cycles"),
    ],
)
def test_a_number_of_cycles_that_the_regimen_does_not_have_is_refused(regimen, cycles, code):
    told = refusal(regimen=regimen, born="1960-05-01", **({} if cycles is None else {"cycles": cycles}))
    assert (told.exit_code, told.code, told.field) == (2, code, "cycles")


@pytest.mark.parametrize(
    ("regimen", "cycles", "visits"), [("islay", None, 8), ("islay", 1, 4), ("islay", 2, 8), (KD, 1, 4), (PD, 2, 6), (KD, 13, 28)]
)
def test_as_many_visits_as_the_cycles_hold(regimen, cycles, visits):
    plan = make_plan(regimen=regimen, born="1960-05-01", **({} if cycles is None else {"cycles": cycles}))
    assert len(plan.visits) == visits


def test_a_cycle_is_not_added_behind_a_stop():
    told = refusal(regimen=KD, cycles=1, changes=[stop("C1D22"), extend()])
    assert (told.exit_code, told.code) == (2, "extend-after-stop")


def test_an_added_cycle_waits_for_a_weight_of_its_own_time():
    # C3D1 is on 1 March: a weight of 22 February is seven days old. Until then cycle 3 alone waits, since 25 January served cycle 2.
    weighed = reweigh("72kg", "2027-01-25")
    plan = kd(2, weighed, extend("2027-02-16"))
    assert [each.provisional for each in plan.visits] == [False] * 6 + [True] * 2
    assert [each.message for each in found(plan, "weigh-before-cycle")] == [
        "Cycle 3 doses are provisional: weigh the patient on or after Monday 22 February 2027 and enter that weight before cycle 3."
    ]
    assert not any(each.provisional for each in kd(2, weighed, extend("2027-02-16"), reweigh("71kg", "2027-02-22")).visits)


def test_the_second_calculation_agrees_over_thirteen_cycles():
    made = make_release(regimen=KD, cycles=1, changes=[LATE, *[extend("2027-01-05")] * 12])
    assert len(made.document["visits"]) == 28
    assert made.document["visits"][-1]["date"] == "2027-12-23"  # three days after the 20th
