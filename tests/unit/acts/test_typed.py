"""What is typed beside a course: a moment of issue, a revision."""

from datetime import date

import pytest

from dosing import acts
from tests import plans
from tests.unit.acts.opened import problem_of


@pytest.mark.parametrize("text", ["2026-12-20T09:00:00", "2026-12-20", "2026-13-20T09:00:00Z", "now", "", "2026-12-20T09:00:00+00:00"])
def test_any_other_moment_of_issue_is_refused(text):
    told = problem_of(acts.moment_from, text)
    assert (told.code, told.field) == ("not-a-moment", "issued")
    assert str(told).endswith("write a moment in UTC, like 2026-12-20T09:00:00Z.")


def test_a_moment_of_issue_is_utc():
    assert acts.moment_from("2027-01-03T09:00:00Z") == plans.ISSUED


@pytest.mark.parametrize(
    ("text", "code"), [("", "not-a-day"), ("20270111", "not-a-day"), ("2027-W02-1", "not-a-day"), ("2027-02-30", "no-such-day")]
)
def test_any_other_day_is_refused_at_the_input_where_it_was_typed(text, code):
    told = problem_of(acts.day_from, text, "to")
    assert (told.code, told.field) == (code, "to")
    assert str(told).endswith("like 2027-01-04.")


def test_a_day_is_of_the_calendar():
    assert acts.day_from("2027-01-11", "date") == date(2027, 1, 11)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "one", "1000", "\u0661", " 1"])
def test_any_other_revision_is_refused(text):
    told = problem_of(acts.revision_from, text)
    assert (told.code, told.field) == ("not-a-whole-number", "revision")


def test_a_revision_is_a_whole_number():
    assert acts.revision_from("12") == 12
