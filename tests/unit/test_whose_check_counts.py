"""Whose check of a revision counts where several people changed it and checked it, and what is recorded ahead of its day."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dosing.findings import Refused
from dosing.releases import Release, may_check, release
from tests import plans


def made_by(by: str, change: dict[str, Any]) -> dict[str, Any]:
    return {**change, "by": by}


def check(by: str, revision: int, *visits: str, **course: Any) -> dict[str, Any]:
    """A check of some visits of one revision of a course, of an older version, which asked for the fingerprint alone."""
    changes = course["changes"][: revision - 1]
    return plans.check_of(plans.make_release(**{**course, "changes": changes}), by) | {"visits": list(visits)}


def who_counts(made: Release) -> list[str]:
    return [each.by for each in made.checks]


@pytest.mark.hazard("H-27")
def test_a_check_of_the_same_revision_by_somebody_else_does_not_free_who_changed_it():
    left_out = {"changes": [made_by("EF", plans.omit("C1D8"))]}
    checks = [check("CD", 2, "C1D1", **left_out), check("EF", 2, "C1D15", "C1D22", **left_out)]
    assert who_counts(plans.make_release(**left_out, checks=checks)) == ["CD"]
    assert who_counts(plans.make_release(**left_out, checks=checks[::-1])) == ["CD"]
    assert who_counts(plans.make_release(**left_out, checks=[checks[0], checks[1] | {"by": "GH"}])) == ["CD", "GH"]


@pytest.mark.hazard("H-27")
def test_a_check_of_an_earlier_revision_frees_who_changed_it_before_however_many_checks_there_were_since():
    twice = {"changes": [made_by("EF", plans.omit("C1D8")), made_by("KL", plans.omit("C1D15"))]}
    first, second = check("GH", 2, "C1D1", "C1D15", "C1D22", **twice), check("IJ", 3, "C1D1", **twice)
    for by, counts in (("EF", True), ("KL", False)):  # KL's change was in no revision that was checked before
        found = who_counts(plans.make_release(**twice, checks=[first, second, check(by, 3, "C1D22", **twice)]))
        assert found == ["GH", "IJ", *([by] if counts else [])]


@pytest.mark.hazard("H-27")
def test_a_check_of_no_visit_frees_nobody():
    back = {"changes": [made_by("EF", plans.stop("C1D1")), made_by("KL", plans.undo())]}
    none, some = check("GH", 2, **back), ("C1D1", "C1D8")
    for by, counts in (("EF", False), ("KL", False), ("MN", True)):
        found = who_counts(plans.make_release(**back, checks=[none, check(by, 3, *some, **back)]))
        assert found == ["GH", *([by] if counts else [])]


@pytest.mark.hazard("H-27")
def test_who_changed_a_course_that_nobody_checked_may_not_check_it():
    course = plans.make_course(prepared_by="AB", changes=[made_by("EF", plans.omit("C1D8"))])
    assert [may_check(course, by) for by in ("AB", "EF", "CD")] == [False, False, True]


def test_who_checked_a_revision_and_changed_the_next_one_has_checked_it_all_the_same():
    once = plans.check_with_contents(plans.make_release())
    made = plans.make_release(changes=[made_by("CD", plans.omit("C1D8"))], checks=[once])
    assert [(each.by, each.visits) for each in made.checks] == [("CD", ("C1D1", "C1D15", "C1D22"))]


def test_a_check_of_the_fingerprint_alone_still_stands_on_the_revision_that_was_checked():
    history = plans.make_history(changes=[plans.move("C1D15", "2027-01-20")], checks=[plans.check_of(plans.make_release())])
    assert release(history, plans.ISSUED, revision=1).checks[0].visits == plans.NAMES[:4]
    assert release(history, plans.ISSUED).checks[0].visits == ()


def test_a_check_says_whether_the_dose_was_calculated_again_or_the_fingerprint_typed_alone():
    made = plans.make_release()
    assert plans.make_release(checks=[plans.check_with_contents(made)]).checks[0].recalculated is True
    assert plans.make_release(checks=[plans.check_of(made)]).checks[0].recalculated is False


@pytest.mark.parametrize(
    "change",
    [
        plans.outcome("C1D8", "2027-01-12"),
        plans.outcome("C1D8", "2027-01-12", not_given=True),
        plans.omit("C1D8", "2027-01-12", not_given=True),
        plans.move("C1D8", "2027-01-13", "2027-01-12", not_given=True),
    ],
)
def test_what_was_given_or_not_is_not_recorded_before_it_is_that_day_anywhere(change):
    """On 11 January at 10:00 UTC it is 12 January in the east."""
    early, late = datetime(2027, 1, 11, 9, 59, tzinfo=UTC), datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
    with pytest.raises(Refused) as raised:
        plans.make_release(changes=[change], issued=early)
    assert [each.code for each in raised.value.findings] == ["recorded-ahead"]
    assert "What was given at C1D8 is recorded on Tuesday 12 January 2027" in str(raised.value)
    assert plans.make_release(changes=[change], issued=late).revision == 2


@pytest.mark.parametrize("change", [plans.omit("C1D15", "2027-01-12"), plans.move("C1D15", "2027-01-20", "2027-01-12")])
def test_a_visit_to_come_is_omitted_or_moved_on_a_day_to_come(change):
    assert plans.make_release(changes=[change]).issued == plans.ISSUED
