"""Whatever is typed gives a value or one sentence, never a traceback."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.formats.shipped import regimen_named
from dosing.quantities import NotReadable, plain, weight_from
from tests import plans
from tests.properties import strategies as any_
from tests.properties.strategies import MANY

NASTY = st.text(st.sampled_from("0123456789.,-+ eEkKgGlLbB_\u00a0\uff17\u0660\t\n\0"), max_size=12)


@MANY
@given(NASTY | st.text(max_size=12))
def test_a_typed_weight_is_read_or_answered_with_a_sentence(typed):
    try:
        weight, unit = weight_from(typed)
    except NotReadable as problem:
        assert "weight" in str(problem)
        assert "\n" not in str(problem)
        return
    assert unit in ("kg", "lb")
    assert weight.value == round(weight.value, 2)


@MANY
@given(st.integers(2270, 24994), st.sampled_from(["kg", " kg", "KG", "\u00a0kg"]))
def test_every_weight_in_bounds_is_read_as_it_was_typed(hundredths, unit):
    weight = Decimal(hundredths) / 100
    assert weight_from(f"{weight}{unit}")[0].value == weight


@MANY
@given(
    st.sampled_from(
        [
            "weight",
            "weighed",
            "start",
            "time",
            "time_zone",
            "label",
            "born",
            "cycles",
            "entry",
            "changes",
            "course_id",
            "regimen",
            "regimen_revision",
            "x",
        ]
    ),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.dates() | st.text(max_size=20) | NASTY,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
)
def test_whatever_a_course_holds_is_taken_or_answered_with_a_sentence(field, value):
    course = {"regimen": "islay", "regimen_revision": 1, field: value}
    try:
        regimen_named(course["regimen"], course["regimen_revision"])  # as a course file is read
        plans.make_release(time_zone="Europe/Paris", **{field: value}) if field != "time_zone" else plans.make_release(time_zone=value)
    except (InputError, Refused) as problem:
        assert str(problem).endswith(".")
        assert "\n" not in str(problem)


@MANY
@given(
    st.sampled_from([*sorted(plans.default_values()), "premedications", "vials", "reviews", "time_zone", "country", "region"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.text(max_size=12) | NASTY,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "dose_mg",
                        "route",
                        "minutes_before",
                        "rate",
                        "first",
                        "profiles",
                        "name",
                        "none",
                        "date",
                        "steroid",
                        "drug",
                        "count",
                        "by",
                        "on",
                    ]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=6,
    ),
)
def test_whatever_a_site_file_holds_is_taken_or_answered_with_a_sentence(table, value):
    try:
        plans.make_release({table: value})
    except (InputError, Refused) as problem:
        assert str(problem).endswith(".")
        assert "\n" not in str(problem)


@MANY
@given(any_.decimals("-9999", "9999", 4))
def test_plain_notation_has_no_exponent_and_no_trailing_zero(text):
    written = plain(Decimal(text))
    assert Decimal(written) == Decimal(text)
    assert "E" not in written
    assert "." not in written or not written.endswith(("0", "."))
    assert written != "-0"
