"""The JSON Schema of the plan document: every key is there, needed, described, and no other may stand beside it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dosing.schema import ASKED, DESCRIBED, plan_schema
from tests import plans

SCHEMA = plan_schema()
DEFINITIONS: dict[str, dict[str, Any]] = {**SCHEMA["$defs"], "PlanDocument": SCHEMA}
KEYS = [(name, key) for name, each in DEFINITIONS.items() for key in each.get("properties", {})]
BUSY = {
    "time": "10:00",
    "time_zone": "Europe/Paris",
    "weight": "160lb",
    "entry": {"transplant": "none", "last_chemotherapy": "2026-10-01"},
    "cycles": 1,
    "changes": [
        plans.correct(born="1990-01-02", transplant="2026-01-01"),
        plans.extend(),
        plans.move("C1D15", "2027-01-25"),
        plans.reweigh("150lb", "2027-01-12"),
        plans.omit("C1D22", when="2027-01-13"),
        plans.retime("C2D1", "14:30", "2027-01-13"),
        plans.resite(plans.slots(antipyretic={"dose_mg": "1000"}), when="2027-01-14"),
        plans.change("rebase", "2027-01-14"),
        plans.stop("C2D15", "2027-01-15"),
        plans.undo("2027-01-15"),
    ],
}


def document() -> dict[str, Any]:
    found = plans.make_release(plans.ORDER_RATES, letterhead={"name": "Day unit"}, **BUSY).document
    return json.loads(json.dumps(found))


def test_the_schema_is_one_that_validators_take():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["title"] == "dosing-plan/2"


GIVEN = [
    plans.outcome("C1D1", "2027-01-04"),
    plans.outcome("C1D8", "2027-01-11", given_ml="60.5", reaction="2"),
    plans.outcome("C1D15", "2027-01-18", not_given=True),
]
STEPS = [{"rate": "25", "minutes": 60}, {"rate": "60"}]
TWO_BAGS = plans.rates(second_bag={"first": STEPS, "second": STEPS, "later": STEPS}, beyond_limits="as signed", cap_mg_per_hour="500") | {
    "bag": {"count": 2, "most_share_percent": "62.5", "share_reference": "report 7"}
}
NONE = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"})
REVIEWED = {"reviews": [{"regimen": "label-10-us-pd", "revision": 1, "by": "EF", "on": "2026-12-02"}]}


@pytest.mark.parametrize(
    "made",
    [
        lambda: plans.make_release().document,
        document,
        lambda: plans.make_release(plans.ORDER_RATES, changes=GIVEN).document,
        lambda: plans.make_release(TWO_BAGS | NONE, weight="150kg", changes=GIVEN).document,
        lambda: plans.make_release(plans.ORDER_RATES | {"bag": {"count": 2}}, time="10:00", time_zone="UTC").document,
        lambda: plans.make_release(regimen="label-10-us-kd", cycles=3).document,
        lambda: plans.make_release(REVIEWED, regimen="label-10-us-pd", cycles=13, born="1952-01-12").document,
    ],
    ids=["least", "busy", "outcomes", "two bags", "second bag by the order", "with carfilzomib", "with pomalidomide"],
)
def test_a_plan_document_meets_it(made):
    Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(made())))


def test_no_description_says_what_only_one_regimen_holds():
    for name, key in KEYS:
        described = DEFINITIONS[name]["properties"][key]["description"]
        assert not re.search(
            r"trial record|isatuximab|dexamethasone|acetaminophen|famotidine|ranitidine|diphenhydr|steroid|H2|NCT", described
        ), (name, key)


def test_a_key_is_described_by_what_it_is_at_its_own_place():
    places = {
        ("Bag", "count"): "hung",
        ("VialCount", "count"): "opened",
        ("RatesRule", "first"): "limits",
        ("Profile", "first"): "steps",
        ("DrugRule", "most_mg_per_minute"): "set",
        ("SlotChoice", "most_mg_per_minute"): "given",
        ("SlotChoice", "reason"): "none is given",
        ("Outcome", "not_given"): "given",
        ("InfusionPlan", "minutes"): "all bags",
        ("Review", "revision"): "revision",
    }
    for (name, key), word in places.items():
        assert word in DEFINITIONS[name]["properties"][key]["description"], f"{name}.{key}"
    assert "history" not in DEFINITIONS["SlotChoice"]["properties"]["reason"]["description"]  # that is the reason of a change


def test_what_was_given_is_an_object_with_its_five_keys():
    assert sorted(SCHEMA["$defs"]["Given"]["properties"]) == ["given_ml", "in_full", "not_given", "reaction", "visit"]


def test_every_key_is_described_in_a_sentence():
    missing = [f"{name}.{key}" for name, key in KEYS if "description" not in DEFINITIONS[name]["properties"][key]]
    assert missing == []
    assert len(KEYS) > 250
    for name, key in KEYS:
        described = DEFINITIONS[name]["properties"][key]["description"]
        assert described[0].isupper(), f"{name}.{key}"
        assert described.endswith("."), f"{name}.{key}"


def test_no_description_is_of_a_key_that_there_is_not():
    used = {key for _, key in KEYS} | {f"{name}.{key}" for name, key in KEYS}
    assert set(DESCRIBED) <= used
    assert {name for name, _ in ASKED} <= set(DEFINITIONS)


def objects(part: object) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from objects(each)


def test_no_key_may_be_left_out_or_added():
    for name, each in DEFINITIONS.items():
        assert each["additionalProperties"] is False, name
        assert sorted(each["required"]) == sorted(each["properties"]), name


@pytest.mark.parametrize(
    "place",
    [(), ("release",), ("inputs", "site"), ("inputs", "course"), ("letterhead",), ("visits", 0), ("visits", 0, "study_drug", "bags", 0)],
)
def test_a_document_with_one_key_more_or_one_less_does_not_meet_it(place):
    meets = Draft202012Validator(SCHEMA)
    for spoil in (lambda table: table.update(more=None), lambda table: table.pop(next(iter(table)))):
        spoiled = table = document()
        for part in place:
            table = table[part]
        spoil(table)
        assert not meets.is_valid(spoiled)


@pytest.mark.parametrize("written", [1450, 1450.0, "1450.0", "01450", "1,450", "1.45E3", "1450 mg", None])
def test_an_amount_is_text_in_plain_notation(written):
    spoiled = document()
    spoiled["visits"][0]["study_drug"]["rounded_mg"] = written
    assert not Draft202012Validator(SCHEMA).is_valid(spoiled)


def test_what_stands_in_the_release_or_among_the_inputs_stands_there_alone():
    assert "site" not in SCHEMA["$defs"]["Visit"]["properties"]
    assert "Check" not in SCHEMA["$defs"]
    for name in ("Course", "Move", "Undo", "Resite"):
        assert not {"fingerprint", "engine", "checks"} & set(SCHEMA["$defs"][name]["properties"])


def test_every_definition_is_referred_to_and_every_reference_leads_to_one():
    referred = {each["$ref"] for each in objects(SCHEMA) if "$ref" in each}
    assert referred == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def test_no_key_has_a_default_since_none_is_ever_left_out():
    assert not any("default" in each for each in objects(SCHEMA) if "type" in each or "anyOf" in each)
