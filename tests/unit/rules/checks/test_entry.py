"""Who may start and when (each limit is worked by hand in tests/worked/test_eligibility.py)."""

from tests import plans


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
