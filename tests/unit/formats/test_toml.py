"""TOML: exact values, and one sentence for what cannot be read."""

import re
from datetime import date
from decimal import Decimal

import pytest

from dosing.findings import InputError
from dosing.formats.toml import parse_toml


def problem_of(content: bytes, field: str = "course_file") -> InputError:
    with pytest.raises(InputError) as raised:
        parse_toml(content, "course.toml", field)
    return raised.value


def test_numbers_are_exact_and_days_are_days():
    found = parse_toml(b"dose = 72.35\nminutes = 45\nstart = 2027-01-04\ngiven = true\n", "course.toml")
    assert found == {"dose": Decimal("72.35"), "minutes": 45, "start": date(2027, 1, 4), "given": True}


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    assert parse_toml(b"\xef\xbb\xbfcycles = 2\r\n", "course.toml") == {"cycles": 2}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("cycles = 1\ncycles = 2\n", 2),
        ('weight = "70kg"\n"weight" = "80kg"\n', 2),
        ("[entry]\n[entry]\n", 2),
        ("entry.a = 1\n[entry]\n", 2),
        ("site = { bag = 1, bag = 2 }\n", 1),
    ],
)
def test_a_key_or_table_given_twice_is_refused_with_its_place(text, line):
    told = problem_of(text.encode())
    assert told.code == "key-twice"
    said = rf"course\.toml holds the same key or table twice \(at line {line}, column [0-9]+\); keep one of the two\."
    assert re.fullmatch(said, str(told))


@pytest.mark.parametrize("text", ["cycles", "cycles = ", "cycles = two", "[site", 'label = "open', "start = 2027-02-30", "cycles = 1 1"])
def test_what_is_not_toml_is_one_sentence_with_its_place(text):
    told = problem_of(text.encode())
    assert told.code == "not-toml"
    assert str(told).startswith("course.toml ")
    assert str(told).endswith((" write lines like cycles = 2.", " write plain keys and values."))
    assert "Invalid" not in str(told)
    assert "\n" not in str(told)


def test_a_problem_names_the_input_that_the_file_was_given_as():
    assert problem_of(b"x", "site").field == "site"
    assert problem_of(b"\xff\xfe", "site").field == "site"
