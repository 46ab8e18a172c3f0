"""The rows of a rate table: steps, where a bag begins, and blanks."""

from dosing.views.layout.rate_rows import RateRow, rate_rows
from tests.plans import ORDER_RATES, make_plan, omit, visit
from tests.unit.views.read_sheets import TWO_BAGS, TWO_BAGS_KNOWN, TWO_BAGS_OF_ORDER


def begins(rows):
    return [(at, row.begins, row.words) for at, row in enumerate(rows) if row.begins]


def test_one_bag_is_its_steps_or_six_rows_to_fill():
    steps = visit(make_plan(ORDER_RATES), "C1D1")
    assert [row.step for row in rate_rows(steps)] == list(steps.infusion.steps)
    assert rate_rows(visit(make_plan(), "C1D1")) == (RateRow(),) * 6


def test_two_bags_say_where_each_begins():
    rows = rate_rows(visit(make_plan(TWO_BAGS_KNOWN), "C1D1"))
    assert begins(rows) == [(0, "Bag 1", ""), (7, "Change to bag 2", "")]
    assert [row.step.rate_ml_per_hour for row in rows[8:]] == [75]


def test_a_bag_whose_steps_come_from_the_order_says_so_above_rows_to_fill():
    rows = rate_rows(visit(make_plan(TWO_BAGS_OF_ORDER), "C1D1"))
    assert begins(rows) == [(0, "Bag 1", ""), (7, "Change to bag 2", "second bag: from the order")]
    assert rows[8:] == (RateRow(),) * 4
    both = rate_rows(visit(make_plan(TWO_BAGS), "C1D1"))
    assert begins(both) == [(0, "Bag 1", "first bag: from the order"), (5, "Change to bag 2", "second bag: from the order")]


def test_a_visit_that_does_not_take_place_has_no_bag_and_blank_rows_alone():
    rows = rate_rows(visit(make_plan(TWO_BAGS, changes=[omit("C1D8")]), "C1D8"))
    assert not any(row.step or row.begins for row in rows)
