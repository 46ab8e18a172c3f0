"""What a calendar program lists, and the one judgement of it: is every right date there, and is every wrong one contradicted?"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One entry as a program lists it: `start` is a moment in UTC ("2027-01-04T08:00Z"), or a day ("2027-01-04") where it lasts whole days."""

    start: str
    title: str

    @property
    def day(self) -> str:
        return self.start[:10]


# The visits that take place, by number: when each begins.
Right = Mapping[int, str]

# Every title that a file of ours can hold, after "Draft: ".
VISIT = re.compile(
    r"Clinic visit (?P<number>\d+) of \d+ \(plan (?P<plan>\d+)\)(?P<older>: keep this one and delete older clinic visits of this day)?"
)
CANCELLED = re.compile(r"Cancelled: Clinic visit \d+ of \d+ \(plan (?P<plan>\d+)\)")
NOTE = re.compile(r"No clinic visit on this day: delete the old entry \(plan (?P<plan>\d+)\)")
VOID = re.compile(r"Clinic visit on this day: its cancellation is void \(plan (?P<plan>\d+)\)")


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry says about its day: that a visit takes place at its time, that it is cancelled, that there is none, or that this is void."""

    entry: Entry
    says: str  # "visit", "cancelled", "no visit" or "void"
    plan: int
    right: bool
    older: bool = False  # it asks to delete older entries of its day


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a calendar, by the three questions below; and how many entries stand in it that were right once."""

    missing: tuple[str, ...]
    standing: tuple[Entry, ...]
    misleading: tuple[Entry, ...]
    visits: int
    old: int

    @property
    def right(self) -> bool:
        return not (self.missing or self.standing or self.misleading)

    def said(self) -> str:
        """In words for a table."""
        if self.right:
            return f"right; {self.old} old {_entries(self.old)} contradicted" if self.old else "right; no old entry"
        faults = []
        if self.missing:
            faults.append(f"{len(self.missing)} of {self.visits} visits missing")
        if self.standing:
            faults.append(f"{len(self.standing)} old {_entries(len(self.standing))} not contradicted")
        if self.misleading:
            faults.append(f"{len(self.misleading)} {_entries(len(self.misleading))} against a visit that takes place")
        return f"**wrong**: {', '.join(faults)}"


def _entries(number: int) -> str:
    return "entry" if number == 1 else "entries"


def verdict(shown: Collection[Entry], right: Right, newest: int) -> Verdict:
    """Judge what a program lists by three questions; `newest` is the number of the plan that was given last.

    (1) Is every visit shown at its right day and time? (2) Is every visit entry that is not right contradicted: is there on its day a
    note of no visit, or a visit of the newest plan that asks to delete older entries, and does the newest statement about the day tell
    the truth? (3) Does no note of no visit stand on the day of a visit, unless the newest plan says that it is void?
    """
    about: defaultdict[str, list[Statement]] = defaultdict(list)
    for entry in shown:
        about[entry.day].append(_statement(entry, right))
    statements = [each for day in about.values() for each in day]
    wrong_visits = [each.entry for each in statements if each.says == "visit" and not each.right]
    wrong_notes = [each.entry for each in statements if each.says in ("no visit", "cancelled") and not each.right]
    starts = {(each.entry.start, _number(each.entry)) for each in statements if each.says == "visit"}
    return Verdict(
        missing=tuple(f"visit {number} at {start}" for number, start in right.items() if (start, number) not in starts),
        standing=tuple(entry for entry in wrong_visits if not _contradicted(about[entry.day], newest)),
        misleading=tuple(
            entry for entry in wrong_notes if not any(each.says == "void" and each.plan == newest for each in about[entry.day])
        ),
        visits=len(right),
        old=len(wrong_visits) + len(wrong_notes),
    )


def _contradicted(day: Collection[Statement], newest: int) -> bool:
    against = any(each.says == "no visit" or (each.older and each.plan == newest) for each in day)
    last = max(each.plan for each in day)
    return against and all(each.right for each in day if each.plan == last)


def _statement(entry: Entry, right: Right) -> Statement:
    title = entry.title.removeprefix("Draft: ")
    takes_place = entry.day in {start[:10] for start in right.values()}
    if found := VISIT.fullmatch(title):
        at_its_time = right.get(int(found["number"])) == entry.start
        return Statement(entry, "visit", int(found["plan"]), at_its_time, older=bool(found["older"]))
    if found := NOTE.fullmatch(title):
        return Statement(entry, "no visit", int(found["plan"]), not takes_place)
    if found := CANCELLED.fullmatch(title):
        return Statement(entry, "cancelled", int(found["plan"]), not takes_place)
    if found := VOID.fullmatch(title):
        return Statement(entry, "void", int(found["plan"]), takes_place)
    raise AssertionError(f"nobody knows what an entry is for: {entry}")


def _number(entry: Entry) -> int:
    found = VISIT.fullmatch(entry.title.removeprefix("Draft: "))
    assert found is not None
    return int(found["number"])
