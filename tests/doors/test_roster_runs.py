"""Runs over a roster that are stopped, killed, taken up again, or run out of room: no patient is half-written, and nothing is made twice."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.doors.command import ISSUED, WITHOUT_PDF, done, dosing, refused, snapshot
from tests.doors.rosters import bad, course_id, errors_of, good, patients_of, run, surroundings, words_of, write
from tests.doors.test_crash import at_every_moment

ROWS = [bad(number, {"weight": "70"}) if number in (4, 17) else good(number) for number in range(1, 31)]


@contextmanager
def started(tmp_path: Path, *words: str | Path) -> Iterator["subprocess.Popen[str]"]:
    """The program in a process of its own, which is ended with the test."""
    running = subprocess.Popen(
        words_of(*words), env=surroundings(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)  # and what it began
        running.communicate()


def wait_until(true: Callable[[], object]) -> None:
    limit = time.monotonic() + 30
    while not true():
        assert time.monotonic() < limit, "it never came to that"
        time.sleep(0.002)


def patients(out: Path) -> int:
    return len([each for each in out.glob("*-*-*-*-*") if (each / "plan.json").exists()])


def ended(tmp_path: Path, roster: Path, out: Path, *words: str, issued: str = ISSUED) -> tuple[int, str]:
    with started(tmp_path, "roster", roster, "--out", out, *(["--issued", issued] if issued else []), *words) as running:
        said, err = running.communicate(timeout=120)
        assert err == ""
        return running.returncode, said


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_half_way_and_run_again_it_leaves_the_same_folder_as_one_clean_run(jobs: str, tmp_path: Path) -> None:
    roster, out = write(tmp_path / "roster.csv", ROWS), tmp_path / "out"
    assert ended(tmp_path, roster, tmp_path / "clean", "--jobs", jobs)[0] == 4
    for most in (1, 9, 20):
        with started(tmp_path, "roster", roster, "--out", out, "--issued", ISSUED, "--jobs", jobs) as running:
            wait_until(lambda most=most: patients(out) >= most)
            running.send_signal(signal.SIGKILL)
            assert running.wait() == -signal.SIGKILL
        for each in out.glob("*-*-*-*-*"):
            assert sorted(file.name for file in each.iterdir()) == WITHOUT_PDF
    assert 20 <= patients(out) < 28
    # Nobody says the moment of issue again: it is that of the run which was begun.
    status, said = ended(tmp_path, roster, out, "--jobs", jobs, issued="")
    assert status == 4
    assert said.startswith("Going on with a run that did not come to its end, issued 3 January 2027, 09:00 UTC.\n")
    assert snapshot(out) == snapshot(tmp_path / "clean")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process, and a killed one would have to be found by chance")
@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_it_leaves_the_same_folder_as_one_clean_run(tmp_path: Path) -> None:
    roster = write(tmp_path / "roster.csv", [good(1), good(2)])
    done(run(roster, tmp_path / "clean"))
    clean = snapshot(tmp_path / "clean")
    place = tmp_path / "place"
    place.mkdir()
    moments = 0
    for _ in at_every_moment(("roster", roster, "--out", place / "out", "--issued", ISSUED, "--jobs", "1"), place):
        moments += 1
        for each in (place / "out").glob("*-*-*-*-*"):
            assert snapshot(each) == {name.partition("/")[2]: content for name, content in clean.items() if name.startswith(each.name)}
        done(run(roster, place / "out"))
        assert snapshot(place / "out") == clean
    assert moments > 2 * len(WITHOUT_PDF)


@pytest.mark.slow
def test_killed_while_patients_are_made_anew_and_run_again_it_leaves_them_whole(tmp_path: Path) -> None:
    roster = write(tmp_path / "roster.csv", [good(1)])
    place = tmp_path / "place"
    done(run(roster, place / "out"))
    old = snapshot(place / "out" / course_id(1))
    other = write(tmp_path / "other.csv", [bad(1, {"weight": "61kg"})])
    done(run(other, tmp_path / "clean"))
    clean = snapshot(tmp_path / "clean" / course_id(1))
    for _ in at_every_moment(("roster", other, "--out", place / "out", "--issued", ISSUED, "--jobs", "1"), place):
        # With the row as it was before, a folder that is half of each is named and never taken for finished.
        again = run(roster, place / "out")
        assert again.status == 4 or snapshot(place / "out" / course_id(1)) == old
        done(run(other, place / "out"))
        assert snapshot(place / "out" / course_id(1)) == clean


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_lets_the_rows_under_way_come_to_their_end_and_the_next_run_goes_on(number: int, jobs: str, tmp_path: Path) -> None:
    roster, out = write(tmp_path / "roster.csv", ROWS), tmp_path / "out"
    with started(tmp_path, "roster", roster, "--out", out, "--issued", ISSUED, "--jobs", jobs) as running:
        wait_until(lambda: patients(out) >= 5)
        # Ctrl-C reaches every process of a terminal, and being told to end the one that is told.
        os.killpg(running.pid, number) if number == signal.SIGINT else running.send_signal(number)
        said, err = running.communicate(timeout=30)
    assert running.returncode == 1
    assert err == "Stopped; what is written is whole. Run the same command to go on.\n"
    assert f"{patients(out)} written, 1 failed, " in said
    assert " not begun.\n" in said
    assert [each["row"] for each in errors_of(out)] == ["5"]
    assert not [*out.glob(".dosing-*")]
    before = patients(out)
    status, said = ended(tmp_path, roster, out, "--jobs", jobs)
    assert (status, f"30 rows: {28 - before} written, {before} finished before, 2 failed.\n" in said) == (4, True)
    assert ended(tmp_path, roster, tmp_path / "clean")[0] == 4
    assert snapshot(out) == snapshot(tmp_path / "clean")


def test_a_process_whose_run_was_killed_does_not_stay(tmp_path: Path) -> None:
    proc = Path("/proc")
    if not (proc / "self" / "task").exists():
        pytest.skip("only Linux tells here which processes belong to which.")
    roster, out = write(tmp_path / "roster.csv", ROWS), tmp_path / "out"
    with started(tmp_path, "roster", roster, "--out", out, "--issued", ISSUED, "--jobs", "2") as running:
        wait_until(lambda: patients(out) >= 2)
        below = [int(each) for each in (proc / str(running.pid) / "task" / str(running.pid) / "children").read_text().split()]
        assert len(below) >= 2
        running.send_signal(signal.SIGKILL)
        running.wait()
        wait_until(lambda: not any(alive(each) for each in below))


def alive(number: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.mark.slow
def test_one_job_and_four_jobs_give_the_same_bytes(tmp_path: Path) -> None:
    roster = write(tmp_path / "roster.csv", ROWS)
    assert [ended(tmp_path, roster, tmp_path / jobs, "--jobs", jobs)[0] for jobs in ("1", "4")] == [4, 4]
    assert snapshot(tmp_path / "1") == snapshot(tmp_path / "4")


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """A disk that has no room any more after so many files."""
    reached, written = os.fsync, 0

    def fsync(file: int) -> None:
        nonlocal written
        written += 1
        if written > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        reached(file)

    with patch.object(os, "fsync", fsync):
        yield


@pytest.mark.parametrize("after", [0, 3, 7, 8, 15])
def test_on_a_full_disk_no_patient_is_half_written_and_the_next_run_goes_on(after: int, tmp_path: Path) -> None:
    roster, out = write(tmp_path / "roster.csv", [good(number) for number in range(1, 5)]), tmp_path / "out"
    done(run(roster, tmp_path / "clean"))
    with full_disk(after):
        ran = run(roster, out)
    # errors.csv cannot be written either, which is said in one sentence.
    assert ran.status == 2
    assert (
        ran.err
        == f"Error: --out: {out / 'errors.csv'} cannot be written (no space left on device); make room there, or give this user the right to.\n"
    )
    for each in patients_of(out):
        assert sorted(file.name for file in (out / each).iterdir()) == WITHOUT_PDF
    assert len(patients_of(out)) == after // len(WITHOUT_PDF)
    assert not [*out.glob(".dosing-*")]
    done(run(roster, out))
    assert snapshot(out) == snapshot(tmp_path / "clean")


def test_where_room_is_made_meanwhile_each_row_that_failed_says_why(tmp_path: Path) -> None:
    roster, out = write(tmp_path / "roster.csv", [good(1), good(2)]), tmp_path / "out"
    wrote, full = os.fsync, True

    def fsync(file: int) -> None:
        nonlocal full
        if full:
            full = False
            raise OSError(errno.ENOSPC, "No space left on device")
        wrote(file)

    with patch.object(os, "fsync", fsync):
        assert run(roster, out).status == 4
    [found] = errors_of(out)
    assert (found["row"], "(no space left on device)" in found["write_instead"]) == ("2", True)
    assert patients_of(out) == [course_id(2)]


def test_half_a_line_that_a_killed_run_left_is_taken_for_none(tmp_path: Path) -> None:
    roster, out = write(tmp_path / "roster.csv", [good(1), good(2)]), tmp_path / "out"
    done(run(roster, out))
    clean = snapshot(out)
    lines = (out / "roster-run.jsonl").read_bytes().splitlines(keepends=True)
    (out / "roster-run.jsonl").write_bytes(b"".join(lines[:2]) + lines[2][:40])
    assert "1 written, 1 finished before" in done(run(roster, out, issued=None))
    assert snapshot(out) == clean


@pytest.mark.parametrize(
    "content", [b"\n", b"[]\n", b'{"format": "dosing-roster-run/1", "issued": "2027-01-03T09:00:00", "around": ""}\n', b"x" * 5_000, None]
)
def test_what_no_run_wrote_is_not_gone_on_with(content: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    if content is None:
        os.mkfifo(tmp_path / "out" / "roster-run.jsonl")
    else:
        (tmp_path / "out" / "roster-run.jsonl").write_bytes(content)
    said = refused(run(write(tmp_path / "roster.csv", [good(1)]), tmp_path / "out"))
    assert "is not as a run wrote it; put it back as it was, or move it away" in said
    assert patients_of(tmp_path / "out") == []


def test_a_run_that_came_to_its_end_is_followed_by_one_with_a_moment_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done(run(write(tmp_path / "roster.csv", [good(1)]), out))
    first = snapshot(out / course_id(1))
    done(run(write(tmp_path / "roster.csv", [good(1), good(2)]), out, issued="2027-01-04T09:00:00Z"))
    assert snapshot(out / course_id(1)) == first
    assert b'"2027-01-04T09:00:00Z"' in (out / course_id(2) / "plan.json").read_bytes()


def test_the_run_is_remembered_without_a_patients_label(tmp_path: Path) -> None:
    done(run(write(tmp_path / "roster.csv", [good(1)]), tmp_path / "out"))
    assert b"ISLAY" not in (tmp_path / "out" / "roster-run.jsonl").read_bytes()


def test_two_runs_into_one_folder_are_not_under_way_at_once(tmp_path: Path) -> None:
    roster, out = write(tmp_path / "roster.csv", ROWS), tmp_path / "out"
    with started(tmp_path, "roster", roster, "--out", out, "--issued", ISSUED, "--jobs", "1") as running:
        wait_until(lambda: patients(out) >= 1)
        assert "another run is writing into" in refused(dosing("roster", roster, "--out", out, "--jobs", "1"))
        assert running.wait(timeout=60) == 4


def test_into_a_folder_of_published_calendars_no_patient_is_written(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{'0' * 48}.ics").touch()
    said = refused(run(write(tmp_path / "roster.csv", [good(1)]), tmp_path / "out"))
    assert "holds published calendars" in said
    assert len([*(tmp_path / "out").iterdir()]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such terminals")
def test_on_a_terminal_a_bar_shows_how_far_the_rows_are(tmp_path: Path) -> None:
    import pty

    roster = write(tmp_path / "roster.csv", [good(1), good(2)])
    outer, inner = pty.openpty()
    words = words_of("roster", roster, "--out", tmp_path / "out", "--issued", ISSUED, "--jobs", "1")
    with subprocess.Popen(words, env=surroundings(tmp_path) | {"TERM": "xterm"}, stdout=inner, stderr=inner) as running:
        os.close(inner)
        said = b""
        try:
            while part := os.read(outer, 4096):
                said += part
        except OSError:  # how a terminal says that nobody is at its other end
            pass
        os.close(outer)
        assert running.wait(timeout=60) == 0
    assert b"Rows" in said
    assert b"[####" in said
    assert b"100%" in said
    assert b"of 2 rows" not in said
    assert b"2 rows: 2 written, 0 failed." in said
