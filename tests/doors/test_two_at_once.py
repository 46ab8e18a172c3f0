"""Two commands on one course at the same time: nothing that one of them was told is lost."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.doors.command import begin, done, dosing

# These commands run by the clock on the wall, on any day before or after the course.
UNWEIGHED = ("--weight", "72.5kg", "--start", "2027-01-04")


def started(*words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "dosing", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(running: "subprocess.Popen[bytes]") -> int:
    running.communicate(timeout=60)
    return running.returncode


@pytest.mark.parametrize("head_start", [0.0, 0.4, 0.8])
def test_a_change_made_while_the_folder_is_written_again_is_kept(head_start: float, tmp_path: Path) -> None:
    course = begin(tmp_path / "course", patient=UNWEIGHED)
    writing = started("plan", str(course), "--out", str(course.parent))
    time.sleep(head_start)
    words = ("omit", str(course), "C1D22", "--reason", "x", "--by", "CD", "--when", "2027-01-05", "--yes")
    assert ended(started(*words)) == 0
    assert ended(writing) == 0
    assert "C1D22 omitted" in done(dosing("history", course))


def test_of_several_changes_made_at_once_every_one_that_succeeded_is_kept(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", patient=UNWEIGHED)
    words = ("correct", str(course), "born=1988-05-16", "--reason", "x", "--by", "CD", "--when", "2027-01-05", "--yes")
    running = [started(*words) for _ in range(4)]
    succeeded = [ended(each) for each in running].count(0)
    assert succeeded >= 1
    assert len(done(dosing("history", course)).splitlines()) == 1 + succeeded


def test_of_two_new_courses_for_one_folder_the_second_is_refused(tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    running = [started("plan", "--weight", f"{weight}kg", "--start", "2027-01-04", "--out", folder) for weight in (61, 62)]
    assert sorted(ended(each) for each in running) == [0, 2]
