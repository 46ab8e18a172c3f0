"""What a person can give by mistake, or somebody on purpose, in place of a course, a site or a plan: one sentence, at once."""

import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.doors.command import PATIENT, REPOSITORY, TO_CHECK, begin, dosing, refused, snapshot

resource = pytest.importorskip("resource", reason="this system limits no memory, and has no pipes and sockets among its files")

SECONDS = 5
WHO = ("--reason", "x", "--by", "CD", "--when", "2027-01-04", "--yes")
CHECK = ("--by", "EF", "--fingerprint", "1A2B-3C4D-5E6F")


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """A command that waits is stopped, and has failed."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"the command still runs after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course file of a folder with every file that this program writes."""
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    return begin(tmp_path_factory.mktemp("place") / "course", pdf=True)


# Commands that read a course, a site or a plan of any name, after what each of them wants.
READING: dict[str, tuple[str, Callable[[Path, Path], tuple[str | Path, ...]]]] = {
    "plan": ("COURSE", lambda given, _: ("plan", given)),
    "plan into a folder": ("COURSE", lambda given, course: ("plan", given, "--out", course.parent / "out")),
    "move": ("COURSE", lambda given, _: ("move", given, "C1D15", "--to", "2027-01-25", *WHO)),
    "history": ("COURSE", lambda given, _: ("history", given)),
    "diff of revisions": ("", lambda given, _: ("diff", given, "1", "2")),
    "letterhead of": ("COURSE", lambda given, course: ("letterhead", given, course.parent)),
    "resite": ("SITE", lambda given, course: ("resite", course, given, *WHO)),
    "letterhead": ("SITE", lambda given, course: ("letterhead", course, given)),
    "plan at a site": ("--site", lambda given, _: ("plan", *PATIENT, "--site", given)),
    "serve at a site": ("--site", lambda given, _: ("serve", "--no-browser", "--site", given)),
    "recheck": ("PLAN", lambda given, _: ("recheck", given)),
    "diff": ("OLD", lambda given, course: ("diff", given, course.parent)),
    "diff with": ("NEW", lambda given, course: ("diff", course.parent, given)),
}
OF_A_COURSE = [name for name, (place, _) in READING.items() if place in ("COURSE", "")]
OF_A_SITE = [name for name, (place, _) in READING.items() if place in ("SITE", "--site")]
OF_A_PLAN = [name for name, (place, _) in READING.items() if place in ("PLAN", "OLD", "NEW")]


def refused_at_once(command: str, given: Path, course: Path) -> str:
    """The sentence of a command that was given this file; the course that stands there is as it was."""
    if command == "serve at a site":
        pytest.importorskip("fastapi", reason="fastapi is not installed (pip install 'dosing[web]')")
    before = snapshot(course.parent)
    place, words = READING[command]
    said = refused(dosing(*words(given, course)))
    assert said.startswith(f"Error: {place}: " if place else "Error: ")
    assert snapshot(course.parent) == before
    return said


# What is no regular file


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "given")
    return folder / "given"


def a_socket(folder: Path) -> Path:
    os.chdir(folder)  # a long path cannot be bound
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("given")
    return folder / "given"


def a_link_to_itself(folder: Path) -> Path:
    (folder / "given").symlink_to("given")
    return folder / "given"


def a_link_to_nothing(folder: Path) -> Path:
    (folder / "given").symlink_to("nothing")
    return folder / "given"


def a_link_to_a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    (folder / "given").symlink_to("pipe")
    return folder / "given"


def below_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "given"


NO_FILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nothing": (lambda folder: folder / "given", "does not exist; write the name of a file that does."),
    "a name below a file": (below_a_file, "does not exist; write the name of a file that does."),
    "a pipe": (a_pipe, "is a pipe, which could be waited on for ever; save what comes out of it, and write the name of that file."),
    "a link to a pipe": (a_link_to_a_pipe, "is a pipe, which could be waited on for ever; save what comes out of it, and write the name of that file."),
    "a socket": (a_socket, "is a socket between programs; write the name of a file."),
    "a link to itself": (a_link_to_itself, "is a link that leads back to itself; write the name of the file that it should lead to."),
    "a link to nothing": (a_link_to_nothing, "is a link to a file that does not exist; write the name of a file that does."),
    "a device without an end": (lambda _: Path("/dev/zero"), "is a device; write the name of a file."),
    "a device with nothing": (lambda _: Path("/dev/null"), "is a device; write the name of a file."),
    "an empty folder": (lambda folder: folder, "; write the name of that file, or of a folder that holds it."),
    "a name of 300 letters": (lambda folder: folder / ("x" * 300), "cannot be read; write the name of a file that can."),
}  # fmt: skip


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("kind", NO_FILE)
def test_what_is_no_file_is_answered_at_once(
    kind: str, command: str, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, said = NO_FILE[kind]
    assert refused_at_once(command, make(tmp_path), course).endswith(said)


@pytest.mark.parametrize("command", READING)
def test_an_empty_name_is_not_the_folder_one_stands_in(command: str, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.parent)
    place, words = READING[command]
    without_a_path = tuple("" if word == Path("given") else word for word in words(Path("given"), course))
    said = refused(dosing(*without_a_path))
    assert said.startswith(f"Error: {place or 'OLD'}: the name is empty; write one, like ")


# Files of another kind


def a_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "given", "w") as archive:
        archive.writestr("course.toml", "")
    return folder / "given"


def of_the_course(name: str) -> Callable[[Path, Path], Path]:
    return lambda _, course: course.parent / name


def written(name: str, content: str) -> Callable[[Path, Path], Path]:
    def make(folder: Path, _: Path) -> Path:
        (folder / name).write_text(content, encoding="utf-8")
        return folder / name

    return make


A_SITE = written("site.toml", 'format = "dosing-site/1"\ncountry = "US"\n')
OTHER_KINDS: dict[str, tuple[Callable[[Path, Path], Path], str, list[str]]] = {
    "a zip file": (lambda folder, _: a_zip(folder), "is a zip file; unpack it", [*READING]),
    "a PDF file": (of_the_course("nurse.pdf"), "is a PDF file; the ", [*READING]),
    "a sheet": (of_the_course("patient.html"), "is a sheet (HTML); the ", [*READING]),
    "a calendar": (of_the_course("visits.ics"), "is a calendar file; the ", [*READING]),
    "a plan document": (of_the_course("plan.json"), "is a plan document; the ", [*OF_A_COURSE, *OF_A_SITE]),
    "a course file": (of_the_course("course.toml"), "is a course file; the ", [*OF_A_SITE, *OF_A_PLAN]),
    "a site file": (A_SITE, "is a site file; the ", [*OF_A_COURSE, *OF_A_PLAN]),
    "a regimen": (lambda *_: REPOSITORY / "dosing" / "shipped" / "regimens" / "islay-1.toml", "is a regimen file; the ", [*READING]),
}


@pytest.mark.parametrize(("kind", "command"), [(kind, command) for kind, (_, _, commands) in OTHER_KINDS.items() for command in commands])
def test_a_file_of_another_kind_is_called_what_it_is(kind: str, command: str, course: Path, tmp_path: Path) -> None:
    make, said, _ = OTHER_KINDS[kind]
    assert said in refused_at_once(command, make(tmp_path, course), course)


# Files that would cost their reader too much

LARGE: dict[str, bytes] = {
    "64 kB of a.a.a": f"{'.'.join('a' * 32_000)} = 1\n".encode(),
    "64 kB of a table's name": f"[{'.'.join('a' * 32_000)}]\n".encode(),
    "lists in lists": b"x = " + b"[" * 32_000 + b"]" * 32_000 + b"\n",
    "tables in tables": b"x = " + b"{a=" * 20_000 + b"1" + b"}" * 20_000 + b"\n",
    "many table names": b"".join(b"[a.b%d]\n" % number for number in range(60_000)),
    "many values": b"x = [" + b"[]," * 240_000 + b"]\n",
    "a number of many digits": b"x = " + b"9" * 64_000 + b"\n",
    "nine million bytes": b"#" * 9_000_000,
    "bytes that are no text": bytes(range(256)) * 200,
}
LARGE_JSON: dict[str, bytes] = {
    "lists in lists": b"[" * 100_000,
    "tables in tables": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "many values": b"[" + b"[]," * 240_000 + b"[]]",
    "a number of many digits": b'{"format": ' + b"9" * 64_000 + b"}",
    "nine million bytes": b" " * 9_000_000,
    "bytes that are no text": bytes(range(256)) * 200,
}
MOST_MEMORY = 400_000_000  # bytes of address space, of which the program and its libraries take more than half


def in_little_memory(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own that gets no more memory than this."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    return subprocess.run(
        [sys.executable, "-m", "dosing", *map(str, words)],
        env={"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        preexec_fn=limited,  # the child only sets its limit
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=SECONDS,
    )


@pytest.mark.parametrize("kind", LARGE)
def test_a_course_or_a_site_that_costs_too_much_is_refused_in_little_memory(kind: str, tmp_path: Path) -> None:
    (tmp_path / "given.toml").write_bytes(LARGE[kind])
    for words, place in ((("plan", tmp_path / "given.toml"), "COURSE"), (("plan", *PATIENT, "--site", tmp_path / "given.toml"), "--site")):
        ran = in_little_memory(*words)
        assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr[-300:]
        assert ran.stderr.startswith(f"Error: {place}: ")
        assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", LARGE_JSON)
def test_a_plan_document_that_costs_too_much_is_refused_in_little_memory(kind: str, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(LARGE_JSON[kind])
    ran = in_little_memory("recheck", tmp_path)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr[-300:]
    assert ran.stderr.startswith("Error: PLAN: ")
    assert ran.stderr.count("\n") == 1


# A folder to be checked


@pytest.mark.parametrize("kind", NO_FILE)
def test_what_is_no_folder_is_not_checked(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = refused(dosing("check", NO_FILE[kind][0](tmp_path), *CHECK))
    assert said.startswith("Error: DIR: ")
    assert "; write the name of " in said


def test_a_pipe_among_the_files_of_a_folder_is_never_waited_on(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", *TO_CHECK)
    for name in ("pharmacy.html", "plan.json"):
        (course.parent / name).unlink()
        os.mkfifo(course.parent / name)
    said = refused(dosing("check", course.parent, *CHECK))
    assert said.startswith("Error: --mg-per-kg: the ordered dose in mg/kg is missing")
    assert "is a pipe" in refused(dosing("recheck", course.parent))
    course.unlink()
    os.mkfifo(course)
    for words in (("check", course.parent, *CHECK), ("history", course.parent), ("plan", course.parent)):
        assert "is a pipe" in refused(dosing(*words))
    assert "holds a course that cannot be read" in refused(dosing("plan", *PATIENT, "--out", course.parent))
