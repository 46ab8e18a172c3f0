"""The course as a drawing: a visit is dragged or moved by keys, what moves with it is seen and said, and the form does the rest."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import fill_day, planned, send
from tests.web.visitor import NO_EXTRA, Answer, Served

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytest.importorskip("fastapi", reason=NO_EXTRA)

SAID = "C1D15, Saturday 23 January 2027, 12 days after C1D8. C1D22, C2D1, C2D8, C2D15 and C2D22 move with it."


def tried(page: "Page") -> str:
    """What is said of the place where a visit would be, once the program answered."""
    page.wait_for_selector("#line .outcome")
    return " ".join(page.inner_text("#line-said").replace("\N{NO-BREAK SPACE}", " ").split())


def mark(page: "Page", visit: str) -> "Locator":
    return page.locator(f"#line [data-visit={visit}] .dot")


def press(page: "Page", *keys: str) -> None:
    for key in keys:
        with page.expect_response("**/moved"):
            page.keyboard.press(key)


def dates(page: "Page") -> dict[str, str]:
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#line [data-visit]')].map((g) => [g.dataset.visit, g.dataset.date]))"
    )


def test_a_visit_is_moved_by_keys_and_the_later_ones_with_it(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    page.focus("#line [data-visit=C1D15]")
    press(page, *["ArrowRight"] * 5)
    page.wait_for_selector("#line [data-visit=C1D15][data-date='2027-01-23']")
    assert tried(page) == SAID
    assert dates(page) == {  # 5 days later from C1D15 on: 18 + 5 = 23 January, and so on
        "C1D1": "2027-01-04", "C1D8": "2027-01-11", "C1D15": "2027-01-23", "C1D22": "2027-01-30",
        "C2D1": "2027-02-06", "C2D8": "2027-02-13", "C2D15": "2027-02-20", "C2D22": "2027-02-27",
    }  # fmt: skip
    assert page.locator("#line .ghost").count() == 6  # the places that they had
    assert "C1D15 is on a weekend day, Saturday 23 January 2027." in page.inner_text("#line")
    assert "C1D15 is 12 days after C1D8" in page.inner_text("#line")
    assert page.evaluate("document.activeElement.dataset.visit") == "C1D15"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.innerText") == "Go on with this move"
    page.keyboard.press("Enter")
    page.wait_for_selector("#reason")
    assert [page.input_value(f"#{name}") for name in ("visit", "to-day", "to-month", "to-year")] == ["C1D15", "23", "01", "2027"]
    page.fill("#reason", "low counts")
    page.fill("#by", "AB")
    fill_day(page, "when", "20", "11", "2026")
    send(page, "Show what it does")
    send(page, "Confirm the change")
    assert page.inner_text("#main .told").startswith("Revision 2 is made")
    assert "Sat 23 Jan 2027" in page.inner_text("#visits table")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_visit_is_dragged_and_let_go(visit: Callable[..., "Page"], width: int) -> None:
    page = visit(width=width)
    planned(page)
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    before = dates(page)
    mark(page, "C1D8").scroll_into_view_if_needed()
    box = mark(page, "C1D8").bounding_box()
    assert box is not None
    per_day = page.evaluate(
        "document.querySelector('#line svg').getBoundingClientRect().width / document.querySelector('#line svg').viewBox.baseVal.width * document.querySelector('#line svg').dataset.perDay"
    )
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for days in (1, 2, 3):
        with page.expect_response("**/moved"):
            page.mouse.move(x + days * per_day, y, steps=3)
    page.mouse.up()
    page.wait_for_selector("#line [data-visit=C1D8][data-date='2027-01-14']")
    assert tried(page).startswith("C1D8, Thursday 14 January 2027, 10 days after C1D1. C1D15, C1D22,")
    page.mouse.move(x + 8 * per_day, y, steps=3)  # which drags nothing any more
    assert dates(page)["C1D8"] == "2027-01-14"
    page.get_by_role("button", name="Put it back").click()
    assert dates(page) == before
    assert page.locator("#line .ghost").count() == 0


def test_only_the_visit_is_moved_where_the_later_ones_are_to_stay(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    before = dates(page)
    page.focus("#line [data-visit=C2D22]")
    press(page, "PageUp")
    assert tried(page) == "C2D22, Monday 1 March 2027, 14 days after C2D15."  # 22 February and 7 days
    page.keyboard.press("Escape")
    page.check("#line-keep")
    page.focus("#line [data-visit=C1D22]")
    press(page, "ArrowRight")
    assert "6 days" in tried(page)  # from 26 January to 1 February, where the next one stays
    assert dates(page) == before
    with page.expect_response("**/moved"):
        page.uncheck("#line-keep")
    page.wait_for_selector("#line [data-visit=C1D22][data-date='2027-01-26']")
    assert page.locator("#line .ghost").count() == 5  # it, and the four of the second cycle


def test_a_day_that_cannot_be_is_said_and_nothing_moves(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    before = dates(page)
    page.focus("#line [data-visit=C1D15]")
    press(page, "ArrowLeft")
    said = tried(page)
    assert "6 days after C1D8" in said
    assert dates(page) == before
    page.keyboard.press("Escape")
    assert page.locator("#line .outcome").count() == 0
    assert page.inner_text("#line-said") == "Everything is where it was."


def test_a_screen_reader_hears_each_visit_as_a_slider_with_its_day(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    sliders = page.get_by_role("slider")
    assert sliders.count() == 8
    assert sliders.nth(1).get_attribute("aria-valuetext") == "C1D8, Monday 11 January 2027, 7 days after C1D1"


def test_without_a_script_the_drawing_is_a_picture_and_the_form_moves_a_visit(visit: Callable[..., "Page"]) -> None:
    page = visit(script=False)
    planned(page)
    assert page.get_by_role("slider").count() == 0
    assert not page.is_visible("#line-how")
    assert page.get_by_role("img", name="The visits of the course on a line of days").count() == 1
    assert page.get_by_role("button", name="Move a visit").count() == 1


def test_a_program_that_stopped_is_said_and_everything_stands_where_it_was(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    before = dates(page)
    page.route("**/moved", lambda route: route.fulfill(status=404))
    page.focus("#line [data-visit=C1D15]")
    page.keyboard.press("ArrowRight")
    page.get_by_text("The program does not answer, so nothing can be tried here").wait_for(state="attached")
    assert dates(page) == before
    page.unroute("**/moved")


@pytest.mark.parametrize(("visit_name", "to", "said"), [
    ("C9D9", "2027-01-25", "Refused"), ("C1D15", "2027-02-30", "Refused"), ("C1D15", "", "Refused"), ("", "2027-01-25", "Refused"),
    ("C1D15", "x" * 2000, "Refused"), ("C1D15", "2027-01-25-01", "Refused"),
])  # fmt: skip
def test_whatever_is_asked_of_it_is_answered_in_words(server: Served, planned: Answer, visit_name: str, to: str, said: str) -> None:
    answer = server.post("/moved", {**planned.carried, "visit": visit_name, "to": to, "following": "shift"})
    assert answer.status == 200
    assert said in answer.words
    assert "Nothing is changed yet" in answer.words
