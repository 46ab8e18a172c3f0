"""What was given at each visit, and how far the rate steps of the next one may go.

Does not know doses or rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from dosing.findings import InputError

if TYPE_CHECKING:
    from dosing.inputs.changes import Outcome

FIRST_STEPS = 1  # the level of the first infusion's steps; 2 are those of the second, more those of later ones


@dataclass(frozen=True, slots=True)
class Given:
    """What was recorded of a visit: all of the dose, so many mL, nothing, and the grade of a reaction.

    `change` is the number of the change that recorded it first: what its own steps were depends on what was known before that.
    """

    visit: str
    in_full: bool
    given_ml: Decimal | None
    reaction: str | None
    not_given: bool
    change: int = field(default=0, metadata={"document": False}, compare=False)

    @property
    def well(self) -> bool:
        """Whether the whole dose was given without a reaction."""
        return self.in_full and self.reaction is None


Outcomes = tuple[Given, ...]


def recorded(before: Outcomes, change: "Outcome", number: int) -> Outcomes:
    """The outcomes with one more; a later one of the same visit counts in place of the earlier. Raises InputError for one that is there."""
    earlier = next((each for each in before if each.visit == change.visit), None)
    first = earlier.change if earlier else number
    new = Given(change.visit, change.in_full, change.given_ml, change.reaction, change.not_given, first)
    if new == earlier:
        sentence = f"that is already recorded of {change.visit}; write what was otherwise, or name another visit."
        raise InputError("already-recorded", "visit", sentence)
    return (*(each for each in before if each is not earlier), new)


class Infused(NamedTuple):
    """One visit, as the steps of the next depend on it; `dropped_by` is the change that dropped it, None where it takes place."""

    date: date
    own_interval: int  # days to it from the regimen's visit before
    beyond: int  # days more than that after which the first infusion's steps begin again
    given: Given | None
    dropped_by: int | None = None


class Follows(NamedTuple):
    """What a visit's steps follow: how far they may go, and what was recorded of the infusion before it, None where that is not known."""

    level: int
    before: Given | None
    gap: int | None  # days since the infusion before; None for the first


Earlier = list[tuple[Infused, int]]
ALL_CHANGES = 10**9


def followed(visits: Iterable[Infused]) -> list[Follows]:
    """How far the steps of each visit that takes place may go, in the order of the visits.

    Until the infusion before was recorded in full without a reaction, and lies no further back than the regimen's own interval and the
    site's days, they are the first infusion's; then one further than those of the infusion before. Those of a visit that was recorded stay
    what they were when it was: what is recorded later of a visit before it did not make them.
    """
    made: list[Follows] = []
    earlier: Earlier = []
    for visit in visits:
        until = visit.given.change if visit.given else ALL_CHANGES
        level = _level(visit, earlier, until)
        if visit.dropped_by is None:
            last = _last(earlier, ALL_CHANGES)
            made.append(Follows(level, last[0].given if last else None, (visit.date - last[0].date).days if last else None))
        earlier.append((visit, level))
    return made


def _last(earlier: Earlier, until: int) -> tuple[Infused, int] | None:
    """The infusion before, as it was known before a change: not dropped by then, and not recorded as not given."""
    for visit, level in reversed(earlier):
        dropped = visit.dropped_by is not None and visit.dropped_by < until
        not_given = visit.given is not None and visit.given.not_given and visit.given.change < until
        if not dropped and not not_given:
            return visit, level
    return None


def _level(visit: Infused, earlier: Earlier, until: int) -> int:
    last = _last(earlier, until)
    if last is None:
        return FIRST_STEPS
    before, level = last
    well = before.given is not None and before.given.well and before.given.change < until
    near = (visit.date - before.date).days <= visit.own_interval + visit.beyond
    return level + 1 if well and near else FIRST_STEPS
