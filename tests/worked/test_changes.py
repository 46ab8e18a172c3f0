"""Changes to a course, worked by hand on a calendar.

The patient of 72.5 kg starts on Monday 4 January 2027: 4, 11, 18 and 25 January, 1, 8, 15 and 22 February. A missed infusion is
given as soon as possible and the ones after it keep their distance (SARCLISA prescribing information); omitting one moves nothing.
"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dosing.rules.dose import FilledBag
from dosing.rules.visit import Visit
from tests import plans
from tests.plans import (
    correct,
    dates,
    extend,
    found,
    make_plan,
    move,
    omit,
    outcome,
    refusal,
    resite,
    retime,
    reweigh,
    slots,
    stop,
    undo,
    visit,
)

UNCHANGED = dict(zip(plans.NAMES, plans.DAYS, strict=True))
SIX_DAYS = {"visit": {"smallest_interval_days": 6}}
FAMOTIDINE_500 = {**slots(h2_blocker={"drug": "famotidine"}), "bag": {"volume_ml": "500", "diluent": "sodium chloride 0.9%"}}


def doses(plan) -> dict[str, tuple[str, str | None, str | None]]:
    """Visit: weight, rule and rounded dose."""
    return {
        each.visit: (str(each.weight_kg), each.weight_rule, format(each.study_drug.rounded_mg.normalize(), "f"))
        for each in plan.visits
        if each.study_drug is not None
    }


def bag_of(each: Visit) -> FilledBag:
    """The one bag of a visit."""
    (bag,) = each.study_drug.bags
    return bag


# Moving


def test_a_week_of_delay_moves_every_visit_after_it_by_a_week():
    plan = make_plan(changes=[move("C1D15", "2027-01-25")])
    assert dates(plan) == {
        "C1D1": "2027-01-04",
        "C1D8": "2027-01-11",
        "C1D15": "2027-01-25",
        "C1D22": "2027-02-01",
        "C2D1": "2027-02-08",
        "C2D8": "2027-02-15",
        "C2D15": "2027-02-22",
        "C2D22": "2027-03-01",
    }
    assert [each.status for each in plan.visits] == ["planned"] * 2 + ["moved"] * 6
    assert [each.scheduled_date.isoformat() for each in plan.visits] == list(plans.DAYS)
    assert [each.infusion_number for each in plan.visits] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [(told.visit, told.code) for told in plan.findings if told.code.startswith("interval")] == [("C1D15", "interval-long")]
    assert plan.revision == 2


def test_a_visit_brought_forward_pulls_the_ones_after_it_along_where_the_site_allows_six_days():
    plan = make_plan(SIX_DAYS, changes=[move("C1D15", "2027-01-17")])
    assert list(dates(plan).values())[2:] == ["2027-01-17", "2027-01-24", "2027-01-31", "2027-02-07", "2027-02-14", "2027-02-21"]
    assert [told.visit for told in found(plan, "interval-short")] == ["C1D15"]


@pytest.mark.hazard("H-36")
def test_a_day_of_delay_that_keeps_the_others_is_refused_since_only_six_days_are_left():
    told = refusal(changes=[move("C1D15", "2027-01-19", following="keep")])
    assert told.exit_code == 2
    assert str(told) == (
        "change 1 (move): C1D22 on 2027-01-25 would be 6 days after C1D15; this site's smallest interval is 7 days, so write another day."
    )


def test_a_day_of_delay_that_keeps_the_others_is_a_caution_where_the_site_allows_six_days():
    plan = make_plan(SIX_DAYS, changes=[move("C1D15", "2027-01-19", following="keep")])
    assert dates(plan) == UNCHANGED | {"C1D15": "2027-01-19"}
    assert [(told.visit, told.code) for told in plan.findings if told.code.startswith("interval")] == [
        ("C1D22", "interval-short"),
        ("C1D15", "interval-long"),
    ]
    assert found(plan, "interval-short")[0].message == "C1D22 is 6 days after C1D15, closer than the record's 7 days; the site allows it."


def test_a_week_of_delay_that_keeps_the_others_is_refused_as_two_doses_on_one_day():
    assert str(refusal(changes=[move("C1D15", "2027-01-25", following="keep")])) == (
        "change 1 (move): C1D15 and C1D22 would both be on 2027-01-25; two doses on one day are never planned, so write another day."
    )


def test_a_delay_across_a_clock_change_keeps_the_time_on_the_wall():
    # C1D22 was planned on 22 March 2027; Paris puts its clocks forward on the 28th.
    timed = {"start": "2027-03-01", "time": "10:00", "time_zone": "Europe/Paris"}
    plan = make_plan(**timed, changes=[move("C1D22", "2027-03-29", when="2027-03-20")])
    assert visit(make_plan(**timed), "C1D22").infusion_start.isoformat() == "2027-03-22T10:00:00+01:00"
    moved = visit(plan, "C1D22")
    assert moved.infusion_start.isoformat() == "2027-03-29T10:00:00+02:00"
    assert moved.arrival.isoformat() == "2027-03-29T09:00:00+02:00"
    assert moved.premedications[0].due.isoformat() == "2027-03-29T09:15:00+02:00"


def test_a_dose_that_was_held_is_moved_the_day_after_if_the_change_says_it_was_not_given():
    held = {"visit": "C1D8", "to": "2027-01-13"}
    assert str(refusal(changes=[move("C1D8", held["to"], when="2027-01-12")])) == (
        "change 1 (move): C1D8 on 2027-01-11 is before the day of the change, 2027-01-12; say so if that dose was not given."
    )
    plan = make_plan(changes=[move("C1D8", held["to"], when="2027-01-12", not_given=True)])
    assert list(dates(plan).values()) == [
        "2027-01-04", "2027-01-13", "2027-01-20", "2027-01-27", "2027-02-03", "2027-02-10", "2027-02-17", "2027-02-24",
    ]  # fmt: skip


def test_a_held_dose_can_be_given_on_the_very_day_it_is_entered():
    plan = make_plan(changes=[move("C1D8", "2027-01-12", when="2027-01-12", not_given=True)])
    assert dates(plan)["C1D8"] == "2027-01-12"


def test_the_last_visit_of_a_single_cycle_can_be_moved_after_the_second_cycle_would_have_begun():
    # Held on 25 January, entered on 2 February: C2D1 would have been on the 1st, but there is no cycle 2 here.
    plan = make_plan(cycles=1, changes=[move("C1D22", "2027-02-03", when="2027-02-02", not_given=True)])
    assert dates(plan)["C1D22"] == "2027-02-03"


# Omitting and stopping


def test_an_omitted_visit_moves_no_other_and_the_next_infusion_counts_on():
    plan = make_plan(plans.ORDER_RATES, changes=[omit("C1D22")])
    assert dates(plan) == UNCHANGED
    assert [each.status for each in plan.visits] == ["planned"] * 3 + ["omitted"] + ["planned"] * 4
    assert [each.infusion_number for each in plan.visits] == [1, 2, 3, None, 4, 5, 6, 7]
    assert [each.infusion.part if each.infusion else None for each in plan.visits] == ["first"] * 3 + [None] + ["first"] * 4
    left_out = visit(plan, "C1D22")
    assert (left_out.study_drug, left_out.premedications, left_out.weight_kg, left_out.provisional) == (None, (), None, False)
    assert [told.message for told in found(plan, "interval-long")] == [
        "C2D1 is 14 days after C1D15, longer than the record's 7 days; rates after a gap are the prescriber's."
    ]


def test_omitting_the_second_visit_gives_the_third_the_second_infusions_rates_once_the_first_is_recorded():
    # C1D15 is 14 days after C1D1, the most at which faster steps go on: 7 days of the record and 7 of the site.
    plan = make_plan(plans.ORDER_RATES, changes=[omit("C1D8"), outcome("C1D1", "2027-01-04")])
    assert (visit(plan, "C1D15").infusion_number, visit(plan, "C1D15").infusion.minutes) == (2, Decimal("112.5"))
    unrecorded = make_plan(plans.ORDER_RATES, changes=[omit("C1D8")])
    assert (visit(unrecorded, "C1D15").infusion_number, visit(unrecorded, "C1D15").infusion.minutes) == (2, Decimal(200))


def test_an_omitted_visit_moves_along_with_a_later_delay_and_stays_omitted():
    plan = make_plan(changes=[omit("C1D15"), move("C1D8", "2027-01-13")])
    assert (dates(plan)["C1D15"], visit(plan, "C1D15").status) == ("2027-01-20", "omitted")


def test_a_stop_cancels_the_visit_and_all_after_it():
    plan = make_plan(changes=[stop("C2D8")])
    assert [each.status for each in plan.visits] == ["planned"] * 5 + ["stopped"] * 3
    assert dates(plan) == UNCHANGED
    assert [each.infusion_number for each in plan.visits] == [1, 2, 3, 4, 5, None, None, None]


def test_a_stop_leaves_a_visit_that_was_omitted_before_as_omitted():
    assert [each.status for each in make_plan(changes=[omit("C2D15"), stop("C2D8")]).visits][5:] == ["stopped", "omitted", "stopped"]


def test_a_course_stopped_before_its_first_visit_keeps_its_visits_by_name():
    plan = make_plan(changes=[stop("C1D1")])
    assert [(each.visit, each.status) for each in plan.visits] == [(name, "stopped") for name in plans.NAMES]
    assert "weigh-before-cycle" not in plans.codes(plan)


# Weights

LOSING = [reweigh("68kg", "2027-01-17"), reweigh("64kg", "2027-01-31")]

# policy: weight, rule and rounded mg of C1D8, C1D15, C1D22, C2D1. 68 is 6.2% under 72.5; 64 is 5.9% under 68 and 11.7% under 72.5.
POLICIES = [
    ("0", [("72.5", "first", "1450"), ("68", "new", "1360"), ("68", "new", "1360"), ("64", "new", "1280")]),
    ("5", [("72.5", "first", "1450"), ("68", "new", "1360"), ("68", "new", "1360"), ("64", "new", "1280")]),
    ("10", [("72.5", "first", "1450"), ("72.5", "kept", "1450"), ("72.5", "kept", "1450"), ("64", "new", "1280")]),
]


@pytest.mark.parametrize(("percent", "expected"), POLICIES)
def test_a_new_weight_counts_from_the_sites_percentage_against_the_weight_that_made_the_dose(percent, expected):
    plan = make_plan({"weights": {"counts_from_percent": percent}}, changes=LOSING)
    assert list(doses(plan).values())[1:5] == expected


@pytest.mark.parametrize(
    ("first", "new", "percent", "rule"),
    [
        ("70kg", "66.5kg", "5", "new"),  # 3.5 / 70 is 5%
        ("70kg", "66.51kg", "5", "kept"),
        ("70kg", "73.5kg", "5", "new"),
        ("70kg", "73.49kg", "5", "kept"),
        ("70kg", "63kg", "10", "new"),
        ("70kg", "63.01kg", "10", "kept"),
        ("70kg", "77kg", "10", "new"),
        ("70kg", "76.99kg", "10", "kept"),
        ("70kg", "69.99kg", "0", "new"),
    ],
)
def test_the_limit_itself_counts(first, new, percent, rule):
    plan = make_plan({"weights": {"counts_from_percent": percent}}, weight=first, changes=[reweigh(new, "2027-01-05")])
    assert visit(plan, "C1D8").weight_rule == rule
    assert f"{visit(plan, 'C1D8').weight_kg}kg" == (new if rule == "new" else first)


def test_a_slow_loss_counts_once_it_adds_up():
    # 72.5 to 70 is 3.4%, 72.5 to 68.8 is 5.1%: the second counts, though it is only 1.7% from the first
    slow = [reweigh("70kg", "2027-01-10"), reweigh("68.8kg", "2027-01-17")]
    plan = make_plan({"weights": {"counts_from_percent": "5"}}, changes=slow)
    assert list(doses(plan).values())[:3] == [("72.5", "first", "1450"), ("72.5", "kept", "1450"), ("68.8", "new", "1376")]


def test_a_weight_that_made_no_dose_is_not_what_the_next_one_is_held_against():
    # 68 kg (6.2% under 72.5) would have counted on 11 January, but 70 kg was measured before: 3.4% under the 72.5 kg dosed so far.
    corrected_scales = [reweigh("68kg", "2027-01-06"), reweigh("70kg", "2027-01-08")]
    plan = make_plan({"weights": {"counts_from_percent": "5"}}, changes=corrected_scales)
    assert doses(plan)["C1D8"] == ("72.5", "kept", "1450")


def test_a_later_site_with_another_policy_does_not_bring_an_old_weight_back():
    # At 0% the 70 kg counted from C1D8. The 10% of the new site hold for new weights, and 70 kg keep making the dose.
    plan = make_plan(changes=[reweigh("70kg", "2027-01-10"), resite({"weights": {"counts_from_percent": "10"}}, when="2027-01-16")])
    assert list(doses(plan).values())[:3] == [("72.5", "first", "1450"), ("70", "new", "1400"), ("70", "new", "1400")]


@pytest.mark.parametrize(
    ("weighed", "when", "first_visit"),
    [
        ("2027-01-11", "2027-01-11", "C1D8"),  # on the day of C1D8 it counts for C1D8
        ("2027-01-12", "2027-01-12", "C1D15"),
        ("2027-01-09", "2027-01-12", "C1D15"),  # measured before C1D8, but nobody had entered it when that dose was made
    ],
)
def test_a_weight_applies_from_the_later_of_its_day_and_the_day_it_was_entered(weighed, when, first_visit):
    plan = make_plan(changes=[reweigh("70kg", weighed, when=when)])
    assert next(name for name, (weight, _, _) in doses(plan).items() if weight == "70") == first_visit


@pytest.mark.hazard("H-04")
def test_cycle_2_stays_provisional_until_a_weight_of_seven_days_before_its_first_day_or_later():
    # C2D1 is on 1 February: a weight of 25 January is seven days old, one of 24 January eight.
    before = make_plan(changes=[reweigh("70kg", "2027-01-24")])
    assert [each.provisional for each in before.visits] == [False] * 4 + [True] * 4
    assert not any(each.provisional for each in make_plan(changes=[reweigh("70kg", "2027-01-25")]).visits)


# Times, cycles, corrections, sites


def test_a_retimed_visit_alone_starts_at_another_time():
    plan = make_plan(time="10:00", time_zone="Europe/Paris", changes=[retime("C1D8", "13:30")])
    assert [f"{each.infusion_start:%H:%M}" for each in plan.visits[:3]] == ["10:00", "13:30", "10:00"]


def test_a_second_cycle_added_later_carries_the_delay_of_the_first():
    plan = make_plan(cycles=1, changes=[move("C1D15", "2027-01-25"), extend("2027-01-26")])
    assert list(dates(plan).values())[3:] == ["2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22", "2027-03-01"]


def test_a_corrected_start_is_as_if_typed_so_from_the_beginning():
    plan = make_plan(changes=[correct(start="2027-01-05")])
    assert list(dates(plan).values())[:2] == ["2027-01-05", "2027-01-12"]
    assert {each.status for each in plan.visits} == {"planned"}


def test_a_corrected_weight_counts_from_the_first_visit():
    plan = make_plan(changes=[correct(weight="75.2kg", weighed="2027-01-03")])
    assert set(doses(plan).values()) == {("75.2", "first", "1504")}
    assert str(visit(plan, "C1D1").weighed) == "2027-01-03"


def test_a_later_correction_wins_over_an_earlier_one():
    plan = make_plan(changes=[correct(weight="75.2kg"), correct(weight="57.2kg")])
    assert set(doses(plan).values()) == {("57.2", "first", "1144")}


def test_a_new_site_is_in_force_from_its_day_on():
    plan = make_plan(changes=[resite(FAMOTIDINE_500, when="2027-01-18")])
    bags = [(each.visit, bag_of(each).bag_ml, each.premedications[2].drug) for each in plan.visits[:4]]
    assert bags == [
        ("C1D1", 250, "ranitidine"),
        ("C1D8", 250, "ranitidine"),
        ("C1D15", 500, "famotidine"),
        ("C1D22", 500, "famotidine"),
    ]
    assert bag_of(visit(plan, "C1D15")).concentration_mg_per_ml == Decimal("2.9")  # 1,450 mg in 500 mL


def test_the_smallest_interval_of_a_new_site_holds_from_its_day_on():
    # Six days between C1D15 and C1D22 were allowed when they were planned and given; the new site wants seven again.
    closer = move("C1D15", "2027-01-19", following="keep")
    plan = make_plan(SIX_DAYS, changes=[closer, resite({}, when="2027-01-26")])
    assert dates(plan)["C1D15"] == "2027-01-19"
    # C1D22 itself is on 25 January: a site of that day or earlier is in force for it.
    assert str(refusal(SIX_DAYS, changes=[closer, resite({}, when="2027-01-25")])) == (
        "change 2 (resite): C1D22 on 2027-01-25 would be 6 days after C1D15; this site's smallest interval is 7 days, so write another day."
    )


def test_an_undone_change_leaves_the_visits_as_they_were_and_counts_as_two_revisions():
    plan = make_plan(changes=[move("C1D15", "2027-01-25"), undo()])
    assert plan.visits == make_plan().visits
    assert plan.revision == 3


def test_undo_takes_back_the_latest_change_that_still_stands():
    late, light = move("C1D15", "2027-01-25"), reweigh("70kg", "2027-01-05")
    assert make_plan(changes=[late, light, undo("2027-01-06"), undo("2027-01-07")]).visits == make_plan().visits
    assert make_plan(changes=[late, undo(), light]).visits == make_plan(changes=[light]).visits


def test_a_rebase_changes_no_visit():
    assert make_plan(changes=[plans.change("rebase", "2027-01-10")]).visits == make_plan().visits


def test_all_changes_in_one_course_end_where_a_pharmacist_would_put_them():
    changes = [
        correct("2027-01-03", weight="73kg"),  # 1,460 mg
        move("C1D8", "2027-01-13", when="2027-01-12", not_given=True),  # and all after it two days later
        reweigh("68kg", "2027-01-19"),  # 1,360 mg from C1D15, on the 20th
        omit("C1D22", when="2027-01-26"),
        undo("2027-01-26"),
        move("C1D22", "2027-01-28", when="2027-01-26"),  # and all after it one day later
        resite(FAMOTIDINE_500, when="2027-02-01"),
        extend("2027-02-02"),
        retime("C2D1", "11:30", when="2027-02-03"),
        omit("C2D8", when="2027-02-10"),
        stop("C2D22", when="2027-02-19"),
    ]
    plan = make_plan(cycles=1, time="10:00", time_zone="America/New_York", changes=changes)
    table = [
        (each.visit, f"{each.date:%m-%d}", each.status, each.infusion_number, each.study_drug and (int(each.study_drug.rounded_mg), int(bag_of(each).bag_ml)),
         each.infusion_start and f"{each.infusion_start:%H:%M}")
        for each in plan.visits
    ]  # fmt: skip
    assert table == [
        ("C1D1", "01-04", "planned", 1, (1460, 250), "10:00"),
        ("C1D8", "01-13", "moved", 2, (1460, 250), "10:00"),
        ("C1D15", "01-20", "moved", 3, (1360, 250), "10:00"),
        ("C1D22", "01-28", "moved", 4, (1360, 250), "10:00"),
        ("C2D1", "02-04", "moved", 5, (1360, 500), "11:30"),
        ("C2D8", "02-11", "omitted", None, None, None),
        ("C2D15", "02-18", "moved", 6, (1360, 500), "10:00"),
        ("C2D22", "02-25", "stopped", None, None, None),
    ]
    assert plan.revision == 12
    assert [(told.visit, told.code) for told in plan.findings if told.code.startswith("interval")] == [
        ("C1D8", "interval-long"),
        ("C1D22", "interval-long"),
        ("C2D15", "interval-long"),
    ]
    issued = datetime(2027, 2, 19, 12, tzinfo=UTC)  # the day of the last change
    plans.make_release(
        issued=issued, cycles=1, time="10:00", time_zone="America/New_York", changes=changes
    )  # the second calculation agrees


# What is said of a change


def test_a_corrected_weight_says_that_a_bag_may_already_be_prepared_for_today_and_tomorrow():
    plan = make_plan(changes=[correct(when="2027-01-17", weight="73kg")])
    assert [each.visit for each in found(plan, "bag-prepared")] == ["C1D15"]  # 2027-01-18, the day after
    earlier = make_plan(changes=[correct(when="2027-01-16", weight="73kg")])
    assert found(earlier, "bag-prepared") == []


def test_a_site_file_with_another_bag_says_that_a_bag_may_already_be_prepared():
    other_bag, other_tablet = {"bag": {"volume_ml": 500}}, slots(antipyretic={"dose_mg": 1000})
    plan = make_plan(changes=[resite(other_bag, "2027-01-18")])
    assert [each.visit for each in found(plan, "bag-prepared")] == ["C1D15"]  # on the very day
    assert found(make_plan(changes=[resite(other_tablet, "2027-01-18")]), "bag-prepared") == []
