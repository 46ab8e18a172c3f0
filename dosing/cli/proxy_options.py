"""The options of `dosing serve` behind a proxy: its name, and how it says who is signed in.

Does not know what a header may be called, or where a proxy connects from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dosing.cli.options import Place, together

_OPTIONS = together(
    (
        click.option("--behind-proxy", is_flag=True, help="A proxy in front of this page signs people in."),
        click.option("--allow-host", metavar="NAME", multiple=True, help="With --behind-proxy: the name that the proxy is reached by."),
        click.option(
            "--user-header",
            metavar="NAME",
            help="With --behind-proxy: the header in which the proxy names who is signed in. That name prepares, changes and checks.",
        ),
        click.option(
            "--proxy-address",
            metavar="IP",
            help="With --user-header: the address that the proxy connects from; this machine unless given.",
        ),
        click.option(
            "--proxy-secret",
            metavar="FILE",
            type=Place("proxy-secret"),
            help="With --user-header: a file whose first line the proxy sends as Dosing-Proxy-Secret.",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class InFront:
    """What was typed about a proxy."""

    behind_proxy: bool
    allow_host: tuple[str, ...]
    user_header: str | None
    proxy_address: str | None
    proxy_secret: Path | None


def proxy_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command, which takes them as one: `in_front`."""

    @wraps(command)
    def packed(**options: Any) -> None:
        in_front = InFront(**{name: options.pop(name) for name in InFront.__slots__})
        command(**options, in_front=in_front)

    decorated: Callable[..., None] = _OPTIONS(packed)
    return decorated
