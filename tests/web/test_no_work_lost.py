"""Leaving with an unsaved course warns; a form is taken up again; a course file is dropped; two tabs never overwrite one another."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.browsing import fill, planned, saved, send
from tests.web.visitor import LABEL, NO_EXTRA, serve

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

pytest.importorskip("fastapi", reason=NO_EXTRA)


def asked(page: "Page") -> list[str]:
    """The kinds of question that the browser asks from now on; each is answered by staying."""
    found: list[str] = []

    def answer(dialog: "Dialog") -> None:
        found.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    return found


def leave(page: "Page") -> None:
    page.evaluate("setTimeout(() => { location.href = '/'; })")
    page.wait_for_timeout(400)


def test_leaving_an_unsaved_course_is_asked_about_and_a_saved_one_is_left(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    questions = asked(page)
    page.wait_for_timeout(2100)
    leave(page)
    assert questions == ["beforeunload"]
    assert "/course/" in page.url
    assert page.inner_text("#saved dd") == "Not saved yet"
    saved(page, "button[formaction='/files/course.toml']")
    assert page.inner_text("#saved dd") == "Saved"
    page.wait_for_timeout(2100)
    leave(page)
    page.wait_for_url("**/form/*")
    assert questions == ["beforeunload"]


def test_the_forms_of_the_course_are_not_asked_about_and_their_pages_are(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    questions = asked(page)
    send(page, "Leave a visit out")
    send(page, "Back to the plan")
    saved(page, "button[formaction='/files/pharmacy.pdf']")  # which is not the course
    assert questions == []
    page.wait_for_timeout(2100)
    send(page, "Check this plan")
    page.wait_for_timeout(100)
    leave(page)
    assert questions == ["beforeunload"]


def test_done_with_an_unsaved_course_is_asked_about_without_a_script_too(visit: Callable[..., "Page"]) -> None:
    for script in (True, False):
        page = visit(script=script)
        planned(page)
        send(page, "Done: hold it no longer")
        assert page.inner_text("h1") == "The course file is not saved yet"
        page.get_by_role("link", name="Back to the plan").click()
        assert page.inner_text("h1") == f"Plan for {LABEL}"


def test_what_was_typed_is_taken_up_again_in_this_tab_alone(visit: Callable[..., "Page"]) -> None:
    page = visit()
    page.click("#more > summary")
    fill(page, label=LABEL, prepared_by="AB")
    page.get_by_label("Ranitidine", exact=False).first.check()
    page.get_by_role("link", name="New plan").click()
    assert page.input_value("#weight") == ""
    assert page.is_visible("#kept")
    other = page.context.new_page()
    other.goto(page.url)
    assert not other.is_visible("#kept")
    page.get_by_role("button", name="Take it up again").click()
    assert (page.input_value("#weight"), page.input_value("#label"), page.input_value("#start-month")) == ("72.5", LABEL, "Jan")
    assert page.get_by_label("Ranitidine", exact=False).first.is_checked()
    assert page.is_visible("#label")  # what was folded away is shown
    page.wait_for_selector("#live table")
    send(page, "Make the plan")
    assert page.evaluate("sessionStorage.length") == 0


def test_what_was_typed_can_be_forgotten(visit: Callable[..., "Page"]) -> None:
    page = visit()
    fill(page)
    page.reload()
    page.get_by_role("button", name="Forget it").click()
    assert not page.is_visible("#kept")
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()
    assert not page.is_visible("#kept")


def test_the_form_of_a_change_is_taken_up_again_and_that_of_a_check_never(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    send(page, "Leave a visit out")
    page.fill("#reason", "low counts")
    send(page, "Back to the plan")
    send(page, "Leave a visit out")
    assert page.input_value("#reason") == ""
    page.get_by_role("button", name="Take it up again").click()
    assert page.input_value("#reason") == "low counts"
    send(page, "Back to the plan")
    send(page, "Check this plan")
    page.fill("#by", "CD")
    assert "CD" not in page.evaluate("JSON.stringify(sessionStorage)")


@pytest.mark.parametrize("script", [True, False])
def test_back_from_a_plan_finds_its_form_as_it_was_left(visit: Callable[..., "Page"], script: bool) -> None:
    page = visit(script=script)
    planned(page)
    page.go_back()
    assert (page.input_value("#weight"), page.input_value("#label")) == ("72.5", LABEL)
    page.go_forward()
    assert page.inner_text("h1") == f"Plan for {LABEL}"


def drop(page: "Page", *files: bytes) -> None:
    """Let files go over the page, as a file manager does."""
    moved: Any = page.evaluate_handle(
        """(files) => {
             const moved = new DataTransfer();
             for (const text of files) moved.items.add(new File([text], "course.toml", { type: "application/toml" }));
             return moved;
           }""",
        [content.decode() for content in files],
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": moved})
    assert page.is_visible("#drop")
    page.dispatch_event("main", "drop", {"dataTransfer": moved})


def test_a_course_file_that_is_dropped_is_opened(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    print_1, file = page.inner_text("dd.print"), saved(page, "button[formaction='/files/course.toml']")
    page.wait_for_timeout(2100)
    page.goto(page.url.split("/course/")[0])
    drop(page, file)
    page.wait_for_selector("dd.print")
    assert page.inner_text("dd.print") == print_1
    drop(page, file, file)
    assert page.inner_text("#drop-said") == "Drop one course file at a time."
    drop(page, b"no course")
    page.wait_for_selector(".summary-box")
    assert "course_file" in (page.locator(".summary-box a").first.get_attribute("href") or "")


def test_two_tabs_that_change_one_revision(visit: Callable[..., "Page"], tmp_path: Path) -> None:
    page = visit()
    planned(page)
    other = page.context.new_page()
    other.goto(page.url)
    for tab, visit_name in ((page, "C2D8"), (other, "C2D15")):
        send(tab, "Leave a visit out")
        tab.select_option("#visit", visit_name)
        tab.fill("#reason", f"{visit_name} is not wanted")
        tab.fill("#by", "AB")
        for part, value in (("day", "20"), ("month", "11"), ("year", "2026")):
            tab.fill(f"#when-{part}", value)
    send(page, "Show what it does")
    send(page, "Confirm the change")
    send(other, "Show what it does")
    assert other.inner_text("h1") == "Somebody went on with this course meanwhile"
    assert "C2D8 omitted: C2D8 is not wanted (AB, Friday 20 November 2026)" in other.inner_text("main")
    send(other, "Show what yours does to revision 2")
    send(other, "Confirm the change")
    assert other.inner_text("#main .told").startswith("Revision 3 is made")
    rows = other.locator("#visits tr.dropped th").all_inner_texts()
    assert rows == ["C2D8", "C2D15"]
    page.reload()
    page.get_by_role("link", name="go to revision 3").click()
    assert page.inner_text("dd.print") == other.inner_text("dd.print")
    (tmp_path / "kept.toml").write_bytes(saved(page, "button[formaction='/files/course.toml']"))


@pytest.mark.parametrize("script", [True, False])
def test_back_and_reload_find_the_forms_and_the_review_of_a_change_again(visit: Callable[..., "Page"], script: bool) -> None:
    page = visit(script=script)
    planned(page)
    send(page, "Leave a visit out")
    page.select_option("#visit", "C2D8")
    page.fill("#reason", "low counts")
    page.fill("#by", "AB")
    for part, value in (("day", "20"), ("month", "11"), ("year", "2026")):
        page.fill(f"#when-{part}", value)
    send(page, "Show what it does")
    review = page.url
    page.reload()
    assert page.inner_text("h1") == "Confirm: Leave a visit out"
    page.go_back()
    assert page.inner_text("h1") == "Leave a visit out"
    page.go_forward()
    send(page, "Confirm the change")
    print_2 = page.inner_text("dd.print")
    page.go_back()
    assert (page.url, page.inner_text("h1")) == (review, "Somebody went on with this course meanwhile")
    page.go_forward()
    assert page.inner_text("dd.print") == print_2


def test_the_course_file_is_saved_though_the_program_is_gone(visit: Callable[..., "Page"], tmp_path: Path) -> None:
    alone = serve(tmp_path)
    page = visit(to=alone)
    planned(page)
    kept = saved(page, "button[formaction='/files/course.toml']")
    page.reload()
    assert page.inner_text("#saved dd") == "Saved"  # of which the program was told
    alone.stop()
    with page.expect_download() as download:
        page.click("button[formaction='/files/course.toml']")
    assert re.fullmatch(r"course-[0-9a-f]{8}-1\.toml", download.value.suggested_filename)
    assert Path(download.value.path()).read_bytes() == kept
