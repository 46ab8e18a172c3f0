"""A plan stands at an address of its own: reload, Back and Forward keep it, and a server that was started again says what is lost."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.web.browsing import checked, moved, planned, send
from tests.web.visitor import COURSE_ID, FIXED, LABEL, LED, NO_EXTRA, PATIENT, Answer, Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("fastapi", reason=NO_EXTRA)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ADDRESS = re.compile(r"/course/[A-Za-z0-9_-]{24}")


def made(server: Served, **typed: str) -> str:
    """Make a plan; the address to which its form leads."""
    own = {**FORM, "Origin": server.origin}
    answer = server.ask("POST", "/plan", urlencode({**PATIENT, **typed}).encode(), own)
    assert answer.status == 303
    LED.append((server, answer.headers["location"].removeprefix("/course/")))
    return answer.headers["location"]


def fingerprint(answer: Answer) -> str:
    found = re.search(r'<dd class="print">([^<]*)</dd>', answer.text)
    assert found is not None
    return found[1]


def test_a_plan_leads_to_an_address_in_which_nothing_of_it_stands(server: Served) -> None:
    place = made(server, **FIXED)
    assert ADDRESS.fullmatch(place)
    assert made(server, **FIXED) == place  # the same values, course and moment
    assert made(server, **{**FIXED, "issued": "2027-01-03T09:00:01Z"}) != place
    for word in (LABEL, COURSE_ID, COURSE_ID[:8], "72.5"):
        assert word not in place


def test_the_address_gives_the_same_plan_each_time_it_is_asked(server: Served) -> None:
    place = made(server)  # no course id and no moment are given: both are made once, at the post
    first, again = server.get(place), server.get(place)
    assert first.status == 200
    assert first.body == again.body
    assert LABEL in first.words


def test_nobody_sees_it_without_the_secret_of_the_run(server: Served) -> None:
    assert server.get(made(server), Cookie=None).status == 403


def test_an_address_that_is_not_held_says_what_is_lost_and_what_to_do(server: Served) -> None:
    answer = server.get("/course/" + "x" * 24)
    assert answer.status == 404
    assert "This course is not held any more" in answer.words
    assert "Open the course file that you saved. What was changed or checked since it was saved is lost" in answer.words


def test_done_it_is_held_no_longer(server: Served) -> None:
    place = made(server)
    assert f'action="{place}/done"' in server.get(place).text
    first = server.post(f"{place}/done", {})
    assert first.status == 409
    assert "The course file is not saved yet" in first.words
    assert server.get(place).status == 200
    server.post("/files/course.toml", first.carried)
    answer = server.post(f"{place}/done", {})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert server.get(place).status == 404


def test_done_without_saving_is_possible_and_has_to_be_said(server: Served) -> None:
    place = made(server)
    answer = server.post(f"{place}/done", {"unsaved": "yes"})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert server.get(place).status == 404


def test_the_page_says_whether_the_newest_course_file_was_saved(server: Served) -> None:
    place = made(server)
    page = server.get(place)
    assert "Course file Not saved yet" in page.words
    server.post("/files/pharmacy.pdf", page.carried)
    assert "Course file Not saved yet" in server.get(place).words
    file = server.post("/files/course.toml", page.carried).body
    assert "Course file Saved" in server.get(place).words
    assert "Course file Saved" in server.upload("/open", {}, "course_file", file).words
    changed = server.post("/change/make", {**page.carried, **OMIT})
    assert "Course file Not saved yet" in changed.words
    server.post("/files/plan.zip", changed.carried)  # which holds it
    assert "Course file Saved" in server.post("/course", changed.carried).words


def test_the_form_is_gone_back_to_only_while_nothing_of_the_plan_was_given(server: Served) -> None:
    place = made(server)
    assert "Back to the form" in server.get(place).words
    server.post("/sheets/nurse", server.get(place).carried)
    assert "Back to the form" not in server.get(place).words


def test_an_older_revision_has_an_address_too(server: Served) -> None:
    page = server.get(made(server))
    changed = server.post("/change/make", {**page.carried, **OMIT})
    answer = server.ask("POST", "/course", urlencode({**changed.carried, "revision": "1"}).encode(), FORM | {"Origin": server.origin})
    assert (answer.status, bool(re.fullmatch(ADDRESS.pattern + "/revision/1", answer.headers["location"]))) == (303, True)
    older = server.get(answer.headers["location"])
    assert (older.status, fingerprint(older)) == (200, fingerprint(page))
    assert "Void" in older.words
    assert server.get(answer.headers["location"].replace("/1", "/9")).status == 400


# --- two tabs ------------------------------------------------------------------------------------------------------------------

WHO = {"reason": "as ordered", "by": "AB", "when-day": "20", "when-month": "11", "when-year": "2026"}
OMIT = {**WHO, "kind": "omit", "visit": "C2D8"}
MOVE = {**WHO, "kind": "move", "visit": "C2D15", "to-day": "16", "to-month": "2", "to-year": "2027"}


def test_the_second_of_two_who_change_one_revision_is_told_and_nothing_is_lost(server: Served) -> None:
    first = server.get(made(server))
    omitted = server.post("/change/make", {**first.carried, **OMIT})
    told = server.post("/change/make", {**first.carried, **MOVE})
    assert told.status == 409
    assert "Somebody went on with this course meanwhile" in told.words
    assert "C2D8 omitted: as ordered (AB, Friday 20 November 2026)" in told.words
    review = server.post("/change/review", {**told.carried, **hidden_of(told, *MOVE)})  # as its first button sends it
    assert "Confirming makes revision 3" in review.words
    both = server.post("/change/make", {**review.carried, **hidden_of(review, *MOVE)})
    assert "Revision 3 is made" in both.words
    assert both.words.count("omitted: as ordered") == 1
    assert "Tue 16 Feb 2027" in both.words
    old = server.post("/course", omitted.carried)
    assert "Not the newest any more. Somebody went on with this course: go to revision 3" in old.words


def test_a_change_that_is_sent_twice_is_made_once(server: Served) -> None:
    first = server.get(made(server))
    once, again = (server.post("/change/make", {**first.carried, **OMIT}) for _ in range(2))
    assert (again.status, again.body) == (200, once.body)


def test_what_nobody_was_given_can_be_forgotten_in_favour_of_what_is_typed_here(server: Served) -> None:
    first = server.get(made(server))
    server.post("/change/make", {**first.carried, **OMIT})
    told = server.post("/change/review", {**first.carried, **MOVE})
    instead = re.search(r'name="instead_of" value="([^"]*)"', told.text)
    assert instead is not None
    review = server.post("/change/review", {**first.carried, **MOVE, "instead_of": instead[1]})
    assert "Confirming makes revision 2" in review.words


def test_what_was_printed_is_not_forgotten(server: Served) -> None:
    first = server.get(made(server))
    omitted = server.post("/change/make", {**first.carried, **OMIT})
    server.post("/sheets/nurse", omitted.carried)
    told = server.post("/change/review", {**first.carried, **MOVE})
    assert "instead_of" not in told.text
    name = re.search(r'href="/course/([^"]*)"', told.text)
    assert name is not None
    assert server.post("/change/review", {**first.carried, **MOVE, "instead_of": name[1]}).status == 409


def test_a_check_and_a_letterhead_on_an_older_state_are_told_too(server: Served) -> None:
    first = server.get(made(server))
    server.post("/change/make", {**first.carried, **OMIT})
    assert server.post("/check/make", {**first.carried, "by": "CD"}).status == 409
    assert server.post("/letterhead/make", {**first.carried, "name": "Ward 3"}).status == 409


def test_a_plan_that_was_given_is_not_made_again_from_its_form(server: Served) -> None:
    first = server.get(made(server, **FIXED))
    again = server.post("/plan", {**PATIENT, **FIXED, "weight": "80"})
    assert "1,600 mg" in again.words  # 80 kg x 20 mg/kg; nothing of the first was given, and this one takes its place
    server.post("/sheets/nurse", again.carried)
    told = server.post("/plan", {**PATIENT, **FIXED, "weight": "90"})
    assert told.status == 409
    assert "This plan is in use already" in told.words
    own = server.post("/plan", {**hidden_of(told, *PATIENT), "course_id": "", "issued": ""})
    assert "1,800 mg" in own.words
    assert "Not the newest any more" in server.post("/course", first.carried).words


def hidden_of(answer: Answer, *names: str) -> dict[str, str]:
    return {name: answer.hidden(name) for name in names}


def test_a_page_that_was_open_when_the_program_ended_says_what_is_lost(server: Served) -> None:
    answer = server.get(made(server), Cookie=f"{server.cookie.partition('=')[0]}=of-the-run-before")
    assert answer.status == 403
    assert "Open the course file that you saved. What was changed or checked since it was saved is lost" in answer.words


def test_a_server_that_was_started_again_holds_nothing_and_says_so(tmp_path: Path) -> None:
    first = serve(tmp_path)
    place = made(first)
    first.stop()
    second = serve(tmp_path)
    answer = second.get(place)
    second.stop()
    assert answer.status == 404
    assert "while the program runs" in answer.words
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("script", [True, False])
def test_reload_back_and_forward_keep_fingerprint_and_values(visit: Callable[..., "Page"], script: bool) -> None:
    page = visit(script=script)
    planned(page)
    place, print_1 = page.url, page.inner_text("dd.print")
    assert ADDRESS.search(place)
    page.reload()
    assert (page.url, page.inner_text("dd.print")) == (place, print_1)
    moved(page)
    send(page, "Confirm the change")
    assert page.url != place
    place_2, print_2 = page.url, page.inner_text("dd.print")
    assert print_2 != print_1
    page.reload()
    assert page.inner_text("dd.print") == print_2
    page.goto(place)
    assert page.inner_text("dd.print") == print_1
    page.go_back()
    assert (page.url, page.inner_text("dd.print")) == (place_2, print_2)
    page.go_forward()
    assert (page.url, page.inner_text("dd.print")) == (place, print_1)


def test_a_check_is_recorded_once_however_often_its_page_is_loaded(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    checked(page)
    said = page.inner_text("#check")
    assert said.count("recalculated by CD") == 1
    page.reload()
    assert page.inner_text("#check") == said
