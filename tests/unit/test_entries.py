"""What calendars with entries of earlier revisions have to be told: eight Mondays from 4 January 2027."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dosing.entries import Entries, days_of, earlier_entries
from tests.plans import change, make_history, make_plan, make_release, move, omit, reweigh, stop


def told(*changes: dict[str, Any], **course: Any) -> Entries:
    found = make_release(changes=list(changes), **course).entries
    assert found is not None
    return found


def january(*days: int) -> tuple[date, ...]:
    return tuple(date(2027, 1, day) for day in days)


def february(*days: int) -> tuple[date, ...]:
    return tuple(date(2027, 2, day) for day in days)


def test_nothing_is_told_of_a_first_revision_or_where_no_day_and_time_ever_differed() -> None:
    assert told() == Entries()
    assert told().none
    assert told(reweigh("73kg", "2027-01-04")).none


@pytest.mark.hazard("H-09")
def test_a_move_of_the_last_visit_changes_one_day_and_gives_one_up() -> None:
    assert told(move("C2D22", "2027-02-24")) == Entries(changed=("C2D22",), gone=february(22))


def test_a_move_of_a_week_takes_the_days_of_the_visits_behind_it() -> None:
    found = told(move("C1D15", "2027-01-25"))
    assert found.changed == ("C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22")
    assert found.taken == (*january(25), *february(1, 8, 15, 22))  # 1 March is new
    assert found.gone == january(18)
    assert found.resumed == ()


def test_what_was_undone_is_told_because_of_what_was_said_in_between() -> None:
    assert told(omit("C1D22"), change("undo", "2027-01-12")) == Entries(changed=("C1D22",), resumed=january(25))
    back = told(move("C2D22", "2027-02-24"), change("undo", "2027-01-12"))
    assert back == Entries(changed=("C2D22",), gone=february(24), resumed=february(22))


def test_every_earlier_revision_counts_and_not_only_the_last() -> None:
    found = told(move("C2D22", "2027-02-23"), move("C2D22", "2027-02-24"), reweigh("73kg", "2027-01-04"))
    assert found == Entries(changed=("C2D22",), gone=february(22, 23))


def test_cancelled_visits_are_no_changed_ones() -> None:
    assert told(omit("C1D22"), stop("C2D15")) == Entries(gone=(*january(25), *february(15, 22)))


def test_another_time_on_the_same_day_is_told() -> None:
    found = told(change("retime", "2027-01-04", visit="C1D8", time="14:00"), time="10:00", time_zone="Europe/Paris")
    assert found == Entries(changed=("C1D8",), taken=january(11))


def test_a_visit_past_midnight_stands_on_both_days() -> None:
    first, *_ = make_plan(time="00:30", time_zone="Europe/Paris").visits
    assert days_of(first) == january(3, 4)  # arrival at 23:30 on Sunday, the end at 04:30 on Monday
    assert days_of(make_plan().visits[0]) == january(4)
    # Infusion at 20:00, so arrival at 19:00, and the end 300 minutes later: at midnight, which is no part of the next day.
    assert days_of(make_plan(time="20:00", time_zone="Europe/Paris").visits[0]) == january(4)


def test_where_another_version_made_an_earlier_revision_nobody_knows_what_its_entries_say() -> None:
    history = make_history(changes=[omit("C1D22")])
    unknown = history.revisions[0]._replace(timeline=None, visits=())
    revisions = (unknown, *history.revisions[1:])
    assert earlier_entries(replace(history, revisions=revisions), history.newest) is None
