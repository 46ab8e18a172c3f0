"""One course of six revisions, written by the command line; and by hand, when each of its visits begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.doors.command import ISSUED, TIMED, begin, changed, done, dosing, write_again
from tests.programs.entries import Entry, Right

# Infusions at 10:00 in Paris from Monday 4 January 2027, two cycles. Each change with the day on which it was made.
CHANGES: dict[int, tuple[tuple[str, ...], str]] = {
    2: (("move", "C1D15", "--to", "2027-01-25"), "2027-01-12"),  # a week later, and all after it
    3: (("omit", "C1D22"), "2027-01-13"),
    4: (("retime", "C2D1", "--at", "14:00"), "2027-01-13"),
    5: (("move", "C1D15", "--to", "2027-01-18"), "2027-01-14"),  # back to its first day, and all after it
    6: (("stop", "C2D15"), "2027-01-15"),
}

# When each visit begins: arrival an hour before the infusion, winter time, so 08:00 UTC; 12:00 UTC for the one at 14:00.
RIGHT: dict[int, Right] = {
    1: {
        1: "2027-01-04T08:00Z", 2: "2027-01-11T08:00Z", 3: "2027-01-18T08:00Z", 4: "2027-01-25T08:00Z",
        5: "2027-02-01T08:00Z", 6: "2027-02-08T08:00Z", 7: "2027-02-15T08:00Z", 8: "2027-02-22T08:00Z",
    },
    2: {
        1: "2027-01-04T08:00Z", 2: "2027-01-11T08:00Z", 3: "2027-01-25T08:00Z", 4: "2027-02-01T08:00Z",
        5: "2027-02-08T08:00Z", 6: "2027-02-15T08:00Z", 7: "2027-02-22T08:00Z", 8: "2027-03-01T08:00Z",
    },
    3: {
        1: "2027-01-04T08:00Z", 2: "2027-01-11T08:00Z", 3: "2027-01-25T08:00Z",
        5: "2027-02-08T08:00Z", 6: "2027-02-15T08:00Z", 7: "2027-02-22T08:00Z", 8: "2027-03-01T08:00Z",
    },
    4: {
        1: "2027-01-04T08:00Z", 2: "2027-01-11T08:00Z", 3: "2027-01-25T08:00Z",
        5: "2027-02-08T12:00Z", 6: "2027-02-15T08:00Z", 7: "2027-02-22T08:00Z", 8: "2027-03-01T08:00Z",
    },
    5: {
        1: "2027-01-04T08:00Z", 2: "2027-01-11T08:00Z", 3: "2027-01-18T08:00Z",
        5: "2027-02-01T12:00Z", 6: "2027-02-08T08:00Z", 7: "2027-02-15T08:00Z", 8: "2027-02-22T08:00Z",
    },
    6: {
        1: "2027-01-04T08:00Z", 2: "2027-01-11T08:00Z", 3: "2027-01-18T08:00Z",
        5: "2027-02-01T12:00Z", 6: "2027-02-08T08:00Z",
    },
}  # fmt: skip


def in_the_feed(revision: int) -> list[Entry]:
    """What a feed has to show: each visit that takes place, and after the stop one entry that says so."""
    visits = [Entry(start, f"Draft: Clinic visit {number} of 8 (plan {revision})") for number, start in RIGHT[revision].items()]
    return sorted([*visits, *([Entry("2027-02-15", "Draft: No further clinic visits (plan 6)")] if revision == 6 else [])])


@contextmanager
def after_the_last_visit() -> Iterator[None]:
    """Every command runs after the last visit, so that no change lies ahead."""
    with pytest.MonkeyPatch.context() as meanwhile:
        for place in ("options", "change_commands"):
            meanwhile.setattr(f"dosing.cli.{place}.now", lambda: datetime(2027, 3, 2, 12, tzinfo=UTC))
        yield


def begun(folder: Path) -> Path:
    """Write the folder of revision 1; the name of its course file."""
    return begin(folder, *TIMED)


def go_on(course: Path, revision: int) -> None:
    """Make the change that makes a revision, and write the folder anew."""
    (verb, *words), when = CHANGES[revision]
    changed(course, verb, *words, when=when)
    write_again(course)


def publish(course: Path, folder: Path) -> Path:
    """Begin to publish the feed of a course, which every `go_on` then overwrites; its file."""
    done(dosing("publish", course, "--to", folder, "--issued", ISSUED))
    [feed] = folder.glob("*.ics")
    return feed
