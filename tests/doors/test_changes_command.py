"""The verbs that change a course: what each does to the plan, what it leaves in the course file, and what it will not do."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.doors.command import (
    COURSE_ID,
    ISSUED,
    NAMES,
    begin,
    change,
    changed,
    done,
    dosing,
    of_another_version,
    pages_of,
    parsed,
    refused,
    snapshot,
    text_of,
    unfolded,
    write_again,
)

# 72.5 kg from Monday 4 January 2027, at 10:00 in Paris: 1,450 mg on eight Mondays.
DAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22")
TIMED = ("--time", "10:00", "--time-zone", "Europe/Paris")

FAMOTIDINE = '[h2_blocker]\ndrug = "famotidine"\n'
SIX_DAYS = "[visit]\nsmallest_interval_days = 6\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("template") / "course", "--prepared-by", "AB", *TIMED)


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    """The course file in a folder of one's own."""
    shutil.copytree(template.parent, tmp_path / "course")
    return tmp_path / "course" / "course.toml"


def plan(course: Path, *words: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done(dosing("plan", course, "--json", "--issued", ISSUED, *words)))
    return document


def rows(course: Path) -> dict[str, str]:
    """Each visit as `day status dose`."""
    return {
        visit["visit"]: " ".join(filter(None, (visit["date"], visit["status"], (visit["study_drug"] or {}).get("rounded_mg"))))
        for visit in plan(course)["visits"]
    }


FIRST = {name: f"{day} planned 1450" for name, day in zip(NAMES, DAYS, strict=True)}

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
    assert rows(course) == {**FIRST, **expected}
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
    assert rows(course) == {
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
    assert rows(course) == {**FIRST, "C1D15": "2027-01-18 omitted"}
    changed(course, "undo")
    assert rows(course) == FIRST
    assert "finds no change to take back" in refused(change(course, "undo"))


def test_infusion_numbers_skip_the_omitted_visit(course: Path) -> None:
    changed(course, "omit", "C1D22")
    assert [visit["infusion_number"] for visit in plan(course)["visits"]] == [1, 2, 3, None, 4, 5, 6, 7]


def test_the_day_of_a_change_is_today_unless_it_is_given(course: Path) -> None:
    first = date.today()  # noqa: DTZ011  # the day where the computer stands
    done(dosing("correct", course, "born=1988-05-16", "--reason", "typed wrongly", "--by", "CD", "--yes"))
    assert first <= parsed(course)[1].changes[0].when <= date.today()  # noqa: DTZ011  # the same


def test_a_reason_comes_back_as_it_was_typed(course: Path) -> None:
    reason = """fever of 39 °C, "no" – 'wait' \\ C:\\temp #1"""
    done(change(course, "omit", "C1D22", reason=reason))
    assert parsed(course)[1].changes[0].reason == reason
    assert reason in done(dosing("history", course))
    write_again(course)
    assert reason in text_of((course.parent / "changes.html").read_text(encoding="utf-8"))


# Side by side, and the question

MOVE = ("C1D15", "--to", "2027-01-25", "--reason", "low counts", "--by", "CD", "--when", "2027-01-17")


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
    assert refused(dosing("move", course, "C1D15", "--reason", "", *words)) == "Error: reason is empty; write some text."


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
    assert (ran.status, ran.err) == (2, f"Error: {course} was changed by somebody else meanwhile; run the command again.\n")
    assert course.read_bytes().endswith(b"# somebody else was here\n")
    assert parsed(course)[1].revision == 1


# What is not changed

BAD = [
    # A visit that does not exist, was omitted, or lies behind the stop
    ("a visit of day 9", [], ("omit", "C1D9"), "2027-01-04", "there is no visit C1D9 in this course; write one of C1D1, C1D8"),
    ("a visit of a third cycle", [], ("stop", "C3D1"), "2027-01-04", "there is no visit C3D1"),
    ("a visit in words", [], ("omit", "the third"), "2027-01-04", "write it like C1D8"),
    (
        "an omitted visit, moved",
        [("omit", "C1D22")],
        ("move", "C1D22", "--to", "2027-01-26"),
        "2027-01-04",
        "C1D22 was omitted; undo that first",
    ),
    ("an omitted visit, omitted", [("omit", "C1D22")], ("omit", "C1D22"), "2027-01-04", "C1D22 was omitted"),
    ("an omitted visit, retimed", [("omit", "C1D22")], ("retime", "C1D22", "--at", "14:00"), "2027-01-04", "C1D22 was omitted"),
    ("behind the stop", [("stop", "C2D8")], ("omit", "C2D15"), "2027-01-04", "C2D15 lies behind the stop; undo the stop first"),
    ("the stop itself", [("stop", "C2D8")], ("stop", "C2D8"), "2027-01-04", "C2D8 lies behind the stop"),
    ("a cycle behind the stop", [("stop", "C2D8")], ("extend",), "2027-01-04", "already has 2 cycles"),
    # A move onto or before the previous visit or to the same day
    ("onto the previous visit", [], ("move", "C1D15", "--to", "2027-01-11"), "2027-01-04", "would both be on 2027-01-11"),
    ("before the previous visit", [], ("move", "C1D15", "--to", "2027-01-10"), "2027-01-04", "would come before C1D8"),
    ("to the same day", [], ("move", "C1D15", "--to", "2027-01-18"), "2027-01-04", "is already on 2027-01-18"),
    ("onto the next visit", [], ("move", "C1D15", "--to", "2027-01-25", "--following", "keep"), "2027-01-04", "two doses on one day"),
    ("behind the next visit", [], ("move", "C1D15", "--to", "2027-01-26", "--following", "keep"), "2027-01-04", "would come before C1D15"),
    # A gap below the site's smallest interval
    ("six days later", [], ("move", "C1D15", "--to", "2027-01-19", "--following", "keep"), "2027-01-04", "smallest interval is 7 days"),
    ("six days after", [], ("move", "C1D15", "--to", "2027-01-17"), "2027-01-04", "would be 6 days after C1D8"),
    # The past
    ("a past visit, moved", [], ("move", "C1D1", "--to", "2027-01-12"), "2027-01-05", "say --not-given if that dose was not given"),
    ("a past visit, omitted", [], ("omit", "C1D8"), "2027-01-12", "say --not-given if that dose was not given"),
    ("a past visit, retimed", [], ("retime", "C1D1", "--at", "14:00"), "2027-01-05", "before the day of the change"),
    ("a past visit, stopped", [], ("stop", "C1D1"), "2027-01-05", "stop from a visit on that day or later"),
    ("a move into the past", [], ("move", "C1D15", "--to", "2027-01-13"), "2027-01-14", "write that day or a later one"),
    # Weights
    (
        "a weight dated before the last one",
        [("reweigh", "68kg", "--on", "2027-01-20")],
        ("reweigh", "64kg", "--on", "2027-01-19"),
        "2027-02-08",
        "write weights in the order of their days",
    ),
    ("a weight dated before the first", [], ("reweigh", "64kg", "--on", "2027-01-01"), "2027-02-08", "before the last one on 2027-01-02"),
    ("a weight of tomorrow", [], ("reweigh", "64kg", "--on", "2027-02-09"), "2027-02-08", "after the day of the change"),
    ("a weight without a unit", [], ("reweigh", "64", "--on", "2027-02-08"), "2027-02-08", "'64' has no unit; write 64kg"),
    # Omitting the first visit
    (
        "the first visit, omitted",
        [],
        ("omit", "C1D1"),
        "2027-01-04",
        "is the first visit and cannot be omitted; move it, or stop the course",
    ),
    # What cannot be read
    ("a day that is not in the calendar", [], ("move", "C1D15", "--to", "2027-02-30"), "2027-01-04", "not in the calendar"),
    ("a day of the change that is no day", [], ("omit", "C1D22"), "today", "write the date as year, month and day"),
    (
        "another word than shift or keep",
        [],
        ("move", "C1D15", "--to", "2027-01-25", "--following", "both"),
        "2027-01-04",
        "write shift or keep",
    ),
    ("a time of twelve hours", [], ("retime", "C1D8", "--at", "2pm"), "2027-01-04", "24-hour clock"),
    ("a value that cannot be corrected", [], ("correct", "cycles=1"), "2027-01-04", "write NAME=VALUE like weight=72.5kg"),
    ("a correction without a value", [], ("correct", "weight"), "2027-01-04", "write NAME=VALUE"),
    ("a value corrected twice", [], ("correct", "weight=70kg", "weight=71kg"), "2027-01-04", "weight is corrected twice"),
    ("a corrected weight without a unit", [], ("correct", "weight=70"), "2027-01-04", "'70' has no unit"),
    ("a birth date after the start", [], ("correct", "born=2027-02-01"), "2027-01-04", "write the patient's birth date"),
    ("a third cycle", [], ("extend",), "2027-01-04", "the most that the regimen allows"),
    ("nothing to take back", [], ("undo",), "2027-01-04", "finds no change to take back"),
    ("a site that is not there", [], ("resite", "/nowhere/site.toml"), "2027-01-04", "cannot be read"),
]


@pytest.mark.parametrize(("earlier", "words", "when", "said"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_an_impossible_change_is_refused_and_nothing_changes_on_disk(
    earlier: list[tuple[str, ...]], words: tuple[str, ...], when: str, said: str, course: Path
) -> None:
    for verb, *rest in earlier:
        changed(course, verb, *rest, when="2027-01-20" if verb == "reweigh" else "2027-01-04")
    before = snapshot(course.parent)
    verb, *rest = words
    assert said in refused(change(course, verb, *rest, when=when))
    assert snapshot(course.parent) == before


def test_a_weight_that_fills_the_bag_is_refused_as_a_change_too(course: Path) -> None:
    before = snapshot(course.parent)
    words = ("reweigh", "249.95kg", "--on", "2027-02-08")
    assert "would fill the 250 mL bag" in refused(change(course, *words, when="2027-02-08"), status=3)
    assert snapshot(course.parent) == before


@pytest.mark.parametrize("missing", ["--reason", "--by", "--to"])
def test_a_change_without_its_reason_initials_or_day_is_not_made(missing: str, course: Path) -> None:
    words = list(MOVE)
    place = words.index(missing)
    del words[place : place + 2]
    assert missing in refused(dosing("move", course, *words, "--yes"))
    assert parsed(course)[1].revision == 1


@pytest.mark.parametrize(("option", "value"), [("--reason", "two\nlines"), ("--reason", " "), ("--by", ""), ("--by", "x" * 41)])
def test_a_reason_and_initials_are_one_printable_line(option: str, value: str, course: Path) -> None:
    words = [*MOVE]
    words[words.index(option) + 1] = value
    refused(dosing("move", course, *words, "--yes"))
    assert parsed(course)[1].revision == 1


def test_a_site_that_allows_six_days_lets_a_visit_move_one_day_with_a_caution(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(SIX_DAYS, encoding="utf-8")
    changed(course, "resite", site)
    said = changed(course, "move", "C1D15", "--to", "2027-01-19", "--following", "keep")
    assert "Caution: C1D22 is 6 days after C1D15" in said


# A file edited by hand, another format, a course without fingerprints


def with_three_changes(course: Path) -> Path:
    changed(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17")
    changed(course, "reweigh", "68kg", "--on", "2027-02-08", when="2027-02-08")
    changed(course, "omit", "C2D15", when="2027-02-08")
    return course


EDITS = [
    ('weight = "72.5kg"', 'weight = "73.5kg"', "the course as it was first made"),
    ("to = 2027-01-25", "to = 2027-01-26", "change 1 (move)"),
    ('weight = "68kg"', 'weight = "67kg"', "change 2 (reweigh)"),
    ('visit = "C2D15"', 'visit = "C2D8"', "change 3 (omit)"),
    ('reason = "as ordered"', 'reason = "because"', "change 1 (move)"),
    ("minutes_before = 45", "minutes_before = 50", "the course as it was first made"),
]


@pytest.mark.parametrize(("old", "new", "named"), EDITS, ids=[new for _, new, _ in EDITS])
def test_a_file_edited_by_hand_is_refused_naming_the_change_by_its_number(old: str, new: str, named: str, course: Path) -> None:
    text = with_three_changes(course).read_text(encoding="utf-8")
    assert old in text
    course.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = snapshot(course.parent)
    for ran in (
        dosing("plan", course),
        dosing("plan", course, "--out", course.parent, "--force"),
        dosing("diff", course, "1", "4"),
        dosing("check", course.parent, "--by", "EF", "--fingerprint", "0000-0000-0000"),
        change(course, "omit", "C2D22", when="2027-02-08"),
        change(course, "undo", when="2027-02-08"),
    ):
        said = refused(ran)
        assert said.startswith(f"Error: {named} was stored with the fingerprint ")
        assert "which no longer comes out" in said
    assert snapshot(course.parent) == before


def test_a_change_added_by_hand_to_a_course_of_this_program_is_refused_by_its_number(course: Path) -> None:
    text = with_three_changes(course).read_text(encoding="utf-8")
    added = '\n[[change]]\nkind = "omit"\nvisit = "C2D22"\nreason = "by hand"\nby = "AB"\nwhen = 2027-02-08\n'
    course.write_text(text + added, encoding="utf-8")
    assert "change 4 (omit) holds no fingerprint" in refused(dosing("plan", course))
    assert "change 4 (omit) holds no fingerprint" in refused(change(course, "undo", when="2027-02-08"))


def test_a_change_taken_out_by_hand_is_noticed(course: Path) -> None:
    parts = with_three_changes(course).read_text(encoding="utf-8").split("\n[[change]]\n")
    course.write_text("\n[[change]]\n".join([parts[0], parts[1], parts[3]]), encoding="utf-8")
    assert "change 2 (omit) was stored with the fingerprint" in refused(dosing("plan", course))


def test_an_impossible_change_written_by_hand_is_named_by_its_number(course: Path) -> None:
    text = with_three_changes(course).read_text(encoding="utf-8")
    course.write_text(text.replace("to = 2027-01-25", "to = 2027-01-17"), encoding="utf-8")
    assert refused(dosing("plan", course)).startswith("Error: change 1 (move): C1D15 on 2027-01-17 would be 6 days after C1D8")


def test_a_course_of_a_newer_format_is_refused(course: Path) -> None:
    course.write_text(course.read_text(encoding="utf-8").replace("dosing-course/1", "dosing-course/2"), encoding="utf-8")
    before = snapshot(course.parent)
    for ran in (dosing("plan", course), dosing("history", course), change(course, "omit", "C1D22"), dosing("diff", course, "1", "1")):
        assert "newer than this program reads (dosing-course/1); use the program that wrote it" in refused(ran)
    assert snapshot(course.parent) == before


def test_a_course_written_by_hand_says_how_to_begin(tmp_path: Path) -> None:
    hand = tmp_path / "hand.toml"
    hand.write_text(f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    said = refused(change(hand, "omit", "C1D22"))
    assert f"make its folder first: dosing plan {hand} --out DIR" in said
    assert [*snapshot(tmp_path)] == ["hand.toml"]
    done(dosing("plan", hand, "--out", tmp_path / "course"))
    changed(tmp_path / "course" / "course.toml", "omit", "C1D22")


def test_a_course_whose_changes_are_written_as_one_list_says_how_to_write_them(course: Path) -> None:
    text = course.read_text(encoding="utf-8")
    listed = text.replace("\ncycles = 2\n", "\ncycles = 2\nchange = []\n")
    assert listed != text
    course.write_text(listed, encoding="utf-8")
    ran = change(course, "omit", "C1D22")
    assert ran.status == 2
    assert "write each as a table of its own, headed [[change]] or [[check]]" in ran.err
    assert course.read_text(encoding="utf-8") == listed


# History and difference


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
    old.write_bytes((course.parent / "plan.json").read_bytes())
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


# An older revision, void on every page


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
        assert [number for number, page in enumerate(pages, 1) if "Void: replaced by a newer revision" not in page] == []
        html = files[f"{sheet}.html"].decode()
        # The patient's sheet is one table, whose head is printed on every page.
        assert html.count("Void: replaced by a newer revision") == max(html.count('<section class="page'), 1)
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


# The calendar of a later revision


def test_the_calendar_keeps_every_uid_and_cancels_what_was_dropped(course: Path) -> None:
    old = unfolded((course.parent / "visits.ics").read_bytes())
    changed(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17")
    changed(course, "omit", "C1D22", when="2027-01-17")
    changed(course, "stop", "C2D22", when="2027-01-17")
    write_again(course)
    new = unfolded((course.parent / "visits.ics").read_bytes())
    assert [event["UID"] for event in new] == [event["UID"] for event in old]
    assert {event["SEQUENCE"] for event in old} == {"1"}
    assert {event["SEQUENCE"] for event in new} == {"4"}
    # Arrival is an hour before 10:00 in Paris: 45 min for the tablets, 15 min to check in.
    assert [(event["DTSTART"], event["STATUS"], event["SUMMARY"], event.get("ALARM")) for event in new[2:4] + new[7:]] == [
        ("20270125T080000Z", "TENTATIVE", "Draft: Clinic visit 3 of 8", "yes"),
        ("20270201", "CANCELLED", "Draft: Cancelled: Clinic visit 4 of 8", None),
        ("20270301", "CANCELLED", "Draft: Cancelled: Clinic visit 8 of 8", None),
    ]


def test_a_folder_written_without_split_holds_no_stale_single_calendars(course: Path) -> None:
    write_again(course, "--split")
    assert (course.parent / "visit-C1D8.ics").exists()
    changed(course, "omit", "C1D22")
    write_again(course)
    assert not list(course.parent.glob("visit-*.ics"))


# The change slip


def slip(course: Path) -> str:
    write_again(course)
    return text_of((course.parent / "changes.html").read_text(encoding="utf-8")).replace("\N{NO-BREAK SPACE}", " ")


def test_the_first_revision_has_no_change_slip_and_every_later_one_has(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    assert not (course.parent / "changes.html").exists()
    for words in (("omit", "C1D22"), ("undo",)):
        changed(course, *words)
        write_again(course, pdf=True)
        assert (course.parent / "changes.html").exists()
        assert (course.parent / "changes.pdf").exists()


def test_the_change_slip_holds_old_and_new_days_void_revisions_and_calendar_entries(course: Path) -> None:
    changed(course, "reweigh", "72.5kg", "--on", "2027-01-04")
    done(change(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17", by="CD", reason="low counts"))
    said = slip(course)
    assert "Reason: low counts. Entered by CD for Sunday 17 January 2027." in said
    assert "Void: the sheets of revisions 1 and 2." in said
    assert "C1D15 Mon 18 Jan 2027, 10:00 Mon 25 Jan 2027, 10:00 1,450 mg (72.5 mL) same" in said
    assert "C2D22 Mon 22 Feb 2027, 10:00 Mon 1 Mar 2027, 10:00 1,450 mg (72.5 mL) same" in said
    assert "C1D8 Mon" not in said
    entry = "Clinic visit 3 of 8 on Monday 18 January 2027, arrival at 09:00: now Monday 25 January 2027, arrival at 09:00"
    assert entry in said
    assert said.count("Clinic visit ") == 6


def test_the_change_slip_says_what_is_cancelled(course: Path) -> None:
    changed(course, "stop", "C2D15")
    said = slip(course)
    assert "Void: the sheets of revision 1." in said
    assert "C2D15 Cancelled Mon 15 Feb 2027, 10:00 Stopped 1,450 mg (72.5 mL) none C2D22" in said
    assert "Clinic visit 7 of 8 on Monday 15 February 2027, arrival at 09:00: cancelled" in said
    assert "Clinic visit 8 of 8 on Monday 22 February 2027, arrival at 09:00: cancelled" in said
    assert said.count("Clinic visit ") == 2


def test_the_change_slip_holds_old_and_new_doses(course: Path) -> None:
    changed(course, "reweigh", "64kg", "--on", "2027-02-15", when="2027-02-15")
    said = slip(course)
    assert "C2D15 Mon 15 Feb 2027, 10:00 same 1,450 mg (72.5 mL) 1,280 mg (64 mL)" in said
    assert "C2D22 Mon 22 Feb 2027, 10:00 same 1,450 mg (72.5 mL) 1,280 mg (64 mL)" in said
    assert "No day and no time differs from what older calendar files say; no entry has to be deleted." in said


def test_the_change_slip_of_a_correction_names_the_past_visits_with_the_wrong_value(course: Path) -> None:
    changed(course, "correct", "weight=75.2kg", when="2027-01-20")
    said = slip(course)
    assert "Printed with the wrong value before the correction" in said
    assert "C1D1, C1D8 and C1D15" in said
    for name in ("C1D1", "C1D8", "C1D15"):
        assert f"{name} was printed as 1,450 mg and would be 1,504 mg." in said
    assert "C1D22 was printed as" not in said
    printed = done(dosing("diff", course, "1", "2"))
    assert "1,504 mg" in printed


def test_the_pages_of_a_change_slip_say_the_same_in_the_pdf(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    changed(course, "correct", "weight=75.2kg", when="2027-01-20")
    write_again(course, pdf=True)
    said = " ".join(pages_of((course.parent / "changes.pdf").read_bytes())).replace("\N{NO-BREAK SPACE}", " ")
    assert "Void: the sheets of revision 1." in said
    assert "C1D15 was printed as 1,450 mg and would be 1,504 mg." in said


# Another version of the program


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
    assert "accept this program's numbers by: dosing rebase" in refused(dosing("plan", course))
    assert "dosing rebase" in refused(change(course, "omit", "C2D22"))
    said = changed(course, "rebase")
    assert re.search(r"C1D1 .* 1,500 mg .* 1,450 mg", said)
    assert course.read_bytes().startswith(old)
    assert rows(course) == {**FIRST, "C1D22": "2027-01-25 omitted"}
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


def test_the_slip_lists_what_every_older_sheet_still_says(course: Path) -> None:
    done(change(course, "move", "C1D15", "--to", "2027-01-25", when="2027-01-17"))
    changed(course, "correct", "born=1990-01-01", when="2027-01-18")
    said = slip(course)
    assert "No visit differs between revision 2 and revision 3." in said
    assert "C1D15 1 Mon 18 Jan 2027, 10:00 1,450 mg (72.5 mL) Mon 25 Jan 2027, 10:00 1,450 mg (72.5 mL)" in said
    entry = "Clinic visit 3 of 8 on Monday 18 January 2027, arrival at 09:00: now Monday 25 January 2027, arrival at 09:00"
    assert entry in said
    assert said.count("Clinic visit ") == 6  # C1D15 and the five after it


def test_the_slip_names_a_premedication_whose_dose_changed(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[dexamethasone]\ndose_mg = 40\n", encoding="utf-8")
    changed(course, "resite", site, when="2027-02-22")
    assert "premedications, now dexamethasone 40 mg oral, acetaminophen 650 mg oral" in slip(course)


def test_a_rebase_without_the_old_plan_beside_it_says_where_to_look(course: Path) -> None:
    of_another_version(course)
    (course.parent / "plan.json").unlink()
    assert "No plan.json of revision 1 stands beside the course file" in changed(course, "rebase")


def test_times_that_only_move_along_with_a_visit_are_no_change_of_their_own(tmp_path: Path) -> None:
    rates = tmp_path / "rates.toml"
    rates.write_text('[infusion]\nprofile = "label-250ml"\ncompared_by = "CD"\ncompared_on = "2026-12-01"\n', encoding="utf-8")
    course = begin(tmp_path / "course", *TIMED, "--site", str(rates))
    said = changed(course, "move", "C2D22", "--to", "2027-02-24")
    assert "changed:" not in said
    assert "premedications" not in slip(course)


def test_a_site_that_lets_people_arrive_earlier_or_stay_longer_changes_their_calendar_entries(course: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[visit]\ncheck_in_minutes = 30\n", encoding="utf-8")
    said = changed(course, "resite", site, when="2027-02-15")
    assert "C2D15" in said
    assert "C2D8" not in said
    assert "(changed: arrival; planned end)" in said
    entry = "Clinic visit 7 of 8 on Monday 15 February 2027, arrival at 09:00: now Monday 15 February 2027, arrival at 08:45"
    assert entry in slip(course)
    assert slip(course).count("Clinic visit ") == 2


def test_a_second_cycle_that_is_taken_back_is_cancelled_in_the_calendars_that_hold_it(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", "--cycles", "1", "--split")
    changed(course, "extend")
    write_again(course, "--split")
    held = unfolded((course.parent / "visits.ics").read_bytes())
    changed(course, "undo")
    assert [*rows(course)] == ["C1D1", "C1D8", "C1D15", "C1D22"]
    assert "Clinic visit 5 of 8 on Monday 1 February 2027: cancelled" in slip(course)
    write_again(course, "--split")
    events = unfolded((course.parent / "visits.ics").read_bytes())
    assert [event["UID"] for event in events] == [event["UID"] for event in held]
    assert [event["STATUS"] for event in events] == ["TENTATIVE"] * 4 + ["CANCELLED"] * 4
    assert events[4]["SUMMARY"] == "Draft: Cancelled: Clinic visit 5 of 8"
    assert (events[4]["DTSTART"], events[4].get("ALARM")) == ("20270201", None)
    assert len(list(course.parent.glob("visit-*.ics"))) == 8
    changed(course, "extend")
    write_again(course)
    assert [event["STATUS"] for event in unfolded((course.parent / "visits.ics").read_bytes())] == ["TENTATIVE"] * 8


def test_history_says_which_revision_an_undo_took_back(course: Path) -> None:
    changed(course, "omit", "C1D22")
    changed(course, "stop", "C2D8")
    changed(course, "undo")
    changed(course, "undo")
    lines = done(dosing("history", course)).splitlines()
    assert "revision 3 taken back (stopped from C2D8 on): as ordered (CD" in lines[3]
    assert "revision 2 taken back (C1D22 omitted): as ordered (CD" in lines[4]
