"""The page in a real browser: the whole way with and without its script, by keyboard, small, printed, and when it stops."""

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from dosing import wording
from tests.web.browsing import checked, fill, moved, planned, saved, send
from tests.web.visitor import LABEL, Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install 'dosing[test]').")


@pytest.mark.parametrize("script", [True, False], ids=["with its script", "without a script"])
def test_from_the_empty_form_to_printed_sheets_and_a_calendar_and_on(visit: Callable[..., "Page"], script: bool, tmp_path: Path) -> None:
    page = visit(script=script)
    planned(page)
    assert page.inner_text("h1") == f"Plan for {LABEL}"
    assert page.locator("#visits tbody tr").count() == 8
    assert saved(page, "button[formaction='/files/pharmacy.pdf']").startswith(b"%PDF-")
    calendar = saved(page, "button[formaction='/files/visits.ics']")
    events = Calendar.from_ical(calendar).walk("VEVENT")
    shown = [cell.split(",")[0] for cell in page.locator("#visits tbody tr td:nth-child(2)").all_inner_texts()]
    assert [wording.short_day(event.decoded("dtstart")) for event in events] == shown
    assert len(events) == 8
    fingerprint = page.inner_text("dd.print")
    assert fingerprint.encode() in calendar.replace(b"\r\n ", b"")
    with page.context.expect_page() as opened:
        page.click("button[formaction='/sheets/nurse']")
    sheet = opened.value
    sheet.wait_for_load_state()
    assert sheet.locator(".print", has_text=fingerprint).count() > 0
    assert sheet.evaluate("getComputedStyle(document.querySelector('.identity')).borderTopStyle") == "solid"
    if script:  # the sheet's own fonts are there, and nothing had to be fetched
        assert sheet.evaluate("document.fonts.check('12px \"Dosing Sans\"')")
    assert sheet.pdf().startswith(b"%PDF-")
    sheet.close()
    moved(page)
    assert "C1D15" in page.inner_text("table")
    send(page, "Confirm the change")
    assert page.inner_text("#main .told").startswith("Revision 2 is made")
    checked(page)
    assert page.inner_text(".mark") == "Checked by CD"
    file = tmp_path / "course.toml"
    file.write_bytes(saved(page, "button[formaction='/files/course.toml']"))
    page.click("text=Open a course")
    page.set_input_files("#course_file", file)
    send(page, "Open the course")
    assert page.inner_text(".mark") == "Checked by CD"
    assert saved(page, "button[formaction='/files/course.toml']") == file.read_bytes()


def test_the_plan_follows_what_is_typed_and_goes_at_once_when_it_changes(visit: Callable[..., "Page"]) -> None:
    page = visit()
    assert "appears here as soon as" in page.inner_text("#live")
    fill(page)
    page.wait_for_selector("#live table")
    assert page.locator("#live td b", has_text="1,450").count() == 8
    page.route("**/live", lambda _: None)  # the answer does not come
    page.fill("#weight", "80")
    assert page.locator("#live table").count() == 0
    assert page.inner_text("#live") == "Calculating …"


def test_only_the_answer_to_the_newest_input_is_shown(visit: Callable[..., "Page"]) -> None:
    page = visit()
    fill(page)
    for weight in ("8", "80", "80.", "80.5"):
        page.fill("#weight", weight)
        page.wait_for_timeout(120)
    page.wait_for_selector("#live table")
    page.wait_for_timeout(600)
    assert page.locator("#live tbody td").nth(1).inner_text().replace("\N{NO-BREAK SPACE}", " ") == "80.5 kg"


def test_an_error_takes_the_focus_and_leads_to_its_field(visit: Callable[..., "Page"]) -> None:
    for script in (True, False):
        page = visit(script=script)
        page.fill("#weight", "70,5")
        send(page, "Make the plan")
        assert page.title().startswith("Error: ")
        assert page.locator("#summary:focus").count() == 1
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#weight:focus").count() == 1
        assert page.input_value("#weight") == "70,5"


def test_the_wheel_leaves_a_weight_as_it_is(visit: Callable[..., "Page"]) -> None:
    page = visit()
    page.fill("#weight", "72.5")
    page.focus("#weight")
    page.mouse.move(120, 300)
    page.mouse.wheel(0, 400)
    assert page.input_value("#weight") == "72.5"


def test_a_plan_is_made_by_keyboard_alone(visit: Callable[..., "Page"]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    for text in ("72.5", "4", "January", "2027"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("2")  # of the numbers of cycles, the one that begins so
    assert page.input_value("#cycles") == "2"
    page.keyboard.press("Tab")  # to what is folded away
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#visits")
    order = focus_order(page)
    assert order.index("Save course.toml") < order.index("Move a visit") < order.index("Check this plan")


def test_from_the_empty_form_to_a_printed_worksheet_takes_at_most_twenty_keys_more_than_the_values(visit: Callable[..., "Page"]) -> None:
    page = visit()
    pressed: list[str] = []

    def press(*keys: str) -> None:
        for key in keys:
            pressed.append(key)
            page.keyboard.press(key)

    press("Tab", "Enter", "Tab")  # past the head of the page
    for text in ("72.5", "4", "1"):
        page.keyboard.type(text)
        press("Tab")
    page.keyboard.type("2027")
    press("Enter")
    page.wait_for_selector("#visits")
    press("Tab", "Enter")
    while not page.evaluate("document.activeElement.matches('button') && document.activeElement.innerText.startsWith('Print worksheet')"):
        press("Tab")
        assert len(pressed) < 20
    with page.context.expect_page() as opened:
        press("Enter")
    sheet = opened.value
    sheet.wait_for_load_state()
    assert "C1D1" in sheet.title() + sheet.inner_text("body")
    assert len(pressed) + 1 <= 20  # and the browser's own Ctrl and P


def focus_order(page: "Page") -> list[str]:
    """The names of what the Tab key reaches, in its order; each shows that it has the focus."""
    found: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate(
            "[document.activeElement.innerText ?? '', getComputedStyle(document.activeElement).outlineStyle !== 'none']"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        assert outlined, name
        found.append(str(name).strip())
    return found


def test_a_long_label_and_a_long_reason_fit_a_small_screen(visit: Callable[..., "Page"]) -> None:
    page = visit(width=320)
    page.click("#more > summary")
    fill(page, label="W" * 80, prepared_by="M" * 40)
    send(page, "Make the plan")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    send(page, "Leave a visit out")
    page.select_option("#visit", "C2D8")
    page.fill("#reason", "M" * 120)
    page.fill("#by", "W" * 40)
    send(page, "Show what it does")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    send(page, "Confirm the change")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_plan_prints_without_its_forms_on_a4_and_letter(visit: Callable[..., "Page"]) -> None:
    page = visit()
    planned(page)
    page.emulate_media(media="print")
    assert not page.is_visible("#files button")
    assert page.is_visible("#visits table")
    for paper in ("A4", "Letter"):
        assert page.pdf(format=paper).startswith(b"%PDF-")


def test_text_twice_as_large_and_far_apart_still_fits(visit: Callable[..., "Page"]) -> None:
    page = visit(width=640)
    planned(page)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    spacing = {"line-height": "1.5", "letter-spacing": "0.12em", "word-spacing": "0.16em"}
    page.evaluate("(all) => Object.entries(all).forEach(([name, value]) => document.body.style.setProperty(name, value))", spacing)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


# --- safety -------------------------------------------------------------------------------------------------------------------


def test_a_form_of_another_port_is_refused_though_the_browser_knows_the_secret(visit: Callable[..., "Page"], server: Served) -> None:
    form = f"<form method=post action='{server.origin}/plan'><input name=weight value=80><button>go</button></form>"

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(form.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the same
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        page = visit()
        page.goto(f"http://127.0.0.1:{other.server_port}/")
        with page.expect_response(f"{server.origin}/plan") as answered:
            page.click("button")
        headers = answered.value.request.all_headers()
        assert answered.value.status == 403
        assert headers["sec-fetch-site"] == "same-site"
        assert f"dosing_{server.port}=" in headers["cookie"]  # a cookie knows no port, and would have let it in
        page.goto("about:blank")
        other.shutdown()


def test_a_browser_s_own_form_says_where_it_comes_from(visit: Callable[..., "Page"], server: Served) -> None:
    page = visit()
    fill(page)
    with page.expect_response(f"{server.origin}/plan") as answered:
        page.get_by_role("button", name="Make the plan").click()
    headers = answered.value.request.all_headers()
    assert (headers["origin"], headers["sec-fetch-site"]) == (server.origin, "same-origin")
    assert answered.value.status == 303  # to an address that can be reloaded


def test_the_cookie_is_out_of_a_script_s_reach_and_holds_nothing_of_a_patient(visit: Callable[..., "Page"], server: Served) -> None:
    page = visit()
    planned(page)
    assert page.evaluate("document.cookie") == ""
    [cookie] = page.context.cookies()
    assert (cookie["value"], cookie["httpOnly"], cookie["sameSite"]) == (server.token, True, "Strict")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_after_the_server_stopped_the_back_button_shows_nothing(visit: Callable[..., "Page"], tmp_path: Path) -> None:
    alone = serve(tmp_path)
    page = visit(to=alone)
    planned(page)
    assert LABEL in page.content()
    page.goto("about:blank")
    alone.stop()
    with suppress(playwright.Error):  # the browser would have to send the form again
        page.go_back(wait_until="commit")
    page.wait_for_timeout(500)
    assert LABEL not in page.content()
