"""What is owed before an infusion, one rule at a time (whole visits are worked by hand in tests/worked)."""

import pytest

from dosing.formats.shipped import default_regimen
from dosing.rules.premedication import FILLED, Premedication, premedications, start_window
from tests import plans


def owed(site: dict | None = None) -> tuple[Premedication, ...]:
    return premedications(default_regimen(), plans.make_site(site), None)


@pytest.mark.parametrize(
    ("dose", "fastest", "minutes"),
    [
        ("25", "25", 1),
        ("50", "25", 2),
        ("37.5", "25", 2),
        ("25.1", "25", 2),
        ("50", "20", 3),
        ("50", "10", 5),
        ("50", "16.666667", 3),
        ("50", "16.666666", 4),
    ],
)
def test_diphenhydramine_is_given_at_most_so_many_mg_a_minute_in_whole_minutes(dose, fastest, minutes):
    plan = plans.make_plan({"diphenhydramine": {"dose_mg": dose, "most_mg_per_minute": fastest}})
    assert plan.visits[0].premedications[3].give_over_minutes == minutes


def test_famotidine_stands_in_for_ranitidine_and_says_so():
    given = plans.make_plan({"h2_blocker": {"drug": "famotidine"}}).visits[0].premedications[2]
    assert (given.drug, given.dose_mg, given.route, given.give_over_minutes, given.substituted_for) == (
        "famotidine",
        20,
        "intravenous",
        2,
        "ranitidine",
    )


def test_the_longest_lead_time_stands_first_and_equals_in_the_order_of_the_regimens_slots():
    assert [each.slot for each in owed()] == ["steroid", "antipyretic", "h2_blocker", "antihistamine"]
    late_steroid = {"dexamethasone": {"minutes_before": 30}, "diphenhydramine": {"minutes_before": 60}}
    assert [(each.slot, each.minutes_before) for each in owed(late_steroid)] == [
        ("antihistamine", 60),
        ("antipyretic", 45),
        ("steroid", 30),
        ("h2_blocker", 30),
    ]


def test_every_slot_of_the_regimen_is_filled_by_one_rule():
    assert list(FILLED) == [rule.slot for rule in default_regimen().slots]


def test_a_drug_that_the_record_names_is_no_substitute():
    assert [each.substituted_for for each in owed()] == [None] * 4


def test_without_an_h2_blocker_three_drugs_are_owed():
    left_out = owed({"h2_blocker": {"drug": "none", "reason": "none is stocked"}})
    assert [each.slot for each in left_out] == ["steroid", "antipyretic", "antihistamine"]


def test_only_an_injected_steroid_says_how_its_dose_is_stated():
    injected = {"dexamethasone": {"route": "intravenous", "injection_form": "phosphate"}}
    assert [(each.drug, each.form) for each in owed(injected)[:2]] == [("dexamethasone", "phosphate"), ("acetaminophen", None)]
    assert owed()[0].form is None


def test_without_a_time_nothing_is_due_at_a_moment_and_there_is_no_window():
    assert {each.due for each in owed()} == {None}
    assert start_window(owed()) is None
