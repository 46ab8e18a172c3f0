"""Tests that drive real calendar programs: `make calendars` runs them, and what they saw becomes docs/calendars.md.

They are collected only where DOSING_CALENDAR_PROGRAMS=1 asks for them.
"""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.programs.results import Results

Revisions = dict[int, dict[str, bytes]]

# Without them not even the examples in docstrings are looked for.
collect_ignore_glob = [] if os.environ.get("DOSING_CALENDAR_PROGRAMS") == "1" else ["*"]


@pytest.fixture(scope="session")
def results() -> Iterator[Results]:
    """What the tests saw; written as JSON into the file that DOSING_CALENDAR_RESULTS names."""
    seen = Results()
    yield seen
    if to := os.environ.get("DOSING_CALENDAR_RESULTS"):
        seen.write(Path(to), day=f"{datetime.now(UTC):%Y-%m-%d}", system=platform.freedesktop_os_release()["PRETTY_NAME"])


@pytest.fixture(scope="session")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Revisions:
    """The calendar files of each revision of the course, by name."""
    from tests.programs.course import CHANGES, after_the_last_visit, begun, go_on

    with after_the_last_visit():
        course = begun(tmp_path_factory.mktemp("six") / "course")

        def calendars() -> dict[str, bytes]:
            return {path.name: path.read_bytes() for path in course.parent.glob("*.ics")}

        made = {1: calendars()}
        for revision in CHANGES:
            go_on(course, revision)
            made[revision] = calendars()
    return made
