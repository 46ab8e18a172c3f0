"""The history of a course in words."""

from dosing import acts
from tests import plans
from tests.unit.acts.opened import begun, changed, checked, to_check

CHECKED = (
    "weight, dose and volume recalculated by CD on 3 January 2027: C1D1, C1D8, C1D15, C1D22; not checked: identity, premedication, rates"
)


def test_the_history_is_told_with_why_by_whom_when_and_who_checked_what():
    opened = changed(checked(to_check(weight="160lb")), plans.omit("C1D8"), plans.undo())
    first, second, third = acts.told(opened.course)
    assert first.words == "first made, 72.57\u00a0kg, entered as 160\u00a0lb, start Monday 4 January 2027, prepared by AB"
    assert first.checked == (CHECKED,)
    assert second.words == "C1D8 omitted: as ordered (AB, Monday 4 January 2027)"
    assert third.words == "revision 2 taken back (C1D8 omitted): as ordered (AB, Monday 4 January 2027)"
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert third.fingerprint == opened.course.changes[-1].fingerprint


def test_each_revision_tells_its_own_checks():
    wednesday = plans.ISSUED.replace(day=13)
    later = changed(checked(to_check()), plans.reweigh("75kg", "2027-01-12"))
    second = acts.told(checked(later, "EF", wednesday).course)[1]
    assert second.checked == (CHECKED.replace("CD on 3", "EF on 13").replace("C1D1, C1D8, ", ""),)


def test_a_check_of_an_older_version_is_told_as_one_of_the_fingerprint_alone():
    opened = begun(checks=[plans.check_of(plans.make_release())])
    (first,) = acts.told(opened.course)
    assert first.checked == ("checked by CD on Saturday 19 December 2026",)


def test_a_check_by_who_changed_the_plan_since_the_last_one_is_not_told():
    changes = [plans.omit("C1D8"), plans.omit("C1D15") | {"by": "CD"}]
    made = plans.make_release(changes=changes)
    for by, told in (("AB", ()), ("CD", ()), ("EF", ("EF",))):
        opened = begun(changes=changes, checks=[plans.check_of(made, by)])
        assert tuple(check.by for check in acts.told(opened.course)[2].checks) == told


def test_a_check_counts_on_where_only_what_was_given_was_recorded_after_it_and_the_history_says_so():
    opened = changed(
        checked(to_check()),
        plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D8", "2027-01-11", given_ml="60"), plans.omit("C2D1", "2027-01-12"),
    )  # fmt: skip
    first, second, third, fourth = acts.told(opened.course)
    assert [check.by for check in first.checks] == ["CD"]
    assert second.words == "C1D1 given in full: as ordered (AB, Monday 4 January 2027); the check of revision 1 by CD counts on"
    assert third.words.endswith("; the check of revision 1 by CD counts on")
    assert "counts on" not in fourth.words
    assert (second.checks, third.checks, fourth.checks) == ((), (), ())
