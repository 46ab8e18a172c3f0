"""Weights that were typed in pounds, against the kilograms beside them. One pound is 0.45359237 kg."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, paths, recalculated, sealed, visit, with_change, with_correction, with_input

COURSE = "inputs.course.weight_typed"
CHANGE = "inputs.course.changes[0]"
LATER_CYCLE_2 = ("C2D1", "C2D8", "C2D15", "C2D22")


def weighing(kg: str, typed: object) -> dict[str, Any]:
    return with_input(with_input(day_only(), "course.weight_kg", kg), "course.weight_typed", typed)


def typed_pounds() -> dict[str, Any]:
    """159.5 lb are 72.34798... kg, the 72.35 kg of the document."""
    document = weighing("72.35", "159.5lb")
    for stated in document["visits"]:
        stated["weight_typed"] = "159.5lb"
    return sealed(document)


def test_a_visit_states_what_was_typed_for_the_weight_that_makes_its_dose() -> None:
    assert recheck(typed_pounds()) == []
    document = typed_pounds()
    visit(document, "C1D8")["weight_typed"] = "159.4lb"
    visit(document, "C2D1")["weight_typed"] = None
    assert recalculated(document) == {"visits.C1D8.weight_typed": "159.5lb", "visits.C2D1.weight_typed": "159.5lb"}


def test_without_pounds_nothing_is_stated_as_typed() -> None:
    document = day_only()
    visit(document, "C1D8")["weight_typed"] = "159.5lb"
    assert recalculated(document) == {"visits.C1D8.weight_typed": None}


@pytest.mark.parametrize(
    ("typed", "kg"),
    [
        ("160lb", "72.57"),  # 72.5747792
        ("160 lb", "72.57"),
        ("160 lbs", "72.57"),
        ("160LB", "72.57"),
        ("160.00 Lbs", "72.57"),
        ("160.12 lbs", "72.63"),  # 72.6292...
        ("160.5lb", "72.8"),  # 72.8015..., written without its trailing zero
        ("154.32lb", "70"),  # 69.9983...
        ("500000lb", "226796.19"),  # 226,796.185: half, rounded up
        ("999999.99lb", "453592.37"),  # 453,592.37 less 0.0045...: 453,592.3654...
    ],
)
def test_pounds_are_converted_to_two_decimals_half_up(typed: str, kg: str) -> None:
    assert COURSE not in paths(weighing(kg, typed))


@pytest.mark.parametrize(
    ("typed", "kg"), [("160lb", "72.58"), ("160lb", "72.5"), ("161lb", "72.57"), ("500000lb", "226796.18"), ("160lb", 72.57)]
)
def test_kilograms_that_are_not_what_was_typed_are_named(typed: str, kg: Any) -> None:
    assert COURSE in paths(weighing(kg, typed))


def test_the_sentence_says_what_the_pounds_come_to() -> None:
    [said] = [found.sentence for found in recheck(weighing("72.35", "160lb")) if found.path == COURSE]
    assert said == f"{COURSE} is 160lb in the document; it comes to 72.57 kg, and inputs.course.weight_kg is 72.35."


@pytest.mark.parametrize(
    "typed",
    ["", "lb", "160", "160kg", "72.57", "160.123lb", "160.lb", ".5lb", "160  lb", " 160lb", "160lb ", "-160lb", "1e2lb", "1,160lb", "160 pounds",
     "160lb\n", "１60lb", "160lb\u017f", 160, True, ["160lb"]],
)  # fmt: skip
def test_what_is_no_weight_in_pounds_is_named(typed: object) -> None:
    assert COURSE in paths(weighing("72.57", typed))


def test_a_new_weight_brings_what_was_typed_for_it() -> None:
    # 176.4 lb are 80.0136... kg.
    found = recalculated(
        with_change(typed_pounds(), "reweigh", "2027-01-26", weight_kg="80.01", weight_typed="176.4lb", weighed="2027-01-26")
    )
    assert f"{CHANGE}.weight_typed" not in found
    assert "visits.C1D22.weight_typed" not in found
    assert {found[f"visits.{name}.weight_typed"] for name in LATER_CYCLE_2} == {"176.4lb"}


def test_a_new_weight_in_kilograms_leaves_nothing_typed() -> None:
    found = recalculated(with_change(typed_pounds(), "reweigh", "2027-01-26", weight_kg="80.01", weighed="2027-01-26"))
    assert {found[f"visits.{name}.weight_typed"] for name in LATER_CYCLE_2} == {None}


def test_a_weight_that_is_kept_keeps_what_was_typed_for_it() -> None:
    document = with_input(typed_pounds(), "site.weights.counts_from_percent", "10")
    # 160 lb, 72.57 kg, differ by less than 10%.
    with_change(document, "reweigh", "2027-01-26", weight_kg="72.57", weight_typed="160lb", weighed="2027-01-26")
    found = recalculated(document)
    assert found["visits.C2D1.weight_rule"] == "kept"
    assert not any(path.endswith("weight_typed") for path in found)


def test_a_new_weight_that_is_not_what_was_typed_is_named() -> None:
    document = with_change(day_only(), "reweigh", "2027-01-26", weight_kg="80", weight_typed="176.4lb", weighed="2027-01-26")
    assert f"{CHANGE}.weight_typed" in paths(document)


def test_a_weight_that_was_taken_back_is_held_to_what_was_typed_too() -> None:
    document = with_change(day_only(), "reweigh", "2027-01-26", weight_kg="80", weight_typed="176.4lb", weighed="2027-01-26")
    assert paths(sealed(with_change(document, "undo"))) == {f"{CHANGE}.weight_typed"}


@pytest.mark.parametrize(("kg", "typed"), [("72.57", "160lb"), ("72.36", None)])
def test_a_corrected_weight_brings_what_was_typed_for_it_or_nothing(kg: str, typed: str | None) -> None:
    found = recalculated(with_correction(typed_pounds(), weight_kg=kg, weight_typed=typed))
    assert {found[f"visits.{stated['visit']}.weight_kg"] for stated in day_only()["visits"]} == {kg}
    assert {found[f"visits.{stated['visit']}.weight_typed"] for stated in day_only()["visits"]} == {typed}


def test_a_correction_of_something_else_leaves_what_was_typed() -> None:
    assert recheck(sealed(with_correction(typed_pounds(), born="2001-05-06"))) == []


@pytest.mark.parametrize("kg", [None, "72.35"])
def test_a_correction_in_pounds_without_its_kilograms_is_named(kg: str | None) -> None:
    assert f"{CHANGE}.values.weight_typed" in paths(with_correction(day_only(), weight_kg=kg, weight_typed="160lb"))
