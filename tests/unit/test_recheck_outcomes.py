"""What the second calculation makes of what was given: the visit it is said of, the next one, and with which steps that begins."""

import copy
from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, sealed, two_bags, visit, with_change, with_input

CHANGE = "inputs.course.changes[0]"
DAYS = {
    "C1D1": "2027-01-04", "C1D8": "2027-01-11", "C1D15": "2027-01-18", "C1D22": "2027-01-25",
    "C2D1": "2027-02-01", "C2D8": "2027-02-08", "C2D15": "2027-02-15", "C2D22": "2027-02-22",
}  # fmt: skip
NOTHING: dict[str, Any] = {"in_full": False, "given_ml": None, "reaction": None, "not_given": False}


def recorded(document: dict[str, Any], name: str, when: str = "", **said: object) -> dict[str, Any]:
    """A document with one outcome more, issued once it was recorded; a visit of that day is not past yet."""
    found = with_change(document, "outcome", when or DAYS[name], visit=name, **said)
    found["release"]["issued"] = max(found["release"]["issued"], f"{when or DAYS[name]}T09:00:00Z")
    found["release"]["past"] = [each["visit"] for each in found["visits"] if each["date"] < found["release"]["issued"][:10]]
    return found


def all_given(document: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        recorded(document, name, in_full=True)
    return document


def parts(document: dict[str, Any]) -> list[str]:
    """With which steps each visit begins; the document states the first ones everywhere."""
    found = recalculated(document)
    assert not [path for path in found if path.startswith("inputs")]
    return [found.get(f"visits.{name}.infusion.part", "first") for name in DAYS if visit(document, name)["infusion"]]


def test_what_was_given_stands_at_its_visit_and_at_the_next_one() -> None:
    document = recorded(day_only(), "C1D1", given_ml="200.5", reaction="2")
    said = {"visit": "C1D1", "in_full": False, "given_ml": "200.5", "reaction": "2", "not_given": False}
    assert recalculated(document) == {"visits.C1D1.given": said, "visits.C1D8.outcome": said}
    visit(document, "C1D1")["given"] = said
    visit(document, "C1D8")["outcome"] = said
    assert recheck(sealed(document)) == []


def test_nothing_recorded_begins_every_infusion_with_the_first_steps() -> None:
    assert parts(label_rates()) == ["first"] * 8


def test_after_each_infusion_given_in_full_the_next_one_takes_the_next_steps() -> None:
    assert parts(all_given(label_rates(), "C1D1")) == ["first", "second", *["first"] * 6]
    assert parts(all_given(label_rates(), "C1D1", "C1D8", "C1D15", "C1D22")) == [
        "first",
        "second",
        "later",
        "later",
        "later",
        *["first"] * 3,
    ]


@pytest.mark.parametrize("said", [{"given_ml": "250"}, {"given_ml": "100"}, {"reaction": "1"}, {"in_full": True, "reaction": "1"}])
def test_after_less_than_all_or_a_reaction_the_next_infusion_takes_the_first_steps(said: dict[str, Any]) -> None:
    document = recorded(all_given(label_rates(), "C1D1", "C1D8"), "C1D15", **said)
    assert parts(document) == ["first", "second", "later", *["first"] * 5]
    # After that it goes on from the second steps again.
    assert parts(all_given(document, "C1D22"))[3:6] == ["first", "second", "first"]


def test_a_visit_that_is_recorded_as_not_given_is_no_infusion_before_the_next_one() -> None:
    document = recorded(all_given(label_rates(), "C1D1"), "C1D8", not_given=True)
    found = recalculated(document)
    assert found["visits.C1D8.given"] == {"visit": "C1D8", **NOTHING, "not_given": True}
    assert found["visits.C1D8.outcome"]["visit"] == found["visits.C1D15.outcome"]["visit"] == "C1D1"
    assert found["visits.C1D15.infusion_number"] == 2  # what was not given is no infusion
    # C1D15 is 14 days after C1D1: its own interval of 7 and the site's 7 days more.
    assert parts(document) == ["first", "second", "second", *["first"] * 5]


@pytest.mark.parametrize(
    ("to", "again", "part"),
    [
        ("2027-01-18", 7, "second"),
        ("2027-01-19", 7, "first"),
        ("2027-01-19", 8, "second"),
        ("2027-01-11", 0, "second"),
        ("2027-01-12", 0, "first"),
    ],
)
def test_the_first_steps_begin_again_later_than_the_own_interval_and_the_days_of_the_site(to: str, again: int, part: str) -> None:
    # C1D8 is 7 days after C1D1, which was on 4 January: 11 January and the site's days.
    document = with_input(label_rates(), "site.infusion.first_again_after_days", again)
    with_change(all_given(document, "C1D1"), "move", visit="C1D8", to=to, following="shift")
    assert parts(document)[1] == part


def test_the_own_interval_is_that_of_the_regimen_although_the_visit_between_was_left_out() -> None:
    # In cycle 2 of the label's regimen visits are 14 days apart: C2D15 may be 21 days after the infusion before it, and C2D1 14 days.
    document = two_bags()
    for name in ("C1D15", "C1D22", "C2D1"):
        recorded(document, name, in_full=True)
    moved = with_change(document, "move", "2027-02-02", visit="C2D15", to="2027-02-22", following="shift")
    assert recalculated(moved)["visits.C2D15.infusion.part"] == "later"
    later = with_change(moved, "move", "2027-02-02", visit="C2D15", to="2027-02-23", following="shift")
    assert "visits.C2D15.infusion.part" not in recalculated(later)  # the document states the first steps


def test_the_site_in_force_on_the_day_of_the_visit_says_after_how_many_days_the_first_steps_begin_again() -> None:
    site = label_rates()["inputs"]["site"]
    site["infusion"]["first_again_after_days"] = 0
    document = with_change(all_given(label_rates(), "C1D1"), "move", visit="C1D8", to="2027-01-12", following="shift")
    assert parts(document)[1] == "second"
    assert parts(with_change(document, "resite", "2027-01-12", site=site))[1] == "first"


def test_a_later_outcome_of_the_same_visit_replaces_the_earlier_one_and_an_undo_takes_it_back() -> None:
    document = recorded(all_given(label_rates(), "C1D1"), "C1D1", "2027-01-05", reaction="3")
    found = recalculated(document)
    assert found["visits.C1D1.given"] == {"visit": "C1D1", **NOTHING, "reaction": "3"}
    assert parts(document)[1] == "first"
    assert parts(with_change(document, "undo"))[1] == "second"
    assert parts(with_change(document, "undo"))[1] == "first"
    assert "visits.C1D1.given" not in recalculated(document)


def test_a_visit_that_does_not_take_place_has_no_outcome_and_none_before_it() -> None:
    document = with_change(all_given(day_only(), "C1D1"), "omit", visit="C1D8", not_given=False)
    found = recalculated(document)
    assert "visits.C1D8.outcome" not in found
    assert found["visits.C1D15.outcome"]["visit"] == "C1D1"
    stopped = with_change(document, "stop", visit="C1D1")
    assert not [path for path in recalculated(stopped) if path.endswith((".given", ".outcome"))]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({}, "not_given"),  # nothing is said
        ({"not_given": True, "in_full": True}, "not_given"),
        ({"not_given": True, "given_ml": "1"}, "not_given"),
        ({"not_given": True, "reaction": "1"}, "not_given"),
        ({"in_full": True, "given_ml": "250"}, "given_ml"),
        ({"given_ml": "0"}, "given_ml"),
        ({"given_ml": 200}, "given_ml"),
        ({"given_ml": "200.0"}, "given_ml"),
        ({"given_ml": "250.1"}, "given_ml"),
        ({"reaction": "0"}, "reaction"),
        ({"reaction": "6"}, "reaction"),
        ({"reaction": 2}, "reaction"),
        ({"in_full": "true"}, "in_full"),
        ({"in_full": None}, "in_full"),
        ({"not_given": 0}, "not_given"),
    ],
)
def test_an_outcome_that_says_nothing_too_much_or_two_things_is_named(said: dict[str, Any], key: str) -> None:
    assert f"{CHANGE}.{key}" in paths(recorded(day_only(), "C1D1", **said))


def test_an_outcome_that_was_taken_back_is_held_to_the_same() -> None:
    document = sealed(with_change(recorded(day_only(), "C1D1", in_full=True, given_ml="250"), "undo"))
    assert paths(document) == {f"{CHANGE}.given_ml"}


@pytest.mark.parametrize(
    ("bag", "most", "more"), [({}, "250", "250.1"), ({"count": 2}, "500", "500.1"), ({"volume_ml": "500"}, "500", "500.1")]
)
def test_no_more_is_given_than_the_bags_hold(bag: dict[str, Any], most: str, more: str) -> None:
    document = day_only()
    document["inputs"]["site"]["bag"] |= bag
    recorded(document, "C1D1", given_ml=most)
    assert f"{CHANGE}.given_ml" not in paths(document)
    document["inputs"]["course"]["changes"][0]["given_ml"] = more
    assert f"{CHANGE}.given_ml" in paths(document)


@pytest.mark.parametrize(("replaced", "named"), [(False, True), (True, False)])
def test_an_amount_that_was_replaced_is_held_to_the_bags_of_its_own_time_alone(replaced: bool, named: bool) -> None:
    # 300 mL of a bag of 500 mL; a site with a bag of 250 mL comes in force on the same day.
    document = day_only()
    small = copy.deepcopy(document["inputs"]["site"])
    document["inputs"]["site"]["bag"]["volume_ml"] = "500"
    recorded(document, "C1D1", given_ml="300")
    if replaced:
        recorded(document, "C1D1", in_full=True)
    with_change(document, "resite", DAYS["C1D1"], site=small)
    assert (f"{CHANGE}.given_ml" in paths(document)) is named
    document["inputs"]["course"]["changes"][0]["given_ml"] = "501"
    assert f"{CHANGE}.given_ml" in paths(document)


@pytest.mark.parametrize(
    ("name", "when", "named"),
    [("C1D8", "2027-01-10", True), ("C1D8", "2027-01-11", False), ("C1D8", "2027-03-01", False), ("C3D1", "2027-03-01", True)],
)
def test_an_outcome_is_of_a_visit_whose_day_has_come(name: str, when: str, named: bool) -> None:
    assert (f"{CHANGE}.visit" in paths(recorded(day_only(), name, when, in_full=True))) is named


@pytest.mark.parametrize("kind", ["omit", "stop"])
def test_an_outcome_of_a_visit_that_does_not_take_place_is_named(kind: str) -> None:
    document = with_change(day_only(), kind, visit="C1D8")
    assert "inputs.course.changes[1].visit" in paths(recorded(document, "C1D8", in_full=True))
    assert "inputs.course.changes[1].visit" not in paths(recorded(with_change(day_only(), kind, visit="C1D8"), "C1D1", in_full=True))
