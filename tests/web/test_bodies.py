"""Bodies that no form of ours sends: a field or a key twice, thousands of parts, a megabyte of dots; each is one sentence, at once."""

import time
import uuid

import pytest

from tests.web.visitor import NO_EXTRA, PATIENT, Answer, Served

pytest.importorskip("fastapi", reason=NO_EXTRA)

FORM = "application/x-www-form-urlencoded"
SECONDS = 5.0  # far above what any takes, and far below what a parser that is led astray would


def sent(server: Served, path: str, body: bytes, kind: str = FORM) -> Answer:
    before = time.monotonic()
    answer = server.ask("POST", path, body, {"Content-Type": kind, "Origin": server.origin})
    assert time.monotonic() - before < SECONDS
    return answer


def multipart(*fields: tuple[str, str]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return ("".join(parts) + f"--{edge}--\r\n").encode(), f"multipart/form-data; boundary={edge}"


@pytest.mark.parametrize("path", ["/plan", "/live", "/change/make", "/check/make", "/files/course.toml"])
def test_a_field_given_twice_is_refused_however_the_form_is_sent(server: Served, path: str) -> None:
    twice = [*PATIENT.items(), ("weight", "80")]
    for body, kind in ((b"weight=72.5&weight=80", FORM), multipart(*twice)):
        answer = sent(server, path, body, kind)
        assert answer.status == 400
        assert "One field of the form came twice" in answer.words


def test_a_file_given_twice_is_refused(server: Served) -> None:
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="course_file"; filename="a.toml"\r\n\r\nx = 1\r\n'
    answer = sent(server, "/open", f"{head}{head}--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}")
    assert answer.status == 400
    assert "too many fields, or cannot be read" in answer.words


@pytest.mark.parametrize("name", ["weight", "label", "course", "typed", "start-day", "course_id"])
def test_a_megabyte_of_dots_in_any_field_is_one_sentence(server: Served, planned: Answer, name: str) -> None:
    for path in ("/plan", "/course", "/check/make"):
        answer = sent(server, path, f"{name}={'.' * 1_000_000}".encode())
        assert answer.status == 400
        assert len(answer.body) < 40_000  # which repeats none of it
        assert "....." not in answer.text


def test_ten_thousand_parts_are_refused(server: Served) -> None:
    for body, kind in (
        (b"&".join(b"a%d=1" % number for number in range(10_000)), FORM),
        multipart(*((f"a{n}", "1") for n in range(10_000))),
    ):
        answer = sent(server, "/plan", body, kind)
        assert answer.status == 400
        assert "too many fields, or cannot be read" in answer.words


@pytest.mark.parametrize("body", [
    b'{"weight": "72.5kg", "weight": "80kg", "start": "2027-01-04"}',
    b'{"weight": "72.5kg", "start": "2027-01-04", "site": {"time_zone": "Europe/Paris", "time_zone": "Europe/Oslo"}}',
])  # fmt: skip
def test_a_key_given_twice_in_json_is_refused(server: Served, body: bytes) -> None:
    answer = server.ask(
        "POST", "/api/plan", body, {"Content-Type": "application/json", "Cookie": None, "Authorization": f"Bearer {server.token}"}
    )
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "twice" in answer.text


@pytest.mark.parametrize("body", [b"." * 1_000_000, b"[" * 100_000, b'{"a":' * 50_000, b"\x00" * 1000, b"\xff\xfe", b""])
def test_what_is_no_json_is_a_problem_document(server: Served, body: bytes) -> None:
    before = time.monotonic()
    answer = server.ask(
        "POST", "/api/plan", body, {"Content-Type": "application/json", "Cookie": None, "Authorization": f"Bearer {server.token}"}
    )
    assert time.monotonic() - before < SECONDS
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert len(answer.body) < 2000


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 5000])
def test_a_form_without_a_readable_edge_is_one_sentence(server: Served, kind: str) -> None:
    answer = sent(server, "/plan", b"--x\r\n", kind)
    assert answer.status == 400
