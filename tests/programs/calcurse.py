"""calcurse: `calcurse --import`, then what it prints of the days from January to April 2027."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.outside import installed, own_environment
from tests.programs.entries import Entry

# A line with the day, then one for each entry of it: the second at which it starts, or nothing for a whole day; and its title.
LISTED = ("--query", "--from", "01/01/2027", "--days", "120", "--output-datefmt", "%Y-%m-%d")
LINES = ("--format-apt", r"%(start:%s)\t%m\n", "--format-event", r"\t%m\n")


class Calendar:
    def __init__(self, program: str, home: Path) -> None:
        self._environment = own_environment(home)
        self._home = home
        self._command = [program, "--directory", str(home / "clinic")]

    def _run(self, *words: str) -> str:
        finished = subprocess.run(
            [*self._command, *words], env=self._environment, cwd=self._home, capture_output=True, encoding="utf-8", check=False, timeout=60
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def import_file(self, calendar: bytes) -> str:
        given = self._home / "given.ics"
        given.write_bytes(calendar)
        # Its second line: "8 apps / 0 events / 0 todos / 0 skipped".
        *_, counts = self._run("--import", str(given)).splitlines()
        return f'said "{counts}"'

    def shown(self) -> list[Entry]:
        found: list[Entry] = []
        day = ""
        for line in self._run(*LISTED, *LINES).splitlines():
            second, tab, title = line.partition("\t")
            if not tab:
                day = line.removesuffix(":") or day
            else:
                found.append(Entry(datetime.fromtimestamp(int(second), UTC).strftime("%Y-%m-%dT%H:%MZ") if second else day, title))
        return sorted(found)


class Calcurse:
    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._made = 0

    def version(self) -> str:
        said = subprocess.run([self._program, "--version"], capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
        return f"calcurse {said.split()[1]}"

    def new_calendar(self) -> Calendar:
        self._made += 1
        return Calendar(self._program, self._folder / f"calcurse-{self._made}")


@contextmanager
def started(folder: Path) -> Iterator[Calcurse]:
    """Nothing runs between its commands."""
    yield Calcurse(installed("calcurse", package="calcurse"), folder)
