"""A course's folder: written whole, kept from being overwritten, locked, and added to."""

import os
import threading
from pathlib import Path

import pytest

from dosing import acts
from dosing.acts import Opened, begin
from dosing.catalogue import Wanted, render_files
from dosing.findings import InputError
from dosing.store import folder as room
from dosing.store.folder import (
    locked,
    open_file,
    refuse_another_course,
    refuse_older_into,
    replace_file,
    save,
    wanted_in,
    write_folder,
)
from tests import plans
from tests.unit.acts.opened import checked, to_check

HTML = Wanted(pdf=False)
FILES = {"course.toml": b"course\n", "nurse.html": b"nurse\n", "plan.json": b"{}\n"}


def begun(**course: object) -> Opened:
    return begin({**plans.PATIENT, **course}, {}, {})


def saved(folder: Path, opened: Opened, wanted: Wanted = HTML) -> Opened:
    save(folder, opened, acts.issue(opened, plans.ISSUED), wanted)
    return opened


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def problem_of(act, *words) -> InputError:
    with pytest.raises(InputError) as raised:
        act(*words)
    return raised.value


# Writing


def test_a_new_folder_appears_with_every_file_and_nothing_else(tmp_path):
    write_folder(tmp_path / "deep" / "course", FILES)
    assert held(tmp_path / "deep" / "course") == FILES
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["course"]


@pytest.mark.hazard("H-14")
def test_in_an_old_folder_stale_files_of_ours_go_and_those_of_others_stay(tmp_path):
    write_folder(tmp_path / "course", FILES | {"visit-C1D8.ics": b"", "changes.html": b""})
    (tmp_path / "course" / "notes.txt").write_bytes(b"mine")
    (tmp_path / "course" / "visit-notes.ics").write_bytes(b"mine")
    write_folder(tmp_path / "course", {"course.toml": b"newer\n", "plan.json": b"{}\n"})
    assert held(tmp_path / "course") == {
        "course.toml": b"newer\n", "plan.json": b"{}\n", "notes.txt": b"mine", "visit-notes.ics": b"mine",
    }  # fmt: skip


@pytest.mark.hazard("H-20")
def test_the_last_file_comes_last_so_that_a_crash_leaves_the_old_one_or_none(tmp_path, monkeypatch):
    replaced: list[str] = []
    move = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: replaced.append(Path(target).name) or move(self, target))
    (tmp_path / "course").mkdir()
    write_folder(tmp_path / "course", FILES)
    assert replaced == list(FILES)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_cannot_be_written_is_left_as_it_was(tmp_path, monkeypatch, there):
    folder = tmp_path / "course"
    if there:
        write_folder(folder, FILES)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_write_whole", full)
    told = problem_of(write_folder, folder, FILES | {"visits.ics": b""})
    assert (told.code, told.field) == ("cannot-be-written", "out")
    assert "(no space left on device)" in str(told)
    assert (held(folder) if there else list(tmp_path.iterdir())) == (FILES if there else [])


def test_a_file_or_folder_that_stands_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert problem_of(write_folder, tmp_path / "file", FILES).code == "folder-is-a-file"
    (tmp_path / "course" / "nurse.html").mkdir(parents=True)
    assert problem_of(write_folder, tmp_path / "course", FILES).code == "folder-in-the-way"


# What stands in a folder already


def test_a_folder_of_the_same_course_at_the_same_or_an_older_state_may_be_written(tmp_path):
    opened = saved(tmp_path, begun())
    later = acts.change(opened, plans.omit("C1D8")).opened
    for course in (opened, later):
        refuse_another_course(tmp_path, course)
    refuse_another_course(tmp_path / "not there", opened)


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (lambda: begun(course_id="6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a35"), "folder-of-another-course"),
        (lambda: begun(weight="80kg"), "folder-of-other-values"),
        (lambda: acts.change(begun(), plans.omit("C1D8")).opened, "folder-of-other-values"),
    ],
)
def test_another_course_or_a_newer_state_is_not_overwritten_unasked(tmp_path, there, code):
    saved(tmp_path, there())
    told = problem_of(refuse_another_course, tmp_path, begun())
    assert (told.code, told.field) == (code, "force")


def test_a_check_in_the_folder_is_not_lost(tmp_path):
    opened = to_check()
    longer = checked(opened)
    saved(tmp_path, longer)
    assert problem_of(refuse_another_course, tmp_path, opened).code == "folder-of-other-values"
    refuse_another_course(tmp_path, longer)


@pytest.mark.hazard("H-24")
@pytest.mark.parametrize("kept", [plans.move("C1D15", "2027-01-25"), plans.omit("C1D8")])
def test_a_copy_that_went_another_way_overwrites_nothing_however_long_it_is(tmp_path, kept):
    start = begun()
    saved(tmp_path, acts.change(start, kept).opened)
    longer = start
    for name in ("C1D15", "C1D22"):
        longer = acts.change(longer, plans.omit(name)).opened
    assert problem_of(refuse_another_course, tmp_path, longer).code == "folder-of-other-values"


def test_files_without_a_course_or_with_one_that_cannot_be_read_are_not_overwritten_unasked(tmp_path):
    opened = begun()
    (tmp_path / "notes.txt").write_bytes(b"mine")
    refuse_another_course(tmp_path, opened)  # nothing here is called as ours are
    (tmp_path / "plan.json").write_bytes(b"{}")
    assert problem_of(refuse_another_course, tmp_path, opened).code == "folder-of-others"
    (tmp_path / "course.toml").write_bytes(b"cycles")
    assert problem_of(refuse_another_course, tmp_path, opened).code == "folder-unreadable"


def test_an_older_revision_never_replaces_a_course(tmp_path):
    opened = saved(tmp_path / "course", acts.change(begun(), plans.omit("C1D8")).opened)
    void = acts.issue(opened, plans.ISSUED, 1)
    assert problem_of(refuse_older_into, tmp_path / "course", void).code == "void-into-course"
    refuse_older_into(tmp_path / "elsewhere", void)


def test_a_folder_is_written_again_as_it_was_asked_for(tmp_path):
    assert wanted_in(tmp_path) == Wanted()
    saved(tmp_path, begun(), Wanted(paper="letter", pdf=False, calendar_class="public", split=True))
    assert wanted_in(tmp_path) == Wanted(paper="letter", calendar_class="public", split=True)
    assert wanted_in(tmp_path, "a4").paper == "a4"
    saved(tmp_path, begun(), Wanted(pdf=False, calendar_details=True))
    assert wanted_in(tmp_path) == Wanted(paper="a4", calendar_details=True)


def test_what_is_saved_is_what_the_catalogue_gives_with_the_course_file_as_it_stands(tmp_path):
    opened = acts.change(begun(), plans.omit("C1D8")).opened
    saved(tmp_path, opened)
    made = acts.issue(opened, plans.ISSUED)
    assert held(tmp_path) == render_files(made, HTML.of(opened.content))
    found, again = open_file(tmp_path)
    assert (found, again) == (tmp_path / "course.toml", opened)


# Locking and adding


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such lock, as `locked` says")
def test_two_commands_in_one_folder_follow_one_another(tmp_path):
    order: list[str] = []
    entered = threading.Event()

    def second() -> None:
        entered.set()
        with locked(tmp_path):
            order.append("second")

    with locked(tmp_path):
        other = threading.Thread(target=second)
        other.start()
        entered.wait()
        other.join(timeout=0.1)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_a_new_folder_is_locked_by_the_one_that_it_will_stand_in(tmp_path):
    with locked(tmp_path / "not" / "there"):
        write_folder(tmp_path / "not" / "there", FILES)
    assert held(tmp_path / "not" / "there") == FILES


def test_an_addition_replaces_the_file_whole_and_keeps_its_mode(tmp_path):
    path = tmp_path / "course.toml"
    path.write_bytes(b"old\n")
    path.chmod(0o640)
    replace_file(path, b"old\n", b"old\nnew\n")
    assert path.read_bytes() == b"old\nnew\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["course.toml"]


def test_an_addition_to_a_file_that_changed_meanwhile_is_refused(tmp_path):
    path = tmp_path / "course.toml"
    path.write_bytes(b"other\n")
    told = problem_of(replace_file, path, b"old\n", b"old\nnew\n")
    assert (told.code, told.field) == ("changed-meanwhile", "course_file")
    assert path.read_bytes() == b"other\n"


def test_an_addition_through_a_link_leaves_the_link(tmp_path):
    (tmp_path / "real.toml").write_bytes(b"old\n")
    (tmp_path / "course.toml").symlink_to(tmp_path / "real.toml")
    replace_file(tmp_path / "course.toml", b"old\n", b"new\n")
    assert (tmp_path / "course.toml").is_symlink()
    assert (tmp_path / "real.toml").read_bytes() == b"new\n"
