"""The server: a free port on this machine, the address with its secret, and a clean stop.

Does not know pages.
"""

import asyncio
import ipaddress
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import uvicorn

from dosing.findings import InputError
from dosing.quantities import shown
from dosing.web.app import create_app
from dosing.web.connections import Connection
from dosing.web.guard import TOKEN, Door
from dosing.web.own_files import STOPS_AFTER
from dosing.web.proxy import Proxy
from dosing.web.unit import Unit


@dataclass(frozen=True, slots=True)
class Serving:
    """A socket that listens, the door in front of it, and the address that a person opens."""

    listening: socket.socket
    door: Door
    address: str

    def once(self) -> str:
        """An address that opens a single time, for a browser's command line, which everybody on the machine can read."""
        code = secrets.token_urlsafe(24)
        self.door.once.add(code)
        return f"{self.address.partition('?')[0]}?{TOKEN}={code}" if self.door.token else self.address


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def allowed_hosts(port: int) -> frozenset[str]:
    """The names under which a server on this machine is reached; a browser leaves port 80 out."""
    names = ("127.0.0.1", "localhost", "[::1]")
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def refuse_open_door(host: str, names: Sequence[str], *, behind_proxy: bool) -> None:
    """Raises InputError where the page would be reached from other machines without a proxy that signs people in."""
    if behind_proxy != bool(names):
        sentence = "a proxy in front and the name under which it is reached go together; say both, or neither."
        raise InputError("proxy-without-name", "allow_host" if behind_proxy else "behind_proxy", sentence)
    if not behind_proxy and not is_loopback(host):
        raise InputError(
            "open-to-others",
            "host",
            f"the address {shown(host)} can be reached from other machines, and this page signs nobody in; leave it out, or put a proxy "
            "that does in front of it and say so, with the name under which the proxy is reached.",
        )


def listen(host: str, port: int, names: Sequence[str] = (), *, behind_proxy: bool = False, proxy: Proxy | None = None) -> Serving:
    """A socket that listens, on a free port where `port` is 0; `proxy` is how the one in front says who is signed in. Raises InputError."""
    refuse_open_door(host, names, behind_proxy=behind_proxy)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By its protocol asyncio knows that what is sent may not wait for more (Nagle): without it a short answer comes 40 ms late.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as problem:
        listening.close()
        why = getattr(problem, "strerror", None) or str(problem)
        sentence = f"no server can be started on {host} port {port} ({why.lower()}); write another port, or leave it out."
        raise InputError("port-taken", "port", sentence) from None
    found = listening.getsockname()[1]
    written = f"[{host}]" if ":" in host else host
    if behind_proxy:
        return Serving(listening, Door(frozenset(name.lower() for name in names), None, proxy=proxy), f"http://{written}:{found}/")
    door = Door(allowed_hosts(found), secrets.token_urlsafe(24), f"dosing_{found}")
    return Serving(listening, door, f"http://{written}:{found}/?{TOKEN}={door.token}")


def run(
    serving: Serving,
    pharmacy: Mapping[str, Any] | None,
    ready: Callable[[], None],
    replaced: Callable[[], None],
    unit: Unit | None = None,
) -> None:
    """Answer until somebody stops it; `ready` is called once requests are answered.

    `replaced` is called where the program's own files are others than those that it was started with; a little later it stops.
    """

    def stop() -> None:
        replaced()
        asyncio.get_running_loop().call_later(STOPS_AFTER, lambda: setattr(server, "should_exit", True))

    app = create_app(serving.door, pharmacy, stop, unit=unit)
    # The access log prints addresses, and a connection's parser is h11, which counts headers; nothing of a request is ever logged.
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        access_log=False,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_keep_alive=20,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    try:
        ready()  # the socket listens already, so that whoever comes now waits a moment
        server.run(sockets=[serving.listening])
    except KeyboardInterrupt:
        pass  # how it is stopped
    finally:
        serving.listening.close()
