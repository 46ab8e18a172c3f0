"""khal: `khal import`, then `khal list`."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.outside import installed, own_environment
from tests.programs.entries import Entry

SETTINGS = """
[calendars]
[[clinic]]
path = {folder}
type = calendar
[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
LINE = "{start-date-long}\t{start-time}\t{title}"


class Calendar:
    def __init__(self, program: str, home: Path) -> None:
        self._environment = own_environment(home)
        self._home = home
        self._files = home / "clinic"
        self._files.mkdir()
        settings = home / "settings"
        settings.write_text(SETTINGS.format(folder=self._files), encoding="utf-8")
        self._command = [program, "--config", str(settings)]

    def _run(self, *words: str) -> str:
        finished = subprocess.run(
            [*self._command, *words], env=self._environment, cwd=self._home, capture_output=True, encoding="utf-8", check=False, timeout=60
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def import_file(self, calendar: bytes) -> str:
        given = self._home / "given.ics"
        given.write_bytes(calendar)
        self._run("import", "--batch", "--include-calendar", "clinic", str(given))
        return "no complaint"

    def shown(self) -> list[Entry]:
        lines = self._run("list", "--once", "--day-format", "", "--format", LINE, "2026-01-01", "2029-12-31").splitlines()
        return sorted(_entry(*line.split("\t")) for line in lines if line)


def _entry(day: str, time: str, title: str) -> Entry:
    if not time:
        return Entry(day, title)
    moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo("Europe/Paris"))
    return Entry(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"), title)


class Khal:
    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._made = 0

    def version(self) -> str:
        said = subprocess.run([self._program, "--version"], capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
        return f"khal {said.split()[-1]}"

    def new_calendar(self) -> Calendar:
        self._made += 1
        return Calendar(self._program, self._folder / f"khal-{self._made}")


@contextmanager
def started(folder: Path) -> Iterator[Khal]:
    """Nothing runs between its commands."""
    yield Khal(installed("khal", package="khal"), folder)
