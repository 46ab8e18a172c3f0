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


def new_environment(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder


def written(command: Sequence[str | Path], folder: Path, repository: Path, **environment: str) -> dict[str, bytes]:
    """Every file that the command writes for the example course, by its name, standing in the root folder."""
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


@pytest.fixture(scope="module")
def from_checkout(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, bytes]:
    start = [sys.executable, "-c", "from dosing.cli import main; main()"]
    return written(start, tmp_path_factory.mktemp("checkout"), repository, PYTHONPATH=str(repository))


def test_a_checkout_writes_the_sheets_the_calendar_and_the_plan(from_checkout: dict[str, bytes]) -> None:
    assert {name.rpartition(".")[2] for name in from_checkout} >= {"html", "ics", "json", "toml"}
    assert min(len(content) for content in from_checkout.values()) > 0


def test_an_editable_install_writes_the_same_bytes_as_the_checkout(
    tmp_path: Path, repository: Path, from_checkout: dict[str, bytes]
) -> None:
    environment = new_environment(tmp_path / "venv")
    pip(environment, "install", "--quiet", "--constraint", repository / "requirements.lock", "--editable", f"{repository}[all]")
    assert written([scripts_of(environment) / "dosing"], tmp_path, repository) == from_checkout


def test_a_wheel_in_an_empty_environment_writes_the_same_bytes_as_the_checkout(
    tmp_path: Path, repository: Path, from_checkout: dict[str, bytes]
) -> None:
    environment = new_environment(tmp_path / "venv")
    pip(environment, "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "wheel", repository)
    [wheel] = (tmp_path / "wheel").iterdir()
    pip(environment, "install", "--quiet", "--constraint", repository / "requirements.lock", f"{wheel}[all]")
    assert written([scripts_of(environment) / "dosing"], tmp_path, repository) == from_checkout


def test_without_the_pdf_extra_a_wheel_writes_everything_else(tmp_path: Path, repository: Path, from_checkout: dict[str, bytes]) -> None:
    environment = new_environment(tmp_path / "venv")
    pip(environment, "install", "--quiet", "--constraint", repository / "requirements.lock", repository)
    assert written([scripts_of(environment) / "dosing"], tmp_path, repository) == {
        name: content for name, content in from_checkout.items() if not name.endswith(".pdf")
    }
