"""Two plans side by side as text for a terminal."""

from dosing.difference import changed
from dosing.views.comparison import render_comparison
from tests import plans


def compared(*changes, **course) -> list[str]:
    history = plans.make_history(changes=list(changes), **course)
    found = changed(history, history.newest.number)
    assert found
    return render_comparison(found).splitlines()


def test_old_and_new_stand_beside_one_another_for_each_visit_that_differs():
    assert compared(plans.move("C1D22", "2027-01-27"), cycles=1)[:3] == [
        "Visit  Revision 1                 Revision 2",
        "-----  -------------------------  -------------------------",
        "C1D22  Mon 25 Jan 2027, 1,450 mg  Wed 27 Jan 2027, 1,450 mg",
    ]


def test_a_time_stands_behind_its_day():
    found = compared(plans.retime("C1D8", "14:30"), cycles=1, time="10:00", time_zone="Europe/Paris")
    assert found[2] == "C1D8   Mon 11 Jan 2027 10:00, 1,450 mg  Mon 11 Jan 2027 14:30, 1,450 mg"


def test_a_cancelled_a_new_and_a_renumbered_visit_say_so():
    omitted = compared(plans.omit("C1D15"), cycles=1)
    assert omitted[2] == "C1D15  Mon 18 Jan 2027, 1,450 mg  omitted, Mon 18 Jan 2027"
    assert omitted[3] == "C1D22  Mon 25 Jan 2027, 1,450 mg  Mon 25 Jan 2027, 1,450 mg (changed: now infusion 3)"
    assert compared(plans.extend(), cycles=1)[2] == "C2D1   no such visit  Mon 1 Feb 2027, 1,450 mg"


def test_what_was_printed_wrong_and_what_the_checks_newly_say_stand_below():
    found = compared(plans.correct("2027-01-12", weight="96kg"), cycles=1)
    assert "Printed with the wrong value before the correction: C1D1 and C1D8." in found
    assert any(line.startswith("Caution: 96 kg is outside 46 to 93 kg") for line in found)


def test_a_change_that_changes_no_visit_says_so():
    assert compared(plans.correct(born="1990-01-02")) == ["No visit changes."]
