"""What a sheet shows of one visit: its findings, the vials in words, the rows for lot numbers."""

from decimal import Decimal

import pytest

from dosing.rules.dose import Draw, VialCount
from dosing.views.layout.per_visit import drawn_up, lot_columns, twice_the_label, vials_opened, visit_findings
from tests import plans
from tests.plans import LABEL_RATES, make_plan, make_release, visit

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
    assert visit_findings(made, visit(made.plan, "C2D1")) == []  # weigh-before-cycle-2 stands on the first page


def test_only_the_labels_own_rates_give_twice_the_labels_mg_per_hour():
    assert twice_the_label(visit(make_plan(LABEL_RATES), "C1D1"))
    assert not twice_the_label(visit(make_plan(), "C1D1"))
    assert not twice_the_label(visit(make_plan(LABEL_RATES, changes=[plans.omit("C1D8")]), "C1D8"))
