"""Values that are out of order or of no kind that is known, each with its code, its field and its sentence; and what a letterhead tells."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from dosing.findings import InputError
from dosing.inputs.asked import table_of
from dosing.inputs.course import Course
from dosing.inputs.facts import EntryFacts
from dosing.inputs.kinds import Choices, Limits, OneLine, Unfit
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import build, change_from, course_from
from tests import plans

WEIGHT = {name: value for name, value in plans.PATIENT.items() if name != "weight"}  # the course as it is stored, with weight_kg


def stored(**values: Any) -> InputError:
    with pytest.raises(InputError) as raised:
        build(Course, {**WEIGHT, "weight_kg": Decimal("72.5"), **values}, "")
    return raised.value


@pytest.mark.parametrize(
    ("values", "code", "field", "begins"),
    [
        ({"weighed": "2027-01-05"}, "weighed-after-start", "weighed", "weighed is 2027-01-05, after the start on 2027-01-04;"),
        ({"born": "2027-01-04"}, "born-after-start", "born", "born is 2027-01-04, not before the start on 2027-01-04;"),
        (
            {"entry": {"transplant": "2027-01-05"}},
            "fact-after-start",
            "entry.transplant",
            "entry.transplant is 2027-01-05, after the start",
        ),
        ({"entry": {"transplant": 3}}, "not-a-day", "entry.transplant", "entry.transplant is '3'; write a day, like 2027-01-04, or none"),
        ({"weight_kg": Decimal("22.69")}, "weight-too-low", "weight_kg", "weight_kg is 22.69 kg; write a weight of at least 22.7 kg"),
        ({"weight_kg": Decimal("72.355")}, "weight-decimals", "weight_kg", "weight_kg is 72.355 kg; write at most two decimals"),
        ({"weight_typed": "160kg"}, "weight-unreadable", "weight_typed", "weight_typed is '160kg'; write what was typed in pounds"),
        ({"fingerprint": "0" * 63}, "not-a-fingerprint", "fingerprint", "fingerprint is '0000"),
        ({"changes": ["omit"]}, "another-kind", "changes", "changes holds something else than changes;"),
        ({"time_zone": "EST"}, "zone-without-place", "time_zone", "time_zone is 'EST', which names no place;"),
        ({"time_zone": "posix/Europe/Paris"}, "no-such-zone", "time_zone", "time_zone is 'posix/Europe/Paris', which is not a known"),
        ({"time_zone": "Factory"}, "no-such-zone", "time_zone", "time_zone is 'Factory', which is not a known"),
    ],
)
def test_a_value_that_a_course_cannot_hold_is_named_with_what_was_found(values, code, field, begins):
    told = stored(**values)
    assert (told.code, told.field) == (code, field)
    assert str(told).startswith(begins)


def test_a_weight_with_two_odd_decimals_and_the_least_weight_are_taken():
    for weight in ("72.35", "22.7"):
        assert build(Course, {**WEIGHT, "weight_kg": Decimal(weight)}, "").weight_kg == Decimal(weight)


def test_a_course_without_its_id_is_told_how_to_make_one():
    with pytest.raises(InputError) as raised:
        course_from({name: value for name, value in plans.PATIENT.items() if name != "course_id"})
    how = 'python3 -c "import uuid; print(uuid.uuid4())" prints one'
    assert (raised.value.code, raised.value.field) == ("missing", "course_id")
    assert str(raised.value) == f"course_id is missing; write a UUID of this course's own: {how}."


def test_a_limit_of_one_number_and_a_choice_say_what_can_stand_there():
    with pytest.raises(Unfit, match="is 6\u00a0mg; only 5\u00a0mg can stand here") as raised:
        Limits(Decimal(5), Decimal(5), "mg")(Decimal(6))
    assert raised.value.code == "out-of-bounds"
    some = Choices((Decimal(250), Decimal(100)), "mL")
    assert (some.least, some.most) == (Decimal(100), Decimal(250))


@pytest.mark.parametrize("character", ["\x1f", "\x7f", "\x9f", "\u2028", "\u2029"])
def test_a_character_that_is_no_letter_of_a_line_is_refused(character):
    with pytest.raises(Unfit) as raised:
        OneLine(40, needed=False)(f"A{character}B")
    assert raised.value.code == "control-character"


def test_an_outcome_that_says_nothing_and_one_of_less_than_a_millilitre():
    outcome = {"kind": "outcome", "visit": "C1D1", "by": "AB", "when": "2027-01-04"}
    with pytest.raises(InputError) as raised:
        change_from(outcome)
    assert (raised.value.code, raised.value.field) == ("outcome-empty", "in_full")
    assert change_from({**outcome, "given_ml": "0.5"}).said == "C1D1 given in part, 0.5\u00a0mL"


@pytest.mark.parametrize(
    ("calendar", "tells"),
    [
        ("nothing", (False, False, False)),
        ("telephones", (True, False, False)),
        ("telephones-and-address", (True, True, False)),
        ("telephones-name-and-address", (True, True, True)),
    ],
)
def test_a_calendar_tells_what_the_letterhead_says_and_no_more(calendar, tells):
    head = Letterhead.model_construct(calendar=calendar)
    assert (head.calendar_tells_telephones, head.calendar_tells_place, head.calendar_tells_name) == tells


def test_a_field_that_is_no_table_has_no_table():
    class Held(BaseModel):
        entry: EntryFacts
        number: int

    assert table_of(Held, "entry") is EntryFacts
    with pytest.raises(TypeError, match="number is no table of values"):
        table_of(Held, "number")
