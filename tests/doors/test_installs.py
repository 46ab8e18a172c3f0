"""The same files come out of a checkout, an editable install and a wheel, wherever a person stands."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ISSUED = "2026-12-20T09:00:00Z"
NO_NETWORK = re.compile(
    r"NewConnectionError|name resolution|Network is unreachable|Connection refused|ConnectTimeout|ProxyError", re.IGNORECASE
)

pytestmark = pytest.mark.slow


def scripts_of(environment: Path) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin")


def pip(environment: Path, *words: str | Path) -> None:
    """Run pip in an environment; a test is skipped, with a sentence, where no packages can be downloaded."""
    command = [str(scripts_of(environment) / "python"), "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0 and NO_NETWORK.search(run.stdout + run.stderr):
        pytest.skip("pip can download no packages here, so this install was not tried.")
    assert run.returncode == 0, run.stdout + run.stderr


def written(command: Sequence[str | Path], folder: Path, repository: Path, **environment: str) -> dict[str, bytes]:
    """Every file that the command writes for the example course, by its name, standing in the root folder."""
    folder.mkdir(exist_ok=True)
    arguments = ["plan", repository / "examples" / "ISLAY-007.toml", "--out", folder / "out", "--issued", ISSUED]
    run = subprocess.run(
        list(map(str, [*command, *arguments])),
        cwd=Path(folder.anchor),
        env={"PATH": os.defpath, "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def differing(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


@pytest.fixture(scope="module")
def from_checkout(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, bytes]:
    start = [sys.executable, "-m", "dosing"]
    return written(start, tmp_path_factory.mktemp("checkout"), repository, PYTHONPATH=str(repository))


@pytest.fixture(scope="module")
def from_installs(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, dict[str, bytes]]:
    """What each install writes. They follow one another in one environment, empty at first, so that what they need is fetched once."""
    folder = tmp_path_factory.mktemp("installs")
    environment = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip(environment, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder / "wheel", repository)
    [wheel] = (folder / "wheel").iterdir()
    locked = ("install", "--quiet", "--constraint", repository / "requirements.lock")
    installs: dict[str, tuple[str | Path, ...]] = {
        "a wheel without the pdf extra": (*locked, wheel),
        "a wheel": (*locked, f"{wheel}[all]"),
        "an editable install": (*locked, "--no-deps", "--editable", repository),
    }
    files = {}
    for name, words in installs.items():
        pip(environment, *words)
        files[name] = written([scripts_of(environment) / "dosing"], folder / name, repository)
    return files


def test_a_checkout_writes_the_sheets_the_calendar_and_the_plan(from_checkout: dict[str, bytes]) -> None:
    assert {name.rpartition(".")[2] for name in from_checkout} == {"html", "ics", "json", "pdf", "toml"}
    assert all(from_checkout.values())


@pytest.mark.parametrize("install", ["a wheel", "an editable install"])
def test_an_install_writes_the_same_bytes_as_the_checkout(
    install: str, from_installs: dict[str, dict[str, bytes]], from_checkout: dict[str, bytes]
) -> None:
    assert differing(from_installs[install], from_checkout) == []


def test_without_the_pdf_extra_everything_else_is_written(
    from_installs: dict[str, dict[str, bytes]], from_checkout: dict[str, bytes]
) -> None:
    without = from_installs["a wheel without the pdf extra"]
    assert differing(without, from_checkout) == sorted(name for name in from_checkout if name.endswith(".pdf"))
    assert not any(name.endswith(".pdf") for name in without)
