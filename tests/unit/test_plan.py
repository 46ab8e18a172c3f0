"""The answer for one course: visits from the rules, what the checks say, and nothing worked out twice."""

import pytest

from dosing import plan as room
from dosing.findings import InputError, Refused
from dosing.formats.shipped import default_regimen
from dosing.plan import Workings, build_plan
from dosing.rules.timeline import timelines
from tests import plans


def test_a_plan_holds_its_inputs_and_the_course_with_its_corrections():
    course = plans.make_course(cycles=2, changes=[plans.correct(weight="75kg"), plans.omit("C1D8")])
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
    assert plans.make_plan(plans.ORDER_RATES) == plans.make_plan(plans.ORDER_RATES)


def test_a_plan_that_a_check_refuses_is_not_made():
    with pytest.raises(Refused) as raised:
        plans.make_plan(weight="1450kg")
    assert [told.code for told in raised.value.findings] == ["bag-full"]


@pytest.mark.parametrize(
    ("course", "code", "field"),
    [
        ({"regimen_revision": 2}, "another-regimen", "regimen"),
        ({"cycles": 3}, "no-such-cycles", "cycles"),
        ({"regimen": "label-10-us-kd"}, "cycles-missing", "cycles"),
        ({"regimen": "label-10-us-kd", "cycles": 14}, "no-such-cycles", "cycles"),
        ({"regimen": "label-10-us-pd", "cycles": 1}, "born-for-dose", "born"),
        ({"regimen": "label-10-us-kd", "cycles": 1, "entry": {"transplant": "none"}}, "fact-not-asked", "entry.transplant"),
        ({"time": "10:00"}, "no-zone", "time_zone"),
    ],
)
def test_what_cannot_be_planned_names_the_input(course, code, field):
    with pytest.raises(InputError) as raised:
        plans.make_plan(**course)
    assert (raised.value.code, raised.value.field) == (code, field)


def test_a_visit_ends_with_what_really_ends_last_also_in_a_repeated_hour():
    # 200 min from 23:50 on the 30th, before the clocks go back, are 02:10 of the second hour. Arrival at 22:50 (45 min before, and 15) and
    # 240 min are 02:50 of the first, twenty minutes earlier.
    site = plans.ORDER_RATES | {"visit": {"length_minutes": 240}}
    plan = plans.make_plan(site, start="2027-10-30", weighed="2027-10-30", time="23:50", time_zone="Europe/Paris")
    visit = plan.visits[0]
    assert visit.arrival is not None
    assert visit.arrival.isoformat(timespec="minutes") == "2027-10-30T22:50+02:00"
    assert visit.planned_end is not None
    assert visit.planned_end.isoformat(timespec="minutes") == "2027-10-31T02:10+01:00"


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


def test_a_course_of_another_regimen_is_not_planned_by_this_one():
    for name in ("label-10-us-kd", "other"):
        with pytest.raises(InputError) as raised:
            build_plan(default_regimen(), plans.make_site(), plans.make_course(regimen=name, cycles=1))
        assert (raised.value.code, raised.value.field) == ("another-regimen", "regimen")


def test_a_course_that_asks_for_no_number_of_cycles_is_planned_with_the_usual_and_says_so():
    plan = plans.make_plan()
    assert (plan.course.cycles, plan.corrected.cycles, len(plan.visits)) == (2, 2, 8)
    assert plan == plans.make_plan(cycles=2)


@pytest.mark.parametrize(("cycles", "visits"), [(1, 4), (2, 6), (13, 28)])
def test_the_labels_cycles_are_planned_as_many_as_were_asked_for(cycles, visits):
    assert len(plans.make_plan(regimen="label-10-us-kd", cycles=cycles).visits) == visits


def test_each_distinct_visit_is_made_once_over_all_revisions(monkeypatch):
    made = []
    one = room.Visit
    monkeypatch.setattr(room, "Visit", lambda **values: made.append(values["visit"]) or one(**values))
    changes = [plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D8", "2027-01-11"), plans.undo("2027-01-11")]
    plans.make_history(plans.ORDER_RATES, changes=changes)
    # Eight of the first revision; then C1D1 and C1D8, which know the outcome; then C1D8 and C1D15; an undo brings back what was there.
    assert made == [*plans.NAMES, "C1D1", "C1D8", "C1D8", "C1D15"]


def test_rate_steps_are_worked_out_once_for_each_weight_and_infusion_and_not_for_each_visit(monkeypatch):
    made = []
    one = room.all_runs
    monkeypatch.setattr(room, "all_runs", lambda *given: made.append(given[2]) or one(*given))
    changes = [plans.outcome(name, "2027-01-25") for name in plans.NAMES[:4]]
    plans.make_history(plans.ORDER_RATES, changes=changes)
    assert made == ["first", "second", "later"]
    made.clear()
    plans.make_history(plans.ORDER_RATES, changes=[plans.reweigh("70kg", "2027-01-12")])
    assert made == ["first", "second", "later"] * 2


def test_premedications_are_worked_out_once_for_a_site_unless_they_depend_on_the_age(monkeypatch):
    made = []
    one = room.premedications
    monkeypatch.setattr(room, "premedications", lambda *given: made.append(given[3]) or one(*given))
    plans.make_history(changes=[plans.omit("C1D8")])
    assert len(made) == 1
    made.clear()
    plans.make_history(regimen="label-10-us-pd", cycles=1, born="1952-01-12", changes=[plans.omit("C1D8"), plans.undo()])
    assert [f"{day:%m-%d}" for day in made] == ["01-04", "01-11", "01-18", "01-25"]
