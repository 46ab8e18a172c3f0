"""`dosing outcome`: what was given at a visit, what it does to the rate steps of the next, and that it voids no check."""

from pathlib import Path

import pytest

from tests.doors.command import BY_ORDER, TO_CHECK, answers, begin, change, changed, check, done, dosing, parsed, plan, refused, write_again


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The tests' patient with the rates of a signed order; AB prepared it."""
    (tmp_path / "site.toml").write_text(BY_ORDER, encoding="utf-8")
    return begin(tmp_path / "course", *TO_CHECK, "--site", str(tmp_path / "site.toml"))


def parts(course: Path) -> list[str]:
    """Whose infusion's steps each visit of the first cycle has."""
    return [visit["infusion"]["part"] for visit in plan(course)["visits"][:4]]


def test_the_steps_go_on_only_after_an_infusion_that_was_recorded_in_full_without_a_reaction(course: Path) -> None:
    assert parts(course) == ["first"] * 4
    said = done(dosing("outcome", course, "C1D1", "--in-full", "--by", "CD", "--when", "2027-01-04", "--yes"))
    assert said.startswith("C1D1 given in full.\n")
    assert parts(course) == ["first", "second", "first", "first"]
    changed(course, "outcome", "C1D8", "--in-full", when="2027-01-11")
    assert parts(course) == ["first", "second", "later", "first"]
    changed(course, "outcome", "C1D8", "--given-ml", "60", "--reaction", "2", when="2027-01-11")
    assert parts(course) == ["first", "second", "first", "first"]


def test_its_reason_has_a_usual_text_and_can_be_another(course: Path) -> None:
    done(dosing("outcome", course, "C1D1", "--in-full", "--by", "CD", "--when", "2027-01-04", "--yes"))
    changed(course, "outcome", "C1D8", "--not-given", when="2027-01-11")
    assert [each.reason for each in parsed(course)[1].changes] == ["recorded after the visit", "as ordered"]
    assert '"recorded after the visit" unless given' in " ".join(done(dosing("outcome", "--help")).split())


def test_a_check_counts_on_and_history_says_so(course: Path) -> None:
    typed = answers(course)
    done(check(course))
    changed(course, "outcome", "C1D1", "--in-full", when="2027-01-04")
    write_again(course)
    assert "Draft" not in (course.parent / "nurse.html").read_text(encoding="utf-8")
    assert done(dosing("recheck", course.parent)).startswith("Everything agrees: 8 visits")
    lines = done(dosing("history", course)).splitlines()
    assert lines[1].startswith("   weight, dose and volume recalculated by EF on 3 January 2027: C1D1, C1D8, C1D15, C1D22; not checked: ")
    assert lines[2].endswith("C1D1 given in full: as ordered (CD, Monday 4 January 2027); the check of revision 1 by EF counts on")
    again = refused(dosing("check", course.parent, "--by", "GH", *typed, "--issued", "2027-01-05T09:00:00Z"))
    assert "every other visit was checked, last by EF" in again
    changed(course, "omit", "C1D22", when="2027-01-05")
    assert "counts on" not in done(dosing("history", course)).splitlines()[3]


@pytest.mark.parametrize(
    ("words", "when", "said"),
    [
        (("C1D8", "--in-full"), "2027-01-10", "VISIT: C1D8 on 2027-01-11 is still to come on 2027-01-10"),
        (("C1D8",), "2027-01-11", "--in-full: outcome says nothing; write that it was given in full"),
        (("C1D8", "--in-full", "--not-given"), "2027-01-11", "--not-given: outcome says that nothing was given, and something else too"),
        (("C1D8", "--in-full", "--given-ml", "60"), "2027-01-11", "--given-ml: outcome says that all was given, and how many mL"),
        (("C1D8", "--given-ml", "0"), "2027-01-11", "--given-ml: given_ml is 0 mL; write the mL that were given"),
        (
            ("C1D8", "--given-ml", "250.1"),
            "2027-01-11",
            "--given-ml: 250.1 mL, recorded as given at C1D8, is more than the 250 mL that hung there",
        ),
        (("C1D8", "--given-ml", "60,5"), "2027-01-11", "--given-ml: given_ml '60,5'"),
        (("C1D8", "--reaction", "6"), "2027-01-11", "--reaction: reaction is '6'; write 1, 2, 3, 4 or 5"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_and_nothing_is_written(words: tuple[str, ...], when: str, said: str, course: Path) -> None:
    before = course.read_bytes()
    assert refused(change(course, "outcome", *words, when=when)).startswith(f"Error: {said}")
    assert course.read_bytes() == before


def test_a_visit_whose_outcome_is_recorded_is_moved_only_after_an_undo(course: Path) -> None:
    changed(course, "outcome", "C1D8", "--in-full", when="2027-01-11")
    move = ("move", "C1D8", "--to", "2027-01-12")
    assert refused(change(course, *move, when="2027-01-11")).startswith(
        "Error: VISIT: what was given at C1D8 is recorded; name another visit"
    )
    changed(course, "undo", when="2027-01-11")
    changed(course, *move, when="2027-01-11")
