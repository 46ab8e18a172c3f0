"""The plan document as JSON bytes, written and read.

Does not know what any number means.
"""

import json
from typing import Any

from dosing.document import PLAN_FORMAT
from dosing.findings import InputError
from dosing.formats.bounds import check_json
from dosing.formats.kinds_of_file import expect
from dosing.inputs.raw import check_format
from dosing.quantities import shown


def render_document(document: dict[str, Any]) -> bytes:
    """`plan.json`: the plan document, indented, UTF-8, with a line feed at the end."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def read_plan(content: bytes, what: str) -> dict[str, Any]:
    """What a plan.json holds, not yet recalculated. Raises InputError for what is no plan document of this format."""
    expect(content, "plan", what, field="plan")
    check_json(content, what, field="plan")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Two readers could take two different values from a key that stands twice."""
        values: dict[str, Any] = {}
        for key, value in pairs:
            if key in values:
                sentence = f"{what} holds the key {shown(key)} twice in one place; write the folder again."
                raise InputError("key-twice", "plan", sentence)
            values[key] = value
        return values

    try:
        document = json.loads(content, object_pairs_hook=once)
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise InputError("not-json", "plan", f"{what} is not JSON; write the name of a plan.json.") from None
    if not isinstance(document, dict) or "format" not in document:
        raise InputError("not-a-plan", "plan", f"{what} is not a plan document; write the name of a plan.json.")
    check_format(document["format"], PLAN_FORMAT, what, "plan")
    return document
