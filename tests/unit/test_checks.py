"""What findings say, beyond when they appear (that is worked by hand in tests/worked/test_findings.py)."""

import re

import pytest

from tests import plans

LOUD = {
    "weight": "160kg",
    "weighed": None,
    "entry": {"last_chemotherapy": "2026-12-30", "transplant": "2026-09-04"},
    "changes": [
        plans.reweigh("70kg", "2027-01-10"),
        plans.move("C1D22", "2027-01-30", when="2027-01-20"),
        plans.omit("C2D8", when="2027-01-21"),
        plans.move("C2D22", "2027-05-01", when="2027-01-22"),
    ],
}  # fmt: skip
SITE = {"country": "US", "rounding": {"whole_vials_within_percent": "5"}, "vials": [{"strength_mg": "500", "volume_ml": "25"}]}


def test_every_message_is_written_for_people():
    told = plans.make_plan(SITE | plans.LABEL_RATES, **LOUD).findings
    assert len({finding.code for finding in told}) >= 15
    for finding in told:
        assert finding.message.endswith((".", "?"))
        assert not re.search(r"\d(?: )(mg|mL|kg|h|min)\b", finding.message), "an amount can be torn from its unit"
        assert not re.search(r"\b(in)?valid\b|please|sorry|\bNone\b|Decimal", finding.message)
        assert not re.search(r"\.\d*0(?!\d)\u00a0", finding.message), "a trailing zero"


def test_no_message_names_the_patient():
    for finding in plans.make_plan(SITE, label="ISLAY-007", born="1990-05-06", **LOUD).findings:
        assert "ISLAY-007" not in finding.message
        assert "1990" not in finding.message


def test_a_finding_about_a_dose_is_said_once_for_each_run_of_equal_doses():
    assert [told.visit for told in plans.found(plans.make_plan(weight="125.1kg"), "drug-share")] == ["C1D1"]
    changes = [plans.reweigh("126kg", "2027-01-12"), plans.reweigh("125.1kg", "2027-01-20")]
    assert [told.visit for told in plans.found(plans.make_plan(weight="125.1kg", changes=changes), "drug-share")] == [
        "C1D1",
        "C1D15",
        "C1D22",
    ]


@pytest.mark.parametrize(
    ("weight", "reading"), [("160kg", "72.6"), ("230lb", "47.3"), ("30kg", "13.6")]
)  # 160, 104.33 and 30 times 0.45359237
def test_an_unusual_weight_is_printed_as_it_would_be_if_it_was_pounds(weight, reading):
    (told,) = plans.found(plans.make_plan(weight=weight), "weight-unusual")
    assert told.message.endswith(f"if this was pounds, {reading}\u00a0kg.")


def test_the_weight_that_asks_for_a_second_look_says_how_much_it_changed():
    (told,) = plans.found(plans.make_plan(changes=[plans.reweigh("64kg", "2027-01-12")]), "weight-changed")
    assert told.message.startswith("The weight changed by -11.7% since the start, from 72.5\u00a0kg to 64\u00a0kg")  # 8.5 / 72.5


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
