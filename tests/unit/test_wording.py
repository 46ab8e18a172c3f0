"""How amounts, days and names are written for people."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dosing import wording
from dosing.findings import Finding
from dosing.wording import NBSP
from tests.plans import make_plan, outcome, visit


@pytest.mark.hazard("H-17")
@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1448", "1,448"),
        ("999.5", "999.5"),
        ("1000", "1,000"),
        ("0.5", "0.5"),
        ("72.50", "72.5"),
        ("-0.07", "-0.07"),
        ("-1234.5", "-1,234.5"),
        ("1E+6", "1,000,000"),
        ("0", "0"),
    ],
)
def test_a_number_has_commas_from_1000_a_leading_zero_and_no_trailing_zero(value, written):
    assert wording.number(Decimal(value)) == written


def test_a_unit_stands_behind_a_no_break_space():
    assert wording.mg(Decimal("1448.0")) == f"1,448{NBSP}mg"
    assert wording.ml(Decimal("72.40")) == f"72.4{NBSP}mL"
    assert wording.kg(Decimal("72.35")) == f"72.35{NBSP}kg"


@pytest.mark.parametrize(
    ("percent", "written"), [("0.07", "+0.07%"), ("-0.1", "-0.1%"), ("0.00", "0%"), ("4.90", "+4.9%"), ("-0.00", "0%")]
)
def test_a_deviation_carries_its_sign(percent, written):
    assert wording.deviation(Decimal(percent)) == written


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        ("45", "45 min"),
        ("60", "1 h"),
        ("200", "3 h 20 min"),
        ("112.5", "1 h 52.5 min"),
        ("0", "0 min"),
        ("75", "1 h 15 min"),
        ("120", "2 h"),
    ],
)
def test_minutes_are_written_as_hours_and_minutes(minutes, written):
    assert wording.duration(Decimal(minutes)).replace(NBSP, " ") == written


def test_days_are_written_with_their_weekday_in_english_on_every_machine():
    assert wording.day(date(2027, 1, 4)) == "Monday 4 January 2027"
    assert wording.short_day(date(2028, 2, 29)) == "Tue 29 Feb 2028"
    assert wording.issued(datetime(2026, 12, 20, 9, 5, tzinfo=UTC)) == "20 December 2026, 09:05 UTC"
    assert wording.time(datetime(2026, 12, 20, 0, 20, tzinfo=UTC)) == "00:20"


@pytest.mark.hazard("H-05")
def test_cycle_days_are_listed_and_never_joined_by_a_dash():
    assert wording.days_listed([1, 8, 15, 22]) == "days 1, 8, 15 and 22"
    assert wording.days_listed([1]) == "day 1"
    assert wording.listed([]) == ""
    assert wording.listed(["one"]) == "one"
    assert wording.listed(["100", "500"], "or") == "100 or 500"


def test_a_look_alike_name_has_its_tall_letters_and_a_substitute_says_for_what():
    assert wording.drug("diphenhydramine") == "diphenhydrAMINE"
    assert wording.drug("isatuximab") == "isatuximab"
    assert wording.given_drug("famotidine", "ranitidine") == "famotidine, substituted for ranitidine"
    assert wording.given_drug("ranitidine", None) == "ranitidine"


@pytest.mark.parametrize(
    ("strength", "whole", "part", "written"),
    [
        ("500", 2, "22.4", "2 whole 500 mg vials and 22.4 mL of a third"),
        ("500", 1, "21", "1 whole 500 mg vial and 21 mL of a second"),
        ("100", 0, "0.1", "0.1 mL of one 100 mg vial"),
        ("100", 4, None, "4 whole 100 mg vials"),
        ("500", 7, "4", "7 whole 500 mg vials and 4 mL of an eighth"),
        ("100", 9, "1", "9 whole 100 mg vials and 1 mL of a tenth"),
        ("100", 18, "3", "18 whole 100 mg vials and 3 mL of one more"),
    ],
)
def test_how_vials_are_drawn_is_said_in_words(strength, whole, part, written):
    assert wording.drawn(Decimal(strength), whole, None if part is None else Decimal(part)).replace(NBSP, " ") == written


def test_vials_to_open_are_counted_by_strength():
    assert wording.vials([(2, Decimal(500)), (4, Decimal(100))]).replace(NBSP, " ") == "2 \u00d7 500 mg, 4 \u00d7 100 mg"


def test_a_count_of_one_takes_the_singular():
    assert wording.counted(1, "day") == "1 day"
    assert wording.counted(8, "day") == "8 days"
    assert wording.counted(7, "entry criterion", "entry criteria") == "7 entry criteria"


def test_a_fingerprint_is_read_aloud_in_three_groups():
    assert wording.fingerprint("1a2b3c4d5e6f" + "0" * 52) == "1A2B-3C4D-5E6F"


def test_a_weight_in_pounds_is_said_in_kilograms_without_a_trailing_zero():
    assert wording.in_kilograms(" 160lb", Decimal("72.57")) == "160lb is 72.57\u00a0kg"
    assert wording.in_kilograms("154.32lb", Decimal("70.00")) == "154.32lb is 70\u00a0kg"  # 69.998... kg, half up to 0.01 kg
    assert wording.in_kilograms("72.5kg", Decimal("72.5")) == ""


@pytest.mark.parametrize(
    ("days", "written"),
    [
        ([(1, (1, 8))], "days 1 and 8 of each cycle of 21 days"),
        ([(1, (1, 8, 15)), (2, (1,))], "days 1, 8 and 15 of cycle 1, then day 1, in cycles of 21 days"),
        (
            [(1, (1, 8)), (3, (1, 15)), (4, (1,))],
            "days 1 and 8 of cycles 1 to 2, days 1 and 15 of cycle 3, then day 1, in cycles of 21 days",
        ),
    ],
)
def test_the_days_of_cycles_are_said_from_which_cycle_on(days, written):
    assert wording.cycle_days(days, 21).replace(NBSP, " ") == written


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ({"in_full": True}, "given in full"),
        ({"in_full": True, "reaction": "2"}, "given in full, reaction of grade 2"),
        ({"given_ml": "90"}, "given in part, 90 mL"),
        ({"given_ml": "90", "reaction": "3"}, "given in part, 90 mL, reaction of grade 3"),
        ({"reaction": "1"}, "reaction of grade 1"),
        ({"not_given": True}, "not given"),
    ],
)
def test_what_was_recorded_of_an_infusion_is_said_in_one_way(values, written):
    plan = make_plan(changes=[outcome("C1D1", "2027-01-04", **values)])
    assert wording.outcome(visit(plan, "C1D1").given).replace(NBSP, " ") == written
    assert wording.outcome(plan.course.changes[0]).replace(NBSP, " ") == written


def test_nothing_is_said_where_nothing_was_recorded():
    assert wording.outcome(None) == ""


def test_a_citation_keeps_its_numbers_with_their_units_and_a_source_says_what_is_silent():
    assert wording.cited("diphenhydramine, 25 mg in 5 min") == f"diphenhydrAMINE, 25{NBSP}mg in 5{NBSP}min"
    assert wording.source("label", "a leaflet") == "site default, from a leaflet"
    assert wording.source("label", "a leaflet", "the trial record") == "site default, from a leaflet; not stated in the trial record"


def test_what_is_said_alike_of_several_visits_is_said_once_in_an_overview():
    findings = [
        Finding("a", "caution", "C1D1", "At C1D1 it is fast."),
        Finding("b", "caution", "C1D15", "At C1D15 it is old, as at C1D1."),
        Finding("a", "caution", "C1D15", "At C1D15 it is fast."),
        Finding("c", "note", None, "The course is long."),
        Finding("a", "caution", "C2D1", "At C2D1 it is faster."),
    ]
    assert [(each.visit, each.message) for each in wording.grouped(findings)] == [
        (None, "At C1D1 and C1D15 it is fast."),
        ("C1D15", "At C1D15 it is old, as at C1D1."),
        (None, "The course is long."),
        ("C2D1", "At C2D1 it is faster."),
    ]
