"""The change slip: what changed, which sheets are void, who has to know, and what older sheets and calendars say."""

import re
from dataclasses import replace
from html import unescape

import pytest

from dosing.releases import Release
from dosing.views.sheets import render_sheet
from tests import plans
from tests.plans import make_release


def lines(*changes, **course) -> list[str]:
    """What a reader sees, a line for each block and row."""
    return lines_of(make_release(changes=list(changes), **course))


def lines_of(made: Release) -> list[str]:
    sheet = render_sheet(made, "changes", fonts=False)
    html = " ".join(sheet.partition("<body")[2].split())
    text = re.sub(r"<(?:p|tr|li|h[1-4]|caption)\b", "\n<", html)
    words = re.sub(r" (?=[.,])", "", unescape(re.sub(r"<[^>]*>", " ", text.partition(">")[2])))
    return [line for line in (" ".join(line.split()) for line in words.split("\n")) if line]


def line(found: list[str], begins: str) -> str:
    (only,) = [each for each in found if each.startswith(begins)]
    return only


def test_the_slip_says_what_was_done_why_by_whom_and_for_which_day():
    found = lines(plans.move("C2D22", "2027-02-24") | {"reason": "a free chair <tomorrow>"})
    said = "C2D22 moved to Wednesday 24 February 2027, the visits after it too Reason: a free chair <tomorrow>. Entered by AB for Monday 4 January 2027."
    assert said in found


def test_every_older_revision_is_void_by_its_number():
    assert "Void: the sheets of revision 1." in line(lines(plans.omit("C1D8")), "Plan revision 2 (")
    assert "Void: the sheets of revisions 1 and 2." in line(lines(plans.omit("C1D8"), plans.undo()), "Plan revision 3 (")


def test_a_visit_that_changes_stands_old_beside_new():
    found = lines(plans.move("C2D22", "2027-02-24"))
    assert line(found, "C2D22 Mon") == "C2D22 Mon 22 Feb 2027 Wed 24 Feb 2027 1,450 mg (72.5 mL) same"
    weighed = lines(plans.reweigh("68kg", "2027-02-16"))
    assert (
        line(weighed, "C2D22 Mon")
        == "C2D22 Mon 22 Feb 2027 same 1,450 mg (72.5 mL) 1,360 mg (68 mL) weight; day of the weight; no longer provisional"
    )


def test_a_cancelled_and_a_new_visit_say_so():
    assert line(lines(plans.omit("C2D22")), "C2D22 Cancelled").endswith("Mon 22 Feb 2027 Omitted 1,450 mg (72.5 mL) none")
    assert line(lines(plans.extend(), cycles=1), "C2D22 New").startswith("C2D22 New not in the plan Mon 22 Feb 2027 none 1,450 mg")


def test_a_change_without_a_visit_that_differs_says_so_and_asks_nobody_to_delete_an_entry():
    found = lines(plans.correct(born="1990-01-02"))
    assert "No visit differs between revision 1 and revision 2." in found
    assert "No day and no time differs from what older calendar files say; no entry has to be deleted, and no file imported." in found
    assert not any("calendar: brought up to date" in each for each in found)


def test_a_correction_names_what_was_printed_wrong_with_both_doses():
    found = lines(plans.correct("2027-01-12", weight="75kg"))
    said = line(found, "The sheets of these visits, dated before Tuesday 12 January 2027")
    assert "showed the old value: C1D1 and C1D8. C1D1 was printed as 1,450 mg and would be 1,500 mg." in said


def test_pharmacy_nurses_patient_and_calendar_have_to_know():
    found = lines(plans.move("C2D22", "2027-02-24"))
    for who in (
        "Pharmacy: new worksheets",
        "Nurses: new schedule",
        "Patient: new sheet",
        "Patient's calendar: brought up to date",
        "Prescriber or investigator: told",
    ):
        assert line(found, f"☐ {who}")


@pytest.mark.parametrize(("course", "time"), [({}, ""), ({"time": "10:00", "time_zone": "Europe/Paris"}, ", arrival at 09:00")])
def test_calendar_entries_to_delete_are_named_as_they_stand_in_a_calendar(course, time):
    found = lines(plans.move("C2D22", "2027-02-24"), **course)
    said = f"☐ Clinic visit 8 of 8 on Monday 22 February 2027{time}: now Wednesday 24 February 2027{time}"
    assert line(found, "☐ Clinic visit") == said


def test_older_sheets_that_say_what_no_longer_holds_are_told_with_their_revision():
    found = lines(plans.move("C2D22", "2027-02-24"), plans.move("C2D22", "2027-02-26"))
    assert line(found, "C2D22 1 ") == "C2D22 1 Mon 22 Feb 2027 1,450 mg (72.5 mL) Fri 26 Feb 2027 1,450 mg (72.5 mL)"


def test_what_the_checks_newly_say_is_told():
    found = lines(plans.move("C2D22", "2027-02-24"))
    assert line(found, "Note C2D22 is 9 days after C2D15")
    assert found[-1] == "End of the change slip"


def test_the_slip_says_which_calendar_file_is_for_which_calendar():
    moved = lines(plans.move("C2D22", "2027-02-24"))
    assert "Visits in a calendar of their own: delete it, make a new one, and import visits.ics into it." in moved
    assert line(
        moved, "Visits in the patient's everyday calendar: import changes.ics, never visits.ics, and then delete the older entries."
    )
    longer = lines(plans.extend("2027-01-12"), cycles=1)
    assert "No older entry has to be deleted." in longer
    assert any("import changes.ics" in each for each in longer)
    unknown = lines_of(replace(make_release(changes=[plans.omit("C1D22")]), entries=None))
    assert line(unknown, "Which entries differ cannot be said: delete every entry of older calendar files")
    assert not any("changes.ics" in each for each in unknown)
