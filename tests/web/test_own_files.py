"""A server whose own files were replaced says so, lets an open course be saved, and stops."""

import re
import shutil
import time
from base64 import b64decode
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from tests.doors.command import REPOSITORY
from tests.web.inside import Inside
from tests.web.visitor import NO_EXTRA, PATIENT, serve

pytest.importorskip("fastapi", reason=NO_EXTRA)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The program's files as the server sees them, and the seconds that it counts."""
    from dosing.web import own_files

    there = SimpleNamespace(files={"a.py": (1, 2, 3)}, seconds=100.0, stopped=0)
    monkeypatch.setattr(own_files, "stamps", lambda: dict(there.files))
    return there


def visited(disk: SimpleNamespace) -> Inside:
    def stop() -> None:
        disk.stopped += 1

    return Inside(stop=stop, clock=lambda: disk.seconds)


def test_it_answers_while_its_files_are_its_own_and_says_so_once_they_are_others(disk: SimpleNamespace) -> None:
    page = visited(disk)
    disk.seconds += 3
    assert page.get("/api/docs").status == 200
    disk.files["a.py"] = (1, 9, 3)
    assert page.get("/api/docs").status == 200  # within two seconds of the last look
    disk.seconds += 3
    for _ in range(2):
        answer = page.get("/api/docs")
        assert answer.status == 503
        assert "The program was replaced while it ran" in answer.words
    assert disk.stopped == 1
    assert page.get("/static/page.css").status == 200


def test_an_unsaved_course_is_saved_from_its_address(disk: SimpleNamespace) -> None:
    page = visited(disk)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": page.origin}
    place = page.ask("POST", "/plan", urlencode(PATIENT).encode(), form).headers["location"]
    del disk.files["a.py"]
    disk.seconds += 3
    text = page.get(place).text
    link = re.search(r'download="(course-[0-9a-f]{8}-1\.toml)" href="data:application/toml;base64,([A-Za-z0-9+/=]+)"', text)
    assert link is not None
    assert b'weight = "72.5kg"' in b64decode(link[2])
    assert "download=" not in page.get("/course/another").text


@pytest.mark.slow
def test_a_real_server_says_it_on_its_terminal_and_ends(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("dosing", "templates"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    running = serve(tmp_path, path=copy)
    assert running.get("/").status == 200
    (copy / "dosing" / "engine.py").touch()
    time.sleep(2.1)
    assert running.get("/").status == 503
    out, err = running.running.communicate(timeout=60)
    assert "The program's files were replaced while it ran" in err
    assert running.running.returncode == 1
    assert "Traceback" not in out + err
