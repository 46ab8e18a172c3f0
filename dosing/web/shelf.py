"""Courses that the page holds while somebody works on them: in memory alone and bounded, each under an address that nobody guesses.

Does not know pages; what it holds is never on disk, and is gone when the server ends.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dosing.web.carried import Carried

MOST_HELD: Final = 200  # courses; of more, the one that was not looked at for longest goes
MOST_BYTES: Final = 40_000_000  # of course files, all together
UNUSED_SECONDS: Final = 8 * 3600  # a working day


@dataclass(frozen=True, slots=True)
class Held:
    """A course with its moment of issue, what was typed into its form, and what is said above its page."""

    carried: Carried
    typed: str
    told: str
    size: int  # about how many bytes it takes; counted once, since a new course's file is written to be counted


class Shelf:
    """What is held, by random names; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, Held]] = OrderedDict()  # in the order in which they were looked at

    def put(self, carried: Carried, *, typed: str = "", told: str = "") -> str:
        """Hold a course; the name under which it is found."""
        name = secrets.token_urlsafe(18)
        size = len(carried.opened.content) + len(typed)
        self._held[name] = (self._clock(), Held(carried, typed, told, size))
        self._clear()
        return name

    def get(self, name: str) -> Held | None:
        """What is held under a name, which is looked at by this; None where it is not held, or no longer."""
        self._clear()
        found = self._held.pop(name, None)
        if found is None:
            return None
        self._held[name] = (self._clock(), found[1])
        return found[1]

    def drop(self, name: str) -> None:
        """Hold it no longer."""
        self._held.pop(name, None)

    def _clear(self) -> None:
        since = self._clock() - UNUSED_SECONDS
        while self._held and (next(iter(self._held.values()))[0] < since or self._too_many()):
            self._held.popitem(last=False)

    def _too_many(self) -> bool:
        return len(self._held) > MOST_HELD or (len(self._held) > 1 and sum(held.size for _, held in self._held.values()) > MOST_BYTES)
