"""What a sheet shows of one visit: its findings, the vials in words, the rows for lot numbers."""

from decimal import Decimal

import pytest

from dosing.rules.dose import Draw, VialCount
from dosing.views.layout.per_visit import (
    above_the_label,
    drawn_up,
    hung,
    left_out,
    lot_columns,
    vials_opened,
    visit_findings,
    volumes,
    weigh_first,
    why_faster,
)
from tests.plans import ORDER_RATES, make_plan, make_release, visit
from tests.unit.views.read_sheets import GIVEN, NO_H2, TWO_BAGS

HUNDRED, FIVE_HUNDRED = (Decimal(100), Decimal(5)), (Decimal(500), Decimal(25))


def test_vials_and_draws_are_said_in_words():
    opened = (VialCount(*FIVE_HUNDRED, 2), VialCount(*HUNDRED, 4))
    assert vials_opened(opened).replace("\u00a0", " ") == "2 × 500 mg, 4 × 100 mg"
    draws = (Draw(Decimal(500), 2, None), Draw(Decimal(100), 3, Decimal("2.4")))
    assert drawn_up(draws).replace("\u00a0", " ") == "2 whole 500 mg vials; 3 whole 100 mg vials and 2.4 mL of a fourth"


@pytest.mark.parametrize(
    ("weight", "columns"),
    [
        ("72.5kg", [["500 mg", "500 mg"], ["500 mg", "bag"]]),  # three vials
        ("110.4kg", [["500 mg"] * 4, ["100 mg"] * 3 + ["bag"]]),  # four and three
    ],
)
def test_each_opened_vial_and_the_bag_have_a_row_for_their_lot(weight, columns):
    found = lot_columns(visit(make_plan(weight=weight), "C1D1").study_drug)
    assert [[cell.replace("\u00a0", " ") for cell in column] for column in found] == columns


def test_more_vials_than_a_page_holds_are_counted_in_one_row():
    small = {"vials": [{"strength_mg": "100", "volume_ml": "5"}]}
    found = lot_columns(visit(make_plan(small, weight="90kg"), "C1D1").study_drug)  # 1,800 mg: 18 vials of 100 mg
    cells = [cell.replace("\u00a0", " ") for column in found for cell in column]
    assert cells == ["100 mg"] * 12 + ["6 more vials", "bag"]
    assert len(found) == 3


def test_only_the_cautions_of_a_visit_that_need_no_first_page_stand_on_its_own():
    made = make_release(weight="110.4kg", entry={"last_chemotherapy": "2026-12-30"})
    assert [told.code for told in visit_findings(made, visit(made.plan, "C1D1"))] == ["drug-share"]  # no washout
    assert visit_findings(made, visit(made.plan, "C1D8")) == []
    assert visit_findings(made, visit(made.plan, "C2D1")) == []  # weigh-before-cycle stands on the first page


def test_two_bags_are_said_by_their_count_and_their_volumes_add_up():
    # 72.5 kg: 72.5 mL, which no step of 0.1 mL halves: 36.3 mL + 36.2 mL.
    drug = visit(make_plan(TWO_BAGS), "C1D1").study_drug
    assert (volumes(drug.bags), hung(drug.bags)) == ("36.3\u00a0mL + 36.2\u00a0mL", "2\u00a0\u00d7\u00a0250\u00a0mL")
    assert [row for column in lot_columns(drug) for row in column][-2:] == ["bag 1", "bag 2"]
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
