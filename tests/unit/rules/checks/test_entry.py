"""Who may start and when (each limit is worked by hand in tests/worked/test_eligibility.py)."""

import pytest

from dosing.inputs.raw import course_from, regimen_from, site_from
from dosing.inputs.regimen import SlotRule
from dosing.plan import build_plan
from tests import plans
from tests.regimens import six_visits


def test_two_washouts_are_two_findings_of_the_first_visit():
    plan = plans.make_plan(entry={"last_immunotherapy": "2026-12-20", "last_chemotherapy": "2026-12-30"})
    assert [told.visit for told in plans.found(plan, "washout-inside")] == ["C1D1", "C1D1"]


def test_a_first_visit_that_was_moved_is_held_against_its_new_day():
    fact = {"last_chemotherapy": "2026-12-21"}  # fourteen days before 4 January
    assert plans.found(plans.make_plan(entry=fact), "washout-on-limit")
    assert plans.found(plans.make_plan(entry=fact, changes=[plans.move("C1D1", "2027-01-05")]), "washout-on-limit") == []


def test_a_corrected_fact_counts_and_the_one_that_was_typed_does_not():
    plan = plans.make_plan(entry={"transplant": "2026-12-01"}, changes=[plans.correct(transplant="2026-01-01")])
    assert plans.found(plan, "washout-inside") == []


def test_the_criteria_that_no_date_decides_are_counted():
    (told,) = plans.found(plans.make_plan(), "entry-facts")
    assert told.message.startswith("Not given: birth date, last immunotherapy, ")
    assert "7 entry criteria of the record cannot be checked here" in told.message


def test_a_young_patient_is_told_the_day_from_which_a_start_is_possible():
    told = plans.refusal(born="2011-01-05")
    assert str(told).endswith("so check the birth date, or start on Tuesday 5 January 2027 or later.")


def test_a_patient_is_old_enough_on_the_first_visit_even_where_none_takes_place():
    born = "2011-01-05"  # 16 the day after C1D1
    assert "under 16 on Monday 4 January 2027" in str(plans.refusal(born=born, changes=[plans.stop("C1D1")]))
    assert plans.make_plan(born=born, changes=[plans.move("C1D1", "2027-01-05")]).visits


def test_the_least_age_and_the_words_for_it_are_the_regimens():
    course = {"regimen": "label-10-us-kd", "cycles": 1}
    assert plans.make_plan(**course, born="2009-01-04").visits  # 18 on the day itself
    told = plans.refusal(**course, born="2009-01-05")
    assert [each.code for each in told.findings] == ["age-under-18"]
    assert "the label takes 18 years and older" in str(told)


@pytest.mark.parametrize(
    ("born", "told"),
    [("1917-01-04", 0), ("1917-01-03", 1), ("1900-01-01", 1), ("1990-01-01", 0)],  # 110 on the first day, and 110 and a day
)
def test_a_birth_date_of_more_than_110_years_ago_is_probably_wrong(born, told):
    found = plans.found(plans.make_plan(born=born), "born-implausible")
    assert len(found) == told
    assert {each.severity for each in found} <= {"caution"}


def test_the_age_that_is_implausible_is_that_of_the_day_the_first_visit_has_now():
    later = [plans.move("C1D1", "2027-01-05")]
    (told,) = plans.found(plans.make_plan(born="1917-01-04", changes=later), "born-implausible")
    assert told.message == (
        "Born on Thursday 4 January 1917, the patient would be more than 110 years old on Tuesday 5 January 2027: check the birth date."
    )


# A dose of the site's own, where the regimen has one for each age


def not_for_age(born: str, own: dict) -> list[str]:
    plan = plans.make_plan(plans.slots(steroid=own), regimen="label-10-us-pd", cycles=1, born=born)
    return [each.visit for each in plans.found(plan, "dose-not-for-age")]


@pytest.mark.parametrize(
    ("born", "own", "visits"),
    [
        ("1990-01-01", {"dose_mg": "40"}, []),
        ("1990-01-01", {"dose_mg": "20"}, ["C1D1", "C1D8", "C1D15", "C1D22"]),
        ("1950-01-01", {"dose_mg": "20"}, []),
        ("1950-01-01", {"dose_mg": "40"}, ["C1D1", "C1D8", "C1D15", "C1D22"]),
        ("1952-01-18", {"dose_mg": "40"}, ["C1D15", "C1D22"]),  # 75 on the day of C1D15
        ("1952-01-18", {"dose_mg": "20"}, ["C1D1", "C1D8"]),
        ("1952-01-18", {}, []),
        ("1952-01-18", {"from_age_years": 80, "dose_from_age_mg": "20"}, ["C1D15", "C1D22"]),
    ],
)
def test_a_dose_that_is_not_the_regimens_for_the_age_is_said_of_each_visit(born, own, visits):
    assert not_for_age(born, own) == visits


def test_it_says_which_dose_the_regimen_has():
    plan = plans.make_plan(plans.slots(steroid={"dose_mg": "40"}), regimen="label-10-us-pd", cycles=1, born="1950-01-01")
    told = plans.found(plan, "dose-not-for-age")[0]
    assert told.severity == "caution"
    assert told.message.replace("\N{NO-BREAK SPACE}", " ") == "dexamethasone 40 mg at C1D1 is the site's; for this age the label has 20 mg."


def test_where_the_regimen_has_one_dose_at_every_age_the_sites_own_is_no_finding():
    plan = plans.make_plan(plans.slots(steroid={"dose_mg": "40"}), born="1940-01-01")
    assert plans.found(plan, "dose-not-for-age") == []


# A regimen whose dose for an age is not that of its first premedication: ibuprofen, 400 mg, and 200 mg from 65 years on


def six_visits_not_for_age(without: str | None = None) -> list[tuple[str | None, str]]:
    """What is said at a site that gives 400 mg at every age to the patient who is 65 on C1D8; by a regimen without one of its values."""
    regimen = regimen_from(six_visits.tables())
    own = {**six_visits.DECIDED, **plans.slots(fever={"dose_mg": "400"})}
    site, _ = site_from(own, plans.default_values(), regimen)
    if without:  # which no file can hold
        regimen = regimen.model_copy(update={"slots": tuple(_without(without, rule) for rule in regimen.slots)})
    plan = build_plan(regimen, site, course_from({**six_visits.PATIENT, "cycles": 1}))
    return [(each.visit, each.message.replace("\N{NO-BREAK SPACE}", " ")) for each in plans.found(plan, "dose-not-for-age")]


def _without(name: str, rule: SlotRule) -> SlotRule:
    drugs = [drug.model_copy(update={"unless_decided": drug.unless_decided.model_copy(update={name: None})}) for drug in rule.drugs]
    return rule.model_copy(update={"drugs": tuple(drugs)})


def test_every_premedication_of_a_visit_is_held_against_the_age():
    end = "is the site's; for this age the protocol has 200 mg."
    assert six_visits_not_for_age() == [("C1D8", f"ibuprofen 400 mg at C1D8 {end}"), ("C1D15", f"ibuprofen 400 mg at C1D15 {end}")]


@pytest.mark.parametrize("without", ["from_age_years", "dose_from_age_mg"])
def test_an_age_without_its_dose_or_a_dose_without_its_age_is_no_dose_by_age(without):
    assert six_visits_not_for_age(without) == []
