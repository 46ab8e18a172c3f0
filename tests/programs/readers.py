"""Whatever can read a calendar file without keeping it: the parsers of other programs, khal's list and a CalDAV server.

Each gives the entries that it shows; a parser that finds a fault in the file fails the test.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.doors.calendar_parsers import PARSERS, Parser
from tests.programs import khal, radicale
from tests.programs.entries import Entry
from tests.programs.programs import Program

Shows = Callable[[bytes], list[Entry]]


@dataclass(frozen=True, slots=True)
class Reader:
    """A column of the table: its heading, and how it is started."""

    column: str
    start: Callable[[Path], AbstractContextManager[Shows]]


def _parser(parse: Parser) -> Callable[[Path], AbstractContextManager[Shows]]:
    @contextmanager
    def started(folder: Path) -> Iterator[Shows]:
        del folder
        yield lambda calendar: sorted(Entry(event["start"], event["title"]) for event in parse(calendar))

    return started


def _program(start: Callable[[Path], AbstractContextManager[Program]]) -> Callable[[Path], AbstractContextManager[Shows]]:
    @contextmanager
    def started(folder: Path) -> Iterator[Shows]:
        with start(folder) as program:

            def shows(calendar: bytes) -> list[Entry]:
                kept = program.new_calendar()
                kept.import_file(calendar)
                return kept.shown()

            yield shows

    return started


READERS = (
    Reader("libical 3 (strict)", _parser(PARSERS["libical"])),
    Reader("ical.js 2.2", _parser(PARSERS["ical.js"])),
    Reader("node-ical 0.25", _parser(PARSERS["node-ical"])),
    Reader("sabre/vobject 2", _parser(PARSERS["sabre/vobject"])),
    Reader("`khal list`", _program(khal.started)),
    Reader("Radicale", _program(radicale.started)),
)
