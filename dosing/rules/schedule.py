"""Cycle days to dates, and what a change does to the visits' days.

Does not know doses, weights, sites or time zones.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dosing import wording
from dosing.findings import InputError
from dosing.inputs.regimen import Regimen

if TYPE_CHECKING:
    from dosing.inputs.changes import AnyChange, Change, Move, Omit, Outcome, Retime, Stop


class Slot(NamedTuple):
    """One visit's place in the course; `time` is its own wall-clock time where it was retimed.

    `not_given` says that its day went by and nothing was given, so that intervals do not count it.
    """

    visit: str
    number: int
    cycle: int
    day: int
    scheduled_date: date
    date: date
    own_interval: int  # days to it from the visit before, by the regimen
    dropped: str | None = None  # "omitted" or "stopped"
    time: str | None = None
    recorded: bool = False  # whether an outcome of it is known
    not_given: bool = False
    dropped_by: int = 0  # the number of the change that dropped it

    @property
    def status(self) -> str:
        """planned, moved, omitted or stopped."""
        return self.dropped or ("planned" if self.date == self.scheduled_date else "moved")


Slots = tuple[Slot, ...]


def first_schedule(regimen: Regimen, start: date) -> Slots:
    """Every visit of the most cycles that the regimen allows: start + cycle length x (cycle - 1) + (day - 1) days."""
    slots: list[Slot] = []
    before = 0
    for cycle, day, offset in regimen.offsets():
        on = start + timedelta(days=offset)
        slots.append(Slot(f"C{cycle}D{day}", len(slots) + 1, cycle, day, on, on, offset - before))
        before = offset
    return tuple(slots)


def within(slots: Slots, cycles: int) -> Slots:
    """The visits of the first cycles: later ones carry every shift too, even where they are added later."""
    return tuple(slot for slot in slots if slot.cycle <= cycles)


def with_change(slots: Slots, change: "AnyChange", cycles: int) -> Slots:
    """The visits after one change. Raises InputError where it is impossible."""
    visit = getattr(change, "visit", None)  # what is about one visit names it
    if visit is None:
        return slots
    return APPLIED[change.kind](slots, _named(slots, visit, cycles), change, cycles)


def _named(slots: Slots, visit: str, cycles: int) -> Slot:
    """The visit that a change names: it must exist and must not have been dropped."""
    held = within(slots, cycles)
    slot = next((slot for slot in held if slot.visit == visit), None)
    if slot is None:
        names = wording.listed([slot.visit for slot in held])
        raise InputError("no-such-visit", "visit", f"there is no visit {visit} in this course; write one of {names}.")
    if slot.dropped == "omitted":
        raise InputError("visit-omitted", "visit", f"{slot.visit} was omitted; undo that first, or name another visit.")
    if slot.dropped == "stopped":
        raise InputError("visit-stopped", "visit", f"{slot.visit} lies behind the stop; undo the stop first, or name a visit before it.")
    return slot


def _over(slot: Slot, change: "Change") -> str:
    return f"{slot.visit} on {slot.date} is before the day of the change, {change.when}"


def _refuse_recorded(slot: Slot) -> None:
    """A visit at which something was given, as was recorded, stays where it is. Raises InputError."""
    if slot.recorded and not slot.not_given:
        sentence = f"what was given at {slot.visit} is recorded; name another visit or, if nothing was given after all, record that first."
        raise InputError("outcome-is-recorded", "visit", sentence)


def _refuse_not_given_ahead(slot: Slot, change: "Move | Omit") -> None:
    """Nobody knows yet whether a dose still to come will be given. Raises InputError."""
    if change.not_given and slot.date > change.when:
        found = f"{slot.visit} on {slot.date} is still to come on {change.when}"
        sentence = f"{found}, so that nobody can know yet that it was not given; leave that out."
        raise InputError("not-given-ahead", "not_given", sentence)


def _refuse_given_perhaps(slot: Slot, change: "Move | Omit") -> None:
    """A visit whose day is over counts as given until somebody says or has recorded that it was not. Raises InputError."""
    if slot.date < change.when and not (change.not_given or slot.not_given):
        raise InputError("visit-is-over", "not_given", f"{_over(slot, change)}; say so if that dose was not given.")


def _moved(slots: Slots, slot: Slot, change: "Move", cycles: int) -> Slots:
    _refuse_recorded(slot)
    _refuse_not_given_ahead(slot, change)
    if change.to == slot.date:
        raise InputError("already-there", "to", f"{slot.visit} is already on {slot.date}; write another day.")
    _refuse_given_perhaps(slot, change)
    if change.to < change.when:
        raise InputError(
            "to-is-over",
            "to",
            f"{slot.visit} cannot move to {change.to}, before the day of the change, {change.when}; write that day or a later one.",
        )
    by = change.to - slot.date
    if change.following == "keep":
        return _put(slots, _again(slot, change.to))
    for later in within(slots, cycles)[slot.number :]:
        _refuse_recorded(later)
        if later.date < change.when and later.dropped is None:
            sentence = f"{later.visit} on {later.date} is before the day of the change and would move too; omit {slot.visit} instead."
            raise InputError("later-visit-is-over", "following", sentence)
    return tuple(_again(each, each.date + by) if each.number >= slot.number else each for each in slots)


def _again(slot: Slot, on: date) -> Slot:
    """A visit on another day: that nothing was given on its old one no longer says anything."""
    return slot._replace(date=on, recorded=False, not_given=False)


def _omitted(slots: Slots, slot: Slot, change: "Omit", _cycles: int) -> Slots:
    if slot.number == 1:
        sentence = f"{slot.visit} is the first visit and cannot be omitted; move it, or stop the course."
        raise InputError("first-visit-omitted", "visit", sentence)
    _refuse_recorded(slot)
    _refuse_not_given_ahead(slot, change)
    _refuse_given_perhaps(slot, change)
    return _put(slots, slot._replace(dropped="omitted", recorded=False, not_given=False))


def _stopped(slots: Slots, slot: Slot, change: "Stop", cycles: int) -> Slots:
    if slot.date < change.when:
        raise InputError("stop-is-over", "visit", f"{_over(slot, change)}; stop from a visit on that day or later.")
    for later in within(slots, cycles)[slot.number - 1 :]:
        _refuse_recorded(later)
    return tuple(each._replace(dropped="stopped") if each.number >= slot.number and each.dropped is None else each for each in slots)


def _retimed(slots: Slots, slot: Slot, change: "Retime", _cycles: int) -> Slots:
    if slot.date < change.when:
        sentence = f"{_over(slot, change)}; only a visit on that day or later gets another time."
        raise InputError("retime-is-over", "visit", sentence)
    _refuse_recorded(slot)
    return _put(slots, slot._replace(time=change.time))


def _recorded(slots: Slots, slot: Slot, change: "Outcome", _cycles: int) -> Slots:
    if slot.date > change.when:
        sentence = f"{slot.visit} on {slot.date} is still to come on {change.when}; record what was given on that day or later."
        raise InputError("outcome-before-visit", "visit", sentence)
    return _put(slots, slot._replace(recorded=True, not_given=change.not_given))


# What each change to a visit does to the days.
APPLIED: dict[str, Callable[..., Slots]] = {
    "outcome": _recorded, "move": _moved, "omit": _omitted, "stop": _stopped, "retime": _retimed,
}  # fmt: skip


def _put(slots: Slots, new: Slot) -> Slots:
    return tuple(new if each.number == new.number else each for each in slots)


def check_intervals(slots: Slots, smallest_on: Callable[[date], int]) -> None:
    """Refuse two infusions closer than the smallest interval, in days, in force on the later one's day. Raises InputError."""
    for before, after in pairwise([slot for slot in slots if slot.dropped is None and not slot.not_given]):
        gap = (after.date - before.date).days
        smallest = smallest_on(after.date)
        if gap == 0:
            raise InputError(
                "same-day",
                "to",
                f"{before.visit} and {after.visit} would both be on {after.date}; two doses on one day are "
                "never planned, so write another day.",
            )
        if gap < 0:
            raise InputError(
                "out-of-order",
                "to",
                f"{after.visit} on {after.date} would come before {before.visit} on {before.date}; write a day that keeps their order.",
            )
        if gap < smallest:
            raise InputError(
                "interval-too-short",
                "to",
                f"{after.visit} on {after.date} would be {wording.counted(gap, 'day')} after {before.visit}; "
                f"this site's smallest interval is {wording.counted(smallest, 'day')}, so write another day.",
            )
