"""What the sheets and the calendar of a later revision say: the change slip, and which entries are cancelled."""

from pathlib import Path

import pytest

from tests.doors.command import (
    BY_ORDER,
    TIMED,
    begin,
    change,
    changed,
    done,
    dosing,
    pages_of,
    slip,
    states,
    unfolded,
    write_again,
)


def test_the_calendar_keeps_every_uid_and_cancels_what_was_dropped(course: Path) -> None:
    old = unfolded((course.parent / "visits.ics").read_bytes())
    changed(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17")
    changed(course, "omit", "C1D22", when="2027-01-17")
    changed(course, "stop", "C2D22", when="2027-01-17")
    write_again(course)
    new = unfolded((course.parent / "visits.ics").read_bytes())
    assert [event["UID"] for event in new] == [event["UID"] for event in old]
    assert {event["SEQUENCE"] for event in old} == {"1"}
    assert {event["SEQUENCE"] for event in new} == {"4"}
    # Arrival is an hour before 10:00 in Paris: 45 min for the tablets, 15 min to check in.
    assert [(event["DTSTART"], event["STATUS"], event["SUMMARY"], event.get("ALARM")) for event in new[2:4] + new[7:]] == [
        ("20270125T080000Z", "TENTATIVE", "Draft: Clinic visit 3 of 8 (plan 4)", "yes"),
        ("20270201", "CANCELLED", "Draft: Cancelled: Clinic visit 4 of 8 (plan 4)", None),
        ("20270301", "CANCELLED", "Draft: Cancelled: Clinic visit 8 of 8 (plan 4)", None),
    ]


def test_a_folder_written_without_split_holds_no_stale_single_calendars(course: Path) -> None:
    write_again(course, "--split")
    assert (course.parent / "visit-C1D8.ics").exists()
    changed(course, "omit", "C1D22")
    write_again(course)
    assert not list(course.parent.glob("visit-*.ics"))


def test_the_first_revision_has_no_change_slip_and_every_later_one_has(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    assert not (course.parent / "changes.html").exists()
    for words in (("omit", "C1D22"), ("undo",)):
        changed(course, *words)
        write_again(course, pdf=True)
        assert (course.parent / "changes.html").exists()
        assert (course.parent / "changes.pdf").exists()


def test_the_change_slip_holds_old_and_new_days_void_revisions_and_calendar_entries(course: Path) -> None:
    changed(course, "reweigh", "72.5kg", "--on", "2027-01-04")
    done(change(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17", by="CD", reason="low counts"))
    said = slip(course)
    assert "Reason: low counts. Entered by CD for Sunday 17 January 2027." in said
    assert "Void: the sheets of revisions 1 and 2." in said
    assert "C1D15 Mon 18 Jan 2027, 10:00 Mon 25 Jan 2027, 10:00 1,450 mg (72.5 mL) same" in said
    assert "C2D22 Mon 22 Feb 2027, 10:00 Mon 1 Mar 2027, 10:00 1,450 mg (72.5 mL) same" in said
    assert "C1D8 Mon" not in said
    entry = "Clinic visit 3 of 8 on Monday 18 January 2027, arrival at 09:00: now Monday 25 January 2027, arrival at 09:00"
    assert entry in said
    assert said.count("Clinic visit ") == 6


def test_the_change_slip_says_what_is_cancelled(course: Path) -> None:
    changed(course, "stop", "C2D15")
    said = slip(course)
    assert "Void: the sheets of revision 1." in said
    assert "C2D15 Cancelled Mon 15 Feb 2027, 10:00 Stopped 1,450 mg (72.5 mL) none C2D22" in said
    assert "Clinic visit 7 of 8 on Monday 15 February 2027, arrival at 09:00: cancelled" in said
    assert "Clinic visit 8 of 8 on Monday 22 February 2027, arrival at 09:00: cancelled" in said
    assert said.count("Clinic visit ") == 2


def test_the_change_slip_holds_old_and_new_doses(course: Path) -> None:
    changed(course, "reweigh", "64kg", "--on", "2027-02-15", when="2027-02-15")
    said = slip(course)
    assert "C2D15 Mon 15 Feb 2027, 10:00 same 1,450 mg (72.5 mL) 1,280 mg (64 mL)" in said
    assert "C2D22 Mon 22 Feb 2027, 10:00 same 1,450 mg (72.5 mL) 1,280 mg (64 mL)" in said
    assert "No day and no time differs from what older calendar files say; no entry has to be deleted, and no file imported." in said


def test_the_change_slip_of_a_correction_names_the_past_visits_with_the_wrong_value(course: Path) -> None:
    changed(course, "correct", "weight=75.2kg", when="2027-01-20")
    said = slip(course)
    assert "Printed with the wrong value before the correction" in said
    assert "C1D1, C1D8 and C1D15" in said
    for name in ("C1D1", "C1D8", "C1D15"):
        assert f"{name} was printed as 1,450 mg and would be 1,504 mg." in said
    assert "C1D22 was printed as" not in said
    printed = done(dosing("diff", course, "1", "2"))
    assert "1,504 mg" in printed


def test_the_pages_of_a_change_slip_say_the_same_in_the_pdf(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    changed(course, "correct", "weight=75.2kg", when="2027-01-20")
    write_again(course, pdf=True)
    said = " ".join(pages_of((course.parent / "changes.pdf").read_bytes())).replace("\N{NO-BREAK SPACE}", " ")
    assert "Void: the sheets of revision 1." in said
    assert "C1D15 was printed as 1,450 mg and would be 1,504 mg." in said


def test_the_slip_lists_what_every_older_sheet_still_says(course: Path) -> None:
    done(change(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17"))
    changed(course, "correct", "born=1990-01-01", when="2027-01-18")
    said = slip(course)
    assert "No visit differs between revision 2 and revision 3." in said
    assert "C1D15 1 Mon 18 Jan 2027, 10:00 1,450 mg (72.5 mL) Mon 25 Jan 2027, 10:00 1,450 mg (72.5 mL)" in said
    entry = "Clinic visit 3 of 8 on Monday 18 January 2027, arrival at 09:00: now Monday 25 January 2027, arrival at 09:00"
    assert entry in said
    assert said.count("Clinic visit ") == 6  # C1D15 and the five after it


def test_the_slip_names_a_premedication_whose_dose_changed(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[premedications.steroid]\ndose_mg = 40\n", encoding="utf-8")
    changed(course, "resite", site, when="2027-02-22")
    assert "premedications, now dexamethasone 40 mg oral, acetaminophen 650 mg oral" in slip(course)


def test_times_that_only_move_along_with_a_visit_are_no_change_of_their_own(tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text(BY_ORDER, encoding="utf-8")
    course = begin(tmp_path / "course", *TIMED, "--site", str(rates))
    said = changed(course, "move", "C2D22", "--to", "2027-02-24")
    assert "changed:" not in said
    assert "premedications" not in slip(course)


def test_a_site_that_lets_people_arrive_earlier_or_stay_longer_changes_their_calendar_entries(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[visit]\ncheck_in_minutes = 30\n", encoding="utf-8")
    said = changed(course, "resite", site, when="2027-02-15")
    assert "C2D15" in said
    assert "C2D8" not in said
    assert "(changed: arrival; planned end)" in said
    entry = "Clinic visit 7 of 8 on Monday 15 February 2027, arrival at 09:00: now Monday 15 February 2027, arrival at 08:45"
    assert entry in slip(course)
    assert slip(course).count("Clinic visit ") == 2


def test_a_second_cycle_that_is_taken_back_is_cancelled_in_the_calendars_that_hold_it(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", "--cycles", "1", "--split")
    changed(course, "extend")
    write_again(course, "--split")
    held = unfolded((course.parent / "visits.ics").read_bytes())
    changed(course, "undo")
    assert [*states(course)] == ["C1D1", "C1D8", "C1D15", "C1D22"]
    assert "Clinic visit 5 of 8 on Monday 1 February 2027: cancelled" in slip(course)
    write_again(course, "--split")
    events = unfolded((course.parent / "visits.ics").read_bytes())
    assert [event["UID"] for event in events] == [event["UID"] for event in held]
    assert [event["STATUS"] for event in events] == ["TENTATIVE"] * 4 + ["CANCELLED"] * 4
    assert events[4]["SUMMARY"] == "Draft: Cancelled: Clinic visit 5 of 8 (plan 3)"
    assert (events[4]["DTSTART"], events[4].get("ALARM")) == ("20270201", None)
    assert len(list(course.parent.glob("visit-*.ics"))) == 8
    changed(course, "extend")
    write_again(course)
    assert [event["STATUS"] for event in unfolded((course.parent / "visits.ics").read_bytes())] == ["TENTATIVE"] * 8
