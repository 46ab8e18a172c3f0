"""What a sheet shows of one visit: its findings, the vials in words, the rows for lot numbers."""

from decimal import Decimal

import pytest

from dosing.rules.dose import Draw, VialCount
from dosing.views.layout.per_visit import (
    above_the_label,
    ask_outside,
    drawn_up,
    drawn_volumes,
    hung,
    left_out,
    lot_columns,
    premedication_groups,
    vials_opened,
    visit_findings,
    volumes,
    weigh_first,
    why_faster,
)
from tests.plans import ORDER_RATES, make_plan, make_release, resite, reweigh, visit
from tests.unit.views.read_sheets import FAMOTIDINE, GIVEN, NO_H2, TWO_BAGS

HUNDRED, FIVE_HUNDRED = (Decimal(100), Decimal(5)), (Decimal(500), Decimal(25))


def test_vials_and_draws_are_said_in_words():
    opened = (VialCount(*FIVE_HUNDRED, 2), VialCount(*HUNDRED, 4))
    assert vials_opened(opened).replace("\u00a0", " ") == "2 × 500 mg, 4 × 100 mg"
    draws = (Draw(Decimal(500), 2, None), Draw(Decimal(100), 3, Decimal("2.4")))
    assert drawn_up(draws).replace("\u00a0", " ") == "2 whole 500 mg vials; 3 whole 100 mg vials and 2.4 mL of a fourth"


@pytest.mark.parametrize(
    ("weight", "columns"),
    [
        ("72.5kg", [["500 mg"] * 3]),
        ("110.4kg", [["500 mg"] * 4, ["100 mg"] * 3]),  # four and three
    ],
)
def test_each_opened_vial_has_a_row_for_its_lot(weight, columns):
    found = lot_columns(visit(make_plan(weight=weight), "C1D1").study_drug)
    assert [[cell.replace("\u00a0", " ") for cell in column] for column in found] == columns


def test_more_vials_than_a_page_holds_are_counted_in_one_row():
    small = {"vials": [{"strength_mg": "100", "volume_ml": "5"}]}
    found = lot_columns(visit(make_plan(small, weight="90kg"), "C1D1").study_drug)  # 1,800 mg: 18 vials of 100 mg
    cells = [cell.replace("\u00a0", " ") for column in found for cell in column]
    assert cells == ["100 mg"] * 13 + ["5 more"]
    assert len(found) == 2


def test_the_findings_that_touch_a_visit_stand_on_its_own_page_by_what_they_are_about():
    made = make_release(weight="110.4kg", entry={"last_chemotherapy": "2026-12-30"})
    first, eighth, later = (visit(made.plan, name) for name in ("C1D1", "C1D8", "C2D1"))
    assert [told.code for told in visit_findings(made, first)] == ["washout-inside", "weight-unusual", "drug-share", "h2-not-marketed"]
    assert [told.code for told in visit_findings(made, eighth)] == ["weight-unusual", "drug-share", "h2-not-marketed"]
    assert [told.code for told in visit_findings(made, later, "weight")] == ["weight-unusual", "weigh-before-cycle"]
    assert [told.code for told in visit_findings(made, first, "bag", "premedication")] == ["drug-share", "h2-not-marketed"]


def test_a_new_weight_speaks_on_the_pages_of_the_visits_that_it_weighs_and_on_no_other():
    # 72.5 to 85 kg are +17.2%; C1D15, on 18 January, is the first visit with the new weight.
    made = make_release(changes=[reweigh("85kg", "2027-01-15")])
    touched = [each.visit for each in made.plan.active if "weight-changed" in {told.code for told in visit_findings(made, each)}]
    assert touched == ["C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"]
    # Where a new weight counts from 10% on, one of +6.9% makes no dose; with a caution from 5% on it is still said where it was measured.
    kept = make_release({"weights": {"counts_from_percent": "10", "caution_from_percent": "5"}}, changes=[reweigh("77.5kg", "2027-01-15")])
    assert {each.weight_rule for each in kept.plan.active[2:]} == {"kept"}
    touched = [each.visit for each in kept.plan.active if "weight-changed" in {told.code for told in visit_findings(kept, each)}]
    assert touched == ["C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"]


@pytest.mark.parametrize(
    ("weight", "percent", "said"),
    [
        # 72.35 kg: 65.115 and 79.585 kg are the limits; 68.7325 and 75.9675 kg with 5%.
        ("72.35kg", "10", "below 65.2 kg or above 79.5 kg"),
        ("72.35kg", "5", "below 68.8 kg or above 75.9 kg"),
        # 80 kg: 72 and 88 kg are themselves outside, since the limit is included; 76 and 84 kg with 5%.
        ("80kg", "10", "below 72.1 kg or above 87.9 kg"),
        ("80kg", "5", "below 76.1 kg or above 83.9 kg"),
        # 160 lb are 72.57 kg: 65.313 and 79.827 kg; 144 lb are 65.32 kg, 143.9 lb 65.27 kg, 175.9 lb 79.79 kg, 176 lb 79.83 kg.
        ("160lb", "10", "below 65.4 kg (144 lb) or above 79.8 kg (175.9 lb)"),
        # 50 kg and 10%: 45 and 55 kg; 45.55 kg: 40.995 and 50.105 kg, so that 41 kg is the first inside.
        ("50kg", "10", "below 45.1 kg or above 54.9 kg"),
        ("45.55kg", "10", "below 41 kg or above 50.1 kg"),
    ],
)
def test_the_pharmacy_is_asked_outside_the_weights_between_which_the_dose_stands(weight, percent, said):
    plan = make_plan({"weights": {"caution_from_percent": percent}}, weight=weight)
    assert ask_outside(visit(plan, "C1D1")).replace("\u00a0", " ") == said


def test_the_weights_to_ask_outside_of_are_those_of_the_weight_that_made_this_dose():
    plan = make_plan(changes=[reweigh("80kg", "2027-01-15")])
    assert ask_outside(visit(plan, "C1D8")).replace("\u00a0", " ") == "below 65.3 kg or above 79.7 kg"  # of 72.5 kg: 65.25 and 79.75 kg
    assert ask_outside(visit(plan, "C1D15")).replace("\u00a0", " ") == "below 72.1 kg or above 87.9 kg"


@pytest.mark.parametrize(
    ("weight", "site", "said"),
    [
        # 72.35 kg: 72.4 mL from three vials of 25 mL. 110.4 kg: 110.4 mL, of which 100 from four of 25, and 10.4 from three of 5 mL.
        ("72.35kg", {}, "25 mL + 25 mL + 22.4 mL = 72.4 mL"),
        ("110.4kg", {}, "4 × 25 mL + 5 mL + 5 mL + 0.4 mL = 110.4 mL"),
        ("25kg", {}, "25 mL"),
        ("90kg", {"vials": [{"strength_mg": "100", "volume_ml": "5"}]}, "18 × 5 mL = 90 mL"),
    ],
)
def test_what_is_drawn_is_said_as_volumes_that_add_up(weight, site, said):
    assert drawn_volumes(visit(make_plan(site, weight=weight), "C1D1").study_drug).replace("\u00a0", " ") == said


def test_premedications_are_said_once_for_the_visits_that_share_them():
    plan = make_plan(changes=[resite(FAMOTIDINE, "2027-01-10")], time="10:00", time_zone="Europe/Paris")
    (first, ranitidine), (others, famotidine) = premedication_groups(plan.active)
    assert first == ["C1D1"]
    assert others == ["C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"]
    assert [each.drug for each in ranitidine if each.slot == "h2_blocker"] == ["ranitidine"]
    assert [each.drug for each in famotidine if each.slot == "h2_blocker"] == ["famotidine"]


def test_two_bags_are_said_by_their_count_and_their_volumes_add_up():
    # 72.5 kg: 72.5 mL, which no step of 0.1 mL halves: 36.3 mL + 36.2 mL.
    drug = visit(make_plan(TWO_BAGS), "C1D1").study_drug
    assert (volumes(drug.bags), hung(drug.bags)) == ("36.3\u00a0mL + 36.2\u00a0mL", "2\u00a0\u00d7\u00a0250\u00a0mL")
    assert hung(visit(make_plan(), "C1D1").study_drug.bags) == "250\u00a0mL"


def test_what_the_site_leaves_out_is_a_line_with_its_reason():
    plan = make_plan(NO_H2)
    assert left_out(plan.regimen, visit(plan, "C1D1")) == ["H2 blocker left out: none is stocked"]
    assert left_out(plan.regimen, visit(make_plan(), "C1D1")) == []


def test_why_a_dose_is_provisional_is_what_the_checks_say_of_its_cycle():
    made = make_release()
    said = weigh_first(made, visit(made.plan, "C2D8"))
    assert said.startswith("Cycle 2 doses are provisional: weigh the patient on or after Monday 25 January 2027")  # 1 February less 7 days
    assert weigh_first(made, visit(made.plan, "C1D22")) == ""


def test_faster_steps_say_what_was_recorded_and_the_first_ones_need_no_word():
    plan = make_plan(ORDER_RATES, changes=GIVEN[:1])
    assert why_faster(visit(plan, "C1D8")) == "C1D1 was recorded as given in full without a reaction"
    assert [why_faster(visit(plan, name)) for name in ("C1D1", "C1D15")] == ["", ""]
    assert why_faster(visit(make_plan(changes=GIVEN[:1]), "C1D8")) == ""  # without a profile there are no steps


def test_steps_above_the_labels_mg_per_hour_are_those_that_a_check_speaks_of():
    # 72.5 kg at 20 mg/kg: 5.8 mg/mL. The label's dose, 10 mg/kg, is 725 mg in 250 mL, 2.9 mg/mL x 150 mL an hour = 435 mg an hour.
    made = make_release(ORDER_RATES)
    first = visit(made.plan, "C1D1")
    assert [above_the_label(made, first, step) for step in first.infusion.steps] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]  # 75 mL/h is 435
    # At 10 mg/kg the dose, 726 mg, is rounded up from 725 mg: 150 mL an hour are 435.6 mg, the label's own rate, and no check says so.
    own = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}
    label = make_release(own, regimen="label-10-us-kd", cycles=1)
    assert not any(above_the_label(label, each, step) for each in label.plan.active for step in each.infusion.steps)
