"""Calculate each thing once within one check.

Does not know what is calculated, and keeps nothing from one check to the next.
"""

from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Result = TypeVar("Result")


class Once:
    """What was calculated so far, by what it was calculated from; a place of the document counts as itself, not by its value."""

    def __init__(self) -> None:
        self._known: dict[object, Any] = {}

    def __call__(self, calculate: Callable[[*Given], Result], *given: *Given) -> Result:
        key = (calculate, *given)
        if key not in self._known:
            self._known[key] = calculate(*given)
        result: Result = self._known[key]
        return result
