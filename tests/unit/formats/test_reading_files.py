import errno
import os
import runpy
import socket
from pathlib import Path

import pytest

from dosing.formats import bounds
from tests.unit.formats.refused import LABEL, refusal

# Files that are opened, and those that are not.


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a short name, which a socket's path has to have."""
    monkeypatch.chdir(tmp_path)
    return Path()


def test_a_regular_file_is_read_whole(tmp_path: Path):
    content = bytes(range(256)) + b"\r\n\x1a" + LABEL.encode()
    (tmp_path / "course.toml").write_bytes(content)
    (tmp_path / "link").symlink_to("course.toml")
    assert bounds.read_regular(tmp_path / "course.toml") == content
    assert bounds.read_regular(tmp_path / "link") == content


def test_a_file_of_2_megabytes_is_read_and_one_byte_more_is_refused(tmp_path: Path):
    path = tmp_path / "course.toml"
    path.write_bytes(b"#" * bounds.MOST_BYTES)
    assert len(bounds.read_regular(path)) == bounds.MOST_BYTES
    path.write_bytes(b"#" * (bounds.MOST_BYTES + 1))
    assert refusal(bounds.read_regular, path).code == "too-large"


def test_a_file_that_claims_to_be_endless_is_not_read_to_its_end(tmp_path: Path):
    path = tmp_path / "course.toml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert refusal(bounds.read_regular, path).code == "too-large"


def test_a_file_that_comes_in_small_parts_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "course.toml").write_bytes(b"0123456789")
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, most: read(descriptor, min(most, 3)))
    assert bounds.read_regular(tmp_path / "course.toml") == b"0123456789"


def test_no_descriptor_is_left_open(tmp_path: Path):
    (tmp_path / "course.toml").write_bytes(b"#" * (bounds.MOST_BYTES + 1))
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208 - a folder of this very process
    for _ in range(5):
        refusal(bounds.read_regular, tmp_path / "course.toml")
    assert not before or len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_whatever_is_no_file_is_answered_at_once_with_what_it_is(short: Path):
    os.mkfifo("pipe")
    Path("folder").mkdir()
    Path("loop").symlink_to("loop")
    Path("nowhere").symlink_to("gone")
    Path("plain").write_bytes(b"x")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
        found = {
            name: refusal(bounds.read_regular, Path(name))
            for name in ("pipe", "folder", "door", "/dev/zero", "/dev/tty", "loop", "nowhere", "gone", "plain/x", "a\0b", "x" * 5000)
        }
    said = {name: str(problem).removeprefix(f"{name} ").partition(";")[0] for name, problem in found.items()}
    assert said["pipe"] == "is a pipe, which could be waited on for ever"
    assert said["folder"] == "is a folder"
    assert said["door"] == "is a socket between programs"
    assert said["/dev/zero"] == said["/dev/tty"] == "is a device"
    assert said["loop"] == "is a link that leads back to itself"
    assert said["nowhere"] == "is a link to a file that does not exist"
    assert said["gone"] == said["plain/x"] == "does not exist"
    assert said["x" * 5000] == "cannot be read"
    assert {found[name].code for name in ("pipe", "folder", "door", "/dev/zero", "/dev/tty")} == {"not-a-regular-file"}
    assert {found[name].code for name in ("nowhere", "gone", "plain/x")} == {"no-such-file"}
    assert {found[name].code for name in ("loop", "a\0b", "x" * 5000)} == {"file-cannot-be-read"}


def test_a_pipe_that_takes_a_file_s_place_meanwhile_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "course.toml").write_bytes(b"x")
    regular = (tmp_path / "course.toml").stat()
    os.mkfifo(tmp_path / "pipe")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", lambda *_, **__: regular)
        assert refusal(bounds.read_regular, tmp_path / "pipe").code == "not-a-regular-file"


@pytest.mark.parametrize("problem", [PermissionError(errno.EACCES, "no"), OSError(errno.EIO, "no"), BlockingIOError(errno.EAGAIN, "no")])
def test_a_file_that_the_system_does_not_give_is_said_to_be_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: OSError):
    def refuse(*_: object) -> int:
        raise problem

    (tmp_path / "course.toml").write_bytes(b"x")
    for call in ("open", "read"):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, refuse)
            found = refusal(bounds.read_regular, tmp_path / "course.toml")
        assert found.code == "file-cannot-be-read"
        assert ("may not be read" if isinstance(problem, PermissionError) else "cannot be read") in str(found)


def test_a_name_of_strange_characters_can_be_printed(short: Path):
    sentence = str(refusal(bounds.read_regular, Path("a\nb\x1b[2J\udcff.toml")))
    assert sentence.startswith("a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}.toml does not exist")


def test_files_are_read_where_a_platform_cannot_open_without_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
        monkeypatch.delattr(os, name, raising=False)
    elsewhere = runpy.run_path(bounds.__file__)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "course.toml").write_bytes(b"x")
    assert elsewhere["read_regular"](tmp_path / "course.toml") == b"x"
    assert refusal(elsewhere["read_regular"], tmp_path / "pipe").code == "not-a-regular-file"


# A folder where a file is wanted, and a file where a folder is.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course's folder, and beside it a file and an empty folder."""
    (tmp_path / "course-1").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("course-1/course.toml", "course-1/plan.json", "course-1/nurse.html", "mine.toml"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_a_folder_stands_for_the_wanted_file_in_it(folder: Path):
    assert bounds.file_in(folder / "course-1", "course.toml") == folder / "course-1" / "course.toml"
    assert bounds.file_in(folder / "course-1", "plan.json") == folder / "course-1" / "plan.json"


def test_a_file_stands_for_itself_and_so_does_a_name_without_a_file(folder: Path):
    for name in ("course-1/course.toml", "mine.toml", "gone", "a\0b"):
        assert bounds.file_in(folder / name, "course.toml") == folder / name


def test_a_folder_without_the_wanted_file_is_refused(folder: Path):
    found = refusal(bounds.file_in, folder / "empty", "plan.json")
    assert found.code == "not-in-the-folder"
    assert "empty is a folder without a plan.json; write" in str(found)


def test_a_file_of_a_course_stands_for_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("course-1", "course-1/course.toml", "course-1/plan.json"):
        assert bounds.folder_of(folder / name) == folder / "course-1"
    monkeypatch.chdir(folder / "course-1")
    assert bounds.folder_of(Path("plan.json")) == Path()


@pytest.mark.parametrize(
    ("name", "code"),
    [("course-1/nurse.html", "not-a-folder"), ("mine.toml", "not-a-folder"), ("gone", "no-such-file"), ("a\0b", "no-such-file")],
)
def test_what_is_no_folder_and_no_file_of_one_is_refused(folder: Path, name: str, code: str):
    assert refusal(bounds.folder_of, folder / name).code == code
