"""Ask the advisory database about every locked version: what is known against it, and whether that stops the gate.

An advisory against what the program itself runs with stops it, unless docs/safety/advisories.toml says why it is accepted; one against
a tool of the tests is printed. Where the database cannot be reached one sentence says so. Does not install or update anything.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from typing import Any, NamedTuple

from tools.lock import ALL, MUTANTS, RUN, TOP, read_lock

ACCEPTED = TOP / "docs" / "safety" / "advisories.toml"


class Advisory(NamedTuple):
    """One advisory against one locked package."""

    package: str
    id: str
    fixed_in: str

    @property
    def said(self) -> str:
        return f"{self.package}: {self.id}{f', mended in {self.fixed_in}' if self.fixed_in else ''}"


def asked() -> tuple[list[Advisory] | None, str]:
    """What the database says of every locked version, and what it said where it was not reached: then there are no advisories at all."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(ALL),
        "--requirement",
        str(MUTANTS),
        "--require-hashes",
        "--disable-pip",
    ]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    try:
        ran = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:
        return None, "no answer within 5 minutes"
    try:
        answer = json.loads(ran.stdout)
    except ValueError:
        return None, (ran.stderr.strip().splitlines() or ["no answer"])[-1][:200]
    if without := unanswered(answer):
        return None, f"no answer about {without[0]} and {len(without) - 1} more"
    return list(advisories(answer)), ""


def unanswered(answer: dict[str, Any]) -> list[str]:
    return [each["name"] for each in answer["dependencies"] if "skip_reason" in each]


def advisories(answer: dict[str, Any]) -> Iterable[Advisory]:
    for each in answer["dependencies"]:
        for found in each["vulns"]:
            yield Advisory(f"{each['name']} {each['version']}", found["id"], ", ".join(found["fix_versions"]))


def accepted() -> dict[str, str]:
    """Why an advisory does not stop the gate, by its id."""
    with ACCEPTED.open("rb") as file:
        return {each["id"]: each["why"] for each in tomllib.load(file).get("accepted", [])}


def stopping(found: Iterable[Advisory], run: Iterable[str], but: Iterable[str]) -> list[Advisory]:
    """The advisories that stop the gate: against what the program runs with, and not accepted."""
    names = set(run)
    return [each for each in found if each.package.partition(" ")[0].lower() in names and each.id not in but]


def main() -> int:
    found, why = asked()
    if found is None:
        print(f"Skipped: the advisory database was not reached ({why}), so that the locked versions were not asked about.")
        return 0
    stop = stopping(found, read_lock(RUN), accepted())
    for each in found:
        print(f"{'STOPS THE GATE' if each in stop else 'known'}: {each.said}")
    print(f"{len(read_lock(ALL))} locked versions were asked about; {len(found)} advisories, {len(stop)} of which stop the gate.")
    return 1 if stop else 0


if __name__ == "__main__":
    sys.exit(main())
