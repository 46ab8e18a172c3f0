"""The regimen as the document states it, read strictly: which visits it has, what is given at each, and how fast.

Does not know what a source fixes, or any patient.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dosing.recheck.amounts import MILLION
from dosing.recheck.places import Place
from dosing.recheck.slots import Slot, read_slots
from dosing.recheck.stock import Stock

MOST_VISITS = 1000
MOST_VIALS = 6
PARTS = ("first", "second", "later")


class Planned(NamedTuple):
    """One visit of a regimen; it is scheduled `offset` days after the start, and `interval` days after the visit before it."""

    name: str
    cycle: int
    day: int
    offset: int
    interval: int


class RateLimits(NamedTuple):
    """How fast the bags of one part may run: minutes for each `per_ml`, mL an hour at the start and at most, in millionths."""

    least_minutes: int
    most_start: int
    most: int


class Rates(NamedTuple):
    """What rate steps may follow and their limits, and the dose and bag of the label they are held against, in millionths."""

    follow: list[str]
    per_ml: int
    label_mg_per_kg: int
    label_bag_ml: int
    parts: dict[str, RateLimits]


@dataclass(slots=True, eq=False, repr=False)
class Regimen:
    """What the recalculation takes from the regimen; `visits` are those of every cycle that it allows. Amounts are in millionths."""

    place: Place
    drug: str
    mg_per_kg: int
    mg_per_ml: int
    vials: dict[int, str]  # mL as they are written, by mg
    most_cycles: int
    visits: tuple[Planned, ...]
    slots: tuple[Slot, ...]
    rates: Rates
    stocks: dict[tuple[int, ...], Stock]

    @property
    def names(self) -> list[str]:
        return [visit.name for visit in self.visits]

    def stock(self, strengths: tuple[int, ...]) -> Stock:
        """What can be drawn from vials of these strengths; the same every time."""
        if strengths not in self.stocks:
            self.stocks[strengths] = Stock(strengths)
        return self.stocks[strengths]


def read_regimen(place: Place) -> Regimen:
    """The regimen of a document. Raises Unreadable."""
    drug = place.at("study_drug")
    mg_per_ml = drug.at("mg_per_ml").millionths_above_zero()
    return Regimen(
        place,
        drug.at("drug").text(),
        drug.at("dose_mg_per_kg").millionths_above_zero(),
        mg_per_ml,
        _read_vials(place.at("vials"), mg_per_ml),
        place.at("most_cycles").whole(1),
        tuple(_list_visits(place)),
        read_slots(place.at("slots")),
        _read_rates(place.at("rates")),
        {},
    )


def _read_vials(place: Place, mg_per_ml: int) -> dict[int, str]:
    vials: dict[int, str] = {}
    for vial in place.entries():
        strength, volume = vial.at("strength_mg"), vial.at("volume_ml")
        if strength.millionths_above_zero() * MILLION != mg_per_ml * volume.millionths_above_zero():
            raise strength.unreadable("it is not what the vial's volume holds at the drug's mg in 1 mL")
        vials[strength.millionths()] = volume.text()
    if not 1 <= len(vials) <= MOST_VIALS or len(vials) < len(place.entries()):
        raise place.unreadable(f"1 to {MOST_VIALS} vials belong here, and none twice")
    return vials


def _read_rates(place: Place) -> Rates:
    follow = [followed.one_of("order", "protocol", "label") for followed in place.at("follow").entries()]
    per_ml, mg_per_kg, bag_ml = (place.at(key).millionths_above_zero() for key in ("per_ml", "label_mg_per_kg", "label_bag_ml"))
    return Rates(follow, per_ml, mg_per_kg, bag_ml, {part: _read_rate_limits(place.at(part)) for part in PARTS})


def _read_rate_limits(place: Place) -> RateLimits:
    return RateLimits(*(place.at(key).millionths_above_zero() for key in ("least_minutes", "most_start_ml_per_hour", "most_ml_per_hour")))


def _list_visits(place: Place) -> Iterator[Planned]:
    length, most, before = place.at("cycle_length_days").whole(1), place.at("most_cycles"), 0
    days_from = _read_cycle_days(place.at("cycle_days"), length)
    if most.whole(1) * max(len(days) for _, days in days_from) > MOST_VISITS:
        raise most.unreadable("no regimen has this many visits")
    for cycle in range(1, most.whole() + 1):
        days = next(days for first, days in reversed(days_from) if first <= cycle)
        for day in days:
            offset = length * (cycle - 1) + day - 1
            yield Planned(f"C{cycle}D{day}", cycle, day, offset, offset - before)
            before = offset


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
