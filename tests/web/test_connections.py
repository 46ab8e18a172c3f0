"""Slow and half-sent requests: each is dropped in time, and none keeps anybody out."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.web.visitor import NO_EXTRA, Served

pytest.importorskip("fastapi", reason=NO_EXTRA)

from dosing.web import connections  # it needs the extra
from dosing.web.guard import HEADERS

Start = Callable[[], int]
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


@pytest.fixture
def start() -> Iterator[Start]:
    """A server in this process, where its limits can be made small; the port on which it listens."""
    import uvicorn

    async def app(scope: dict[str, object], receive: Callable[[], object], send: Callable[[object], object]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})  # type: ignore[misc]
        await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[misc]

    with ExitStack() as running:

        def begin() -> int:
            listening = socket.create_server(("127.0.0.1", 0))
            config = uvicorn.Config(app, http=connections.Connection, ws="none", lifespan="off", log_level="critical", access_log=False)
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()

            def stop() -> None:
                server.should_exit = True
                thread.join(timeout=20)
                listening.close()
                assert not thread.is_alive()

            running.callback(stop)
            return int(listening.getsockname()[1])

        yield begin


def ask(port: int) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def answered(kept: socket.socket) -> None:
    """Read a whole answer; its head and its body may come apart."""
    kept.settimeout(10)
    read = b""
    while not read.endswith(b"ok"):
        part = kept.recv(4096)
        assert part
        read += part


def trickled(slow: socket.socket, byte: bytes) -> bool:
    """Whether one more byte could be sent."""
    try:
        slow.sendall(byte)
    except OSError:
        return False
    return True


def gone(held: socket.socket) -> bool:
    """Whether the other side has let a connection go."""
    held.settimeout(10)
    try:
        return held.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def test_a_request_that_trickles_in_is_dropped_after_its_time(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WHOLE_WITHIN_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", start())) as slow:
        slow.sendall(HALF)
        began = time.monotonic()
        while trickled(slow, b"a") and time.monotonic() < began + 10:
            time.sleep(0.05)
        assert 0.4 < time.monotonic() - began < 5


def test_a_connection_that_says_nothing_is_dropped_too(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WHOLE_WITHIN_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", start())) as silent:
        assert gone(silent)


def test_a_second_request_that_never_ends_is_dropped_on_a_connection_that_was_kept(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "WHOLE_WITHIN_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", start())) as kept:
        kept.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(1)  # longer than a request may take: an idle connection is no request
        answered(kept)
        kept.sendall(HALF)
        assert gone(kept)


def test_of_too_many_half_sent_requests_the_oldest_go_and_others_are_answered(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_WAITING", 20)
    port = start()
    with ExitStack() as held:
        slow = [held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(60)]
        for each in slow:
            each.sendall(HALF)
        began = time.monotonic()
        assert ask(port)[:2] == (200, b"ok")
        assert time.monotonic() - began < 5
        assert gone(slow[0])


def test_more_connections_than_are_held_are_told_to_come_again_under_the_same_headers(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    port = start()
    with ExitStack() as held:
        for _ in range(3):
            kept = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            kept.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answered(kept)
        status, body, headers = ask(port)
    assert (status, body) == (503, b"This page is busy. Wait a moment, and load it again.\n")
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_what_is_no_request_gets_an_answer_with_the_same_headers_and_nothing_of_it_back(start: Start) -> None:
    with socket.create_connection(("127.0.0.1", start())) as odd:
        odd.sendall(b"Canary-7731 \x00\r\n\r\n")
        answer = b"".join(iter(lambda: odd.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Canary" not in answer
    for name, value in HEADERS.items():
        assert f"\r\n{name}: {value}\r\n".encode() in answer


def test_three_hundred_and_fifty_half_sent_requests_keep_nobody_from_the_page(server: Served) -> None:
    with ExitStack() as held:
        for _ in range(350):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            slow.sendall(HALF)
        began = time.monotonic()
        assert server.get("/").status == 200
        assert time.monotonic() - began < 5


def test_an_answer_is_sent_at_once() -> None:
    """By the protocol of the listening socket asyncio tells each connection not to wait for more before it sends."""
    from dosing.web.serving import listen

    serving = listen("127.0.0.1", 0)
    try:
        assert serving.listening.proto == socket.IPPROTO_TCP
    finally:
        serving.listening.close()
