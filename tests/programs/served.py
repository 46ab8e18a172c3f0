"""A folder served on this machine, as a web server hands out published calendars."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


class Quiet(SimpleHTTPRequestHandler):
    """A handler that prints nothing."""

    extensions_map = {".ics": "text/calendar; charset=utf-8"}  # noqa: RUF012  # so it is declared

    def log_message(self, *_: Any) -> None:
        pass


def dated(file: Path, minute: int) -> None:
    """Date a file as written in that minute: servers and programs tell versions of it apart by the second, and here a second has many."""
    written = datetime(2026, 1, 1, 9, minute, tzinfo=UTC).timestamp()
    os.utime(file, (written, written))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which the files of a folder are read."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
