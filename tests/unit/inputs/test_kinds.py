"""The kinds of value that an input may hold."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dosing.inputs.kinds import Clock, Day, Exact, Initials, Label, Line, NeededInitials, NeededLine, StartDay, Zone

WITH_A_TIME = datetime(2027, 1, 4, 10)  # noqa: DTZ001  # a file can hold one without a zone


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value, strict=True)


@pytest.mark.parametrize(
    ("value", "number"), [("72.5", "72.5"), (25, "25"), (Decimal("0.1"), "0.1"), ("0.123456", "0.123456"), (Decimal("20.000000000"), "20")]
)
def test_a_number_is_read_exactly(value, number):
    assert read(Exact, value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        0.1,
        True,
        None,
        "1e3",
        "nan",
        "",
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+20"),
        "0.1234567",
        Decimal("0.1234567"),
        [1],
        10**30,
    ],
)
def test_a_number_that_is_broken_endless_or_too_fine_is_refused(value):
    with pytest.raises(ValidationError):
        read(Exact, value)


def test_a_whole_number_too_long_to_write_is_refused():
    with pytest.raises(ValidationError, match="a very long number"):
        read(Exact, 16**5000)


# The most characters of each kind of line, and whether it can be left out.
LINES = [(Line, 120, False), (Label, 80, False), (Initials, 40, False), (NeededLine, 120, True), (NeededInitials, 40, True)]


@pytest.mark.parametrize(("kind", "most", "needed"), LINES)
def test_a_line_has_its_length_and_not_one_character_more(kind, most, needed):
    assert read(kind, "x" * most) == "x" * most
    with pytest.raises(ValidationError, match=f"has {most + 1} characters; write at most {most}"):
        read(kind, "x" * (most + 1))
    with pytest.raises(ValidationError) as raised:
        read(kind, " ")
    assert ("or leave it out" in str(raised.value)) is not needed


@pytest.mark.parametrize(("kind", "first", "last"), [(Day, 1900, 2100), (StartDay, 2017, 2099)])
def test_a_day_lies_in_its_years(kind, first, last):
    for inside, outside in ((date(first, 1, 1), date(first - 1, 12, 31)), (date(last, 12, 31), date(last + 1, 1, 1))):
        assert read(kind, inside) == inside
        with pytest.raises(ValidationError, match=f"write a day in the years {first} to {last}"):
            read(kind, outside)


@pytest.mark.parametrize("value", ["2027-01-04", date(2027, 1, 4)])
def test_a_day_is_read(value):
    assert read(Day, value) == date(2027, 1, 4)


@pytest.mark.parametrize(
    "value",
    ["2027-1-4", "2027-01-04 ", "20270104", "2027-02-30", "2027-W01-1", "1899-12-31", "2101-01-01", 20270104, WITH_A_TIME],
)
def test_any_other_day_is_refused(value):
    with pytest.raises(ValidationError):
        read(Day, value)


@pytest.mark.parametrize(("value", "taken"), [("2016-12-31", False), ("2017-01-01", True), ("2099-12-31", True), ("2100-01-01", False)])
def test_courses_start_from_2017_to_2099(value, taken):
    try:
        read(StartDay, value)
    except ValidationError:
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize("value", ["00:00", "23:59", "02:30+01:00", "02:30-04:00", "01:45+10:30"])
def test_a_time_is_read(value):
    assert read(Clock, value) == value


@pytest.mark.parametrize("value", ["24:00", "9:30", "09:60", "0930", "09:30:00", "09:30Z", "09:30+1:00", "09:30 ", "\uff109:30"])
def test_any_other_time_is_refused(value):
    with pytest.raises(ValidationError):
        read(Clock, value)


@pytest.mark.parametrize("value", ["Europe/Paris", "America/New_York", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_a_zone_is_read(value):
    assert read(Zone, value) == value


@pytest.mark.parametrize("value", ["EST", "CET", "EST5EDT", "GMT", "GMT+0", "Zulu", "Japan"])
def test_a_zone_that_names_no_place_is_refused_with_what_to_write(value):
    with pytest.raises(ValidationError, match="which names no place; write a place like Europe/Paris or America/New_York, or UTC"):
        read(Zone, value)


@pytest.mark.parametrize(
    "value", ["", "Paris", "Europe", "Europe/", "../UTC", "/etc/localtime", "localtime", "posixrules", "right/UTC", "Europe/Paris\0"]
)
def test_any_other_zone_is_refused(value):
    with pytest.raises(ValidationError):
        read(Zone, value)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("ISLAY-007", "ISLAY-007"),
        ("  ISLAY 7 ", "ISLAY 7"),
        ("\u017dofie \u0110\u1eb7ng", "\u017dofie \u0110\u1eb7ng"),
        ("e\u0301", "\u00e9"),
        ("\u0394 \u0416", "\u0394 \u0416"),
    ],
)
def test_a_label_that_the_sheets_can_print_is_read(typed, label):
    assert read(Label, typed) == label


@pytest.mark.hazard("H-43")
@pytest.mark.parametrize(
    "value", ["", " \t", "a\nb", "a\x00b", "a\u2028b", "\u65e5", "\U0001f600", "a\u200bb", "a\u202eb", "\ud800", "x" * 81, 7]
)
def test_any_other_label_is_refused(value):
    with pytest.raises(ValidationError):
        read(Label, value)
