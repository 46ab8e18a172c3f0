"""How a disagreement of the second calculation reads: the place, what stands there, and what was recalculated."""

import re
from collections.abc import Iterator

import pytest

from dosing.recheck.compare import Disagreement, alike, attempt, collect, compare, quote, show
from dosing.recheck.fingerprint import prune
from dosing.recheck.places import Place, Unreadable, step


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, "empty"),
        ("", '""'),
        (True, "true"),
        (0, "0"),
        (-1448, "-1,448"),
        (1448000, "1,448,000"),
        ("1448", "1,448"),
        ("-1448.5", "-1,448.5"),
        ("72.40", "72.40"),
        ("0", "0"),
        ("01448", "01448"),
        ("1448 mg", "1448 mg"),
        ("123456789012345", "123,456,789,012,345"),
        ("1234567890123456", "1234567890123456"),
        ([1, "a"], '[1, "a"]'),
        ({"a": None}, '{"a": null}'),
        ("\x1b[2J", "'\\x1b[2J'"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 100 + "..."),
        (["x" * 100], '["' + "x" * 98 + "..."),
    ],
)
def test_a_value_is_shown_as_a_person_reads_it(value: object, read: str) -> None:
    assert show(value) == read


@pytest.mark.parametrize(
    ("text", "read"), [("islay", "'islay'"), ("\x1b[2J", "'\\x1b[2J'"), ("x" * 100, f"'{'x' * 100}'"), ("x" * 101, f"'{'x' * 100}...'")]
)
def test_a_quoted_text_stands_between_marks_and_is_cut_after_100_characters(text: str, read: str) -> None:
    assert quote(text) == read


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Disagreement("a", None, None, missing=True), "a is missing in the document."),
        (Disagreement("a", None, "1448", missing=True), "a is missing in the document; recalculated it is 1,448."),
        (Disagreement("a", None, 1), "a is empty in the document; recalculated it is 1."),
        (Disagreement("a", 2, None), "a is 2 in the document; recalculated it is empty."),
        (Disagreement("a", 2, None, "allowed is 1"), "a is 2 in the document; allowed is 1."),
        (Disagreement("a", "1", "1", "it must be 2"), "a is 1 in the document; it must be 2."),
        (Disagreement("a", 1, "1"), 'a is 1 in the document; recalculated it is "1".'),
        (Disagreement("", [], None, "an object belongs here"), "The document is [] in the document; an object belongs here."),
        (Disagreement("visits.C1D8.bags[0].drug_ml", 2, 1), "C1D8 bags[0].drug_ml is 2 in the document; recalculated it is 1."),
        (Disagreement("visits.C1D8.a\nb.c", 2, 1), "C1D8 a\nb.c is 2 in the document; recalculated it is 1."),
        (Disagreement("visits.C1D8", 2, 1), "visits.C1D8 is 2 in the document; recalculated it is 1."),
    ],
)
def test_a_disagreement_is_one_sentence(found: Disagreement, sentence: str) -> None:
    assert found.sentence == sentence


@pytest.mark.parametrize(
    ("above", "key", "path"),
    [
        ("", "a", "a"),
        ("a", "b", "a.b"),
        ("a", "\x1b", "a.'\\x1b'"),
        ("", "x" * 60, "x" * 60),
        ("", "x" * 61, "x" * 60),
        ("a", "x" * 61, "a." + "x" * 60),
    ],
)
def test_a_key_of_a_path_is_escaped_and_cut_after_60_characters(above: str, key: str, path: str) -> None:
    assert step(above, key) == path


def in_lists(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [in_lists(40), 10**15, -(10**15)])
def test_what_is_as_deep_or_as_long_as_a_plan_may_be_is_walked(value: object) -> None:
    assert prune(value) == value


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [{"b": 10**15 + 1}]}, "a[0].b"),
        ({"a": [0, -(10**15) - 1]}, "a[1]"),
        (in_lists(41), "[0]" * 41),
    ],
)
def test_what_is_too_deep_or_too_long_for_a_plan_is_named_by_its_place(value: object, path: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        prune(value)
    assert unreadable.value.place.path == path


@pytest.mark.parametrize(
    ("text", "millionths"),
    [("0", 0), ("72.4", 72_400_000), ("0.000001", 1), ("9999999.999999", 9_999_999_999_999), ("12345.000001", 12_345_000_001)],
)
def test_an_amount_has_up_to_seven_digits_and_six_decimals(text: str, millionths: int) -> None:
    assert Place(text).millionths() == millionths


@pytest.mark.parametrize("text", ["10000000", "0.0000001", "1.0000001", "72.0", "01", ".5", "1.", "-1", "1e3", ""])
def test_an_amount_in_another_form_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        Place(text).millionths()


@pytest.mark.parametrize(("value", "least"), [(0, 0), (1, 1), (100_000, 0)])
def test_a_whole_number_is_one_from_the_least_to_100_000(value: int, least: int) -> None:
    assert Place(value).whole(least) == value


@pytest.mark.parametrize(("value", "least"), [(-1, 0), (0, 1), (100_001, 0), (True, 0), (1.0, 0), ("1", 0)])
def test_a_number_beyond_or_of_another_kind_is_no_whole_number(value: object, least: int) -> None:
    with pytest.raises(Unreadable):
        Place(value).whole(least)


@pytest.mark.parametrize(("text", "exists"), [("1900-01-01", True), ("2199-12-31", True), ("1899-12-31", False), ("2200-01-01", False)])
def test_a_day_is_one_of_1900_to_2199(text: str, exists: bool) -> None:
    # 300 years of 365 days, with a leap day in 73 of them, and less one.
    if exists:
        assert Place(text).day() - Place("1900-01-01").day() == {"1900-01-01": 0, "2199-12-31": 109_572}[text]
    else:
        with pytest.raises(Unreadable):
            Place(text).day()


@pytest.mark.parametrize(
    ("stated", "recalculated", "found"),
    [
        ([1], [1], []),
        ([1], [1, 2], [Disagreement("a[1]", None, 2, "", True)]),
        ([1, 2], [1], [Disagreement("a[1]", 2, None, "the recalculation has nothing there")]),
        ([1, 2], [1, 3], [Disagreement("a[1]", 2, 3)]),
        ([1, None], [1], [Disagreement("a[1]", None, None, "the recalculation has nothing there")]),
        ([1], {"b": 1}, [Disagreement("a", [1], {"b": 1})]),
        ({"b": 1}, [1], [Disagreement("a", {"b": 1}, [1])]),
        ([1], "1", [Disagreement("a", [1], "1")]),
        ("1", [1], [Disagreement("a", "1", [1])]),
        (None, [1], [Disagreement("a", None, [1])]),
        (None, {"b": 1}, [Disagreement("a", None, {"b": 1})]),
        ({"b": 1}, None, [Disagreement("a", {"b": 1}, None)]),
        ({"b": 1}, {"b": 1}, []),
        ({"b": {"c": [1.5]}}, {"b": {"c": [1.5]}}, []),
        ({}, {"b": None}, [Disagreement("a.b", None, None, "", True)]),
        ({"b": None}, {}, []),
        ({"b": 0}, {}, [Disagreement("a.b", 0, None, "the recalculation has nothing there")]),
        ({"b": [{"c": "1"}], "d": 1}, {"b": [{"c": "2"}], "d": 1}, [Disagreement("a.b[0].c", "1", "2")]),
        (True, 1, [Disagreement("a", True, 1)]),
        (1.0, 1, [Disagreement("a", 1.0, 1)]),
        (False, None, [Disagreement("a", False, None)]),
        ([True, [0]], [1, [False]], [Disagreement("a[0]", True, 1), Disagreement("a[1][0]", 0, False)]),
        ({"b": True, "c": {"d": 1.0}}, {"b": 1, "c": {"d": 1}}, [Disagreement("a.b", True, 1), Disagreement("a.c.d", 1.0, 1)]),
    ],
)
def test_every_leaf_that_differs_is_named_and_every_key_or_entry_of_one_side(
    stated: object, recalculated: object, found: list[Disagreement]
) -> None:
    assert list(compare("a", stated, recalculated)) == found
    # A surplus key that is null is no disagreement, and yet a difference.
    assert alike(stated, recalculated) is (not found and stated == recalculated)


def test_a_place_that_cannot_be_read_is_a_disagreement_that_says_whether_it_is_missing() -> None:
    inputs = Place({"bag": "x"}).at("bag").holding({"ml": "250"})
    assert list(attempt(lambda place: place.at("count"), inputs)) == [Disagreement("bag.count", None, None, "", True)]
    assert list(attempt(Place.whole, inputs.at("ml"), 1)) == [
        Disagreement("bag.ml", "250", None, "a whole number from 1 belongs here, without quotation marks", False)
    ]
    assert list(attempt(Place.text, inputs.at("ml"))) == []


def test_what_cannot_be_read_says_where_and_why() -> None:
    with pytest.raises(Unreadable, match=re.escape("bag.ml a list belongs here")):
        Place({"bag": {"ml": "250"}}).at("bag", "ml").entries()


def test_what_a_check_finds_before_it_cannot_go_on_is_kept() -> None:
    def check(place: Place) -> Iterator[Disagreement]:
        yield from compare("b", 1, 2)
        place.at("c").whole()

    found = list(collect(check, Place({"c": True})))
    assert [(each.path, each.stated, each.recalculated) for each in found] == [("b", 1, 2), ("c", True, None)]
