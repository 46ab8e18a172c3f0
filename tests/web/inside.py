"""The page asked in this process, where a test can change what it is made of and see what it met."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.web.visitor import Answer, Visitor


class Inside(Visitor):
    """Somebody who asks an application without a server in between."""

    host = "127.0.0.1:80"
    token = "secret"  # noqa: S105  # of a door that nobody else reaches

    def __init__(self, pharmacy: Mapping[str, Any] | None = None, **options: Any) -> None:
        from dosing.web.app import create_app
        from dosing.web.guard import Door

        self.app = create_app(Door(frozenset({self.host}), self.token), pharmacy, **options)
        self.client: tuple[str, int] | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        """One request; a header of None is left out."""
        chosen: dict[str, str | None] = {"Host": self.host, "Cookie": f"dosing={self.token}", **(headers or {})}
        raw = [(name.lower().encode(), value.encode()) for name, value in chosen.items() if value is not None]
        scope = {
            "type": "http", "method": method, "path": unquote(path), "raw_path": path.encode(), "query_string": b"", "headers": raw,
            "scheme": "http", "http_version": "1.1", "root_path": "", "server": ("127.0.0.1", 80), "client": self.client,
        }  # fmt: skip
        return asyncio.run(self._answer(scope, body or b""))

    async def _answer(self, scope: dict[str, Any], body: bytes) -> Answer:
        sent: list[Any] = []
        waiting: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = sent[0]
        headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Answer(start["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


class Behind(Inside):
    """Somebody whom a proxy in front signed in, by the header Remote-User; `name` is theirs, or None for nobody."""

    host = "dosing.test"

    def __init__(self, name: str | None, *, shared: Inside | None = None, unit: Path | None = None, **described: Any) -> None:
        from dosing.web.app import create_app
        from dosing.web.guard import Door
        from dosing.web.proxy import Proxy
        from dosing.web.unit import Unit

        door = Door(frozenset({self.host}), None, proxy=Proxy("remote-user", **described))
        self.app = shared.app if shared else create_app(door, unit=Unit(unit) if unit else None)
        self.client = ("127.0.0.1", 40_000)
        self.name = name

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        """One request as the proxy hands it on; a program's names its origin, as a browser's does."""
        own = {"Cookie": None, "Remote-User": self.name, "Origin": self.origin}
        return super().ask(method, path, body, {**own, **(headers or {})})
