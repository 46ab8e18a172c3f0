"""Apply the changes of a course: the date, status, time, weight and site of each visit.

Does not know doses, drugs or wall clocks.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dosing.recheck.clock import FIRST_DAY, LAST_DAY
from dosing.recheck.places import Place
from dosing.recheck.regimen import Planned, Regimen
from dosing.recheck.weights import Chosen, Weight, choose_weights, read_weight


@dataclass(slots=True, eq=False, repr=False)
class Visit:
    """One visit after the changes; `site` is the one in force on its date."""

    plan: Planned
    number: int
    scheduled: int
    date: int
    site: Place
    time: Place
    status: str = "planned"
    infusion_number: int | None = None
    chosen: Chosen | None = None
    provisional: bool = False

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def given(self) -> bool:
        return self.status not in ("omitted", "stopped")


@dataclass(slots=True, eq=False, repr=False)
class Course:
    """What the course comes to: the visits of every cycle of the regimen, of which the first `cycles` are planned."""

    regimen: Regimen
    cycles: int
    visits: list[Visit]
    weights: list[Weight]

    def find(self, place: Place) -> int:
        """The position of the visit that a change names."""
        names = [visit.name for visit in self.planned]
        return names.index(place.one_of(*names))

    @property
    def planned(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.plan.cycle <= self.cycles]

    @property
    def given(self) -> list[Visit]:
        return [visit for visit in self.planned if visit.given]


def read_course(inputs: Place, regimen: Regimen) -> Course:
    """The visits of the course with every change applied. Raises Unreadable."""
    typed = inputs.at("course")
    changes = _standing(typed.at("changes").entries())
    first = read_weight(_corrected(typed, "weight_kg", changes), _corrected(typed, "weighed", changes).at("weighed"))
    start = _corrected(typed, "start", changes).at("start")
    course = Course(regimen, _read_cycles(typed.at("cycles"), regimen), _schedule(start, inputs, regimen), [first])
    for change in changes:
        CHANGES[change.at("kind").one_of(*CHANGES)](course, change)
    _settle(course, changes)
    for number, visit in enumerate(course.given, 1):
        visit.infusion_number = number
    _weigh(course)
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


def _corrected(typed: Place, name: str, changes: list[Place]) -> Place:
    """Where the value in force stands: in the latest correction that holds one, or in what was typed at first."""
    for change in changes:
        if change.at("kind").value == "correct":
            values = change.at("values")
            # A value that a correction leaves alone is null.
            typed = values if values.fields().get(name) is not None else typed
    return typed


def _read_cycles(place: Place, regimen: Regimen) -> int:
    if place.whole(1) > regimen.most_cycles:
        raise place.unreadable(f"at most {regimen.most_cycles} cycles")
    return place.whole()


def _schedule(start: Place, inputs: Place, regimen: Regimen) -> list[Visit]:
    first, site, time = start.day(), inputs.at("site"), inputs.at("course", "time")
    last = regimen.visits[-1]
    if first + last.offset > LAST_DAY:
        raise start.unreadable(f"{last.name} would lie beyond every calendar")
    days = [first + plan.offset for plan in regimen.visits]
    return [Visit(plan, number, day, day, site, time) for number, (plan, day) in enumerate(zip(regimen.visits, days, strict=True), 1)]


def _move(course: Course, change: Place) -> None:
    first = course.find(change.at("visit"))
    days = change.at("to").day() - course.visits[first].date
    last = len(course.visits) if change.at("following").one_of("shift", "keep") == "shift" else first + 1
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
    course.weights.append(read_weight(change, weighed, max(when, weighed.day_or_null() or when)))


def _retime(course: Course, change: Place) -> None:
    course.visits[course.find(change.at("visit"))].time = change.at("time")


def _extend(course: Course, _change: Place) -> None:
    course.cycles = course.regimen.most_cycles


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


def _settle(course: Course, changes: list[Place]) -> None:
    """What follows from the final dates: which visits were moved, and whose site is in force."""
    sites = [(change.at("when").day(), change.at("site")) for change in changes if change.at("kind").value == "resite"]
    for visit in course.visits:
        if visit.status == "planned" and visit.date != visit.scheduled:
            visit.status = "moved"
        for since, site in sites:
            visit.site = site if since <= visit.date else visit.site


def _weigh(course: Course) -> None:
    given = course.given
    chosen = choose_weights(course.weights, [(visit.date, visit.site) for visit in given], _read_percent)
    for visit, choice in zip(given, chosen, strict=True):
        visit.chosen = choice


def _read_percent(site: Place) -> int:
    return site.at("weights", "counts_from_percent").millionths()


def _mark_provisional(course: Course) -> None:
    last_of_cycle_1 = [visit for visit in course.visits if visit.plan.cycle == 1][-1].date
    weighed_again = any(weight.weighed is not None and weight.weighed >= last_of_cycle_1 for weight in course.weights)
    for visit in course.visits:
        visit.provisional = visit.given and visit.plan.cycle > 1 and not weighed_again
