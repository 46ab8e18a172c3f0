"""What stands on each visit's day: the changes applied once, in file order, and for every visit its site, weight and time.

Does not know doses, or what is done with what stands.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dosing import wording
from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.inputs.facts import EntryFacts
from dosing.inputs.fitting import fit
from dosing.inputs.raw import build
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.quantities import shown
from dosing.rules.outcomes import Follows, Given, Infused, Outcomes, followed, recorded
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
    given: Given | None = None
    follows: Follows | None = None  # what its rate steps follow; None where it does not take place


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
    outcomes: Outcomes = ()
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
        taking_place = [(slot, site) for slot, site in zip(slots, sites, strict=True) if slot.dropped is None]
        chosen = iter(dose_weights(self.weighings, [(slot.date, site.weights.counts_from_percent) for slot, site in taking_place]))
        known = {each.visit: each for each in self.outcomes}
        follows = iter(followed(_infused(slot, site, known.get(slot.visit)) for slot, site in zip(slots, sites, strict=True)))
        provisional = self._provisional(slots)
        made: list[Day] = []
        infusions = 0
        for slot, site in zip(slots, sites, strict=True):
            if slot.dropped is not None:
                made.append(Day(slot, site, None, None, provisional=False))
                continue
            given, number = known.get(slot.visit), infusions + 1
            if given is None or not given.not_given:
                infusions = number
            made.append(Day(slot, site, next(chosen), number, slot.cycle in provisional, given, next(follows)))
        return tuple(made)

    def _provisional(self, slots: Slots) -> frozenset[int]:
        """The cycles after the first for which no weight was measured shortly before the current date of their first day, or later."""
        firsts = {slot.cycle: slot for slot in reversed(slots) if slot.cycle > 1}
        return frozenset(cycle for cycle, slot in firsts.items() if not weighed_since(self.weighings, self.weigh_from(slot)))

    def weigh_from(self, first_of_cycle: Slot) -> date:
        """From which day on a weight counts as measured before a cycle."""
        within_days = self.site_on(first_of_cycle.date).weights.oldest_on_day_1_days
        return first_of_cycle.date - timedelta(days=within_days)


def _infused(slot: Slot, site: Site, given: Given | None) -> Infused:
    dropped_by = slot.dropped_by if slot.dropped else None
    return Infused(slot.date, slot.own_interval, site.infusion.first_again_after_days, given, dropped_by)


def begin(regimen: Regimen, site: Site, course: Course) -> Timeline:
    """A course before its first change. Raises InputError for what its regimen does not take."""
    fit(regimen, site)
    refuse_facts_not_asked(regimen, course.entry)
    in_force = ((date.min, site),)
    slots = first_schedule(regimen, course.start)
    made = Timeline(regimen, course, slots, planned_cycles(regimen, course), (first_weighing(course),), in_force, lasting=in_force)
    _begins_weighed(made)
    return made


def refuse_facts_not_asked(regimen: Regimen, entry: EntryFacts) -> None:
    """Refuse a fact that would decide nothing. Raises InputError."""
    asked = {washout.fact for washout in regimen.washouts}
    for fact, value in entry:
        if value is not None and fact not in asked:
            sentence = f"the {wording.fact(fact)} is no entry criterion of {regimen.id}; leave it out."
            raise InputError("fact-not-asked", f"entry.{fact}", sentence)


def planned_cycles(regimen: Regimen, course: Course) -> int:
    """How many cycles a course begins with: what was asked for, or as many as the regimen usually has. Raises InputError."""
    found = course.cycles if course.cycles is not None else regimen.usual_cycles
    allowed = wording.choice_of(range(1, regimen.most_cycles + 1))
    if found is None:
        raise InputError("cycles-missing", "cycles", f"the number of cycles is missing, which {regimen.id} leaves open; write {allowed}.")
    if not 1 <= found <= regimen.most_cycles:
        sentence = (
            f"cycles is {shown(found)}; write {allowed}, since the regimen has at most {wording.counted(regimen.most_cycles, 'cycle')}."
        )
        raise InputError("no-such-cycles", "cycles", sentence)
    return found


def timelines(regimen: Regimen, site: Site, course: Course) -> Iterator[Timeline]:
    """The course at every revision, the one without changes first. Raises InputError naming the first change that is impossible.

    Each change is applied once to what stood before it; only a correction of the beginning applies all before it anew.
    """
    before = [begin(regimen, site, course)]
    yield before[-1]
    for number, change in enumerate(course.changes, start=1):
        if change.kind == "undo":
            if len(before) == 1:
                raise InputError("nothing-to-undo", "kind", "there is no change to take back.", where=named(number, change))
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
    _refuse_more_than_hung(made)
    if change.kind in ("reweigh", "resite"):
        _refuse_given_otherwise(before, made)
    check_intervals(made.visits, lambda on: made.site_on(on).visit.smallest_interval_days)
    return made


def _refuse_given_otherwise(before: Timeline, made: Timeline) -> None:
    """A visit at which something was given keeps its weight and its site. Raises InputError."""
    if not made.outcomes:
        return
    for was, would_be in zip(before.days(), made.days(), strict=True):
        if was.given is None or was.given.not_given or (was.weight, was.site) == (would_be.weight, would_be.site):
            continue
        raise InputError(
            "given-otherwise",
            "when",
            f"something was given at {was.slot.visit} on {was.slot.date}, which this would plan anew; write a day after that as the day of "
            "the change, or correct what was typed wrongly from the beginning.",
        )


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
        fit(before.regimen, change.site)
        new = (change.when, change.site)
        return before._replace(sites=(*before.sites, new), lasting=_lasting(before.lasting, new))
    slots = with_change(before.slots, change, before.cycles)
    if change.kind == "outcome":
        return before._replace(slots=slots, outcomes=recorded(before.outcomes, change, number))
    if slots is before.slots:
        return before
    slots = tuple(
        slot._replace(dropped_by=number) if slot.dropped and not old.dropped else slot
        for slot, old in zip(slots, before.slots, strict=True)
    )
    still = {slot.visit for slot in slots if slot.recorded}
    return before._replace(slots=slots, outcomes=tuple(each for each in before.outcomes if each.visit in still))


def _refuse_more_than_hung(made: Timeline) -> None:
    """No more can have been given than the bags of that day hold, by the site that is in force on it now. Raises InputError."""
    days = {slot.visit: slot.date for slot in made.slots} if made.outcomes else {}
    for each in made.outcomes:
        bag = made.site_on(days[each.visit]).bag
        hung = bag.count * bag.volume_ml
        if each.given_ml is not None and each.given_ml > hung:
            sentence = (
                f"{wording.ml(each.given_ml)}, recorded as given at {each.visit}, is more than the {wording.ml(hung)} that hung there; "
                "write what was given of it, or leave the bags of that day as they were."
            )
            raise InputError("more-than-the-bags", "given_ml", sentence)


def _lasting(before: tuple[tuple[date, Site], ...], new: tuple[date, Site]) -> tuple[tuple[date, Site], ...]:
    """The sites with one more: it replaces for good those that begin on its day or later."""
    return (*before[: bisect_left(before, new[0], key=lambda since: since[0])], new)


def extended(before: Timeline) -> int:
    """How many cycles a course has once the next is added. Raises InputError where none can be."""
    if before.cycles == before.regimen.most_cycles:
        sentence = f"the course already has {before.cycles} cycles, the most that the regimen allows, so that none can be added."
        raise InputError("no-more-cycles", "kind", sentence)
    if any(slot.dropped == "stopped" for slot in before.slots):
        raise InputError("extend-after-stop", "kind", "the course was stopped; undo the stop before a cycle is added.")
    return before.cycles + 1


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
