"""What the second calculation cannot read, piece by piece: it names the place, and never goes on with a guess."""

from typing import Any

import pytest

from dosing.recheck.fingerprint import fingerprint, prune
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.regimen import read_regimen
from tests.unit.recheck_documents import label_rates, with_change


def in_lists(depth: int, value: object) -> object:
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [in_lists(41, "text"), {"a": in_lists(39, {"b": "text"})}])
def test_a_text_may_stand_below_the_deepest_place(value: object) -> None:
    assert prune(value) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [(in_lists(41, 1), "it is nested too deeply to be a plan"), ([10**15 + 1], "no whole number of a plan is this long")],
)
def test_the_sentence_says_why_a_document_is_not_walked(value: object, reason: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        prune(value)
    assert unreadable.value.reason == reason


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("visits", "C1D1"),
        ("visits", {}),
        ("inputs.regimen", []),
        ("inputs.site", []),
        ("inputs.course", "CD"),
        ("inputs.course.changes", {}),
        ("inputs.course.changes[0]", 5),
    ],
)
def test_what_a_fingerprint_covers_is_there_and_of_its_kind(path: str, value: object) -> None:
    document = with_change(label_rates(), "rebase")
    *way, last = path.replace("[0]", ".0").split(".")
    place: Any = document
    for key in way:
        place = place[key]
    place[int(last) if last == "0" else last] = value
    with pytest.raises(Unreadable) as unreadable:
        fingerprint(Place(document), prune(document))
    assert unreadable.value.place.path == path


@pytest.mark.parametrize("key", ["visits", "inputs", "release"])
def test_a_part_that_a_fingerprint_covers_is_named_where_it_is_missing(key: str) -> None:
    document = with_change(label_rates(), "rebase")
    del document[key]
    with pytest.raises(Unreadable) as unreadable:
        fingerprint(Place(document), prune(document))
    assert (unreadable.value.place.path, unreadable.value.reason, unreadable.value.missing) == (key, "", True)


def test_a_text_or_null_is_read_as_it_is_and_nothing_else() -> None:
    assert (Place("x").text_or_null(), Place(None).text_or_null(), Place("").text_or_null()) == ("x", None, "")
    with pytest.raises(Unreadable):
        Place(5).text_or_null()


@pytest.mark.parametrize(("text", "millionths"), [("0.000001", 1), ("0.000002", 2), ("1", 1_000_000)])
def test_an_amount_above_zero_may_be_as_small_as_it_can_be_written(text: str, millionths: int) -> None:
    assert Place(text).millionths_above_zero() == millionths


def test_an_amount_of_zero_is_not_above_zero() -> None:
    with pytest.raises(Unreadable) as unreadable:
        Place("0").millionths_above_zero()
    assert unreadable.value.missing is False


def regimen(**values: object) -> Any:
    return read_regimen(Place(label_rates()["inputs"]["regimen"] | values))


def test_a_regimen_may_have_one_premedication_and_cycles_of_one_day() -> None:
    [first, *_] = label_rates()["inputs"]["regimen"]["slots"]
    made = regimen(slots=[first], cycle_length_days=1, most_cycles=3, cycle_days=[{"from_cycle": 1, "days": [1]}])
    assert [slot.name for slot in made.slots] == ["steroid"]
    assert [(visit.name, visit.offset) for visit in made.visits] == [("C1D1", 0), ("C2D1", 1), ("C3D1", 2)]


def test_a_visit_may_be_on_the_last_day_of_a_cycle_and_its_interval_counts_from_the_visit_before() -> None:
    made = regimen(cycle_days=[{"from_cycle": 1, "days": [1, 28]}, {"from_cycle": 2, "days": [2]}])
    assert [(visit.name, visit.offset, visit.interval) for visit in made.visits[1:]] == [("C1D28", 27, 27), ("C2D2", 29, 2)]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"cycle_length_days": 0}, "cycle_length_days"),
        ({"cycle_length_days": 27, "cycle_days": [{"from_cycle": 1, "days": [28]}]}, "cycle_days[0].days"),
        ({"most_cycles": 0}, "most_cycles"),
        ({"slots": []}, "slots"),
        ({"vials": []}, "vials"),
    ],
)
def test_a_regimen_beyond_its_limits_is_not_read(values: dict[str, Any], path: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        regimen(**values)
    assert unreadable.value.place.path == path
