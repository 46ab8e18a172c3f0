"""Courses that the page holds while somebody works on them: in memory alone and bounded, each under an address that nobody guesses.

Does not know pages; what it holds is never on disk, and is gone when the server ends.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request

from dosing.web.carried import Carried
from dosing.web.form_fields import Typed

MOST_HELD: Final = 200  # courses; of more, the one that was not looked at for longest goes
MOST_BYTES: Final = 40_000_000  # of course files, all together
UNUSED_SECONDS: Final = 8 * 3600  # a working day


@dataclass(frozen=True, slots=True)
class Held:
    """A course with its moment of issue, what was typed into its form, what is said above its page, and what became of it.

    `content` is its file, written once. `saved`: somebody has that file. `given`: something of it was saved, looked at or printed.
    `replaced`: it was made again from its form, before anything of it was given.
    """

    carried: Carried
    typed: str
    told: str
    content: bytes
    saved: bool = False
    given: bool = False
    replaced: bool = False

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.content) + len(self.typed)

    def holds_more_than(self, content: bytes) -> bool:
        """Whether it is another state of the course of a file, and not one that came before it. A course file is only ever added to."""
        return not content.startswith(self.content)


def new_name() -> str:
    """A name that nobody guesses: 144 random bits in letters."""
    return secrets.token_urlsafe(18)


class Forms:
    """What forms were sent with, by the names under which they are found again: in memory, bounded as the courses are."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._typed: OrderedDict[str, tuple[float, dict[str, str], int]] = OrderedDict()

    def put(self, name: str, typed: Typed) -> None:
        """Remember what a form was sent with; nothing under a name that is none of ours."""
        if len(name) != len(new_name()):
            return
        self._typed.pop(name, None)
        self._typed[name] = (self._clock(), dict(typed), sum(map(len, typed.values())))
        self._clear()

    def get(self, name: str) -> dict[str, str]:
        """What a form was sent with last; nothing for one that was not sent."""
        self._clear()
        return dict(self._typed[name][1]) if name in self._typed else {}

    def drop(self, name: str) -> None:
        """Forget what was typed."""
        self._typed.pop(name, None)

    def _clear(self) -> None:
        since = self._clock() - UNUSED_SECONDS
        while self._typed and (next(iter(self._typed.values()))[0] < since or self._too_many()):
            self._typed.popitem(last=False)

    def _too_many(self) -> bool:
        return len(self._typed) > MOST_HELD or sum(size for _, _, size in self._typed.values()) > MOST_BYTES


class Shelf:
    """What is held, by random names; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, Held]] = OrderedDict()  # in the order in which they were looked at
        self.forms = Forms(clock)
        self.asked = Forms(clock)

    def put(self, carried: Carried, *, typed: str = "", told: str = "", saved: bool = False) -> str:
        """Hold a course; the name under which it is found. The same file issued at the same moment keeps its name."""
        content = carried.opened.content
        for name, (_, held) in self._held.items():
            if (held.content, held.carried.issued) == (content, carried.issued):
                return name
        name = new_name()
        self._held[name] = (self._clock(), Held(carried, typed, told, content, saved=saved, given=saved))
        self._clear()
        return name

    def give(self, content: bytes, *, saved: bool) -> None:
        """Note that something of a course was saved, looked at or printed; `saved` says that its file was.

        A course file holds every state before it.
        """
        for name, (at, held) in self._held.items():
            if held.content == content:
                self._held[name] = (at, replace(held, given=True, saved=held.saved or saved))
            elif saved and content.startswith(held.content):
                self._held[name] = (at, replace(held, saved=True))

    def holding(self, content: bytes) -> Held | None:
        """What is held of a file, whose revisions need not be made again."""
        return next((held for _, held in self._held.values() if held.content == content), None)

    def make_again(self, carried: Carried) -> tuple[str, Held] | None:
        """Note that a course was made again from its form; or the state of it that stands in the way, since it was given or changed."""
        content = carried.opened.content
        before = [(name, at, held) for name, (at, held) in self._of(carried) if held.content != content]
        for name, _, held in before:
            if held.given or held.carried.opened.course.changes:
                return name, held
        for name, at, held in before:
            self._held[name] = (at, replace(held, replaced=True))
        return None

    def since(self, carried: Carried) -> tuple[str, Held] | None:
        """Where somebody went on with a course meanwhile: the state that holds most, and its name."""
        content = carried.opened.content
        others = [(name, held) for name, (_, held) in self._of(carried) if not held.replaced and held.holds_more_than(content)]
        return max(others, key=lambda other: len(other[1].content), default=None)

    def _of(self, carried: Carried) -> list[tuple[str, tuple[float, Held]]]:
        """What is held of one course."""
        wanted = carried.opened.course.course_id
        return [(name, kept) for name, kept in self._held.items() if kept[1].carried.opened.course.course_id == wanted]

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


def shelf_of(request: Request) -> Shelf:
    """What this server holds."""
    shelf: Shelf = request.app.state.shelf
    return shelf
