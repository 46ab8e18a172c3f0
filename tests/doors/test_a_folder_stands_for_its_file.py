"""Where a command wants a file, the folder that holds it will do; where it wants a folder, a file in it will."""

import shutil
from pathlib import Path

import pytest

from tests.doors.command import ISSUED, TO_CHECK, answers, begin, done, dosing, refused, snapshot

WHO = ("--reason", "as ordered", "--by", "CD", "--when", "2027-01-04", "--yes")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The folder of a course, with a site file beside it."""
    (tmp_path / "site.toml").write_text(
        '[letterhead]\nname = "Day unit"\n[premedications.h2_blocker]\ndrug = "famotidine"\n', encoding="utf-8"
    )
    return begin(tmp_path / "course").parent


OF_A_FILE = {
    "plan": (("plan", "{course}", "--issued", ISSUED), ("plan", "{course}/course.toml", "--issued", ISSUED)),
    "history": (("history", "{course}"), ("history", "{course}/course.toml")),
    "diff": (("diff", "{course}", "1", "1"), ("diff", "{course}/course.toml", "1", "1")),
    "diff of plans": (("diff", "{course}", "{course}"), ("diff", "{course}/plan.json", "{course}/plan.json")),
    "move": (("move", "{course}", "C1D15", "--to", "2027-01-25", *WHO), ("move", "{course}/course.toml", "C1D15", "--to", "2027-01-25", *WHO)),
    "omit": (("omit", "{course}", "C1D15", *WHO), ("omit", "{course}/course.toml", "C1D15", *WHO)),
    "resite": (("resite", "{course}", "{course}/..", *WHO), ("resite", "{course}/course.toml", "{course}/../site.toml", *WHO)),
    "letterhead": (("letterhead", "{course}", "{course}/.."), ("letterhead", "{course}/course.toml", "{course}/../site.toml")),
}  # fmt: skip


def ran(words: tuple[str, ...], course: Path) -> tuple[str, dict[str, bytes]]:
    """What a command prints, and what stands in the folder afterwards."""
    return done(dosing(*(word.format(course=course) for word in words))), snapshot(course)


@pytest.mark.parametrize("command", OF_A_FILE)
def test_a_folder_stands_for_the_file_in_it(command: str, course: Path, tmp_path: Path) -> None:
    shutil.copytree(course, tmp_path / "before")
    by_folder, by_file = OF_A_FILE[command]
    first = ran(by_folder, course)
    shutil.rmtree(course)
    shutil.copytree(tmp_path / "before", course)
    assert ran(by_file, course) == first


def test_a_site_file_is_found_in_its_folder(course: Path, tmp_path: Path) -> None:
    words = (
        "plan",
        "--weight",
        "72.5kg",
        "--start",
        "2027-01-04",
        "--issued",
        ISSUED,
        "--course-id",
        "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34",
    )
    assert done(dosing(*words, "--site", tmp_path)) == done(dosing(*words, "--site", tmp_path / "site.toml"))


def test_a_plan_is_recalculated_alone_by_its_file_and_with_its_folder_by_the_folder(course: Path) -> None:
    (course / "nurse.html").write_text("altered", encoding="utf-8")
    assert done(dosing("recheck", course / "plan.json")).startswith("Everything agrees")
    assert dosing("recheck", course).status == 3


@pytest.mark.parametrize("name", ["", "course.toml", "plan.json"])
def test_a_folder_is_checked_by_its_name_or_by_a_file_in_it(name: str, tmp_path: Path) -> None:
    folder = begin(tmp_path / "to-check", *TO_CHECK).parent
    said = done(dosing("check", folder / name, "--by", "EF", *answers(folder / "plan.json"), "--issued", ISSUED))
    assert f"to {folder}." in said
    assert "recalculated by EF" in done(dosing("history", folder))


def test_another_file_in_a_folder_does_not_stand_for_it(course: Path) -> None:
    said = refused(dosing("check", course / "nurse.html", "--by", "EF", "--fingerprint", "1A2B-3C4D-5E6F"))
    assert said.endswith("nurse.html is not a folder; write the name of a course's folder, or of the course.toml or plan.json in it.")


def test_the_next_steps_that_are_printed_name_the_file(course: Path) -> None:
    said = done(dosing("omit", course, "C1D15", *WHO))
    assert f"{course / 'course.toml'} is now at revision 2" in said
    assert f"dosing plan {course / 'course.toml'} --out {course}" in said
