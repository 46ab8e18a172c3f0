"""What concerns who prepares a bag (each limit is worked by hand in tests/worked/test_findings.py)."""

import pytest

from dosing.findings import Refused
from dosing.inputs.raw import course_from, regimen_from, site_from
from dosing.plan import build_plan
from tests import plans
from tests.regimens import six_visits


def test_a_finding_about_a_dose_is_said_once_for_each_run_of_equal_doses():
    assert [told.visit for told in plans.found(plans.make_plan(weight="100kg"), "drug-share")] == ["C1D1"]
    changes = [plans.reweigh("101kg", "2027-01-12"), plans.reweigh("100kg", "2027-01-20")]
    assert [told.visit for told in plans.found(plans.make_plan(weight="100kg", changes=changes), "drug-share")] == [
        "C1D1",
        "C1D15",
        "C1D22",
    ]


def test_a_high_concentration_says_where_its_limit_comes_from():
    (told,) = plans.found(plans.make_plan(weight="100kg"), "drug-share")
    assert told.message.replace("\N{NO-BREAK SPACE}", " ") == (
        "The nominal concentration, 8 mg/mL, is above 7.44 mg/mL, from C1D1 on. The limit is this program's default: what 93 kg, "
        "the trial's heaviest participant, gives in one 250 mL bag; the trial's own bag is not known."
    )


def shares(weight: str, site: dict | None = None, **course: object) -> tuple[list[str], list[str]]:
    """The visits of which the concentration is said to be high, and those of which a bag is too full."""
    try:
        plan = plans.make_plan(site, weight=weight, **course)
    except Refused as raised:
        return [], [told.visit for told in raised.findings if told.code == "bag-full"]
    return [told.visit for told in plans.found(plan, "drug-share")], []


TWO, LARGE = {"bag": {"count": 2}}, {"bag": {"volume_ml": "500"}}
DATA = {"share_reference": "stability report 7"}


@pytest.mark.hazard("H-02", "H-03")
@pytest.mark.parametrize(
    ("weight", "site", "high", "full"),
    [
        # 1 mL a kilogram. One bag of 250 mL: 7.44 mg/mL are 93 mL; half of it is 125 mL.
        ("93kg", {}, False, False),
        ("93.04kg", {}, False, False),
        ("93.05kg", {}, True, False),  # 93.1 mL
        ("125kg", {}, True, False),
        ("125.04kg", {}, True, False),
        ("125.05kg", {}, False, True),  # 125.1 mL
        ("125.1kg", {}, False, True),
        # Two of 250 mL: twice of it.
        ("186kg", TWO, False, False),
        ("186.1kg", TWO, True, False),  # the first bag has 93.1 mL
        ("250kg", TWO, True, False),
        ("250.1kg", TWO, False, True),  # the first bag has 125.1 mL
        # One of 500 mL: twice of it too.
        ("186.04kg", LARGE, False, False),
        ("186.05kg", LARGE, True, False),
        ("250kg", LARGE, True, False),
        ("250.1kg", LARGE, False, True),
        # A larger share, with its data: 60% of 250 mL are 150 mL.
        ("150kg", {"bag": {"most_share_percent": "60", **DATA}}, True, False),
        ("150.1kg", {"bag": {"most_share_percent": "60", **DATA}}, False, True),
        ("225kg", {"bag": {"most_share_percent": "90", **DATA}}, True, False),
        ("225.1kg", {"bag": {"most_share_percent": "90", **DATA}}, False, True),
        ("1450kg", {"bag": {"most_share_percent": "90", **DATA}}, False, True),
    ],
)
def test_a_bag_is_at_most_half_drug_unless_the_site_has_data_for_more(weight, site, high, full):
    assert shares(weight, site) == (["C1D1"] if high else [], ["C1D1"] if full else [])


def test_a_share_that_a_later_site_allows_no_more_is_refused_from_its_day_on():
    site = {"bag": {"most_share_percent": "90", **DATA}}
    assert shares("130kg", site) == (["C1D1"], [])
    assert shares("130kg", site, changes=[plans.resite({}, "2027-01-18")]) == ([], ["C1D15"])


def test_a_full_bag_says_what_the_site_can_decide():
    told = str(plans.refusal(weight="125.1kg")).replace("\N{NO-BREAK SPACE}", " ")
    assert told == (
        "For 125.1 kg the drug, 125.1 mL, is more than half of the 250 mL bag; check the weight and its unit, or let the site decide on "
        "two bags, a larger one, or a larger share with its stability data."
    )
    assert "more than 90% of the 250\u00a0mL bag" in str(plans.refusal({"bag": {"most_share_percent": "90", **DATA}}, weight="230kg"))


def test_where_the_regimen_knows_no_usual_concentration_none_is_high():
    # 10 mg/kg: 250 kg have 125 mL in one bag.
    assert shares("250kg", regimen="label-10-us-kd", cycles=1) == ([], [])
    assert shares("250.2kg", regimen="label-10-us-kd", cycles=1) == ([], ["C1D1"])


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


LEFT_OUT = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"})


def test_what_is_left_out_is_said_with_its_reason_and_the_drug_that_the_record_names():
    (told,) = plans.found(plans.make_plan(LEFT_OUT), "premedication-omitted")
    assert (told.severity, told.message) == (
        "note",
        "The H2 blocker that the record names, ranitidine, is left out. Reason: none is stocked.",
    )
    assert [given.drug for given in plans.make_plan(LEFT_OUT).visits[0].premedications] == [
        "dexamethasone",
        "acetaminophen",
        "diphenhydramine",
    ]


def test_what_is_left_out_where_the_regimen_names_no_drug_names_none():
    tables = six_visits.tables()
    del next(slot for slot in tables["slots"] if slot["slot"] == "nausea")["named"]
    regimen = regimen_from(tables)
    own = {**six_visits.DECIDED, **plans.slots(nausea={"drug": "none", "reason": "none is stocked"})}
    site, _ = site_from(own, plans.default_values(), regimen)
    (told,) = plans.found(build_plan(regimen, site, course_from(six_visits.PATIENT)), "premedication-omitted")
    assert told.message == "The antiemetic is left out. Reason: none is stocked."


def test_what_has_to_be_said_of_a_drug_is_said_where_it_is_chosen():
    assert plans.found(plans.make_plan(), "h2-not-marketed")
    for other in (plans.slots(h2_blocker={"drug": "famotidine"}), LEFT_OUT):
        assert plans.found(plans.make_plan(other), "h2-not-marketed") == []
    label = {"regimen": "label-10-us-kd", "cycles": 1}
    assert plans.found(plans.make_plan(**label), "h2-not-marketed") == []
    assert plans.found(plans.make_plan(plans.slots(h2_blocker={"drug": "ranitidine"}), **label), "h2-not-marketed")


def test_another_number_of_bags_from_a_day_on_is_said_of_a_bag_that_may_be_prepared():
    (told,) = plans.found(plans.make_plan(changes=[plans.resite(TWO, "2027-01-11")]), "bag-prepared")
    assert told.visit == "C1D8"
