"""The one way to a view: the second calculation, the fingerprint, draft or checked, and what is past."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from dosing import ENGINE
from dosing.findings import Finding
from dosing.plan import Plan
from dosing.releases import Disagreed, release
from tests import plans


def tampered(plan: Plan, **study_drug: Any) -> Plan:
    """A plan whose first visit says something else about its drug."""
    first, *others = plan.visits
    assert first.study_drug is not None
    wrong = dataclasses.replace(first, study_drug=dataclasses.replace(first.study_drug, **study_drug))
    return dataclasses.replace(plan, visits=(wrong, *others))


def fingerprint_of(**course: Any) -> str:
    return plans.make_release(**course).fingerprint


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rounded_mg": Decimal(1449)}, "C1D1 study_drug.rounded_mg is 1,449 in the document; recalculated it is 1,450."),
        ({"volume_ml": Decimal("72.4")}, "C1D1 study_drug.volume_ml is 72.4"),
        ({"discard_mg": Decimal(0)}, "C1D1 study_drug.discard_mg is 0"),
        ({"diluent": "water"}, "C1D1 study_drug.diluent is water"),
        ({"concentration_mg_per_ml": Decimal("5.80001")}, "C1D1 study_drug.concentration_mg_per_ml"),
    ],
)
def test_a_number_that_the_second_calculation_does_not_confirm_is_refused(wrong, named):
    with pytest.raises(Disagreed) as raised:
        release(tampered(plans.make_plan(), **wrong), plans.ISSUED)
    assert raised.value.exit_code == 3
    assert named in str(raised.value)
    assert {finding.severity for finding in raised.value.findings} == {"refuse"}


def test_a_visit_on_another_day_is_refused():
    plan = plans.make_plan()
    late = dataclasses.replace(plan.visits[7], date=plan.visits[7].date + timedelta(days=1))
    with pytest.raises(Disagreed, match="C2D22 date"):
        release(dataclasses.replace(plan, visits=(*plan.visits[:7], late)), plans.ISSUED)


def test_a_revision_is_a_draft_until_somebody_checked_that_very_fingerprint():
    digest = fingerprint_of()
    check = {"revision": 1, "by": "CD", "on": "2026-12-20", "fingerprint": digest}
    assert plans.make_release().draft
    checked = plans.make_release(checks=[check])
    assert (checked.draft, checked.checked_by, checked.fingerprint) == (False, "CD", digest)
    assert plans.make_release(checks=[check | {"fingerprint": "0" * 64}]).draft
    assert plans.make_release(checks=[check | {"revision": 2}]).draft


def test_a_new_revision_is_a_draft_again():
    digest = fingerprint_of()
    check = {"revision": 1, "by": "CD", "on": "2026-12-20", "fingerprint": digest}
    assert plans.make_release(checks=[check], changes=[plans.reweigh("70kg", "2027-01-10")]).draft


def test_an_undo_does_not_bring_the_old_check_back():
    check = {"revision": 1, "by": "CD", "on": "2026-12-20", "fingerprint": fingerprint_of()}
    assert plans.make_release(checks=[check], changes=[plans.omit("C1D8"), plans.undo()]).draft


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


def test_issue_time_engine_and_a_start_in_the_past_stand_outside_the_fingerprint():
    later = plans.make_release(issued=datetime(2027, 3, 1, tzinfo=UTC))
    assert "past-start" in [finding.code for finding in later.findings]
    assert later.fingerprint == fingerprint_of()
    assert release(plans.make_plan(), plans.ISSUED, "dosing 9.9.9").fingerprint == fingerprint_of()


def test_better_words_never_void_a_fingerprint_but_another_finding_does():
    plan = plans.make_plan()
    reworded = tuple(dataclasses.replace(told, message="Said better.") for told in plan.findings)
    assert release(dataclasses.replace(plan, findings=reworded), plans.ISSUED).fingerprint == fingerprint_of()
    more = (*plan.findings, Finding("something-new", "note", None, "Something new."))
    assert release(dataclasses.replace(plan, findings=more), plans.ISSUED).fingerprint != fingerprint_of()


def test_paper_stands_outside_the_fingerprint_also_in_a_later_site():
    assert plans.make_release({"paper": "letter"}).document["inputs"]["site"]["paper"] == "letter"
    assert plans.make_release({"paper": "letter"}).fingerprint == fingerprint_of()

    def with_later(site: dict[str, Any]) -> str:
        return fingerprint_of(changes=[plans.resite(site, when="2027-01-10")])

    assert with_later({}) == with_later({"paper": "letter"})
    assert with_later({}) != with_later({"bag": {"volume_ml": "500"}})


@pytest.mark.parametrize(
    "other",
    [
        {"weight": "72.6kg"},
        {"start": "2027-01-05"},
        {"cycles": 1},
        {"label": "B"},
        {"weighed": None},
        {"born": "1990-01-01"},
        {"changes": [plans.omit("C1D8"), plans.undo()]},
    ],
)
def test_every_other_input_is_in_the_fingerprint(other):
    assert fingerprint_of(**other) != fingerprint_of()


def test_the_issue_is_written_in_utc_to_the_second():
    issued = datetime(2026, 12, 20, 10, 0, 0, 999999, tzinfo=timezone(timedelta(hours=1)))
    found = plans.make_release(issued=issued)
    assert found.document["release"]["issued"] == "2026-12-20T09:00:00Z"
    assert (found.engine, found.revision, found.course_id) == (ENGINE, 1, plans.COURSE_ID)


def test_a_moment_of_issue_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        release(plans.make_plan(), datetime(2026, 12, 20, 9))  # noqa: DTZ001  # the missing zone is what is tried


def test_the_package_gives_the_function_release_whatever_was_loaded_before():
    import dosing
    import dosing.releases
    import dosing.render

    assert dosing.release is dosing.releases.release
    assert dosing.render.render_files is dosing.render_files
