"""What calendars out there may hold of a course: the days and times that its earlier revisions gave, held against those of one revision.

Does not know how an entry is written, files, or pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dosing.history import History, Revision
from dosing.rules.visit import Visit


@dataclass(frozen=True, slots=True)
class Entries:
    """What a calendar that holds entries of earlier revisions has to be told, so that every right date is shown and no wrong one stands.

    `changed` are the visits that take place and to which an earlier revision gave another day or time, or none; `taken` the days of this
    revision on which an earlier one had another entry; `gone` the days that an earlier revision held and this one does not; `resumed` the
    days that an earlier revision gave up and this one holds again. Days are in their order.
    """

    changed: tuple[str, ...] = ()
    taken: tuple[date, ...] = ()
    gone: tuple[date, ...] = ()
    resumed: tuple[date, ...] = ()

    @property
    def none(self) -> bool:
        """Whether no day and no time differs from what any earlier revision said."""
        return not (self.changed or self.gone)


Entry = tuple[object, ...]  # what a calendar shows of a visit: its day, its arrival and its end


def earlier_entries(history: History, made: Revision) -> Entries | None:
    """What entries of every earlier revision say against a revision; None where another version of the program made one of them."""
    earlier = history.revisions[: made.number - 1]
    if any(each.timeline is None for each in earlier):
        return None
    return _held_against([each.visits for each in earlier], made.visits)


def _held_against(earlier: Sequence[Sequence[Visit]], visits: Sequence[Visit]) -> Entries:
    now = _shown(visits)
    days = {day for visit in visits if visit.active for day in days_of(visit)}
    held: set[date] = set()
    given_up: set[date] = set()
    taken: set[date] = set()
    differing: set[str] = set()
    for before in earlier:
        said = _shown(before)
        differing |= {name for name, entry in now.items() if said.get(name) != entry}
        taken |= {day for visit in before if visit.active and now.get(visit.visit) != said[visit.visit] for day in days_of(visit)}
        on = {day for visit in before if visit.active for day in days_of(visit)}
        given_up |= held - on
        held |= on
    return Entries(
        changed=tuple(name for name in now if name in differing),
        taken=tuple(sorted(taken & days)),
        gone=tuple(sorted(held - days)),
        resumed=tuple(sorted(given_up & days)),
    )


def _shown(visits: Sequence[Visit]) -> dict[str, Entry]:
    return {visit.visit: (visit.date, visit.arrival, visit.planned_end) for visit in visits if visit.active}


def days_of(visit: Visit) -> tuple[date, ...]:
    """The days on which a calendar shows a visit: more than one where it goes on past midnight."""
    if visit.arrival is None or visit.planned_end is None:
        return (visit.date,)
    first = visit.arrival.date()
    last = max(first, (visit.planned_end - timedelta(minutes=1)).date())  # what ends at midnight ends on the day before
    return tuple(first + timedelta(days=more) for more in range((last - first).days + 1))
