"""The history of a course in words."""

from dosing import acts
from tests import plans
from tests.unit.acts.opened import begun, changed, short


def test_the_history_is_told_with_why_by_whom_when_and_who_checked():
    opened = begun(prepared_by="AB", weight="160lb")
    opened = acts.check(opened, "CD", short(opened), plans.ISSUED).opened
    opened = changed(opened, plans.omit("C1D8"), plans.undo())
    first, second, third = acts.told(opened.course)
    assert first.words == "first made, 72.57\u00a0kg, entered as 160\u00a0lb, start Monday 4 January 2027, prepared by AB"
    assert [check.by for check in first.checks] == ["CD"]
    assert second.words == "C1D8 omitted: as ordered (AB, Monday 4 January 2027)"
    assert third.words == "revision 2 taken back (C1D8 omitted): as ordered (AB, Monday 4 January 2027)"
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert third.fingerprint == opened.course.changes[-1].fingerprint


def test_a_check_counts_on_where_only_what_was_given_was_recorded_after_it_and_the_history_says_so():
    opened = begun(prepared_by="AB")
    opened = acts.check(opened, "CD", short(opened), plans.ISSUED).opened
    opened = changed(
        opened, plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D8", "2027-01-11", given_ml="60"), plans.omit("C2D1", "2027-01-12")
    )
    first, second, third, fourth = acts.told(opened.course)
    assert [check.by for check in first.checks] == ["CD"]
    assert second.words == "C1D1 given in full: as ordered (AB, Monday 4 January 2027); the check of revision 1 by CD counts on"
    assert third.words.endswith("; the check of revision 1 by CD counts on")
    assert "counts on" not in fourth.words
    assert (second.checks, third.checks, fourth.checks) == ((), (), ())
