"""The program is killed at every moment at which it touches a file: what stands on disk is the old or the new, whole.

A child process runs one command and kills itself (SIGKILL, so nothing is tidied up) just before the n-th time that it opens, renames,
removes or makes a file, or asks for one to reach the disk; in the last case half of that file is cut off first. n counts up until the
command comes to its end.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors.command import FIXED, ISSUED, PATIENT, TO_CHECK, answers, begin, changed, done, dosing, parsed, snapshot, write_again

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="this system cannot fork a process, and a killed one would have to be found by chance"
)

TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link", "os.symlink"})


def kill_at(moment: int, folder: Path) -> None:
    """From now on, be killed at the n-th touch of anything below a folder."""
    touched = 0

    def count() -> bool:
        nonlocal touched
        touched += 1
        return touched == moment

    def touch(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHES and str(arguments[0]).startswith(str(folder)) and count():
            os.kill(os.getpid(), signal.SIGKILL)

    def half_written(file: int) -> None:
        if count():
            os.ftruncate(file, os.fstat(file).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = half_written
    sys.addaudithook(touch)


def killed(words: tuple[str | Path, ...], moment: int, folder: Path) -> bool:
    """Run a command in a child that is killed at this moment; whether it was, or came to its end."""
    child = os.fork()
    if child == 0:
        kill_at(moment, folder)
        status = 1
        try:
            status = dosing(*words).status
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        assert os.WTERMSIG(ended) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(ended) == 0
    return False


def at_every_moment(words: tuple[str | Path, ...], folder: Path) -> Iterator[int]:
    """The command, killed at each moment in turn; the folder is as it was before each."""
    before = folder.with_name("before")
    shutil.copytree(folder, before)
    for moment in range(1, 500):
        shutil.rmtree(folder)
        shutil.copytree(before, folder)
        if not killed(words, moment, folder):
            return
        yield moment
    raise AssertionError("the command never comes to its end")


def whole(folder: Path) -> dict[str, bytes]:
    """The files of a folder but for what a killed command left beside them, under a name of its own."""
    return {name: content for name, content in snapshot(folder).items() if not name.startswith(".dosing-")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "place" / "course", *TO_CHECK)
    return tmp_path / "place"


CHANGES: dict[str, tuple[str, ...]] = {
    "move": ("move", "C1D15", "--to", "2027-01-25"),
    "undo": ("undo",),
}


@pytest.mark.parametrize("verb", CHANGES)
def test_a_course_file_is_the_old_or_the_new_one_at_every_moment_of_a_change(verb: str, folder: Path) -> None:
    course = folder / "course" / "course.toml"
    changed(course, "omit", "C1D22")
    old = course.read_bytes()
    name, *rest = CHANGES[verb]
    words = (name, course, *rest, "--reason", "as ordered", "--by", "CD", "--when", "2027-01-04", "--yes")
    seen = []
    for _ in at_every_moment(words, folder):
        content = course.read_bytes()
        seen.append(content == old)
        if content != old:
            assert content.startswith(old)
        assert parsed(course)[1].revision == (2 if content == old else 3)
        done(dosing("plan", course, "--issued", ISSUED))  # every stored fingerprint comes out
    assert len(seen) >= 5
    assert seen[0]
    assert parsed(course)[1].revision == 3


def test_a_killed_change_can_be_made_again(folder: Path) -> None:
    course = folder / "course" / "course.toml"
    words = ("omit", course, "C1D22", "--reason", "as ordered", "--by", "CD", "--when", "2027-01-04", "--yes")
    for _ in at_every_moment(words, folder):
        if parsed(course)[1].revision == 1:
            done(dosing(*words))
        assert parsed(course)[1].revision == 2


def test_a_new_folder_is_not_there_or_is_whole_at_every_moment(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    out = place / "course"
    words = ("plan", *PATIENT, *FIXED, "--split", "--out", out)
    expected = snapshot(begin(tmp_path / "expected", "--split").parent)
    moments = 0
    for _ in at_every_moment(words, place):
        moments += 1
        assert not out.exists() or snapshot(out) == expected
    assert moments >= 2 * len(expected)
    assert snapshot(place) == {f"course/{name}": content for name, content in expected.items()}


def test_in_an_old_folder_each_file_is_the_old_or_the_new_one_and_plan_json_is_the_last(folder: Path, tmp_path: Path) -> None:
    course = folder / "course" / "course.toml"
    write_again(course, "--split")  # its single calendars have to go with the next revision
    changed(course, "omit", "C1D22")
    old = snapshot(course.parent)
    shutil.copytree(folder, tmp_path / "expected")
    new = snapshot(write_again(tmp_path / "expected" / "course" / "course.toml"))
    assert len(old.keys() - new.keys()) == 8
    words = ("plan", course, "--issued", ISSUED, "--out", course.parent)
    states = set()
    seen: list[dict[str, bytes]] = []
    for _ in at_every_moment(words, folder):
        now = whole(course.parent)
        assert all(content in (old.get(name), new.get(name)) for name, content in now.items())
        assert set(now) >= set(old) & set(new)
        written = now["plan.json"] == new["plan.json"]
        if written:
            assert now == new
        elif now not in seen:
            seen.append(now)
            # A folder that is not whole says so.
            assert dosing("recheck", course.parent).status == 3
        states.add((written, now == old))
    assert {(False, True), (False, False)} <= states
    assert whole(course.parent) == new


def test_a_check_is_recorded_or_not_and_no_number_is_lost_at_every_moment(folder: Path) -> None:
    course = folder / "course" / "course.toml"
    old = course.read_bytes()
    seen: list[dict[str, bytes]] = []
    said: list[int] = []
    words = ("check", course.parent, "--by", "EF", *answers(course), "--issued", ISSUED)
    for _ in at_every_moment(words, folder):
        assert course.read_bytes().startswith(old)
        assert len(parsed(course)[1].checks) == (0 if course.read_bytes() == old else 1)
        if (now := whole(course.parent)) not in seen:
            seen.append(now)
            said.append(dosing("recheck", course.parent).status)
    assert len(seen) >= 5
    # Sheets with and without the word Draft beside one another are named; the old folder and the new one are whole.
    assert (said[0], set(said[1:-1]), said[-1]) == (0, {3}, 0)
