"""A plan document whose every number was worked out by hand, and ways to alter it.

Does not know the program: nothing here calculates.
"""

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dosing.recheck import recheck

MOMENTS = ("arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end")
ALWAYS_OTHER = ("release.fingerprint", "release.revision")


@cache
def _written_by_hand() -> str:
    return (Path(__file__).parent / "documents" / "72.35-kg-label-rates.json").read_text(encoding="utf-8")


def label_rates() -> dict[str, Any]:
    """72.35 kg from Monday 2027-01-04 at 10:00 in Paris, with the label's rates in 250 mL."""
    return json.loads(_written_by_hand())


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
    document["inputs"]["course"]["changes"].append({"kind": kind, "reason": "because", "by": "AB", "when": when, **keys})
    return document


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


def leaves(value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """Every leaf below, as its container, its key there, and its path as a disagreement names it."""
    if not isinstance(value, dict | list):
        return
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        where = f"{path}.{key}" if isinstance(value, dict) else f"{path}[{key}]"
        if isinstance(below, dict | list):
            yield from leaves(below, where)
        else:
            yield value, key, where


def numbers(value: Any, path: str) -> list[tuple[Any, Any, str]]:
    return [leaf for leaf in leaves(value, path) if re.search("[0-9]", str(leaf[0][leaf[1]]))]


def one_more(value: Any) -> Any:
    """The number with its last digit one higher, in whichever text it stands."""
    if isinstance(value, int):
        return value + 1
    return re.sub(r"[0-9](?=[^0-9]*$)", lambda digit: str((int(digit[0]) + 1) % 10), value)
