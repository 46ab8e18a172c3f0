"""What the second calculation cannot read, piece by piece: it names the place, and never goes on with a guess."""

import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dosing.recheck.clock import write_moment
from dosing.recheck.compare import Disagreement
from dosing.recheck.course import read_course
from dosing.recheck.fingerprint import fingerprint, prune
from dosing.recheck.once import Once
from dosing.recheck.outcome import read_outcome
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.pounds import compare_typed
from dosing.recheck.regimen import read_regimen
from dosing.recheck.visit import recalculate_visit
from tests.unit.recheck_documents import label_rates, two_bags, with_change


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


@pytest.mark.parametrize(("kind", "status"), [("omit", "omitted"), ("stop", "stopped")])
def test_of_a_visit_that_does_not_take_place_only_its_days_are_stated(kind: str, status: str) -> None:
    document = with_change(label_rates(), kind, visit="C2D22", not_given=False)
    inputs = Place(document["inputs"])
    course = read_course(inputs, read_regimen(inputs.at("regimen")))
    assert recalculate_visit(course.planned[-1], course, inputs, Once()) == {
        "visit": "C2D22", "number": 8, "cycle": 2, "day": 22, "scheduled_date": "2027-02-22", "date": "2027-02-22", "status": status,
        "infusion_number": None, "provisional": False, "premedications": [],
        **dict.fromkeys(
            ("weight_kg", "weighed", "weight_typed", "weight_rule", "given", "outcome", "arrival", "infusion_start", "start_not_before",
             "start_not_after", "planned_end", "study_drug", "infusion")
        ),
    }  # fmt: skip


def test_a_weight_without_a_day_is_stated_without_one() -> None:
    document = label_rates()
    document["inputs"]["course"]["weighed"] = None
    inputs = Place(document["inputs"])
    course = read_course(inputs, read_regimen(inputs.at("regimen")))
    stated = recalculate_visit(course.planned[0], course, inputs, Once())
    assert (stated["weight_kg"], stated["weighed"], stated["weight_rule"]) == ("72.35", None, "first")


def test_each_outcome_is_stated_at_its_own_visit_and_as_the_one_before_at_the_next() -> None:
    document = with_change(label_rates(), "outcome", visit="C1D1", given_ml="100")
    inputs = Place(document["inputs"])
    course = read_course(inputs, read_regimen(inputs.at("regimen")))
    said = {"visit": "C1D1", "in_full": False, "given_ml": "100", "reaction": None, "not_given": False}
    first, second, third = (recalculate_visit(visit, course, inputs, Once()) for visit in course.planned[:3])
    assert (first["given"], first["outcome"], second["given"], second["outcome"]) == (said, None, None, said)
    assert (third["given"], third["outcome"]) == (None, None)


@pytest.mark.parametrize("kg", ["72.57", "72.58"])
def test_pounds_are_held_against_the_kilograms_beside_them(kg: str) -> None:
    # 160 lb are 72.5747792 kg.
    found = list(compare_typed(Place({"weight_kg": kg, "weight_typed": "160lb"})))
    wrong = Disagreement("weight_typed", "160lb", "72.57", "it comes to 72.57 kg, and weight_kg is 72.58")
    assert found == ([wrong] if kg == "72.58" else [])


@pytest.mark.parametrize(
    ("reaction", "read"), [("0", False), ("1", True), ("2", True), ("3", True), ("4", True), ("5", True), ("6", False)]
)
def test_a_reaction_has_one_of_five_grades(reaction: str, read: bool) -> None:
    document = with_change(label_rates(), "outcome", visit="C1D1", reaction=reaction)
    change = Place(document["inputs"]["course"]["changes"][0])
    if read:
        assert read_outcome(change).reaction == reaction
    else:
        with pytest.raises(Unreadable):
            read_outcome(change)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/New_York"])
def test_a_moment_is_the_same_in_whichever_zone_the_machine_stands(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        # 10:00 in Paris on 2027-01-04 is 09:00 UTC, 20,822 days (57 years, 14 of them leap years, and 3 days) after 1970-01-01.
        assert write_moment(20_822 * 1440 + 540, ZoneInfo("Europe/Paris")) == "2027-01-04T10:00+01:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_infusion_whose_second_bag_has_no_steps_ends_at_no_moment() -> None:
    document = two_bags()
    document["inputs"]["site"]["infusion"]["profiles"][0]["second_bag"] = None
    inputs = Place(document["inputs"])
    course = read_course(inputs, read_regimen(inputs.at("regimen")))
    stated: Any = recalculate_visit(course.planned[0], course, inputs, Once())
    assert (stated["infusion_start"], stated["infusion"]["ends"], stated["infusion"]["minutes"]) == ("2027-01-04T10:00+01:00", None, None)
