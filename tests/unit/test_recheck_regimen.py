"""What is recalculated follows the regimen in the document, which is held against the record's copy on its own."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, sealed, with_change, with_input

FIRST = "visits.C1D1"
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
def test_a_regimen_without_a_record_is_named_in_one_sentence(key: str, course: str, value: object) -> None:
    document = sealed(with_input(with_regimen(label_rates(), **{key: value}), f"course.{course}", value))
    said = f"inputs.regimen.{key} is {value} in the document; the second calculation holds no record of that regimen."
    assert [found.sentence for found in recheck(document)] == [said]


@pytest.mark.parametrize(("key", "value"), [("id", None), ("id", ["islay"]), ("revision", "1"), ("revision", True), ("revision", 0)])
def test_a_regimen_that_names_no_record_is_named(key: str, value: object) -> None:
    assert f"inputs.regimen.{key}" in paths(with_regimen(label_rates(), **{key: value}))


def test_a_course_of_another_regimen_is_named() -> None:
    assert "inputs.course.regimen" in paths(with_input(label_rates(), "course.regimen", "other"))


def test_every_difference_between_the_regimen_and_the_record_is_named() -> None:
    document = with_regimen(label_rates(), registry_id="NCT00000000", least_age_years=12)
    document["inputs"]["regimen"]["slots"][2]["routes"].append("oral")
    document["inputs"]["regimen"]["washouts"][3]["months"] = 3
    assert {path for path in paths(document) if path.startswith("inputs.regimen")} == {
        "inputs.regimen.registry_id",
        "inputs.regimen.least_age_years",
        "inputs.regimen.slots[2].routes[1]",
        "inputs.regimen.slots[2].routes",  # a site would have to choose
        "inputs.regimen.washouts[3].months",
    }


def test_the_drug_and_the_dose_per_kg_are_those_of_the_document() -> None:
    found = recalculated(with_regimen(day_only(), study_drug={"drug": "otherumab", "dose_mg_per_kg": "10", "route": "intravenous"}))
    assert found["inputs.regimen.study_drug.drug"] == "isatuximab"
    assert found["inputs.regimen.study_drug.dose_mg_per_kg"] == "20"
    drug = f"{FIRST}.study_drug"
    assert (found[f"{drug}.drug"], found[f"{drug}.mg_per_kg"]) == ("otherumab", "10")
    # 72.35 kg x 10 mg/kg is 723.5 mg, 36.175 mL; 36.2 mL are 724 mg.
    assert (found[f"{drug}.calculated_mg"], found[f"{drug}.rounded_mg"], found[f"{drug}.bags[0].drug_ml"]) == ("723.5", "724", "36.2")


def test_a_dose_per_kg_with_decimals_is_exact() -> None:
    found = recalculated(with_regimen(day_only(), study_drug={"drug": "isatuximab", "dose_mg_per_kg": "0.123456", "route": "intravenous"}))
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


def test_an_extension_adds_every_cycle_that_the_regimen_allows() -> None:
    document = with_input(with_regimen(day_only(), cycle_days=FIVE_PLACES, most_cycles=3), "course.cycles", 1)
    found = recalculated(with_change(document, "extend"))
    assert (found["visits.C3D1.visit"], found["visits.C3D1.cycle"], found["visits.C3D1.date"]) == ("C3D1", 3, "2027-03-01")
    assert (found["visits.C3D15.visit"], found["visits.C3D15.date"]) == ("C3D15", "2027-03-15")
    assert not any(path.startswith("visits[") for path in found)


def test_more_cycles_than_the_regimen_allows_are_named() -> None:
    assert "inputs.course.cycles" in paths(with_regimen(day_only(), most_cycles=1))


@pytest.mark.parametrize(("weighed", "provisional"), [("2027-01-17", True), ("2027-01-18", False)])
def test_doses_are_provisional_until_a_weight_of_the_last_visit_of_cycle_1(weighed: str, provisional: bool) -> None:
    document = with_regimen(day_only(), cycle_days=[{"from_cycle": 1, "days": [1, 8, 15]}])
    found = recalculated(with_change(document, "reweigh", weighed, weight_kg="72.35", weighed=weighed))
    # The fourth visit is C2D1, where the document states C1D22, which is never provisional.
    assert found["visits.C2D1.visit"] == "C2D1"
    assert found.get("visits.C2D1.provisional", False) is provisional


def test_premedications_of_one_lead_time_stand_in_the_order_of_the_slots() -> None:
    document = day_only()
    slots = document["inputs"]["regimen"]["slots"]
    slots[0], slots[1] = slots[1], slots[0]
    found = recalculated(document)
    assert (found[f"{FIRST}.premedications[0].slot"], found[f"{FIRST}.premedications[0].drug"]) == ("antipyretic", "acetaminophen")
    assert (found[f"{FIRST}.premedications[1].slot"], found[f"{FIRST}.premedications[1].drug"]) == ("steroid", "dexamethasone")
    assert f"{FIRST}.premedications[2].slot" not in found


def test_a_slot_that_the_regimen_does_not_name_has_no_premedication() -> None:
    document = day_only()
    del document["inputs"]["regimen"]["slots"][1]
    found = recalculated(document)
    assert [found[f"{FIRST}.premedications[{i}].slot"] for i in (1, 2)] == ["h2_blocker", "antihistamine"]
    assert found[f"{FIRST}.premedications[3]"] is None


def test_the_route_is_that_of_the_slot_and_nothing_oral_is_given_over_minutes() -> None:
    document = day_only()
    document["inputs"]["regimen"]["slots"][3]["routes"] = ["oral"]
    found = recalculated(document)
    assert (found[f"{FIRST}.premedications[3].route"], found[f"{FIRST}.premedications[3].give_over_minutes"]) == ("oral", None)


@pytest.mark.parametrize(
    ("slot", "key", "value", "path"),
    [
        (0, "routes", ["intravenous"], "inputs.site.dexamethasone.route"),
        (1, "routes", ["oral", "intravenous"], "inputs.regimen.slots[1].routes"),
        (1, "routes", [], "inputs.regimen.slots[1].routes"),
        (1, "drug", "paracetamol", "inputs.site.paracetamol"),
        (1, "drug", None, "inputs.regimen.slots[1].drug"),
        (2, "drug", "cimetidine", "inputs.site.h2_blocker.drug"),
        (3, "slot", "antibiotic", "inputs.regimen.slots[3].slot"),
        (3, "slot", ["antihistamine"], "inputs.regimen.slots[3].slot"),
    ],
)
def test_a_slot_that_the_site_cannot_fill_is_named(slot: int, key: str, value: object, path: str) -> None:
    document = unknown()
    document["inputs"]["regimen"]["slots"][slot][key] = value
    assert paths(sealed(document)) == {"inputs.regimen.id", path}


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
    ],
)
def test_a_regimen_that_cannot_be_read_is_named(key: str, value: object, path: str) -> None:
    assert paths(sealed(with_input(unknown(), f"regimen.{key}", value))) == {"inputs.regimen.id", f"inputs.regimen.{path}"}


def test_a_regimen_that_reaches_beyond_every_calendar_is_named() -> None:
    assert paths(sealed(unknown(cycle_length_days=100_000))) == {"inputs.regimen.id", "inputs.course.start"}
