"""What a connection may cost: a request comes whole within a time, and whoever is slow keeps nobody out.

Does not know pages, or who may ask.
"""

import asyncio
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dosing.web.guard import HEADERS

WHOLE_WITHIN_SECONDS: Final = 15.0  # from the first byte of a request, or from the connection, to its last byte
MOST_WAITING: Final = 300  # connections whose request has not come whole; of more, the one that waited longest goes
MOST_CONNECTIONS: Final = 600  # all together; more are told to come again
AGAIN: Final = "This page is busy. Wait a moment, and load it again.\n"
_WHOLE = (h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR)

_waiting: dict["Connection", asyncio.TimerHandle] = {}  # in the order in which they began to wait; one server in a process


class Connection(H11Protocol):
    """One connection, which is dropped where its request does not come whole in time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a first request; of too many connections the newest is told to come again."""
        super().connection_made(transport)  # type: ignore[arg-type]  # a server's transport
        if len(self.connections) > MOST_CONNECTIONS:
            self._say(503, AGAIN)
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; the first bytes of another request begin another wait."""
        if self not in _waiting:
            self._wait()
        super().data_received(data)
        if self.conn.their_state in _WHOLE or self.transport.is_closing():
            self._came()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits for a connection that is gone."""
        self._came()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no request gets an answer with the headers of every answer; nothing of it is repeated or logged."""
        self._say(400, f"{msg}\n")

    def _wait(self) -> None:
        _waiting[self] = self.loop.call_later(WHOLE_WITHIN_SECONDS, self.drop)
        if len(_waiting) > MOST_WAITING:
            next(iter(_waiting)).drop()

    def _came(self) -> None:
        if (timer := _waiting.pop(self, None)) is not None:
            timer.cancel()

    def drop(self) -> None:
        """Let go of it at once, whatever it was about to send."""
        self._came()
        self.transport.abort()

    def _say(self, status: int, text: str) -> None:
        body = text.encode("ascii")
        headers = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body)), "connection": "close", **HEADERS}
        lines = [f"HTTP/1.1 {status} {'Service Unavailable' if status == 503 else 'Bad Request'}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        self.transport.close()
