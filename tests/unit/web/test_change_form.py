"""The form of a change to its raw values: by the class of the change alone."""

from typing import Any

import pytest

from dosing.formats.shipped import default_regimen
from dosing.inputs.changes import VERBS
from dosing.web.change_form import ChangeForm, change_form, read_change

WHO = {"reason": "as ordered", "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027"}
COMMON = {"reason": "as ordered", "by": "AB", "when": "2027-01-12"}


def form_of(kind: str) -> ChangeForm:
    found = change_form(kind)
    assert found is not None
    return found


TYPED: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("move", {"visit": "C1D15", "to-day": "25", "to-month": "jan", "to-year": "2027"}, {"visit": "C1D15", "to": "2027-01-25"}),
    ("move", {"visit": "C1D15", "to-day": "25", "to-month": "1", "to-year": "2027", "following": "keep", "not_given": "yes"},
     {"visit": "C1D15", "to": "2027-01-25", "following": "keep", "not_given": True}),
    ("omit", {"visit": "C1D15"}, {"visit": "C1D15"}),
    ("reweigh", {"weight": "64", "weighed-day": "11", "weighed-month": "1", "weighed-year": "2027"}, {"weight": "64kg", "weighed": "2027-01-11"}),
    ("retime", {"visit": "C1D15", "time": "9:30"}, {"visit": "C1D15", "time": "09:30"}),
    ("correct", {"weight": "160 lb", "transplant-none": "yes"}, {"values": {"weight": "160 lb", "transplant": "none"}}),
    ("undo", {}, {}),
    ("outcome", {"visit": "C1D15", "in_full": "yes", "reaction": ""}, {"visit": "C1D15", "in_full": True}),
    ("outcome", {"visit": "C1D15", "given_ml": "60.5", "reaction": "2"}, {"visit": "C1D15", "given_ml": "60.5", "reaction": "2"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "values"), TYPED)
def test_what_was_typed_becomes_the_values_of_the_change(kind: str, typed: dict[str, str], values: dict[str, Any]) -> None:
    assert read_change(form_of(kind), {**WHO, **typed}, ("C1D15",), default_regimen()) == {"kind": kind, **values, **COMMON}


MISSING: list[tuple[str, list[tuple[str, str]]]] = [
    ("move", [("visit", "Select a visit"), ("to-day", "Enter the new day of the visit")]),
    ("reweigh", [("weight", "Enter the new weight"), ("weighed-day", "Enter the day the weight was measured")]),
    ("retime", [("visit", "Select a visit"), ("time", "Enter the start of the infusion")]),
    ("correct", [("weight", "Fill in at least one value that was typed wrongly")]),
    ("resite", [("site_file", "Select the new site file")]),
    ("extend", []),
]
ALWAYS = [("reason", "Enter the reason"), ("by", "Enter the initials"), ("when-day", "Enter the day of the change")]


@pytest.mark.parametrize(("kind", "said"), MISSING)
def test_everything_that_is_needed_and_missing_is_said_in_the_order_of_the_form(kind: str, said: list[tuple[str, str]]) -> None:
    wrongs = read_change(form_of(kind), {}, ("C1D15",), default_regimen())
    assert isinstance(wrongs, list)
    assert [(wrong.field, wrong.message) for wrong in wrongs] == said + ALWAYS


def test_only_a_visit_that_takes_place_and_a_way_that_is_offered_can_be_chosen() -> None:
    typed = {**WHO, "visit": "C2D8", "to-day": "25", "to-month": "1", "to-year": "2027", "following": "backwards"}
    wrongs = read_change(form_of("move"), typed, ("C1D15",), default_regimen())
    assert isinstance(wrongs, list)
    assert [(wrong.field, wrong.message) for wrong in wrongs] == [
        ("visit", "Select a visit"),
        ("following", "Select what the visits after it do"),
    ]


def test_a_reason_that_is_usual_need_not_be_typed_and_what_was_given_is_a_plain_number() -> None:
    typed = {**WHO, "reason": "", "visit": "C1D15", "in_full": "yes"}
    read = read_change(form_of("outcome"), typed, ("C1D15",), default_regimen())
    assert isinstance(read, dict)
    assert "reason" not in read
    wrongs = read_change(form_of("outcome"), {**typed, "given_ml": "60,5"}, ("C1D15",), default_regimen())
    assert isinstance(wrongs, list)
    assert [wrong.field for wrong in wrongs] == ["given_ml"]


@pytest.mark.parametrize("kind", VERBS)
def test_every_input_of_a_change_has_a_place_on_its_form(kind: str) -> None:
    form = form_of(kind)
    assert {field.name for field in (*form.own, *form.folded, *form.common)} <= set(form.places)
    assert [field.name for field in form.common] == ["reason", "by", "when"]


def test_there_is_no_form_of_a_change_that_there_is_not() -> None:
    assert change_form("refund") is None
