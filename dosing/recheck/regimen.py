"""The regimen as the document states it, read strictly: which visits it has, and what is given at each.

Does not know what the record fixes, or any patient.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dosing.recheck.places import Place

MOST_VISITS = 1000


class Planned(NamedTuple):
    """One visit of a regimen; `offset` is how many days after the start it is scheduled."""

    name: str
    cycle: int
    day: int
    offset: int


@dataclass(slots=True, eq=False, repr=False)
class Regimen:
    """What the recalculation takes from the regimen; `visits` are those of every cycle that it allows."""

    place: Place
    drug: str
    mg_per_kg: int  # in millionths
    most_cycles: int
    visits: tuple[Planned, ...]

    @property
    def names(self) -> list[str]:
        return [visit.name for visit in self.visits]


def read_regimen(place: Place) -> Regimen:
    """The regimen of a document. Raises Unreadable."""
    drug = place.at("study_drug")
    return Regimen(
        place,
        drug.at("drug").text(),
        drug.at("dose_mg_per_kg").millionths_above_zero(),
        place.at("most_cycles").whole(1),
        tuple(_list_visits(place)),
    )


def _list_visits(place: Place) -> Iterator[Planned]:
    length, most = place.at("cycle_length_days").whole(1), place.at("most_cycles")
    days_from = _read_cycle_days(place.at("cycle_days"), length)
    if most.whole(1) * max(len(days) for _, days in days_from) > MOST_VISITS:
        raise most.unreadable("no regimen has this many visits")
    for cycle in range(1, most.whole() + 1):
        days = next(days for first, days in reversed(days_from) if first <= cycle)
        for day in days:
            yield Planned(f"C{cycle}D{day}", cycle, day, length * (cycle - 1) + day - 1)


def _read_cycle_days(place: Place, length: int) -> list[tuple[int, list[int]]]:
    """From which cycle on which days hold a visit."""
    entries = place.entries()
    days_from = [(entry.at("from_cycle").whole(1), _read_days(entry.at("days"), length)) for entry in entries]
    firsts = [first for first, _ in days_from]
    if firsts[:1] != [1] or firsts != sorted(set(firsts)):
        raise place.unreadable("the days from cycle 1 on belong here, and then those from each later cycle on, in order")
    return days_from


def _read_days(place: Place, length: int) -> list[int]:
    days = [day.whole(1) for day in place.entries()]
    if not days or days != sorted(set(days)) or days[-1] > length:
        raise place.unreadable("the days of a cycle belong here, at least one, in order and none twice")
    return days
