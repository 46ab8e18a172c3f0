"""The proxy that signs people in: the header in which it names them, where it connects from, and the secret that it shows.

Does not know requests' pages, or what a name is written into.
"""

import ipaddress
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dosing.findings import InputError
from dosing.formats.bounds import read_regular
from dosing.quantities import shown

if TYPE_CHECKING:
    from dosing.web.guard import Headers

SECRET_HEADER: Final = "dosing-proxy-secret"  # noqa: S105  # the name of the header, not a secret
LEAST_SECRET: Final = 16  # characters; 16 hexadecimal digits are more than anybody tries out
MOST_SECRET_BYTES: Final = 10_000  # of its file

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)  # a token of RFC 9110
_VISIBLE = re.compile(rb"[\x21-\x7e]+")

# What a browser, or any proxy, sends by itself: none of it says who signed in.
_OF_BROWSERS = frozenset(
    (
        "accept", "authorization", "cache-control", "connection", "cookie", "cookie2", "date", "dnt", "early-data", "expect", "forwarded",
        "from", "host", "keep-alive", "origin", "pragma", "priority", "range", "referer", "te", "trailer", "transfer-encoding", "upgrade",
        "upgrade-insecure-requests", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
        "x-real-ip", "x-requested-with", SECRET_HEADER,
    )
)  # fmt: skip
_BEGINNINGS = ("accept-", "access-control-", "content-", "if-", "proxy-", "sec-")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that signs people in. Without an address it connects from this machine; without a secret its address alone is asked."""

    header: str  # in small letters
    address: _Address | None = None
    secret: bytes | None = None

    def sent(self, client: Any, headers: "Headers") -> bool:
        """Whether a request came from it: by the address at the other end of the connection, and by its secret where it has one."""
        return self._connects_from(client) and self._shows_secret(headers)

    def names(self, headers: "Headers") -> list[str]:
        """Every name that a request brings."""
        return headers.every(self.header)

    def _connects_from(self, client: Any) -> bool:
        try:
            found = ipaddress.ip_address(client[0])
        except (TypeError, IndexError, ValueError):  # a socket without addresses
            return False
        found = _plain(found)
        return found.is_loopback if self.address is None else found == self.address

    def _shows_secret(self, headers: "Headers") -> bool:
        if self.secret is None:
            return True
        shown_ones = headers.every(SECRET_HEADER)
        return len(shown_ones) == 1 and secrets.compare_digest(shown_ones[0].encode("latin-1"), self.secret)


def _plain(address: _Address) -> _Address:
    """An IPv4 address as itself, where a socket for both kinds writes it as one of IPv6."""
    return getattr(address, "ipv4_mapped", None) or address


def proxy_from(header: str | None, address: str | None, secret: Path | None, *, behind_proxy: bool) -> Proxy | None:
    """The proxy as it was described at the start; None where nobody's name is taken from one. Raises InputError."""
    if header is None:
        for field, given in (("proxy_address", address), ("proxy_secret", secret)):
            if given is not None:
                sentence = "it says whose word about the signed-in name is taken, and no header was named that holds it; name it too."
                raise InputError("names-nobody", field, sentence)
        return None
    if not behind_proxy:
        sentence = "anybody can send a header, unless a proxy in front sets it; say that there is one, or name no header."
        raise InputError("header-without-proxy", "user_header", sentence)
    return Proxy(_header(header), _address(address), None if secret is None else _secret_in(secret))


def _header(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        sentence = f"{shown(name)} cannot be the name of a header; write letters, digits and hyphens, like Remote-User."
        raise InputError("not-a-header-name", "user_header", sentence)
    lower = name.lower()
    if lower in _OF_BROWSERS or lower.startswith(_BEGINNINGS):
        sentence = (
            f"{name} is sent by browsers or proxies for purposes of their own; write one that your proxy alone sets, like Remote-User."
        )
        raise InputError("header-of-browsers", "user_header", sentence)
    return lower


def _address(text: str | None) -> _Address | None:
    if text is None:
        return None
    try:
        return _plain(ipaddress.ip_address(text))
    except ValueError:
        sentence = f"{shown(text)} is no address of a machine; write the one that the proxy connects from, like 192.0.2.7."
        raise InputError("not-an-address", "proxy_address", sentence) from None


def _secret_in(path: Path) -> bytes:
    """The first line of a file that only this user reads. Raises InputError."""
    content = read_regular(path, field="proxy_secret", most=MOST_SECRET_BYTES)
    if os.name == "posix" and _open_to_others(path):
        sentence = f"{path} is not this user's alone, so that others on this machine can read the secret; make it so by: chmod 600."
        raise InputError("secret-open-to-others", "proxy_secret", sentence)
    line = content.partition(b"\n")[0].strip()
    if len(line) < LEAST_SECRET or not _VISIBLE.fullmatch(line):
        sentence = (
            f"the first line of {path} is no secret of {LEAST_SECRET} or more letters, digits or signs without spaces; "
            "write one that a program drew, as openssl rand -hex 24 does."
        )
        raise InputError("secret-unfit", "proxy_secret", sentence)
    return line


def _open_to_others(path: Path) -> bool:
    found = path.stat()
    return bool(found.st_mode & 0o077) or found.st_uid != os.geteuid()
