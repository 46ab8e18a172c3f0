"""When something was recorded and checked, and by whom: what the second calculation names of a release, by its own path."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, label_rates, paths, with_change

CHANGE = "inputs.course.changes[0]"


def issued(moment: str, kind: str, when: str, **keys: object) -> dict[str, Any]:
    document = with_change(day_only(), kind, when, **keys)
    document["release"]["issued"] = moment
    return document


@pytest.mark.parametrize(
    ("moment", "when", "named"),
    [
        ("2027-01-11T09:59:59Z", "2027-01-11", False),
        ("2027-01-11T09:59:59Z", "2027-01-12", True),
        ("2027-01-11T10:00:00Z", "2027-01-12", False),  # on an island 14 hours ahead it is the 12th by then
        ("2027-01-11T23:59:59Z", "2027-01-12", False),
        ("2027-01-11T23:59:59Z", "2027-01-13", True),
    ],
)
@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("outcome", {"visit": "C1D1", "in_full": True}),
        ("outcome", {"visit": "C1D1", "not_given": True}),
        ("omit", {"visit": "C1D8", "not_given": True}),
        ("move", {"visit": "C1D8", "to": "2027-01-20", "following": "keep", "not_given": True}),
    ],
)
def test_what_was_given_or_not_is_recorded_of_a_day_that_has_begun_somewhere(
    moment: str, when: str, named: bool, kind: str, keys: dict[str, Any]
) -> None:
    assert (f"{CHANGE}.when" in paths(issued(moment, kind, when, **keys))) is named


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("omit", {"visit": "C1D8", "not_given": False}),
        ("move", {"visit": "C1D8", "to": "2027-01-20", "following": "keep"}),
        ("rebase", {}),
    ],
)
def test_a_change_of_what_is_still_to_come_may_have_a_later_day(kind: str, keys: dict[str, Any]) -> None:
    assert f"{CHANGE}.when" not in paths(issued("2027-01-03T09:00:00Z", kind, "2027-03-01", **keys))


def with_checks(*checks: dict[str, Any], by: tuple[str, ...] = ()) -> dict[str, Any]:
    """CD prepared the course, and others changed something, one after the other; then it was checked."""
    document = label_rates()
    for initials in by:
        with_change(document, "rebase")
        document["inputs"]["course"]["changes"][-1]["by"] = initials
    document["release"]["checks"] = [{"by": "EF", "on": "2027-01-03", "visits": ["C1D1"], **check} for check in checks]
    return document


def checks_named(document: dict[str, Any]) -> set[str]:
    return {path.removeprefix("release.") for path in paths(document) if path.startswith("release.checks")}


@pytest.mark.parametrize(
    ("checks", "by", "named"),
    [
        ([{"revision": 1}], (), set()),
        ([{"revision": 1, "by": "CD"}], (), {"checks[0].by"}),
        ([{"revision": 2}], (), {"checks[0].revision"}),
        # AB made revision 2 and GH revision 3.
        ([{"revision": 1, "by": "AB"}], ("AB", "GH"), set()),
        ([{"revision": 2, "by": "AB"}], ("AB", "GH"), {"checks[0].by"}),
        ([{"revision": 2, "by": "GH"}], ("AB", "GH"), set()),
        ([{"revision": 3, "by": "GH"}], ("AB", "GH"), {"checks[0].by"}),
        # A check of the same revision, or of a later one, checked nothing before this one.
        ([{"revision": 2}, {"revision": 2, "by": "AB"}], ("AB", "GH"), {"checks[1].by"}),
        ([{"revision": 3}, {"revision": 2, "by": "AB"}], ("AB", "GH"), {"checks[1].by"}),
        ([{"revision": 2}, {"revision": 3, "by": "AB"}], ("AB", "GH"), set()),
        ([{"revision": 2}, {"revision": 3, "by": "GH"}], ("AB", "GH"), {"checks[1].by"}),
        # The latest of the checks before counts, in whichever order they stand.
        ([{"revision": 3}, {"revision": 1}, {"revision": 4, "by": "AB"}], ("AB", "GH", "IJ"), set()),
        ([{"revision": 3}, {"revision": 1}, {"revision": 4, "by": "IJ"}], ("AB", "GH", "IJ"), {"checks[2].by"}),
        # What cannot be read of one check keeps no other from being read.
        ([{"revision": "1"}, {"revision": 1, "by": "CD"}], (), {"checks[0].revision", "checks[1].by"}),
        ([{"revision": 0}, {"revision": 1, "by": "CD"}], (), {"checks[0].revision", "checks[1].by"}),
        # Older documents do not say of which revision a check is: the last change counts, and who prepared the course.
        ([{"by": "AB"}, {"by": "GH"}, {"by": "CD"}], ("AB", "GH"), {"checks[1].by", "checks[2].by"}),
        ([{"by": "AB"}, {"revision": 3, "by": "GH"}], ("AB", "GH"), {"checks[1].by"}),
        ([{"visits": []}, {"revision": 3, "visits": ["C3D1"]}], ("AB", "GH"), {"checks[0].visits", "checks[1].visits[0]"}),
        ([{"visits": ["C2D1"]}, {"revision": 1, "visits": ["C2D1"]}], (), {"checks[1].visits[0]"}),  # waits for a weight
    ],
)
def test_nobody_checks_what_they_prepared_or_changed_since_the_check_before(
    checks: list[dict[str, Any]], by: tuple[str, ...], named: set[str]
) -> None:
    assert checks_named(with_checks(*checks, by=by)) == named


@pytest.mark.parametrize("by", ["CD", "cd", "C.D.", "C D", "ĆD", "ＣＤ", "c-d"])
def test_initials_are_the_same_whatever_their_case_accents_dots_and_spaces(by: str) -> None:
    assert checks_named(with_checks({"revision": 1, "by": by})) == {"checks[0].by"}


def test_nobody_is_known_to_have_prepared_a_course_whose_preparer_is_empty() -> None:
    document = with_checks({"revision": 1, "by": ""})
    document["inputs"]["course"]["prepared_by"] = None
    assert checks_named(document) == set()


def test_a_check_of_a_course_that_was_stopped_altogether_names_no_visit() -> None:
    document = with_change(with_checks({"visits": []}), "stop", visit="C1D1")
    assert checks_named(document) == set()
    assert checks_named(with_checks({"visits": []})) == {"checks[0].visits"}


@pytest.mark.parametrize(("visit", "named"), [(None, False), ("C1D8", False), ("C2D22", False), ("C3D1", True), (8, True)])
def test_a_finding_is_about_a_visit_of_the_regimen_or_about_none(visit: object, named: bool) -> None:
    document = label_rates()
    document["findings"][1]["visit"] = visit
    assert paths(document) == ({"findings[1].visit"} if named else set())


def test_every_finding_is_held_to_the_visits_of_the_regimen() -> None:
    document = label_rates()
    for finding in document["findings"][:2]:
        finding["visit"] = "C3D1"
    found = {each.path: each.reason for each in recheck(document)}
    assert found.keys() == {"findings[0].visit", "findings[1].visit"}
    assert found["findings[0].visit"] == "one of these belongs here: C1D1, C1D8, C1D15, C1D22, C2D1, C2D8, C2D15, C2D22"
