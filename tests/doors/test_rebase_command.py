"""A course whose numbers another version of the program made."""

import json
import re
from pathlib import Path

from tests.doors.command import (
    FIRST,
    change,
    changed,
    done,
    dosing,
    of_another_version,
    plan,
    refused,
    slip,
    states,
    write_again,
)


def made_by_another_version(course: Path) -> None:
    """As if revisions 1 and 2 had been made by a version that gave other numbers: their stored fingerprints do not come out here."""
    of_another_version(course)
    text = course.read_text(encoding="utf-8")
    for stored in re.findall(r'fingerprint = "([0-9a-f]{64})"', text):
        text = text.replace(stored, stored[::-1])
    course.write_text(text, encoding="utf-8")
    document = json.loads((course.parent / "plan.json").read_bytes())
    document["release"]["fingerprint"] = document["release"]["fingerprint"][::-1]
    for visit in document["visits"]:
        if visit["study_drug"]:
            visit["study_drug"]["rounded_mg"] = "1500"
    (course.parent / "plan.json").write_text(json.dumps(document), encoding="utf-8")


def test_a_course_of_another_version_goes_on_only_through_a_rebase_that_shows_the_old_numbers(course: Path) -> None:
    changed(course, "omit", "C1D22")
    write_again(course)
    made_by_another_version(course)
    old = course.read_bytes()
    assert f"accept this program's numbers by: dosing rebase {course}." in refused(dosing("plan", course))
    assert "dosing rebase" in refused(change(course, "omit", "C2D22"))
    said = changed(course, "rebase")
    assert re.search(r"C1D1 .* 1,500 mg .* 1,450 mg", said)
    assert course.read_bytes().startswith(old)
    assert states(course) == {**FIRST, "C1D22": "2027-01-25 omitted"}
    changed(course, "omit", "C2D22")
    write_again(course)
    done(dosing("recheck", course.parent))


def test_after_a_rebase_an_earlier_revision_is_refused_and_a_later_one_is_printed(course: Path) -> None:
    changed(course, "omit", "C1D22")
    write_again(course)
    made_by_another_version(course)
    changed(course, "rebase")
    changed(course, "omit", "C2D22")
    for revision in ("1", "2"):
        assert f"revision {revision} was made by another version" in refused(dosing("plan", course, "--revision", revision))
    assert plan(course, "--revision", "3")["release"]["revision"] == 3
    assert plan(course)["release"]["revision"] == 4
    assert len(done(dosing("history", course)).splitlines()) == 4


def test_a_rebase_never_accepts_an_edit_by_hand(course: Path) -> None:
    course.write_text(course.read_text(encoding="utf-8").replace('weight = "72.5kg"', 'weight = "90kg"'), encoding="utf-8")
    edited = course.read_bytes()
    assert "the file was edited by hand; take the edit back, and enter it as a change" in refused(dosing("plan", course))
    assert "was made by this very version of the program" in refused(change(course, "rebase"))
    assert course.read_bytes() == edited


def test_the_slip_of_a_rebase_does_not_claim_that_nothing_changed(course: Path) -> None:
    changed(course, "omit", "C1D22")
    made_by_another_version(course)
    changed(course, "rebase")
    said = slip(course)
    assert "Another version of the program made the numbers of revisions 1 and 2." in said
    assert "No visit differs" not in said
    assert "no entry has to be deleted" not in said


def test_a_rebase_without_the_old_plan_beside_it_says_where_to_look(course: Path) -> None:
    of_another_version(course)
    (course.parent / "plan.json").unlink()
    assert "No plan.json of revision 1 stands beside the course file" in changed(course, "rebase")
