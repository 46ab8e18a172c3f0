"""Two plan documents whose every number was worked out by hand, and ways to alter them.

Does not know the program: nothing here calculates but the fingerprint, which cannot be worked out by hand.
"""

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dosing.recheck import recheck

MOMENTS = ("arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end")
ALWAYS_OTHER = ("release.fingerprint", "release.revision")
PREVIOUS = "5c" * 32  # stands for the fingerprint of the revision before, which is used as it is given
PROSE = ("citation", "title", "criteria_not_checked", "words", "message", "called")
ENTRY = ("last_immunotherapy", "last_investigational", "last_chemotherapy", "transplant", "gvhd_immunosuppression")
# What a change of each kind states where a test says nothing else.
UNSAID: dict[str, dict[str, Any]] = {
    "reweigh": {"weight_typed": None},
    "move": {"not_given": False},
    "outcome": {"in_full": False, "given_ml": None, "reaction": None, "not_given": False},
}


@cache
def _written_by_hand(name: str) -> str:
    return (Path(__file__).parent / "documents" / f"{name}.json").read_text(encoding="utf-8")


def label_rates() -> dict[str, Any]:
    """72.35 kg from Monday 2027-01-04 at 10:00 in Paris, in 250 mL, by an order that has the label's rates."""
    return json.loads(_written_by_hand("72.35-kg-label-rates"))


def two_bags() -> dict[str, Any]:
    """70.1 kg by the US label from the same day, in two bags; 75 years on 2027-01-13, and all was given at the first two visits."""
    return json.loads(_written_by_hand("70.1-kg-us-label-two-bags"))


def day_only() -> dict[str, Any]:
    """The same course without a time and without rates."""
    document = label_rates()
    document["inputs"]["course"]["time"] = None
    document["inputs"]["site"]["infusion"]["profile"] = None
    for visit in document["visits"]:
        visit |= {"infusion": None, **dict.fromkeys(MOMENTS)}
        for premedication in visit["premedications"]:
            premedication["due"] = None
    return document


def with_change(document: dict[str, Any], kind: str, when: str = "2027-01-05", **keys: Any) -> dict[str, Any]:
    change = {"kind": kind, "reason": "because", "by": "AB", "when": when, **UNSAID.get(kind, {}), **keys}
    document["inputs"]["course"]["changes"].append(change)
    document["release"]["previous"] = PREVIOUS
    return document


def with_correction(document: dict[str, Any], when: str = "2027-01-05", **values: object) -> dict[str, Any]:
    unsaid = dict.fromkeys(("weight_kg", "weight_typed", "weighed", "start", "born", *ENTRY))
    return with_change(document, "correct", when, values=unsaid | values)


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the revision and the fingerprint that belong to what stands in it."""
    inputs, changes = document["inputs"], document["inputs"]["course"]["changes"]
    covered: dict[str, Any] = {"inputs": inputs | {"course": {**inputs["course"], "changes": None}}}
    if changes:
        covered = {"change": changes[-1], "previous": document["release"]["previous"]}
    text = json.dumps(pruned(covered | {"visits": document["visits"]}), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digits = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document["release"] |= {"revision": 1 + len(changes), "fingerprint": digits}
    return document


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: pruned(below) for key, below in value.items() if below is not None and key not in PROSE}
    return [pruned(below) for below in value] if isinstance(value, list) else value


def with_input(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    *way, last = path.split(".")
    place = document["inputs"]
    for key in way:
        place = place[key]
    place[last] = copy.deepcopy(value)
    return document


def visit(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(visit for visit in document["visits"] if visit["visit"] == name)


def recalculated(document: dict[str, Any]) -> dict[str, Any]:
    """What the second calculation makes of every place where it disagrees, without what every change alters."""
    return {found.path: found.recalculated for found in recheck(document) if found.path not in ALWAYS_OTHER}


def paths(document: object) -> set[str]:
    return {found.path for found in recheck(document)}


def places(value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """Every value below, as its container, its key there, and its path as a disagreement names it."""
    if not isinstance(value, dict | list):
        return
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        where = f"{path}.{key}" if isinstance(value, dict) else f"{path}[{key}]"
        yield value, key, where
        yield from places(below, where)


def leaves(value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    return (place for place in places(value, path) if not isinstance(place[0][place[1]], dict | list))


def numbers(value: Any, path: str) -> list[tuple[Any, Any, str]]:
    return [leaf for leaf in leaves(value, path) if re.search("[0-9]", str(leaf[0][leaf[1]]))]


def one_more(value: Any) -> Any:
    """The number with its last digit one higher, in whichever text it stands."""
    if isinstance(value, int):
        return value + 1
    return re.sub(r"[0-9](?=[^0-9]*$)", lambda digit: str((int(digit[0]) + 1) % 10), value)
