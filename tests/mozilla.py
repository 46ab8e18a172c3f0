"""A program of Mozilla's without a window, in a profile of its own, told what to do by Marionette; it reaches nothing but this machine."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.marionette import Marionette
from tests.outside import BOUND, eventually, installed, own_environment

NOBODY_LISTENS = 9  # the port of a service that no longer exists

PREFERENCES: dict[str, Any] = {
    "marionette.port": 0,  # a free one, which it writes into its profile
    "network.proxy.type": 1,
    **{f"network.proxy.{name}": "127.0.0.1" for name in ("http", "ssl", "socks")},
    **{f"network.proxy.{name}_port": NOBODY_LISTENS for name in ("http", "ssl", "socks")},
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
}


@contextmanager
def started(program: str, folder: Path, preferences: Mapping[str, Any]) -> Iterator[Marionette]:
    """The program, named as its Debian package is, for as long as it is needed; without it the test is skipped."""
    found = installed(program, package=program)
    profile = folder / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in {**PREFERENCES, **preferences}.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = (found, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(profile))
    environment = {**own_environment(folder / "home"), "MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"}
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            told = Marionette(_port(running, profile, folder / "log"), timeout=BOUND)
            try:
                yield told
                told.quit()
                with suppress(subprocess.TimeoutExpired):  # a page that is not to be left can hold it up
                    running.wait(timeout=20)
            finally:
                told.close()
        finally:
            if running.poll() is None:
                running.terminate()
                running.wait(timeout=20)


def _port(running: "subprocess.Popen[bytes]", profile: Path, log: Path) -> int:
    written = profile / "MarionetteActivePort"

    def look() -> str:
        assert running.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        return written.read_text(encoding="utf-8") if written.is_file() else ""

    port = eventually(look, str.isdigit)
    assert port.isdigit(), log.read_text(encoding="utf-8", errors="replace")
    return int(port)
