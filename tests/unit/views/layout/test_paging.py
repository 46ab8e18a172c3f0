"""How content falls on pages (that it then fits its paper is tried in tests/unit/views/test_sheets_paging.py)."""

from itertools import chain

import pytest

from dosing.views.layout.paging import (
    check_rows,
    entry_beside,
    nurse_pages,
    overview_pages,
    own_row,
    paged,
    slip_pages,
    value_pages,
    worksheet_pages,
)
from dosing.views.layout.rate_rows import rate_rows
from dosing.views.layout.values_in_force import values_in_force
from tests import plans
from tests.plans import ORDER_RATES, make_release, visit
from tests.unit.views.read_sheets import BOTH, GIVEN, LONG_LABEL, MANY_STEPS, NAMED, TIMED, TWO_BAGS_KNOWN, TWO_BAGS_OF_ORDER


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


COURSES = {
    "washouts and weekends": (
        {"country": "FR"},
        {"start": "2027-01-09", "label": LONG_LABEL, "entry": {"last_immunotherapy": "2027-01-01", "last_chemotherapy": "2027-01-02"}},
    ),
    "28 visits": ({}, {"regimen": "label-10-us-kd", "cycles": 13, "weight": "170lb"}),
}


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("sheet", ["pharmacy", "nurse"])
def test_no_visit_and_no_finding_is_lost_or_told_twice_between_pages_but_washouts_which_stand_above(sheet, course):
    site, values = COURSES[course]
    made = make_release(site, **values)
    pages = overview_pages(made, sheet)
    assert tuple(chain.from_iterable(page.visits for page in pages)) == made.plan.visits
    apart = ("washout-inside", "washout-on-limit", *(("label-stability",) if sheet == "nurse" else ()))
    shown = list(chain.from_iterable(page.findings for page in pages))
    assert shown == [told for told in made.findings if told.code not in apart]
    assert [page.blanks for page in pages].count(True) == (sheet == "nurse")


def test_no_value_is_lost_between_pages():
    made = make_release(ORDER_RATES, changes=[plans.resite(plans.slots(antipyretic={"dose_mg": "1000"}), "2027-01-10")])
    assert list(chain.from_iterable(value_pages(made))) == values_in_force(made)
    assert isinstance(entry_beside(made), bool)


def test_a_visit_whose_rates_are_those_of_the_label_is_one_nurses_page_and_long_rate_tables_go_on():
    made = make_release(ORDER_RATES, **TIMED, **NAMED)
    one = nurse_pages(made, visit(made.plan, "C1D1"))
    assert (one.reactions_first, one.observations_first, [len(rows) for rows in one.rates]) == (True, True, [6])
    many = make_release(MANY_STEPS, **TIMED, **NAMED)
    spread = nurse_pages(many, visit(many.plan, "C1D1"))
    assert ([len(rows) for rows in spread.rates], spread.reactions_first) == ([12, 6], False)


def test_with_a_line_for_the_prescriber_the_observations_stand_on_a_page_of_their_own():
    made = make_release(ORDER_RATES, **TIMED, **NAMED)
    again = nurse_pages(made, visit(made.plan, "C1D8"))  # first steps once more, and faster than the label's: two cautions
    assert (again.reactions_first, again.observations_first) == (True, False)
    recorded = make_release(ORDER_RATES, **TIMED, **NAMED, changes=GIVEN)
    for name in ("C1D8", "C1D15", "C1D22"):
        assert nurse_pages(recorded, visit(recorded.plan, name)).observations_first


@pytest.mark.parametrize("site", [MANY_STEPS, TWO_BAGS_OF_ORDER, TWO_BAGS_KNOWN])
def test_every_row_of_rates_is_on_one_page_and_no_page_ends_where_a_bag_begins(site):
    made = make_release(site, **TIMED, label=LONG_LABEL)
    for each in made.plan.active:
        pages = nurse_pages(made, each).rates
        assert tuple(chain.from_iterable(pages)) == rate_rows(each)
        assert not any(rows and rows[-1].begins for rows in pages)


def test_rows_to_write_in_are_lower_where_a_page_holds_more():
    usual = make_release(**NAMED)
    first = worksheet_pages(usual, usual.plan.visits[0])
    assert (first.rows, first.supply_first, first.lots_first, check_rows(usual, usual.plan.visits[0])) == ("easy", True, True, "easy")
    full = make_release(weight="110.4kg", label=LONG_LABEL)
    assert (worksheet_pages(full, full.plan.visits[0]).rows, check_rows(full, full.plan.visits[0])) == ("tight", "tight")


def test_a_worksheet_of_many_cautions_leaves_lots_and_then_supplies_to_a_second_page():
    # Concentration, rates, an old weight: three cautions, a label of three lines, and premedications whose names take two.
    long = make_release({**ORDER_RATES, **BOTH}, **TIMED, weight="110.4kg", weighed="2026-11-01", label=LONG_LABEL)
    assert (worksheet_pages(long, long.plan.visits[0]).supply_first, worksheet_pages(long, long.plan.visits[0]).lots_first) == (True, False)
    two = make_release({**TWO_BAGS_KNOWN, **BOTH}, **TIMED, weight="150kg", weighed="2026-11-01", label=LONG_LABEL)
    assert not worksheet_pages(two, two.plan.visits[4]).supply_first


def parts_of(pages):
    return [[part.name for part in page] for page in pages]


def test_a_change_slip_is_one_page_where_it_fits_and_who_has_to_know_then_stands_near_its_end():
    one = slip_pages(make_release(changes=[plans.omit("C1D8")]))
    assert parts_of(one) == [["said", "visits", "entries", "who", "findings"]]


def test_a_change_slip_of_three_pages_loses_no_row_and_says_what_goes_on():
    made = make_release(changes=[plans.move("C1D8", f"2027-01-{day}", "2027-01-04") for day in (12, 13, 14, 15)])
    pages = slip_pages(made)
    assert len(pages) == 3
    assert parts_of(pages)[0][:3] == ["said", "visits", "who"]
    found = {
        name: [item for page in pages for part in page if part.name == name for item in part.items]
        for name in ("visits", "older", "entries")
    }
    assert found["visits"] == list(made.difference.visits)
    assert found["older"] == list(made.difference.older)
    assert found["entries"] == list(made.difference.calendar_entries)
    told = [item for page in pages for part in page if part.name == "findings" for item in part.items]
    assert told == list(made.difference.new_findings)
    for name in ("older", "entries"):
        assert [part.again for page in pages for part in page if part.name == name] == [False, True][
            : sum(name in each for each in parts_of(pages))
        ]


def test_a_release_without_a_change_has_no_slip():
    assert slip_pages(make_release()) == []
