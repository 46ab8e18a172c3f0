"""A folder of courses: what is found in it, and that what cannot be read costs that course alone."""

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dosing.day_files import DayWanted, render_day_files
from dosing.findings import InputError
from dosing.releases import Release
from dosing.store.courses import read_courses, read_days, releases_of
from tests.plans import ISSUED
from tests.units import coming, id_of, put

DAY = date(2027, 1, 11)


def labels(unit: Path, **how: bool) -> list[str | None]:
    return [each.label for each in read_courses(unit, ISSUED, **how).courses]


def unread(unit: Path) -> dict[str, str]:
    return {each.folder: each.sentence for each in read_courses(unit, ISSUED).unread}


def test_every_course_of_a_folder_is_found_as_its_own_plan_has_it(tmp_path: Path) -> None:
    for number, weight in ((1, "72.5kg"), (2, "46kg")):
        put(tmp_path, number, weight=weight, prepared_by=None)
    found = read_courses(tmp_path, ISSUED)
    assert found.courses == (coming(1), coming(2, weight="46kg"))
    assert found.unread == ()


def test_a_check_in_a_course_file_counts(tmp_path: Path) -> None:
    put(tmp_path, 1, check=True)
    assert [each.state for each in read_courses(tmp_path, ISSUED).courses[0].visits][:4] == ["checked"] * 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"course_id = [", "not readable as TOML"),
        (b"", "missing"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"x" * 3_000_000, "larger than 2 MB"),
        (b'format = "dosing-site/2"\n', "course.toml"),
    ],
)
def test_a_broken_course_file_costs_that_course_alone(content: bytes, said: str, tmp_path: Path) -> None:
    put(tmp_path, 1)
    put(tmp_path, 2).write_bytes(content)
    assert labels(tmp_path) == ["ISLAY-001"]
    assert list(unread(tmp_path)) == [id_of(2)]
    assert said in unread(tmp_path)[id_of(2)]


def test_a_course_that_was_edited_by_hand_is_not_read(tmp_path: Path) -> None:
    path = put(tmp_path, 1)
    path.write_bytes(path.read_bytes().replace(b"72.5", b"73.5"))
    assert "edited by hand" in unread(tmp_path)[id_of(1)]


def test_a_course_whose_weight_lies_after_the_issue_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, 1)
    [said] = read_courses(tmp_path, datetime(2026, 12, 1, tzinfo=UTC)).unread
    assert "after the day of issue" in said.sentence


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to(path)])
def test_what_is_no_regular_file_is_not_waited_for(make, tmp_path: Path) -> None:
    put(tmp_path, 1)
    (tmp_path / id_of(2)).mkdir()
    make(tmp_path / id_of(2) / "course.toml")
    assert labels(tmp_path) == ["ISLAY-001"]
    assert list(unread(tmp_path)) == [id_of(2)]


def test_of_two_folders_with_one_course_neither_counts_and_each_names_the_other(tmp_path: Path) -> None:
    for number in (1, 2):
        put(tmp_path, number)
    shutil.copytree(tmp_path / id_of(1), tmp_path / "copy")
    assert labels(tmp_path) == ["ISLAY-002"]
    found = unread(tmp_path)
    assert f"same course as {id_of(1)}" in found["copy"]
    assert "same course as copy" in found[id_of(1)]


def test_a_folder_that_is_not_named_by_its_courses_id_says_how_to_rename_it(tmp_path: Path) -> None:
    put(tmp_path, 1, name="ISLAY-007")
    assert unread(tmp_path) == {
        "ISLAY-007": f"ISLAY-007 holds the course {id_of(1)}, and a folder of courses names each by its id; rename it to {id_of(1)}."
    }


def test_a_folder_named_by_an_id_and_without_a_course_file_is_named(tmp_path: Path) -> None:
    (tmp_path / id_of(1)).mkdir()
    assert "does not exist" in unread(tmp_path)[id_of(1)]


def test_other_files_and_folders_beside_the_courses_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, 1)
    put(tmp_path, 2, name=".dosing-half-written")
    (tmp_path / "archive").mkdir()
    (tmp_path / "day-2027-01-11.html").touch()
    assert (labels(tmp_path), unread(tmp_path)) == (["ISLAY-001"], {})


def test_a_folders_name_is_said_in_characters_that_every_sheet_prints(tmp_path: Path) -> None:
    put(tmp_path, 1, name="日\x1b[31m\n\udcff")
    assert list(unread(tmp_path)) == ["??[31m??"]
    files = render_day_files(read_days(tmp_path, ISSUED, DAY, DAY), ISSUED, DayWanted())
    assert b"??[31m??" in files["day-2027-01-11.html"]
    assert "day-2027-01-11.pdf" in files


@pytest.mark.parametrize("name", ["none", "file"])
def test_a_folder_that_there_is_not_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for ask in (read_courses, lambda *more: read_days(*more, DAY, DAY), lambda *more: list(releases_of(*more))):
        with pytest.raises(InputError) as refused:
            ask(tmp_path / name, ISSUED)
        assert refused.value.code == "no-such-folder"


def test_days_say_which_folders_could_not_be_read(tmp_path: Path) -> None:
    put(tmp_path, 1)
    put(tmp_path, 2).write_bytes(b"")
    found = read_days(tmp_path, ISSUED, DAY, DAY)
    assert ([each.label for each in found.visits], [each.folder for each in found.unread]) == (["ISLAY-001"], [id_of(2)])


def test_days_that_end_before_they_begin_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_days(tmp_path, ISSUED, DAY, date(2027, 1, 10))
    assert (refused.value.code, refused.value.field) == ("days-out-of-bounds", "to")


def test_releases_are_made_of_the_courses_that_are_asked_for_and_of_each_that_cannot_be_there_is_a_reason(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        put(tmp_path, number)
    (tmp_path / id_of(3) / "course.toml").write_bytes(b"")
    found = dict(releases_of(tmp_path, ISSUED))
    made = {name: each.plan.course.label for name, each in found.items() if isinstance(each, Release)}
    assert made == {id_of(1): "ISLAY-001", id_of(2): "ISLAY-002"}
    assert set(found) - set(made) == {id_of(3)}
    assert [name for name, _ in releases_of(tmp_path, ISSUED, (id_of(2),))] == [id_of(2)]


def test_a_course_that_stands_in_the_folder_itself_is_named(tmp_path: Path) -> None:
    put(tmp_path, 1)
    (tmp_path / "course.toml").write_bytes((tmp_path / id_of(1) / "course.toml").read_bytes())
    found = read_courses(tmp_path, ISSUED)
    assert [course.course_id for course in found.courses] == [id_of(1)]
    assert [(each.folder, "stands in the folder of courses itself" in each.sentence) for each in found.unread] == [("course.toml", True)]
