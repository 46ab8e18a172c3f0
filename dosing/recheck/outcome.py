"""What was given at a visit, as a change records it, and with which rate steps the next infusion begins.

Does not know doses, drugs or wall clocks.
"""

from typing import NamedTuple

from dosing.recheck.amounts import MILLION, write
from dosing.recheck.places import Place

REACTIONS = ("1", "2", "3", "4", "5")


class Outcome(NamedTuple):
    """What was given: all, how many mL in millionths, with which reaction, or nothing."""

    visit: str
    in_full: bool
    given_ml: int | None
    reaction: str | None
    not_given: bool

    @property
    def tolerated(self) -> bool:
        """Whether all was given without a reaction."""
        return self.in_full and self.reaction is None

    @property
    def stated(self) -> dict[str, object]:
        given_ml = None if self.given_ml is None else write(self.given_ml, MILLION)
        return {**self._asdict(), "given_ml": given_ml}


def read_outcome(change: Place) -> Outcome:
    """What a change records. Raises Unreadable."""
    in_full, given_ml, not_given = change.at("in_full"), change.at("given_ml"), change.at("not_given")
    amount = given_ml.millionths_above_zero() if given_ml.given else None
    reaction = change.at("reaction").one_of(*REACTIONS) if change.at("reaction").given else None
    outcome = Outcome(change.at("visit").text(), in_full.truth(), amount, reaction, not_given.truth())
    if outcome.in_full and amount is not None:
        raise given_ml.unreadable("no amount belongs beside all of it")
    anything = outcome.in_full or amount is not None or reaction is not None
    if outcome.not_given is anything:
        raise not_given.unreadable("an outcome says that nothing was given and no more, or else what was given")
    return outcome
