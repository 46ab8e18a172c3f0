"""`dosing letterhead`, and the letterhead that comes with `dosing resite`: other words on the sheets, and no other number."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.doors.command import (
    ISSUED,
    NAMES,
    TO_CHECK,
    begin,
    change,
    changed,
    check,
    done,
    dosing,
    parsed,
    plan_of,
    refused,
    short,
    snapshot,
    text_of,
    write_again,
)

OLD = '[letterhead]\nname = "Day unit"\nday_phone = "01 23 45"\n'
NEW = '[letterhead]\nname = "Day unit"\nday_phone = "01 99 99"\npaper = "letter"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text(OLD, encoding="utf-8")
    return tmp_path / "site.toml"


@pytest.fixture
def course(tmp_path: Path, site: Path) -> Path:
    """The course file of a plan that EF checked, at a pharmacy that has another telephone from now on."""
    course = begin(tmp_path / "course", *TO_CHECK, "--site", str(site))
    done(check(course))
    site.write_text(NEW, encoding="utf-8")
    return course


def sheet(course: Path, name: str) -> str:
    return text_of((course.parent / f"{name}.html").read_text(encoding="utf-8"))


def test_a_new_telephone_changes_no_fingerprint_and_keeps_the_check(course: Path, site: Path) -> None:
    before, history = plan_of(course), done(dosing("history", course))
    said = done(dosing("letterhead", course, site))
    assert "It is no revision: every number, fingerprint and check stays." in said
    assert f"dosing plan {course} --out {course.parent}" in said
    write_again(course)
    after = plan_of(course)
    assert after == {**before, "letterhead": {**before["letterhead"], "day_phone": "01 99 99", "paper": "letter"}}
    assert after["release"]["checks"] == [{"by": "EF", "on": "2027-01-03", "visits": list(NAMES[:4]), "revision": 1}]
    assert done(dosing("history", course)) == history
    assert done(dosing("recheck", course.parent)) == f"Everything agrees: 8 visits, fingerprint {short(course)}.\n"


def test_the_sheets_show_the_new_telephone_and_no_draft(course: Path, site: Path) -> None:
    write_again(course)
    assert "01 23 45" in sheet(course, "patient")
    done(dosing("letterhead", course, site))
    write_again(course)
    for name in ("pharmacy", "nurse", "patient"):
        assert "01 23 45" not in sheet(course, name)
        assert "Draft" not in sheet(course, name)
    assert "01 99 99" in sheet(course, "patient")


def test_the_letterhead_is_added_behind_the_old_bytes(course: Path, site: Path) -> None:
    old = course.read_bytes()
    done(dosing("letterhead", course, site))
    added = course.read_bytes().removeprefix(old).decode()
    assert added == '\n[[letterhead]]\nname = "Day unit"\nday_phone = "01 99 99"\npaper = "letter"\n'
    assert parsed(course)[1].revision == 1


def test_a_course_goes_on_after_a_letterhead(course: Path, site: Path) -> None:
    done(dosing("letterhead", course.parent, site.parent))  # a folder stands for the file in it
    changed(course, "correct", "weight=74kg")
    write_again(course)
    done(check(course, by="GH", issued="2027-01-04T09:00:00Z"))
    assert plan_of(course)["letterhead"]["day_phone"] == "01 99 99"
    done(dosing("recheck", course.parent))


def test_a_copy_that_lacks_the_letterhead_does_not_overwrite_the_course(course: Path, site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_bytes(course.read_bytes())
    done(dosing("letterhead", course, site))
    before = snapshot(course.parent)
    assert "holds this course with other values" in refused(dosing("plan", copy, "--issued", ISSUED, "--out", course.parent))
    assert snapshot(course.parent) == before
    done(dosing("plan", course, "--issued", ISSUED, "--out", course.parent))


def test_a_site_file_without_a_letterhead_or_with_the_same_one_changes_nothing(course: Path, site: Path) -> None:
    before = course.read_bytes()
    site.write_text('country = "US"\n', encoding="utf-8")
    assert f"{site} states no letterhead" in refused(dosing("letterhead", course, site))
    site.write_text(OLD, encoding="utf-8")
    assert "states the letterhead that the course has" in refused(dosing("letterhead", course, site))
    site.write_text('[letterhead]\nfax = "1"\n', encoding="utf-8")
    assert "fax" in refused(dosing("letterhead", course, site))
    assert course.read_bytes() == before


# With a new site file


def test_a_new_site_file_brings_its_letterhead_and_says_so(course: Path, site: Path) -> None:
    old = course.read_bytes()
    site.write_text(NEW + '[premedications.h2_blocker]\ndrug = "famotidine"\n', encoding="utf-8")
    said = changed(course, "resite", site)
    assert "Its letterhead stands on the sheets from now on too." in said
    assert course.read_bytes().startswith(old)
    assert course.read_bytes().endswith(b'\n[[letterhead]]\nname = "Day unit"\nday_phone = "01 99 99"\npaper = "letter"\n')
    write_again(course)
    assert plan_of(course)["letterhead"]["day_phone"] == "01 99 99"
    assert plan_of(course)["release"]["revision"] == 2


@pytest.mark.parametrize("letterhead", ["", OLD], ids=["none", "the same"])
def test_a_new_site_file_with_no_other_letterhead_leaves_it_as_it_is(letterhead: str, course: Path, site: Path) -> None:
    site.write_text(letterhead + '[premedications.h2_blocker]\ndrug = "famotidine"\n', encoding="utf-8")
    assert "letterhead" not in changed(course, "resite", site)
    assert course.read_bytes().count(b"[[letterhead]]") == 1
    assert plan_of(write_again(course) / "course.toml")["letterhead"]["day_phone"] == "01 23 45"


def test_the_letterhead_makes_no_part_of_the_fingerprint_of_a_new_site_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dosing.cli.change_commands.now", lambda: datetime(2027, 1, 4, 9, tzinfo=UTC))
    fingerprints = set()
    for name, letterhead in (("with", NEW), ("without", "")):
        course = begin(tmp_path / name)
        (tmp_path / "new.toml").write_text(letterhead + '[premedications.h2_blocker]\ndrug = "famotidine"\n', encoding="utf-8")
        done(change(course, "resite", tmp_path / "new.toml"))
        fingerprints.add(parsed(course)[1].changes[0].fingerprint)
    assert len(fingerprints) == 1
