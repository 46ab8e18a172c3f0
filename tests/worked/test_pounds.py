"""Weights typed in pounds: converted once, kept as typed, and printed both ways.

160 lb x 0.45359237 = 72.5747792, so 72.57 kg;  20 mg/kg: 1,451.4 mg; 72.57 mL, so 72.6 mL and 1,452 mg
150 lb x 0.45359237 = 68.0388555, so 68.04 kg;  1,360.8 mg; 68 mL, 1,360 mg
220 lb x 0.45359237 = 99.7903214, so 99.79 kg;  100 lb = 45.359237, so 45.36 kg
"""

from decimal import Decimal

import pytest

from dosing.catalogue import Wanted, render_files
from dosing.formats.course_file import read_course, render_course
from dosing.inputs.letterhead import Letterhead
from dosing.views.table import render_table
from tests import plans
from tests.plans import correct, found, make_plan, make_release, reweigh, visit

LOSING = [reweigh("150lb", "2027-01-20")]


def test_what_was_typed_stays_beside_what_it_is_in_kilograms():
    plan = make_plan(weight="160lb", changes=LOSING)
    kept = [(str(each.weight_kg), each.weight_typed, each.weight_rule) for each in plan.visits]
    assert kept == [("72.57", "160lb", "first")] * 3 + [("68.04", "150lb", "new")] * 5
    assert [int(each.study_drug.rounded_mg) for each in plan.visits] == [1452] * 3 + [1360] * 5


def test_the_plan_document_holds_both():
    made = make_release(weight="160lb", changes=LOSING, issued=plans.ISSUED.replace(day=20))
    assert (made.document["inputs"]["course"]["weight_kg"], made.document["inputs"]["course"]["weight_typed"]) == ("72.57", "160lb")
    (new,) = made.document["inputs"]["course"]["changes"]
    assert (new["weight_kg"], new["weight_typed"]) == ("68.04", "150lb")
    assert [(each["weight_kg"], each["weight_typed"]) for each in made.document["visits"]] == [("72.57", "160lb")] * 3 + [
        ("68.04", "150lb")
    ] * 5


def test_the_course_file_holds_what_was_typed_and_is_read_back():
    made = make_release(weight="160lb", changes=LOSING, issued=plans.ISSUED.replace(day=20))
    text = render_course(made.plan.site, Letterhead(), made.sealed)
    assert 'weight = "160lb"' in text
    assert 'weight = "150lb"' in text
    assert read_course(text.encode(), "course.toml").course == made.sealed


def test_a_corrected_weight_is_what_was_typed_then():
    plan = make_plan(weight="160kg", changes=[correct(weight="160lb")])
    assert (str(plan.visits[0].weight_kg), plan.visits[0].weight_typed) == ("72.57", "160lb")
    plan = make_plan(weight="160lb", changes=[correct(weight="72.5kg")])
    assert (str(plan.visits[0].weight_kg), plan.visits[0].weight_typed) == ("72.5", None)


def test_a_weight_that_is_kept_is_still_the_one_that_was_typed():
    # 159 lb x 0.45359237 = 72.12118683, so 72.12 kg: 0.6% less, and the site asks for 5%.
    plan = make_plan({"weights": {"counts_from_percent": "5"}}, weight="160lb", changes=[reweigh("159lb", "2027-01-06")])
    kept = visit(plan, "C1D8")
    assert (kept.weight_kg, kept.weight_typed, kept.weight_rule) == (Decimal("72.57"), "160lb", "kept")


def test_every_page_that_is_about_a_visits_weight_prints_both():
    made = make_release(weight="160lb", cycles=1)
    both = "72.57\u00a0kg, entered as 160\u00a0lb"
    assert render_table(made).count(both.replace("\u00a0", " ")) == 4
    files = render_files(made, Wanted(pdf=False))
    for name in ("pharmacy.html", "nurse.html"):
        assert files[name].decode().count(both) >= 4, name


BOTH = "99.79\u00a0kg, entered as 220\u00a0lb"

# code, course, what the finding says of the weight
SAID = [
    ("weight-unusual", {"weight": "220lb"}, BOTH),
    ("weight-date-missing", {"weight": "220lb", "weighed": None}, BOTH),
    ("weight-changed", {"weight": "160lb", "changes": [reweigh("220lb", "2027-01-20")]}, BOTH),  # 99.79 / 72.57: 37.5% more
    ("weight-changed", {"weight": "220lb", "changes": [reweigh("72kg", "2027-01-20")]}, BOTH),
    ("weight-ratio", {"weight": "100lb", "changes": [reweigh("220lb", "2027-01-20")]}, BOTH),  # 99.79 / 45.36 = 2.2
    ("weight-ratio", {"weight": "220lb", "changes": [reweigh("45kg", "2027-01-20")]}, BOTH),
]


@pytest.mark.parametrize(("code", "course", "said"), SAID)
def test_a_finding_about_a_weight_in_pounds_says_both(code, course, said):
    assert any(said in each.message for each in found(make_plan(**course), code))


def test_a_refusal_about_a_weight_in_pounds_says_both():
    # 300 lb x 0.45359237 = 136.077711, so 136.08 kg and 136.1 mL: more than half of 250 mL.
    assert "136.08\u00a0kg, entered as 300\u00a0lb" in str(plans.refusal(weight="300lb"))
    before_birth = plans.refusal(weight="160lb", born="2011-01-04", weighed="2011-01-03")
    assert "72.57\u00a0kg, entered as 160\u00a0lb" in str(before_birth)
