"""A change is tried and stored, and so is another letterhead; what is possible, and what differs."""

from datetime import date

import pytest

from dosing import acts
from dosing.acts import open_course
from dosing.engine import ENGINE
from dosing.findings import Finding, Refused
from dosing.formats.course_file import read_course
from dosing.inputs.letterhead import Letterhead
from dosing.rules import checks
from tests import plans
from tests.unit.acts.opened import begun, changed, problem_of, reopened

FIRST = date(2027, 1, 4)  # the day of the first visit
LETTERHEAD = Letterhead(name="Ward 9", paper="letter")


def test_a_change_is_added_behind_the_file_as_it_was_and_holds_its_fingerprint():
    before = begun()
    made = acts.change(before, plans.omit("C1D8"))
    assert made.opened.content == before.content + made.text.encode()
    assert made.opened.course.changes[-1].engine == ENGINE
    assert made.opened.course.changes[-1].fingerprint == plans.make_release(changes=[plans.omit("C1D8")]).fingerprint
    assert reopened(made.opened) == made.opened


def test_an_impossible_change_is_what_was_typed_here_and_an_older_one_is_not():
    before = changed(begun(), plans.move("C1D8", "2027-01-18"))
    typed = problem_of(acts.change, before, plans.move("C1D8", "2027-01-18"))
    assert (typed.code, typed.where, typed.field) == ("already-there", "", "to")
    older = problem_of(acts.change, before, plans.correct(start="2027-01-11"))  # C1D8 is then on the 18th by itself
    assert (older.code, older.where) == ("already-there", "change 1 (move)")


def test_a_new_site_file_brings_its_letterhead_along_where_it_states_one():
    before = begun({"letterhead": {"name": "Day unit"}})
    own = {"bag": {"volume_ml": "500"}}
    assert changed(before, plans.change("resite", "2027-01-05", site=own)).letterhead.name == "Day unit"
    moved = changed(before, plans.change("resite", "2027-01-05", site={**own, "letterhead": {"name": "Ward 9"}}))
    assert moved.letterhead == Letterhead(name="Ward 9")
    assert reopened(moved).letterhead == moved.letterhead
    assert int(moved.course.changes[-1].site.bag.volume_ml) == 500


def too_heavy(case: checks.Case) -> checks.case.Findings:
    """A check that is new today."""
    if any(visit.weight_kg is not None and visit.weight_kg >= 80 for visit in case.active):
        yield Finding("too-heavy", "refuse", None, "A weight of 80\u00a0kg or more is refused since today.")


def test_a_course_that_a_check_refuses_today_is_opened_told_and_mended_by_a_change(monkeypatch):
    course = begun(weight="85kg")
    monkeypatch.setattr(checks, "CHECKS", (too_heavy, *checks.CHECKS))
    opened = reopened(course)
    assert len(acts.told(opened.course)) == 1
    with pytest.raises(Refused):
        acts.issue(opened, plans.ISSUED)
    with pytest.raises(Refused):
        acts.change(opened, plans.omit("C1D8"))
    mended = changed(opened, plans.correct("2027-01-05", weight="75kg"))
    assert acts.issue(mended, plans.ISSUED).revision == 2
    assert acts.issue(mended, plans.ISSUED, 1).void


def test_this_versions_own_numbers_are_not_accepted_once_more():
    assert problem_of(acts.change, begun(), plans.change("rebase", "2027-01-05")).code == "nothing-to-rebase"


@pytest.mark.parametrize(
    ("changes", "course", "kinds"),
    [
        ([], {}, ["outcome", "move", "omit", "stop", "reweigh", "retime", "correct", "resite"]),
        ([], {"cycles": 1}, ["outcome", "move", "omit", "stop", "reweigh", "retime", "extend", "correct", "resite"]),
        ([plans.omit("C1D8")], {}, ["outcome", "move", "omit", "stop", "reweigh", "retime", "correct", "resite", "undo"]),
        ([plans.stop("C1D1")], {"cycles": 1}, ["reweigh", "correct", "resite", "undo"]),
        (
            [],
            {"regimen": "label-10-us-kd", "cycles": 12},
            ["outcome", "move", "omit", "stop", "reweigh", "retime", "extend", "correct", "resite"],
        ),
        ([], {"regimen": "label-10-us-kd", "cycles": 13}, ["outcome", "move", "omit", "stop", "reweigh", "retime", "correct", "resite"]),
    ],
)
def test_a_course_allows_the_changes_that_are_possible_as_it_stands(changes, course, kinds):
    assert list(acts.possible(changed(begun(**course), *changes), FIRST)) == kinds


def test_a_change_can_be_about_the_visits_that_take_place():
    left = acts.visits_left(changed(begun(), plans.omit("C1D8"), plans.stop("C2D1")))
    assert {name: day.isoformat() for name, day in left.items()} == {"C1D1": "2027-01-04", "C1D15": "2027-01-18", "C1D22": "2027-01-25"}


@pytest.mark.parametrize(
    ("kind", "today", "names"),
    [
        ("outcome", "2027-01-03", []),
        ("outcome", "2027-01-11", ["C1D1", "C1D8"]),
        ("retime", "2027-01-19", ["C1D22"]),
        ("stop", "2027-01-18", ["C1D15", "C1D22"]),
        ("omit", "2027-01-18", ["C1D1", "C1D8", "C1D15", "C1D22"]),  # a dose that was not given, though its day is over
    ],
)
def test_a_change_is_offered_for_the_visits_that_fit_its_day(kind, today, names):
    assert list(acts.visits_for(kind, begun(cycles=1), date.fromisoformat(today))) == names


def test_a_cycle_that_a_kept_move_is_in_the_way_of_says_what_to_do_about_the_move():
    before = changed(begun(cycles=1), plans.move("C1D22", "2027-01-30", following="keep"))
    told = problem_of(acts.change, before, plans.extend("2027-01-05"))
    assert (told.code, told.field, told.where) == ("interval-too-short", "kind", "")
    assert str(told) == (
        "C2D1 on 2027-02-01 would be 2 days after C1D22; this site's smallest interval is 7 days, so write another day for the visit that "
        "was moved: undo that move, and make it again with the visits after it."
    )
    again = changed(before, plans.undo("2027-01-05"), plans.move("C1D22", "2027-01-30"), plans.extend("2027-01-05"))
    assert [str(day) for day in acts.visits_left(again).values()][3:5] == ["2027-01-30", "2027-02-06"]


def test_another_letterhead_is_added_and_makes_no_revision():
    before = begun()
    made = acts.readdress(before, LETTERHEAD)
    assert made.opened.content == before.content + made.text.encode()
    assert read_course(made.opened.content, "course.toml").letterhead == LETTERHEAD
    one, other = acts.issue(before, plans.ISSUED), acts.issue(reopened(made.opened), plans.ISSUED)
    assert (one.revision, one.fingerprint) == (other.revision, other.fingerprint)
    assert other.letterhead == LETTERHEAD


def test_two_revisions_are_compared_and_a_document_with_the_newest():
    opened = changed(begun(), plans.omit("C1D8"), plans.undo())
    assert [each.visit for each in acts.compare(opened, 1, 2).visits if each.cancelled] == ["C1D8"]
    assert acts.compare(opened, 1, 3).visits == ()
    document = acts.issue(opened, plans.ISSUED, 2).document
    assert [each.visit for each in acts.compare_with(opened, document).visits if each.added] == ["C1D8"]


def test_where_another_version_made_other_numbers_these_can_only_be_accepted():
    made = begun()
    content = made.content.replace(made.course.fingerprint.encode(), b"0" * 64).replace(ENGINE.encode(), b"dosing 0.0.1")
    old = open_course(content, "course.toml")
    assert acts.possible(old, FIRST) == ("rebase",)
    assert problem_of(acts.change, old, plans.omit("C1D8")).code == "made-by-another-engine"
    rebased = acts.change(old, plans.change("rebase", "2027-01-05")).opened
    assert acts.issue(rebased, plans.ISSUED).revision == 2
    assert "rebase" not in acts.possible(rebased, FIRST)
