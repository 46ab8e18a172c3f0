"""Radicale, a CalDAV server: each entry is put under its UID, as a program does that keeps its calendar there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.doors.test_caldav import Server, free_port, wait_until_it_answers
from tests.programs.entries import Entry

EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)


class Calendar:
    def __init__(self, server: Server) -> None:
        self._server = server
        self._path = server.new_calendar()

    def import_file(self, calendar: bytes) -> str:
        head, _, _ = calendar.partition(b"BEGIN:VEVENT\r\n")
        for event in EVENT.findall(calendar):
            self._server.put(self._path, head + event + b"END:VCALENDAR\r\n")
        return "accepted every entry"

    def shown(self) -> list[Entry]:
        return sorted(Entry(written(event["DTSTART"]), event["SUMMARY"]) for event in self._server.shown(self._path))


def written(start: str) -> str:
    """20270104T080000Z or 20270104, as entries are compared."""
    day = f"{start[:4]}-{start[4:6]}-{start[6:8]}"
    return f"{day}T{start[9:11]}:{start[11:13]}Z" if "T" in start else day


class Radicale:
    def __init__(self, port: int) -> None:
        self._server = Server(port)

    def version(self) -> str:
        return f"Radicale {metadata.version('radicale')}"

    def new_calendar(self) -> Calendar:
        return Calendar(self._server)


@contextmanager
def started(folder: Path) -> Iterator[Radicale]:
    """The server, on a free port of this machine."""
    if find_spec("radicale") is None:
        pytest.skip("radicale is not installed (pip install 'dosing[test]'), so it was not tried.")
    port = free_port()
    options = ("--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--web-type", "none")
    storage = ("--storage-filesystem-folder", str(folder / "storage"))
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "radicale", *options, *storage], stdout=log, stderr=log, cwd=folder)
        try:
            wait_until_it_answers(server, port, folder / "log")
            yield Radicale(port)
        finally:
            server.terminate()
            server.wait(timeout=20)
