"""Exact amounts, rounding, and weights as people type them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from dosing.quantities import (
    Kilograms,
    Milligrams,
    MilligramsPerKilogram,
    MilligramsPerMillilitre,
    Millilitres,
    NotReadable,
    decimal_from,
    down,
    half_up,
    plain,
    shown,
    weight_from,
)

TENTH = Decimal("0.1")


def test_a_dose_per_kilogram_times_a_weight_is_exact():
    assert MilligramsPerKilogram(Decimal(20)).times(Kilograms(Decimal("72.35"))) == Milligrams(Decimal(1447))


def test_a_volume_holds_its_mass():
    assert MilligramsPerMillilitre(Decimal(20)).in_volume(Millilitres(Decimal("72.4"))) == Milligrams(Decimal(1448))


@pytest.mark.hazard("H-44")
@pytest.mark.parametrize(
    ("mg", "step", "ml"),
    [
        ("1447", "0.1", "72.4"),
        ("1446.98", "0.1", "72.3"),
        ("1450", "1", "73"),
        ("1449.98", "1", "72"),
        ("1446", "0.2", "72.4"),
        ("925", "0.5", "46.5"),
    ],
)
def test_a_volume_is_rounded_once_and_half_up(mg, step, ml):
    assert MilligramsPerMillilitre(Decimal(20)).volume_of(Milligrams(Decimal(mg)), Millilitres(Decimal(step))) == Millilitres(Decimal(ml))


@pytest.mark.hazard("H-44")
@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        (Fraction(1, 20), TENTH, "0.1"),
        (Fraction(-1, 20), TENTH, "-0.1"),  # a tie goes away from zero on both sides
        (Fraction(49, 1000), TENTH, "0"),
        (Fraction(1, 3), Decimal("0.01"), "0.33"),
        (Fraction(2, 3), Decimal("0.01"), "0.67"),
        (Fraction(0), TENTH, "0"),
    ],
)
def test_half_up_looks_at_the_exact_fraction(value, step, rounded):
    assert half_up(value, step) == Decimal(rounded)


@pytest.mark.parametrize(("value", "rounded"), [(Fraction(689655, 10000), "68.9"), (Fraction(689, 10), "68.9"), (Fraction(9, 100), "0")])
def test_a_pump_rate_is_rounded_down(value, rounded):
    assert down(value, TENTH) == Decimal(rounded)


def test_amounts_of_one_unit_are_added_and_taken_away():
    assert Kilograms(Decimal("70.5")) + Kilograms(Decimal(2)) == Kilograms(Decimal("72.5"))
    assert Millilitres(Decimal("72.5")) - Millilitres(Decimal("36.3")) == Millilitres(Decimal("36.2"))


def test_kilograms_and_milligrams_cannot_be_mixed():
    with pytest.raises(TypeError, match="Kilograms and Milligrams cannot be mixed"):
        Kilograms(Decimal(70)) + Milligrams(Decimal(1400))
    with pytest.raises(TypeError):
        Kilograms(Decimal(70)) < Milligrams(Decimal(1400))  # noqa: B015  # the comparison itself must fail


@pytest.mark.hazard("H-17")
@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1.4E+3", "1400"),
        ("72.50", "72.5"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("0.10", "0.1"),
        ("-0.070", "-0.07"),
        ("100", "100"),
        ("1E-7", "0.0000001"),
    ],
)
def test_plain_notation(number, written):
    assert plain(Decimal(number)) == written


@pytest.mark.parametrize("text", ["0", "-0.5", "72.35", "1000"])
def test_a_plain_decimal_is_read(text):
    assert decimal_from(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", " 1", "01", "+1", "1.", ".5", "1e3", "1_0", "nan", "Infinity", "1,5", "\uff11", "0x10", "1" * 13])
def test_any_other_notation_of_a_number_is_refused(text):
    with pytest.raises(NotReadable, match="plain decimal number"):
        decimal_from(text)


@pytest.mark.parametrize(
    ("typed", "kilograms", "unit"),
    [
        ("72.5kg", "72.5", "kg"),
        ("72.35 kg", "72.35", "kg"),
        ("72.5\u00a0kg", "72.5", "kg"),
        ("70KG", "70", "kg"),
        ("160lb", "72.57", "lb"),  # 160 x 0.45359237 = 72.5747792
        ("160 lbs", "72.57", "lb"),
        ("101.41lb", "46", "lb"),  # 45.9988...: rounded half up to 0.01 kg
        ("0.05lb", "0.02", "lb"),  # 0.0226796185
        # The last digit of a pound decides: the product lies beside a tie.
        ("165.49lb", "75.07", "lb"),  # 75.0650013113
        ("172.17lb", "78.09", "lb"),  # 78.0949983429
    ],
)
def test_a_weight_is_read_with_its_unit(typed, kilograms, unit):
    assert weight_from(typed) == (Kilograms(Decimal(kilograms)), unit)


def test_what_a_person_typed_is_shown_short_and_without_control_characters():
    assert shown("a\x1b[2Jb") == "'a\N{REPLACEMENT CHARACTER}[2Jb'"
    assert shown("x" * 50) == f"'{'x' * 40}...'"
    assert shown(16**5000) == "'a very long number'"


def test_a_whole_number_is_shown_by_its_first_digits_up_to_256_bits():
    assert shown(2**255) == "'5789604461865809771178549250434395392663...'"
    assert shown(2**256) == "'a very long number'"


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        ("72.355kg", "weight-decimals", "the weight '72.355kg' has more than two decimals; write at most two, like 72.35kg"),
        ("160.123 LB", "weight-decimals", "the weight '160.123 LB' has more than two decimals; write at most two, like 160.12lb"),
        ("05kg", "weight-unreadable", "the weight '05kg' begins with a zero; write it like 72.35kg"),
        ("072.5kg", "weight-unreadable", "the weight '072.5kg' begins with a zero; write it like 72.35kg"),
        ("00160lb", "weight-unreadable", "the weight '00160lb' begins with a zero; write it like 160.12lb"),
    ],
)
def test_a_weight_written_otherwise_is_told_in_its_own_unit_how_to_write_it(typed, code, sentence):
    with pytest.raises(NotReadable) as raised:
        weight_from(typed)
    assert (raised.value.code, str(raised.value)) == (code, sentence)
