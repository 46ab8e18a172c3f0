"""One view of a release for each module: they hold no arithmetic, plan nothing, and do not know one another."""

from typing import Literal, NamedTuple

CalendarClass = Literal["private", "public"]  # who sees the entries of a shared calendar: only its owner, or everyone it is shared with


class Printing(NamedTuple):
    """Which leaves of a sheet are wanted.

    `visit` is one visit alone, without the pages about the whole course; `past` are days that are over too, and `provisional` are visits
    that wait for a weight, as estimates that nobody can sign.
    """

    visit: str | None = None
    past: bool = False
    provisional: bool = False


WHAT_IS_LEFT = Printing()
