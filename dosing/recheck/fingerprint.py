"""The fingerprint of a plan document: one link of a chain that begins at revision 1.

Does not know what the numbers mean, or the fingerprints of other revisions.
"""

import hashlib
import json
import re
from typing import Any

from dosing.recheck.places import Place, Unreadable

# Better words change no number, so words stand outside every fingerprint.
PROSE = frozenset({"citation", "title", "criteria_not_checked", "words", "message", "called"})
DIGITS = re.compile(r"[0-9a-f]{64}")
DEEPEST = 40
LONGEST_WHOLE = 10**15


def prune(value: object) -> Any:
    """The value without nulls and prose. Raises Unreadable for what is too deep or too long to walk, compare and print safely."""
    return _prune(value, (), {})


def _prune(value: object, keys: tuple[str | int, ...], known: dict[int, Any]) -> Any:
    # The one walk through the whole document; texts are kept as they are met, because a call for each would double its time. A value
    # that stands in several places, as one dose does at every visit, is walked once.
    if len(keys) > DEEPEST:
        raise _monster(keys, "it is nested too deeply to be a plan")
    if isinstance(value, dict):
        if id(value) not in known:
            given = ((key, each) for key, each in value.items() if each is not None)
            kept = {key: each if type(each) is str else _prune(each, (*keys, key), known) for key, each in given}
            known[id(value)] = kept if PROSE.isdisjoint(kept) else {key: each for key, each in kept.items() if key not in PROSE}
        return known[id(value)]
    if isinstance(value, list):
        return [each if type(each) is str else _prune(each, (*keys, i), known) for i, each in enumerate(value)]
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
