"""The plan document: the whole answer as plain JSON values, and its fingerprint.

Does not know files or pages; the form is described in `docs/plan-document.md`.
"""

import dataclasses
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from dosing.plan import Plan
from dosing.quantities import plain

PLAN_FORMAT = "dosing-plan/1"

# What is kept with a course but makes no number: fingerprints and versions of its revisions, and who checked them.
NOT_INPUTS = frozenset({"fingerprint", "engine", "checks"})
# A code that depends on the day of issue, which stands outside the fingerprint.
_BY_DAY_OF_ISSUE = frozenset({"past-start"})


def plain_value(value: Any) -> Any:
    """A model, dataclass or value as JSON values: decimals as plain text, moments to the minute with their offset."""
    if isinstance(value, (str, int, type(None))):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain_value(each) for each in value]
    if isinstance(value, dict):
        return {key: plain_value(each) for key, each in value.items()}
    return {name: plain_value(getattr(value, name)) for name in _names(value)}


def _names(value: Any) -> list[str]:
    if isinstance(value, BaseModel):
        set_only = type(value).__name__ == "Corrections"  # a correction states what is corrected and nothing else
        names = value.model_fields_set if set_only else type(value).model_fields
        return [name for name in type(value).model_fields if name in names and name not in NOT_INPUTS]
    return [field.name for field in dataclasses.fields(value)]


def plan_body(plan: Plan) -> dict[str, Any]:
    """Inputs, visits and findings of a plan, as they stand in its document."""
    return {
        "inputs": {"regimen": plain_value(plan.regimen), "site": plain_value(plan.site), "course": plain_value(plan.course)},
        "visits": plain_value(plan.visits),
        "findings": plain_value(plan.findings),
    }


def fingerprint(body: dict[str, Any]) -> str:
    """SHA-256 over inputs, visits and the codes of findings, 64 hexadecimal digits.

    Wording, issue time, engine, check and paper stand outside it, so that better words never void a sheet.
    """
    codes = sorted({finding["code"] for finding in body["findings"]} - _BY_DAY_OF_ISSUE)
    inputs = dict(body["inputs"])
    inputs["site"] = _without_paper(inputs["site"])
    changes = [{**change, "site": _without_paper(change["site"])} if "site" in change else change for change in inputs["course"]["changes"]]
    inputs["course"] = {**inputs["course"], "changes": changes}
    text = json.dumps(
        {"findings": codes, "inputs": inputs, "visits": body["visits"]}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _without_paper(site: dict[str, Any]) -> dict[str, Any]:
    """A site without its paper and without who chose it: neither makes a number."""
    sources = {key: value for key, value in site["sources"].items() if key != "paper"}
    return {key: value for key, value in site.items() if key != "paper"} | {"sources": sources}
