"""What a person knows of a patient: body weights and their bounds, days of treatment, names of visits."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dosing.findings import InputError
from dosing.inputs.facts import CourseId, EntryFacts, Fact, VisitName, Weight, WeightTyped, read_weight

WITH_A_TIME = datetime(2027, 1, 4, 10)  # noqa: DTZ001  # a file can hold one without a zone


def taken(kind: Any, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("typed", "kilograms", "kept"),
    [
        ("72.5kg", "72.5", None),
        (" 72.35 kg ", "72.35", None),
        ("22.7kg", "22.7", None),
        ("160lb", "72.57", "160lb"),  # 160 x 0.45359237 = 72.5748
        (" 160\u00a0LBS", "72.57", "160 LBS"),
        ("50.04lb", "22.7", "50.04lb"),  # 22.698, rounded half up before it is held against the limit
    ],
)
def test_a_weight_is_read_in_kilograms_and_pounds_are_kept_as_typed(typed, kilograms, kept):
    found = read_weight(typed)
    assert found["weight_kg"] == Decimal(kilograms)
    assert found.get("weight_typed") == kept


@pytest.mark.parametrize("typed", ["22.69kg", "50.03lb", "0kg"])
def test_a_weight_below_the_least_of_an_adult_is_refused(typed):
    with pytest.raises(InputError, match=r"write a weight of at least 22\.7 kg") as raised:
        read_weight(typed)
    assert (raised.value.code, raised.value.field) == ("weight-too-low", "weight")


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [("22.7", True), ("22.69", False), ("72.35", True), ("72.355", False), ("999999.99", True), ("1000000", False), (72.5, False)],
)
def test_a_stored_weight_has_two_decimals_and_bounds(value, is_taken):
    assert taken(Weight, value) is is_taken


@pytest.mark.parametrize(
    ("value", "is_taken"), [("160lb", True), ("160.5 lbs", True), ("160 LB", True), ("160kg", False), ("160", False), ("160.123lb", False)]
)
def test_what_is_kept_as_typed_is_a_weight_in_pounds(value, is_taken):
    assert taken(WeightTyped, value) is is_taken


@pytest.mark.parametrize("value", ["none", "2026-12-01", date(2026, 12, 1)])
def test_a_fact_is_a_day_or_none(value):
    assert taken(Fact, value)


@pytest.mark.parametrize("value", ["never", "None", "", "2026-02-30", "01/12/2026", 20261201, True, WITH_A_TIME])
def test_any_other_fact_is_refused(value):
    assert not taken(Fact, value)


def test_a_fact_that_nobody_stated_is_neither_a_day_nor_none():
    assert dict(EntryFacts()) == dict.fromkeys(EntryFacts.model_fields)


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("C1D1", True),
        ("C2D22", True),
        ("C10D1", True),
        ("C0D1", False),
        ("C1D0", False),
        ("c1d1", False),
        ("C1D1 ", False),
        ("day 8", False),
    ],
)
def test_a_visit_is_named_by_its_cycle_and_its_day(name, is_taken):
    assert taken(VisitName, name) is is_taken


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34", True),
        ("6F1F0F0E-52F7-4B8E-9D5B-0F5F7D1C2A34", False),
        ("{6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34}", False),
        ("6f1f0f0e52f74b8e9d5b0f5f7d1c2a34", False),
        ("1", False),
        ("", False),
    ],
)
def test_a_course_id_is_a_uuid_in_lower_case(name, is_taken):
    assert taken(CourseId, name) is is_taken
