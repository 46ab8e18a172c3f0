"""Cycle days to dates: the first schedule, and the changes applied to it in order.

Does not know doses, weights or time zones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from dateutil.rrule import DAILY, rrule

from dosing import wording
from dosing.findings import InputError
from dosing.inputs.course import Change, Correct, Course, Extend, Move, Omit, Resite, Retime, Reweigh, Stop, Undo
from dosing.inputs.reading import build
from dosing.inputs.regimen import Regimen


@dataclass(frozen=True, slots=True)
class Slot:
    """One visit's place in the course; `time` is its own wall-clock time where it was retimed."""

    visit: str
    number: int
    cycle: int
    day: int
    scheduled_date: date
    date: date
    dropped: str | None = None  # "omitted" or "stopped"
    time: str | None = None

    @property
    def status(self) -> str:
        """planned, moved, omitted or stopped."""
        return self.dropped or ("planned" if self.date == self.scheduled_date else "moved")


Slots = tuple[Slot, ...]


def standing(changes: Sequence[Change]) -> tuple[tuple[int, Change], ...]:
    """The changes that still stand, each with its number in the file (from 1); what was undone is struck out."""
    kept: list[tuple[int, Change]] = []
    for number, change in enumerate(changes, start=1):
        if not isinstance(change, Undo):
            kept.append((number, change))
        elif kept:
            kept.pop()
        else:
            raise InputError(f"change {number} (undo) finds no change to take back; leave it out.")
    return tuple(kept)


def corrected(course: Course) -> Course:
    """The course as if every standing correction had been typed from the beginning."""
    base = course
    for number, change in standing(course.changes):
        if isinstance(change, Correct):
            base = _put_right(base, change, number)
    return base


def _put_right(course: Course, change: Correct, number: int) -> Course:
    raw: dict[str, Any] = {name: getattr(course, name) for name in type(course).model_fields}
    entry = {name: getattr(course.entry, name) for name in type(course.entry).model_fields}
    for name in change.values.model_fields_set:
        (entry if name in entry else raw)[name] = getattr(change.values, name)
    return build(Course, {**raw, "entry": entry}, f"change {number} (correct)")


def first_schedule(regimen: Regimen, start: date) -> Slots:
    """Every visit of the most cycles that the regimen allows: start + 28 x (cycle - 1) + (day - 1) days."""
    midnight = datetime.combine(start, time.min)  # rrule counts in datetimes; no zone, since only days are wanted
    starts = rrule(DAILY, interval=regimen.cycle_length_days, count=regimen.most_cycles, dtstart=midnight)
    slots: list[Slot] = []
    for cycle, opening in enumerate(starts, start=1):
        for day in regimen.days:
            on = opening.date() + timedelta(days=day - 1)
            slots.append(Slot(f"C{cycle}D{day}", len(slots) + 1, cycle, day, on, on))
    return tuple(slots)


def schedule(regimen: Regimen, course: Course, smallest_interval: int) -> Slots:
    """The visits of a course whose corrections are already put in, after its changes in file order.

    `smallest_interval` is that of the site that the course began with, in days; a later site's holds for the visits from its day on.
    Raises InputError naming the first change that is impossible.
    """
    slots = first_schedule(regimen, course.start)  # cycle 2 carries every shift, even where it is added later
    cycles = course.cycles
    weights: list[Reweigh] = []
    smallest = [(date.min, smallest_interval)]
    for number, change in standing(course.changes):
        where = f"change {number} ({change.kind})"
        if isinstance(change, Extend):
            cycles = _extended(slots, cycles, regimen, where)
        elif isinstance(change, Reweigh):
            weights.append(_in_order(change, weights, course, where))
        elif isinstance(change, Resite):
            smallest.append((change.when, change.site.visit.smallest_interval_days))
        elif not isinstance(change, Correct):
            slots = _applied(slots, change, cycles, where)
        _check_intervals(_within(slots, cycles), smallest, where)
    return _within(slots, cycles)


def _within(slots: Slots, cycles: int) -> Slots:
    return tuple(slot for slot in slots if slot.cycle <= cycles)


def _extended(slots: Slots, cycles: int, regimen: Regimen, where: str) -> int:
    if cycles == regimen.most_cycles:
        raise InputError(f"{where}: the course already has {cycles} cycles, the most that the regimen allows; leave it out.")
    if any(slot.dropped == "stopped" for slot in slots):
        raise InputError(f"{where}: the course was stopped; undo the stop before a cycle is added.")
    return regimen.most_cycles


def _in_order(change: Reweigh, before: list[Reweigh], course: Course, where: str) -> Reweigh:
    if change.weighed > change.when:
        raise InputError(
            f"{where}: the weight was measured on {change.weighed}, after the day of the change, {change.when}; "
            "write the day it was measured."
        )
    if before and change.when < before[-1].when:
        raise InputError(
            f"{where}: the weight was entered on {change.when}, before the last one on {before[-1].when}; write "
            "weights in the order of their days."
        )
    last = max((weight.weighed for weight in before), default=course.weighed)
    if last is not None and change.weighed < last:
        raise InputError(
            f"{where}: the weight was measured on {change.weighed}, before the last one on {last}; write weights "
            "in the order of their days."
        )
    return change


def _applied(slots: Slots, change: Change, cycles: int, where: str) -> Slots:
    if not isinstance(change, (Move, Omit, Stop, Retime)):
        return slots
    slot = _named(slots, change, cycles, where)
    if isinstance(change, Move):
        return _moved(slots, slot, change, cycles, where)
    if isinstance(change, Omit):
        return _omitted(slots, slot, change, where)
    if isinstance(change, Stop):
        return _stopped(slots, slot, change, where)
    return _retimed(slots, slot, change, where)


def _named(slots: Slots, change: Move | Omit | Stop | Retime, cycles: int, where: str) -> Slot:
    """The visit that a change names: it must exist and must not have been dropped."""
    slot = next((slot for slot in _within(slots, cycles) if slot.visit == change.visit), None)
    if slot is None:
        names = wording.listed([slot.visit for slot in _within(slots, cycles)])
        raise InputError(f"{where}: there is no visit {change.visit} in this course; write one of {names}.")
    if slot.dropped == "omitted":
        raise InputError(f"{where}: {slot.visit} was omitted; undo that first, or name another visit.")
    if slot.dropped == "stopped":
        raise InputError(f"{where}: {slot.visit} lies behind the stop; undo the stop first, or name a visit before it.")
    return slot


def _moved(slots: Slots, slot: Slot, change: Move, cycles: int, where: str) -> Slots:
    if change.to == slot.date:
        raise InputError(f"{where}: {slot.visit} is already on {slot.date}; write another day.")
    if slot.date < change.when and not change.not_given:
        raise InputError(
            f"{where}: {slot.visit} on {slot.date} is before the day of the change, {change.when}; say --not-given "
            "if that dose was not given."
        )
    if change.to < change.when:
        raise InputError(
            f"{where}: {slot.visit} cannot move to {change.to}, before the day of the change, {change.when}; write that day or a later one."
        )
    by = change.to - slot.date
    if change.following == "keep":
        return _put(slots, replace(slot, date=change.to))
    for later in _within(slots, cycles)[slot.number :]:
        if later.date < change.when and later.dropped is None:
            raise InputError(
                f"{where}: {later.visit} on {later.date} is before the day of the change and would move too; omit {slot.visit} instead."
            )
    return tuple(replace(each, date=each.date + by) if each.number >= slot.number else each for each in slots)


def _omitted(slots: Slots, slot: Slot, change: Omit, where: str) -> Slots:
    if slot.number == 1:
        raise InputError(f"{where}: {slot.visit} is the first visit and cannot be omitted; move it, or stop the course.")
    if slot.date < change.when and not change.not_given:
        raise InputError(
            f"{where}: {slot.visit} on {slot.date} is before the day of the change, {change.when}; say --not-given "
            "if that dose was not given."
        )
    return _put(slots, replace(slot, dropped="omitted"))


def _stopped(slots: Slots, slot: Slot, change: Stop, where: str) -> Slots:
    if slot.date < change.when:
        raise InputError(
            f"{where}: {slot.visit} on {slot.date} is before the day of the change, {change.when}; stop from a visit on that day or later."
        )
    return tuple(replace(each, dropped="stopped") if each.number >= slot.number and each.dropped is None else each for each in slots)


def _retimed(slots: Slots, slot: Slot, change: Retime, where: str) -> Slots:
    if slot.date < change.when:
        raise InputError(
            f"{where}: {slot.visit} on {slot.date} is before the day of the change, {change.when}; only a visit on "
            "that day or later gets another time."
        )
    return _put(slots, replace(slot, time=change.time))


def _put(slots: Slots, new: Slot) -> Slots:
    return tuple(new if each.number == new.number else each for each in slots)


def _check_intervals(slots: Slots, smallest_since: Sequence[tuple[date, int]], where: str) -> None:
    active = [slot for slot in slots if slot.dropped is None]
    for before, after in pairwise(active):
        gap = (after.date - before.date).days
        smallest = [days for since, days in smallest_since if since <= after.date][-1]
        if gap == 0:
            raise InputError(
                f"{where}: {before.visit} and {after.visit} would both be on {after.date}; two doses on one day are "
                "never planned, so write another day."
            )
        if gap < 0:
            raise InputError(
                f"{where}: {after.visit} on {after.date} would come before {before.visit} on {before.date}; write a "
                "day that keeps their order."
            )
        if gap < smallest:
            raise InputError(
                f"{where}: {after.visit} on {after.date} would be {wording.counted(gap, 'day')} after {before.visit}; "
                f"this site's smallest interval is {wording.counted(smallest, 'day')}, so write another day."
            )
