"""What may be typed into the fields of a form, and what is said about the rest."""

import pytest

from dosing.web.form_fields import Reading, day_text, month_number, with_kilograms

MONTHS = {
    "1": 1, "01": 1, "jan": 1, "January": 1, "JAN.": 1, "janu": 1, "feb": 2, "March": 3, "mar": 3, "apr": 4, "may": 5, "June": 6, "jun": 6,
    "July": 7, "jul": 7, "aug": 8, "sep": 9, "Sept": 9, "sept.": 9, "October": 10, "nov": 11, "dec": 12, "12": 12,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), MONTHS.items())
def test_a_month_is_read_as_number_or_name(typed: str, number: int) -> None:
    assert month_number(typed) == number


@pytest.mark.parametrize("typed", ["0", "13", "ja", "j", "xyz", "janx", "１", "-1", "1.5", "001"])
def test_what_is_no_month_is_not_guessed(typed: str) -> None:
    assert month_number(typed) is None


@pytest.mark.parametrize(
    ("day", "month", "year", "part", "words"),
    [
        ("31", "2", "2027", "day", "must be a real date"),
        ("29", "feb", "2027", "day", "must be a real date"),
        ("0", "1", "2027", "day", "must be a real date"),
        ("32", "1", "2027", "day", "must be a real date"),
        ("4", "13", "2027", "month", "must be a real date"),
        ("4", "1", "27", "year", "4 numbers"),
        ("4", "1", "20270", "year", "4 numbers"),
        ("４", "1", "2027", "day", "must be a real date"),
    ],
)
def test_a_day_that_is_none_is_said_at_the_part_that_is_wrong(day: str, month: str, year: str, part: str, words: str) -> None:
    found = day_text(day, month, year)
    assert not isinstance(found, str)
    assert (found.field, words in found.message) == (part, True)


def test_a_leap_day_is_read() -> None:
    assert day_text("29", "Feb", "2028") == "2028-02-29"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter the first day"),
        ({"d-day": "4"}, "The first day must include a month and a year"),
        ({"d-day": "4", "d-year": "2027"}, "The first day must include a month"),
        ({"d-month": "4", "d-year": "2027"}, "The first day must include a day"),
        ({"d-day": "4", "d-month": "1", "d-year": "2016"}, "The first day is 2016-01-04; write a day in the years 2017 to 2099"),
    ],
)
def test_a_missing_or_early_day_is_said_in_the_words_of_the_form(typed: dict[str, str], said: str) -> None:
    form = Reading(typed)
    assert form.day("d", "the first day", kind="start", required=True) is None
    assert [wrong.message for wrong in form.wrongs] == [said]


@pytest.mark.parametrize(
    ("typed", "written"), [("70", "70kg"), ("70.5", "70.5kg"), ("70 kg", "70 kg"), ("154 lb", "154 lb"), ("70,5", "70,5")]
)
def test_a_bare_weight_is_in_kilograms_as_its_label_says(typed: str, written: str) -> None:
    assert with_kilograms(typed) == written


def test_a_fact_is_a_day_or_that_there_was_none_but_not_both() -> None:
    day = {"f-day": "1", "f-month": "12", "f-year": "2026"}
    assert Reading(day).day_or_none("f", "the day") == "2026-12-01"
    assert Reading({"f-none": "yes"}).day_or_none("f", "the day") == "none"
    both = Reading({**day, "f-none": "yes"})
    assert both.day_or_none("f", "the day") is None
    assert [wrong.field for wrong in both.wrongs] == ["f-day"]
