"""A new course of what was typed as text under the names of its values: as options, or as the cells of a row.

Does not know arguments, files, or what a value means.
"""

from collections.abc import Mapping
from typing import Any

from dosing.acts.choosing import choices, site_choices
from dosing.acts.opening import Opened, begin
from dosing.acts.typed import whole_number_from
from dosing.findings import Finding
from dosing.inputs.asked import asked
from dosing.inputs.facts import EntryFacts

VALUES = ("label", "born", "start", "weight", "weighed", "regimen", "time", "time_zone", "protocol_reference", "prepared_by")
# Which input a finding that refuses belongs to, by the beginning of its code.
INPUT_OF_FINDING = {
    "bag-full": "weight",
    "age-under-": "born",
    "weight-before-birth": "weighed",
    "weight-after-issue": "weighed",
    "compared-future": "site",
}
FACTS = tuple(name for name, _, _ in asked(EntryFacts))


def columns() -> tuple[str, ...]:
    """The name of every value that a course can begin with: its own, the facts of the entry checks, and the choices over a site file."""
    return ("course_id", *VALUES, "cycles", *FACTS, *(each.name for each in choices()))


def begin_typed(typed: Mapping[str, Any], own: Mapping[str, Any], what: str) -> Opened:
    """A new course of texts by name, None or nothing for what is left out, at a site of its file's raw tables; `what` names that file.

    Raises InputError and Refused.
    """
    raw: dict[str, Any] = _given(typed, "course_id", *VALUES)
    if (cycles := typed.get("cycles")) is not None:
        raw["cycles"] = whole_number_from(cycles, "cycles", "the number of cycles", "2")
    raw["entry"] = _given(typed, *FACTS)
    return begin(raw, own, site_choices({each.name: typed.get(each.name) for each in choices()}), what)


def _given(typed: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: typed[name] for name in names if typed.get(name) is not None}


def input_of(finding: Finding) -> str:
    """The input at which a finding that refuses is put right; nothing where it is no single one."""
    return next((name for beginning, name in INPUT_OF_FINDING.items() if finding.code.startswith(beginning)), "")
