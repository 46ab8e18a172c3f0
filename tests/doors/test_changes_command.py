"""The verbs that change a course: what each does to the plan, what it leaves in the course file, and what it asks."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.doors.command import (
    DAYS,
    FIRST,
    MOVE,
    NAMES,
    begin,
    change,
    changed,
    done,
    dosing,
    parsed,
    plan,
    refused,
    snapshot,
    states,
    text_of,
    write_again,
)

FAMOTIDINE = '[premedications.h2_blocker]\ndrug = "famotidine"\n'

SIX_DAYS = "[visit]\nsmallest_interval_days = 6\n"

# Words, the day of the change, and the visits that differ afterwards.
VERBS: dict[str, tuple[tuple[str, ...], str, dict[str, str]]] = {
    "move": (
        ("move", "C1D15", "--to", "2027-01-25"),
        "2027-01-17",
        {
            "C1D15": "2027-01-25 moved 1450",
            "C1D22": "2027-02-01 moved 1450",
            "C2D1": "2027-02-08 moved 1450",
            "C2D8": "2027-02-15 moved 1450",
            "C2D15": "2027-02-22 moved 1450",
            "C2D22": "2027-03-01 moved 1450",
        },
    ),
    "move, keeping the others": (
        ("move", "C2D22", "--to", "2027-02-24", "--following", "keep"),
        "2027-01-17",
        {"C2D22": "2027-02-24 moved 1450"},
    ),
    "move a dose that was held the day before": (
        ("move", "C1D15", "--to", "2027-01-19", "--not-given"),
        "2027-01-19",
        {
            "C1D15": "2027-01-19 moved 1450",
            "C1D22": "2027-01-26 moved 1450",
            "C2D1": "2027-02-02 moved 1450",
            "C2D8": "2027-02-09 moved 1450",
            "C2D15": "2027-02-16 moved 1450",
            "C2D22": "2027-02-23 moved 1450",
        },
    ),
    "a visit in lower case": (("omit", "c1d22"), "2027-01-17", {"C1D22": "2027-01-25 omitted"}),
    "omit": (("omit", "C1D22"), "2027-01-17", {"C1D22": "2027-01-25 omitted"}),
    "omit a dose that was held the day before": (("omit", "C1D15", "--not-given"), "2027-01-19", {"C1D15": "2027-01-18 omitted"}),
    "stop": (
        ("stop", "C2D8"),
        "2027-02-05",
        {"C2D8": "2027-02-08 stopped", "C2D15": "2027-02-15 stopped", "C2D22": "2027-02-22 stopped"},
    ),
    "reweigh": (
        ("reweigh", "64kg", "--on", "2027-02-08"),
        "2027-02-08",
        {"C2D8": "2027-02-08 planned 1280", "C2D15": "2027-02-15 planned 1280", "C2D22": "2027-02-22 planned 1280"},
    ),
    "reweigh in pounds, from the day of the change": (
        ("reweigh", "141.1lb", "--on", "2027-02-08"),  # 64.0018... kg
        "2027-02-15",
        {"C2D15": "2027-02-15 planned 1280", "C2D22": "2027-02-22 planned 1280"},
    ),
    "correct the weight": (
        ("correct", "weight=75.2kg"),
        "2027-01-05",
        {name: f"{day} planned 1504" for name, day in zip(NAMES, DAYS, strict=True)},
    ),
    "correct the start": (
        ("correct", "start=2027-01-05"),
        "2027-01-04",
        {name: f"{day} planned 1450" for name, day in zip(NAMES, [f"{day[:-2]}{int(day[-2:]) + 1:02}" for day in DAYS], strict=True)},
    ),
    "correct what makes no number": (("correct", "born=1988-05-16", "transplant=none", "weighed=2027-01-01"), "2027-01-05", {}),
}


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_changes_these_visits_and_no_other(name: str, course: Path) -> None:
    (verb, *words), when, expected = VERBS[name]
    changed(course, verb, *words, when=when)
    assert states(course) == {**FIRST, **expected}
    document = plan(course)
    assert document["release"]["revision"] == 2
    assert (document["inputs"]["course"]["changes"][-1]["kind"], document["inputs"]["course"]["changes"][-1]["when"]) == (verb, when)


@pytest.mark.parametrize("name", VERBS)
def test_each_verb_adds_one_change_behind_the_old_bytes_with_the_fingerprint_that_it_made(name: str, course: Path) -> None:
    old = course.read_bytes()
    (verb, *words), when, _ = VERBS[name]
    said = changed(course, verb, *words, when=when)
    new = course.read_bytes()
    assert new.startswith(old)
    added = new[len(old) :].decode()
    assert added.startswith("\n[[change]]\n")
    assert added.count("[[change]]") == 1
    made = plan(course)["release"]["fingerprint"]
    assert f'fingerprint = "{made}"' in added
    assert f"is now at revision 2, {made[:4].upper()}-{made[4:8].upper()}-{made[8:12].upper()}." in said
    assert f"dosing plan {course} --out {course.parent}" in said
    assert sorted(snapshot(course.parent)) == sorted(
        ["course.toml", "plan.json", "visits.ics", "nurse.html", "patient.html", "pharmacy.html"]
    )


def test_retime_gives_one_infusion_another_start(course: Path) -> None:
    changed(course, "retime", "C1D8", "--at", "14:00")
    starts = {visit["visit"]: visit["infusion_start"] for visit in plan(course)["visits"]}
    assert starts == {name: f"{day}T{'14' if name == 'C1D8' else '10'}:00+01:00" for name, day in zip(NAMES, DAYS, strict=True)}


def test_extend_adds_the_second_cycle_with_every_shift_already_made(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", "--cycles", "1")
    changed(course, "move", "C1D15", "--to", "2027-01-25")
    changed(course, "extend")
    assert states(course) == {
        "C1D1": "2027-01-04 planned 1450",
        "C1D8": "2027-01-11 planned 1450",
        "C1D15": "2027-01-25 moved 1450",
        "C1D22": "2027-02-01 moved 1450",
        "C2D1": "2027-02-08 moved 1450",
        "C2D8": "2027-02-15 moved 1450",
        "C2D15": "2027-02-22 moved 1450",
        "C2D22": "2027-03-01 moved 1450",
    }


def test_resite_holds_for_visits_from_the_day_of_the_change(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(FAMOTIDINE, encoding="utf-8")
    changed(course, "resite", site, when="2027-01-18")
    given = {visit["visit"]: visit["premedications"][2]["drug"] for visit in plan(course)["visits"]}
    assert given == {name: "ranitidine" if name in ("C1D1", "C1D8") else "famotidine" for name in NAMES}
    site.unlink()  # the course file holds all of it
    write_again(course)


def test_undo_gives_the_same_visits_as_before_under_a_new_revision(course: Path) -> None:
    before = plan(course)
    changed(course, "omit", "C1D22")
    changed(course, "undo")
    after = plan(course)
    assert after["visits"] == before["visits"]
    assert after["release"]["revision"] == 3
    assert after["release"]["fingerprint"] != before["release"]["fingerprint"]


def test_undo_takes_back_the_last_change_that_still_stands(course: Path) -> None:
    changed(course, "omit", "C1D15")
    changed(course, "omit", "C1D22")
    changed(course, "undo")
    assert states(course) == {**FIRST, "C1D15": "2027-01-18 omitted"}
    changed(course, "undo")
    assert states(course) == FIRST
    assert "there is no change to take back" in refused(change(course, "undo"))


def test_infusion_numbers_skip_the_omitted_visit(course: Path) -> None:
    changed(course, "omit", "C1D22")
    assert [visit["infusion_number"] for visit in plan(course)["visits"]] == [1, 2, 3, None, 4, 5, 6, 7]


def test_the_day_of_a_change_is_today_unless_it_is_given(course: Path) -> None:
    done(dosing("correct", course, "born=1988-05-16", "--reason", "typed wrongly", "--by", "CD", "--yes"))
    assert parsed(course)[1].changes[0].when == date(2027, 3, 1)  # the day where the computer of these tests stands


def test_a_reason_comes_back_as_it_was_typed(course: Path) -> None:
    reason = """fever of 39 °C, "no" – 'wait' \\ C:\\temp #1"""
    done(change(course, "omit", "C1D22", reason=reason))
    assert parsed(course)[1].changes[0].reason == reason
    assert reason in done(dosing("history", course))
    write_again(course)
    assert reason in text_of((course.parent / "changes.html").read_text(encoding="utf-8"))


def test_old_and_new_plan_are_shown_side_by_side(course: Path) -> None:
    lines = done(dosing("move", course, *MOVE, "--yes")).splitlines()
    assert lines[0] == "C1D15 moved to Monday 25 January 2027, the visits after it too."
    assert [re.split(r"\s{2,}", line) for line in (lines[1], lines[3], lines[8])] == [
        ["Visit", "Revision 1", "Revision 2"],
        ["C1D15", "Mon 18 Jan 2027 10:00, 1,450 mg", "Mon 25 Jan 2027 10:00, 1,450 mg"],
        ["C2D22", "Mon 22 Feb 2027 10:00, 1,450 mg", "Mon 1 Mar 2027 10:00, 1,450 mg"],
    ]
    assert not [line for line in lines if line.startswith(("C1D1 ", "C1D8 "))]
    assert "Note: C1D15 is 14 days after C1D8" in "\n".join(lines)


@pytest.mark.parametrize("answer", ["n\n", "\n", "what?\nn\n"])
def test_nothing_is_changed_unless_the_answer_is_yes(answer: str, course: Path) -> None:
    before = snapshot(course.parent)
    ran = dosing("move", course, *MOVE, answer=answer)
    assert ran.status == 1
    assert "C1D22" in ran.out
    assert "Make this change?" in ran.out
    assert ran.err.strip() == "Stopped; nothing was written."
    assert snapshot(course.parent) == before


def test_without_a_terminal_it_says_that_nothing_was_asked(course: Path) -> None:
    before = snapshot(course.parent)
    ran = dosing("move", course, *MOVE)
    assert (ran.status, ran.err) == (2, "Error: nothing was asked because there is no terminal; add --yes.\n")
    assert snapshot(course.parent) == before


def test_a_reason_without_quotes_or_without_words_is_refused(course: Path) -> None:
    words = ("--by", "CD", "--when", "2027-01-17", "--to", "2027-01-25", "--yes")
    assert "put text that has spaces in quotes" in refused(dosing("move", course, "C1D15", "--reason", "low", "counts", *words))
    assert refused(dosing("move", course, "C1D15", "--reason", "", *words)) == "Error: --reason: reason is empty; write some text."


def test_a_time_that_exists_twice_says_how_to_write_it_and_names_no_other_option(course: Path) -> None:
    changed(course, "move", "C2D22", "--to", "2027-10-31", when="2027-01-17")
    said = refused(change(course, "retime", "C2D22", "--at", "02:30", when="2027-01-17"))
    assert "write 02:30+02:00 or 02:30+01:00" in said
    assert "--time" not in said


def test_an_answer_of_yes_makes_the_change(course: Path) -> None:
    assert "is now at revision 2" in done(dosing("move", course, *MOVE, answer="y\n"))
    assert parsed(course)[1].revision == 2


def test_a_course_file_that_somebody_changed_while_the_question_stood_is_not_overwritten(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_else(*_: object, **__: object) -> bool:
        course.write_bytes(course.read_bytes() + b"\n# somebody else was here\n")
        return True

    monkeypatch.setattr("click.confirm", somebody_else)
    ran = dosing("move", course, *MOVE)
    assert (ran.status, ran.err) == (2, f"Error: COURSE: {course} was changed by somebody else meanwhile; run the command again.\n")
    assert course.read_bytes().endswith(b"# somebody else was here\n")
    assert parsed(course)[1].revision == 1


def test_a_site_that_allows_six_days_lets_a_visit_move_one_day_with_a_caution(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(SIX_DAYS, encoding="utf-8")
    changed(course, "resite", site)
    said = changed(course, "move", "C1D15", "--to", "2027-01-19", "--following", "keep")
    assert "Caution: C1D22 is 6 days after C1D15" in said
