"""The one way to a view: the second calculation, the fingerprint, draft or checked, and what is past."""

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from dosing import ENGINE
from dosing.document import Written
from dosing.findings import InputError
from dosing.history import History
from dosing.releases import Disagreed, dose_content, release
from dosing.rules.dose import FilledBag
from dosing.rules.visit import Visit
from tests import plans


def tampered(history: History, *visits: Visit) -> History:
    """A history whose newest revision has other visits than were made."""
    newest = history.newest._replace(visits=visits)
    return dataclasses.replace(
        history, revisions=(*history.revisions[:-1], newest), plan=dataclasses.replace(history.plan, visits=visits), written=Written()
    )


def with_drug(history: History, **study_drug: Any) -> History:
    """A history whose first visit says something else about its drug."""
    first, *others = history.newest.visits
    assert first.study_drug is not None
    return tampered(history, dataclasses.replace(first, study_drug=dataclasses.replace(first.study_drug, **study_drug)), *others)


def in_bag(value: str) -> dict[str, Any]:
    """The bag of the patient's first visit, 1,450 mg in 250 mL, with another concentration."""
    return {"bags": (FilledBag(Decimal(250), Decimal("72.5"), Decimal(1450), Decimal("72.5"), Decimal(value)),)}


def fingerprint_of(**course: Any) -> str:
    return plans.make_release(**course).fingerprint


@pytest.mark.hazard("H-32")
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rounded_mg": Decimal(1449)}, "C1D1 study_drug.rounded_mg is 1,449 in the document; recalculated it is 1,450."),
        ({"volume_ml": Decimal("72.4")}, "C1D1 study_drug.volume_ml is 72.4"),
        ({"discard_mg": Decimal(0)}, "C1D1 study_drug.discard_mg is 0"),
        ({"diluent": "water"}, "C1D1 study_drug.diluent is water"),
        (in_bag("5.80001"), "C1D1 study_drug.bags[0].concentration_mg_per_ml is 5.80001"),
    ],
)
def test_a_number_that_the_second_calculation_does_not_confirm_is_refused(wrong, named):
    with pytest.raises(Disagreed) as raised:
        release(with_drug(plans.make_history(), **wrong), plans.ISSUED)
    assert raised.value.exit_code == 3
    assert named in str(raised.value)
    assert {finding.severity for finding in raised.value.findings} == {"refuse"}


@pytest.mark.hazard("H-32")
def test_a_visit_on_another_day_is_refused():
    history = plans.make_history()
    *others, last = history.newest.visits
    late = dataclasses.replace(last, date=last.date + timedelta(days=1))
    with pytest.raises(Disagreed, match="C2D22 date"):
        release(tampered(history, *others, late), plans.ISSUED)


def check_of(**changed: Any) -> dict[str, Any]:
    """A check by CD of the patient's first revision, every visit of it."""
    return plans.check_of(plans.make_release()) | changed


def test_a_revision_is_a_draft_until_somebody_checked_that_very_fingerprint():
    assert plans.make_release().draft
    checked = plans.make_release(checks=[check_of()])
    assert (checked.draft, checked.checked_by, checked.fingerprint) == (False, "CD", fingerprint_of())
    assert plans.make_release(checks=[check_of(fingerprint="0" * 64)]).draft
    assert plans.make_release(checks=[check_of(revision=2)]).draft


def test_a_check_counts_for_the_visits_that_it_names():
    some = list(plans.NAMES[:2])
    first_days = plans.make_release(checks=[check_of(visits=some)])
    assert (first_days.draft, first_days.checked_by) == (True, None)
    assert [(check.by, check.visits) for check in first_days.checks] == [("CD", tuple(some))]
    both = plans.make_release(checks=[check_of(visits=some), check_of(by="EF", visits=list(plans.NAMES[2:4]))])
    assert (both.draft, both.checked_by) == (False, "EF")
    who = {name: check.by for name in plans.NAMES if (check := both.check_of(name))}
    assert who == {"C1D1": "CD", "C1D8": "CD", "C1D15": "EF", "C1D22": "EF"}


@pytest.mark.hazard("H-21")
def test_a_visit_that_waits_for_a_weight_is_never_checked_and_makes_no_draft_of_the_others():
    made = plans.make_release(checks=[check_of()])  # it names all eight, as an older version did
    assert made.checks[0].visits == plans.NAMES[:4]
    assert not made.draft
    assert made.check_of("C2D1") is None
    assert [visit.visit for visit in plans.make_release().to_check] == list(plans.NAMES[:4])


def test_a_course_whose_every_visit_waits_for_a_weight_is_a_draft():
    given = [plans.omit(name) for name in plans.NAMES[1:4]]
    stopped = plans.make_release(changes=[*given, plans.stop("C1D1")], checks=[check_of()])
    assert not stopped.draft  # it was checked once, and nothing is given any more
    left = dataclasses.replace(stopped.plan, visits=tuple(visit for visit in plans.make_release().plan.visits if visit.provisional))
    assert dataclasses.replace(stopped, plan=left).draft


def test_a_check_is_stated_in_the_document_with_who_when_and_what():
    made = plans.make_release(checks=[check_of()])
    stated = {"by": "CD", "on": "2026-12-19", "visits": list(plans.NAMES[:4]), "revision": 1}
    assert made.document["release"]["checks"] == [stated]
    assert plans.make_release().document["release"]["checks"] == []


def test_of_a_check_only_the_visits_that_take_place_count():
    made = plans.make_release(changes=[plans.omit("C1D8")])
    checked = plans.make_release(changes=[plans.omit("C1D8")], checks=[plans.check_of(made, "EF") | {"visits": list(plans.NAMES)}])
    assert "C1D8" not in checked.checks[0].visits
    assert not checked.draft


@pytest.mark.hazard("H-27")
@pytest.mark.parametrize("by", ["AB", "ab", "A.B.", " a b "])
def test_who_prepared_the_plan_never_checks_it(by):
    made = plans.make_release(prepared_by="AB")
    assert plans.make_release(prepared_by="AB", checks=[plans.check_of(made, by)]).draft
    assert not plans.make_release(prepared_by="AB", checks=[plans.check_of(made, "ABC")]).draft


@pytest.mark.hazard("H-27")
def test_who_made_a_change_since_the_last_check_never_checks_it():
    left_out = {"prepared_by": "CD", "changes": [plans.omit("C1D8"), plans.omit("C1D15") | {"by": "EF"}]}
    made = plans.make_release(**left_out)
    for by, draft in (("CD", True), ("EF", True), ("AB", True), ("GH", False)):  # AB made the older change, which nobody checked
        assert plans.make_release(**left_out, checks=[plans.check_of(made, by)]).draft is draft


def test_who_made_a_change_that_was_checked_since_may_check_the_next_one():
    first = {"prepared_by": "CD", "changes": [plans.reweigh("70kg", "2027-01-05")]}
    once = plans.check_with_contents(plans.make_release(**first), "GH")
    both = first | {"changes": [*first["changes"], plans.reweigh("74kg", "2027-01-07") | {"by": "EF"}]}
    made = plans.make_release(**both, checks=[once])
    assert [(check.by, check.visits) for check in made.checks] == [("GH", ("C1D1",))]  # its day was over before the newest weight
    for by, counts in (("AB", True), ("EF", False), ("CD", False), ("GH", True)):
        found = plans.make_release(**both, checks=[once, plans.check_with_contents(made, by)])
        assert ([check.by for check in found.checks] == ["GH", by]) is counts


@pytest.mark.parametrize("by", ["\u0421D", "CD", "c.d.", "\u010cD", "C D", "\u0441d"])
def test_initials_are_compared_without_case_accents_dots_and_spaces_and_by_how_they_look(by):
    made = plans.make_release(prepared_by="CD")
    assert plans.make_release(prepared_by="CD", checks=[plans.check_of(made, by)]).draft


def test_a_new_revision_is_a_draft_again():
    assert plans.make_release(checks=[check_of()], changes=[plans.reweigh("70kg", "2027-01-10")]).draft


def test_an_undo_does_not_bring_the_old_check_back():
    assert plans.make_release(checks=[check_of()], changes=[plans.omit("C1D8"), plans.undo()]).draft


# A check of what is given, and not of days

FIRST_CYCLE = plans.NAMES[:4]


def held(*changes: dict[str, Any], site: dict[str, Any] | None = None, **course: Any) -> tuple[str, ...]:
    """The visits whose check of revision 1 still holds after some changes."""
    check = plans.check_with_contents(plans.make_release(site, **course))
    made = plans.make_release(site, changes=list(changes), checks=[check], **course)
    assert {each.revision for each in made.checks} == {1}
    return made.checks[0].visits


def without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in FIRST_CYCLE if name not in names)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ([], FIRST_CYCLE),
        ([plans.move("C1D15", "2027-01-20")], FIRST_CYCLE),
        ([plans.omit("C1D8")], without("C1D8")),
        ([plans.omit("C1D8"), plans.undo()], FIRST_CYCLE),
        ([plans.stop("C1D15")], without("C1D15", "C1D22")),
        ([plans.extend(), plans.undo()], FIRST_CYCLE),
        ([plans.outcome("C1D1", "2027-01-04")], FIRST_CYCLE),
        ([plans.reweigh("74kg", "2027-01-12")], ("C1D1", "C1D8")),  # in force from the day on which it was entered
        ([plans.correct(weight="74kg")], ()),
        ([plans.correct(weighed="2027-01-01")], ()),
        ([plans.resite({"bag": {"volume_ml": 500}}, "2027-01-12")], ("C1D1", "C1D8")),
        ([plans.resite({"vials": [{"strength_mg": "100", "volume_ml": "5"}]}, "2027-01-12")], ("C1D1", "C1D8")),
        ([plans.resite(plans.slots(h2_blocker={"drug": "famotidine"}), "2027-01-12")], ("C1D1", "C1D8")),
        ([plans.resite(plans.slots(steroid={"dose_mg": 40}), "2027-01-12")], ("C1D1", "C1D8")),
        ([plans.resite({"rounding": {"volume_step_ml": "0.2"}}, "2027-01-12")], ("C1D1", "C1D8")),  # 72.6 mL
        ([plans.resite(plans.CONFIRMED, "2027-01-12")], FIRST_CYCLE),  # who decided it changes nothing that is given
        ([plans.resite({"visit": {"check_in_minutes": 30}}, "2027-01-12")], FIRST_CYCLE),
    ],
)  # fmt: skip
def test_a_check_holds_for_a_visit_while_it_is_given_what_was_checked_on_whatever_day(changes, kept):
    course = {"cycles": 1} if any(change["kind"] == "extend" for change in changes) else {}
    assert held(*changes, **course) == kept


def test_a_check_of_a_visit_that_comes_to_wait_for_a_weight_does_not_hold_until_it_was_weighed():
    weighed = {"changes": [plans.reweigh("72.5kg", "2027-01-26", "2027-01-26")]}
    check = plans.check_with_contents(plans.make_release(**weighed), "EF")
    assert check["visits"] == list(plans.NAMES)
    later = {"changes": [*weighed["changes"], plans.move("C2D1", "2027-02-10", "2027-01-27")]}
    made = plans.make_release(**later, checks=[check])
    assert made.check_of("C2D1") is None
    assert [visit.visit for visit in made.plan.active if visit.provisional] == list(plans.NAMES[4:])
    assert (made.checks[0].visits, made.draft) == (FIRST_CYCLE, False)


@pytest.mark.hazard("H-28")
def test_a_check_whose_contents_are_another_visit_s_counts_for_nothing():
    check = plans.check_with_contents(plans.make_release())
    heavier = plans.check_with_contents(plans.make_release(weight="74kg"))
    assert plans.make_release(checks=[check | {"contents": heavier["contents"]}]).checks[0].visits == ()
    assert plans.make_release(checks=[check | {"contents": {}}]).draft


def test_the_content_of_a_check_is_the_digest_of_what_is_given_without_day_time_or_source():
    """Written by hand: 72.5 kg, 1,450 mg in 72.5 mL, three vials of 500 mg, one bag of 250 mL."""
    owed = (
        '"dose_mg":"20","drug":"dexamethasone","minutes_before":45,"route":"oral","slot":"steroid"',
        '"dose_mg":"650","drug":"acetaminophen","minutes_before":45,"route":"oral","slot":"antipyretic"',
        '"dose_mg":"50","drug":"ranitidine","give_over_minutes":5,"minutes_before":30,"route":"intravenous","slot":"h2_blocker"',
        '"dose_mg":"25","drug":"diphenhydramine","give_over_minutes":1,"minutes_before":30,"route":"intravenous","slot":"antihistamine"',
    )
    written = (
        '{"premedications":[' + ",".join(f"{{{each}}}" for each in owed) + '],"study_drug":{'
        '"bags":[{"bag_ml":"250","concentration_mg_per_ml":"5.8","drug_mg":"1450","drug_ml":"72.5","remove_ml":"72.5"}],'
        '"calculated_mg":"1450","diluent":"sodium chloride 0.9%","discard_mg":"50","drug":"isatuximab",'
        '"mg_per_kg":"20","mg_per_ml":"20","rounded_mg":"1450",'
        '"vials":[{"count":3,"strength_mg":"500","volume_ml":"25"}],"volume_ml":"72.5"},"weighed":"2027-01-02","weight_kg":"72.5"}'
    )
    digest = hashlib.sha256(written.encode()).hexdigest()
    for time in ({}, {"time": "10:00", "time_zone": "Europe/Paris"}):
        visit = plans.visit(plans.make_plan(plans.CONFIRMED, **time), "C1D15")
        assert dose_content(visit) == digest


@pytest.mark.parametrize(
    ("issued", "past"),
    [
        (datetime(2027, 1, 4, 23, 59, tzinfo=UTC), ()),
        (datetime(2027, 1, 5, 0, 0, tzinfo=UTC), ("C1D1",)),
        (datetime(2027, 1, 26, 12, 0, tzinfo=UTC), ("C1D1", "C1D15", "C1D22")),  # C1D8 was omitted
        (datetime(2027, 1, 5, 0, 30, tzinfo=timezone(timedelta(hours=1))), ()),  # still 4 January in UTC
    ],
)
def test_visits_before_the_utc_day_of_issue_are_past(issued, past):
    assert plans.make_release(issued=issued, changes=[plans.omit("C1D8")]).past == past


def test_the_findings_of_the_day_of_issue_stand_beside_the_plans():
    later = plans.make_release(issued=datetime(2027, 3, 1, tzinfo=UTC))
    assert {finding.code for finding in later.findings} - {finding.code for finding in later.plan.findings} == {"past-start"}
    assert [finding.code for finding in plans.make_release().findings] == [finding.code for finding in plans.make_plan().findings]


AFTER = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)  # when the newest weight of these was measured
CHANGED = [plans.omit("C1D8"), plans.reweigh("70kg", "2027-01-12")]


def test_a_release_names_the_fingerprint_of_the_revision_before_it():
    assert (plans.make_release().previous, plans.make_release().document["release"]["previous"]) == (None, None)
    history = plans.make_history(changes=CHANGED)
    made = release(history, AFTER)
    assert made.previous == made.document["release"]["previous"] == history.revisions[1].fingerprint


def test_an_older_revision_is_void_and_says_what_it_said_then():
    history = plans.make_history(changes=CHANGED)
    older = release(history, plans.ISSUED, revision=2)
    assert (older.void, older.revision, older.how) == (True, 2, "C1D8 omitted")
    then = plans.make_release(changes=CHANGED[:1])
    assert not then.void
    assert older.document == then.document
    assert older.fingerprint == then.fingerprint
    with pytest.raises(InputError, match="revision 4 does not exist; the course has 3 revisions"):
        release(history, plans.ISSUED, revision=4)


def test_a_release_holds_what_its_change_changed_and_the_first_nothing():
    assert plans.make_release().difference is None
    made = plans.make_release(changes=CHANGED[:1])
    assert made.difference is not None
    assert [each.visit for each in made.difference.visits if each.cancelled] == ["C1D8"]
    assert (made.difference.old_revision, made.difference.new_revision) == (1, 2)


def test_visits_that_only_an_earlier_revision_held_are_dropped_as_stopped_ones():
    back = plans.make_release(cycles=1, changes=[plans.extend(), plans.undo()])
    assert [(each.visit, each.status) for each in back.dropped] == [(name, "stopped") for name in plans.NAMES[4:]]
    assert plans.make_release(changes=CHANGED).dropped == ()


def test_a_release_carries_the_course_as_its_file_stores_it():
    made = plans.make_release(changes=CHANGED)
    assert made.sealed.fingerprint == plans.make_release().fingerprint
    assert made.sealed.changes[-1].fingerprint == made.fingerprint


def test_the_letterhead_stands_in_the_document_and_is_a4_without_a_name_unless_given():
    assert plans.make_release().document["letterhead"] == {
        "name": None, "address": None, "day_phone": None, "night_phone": None, "paper": "a4", "calendar": None, "emergency_phone": None, "visit_place": None,
    }  # fmt: skip
    made = plans.make_release(letterhead={"name": "Day unit", "paper": "letter"})
    assert made.document["letterhead"] | {"name": "Day unit", "paper": "letter"} == made.document["letterhead"]


def test_the_issue_is_written_in_utc_to_the_second():
    issued = datetime(2027, 1, 3, 10, 0, 0, 999999, tzinfo=timezone(timedelta(hours=1)))
    found = plans.make_release(issued=issued)
    assert found.document["release"]["issued"] == "2027-01-03T09:00:00Z"
    assert (found.engine, found.revision, found.course_id) == (ENGINE, 1, plans.COURSE_ID)


def test_a_moment_of_issue_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        release(plans.make_history(), datetime(2026, 12, 20, 9))  # noqa: DTZ001  # the missing zone is what is tried


def test_the_package_gives_the_function_release_whatever_was_loaded_before():
    import dosing
    import dosing.catalogue
    import dosing.releases

    assert dosing.release is dosing.releases.release
    assert dosing.catalogue.render_files is dosing.render_files


# Checks and what is recorded after them


def after_a_check(*changes: dict[str, Any], by: str = "CD", **course: Any) -> bool:
    """Whether a check of revision 1 still counts after some changes."""
    made = plans.make_release(changes=list(changes), checks=[check_of(by=by)], **course)
    return not made.draft


def test_a_check_counts_on_when_outcomes_are_recorded_after_it_and_not_when_anything_else_is_changed():
    given = [plans.outcome("C1D1", "2027-01-04"), plans.outcome("C1D8", "2027-01-11", in_full=True, reaction="2")]
    assert after_a_check()
    assert after_a_check(*given)
    assert not after_a_check(plans.move("C1D15", "2027-01-20"))
    assert not after_a_check(*given, plans.move("C1D15", "2027-01-20"))
    assert not after_a_check(plans.move("C1D15", "2027-01-20"), *given)
    assert not after_a_check(*given, plans.undo("2027-01-11"))


def test_a_check_of_a_later_revision_counts_on_too_and_those_before_a_change_do_not():
    moved = [plans.move("C1D15", "2027-01-20")]
    second = plans.check_of(plans.make_release(changes=moved)) | {"by": "EF"}
    made = plans.make_release(changes=[*moved, plans.outcome("C1D1", "2027-01-05")], checks=[check_of(), second])
    assert [(check.by, check.visits) for check in made.checks] == [("CD", ()), ("EF", FIRST_CYCLE)]
    assert [check.by for check in made.counting] == ["EF"]
    assert (made.draft, made.checked_by) == (False, "EF")


def test_who_recorded_an_outcome_may_check_and_who_made_the_last_other_change_may_not():
    moved, given = plans.move("C1D15", "2027-01-20"), plans.outcome("C1D1", "2027-01-05") | {"by": "EF"}
    made = plans.make_release(changes=[moved, given])
    for by, draft in (("AB", True), ("EF", False), ("CD", False)):  # AB made the move, EF recorded the outcome
        checked = plans.make_release(changes=[moved, given], checks=[plans.check_of(made, by)])
        assert checked.draft is draft
    assert after_a_check(given | {"by": "CD"})  # who had checked recorded it


def test_a_preparer_does_not_check_whatever_was_recorded_since():
    given = plans.outcome("C1D1", "2027-01-05") | {"by": "EF"}
    made = plans.make_release(prepared_by="CD", changes=[given])
    assert plans.make_release(prepared_by="CD", changes=[given], checks=[plans.check_of(made, "CD")]).draft


def test_a_visit_that_was_checked_stays_so_though_its_rate_steps_follow_what_was_recorded():
    made = plans.make_release(plans.ORDER_RATES)
    check = plans.check_of(made)
    later = plans.make_release(plans.ORDER_RATES, changes=[plans.outcome("C1D1", "2027-01-05")], checks=[check])
    assert [visit.infusion.part for visit in later.plan.visits[:2]] == ["first", "second"]
    assert not later.draft


# A regimen that nobody reviewed, and one that the second calculation does not know

REVIEWED = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02"}]}
LABEL = {"regimen": "label-10-us-kd", "cycles": 1}


def test_a_release_of_the_labels_regimen_is_unreviewed_until_the_site_names_its_review():
    assert plans.make_release(**LABEL).unreviewed
    assert not plans.make_release(REVIEWED, **LABEL).unreviewed
    assert plans.make_release({"reviews": [REVIEWED["reviews"][0] | {"revision": 2}]}, **LABEL).unreviewed
    assert not plans.make_release().unreviewed


def test_a_review_that_comes_with_a_later_site_counts_from_its_revision_on():
    later = plans.change("resite", "2027-01-05", site=plans.make_site(REVIEWED, "label-10-us-kd"))
    history = plans.make_history(**LABEL, changes=[later])
    assert [release(history, plans.ISSUED, revision=number).unreviewed for number in (1, 2)] == [True, False]


def test_a_regimen_of_which_the_second_calculation_has_no_record_is_said(monkeypatch):
    assert "regimen-not-known" not in {told.code for told in plans.make_release().findings}
    monkeypatch.setattr("dosing.releases.unknown_regimen", lambda _: "The second calculation holds no record of it.")
    (told,) = [each for each in plans.make_release().findings if each.code == "regimen-not-known"]
    assert (told.severity, told.visit, told.message) == ("caution", None, "The second calculation holds no record of it.")
