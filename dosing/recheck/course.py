"""Apply the changes of a course: the date, status, time, weight, site and outcome of each visit.

Does not know doses, drugs or wall clocks.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dosing.recheck.amounts import MILLION
from dosing.recheck.clock import FIRST_DAY, LAST_DAY
from dosing.recheck.dose import read_bags
from dosing.recheck.outcome import Outcome, read_outcome
from dosing.recheck.places import Place
from dosing.recheck.regimen import PARTS, Planned, Regimen
from dosing.recheck.weights import ALWAYS, Chosen, Weight, choose_weights, read_weight


@dataclass(slots=True, eq=False, repr=False)
class Visit:
    """One visit after the changes.

    `site` is the one in force on its date; `given` is its own outcome, and `recorded` where that stands; `before` is the outcome of the
    infusion before it, and `part` says with which rate steps it begins.
    """

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
    given: Outcome | None = None
    recorded: Place | None = None
    known_from: int = 0  # the number of the change that recorded it first
    dropped_by: int = 0
    before: Outcome | None = None
    part: str = PARTS[0]

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def takes_place(self) -> bool:
        return self.status not in ("omitted", "stopped")


@dataclass(slots=True, eq=False, repr=False)
class Course:
    """What the course comes to: the visits of every cycle of the regimen, of which the first `cycles` are planned.

    `born` is where the birth date in force stands; `sites` are those so far, each with the first day of the visits it applies to.
    """

    regimen: Regimen
    cycles: int
    visits: list[Visit]
    weights: list[Weight]
    born: Place
    sites: list[tuple[int, Place]]
    changed: int = 0  # how many changes were applied

    def find(self, place: Place) -> int:
        """The position of the visit that a change names."""
        names = [visit.name for visit in self.planned]
        return names.index(place.one_of(*names))

    def site_on(self, day: int) -> Place:
        """The site in force for a visit on a day: the last one that applies by then."""
        return [site for since, site in self.sites if since <= day][-1]

    @property
    def planned(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.plan.cycle <= self.cycles]

    @property
    def active(self) -> list[Visit]:
        """The visits that take place."""
        return [visit for visit in self.planned if visit.takes_place]


def read_course(inputs: Place, regimen: Regimen) -> Course:
    """The visits of the course with every change applied. Raises Unreadable."""
    typed = inputs.at("course")
    changes = _standing(typed.at("changes").entries())
    first = read_weight(_corrected(typed, "weight_kg", changes), _corrected(typed, "weighed", changes).at("weighed"))
    start, born = (_corrected(typed, name, changes).at(name) for name in ("start", "born"))
    cycles, visits = _read_cycles(typed.at("cycles"), regimen), _schedule(start, inputs, regimen)
    course = Course(regimen, cycles, visits, [first], born, [(ALWAYS, inputs.at("site"))])
    for course.changed, change in enumerate(changes, 1):
        CHANGES[change.at("kind").one_of(*CHANGES)](course, change)
    _settle(course)
    _number(course)
    _weigh(course)
    _mark_provisional(course)
    _follow_outcomes(course)
    return course


def _number(course: Course) -> None:
    """The infusions that take place, counted; one recorded as not given has the number that the next one then gets."""
    number = 1
    for visit in course.active:
        visit.infusion_number = number
        number += visit.given is None or not visit.given.not_given


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
        visit.given = None  # what was recorded of its old day says nothing of the new one
        if not FIRST_DAY <= visit.date <= LAST_DAY:
            raise change.at("to").unreadable(f"it moves {visit.name} out of every calendar")


def _omit(course: Course, change: Place) -> None:
    visit = course.visits[course.find(change.at("visit"))]
    visit.status, visit.dropped_by = "omitted", course.changed


def _stop(course: Course, change: Place) -> None:
    for visit in course.visits[course.find(change.at("visit")) :]:
        if visit.takes_place:
            visit.status, visit.dropped_by = "stopped", course.changed


def _reweigh(course: Course, change: Place) -> None:
    weighed, when = change.at("weighed"), change.at("when").day()
    course.weights.append(read_weight(change, weighed, max(when, weighed.day_or_null() or when)))


def _retime(course: Course, change: Place) -> None:
    course.visits[course.find(change.at("visit"))].time = change.at("time")


def _extend(course: Course, change: Place) -> None:
    if course.cycles == course.regimen.most_cycles:
        raise change.at("kind").unreadable(f"the course has all {course.cycles} cycles of the regimen")
    course.cycles += 1


def _record(course: Course, change: Place) -> None:
    visit = course.visits[course.find(change.at("visit"))]
    if not visit.takes_place or visit.date > change.at("when").day():
        raise change.at("visit").unreadable("what was given is recorded of a visit that takes place, on its day or later")
    visit.known_from = visit.known_from if visit.given else course.changed
    visit.given, visit.recorded = read_outcome(change), change
    _hold_amount(course, visit)


def _hold_amount(course: Course, visit: Visit) -> None:
    """No more was given than hung at a visit, by the site in force on its day."""
    bag, count = read_bags(course.site_on(visit.date))
    if visit.given and visit.recorded and (visit.given.given_ml or 0) > count * bag * MILLION:
        raise visit.recorded.at("given_ml").unreadable(f"no more than {count * bag} mL were hung")


def _resite(course: Course, change: Place) -> None:
    course.sites.append((change.at("when").day(), change.at("site")))


def _leave(_course: Course, _change: Place) -> None:
    """Corrections are read first, and a rebase changes nothing here."""


CHANGES: dict[str, Callable[[Course, Place], None]] = {
    "move": _move,
    "omit": _omit,
    "stop": _stop,
    "reweigh": _reweigh,
    "retime": _retime,
    "extend": _extend,
    "correct": _leave,
    "resite": _resite,
    "rebase": _leave,
    "outcome": _record,
}


def _settle(course: Course) -> None:
    """What follows from the final dates: which visits were moved, and whose site is in force."""
    for visit in course.visits:
        if visit.status == "planned" and visit.date != visit.scheduled:
            visit.status = "moved"
        visit.site = course.site_on(visit.date)


def _weigh(course: Course) -> None:
    active = course.active
    chosen = choose_weights(course.weights, [(visit.date, visit.site) for visit in active], _read_percent)
    for visit, choice in zip(active, chosen, strict=True):
        visit.chosen = choice


def _read_percent(site: Place) -> int:
    return site.at("weights", "counts_from_percent").millionths()


def _mark_provisional(course: Course) -> None:
    """A visit of a later cycle, until somebody was weighed shortly before that cycle, or since."""
    last_weighed = max((weight.weighed for weight in course.weights if weight.weighed is not None), default=ALWAYS)
    provisional: dict[int, bool] = {}
    for visit in course.planned:
        if visit.plan.cycle not in provisional:  # the first of its cycle
            oldest = visit.site.at("weights", "oldest_on_day_1_days").whole()
            provisional[visit.plan.cycle] = visit.plan.cycle > 1 and last_weighed < visit.date - oldest
        visit.provisional = visit.takes_place and provisional[visit.plan.cycle]


def _follow_outcomes(course: Course) -> None:
    """The infusion before each that takes place, what came of it, and with which rate steps the next one begins."""
    for i, visit in enumerate(course.planned):
        earlier = course.planned[:i]
        if visit.takes_place:
            _hold_amount(course, visit)
            before = _find_before(earlier, course.changed + 1)
            visit.before = before.given if before else None
        # What was recorded of earlier visits after this one was, did not make its steps.
        since = visit.known_from if visit.given else course.changed + 1
        known = _find_before(earlier, since)
        visit.part = _next_part(known, visit, since) if known else PARTS[0]


def _find_before(earlier: list[Visit], since: int) -> Visit | None:
    """The infusion before, as it stood when fewer changes than `since` were made."""
    for visit in reversed(earlier):
        dropped = not visit.takes_place and visit.dropped_by < since
        not_given = visit.given is not None and visit.given.not_given and visit.known_from < since
        if not dropped and not not_given:
            return visit
    return None


def _next_part(before: Visit, visit: Visit, since: int) -> str:
    again = visit.site.at("infusion", "first_again_after_days").whole()
    tolerated = before.given is not None and before.given.tolerated and before.known_from < since
    if not tolerated or visit.date > before.date + visit.plan.interval + again:
        return PARTS[0]
    return PARTS[min(PARTS.index(before.part) + 1, 2)]
