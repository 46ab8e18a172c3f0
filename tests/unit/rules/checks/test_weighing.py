"""What the weights of a course say (each limit is worked by hand in tests/worked/test_findings.py)."""

import pytest

from tests import plans


@pytest.mark.parametrize(
    ("weight", "reading"), [("160kg", "72.6"), ("230lb", "47.3"), ("30kg", "13.6")]
)  # 160, 104.33 and 30 times 0.45359237
def test_an_unusual_weight_is_printed_as_it_would_be_if_it_was_pounds(weight, reading):
    (told,) = plans.found(plans.make_plan(weight=weight), "weight-unusual")
    assert told.message.endswith(f"if this was pounds, {reading}\u00a0kg.")


def test_the_weight_that_asks_for_a_second_look_says_how_much_it_changed():
    (told,) = plans.found(plans.make_plan(changes=[plans.reweigh("64kg", "2027-01-12")]), "weight-changed")
    assert told.message.startswith("The weight changed by -11.7% since the start, from 72.5\u00a0kg to 64\u00a0kg")  # 8.5 / 72.5


def test_a_change_of_weight_is_held_against_the_first_weight_and_not_the_last():
    # 69 and 66 kg lie 4.8% and 9% under 72.5; 65.2 kg lies 10.07% under it, though only 1.2% under the weight before.
    slow = [plans.reweigh("69kg", "2027-01-12"), plans.reweigh("66kg", "2027-01-19"), plans.reweigh("65.2kg", "2027-01-26")]
    assert len(plans.found(plans.make_plan(changes=slow), "weight-changed")) == 1


def test_a_weight_without_its_day_is_to_be_found_out():
    (told,) = plans.found(plans.make_plan(weighed=None), "weight-date-missing")
    assert told.message == "The day on which 72.5\u00a0kg was measured was not given."


def test_a_second_cycle_asks_for_a_weight_of_the_last_day_of_the_first():
    (told,) = plans.found(plans.make_plan(), "weigh-before-cycle-2")
    assert told.visit == "C2D1"
    assert "on or after Monday 25 January 2027" in told.message
    assert plans.found(plans.make_plan(cycles=1), "weigh-before-cycle-2") == []
