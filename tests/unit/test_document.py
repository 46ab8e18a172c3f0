"""The plan document as a contract: its keys, its plain numbers, and its canonical form."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dosing.document import Written, plain_value
from tests import plans

BUSY = {
    "time": "10:00",
    "time_zone": "Europe/Paris",
    "label": "ISLAY-007",
    "entry": {"transplant": "none", "last_chemotherapy": "2026-10-01"},
    "changes": [
        plans.outcome("C1D1", "2027-01-05", given_ml="60.50", reaction="2"),
        plans.correct(weight="72.35kg"),
        plans.reweigh("70kg", "2027-01-12"),
        plans.omit("C1D22", when="2027-01-13"),
        plans.resite(plans.slots(antipyretic={"dose_mg": "1000"}), when="2027-01-14"),
    ],
}

TOP = ["format", "release", "inputs", "letterhead", "visits", "findings"]
RELEASE = ["course_id", "revision", "fingerprint", "previous", "issued", "engine", "past", "checks"]
VISIT = [
    "visit", "number", "cycle", "day", "scheduled_date", "date", "status", "infusion_number", "outcome", "given", "provisional",
    "weight_kg", "weighed", "weight_typed", "weight_rule",
    "arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end", "study_drug", "premedications", "infusion",
]  # fmt: skip
STUDY_DRUG = [
    "drug", "calculated_mg", "rounded_mg", "volume_ml", "deviation_percent", "rounding", "vials", "draw", "discard_mg", "whole_vial_totals",
    "diluent", "bags", "mg_per_kg", "mg_per_ml", "source",
]  # fmt: skip
FILLED_BAG = ["bag_ml", "drug_ml", "drug_mg", "remove_ml", "concentration_mg_per_ml"]
PREMEDICATION = ["slot", "drug", "dose_mg", "route", "form", "minutes_before", "due", "give_over_minutes", "substituted_for", "source"]
INFUSION = ["profile", "part", "minutes", "ends", "label_mg_per_hour", "bags", "source"]
GIVEN = ["visit", "in_full", "given_ml", "reaction", "not_given"]
CORRECTED = [
    "weight_kg", "weight_typed", "weighed", "start", "born",
    "last_immunotherapy", "last_investigational", "last_chemotherapy", "transplant", "gvhd_immunosuppression",
]  # fmt: skip
STEP = ["rate_ml_per_hour", "minutes", "elapsed_minutes", "volume_ml", "cumulative_ml", "mg_per_hour", "starts"]


def document() -> dict[str, Any]:
    return plans.make_release(plans.ORDER_RATES, **BUSY).document


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def test_the_format_stands_first_and_every_key_is_there():
    found = document()
    assert list(found) == TOP
    assert found["format"] == "dosing-plan/2"
    assert sorted(found["release"]) == sorted(RELEASE)
    assert sorted(found["letterhead"]) == [
        "address",
        "calendar",
        "day_phone",
        "emergency_phone",
        "name",
        "night_phone",
        "paper",
        "visit_place",
    ]
    for visit in found["visits"]:
        assert sorted(visit) == sorted(VISIT)
    first = found["visits"][0]
    assert sorted(first["study_drug"]) == sorted(STUDY_DRUG)
    assert [sorted(bag) for bag in first["study_drug"]["bags"]] == [sorted(FILLED_BAG)]
    assert [sorted(given) for given in first["premedications"]] == [sorted(PREMEDICATION)] * 4
    assert sorted(first["infusion"]) == sorted(INFUSION)
    (bag,) = first["infusion"]["bags"]
    assert list(bag) == ["steps"]
    assert {tuple(sorted(step)) for step in bag["steps"]} == {tuple(sorted(STEP))}
    assert {tuple(sorted(told)) for told in found["findings"]} == {("code", "message", "severity", "visit")}


def test_an_omitted_visit_has_its_days_and_nothing_else():
    left_out = document()["visits"][3]
    kept = {key: value for key, value in left_out.items() if value not in (None, [], False)}
    assert kept == {
        "visit": "C1D22", "number": 4, "cycle": 1, "day": 22, "scheduled_date": "2027-01-25", "date": "2027-01-25", "status": "omitted",
    }  # fmt: skip


def test_no_number_is_broken_and_amounts_are_text_in_plain_notation():
    found = document()
    assert not [leaf for leaf in leaves(found) if isinstance(leaf, float)]
    drug = found["visits"][0]["study_drug"]
    assert [drug[key] for key in ("calculated_mg", "rounded_mg", "volume_ml", "deviation_percent", "discard_mg")] == [
        "1447", "1448", "72.4", "0.07", "52",
    ]  # fmt: skip
    (bag,) = drug["bags"]
    assert [bag[key] for key in FILLED_BAG] == ["250", "72.4", "1448", "72.4", "5.792"]
    for leaf in leaves(found):
        if isinstance(leaf, str) and re.fullmatch(r"-?[0-9.]+(E.*)?", leaf):
            assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", leaf), leaf


def test_moments_carry_their_offset_and_the_issue_is_utc():
    found = document()
    assert found["visits"][0]["infusion_start"] == "2027-01-04T10:00+01:00"
    assert found["release"]["issued"] == "2027-01-12T09:00:00Z"  # once the newest weight was measured


def test_a_correction_states_what_is_corrected_and_null_for_the_rest():
    changes = document()["inputs"]["course"]["changes"]
    assert {key: value for key, value in changes[1]["values"].items() if value is not None} == {"weight_kg": "72.35"}
    assert sorted(changes[1]["values"]) == sorted(CORRECTED)
    assert [sorted(change) for change in changes] == [
        ["by", "given_ml", "in_full", "kind", "not_given", "reaction", "reason", "visit", "when"],
        ["by", "kind", "reason", "values", "when"],
        ["by", "kind", "reason", "weighed", "weight_kg", "weight_typed", "when"],
        ["by", "kind", "not_given", "reason", "visit", "when"],
        ["by", "kind", "reason", "site", "when"],
    ]


def test_the_document_is_json_and_reads_back_as_it_was():
    found = document()
    assert json.loads(json.dumps(found)) == found


def test_fingerprints_and_checks_of_the_course_stand_in_the_release_and_not_among_the_inputs():
    course = document()["inputs"]["course"]
    for part in (course, *course["changes"]):
        assert not {"fingerprint", "engine", "checks"} & set(part)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("72.50"), "72.5"),
        (Decimal("1.4E+3"), "1400"),
        (date(2027, 1, 4), "2027-01-04"),
        (datetime(2027, 1, 4, 10, 0, 30, tzinfo=UTC), "2027-01-04T10:00+00:00"),
        ((1, None, True), [1, None, True]),
        ({"a": (Decimal("0.10"),)}, {"a": ["0.1"]}),
    ],
)
def test_a_value_is_written_in_one_way(value, written):
    assert plain_value(value) == written


def test_canonical_json_has_sorted_keys_no_white_space_and_neither_null_nor_prose():
    value = {
        "b": (1, {"z": None, "y": "\u00e9", "x": Decimal("72.50")}, True),
        "a": {"citation": "a leaflet", "kind": "label"},
        "title": "Better words",
        "criteria_not_checked": ("one",),
        "words": {"heading": "Better words"},
        "message": "Better words.",
        "called": "better words",
        "none": None,
    }
    assert Written().canonical(value) == '{"a":{"kind":"label"},"b":[1,{"x":"72.5","y":"\u00e9"},true]}'


@pytest.mark.parametrize("typed", ['"', "\\", "\u00e9", "\u2028", "\U0001f600", "a\tb", "</script>", "\x7f"])
def test_text_in_canonical_json_is_escaped_as_any_json_writer_does(typed):
    assert Written().canonical(typed) == json.dumps(typed, ensure_ascii=False)


def test_the_canonical_form_is_that_of_the_document_itself():
    made = plans.make_release(plans.ORDER_RATES, **BUSY)
    for each, stated in zip(made.plan.visits, made.document["visits"], strict=True):
        assert json.loads(Written().canonical(each)) == without_null_and_prose(stated)


def without_null_and_prose(value: Any) -> Any:
    if isinstance(value, dict):
        prose = ("citation", "title", "criteria_not_checked", "words", "message", "called")
        return {key: without_null_and_prose(each) for key, each in value.items() if each is not None and key not in prose}
    return [without_null_and_prose(each) for each in value] if isinstance(value, list) else value


def test_what_revisions_share_is_written_once():
    visits = plans.make_plan().visits
    written = Written()
    assert all(one is other for one, other in zip(written.plain(visits), written.plain(visits), strict=True))
    assert written.canonical(visits) == Written().canonical(visits)


def test_what_was_written_stays_known_when_the_visit_itself_is_gone():
    written = Written()
    texts = {written.canonical(plans.make_plan(weight=f"{weight}kg").visits) for weight in range(50, 90)}
    assert len(texts) == 40


def test_what_was_given_stands_at_its_visit_and_at_the_one_after_it():
    first, second, *_ = document()["visits"]
    told = {"visit": "C1D1", "in_full": False, "given_ml": "60.5", "reaction": "2", "not_given": False}
    assert list(first["given"]) == GIVEN
    assert (first["given"], first["outcome"], second["outcome"], second["given"]) == (told, None, told, None)


def test_two_bags_stand_one_after_the_other_with_their_steps_or_none():
    # 72.35 kg: 72.4 mL, 36.2 in each, 724 mg, 2.896 mg/mL. The second bag's steps come from the order, so that no end is known.
    first = plans.make_release(plans.ORDER_RATES | {"bag": {"count": 2}}, weight="72.35kg").document["visits"][0]
    assert [[bag[key] for key in FILLED_BAG] for bag in first["study_drug"]["bags"]] == [["250", "36.2", "724", "36.2", "2.896"]] * 2
    assert [len(bag["steps"]) for bag in first["infusion"]["bags"]] == [6, 0]
    assert (first["infusion"]["minutes"], first["infusion"]["ends"]) == (None, None)
    assert first["infusion"]["label_mg_per_hour"] == "434.1"  # 72.35 x 10 / 250 x 150


def test_the_number_of_cycles_is_always_a_number():
    assert plans.make_release().document["inputs"]["course"]["cycles"] == 2


def test_a_premedication_of_the_site_stands_under_its_slot():
    site = plans.make_release().document["inputs"]["site"]
    assert list(site["premedications"]) == ["steroid", "antipyretic", "h2_blocker", "antihistamine"]
    assert {key: value for key, value in site["premedications"]["antipyretic"].items() if value is not None} == {
        "drug": "acetaminophen", "dose_mg": "650", "route": "oral", "minutes_before": 45,
    }  # fmt: skip
