"""The course drawn to scale: a place for every visit on a line of days, and for those that a change moves the place they had.

Does not know how a day was made; it places what the plan holds.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dosing import wording
from dosing.releases import Release
from dosing.rules.visit import Visit

WIDTH = 720.0
EDGE = 44.0
LEAST_GAP = 62.0  # between the middles of two labels of a lane
LEAST_DAY = 10.0  # where visits can be dragged: wide enough to hit one day and not the next
ROOM_BEFORE, ROOM_AFTER = 3, 28  # days beside the course that a visit can be dragged to; keys and the form reach any day
MOST_WEEKENDS = 60


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit on the line: its place, the lane of its label (0 nearest to the line), and what is said there.

    `at` counts days from the left end of the line. `movable` says whether a change can give it another day.
    """

    x: float
    lane: int
    visit: str
    date: date
    day: str
    words: str
    status: str
    at: int
    movable: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A cycle: from its first visit to its last."""

    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Ghost:
    """The place that a visit had, and the one that it would have."""

    old: float
    new: float


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A whole course on a line of days, `per_day` apart."""

    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]
    weeks: tuple[float, ...]
    weekends: tuple[float, ...]
    ghosts: tuple[Ghost, ...]
    lanes: int
    width: float
    per_day: float


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    per_day: float

    def at(self, day: date) -> float:
        return round(EDGE + (day - self.first).days * self.per_day, 1)


def course_line(release: Release, movable: Collection[str] = (), *, tried: bool = False) -> CourseLine:
    """The drawing of a course, on the visits' current days.

    With `movable` visits it has room beside the course. `tried` says that the newest change is only tried: what it moves is drawn
    where it was too, on the same scale.
    """
    visits = sorted(release.plan.visits, key=lambda visit: visit.date)
    moved = _moved(release) if tried else {}
    before = [moved.get(visit.visit, visit.date) for visit in visits]
    first, last = min(*before, visits[0].date), max(*before, visits[-1].date)
    if movable:
        first, last = first - timedelta(days=ROOM_BEFORE), max(max(before) + timedelta(days=ROOM_AFTER), last + timedelta(days=ROOM_BEFORE))
    days = max((last - first).days, 1)
    per_day = max((WIDTH - 2 * EDGE) / days, LEAST_DAY if movable else 0)
    scale = _Scale(first, per_day)
    stops = tuple(_stops(release, visits, scale, movable))
    cycles = sorted({visit.cycle for visit in visits})
    return CourseLine(
        stops=stops,
        bands=tuple(_band(cycle, [scale.at(visit.date) for visit in visits if visit.cycle == cycle]) for cycle in cycles),
        weeks=tuple(scale.at(first + timedelta(days=day)) for day in range((visits[0].date - first).days % 7, days + 1, 7))
        if days <= 370
        else (),
        weekends=tuple(scale.at(day) for day in _saturdays(first, last)) if movable else (),
        ghosts=tuple(Ghost(scale.at(old), scale.at(visit.date)) for visit, old in zip(visits, before, strict=True) if old != visit.date),
        lanes=1 + max(stop.lane for stop in stops),
        width=round(2 * EDGE + days * per_day, 1),
        per_day=round(per_day, 3),
    )


def _moved(release: Release) -> dict[str, date]:
    """The days that visits had before the newest change, by name; only of those that it moves."""
    return {each.visit: each.old.date for each in release.difference.visits if each.moved and each.old} if release.difference else {}


def _saturdays(first: date, last: date) -> Iterator[date]:
    saturday = first + timedelta(days=(5 - first.weekday()) % 7)
    for week in range(min((last - saturday).days // 7 + 1, MOST_WEEKENDS)):
        yield saturday + timedelta(days=7 * week)


def _stops(release: Release, visits: Sequence[Visit], scale: _Scale, movable: Collection[str]) -> Iterator[Stop]:
    taken: list[float] = []  # the last label of each lane
    previous: Visit | None = None
    for visit in visits:
        x = scale.at(visit.date)
        free = [lane for lane, other in enumerate(taken) if x - other >= LEAST_GAP]
        lane = free[0] if free else len(taken)
        taken[lane : lane + 1] = [x]
        yield Stop(
            x=x,
            lane=lane,
            visit=visit.visit,
            date=visit.date,
            day=f"{visit.date.day} {wording.MONTHS[visit.date.month - 1][:3]}",
            words=f"{visit.visit}, {wording.day(visit.date)}{_after(previous, visit)}",
            status="past" if visit.visit in release.past else visit.status,
            at=(visit.date - scale.first).days,
            movable=visit.active and visit.visit in movable,
        )
        previous = visit if visit.active else previous


def _after(previous: Visit | None, visit: Visit) -> str:
    """How long after the one before it, of those that take place."""
    if previous is None or not visit.active:
        return ""
    return f", {wording.counted((visit.date - previous.date).days, 'day')} after {previous.visit}"


def _band(cycle: int, places: list[float]) -> Band:
    return Band(min(places) - 12, round(max(places) - min(places) + 24, 1), f"Cycle {cycle}")
