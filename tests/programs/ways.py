"""The programs that are driven, and each way in which a calendar file gets into one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.programs import calcurse, evolution, khal, radicale, thunderbird
from tests.programs.programs import Program


@dataclass(frozen=True, slots=True)
class Way:
    """A row of the table.

    `replaces` says whether a newer visits.ics over an older one is known to give the right calendar; `new_taken` how many of seven new
    entries are taken from a file that also holds one entry which the calendar knows; `no_feed` why it is not tried with a feed.
    """

    row: str
    start: Callable[[Path], AbstractContextManager[Program]]
    replaces: bool
    new_taken: int
    no_feed: str = ""


WAYS = (
    Way("File > Import", thunderbird.by_file_import, replaces=False, new_taken=2),
    Way("entry by entry, by its `putItemsIntoCal`", thunderbird.entry_by_entry, replaces=False, new_taken=7, no_feed="as above"),
    Way("all entries at once, as GNOME Calendar imports", evolution.by_gnome_calendar, replaces=False, new_taken=0),
    Way("the file as received, as Evolution imports", evolution.by_evolution, replaces=True, new_taken=7, no_feed="as above"),
    Way("`khal import`", khal.started, replaces=True, new_taken=7, no_feed="reads none"),
    Way("`calcurse --import`", calcurse.started, replaces=False, new_taken=7, no_feed="reads none"),
    Way("each entry put under its UID", radicale.started, replaces=True, new_taken=7, no_feed="is a server"),
)
SUBSCRIBERS = tuple(way for way in WAYS if not way.no_feed)
