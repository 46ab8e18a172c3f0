"""The page in a real browser: the whole way with and without its script, by keyboard, small, printed, and under axe-core."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.visitor import LABEL, Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install 'dosing[test]').")

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)


@pytest.fixture(scope="session")
def axe(repository: Path) -> str:
    """axe-core, which is put into a page by `evaluate`, so that the page's policy holds."""
    script = Path(os.environ.get("DOSING_NODE_MODULES", repository / "node_modules")) / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed (npm install --prefix . --no-save axe-core@4.14.1), so this test did not run.")
    version = json.loads((script.parent / "package.json").read_text(encoding="utf-8"))["version"]
    assert tuple(map(int, version.split(".")[:2])) >= (4, 10)
    return script.read_text(encoding="utf-8")


@pytest.fixture
def visit(browser: "Browser", server: Served) -> Iterator[Callable[..., "Page"]]:
    """A browser of its own that opened the printed address; at its end nothing may have been complained about or asked for elsewhere."""
    contexts: list[Any] = []
    said: list[str] = []
    asked: list[str] = []

    def go(*, script: bool = True, width: int = 1280, to: Served = server, **options: Any) -> "Page":
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, accept_downloads=True, **options
        )
        contexts.append(context)
        context.on("console", lambda line: said.append(line.text))
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(to.address)
        assert page.url == f"{to.origin}/"
        return page

    yield go
    for context in contexts:
        context.close()
    refusals = re.compile(r"Failed to load resource: the server responded with a status of 40[0345] ")
    assert [line for line in said if not refusals.match(line)] == []
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "about:", "chrome-error:"))] == []
    # Nothing that was typed stands in an address; the secret stands in the first one alone.
    assert [url for url in asked if LABEL in url or "72.5" in url] == []


def fill(page: "Page", **more: str) -> None:
    day = {"start-day": "4", "start-month": "Jan", "start-year": "2027"}
    for name, value in {"weight": "72.5", **day, **more}.items():
        page.fill(f"#{name}", value)


def send(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def planned(page: "Page") -> None:
    page.click("#more > summary")
    fill(page, label=LABEL, time="10:00", time_zone="Europe/Paris", prepared_by="AB")
    send(page, "Make the plan")


def saved(page: "Page", selector: str) -> bytes:
    with page.expect_download() as download:
        page.click(selector)
    return Path(download.value.path()).read_bytes()


def moved(page: "Page") -> None:
    send(page, "Move a visit")
    page.select_option("#visit", "C1D15")
    fill_day(page, "to", "25", "jan", "2027")
    page.fill("#reason", "low counts")
    page.fill("#by", "AB")
    fill_day(page, "when", "12", "1", "2027")
    send(page, "Show what it does")


def fill_day(page: "Page", name: str, *parts: str) -> None:
    for part, value in zip(("day", "month", "year"), parts, strict=True):
        page.fill(f"#{name}-{part}", value)


def checked(page: "Page") -> None:
    digits = page.inner_text("dd.print")
    send(page, "Check this plan")
    page.fill("#by", "CD")
    page.fill("#fingerprint", digits)
    send(page, "Confirm the check")


@pytest.mark.parametrize("script", [True, False], ids=["with its script", "without a script"])
def test_from_the_empty_form_to_printed_sheets_and_a_calendar_and_on(visit: Callable[..., "Page"], script: bool, tmp_path: Path) -> None:
    page = visit(script=script)
    planned(page)
    assert page.inner_text("h1") == f"Plan for {LABEL}"
    assert page.locator("#visits tbody tr").count() == 8
    assert saved(page, "button[formaction='/files/pharmacy.pdf']").startswith(b"%PDF-")
    calendar = saved(page, "button[formaction='/files/visits.ics']")
    assert calendar.count(b"BEGIN:VEVENT") == 8
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
    page.keyboard.press("Enter")  # the radio button is in the form, and a form is sent by Enter
    page.wait_for_selector("#visits")
    order = focus_order(page)
    assert order.index("Save course.toml") < order.index("Move a visit") < order.index("Check this plan")


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


# --- every page and every error state -----------------------------------------------------------------------------------------


def states(page: "Page") -> Iterator[str]:
    """The page in each of its states, one after the other."""
    yield "the empty form"
    send(page, "Make the plan")
    yield "the form with errors"
    page.click("#more > summary")
    fill(page, label=LABEL, time="10", time_zone="Paris", prepared_by="AB")
    fill_day(page, "born", "31", "2", "1990")
    page.check("#h2_blocker-4")
    send(page, "Make the plan")
    yield "every kind of field with an error"
    send(page, "Open the course")
    yield "no file"
    page.click("text=New plan")
    fill(page)
    page.wait_for_selector("#live table")
    yield "the plan beside the form"
    planned_more(page)
    yield "the plan"
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    yield "the plan with everything open"
    for verb in ("Move a visit", "Enter a new weight", "Correct a typing mistake", "Use a new site file", "Stop the course"):
        send(page, verb)
        yield verb
        page.fill("#when-day", "99")
        send(page, "Show what it does")
        yield f"{verb}, with errors"
        send(page, "Back to the plan")
    moved(page)
    yield "old beside new"
    send(page, "Confirm the change")
    yield "the new revision"
    send(page, "Check this plan")
    yield "the check"
    send(page, "Confirm the check")
    yield "the check with errors"
    send(page, "Back to the plan")
    checked(page)
    yield "checked"
    send(page, "Show revision 1")
    yield "an older revision"
    for path in ("/plan", "/none", "/api/docs"):
        page.goto("".join((page.url.split("/")[0], "//", page.url.split("/")[2], path)))
        yield path


def planned_more(page: "Page") -> None:
    page.click("#more > summary")
    fill(page, label=LABEL, time="10:00", time_zone="Europe/Paris", prepared_by="AB")
    send(page, "Make the plan")


SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter((each) => {
  const box = each.getBoundingClientRect();
  if (!box.width || each.matches('.skip')) return false;
  const label = each.labels?.[0]?.getBoundingClientRect();
  return box.height < 24 || box.width < 24 && !(label && label.height >= 24);
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_and_error_state_passes_axe_has_large_targets_and_never_scrolls_sideways(
    visit: Callable[..., "Page"], axe: str, width: int
) -> None:
    page = visit(width=width)
    found: dict[str, Any] = {}
    for state in states(page):
        page.evaluate(axe)
        outcome = page.evaluate("(tags) => axe.run({ runOnly: { type: 'tag', values: tags } })", TAGS)
        found[state] = [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in outcome["violations"]]
        found[state] += [("small", each) for each in page.evaluate(SMALL)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[state].append(("sideways", page.evaluate("document.documentElement.scrollWidth")))
    assert {state: said for state, said in found.items() if said} == {}
    assert len(found) > 20


def test_axe_finds_two_small_buttons_that_stand_close(browser: "Browser", axe: str) -> None:
    """What the test above relies on: the very same call fails on a page that is known to be wrong."""
    page = browser.new_page()
    small = "<button style='width:10px;height:10px;padding:0;border:0'>{}</button>"
    page.set_content(f"<!DOCTYPE html><html lang='en'><title>x</title><main><h1>x</h1>{small.format('a')}{small.format('b')}</main>")
    page.evaluate(axe)
    outcome = page.evaluate("(tags) => axe.run({ runOnly: { type: 'tag', values: tags } })", TAGS)
    page.close()
    assert "target-size" in [each["id"] for each in outcome["violations"]]


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
    assert answered.value.status == 200


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
