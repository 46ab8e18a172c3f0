"""How content falls on pages (that it then fits its paper is tried in tests/unit/views/test_sheets_paging.py)."""

from itertools import chain

import pytest

from dosing.views.layout.paging import (
    check_rows,
    entry_beside,
    finding_pages,
    nurse_pages,
    own_row,
    paged,
    slip_on_one_page,
    value_pages,
    worksheet_rows,
)
from dosing.views.layout.values_in_force import values_in_force
from tests import plans
from tests.plans import LABEL_RATES, make_release, visit
from tests.unit.views.read_sheets import LONG_LABEL, MANY_STEPS, NAMED, TIMED


@pytest.mark.parametrize(
    ("heights", "first", "further", "pages"),
    [
        ([], 10, 10, [[]]),
        ([5, 5], 10, 10, [[5, 5]]),
        ([5, 6], 10, 10, [[5], [6]]),
        ([3, 3, 3, 3], 5, 9, [[3], [3, 3, 3]]),
        ([20], 10, 10, [[], [20]]),  # too high for any page: the next one takes it
    ],
)
def test_items_fall_on_as_many_pages_as_they_need_in_their_order(heights, first, further, pages):
    assert paged(heights, float, first, further) == pages


@pytest.mark.parametrize(("label", "own"), [(None, False), ("ISLAY-007", False), ("a label of words", False), (LONG_LABEL, True)])
def test_a_long_label_has_a_row_of_its_own(label, own):
    assert own_row(label) is own


@pytest.mark.parametrize("sheet", ["pharmacy", "nurse"])
def test_no_finding_is_lost_or_told_twice_between_pages_but_washouts_which_stand_above(sheet):
    entry = {"last_immunotherapy": "2027-01-01", "last_chemotherapy": "2027-01-02"}
    made = make_release({"country": "FR"}, start="2027-01-09", label=LONG_LABEL, entry=entry)
    shown = list(chain.from_iterable(finding_pages(made, sheet)))
    apart = ("washout-inside", "washout-on-limit", *(("label-stability",) if sheet == "nurse" else ()))
    assert shown == [told for told in made.findings if told.code not in apart]


def test_no_value_is_lost_between_pages():
    made = make_release(LABEL_RATES, changes=[plans.resite({"acetaminophen": {"dose_mg": "1000"}}, "2027-01-10")])
    assert list(chain.from_iterable(value_pages(made))) == values_in_force(made)
    assert isinstance(entry_beside(made), bool)


def test_a_visit_of_the_label_is_one_nurses_page_and_long_rate_tables_go_on():
    made = make_release(LABEL_RATES, **TIMED, **NAMED)
    one = nurse_pages(made, visit(made.plan, "C1D1"))
    assert (one.reactions_first, one.observations_first, [len(steps) for steps in one.steps]) == (True, True, [6])
    many = make_release(MANY_STEPS, **TIMED, **NAMED)
    spread = nurse_pages(many, visit(many.plan, "C1D1"))
    assert ([len(steps) for steps in spread.steps], spread.reactions_first) == ([12, 6], False)


def test_every_rate_step_is_on_one_page():
    made = make_release(MANY_STEPS, **TIMED)
    for each in made.plan.active:
        assert tuple(chain.from_iterable(nurse_pages(made, each).steps)) == each.infusion.steps


def test_rows_to_write_in_are_lower_where_a_page_holds_more():
    usual = make_release(**NAMED)
    assert (worksheet_rows(usual, usual.plan.visits[0]), check_rows(usual, usual.plan.visits[0])) == ("easy", "easy")
    full = make_release(weight="110.4kg", label=LONG_LABEL)
    assert (worksheet_rows(full, full.plan.visits[0]), check_rows(full, full.plan.visits[0])) == ("tight", "tight")


def test_a_change_slip_goes_on_where_older_sheets_and_entries_need_more_than_a_page():
    one = make_release(changes=[plans.omit("C1D8")])
    assert slip_on_one_page(one.difference)
    later = [plans.move("C1D8", f"2027-01-{day}", "2027-01-04") for day in (12, 13, 14, 15)]
    assert not slip_on_one_page(make_release(changes=later).difference)
