"""What the weights of a course say (each limit is worked by hand in tests/worked/test_findings.py)."""

import pytest

from tests import plans


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize(("weight", "reading"), [("120kg", "54.4"), ("30kg", "13.6")])  # 120 and 30 times 0.45359237
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


def test_a_weight_typed_in_pounds_is_printed_both_ways():
    (told,) = plans.found(plans.make_plan(weight="230lb"), "weight-unusual")
    # It was pounds, so that nothing is said of what it would be if it was.
    assert told.message == "104.33\u00a0kg, entered as 230\u00a0lb is outside 46 to 93\u00a0kg, the weights in the trial."


def test_a_regimen_without_a_trial_knows_no_unusual_weight():
    for weight in ("30kg", "160kg"):
        assert plans.found(plans.make_plan(regimen="label-10-us-kd", cycles=1, weight=weight), "weight-unusual") == []


def test_each_later_cycle_asks_for_a_weight_of_the_7_days_before_it_or_later():
    (told,) = plans.found(plans.make_plan(), "weigh-before-cycle")
    assert (told.visit, told.severity) == ("C2D1", "caution")
    assert told.message == (
        "Cycle 2 doses are provisional: weigh the patient on or after Monday 25 January 2027 and enter that weight before cycle 2."
    )
    assert plans.found(plans.make_plan(cycles=1), "weigh-before-cycle") == []
    label = plans.make_plan(regimen="label-10-us-kd", cycles=3)  # cycles on 1 February and 1 March
    assert [each.visit for each in plans.found(label, "weigh-before-cycle")] == ["C2D1", "C3D1"]
    assert "on or after Monday 22 February 2027" in plans.found(label, "weigh-before-cycle")[1].message


def test_a_cycle_whose_first_visit_is_left_out_says_it_of_the_next():
    plan = plans.make_plan(changes=[plans.omit("C2D1")])
    assert [each.visit for each in plans.found(plan, "weigh-before-cycle")] == ["C2D8"]


# How old a weight may be


def old(**course: object) -> list[str]:
    """The visits at which the newest weight is too old."""
    site = course.pop("site", None)
    return [told.visit for told in plans.found(plans.make_plan(site, **course), "weight-old")]


@pytest.mark.parametrize(
    ("weighed", "site", "visits"),
    [
        # Day 1: 7 days. C1D8, C1D15 and C1D22 are 7, 14 and 21 days later: 28 days from the weight.
        ("2026-12-28", {}, []),
        ("2026-12-27", {}, ["C1D1", "C1D22"]),  # 8, and 29 days at C1D22
        ("2027-01-04", {}, []),
        ("2026-12-21", {"weights": {"oldest_on_day_1_days": 14}}, ["C1D22"]),  # 14, 21, 28 and 35 days
        ("2026-12-20", {"weights": {"oldest_on_day_1_days": 14}}, ["C1D1", "C1D15", "C1D22"]),
        ("2027-01-04", {"weights": {"oldest_days": 7}}, ["C1D15", "C1D22"]),
        ("2027-01-03", {"weights": {"oldest_days": 7}}, ["C1D8", "C1D15", "C1D22"]),
        (None, {}, []),
    ],
)
def test_at_the_first_visit_a_weight_is_at_most_7_days_old_and_at_others_28_unless_the_site_says_otherwise(weighed, site, visits):
    assert old(weighed=weighed, site=site) == visits  # cycle 2 is provisional, and waits for a weight instead


@pytest.mark.parametrize(("weighed", "visits"), [("2027-01-25", []), ("2027-02-01", [])])
def test_a_new_weight_makes_the_visits_after_it_young_again(weighed, visits):
    assert old(changes=[plans.reweigh("72kg", weighed)]) == visits  # C2D22 on 22 February, 28 days after 25 January


def test_the_newest_weight_counts_even_where_the_dose_kept_the_older_one():
    site = {"weights": {"counts_from_percent": "10"}}
    kept = {"weighed": "2026-12-28", "changes": [plans.reweigh("72kg", "2027-01-20")]}
    assert [visit.weight_rule for visit in plans.make_plan(site, **kept).visits][2:4] == ["first", "kept"]
    assert old(site=site, **kept) == []
    assert old(site=site | {"weights": {"counts_from_percent": "10", "oldest_days": 20}}, **kept) == ["C1D15"]  # 21 days; C1D22 has 5


def test_on_the_first_day_of_a_later_cycle_that_waits_for_no_weight_any_more_7_days_count_too():
    # Weighed on 20 January, 12 days before C2D1, and again on 5 February: cycle 2 waits no more, C2D1 was given by the older weight.
    changes = [plans.reweigh("72kg", "2027-01-20"), plans.reweigh("72kg", "2027-02-05")]
    assert old(changes=changes) == ["C2D1"]


def test_a_visit_at_which_no_day_of_the_weight_is_known_hides_no_old_weight_of_a_later_one():
    # The first weight has no day; the second, of 5 January, is 6, 13 and 20 days old at the visits after it.
    site = {"weights": {"oldest_days": 7}}
    assert old(site=site, weighed=None, cycles=1, changes=[plans.reweigh("72kg", "2027-01-05")]) == ["C1D15", "C1D22"]


def test_an_old_weight_says_how_old_and_what_is_allowed():
    (told, _) = plans.found(plans.make_plan(weighed="2026-12-27"), "weight-old")
    assert (told.severity, told.message) == (
        "caution",
        "At C1D1 the weight is 8 days old, measured Sunday 27 December 2026; the site allows 7 days.",
    )


def test_a_weight_from_before_the_birth_is_refused():
    born = "1990-05-06"
    assert plans.make_plan(born=born, weighed="1990-05-06").visits
    told = plans.refusal(born=born, weighed="1990-05-05")
    assert [(each.code, each.severity) for each in told.findings] == [("weight-before-birth", "refuse")]
    assert str(told) == (
        "72.5\u00a0kg was measured on Saturday 5 May 1990, before the birth date, Sunday 6 May 1990; correct the one that is wrong."
    )
    mended = plans.make_plan(born=born, weighed="1990-05-05", changes=[plans.correct(weighed="2027-01-02")])
    assert plans.found(mended, "weight-before-birth") == []
