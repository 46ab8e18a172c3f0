"""What a release tells its views beside the plan: who checked it in words, what is over, and how long after the last infusion."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from dosing.entries import Entries
from dosing.findings import Refused
from dosing.releases import Checked, Disagreed, check_told, release
from tests import plans
from tests.unit.test_releases import with_drug

TAKEN_BACK = {"cycles": 1, "changes": [plans.extend(), plans.undo()]}  # C2D1, on 1 February, was planned for a while


@pytest.mark.parametrize(
    ("course", "issued", "five_months_later"),
    [
        ({}, None, date(2027, 7, 22)),  # C2D22 is on 22 February
        ({"changes": [plans.omit("C2D22")]}, None, date(2027, 7, 15)),
        ({"changes": [plans.outcome("C2D22", "2027-02-22", in_full=True)]}, None, date(2027, 7, 22)),
        ({"changes": [plans.outcome("C2D22", "2027-02-22", not_given=True)]}, None, date(2027, 7, 15)),
        ({"changes": [plans.stop("C1D1")]}, None, None),
        (TAKEN_BACK, datetime(2027, 1, 31, 23, 59, tzinfo=UTC), date(2027, 6, 25)),  # C1D22, on 25 January
        (TAKEN_BACK, datetime(2027, 2, 1, 0, 0, tzinfo=UTC), date(2027, 7, 1)),  # C2D1 may have been given before it was taken back
    ],
)
def test_months_are_counted_from_the_last_infusion_that_is_planned_or_may_have_been_given(course, issued, five_months_later):
    assert plans.make_release(issued=issued, **course).after_last(5) == five_months_later


def test_a_visit_is_over_once_its_day_is_past_or_what_was_given_is_recorded():
    on_its_day: dict[str, Any] = {"changes": [plans.outcome("C1D8", "2027-01-11")]}
    made = plans.make_release(**on_its_day)  # issued on 11 January
    assert [name for name in plans.NAMES if made.over(plans.visit(made.plan, name))] == ["C1D1", "C1D8"]


def test_a_course_that_was_stopped_whole_keeps_who_checked_it():
    made = plans.make_release(changes=[plans.stop("C1D1")], checks=[plans.check_of(plans.make_release())])
    assert [(check.by, check.visits) for check in made.counting] == [("CD", ())]
    assert made.checked_by == "CD"


ON = date(2026, 12, 19)
RECALCULATED = "weight, dose and volume recalculated by CD on 19 December 2026: C1D1, C1D8; not checked: identity, premedication, rates"


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (Checked("CD", ON, ("C1D1", "C1D8")), RECALCULATED),
        (Checked("CD", ON, ("C1D1", "C1D8"), recalculated=False), "checked by CD on Saturday 19 December 2026"),
        (Checked("CD", ON, ()), "checked by CD on Saturday 19 December 2026"),
    ],
)
def test_a_check_is_told_with_what_was_recalculated_and_of_a_fingerprint_alone_no_more_than_who_and_when(check, told):
    assert check.told == check_told(check) == told
    assert check.revision == 1


def test_a_disagreement_is_a_finding_of_the_whole_plan_that_refuses_it():
    with pytest.raises(Disagreed) as raised:
        release(with_drug(plans.make_history(), diluent="water"), plans.ISSUED)
    told = [(each.code, each.severity, each.visit, each.message) for each in raised.value.findings]
    assert told == [("second-calculation", "refuse", None, each.sentence) for each in raised.value.disagreements]
    assert "C1D1 study_drug.diluent is water in the document" in raised.value.disagreements[0].sentence


def test_a_release_is_issued_in_utc_to_the_second_whatever_zone_the_moment_came_in():
    made = plans.make_release(issued=datetime(2027, 1, 3, 0, 30, 0, 999999, tzinfo=timezone(timedelta(hours=1))))
    assert made.issued == datetime(2027, 1, 2, 23, 30, tzinfo=UTC)
    assert made.issued.tzinfo is UTC


def test_what_the_day_of_issue_refuses_is_no_release_of_the_newest_revision_and_stays_readable_of_an_older_one():
    history = plans.make_history(changes=[plans.omit("C1D8")])  # weighed on 2 January
    early = datetime(2027, 1, 1, 9, 59, tzinfo=UTC)  # and it is 1 January everywhere
    with pytest.raises(Refused) as raised:
        release(history, early)
    assert [each.code for each in raised.value.findings] == ["weight-after-issue"]
    assert release(history, early, revision=1).void


def test_the_second_calculation_is_asked_of_the_very_regimen_whether_it_knows_it(monkeypatch):
    monkeypatch.setattr("dosing.releases.unknown_regimen", lambda document: f"No record of {document['inputs']['regimen']['id']}.")
    (told,) = [each for each in plans.make_release().findings if each.code == "regimen-not-known"]
    assert told.message == "No record of islay."


def test_a_release_holds_its_letterhead_its_calendar_entries_and_the_days_on_which_it_says_the_same():
    made = plans.make_release(letterhead={"name": "Day unit"})
    assert made.letterhead.name == "Day unit"
    # Weighed on 2 January; from 5 January on it is said that the first visit, on the 4th, lies before the day of issue.
    assert made.same_issues == (date(2027, 1, 2), date(2027, 1, 4))
    moved = plans.make_release(changes=[plans.move("C2D22", "2027-02-24")])
    assert moved.entries == Entries(changed=("C2D22",), gone=(date(2027, 2, 22),))


def test_a_visit_that_was_dropped_keeps_its_name_its_days_and_its_site():
    made = plans.make_release(**TAKEN_BACK)
    held = [(each.visit, each.number, each.cycle, each.day, str(each.scheduled_date), str(each.date), each.status) for each in made.dropped]
    assert held == [
        (name, number, 2, 1 + 7 * (number - 5), day, day, "stopped")
        for number, (name, day) in enumerate(zip(plans.NAMES[4:], plans.DAYS[4:], strict=True), start=5)
    ]
    assert {each.site.visit.smallest_interval_days for each in made.dropped} == {7}
