"""How content falls on pages (that it then fits its paper is tried in tests/unit/views/test_sheets_paging.py)."""

from dataclasses import replace
from itertools import chain

import pytest

from dosing.views.layout.paging import (
    check_pages,
    entry_beside,
    overview_pages,
    own_row,
    paged,
    value_pages,
    worksheet_pages,
)
from dosing.views.layout.slips import slip_pages
from dosing.views.layout.values_in_force import values_in_force
from tests import plans
from tests.plans import ORDER_RATES, make_release, visit
from tests.unit.views.read_sheets import BOTH, LONG_LABEL, NAMED, TIMED, TWO_BAGS_KNOWN


@pytest.mark.hazard("H-19")
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


@pytest.mark.hazard("H-19")
@pytest.mark.parametrize("course", COURSES)
def test_no_visit_and_no_finding_is_lost_or_told_twice_between_pages_but_washouts_which_stand_above(course):
    site, values = COURSES[course]
    made = make_release(site, **values)
    pages = overview_pages(made)
    assert tuple(chain.from_iterable(page.visits for page in pages)) == made.plan.visits
    apart = ("washout-inside", "washout-on-limit")
    shown = list(chain.from_iterable(page.findings for page in pages))
    assert shown == [told for told in made.findings if told.code not in apart]
    assert [page.premedications for page in pages].count(True) == 1


def test_no_value_is_lost_between_pages():
    made = make_release(ORDER_RATES, changes=[plans.resite(plans.slots(antipyretic={"dose_mg": "1000"}), "2027-01-10")])
    assert list(chain.from_iterable(value_pages(made))) == values_in_force(made)
    assert isinstance(entry_beside(made), bool)


def test_a_worksheet_is_two_sides_of_one_leaf_what_is_made_and_the_making_of_it():
    usual = make_release(**NAMED)
    assert worksheet_pages(usual, usual.plan.visits[0]) == [["dose", "working", "supply"], ["making", "lots"]]
    # Faster than the label, and the first steps again: two cautions more.
    rates = make_release(ORDER_RATES, **TIMED, **NAMED)
    assert worksheet_pages(rates, visit(rates.plan, "C1D8")) == [["dose", "working", "supply"], ["making", "lots"]]


def test_a_worksheet_of_many_cautions_leaves_premedications_to_its_back_and_goes_on():
    # Concentration, rates, an old and unusual weight: four cautions, a label of three lines and a box for a printed one.
    long = make_release({**ORDER_RATES, **BOTH}, **TIMED, weight="110.4kg", weighed="2026-11-01", label=LONG_LABEL)
    sides = worksheet_pages(long, long.plan.visits[0])
    assert list(chain.from_iterable(sides)) == ["dose", "working", "supply", "making", "lots"]
    assert "supply" not in sides[0]


@pytest.mark.parametrize("of", ["a void revision", "an estimate"])
def test_what_nobody_may_sign_has_no_lines_for_a_preparation(of):
    made = make_release(**NAMED)
    if of == "a void revision":
        made = replace(made, void=True)
    place = 0 if made.void else 4  # C2D1 waits for a weight
    assert worksheet_pages(made, made.plan.visits[place]) == [["dose", "working", "supply"]]


def test_an_independent_check_is_one_side_with_room_to_calculate_where_there_is_some_left():
    usual = make_release(**NAMED)
    assert check_pages(usual, usual.plan.visits[0]) == [["inputs", "answers", "room", "signs"]]
    full = make_release(weight="110.4kg", label="ISLAY-007")  # a box for a printed label takes the room
    assert check_pages(full, full.plan.visits[0]) == [["inputs", "answers", "signs"]]
    two = make_release(TWO_BAGS_KNOWN, weight="150kg", label=LONG_LABEL)
    assert list(chain.from_iterable(check_pages(two, two.plan.visits[0]))) == ["inputs", "answers", "signs"]


def parts_of(pages):
    return [[part.name for part in page] for page in pages]


def test_a_change_slip_is_one_page_where_it_fits_and_who_has_to_know_then_stands_near_its_end():
    one = slip_pages(make_release(label="ISLAY-007", born="1990-01-04", changes=[plans.omit("C1D8")]))
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
