"""The fingerprint of a plan document: one link of a chain that begins at revision 1.

Does not know what the numbers mean, or the fingerprints of other revisions.
"""

import hashlib
import json
import re
from typing import Any

from dosing.recheck.places import Place, Unreadable

# Better words change no number, so words stand outside every fingerprint.
PROSE = frozenset({"citation", "title", "criteria_not_checked"})
DIGITS = re.compile(r"[0-9a-f]{64}")
DEEPEST = 40
LONGEST_WHOLE = 10**15


def prune(value: object, keys: tuple[str | int, ...] = ()) -> Any:
    """The value without nulls and prose. Raises Unreadable for what is too deep or too long to walk, compare and print safely."""
    # The one walk through the whole document; texts are kept as they are met, because a call for each would double its time.
    if len(keys) > DEEPEST:
        raise _monster(keys, "it is nested too deeply to be a plan")
    if isinstance(value, dict):
        kept = {key: below if type(below) is str else prune(below, (*keys, key)) for key, below in value.items() if below is not None}
        return kept if PROSE.isdisjoint(kept) else {key: below for key, below in kept.items() if key not in PROSE}
    if isinstance(value, list):
        return [below if type(below) is str else prune(below, (*keys, i)) for i, below in enumerate(value)]
    if isinstance(value, int) and abs(value) > LONGEST_WHOLE:
        raise _monster(keys, "no whole number of a plan is this long")
    return value


def _monster(keys: tuple[str | int, ...], reason: str) -> Unreadable:
    place = Place(None)
    for key in keys:
        place = Place(None, place, key)
    return place.unreadable(reason)


def fingerprint(document: Place, pruned: dict[str, Any]) -> str:
    """What the fingerprint should be; `pruned` is the same document, pruned. Raises Unreadable."""
    _read_covered(document)
    inputs, visits = pruned["inputs"], pruned["visits"]
    changes = inputs["course"]["changes"]
    if changes:
        return digest({"change": changes[-1], "previous": _previous(document), "visits": visits})
    course = {key: value for key, value in inputs["course"].items() if key != "changes"}
    return digest({"inputs": {"regimen": inputs["regimen"], "site": inputs["site"], "course": course}, "visits": visits})


def _read_covered(document: Place) -> None:
    document.at("visits").entries()
    for key in ("regimen", "site", "course"):
        document.at("inputs", key).fields()
    for change in document.at("inputs", "course", "changes").entries():
        change.fields()


def _previous(document: Place) -> str:
    previous = document.at("release", "previous")
    if not previous.given or not DIGITS.fullmatch(previous.text()):
        raise previous.unreadable("the fingerprint of the revision before belongs here, 64 hexadecimal digits")
    return previous.text()


def digest(pruned: object) -> str:
    """SHA-256 of the canonical JSON of what was pruned."""
    # What was pruned has a bounded depth, so nothing in it holds itself.
    canonical = json.dumps(pruned, sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
    # A tampered text may hold half a character, which plain UTF-8 would refuse with a traceback.
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
