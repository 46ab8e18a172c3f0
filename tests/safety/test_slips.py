"""Slips that people make with a weight, a bag or a day: each is refused, or said where somebody can act on it."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosing.catalogue import render_file
from dosing.findings import InputError, Refused
from tests import plans
from tests.properties.strategies import MANY, weights


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize("weight", ["72.5", "72", "160", "72.5 ", " 72.5"])
def test_a_weight_without_a_unit_makes_no_plan(weight):
    refused = plans.refusal(weight=weight)
    assert isinstance(refused, InputError)
    assert refused.code == "weight-without-unit"


# The trial's participants weighed 46 to 93 kg: ten times that is 460 to 930, a tenth 4.6 to 9.3.
@pytest.mark.hazard("H-02")
@MANY
@given(weight=weights(Decimal(46), Decimal(93)), factor=st.sampled_from(["10", "0.1"]))
def test_ten_times_and_a_tenth_of_every_weight_of_the_trial_make_no_plan(weight, factor):
    slipped = (Decimal(weight.removesuffix("kg")) * Decimal(factor)).quantize(Decimal("0.01"))
    refused = plans.refusal(weight=f"{slipped}kg")
    if factor == "0.1":
        assert isinstance(refused, InputError)
        assert refused.code == "weight-too-low"
    else:
        assert isinstance(refused, Refused)
        assert [each.code for each in refused.findings] == ["bag-full"]


@pytest.mark.hazard("H-03")
@pytest.mark.parametrize("height", range(140, 201, 5))  # cm
def test_a_height_typed_as_the_weight_makes_no_plan(height):
    refused = plans.refusal(weight=f"{height}kg")
    assert isinstance(refused, Refused)
    assert [each.code for each in refused.findings] == ["bag-full"]


@pytest.mark.hazard("H-10")
def test_the_patient_is_told_that_a_calendar_may_not_remind_them():
    sheet = render_file(plans.checked(plans.make_release()), "patient.html").decode()
    assert "Your calendar may not remind you. Set your own reminder." in sheet


@pytest.mark.hazard("H-25")
@pytest.mark.parametrize(("made_for", "hung"), [("500", "250"), ("250", "500")])
def test_a_profile_for_another_bag_is_refused_either_way(made_for, hung):
    refused = plans.refusal({**plans.rates(bag_ml=made_for), "bag": {"volume_ml": hung}})
    assert isinstance(refused, InputError)
    assert refused.code == "profile-for-another-bag"


# From 2 January 2026 to 4 January 2027 are 367 days; the default site allows 7 on day 1 and 28 on other days.
@pytest.mark.hazard("H-26")
def test_a_weight_of_the_year_before_is_said_at_the_first_visit():
    found = plans.found(plans.make_plan(weighed="2026-01-02"), "weight-old")
    assert [each.visit for each in found] == ["C1D1", "C1D8", "C1D15", "C1D22"]
    assert "is 367 days old" in found[0].message


# 72.35 kg x 20 mg/kg = 1,447 mg; 72.35 mL drawn to 0.1 mL half up = 72.4 mL, which hold 1,448 mg: that is in the bag.
@pytest.mark.hazard("H-08")
def test_a_label_says_the_dose_that_is_drawn_and_not_the_one_that_was_calculated():
    labels = render_file(plans.checked(plans.make_release(weight="72.35kg")), "labels.html").decode()
    assert "1,448\u00a0mg" in labels
    assert "1,447" not in labels


# 18 January 2027 is moved to Wednesday 20 January; C1D22 moves along from the 25th to the 27th. No time is set, so each is a whole day.
@pytest.mark.hazard("H-09")
def test_a_visit_that_was_moved_stands_on_its_new_day_in_the_calendar_and_not_on_the_scheduled_one():
    made = plans.make_release(changes=[plans.move("C1D15", "2027-01-20")])
    days = re.findall(r"DTSTART;VALUE=DATE:(\d{8})", render_file(made, "visits.ics").decode())
    assert days == ["20270104", "20270111", "20270120", "20270127", "20270203", "20270210", "20270217", "20270224"]
