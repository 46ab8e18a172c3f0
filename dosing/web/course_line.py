"""The course drawn to scale: a place for every visit on a line of days.

Does not know how a day was made; it places what the plan holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dosing import wording
from dosing.releases import Release
from dosing.rules.visit import Visit

WIDTH = 720.0
EDGE = 44.0
LEAST_GAP = 62.0  # between the middles of two labels of a lane


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit on the line: its place, the lane of its label (0 nearest to the line), and what is said there."""

    x: float
    lane: int
    visit: str
    day: str
    status: str


@dataclass(frozen=True, slots=True)
class Band:
    """A cycle: from its first visit to its last."""

    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A whole course on a line of days."""

    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]
    weeks: tuple[float, ...]
    lanes: int


def course_line(release: Release) -> CourseLine:
    """The drawing of a course, on the visits' current days."""
    visits = release.plan.visits
    first, last = min(visit.date for visit in visits), max(visit.date for visit in visits)
    days = max((last - first).days, 1)

    def across(day: date) -> float:
        return round(EDGE + (day - first).days * (WIDTH - 2 * EDGE) / days, 1)

    stops = tuple(_stops(release, [(across(visit.date), visit) for visit in sorted(visits, key=lambda visit: visit.date)]))
    cycles = sorted({visit.cycle for visit in visits})
    bands = tuple(_band(cycle, [across(visit.date) for visit in visits if visit.cycle == cycle]) for cycle in cycles)
    weeks = tuple(across(first + timedelta(days=day)) for day in range(0, days + 1, 7)) if days <= 370 else ()
    return CourseLine(stops, bands, weeks, 1 + max(stop.lane for stop in stops))


def _stops(release: Release, places: list[tuple[float, Visit]]) -> Iterator[Stop]:
    taken: list[float] = []  # the last label of each lane
    for x, visit in places:
        free = [lane for lane, other in enumerate(taken) if x - other >= LEAST_GAP]
        lane = free[0] if free else len(taken)
        taken[lane : lane + 1] = [x]
        day = f"{visit.date.day} {wording.MONTHS[visit.date.month - 1][:3]}"
        yield Stop(x, lane, visit.visit, day, "past" if visit.visit in release.past else visit.status)


def _band(cycle: int, places: list[float]) -> Band:
    return Band(min(places) - 12, round(max(places) - min(places) + 24, 1), f"Cycle {cycle}")
