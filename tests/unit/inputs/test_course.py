"""A course: what it is begun with, the order of its days, and how many revisions it has."""

import pytest

from dosing.findings import InputError
from dosing.inputs.course import Check
from dosing.inputs.raw import build
from tests import plans

CHECK = {"revision": 1, "by": "CD", "on": "2026-12-20", "fingerprint": "0" * 64, "visits": ["C1D1", "C1D8"]}


def test_a_course_has_a_revision_for_its_beginning_and_one_for_each_change():
    assert plans.make_course().revision == 1
    assert plans.make_course(changes=[plans.omit("C1D8"), plans.undo()]).revision == 3


def test_the_islay_regimen_is_meant_unless_said_otherwise_and_the_cycles_are_those_that_it_usually_has():
    course = plans.make_course()
    assert (course.cycles, course.regimen, course.regimen_revision) == (None, "islay", 1)
    assert plans.make_plan().course.cycles == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"weighed": "2027-01-05"}, "weighed"),
        ({"born": "2027-01-04"}, "born"),
        ({"entry": {"transplant": "2027-01-05"}}, "entry.transplant"),
    ],
)
def test_what_comes_before_the_first_infusion_is_dated_before_it(values, field):
    with pytest.raises(InputError) as raised:
        plans.make_course(**values)
    assert raised.value.field == field


@pytest.mark.parametrize("values", [{"weighed": "2027-01-04"}, {"born": "2027-01-03"}, {"entry": {"transplant": "2027-01-04"}}])
def test_the_day_of_the_first_infusion_itself_is_not_after_it(values):
    assert plans.make_course(**values).start.isoformat() == "2027-01-04"


def test_a_check_names_who_when_the_fingerprint_and_the_visits():
    found = build(Check, CHECK, "")
    assert (found.revision, found.by, found.on.isoformat(), found.visits) == (1, "CD", "2026-12-20", ("C1D1", "C1D8"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"by": " "}, "by"),
        ({"by": "."}, "by"),
        ({"fingerprint": "1A2B-3C4D-5E6F"}, "fingerprint"),
        ({"visits": ["day 8"]}, "visits[1]"),
        ({"visits": "C1D1"}, "visits"),
    ],
)
def test_a_check_that_leaves_one_of_them_open_is_refused(values, field):
    with pytest.raises(InputError) as raised:
        build(Check, {**CHECK, **values}, "")
    assert raised.value.field == field


def test_initials_of_a_preparer_hold_a_letter_or_a_digit():
    assert plans.make_course(prepared_by="7").prepared_by == "7"
    with pytest.raises(InputError) as raised:
        plans.make_course(prepared_by=". .")
    assert (raised.value.code, str(raised.value)) == (
        "initials-empty",
        "prepared_by is '. .', which holds no letter; write initials, like AB.",
    )
