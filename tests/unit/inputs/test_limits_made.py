"""What makes the limits of the inputs: least and most of a number, a few numbers, the length of a line, and what is asked of a person."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dosing.inputs.facts import _asked
from dosing.inputs.kinds import Exact, Unfit, choices, limits, one_line


def refused(made: Any, value: Any) -> tuple[str, str]:
    with pytest.raises(Unfit) as raised:
        made.func(value)
    return raised.value.code, str(raised.value)


def test_a_limit_is_made_of_its_least_its_most_and_its_unit():
    made = limits("5", "7.5", "mL")
    assert [made.func(Decimal(value)) for value in ("5", "7.5")] == [Decimal(5), Decimal("7.5")]
    for value in ("4.9", "7.6"):
        assert refused(made, Decimal(value)) == ("out-of-bounds", f"is {value}\u00a0mL; write 5 to 7.5\u00a0mL")


def test_a_choice_is_made_of_its_numbers_and_their_unit():
    made = choices("250", "500", unit="mL")
    assert made.func(Decimal(500)) == Decimal(500)
    assert made.func(None) is None
    assert refused(made, Decimal(499)) == ("not-a-choice", "is 499\u00a0mL; write 250 or 500 mL")


def test_a_line_is_made_of_its_length_and_of_whether_it_is_needed():
    assert one_line(3).func("abc") == "abc"
    assert refused(one_line(3), "abcd") == ("too-long", "has 4 characters; write at most 3")
    assert refused(one_line(3), "") == ("empty", "is empty; write some text, or leave it out")
    assert refused(one_line(3, needed=True), "") == ("empty", "is empty; write some text")


def test_a_capital_x_is_a_letter_of_a_line():
    assert one_line(9).func("X-ray XL") == "X-ray XL"


def test_a_day_or_none_is_asked_for_in_words_that_begin_with_a_capital():
    made = _asked("last chemotherapy", "Last day of chemotherapy")
    assert (made.kind, made.example) == ("day-or-none", "none")
    assert (made.words, made.label) == ("the day of the last chemotherapy", "Last chemotherapy")
    assert made.help == "Last day of chemotherapy, or none."


@pytest.mark.parametrize("number", [10**12, Decimal("-9.5e12"), Decimal("1e-6")])
def test_a_number_of_thirteen_digits_is_read(number):
    assert TypeAdapter(Exact).validate_python(number) == number


@pytest.mark.parametrize("number", [10**13, Decimal("1e-13"), Decimal("NaN"), Decimal("Infinity")])
def test_a_number_that_no_drug_or_weight_has_is_told_how_numbers_are_written(number):
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Exact).validate_python(number)
    unfit = raised.value.errors()[0]["ctx"]["error"]
    assert unfit.code == "not-a-number"
    assert str(unfit).endswith("; write a plain decimal number like 72.5")
