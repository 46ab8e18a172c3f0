"""The judgement itself: what it lets pass and what it does not. One visit on Monday 4 January that was moved to Wednesday."""

import pytest

from tests.programs.entries import Entry, verdict

MOVED = {1: "2027-01-06T08:00Z"}
OLD = Entry("2027-01-04T08:00Z", "Clinic visit 1 of 1 (plan 1)")
NEW = Entry("2027-01-06T08:00Z", "Clinic visit 1 of 1 (plan 2)")
NOTE = Entry("2027-01-04", "No clinic visit on this day: delete the old entry (plan 2)")


def test_the_visit_alone_and_the_visit_with_a_contradicted_old_entry_are_right() -> None:
    assert verdict([NEW], MOVED, 2).said() == "right; no old entry"
    assert verdict([OLD, NEW, NOTE], MOVED, 2).said() == "right; 1 old entry contradicted"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ([], "1 of 1 visits missing"),
        ([OLD, NOTE], "1 of 1 visits missing"),
        ([Entry("2027-01-06T12:00Z", NEW.title)], "1 of 1 visits missing, 1 old entry not contradicted"),
        ([Entry("2027-01-06", NEW.title)], "1 of 1 visits missing, 1 old entry not contradicted"),
        ([OLD, NEW], "1 old entry not contradicted"),
        ([OLD, NEW, Entry("2027-01-05", NOTE.title)], "1 old entry not contradicted"),
        ([OLD, NEW, Entry("2027-01-04", "Cancelled: Clinic visit 1 of 1 (plan 2)")], "1 old entry not contradicted"),
        # The note is older than what it should contradict.
        ([Entry(OLD.start, "Clinic visit 1 of 1 (plan 3)"), NEW, NOTE], "1 old entry not contradicted"),
        ([NEW, Entry("2027-01-06", NOTE.title)], "1 entry against a visit that takes place"),
    ],
)  # fmt: skip
def test_what_is_missing_stands_or_misleads_is_named(shown: list[Entry], said: str) -> None:
    found = verdict(shown, MOVED, 2)
    assert not found.right
    assert found.said() == f"**wrong**: {said}"


def test_another_time_on_the_same_day_is_contradicted_by_a_visit_of_the_newest_plan_that_says_so() -> None:
    old, new = (
        Entry("2027-01-04T08:00Z", "Clinic visit 1 of 1 (plan 1)"),
        "Clinic visit 1 of 1 (plan 2): keep this one and delete older clinic visits of this day",
    )
    right = {1: "2027-01-04T12:00Z"}
    assert verdict([old, Entry("2027-01-04T12:00Z", new)], right, 2).right
    assert not verdict([old, Entry("2027-01-04T12:00Z", new)], right, 3).right
    assert not verdict([old, Entry("2027-01-04T12:00Z", new.partition(":")[0])], right, 2).right


def test_a_note_on_the_day_of_a_visit_is_made_void_by_the_newest_plan_alone() -> None:
    back, note = Entry("2027-01-04T08:00Z", "Draft: Clinic visit 1 of 1 (plan 3)"), Entry("2027-01-04", f"Draft: {NOTE.title}")
    void = Entry("2027-01-04", "Draft: Clinic visit on this day: its cancellation is void (plan 3)")
    right = {1: "2027-01-04T08:00Z"}
    assert verdict([back, note, void], right, 3).right
    assert not verdict([back, note], right, 3).right
    assert not verdict([back, note, void], right, 4).right


def test_an_entry_that_no_file_of_ours_holds_is_not_passed_over() -> None:
    with pytest.raises(AssertionError, match="nobody knows what an entry is for"):
        verdict([NEW, Entry("2027-01-04", "Dentist")], MOVED, 2)
