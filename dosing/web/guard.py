"""Who may ask: the host that was named, the secret of this run or a signed-in name, where a form comes from, how much a body may hold.

Does not know plans, forms or pages.
"""

import secrets
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dosing.web.proxy import Proxy
from dosing.web.signed_in import initials_of, sign_in

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY_BYTES = 1_500_000  # a course file of MOST_FILE_BYTES in the letters that carry it, and the fields beside it
MOST_FILE_BYTES = 1_000_000  # below the size at which a form's file would be put on disk
MOST_DRAINED_BYTES = 16_000_000  # so much more is read and thrown away, so that a browser shows the page that says why

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",  # with no-referrer a browser would send its own forms with the origin null
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
TOKEN = "token"  # noqa: S105  # the name of the field, not a secret
BODY_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Door:
    """Which hosts are answered, and the secret that opens; without a token a proxy in front does the signing in.

    `proxy` is how that proxy says who is signed in, where it does.
    `once` holds secrets that open a single time: one stands on the browser's command line, where everybody on the machine reads it.
    """

    hosts: frozenset[str]
    token: str | None
    cookie: str = "dosing"
    once: set[str] = field(default_factory=set)
    proxy: Proxy | None = None

    def opens(self, typed: str) -> bool:
        """Whether a secret opens; one that opens once is used up."""
        if self.token is not None and secrets.compare_digest(typed.encode(), self.token.encode()):
            return True
        used = [each for each in self.once if secrets.compare_digest(typed.encode(), each.encode())]
        self.once.difference_update(used)
        return bool(used)

    def known(self, headers: "Headers") -> bool:
        """Whether a request carries the secret, as a browser's cookie or as a program's bearer token."""
        if self.token is None:
            return True
        kind, _, bearer = headers.one("authorization").partition(" ")
        shown = [headers.cookie(self.cookie), bearer if kind.lower() == "bearer" else ""]
        return any(secrets.compare_digest(each.encode(), self.token.encode()) for each in shown if each)


class Headers:
    """The headers of one request."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._raw = [(name.decode("latin-1").lower(), value.decode("latin-1").strip(" \t")) for name, value in raw]

    def every(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for other, value in self._raw if other == name]

    def one(self, name: str) -> str:
        """A header's only value; empty where there is none or more than one."""
        found = self.every(name)
        return found[0] if len(found) == 1 else ""

    def cookie(self, name: str) -> str:
        """A cookie's value, or nothing."""
        pairs = (pair.strip().partition("=") for line in self.every("cookie") for pair in line.split(";"))
        return next((value for key, _, value in pairs if key == name), "")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered; `code` names a page that helps."""

    status: int
    code: str


Answer = Callable[[Scope, Refusal], Asgi]


class Guard:
    """Asks every request before anything else does, and puts the same headers on every answer."""

    def __init__(self, app: Asgi, door: Door, refuse: Answer) -> None:
        self.app, self.door, self.refuse = app, door, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = _Sending(send)
        try:
            await self._answer(scope, receive, answer)
        except Exception as problem:  # noqa: BLE001  # what was typed may stand in it, so that only its kind and place are said
            _say(problem)
            if not answer.started:
                await self.refuse(scope, Refusal(500, "fault"))(scope, receive, answer)

    async def _answer(self, scope: Scope, receive: Receive, send: "_Sending") -> None:
        headers = Headers(scope["headers"])
        sign_in("")  # a request can begin in the course of another one of its connection
        refusal = refused_host(self.door, headers)
        if refusal is None and (entered := _entered(self.door, scope)):
            await _welcome(self.door, send, opened=entered == "opened", refuse=self.refuse(scope, Refusal(403, "token")), scope=scope)
            return
        refusal = refusal or refused_stranger(self.door, scope, headers) or refused_nameless(self.door, scope, headers)
        refusal = refusal or refused_origin(self.door, scope, headers) or refused_type(scope, headers)
        if refusal is None and scope["method"] in ("POST", "PUT", "PATCH", "DELETE"):
            body = await _whole_body(receive, headers)
            if body is None:
                refusal = Refusal(413, "size")
            else:
                receive = _replayed(body, receive)
        if refusal is not None:
            await self.refuse(scope, refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def refused_host(door: Door, headers: Headers) -> Refusal | None:
    """DNS rebinding brings other names to this address: only the names of this run are answered."""
    named = headers.every("host")
    if len(named) != 1 or not named[0]:
        return Refusal(400, "no-host")
    return None if named[0].lower() in door.hosts else Refusal(403, "host")


def refused_stranger(door: Door, scope: Scope, headers: Headers) -> Refusal | None:
    """Every path but the style, the script and the fonts asks for the secret of this run."""
    path = scope["path"]
    if path.startswith("/static/") or door.known(headers):
        return None
    return Refusal(401, "token") if path.startswith("/api/") else Refusal(403, "token")


def refused_nameless(door: Door, scope: Scope, headers: Headers) -> Refusal | None:
    """Where a proxy says who is signed in, every such path asks for its word and one name, which its pages are told."""
    if door.proxy is None or scope["path"].startswith("/static/"):
        return None
    names = door.proxy.names(headers)
    if not door.proxy.sent(scope["client"], headers) or len(names) != 1 or not names[0]:
        return Refusal(403, "nobody")
    name = initials_of(names[0])
    if name is None:
        return Refusal(403, "name")
    sign_in(name)
    return None


def refused_origin(door: Door, scope: Scope, headers: Headers) -> Refusal | None:
    """A form may come from this very page alone: another port of the same machine is another origin."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None
    site, origin = headers.every("sec-fetch-site"), headers.every("origin")
    if any(each not in ("same-origin", "none") for each in site) or len(origin) > 1:
        return Refusal(403, "origin")
    if origin:
        return None if _host_of(origin[0]) == headers.one("host").lower() else Refusal(403, "origin")
    # A program that is no browser sends neither; behind a proxy nothing else would tell it from a stranger's form.
    return Refusal(403, "origin") if door.token is None and not site else None


def _host_of(origin: str) -> str:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme in ("http", "https") and origin.count("/") == 2 else ""


def refused_type(scope: Scope, headers: Headers) -> Refusal | None:
    """A body is a form of ours, or JSON for the API."""
    if scope["method"] != "POST":
        return None
    kind = headers.one("content-type").partition(";")[0].strip().lower()
    wanted = ("application/json",) if scope["path"].startswith("/api/") else BODY_TYPES
    return None if kind in wanted else Refusal(415, "type")


def _entered(door: Door, scope: Scope) -> str:
    """Whether the printed address was opened: "opened", "wrong", or nothing where no secret is in the address."""
    if scope["method"] != "GET" or scope["path"] != "/" or not scope["query_string"]:
        return ""
    typed = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=20).get(TOKEN)
    if not typed:
        return ""
    return "opened" if door.opens(typed[0]) else "wrong"


async def _welcome(door: Door, send: Send, *, opened: bool, refuse: Asgi, scope: Scope) -> None:
    if not opened or door.token is None:
        await refuse(scope, _nothing, send)
        return
    cookie = f"{door.cookie}={door.token}; HttpOnly; SameSite=Strict; Path=/"
    headers = [(b"location", b"/"), (b"set-cookie", cookie.encode("ascii")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": int(HTTPStatus.SEE_OTHER), "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _whole_body(receive: Receive, headers: Headers) -> bytes | None:
    """The body, counted as it arrives whatever its header says; None where it is larger than any of ours."""
    stated = headers.one("content-length")
    if stated.isascii() and stated.isdigit() and int(stated[:18]) > MOST_DRAINED_BYTES:
        return None
    parts: list[bytes] = []
    seen = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts) if seen <= MOST_BODY_BYTES else None
        part = message.get("body", b"")
        seen += len(part)
        if seen > MOST_DRAINED_BYTES:
            return None
        if seen <= MOST_BODY_BYTES:
            parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if seen <= MOST_BODY_BYTES else None


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class _Sending:
    """An answer on its way: every one carries the same headers, unless it states its own policy for content."""

    def __init__(self, send: Send) -> None:
        self.send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message = {**message, "headers": with_headers(message.get("headers", ()), HEADERS)}
        await self.send(message)


def with_headers(given: Iterable[tuple[bytes, bytes]], headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with those that it lacks."""
    own = list(given)
    there = {name.lower() for name, _ in own}
    return [*own, *((name.encode(), value.encode()) for name, value in headers.items() if name.encode() not in there)]


def _say(problem: Exception) -> None:
    """One line about a fault of the program: its kind and its place, never what was typed."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    sys.stderr.write(f"Fault of the program: {type(problem).__name__} at {place}. What was typed is not written here.\n")
