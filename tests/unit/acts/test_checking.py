"""A plan is checked by somebody else: by the fingerprint of the sheets, once, and not before its newest change."""

from datetime import UTC, datetime

import pytest

from dosing import acts
from tests import plans
from tests.unit.acts.opened import begun, changed, problem_of, reopened, short


def test_a_check_is_of_the_very_fingerprint_and_of_every_visit_that_takes_place():
    opened = changed(begun(), plans.omit("C1D8"))
    made = acts.check(opened, "CD", short(opened), plans.ISSUED.replace(day=5))
    (check,) = reopened(made.opened).course.checks
    assert (check.by, check.revision, len(check.visits)) == ("CD", 2, 7)
    assert acts.issue(made.opened, plans.ISSUED).checked_by == "CD"


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}"])
def test_a_fingerprint_is_typed_with_or_without_hyphens_in_either_case(typed):
    opened = begun()
    ways = short(opened), short(opened).lower(), short(opened).replace("-", "")
    assert acts.check(opened, "CD", typed.format(*ways), plans.ISSUED).opened.course.checks


@pytest.mark.parametrize(
    ("by", "typed", "code", "field"),
    [
        ("CD", "1A2B", "not-a-fingerprint", "fingerprint"),
        ("CD", "", "not-a-fingerprint", "fingerprint"),
        ("CD", "1A2B-3C4D-5E6F", "another-fingerprint", "fingerprint"),
        ("AB", None, "checked-by-preparer", "by"),
        (" ", None, "empty", "by"),
    ],
)
def test_a_check_of_something_else_or_by_the_preparer_is_refused(by, typed, code, field):
    opened = begun(prepared_by="AB")
    told = problem_of(acts.check, opened, by, short(opened) if typed is None else typed, plans.ISSUED)
    assert (told.code, told.field) == (code, field)


def test_a_plan_is_checked_once_and_not_before_its_newest_change():
    opened = begun()
    once = acts.check(opened, "CD", short(opened), plans.ISSUED).opened
    assert problem_of(acts.check, once, "EF", short(once), plans.ISSUED).code == "already-checked"
    later = changed(opened, plans.omit("C1D8", "2027-01-05"))
    early, late = datetime(2027, 1, 4, 9, 59, tzinfo=UTC), datetime(2027, 1, 4, 10, 0, tzinfo=UTC)  # 14 hours later it is the 5th somewhere
    assert problem_of(acts.check, later, "CD", short(later), early).code == "check-before-change"
    assert acts.check(later, "CD", short(later), late).opened.course.checks


REVIEWED = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "GH", "on": "2026-12-01"}]}
OF_A_LABEL = {"regimen": "label-10-us-kd", "cycles": 3, "prepared_by": "AB"}


def test_values_that_nobody_reviewed_cannot_be_checked_until_a_site_file_names_the_review():
    opened = begun(**OF_A_LABEL)
    told = problem_of(acts.check, opened, "CD", short(opened), plans.ISSUED)
    assert (told.code, told.field) == ("unreviewed-data", "course_file")
    assert "[[reviews]]" in str(told)
    reviewed = changed(opened, plans.change("resite", "2027-01-03", site=REVIEWED))
    assert acts.check(reviewed, "CD", short(reviewed), plans.ISSUED).opened.course.checks
    other = changed(opened, plans.change("resite", "2027-01-03", site={"reviews": [{**REVIEWED["reviews"][0], "revision": 2}]}))
    assert problem_of(acts.check, other, "CD", short(other), plans.ISSUED).code == "unreviewed-data"


def test_a_check_counts_on_where_only_what_was_given_is_recorded_and_need_not_be_made_again():
    opened = begun(prepared_by="AB")
    once = acts.check(opened, "CD", short(opened), plans.ISSUED).opened
    after = changed(once, plans.outcome("C1D1", "2027-01-04"))
    monday = plans.ISSUED.replace(day=5)
    assert acts.issue(after, monday).checked_by == "CD"
    digits = acts.issue(after, monday).fingerprint[:12]
    assert problem_of(acts.check, after, "EF", digits, monday).code == "already-checked"
    assert acts.issue(changed(after, plans.omit("C1D8", "2027-01-05")), monday).draft
