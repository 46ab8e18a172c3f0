"""The course that most tests begin with; and what the checkout and its installs write, made once for all that look at them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.doors.command import begin_timed
from tests.doors.installing import Files, Installs, pip, scripts_of, site_packages, written
from tools.lock import versions


@pytest.fixture(autouse=True, scope="module")
def clock() -> Iterator[None]:
    """Every command of this process runs after the last visit of the tests' patient, so that no weight of theirs lies ahead."""
    with pytest.MonkeyPatch.context() as meanwhile:
        for place in ("options", "change_commands"):
            meanwhile.setattr(f"dosing.cli.{place}.now", lambda: datetime(2027, 3, 1, 12, tzinfo=UTC))
        yield


@pytest.fixture(scope="session")
def from_checkout(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Files:
    """What the checkout writes."""
    start = [sys.executable, "-m", "dosing"]
    return written(start, tmp_path_factory.mktemp("checkout"), repository, PYTHONPATH=str(repository))


@pytest.fixture(scope="session")
def installs(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Installs:
    """Each install. They follow one another in one environment, empty at first, so that what they need is fetched once."""
    folder = tmp_path_factory.mktemp("installs")
    environment = folder / "venv"
    lock = folder / "constraints.txt"
    lock.write_text(versions(repository / "requirements.lock"), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip(environment, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder / "wheel", repository, constraints=lock)
    [wheel] = (folder / "wheel").iterdir()
    locked = ("install", "--quiet", "--constraint", lock)
    ways: dict[str, tuple[str | Path, ...]] = {
        "a wheel without the pdf extra": (*locked, wheel),
        "a wheel": (*locked, f"{wheel}[all]"),
        "an editable install": (*locked, "--no-deps", "--editable", repository),
    }
    files = {}
    for name, words in ways.items():
        pip(environment, *words, constraints=lock)
        files[name] = written([scripts_of(environment) / "dosing"], folder / name, repository)
        if name == "a wheel":
            shutil.copytree(site_packages(environment) / "dosing", folder / "from wheel" / "dosing")
    return Installs(environment, files, folder / "from wheel")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of 72.5 kg from Monday 4 January 2027, at 10:00 in Paris; AB prepared it."""
    return begin_timed(tmp_path / "course")
