"""A course that is saved, opened, changed and checked on the page."""

import json
import re
from pathlib import Path

import pytest

from tests.doors.command import dosing
from tests.web.visitor import COURSE_ID, ISSUED, PATIENT, Answer, Served, hold_nothing

MOVE = {
    "kind": "move", "visit": "C1D15", "to-day": "25", "to-month": "jan", "to-year": "2027", "following": "shift", "reason": "low counts",
    "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027",
}  # fmt: skip
CHANGE = ("--reason", "low counts", "--by", "AB", "--when", "2027-01-12", "--yes")


@pytest.fixture(scope="module")
def moved(server: Served, planned: Answer) -> Answer:
    """The page after a visit was moved."""
    page = server.post("/change/make", {**planned.carried, **MOVE})
    hold_nothing()
    return page


def course_file(server: Served, page: Answer) -> bytes:
    return server.post("/files/course.toml", page.carried).body


VERBS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "move": ({"visit": "C1D15", "to-day": "25", "to-month": "1", "to-year": "2027"}, ("C1D15", "--to", "2027-01-25")),
    "omit": ({"visit": "C2D8"}, ("C2D8",)),
    "stop": ({"visit": "C2D8"}, ("C2D8",)),
    "reweigh": ({"weight": "64", "weighed-day": "22", "weighed-month": "11", "weighed-year": "2026"}, ("64kg", "--on", "2026-11-22")),
    "retime": ({"visit": "C2D8", "time": "9:30"}, ("C2D8", "--at", "09:30")),
    "correct": ({"weight": "73.5 kg", "transplant-none": "yes"}, ("weight=73.5 kg", "transplant=none")),
}


@pytest.mark.parametrize("kind", VERBS)
def test_each_change_makes_the_course_file_that_its_command_makes(server: Served, planned: Answer, tmp_path: Path, kind: str) -> None:
    fields, words = VERBS[kind]
    typed = {**{key: MOVE[key] for key in ("reason", "by", "when-day", "when-month", "when-year")}, "kind": kind, **fields}
    review = server.post("/change/review", {**planned.carried, **typed})
    assert review.status == 200
    assert "Confirm" in review.words
    made = server.post("/change/make", {**planned.carried, **typed})
    assert made.status == 200
    file = tmp_path / "course.toml"
    file.write_bytes(course_file(server, planned))
    assert dosing(kind, file, *words, *CHANGE).status == 0
    assert course_file(server, made) == file.read_bytes()


def test_what_was_given_makes_the_course_file_that_its_command_makes(server: Served, tmp_path: Path) -> None:
    """Of a course that began in October 2026, since nothing can be recorded of a day to come."""
    begun = {"start-day": "5", "start-month": "10", "start-year": "2026", "weighed-day": "2", "weighed-month": "10", "weighed-year": "2026"}
    before = server.post("/plan", {**PATIENT, **begun})
    typed = {
        "kind": "outcome", "visit": "C1D8", "given_ml": "60", "reaction": "2", "reason": "as ordered", "by": "AB",
        "when-day": "12", "when-month": "10", "when-year": "2026",
    }  # fmt: skip
    made = server.post("/change/make", {**before.carried, **typed})
    assert made.status == 200, made.words
    file = tmp_path / "course.toml"
    file.write_bytes(course_file(server, before))
    words = ("C1D8", "--given-ml", "60", "--reaction", "2", "--reason", "as ordered", "--by", "AB", "--when", "2026-10-12", "--yes")
    assert dosing("outcome", file, *words).status == 0
    assert course_file(server, made) == file.read_bytes()


def test_a_change_can_be_taken_back_and_a_second_cycle_added(server: Served, moved: Answer) -> None:
    who = {key: MOVE[key] for key in ("reason", "by", "when-day", "when-month", "when-year")}
    assert "Revision 3 is made" in server.post("/change/make", {**moved.carried, **who, "kind": "undo"}).words
    short = server.post("/plan", {**PATIENT, "cycles": "1"})
    assert len(set(re.findall(r'scope="row">(C[12]D[0-9]+)', short.text))) == 4
    longer = server.post("/change/make", {**short.carried, **who, "kind": "extend"})
    assert len(set(re.findall(r'scope="row">(C[12]D[0-9]+)', longer.text))) == 8


def test_a_new_site_file_enters_by_a_change(server: Served, planned: Answer) -> None:
    who = {key: MOVE[key] for key in ("reason", "by", "when-day", "when-month", "when-year")}
    fields = {**planned.carried, **who, "kind": "resite"}
    review = server.upload("/change/review", fields, "site_file", b'[premedications.h2_blocker]\ndrug = "famotidine"\n')
    assert review.status == 200
    made = server.post("/change/make", {**fields, "site": review.hidden("site")})
    assert "famotidine, substituted for ranitidine" in made.words
    hold_nothing()
    wrong = server.upload("/change/review", fields, "site_file", b'[[vials]]\nstrength_mg = "1400"\nvolume_ml = "10"\n')
    assert wrong.status == 400
    assert "subcutaneous product" in wrong.words


def test_old_stands_beside_new_before_anything_is_confirmed(server: Served, planned: Answer) -> None:
    review = server.post("/change/review", {**planned.carried, **MOVE})
    assert "C1D15 Mon 18 Jan 2027, 10:00 Mon 25 Jan 2027, 10:00" in review.words
    assert "Confirming makes revision 2" in review.words
    assert review.hidden("course") == planned.hidden("course")


def test_a_change_appends_to_the_file_and_makes_a_draft_with_a_change_slip(server: Served, planned: Answer, moved: Answer) -> None:
    before, after = course_file(server, planned), course_file(server, moved)
    assert after.startswith(before)
    assert "Revision 2 is made" in moved.words
    assert "Draft: not yet checked" in moved.words
    assert server.post("/files/changes.pdf", moved.carried).body.startswith(b"%PDF")
    assert server.post("/sheets/changes", moved.carried).status == 200


def test_an_older_revision_is_shown_void_and_gives_no_calendar(server: Served, moved: Answer) -> None:
    old = server.post("/course", {**moved.carried, "revision": "1"})
    assert "Void: replaced by a newer revision" in old.words
    assert 'formaction="/check"' not in old.text
    assert b"Void" in server.post("/sheets/nurse", {**moved.carried, "revision": "1"}).body
    assert server.post("/files/visits.ics", {**moved.carried, "revision": "1"}).status == 404
    assert server.post("/course", {**moved.carried, "revision": "9"}).status == 400


WRONG_CHANGES: list[tuple[dict[str, str], str, str]] = [
    ({"visit": ""}, "visit", "Select a visit"),
    ({"visit": "C9D9"}, "visit", "Select a visit"),
    ({"to-day": "32"}, "to-day", "real date"),
    ({"to-day": "18"}, "to-day", "already on"),
    ({"to-day": "2", "to-month": "2", "following": "keep"}, "to-day", "write"),
    ({"reason": ""}, "reason", "Enter the reason"),
    ({"by": ""}, "by", "Enter the initials"),
    ({"when-day": "20"}, "not_given", "That dose was not given"),
    ({"when-day": ""}, "when-day", "must include a day"),
]


@pytest.mark.parametrize(("typed", "field", "words"), WRONG_CHANGES, ids=[f"{field}: {words}" for _, field, words in WRONG_CHANGES])
@pytest.mark.parametrize("path", ["/change/review", "/change/make"])
def test_a_change_that_cannot_be_says_why_and_keeps_what_was_typed(
    server: Served, planned: Answer, path: str, typed: dict[str, str], field: str, words: str
) -> None:
    answer = server.post(path, {**planned.carried, **MOVE, **typed})
    assert answer.status == 400
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert words in answer.words
    assert "--" not in answer.words
    assert answer.value("to-month") == {**MOVE, **typed}["to-month"]


HOW = "is not that of the plan; read it again from the chart and the paper."


def test_only_somebody_else_confirms_and_only_with_what_they_read_and_calculated(server: Served, planned: Answer) -> None:
    right = server.answers(planned)
    assert set(right) == {
        "fingerprint", "mg_per_kg", "weight-C1D1", "weighed-C1D1-day", "weighed-C1D1-month", "weighed-C1D1-year", "mg-C1D1", "volume-C1D1",
    }  # fmt: skip
    for other, words in (
        ({"by": ""}, "Enter the initials"),
        ({"by": "A.B."}, "prepared this plan"),
        ({"by": "\u0421D"}, "no Latin letter"),
        ({"fingerprint": "1A2B-3C4D-5E6F"}, f"The fingerprint {HOW}"),
        ({"fingerprint": "12"}, "twelve digits"),
        ({"mg-C1D1": ""}, "Enter the dose for C1D1, C1D8, C1D15, C1D22"),
        ({"mg-C1D1": "1460"}, f"The dose of C1D1 {HOW}"),
        ({"weight-C1D1": "72.5"}, "write it with its unit, kg or lb"),
        ({"weighed-C1D1-day": "19"}, f"The day of the weight of C1D1 {HOW}"),
    ):
        typed = {"by": "CD", **right, **other}
        answer = server.post("/check/make", {**planned.carried, **typed})
        assert (answer.status, words in answer.words) == (400, True), other
        assert {name: answer.value(name) for name in typed} == typed


def test_every_value_that_differs_is_said_at_its_field(server: Served, planned: Answer) -> None:
    answer = server.check(planned, weight="75kg", volume="75", mg="1500")
    summary = answer.text.partition('class="summary-box"')[2].partition("</div>")[0]
    assert re.findall(r'href="#([^"]+)"', summary) == ["weight-C1D1", "mg-C1D1", "volume-C1D1"]


def test_a_checked_plan_is_no_draft_and_stays_checked_when_days_move(server: Served, planned: Answer) -> None:
    checked = server.check(planned)
    assert "Checked by CD" in checked.words
    assert "Draft" not in checked.words
    file = course_file(server, checked)
    assert file.startswith(course_file(server, planned))
    assert b'by = "CD"' in file
    assert b"Draft" not in server.post("/files/nurse.html", checked.carried).body
    assert b"SUMMARY:Clinic visit 1 of 8 (plan 1)" in server.post("/files/visits.ics", checked.carried).body
    again = server.upload("/open", {}, "course_file", file)
    assert "Checked by CD" in again.words
    form = server.post("/check", checked.carried)
    assert (form.status, "every other visit was checked, last by CD" in form.words) == (400, True)
    later = server.post("/change/make", {**checked.carried, **MOVE})
    assert "Checked by CD" in later.words
    assert re.search(r"Revision 1: weight, dose and volume recalculated by CD on .*: C1D1, C1D8, C1D15, C1D22; not checked: ", later.words)
    heavier = {**MOVE, "kind": "correct", "weight": "74"}
    hold_nothing()
    assert "Draft: not yet checked" in server.post("/change/make", {**checked.carried, **heavier}).words


def test_the_history_says_what_was_done_why_by_whom_and_who_checked_what(server: Served, planned: Answer) -> None:
    printed = re.search(r'class="print">([0-9A-F-]{14})<', planned.text)
    assert printed is not None
    later = server.post("/change/make", {**server.check(planned).carried, **MOVE})
    history = later.words.partition("History")[2]
    begun = f"Revision 1 , {printed[1]}: first made, 72.5 kg, start Monday 4 January 2027, prepared by AB"
    assert f"{begun}; weight, dose and volume recalculated by CD on " in history
    assert "C1D1, C1D8, C1D15, C1D22; not checked: identity, premedication, rates" in history
    said = "C1D15 moved to Monday 25 January 2027, the visits after it too: low counts (AB, Tuesday 12 January 2027)"
    assert said in history
    assert "Show revision 1" in history
    assert "Show revision 2" not in history


# 157.34 lb are 71.37 kg: 1,427.4 mg, 71.37 mL, drawn as 71.4 mL and 1,428 mg.
ODD = {
    **PATIENT, "weight": "157.34 lb", "born-day": "17", "born-month": "8", "born-year": "1959", "course_id": COURSE_ID, "issued": ISSUED,
    "weighed-day": "19",
}  # fmt: skip
NUMBERS = {"157.34", "71.37", "1,427.4", "1,428", "71.4", "2026", "2027", "19"}  # that the page of the plan shows
WRONG = {
    "fingerprint": "FFFF-FFFF-FFFF",
    "born": "1911-11-11",
    "mg_per_kg": "7",
    "weight": "88kg",
    "weighed": "1911-11-11",
    "mg": "8",
    "volume": "9",
}


def shown_on(answer: Answer) -> str:
    """All that a page shows, without its last line, the names of visits and what stands in its fields because it was typed."""
    words = answer.words.partition("This page runs on this computer")[0]
    labels = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', answer.text))
    return re.sub(r"C[0-9]+D[0-9]+", "", f"{words} {labels}")


def digits_in(text: str) -> set[str]:
    return set(re.findall(r"[0-9](?:[0-9,.]*[0-9])?", text)) | set(re.findall(r"\b[0-9A-F]{4}\b", text))


def test_the_page_of_the_check_shows_no_number_of_the_plan_before_or_after_it_refuses(server: Served) -> None:
    odd = server.post("/plan", ODD)
    fingerprint = set(re.findall(r'class="print">([0-9A-F-]{14})<', odd.text)[0].split("-"))
    assert NUMBERS | fingerprint <= digits_in(shown_on(odd))  # it finds them where they stand
    empty = server.post("/check", odd.carried)
    assert (empty.status, digits_in(shown_on(empty))) == (200, set())
    for name, wrong in WRONG.items():
        for other in ({name: wrong}, {**WRONG}, {**WRONG, name: "x-y-z"}):
            answer = server.check(odd, **other)
            assert answer.status == 400
            assert digits_in(shown_on(answer)) <= digits_in(" ".join(other.values()))
            typed = server.answers(odd, **other)
            assert {field: answer.value(field) for field in typed} == typed  # and fields hold nothing but what was typed


def test_an_answer_of_the_api_that_refuses_a_check_shows_no_number_of_the_plan(server: Served) -> None:
    odd = server.post("/plan", ODD)
    course = course_file(server, odd).decode()
    dose = {"visit": "C1D8", "weight": "88kg", "weighed": "1911-11-11", "mg": "8", "volume": "9"}
    sent = {"course_file": course, "by": "CD", "fingerprint": "FFFF-FFFF-FFFF", "born": "1911-11-11", "mg_per_kg": "7", "doses": [dose]}
    answer = server.api("check", {**sent, "issued": ISSUED})
    said = json.loads(answer.text)
    assert (answer.status, said["code"]) == (400, "check-differs")
    assert said["detail"].startswith(
        "The fingerprint, the birth date, the ordered dose in mg/kg, the weight, the day of the weight, the dose and the volume of C1D1 "
    )
    assert digits_in(re.sub(r"C[0-9]+D[0-9]+", "", said["detail"])) == set()


def test_a_saved_course_opens_again_byte_for_byte_and_so_does_one_written_on_windows(server: Served, moved: Answer) -> None:
    file = course_file(server, moved)
    assert course_file(server, server.upload("/open", {}, "course_file", file)) == file
    windows = file.replace(b"\n", b"\r\n")
    assert course_file(server, server.upload("/open", {}, "course_file", windows)) == windows


def test_a_course_written_by_hand_opens_and_is_sealed(server: Served) -> None:
    content = f'course_id = "{COURSE_ID}"\nweight = "72.5kg"\nstart = 2027-01-04\n'.encode()
    page = server.upload("/open", {}, "course_file", content)
    assert page.status == 200
    assert b"\nfingerprint = " in course_file(server, page)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Select a course file"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"x = [", "not readable as TOML"),
        (b'weight = "72.5"\n', "no unit"),
        (b"PK\x03\x04", "not"),
        (b'start = 2027-01-04\n', "weight is missing"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_course_is_said_at_its_field(server: Served, content: bytes, words: str) -> None:
    answer = server.upload("/open", {}, "course_file", content)
    assert answer.status == 400
    assert words in answer.words
    assert 'href="#course_file"' in answer.text


def test_a_course_edited_by_hand_is_not_shown_as_if_it_were_the_old_one(server: Served, planned: Answer) -> None:
    file = course_file(server, planned).replace(b'weight = "72.5kg"', b'weight = "73.5kg"')
    answer = server.upload("/open", {}, "course_file", file)
    assert answer.status == 400
    assert "no longer comes out" in answer.words
    assert "edited by hand" in answer.words
    assert "rebase" not in answer.text


def test_the_numbers_of_another_version_of_the_program_are_accepted_by_a_change(server: Served, planned: Answer) -> None:
    other = re.sub(rb'(?m)^engine = "dosing [^"]*"', b'engine = "dosing 0.0.1"', course_file(server, planned))
    answer = server.upload("/open", {}, "course_file", other.replace(b'weight = "72.5kg"', b'weight = "73.5kg"'))
    assert answer.status == 400
    assert "accept this program's numbers" in answer.words
    form = server.post("/change", {**answer.carried, "kind": "rebase"})
    assert form.status == 200
    who = {key: MOVE[key] for key in ("reason", "by", "when-day", "when-month", "when-year")}
    accepted = server.post("/change/make", {**answer.carried, **who, "kind": "rebase"})
    assert "1,470 mg" in accepted.words


def test_a_course_of_more_changes_than_a_page_can_make_again_is_refused_at_once(server: Served) -> None:
    change = '\n[[change]]\nkind = "omit"\nvisit = "C1D8"\nreason = "x"\nby = "AB"\nwhen = 2027-01-04\n'
    content = f'course_id = "{COURSE_ID}"\nweight = "72.5kg"\nstart = 2027-01-04\n{change * 201}'.encode()
    assert "holds 201 changes" in server.upload("/open", {}, "course_file", content).words


def test_a_form_that_lost_its_course_says_where_to_begin(server: Served) -> None:
    for fields in ({}, {"course": "!!"}, {"course": "eA==", "issued": "x"}, {"course": "eA==", "issued": ISSUED}):
        answer = server.post("/course", fields)
        assert answer.status == 400
        assert "Begin a new plan" in answer.words
