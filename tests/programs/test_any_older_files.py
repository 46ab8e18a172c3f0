"""The files themselves, in a calendar that keeps whatever it is given: no program is needed."""

from itertools import combinations

import pytest

from tests.doors.command import unfolded
from tests.programs.course import RIGHT
from tests.programs.entries import Entry, verdict
from tests.programs.radicale import written

Revisions = dict[int, dict[str, bytes]]


def entries(calendar: bytes) -> list[Entry]:
    return [Entry(written(event["DTSTART"]), event["SUMMARY"]) for event in unfolded(calendar)]


@pytest.mark.parametrize("newest", [2, 3, 4, 5, 6])
def test_the_newest_changes_ics_is_enough_whichever_of_the_older_files_a_calendar_holds(revisions: Revisions, newest: int) -> None:
    for first in range(1, newest):
        between = range(first + 1, newest)
        for held in (held for number in range(len(between) + 1) for held in combinations(between, number)):
            shown = entries(revisions[first]["visits.ics"])
            for revision in (*held, newest):
                shown += entries(revisions[revision]["changes.ics"])
            found = verdict(shown, RIGHT[newest], newest)
            assert found.right, (first, held, found)


def test_no_entry_of_any_changes_ics_has_a_uid_that_another_file_has(revisions: Revisions) -> None:
    files = [revisions[1]["visits.ics"], *(revisions[number]["changes.ics"] for number in (2, 3, 4, 5, 6))]
    uids = [event["UID"] for file in files for event in unfolded(file)]
    # Eight visits; then 7, 7, 7, 9 and 9 entries.
    assert (len(uids), len(set(uids))) == (47, 47)
