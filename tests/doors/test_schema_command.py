"""`dosing schema`: every plan document meets it, and no other."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.doors.command import (
    BY_ORDER,
    begin,
    changed,
    done,
    dosing,
    of_another_version,
    plan_of,
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it."""
    return begin(tmp_path / "course", "--prepared-by", "AB")


EVERY_CHANGE: list[tuple[str, tuple[str, ...], str]] = [
    ("move", ("C1D15", "--to", "2027-01-25"), "2027-01-17"),
    ("omit", ("C1D22",), "2027-01-17"),
    ("undo", (), "2027-01-17"),
    ("reweigh", ("64kg", "--on", "2027-02-01"), "2027-02-01"),
    ("retime", ("C2D8", "--at", "14:00"), "2027-02-01"),
    ("correct", ("born=1988-05-16", "transplant=none"), "2027-02-01"),
    ("correct", ("weight=72.35kg",), "2027-02-01"),
    ("rebase", (), "2027-02-02"),
    ("outcome", ("C1D1", "--in-full", "--reaction", "1"), "2027-02-02"),
    ("stop", ("C2D22",), "2027-02-02"),
]


def test_every_plan_document_meets_the_printed_schema_after_each_kind_of_change(tmp_path: Path) -> None:
    schema = json.loads(done(dosing("schema")))
    Draft202012Validator.check_schema(schema)
    meets = Draft202012Validator(schema)
    facts = ("--last-chemotherapy", "2026-12-01", "--transplant", "none")
    course = begin(tmp_path / "course", "--cycles", "1", "--time", "10:00", "--time-zone", "Europe/Paris", *facts)
    site = tmp_path / "site.toml"
    site.write_text(BY_ORDER, encoding="utf-8")
    changes = [("extend", (), "2027-01-04"), ("resite", (str(site),), "2027-01-10"), *EVERY_CHANGE]
    meets.validate(json.loads(done(dosing("plan", course, "--json"))))
    for verb, words, when in changes:
        if verb == "rebase":
            of_another_version(course)
        changed(course, verb, *words, when=when)
        document = json.loads(done(dosing("plan", course, "--json")))
        assert document["inputs"]["course"]["changes"][-1]["kind"] == verb
        meets.validate(document)


def test_the_schema_lets_no_number_stand_where_a_string_belongs_and_no_key_be_added(course: Path) -> None:
    schema = Draft202012Validator(json.loads(done(dosing("schema"))))
    document = plan_of(course)
    assert schema.is_valid(document)
    document["visits"][0]["study_drug"]["rounded_mg"] = 1450
    assert not schema.is_valid(document)
    document["visits"][0]["study_drug"]["rounded_mg"] = "1450.0"
    assert not schema.is_valid(document)
    document["visits"][0]["study_drug"]["rounded_mg"] = "1450"
    document["visits"][0]["given"] = True
    assert not schema.is_valid(document)
