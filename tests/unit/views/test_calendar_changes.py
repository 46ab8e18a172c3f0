"""changes.ics and the feed. The patient of `tests/plans.py`: eight Mondays from 4 January 2027, arrival at 09:00 in Paris."""

from typing import Any

import pytest

from dosing.catalogue import NoSuchFile, render_file, render_files
from dosing.releases import Release
from dosing.views.calendar import render_calendar, render_changes, render_feed
from tests.plans import change, checked, make_release, move, omit, reweigh, stop
from tests.unit.views.read_calendars import events

TIMED: dict[str, Any] = {"time": "10:00", "time_zone": "Europe/Paris"}


def changed(*changes: dict[str, Any], **course: Any) -> Release:
    return checked(make_release(**{**TIMED, **course}, changes=list(changes)))


def told(calendar: bytes) -> list[tuple[str, str]]:
    """The title of each event with its start: a day, or a moment in UTC."""
    return [(event["SUMMARY"], event.get("DTSTART") or event["DTSTART;VALUE=DATE"]) for event in events(calendar)]


@pytest.mark.hazard("H-09")
def test_a_moved_visit_has_its_new_day_and_the_day_that_it_left_is_contradicted() -> None:
    made = changed(move("C2D22", "2027-02-24"))
    # 24 February is a Wednesday, 09:00 in Paris is 08:00 UTC.
    assert told(render_changes(made)) == [
        ("Clinic visit 8 of 8 (plan 2)", "20270224T080000Z"),
        ("No clinic visit on this day: delete the old entry (plan 2)", "20270222"),
    ]


def test_where_later_visits_move_along_a_day_that_holds_another_visit_now_says_that_older_entries_go() -> None:
    made = changed(move("C1D15", "2027-01-25"))
    # C1D15 stands where C1D22 stood, and so on; only 18 January is left, and 1 March is new.
    assert told(render_changes(made)) == [
        ("Clinic visit 3 of 8 (plan 2): keep this one and delete older clinic visits of this day", "20270125T080000Z"),
        ("Clinic visit 4 of 8 (plan 2): keep this one and delete older clinic visits of this day", "20270201T080000Z"),
        ("Clinic visit 5 of 8 (plan 2): keep this one and delete older clinic visits of this day", "20270208T080000Z"),
        ("Clinic visit 6 of 8 (plan 2): keep this one and delete older clinic visits of this day", "20270215T080000Z"),
        ("Clinic visit 7 of 8 (plan 2): keep this one and delete older clinic visits of this day", "20270222T080000Z"),
        ("Clinic visit 8 of 8 (plan 2)", "20270301T080000Z"),
        ("No clinic visit on this day: delete the old entry (plan 2)", "20270118"),
    ]


def test_a_new_time_on_the_same_day_contradicts_the_old_one() -> None:
    made = changed(change("retime", "2027-01-04", visit="C1D8", time="14:00"))
    assert told(render_changes(made)) == [
        ("Clinic visit 2 of 8 (plan 2): keep this one and delete older clinic visits of this day", "20270111T120000Z")
    ]


def test_a_day_that_is_taken_up_again_says_that_its_cancellation_is_void() -> None:
    made = changed(move("C2D22", "2027-02-24"), change("undo", "2027-01-12"))
    # Revision 2 gave 22 February up and held 24 February; revision 3 is as the first was.
    assert told(render_changes(made)) == [
        ("Clinic visit 8 of 8 (plan 3)", "20270222T080000Z"),
        ("No clinic visit on this day: delete the old entry (plan 3)", "20270224"),
        ("Clinic visit on this day: its cancellation is void (plan 3)", "20270222"),
    ]


def test_what_any_earlier_revision_said_is_contradicted_and_not_only_the_last() -> None:
    made = changed(move("C2D22", "2027-02-23"), move("C2D22", "2027-02-24"), reweigh("73kg", "2027-01-04"))
    assert told(render_changes(made)) == [
        ("Clinic visit 8 of 8 (plan 4)", "20270224T080000Z"),
        ("No clinic visit on this day: delete the old entry (plan 4)", "20270222"),
        ("No clinic visit on this day: delete the old entry (plan 4)", "20270223"),
    ]


def test_omitted_and_stopped_visits_leave_a_note_on_their_day() -> None:
    made = changed(omit("C1D22"), stop("C2D15"))
    assert told(render_changes(made)) == [
        ("No clinic visit on this day: delete the old entry (plan 3)", "20270125"),
        ("No clinic visit on this day: delete the old entry (plan 3)", "20270215"),
        ("No clinic visit on this day: delete the old entry (plan 3)", "20270222"),
    ]


def test_a_cycle_that_was_added_is_in_it_and_one_that_was_taken_back_is_contradicted() -> None:
    added = changed(change("extend", "2027-01-12"), cycles=1)
    assert [title for title, _ in told(render_changes(added))] == [f"Clinic visit {number} of 8 (plan 2)" for number in (5, 6, 7, 8)]
    back = changed(change("extend", "2027-01-12"), change("undo", "2027-01-12"), cycles=1)
    note = "No clinic visit on this day: delete the old entry (plan 3)"
    assert told(render_changes(back)) == [(note, "20270201"), (note, "20270208"), (note, "20270215"), (note, "20270222")]


def test_a_visit_that_goes_on_past_midnight_is_contradicted_on_both_days() -> None:
    # Arrival at 23:30 on Sunday 3 January, the end at 04:30 on Monday.
    made = changed(omit("C1D8"), time="00:30")
    assert [day for _, day in told(render_changes(made))] == ["20270110", "20270111"]


def test_a_visit_that_ends_at_midnight_stands_on_its_own_day_alone() -> None:
    # Arrival at 19:00, the end at midnight. C2D22 moves from Monday 22 to Tuesday 23 February: the Tuesday held nothing before.
    made = changed(move("C2D22", "2027-02-23"), time="20:00")
    assert told(render_changes(made)) == [
        ("Clinic visit 8 of 8 (plan 2)", "20270223T180000Z"),
        ("No clinic visit on this day: delete the old entry (plan 2)", "20270222"),
    ]


def test_visits_that_were_taken_back_are_not_counted_in_changes_and_feed() -> None:
    back = changed(change("extend", "2027-01-12"), change("undo", "2027-01-12"), cycles=1)
    assert [title for title, _ in told(render_feed(back))] == [f"Clinic visit {number} of 4 (plan 3)" for number in (1, 2, 3, 4)]


def test_no_entry_has_a_uid_that_another_file_has() -> None:
    changes = (move("C2D22", "2027-02-24"), omit("C1D22"), change("undo", "2027-01-12"), change("undo", "2027-01-12"))
    files = [render_calendar(changed())]
    for number in (1, 2, 3, 4):
        made = changed(*changes[:number])
        files.append(render_changes(made))
        # visits.ics keeps the UIDs that it had.
        assert [event["UID"] for event in events(render_calendar(made))] == [event["UID"] for event in events(files[0])]
    uids = [event["UID"] for file in files for event in events(file)]
    assert len(uids) == len(set(uids)) > 16


def test_a_note_takes_up_no_time_and_its_alarm_rings_before_that_of_the_entry_it_contradicts() -> None:
    [note] = events(render_changes(changed(omit("C1D22"))))
    assert note["TRANSP"] == "TRANSPARENT"
    assert note["DTEND;VALUE=DATE"] == "20270126"
    # 15 hours before midnight is 09:00 on the day before, when a visit at 09:00 would warn too.
    assert (note["alarm:TRIGGER"], note["alarm:DESCRIPTION"]) == ("-PT15H", note["SUMMARY"])
    assert (
        "No visit takes place on Monday 25 January 2027. Of this day delete only clinic visits with a lower plan number, and leave everything else."
        in note["DESCRIPTION"]
    )
    assert "Plan revision 2, fingerprint" in note["DESCRIPTION"]


def test_entries_of_a_draft_say_so_in_changes_and_feed() -> None:
    made = make_release(**TIMED, changes=[omit("C1D22"), stop("C2D15")])
    for calendar in (render_changes(made), render_feed(made)):
        assert {event["SUMMARY"][:7] for event in events(calendar)} == {"Draft: "}
        assert {event["STATUS"] for event in events(calendar)} == {"TENTATIVE"}


def test_there_is_no_calendar_of_changes_where_there_is_nothing_to_tell() -> None:
    why_not = {
        "There is no calendar of changes, because nothing was changed.": changed(),
        "No day and no time of a visit differs from what calendars of older revisions say.": changed(reweigh("73kg", "2027-01-04")),
    }
    for sentence, made in why_not.items():
        assert "changes.ics" not in render_files(made)
        with pytest.raises(NoSuchFile, match=f"^{sentence}$"):
            render_file(made, "changes.ics")
        with pytest.raises(ValueError, match="no earlier revision"):
            render_changes(made)
    assert list(render_files(changed(omit("C1D22"))))[:3] == ["course.toml", "visits.ics", "changes.ics"]


def test_a_feed_holds_the_visits_that_take_place_and_nothing_that_is_cancelled() -> None:
    made = changed(move("C2D22", "2027-02-24"), omit("C1D22"))
    feed = render_feed(made)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\n" in feed
    assert told(feed) == [
        ("Clinic visit 1 of 8 (plan 3)", "20270104T080000Z"),
        ("Clinic visit 2 of 8 (plan 3)", "20270111T080000Z"),
        ("Clinic visit 3 of 8 (plan 3)", "20270118T080000Z"),
        ("Clinic visit 5 of 8 (plan 3)", "20270201T080000Z"),
        ("Clinic visit 6 of 8 (plan 3)", "20270208T080000Z"),
        ("Clinic visit 7 of 8 (plan 3)", "20270215T080000Z"),
        ("Clinic visit 8 of 8 (plan 3)", "20270224T080000Z"),
    ]


def test_the_feed_of_a_stopped_course_says_so_until_the_day_of_its_last_visit() -> None:
    *visits, last = events(render_feed(changed(omit("C2D1"), stop("C2D8"))))
    assert [event["SUMMARY"][:14] for event in visits] == [f"Clinic visit {number}" for number in (1, 2, 3, 4)]
    # C2D1 on 1 February was omitted just before, so that no visit is left from that day on.
    assert (last["SUMMARY"], last["DTSTART;VALUE=DATE"], last["DTEND;VALUE=DATE"]) == (
        "No further clinic visits (plan 3)", "20270201", "20270223",
    )  # fmt: skip
    assert "The visits from Monday 1 February 2027 on are cancelled." in last["DESCRIPTION"]


def test_a_feed_without_any_visit_is_still_a_calendar() -> None:
    [only] = events(render_feed(changed(stop("C1D1"))))
    assert (only["SUMMARY"], only["DTSTART;VALUE=DATE"]) == ("No further clinic visits (plan 2)", "20270104")


HEAD = {"name": "Leukaemia ward 9", "address": "1 High Street", "day_phone": "01 23 45"}


@pytest.mark.parametrize(
    ("allowed", "place", "rings"),
    [
        (None, None, True),
        ("nothing", None, False),
        ("telephones", None, True),
        ("telephones-and-address", "1 High Street", True),
        ("telephones-name-and-address", "Leukaemia ward 9, 1 High Street", True),
    ],
)
def test_entries_say_of_the_pharmacy_what_the_site_allows(allowed: str | None, place: str | None, rings: bool) -> None:
    head = HEAD if allowed is None else {**HEAD, "calendar": allowed}
    made = make_release(letterhead=head, **TIMED, changes=[move("C2D22", "2027-02-24")])
    for calendar in (render_calendar(made), render_changes(made), render_feed(made)):
        visits = [event for event in events(calendar) if "Clinic visit" in event["SUMMARY"]]
        assert {event.get("LOCATION") for event in visits} == {place}
        assert {"Questions? Call 01 23 45 by day." in event["DESCRIPTION"] for event in events(calendar)} == {rings}
