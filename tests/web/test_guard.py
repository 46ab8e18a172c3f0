"""Who is answered, what every answer carries, and what is never written anywhere."""

import http.client
import socket
from pathlib import Path

import pytest

from tests.web.visitor import LABEL, PATIENT, Answer, Served, serve

GETS = ("/", "/static/page.css", "/static/page.js", "/static/fonts/dosing-sans.woff2", "/api/openapi.json", "/api/docs")
POSTS = ("/plan", "/live", "/edit", "/open", "/course", "/files/plan.json", "/sheets/nurse", "/change", "/change/review", "/change/make", "/check", "/check/make")  # fmt: skip
NOT_OURS = (
    "evil.test",
    "evil.test:{port}",
    "127.0.0.1.evil.test",
    "127.0.0.1.evil.test:{port}",
    "localhost.evil.test:{port}",
    "localhost.:{port}",
    "localhost",
    "127.0.0.1",
    "127.0.0.1:{other}",
    "127.0.0.1:{port}:{port}",
    "user@127.0.0.1:{port}",
    "127.1:{port}",
    "2130706433:{port}",
    "0.0.0.0:{port}",
    "[::1]",
    "[::1]:{other}",
    "[::ffff:127.0.0.1]:{port}",
    "::1:{port}",
)


@pytest.mark.hazard("H-40")
@pytest.mark.parametrize("named", NOT_OURS)
@pytest.mark.parametrize("path", GETS)
def test_a_host_that_is_not_this_machine_with_its_port_is_refused_before_anything_else(server: Served, named: str, path: str) -> None:
    answer = server.get(path, Host=named.format(port=server.port, other=server.port - 1))
    assert answer.status == 403
    assert LABEL not in answer.text


@pytest.mark.parametrize("named", ["evil.test", "127.0.0.1.evil.test:{port}"])
@pytest.mark.parametrize("path", [*POSTS, "/api/plan"])
def test_a_form_for_another_host_is_refused(server: Served, named: str, path: str) -> None:
    host = named.format(port=server.port)
    assert server.post(path, PATIENT, {"Host": host, "Origin": f"http://{host}"}).status == 403


@pytest.mark.parametrize("named", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_the_loopback_names_with_the_port_are_answered(server: Served, named: str) -> None:
    host = named.format(port=server.port)
    assert server.get("/", Host=host).status == 200
    assert server.post("/plan", PATIENT, {"Host": host, "Origin": f"http://{host.lower()}"}).status == 200


def raw(server: Served, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_request_without_a_host_or_with_two_is_refused(server: Served, version: str) -> None:
    cookie = f"Cookie: {server.cookie}\r\nConnection: close\r\n\r\n"
    assert b" 400 " in raw(server, f"GET / HTTP/{version}\r\n{cookie}".encode())
    twice = f"Host: {server.host}\r\nHost: {server.host}\r\n"
    assert b" 400 " in raw(server, f"GET / HTTP/{version}\r\n{twice}{cookie}".encode())
    assert b" 400 " in raw(server, f"GET / HTTP/{version}\r\nHost:\r\n{cookie}".encode())


def test_the_printed_address_becomes_a_cookie_and_a_clean_address(server: Served) -> None:
    answer = server.get(f"/?token={server.token}", Cookie=None)
    assert (answer.status, answer.headers["location"], answer.body) == (303, "/", b"")
    assert answer.headers["set-cookie"] == f"{server.cookie}; HttpOnly; SameSite=Strict; Path=/"
    assert len(server.token) >= 32


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/?token=", "/?token=%ff", "/api/docs"])
def test_without_the_secret_a_page_says_how_to_open_it(server: Served, path: str) -> None:
    answer = server.get(path, Cookie=None)
    assert answer.status in (401, 403)
    assert "address that dosing serve printed" in answer.words
    assert server.token not in answer.text


def test_a_wrong_cookie_opens_nothing(server: Served) -> None:
    for cookie in ("", f"dosing_{server.port}=x", f"dosing={server.token}", f"dosing_{server.port}={server.token}x"):
        assert server.get("/", Cookie=cookie).status == 403
        assert server.post("/plan", PATIENT, {"Cookie": cookie}).status == 403


ELSEWHERE = (
    {"Origin": "http://evil.test"},
    {"Origin": "http://127.0.0.1:{other}"},
    {"Origin": "http://localhost:{port}"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:{port}/"},
    {"Origin": "ftp://127.0.0.1:{port}"},
    {"Origin": None, "Sec-Fetch-Site": "cross-site"},
    {"Origin": None, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
)


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("path", ["/plan", "/live", "/change/make", "/check/make", "/files/plan.json"])
def test_a_form_from_another_origin_is_refused(server: Served, path: str, headers: dict[str, str | None]) -> None:
    chosen = {name: value and value.format(port=server.port, other=server.port - 1) for name, value in headers.items()}
    answer = server.post(path, PATIENT, chosen)
    assert answer.status == 403
    assert "another page" in answer.words


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "application/x-www-form-urlencoded-x"])
def test_a_body_of_another_kind_is_refused(server: Served, kind: str) -> None:
    assert server.post("/plan", PATIENT, {"Content-Type": kind}).status == 415


@pytest.mark.parametrize("path", GETS)
def test_every_page_and_file_carries_the_same_headers(server: Served, path: str) -> None:
    check_headers(server.get(path))


@pytest.mark.parametrize("path", POSTS)
def test_every_answer_to_a_form_carries_the_same_headers(server: Served, planned: Answer, path: str) -> None:
    check_headers(server.post(path, {**PATIENT, **planned.carried, "kind": "move"}))


def test_every_refusal_carries_the_same_headers(server: Served) -> None:
    for answer in (
        server.get("/", Cookie=None),
        server.get("/", Host="evil.test"),
        server.get("/none"),
        server.get("/plan"),
        server.post("/plan", {}),
    ):
        check_headers(answer)
        assert "<h1" in answer.text


def check_headers(answer: Answer) -> None:
    headers = answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert "server" not in headers
    assert "set-cookie" not in headers
    assert "location" not in headers


def test_no_page_holds_a_style_or_a_script_of_its_own(server: Served, planned: Answer) -> None:
    for answer in (server.get("/"), planned, server.post("/live", PATIENT), server.get("/api/docs")):
        assert " style=" not in answer.text
        assert "<style" not in answer.text
        assert " onclick=" not in answer.text
        assert "<script>" not in answer.text
        assert "http://" not in answer.text.replace("http://127.0.0.1:PORT", "").replace("http://www.w3.org/", "")
        assert "https://" not in answer.text


def test_what_is_too_large_is_a_page_that_says_so(server: Served) -> None:
    answer = server.post("/plan", {"course": "x" * 1_600_000})
    assert answer.status == 413
    assert "1 MB" in answer.words


def test_a_body_without_a_length_is_counted_as_it_arrives(server: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Cookie": server.cookie, "Origin": server.origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/plan", body=(b"x=" + b"y" * 100_000 for _ in range(16)), headers=headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_a_length_beyond_reason_is_refused_without_reading(server: Served) -> None:
    head = f"POST /plan HTTP/1.1\r\nHost: {server.host}\r\nCookie: {server.cookie}\r\nContent-Length: 99999999999\r\n"
    assert b" 413 " in raw(server, f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())


def test_too_many_fields_and_too_long_a_field_are_pages_that_say_so(server: Served) -> None:
    assert server.post("/plan", {f"n{n}": "" for n in range(300)}).status == 400
    answer = server.post("/plan", {**PATIENT, "label": "x" * 3000})
    assert answer.status == 400
    assert "2,000 characters" in answer.words


@pytest.mark.parametrize("path", POSTS)
def test_a_form_s_address_opened_by_itself_says_where_to_begin(server: Served, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 405
    assert "Begin a new plan" in answer.words


@pytest.mark.parametrize(
    "path", ["/none", "/static/../../dosing/engine.py", "/static/sheet.css", "/static/%2e%2e/sheets/base.html", "/plan/"]
)
def test_what_is_not_there_is_a_page(server: Served, path: str) -> None:
    assert server.get(path).status == 404


def test_nothing_of_a_patient_stands_in_an_address_a_header_a_log_or_a_file(tmp_path: Path) -> None:
    alone = serve(tmp_path)
    page = alone.post("/plan", PATIENT)
    answers = [page, alone.post("/live", PATIENT), alone.post("/plan", {**PATIENT, "weight": LABEL})]
    answers += [alone.post(f"/files/{name}", page.carried) for name in ("course.toml", "plan.json", "pharmacy.html", "visits.ics")]
    answers.append(alone.upload("/open", {}, "course_file", answers[3].body))
    answers.append(alone.upload("/open", {}, "course_file", b'label = "' + LABEL.encode() + b'"\n' + b"#" * 900_000))
    for path in ("/plan", "/course", "/change"):
        answers.append(alone.post(path, {"course": LABEL, "issued": LABEL}))
    assert all(LABEL not in f"{name}{value}" for answer in answers for name, value in answer.headers.items())
    assert all(answer.status in (200, 400) for answer in answers)
    printed = alone.stop()
    assert LABEL not in printed
    assert "72.5" not in printed
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
