"""What is recalculated follows the regimen in the document, which is held against the record's copy on its own."""

import re
from typing import Any

import pytest

from dosing.recheck import recheck, unknown_regimen
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, sealed, two_bags, with_change, with_input

FIRST = "visits.C1D1"
DRUG = {"drug": "isatuximab", "dose_mg_per_kg": "20", "mg_per_ml": "20", "route": "intravenous"}
FIVE_PLACES = [{"from_cycle": 1, "days": [1, 8, 15, 22]}, {"from_cycle": 2, "days": [1, 15]}]


def with_regimen(document: dict[str, Any], **keys: object) -> dict[str, Any]:
    for key, value in keys.items():
        with_input(document, f"regimen.{key}", value)
    return document


def unknown(**keys: object) -> dict[str, Any]:
    """A regimen that no record is held of, so that only the recalculation reads it."""
    document = with_regimen(day_only(), id="other", **keys)
    return with_input(document, "course.regimen", "other")


@pytest.mark.parametrize(("key", "course", "value"), [("id", "regimen", "other"), ("revision", "regimen_revision", 2)])
def test_the_values_of_a_regimen_without_a_record_are_taken_as_the_document_states_them(key: str, course: str, value: object) -> None:
    document = sealed(with_input(with_regimen(label_rates(), **{key: value, "least_age_years": 12}), f"course.{course}", value))
    assert recheck(document) == []
    regimen = "'other' revision 1" if key == "id" else "'islay' revision 2"
    said = f"The second calculation holds no record of the regimen {regimen}: its values were taken as the document states them."
    assert unknown_regimen(document) == said


@pytest.mark.parametrize("name", ["islay", "label-10-us-pd", "label-10-us-kd"])
def test_a_record_is_held_of_every_shipped_regimen(name: str) -> None:
    assert unknown_regimen(with_regimen(label_rates(), id=name)) is None
    assert unknown_regimen(with_regimen(label_rates(), id=name, revision=2))


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"inputs": None}, {"inputs": {"regimen": []}}, with_regimen(label_rates(), id=None), with_regimen(label_rates(), revision="1"),
     with_regimen(label_rates(), revision=True), with_regimen(label_rates(), revision=0), with_regimen(label_rates(), revision=10**30)],
)  # fmt: skip
def test_nothing_is_said_of_a_regimen_whose_name_cannot_be_read(document: object) -> None:
    assert unknown_regimen(document) is None


@pytest.mark.parametrize("name", ["\x1b[2J", "\ud800", "x" * 5000])
def test_the_name_of_a_regimen_is_printed_safely(name: str) -> None:
    said = unknown_regimen(with_regimen(label_rates(), id=name))
    assert said is not None
    assert said.isprintable()
    assert len(said) < 300


@pytest.mark.parametrize(("key", "value"), [("id", None), ("id", ["islay"]), ("revision", "1"), ("revision", True), ("revision", 0)])
def test_a_regimen_that_names_no_record_is_named(key: str, value: object) -> None:
    assert f"inputs.regimen.{key}" in paths(with_regimen(label_rates(), **{key: value}))


def test_a_course_of_another_regimen_is_named() -> None:
    assert "inputs.course.regimen" in paths(with_input(label_rates(), "course.regimen", "other"))


@pytest.mark.hazard("H-13")
def test_every_difference_between_the_regimen_and_the_record_is_named() -> None:
    document = with_regimen(label_rates(), least_age_years=12, needs_review=True, usual_cycles=None, never_vials=[], usual_mg_per_ml="8")
    regimen = document["inputs"]["regimen"]
    regimen["slots"][1]["drugs"][0]["most_mg"] = "2000"
    regimen["slots"][2]["drugs"][0]["routes"].append("oral")
    regimen["slots"][2] |= {"needed": True, "named": "famotidine", "unless_decided": "famotidine"}
    regimen["slots"][3]["drugs"][0]["unless_decided"]["from_age_years"] = 75
    regimen["washouts"][3]["months"] = 3
    regimen["rates"]["follow"].append("label")
    regimen["rates"]["later"]["least_minutes"] = "60"
    assert {path for path in paths(document) if path.startswith("inputs")} == {
        f"inputs.regimen.{path}"
        for path in (
            "least_age_years", "needs_review", "usual_cycles", "never_vials[0]", "usual_mg_per_ml", "slots[1].drugs[0].most_mg",
            "slots[2].drugs[0].routes[1]", "slots[2].needed", "slots[2].named", "slots[2].unless_decided",
            "slots[3].drugs[0].unless_decided.from_age_years", "washouts[3].months", "rates.follow[2]", "rates.later.least_minutes",
        )
    }  # fmt: skip


def test_the_words_of_a_regimen_are_no_facts_to_compare() -> None:
    document = with_regimen(label_rates(), title="Other words", reference="other words")
    regimen = document["inputs"]["regimen"]
    regimen["slots"][0]["called"] = regimen["never_vials"][0]["called"] = regimen["words"]["heading"] = "other words"
    assert paths(document) == {"release.fingerprint"}  # which covers the reference
    regimen["reference"] = "NCT02999633"
    assert paths(document) == set()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("slots.0.drugs.0.unless_decided.dose_from_age_mg", "40"),
        ("slots.0.drugs.0.unless_decided.from_age_years", 70),
        ("slots.0.drugs.0.doses_mg.1", "80"),
        ("slots.2.needed", False),
        ("cycle_days.1.days.1", 8),
        ("most_cycles", 12),
        ("least_age_years", 16),
        ("trial_weight_least_kg", "46"),
        ("study_drug.dose_mg_per_kg", "20"),
    ],
)
def test_the_labels_regimen_is_held_against_its_own_record(place: str, value: object) -> None:
    document = two_bags()
    *way, last = [int(key) if key.isdigit() else key for key in place.split(".")]
    container: Any = document["inputs"]["regimen"]
    for key in way:
        container = container[key]
    container[last] = value
    path = re.sub(r"\.([0-9]+)", r"[\1]", place)
    assert f"inputs.regimen.{path}" in paths(document)


def test_the_drug_and_the_dose_per_kg_are_those_of_the_document() -> None:
    found = recalculated(with_regimen(day_only(), study_drug=DRUG | {"drug": "otherumab", "dose_mg_per_kg": "10"}))
    assert found["inputs.regimen.study_drug.drug"] == "isatuximab"
    assert found["inputs.regimen.study_drug.dose_mg_per_kg"] == "20"
    drug = f"{FIRST}.study_drug"
    assert (found[f"{drug}.drug"], found[f"{drug}.mg_per_kg"]) == ("otherumab", "10")
    # 72.35 kg x 10 mg/kg is 723.5 mg, 36.175 mL; 36.2 mL are 724 mg.
    assert (found[f"{drug}.calculated_mg"], found[f"{drug}.rounded_mg"], found[f"{drug}.bags[0].drug_ml"]) == ("723.5", "724", "36.2")


def test_a_dose_per_kg_with_decimals_is_exact() -> None:
    found = recalculated(with_regimen(day_only(), study_drug=DRUG | {"dose_mg_per_kg": "0.123456"}))
    # 72.35 x 0.123456 is 8.9320416 mg, written with six decimals; 0.4466 mL round to 0.4 mL, 8 mg, which is 10.43% less.
    drug = f"{FIRST}.study_drug"
    assert (found[f"{drug}.calculated_mg"], found[f"{drug}.rounded_mg"]) == ("8.932042", "8")
    assert found[f"{drug}.deviation_percent"] == "-10.43"


def test_the_length_of_a_cycle_is_that_of_the_document() -> None:
    found = recalculated(with_regimen(day_only(), cycle_length_days=35))
    assert found["inputs.regimen.cycle_length_days"] == 28
    assert (found["visits.C2D1.scheduled_date"], found["visits.C2D22.date"]) == ("2027-02-08", "2027-03-01")
    assert "visits.C1D22.date" not in found


def test_the_days_of_a_cycle_hold_until_the_next_entry() -> None:
    found = recalculated(with_regimen(day_only(), cycle_days=FIVE_PLACES, most_cycles=3))
    assert "visits.C2D1.day" not in found
    # The sixth visit is C2D15, and the document states C2D8 there and two more.
    assert (found["visits.C2D15.visit"], found["visits.C2D15.day"], found["visits.C2D15.date"]) == ("C2D15", 15, "2027-02-15")
    assert {path for path in found if path.startswith("visits[")} == {"visits[6]", "visits[7]"}


def test_an_extension_adds_one_cycle_and_a_second_one_another() -> None:
    document = with_input(with_regimen(day_only(), cycle_days=FIVE_PLACES, most_cycles=3), "course.cycles", 1)
    found = recalculated(with_change(document, "extend"))
    assert (found["visits.C2D15.visit"], found["visits.C2D15.date"]) == ("C2D15", "2027-02-15")
    assert {path for path in found if path.startswith("visits[")} == {"visits[6]", "visits[7]"}
    found = recalculated(with_change(document, "extend"))
    assert (found["visits.C3D1.visit"], found["visits.C3D1.cycle"], found["visits.C3D1.date"]) == ("C3D1", 3, "2027-03-01")
    assert (found["visits.C3D15.visit"], found["visits.C3D15.date"]) == ("C3D15", "2027-03-15")
    assert not any(path.startswith("visits[") for path in found)
    assert "inputs.course.changes[2].kind" in paths(with_change(document, "extend"))


def test_more_cycles_than_the_regimen_allows_are_named() -> None:
    assert "inputs.course.cycles" in paths(with_regimen(day_only(), most_cycles=1))


@pytest.mark.parametrize(
    ("weighed", "second", "third"), [("2027-01-24", True, True), ("2027-01-25", False, True), ("2027-02-22", False, False)]
)
def test_each_later_cycle_is_provisional_until_a_weight_shortly_before_its_own_first_day(weighed: str, second: bool, third: bool) -> None:
    # Cycle 2 begins on 1 February and cycle 3 on 1 March; a weight may be 7 days old.
    document = with_input(with_regimen(day_only(), cycle_days=FIVE_PLACES, most_cycles=3), "course.cycles", 3)
    for stated in document["visits"]:
        stated["provisional"] = None
    found = recalculated(with_change(document, "reweigh", weighed, weight_kg="72.35", weighed=weighed))
    at = ("C1D22", "C2D1", "C2D15", "C3D1", "C3D15")
    assert [found[f"visits.{name}.provisional"] for name in at] == [False, second, second, third, third]


def test_premedications_of_one_lead_time_stand_in_the_order_of_the_slots() -> None:
    document = day_only()
    slots = document["inputs"]["regimen"]["slots"]
    slots[0], slots[1] = slots[1], slots[0]
    found = recalculated(document)
    assert (found[f"{FIRST}.premedications[0].slot"], found[f"{FIRST}.premedications[0].drug"]) == ("antipyretic", "acetaminophen")
    assert (found[f"{FIRST}.premedications[1].slot"], found[f"{FIRST}.premedications[1].drug"]) == ("steroid", "dexamethasone")
    assert f"{FIRST}.premedications[2].slot" not in found


def test_a_premedication_that_the_regimen_does_not_have_is_named_in_the_site() -> None:
    document = day_only()
    del document["inputs"]["regimen"]["slots"][1]
    found = recalculated(document)
    assert "inputs.site.premedications.antipyretic" in found
    assert [found[f"{FIRST}.premedications[{i}].slot"] for i in (1, 2)] == ["h2_blocker", "antihistamine"]
    assert found[f"{FIRST}.premedications[3]"] is None


@pytest.mark.parametrize(("key", "value"), [("slot", "antibiotic"), ("slot", "Steroid")])
def test_a_slot_that_the_site_does_not_fill_is_named(key: str, value: object) -> None:
    document = unknown()
    document["inputs"]["regimen"]["slots"][3][key] = value
    assert paths(sealed(document)) == {f"inputs.site.premedications.{value}", "inputs.site.premedications.antihistamine"}


STEROID, ANTIPYRETIC, ANTIHISTAMINE = "slots[0].drugs[0]", "slots[1].drugs[0]", "slots[3].drugs[0]"


@pytest.mark.parametrize(
    ("slot", "key", "value", "path"),
    [
        (0, "routes", [], f"{STEROID}.routes"),
        (0, "routes", ["nasal"], f"{STEROID}.routes[0]"),
        (0, "doses_mg", [], f"{STEROID}.doses_mg"),
        (0, "doses_mg", [20], f"{STEROID}.doses_mg[0]"),
        (0, "forms", [1], f"{STEROID}.forms[0]"),
        (0, "drug", None, f"{STEROID}.drug"),
        (0, "drug", "prednisolone", "slots[0].unless_decided"),
        (0, "least_minutes_before", 61, f"{STEROID}.most_minutes_before"),
        (0, "least_minutes_before", None, f"{STEROID}.least_minutes_before"),
        (1, "doses_mg", ["650"], f"{ANTIPYRETIC}.doses_mg"),
        (1, "most_mg", "649", f"{ANTIPYRETIC}.most_mg"),
        (1, "most_mg", None, f"{ANTIPYRETIC}.most_mg"),
        (3, "least_mg_per_minute", None, f"{ANTIHISTAMINE}.least_mg_per_minute"),
        (3, "most_give_over_minutes", 5, f"{ANTIHISTAMINE}.least_give_over_minutes"),
    ],
)
def test_a_drug_of_the_regimen_that_cannot_be_read_is_named(slot: int, key: str, value: object, path: str) -> None:
    document = unknown()
    document["inputs"]["regimen"]["slots"][slot]["drugs"][0][key] = value
    assert paths(sealed(document)) == {f"inputs.regimen.{path}"}


@pytest.mark.parametrize(
    ("slot", "key", "value", "path"),
    [
        (0, "needed", None, "slots[0].needed"),
        (0, "named", 5, "slots[0].named"),
        (0, "slot", None, "slots[0].slot"),
        (1, "slot", "steroid", "slots"),
        (2, "drugs", [], "slots[2].drugs"),
        (2, "unless_decided", "none", "slots[2].unless_decided"),
    ],
)
def test_a_slot_of_the_regimen_that_cannot_be_read_is_named(slot: int, key: str, value: object, path: str) -> None:
    document = unknown()
    document["inputs"]["regimen"]["slots"][slot][key] = value
    assert f"inputs.regimen.{path}" in paths(sealed(document))


def test_a_drug_that_stands_twice_in_a_slot_is_named() -> None:
    document = unknown()
    document["inputs"]["regimen"]["slots"][2]["drugs"][1]["drug"] = "ranitidine"
    assert paths(sealed(document)) == {"inputs.regimen.slots[2].drugs"}


CYCLE_DAYS = "cycle_days"


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("study_drug.dose_mg_per_kg", "0", "study_drug.dose_mg_per_kg"),
        ("study_drug.dose_mg_per_kg", 20, "study_drug.dose_mg_per_kg"),
        ("study_drug.drug", None, "study_drug.drug"),
        ("cycle_length_days", 0, "cycle_length_days"),
        ("cycle_length_days", "28", "cycle_length_days"),
        ("most_cycles", 0, "most_cycles"),
        ("most_cycles", 100_000, "most_cycles"),
        ("cycle_days", [], CYCLE_DAYS),
        ("cycle_days", [{"from_cycle": 2, "days": [1]}], CYCLE_DAYS),
        ("cycle_days", [{"from_cycle": 1, "days": [1]}, {"from_cycle": 1, "days": [8]}], CYCLE_DAYS),
        ("cycle_days", [{"from_cycle": 1, "days": []}], f"{CYCLE_DAYS}[0].days"),
        ("cycle_days", [{"from_cycle": 1, "days": [8, 1]}], f"{CYCLE_DAYS}[0].days"),
        ("cycle_days", [{"from_cycle": 1, "days": [1, 1]}], f"{CYCLE_DAYS}[0].days"),
        ("cycle_days", [{"from_cycle": 1, "days": [1, 29]}], f"{CYCLE_DAYS}[0].days"),
        ("cycle_days", [{"from_cycle": 1, "days": [0, 8]}], f"{CYCLE_DAYS}[0].days[0]"),
        ("cycle_days", [{"from_cycle": 1, "days": "1"}], f"{CYCLE_DAYS}[0].days"),
        ("slots", [], "slots"),
        ("study_drug.mg_per_ml", "0", "study_drug.mg_per_ml"),
        ("study_drug.mg_per_ml", "25", "vials[0].strength_mg"),
        ("vials", [], "vials"),
        ("vials", [{"strength_mg": "100", "volume_ml": "4"}], "vials[0].strength_mg"),
        ("vials", [{"strength_mg": "100", "volume_ml": "5"}] * 2, "vials"),
        ("vials", [{"strength_mg": str(20 * ml), "volume_ml": str(ml)} for ml in range(1, 8)], "vials"),
        ("rates.per_ml", "0", "rates.per_ml"),
        ("rates.label_bag_ml", None, "rates.label_bag_ml"),
        ("rates.follow", ["hearsay"], "rates.follow[0]"),
        ("rates.second.most_ml_per_hour", 200, "rates.second.most_ml_per_hour"),
    ],
)
def test_a_regimen_that_cannot_be_read_is_named(key: str, value: object, path: str) -> None:
    assert paths(sealed(with_input(unknown(), f"regimen.{key}", value))) == {f"inputs.regimen.{path}"}


def test_a_regimen_that_reaches_beyond_every_calendar_is_named() -> None:
    assert paths(sealed(unknown(cycle_length_days=100_000))) == {"inputs.course.start"}
