"""The plan document as a contract: its keys, its plain numbers, and what a fingerprint covers."""

import hashlib
import json
import re
from typing import Any

from dosing.document import fingerprint, plan_body
from tests import plans

BUSY = {
    "time": "10:00",
    "time_zone": "Europe/Paris",
    "label": "ISLAY-007",
    "entry": {"transplant": "none", "last_chemotherapy": "2026-10-01"},
    "changes": [
        plans.correct(weight="72.35kg"),
        plans.reweigh("70kg", "2027-01-12"),
        plans.omit("C1D22", when="2027-01-13"),
        plans.resite({"paper": "letter"}, when="2027-01-14"),
    ],
}

TOP = ["format", "release", "inputs", "visits", "findings"]
VISIT = [
    "visit", "number", "cycle", "day", "scheduled_date", "date", "status", "infusion_number", "provisional", "weight_kg", "weighed", "weight_rule",
    "arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end", "study_drug", "premedications", "infusion",
]  # fmt: skip
STUDY_DRUG = [
    "drug", "calculated_mg", "rounded_mg", "volume_ml", "deviation_percent", "rounding", "vials", "draw", "discard_mg", "whole_vial_totals",
    "bag_ml", "diluent", "remove_ml", "concentration_mg_per_ml", "mg_per_kg", "mg_per_ml", "source",
]  # fmt: skip
PREMEDICATION = ["drug", "dose_mg", "route", "form", "minutes_before", "due", "give_over_minutes", "substituted_for", "source"]
INFUSION = ["profile", "part", "minutes", "ends", "steps", "source"]
STEP = ["rate_ml_per_hour", "minutes", "elapsed_minutes", "volume_ml", "cumulative_ml", "mg_per_hour", "starts"]


def document() -> dict[str, Any]:
    return plans.make_release(plans.LABEL_RATES, **BUSY).document


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def test_the_format_stands_first_and_every_key_is_there():
    found = document()
    assert list(found) == TOP
    assert found["format"] == "dosing-plan/1"
    assert sorted(found["release"]) == ["checked_by", "course_id", "engine", "fingerprint", "issued", "past", "revision"]
    for visit in found["visits"]:
        assert sorted(visit) == sorted(VISIT)
    first = found["visits"][0]
    assert sorted(first["study_drug"]) == sorted(STUDY_DRUG)
    assert [sorted(given) for given in first["premedications"]] == [sorted(PREMEDICATION)] * 4
    assert sorted(first["infusion"]) == sorted(INFUSION)
    assert {tuple(sorted(step)) for step in first["infusion"]["steps"]} == {tuple(sorted(STEP))}
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
    assert [drug[key] for key in ("calculated_mg", "rounded_mg", "volume_ml", "deviation_percent", "discard_mg", "concentration_mg_per_ml")] == [
        "1447", "1448", "72.4", "0.07", "52", "5.792",
    ]  # fmt: skip
    for leaf in leaves(found):
        if isinstance(leaf, str) and re.fullmatch(r"-?[0-9.]+(E.*)?", leaf):
            assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", leaf), leaf


def test_moments_carry_their_offset_and_the_issue_is_utc():
    found = document()
    assert found["visits"][0]["infusion_start"] == "2027-01-04T10:00+01:00"
    assert found["release"]["issued"] == "2026-12-20T09:00:00Z"


def test_a_correction_states_what_is_corrected_and_nothing_else():
    changes = document()["inputs"]["course"]["changes"]
    assert changes[0]["values"] == {"weight_kg": "72.35"}
    assert [sorted(change) for change in changes] == [
        ["by", "kind", "reason", "values", "when"],
        ["by", "kind", "reason", "weighed", "weight_kg", "when"],
        ["by", "kind", "not_given", "reason", "visit", "when"],
        ["by", "kind", "reason", "site", "when"],
    ]


def test_the_document_is_json_and_reads_back_as_it_was():
    found = document()
    assert json.loads(json.dumps(found)) == found


def test_the_fingerprint_is_that_of_the_contract():
    found = document()
    inputs = json.loads(json.dumps(found["inputs"]))
    for site in (inputs["site"], inputs["course"]["changes"][3]["site"]):
        del site["paper"], site["sources"]["paper"]
    codes = sorted({told["code"] for told in found["findings"]} - {"past-start"})
    text = json.dumps(
        {"findings": codes, "inputs": inputs, "visits": found["visits"]}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert found["release"]["fingerprint"] == hashlib.sha256(text.encode()).hexdigest()


def test_a_fingerprint_leaves_the_body_as_it_was():
    body = plan_body(plans.make_plan(**BUSY))
    before = json.dumps(body)
    fingerprint(body)
    assert json.dumps(body) == before
