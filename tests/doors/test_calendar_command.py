"""`dosing calendar`: the visits of all courses of a folder in one file, read back by other programs' parsers."""

from pathlib import Path

import pytest

from tests.doors.calendar_parsers import PARSERS
from tests.doors.command import done, dosing, refused, unfolded
from tests.plans import omit
from tests.units import TIMED, id_of, put

ISSUED = ("--issued", "2027-01-05T18:00:00Z")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A course with a time and one without, of which a visit is omitted; one cycle each."""
    put(tmp_path / "unit", 1, cycles=1, **TIMED)
    put(tmp_path / "unit", 2, cycles=1, label="Ward 7; bed 3", changes=[omit("C1D8")])
    return tmp_path / "unit"


def written(unit: Path, *words: str) -> bytes:
    out = unit.parent / "unit.ics"
    done(dosing("calendar", unit, "--out", out, *words, *ISSUED))
    return out.read_bytes()


def test_every_visit_of_every_course_has_an_entry_without_a_name(unit: Path) -> None:
    calendar = written(unit)
    assert [each["SUMMARY"] for each in unfolded(calendar)] == [
        *(f"Draft: Clinic visit {number} of 4 (plan 1)\\, 00000001" for number in (1, 2, 3, 4)),
        "Draft: Clinic visit 1 of 4 (plan 2)\\, 00000002",
        "Draft: Cancelled: Clinic visit 2 of 4 (plan 2)\\, 00000002",
        "Draft: Clinic visit 3 of 4 (plan 2)\\, 00000002",
        "Draft: Clinic visit 4 of 4 (plan 2)\\, 00000002",
    ]
    for word in (b"ISLAY", b"Ward", b"isatuximab", b"1,450", b"kg"):
        assert word not in calendar
    assert b"VALARM" not in calendar


def test_details_name_patients_and_drugs_where_they_are_asked_for(unit: Path) -> None:
    found = unfolded(written(unit, "--details"))
    assert found[0]["SUMMARY"] == "Draft: Clinic visit 1 of 4 (plan 1) (C1D1)\\, ISLAY-001"
    assert "isatuximab 1\\,450" in found[0]["DESCRIPTION"]


def test_a_visit_keeps_its_entry_through_a_change_and_in_the_patients_own_file(unit: Path, tmp_path: Path) -> None:
    course = unit / id_of(1) / "course.toml"
    before = [each["UID"] for each in unfolded(written(unit))]
    words = ("C1D8", "--to", "2027-01-12", "--reason", "x", "--by", "CD", "--when", "2027-01-05", "--yes")
    done(dosing("move", course, *words))
    after = unfolded(written(unit))
    assert [each["UID"] for each in after] == before
    assert len(set(before)) == 8
    assert {each["SEQUENCE"] for each in after[:4]} == {"2"}
    done(dosing("plan", course, "--out", tmp_path / "own", *ISSUED))
    assert [each["UID"] for each in unfolded((tmp_path / "own" / "visits.ics").read_bytes())] == before[:4]


@pytest.mark.parametrize("parser", PARSERS)
def test_other_programs_read_the_same_visits(parser: str, unit: Path) -> None:
    found = PARSERS[parser](written(unit))
    # Arrival is 60 min before 10:00 in Paris: 45 min lead time and 15 min check-in; a visit is 300 min long.
    assert [(each["start"], each["status"]) for each in found] == [
        *((f"2027-01-{day}T08:00Z", "TENTATIVE") for day in ("04", "11", "18", "25")),
        ("2027-01-04", "TENTATIVE"),
        ("2027-01-11", "CANCELLED"),
        ("2027-01-18", "TENTATIVE"),
        ("2027-01-25", "TENTATIVE"),
    ]
    assert [each["alarms"] for each in found] == [[]] * 8


def test_what_cannot_be_read_is_named_and_the_others_are_written(unit: Path) -> None:
    put(unit, 3).write_bytes(b"")
    ran = dosing("calendar", unit, "--out", unit.parent / "unit.ics", *ISSUED)
    assert ran.status == 4
    assert f"Not read, and not in it: {id_of(3)}: " in ran.out
    assert len(unfolded((unit.parent / "unit.ics").read_bytes())) == 8


def test_where_nothing_can_be_read_the_older_file_stays(unit: Path) -> None:
    before = written(unit)
    for course in unit.glob("*/course.toml"):
        course.write_bytes(b"")
    assert dosing("calendar", unit, "--out", unit.parent / "unit.ics", *ISSUED).status == 4
    assert (unit.parent / "unit.ics").read_bytes() == before


def test_a_file_that_is_not_a_calendar_of_ours_is_never_replaced(unit: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")
    assert "did not write" in refused(dosing("calendar", unit, "--out", tmp_path / "mine.ics", *ISSUED))
    assert ".ics" in refused(dosing("calendar", unit, "--out", unit / id_of(1) / "course.toml", *ISSUED))
    assert (tmp_path / "mine.ics").read_bytes() == b"BEGIN:VCALENDAR\r\n"
