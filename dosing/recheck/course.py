"""Apply the changes of a course: the date, status, time, weight and site of each visit.

Does not know doses, drugs or wall clocks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from dosing.recheck.clock import FIRST_DAY, LAST_DAY
from dosing.recheck.reading import Place
from dosing.recheck.record import CYCLE_DAYS, DAYS, MOST_CYCLES, NAMES

ALWAYS = 0


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight, the day it was measured, and the first day of the visits it can apply to."""

    place: Place
    kg: Fraction
    weighed: int | None
    since: int


@dataclass(slots=True)
class Visit:
    """One visit after the changes; `site` is the one in force on its date."""

    name: str
    number: int
    scheduled: int
    date: int
    site: Place
    time: Place
    status: str = "planned"
    infusion_number: int | None = None
    weight: Weight | None = None
    weight_rule: str | None = None
    provisional: bool = False

    @property
    def given(self) -> bool:
        return self.status not in ("omitted", "stopped")


@dataclass(slots=True)
class Course:
    """What the course comes to: all visits of two cycles, of which the first `cycles` are planned."""

    cycles: int
    visits: list[Visit]
    weights: list[Weight] = field(default_factory=list)

    def find(self, place: Place) -> int:
        """The position of the visit that a change names."""
        return NAMES.index(place.one_of(*NAMES[: self.cycles * len(DAYS)]))

    @property
    def planned(self) -> list[Visit]:
        return self.visits[: self.cycles * len(DAYS)]


def read_course(inputs: Place) -> Course:
    """The visits of the course with every change applied. Raises Unreadable."""
    changes = _standing(inputs.at("course", "changes").entries())
    first = {name: _corrected(inputs.at("course", name), changes) for name in ("start", "weight_kg", "weighed")}
    course = Course(_read_cycles(inputs), _schedule(first["start"].day(), inputs), [_read_weight(first["weight_kg"], first["weighed"])])
    for change in changes:
        CHANGES[change.at("kind").one_of(*CHANGES)](course, change)
    for visit in course.visits:
        _settle(visit, changes)
    _count_infusions(course)
    _choose_weights(course)
    _mark_provisional(course)
    return course


def _standing(changes: list[Place]) -> list[Place]:
    """The changes that no undo takes back; an undo takes back the latest one still standing."""
    left: list[Place] = []
    for change in changes:
        if change.at("kind").value != "undo":
            left.append(change)
        elif left:
            left.pop()
        else:
            raise change.at("kind").unreadable("no change is left that it could take back")
    return left


def _corrected(typed: Place, changes: list[Place]) -> Place:
    """The place that holds the value in force: the latest correction of it, or what was typed at first."""
    name = typed.path.rpartition(".")[2]
    for change in changes:
        if change.at("kind").value == "correct":
            values = change.at("values")
            # What a correction leaves alone is null or not there at all.
            typed = values.at(name) if values.fields().get(name) is not None else typed
    return typed


def _read_cycles(inputs: Place) -> int:
    place = inputs.at("course", "cycles")
    if place.whole(1) > MOST_CYCLES:
        raise place.unreadable(f"at most {MOST_CYCLES} cycles")
    return place.whole()


def _read_weight(kg: Place, weighed: Place, since: int = ALWAYS) -> Weight:
    if kg.rate() * 100 % 1:
        raise kg.unreadable("a weight has at most two decimals")
    return Weight(kg, kg.amount(), weighed.day_or_null(), since)


def _schedule(start: int, inputs: Place) -> list[Visit]:
    days = [start + CYCLE_DAYS * cycle + day - 1 for cycle in range(MOST_CYCLES) for day in DAYS]
    site, time = inputs.at("site"), inputs.at("course", "time")
    return [Visit(name, number, day, day, site, time) for number, (name, day) in enumerate(zip(NAMES, days, strict=True), 1)]


def _move(course: Course, change: Place) -> None:
    first = course.find(change.at("visit"))
    days = change.at("to").day() - course.visits[first].date
    last = len(NAMES) if change.at("following").one_of("shift", "keep") == "shift" else first + 1
    for visit in course.visits[first:last]:
        visit.date += days
        if not FIRST_DAY <= visit.date <= LAST_DAY:
            raise change.at("to").unreadable(f"it moves {visit.name} out of every calendar")


def _omit(course: Course, change: Place) -> None:
    course.visits[course.find(change.at("visit"))].status = "omitted"


def _stop(course: Course, change: Place) -> None:
    for visit in course.visits[course.find(change.at("visit")) :]:
        if visit.status != "omitted":
            visit.status = "stopped"


def _reweigh(course: Course, change: Place) -> None:
    weighed, when = change.at("weighed"), change.at("when").day()
    course.weights.append(_read_weight(change.at("weight_kg"), weighed, max(when, weighed.day_or_null() or when)))


def _retime(course: Course, change: Place) -> None:
    course.visits[course.find(change.at("visit"))].time = change.at("time")


def _extend(course: Course, _change: Place) -> None:
    course.cycles = MOST_CYCLES


def _leave(_course: Course, _change: Place) -> None:
    """Corrections are read first, a site counts by the final dates, and a rebase changes nothing here."""


CHANGES: dict[str, Callable[[Course, Place], None]] = {
    "move": _move,
    "omit": _omit,
    "stop": _stop,
    "reweigh": _reweigh,
    "retime": _retime,
    "extend": _extend,
    "correct": _leave,
    "resite": _leave,
    "rebase": _leave,
}


def _settle(visit: Visit, changes: list[Place]) -> None:
    """What follows from the final date: whether the visit was moved, and whose site is in force."""
    if visit.status == "planned" and visit.date != visit.scheduled:
        visit.status = "moved"
    for change in changes:
        if change.at("kind").value == "resite" and change.at("when").day() <= visit.date:
            visit.site = change.at("site")


def _count_infusions(course: Course) -> None:
    for number, visit in enumerate((visit for visit in course.planned if visit.given), 1):
        visit.infusion_number = number


def _choose_weights(course: Course) -> None:
    """Which weight makes each dose: the newest that applies, unless it is too close to the one that made the dose before."""
    made = course.weights[0]
    # A stable sort leaves the later change last where two weights apply from the same day.
    by_day = sorted(course.weights, key=lambda weight: weight.since)
    for visit in course.planned:
        if not visit.given:
            continue
        newest = [weight for weight in by_day if weight.since <= visit.date][-1]
        percent = visit.site.at("weights", "counts_from_percent").amount()
        if abs(newest.kg - made.kg) * 100 < percent * made.kg:
            visit.weight_rule = "kept" if newest is not made else None
        else:
            made = newest
        visit.weight, visit.weight_rule = made, visit.weight_rule or ("first" if made is course.weights[0] else "new")


def _mark_provisional(course: Course) -> None:
    last_of_cycle_1 = course.visits[len(DAYS) - 1].date
    weighed_again = any(weight.weighed is not None and weight.weighed >= last_of_cycle_1 for weight in course.weights)
    for visit in course.visits[len(DAYS) :]:
        visit.provisional = visit.given and not weighed_again
