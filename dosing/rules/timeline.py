"""What stands on each visit's day: the changes applied once, in file order, and for every visit its site, weight and time.

Does not know doses, or what is done with what stands.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.inputs.raw import build
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.rules.schedule import Slot, Slots, check_intervals, first_schedule, with_change, within
from dosing.rules.weights import DoseWeight, Weighing, dose_weights, first_weighing, next_weighing, weighed_since

if TYPE_CHECKING:
    from dosing.inputs.changes import AnyChange, Correct

Standing = tuple[tuple[int, "AnyChange"], ...]


class Day(NamedTuple):
    """One visit with what stands on its day; `weight` is None where it does not take place."""

    slot: Slot
    site: Site
    weight: DoseWeight | None
    infusion_number: int | None
    provisional: bool


class Timeline(NamedTuple):
    """A course after some of its changes.

    `base` is the course as if every standing correction had been typed from the beginning, `slots` hold every cycle that the regimen
    allows, and `sites` every site file with the first day on which it is in force.
    """

    regimen: Regimen
    base: Course
    slots: Slots
    cycles: int
    weighings: tuple[Weighing, ...]
    sites: tuple[tuple[date, Site], ...]
    standing: Standing = ()
    lasting: tuple[tuple[date, Site], ...] = ()  # the sites that no later one replaced from its first day on

    @property
    def visits(self) -> Slots:
        """The visits of the cycles that are planned."""
        return within(self.slots, self.cycles)

    def site_on(self, on: date) -> Site:
        """The site in force on a day: of those that are in force by then, the one that came last."""
        return self.lasting[bisect_right(self.lasting, on, key=lambda since: since[0]) - 1][1]

    def days(self) -> tuple[Day, ...]:
        """Every visit with what stands on its day."""
        slots = self.visits
        sites = [self.site_on(slot.date) for slot in slots]
        given = [(slot.date, site.weights.counts_from_percent) for slot, site in zip(slots, sites, strict=True) if slot.dropped is None]
        chosen = iter(dose_weights(self.weighings, given))
        provisional = not weighed_since(self.weighings, next(slot.date for slot in reversed(slots) if slot.cycle == 1))
        made: list[Day] = []
        infusions = 0
        for slot, site in zip(slots, sites, strict=True):
            if slot.dropped is not None:
                made.append(Day(slot, site, None, None, provisional=False))
                continue
            infusions += 1
            made.append(Day(slot, site, next(chosen), infusions, provisional=provisional and slot.cycle > 1))
        return tuple(made)


def begin(regimen: Regimen, site: Site, course: Course) -> Timeline:
    """A course before its first change."""
    in_force = ((date.min, site),)
    slots = first_schedule(regimen, course.start)
    made = Timeline(regimen, course, slots, course.cycles, (first_weighing(course),), in_force, lasting=in_force)
    _begins_weighed(made)
    return made


def timelines(regimen: Regimen, site: Site, course: Course) -> Iterator[Timeline]:
    """The course at every revision, the one without changes first. Raises InputError naming the first change that is impossible.

    Each change is applied once to what stood before it; only a correction of the beginning applies all before it anew.
    """
    before = [begin(regimen, site, course)]
    yield before[-1]
    for number, change in enumerate(course.changes, start=1):
        if change.kind == "undo":
            if len(before) == 1:
                raise InputError("nothing-to-undo", "kind", "there is no change to take back; leave it out.", where=named(number, change))
            before.pop()
        else:
            before.append(_after(before[-1], number, change))
        yield before[-1]


def _after(before: Timeline, number: int, change: "AnyChange") -> Timeline:
    standing = (*before.standing, (number, change))
    try:
        made = _replayed(before, change, standing) if change.kind == "correct" else _checked(before, number, change)
        _begins_weighed(made)
    except InputError as problem:
        raise problem.inside(named(number, change)) from None
    return made._replace(standing=standing)


def named(number: int, change: "AnyChange") -> str:
    """How a change of a course is called where it is impossible: "change 2 (move)"."""
    return f"change {number} ({change.kind})"


def _checked(before: Timeline, number: int, change: "AnyChange") -> Timeline:
    made = _applied(before, number, change)
    check_intervals(made.visits, lambda on: made.site_on(on).visit.smallest_interval_days)
    return made


def _replayed(before: Timeline, correction: "Correct", standing: Standing) -> Timeline:
    """What stands once something was corrected: it counts as typed so from the beginning, so every change applies anew."""
    made = begin(before.regimen, before.sites[0][1], _put_right(before.base, correction))
    for number, change in standing:
        try:
            made = _checked(made, number, change)
        except InputError as problem:
            raise problem.inside(named(number, change)) from None
    return made


def _put_right(course: Course, correction: "Correct") -> Course:
    values = correction.values.corrected
    entry = {**dict(course.entry), **{name: value for name, value in values.items() if name in type(course.entry).model_fields}}
    raw = {**dict(course), **{name: value for name, value in values.items() if name not in entry}}
    return build(Course, {**raw, "entry": entry}, "")


def _applied(before: Timeline, number: int, change: "AnyChange") -> Timeline:
    if change.kind == "extend":
        return before._replace(cycles=extended(before))
    if change.kind == "reweigh":
        return before._replace(weighings=(*before.weighings, next_weighing(before.weighings, change, number)))
    if change.kind == "resite":
        new = (change.when, change.site)
        return before._replace(sites=(*before.sites, new), lasting=_lasting(before.lasting, new))
    slots = with_change(before.slots, change, before.cycles)
    return before if slots is before.slots else before._replace(slots=slots)


def _lasting(before: tuple[tuple[date, Site], ...], new: tuple[date, Site]) -> tuple[tuple[date, Site], ...]:
    """The sites with one more: it replaces for good those that begin on its day or later."""
    kept = bisect_right(before, new[0], key=lambda since: since[0])
    while kept and before[kept - 1][0] >= new[0]:
        kept -= 1
    return (*before[:kept], new)


def extended(before: Timeline) -> int:
    """How many cycles a course has once the next is added. Raises InputError where none can be."""
    if before.cycles == before.regimen.most_cycles:
        sentence = f"the course already has {before.cycles} cycles, the most that the regimen allows; leave it out."
        raise InputError("no-more-cycles", "kind", sentence)
    if any(slot.dropped == "stopped" for slot in before.slots):
        raise InputError("extend-after-stop", "kind", "the course was stopped; undo the stop before a cycle is added.")
    return before.regimen.most_cycles


def _begins_weighed(made: Timeline) -> None:
    """The first weight makes the first dose, so it cannot be measured after it. Raises InputError."""
    first, weighed = made.slots[0], made.base.weighed
    if weighed is not None and first.date < weighed:
        raise InputError(
            "first-visit-before-weight",
            "to",
            f"{first.visit} on {first.date} would come before {weighed}, when its weight was measured; "
            "write that day or a later one, or correct the day of the weight.",
        )
