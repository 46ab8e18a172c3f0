"""evolution-data-server, which keeps the calendars of Evolution and of GNOME Calendar, in a session of its own."""

import json
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.doors.calendar_parsers import SYSTEM_PYTHON
from tests.outside import BOUND, installed, own_environment
from tests.programs.entries import Entry

INSIDE = Path(__file__).with_name("evolution_inside.py")
SERVICES = Path("/usr/share/dbus-1/services")
BINDINGS = (
    ("python3-gi", "import gi"),
    ("gir1.2-ecal-2.0", 'import gi; gi.require_version("ECal", "2.0")'),
)


class Session:
    """The process inside, and what is asked of it."""

    def __init__(self, running: "subprocess.Popen[bytes]", log: Path) -> None:
        self._running = running
        self._log = log

    def ask(self, *words: Any) -> Any:
        asked, answers = self._running.stdin, self._running.stdout
        assert asked is not None
        assert answers is not None
        asked.write(json.dumps(words).encode() + b"\n")
        asked.flush()
        ready, _, _ = select.select([answers], [], [], BOUND)
        line = answers.readline() if ready else b""
        assert line, f"no answer to {words[0]}: {self._log.read_text(encoding='utf-8', errors='replace')}"
        return json.loads(line)


class Calendar:
    def __init__(self, session: Session, number: int, way: str) -> None:
        self._session = session
        self._number = number
        self._way = way

    def import_file(self, calendar: bytes) -> str:
        return str(self._session.ask(self._way, self._number, calendar.decode()))

    def refresh(self) -> None:
        self._session.ask("refresh", self._number)

    def shown(self) -> list[Entry]:
        return sorted(Entry(start, title) for start, title in self._session.ask("shown", self._number))


class DataServer:
    def __init__(self, session: Session, way: str) -> None:
        self._session = session
        self._way = way

    def version(self) -> str:
        return f"evolution-data-server {self._session.ask('version')}"

    def new_calendar(self) -> Calendar:
        return Calendar(self._session, self._session.ask("new"), self._way)

    def subscribe(self, address: str) -> Calendar:
        return Calendar(self._session, self._session.ask("subscribed", address), self._way)


@contextmanager
def started(folder: Path, way: str) -> Iterator[DataServer]:
    bus = installed("dbus-run-session", package="dbus")
    if not any(SERVICES.glob("org.gnome.evolution.dataserver.Calendar*.service")):
        pytest.skip("evolution-data-server is not installed (Debian package evolution-data-server), so it was not tried.")
    for package, binding in BINDINGS:
        found = Path(SYSTEM_PYTHON).is_file() and subprocess.run(
            [SYSTEM_PYTHON, "-c", binding], capture_output=True, check=False, timeout=60
        )
        if not found or found.returncode:
            pytest.skip(f"the bindings of evolution-data-server are not installed (Debian package {package}), so it was not tried.")
    # No settings of anybody's, and no files over a network.
    environment = {**own_environment(folder / "home"), "GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local"}
    with (folder / "log").open("wb") as log:
        command = [bus, "--", SYSTEM_PYTHON, str(INSIDE)]
        running = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        with running:
            try:
                yield DataServer(Session(running, folder / "log"), way)
            finally:
                # Without a question to come it ends, with it the bus, and with the bus the servers that it started.
                assert running.stdin is not None
                running.stdin.close()
                try:
                    running.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    running.terminate()
                    running.wait(timeout=20)


@contextmanager
def by_gnome_calendar(folder: Path) -> Iterator[DataServer]:
    """What GNOME Calendar's import does with a file."""
    with started(folder, "created") as running:
        yield running


@contextmanager
def by_evolution(folder: Path) -> Iterator[DataServer]:
    """What Evolution's import does with a file."""
    with started(folder, "received") as running:
        yield running
