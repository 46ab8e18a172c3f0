"""The regimens of the US label, worked by hand: 10 mg/kg on days 1, 8, 15 and 22, then on days 1 and 15 of 28-day cycles.

The patient of 72.35 kg starts on Monday 4 January 2027. Cycle 2 begins 28 days later, on 1 February, and cycle 3 on 1 March.

    10 mg/kg x 72.35 kg = 723.5 mg;  723.5 / 20 = 36.175 mL, so 36.2 mL;  36.2 x 20 = 724 mg;  0.5 / 723.5 = +0.07%
    724 mg: 500 + 3 x 100 = 800 mg, 76 mg discarded;  2 x 500 would discard 276 mg, and 8 x 100 as much from eight vials
    36.2 mL = 25 mL (500 mg whole) + 2 x 5 mL (100 mg whole) + 1.2 mL of a third;  724 / 250 = 2.896 mg/mL
    whole-vial totals: 700 mg, -23.5 / 723.5 = -3.25%, and 800 mg, +76.5 / 723.5 = +10.57%
"""

import re
from decimal import Decimal

import pytest

from dosing.catalogue import Wanted, render_files
from dosing.findings import Finding
from dosing.plan import Plan
from tests import plans
from tests.plans import dates, found, make_plan, make_release, move, refusal, visit

PD, KD = "label-10-us-pd", "label-10-us-kd"
THREE_CYCLES = {"weight": "72.35kg", "cycles": 3}
UNMOVED = {
    "C1D1": "2027-01-04",
    "C1D8": "2027-01-11",
    "C1D15": "2027-01-18",
    "C1D22": "2027-01-25",
    "C2D1": "2027-02-01",
    "C2D15": "2027-02-15",
    "C3D1": "2027-03-01",
    "C3D15": "2027-03-15",
}
# C2D15 a week later takes cycle 3 along.
MOVED = UNMOVED | {"C2D15": "2027-02-22", "C3D1": "2027-03-08", "C3D15": "2027-03-22"}
LABEL_RATES = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}

# drug, mg, route, minutes before, given over
OTHERS = [
    ("acetaminophen", "650", "oral", 45, None),
    ("famotidine", "20", "intravenous", 30, 2),
    ("diphenhydramine", "25", "intravenous", 30, 1),  # at most 25 mg a minute
]


def pd(**course) -> Plan:
    return make_plan(regimen=PD, **THREE_CYCLES, **{"born": "1960-05-01", **course})


def kd(site=None, **course) -> Plan:
    return make_plan(site, regimen=KD, **THREE_CYCLES, **course)


def steroid(plan: Plan) -> dict[str, int]:
    """The mg of dexamethasone at each visit."""
    return {each.visit: int(given.dose_mg) for each in plan.visits for given in each.premedications if given.drug == "dexamethasone"}


def named(findings: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.visit) for finding in findings]


@pytest.mark.parametrize("plan", [pd, kd])
def test_the_dates_of_three_cycles_and_of_a_move_in_the_second(plan):
    assert dates(plan()) == UNMOVED
    moved = plan(changes=[move("C2D15", "2027-02-22")])
    assert dates(moved) == MOVED
    assert [each.status for each in moved.visits] == ["planned"] * 5 + ["moved"] * 3
    assert [each.infusion_number for each in moved.visits] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [each.provisional for each in moved.visits] == [False] * 4 + [True] * 4


@pytest.mark.parametrize("plan", [pd, kd])
def test_the_dose_is_half_of_the_trials_and_drawn_from_one_large_vial_and_small_ones(plan):
    for each in plan(changes=[move("C2D15", "2027-02-22")]).visits:
        drug = each.study_drug
        assert (drug.mg_per_kg, drug.calculated_mg, drug.volume_ml, drug.rounded_mg) == (10, Decimal("723.5"), Decimal("36.2"), 724)
        assert drug.deviation_percent == Decimal("0.07")
        assert [(vial.strength_mg, vial.count) for vial in drug.vials] == [(500, 1), (100, 3)]
        assert [(part.strength_mg, part.whole, part.part_ml) for part in drug.draw] == [(500, 1, None), (100, 2, Decimal("1.2"))]
        assert drug.discard_mg == 76
        assert [(each.total_mg, each.deviation_percent) for each in drug.whole_vial_totals] == [
            (700, Decimal("-3.25")),
            (800, Decimal("10.57")),
        ]
        (bag,) = drug.bags
        assert (bag.bag_ml, bag.drug_ml, bag.remove_ml, bag.concentration_mg_per_ml) == (
            250,
            Decimal("36.2"),
            Decimal("36.2"),
            Decimal("2.896"),
        )


def test_everything_that_is_given_before_an_infusion():
    for plan, mg in ((pd(), "40"), (kd(), "20")):
        expected = [("dexamethasone", mg, "oral", 45, None), *OTHERS]
        for each in plan.visits:
            given = [(one.drug, str(one.dose_mg), one.route, one.minutes_before, one.give_over_minutes) for one in each.premedications]
            assert given == expected
            assert [one.substituted_for for one in each.premedications] == [None] * 4  # the label names no H2 blocker


# born, the mg of dexamethasone at each visit of three cycles. 75 years after the birth date the label has 20 mg in place of 40.
AGES = [
    ("1952-01-04", [20, 20, 20, 20, 20, 20, 20, 20]),  # 75 on C1D1
    ("1952-01-05", [40, 20, 20, 20, 20, 20, 20, 20]),  # a day after it
    ("1952-01-18", [40, 40, 20, 20, 20, 20, 20, 20]),  # on C1D15
    ("1952-01-19", [40, 40, 40, 20, 20, 20, 20, 20]),
    ("1952-02-29", [40, 40, 40, 40, 40, 40, 20, 20]),  # 2027 has no 29 February: 75 on 1 March, the day of C3D1
    ("1952-03-02", [40, 40, 40, 40, 40, 40, 40, 20]),
    ("1952-03-15", [40, 40, 40, 40, 40, 40, 40, 20]),  # on C3D15
    ("1952-03-16", [40, 40, 40, 40, 40, 40, 40, 40]),
]


@pytest.mark.parametrize(("born", "mg"), AGES)
def test_the_steroid_of_the_label_with_pomalidomide_is_halved_from_75_years_on(born, mg):
    assert steroid(pd(born=born)) == dict(zip(UNMOVED, mg, strict=True))
    assert set(steroid(kd(born=born)).values()) == {20}


def test_the_age_is_that_of_the_day_on_which_the_visit_is_now():
    # Born on 20 February 1952: C2D15 is on 15 February, 74 years old, and moved to the 22nd, 75.
    assert steroid(pd(born="1952-02-20"))["C2D15"] == 40
    assert steroid(pd(born="1952-02-20", changes=[move("C2D15", "2027-02-22")]))["C2D15"] == 20


def test_a_dose_by_age_asks_for_the_birth_date():
    told = refusal(regimen=PD, **THREE_CYCLES)
    assert (told.exit_code, told.code, told.field) == (2, "born-for-dose", "born")
    assert steroid(make_plan(plans.slots(steroid={"dose_mg": "40"}), regimen=PD, **THREE_CYCLES))["C1D1"] == 40  # the site's, at every age


def test_what_is_said_of_it_and_of_the_move():
    said = named(pd(changes=[move("C2D15", "2027-02-22")]).findings)
    assert said == [
        ("unreviewed-data", None),
        ("weigh-before-cycle", "C2D1"),
        ("weigh-before-cycle", "C3D1"),
        ("steroid-counts-once", None),
        ("interval-long", "C2D15"),
    ]
    (long,) = found(pd(changes=[move("C2D15", "2027-02-22")]), "interval-long")
    assert long.message == "C2D15 is 21 days after C2D1, longer than the label's 14 days; rates after a gap are the prescriber's."
    (once,) = found(pd(), "steroid-counts-once")
    assert once.message == (
        "Dexamethasone on these days counts once: do not add it to the backbone's dose. No drug of the combination is planned here."
    )


def test_a_pharmacists_review_of_this_revision_ends_the_warning():
    reviewed = {"reviews": [{"regimen": PD, "revision": 1, "by": "CD", "on": "2026-12-01"}]}
    made = make_release(reviewed, regimen=PD, born="1960-05-01", **THREE_CYCLES)
    assert not made.unreviewed
    assert "unreviewed-data" not in {finding.code for finding in made.findings}
    assert make_release(regimen=PD, born="1960-05-01", **THREE_CYCLES).unreviewed


def test_the_labels_own_steps_run_at_the_labels_own_speed():
    # 2.896 mg/mL: 25, 50, 75, 100, 125 and 150 mL an hour; the label's most for 72.35 kg is 723.5 / 250 x 150 = 434.1 mg an hour, and what
    # the rounding to 0.1 mL adds to it is nothing to warn of.
    plan = kd(LABEL_RATES)
    first = visit(plan, "C1D1").infusion
    assert [str(step.mg_per_hour) for step in first.steps] == ["72.40", "144.80", "217.20", "289.60", "362.00", "434.40"]
    assert (first.minutes, first.label_mg_per_hour) == (200, Decimal("434.1"))
    assert found(plan, "rates-fast") == []


def test_faster_steps_go_on_after_the_labels_own_interval_and_the_sites_week():
    # C2D1 to C2D15 are 14 days; 21 days, 22 February, are the most, and on the 23rd the first infusion's steps begin again.
    given = [plans.outcome(name, UNMOVED[name]) for name in ("C1D1", "C1D8", "C1D15", "C1D22", "C2D1")]
    for day, part in (("2027-02-15", "later"), ("2027-02-22", "later"), ("2027-02-23", "first")):
        moved = [] if day == UNMOVED["C2D15"] else [move("C2D15", day)]
        assert visit(kd(LABEL_RATES, changes=[*moved, *given]), "C2D15").infusion.part == part


def test_after_the_first_cycle_a_week_and_the_sites_week_are_the_most():
    # C1D22 to C2D1 are 7 days by the regimen, so 14 days, 8 February, are the most.
    given = [plans.outcome(name, UNMOVED[name]) for name in ("C1D1", "C1D8", "C1D15", "C1D22")]
    for day, part in (("2027-02-08", "later"), ("2027-02-09", "first")):
        assert visit(kd(LABEL_RATES, changes=[move("C2D1", day), *given]), "C2D1").infusion.part == part


@pytest.mark.parametrize("regimen", [PD, KD])
def test_no_trial_stands_on_a_sheet_of_the_labels_regimens(regimen):
    files = render_files(make_release(regimen=regimen, born="1960-05-01", **THREE_CYCLES), Wanted(pdf=False))
    assert [name for name, content in files.items() if name.endswith((".html", ".ics")) and re.search(rb"NCT[0-9]|ISLAY", content)] == []


def test_the_second_calculation_agrees():
    made = make_release(LABEL_RATES, regimen=PD, born="1952-01-18", time="10:00", time_zone="Europe/Paris", **THREE_CYCLES)
    assert [each["study_drug"]["rounded_mg"] for each in made.document["visits"]] == ["724"] * 8
    moved = make_release(LABEL_RATES, regimen=PD, born="1952-01-18", **THREE_CYCLES, changes=[move("C2D15", "2027-02-22")])
    assert [each["date"] for each in moved.document["visits"]] == list(MOVED.values())
    assert make_release(regimen=KD, **THREE_CYCLES).document["inputs"]["course"]["regimen"] == KD
