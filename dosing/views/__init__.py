"""One view of a release for each module: they hold no arithmetic, plan nothing, and do not know one another."""

from typing import Literal

CalendarClass = Literal["private", "public"]  # who sees the entries of a shared calendar: only its owner, or everyone it is shared with
