"""The answer for one course: visits from the rules, what the checks say, and nothing worked out twice."""

import pytest

from dosing import plan as room
from dosing.findings import InputError, Refused
from dosing.formats.shipped import default_regimen
from dosing.plan import Workings, build_plan
from dosing.rules.timeline import timelines
from tests import plans


def test_a_plan_holds_its_inputs_and_the_course_with_its_corrections():
    course = plans.make_course(changes=[plans.correct(weight="75kg"), plans.omit("C1D8")])
    plan = build_plan(default_regimen(), plans.make_site(), course)
    assert (plan.course, plan.regimen, plan.site) == (course, default_regimen(), plans.make_site())
    assert (str(plan.corrected.weight_kg), str(plan.course.weight_kg), plan.revision) == ("75", "72.5", 3)
    assert [visit.visit for visit in plan.active] == [name for name in plans.NAMES if name != "C1D8"]


def test_each_site_stands_with_the_first_day_on_which_it_is_in_force():
    plan = plans.make_plan(changes=[plans.resite({"bag": {"volume_ml": "500"}}, "2027-01-18")])
    assert [int(site.bag.volume_ml) for _, site in plan.sites] == [250, 500]
    assert (int(plan.site.bag.volume_ml), int(plan.current_site.bag.volume_ml)) == (250, 500)
    assert plan.sites[1][0].isoformat() == "2027-01-18"


def test_the_same_inputs_give_the_same_plan():
    assert plans.make_plan(plans.LABEL_RATES) == plans.make_plan(plans.LABEL_RATES)


def test_a_plan_that_a_check_refuses_is_not_made():
    with pytest.raises(Refused) as raised:
        plans.make_plan(weight="1450kg")
    assert [told.code for told in raised.value.findings] == ["bag-full"]


@pytest.mark.parametrize(
    ("course", "code", "field"),
    [
        ({"regimen": "other"}, "another-regimen", "regimen"),
        ({"regimen_revision": 2}, "another-regimen", "regimen"),
        ({"cycles": 3}, "no-such-cycles", "cycles"),
        ({"time": "10:00"}, "no-zone", "time_zone"),
    ],
)
def test_what_cannot_be_planned_names_the_input(course, code, field):
    with pytest.raises(InputError) as raised:
        plans.make_plan(**course)
    assert (raised.value.code, raised.value.field) == (code, field)


def test_a_dose_that_many_visits_share_is_worked_out_once(monkeypatch):
    weighed = []
    one = room.study_drug
    monkeypatch.setattr(room, "study_drug", lambda weight, *others: weighed.append(str(weight.value)) or one(weight, *others))
    plans.make_history(changes=[plans.reweigh("68kg", "2027-01-12"), plans.omit("C1D22", "2027-01-13"), plans.undo("2027-01-13")])
    assert weighed == ["72.5", "68"]


def test_a_visit_that_revisions_share_is_one():
    course = plans.make_course(changes=[plans.move("C1D15", "2027-01-20")])
    workings = Workings(default_regimen())
    first, second = (workings.visits(each) for each in timelines(default_regimen(), plans.make_site(), course))
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True] + [False] * 6


def test_visits_with_a_time_of_their_own_or_another_number_are_not_shared():
    course = plans.make_course(time="10:00", time_zone="Europe/Paris", changes=[plans.retime("C1D8", "14:30"), plans.omit("C1D15")])
    workings = Workings(default_regimen())
    first, second, third = (workings.visits(each) for each in timelines(default_regimen(), plans.make_site(), course))
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, False] + [True] * 6
    assert [one is other for one, other in zip(second, third, strict=True)] == [True, True] + [False] * 6
