"""The rows of a rate table: steps, where a bag begins, blanks, and the observations before, at the end and after."""

from dosing.views.layout.rate_rows import AFTER, BASELINE, END, GIVEN, RateRow, rate_rows
from tests.plans import ORDER_RATES, make_plan, omit, visit
from tests.unit.views.read_sheets import TWO_BAGS, TWO_BAGS_KNOWN, TWO_BAGS_OF_ORDER


def begins(rows):
    return [(at, row.bag, row.words) for at, row in enumerate(rows) if row.bag]


def running(rows):
    """The rows between the observations before the infusion and those at its end and after it."""
    assert (rows[0], *rows[-3:]) == (BASELINE, END, GIVEN, AFTER)
    return rows[1:-3]


def test_one_bag_is_its_steps_or_six_rows_to_fill():
    steps = visit(make_plan(ORDER_RATES), "C1D1")
    assert [row.step for row in running(rate_rows(steps))] == list(steps.infusion.steps)
    assert running(rate_rows(visit(make_plan(), "C1D1"))) == (RateRow(),) * 6


def test_observations_are_due_before_the_infusion_at_each_change_of_rate_at_its_end_and_after_it():
    rows = rate_rows(visit(make_plan(ORDER_RATES), "C1D1"))  # six rates
    assert [row.moment or row.step.elapsed_minutes for row in rows] == ["Baseline", 0, 60, 90, 120, 150, 180, "End", "Given", "After"]
    assert [row.timed for row in rows if row.moment] == [False, True, False, True]


def test_two_bags_say_where_each_begins():
    rows = running(rate_rows(visit(make_plan(TWO_BAGS_KNOWN), "C1D1")))
    assert begins(rows) == [(0, "Bag 1", ""), (6, "Change to bag 2", "")]
    assert [row.step.rate_ml_per_hour for row in rows[6:]] == [75]


def test_a_bag_whose_steps_come_from_the_order_says_so_beside_rows_to_fill():
    rows = running(rate_rows(visit(make_plan(TWO_BAGS_OF_ORDER), "C1D1")))
    assert begins(rows) == [(0, "Bag 1", ""), (6, "Change to bag 2", "from the order")]
    assert rows[7:] == (RateRow(),) * 2
    both = running(rate_rows(visit(make_plan(TWO_BAGS), "C1D1")))
    assert begins(both) == [(0, "Bag 1", "from the order"), (3, "Change to bag 2", "from the order")]
    assert len(both) == 6


def test_a_visit_that_does_not_take_place_has_no_bag_and_blank_rows_alone():
    rows = running(rate_rows(visit(make_plan(TWO_BAGS, changes=[omit("C1D8")]), "C1D8")))
    assert not any(row.step or row.bag for row in rows)
