"""A plan stands at an address of its own: reload, Back and Forward keep it, and a server that was started again says what is lost."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import checked, moved, planned, send
from tests.web.visitor import COURSE_ID, FIXED, LABEL, NO_EXTRA, PATIENT, Answer, Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("fastapi", reason=NO_EXTRA)

ADDRESS = re.compile(r"/course/[A-Za-z0-9_-]{24}")


def made(server: Served, **typed: str) -> str:
    """Make a plan; the address to which its form leads."""
    own = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.origin}
    from urllib.parse import urlencode

    answer = server.ask("POST", "/plan", urlencode({**PATIENT, **typed}).encode(), own)
    assert answer.status == 303
    return answer.headers["location"]


def fingerprint(answer: Answer) -> str:
    found = re.search(r'<dd class="print">([^<]*)</dd>', answer.text)
    assert found is not None
    return found[1]


def test_a_plan_leads_to_an_address_in_which_nothing_of_it_stands(server: Served) -> None:
    place = made(server, **FIXED)
    assert ADDRESS.fullmatch(place)
    assert made(server, **FIXED) != place
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
    answer = server.post(f"{place}/done", {})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert server.get(place).status == 404


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
