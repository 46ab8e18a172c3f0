"""Programs from outside: where they are, a home of their own, and waiting for what they do with a bound."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Seen = TypeVar("Seen")
BOUND = 60.0  # seconds, after which whatever is waited for counts as not happening


def installed(name: str, *, package: str) -> str:
    """The path of a program; without it the test is skipped."""
    if found := shutil.which(name):
        return found
    pytest.skip(f"{name} is not installed (Debian package {package}), so it was not tried.")


def own_environment(home: Path) -> dict[str, str]:
    """The environment of a program that finds an empty home, nobody's settings, and Paris time."""
    folders = {
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
        "XDG_RUNTIME_DIR": "run",
    }
    for name in folders.values():
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = {variable: str(home / name) for variable, name in folders.items()}
    return {"PATH": os.defpath, "HOME": str(home), "TZ": "Europe/Paris", "LC_ALL": "C.UTF-8", **paths}


def eventually(look: Callable[[], Seen], wanted: Callable[[Seen], bool]) -> Seen:
    """What is seen once it is as wanted, or at the bound, when the caller finds it wanting."""
    until = time.monotonic() + BOUND
    while not wanted(seen := look()) and time.monotonic() < until:
        time.sleep(0.1)
    return seen
