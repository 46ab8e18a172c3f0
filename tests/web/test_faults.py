"""What happens when something goes wrong inside, and that no form at all makes it so."""

import asyncio
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dosing.acts import choices
from dosing.inputs.changes import VERBS
from dosing.web.form_fields import PARTS
from dosing.web.guard import Door, Guard, Message, Receive, Scope, Send
from dosing.web.plan_form import FACTS
from tests.web.visitor import LABEL, NO_EXTRA, PATIENT, Answer, Served

pytest.importorskip("fastapi", reason=NO_EXTRA)

DOOR = Door(frozenset({"127.0.0.1:80"}), "secret")
HEADERS = [(b"host", b"127.0.0.1:80"), (b"cookie", b"dosing=secret"), (b"content-type", b"application/x-www-form-urlencoded")]


def asked(app: Any, method: str, path: str, *messages: Message) -> list[Message]:
    """What an application sends in answer to one request."""
    from dosing.web.problems import refusal_answer

    sent: list[Message] = []
    waiting = list(messages) or [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": HEADERS}
    asyncio.run(Guard(app, DOOR, refusal_answer)(scope, receive, send))
    return sent


async def broken(scope: Scope, receive: Receive, send: Send) -> None:  # an application is asked so
    raise ValueError(LABEL)


@pytest.mark.parametrize(("path", "kind"), [("/plan", b"text/html; charset=utf-8"), ("/api/plan", b"application/problem+json")])
def test_a_fault_is_a_page_that_says_to_use_no_plan_and_names_nothing_that_was_typed(
    capsys: pytest.CaptureFixture[str], path: str, kind: bytes
) -> None:
    start, body = asked(broken, "GET", path)
    headers = dict(start["headers"])
    assert start["status"] == 500
    assert headers[b"content-type"] == kind
    assert headers[b"cache-control"] == b"no-store"
    assert b"use none" in body["body"]
    assert LABEL.encode() not in body["body"]
    said = capsys.readouterr().err
    assert re.fullmatch(r"Fault of the program: ValueError at test_faults.py:\d+. What was typed is not written here.\n", said)


def test_a_body_in_many_parts_arrives_whole_and_one_too_large_never_does() -> None:
    seen: list[bytes] = []

    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    parts = [{"type": "http.request", "body": b"x" * 500_000, "more_body": True} for _ in range(2)]
    last = {"type": "http.request", "body": b"y", "more_body": False}
    assert asked(reading, "POST", "/plan", *parts, last)[0]["status"] == 200
    assert [len(body) for body in seen] == [1_000_001]
    assert asked(reading, "POST", "/plan", *parts, *parts, last)[0]["status"] == 413
    assert len(seen) == 1


def test_anything_but_a_request_is_turned_away() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Guard(broken, DOOR, lambda scope, refusal: broken)({"type": "websocket"}, None, send))  # type: ignore[arg-type]  # noqa: ARG005
    assert [message["type"] for message in sent] == ["websocket.close"]


DAYS = ("start", "weighed", "born", "to", "when", *(name for name, _ in FACTS))
NAMES = [
    *("weight", "cycles", "label", "time", "time_zone", "regimen", *(each.name for each in choices())),
    *("protocol_reference", "prepared_by", "course_id", "site", "typed", "revision", "paper", "visit", "following", "not_given"),
    *("in_full", "given_ml", "reaction"),
    *("reason", "by", "fingerprint", "course", "issued", "kind", "name", "address", "day_phone", "night_phone"),
    *(f"{day}-{part}" for day in DAYS for part in (*PARTS, "none")),
]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "none", "72.5", "0", "99999999", "1e400", "C1D1", "C2D22", "2027", "9999", "31", "feb", "10:00", "02:30", "Europe/Paris"]),
    st.sampled_from(["e30=", "W10=", "bnVsbA==", "eA==", "1" * 1900, "x" * 1999, "\u0000", "\ud7ff\uffff", "../../etc/passwd"]),
)  # fmt: skip
PATHS = ("/plan", "/live", "/edit", "/open", "/course", "/files/plan.json", "/sheets/nurse", "/change", "/change/review", "/change/make", "/check/make", "/course/none/done", "/letterhead", "/letterhead/make")  # fmt: skip


@given(
    path=st.sampled_from(PATHS),
    kind=st.sampled_from(list(VERBS)),
    typed=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12),
    whole=st.booleans(),
)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_no_form_makes_the_program_fail(server: Served, planned: Answer, path: str, kind: str, typed: dict[str, str], whole: bool) -> None:
    fields = {**PATIENT, **planned.carried, "kind": kind, **typed} if whole else {**planned.carried, "kind": kind, **typed}
    answer = server.post(path, {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()})
    assert answer.status in (200, 303, 400, 404, 409)
