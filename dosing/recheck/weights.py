"""Which weight makes the dose of each visit.

Does not know doses, changes or sites, but for the percentage from which a new weight counts.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dosing.recheck.amounts import MILLION
from dosing.recheck.places import Place

ALWAYS = 0


class Weight(NamedTuple):
    """A weight, what was typed in pounds, the day it was measured, and the first day of the visits it can apply to."""

    place: Place
    kg: int  # in millionths
    typed: str | None
    weighed: int | None
    since: int


class Chosen(NamedTuple):
    """The weight that makes a dose, and by which rule."""

    weight: Weight
    rule: str


def read_weight(beside: Place, weighed: Place, since: int = ALWAYS) -> Weight:
    """The weight that a course, a change or a correction holds, with what was typed beside it. Raises Unreadable."""
    kg = beside.at("weight_kg")
    if kg.millionths_above_zero() * 100 % MILLION:
        raise kg.unreadable("a weight has at most two decimals")
    return Weight(kg, kg.millionths(), beside.at("weight_typed").text_or_null(), weighed.day_or_null(), since)


def choose_weights(weights: Sequence[Weight], visits: Sequence[tuple[int, Place]], percent: Callable[[Place], int]) -> list[Chosen]:
    """For each visit, by its date and site, the newest weight that applies, unless it is too close to the one that made the dose before."""
    # A stable sort leaves the later change last where two weights apply from the same day.
    by_day = sorted(weights, key=lambda weight: weight.since)
    chosen: list[Chosen] = []
    made = weights[0]
    for date, site in visits:
        newest = [weight for weight in by_day if weight.since <= date][-1]
        kept = newest is not made and abs(newest.kg - made.kg) * 100 * MILLION < percent(site) * made.kg
        made = made if kept else newest
        chosen.append(Chosen(made, "kept" if kept else "first" if made is weights[0] else "new"))
    return chosen
