"""What was given at each visit, and how far the rate steps of the next one may go.

Does not know doses or rates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dosing.inputs.changes import Outcome

FIRST_STEPS = 1  # the level of the first infusion's steps; 2 are those of the second, more those of later ones


@dataclass(frozen=True, slots=True)
class Given:
    """What was recorded of a visit: all of the dose, so many mL, nothing, and the grade of a reaction."""

    visit: str
    in_full: bool
    given_ml: Decimal | None
    reaction: str | None
    not_given: bool

    @property
    def well(self) -> bool:
        """Whether the whole dose was given without a reaction."""
        return self.in_full and self.reaction is None


Outcomes = tuple[Given, ...]


def recorded(before: Outcomes, change: "Outcome") -> Outcomes:
    """The outcomes with one more; a later one of the same visit counts in place of the earlier."""
    new = Given(change.visit, change.in_full, change.given_ml, change.reaction, change.not_given)
    return (*(each for each in before if each.visit != new.visit), new)


class Infused(NamedTuple):
    """One visit that takes place, as the steps of the next depend on it."""

    date: date
    own_interval: int  # days to it from the regimen's visit before
    beyond: int  # days more than that after which the first infusion's steps begin again
    given: Given | None


class Follows(NamedTuple):
    """What a visit's steps follow: how far they may go, and what was recorded of the infusion before it, None where that is not known."""

    level: int
    before: Given | None
    gap: int | None  # days since the infusion before; None for the first


def followed(visits: Iterable[Infused]) -> list[Follows]:
    """How far the steps of each visit may go, in the order of the visits.

    Until the infusion before was recorded in full without a reaction, and lies no further back than the regimen's own interval and the
    site's days, they are the first infusion's; then one further than those of the infusion before.
    """
    made: list[Follows] = []
    last: Infused | None = None
    level = 0
    for visit in visits:
        gap = (visit.date - last.date).days if last else None
        before = last.given if last else None
        near = gap is not None and gap <= visit.own_interval + visit.beyond
        own = level + 1 if before is not None and before.well and near else FIRST_STEPS
        made.append(Follows(own, before, gap))
        if visit.given is None or not visit.given.not_given:
            last, level = visit, own
    return made
