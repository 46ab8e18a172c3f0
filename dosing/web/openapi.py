"""The OpenAPI document of the HTTP API, as the API really answers.

Does not know how an answer is made.
"""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from dosing import catalogue
from dosing.difference import Difference
from dosing.engine import VERSION
from dosing.schema import DECIMAL, MOMENT, plan_schema
from dosing.views.layout.printed import PRINTED_NAME
from dosing.web.api_models import Problem, Rechecked

TOLD = (
    "The calls of the command line and of the page. A course is a text (course.toml) that you keep and send again; nothing is stored. "
    "Every request names the token that `dosing serve` printed: `Authorization: Bearer TOKEN`. Behind a proxy that signs people in there "
    "is no token: the proxy asks for what it asks for, and every request names its origin."
)
PROBLEMS = {
    "400": "What was sent cannot be read, is out of bounds, or is an impossible change; `detail` is a sentence that says what to write.",
    "401": "The token is missing or wrong.",
    "403": "The request names another host, or comes from another page; or nobody is signed in, where a proxy signs people in.",
    "404": "There is no such file.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
    "422": "A check refuses the plan; `findings` holds each reason.",
}
FILES = "/api/files/{name}"
NEVER = {"404": lambda path: path != FILES, "422": lambda path: path == "/api/recheck"}
REF = "#/components/schemas/"


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The whole document (OpenAPI 3.1)."""
    made = get_openapi(title="dosing", version=VERSION, description=TOLD, routes=app.routes)
    schemas = made["components"]["schemas"]
    for left_out in ("HTTPValidationError", "ValidationError"):
        schemas.pop(left_out, None)
    schemas.update(_answers())
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"token": []}]
    made["paths"][FILES]["post"]["parameters"][0]["schema"] = _file_names()
    for path, methods in made["paths"].items():
        for operation in methods.values():
            operation["responses"] = {"200": _answer(path), **_problems(path)}
    return made


def _file_names() -> dict[str, Any]:
    """Every file that there is; a visit's own by the name of the visit."""
    return {
        "anyOf": [
            {"enum": [*(row.name for row in catalogue.ROWS), catalogue.ZIP]},
            {"type": "string", "pattern": f"^{catalogue.OF_A_VISIT.pattern}$"},
            {"type": "string", "pattern": f"^{PRINTED_NAME}$"},
        ]
    }


def _problems(path: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": f"{REF}Problem"}}}
    wanted = {status: told for status, told in PROBLEMS.items() if status not in NEVER or not NEVER[status](path)}
    return {status: {"description": told, "content": content} for status, told in wanted.items()}


def _answer(path: str) -> dict[str, Any]:
    if path == FILES:
        kinds: dict[str, Any] = {
            kind.partition(";")[0]: {"schema": {}} for kind in (*(row.media_type for row in catalogue.ROWS), catalogue.ZIP_TYPE)
        }
        return {"description": "The file.", "content": kinds}
    name = "Rechecked" if path == "/api/recheck" else "Changed" if path == "/api/change" else "Planned"
    told = {"Rechecked": "What the second calculation says.", "Changed": "The plan, the course file, and what changed."}
    content = {"application/json": {"schema": {"$ref": f"{REF}{name}"}}}
    return {"description": told.get(name, "The plan and its course file."), "content": content}


@cache
def _answers() -> dict[str, Any]:
    """The schemas of what is answered."""
    schemas: dict[str, Any] = {}
    document = _lifted(plan_schema(), "Plan", schemas)
    difference = _lifted(_as_written(TypeAdapter(Difference).json_schema(mode="serialization")), "Difference", schemas)
    planned = {"plan": document, "course_file": {"type": "string", "description": "The text to keep and to send again."}}
    schemas["Planned"] = _object(planned)
    schemas["Changed"] = _object({**planned, "difference": difference})
    schemas["Problem"] = _lifted(TypeAdapter(Problem).json_schema(mode="serialization"), "Problem", schemas, keep=True)
    schemas["Problem"]["required"] = ["type", "title", "status", "detail", "code"]
    schemas["Rechecked"] = _lifted(TypeAdapter(Rechecked).json_schema(mode="serialization"), "Rechecked", schemas, keep=True)
    return schemas


def _as_written(part: Any) -> Any:
    """Decimals and moments in the plan document's own form."""
    if isinstance(part, list):
        return [_as_written(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "date-time":
        return {"type": "string", "pattern": MOMENT}
    if part.get("type") == "string" and "pattern" in part:
        return {"type": "string", "pattern": DECIMAL}
    return {key: _as_written(value) for key, value in part.items()}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _lifted(schema: dict[str, Any], name: str, schemas: dict[str, Any], *, keep: bool = False) -> dict[str, Any]:
    """A schema whose parts stand among the document's own; a reference to it, or with `keep` itself."""
    parts = schema.pop("$defs", {})
    schema.pop("$schema", None)
    own = _referring(schema, name)
    schemas.update({f"{name}.{part}": _referring(value, name) for part, value in parts.items()})
    if keep:
        return dict(own)
    schemas[f"{name}.whole"] = own
    return {"$ref": f"{REF}{name}.whole"}


def _referring(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return [_referring(each, name) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: f"{REF}{name}.{value.removeprefix('#/$defs/')}" if key == "$ref" and isinstance(value, str) else _referring(value, name)
        for key, value in part.items()
    }
