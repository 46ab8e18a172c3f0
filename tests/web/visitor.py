"""Somebody who visits the page: a server of its own, and requests with every header chosen."""

import http.client
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.plans import answers_of

REPOSITORY = Path(__file__).resolve().parent.parent.parent
COURSE_ID = "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"
NO_EXTRA = "The extra web is not installed (pip install 'dosing[web]'), so the page was not tested."
ISSUED = "2027-01-03T09:00:00Z"
LABEL = "Canary-7731"

# The weight was measured before any day on which the tests run: a change is issued by the clock on the wall.
PATIENT = {
    "weight": "72.5", "start-day": "4", "start-month": "January", "start-year": "2027", "cycles": "2", "label": LABEL,
    "weighed-day": "20", "weighed-month": "11", "weighed-year": "2026", "time": "10:00", "time_zone": "Europe/Paris", "prepared_by": "AB",
    "h2_blocker": "ranitidine",  # the regimen warns of it: unless the site has decided about it, nothing can be checked
}  # fmt: skip
FIXED = {"course_id": COURSE_ID, "issued": ISSUED}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def words(self) -> str:
        """The text of a page without its tags, as a person reads it."""
        plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", self.text, flags=re.DOTALL)
        return " ".join(unescape(plain).replace("\N{NO-BREAK SPACE}", " ").split())

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of that name."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.text)
        assert found is not None, f"no hidden field {name}"
        return unescape(found[1])

    @property
    def carried(self) -> dict[str, str]:
        """The course that a page carries, as its forms send it back."""
        return {"course": self.hidden("course"), "issued": self.hidden("issued")}

    def value(self, name: str) -> str:
        """What stands in a text field."""
        found = re.search(rf'<input [^>]*name="{name}"[^>]*?value="([^"]*)"', self.text)
        assert found is not None, f"no field {name}"
        return unescape(found[1])


LED: list[tuple["Visitor", str]] = []  # what servers hold, by who was led to it


def hold_nothing() -> None:
    """Be done with every course that somebody was led to: what comes next may do something else with the same course."""
    own = {"Content-Type": "application/x-www-form-urlencoded"}
    for visitor, name in LED:
        with suppress(OSError):  # a server that was stopped
            visitor.ask("POST", f"/course/{name}/done", b"unsaved=yes", {**own, "Origin": visitor.origin})
    LED.clear()


class Visitor:
    """Somebody who asks: what a browser sends with its forms, and a program with its calls."""

    host: str
    token: str

    @property
    def origin(self) -> str:
        """The origin of the pages."""
        return f"http://{self.host}"

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        """One request; a header of None is left out."""
        raise NotImplementedError

    def get(self, path: str, **headers: str | None) -> Answer:
        """A page by its address."""
        answer = self.ask("GET", path, headers=headers)
        place = answer.headers.get("location", "")
        return self.ask("GET", place, headers=headers) if place.startswith("/form/") else answer

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str | None] | None = None) -> Answer:
        """A form, as this page's own."""
        own = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        return self._followed(self.ask("POST", path, urlencode(fields).encode(), {**own, **(headers or {})}), headers)

    def _followed(self, answer: Answer, headers: Mapping[str, str | None] | None = None) -> Answer:
        """The page to which a form leads: what was made stands at an address of its own."""
        place = answer.headers.get("location", "")
        if place.startswith("/course/"):
            LED.append((self, place.removeprefix("/course/").partition("/")[0]))
        return self.get(place, **(headers or {})) if answer.status == 303 and place.startswith(("/course/", "/asked/")) else answer

    def upload(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
        """A form with one file."""
        edge = uuid.uuid4().hex
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="a.toml"\r\nContent-Type: application/toml\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
        return self._followed(
            self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}", "Origin": self.origin})
        )

    def check(self, planned: Answer, by: str = "CD", **other: str) -> Answer:
        """The form of the check, with everything right but for what is typed as `other`."""
        return self.post("/check/make", {**planned.carried, "by": by, **self.answers(planned, **other)})

    def answers(self, planned: Answer, **other: str) -> dict[str, str]:
        """What is typed into the form of the check, right but for `other`."""
        typed: dict[str, str] = {}
        for key, right in answers_of(json.loads(self.post("/files/plan.json", planned.carried).text)).items():
            *_, visit, name = ("", *key.split("."))
            text, at = other.get(name, right), f"{name}-{visit}" if visit else name
            if name in ("born", "weighed"):
                typed |= {f"{at}-{part}": each for part, each in zip(("year", "month", "day"), text.split("-"), strict=True)}
            else:
                typed[at] = text
        return typed

    def api(self, path: str, value: Any, **headers: str | None) -> Answer:
        """A call of the API, as a program makes it."""
        own = {"Content-Type": "application/json", "Cookie": None, "Authorization": f"Bearer {self.token}", **headers}
        return self.ask("POST", f"/api/{path}", json.dumps(value).encode(), own)


@dataclass
class Served(Visitor):
    """A running `dosing serve`."""

    running: subprocess.Popen[str]
    address: str
    folder: Path
    said: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port that it chose."""
        return urlsplit(self.address).port or 80

    @property
    def host(self) -> str:  # type: ignore[override]  # read, never set
        """The host as a browser names it."""
        return f"127.0.0.1:{self.port}"

    @property
    def token(self) -> str:  # type: ignore[override]  # the same
        """The secret of the printed address."""
        return self.address.partition("token=")[2]

    @property
    def cookie(self) -> str:
        """The cookie of a browser that opened the printed address."""
        return f"dosing_{self.port}={self.token}"

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        """One request; a header of None is left out."""
        chosen: dict[str, str | None] = {"Host": self.host, "Cookie": self.cookie, **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in chosen.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            found = connection.getresponse()
            return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def stop(self) -> str:
        """Stop it as Ctrl-C does; everything that it printed."""
        self.running.send_signal(2)
        out, err = self.running.communicate(timeout=30)
        return "".join(self.said) + out + err


HERE = (sys.executable, "-m", "dosing")


def serve(folder: Path, *options: str, start: Sequence[str | Path] = HERE, path: Path = REPOSITORY) -> Served:
    """A server that stands in a folder of its own, with a folder for temporary files in it; skips without the extra web.

    `start` is the command that is dosing, and `path` the folder in which it looks for modules first.
    """
    pytest.importorskip("fastapi", reason=NO_EXTRA)
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONUNBUFFERED": "1", "TMPDIR": str(folder / "tmp"), "HOME": str(folder)}
    command = [*map(str, start), "serve", "--no-browser", *options]
    running = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out: IO[str] = running.stdout  # type: ignore[assignment]  # it was asked for
    first = out.readline()
    if " at http" not in first:
        raise AssertionError(first + "".join(running.communicate(timeout=30)))
    return Served(running, first.split()[-1], folder, [first])
