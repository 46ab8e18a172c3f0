"""What depends on the day of issue: nothing that the program can know before."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dosing.findings import Refused
from dosing.releases import release
from dosing.rules.checks.issue import Issue, issue_findings, same_issues
from tests import plans

REVIEW = {"regimen": "label-10-us-kd", "revision": 1, "by": "EF"}


def issued(on: datetime, site: dict[str, Any] | None = None, **course: Any) -> list[str]:
    """The codes that the day of issue adds to a plan; those of a refusal where it is refused."""
    try:
        made = plans.make_release(site, issued=on, **course)
    except Refused as raised:
        return [each.code for each in raised.findings]
    return sorted({each.code for each in made.findings} - {each.code for each in made.plan.findings})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("on", "codes"), [("2027-01-04T23:59", []), ("2027-01-05T00:00", ["past-start"])])
def test_a_first_visit_before_the_day_of_issue_is_noted(on, codes):
    assert issued(at(on)) == codes


def test_a_first_visit_before_the_day_of_issue_is_said_of_that_visit():
    (told,) = [each for each in plans.make_release(issued=at("2027-01-05T09:00")).findings if each.code == "past-start"]
    assert (told.severity, told.visit) == ("note", "C1D1")
    assert told.message == "The first visit, Monday 4 January 2027, lies before the day of issue."


def test_it_is_no_finding_of_the_plan_itself_which_is_the_same_on_any_day():
    assert "past-start" not in plans.codes(plans.make_plan(start="2017-01-01", weighed=None))


# A day of the clock on the wall is nowhere more than 14 hours ahead of UTC


@pytest.mark.hazard("H-26")
@pytest.mark.parametrize(
    ("on", "codes"),
    [
        ("2027-01-02T00:00", []),
        ("2027-01-01T10:00", []),  # midnight of the 2nd, 14 hours ahead
        ("2027-01-01T09:59", ["weight-after-issue"]),
        ("2026-12-31T12:00", ["weight-after-issue"]),
    ],
)
def test_a_weight_that_nobody_can_have_measured_yet_is_refused(on, codes):
    assert issued(at(on)) == codes  # measured on 2 January


def test_every_weight_is_held_against_the_day_of_issue_and_the_one_that_was_corrected_is_not():
    later = [plans.reweigh("70kg", "2027-01-12")]
    assert issued(at("2027-01-12T00:00"), changes=later) == ["past-start"]
    assert issued(at("2027-01-10T12:00"), changes=later) == ["weight-after-issue"]
    mended = [plans.correct("2026-12-20", weighed="2026-12-19")]
    assert issued(at("2026-12-20T09:00"), changes=mended) == []


def test_a_weight_after_the_day_of_issue_says_both_days():
    with pytest.raises(Refused) as raised:
        plans.make_release(issued=at("2026-12-20T09:00"))
    (told,) = raised.value.findings
    assert (told.severity, told.message) == (
        "refuse",
        "A weight was measured on Saturday 2 January 2027, after the day of issue, Sunday 20 December 2026; write the day on which it was measured.",
    )


def test_an_older_revision_is_refused_for_nothing_that_the_day_of_issue_says():
    history = plans.make_history(changes=[plans.omit("C1D8")])
    made = release(history, at("2026-12-20T09:00"), revision=1)
    assert made.findings[0].code == "weight-after-issue"


# Comparisons


def compared(on: str) -> dict[str, Any]:
    return {"infusion": plans.ORDER_RATES["infusion"] | {"compared_on": on}}


@pytest.mark.parametrize(
    ("compared_on", "codes"),
    [
        ("2026-01-03", []),  # 365 days before 3 January 2027
        ("2026-01-02", ["compared-old"]),
        ("2027-01-03", []),
        ("2027-01-04", []),  # by 10:00 in UTC it is the 4th somewhere
        ("2027-01-05", ["compared-future"]),
    ],
)
def test_a_comparison_of_rates_is_not_more_than_a_year_old_and_not_of_a_day_to_come(compared_on, codes):
    assert issued(at("2027-01-03T10:00"), compared(compared_on)) == codes


def test_rates_that_are_not_used_need_no_comparison():
    unused = {"infusion": plans.ORDER_RATES["infusion"] | {"profile": None, "compared_on": "2020-01-01"}}
    assert issued(at("2027-01-03T10:00"), unused) == []


@pytest.mark.parametrize(
    ("on", "codes"), [("2026-01-03", []), ("2026-01-02", ["compared-old"]), ("2027-01-04", []), ("2027-01-05", ["compared-future"])]
)
def test_a_review_of_the_regimen_is_held_to_the_same(on, codes):
    course = {"regimen": "label-10-us-kd", "cycles": 1}
    assert issued(at("2027-01-03T10:00"), {"reviews": [REVIEW | {"on": on}]}, **course) == codes


def test_a_review_of_another_regimen_or_revision_is_not_asked():
    old = [REVIEW | {"on": "2020-01-01", "revision": 2}, REVIEW | {"on": "2020-01-01", "regimen": "label-10-us-pd"}]
    assert issued(at("2027-01-03T10:00"), {"reviews": old}, regimen="label-10-us-kd", cycles=1) == []
    assert issued(at("2027-01-03T10:00"), {"reviews": [REVIEW | {"on": "2020-01-01", "regimen": "islay"}]}) == []


def test_what_is_old_says_what_was_compared_and_when():
    made = plans.make_release(compared("2025-12-01"), issued=at("2027-01-03T10:00"))
    (told,) = [each for each in made.findings if each.code == "compared-old"]
    assert told.severity == "caution"
    assert told.message == (
        "The steps of order-14 were compared with the order that they follow on Monday 1 December 2025, "
        "more than a year before the day of issue: compare again."
    )


def test_the_site_after_every_change_is_the_one_that_is_asked():
    changes = [plans.resite(compared("2026-12-15"), "2027-01-02")]
    assert issued(at("2027-01-03T10:00"), compared("2025-12-01"), changes=changes) == []


def test_the_findings_of_the_day_are_those_of_four_checks():
    plan = plans.make_plan(compared("2027-02-01"))
    made = Issue(plan.regimen, plan.site, plan.visits, (date(2027, 1, 2),), (("C1D1", date(2027, 1, 4)),), at("2026-12-20T09:00"))
    assert [told.code for told in issue_findings(made)] == ["weight-after-issue", "recorded-ahead", "compared-future"]


# From when to when the day of issue says the same


@pytest.mark.parametrize(
    ("weighed", "recorded", "on", "same"),
    [
        # Nothing was typed that could lie ahead: the same on every day until that of the first visit, and on every day after it.
        ((), (), "2027-01-03T09:00", (date.min, date(2027, 1, 4))),
        ((), (), "2027-01-05T09:00", (date(2027, 1, 5), None)),
        ((date(2027, 1, 2),), (), "2027-01-03T09:00", (date(2027, 1, 2), date(2027, 1, 4))),
        ((date(2027, 1, 2),), (("C1D1", date(2027, 1, 6)),), "2027-01-09T09:00", (date(2027, 1, 6), None)),
    ],
)
def test_the_days_of_issue_on_which_the_same_is_said(weighed, recorded, on, same):
    plan = plans.make_plan()
    assert same_issues(Issue(plan.regimen, plan.site, plan.visits, weighed, recorded, at(on))) == same


@pytest.mark.parametrize(
    ("on", "same"),
    [
        # Compared on 1 December 2026: 365 days later is 1 December 2027, and from the 2nd on it is old.
        ("2027-01-04T09:00", (date(2026, 12, 1), date(2027, 1, 4))),
        ("2027-01-05T09:00", (date(2027, 1, 5), date(2027, 12, 1))),
        ("2027-12-01T23:59", (date(2027, 1, 5), date(2027, 12, 1))),
        ("2027-12-02T00:00", (date(2027, 12, 2), None)),
    ],
)
def test_what_was_compared_is_old_from_a_day_on(on, same):
    plan = plans.make_plan(compared("2026-12-01"))
    assert same_issues(Issue(plan.regimen, plan.site, plan.visits, (), (), at(on))) == same


def test_an_old_comparison_is_said_of_every_visit_that_takes_place():
    made = plans.make_release(compared("2025-12-01"), issued=at("2027-01-03T10:00"), changes=[plans.omit("C1D8", "2027-01-03")])
    (told,) = [each for each in made.findings if each.code == "compared-old"]
    assert told.touches == ("C1D1", *plans.NAMES[2:])
