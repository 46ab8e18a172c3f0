"""What changed between two plans of one course, visit by visit, and what older sheets say that no longer holds."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dosing.difference import Difference, changed, difference, document_at
from dosing.history import build_history
from dosing.inputs.raw import course_with
from tests import plans

TIMED = {"time": "10:00", "time_zone": "Europe/Paris"}


def between(*changes: dict[str, Any], **course: Any) -> Difference:
    """What the last of these changes changed."""
    history = plans.make_history(changes=list(changes), **course)
    found = changed(history, history.newest.number)
    assert found is not None
    return found


def names(found: Difference, what: str) -> list[str]:
    return [each.visit for each in found.visits if getattr(each, what)]


def test_a_course_that_was_only_begun_has_no_difference():
    assert changed(plans.make_history(), 1) is None


def test_a_delay_moves_its_visit_and_those_after_it():
    found = between(plans.move("C1D15", "2027-01-25"))
    assert names(found, "moved") == list(plans.NAMES[2:])
    assert not any(each.dose_changed or each.cancelled or each.added or each.others for each in found.visits)
    first = found.visits[0]
    assert (first.old.date.isoformat(), first.new.date.isoformat()) == ("2027-01-18", "2027-01-25")
    assert (found.old_revision, found.new_revision, found.void) == (1, 2, (1,))


def test_a_new_weight_changes_the_doses_from_its_day_on():
    found = between(plans.reweigh("68kg", "2027-01-12"))
    assert names(found, "dose_changed") == list(plans.NAMES[2:])
    first = found.visits[0]
    assert (first.old.dose_mg, first.new.dose_mg) == (Decimal(1450), Decimal(1360))
    assert first.others == ("weight", "day of the weight")


def test_an_omitted_visit_is_cancelled_and_those_after_it_have_another_number():
    found = between(plans.omit("C1D8"))
    assert names(found, "cancelled") == ["C1D8"]
    assert [each.others for each in found.visits[1:]] == [(f"now infusion {number}",) for number in range(2, 8)]


def test_an_added_cycle_is_new_and_a_cycle_taken_back_is_cancelled():
    assert names(between(plans.extend(), cycles=1), "added") == list(plans.NAMES[4:])
    assert names(between(plans.extend(), plans.undo(), cycles=1), "cancelled") == list(plans.NAMES[4:])


def test_a_retimed_visit_alone_moves_and_its_times_are_no_change_of_their_own():
    found = between(plans.retime("C1D8", "14:30"), **TIMED)
    assert names(found, "moved") == ["C1D8"]
    assert found.visits[0].others == ()


def test_another_premedication_says_what_it_is_now():
    found = between(plans.resite(plans.slots(h2_blocker={"drug": "famotidine"}), "2027-02-22"))
    (only,) = found.visits
    (said,) = only.others
    assert said.replace("\u00a0", " ") == (
        "premedications, now dexamethasone 20 mg oral, acetaminophen 650 mg oral, "
        "famotidine 20 mg intravenous, substituted for ranitidine and diphenhydrAMINE 25 mg intravenous"
    )


def test_a_weight_of_its_day_takes_the_word_provisional_away():
    found = between(plans.reweigh("72.5kg", "2027-01-25"))
    assert all("no longer provisional" in each.others for each in found.visits if each.number > 4)


def test_what_was_given_is_a_change_of_its_visit_and_of_the_steps_of_the_next():
    history = plans.make_history(plans.ORDER_RATES, changes=[plans.outcome("C1D1", "2027-01-04")])
    found = changed(history, 2)
    assert [(each.visit, each.others) for each in found.visits] == [("C1D1", ("what was given",)), ("C1D8", ("infusion steps",))]
    assert (names(found, "moved"), names(found, "dose_changed"), found.calendar_entries) == ([], [], ())


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({"bag": {"count": 2}}, "bags, now 250 mL and 250 mL of sodium chloride 0.9%"),
        ({"bag": {"volume_ml": "500"}}, "bag, now 500 mL of sodium chloride 0.9%"),
        ({"bag": {"diluent": "dextrose 5%"}}, "bag, now 250 mL of dextrose 5%"),
        ({"vials": [{"strength_mg": "100", "volume_ml": "5"}]}, "vials, now 15 × 100 mg"),  # 1,450 mg, instead of three of 500 mg
        ({"bag": {"most_share_percent": "60", "share_reference": "report 7"}}, None),  # nothing that is prepared
    ],
)
def test_another_bag_and_other_vials_for_the_same_dose_say_what_they_are_now(site, said):
    found = between(plans.resite(site, "2027-02-22"))
    assert [(each.visit, tuple(other.replace("\u00a0", " ") for other in each.others)) for each in found.visits] == (
        [("C2D22", (said,))] if said else []
    )


def test_other_vials_of_another_dose_are_no_change_of_their_own():
    only = between(plans.reweigh("70kg", "2027-02-22")).visits[-1]
    assert (only.visit, only.dose_changed) == ("C2D22", True)
    assert not [each for each in only.others if "vials" in each or "bag" in each]


def test_a_correction_names_the_visits_that_were_printed_with_the_wrong_value():
    found = between(plans.correct("2027-01-12", weight="75kg"))
    assert [each.visit for each in found.printed_wrong] == ["C1D1", "C1D8"]  # dated before the correction
    assert between(plans.reweigh("75kg", "2027-01-12")).printed_wrong == ()


def test_what_the_checks_newly_say_is_told_and_what_they_said_before_is_not():
    found = between(plans.move("C1D15", "2027-01-25"), cycles=1)
    assert found.new_findings == (
        ("caution", "At C1D22 the weight is 30 days old, measured Saturday 2 January 2027; the site allows 28 days."),
        ("note", "C1D15 is 14 days after C1D8, longer than the record's 7 days; rates after a gap are the prescriber's."),
    )


def test_a_change_that_changes_no_visit_has_none():
    assert between(plans.correct(born="1990-01-02")).visits == ()


# What older sheets say


MOVED_TWICE = [plans.move("C2D22", "2027-02-24"), plans.move("C2D22", "2027-02-26")]


def test_every_older_state_of_a_visit_is_told_with_the_revisions_that_say_it():
    found = between(*MOVED_TWICE)
    assert [(each.said.date.isoformat(), each.revisions) for each in found.stale] == [("2027-02-22", (1,)), ("2027-02-24", (2,))]
    assert [each.revisions for each in found.older] == [(1,)]  # the one just replaced is told by the difference itself
    assert {each.now.date.isoformat() for each in found.stale} == {"2027-02-26"}


def test_a_state_that_holds_again_is_not_stale():
    found = between(*MOVED_TWICE, plans.undo(), plans.undo())
    assert [(each.said.date.isoformat(), each.revisions) for each in found.stale] == [("2027-02-24", (2, 4)), ("2027-02-26", (3,))]


def test_calendar_entries_have_to_go_where_a_day_or_time_changed_and_not_where_only_the_dose_did():
    assert [each.visit for each in between(*MOVED_TWICE).calendar_entries] == ["C2D22", "C2D22"]
    assert between(plans.reweigh("68kg", "2027-01-12")).calendar_entries == ()
    cancelled = between(plans.extend(), plans.undo(), cycles=1).calendar_entries
    assert [(each.visit, each.cancelled, each.visits) for each in cancelled] == [(name, True, 8) for name in plans.NAMES[4:]]


def test_a_visit_that_is_back_on_its_old_day_makes_no_older_sheet_wrong_but_the_one_between():
    there_and_back = between(plans.move("C1D15", "2027-01-20"), plans.move("C1D15", "2027-01-18"))
    assert {each.revisions for each in there_and_back.stale} == {(2,)}


# Two documents


def test_a_document_of_another_version_is_compared_by_what_it_states():
    history = plans.make_history(changes=[plans.omit("C1D8")])
    old, new = document_at(history, 1), document_at(history, 2)
    found = difference(old, new)
    assert names(found, "cancelled") == ["C1D8"]
    assert (found.old_fingerprint, found.new_fingerprint) == tuple(each.fingerprint for each in history.revisions)
    assert difference(new, new).visits == ()


def test_a_rebase_changes_nothing_of_its_own_and_what_older_sheets_say_is_not_known():
    course = plans.make_course()
    course = course.model_copy(update={"fingerprint": "0" * 64, "engine": "dosing 0.0.1"})
    course = course_with(course, plans.change("rebase", "2027-01-05"))
    history = build_history(plans.make_history().regimen, plans.make_site(), course, trying=True)
    found = changed(history, 2)
    assert (found.visits, found.unknown, found.old_fingerprint) == ((), (1,), "0" * 64)
    later = course_with(
        course.model_copy(update={"changes": (replace_fingerprint(course, found.new_fingerprint),)}), plans.omit("C1D8", "2027-01-06")
    )
    history = build_history(history.regimen, history.site, later, trying=True)
    found = changed(history, 3)
    assert (names(found, "cancelled"), found.unknown) == (["C1D8"], (1,))


def replace_fingerprint(course: Any, fingerprint: str) -> Any:
    return course.changes[0].model_copy(update={"fingerprint": fingerprint})


@pytest.mark.parametrize("state", ["old", "new"])
def test_a_visit_that_one_plan_lacks_has_no_state_there(state):
    found = between(plans.extend(), cycles=1) if state == "old" else between(plans.extend(), plans.undo(), cycles=1)
    assert all(getattr(each, state) is None for each in found.visits)
    assert not replace(found.visits[0], others=()).moved
