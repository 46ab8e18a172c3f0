"""What concerns who prepares a bag (each limit is worked by hand in tests/worked/test_findings.py)."""

from tests import plans


def test_a_finding_about_a_dose_is_said_once_for_each_run_of_equal_doses():
    assert [told.visit for told in plans.found(plans.make_plan(weight="125.1kg"), "drug-share")] == ["C1D1"]
    changes = [plans.reweigh("126kg", "2027-01-12"), plans.reweigh("125.1kg", "2027-01-20")]
    assert [told.visit for told in plans.found(plans.make_plan(weight="125.1kg", changes=changes), "drug-share")] == [
        "C1D1",
        "C1D15",
        "C1D22",
    ]


def test_a_bag_that_may_be_prepared_is_said_once_of_a_visit_whatever_touched_it():
    both = [plans.reweigh("70kg", "2027-01-10"), plans.resite({"bag": {"volume_ml": "500"}}, "2027-01-11")]
    (told,) = plans.found(plans.make_plan(changes=both), "bag-prepared")
    assert (told.visit, told.message) == (
        "C1D8",
        "The new weight changes the dose of C1D8 on Monday 11 January 2027: a bag may already be prepared.",
    )


def test_a_new_weight_that_the_site_does_not_count_changes_no_bag():
    site = {"weights": {"counts_from_percent": "5"}}  # 70 kg lies 3.4% under 72.5
    assert plans.found(plans.make_plan(site, changes=[plans.reweigh("70kg", "2027-01-10")]), "bag-prepared") == []


def test_a_correction_and_a_site_that_were_taken_back_touch_no_bag():
    corrected = [plans.correct("2027-01-10", weight="75kg"), plans.undo("2027-01-10")]
    assert plans.found(plans.make_plan(changes=corrected), "bag-prepared") == []
    other_bag = [plans.resite({"bag": {"volume_ml": "500"}}, "2027-01-11"), plans.undo("2027-01-11")]
    assert plans.found(plans.make_plan(changes=other_bag), "bag-prepared") == []


def test_the_labels_rates_say_who_compared_them_and_when():
    (told,) = plans.found(plans.make_plan(plans.LABEL_RATES), "label-rates-twice")
    assert told.message.endswith("compared with the label by AB on 1 December 2026.")


def test_the_reason_for_no_h2_blocker_is_repeated():
    (told,) = plans.found(plans.make_plan({"h2_blocker": {"drug": "none", "reason": "none is stocked"}}), "h2-omitted")
    assert told.message.endswith("Reason: none is stocked.")
    assert [
        given.drug for given in plans.make_plan({"h2_blocker": {"drug": "none", "reason": "none is stocked"}}).visits[0].premedications
    ] == [
        "dexamethasone",
        "acetaminophen",
        "diphenhydramine",
    ]
