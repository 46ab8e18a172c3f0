"""What one course has to come: which visits, how far each can be relied on, and what is due on a day."""

from datetime import UTC, date, datetime

import pytest

from dosing.coming import coming_of
from tests.plans import check_with_contents, checked, make_release, move, omit, outcome, reweigh
from tests.units import coming, released

UNREVIEWED = {"regimen": "label-10-us-kd", "cycles": 1}


def test_what_is_prepared_for_a_visit_is_what_the_plan_says_of_it() -> None:
    # 72.5 kg x 20 mg/kg = 1,450 mg in 72.5 mL, out of three vials of 500 mg with 50 mg left, in one bag.
    visit = coming(1).visits[0]
    assert (visit.visit, visit.date, visit.called) == ("C1D1", date(2027, 1, 4), "ISLAY-001")
    assert (str(visit.rounded_mg), str(visit.volume_ml), str(visit.discard_mg)) == ("1450.0", "72.5", "50.0")
    assert [(str(each.strength_mg), each.count) for each in visit.vials] == [("500", 3)]
    assert [(str(bag.bag_ml), str(bag.drug_ml)) for bag in visit.bags] == [("250", "72.5")]
    assert [each.said.replace("\N{NO-BREAK SPACE}", " ") for each in visit.premedications] == [
        "dexamethasone 20 mg oral",
        "acetaminophen 650 mg oral",
        "ranitidine 50 mg intravenous",
        "diphenhydrAMINE 25 mg intravenous",
    ]


def test_a_course_without_a_label_is_called_by_the_beginning_of_its_id() -> None:
    assert coming(1, label=None).visits[0].called == "no label (00000001)"


def test_visits_that_were_omitted_stopped_or_not_given_are_not_to_come() -> None:
    changes = [outcome("C1D1", "2027-01-04", not_given=True), omit("C1D8", "2027-01-05")]
    assert [each.visit for each in coming(1, cycles=1, changes=changes).visits] == ["C1D15", "C1D22"]


def test_visits_stand_in_the_order_of_their_days_with_the_day_they_were_moved_to() -> None:
    found = coming(1, cycles=1, changes=[move("C1D15", "2027-01-20")]).visits
    assert [each.date.day for each in found] == [4, 11, 20, 27]


@pytest.mark.parametrize(
    ("made", "states"),
    [
        (released(1), ["draft"] * 4 + ["provisional"] * 4),
        (checked(released(1)), ["checked"] * 4 + ["provisional"] * 4),
        (make_release(**UNREVIEWED), ["unreviewed"]),
    ],
)
def test_a_visit_is_checked_a_draft_or_waits_for_a_weight_and_of_values_that_nobody_reviewed_it_is_neither(made, states) -> None:
    assert [each.state for each in coming_of(made).visits][: len(states)] == states


def test_a_finding_is_said_of_the_visits_that_it_touches_and_what_is_of_the_whole_course_is_not() -> None:
    found = coming(1)
    weigh = next(each for each in found.findings if each.code == "weigh-before-cycle")
    assert weigh.visits == ("C2D1", "C2D8", "C2D15", "C2D22")
    assert {"entry-facts", "past-start", "trial-terminated"}.isdisjoint(each.code for each in found.findings)


@pytest.mark.parametrize(
    ("check", "on", "due"),
    [
        (False, "2027-01-03", ("check",)),  # a draft, the day before its first visit
        (True, "2027-01-02", ()),  # checked, two days before
        (True, "2027-01-03", ("print",)),  # checked, tomorrow
        (True, "2027-01-04", ("print",)),  # today
        (True, "2027-01-26", ("weigh",)),  # the first cycle is over, and the next one waits for a weight
        (False, "2027-01-26", ("weigh",)),  # and nothing of it can be checked yet
        (True, "2027-02-23", ()),  # the last visit was yesterday
    ],
)
def test_what_is_due_on_a_day_is_weighing_checking_or_printing(check: bool, on: str, due: tuple[str, ...]) -> None:
    assert coming(1, check=check).due(date.fromisoformat(on)) == due


def test_the_next_visit_is_the_first_of_which_nothing_is_recorded() -> None:
    given = coming(1, changes=[outcome("C1D1", "2027-01-04")])
    following = given.next_visit(date(2027, 1, 4))
    assert following is not None
    assert (following.visit, given.visits[0].outcome) == ("C1D8", "given in full")
    assert given.next_visit(date(2027, 3, 1)) is None


def test_vials_are_a_trials_where_its_drug_is_labelled_so_unless_the_site_says_otherwise() -> None:
    supplies = [coming(1, site).visits[0].supply for site in (None, {"vial_supply": "stock"}, {"vial_supply": "patient"})]
    assert supplies == ["trial", "stock", "patient"]
    assert coming_of(make_release(**UNREVIEWED)).visits[0].supply == "stock"


# What was found holds from one day of issue to another, and on the first day after it something else is found.
ISSUES = [
    ({}, None, "2027-01-02", "2027-01-04"),  # from the day of the weight to that of the first visit
    ({}, "2027-01-05", "2027-01-05", None),  # once the course has begun
    ({"changes": [reweigh("72kg", "2027-01-25")]}, "2027-01-26", "2027-01-25", None),
    ({"changes": [outcome("C1D1", "2027-01-06")]}, "2027-01-08", "2027-01-06", None),
]


@pytest.mark.parametrize(("course", "on", "first", "last"), ISSUES)
def test_it_names_the_days_of_issue_for_which_it_holds(course, on, first: str, last: str | None) -> None:
    issued = datetime.fromisoformat(f"{on}T09:00:00+00:00") if on else None
    found = coming(1, issued=issued, **course)
    assert (found.first_issue.isoformat(), found.last_issue and found.last_issue.isoformat()) == (first, last)
    assert found.holds(found.first_issue)
    assert not found.holds(date.fromordinal(found.first_issue.toordinal() - 1))


def test_a_comparison_that_becomes_a_year_old_ends_the_days_for_which_it_holds() -> None:
    from tests.plans import ORDER_RATES

    course = {"start": "2027-12-06", "weighed": "2027-12-05", "issued": datetime(2027, 12, 1, 9, tzinfo=UTC), "weight": "72.5kg"}
    with pytest.raises(Exception, match="after the day of issue"):
        released(1, ORDER_RATES, **course)
    early = coming(1, ORDER_RATES, **{**course, "weighed": "2027-11-30"})
    # Compared on 1 December 2026: the 365th day after it is 1 December 2027.
    assert early.last_issue == date(2027, 12, 1)
    later = coming(1, ORDER_RATES, **{**course, "weighed": "2027-11-30", "issued": datetime(2027, 12, 2, 9, tzinfo=UTC)})
    assert "compared-old" in {each.code for each in later.findings} - {each.code for each in early.findings}


def test_a_check_that_is_stored_in_the_course_file_makes_its_visits_checked() -> None:
    made = make_release(prepared_by="AB")
    again = make_release(prepared_by="AB", checks=[check_with_contents(made)])
    assert [each.state for each in coming_of(again).visits][:4] == ["checked"] * 4
