"""Every calendar file that is kept, as other readers show it, against the plan that lies beside it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.programs.entries import CANCELLED, VISIT, Entry
from tests.programs.readers import READERS, Reader, Shows
from tests.programs.results import Results

GOLDEN = sorted((Path(__file__).resolve().parent.parent / "golden").glob("*/*.ics"))


@pytest.fixture(scope="module", params=READERS, ids=lambda reader: reader.column)
def reader(request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.param
    return found


@pytest.fixture(scope="module")
def shows(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shows]:
    with reader.start(tmp_path_factory.mktemp("reader")) as running:
        yield running


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_reader_shows_the_days_and_times_of_the_plan(reader: Reader, shows: Shows, path: Path, results: Results) -> None:
    calendar = path.read_bytes()
    shown = shows(calendar)
    assert len(shown) == calendar.count(b"BEGIN:VEVENT") > 0
    titled = {entry.start for entry in shown if any(kind.fullmatch(entry.title.rpartition("Draft: ")[2]) for kind in (VISIT, CANCELLED))}
    if path.name == "visits.ics":
        assert titled == planned(path.parent / "plan.json", ("planned", "moved", "omitted", "stopped"))
    else:  # of the visits only those on days of which an older file says something else
        assert titled
        assert titled <= planned(path.parent / "plan.json", ("planned", "moved"))
    results.readings.setdefault(f"{path.parent.name}/{path.name}", {})[reader.column] = said(shown)


def planned(plan: Path, statuses: tuple[str, ...]) -> set[str]:
    """The moments of arrival in UTC, and the days of visits without a time."""
    return {_start(visit) for visit in json.loads(plan.read_bytes())["visits"] if visit["status"] in statuses}


def _start(visit: dict[str, str | None]) -> str:
    if visit["arrival"] is None or visit["status"] not in ("planned", "moved"):
        return str(visit["date"])
    return datetime.fromisoformat(visit["arrival"]).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def said(shown: list[Entry]) -> str:
    days = [date.fromisoformat(entry.start[:10]) for entry in shown]
    return f"{len(shown)}, {min(days)} to {max(days)}"
