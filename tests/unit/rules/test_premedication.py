"""What is owed before an infusion, one rule at a time (whole visits are worked by hand in tests/worked)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.inputs.regimen import Regimen
from dosing.rules.clock import moment, zone_named
from dosing.rules.premedication import Premedication, due, premedications, start_window
from tests import plans


def owed(site: dict | None = None) -> tuple[Premedication, ...]:
    return premedications(default_regimen(), plans.make_site(site), None, date(2027, 1, 4))


@pytest.mark.parametrize(
    ("dose", "fastest", "minutes"),
    [
        ("25", "25", 1),
        ("50", "25", 2),
        ("37.5", "25", 2),
        ("25.1", "25", 2),
        ("50", "20", 3),
        ("50", "10", 5),
        ("50", "16.666667", 3),
        ("50", "16.666666", 4),
    ],
)
def test_diphenhydramine_is_given_at_most_so_many_mg_a_minute_in_whole_minutes(dose, fastest, minutes):
    plan = plans.make_plan(plans.slots(antihistamine={"dose_mg": dose, "most_mg_per_minute": fastest}))
    assert plan.visits[0].premedications[3].give_over_minutes == minutes


def test_famotidine_stands_in_for_ranitidine_and_says_so():
    given = plans.make_plan(plans.slots(h2_blocker={"drug": "famotidine"})).visits[0].premedications[2]
    assert (given.drug, given.dose_mg, given.route, given.give_over_minutes, given.substituted_for) == (
        "famotidine",
        20,
        "intravenous",
        2,
        "ranitidine",
    )


def test_the_longest_lead_time_stands_first_and_equals_in_the_order_of_the_regimens_slots():
    assert [each.slot for each in owed()] == ["steroid", "antipyretic", "h2_blocker", "antihistamine"]
    late_steroid = plans.slots(steroid={"minutes_before": 30}, antihistamine={"minutes_before": 60})
    assert [(each.slot, each.minutes_before) for each in owed(late_steroid)] == [
        ("antihistamine", 60),
        ("antipyretic", 45),
        ("steroid", 30),
        ("h2_blocker", 30),
    ]


def test_a_drug_that_the_record_names_is_no_substitute():
    assert [each.substituted_for for each in owed()] == [None] * 4


def test_without_an_h2_blocker_three_drugs_are_owed():
    left_out = owed(plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"}))
    assert [each.slot for each in left_out] == ["steroid", "antipyretic", "antihistamine"]


def test_only_an_injected_steroid_says_how_its_dose_is_stated():
    injected = plans.slots(steroid={"route": "intravenous", "form": "phosphate"})
    assert [(each.drug, each.form) for each in owed(injected)[:2]] == [("dexamethasone", "phosphate"), ("acetaminophen", None)]
    assert owed()[0].form is None


def test_without_a_time_nothing_is_due_at_a_moment_and_there_is_no_window():
    assert {each.due for each in owed()} == {None}
    assert start_window(default_regimen(), owed()) is None


def test_a_drug_of_a_slot_for_which_the_regimen_names_none_stands_in_for_nothing():
    given = plans.make_plan(plans.slots(h2_blocker={"drug": "ranitidine"}), regimen="label-10-us-kd", cycles=1).visits[0].premedications[2]
    assert (given.drug, given.substituted_for) == ("ranitidine", None)


def test_what_is_given_by_mouth_is_not_given_over_a_time():
    by_mouth = plans.slots(antihistamine={"route": "oral"})
    given = plans.make_plan(by_mouth, regimen="label-10-us-kd", cycles=1).visits[0].premedications[3]
    assert (given.drug, given.route, given.give_over_minutes) == ("diphenhydramine", "oral", None)


# A dose that depends on the age: 40 mg, 20 mg from 75 years (US label, with pomalidomide)


def steroids(born: str, site: dict | None = None) -> dict[str, int]:
    """The steroid of the first visits, mg, of somebody born on a day."""
    plan = plans.make_plan(site, regimen="label-10-us-pd", cycles=1, born=born)
    return {f"{visit.date:%m-%d}": int(visit.premedications[0].dose_mg) for visit in plan.visits}


@pytest.mark.parametrize(
    ("born", "doses"),
    [
        ("1952-01-11", {"01-04": 40, "01-11": 20, "01-18": 20, "01-25": 20}),  # 75 on the day of C1D8
        ("1952-01-12", {"01-04": 40, "01-11": 40, "01-18": 20, "01-25": 20}),  # C1D8 on the day before
        ("1952-01-05", {"01-04": 40, "01-11": 20, "01-18": 20, "01-25": 20}),  # C1D1 on the day before
        ("1952-01-04", {"01-04": 20, "01-11": 20, "01-18": 20, "01-25": 20}),
        ("1990-01-01", {"01-04": 40, "01-11": 40, "01-18": 40, "01-25": 40}),
    ],
)
def test_the_dose_of_an_age_holds_from_the_birthday_on(born, doses):
    assert steroids(born) == doses


@pytest.mark.parametrize(("start", "dose"), [("2027-02-28", 40), ("2027-03-01", 20)])
def test_somebody_born_on_29_february_is_75_on_1_march_where_the_year_has_none(start, dose):
    plan = plans.make_plan(regimen="label-10-us-pd", cycles=1, born="1952-02-29", start=start, weighed=None)
    assert plan.visits[0].premedications[0].dose_mg == dose


def test_the_age_is_that_of_the_day_on_which_the_visit_is_now():
    plan = plans.make_plan(regimen="label-10-us-pd", cycles=1, born="1952-01-12", changes=[plans.move("C1D8", "2027-01-12")])
    assert [int(visit.premedications[0].dose_mg) for visit in plan.visits] == [40, 20, 20, 20]


def test_a_dose_that_depends_on_an_age_that_is_not_known_is_refused():
    told = plans.refusal(regimen="label-10-us-pd", cycles=1)
    assert isinstance(told, InputError)
    assert (told.code, told.field) == ("born-for-dose", "born")
    assert str(told).replace("\N{NO-BREAK SPACE}", " ") == (
        "the birth date is missing; write it, since dexamethasone is 40 mg, and 20 mg from 75 years."
    )


def test_a_dose_that_the_site_states_needs_no_birth_date():
    plan = plans.make_plan(plans.slots(steroid={"dose_mg": "20"}), regimen="label-10-us-pd", cycles=1)
    assert [int(visit.premedications[0].dose_mg) for visit in plan.visits] == [20] * 4


def test_a_site_may_have_an_age_of_its_own():
    own = plans.slots(steroid={"from_age_years": 37, "dose_from_age_mg": "40"})
    assert [int(visit.premedications[0].dose_mg) for visit in plans.make_plan(own, born="1990-01-18").visits[:4]] == [20, 20, 40, 40]


def test_a_corrected_birth_date_counts():
    plan = plans.make_plan(regimen="label-10-us-pd", cycles=1, born="1990-01-01", changes=[plans.correct("2027-01-05", born="1950-01-01")])
    assert [int(visit.premedications[0].dose_mg) for visit in plan.visits] == [20] * 4


# When the infusion may start


def with_limits(**limits: tuple[int, int]) -> Regimen:
    """The label's regimen with other lead times: of each slot, the least and the most minutes before."""
    regimen = newest_regimen("label-10-us-kd")
    slots = []
    for rule in regimen.slots:
        least, most = limits.get(rule.slot, (15, 60))
        drugs = tuple(each.model_copy(update={"least_minutes_before": least, "most_minutes_before": most}) for each in rule.drugs)
        slots.append(rule.model_copy(update={"drugs": drugs}))
    return regimen.model_copy(update={"slots": tuple(slots)})


@pytest.mark.hazard("H-38")
@pytest.mark.parametrize(
    ("limits", "window"),
    [
        # Due at 9:15, 9:15, 9:30 and 9:30: not before 9:45, not after 10:15.
        ({}, ("09:45", "10:15")),
        ({"steroid": (30, 180)}, ("09:45", "10:15")),  # 9:15 and 30 min are 9:45 too
        ({"steroid": (40, 180)}, ("09:55", "10:15")),
        ({"antipyretic": (15, 50)}, ("09:45", "10:05")),
        ({"h2_blocker": (15, 40), "antihistamine": (29, 60)}, ("09:59", "10:10")),
        ({"steroid": (45, 45), "antipyretic": (45, 45), "h2_blocker": (30, 30), "antihistamine": (30, 30)}, ("10:00", "10:00")),
    ],
)
def test_the_infusion_may_start_while_every_drug_is_within_its_own_time_before_it(limits, window):
    regimen = with_limits(**limits)
    site = plans.make_site(regimen="label-10-us-kd")
    given = due(premedications(regimen, site, None, date(2027, 1, 4)), datetime(2027, 1, 4, 10, tzinfo=UTC))
    found = start_window(regimen, given)
    assert found is not None
    assert tuple(f"{each:%H:%M}" for each in found) == window


@pytest.mark.hazard("H-38")
@pytest.mark.parametrize(
    ("start", "window"),
    [
        # 45 min before 02:30, which comes once more, is 02:45 of the hour before: 02:55 of that hour after 10 min. 30 min before is the
        # second 02:00: 02:15 after 15 min, which is later than that 02:55. An hour after 02:45 is 02:45, after 02:00 03:00.
        ("02:30+01:00", ("02:15+01:00", "02:45+01:00")),
        # Due at 01:45 and 02:00, before the clocks go back: not before 02:15, and an hour after them are 02:45 and the second 02:00.
        ("02:30+02:00", ("02:15+02:00", "02:45+02:00")),
    ],
)
def test_in_a_repeated_hour_the_window_goes_by_real_time_and_not_by_the_wall(start, window):
    regimen = with_limits(steroid=(10, 60), antipyretic=(10, 60))
    owed_ = premedications(regimen, plans.make_site(regimen="label-10-us-kd"), None, date(2027, 10, 31))
    assert [each.minutes_before for each in owed_] == [45, 45, 30, 30]
    given = due(owed_, moment(date(2027, 10, 31), start, zone_named("Europe/Paris"), "C1D1"))
    found = start_window(regimen, given)
    assert found is not None
    assert tuple(each.isoformat(timespec="minutes")[11:] for each in found) == window


@pytest.mark.parametrize("absent", ["dose_mg", "route", "minutes_before"])
def test_nothing_is_owed_of_a_site_that_was_not_held_against_its_regimen(absent):
    site = plans.make_site()
    slot = site.premedications["steroid"].model_copy(update={absent: None})
    site = site.model_copy(update={"premedications": {**site.premedications, "steroid": slot}})
    with pytest.raises(ValueError, match="held against its regimen"):
        premedications(default_regimen(), site, None, date(2027, 1, 4))


def test_a_drug_of_another_regimen_has_no_time_before_an_infusion():
    given = due(owed(), datetime(2027, 1, 4, 10, tzinfo=UTC))
    with pytest.raises(ValueError, match="held against its regimen"):
        start_window(default_regimen(), [replace(given[0], drug="prednisolone")])
    with pytest.raises(ValueError, match="held against its regimen"):
        start_window(default_regimen(), [replace(given[0], slot="antiemetic")])
