"""The calendar file: one event for each visit, read as a calendar program reads it."""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosing.releases import Release
from dosing.views.calendar import render_calendar, render_visit_calendar
from tests import plans
from tests.unit.views.read_calendars import events, unfolded

COURSE = {
    "course_id": "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34",
    "label": "CANARY-007",
    "start": "2027-03-08",
    "weight": "72.5kg",
    "weighed": "2027-03-02",
}
TIMED = {"time": "10:00", "time_zone": "Europe/Paris"}
MADE = {"reason": "cold", "by": "AB", "when": "2027-03-10"}


def released(course: dict[str, Any] | None = None, letterhead: dict[str, Any] | None = None, *changes: dict[str, Any]) -> Release:
    made = [{**MADE, **change} for change in changes]
    return plans.make_release(letterhead=letterhead, **{**COURSE, **(course or {}), "changes": made})


def of_each_visit(source: Release, **how: Any) -> dict[str, bytes]:
    """The calendar file of every visit by its name."""
    return {visit.visit: render_visit_calendar(source, visit.visit, **how) for visit in source.plan.visits}


def titles(calendar: bytes) -> list[str]:
    return [event["SUMMARY"] for event in events(calendar)]


def with_label(source: Release, label: str) -> Release:
    plan = dataclasses.replace(source.plan, course=source.plan.course.model_copy(update={"label": label}))
    return dataclasses.replace(source, plan=plan)


@pytest.fixture(scope="module")
def day_only() -> Release:
    return released()


@pytest.fixture(scope="module")
def timed() -> Release:
    return released(TIMED)


@pytest.fixture(scope="module")
def moved_and_omitted() -> Release:
    return released(
        TIMED,
        None,
        {"kind": "move", "visit": "C1D15", "to": "2027-03-25"},
        {"kind": "omit", "visit": "C2D8"},
    )


def test_every_line_ends_in_crlf_and_has_at_most_75_octets() -> None:
    name = "Hôpital « Đặng Ωμ », Жуковський; 3\\4 " * 3
    calendar = render_calendar(with_label(released(TIMED, {"name": name[:100], "address": name[:100]}), name), details=True)
    assert calendar.endswith(b"\r\n")
    lines = calendar.split(b"\r\n")[:-1]
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    for line in lines:
        line.decode("utf-8")  # no character is split between two lines


@cache
def example() -> Release:
    return released()


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1, max_size=80))
def test_any_label_reads_back_as_it_was_typed(label: str) -> None:
    [event] = events(render_visit_calendar(with_label(example(), label), "C1D1", details=True))
    assert f"\nPatient: {label}\n" in event["DESCRIPTION"]


@pytest.mark.parametrize("control", ["\r", "\n", "\r\n", "\x0b", "\x00", "\x85", "\u2028", "\u2029", "\u202e"])
def test_a_control_character_never_starts_a_line_of_its_own(day_only: Release, control: str) -> None:
    calendar = render_calendar(with_label(day_only, f"A{control}ATTENDEE:mailto:x@y"), details=True)
    assert not any(line.startswith("ATTENDEE") for line in unfolded(calendar))
    assert b"\nATTENDEE" not in calendar
    assert b"\rATTENDEE" not in calendar
    assert control in ("\n", "\r\n") or control not in calendar.decode("utf-8").replace("\r\n", "")


def test_the_file_begins_with_the_calendar_and_no_byte_order_mark(day_only: Release) -> None:
    assert render_calendar(day_only).startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def test_the_maker_is_short_and_ascii_and_the_calendar_has_one_neutral_name(day_only: Release) -> None:
    lines = unfolded(render_calendar(day_only))
    assert [line for line in lines if line.startswith("PRODID:")] == ["PRODID:-//dosing//calendar//EN"]
    assert "NAME:Clinic visits" in lines
    assert "X-WR-CALNAME:Clinic visits" in lines


@pytest.mark.parametrize("course", [{}, TIMED])
@pytest.mark.parametrize("details", [False, True])
def test_nothing_stands_in_the_file_that_calendars_stumble_over(course: dict[str, Any], details: bool) -> None:
    unwanted = (
        "METHOD", "RRULE", "RDATE", "TZID", "VTIMEZONE", "ATTENDEE", "ORGANIZER", "X-ALT-DESC", "REFRESH-INTERVAL", "X-PUBLISHED-TTL",
        "ACKNOWLEDGED", "DURATION", "REPEAT", "ATTACH",
    )  # fmt: skip
    lines = unfolded(render_calendar(released(course), details=details))
    assert [line for line in lines if any(word in line for word in unwanted)] == []


def test_a_visit_without_a_time_is_one_whole_day_with_an_exclusive_end(day_only: Release) -> None:
    found = events(render_calendar(day_only))
    # Start on Monday 8 March 2027; days 1, 8, 15 and 22 of two 28-day cycles.
    assert [(event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) for event in found] == [
        ("20270308", "20270309"),
        ("20270315", "20270316"),
        ("20270322", "20270323"),
        ("20270329", "20270330"),
        ("20270405", "20270406"),
        ("20270412", "20270413"),
        ("20270419", "20270420"),
        ("20270426", "20270427"),
    ]


@pytest.mark.hazard("H-11")
def test_a_timed_visit_runs_from_arrival_to_planned_end_in_utc_across_the_clock_change(timed: Release) -> None:
    found = events(render_calendar(timed))
    # Infusion at 10:00 in Paris, premedication 45 min before, check-in 15 min before that: arrival at 09:00, for 300 min.
    # Clocks go forward on Sunday 28 March 2027, between the third visit and the fourth.
    assert [(event["DTSTART"], event["DTEND"]) for event in found[:4]] == [
        ("20270308T080000Z", "20270308T130000Z"),
        ("20270315T080000Z", "20270315T130000Z"),
        ("20270322T080000Z", "20270322T130000Z"),
        ("20270329T070000Z", "20270329T120000Z"),
    ]


def test_the_description_says_the_local_time_and_its_zone_in_words(timed: Release) -> None:
    found = events(render_calendar(timed))
    before, after = found[2]["DESCRIPTION"], found[3]["DESCRIPTION"]
    assert "Arrive at 09:00 on Monday 22 March 2027, local time in Europe/Paris (UTC+01:00). Planned end: 14:00." in before
    assert "Arrive at 09:00 on Monday 29 March 2027, local time in Europe/Paris (UTC+02:00). Planned end: 14:00." in after


def test_a_visit_that_ends_after_midnight_says_on_which_day() -> None:
    late = released({"time": "20:00", "time_zone": "Europe/Paris"})
    [first, *_] = events(render_calendar(late))
    assert "Arrive at 19:00 on Monday 8 March 2027" in first["DESCRIPTION"]
    assert "Planned end: 00:00 on Tuesday 9 March 2027." in first["DESCRIPTION"]


@pytest.mark.hazard("H-16")
def test_titles_are_neutral_and_say_draft_until_somebody_checked(day_only: Release) -> None:
    assert titles(render_calendar(day_only)) == [f"Draft: Clinic visit {number} of 8 (plan 1)" for number in range(1, 9)]
    checked = render_calendar(plans.checked(day_only))
    assert titles(checked) == [f"Clinic visit {number} of 8 (plan 1)" for number in range(1, 9)]
    assert b"Draft" not in checked


def test_one_cycle_is_four_visits_of_four() -> None:
    assert titles(render_calendar(released({"cycles": 1})))[-1] == "Draft: Clinic visit 4 of 4 (plan 1)"


def test_a_draft_is_tentative_and_a_checked_visit_confirmed(day_only: Release) -> None:
    assert {event["STATUS"] for event in events(render_calendar(day_only))} == {"TENTATIVE"}
    checked = plans.checked(day_only)
    assert {event["STATUS"] for event in events(render_calendar(checked))} == {"CONFIRMED"}


@pytest.mark.hazard("H-46")
def test_an_omitted_visit_stays_as_cancelled_and_warns_of_nothing(moved_and_omitted: Release) -> None:
    found = events(render_calendar(moved_and_omitted))
    assert len(found) == 8
    cancelled = found[5]
    assert (cancelled["SUMMARY"], cancelled["STATUS"]) == ("Draft: Cancelled: Clinic visit 6 of 8 (plan 3)", "CANCELLED")
    assert cancelled["DTSTART;VALUE=DATE"] == "20270415"  # 12 April, and 3 days later by the move
    assert "This visit is cancelled." in cancelled["DESCRIPTION"]
    assert not any(name.startswith("alarm:") for name in cancelled)
    assert [event["STATUS"] for event in found].count("CANCELLED") == 1


def test_visits_that_only_an_earlier_revision_held_stay_as_cancelled() -> None:
    # A second cycle that was added and taken back: calendars out there hold its four visits.
    back = released({"cycles": 1}, None, {"kind": "extend"}, {"kind": "undo"})
    found = events(render_calendar(back))
    assert [event["STATUS"] for event in found] == ["TENTATIVE"] * 4 + ["CANCELLED"] * 4
    assert [event["SUMMARY"] for event in found][3:5] == [
        "Draft: Clinic visit 4 of 8 (plan 3)",
        "Draft: Cancelled: Clinic visit 5 of 8 (plan 3)",
    ]
    assert found[4]["DTSTART;VALUE=DATE"] == "20270405"
    assert [event["UID"] for event in found] == [event["UID"] for event in events(render_calendar(released()))]


def test_stopping_the_course_cancels_every_visit_from_there_on() -> None:
    found = events(render_calendar(released(None, None, {"kind": "stop", "visit": "C2D8"})))
    assert [event["STATUS"] == "CANCELLED" for event in found] == [False] * 5 + [True] * 3


def test_a_visit_keeps_its_identity_through_every_change(timed: Release, day_only: Release, moved_and_omitted: Release) -> None:
    other = released({"start": "2027-05-03", "weight": "90kg", "weighed": "2027-05-01", "label": "OTHER"})
    first = [event["UID"] for event in events(render_calendar(day_only))]
    assert first[0] == "46c87baf-47ca-51f7-a239-5046b00f6c50"  # uuid5 of the course id and "C1D1", once and for all
    assert len(set(first)) == 8
    for same in (timed, moved_and_omitted, other):
        assert [event["UID"] for event in events(render_calendar(same))] == first


def test_two_courses_share_no_event() -> None:
    other = {"course_id": "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a35"}
    ours, theirs = ({event["UID"] for event in events(render_calendar(released(course)))} for course in ({}, other))
    assert not ours & theirs


def test_the_sequence_is_the_plan_revision_and_the_stamp_the_moment_of_issue(day_only: Release, moved_and_omitted: Release) -> None:
    assert {(event["SEQUENCE"], event["DTSTAMP"]) for event in events(render_calendar(day_only))} == {("1", "20270302T090000Z")}
    assert {(event["SEQUENCE"], event["DTSTAMP"]) for event in events(render_calendar(moved_and_omitted))} == {("3", "20270302T090000Z")}


def test_the_stamp_is_utc_wherever_it_was_issued(day_only: Release) -> None:
    tokyo = dataclasses.replace(day_only, issued=datetime(2026, 12, 20, 18, 0, tzinfo=timezone(timedelta(hours=9))))
    assert {event["DTSTAMP"] for event in events(render_calendar(tokyo))} == {"20261220T090000Z"}


@pytest.mark.parametrize(("course", "trigger"), [({}, "-PT15H"), (TIMED, "-P1D")])
def test_one_relative_alarm_goes_off_the_day_before_and_stands_last(course: dict[str, Any], trigger: str) -> None:
    calendar = render_calendar(released(course))
    for event in events(calendar):
        alarm = {name: value for name, value in event.items() if name.startswith("alarm:")}
        assert alarm == {"alarm:ACTION": "DISPLAY", "alarm:DESCRIPTION": event["SUMMARY"], "alarm:TRIGGER": trigger}
        assert list(event)[-3:] == ["alarm:ACTION", "alarm:DESCRIPTION", "alarm:TRIGGER"]
    assert calendar.count(b"END:VALARM\r\nEND:VEVENT\r\n") == 8


def test_events_are_private_unless_public_is_asked_for(day_only: Release) -> None:
    assert {event["CLASS"] for event in events(render_calendar(day_only))} == {"PRIVATE"}
    assert {event["CLASS"] for event in events(render_calendar(day_only, calendar_class="public"))} == {"PUBLIC"}


SECRETS = (
    "CANARY", "isatuximab", "dexamethasone", "acetaminophen", "ranitidine", "diphenhydr", "1,450", "1450", "72.5", "mg", "kg", "islay",
    "leuk", "nct0", "cycle", "c1d1", "ward 9",
)  # fmt: skip


@pytest.mark.hazard("H-16")
@pytest.mark.parametrize("course", [{}, TIMED])
def test_no_label_drug_dose_or_diagnosis_is_told_unless_asked_for(course: dict[str, Any]) -> None:
    secret = released(course, {"name": "Leukaemia ward 9", "address": "Leukaemia house"}, {"kind": "omit", "visit": "C2D8"})
    plain = "\n".join(unfolded(render_calendar(secret))).lower()
    assert [word for word in SECRETS if word.lower() in plain] == []


def test_with_details_the_event_names_patient_visit_drugs_doses_and_place() -> None:
    [event, *_] = events(render_calendar(released(TIMED, {"name": "Day unit", "address": "1 High Street"}), details=True))
    assert event["SUMMARY"] == "Draft: Clinic visit 1 of 8 (plan 1) (C1D1)"
    assert event["LOCATION"] == "Day unit, 1 High Street"
    assert event["alarm:DESCRIPTION"] == "Draft: Clinic visit 1 of 8 (plan 1)"
    told = event["DESCRIPTION"].replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert "Patient: CANARY-007" in told
    # 72.5 kg x 20 mg/kg
    assert "isatuximab 1,450 mg" in told
    assert "Weight 72.5 kg" in told
    assert "09:15 dexamethasone 20 mg, oral" in told
    assert "09:30 diphenhydrAMINE 25 mg, intravenous" in told


def test_with_details_a_weight_typed_in_pounds_is_said_both_ways() -> None:
    [event, *_] = events(render_calendar(released({"weight": "160lb"}), details=True))  # 160 x 0.45359237 kg = 72.57 kg
    assert "Weight 72.57 kg, entered as 160 lb" in event["DESCRIPTION"].replace("\N{NO-BREAK SPACE}", " ").split("\n")


def test_the_description_says_revision_and_fingerprint_and_that_older_ones_are_not_valid(moved_and_omitted: Release) -> None:
    fixed = dataclasses.replace(moved_and_omitted, fingerprint="1a2b3c4d5e6f" + "0" * 52)
    for event in events(render_calendar(fixed)):
        last = event["DESCRIPTION"].split("\n")[-1]
        assert last == ("Plan revision 3, fingerprint 1A2B-3C4D-5E6F, issued 2 March 2027, 09:00 UTC. Older versions are not valid.")


def test_the_date_of_a_visit_that_waits_for_a_weight_is_as_firm_as_any(day_only: Release) -> None:
    assert [visit.provisional for visit in day_only.plan.visits] == [False] * 4 + [True] * 4
    assert not any("may change" in event["DESCRIPTION"] for event in events(render_calendar(day_only)))


@pytest.mark.parametrize(
    ("letterhead", "sentence"),
    [
        ({"day_phone": "01 23 45", "night_phone": "15"}, "Questions? Call 01 23 45 by day and 15 by night."),
        ({"day_phone": "01 23 45"}, "Questions? Call 01 23 45 by day."),
        ({"night_phone": "15"}, "Questions? Call 15 by night."),
    ],
)
def test_whom_to_ring_is_told_where_the_letterhead_gives_a_telephone(letterhead: dict[str, Any], sentence: str) -> None:
    assert all(sentence in event["DESCRIPTION"].split("\n") for event in events(render_calendar(released(None, letterhead))))


def test_nobody_to_ring_is_invented(day_only: Release) -> None:
    assert not any("Call" in event["DESCRIPTION"] for event in events(render_calendar(day_only)))


def test_a_revision_that_a_newer_one_replaces_says_void(day_only: Release) -> None:
    [first, *_] = events(render_calendar(dataclasses.replace(day_only, void=True)))
    assert first["SUMMARY"] == "Void: Draft: Clinic visit 1 of 8 (plan 1)"
    assert "Void: a newer revision of this plan replaces this one." in first["DESCRIPTION"]


@pytest.mark.parametrize("render", [render_calendar, lambda source: b"".join(of_each_visit(source).values())])
def test_the_same_release_gives_the_same_bytes(render: Callable[[Release], bytes]) -> None:
    assert render(released(TIMED)) == render(released(TIMED))


def test_split_files_hold_one_visit_each_and_together_all_of_them(moved_and_omitted: Release) -> None:
    split = of_each_visit(moved_and_omitted)
    assert list(split) == ["C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"]
    assert [events(calendar) for calendar in split.values()] == [[event] for event in events(render_calendar(moved_and_omitted))]


def test_where_the_steps_of_the_second_bag_come_from_the_order_the_end_is_only_the_earliest() -> None:
    release = plans.make_release({**plans.ORDER_RATES, "bag": {"count": 2}}, time="10:00", time_zone="Europe/Paris")
    # Arrival at 09:00 for 300 min; the first bag alone is empty at 13:20.
    said = "Planned end: not before 14:00; the second bag's end is not known."
    assert all(said in event["DESCRIPTION"] for event in events(render_calendar(release)))
