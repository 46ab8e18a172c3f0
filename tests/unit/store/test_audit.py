"""A plan document and its folder against what the course gives."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dosing import acts
from dosing.acts import Opened, begin
from dosing.catalogue import Wanted
from dosing.engine import ENGINE
from dosing.findings import InputError
from dosing.store.audit import audit, read_document
from dosing.store.folder import save
from tests import plans
from tests.unit.acts.opened import checked, to_check

SPLIT = Wanted(pdf=False, split=True)


def saved(folder: Path, *changes: dict[str, Any], wanted: Wanted = SPLIT, revision: int | None = None, **course: Any) -> Opened:
    opened = begin({**plans.PATIENT, **course}, {"letterhead": {"name": "Day unit"}}, {})
    for change in changes:
        opened = acts.change(opened, change).opened
    save(folder, opened, acts.issue(opened, plans.ISSUED, revision), wanted)
    return opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course with one change in a folder of its own."""
    saved(tmp_path / "course", plans.move("C1D15", "2027-01-25"))
    return tmp_path / "course"


def spoil(folder: Path, alter: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads((folder / "plan.json").read_bytes())
    alter(document)
    (folder / "plan.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def test_a_folder_as_it_was_written_agrees(folder):
    found = audit(folder)
    assert (found.said, found.beside) == ([], [])
    assert found.document["release"]["revision"] == 2


def test_a_plan_document_by_itself_agrees_with_its_own_inputs(folder, tmp_path):
    (tmp_path / "plan.json").write_bytes((folder / "plan.json").read_bytes())
    assert audit(tmp_path / "plan.json").said == []


def of_two_checks(tmp_path: Path) -> Path:
    """The plan.json alone of a course that was checked, given another weight, checked again, and had a visit moved."""
    wednesday = plans.ISSUED.replace(day=13)
    once = checked(to_check())
    twice = checked(acts.change(once, plans.reweigh("75kg", "2027-01-12")).opened, "EF", wednesday)
    moved = acts.change(twice, plans.move("C1D22", "2027-01-26", "2027-01-13")).opened
    made = acts.issue(moved, wednesday)
    assert [(each.by, each.revision, each.visits) for each in made.checks] == [("CD", 1, ("C1D1", "C1D8")), ("EF", 2, ("C1D15", "C1D22"))]
    (tmp_path / "plan.json").write_text(json.dumps(made.document), encoding="utf-8")
    return tmp_path


def test_checks_of_several_revisions_agree_in_a_plan_document_by_itself(tmp_path):
    assert audit(of_two_checks(tmp_path) / "plan.json").said == []


@pytest.mark.parametrize(
    ("alter", "named"),
    [
        (lambda checks: checks[0].update(visits=["C1D1", "C1D8", "C1D15"]), "release.checks[0].visits"),  # it was given another dose since
        (lambda checks: checks[1].update(revision=4), "release.checks[1].revision"),
        (lambda checks: checks[1].update(by="AB"), "release.checks[1].by"),
        (lambda checks: checks[1].update(visits=["C1D15", "C2D1"]), "release.checks[1].visits[1]"),  # it waits for a weight
    ],
)
def test_a_check_that_does_not_hold_is_named_in_a_plan_document_by_itself(tmp_path, alter, named):
    spoil(of_two_checks(tmp_path), lambda document: alter(document["release"]["checks"]))
    assert named in " ".join(audit(tmp_path / "plan.json").said)


@pytest.mark.parametrize("checks", [True, 3, "EF", {}, None])
def test_checks_that_are_no_list_are_named_in_a_plan_document_by_itself(folder, checks):
    spoil(folder, lambda document: document["release"].update(checks=checks))
    (folder / "course.toml").unlink()
    assert {said.split()[0] for said in audit(folder / "plan.json").said} == {"release.checks"}


def test_sheets_on_the_other_paper_and_calendars_of_the_other_class_are_no_strangers(tmp_path):
    saved(tmp_path, wanted=Wanted(paper="letter", pdf=False, calendar_class="public"))
    assert audit(tmp_path).said == []


@pytest.mark.parametrize("calendar_class", ["private", "public"])
def test_calendars_with_details_are_no_strangers(tmp_path, calendar_class):
    saved(tmp_path, wanted=Wanted(pdf=False, calendar_class=calendar_class, calendar_details=True, split=True))
    assert b"isatuximab" in (tmp_path / "visits.ics").read_bytes()
    assert audit(tmp_path).said == []


def test_the_void_sheets_of_an_older_revision_agree(tmp_path):
    opened = begin(plans.PATIENT, {}, {})
    opened = acts.change(opened, plans.omit("C1D8")).opened
    save(tmp_path, opened, acts.issue(opened, plans.ISSUED, 1), Wanted(pdf=False))
    assert not (tmp_path / "course.toml").exists()
    assert audit(tmp_path).said == []


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda it: it["visits"][0]["study_drug"].update(rounded_mg="1460"), "C1D1 study_drug.rounded_mg is 1,460 in the document; recalculated it is 1,450."),
        (lambda it: it["letterhead"].update(name="Ward 9"), "letterhead.name is Ward 9 in the document; course.toml gives Day unit."),
        (lambda it: it["findings"].pop(), "A finding is missing in the document; course.toml gives "),
        (lambda it: it["findings"][0].update(message="All is well."), "A finding of the document is not what course.toml gives: "),
        (lambda it: it["release"].update(fingerprint="0" * 64), "release.fingerprint is 0000"),
    ],
)  # fmt: skip
def test_a_value_that_was_altered_is_named(folder, alter, said):
    spoil(folder, alter)
    assert any(sentence.startswith(said) for sentence in audit(folder).said), audit(folder).said


@pytest.mark.parametrize("name", ["nurse.html", "patient.html", "pharmacy.html", "changes.html", "visits.ics", "visit-C1D8.ics"])
def test_a_file_that_was_altered_or_is_of_another_plan_is_named(folder, tmp_path, name):
    kept = (folder / name).read_bytes()
    (folder / name).write_bytes(kept.replace(b"2027", b"2028", 1))
    assert audit(folder).said == [f"{name} was altered, or made with other options: it is not byte for byte what course.toml gives."]
    saved(tmp_path / "other", plans.move("C1D15", "2027-01-26"))
    (folder / name).write_bytes((tmp_path / "other" / name).read_bytes())
    (said,) = audit(folder).said
    assert said.startswith(f"{name} was made from another plan: it does not carry the fingerprint ")


def test_a_course_file_that_has_gone_on_is_named(folder):
    opened = acts.open_course((folder / "course.toml").read_bytes(), "course.toml")
    (folder / "course.toml").write_bytes(acts.change(opened, plans.omit("C1D8")).opened.content)
    (said,) = audit(folder).said
    assert said.startswith("plan.json is older than course.toml, which is at revision 3; write the folder again")


def test_a_file_of_somebody_else_is_not_looked_at(folder):
    (folder / "notes.html").write_bytes(b"mine")
    assert audit(folder).said == []


def test_of_another_version_only_numbers_and_fingerprints_are_compared(folder):
    spoil(folder, lambda it: it["release"].update(engine="dosing 9.9.9"))
    found = audit(folder)
    assert found.said == []
    assert found.beside == [f"dosing 9.9.9 made the files and this is {ENGINE}, so only numbers and fingerprints were compared."]


@pytest.mark.parametrize("part", ["release", "inputs", "letterhead", "visits", "findings"])
@pytest.mark.parametrize("value", [None, 5, [], {}, "x"])
def test_a_document_with_a_part_of_another_kind_disagrees_and_raises_nothing_else(folder, part, value):
    spoil(folder, lambda it: it.update({part: value}))
    try:
        assert audit(folder).said != []
    except InputError as problem:
        assert str(problem).endswith(".")


@pytest.mark.parametrize("found", ["dosing-plan/1", "dosing-plan/3"])
def test_a_document_of_another_format_is_refused(folder, found):
    spoil(folder, lambda it: it.update(format=found))
    with pytest.raises(InputError, match=f"has the format '{found}'"):
        read_document(folder)
