"""What the sheets say of the pharmacy: it travels in the course file, and changes without a revision."""

import json
import re

import pytest

from tests.web.visitor import FIXED, PATIENT, Answer, Served, hold_nothing

SITE = b'[letterhead]\nname = "Ward pharmacy"\nday_phone = "020 7946 0000"\npaper = "letter"\n'
WHO = {"reason": "as ordered", "by": "AB", "when-day": "12", "when-month": "1", "when-year": "2027"}


@pytest.fixture(scope="module")
def headed(server: Served) -> Answer:
    """A plan whose site file holds a letterhead."""
    hold_nothing()
    page = server.upload("/plan", {**PATIENT, **FIXED}, "site_file", SITE)
    hold_nothing()
    return page


def course_file(server: Served, page: Answer) -> bytes:
    return server.post("/files/course.toml", page.carried).body


def test_the_letterhead_of_the_site_file_stands_on_the_sheets_and_in_the_course_file(server: Served, headed: Answer) -> None:
    assert "020 7946 0000" in server.post("/sheets/patient", headed.carried).words
    again = server.upload("/open", {}, "course_file", course_file(server, headed))
    assert "020 7946 0000" in server.post("/sheets/patient", again.carried).words


def test_the_paper_is_the_letterhead_s_unless_another_is_chosen(server: Served, planned: Answer, headed: Answer) -> None:
    assert re.search(r'id="paper-letter"[^>]* checked', headed.text)
    assert re.search(r'id="paper-a4"[^>]* checked', planned.text)
    assert b'class="letter' in server.post("/files/nurse.html", headed.carried).body
    assert b'class="letter' not in server.post("/files/nurse.html", {**headed.carried, "paper": "a4"}).body


def test_its_form_holds_what_is_printed_so_far(server: Served, headed: Answer) -> None:
    form = server.post("/letterhead", headed.carried)
    assert form.status == 200
    assert [form.value(name) for name in ("name", "address", "day_phone", "night_phone")] == ["Ward pharmacy", "", "020 7946 0000", ""]
    assert re.search(r'value="letter" checked', form.text)


def test_another_telephone_makes_no_revision_and_a_check_stays(server: Served, headed: Answer) -> None:
    printed = re.search(r'class="print">([0-9A-F-]{14})<', headed.text)
    assert printed is not None
    checked = server.check(headed)
    after = server.post("/letterhead/make", {**checked.carried, "name": "Ward pharmacy", "night_phone": "020 7946 0999", "paper": "a4"})
    assert after.status == 200
    assert "Checked by CD" in after.words
    assert f"Revision 1 Fingerprint {printed[1]}" in after.words
    sheet = server.post("/sheets/patient", after.carried).words
    assert "020 7946 0999" in sheet
    assert "020 7946 0000" not in sheet
    assert course_file(server, after).startswith(course_file(server, checked))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("name", "x" * 121, "The name of the pharmacy has 121 characters"), ("day_phone", "氏名", "typeface cannot print")],
)
def test_what_the_sheets_cannot_print_is_said_at_its_field(server: Served, headed: Answer, name: str, text: str, words: str) -> None:
    answer = server.post("/letterhead/make", {**headed.carried, name: text})
    assert answer.status == 400
    assert f'href="#{name}"' in answer.text
    assert words in answer.words
    assert answer.value(name) == text


def test_a_new_site_file_brings_its_letterhead_where_it_holds_one(server: Served, headed: Answer) -> None:
    fields = {**headed.carried, **WHO, "kind": "resite"}
    review = server.upload("/change/review", fields, "site_file", b'[letterhead]\nday_phone = "020 7946 0123"\n')
    assert "letterhead of the new site file stands on the sheets" in review.words
    made = server.post("/change/make", {**fields, "site": review.hidden("site")})
    assert "020 7946 0123" in server.post("/sheets/patient", made.carried).words
    hold_nothing()
    without = server.upload("/change/review", fields, "site_file", b'[premedications.h2_blocker]\ndrug = "famotidine"\n')
    assert "letterhead" not in without.words
    kept = server.post("/change/make", {**fields, "site": without.hidden("site")})
    assert "020 7946 0000" in server.post("/sheets/patient", kept.carried).words


def test_a_program_changes_it_likewise(server: Served, headed: Answer) -> None:
    before = course_file(server, headed).decode()
    answer = json.loads(server.api("letterhead", {"course_file": before, "letterhead": {"name": "Other ward"}}).text)
    assert answer["course_file"].startswith(before)
    assert answer["plan"]["letterhead"]["name"] == "Other ward"
    assert answer["plan"]["letterhead"]["day_phone"] is None
    assert answer["plan"]["release"]["revision"] == 1
    wrong = json.loads(server.api("letterhead", {"course_file": before, "letterhead": {"name": "x" * 121}}).text)
    assert (wrong["status"], wrong["code"], wrong["field"]) == (400, "too-long", "letterhead.name")


def test_what_calendar_entries_say_of_the_pharmacy_is_chosen_in_its_form(server: Served, headed: Answer) -> None:
    form = server.post("/letterhead", headed.carried)
    assert re.findall(r'name="calendar" value="([a-z-]+)"( checked)?', form.text) == [
        ("nothing", ""), ("telephones", " checked"), ("telephones-and-address", ""), ("telephones-name-and-address", ""),
    ]  # fmt: skip
    typed = {"address": "1 High Street", "day_phone": "020 7946 0000", "paper": "a4", "calendar": "telephones-and-address"}
    made = server.post("/letterhead/make", {**form.carried, **typed})
    assert b"\r\nLOCATION:1 High Street\r\n" in server.post("/files/visits.ics", made.carried).body
    assert b"LOCATION" not in server.post("/files/visits.ics", headed.carried).body
