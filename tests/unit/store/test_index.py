"""The index of a folder of courses: it spares work, and nothing that it says changes a day."""

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dosing.day import Days
from dosing.store import courses, index
from dosing.store.courses import read_courses, read_days
from tests.plans import ISSUED, outcome, reweigh
from tests.units import TIMED, id_of, put

DAY = date(2027, 1, 11)


@pytest.fixture(autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of this test's own, without a key yet."""
    place = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(place))
    return place / "dosing" / "index-key"


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The course files that are planned meanwhile, in order."""
    made: list[str] = []
    issue = courses.issue

    def noted(opened, issued):
        made.append(opened.course.label)
        return issue(opened, issued)

    monkeypatch.setattr(courses, "issue", noted)
    return made


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Three courses, one of them checked, and one that cannot be read."""
    put(tmp_path, 1, check=True, **TIMED)
    put(tmp_path, 2, weight="46kg")
    put(tmp_path, 3, {"bag": {"count": 2}}, weight="100.1kg", time="05:00", time_zone="America/New_York")
    put(tmp_path, 4).write_bytes(b"")
    return tmp_path


def in_force(unit: Path) -> Path:
    [found] = unit.glob(".dosing-index-*")
    return found


def day(unit: Path, *, indexed: bool = True, issued: datetime = ISSUED, on: date = DAY) -> Days:
    return read_days(unit, issued, on, on, indexed=indexed)


def test_what_was_planned_once_is_not_planned_again(unit: Path, planned: list[str]) -> None:
    first = day(unit)
    assert planned == ["ISLAY-001", "ISLAY-002", "ISLAY-003"]
    assert day(unit) == first == day(unit, indexed=False)
    assert read_courses(unit, ISSUED) == read_courses(unit, ISSUED, indexed=False)
    assert planned == ["ISLAY-001", "ISLAY-002", "ISLAY-003"] * 3  # twice more, each without the index


def test_another_day_and_another_evening_plan_nothing_anew(unit: Path, planned: list[str]) -> None:
    day(unit)
    planned.clear()
    day(unit, on=date(2027, 1, 18))
    day(unit, issued=ISSUED + timedelta(days=1))
    assert planned == []


def test_a_day_of_issue_on_which_something_else_is_found_plans_anew(unit: Path, planned: list[str]) -> None:
    day(unit)
    planned.clear()
    later = datetime(2027, 1, 8, 9, tzinfo=UTC)  # the courses have begun
    assert day(unit, issued=later) == day(unit, issued=later, indexed=False)
    assert planned[:3] == ["ISLAY-001", "ISLAY-002", "ISLAY-003"]
    assert [each.folder for each in day(unit, issued=datetime(2026, 12, 20, tzinfo=UTC)).unread] == [id_of(n) for n in (1, 2, 3, 4)]


def changed(path: Path, weight: str) -> None:
    """Another course in the place of one, of the same size and with the same times: nothing but its content tells them apart."""
    about = path.stat()
    other = put(path.parent.parent / "elsewhere", 2, weight=weight)
    content = other.read_bytes()
    assert len(content) == about.st_size
    path.write_bytes(content)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def test_a_course_file_of_the_same_size_and_time_with_another_weight_is_planned_anew(unit: Path) -> None:
    day(unit)
    changed(unit / id_of(2) / "course.toml", "47kg")  # 940 mg in place of 920
    found = day(unit)
    shutil.rmtree(unit / "elsewhere")
    assert {each.rounded_mg for each in found.visits if each.course_id == id_of(2)} == {940}


def test_courses_that_come_and_go_come_and_go_with_their_day(unit: Path) -> None:
    day(unit)
    shutil.rmtree(unit / id_of(1))
    put(unit, 5)
    assert [each.label for each in day(unit).visits] == [each.label for each in day(unit, indexed=False).visits]
    assert {each.label for each in day(unit).visits} == {"ISLAY-002", "ISLAY-003", "ISLAY-005"}


def flipped(content: bytes) -> bytes:
    return content.replace(b'"rounded_mg":"920.0"', b'"rounded_mg":"120.0"')


def _crossed(content: bytes) -> bytes:
    told, *lines = content.splitlines()
    digests, rests = zip(*(line.split(b" ", 1) for line in lines), strict=True)
    return b"\n".join([told, *(b" ".join(pair) for pair in zip(digests, (*rests[1:], rests[0]), strict=True))])


DAMAGE = {
    "a dose is altered": flipped,
    "a check is invented": lambda content: content.replace(b'"state":"draft"', b'"state":"checked"'),
    "a visit is gone": lambda content: content.replace(b"\x1e2027-01-11 ", b"\x1e2028-01-11 "),
    "it is cut off": lambda content: content[: len(content) // 2],
    "a byte is lost": lambda content: content[:700] + content[701:],
    "it is empty": lambda _: b"",
    "it is no text": lambda _: b"\x00\xff" * 5000,
    "it is of another version": lambda content: content.replace(b"dosing-index/1", b"dosing-index/2"),
    "one course's line says another's": _crossed,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_or_hostile_index_gives_the_right_day(damage: str, unit: Path) -> None:
    right = day(unit, indexed=False)
    day(unit)
    there = in_force(unit)
    before = there.read_bytes()
    there.write_bytes(DAMAGE[damage](before))
    assert there.read_bytes() != before, "nothing was damaged"
    assert day(unit) == right
    assert in_force(unit).read_bytes() == before, "it is written anew"


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to(path), lambda path: path.symlink_to("/dev/zero")])
def test_something_else_in_the_place_of_the_index_gives_the_right_day(make, unit: Path) -> None:
    day(unit)
    there = in_force(unit)
    there.unlink()
    make(there)
    assert day(unit) == day(unit, indexed=False)


def test_an_index_that_another_user_wrote_is_not_believed_and_stays_as_it_is(
    unit: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, planned: list[str]
) -> None:
    day(unit)
    theirs = in_force(unit)
    content = flipped(theirs.read_bytes())
    theirs.write_bytes(content)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("other")))
    planned.clear()
    assert {each.rounded_mg for each in day(unit).visits if each.course_id == id_of(2)} == {920}
    assert planned == ["ISLAY-001", "ISLAY-002", "ISLAY-003"]
    assert (theirs.read_bytes(), len(list(unit.glob(".dosing-index-*")))) == (content, 2)


def test_a_key_that_others_can_read_is_not_used(unit: Path, own_key: Path) -> None:
    day(unit)
    in_force(unit).unlink()
    own_key.chmod(0o644)
    assert day(unit) == day(unit, indexed=False)
    assert list(unit.glob(".dosing-index-*")) == []


@pytest.mark.parametrize("key", [b"", b"x" * 31, b"x" * 33])
def test_a_key_of_another_length_is_not_used(key: bytes, unit: Path, own_key: Path) -> None:
    own_key.parent.mkdir(parents=True)
    own_key.write_bytes(key)
    own_key.chmod(0o600)
    assert day(unit) == day(unit, indexed=False)
    assert list(unit.glob(".dosing-index-*")) == []


def test_without_a_place_for_a_key_there_is_no_index_and_the_day_is_the_same(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = day(unit, indexed=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(unit / id_of(1) / "course.toml"))  # a file, in which no folder can be
    assert day(unit) == right
    assert list(unit.glob(".dosing-index-*")) == []


def test_where_it_cannot_be_written_the_day_is_the_same(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    right = day(unit, indexed=False)
    monkeypatch.setattr(index.tempfile, "mkstemp", full)
    assert day(unit) == right


def test_an_index_of_another_program_is_thrown_away(unit: Path, monkeypatch: pytest.MonkeyPatch, planned: list[str]) -> None:
    day(unit)
    planned.clear()
    monkeypatch.setattr(index, "_program", lambda: "another")
    day(unit)
    assert planned == ["ISLAY-001", "ISLAY-002", "ISLAY-003"]


def test_only_its_user_can_read_it_since_it_holds_labels(unit: Path) -> None:
    day(unit)
    assert in_force(unit).stat().st_mode & 0o077 == 0


def test_a_course_with_changes_and_outcomes_comes_out_of_it_as_it_went_in(tmp_path: Path) -> None:
    put(tmp_path, 1, **TIMED, changes=[outcome("C1D1", "2027-01-04", reaction="2"), reweigh("70kg", "2027-01-10")])
    later = datetime(2027, 1, 10, 9, tzinfo=UTC)
    read_courses(tmp_path, later)
    assert read_courses(tmp_path, later) == read_courses(tmp_path, later, indexed=False)
