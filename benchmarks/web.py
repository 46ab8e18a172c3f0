"""How fast a form becomes a plan's page, beside the same framework and server answering with an empty page.

Both servers run at once, and every round asks each of them the same number of times, one after the other, so that a busy machine slows
both alike. The ratio is taken within the round; the median over the rounds is printed.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TOP = Path(__file__).resolve().parent.parent
FORM = {
    "weight": "72.5", "start-day": "4", "start-month": "January", "start-year": "2027", "cycles": "2", "time": "10:00",
    "time_zone": "Europe/Paris", "issued": "2026-12-20T09:00:00Z", "course_id": "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34",
}  # fmt: skip


@dataclass
class Asked:
    """One server, and how long each of its answers took, in seconds, by round."""

    name: str
    running: subprocess.Popen[str]
    address: str
    rounds: list[list[float]] = field(default_factory=list)

    def ask(self, times: int) -> None:
        """One round over a connection that is kept open."""
        parts = urlsplit(self.address)
        host = parts.netloc
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{host}"}
        headers["Cookie"] = f"dosing_{parts.port}={parts.query.partition('=')[2]}"
        body = urlencode(FORM)
        connection = http.client.HTTPConnection(host, timeout=60)
        seconds: list[float] = []
        for _ in range(times):
            began = time.perf_counter()
            connection.request("POST", "/plan", body, headers)
            answer = connection.getresponse()
            answer.read()
            seconds.append(time.perf_counter() - began)
            if answer.status != 200:
                sys.exit(f"the server of the {self.name} answered {answer.status}")
        connection.close()
        self.rounds.append(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=9, help="how often each server is asked a round (9)")
    parser.add_argument("--requests", type=int, default=60, help="requests in a round (60)")
    parser.add_argument("--empty", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.empty:
        serve_empty()
        return 0
    page = start("plan page", "-m", "dosing", "serve", "--no-browser")
    empty = start("empty page", str(Path(__file__)), "--empty")
    try:
        for each in (page, empty):
            each.ask(20)
            each.rounds.clear()
        for _ in range(arguments.rounds):
            for each in (page, empty):
                each.ask(arguments.requests)
    finally:
        for each in (page, empty):
            each.running.send_signal(2)
            each.running.wait(timeout=30)
    say(page, empty)
    return 0


def start(name: str, *command: str) -> Asked:
    environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen([sys.executable, *command], cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True)
    if running.stdout is None:
        sys.exit("the server prints nothing")
    return Asked(name, running, running.stdout.readline().split()[-1])


def serve_empty() -> None:
    """The framework alone, under the same server with the same settings."""
    import socket

    import uvicorn
    from fastapi import FastAPI
    from starlette.responses import Response

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/plan")
    async def plan() -> Response:
        return Response(b"", media_type="text/html")

    listening = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/?token=none", flush=True)
    config = uvicorn.Config(app, http="h11", ws="none", access_log=False, log_level="critical", lifespan="off")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def say(page: Asked, empty: Asked) -> None:
    for each in (page, empty):
        seconds = sorted(second for round_ in each.rounds for second in round_)
        p99 = seconds[int(len(seconds) * 0.99)]
        per_second = statistics.median(len(round_) / sum(round_) for round_ in each.rounds)
        print(f"{each.name:>10}: {per_second:7.1f} requests a second, p99 {1000 * p99:6.1f} ms, of {len(seconds)} requests")
    slower = statistics.median(sum(mine) / sum(theirs) for mine, theirs in zip(page.rounds, empty.rounds, strict=True))
    print(f"{slower:7.1f}  time of a form that becomes a plan's page, against an empty page")


if __name__ == "__main__":
    sys.exit(main())
