"""Dates and wall-clock times, worked by hand from the calendar.

Days 1, 8, 15 and 22 of a 28-day cycle, at most two cycles (trial record NCT02999633). Clocks in Paris go forward on 28 March 2027 and
back on 31 October 2027, in New York on 14 March and 7 November 2027.
"""

import pytest

from tests import plans

SCHEDULES = [
    ("a plain start", "2027-01-04", ["01-04", "01-11", "01-18", "01-25", "02-01", "02-08", "02-15", "02-22"]),
    ("across the year's end", "2027-12-13", ["12-13", "12-20", "12-27", "01-03", "01-10", "01-17", "01-24", "01-31"]),
    ("across 29 February 2028", "2028-02-01", ["02-01", "02-08", "02-15", "02-22", "02-29", "03-07", "03-14", "03-21"]),
    ("on 29 February 2028", "2028-02-29", ["02-29", "03-07", "03-14", "03-21", "03-28", "04-04", "04-11", "04-18"]),
    ("across February 2027, which has no 29th", "2027-02-22", ["02-22", "03-01", "03-08", "03-15", "03-22", "03-29", "04-05", "04-12"]),
    ("on the last day of 2099", "2099-12-31", ["12-31", "01-07", "01-14", "01-21", "01-28", "02-04", "02-11", "02-18"]),
]

# start, time, zone: the moment of each infusion of cycle 1
ACROSS_CLOCK_CHANGES = [
    ("2027-03-08", "Europe/Paris", ["03-08T10:00+01:00", "03-15T10:00+01:00", "03-22T10:00+01:00", "03-29T10:00+02:00"]),
    ("2027-10-18", "Europe/Paris", ["10-18T10:00+02:00", "10-25T10:00+02:00", "11-01T10:00+01:00", "11-08T10:00+01:00"]),
    ("2027-03-01", "America/New_York", ["03-01T10:00-05:00", "03-08T10:00-05:00", "03-15T10:00-04:00", "03-22T10:00-04:00"]),
    ("2027-10-25", "America/New_York", ["10-25T10:00-04:00", "11-01T10:00-04:00", "11-08T10:00-05:00", "11-15T10:00-05:00"]),
]

# On the first visit, with the default lead times (45 and 30 min), 15 min of check-in and a visit of 300 min, all counted in UTC.
MOMENTS = [
    (
        "an ordinary morning",
        ("2027-01-04", "10:00", "Europe/Paris"),
        {
            "arrival": "2027-01-04T09:00+01:00",
            "dexamethasone": "2027-01-04T09:15+01:00",
            "acetaminophen": "2027-01-04T09:15+01:00",
            "ranitidine": "2027-01-04T09:30+01:00",
            "diphenhydramine": "2027-01-04T09:30+01:00",
            "start_not_before": "2027-01-04T09:45+01:00",
            "infusion_start": "2027-01-04T10:00+01:00",
            "start_not_after": "2027-01-04T10:15+01:00",
            "planned_end": "2027-01-04T14:00+01:00",
        },
    ),
    (
        "across midnight",
        ("2027-01-04", "00:20", "America/New_York"),
        {
            "arrival": "2027-01-03T23:20-05:00",
            "dexamethasone": "2027-01-03T23:35-05:00",
            "acetaminophen": "2027-01-03T23:35-05:00",
            "ranitidine": "2027-01-03T23:50-05:00",
            "diphenhydramine": "2027-01-03T23:50-05:00",
            "start_not_before": "2027-01-04T00:05-05:00",
            "infusion_start": "2027-01-04T00:20-05:00",
            "start_not_after": "2027-01-04T00:35-05:00",
            "planned_end": "2027-01-04T04:20-05:00",
        },
    ),
    (
        "the hour that Paris skips lies between premedication and infusion",
        ("2027-03-28", "03:20", "Europe/Paris"),  # 01:20 UTC
        {
            "arrival": "2027-03-28T01:20+01:00",  # 00:20 UTC
            "dexamethasone": "2027-03-28T01:35+01:00",  # 00:35 UTC
            "acetaminophen": "2027-03-28T01:35+01:00",
            "ranitidine": "2027-03-28T01:50+01:00",  # 00:50 UTC
            "diphenhydramine": "2027-03-28T01:50+01:00",
            "start_not_before": "2027-03-28T03:05+02:00",  # 01:05 UTC
            "infusion_start": "2027-03-28T03:20+02:00",
            "start_not_after": "2027-03-28T03:35+02:00",  # 01:35 UTC
            "planned_end": "2027-03-28T07:20+02:00",  # 05:20 UTC
        },
    ),
    (
        "the hour that New York has twice: the second 01:30 is meant",
        ("2027-11-07", "01:30-05:00", "America/New_York"),  # 06:30 UTC
        {
            "arrival": "2027-11-07T01:30-04:00",  # 05:30 UTC: the first 01:30
            "dexamethasone": "2027-11-07T01:45-04:00",  # 05:45 UTC
            "acetaminophen": "2027-11-07T01:45-04:00",
            "ranitidine": "2027-11-07T01:00-05:00",  # 06:00 UTC
            "diphenhydramine": "2027-11-07T01:00-05:00",
            "start_not_before": "2027-11-07T01:15-05:00",  # 06:15 UTC
            "infusion_start": "2027-11-07T01:30-05:00",
            "start_not_after": "2027-11-07T01:45-05:00",  # 06:45 UTC
            "planned_end": "2027-11-07T05:30-05:00",  # 10:30 UTC
        },
    ),
    (
        "the hour that Paris has twice: the first 02:30 is meant",
        ("2027-10-31", "02:30+02:00", "Europe/Paris"),  # 00:30 UTC
        {
            "arrival": "2027-10-31T01:30+02:00",
            "dexamethasone": "2027-10-31T01:45+02:00",
            "acetaminophen": "2027-10-31T01:45+02:00",
            "ranitidine": "2027-10-31T02:00+02:00",
            "diphenhydramine": "2027-10-31T02:00+02:00",
            "start_not_before": "2027-10-31T02:15+02:00",
            "infusion_start": "2027-10-31T02:30+02:00",
            "start_not_after": "2027-10-31T02:45+02:00",
            "planned_end": "2027-10-31T05:30+01:00",  # 04:30 UTC
        },
    ),
]


@pytest.mark.parametrize(("start", "days"), [each[1:] for each in SCHEDULES], ids=[each[0] for each in SCHEDULES])
def test_two_cycles_are_eight_visits_a_week_apart(start, days):
    plan = plans.make_plan(start=start, weighed=start)
    assert [f"{each.date:%m-%d}" for each in plan.visits] == days
    assert [each.visit for each in plan.visits] == list(plans.NAMES)
    assert [(each.number, each.infusion_number, each.status) for each in plan.visits] == [(n, n, "planned") for n in range(1, 9)]
    assert all(each.scheduled_date == each.date for each in plan.visits)


def test_one_cycle_is_four_visits():
    plan = plans.make_plan(cycles=1)
    assert plans.dates(plan) == dict(zip(plans.NAMES[:4], plans.DAYS[:4], strict=True))


def test_two_cycles_are_planned_unless_one_is_asked_for():
    assert plans.dates(plans.make_plan()) == dict(zip(plans.NAMES, plans.DAYS, strict=True))


def test_day_8_of_cycle_2_falls_35_days_after_the_start():
    plan = plans.make_plan()
    assert (plans.visit(plan, "C2D8").date - plans.visit(plan, "C1D1").date).days == 35


@pytest.mark.parametrize(("start", "zone", "moments"), ACROSS_CLOCK_CHANGES)
def test_the_infusion_stays_at_ten_on_the_wall_across_a_clock_change(start, zone, moments):
    plan = plans.make_plan(start=start, time="10:00", time_zone=zone)
    assert [each.infusion_start.isoformat(timespec="minutes")[5:] for each in plan.visits[:4]] == moments


@pytest.mark.parametrize(("asked", "moments"), [each[1:] for each in MOMENTS], ids=[each[0] for each in MOMENTS])
def test_arrival_premedications_and_end_are_counted_in_real_minutes(asked, moments):
    start, time, zone = asked
    visit = plans.make_plan(start=start, time=time, time_zone=zone, cycles=1).visits[0]
    told = {given.drug: given.due for given in visit.premedications}
    told |= {name: getattr(visit, name) for name in ("arrival", "start_not_before", "infusion_start", "start_not_after", "planned_end")}
    assert {name: moment.isoformat(timespec="minutes") for name, moment in told.items()} == moments


def test_one_visit_on_a_clock_change_day_can_be_given_an_hour_that_exists():
    # C1D22 falls on Sunday 28 March 2027, when 02:30 does not exist in Paris.
    course = {"start": "2027-03-07", "time": "02:30", "time_zone": "Europe/Paris", "cycles": 1}
    assert "C1D22: 02:30 does not exist on 2027-03-28 in Europe/Paris" in str(plans.refusal(**course))
    plan = plans.make_plan(**course, changes=[plans.retime("C1D22", "03:30", when="2027-03-07")])
    assert [each.infusion_start.isoformat(timespec="minutes") for each in plan.visits] == [
        "2027-03-07T02:30+01:00",
        "2027-03-14T02:30+01:00",
        "2027-03-21T02:30+01:00",
        "2027-03-28T03:30+02:00",
    ]


def test_without_a_time_no_visit_has_a_moment():
    for visit in plans.make_plan().visits:
        assert (visit.arrival, visit.infusion_start, visit.start_not_before, visit.start_not_after, visit.planned_end) == (None,) * 5
        assert [given.due for given in visit.premedications] == [None] * 4


def test_the_zone_of_the_course_wins_over_that_of_the_site():
    at_site = {"time_zone": "America/New_York"}
    assert plans.make_plan(at_site, time="10:00").visits[0].infusion_start.isoformat() == "2027-01-04T10:00:00-05:00"
    both = plans.make_plan(at_site, time="10:00", time_zone="Europe/Paris")
    assert both.visits[0].infusion_start.isoformat() == "2027-01-04T10:00:00+01:00"


def test_the_earliest_lead_time_decides_when_the_patient_arrives():
    site = {**plans.slots(antipyretic={"minutes_before": 60}), "visit": {"check_in_minutes": 20}}
    visit = plans.make_plan(site, time="10:00", time_zone="Europe/Paris").visits[0]
    assert f"{visit.arrival:%H:%M}" == "08:40"  # 60 + 20 min before 10:00
    assert (f"{visit.start_not_before:%H:%M}", f"{visit.start_not_after:%H:%M}") == ("09:45", "10:00")  # 09:30 + 15, 09:00 + 60
    assert [(given.drug, given.minutes_before) for given in visit.premedications] == [
        ("acetaminophen", 60),
        ("dexamethasone", 45),
        ("ranitidine", 30),
        ("diphenhydramine", 30),
    ]
