"""What every driver of a calendar program offers."""

from typing import Protocol

from tests.programs.entries import Entry


class Calendar(Protocol):
    """One calendar of a program, empty at first."""

    def import_file(self, calendar: bytes) -> str:
        """Give a calendar file to the program as its user does; what the program says of it."""

    def shown(self) -> list[Entry]:
        """Every entry that the program lists."""


class Feed(Protocol):
    """A calendar of a program that it reads from an address."""

    def refresh(self) -> None:
        """Have the program read the address again."""

    def shown(self) -> list[Entry]:
        """Every entry that the program lists."""


class Program(Protocol):
    """A program that runs, with nothing of anybody's in it."""

    def version(self) -> str:
        """Its name and version as they stand in a table."""

    def new_calendar(self) -> Calendar: ...


class Subscriber(Program, Protocol):
    """A program that can read an address again and again."""

    def subscribe(self, address: str) -> Feed: ...
