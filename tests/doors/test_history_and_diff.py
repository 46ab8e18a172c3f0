"""`dosing history`, `dosing diff`, and the void sheets of an older revision."""

import json
import re
from pathlib import Path

import pytest

from tests.doors.command import (
    ISSUED,
    LATER,
    change,
    changed,
    done,
    dosing,
    pages_of,
    plan,
    refused,
    snapshot,
    write_again,
)


def test_history_lists_each_revision_with_its_reason_who_when_and_fingerprint(course: Path) -> None:
    made = [plan(course)["release"]["fingerprint"]]
    for verb, *words in (("move", "C1D15", "--to", "2027-01-25"), ("reweigh", "68kg", "--on", "2027-01-17"), ("undo",)):
        done(change(course, verb, *words, when="2027-01-17", by="CD", reason="low counts"))
        made.append(plan(course)["release"]["fingerprint"])
    short = [f"{each[:4]}-{each[4:8]}-{each[8:12]}".upper() for each in made]
    by = "low counts (CD, Sunday 17 January 2027)"
    lines = done(dosing("history", course)).splitlines()
    assert lines[0] == f"1  {short[0]}  first made, 72.5 kg, start Monday 4 January 2027, prepared by AB"
    assert lines[1] == f"2  {short[1]}  C1D15 moved to Monday 25 January 2027, the visits after it too: {by}"
    assert lines[2].startswith(f"3  {short[2]}  ")
    assert lines[2].endswith(f": {by}")
    assert "68 kg" in lines[2]
    assert lines[3].startswith(f"4  {short[3]}  ")
    assert len(lines) == 4


def test_two_revisions_of_a_course_and_two_plan_files_give_the_same_difference(course: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(done(dosing("plan", course, "--json", "--issued", LATER)), encoding="utf-8")
    changed(course, "omit", "C1D22")
    changed(course, "reweigh", "64kg", "--on", "2027-02-01", when="2027-02-01")
    write_again(course)
    said = done(dosing("diff", course, "1", "3"))
    assert said == done(dosing("diff", old, course.parent / "plan.json"))
    assert said == done(dosing("diff", old, course.parent))  # a folder stands for the plan.json in it
    lines = said.splitlines()
    assert [re.split(r"\s{2,}", line) for line in (lines[0], lines[2], lines[6])] == [
        ["Visit", "Revision 1", "Revision 3"],
        ["C1D22", "Mon 25 Jan 2027 10:00, 1,450 mg", "omitted, Mon 25 Jan 2027"],
        ["C2D22", "Mon 22 Feb 2027 10:00, 1,450 mg", "Mon 22 Feb 2027 10:00, 1,280 mg"],
    ]
    assert done(dosing("diff", course, "2", "2")) == "No visit changes.\n"


def test_a_difference_is_of_one_course(course: Path, tmp_path: Path) -> None:
    done(dosing("plan", "--weight", "72.5kg", "--start", "2027-01-04", "--out", tmp_path / "other"))
    said = refused(dosing("diff", course.parent / "plan.json", tmp_path / "other" / "plan.json"))
    assert "write two plans of one course" in said
    assert "write 1" in refused(dosing("diff", course, "1", "2"))
    assert "write a whole number" in refused(dosing("diff", course, "1", "last"))


def test_an_older_revision_is_marked_void_on_every_page(course: Path, tmp_path: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    changed(course, "move", "C1D15", "--to", "2027-01-25")
    changed(course, "omit", "C1D22")
    done(dosing("plan", course, "--revision", "2", "--issued", ISSUED, "--out", tmp_path / "void", pdf=True))
    files = snapshot(tmp_path / "void")
    sheets = ("changes", "nurse", "patient", "pharmacy")
    assert sorted(files) == sorted(["plan.json", *(f"{sheet}.{kind}" for sheet in sheets for kind in ("html", "pdf"))])
    for sheet in sheets:
        pages = pages_of(files[f"{sheet}.pdf"])
        assert pages
        assert [
            number
            for number, page in enumerate(pages, 1)
            if "Void: replaced by a newer revision" not in page and "This side is left blank" not in page
        ] == []
        html = files[f"{sheet}.html"].decode()
        # The patient's sheet says it at its head, and in the foot that is printed on every page.
        assert html.count("Void: replaced by a newer revision") == (html.count('<section class="page') or 2)
    assert json.loads(files["plan.json"])["release"]["revision"] == 2
    assert "Void: replaced by a newer revision." in done(dosing("plan", course, "--revision", "2"))
    assert "Void" not in done(dosing("plan", course, "--revision", "3"))


def test_an_older_revision_is_the_plan_that_it_was(course: Path) -> None:
    first = plan(course)
    changed(course, "move", "C1D15", "--to", "2027-01-25")
    assert plan(course, "--revision", "1") == first


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_an_older_revision_never_replaces_the_course_in_its_folder(force: tuple[str, ...], course: Path) -> None:
    changed(course, "omit", "C1D22")
    write_again(course)
    before = snapshot(course.parent)
    said = refused(dosing("plan", course, "--revision", "1", "--out", course.parent, *force))
    assert "write another folder" in said
    assert snapshot(course.parent) == before


def test_history_says_which_revision_an_undo_took_back(course: Path) -> None:
    changed(course, "omit", "C1D22")
    changed(course, "stop", "C2D8")
    changed(course, "undo")
    changed(course, "undo")
    lines = done(dosing("history", course)).splitlines()
    assert "revision 3 taken back (stopped from C2D8 on): as ordered (CD" in lines[3]
    assert "revision 2 taken back (C1D22 omitted): as ordered (CD" in lines[4]
