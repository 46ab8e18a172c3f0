"""Who may start and when: age and washouts, and the earliest day that the facts allow.

Does not know doses; says nothing about criteria that no date decides.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dosing.inputs.facts import EntryFacts
from dosing.inputs.regimen import Regimen, Washout
from dosing.rules.ages import birthday, later


class WashoutLimit(NamedTuple):
    """The day on which a washout ends: before it is inside, on it is undecided, after it is over."""

    fact: str
    given: date
    limit: date
    length: str


def washout_limit(washout: Washout, given: date) -> date:
    """The last day of a washout: so many days after, or the same day of a later month.

    Where that month has no such day, the first of the next month.
    """
    if washout.days is not None:
        return given + timedelta(days=washout.days)
    return later(given, months=washout.months or 0)


def washout_limits(regimen: Regimen, entry: EntryFacts) -> Iterator[WashoutLimit]:
    """The limit of every washout for which a date was given."""
    for washout in regimen.washouts:
        given = getattr(entry, washout.fact)
        if isinstance(given, date):
            length = f"{washout.days} days" if washout.days is not None else f"{washout.months} months"
            yield WashoutLimit(washout.fact, given, washout_limit(washout, given), length)


def old_enough_on(regimen: Regimen, born: date) -> date:
    """The first day on which the patient has the regimen's least age."""
    return birthday(born, regimen.least_age_years)


def facts_missing(regimen: Regimen, entry: EntryFacts) -> list[str]:
    """The entry facts that the regimen asks for and nobody stated."""
    return [washout.fact for washout in regimen.washouts if getattr(entry, washout.fact) is None]


class EarliestStart(NamedTuple):
    """The first day that the facts allow, and the fact that decides it; None where no dated fact was given."""

    day: date | None
    fact: str | None
    because: WashoutLimit | None


def earliest_start(regimen: Regimen, born: date | None, entry: EntryFacts) -> EarliestStart:
    """The day after the last washout limit, or the birthday that gives the least age if that is later."""
    found = [EarliestStart(each.limit + timedelta(days=1), each.fact, each) for each in washout_limits(regimen, entry)]
    if born is not None:
        found.append(EarliestStart(old_enough_on(regimen, born), "born", None))
    return max(found, key=lambda each: each.day or date.min, default=EarliestStart(None, None, None))
