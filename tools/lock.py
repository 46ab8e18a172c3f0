"""The lock files: which version of every package is installed, each held to the hashes of its files.

`python -m tools.lock` (by `make lock`, where pip-tools is installed) makes them again from pyproject.toml. requirements.lock holds what
the gate runs with, requirements-run.lock what somebody who only runs the program needs, requirements-build.lock what builds it,
requirements-mutants.lock what `make mutants` needs besides. Does not install anything.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
ALL, RUN, BUILD, MUTANTS = (TOP / f"requirements{part}.lock" for part in ("", "-run", "-build", "-mutants"))
HEADS = {
    ALL: "Every version that the gate runs with, each with the hashes of its files (Python 3.11 to 3.13, Linux x86_64).",
    RUN: "What the program itself runs with, in the versions of requirements.lock.",
    MUTANTS: "What `make mutants` needs besides requirements.lock.",
    BUILD: "What builds the package, in the versions of requirements.lock.",
}
COMPILE = (
    "--quiet --strip-extras --no-annotate --no-header --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host"
)
ENTRY = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; ([^\\\n]+?))?(?: \\)?\n((?:    --hash=\S+(?: \\)?\n)*)", re.MULTILINE)


class Locked(NamedTuple):
    """One package: its version, when it is installed (nothing: always), and the SHA-256 of each of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The entry of a lock file."""
        held = f"{self.name}=={self.version}{f' ; {self.marker}' if self.marker else ''}"
        return " \\\n    ".join([held, *(f"--hash=sha256:{each}" for each in self.hashes)]) + "\n"


def read_lock(path: Path) -> dict[str, Locked]:
    """The packages of a lock file, by their names."""
    found = ENTRY.finditer(path.read_text(encoding="utf-8"))
    each = (
        Locked(name, version, marker or "", tuple(re.findall(r"sha256:([0-9a-f]{64})", hashes)))
        for name, version, marker, hashes in (m.groups() for m in found)
    )
    return {locked.name: locked for locked in each}


def versions(path: Path = ALL) -> str:
    """A lock file without its hashes, for pip's constraints, which would ask for a hash of a folder too."""
    return "".join(f"{each.name}=={each.version}\n" for each in read_lock(path).values())


def markers() -> dict[str, str]:
    """When the packages that not every platform has are installed, by their names: what pyproject.toml says, in one expression."""
    with (TOP / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    asked = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    found: dict[str, list[str]] = {}
    for each in asked:
        name, _, marker = each.partition(";")
        if marker:
            found.setdefault(re.split(r"[<>=\[ ]", name)[0].lower(), []).append(f"({marker.strip()})")
    return {name: " or ".join(parts) for name, parts in found.items()}


def compiled(*options: str) -> dict[str, Locked]:
    """What pip-tools makes of pyproject.toml."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.lock"
        command = [sys.executable, "-m", "piptools", "compile", *COMPILE.split(), *options, "--output-file", str(made), "pyproject.toml"]
        subprocess.run(command, cwd=TOP, check=True)
        return read_lock(made)


def write(path: Path, packages: dict[str, Locked]) -> None:
    head = f"# {HEADS[path]}\n# Made by `make lock`; docs/development.md says when.\n"
    path.write_text(head + "".join(packages[name].text for name in sorted(packages)), encoding="utf-8")


def main(upgrade: list[str]) -> None:
    kept = TOP / "build" / "kept.txt"  # the versions that stay, without hashes
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(versions() if ALL.exists() and not upgrade else "", encoding="utf-8")
    only, where = f"--constraint={kept}", markers()
    every = compiled("--extra", "dev", "--all-build-deps", "--generate-hashes", "--upgrade", only)
    write(ALL, {name: each._replace(marker=where.get(name, "")) for name, each in every.items()})
    kept.write_text(versions(), encoding="utf-8")
    every = read_lock(ALL)
    write(RUN, {name: every[name] for name in compiled("--extra", "all", only)})
    more = compiled("--extra", "dev", "--extra", "mutants", "--all-build-deps", "--generate-hashes", only)
    write(MUTANTS, {name: each for name, each in more.items() if name not in every})
    write(BUILD, {name: every[name] for name in compiled("--only-build-deps", "--all-build-deps", only)})


if __name__ == "__main__":
    main(sys.argv[1:])
