"""A visit: whether it takes place, and what of it stands in the document."""

from dataclasses import fields, replace
from datetime import date

import pytest

from dosing.rules.visit import Visit
from tests import plans


def test_a_visit_takes_place_unless_it_is_omitted_or_stopped():
    plan = plans.make_plan(changes=[plans.move("C1D8", "2027-01-12"), plans.omit("C1D22"), plans.stop("C2D8")])
    assert [(visit.visit, visit.active) for visit in plan.visits] == [
        ("C1D1", True), ("C1D8", True), ("C1D15", True), ("C1D22", False), ("C2D1", True), ("C2D8", False), ("C2D15", False), ("C2D22", False),
    ]  # fmt: skip
    assert [visit.status for visit in plan.visits][:4] == ["planned", "moved", "moved", "omitted"]
    # Cycle 2 waits for a weight, but for the visits of it that do not take place.
    assert [visit.visit for visit in plan.visits if visit.provisional] == ["C2D1"]


def test_a_visit_carries_the_site_of_its_day_which_the_document_holds_among_the_inputs():
    plan = plans.make_plan(changes=[plans.resite({"bag": {"volume_ml": "500"}}, "2027-01-18")])
    assert [int(visit.site.bag.volume_ml) for visit in plan.visits[:3]] == [250, 250, 500]
    assert [field.name for field in fields(Visit) if not field.metadata.get("document", True)] == ["site", "own_interval", "gap"]


def test_an_equal_visit_at_an_equal_site_is_equal_whichever_calculation_made_it():
    assert plans.make_plan().visits == plans.make_plan().visits


@pytest.mark.parametrize(
    ("site", "is_open"),
    [
        ({}, False),  # no rates at all: the visit's own length says when it ends
        (plans.ORDER_RATES, False),
        (plans.ORDER_RATES | {"bag": {"count": 2}}, True),  # the second bag's steps come from the order
        (plans.rates(second_bag={part: [{"rate": "50"}] for part in ("first", "second", "later")}) | {"bag": {"count": 2}}, False),
    ],
)
def test_the_end_is_open_where_the_steps_of_the_second_bag_come_from_the_order(site, is_open):
    assert {visit.end_is_open for visit in plans.make_plan(site).visits} == {is_open}


def test_a_visit_is_told_apart_by_what_is_done_at_it_and_not_by_the_site_file_or_what_lies_before_it():
    first, other = (plans.make_plan(site).visits[1] for site in ({}, {"reaction_rule": "give oxygen"}))
    assert first.site != other.site
    assert first == other == replace(other, own_interval=14) == replace(other, gap=20)
    assert "give oxygen" not in repr(other)


def test_a_visit_that_does_not_take_place_has_its_day_and_site_and_nothing_else():
    day = date(2027, 2, 1)
    visit = Visit("C2D1", 5, 2, 1, day, day, "stopped", plans.make_site())
    assert (visit.active, visit.provisional, visit.end_is_open) == (False, False, False)
    assert (visit.gap, visit.given, visit.outcome, visit.premedications) == (None, None, None, ())
