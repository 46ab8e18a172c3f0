"""Whether the program's own files were replaced while it runs: then nothing more is made of old parts and new ones together.

Does not know what is in a file.
"""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from dosing.assets import own_folders
from dosing.web.carried import Carried, kept_as
from dosing.web.guard import Asgi, Message, Receive, Scope, Send
from dosing.web.pages import render_page
from dosing.web.shelf import Shelf

KINDS = frozenset({".py", ".toml", ".html", ".css", ".js", ".svg", ".woff2", ".ttf"})
LOOKED_AFTER = 2.0  # seconds; more often would cost every answer a look at some hundred files
STOPS_AFTER = 20  # seconds in which an open course can still be saved from its address
HERE = "the-course-of-this-address"  # where its link goes into the page

Stamps = dict[str, tuple[int, int, int]]


def stamps() -> Stamps:
    """Every file of the program with its size, its time and its number on the disk; one that is copied over gets another."""
    return dict(_stamps(own_folders()))


def _stamps(folders: tuple[Path, ...]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in KINDS:
                try:
                    found = path.stat()
                except OSError:  # it went between two looks, and so counts as replaced
                    continue
                yield str(path), (found.st_size, found.st_mtime_ns, found.st_ino)


class OwnFiles:
    """Answers every request with the application, until the program's files are others; then with a page that says so, and stops.

    The page is made before that. It holds the file of the course whose address was asked for, where nobody saved it.
    """

    def __init__(self, app: Asgi, shelf: Shelf, stop: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._shelf, self._stop, self._clock = app, shelf, stop, clock
        self._before, self._looked, self._replaced = stamps(), clock(), False
        self._page = render_page("replaced", here=HERE, seconds=STOPS_AFTER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/") and self._others():
            await self._say(scope, send)
        else:
            await self._app(scope, receive, send)

    def _others(self) -> bool:
        """Whether the files are others by now."""
        if not self._replaced and self._clock() - self._looked >= LOOKED_AFTER:
            self._looked = self._clock()
            self._replaced = stamps() != self._before
            if self._replaced:
                self._stop()
        return self._replaced

    async def _say(self, scope: Scope, send: Send) -> None:
        name = scope["path"].removeprefix("/course/").partition("/")[0]
        held = self._shelf.get(name)
        link = "" if held is None or held.saved else _link(held.carried)
        body = self._page.replace(HERE.encode(), link.encode())
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        message: Message = {"type": "http.response.body", "body": body}
        await send(message)


def _link(carried: Carried) -> str:
    """The course file inside a link, which is saved without asking the program for anything."""
    course = carried.opened.course
    name = kept_as("course.toml", course.course_id, course.revision)
    letters = b64encode(carried.opened.content).decode("ascii")
    return f'<p><a class="button" download="{escape(name)}" href="data:application/toml;base64,{letters}">Save course.toml</a></p>'
