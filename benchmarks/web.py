"""How fast the page answers: each kind of answer beside an empty page of the same framework, and a form while somebody else asks for zips.

Each client is a process of its own that writes prepared bytes to a socket and reads the answer, so that it costs next to nothing beside
what it measures. Every round asks the page and the empty page in turn, so that a busy machine slows both alike.
"""

import argparse
import json
import multiprocessing
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TOP = Path(__file__).resolve().parent.parent
SITE = {"premedications": {"h2_blocker": {"drug": "famotidine"}}}
FORM = {
    "weight": "72.5", "start-day": "4", "start-month": "January", "start-year": "2027", "cycles": "2", "time": "10:00",
    "time_zone": "Europe/Paris", "issued": "2026-12-20T09:00:00Z", "course_id": "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34",
}  # fmt: skip
PLAN = {"weight": "72.5kg", "start": "2027-01-04", "weighed": "2026-11-20", "issued": FORM["issued"], "site": SITE}
PAUSE = 0.02  # seconds; a person makes longer ones
AN_HTML_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Server:
    """A server that answers, and the secret that opens it."""

    host: str
    token: str

    def request(self, method: str, path: str, body: str = "", media_type: str = AN_HTML_FORM) -> bytes:
        """The bytes of one request, over a connection that stays open."""
        port = self.host.rpartition(":")[2]
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Cookie: dosing_{port}={self.token}"]
        if method == "POST":
            head += [f"Origin: http://{self.host}", f"Content-Type: {media_type}", f"Content-Length: {len(body.encode())}"]
        return "\r\n".join([*head, "", body]).encode()

    def api(self, path: str, sent: object) -> bytes:
        """The bytes of one call of the HTTP API."""
        return self.request("POST", f"/api/{path}", json.dumps(sent), "application/json")


class Client:
    """One connection that is kept open."""

    def __init__(self, host: str) -> None:
        name, _, port = host.rpartition(":")
        self._socket = socket.create_connection((name, int(port)), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and everything that came."""
        self._socket.sendall(request)
        came = bytearray()
        while (ends := came.find(b"\r\n\r\n")) < 0:
            came += self._more()
        said = re.search(rb"(?i)content-length: *(\d+)", came[:ends])
        if said is None:
            sys.exit("an answer does not say how long it is")
        while len(came) < ends + 4 + int(said[1]):
            came += self._more()
        return int(came[9:12]), bytes(came)

    def _more(self) -> bytes:
        more = self._socket.recv(1 << 18)
        if not more:
            sys.exit("the server closed the connection")
        return more


def timed(host: str, request: bytes, status: int, times: int, pause: float, told: "Connection[list[float]]") -> None:
    """Ask again and again, with a pause of so many seconds before each, and tell how many seconds each answer took."""
    client, seconds = Client(host), []
    for _ in range(times):
        time.sleep(pause)
        began = time.perf_counter()
        found, came = client.ask(request)
        seconds.append(time.perf_counter() - began)
        if found != status:
            sys.exit(f"answered {found}: {came[-300:]!r}")
    told.send(seconds)


def round_of(server: Server, request: bytes, status: int, times: int, pause: float = 0) -> list[float]:
    """One round, by a client on a process of its own."""
    here, there = multiprocessing.Pipe(duplex=False)
    client = multiprocessing.Process(target=timed, args=(server.host, request, status, times, pause, there))
    client.start()
    there.close()
    try:
        seconds: list[float] = here.recv()
    except EOFError:
        sys.exit("a client failed")
    client.join()
    return seconds


def without_pause(host: str, request: bytes, answered: "Synchronized[int]") -> None:
    """Ask until somebody ends it, and count the answers."""
    client = Client(host)
    while True:
        status, came = client.ask(request)
        if status != 200:
            sys.exit(f"answered {status}: {came[-300:]!r}")
        answered.value += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7, help="how often each answer is asked a round (7)")
    parser.add_argument("--requests", type=int, default=20, help="requests in a round (20)")
    parser.add_argument("--empty", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.empty:
        serve_empty()
        return 0
    with started("-m", "dosing", "serve", "--no-browser") as page, started(str(Path(__file__)), "--empty") as empty:
        nothing = empty.request("GET", "/")
        kinds = answers(page)
        print(f"{'answer':34} {'median':>9} {'p99':>9}  against an empty page")
        for what, (request, status) in kinds.items():
            round_of(page, request, status, 3)
            rounds = [
                (round_of(page, request, status, arguments.requests), round_of(empty, nothing, 200, arguments.requests))
                for _ in range(arguments.rounds)
            ]
            mine = sorted(second for round_, _ in rounds for second in round_)
            ratio = statistics.median(sum(here) / sum(there) for here, there in rounds)
            median, p99 = statistics.median(mine), mine[int(len(mine) * 0.99)]
            print(f"{what:34} {1000 * median:6.1f} ms {1000 * p99:6.1f} ms {ratio:7.1f}", flush=True)
        # The forms come last: of more than two hundred courses the page drops the oldest, which is the one that is looked at again.
        kinds = answers(page)
        for what in ("a page that is looked at again", "a form, to the address of its plan"):
            ratios = [
                beside_zips(page, *kinds[what], kinds["a zip of every file"][0], 3 * arguments.requests) for _ in range(arguments.rounds)
            ]
            print(f"{what}, while somebody asks for zips without pause: {statistics.median(ratios):.1f} times its median alone")
    return 0


def beside_zips(page: Server, request: bytes, status: int, zips: bytes, times: int) -> float:
    """The median of an answer while another client asks for zips, over its median alone just before.

    Between two answers is a pause: asked without one, the page would leave the zips no time, and nothing would be beside it.
    """
    alone = statistics.median(round_of(page, request, status, times, PAUSE))
    answered = multiprocessing.Value("i", 0)
    other = multiprocessing.Process(target=without_pause, args=(page.host, zips, answered))
    other.start()
    try:
        time.sleep(0.5)
        before = answered.value
        beside = statistics.median(round_of(page, request, status, times, PAUSE))
        if answered.value == before:
            sys.exit("no zip was answered meanwhile, so nothing was measured")
        return beside / alone
    finally:
        other.terminate()
        other.join()


def answers(page: Server) -> dict[str, tuple[bytes, int]]:
    """Every kind of answer, with the status that it has."""
    client = Client(page.host)
    form = page.request("POST", "/plan", urlencode(FORM))
    _, redirected = client.ask(form)
    place = re.search(rb"(?i)location: *(\S+)", redirected)
    _, planned = client.ask(page.api("plan", PLAN))
    if place is None:
        sys.exit(f"a form became no plan: {redirected[:200]!r}")
    course = json.loads(planned.partition(b"\r\n\r\n")[2])["course_file"]
    moved = {"kind": "move", "visit": "C1D15", "to": "2027-01-25", "reason": "low counts", "by": "EF"}
    empty = re.search(rb"(?i)location: *(\S+)", client.ask(page.request("GET", "/"))[1])
    if empty is None:
        sys.exit("the page has no form")
    style = re.search(rb'href="(/static/[^"]+\.css[^"]*)"', client.ask(page.request("GET", empty[1].decode()))[1])
    if style is None:
        sys.exit("the page has no style")
    sent = {"course_file": course}
    shown = client.ask(page.request("GET", place[1].decode()))[1]
    carried = {name: re.search(rf'name="{name}" value="([^"]*)"'.encode(), shown) for name in ("course", "issued")}
    dragged = {name: found[1].decode() for name, found in carried.items() if found} | {"visit": "C1D15", "to": "2027-01-25"}
    return {
        "the style": (page.request("GET", style[1].decode()), 200),
        "the empty form": (page.request("GET", empty[1].decode()), 200),
        "a form while it is typed": (page.request("POST", "/live", urlencode(FORM)), 200),
        "a page that is looked at again": (page.request("GET", place[1].decode()), 200),
        "a form, to the address of its plan": (form, 303),
        "the drawing while a visit is dragged": (page.request("POST", "/moved", urlencode(dragged)), 200),
        "API: a plan": (page.api("plan", PLAN), 200),
        "API: a change": (page.api("change", {**sent, "change": moved}), 200),
        "API: what cannot be": (page.api("plan", {**PLAN, "weight": "72,5,0kg"}), 400),
        "the calendar": (page.api("files/visits.ics", sent), 200),
        "a sheet to look at": (page.api("files/pharmacy.html", sent), 200),
        "a sheet as PDF": (page.api("files/pharmacy.pdf", sent), 200),
        "a zip of every file": (page.api("files/plan.zip", sent), 200),
    }


@contextmanager
def started(*command: str) -> Iterator[Server]:
    """A server on loopback, which is ended after it."""
    environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen([sys.executable, *command], cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True)
    if running.stdout is None:
        sys.exit("the server prints nothing")
    address = urlsplit(running.stdout.readline().split()[-1])
    try:
        yield Server(address.netloc, address.query.partition("=")[2])
    finally:
        running.send_signal(2)
        running.wait(timeout=30)


def serve_empty() -> None:
    """The framework alone, under the same server with the same settings."""
    import uvicorn
    from fastapi import FastAPI
    from starlette.responses import Response

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/")
    async def nothing() -> Response:
        return Response(b"", media_type="text/html")

    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/?token=none", flush=True)
    config = uvicorn.Config(app, http="h11", ws="none", access_log=False, log_level="critical", lifespan="off")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(main())
