"""`dosing courses`: the courses of a folder as a table, as JSON and as CSV."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.doors.command import done, dosing, refused
from tests.units import id_of, put

EVENING = ("--issued", "2027-01-10T18:00:00Z")  # the day before C1D8 on 11 January


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """One course that is checked, a draft without a label, and one that nobody can read."""
    put(tmp_path / "unit", 1, check=True)
    put(tmp_path / "unit", 2, label=None)
    put(tmp_path / "unit", 3).write_bytes(b"course_id = [")
    return tmp_path / "unit"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_each_course_stands_in_a_row_with_what_is_due_and_what_cannot_be_read_below(unit: Path) -> None:
    ran = dosing("courses", unit, *EVENING)
    assert (ran.status, ran.err) == (4, "")
    lines = ran.out.splitlines()
    assert lines[3].split() == ["ISLAY-001", id_of(1), "C1D8", "Mon", "11", "Jan", "2027", "1", "checked", "print"]
    assert lines[2].split() == ["no", "label", id_of(2), "C1D8", "Mon", "11", "Jan", "2027", "1", "draft", "check"]
    assert lines[-2] == "2 courses."
    assert lines[-1].startswith(f"Not read: {id_of(3)}: ")


def test_the_same_as_json(unit: Path) -> None:
    ran = dosing("courses", unit, "--json", *EVENING)
    found = json.loads(ran.out)
    assert (ran.status, found["issued"]) == (4, "2027-01-10T18:00:00Z")
    fingerprints = [each.pop("fingerprint") for each in found["courses"]]
    assert [len(each) for each in fingerprints] == [64, 64]
    assert found["courses"][1] == {
        "course_id": id_of(1), "label": "ISLAY-001", "next_visit": "C1D8", "date": "2027-01-11", "visit_state": "checked", "revision": 1,
        "state": "checked", "due": ["print"],
    }  # fmt: skip
    assert {each["label"]: each["due"] for each in found["courses"]} == {"ISLAY-001": ["print"], None: ["check"]}
    assert [each["folder"] for each in found["not_read"]] == [id_of(3)]


def test_the_same_as_csv_with_a_row_for_what_cannot_be_read(unit: Path) -> None:
    found = rows(dosing("courses", unit, "--csv", *EVENING).out)
    assert [(each["course_id"], each["next_visit"], each["due"], bool(each["not_read"])) for each in found] == [
        (id_of(2), "C1D8", "check", False),
        (id_of(1), "C1D8", "print", False),
        (id_of(3), "", "", True),
    ]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@x"])
def test_a_label_that_a_spreadsheet_would_calculate_comes_out_as_text(label: str, tmp_path: Path) -> None:
    put(tmp_path, 1, label=label)
    assert [each["label"] for each in rows(done(dosing("courses", tmp_path, "--csv", *EVENING)))] == [f"'{label}"]


def test_a_course_that_is_over_has_no_next_visit_and_nothing_due(tmp_path: Path) -> None:
    put(tmp_path, 1)
    [found] = json.loads(done(dosing("courses", tmp_path, "--json", "--issued", "2027-03-01T09:00:00Z")))["courses"]
    assert (found["next_visit"], found["date"], found["due"]) == (None, None, [])


def test_courses_stand_by_the_day_of_their_next_visit(tmp_path: Path) -> None:
    put(tmp_path, 1, start="2027-01-06")
    put(tmp_path, 2, start="2027-01-05")
    found = json.loads(done(dosing("courses", tmp_path, "--json", "--issued", "2027-01-03T09:00:00Z")))
    assert [each["label"] for each in found["courses"]] == ["ISLAY-002", "ISLAY-001"]


def test_values_that_nobody_reviewed_are_headed_so(tmp_path: Path) -> None:
    put(tmp_path, 1, regimen="label-10-us-kd", cycles=2)
    assert "UNREVIEWED DATA, NOT FOR USE" in done(dosing("courses", tmp_path, *EVENING))


def test_an_empty_folder_holds_no_course(tmp_path: Path) -> None:
    assert done(dosing("courses", tmp_path)).endswith("0 courses.\n")


def test_without_the_index_none_is_written_and_the_list_is_the_same(unit: Path) -> None:
    without = dosing("courses", unit, "--no-index", *EVENING)
    assert list(unit.glob(".dosing-index*")) == []
    assert dosing("courses", unit, *EVENING) == without == dosing("courses", unit, *EVENING)
    assert len(list(unit.glob(".dosing-index*"))) == 1


def test_a_folder_that_there_is_not_is_refused(tmp_path: Path) -> None:
    assert refused(dosing("courses", tmp_path / "none")).startswith("Error: DIR: ")


def test_two_ways_of_printing_one_list_are_refused(tmp_path: Path) -> None:
    assert "write one of them" in refused(dosing("courses", tmp_path, "--json", "--csv"))
