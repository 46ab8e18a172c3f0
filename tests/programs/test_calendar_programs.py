"""Real calendar programs, given the files of a course of six revisions in each way in which a file gets into them.

First, that the question can be answered with no: most programs keep what they know and refuse, or pile up, what is newer.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from operator import eq
from uuid import uuid4

import pytest

from tests.outside import eventually
from tests.programs.course import RIGHT, after_the_last_visit, begun, go_on, in_the_feed, publish
from tests.programs.entries import Verdict, verdict
from tests.programs.programs import Calendar, Program, Subscriber
from tests.programs.results import Results
from tests.programs.served import dated, served
from tests.programs.ways import SUBSCRIBERS, WAYS, Way

Revisions = dict[int, dict[str, bytes]]
Note = Callable[[str, str], None]


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.row)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture(scope="module")
def program(way: Way, results: Results, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program of the row, running, with no calendar in it."""
    seen = results.of(way.row)
    try:
        with way.start(tmp_path_factory.mktemp("program")) as running:
            seen.version = running.version()
            yield running
    except pytest.skip.Exception as skipped:
        seen.skipped = str(skipped)
        raise


@pytest.fixture
def note(way: Way, results: Results) -> Note:
    """Into a cell of the table."""

    def put(column: str, text: str) -> None:
        results.of(way.row).cells[column] = text

    return put


def judged(calendar: Calendar, newest: int) -> Verdict:
    return verdict(calendar.shown(), RIGHT[newest], newest)


def with_the_first_plan(program: Program, revisions: Revisions) -> Calendar:
    calendar = program.new_calendar()
    calendar.import_file(revisions[1]["visits.ics"])
    assert judged(calendar, 1) == Verdict((), (), (), visits=8, old=0)
    return calendar


def test_changes_ics_on_top_shows_every_right_date_and_contradicts_every_wrong_one_where_a_second_visits_ics_may_not(
    way: Way, program: Program, revisions: Revisions, note: Note
) -> None:
    old_way = with_the_first_plan(program, revisions)
    said = old_way.import_file(revisions[5]["visits.ics"])
    seen = judged(old_way, 5)
    note("over", f"{seen.said()}; {said}")
    assert seen.right is way.replaces, seen

    calendar = with_the_first_plan(program, revisions)
    for revision in (2, 3, 5, 6):
        calendar.import_file(revisions[revision]["changes.ics"])
        seen = judged(calendar, revision)
        note(f"changes {revision}", seen.said())
        assert seen.right, seen


def test_the_newest_changes_ics_alone_is_enough_for_a_calendar_that_holds_the_first_plan(
    program: Program, revisions: Revisions, note: Note
) -> None:
    calendar = with_the_first_plan(program, revisions)
    calendar.import_file(revisions[5]["changes.ics"])
    seen = judged(calendar, 5)
    note("newest", seen.said())
    assert seen.right, seen


def test_a_new_calendar_with_the_newest_visits_ics_shows_the_visits_and_nothing_that_is_wrong(
    program: Program, revisions: Revisions, note: Note
) -> None:
    calendar = program.new_calendar()
    calendar.import_file(revisions[5]["visits.ics"])
    seen = judged(calendar, 5)
    note("anew", seen.said())
    assert (seen.right, seen.old) == (True, 0), seen


def test_a_file_in_which_one_entry_is_known_is_not_taken_whole_by_every_program(
    way: Way, program: Program, revisions: Revisions, note: Note
) -> None:
    # Which is why no entry of changes.ics may have a UID that any calendar can hold.
    uids = re.findall(rb"\r\nUID:([^\r]*)", revisions[5]["visits.ics"])
    file = revisions[5]["visits.ics"]
    for uid in uids[:2] + uids[3:]:  # the third visit is the one that is known
        file = file.replace(uid, str(uuid4()).encode())
    calendar = with_the_first_plan(program, revisions)
    said = calendar.import_file(file)
    by_plan_5 = [entry for entry in calendar.shown() if "(plan 5)" in entry.title and "visit 3" not in entry.title]
    note("known", f"{len(by_plan_5)} of 7; {said}")
    assert len(by_plan_5) == way.new_taken


@pytest.mark.parametrize("way", SUBSCRIBERS, ids=lambda way: way.row, indirect=True, scope="module")
def test_a_feed_shows_after_each_revision_the_newest_visits_and_nothing_else(
    program: Subscriber, tmp_path_factory: pytest.TempPathFactory, note: Note
) -> None:
    folder = tmp_path_factory.mktemp("feed")
    (folder / "served").mkdir()
    with after_the_last_visit(), served(folder / "served") as address:
        course = begun(folder / "course")
        file = publish(course, folder / "served")
        dated(file, 1)
        feed = program.subscribe(f"{address}/{file.name}")
        for revision in RIGHT:
            if revision > 1:
                go_on(course, revision)
                dated(file, revision)
                feed.refresh()
            wanted = in_the_feed(revision)
            assert eventually(feed.shown, partial(eq, wanted)) == wanted
    note("feed", "right, and nothing else, after each")
