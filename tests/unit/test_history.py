"""Every revision of a course: made once, chained by fingerprints, and refused by the checks for the newest alone."""

from itertools import pairwise

import pytest

from dosing.engine import ENGINE
from dosing.findings import Finding, InputError, Refused
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.history import History, build_history, read_history, refuse_rebase, sayings, sealed, stored_fingerprints
from dosing.inputs.course import Course
from dosing.releases import release
from dosing.rules import checks
from tests import plans

CHANGES = [
    plans.move("C1D15", "2027-01-20"),
    plans.reweigh("70kg", "2027-01-12"),
    plans.omit("C1D22", "2027-01-13"),
    plans.undo("2027-01-13"),
]


def history(course: Course, *, trying: bool = False) -> History:
    return build_history(default_regimen(), plans.make_site(), course, trying=trying)


def stored(*changes: dict, **course: object) -> Course:
    """The course as its file holds it once it was written: with the fingerprint of every revision."""
    return sealed(plans.make_history(changes=list(changes), **course))


def altered(course: Course, number: int, **values: object) -> Course:
    """The course with other values in one change, counted from 1, or in its beginning, 0."""
    if number == 0:
        return course.model_copy(update=values)
    changes = list(course.changes)
    changes[number - 1] = changes[number - 1].model_copy(update=values)
    return course.model_copy(update={"changes": tuple(changes)})


def by_another_engine(course: Course, *numbers: int) -> Course:
    """The same file as another version of the program wrote it, with other numbers."""
    for number in numbers:
        course = altered(course, number, fingerprint=f"{number}" * 64, engine="dosing 0.0.1")
    return course


def problem_of(course: Course, **how: bool) -> InputError:
    with pytest.raises(InputError) as raised:
        history(course, **how)
    return raised.value


# Revisions


def test_a_course_has_a_revision_for_its_beginning_and_one_for_each_change():
    found = plans.make_history(changes=CHANGES)
    assert [each.number for each in found.revisions] == [1, 2, 3, 4, 5]
    assert [each.change and each.change.kind for each in found.revisions] == [None, "move", "reweigh", "omit", "undo"]
    assert found.newest is found.revisions[-1]
    assert found.plan.visits == found.newest.visits


def test_a_revision_keeps_its_fingerprint_whatever_comes_after_it():
    whole = [each.fingerprint for each in plans.make_history(changes=CHANGES).revisions]
    for many in range(len(CHANGES)):
        assert [each.fingerprint for each in plans.make_history(changes=CHANGES[:many]).revisions] == whole[: many + 1]
    assert len(set(whole)) == 5  # an undo gives the visits back, and is a revision of its own


def test_each_revision_has_the_visits_that_stood_then():
    found = plans.make_history(changes=CHANGES)
    days = [f"{each.visits[2].date:%m-%d}" for each in found.revisions]
    assert days == ["01-18", "01-20", "01-20", "01-20", "01-20"]
    assert [each.visits[3].status for each in found.revisions] == ["planned", "moved", "moved", "omitted", "moved"]
    assert found.revisions[4].visits == found.revisions[2].visits


def test_the_plan_of_an_older_revision_is_that_of_the_course_as_it_was_then():
    found = plans.make_history(changes=CHANGES)
    older = found.plan_of(found.at(2))
    assert older.revision == 2
    then = plans.make_plan(changes=CHANGES[:1])
    assert (older.course, older.visits, older.findings, older.sites) == (then.course, then.visits, then.findings, then.sites)
    assert older.corrected.changes == then.course.changes
    assert found.plan.corrected.changes == found.course.changes
    assert found.plan_of(found.newest) is found.plan == plans.make_plan(changes=CHANGES)


@pytest.mark.parametrize("number", [0, 6, -1])
def test_a_revision_that_the_course_has_not_reached_is_refused(number):
    with pytest.raises(InputError) as raised:
        plans.make_history(changes=CHANGES).at(number)
    assert (raised.value.code, raised.value.field) == ("no-such-revision", "revision")
    assert str(raised.value) == f"revision {number} does not exist; the course has 5 revisions, so write 1 to 5."


def test_what_each_revision_did_is_said_and_of_an_undo_which_one_it_took_back():
    assert sayings(plans.make_course(changes=[*CHANGES, plans.undo("2027-01-14")])) == (
        "",
        "C1D15 moved to Wednesday 20 January 2027, the visits after it too",
        "weighed 70\u00a0kg on Tuesday 12 January 2027",
        "C1D22 omitted",
        "revision 4 taken back (C1D22 omitted)",
        "revision 3 taken back (weighed 70\u00a0kg on Tuesday 12 January 2027)",
    )


# Refusals count for the newest revision only


def too_heavy(case: checks.Case) -> checks.case.Findings:
    """A check that is new today: nobody is dosed by a weight of 80 kg or more."""
    if any(visit.weight_kg is not None and visit.weight_kg >= 80 for visit in case.active):
        yield Finding("too-heavy", "refuse", None, "A weight of 80\u00a0kg or more is refused since today.")


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", (too_heavy, *checks.CHECKS))


HEAVY = {"weight": "85kg", "weighed": "2027-01-02"}
MENDED = plans.correct("2027-01-05", weight="75kg")


def test_an_older_revision_that_a_check_refuses_today_does_not_stop_the_course(refusing):
    found = plans.make_history(**HEAVY, changes=[MENDED])
    assert found.plan.refused == ()
    assert [told.code for told in found.plan_of(found.at(1)).refused] == ["too-heavy"]


def test_an_older_revision_that_is_refused_today_can_still_be_read_and_printed_as_void(refusing):
    made = release(plans.make_history(**HEAVY, changes=[MENDED]), plans.ISSUED, revision=1)
    assert made.void
    assert str(made.plan.visits[0].weight_kg) == "85"
    assert made.findings[0].code == "too-heavy"


def test_a_newest_revision_that_a_check_refuses_is_no_history(refusing):
    with pytest.raises(Refused) as raised:
        plans.make_history(**HEAVY)
    assert [told.code for told in raised.value.findings] == ["too-heavy"]
    with pytest.raises(Refused):
        plans.make_history(changes=[plans.reweigh("81kg", "2027-01-12")])


def test_the_older_revisions_of_a_course_that_is_refused_today_stay_readable(refusing):
    course = plans.make_course(changes=[plans.reweigh("81kg", "2027-01-12")])
    found = read_history(default_regimen(), plans.make_site(), course)
    assert [told.code for told in found.plan.refused] == ["too-heavy"]
    with pytest.raises(Refused):
        release(found, plans.ISSUED)
    assert release(found, plans.ISSUED, revision=1).revision == 1


def test_a_change_mends_what_is_refused(refusing):
    lighter = plans.make_history(**HEAVY, changes=[plans.change("stop", "2027-01-04", visit="C1D1")])
    assert lighter.plan.refused == ()  # nobody is dosed any more
    with pytest.raises(Refused):
        plans.make_history(**HEAVY, changes=[plans.omit("C1D8")])
    assert plans.make_history(**HEAVY, changes=[plans.omit("C1D8"), MENDED]).newest.number == 3


def test_a_check_that_is_new_today_changes_no_fingerprint_that_was_stored(monkeypatch):
    before = stored(MENDED, **HEAVY)
    monkeypatch.setattr(checks, "CHECKS", (too_heavy, *checks.CHECKS))
    assert [each.fingerprint for each in history(before).revisions] == list(stored_fingerprints(before))


# What is stored with a course


def test_a_course_is_sealed_with_the_fingerprint_of_every_revision_and_who_made_it():
    whole = stored(*CHANGES)
    made = plans.make_history(changes=CHANGES)
    assert stored_fingerprints(whole) == tuple(each.fingerprint for each in made.revisions)
    assert {whole.engine, *(change.engine for change in whole.changes)} == {ENGINE}
    assert sealed(history(whole)) == whole


def test_a_file_written_by_hand_holds_none_and_is_taken():
    assert history(plans.make_course(changes=CHANGES)).newest.number == 5


@pytest.mark.hazard("H-33")
@pytest.mark.parametrize(
    ("number", "values", "named"),
    [
        (0, {"label": "ISLAY-008"}, "the course as it was first made"),
        (0, {"protocol_reference": "another"}, "the course as it was first made"),
        (1, {"reason": "another reason"}, "change 1 (move)"),
        (2, {"by": "EF"}, "change 2 (reweigh)"),
        (3, {"visit": "C2D1"}, "change 3 (omit)"),
    ],
)
def test_a_value_that_was_edited_by_hand_is_found_at_the_revision_that_holds_it(number, values, named):
    told = problem_of(altered(stored(*CHANGES), number, **values))
    assert (told.code, told.field) == ("edited-by-hand", "course_file")
    assert str(told).startswith(f"{named} was stored with the fingerprint ")
    assert str(told).endswith("the file was edited by hand; take the edit back, and enter it as a change.")


@pytest.mark.parametrize(("number", "named"), [(0, "the course as it was first made"), (2, "change 2 (reweigh)"), (4, "change 4 (undo)")])
def test_a_fingerprint_that_was_taken_out_is_missed(number, named):
    told = problem_of(altered(stored(*CHANGES), number, fingerprint=None))
    assert (told.code, told.field) == ("fingerprint-missing", "course_file")
    assert str(told).startswith(f"{named} holds no fingerprint, and other parts of the file do")


def test_a_change_that_is_tried_needs_no_fingerprint_yet_and_every_other_does():
    tried = altered(stored(*CHANGES), 4, fingerprint=None)
    assert history(tried, trying=True).newest.number == 5
    assert problem_of(altered(stored(*CHANGES), 3, fingerprint=None), trying=True).code == "fingerprint-missing"


# Numbers of another version of the program


@pytest.mark.hazard("H-34")
def test_numbers_of_another_version_are_not_taken_unasked():
    told = problem_of(by_another_engine(stored(*CHANGES[:1]), 0, 1))
    assert told.code == "made-by-another-engine"
    assert str(told).endswith(f"dosing 0.0.1 made it and this is {ENGINE}; accept this program's numbers.")


def test_a_rebase_accepts_this_versions_numbers_and_what_stood_before_is_no_longer_asked():
    old = by_another_engine(stored(*CHANGES[:1]), 0, 1)
    rebased = plans.make_course(changes=[*CHANGES[:1], plans.change("rebase", "2027-01-12")])
    rebased = altered(altered(rebased, 0, fingerprint=old.fingerprint, engine=old.engine), 1, fingerprint="1" * 64, engine="dosing 0.0.1")
    found = history(rebased, trying=True)
    assert [each.timeline is None for each in found.revisions] == [True, True, False]
    assert [each.fingerprint for each in found.revisions[:2]] == ["0" * 64, "1" * 64]
    assert found.plan.visits == plans.make_plan(changes=CHANGES[:1]).visits
    assert history(sealed(found)).newest.fingerprint == found.newest.fingerprint


def test_a_revision_that_another_version_made_cannot_be_printed():
    course = plans.make_course(changes=[plans.change("rebase", "2027-01-12")])
    found = history(altered(course, 0, fingerprint="0" * 64, engine="dosing 0.0.1"), trying=True)
    with pytest.raises(InputError) as raised:
        found.at(1)
    assert (raised.value.code, raised.value.field) == ("revision-of-another-engine", "revision")
    assert list(found.before(2)) == []


def test_a_rebase_of_this_versions_own_numbers_is_refused():
    with pytest.raises(InputError, match="no other numbers to accept") as raised:
        refuse_rebase(stored(*CHANGES))
    assert (raised.value.code, raised.value.field) == ("nothing-to-rebase", "kind")
    refuse_rebase(by_another_engine(stored(*CHANGES[:1]), 0, 1))


# Outcomes, cycles and regimens


def test_an_outcome_is_a_revision_with_a_fingerprint_of_its_own_and_says_what_was_given():
    changes = [plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D8", "2027-01-11", given_ml="90", reaction="2")]
    found = plans.make_history(changes=changes)
    assert len({each.fingerprint for each in found.revisions}) == 3
    assert [each.said.replace("\N{NO-BREAK SPACE}", " ") for each in found.revisions] == [
        "",
        "C1D1 given in full",
        "C1D8 given in part, 90 mL, with a reaction of grade 2",
    ]
    assert [found.plan_of(each).visits[1].outcome is None for each in found.revisions] == [True, False, False]


def test_a_course_that_asked_for_no_cycles_has_the_history_of_one_that_asked_for_the_usual():
    assert plans.make_history(changes=CHANGES).revisions == plans.make_history(cycles=2, changes=CHANGES).revisions
    assert sealed(plans.make_history()).cycles == 2


def test_each_added_cycle_leaves_the_visits_before_it_as_they_were():
    found = plans.make_history(regimen="label-10-us-kd", cycles=1, changes=[plans.extend()] * 12)
    assert [len(each.visits) for each in found.revisions] == [4 + 2 * added for added in range(13)]
    for before, after in pairwise(found.revisions):
        assert after.visits[: len(before.visits)] == before.visits


def test_a_course_is_read_by_the_regimen_that_it_was_begun_with_and_by_no_other():
    course = stored(regimen="label-10-us-kd", cycles=2)
    read = build_history(newest_regimen("label-10-us-kd"), plans.make_site(regimen="label-10-us-kd"), course)
    assert read.newest.fingerprint == course.fingerprint
    with pytest.raises(InputError) as raised:
        history(course)
    assert raised.value.code == "another-regimen"
