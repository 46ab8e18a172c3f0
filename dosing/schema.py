"""The JSON Schema of the plan document.

Does not know any plan; made only when it is asked for.
"""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from dosing.document import NOT_INPUTS, PLAN_FORMAT
from dosing.findings import Finding
from dosing.inputs.course import Course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.rules.visit import Visit

DECIMAL = r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class ReleaseBlock:
    """Which plan this is, when it was issued, and whether it was checked."""

    course_id: str
    revision: int
    fingerprint: str
    issued: str
    engine: str
    past: tuple[str, ...]
    checked_by: str | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that makes a number."""

    regimen: Regimen
    site: Site
    course: Course


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The whole answer for one course."""

    format: Literal["dosing-plan/1"]
    release: ReleaseBlock
    inputs: Inputs
    visits: tuple[Visit, ...]
    findings: tuple[Finding, ...]


class _InTheDocumentsForm(GenerateJsonSchema):
    """Decimals and moments as the document writes them, whichever way pydantic would."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ARG002  # pydantic calls it so
        return {"type": "string", "pattern": DECIMAL}

    def datetime_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ARG002  # pydantic calls it so
        return {"type": "string", "pattern": MOMENT}


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12, serialization mode) that every plan document of this format meets."""
    made = TypeAdapter(PlanDocument).json_schema(mode="serialization", schema_generator=_InTheDocumentsForm)
    for name, definition in made["$defs"].items():
        _as_written(name, definition)
    made.update(additionalProperties=False, title=PLAN_FORMAT)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _tidy(made)
    return made


def _as_written(name: str, definition: dict[str, Any]) -> None:
    """What the document leaves out of a model, and that nothing else may stand in it."""
    if definition.get("type") != "object":
        return
    for left_out in NOT_INPUTS if name != "ReleaseBlock" else ():
        definition.get("properties", {}).pop(left_out, None)
    definition["additionalProperties"] = False
    definition["required"] = [] if name == "Corrections" else list(definition.get("properties", {}))


def _tidy(part: Any) -> None:
    """No defaults, since no key is ever left out."""
    if isinstance(part, list):
        for each in part:
            _tidy(each)
    if not isinstance(part, dict):
        return
    part.pop("default", None)
    for each in part.values():
        _tidy(each)
