"""Two people behind a real nginx that signs them in: one prepares, the other checks, and nobody else's word counts."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.behind_nginx import PASSWORDS, SECRET, Behind, SignedIn, behind_nginx
from tests.web.browsing import answered, fill, send
from tests.web.visitor import FIXED, LABEL, NO_EXTRA, PATIENT, Answer, hold_nothing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("fastapi", reason=NO_EXTRA)

UNSIGNED = {name: text for name, text in PATIENT.items() if name != "prepared_by"}


@pytest.fixture(scope="module")
def programs(program: Callable[..., Path]) -> tuple[Path, Path]:
    """nginx, and openssl for what it is given."""
    return program("nginx", "/usr/sbin/nginx", package="nginx-light"), program("openssl", package="openssl")


@pytest.fixture(scope="module")
def behind(programs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    with behind_nginx(*programs, tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture
def ab(behind: Behind) -> SignedIn:
    return behind.signed_in("AB")


@pytest.fixture
def cd(behind: Behind) -> SignedIn:
    return behind.signed_in("CD")


def plan_of(person: SignedIn, planned: Answer) -> Any:
    return json.loads(person.post("/files/plan.json", planned.carried).text)


def test_ab_prepares_and_cannot_check_and_cd_checks(ab: SignedIn, cd: SignedIn) -> None:
    planned = ab.post("/plan", {**UNSIGNED, **FIXED})
    assert plan_of(ab, planned)["inputs"]["course"]["prepared_by"] == "AB"
    assert "AB prepared this plan" in ab.post("/check", planned.carried).words
    assert "AB prepared this plan" in ab.post("/check/make", {**planned.carried, **ab.answers(planned)}).words
    checked = cd.post("/check/make", {**planned.carried, **cd.answers(planned)})
    assert "is checked by CD" in checked.words
    assert [each["by"] for each in plan_of(cd, checked)["release"]["checks"]] == ["CD"]


def test_who_brings_no_password_or_a_wrong_one_gets_as_far_as_nginx(ab: SignedIn) -> None:
    for stranger in (replace(ab, password="wrong"), replace(ab, name="EF"), replace(ab, name="CD")):  # noqa: S106  # it is wrong
        answer = stranger.ask("GET", "/")
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="dosing"'


FORGED = (
    {"Remote-User": "CD"},
    {"remote-user": "CD", "REMOTE-USER": "EF"},
    {"Remote_User": "CD"},
    {"Remote-User": ""},
    {"Dosing-Proxy-Secret": "another"},
)


@pytest.mark.parametrize("forged", FORGED)
def test_a_name_that_a_browser_sends_itself_is_overwritten(ab: SignedIn, forged: dict[str, str]) -> None:
    page = ab.get("/new", **forged)
    assert page.status == 200
    assert "Signed in as AB" in page.words
    answer = ab.post("/plan", {**UNSIGNED, **FIXED}, forged)
    assert plan_of(ab, answer)["inputs"]["course"]["prepared_by"] == "AB"


def test_a_request_straight_to_the_port_is_refused_unless_it_knows_the_secret(behind: Behind, ab: SignedIn) -> None:
    named = {"Host": ab.host, "Cookie": None, "Origin": ab.origin, "Remote-User": "CD"}
    for secret in ({}, {"Dosing-Proxy-Secret": ""}, {"Dosing-Proxy-Secret": f"{SECRET[:-1]}0"}):
        for answer in (behind.straight.get("/courses", **named, **secret), behind.straight.post("/plan", UNSIGNED, {**named, **secret})):
            assert answer.status == 403
            assert "Nobody is signed in" in answer.words
        answer = behind.straight.api("plan", {}, **{**named, "Authorization": None, **secret})
        assert (answer.status, json.loads(answer.text)["code"]) == (403, "nobody")
    right = behind.straight.get("/courses", **named, **{"Dosing-Proxy-Secret": SECRET})
    assert "Signed in as CD" in right.words


def test_the_requests_of_one_connection_are_each_asked_who_they_are(behind: Behind, ab: SignedIn) -> None:
    def request(path: str, *more: str) -> bytes:
        lines = [f"GET {path} HTTP/1.1", f"Host: {ab.host}", f"Dosing-Proxy-Secret: {SECRET}", *more, "", ""]
        return "\r\n".join(lines).encode()

    # One behind the other without waiting, as a proxy may send what several people ask for.
    asked = [
        request("/new", "Remote-User: AB"),
        request("/static/none"),
        request("/courses", "Remote-User: CD"),
        request("/courses", "Connection: close"),
    ]
    with socket.create_connection(("127.0.0.1", behind.straight.port), timeout=30) as connection:
        connection.sendall(b"".join(asked))
        answers = connection.makefile("rb").read().split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"303", b"404", b"200", b"403"]
    names = [re.findall(rb"Signed in as <b>(..)</b>", answer) for answer in answers]
    assert names == [[], [], [b"CD"], []]


def test_a_program_is_signed_in_as_a_person_is(ab: SignedIn) -> None:
    made = json.loads(ab.api("plan", {"weight": "72.5kg", "start": "2027-01-04"}).text)
    assert made["plan"]["inputs"]["course"]["prepared_by"] == "AB"
    refused = ab.api("plan", {"weight": "72.5kg", "start": "2027-01-04", "prepared_by": "CD"})
    assert (refused.status, json.loads(refused.text)["field"]) == (400, "prepared_by")


def test_every_answer_that_comes_through_keeps_the_headers_of_the_page(ab: SignedIn) -> None:
    for answer in (ab.get("/courses"), ab.ask("GET", "/nothing"), ab.post("/plan", {})):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_two_people_go_the_whole_way_in_a_browser(browser: "Browser", behind: Behind, ab: SignedIn, axe: str) -> None:
    def at_a_workstation(name: str) -> "Page":
        context = browser.new_context(http_credentials={"username": name, "password": PASSWORDS[name]}, ignore_https_errors=True)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(ab.origin)
        assert page.inner_text("nav .who") == f"Signed in as {name}"
        return page

    def accessible(page: "Page") -> None:
        page.evaluate(axe)
        outcome = page.evaluate("axe.run()")
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in outcome["violations"]] == []

    prepares, checks = at_a_workstation("AB"), at_a_workstation("CD")
    prepares.get_by_role("link", name="New plan").first.click()
    prepares.click("#more > summary")
    fill(prepares, label=LABEL)
    prepares.get_by_label("Ranitidine", exact=False).first.check()
    assert "Signed in as AB" in prepares.inner_text("#plan")
    assert prepares.locator("[name='prepared_by']").count() == 0
    prepares.wait_for_selector("#live table")
    accessible(prepares)
    send(prepares, "Make the plan")
    digits = prepares.inner_text("dd.print")  # of the sheets that AB prints
    send(prepares, "Save into the folder of courses")
    send(prepares, "Check this plan")
    assert "AB prepared this plan" in prepares.inner_text("#main")

    checks.get_by_role("link", name="Courses", exact=True).click()
    checks.get_by_role("button", name=f"Open the course of {LABEL}").click()
    send(checks, "Check this plan")
    assert "Signed in as CD" in checks.inner_text("form.entry")
    assert checks.locator("[name='by']").count() == 0
    accessible(checks)
    answered(checks, digits)
    assert checks.inner_text(".mark") == "Checked by CD"

    send(checks, "Leave a visit out")
    assert "Signed in as CD" in checks.inner_text("form.entry")
    accessible(checks)
    checks.select_option("#visit", "C1D15")
    checks.fill("#reason", "low counts")
    send(checks, "Show what it does")
    assert "Reason: low counts. By CD" in checks.inner_text("#main .lead")
    send(checks, "Confirm the change")
    assert "Revision 2 is made. Its files are written" in checks.inner_text("#main .told")
    [file] = (behind.folder / "courses").glob("*/course.toml")
    assert re.findall(r'(?m)^(?:prepared_by|by) = "(.*)"', file.read_text(encoding="utf-8")) == ["AB", "CD", "CD"]
    for page in (prepares, checks):
        page.context.close()


def test_nothing_of_a_patient_or_of_who_is_signed_in_is_in_a_log_or_a_file(programs: tuple[Path, Path], tmp_path: Path) -> None:
    with behind_nginx(*programs, tmp_path) as behind:
        ab = behind.signed_in("AB")
        planned = ab.post("/plan", {**UNSIGNED, **FIXED})
        assert ab.post("/files/plan.zip", planned.carried).status == 200
        assert ab.post("/plan", {**PATIENT, "prepared_by": "CD"}).status == 400
        straight = {"Host": ab.host, "Cookie": None, "Origin": ab.origin, "Remote-User": "CD"}
        assert behind.straight.post("/plan", UNSIGNED, straight).status == 403
        hold_nothing()
        written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        printed = behind.straight.stop()
    assert [path.name for path, text in written.items() if LABEL.encode() in text or b"72.5" in text] == []
    assert written[tmp_path / "access.log"] == b""
    assert printed.endswith("Stopped.\n")
    assert [each for each in ("AB", "CD", SECRET, LABEL) if each in printed] == []
