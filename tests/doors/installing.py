"""Environments of their own, what is installed into them, and what a command of theirs writes."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ISSUED = "2027-01-03T09:00:00Z"
NO_NETWORK = re.compile(
    r"NewConnectionError|name resolution|Network is unreachable|Connection refused|ConnectTimeout|ProxyError", re.IGNORECASE
)

Command = Sequence[str | Path]
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Installs:
    """The installs that followed one another in one environment, where the last of them, the editable one, is still in place."""

    environment: Path
    files: Mapping[str, Files]  # what each install wrote
    from_wheel: Path  # the folder that holds dosing as pip installed it from the wheel; the editable install took the original away

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return scripts_of(self.environment) / "python"


def scripts_of(environment: Path) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin")


def pip(environment: Path, *words: str | Path, constraints: Path | None = None) -> None:
    """Run pip in an environment; a test is skipped, with a sentence, where no packages can be downloaded."""
    command = [str(scripts_of(environment) / "python"), "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    # What a package is built with is constrained by the first of these in older versions of pip, by the second in newer ones.
    variables = dict.fromkeys(("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT"), str(constraints)) if constraints else {}
    run = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    if run.returncode != 0 and NO_NETWORK.search(run.stdout + run.stderr):
        pytest.skip("pip can download no packages here, so this install was not tried.")
    assert run.returncode == 0, run.stdout + run.stderr


def site_packages(environment: Path) -> Path:
    """Where an environment keeps what is installed into it."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    python = str(scripts_of(environment) / "python")
    return Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())


def written(command: Command, folder: Path, repository: Path, **environment: str) -> Files:
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


def differing(first: Files, second: Files) -> list[str]:
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
