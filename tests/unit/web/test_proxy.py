"""How a proxy is described at the start, and which requests come from it."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import pytest

from dosing.findings import InputError
from dosing.web.guard import Headers
from dosing.web.proxy import Proxy, proxy_from
from dosing.web.signed_in import initials_of

SECRET = "5d1f0c6b3a2e49d8"  # noqa: S105  # of no proxy that there is; 16 characters, the fewest


def headers(**named: str) -> Headers:
    return Headers([(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()])


def described(header: str | None = "Remote-User", address: str | None = None, secret: Path | None = None) -> Proxy | None:
    return proxy_from(header, address, secret, behind_proxy=True)


@pytest.mark.parametrize("name", ["Remote-User", "X-Forwarded-User", "X-Auth-Request-Email", "REMOTE_USER", "x"])
def test_a_header_that_a_proxy_alone_sets_can_name_who_is_signed_in(name: str) -> None:
    assert described(name) == Proxy(name.lower())


BROWSERS = (
    "Host", "cookie", "ORIGIN", "Referer", "User-Agent", "Authorization", "Accept", "Accept-Language", "Sec-Fetch-Site", "Content-Type",
    "Content-Length", "Connection", "Proxy-Authorization", "If-None-Match", "Access-Control-Request-Method", "X-Forwarded-For",
    "Dosing-Proxy-Secret",
)  # fmt: skip


@pytest.mark.parametrize("name", BROWSERS)
def test_a_header_that_browsers_or_proxies_send_by_themselves_names_nobody(name: str) -> None:
    with pytest.raises(InputError, match="for purposes of their own; write one that your proxy alone sets") as refused:
        described(name)
    assert (refused.value.code, refused.value.field) == ("header-of-browsers", "user_header")


@pytest.mark.parametrize("name", ["", " ", "Remote User", "Remote:User", "R\u00e9mote", "a\nb", "(user)", "user,name"])
def test_what_http_forbids_as_the_name_of_a_header_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="cannot be the name of a header") as refused:
        described(name)
    assert refused.value.code == "not-a-header-name"


def test_a_header_without_a_proxy_in_front_is_refused_since_anybody_can_send_one() -> None:
    with pytest.raises(InputError, match="anybody can send a header") as refused:
        proxy_from("Remote-User", None, None, behind_proxy=False)
    assert (refused.value.code, refused.value.field) == ("header-without-proxy", "user_header")


def test_an_address_or_a_secret_of_a_proxy_that_names_nobody_is_refused(tmp_path: Path) -> None:
    for more, field in (({"address": "192.0.2.7"}, "proxy_address"), ({"secret": tmp_path / "secret"}, "proxy_secret")):
        with pytest.raises(InputError) as refused:
            described(None, **more)  # type: ignore[arg-type]  # one of two
        assert (refused.value.code, refused.value.field) == ("names-nobody", field)
    assert described(None) is None


@pytest.mark.parametrize("text", ["proxy.test", "192.0.2", "192.0.2.7/24", "", "192.0.2.7:80"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no address of a machine") as refused:
        described(address=text)
    assert refused.value.code == "not-an-address"


PEERS = (
    (None, "127.0.0.1", True),
    (None, "127.8.9.10", True),
    (None, "::1", True),
    (None, "::ffff:127.0.0.1", True),
    (None, "192.0.2.7", False),
    (None, "::ffff:192.0.2.7", False),
    ("192.0.2.7", "192.0.2.7", True),
    ("192.0.2.7", "::ffff:192.0.2.7", True),
    ("::ffff:192.0.2.7", "192.0.2.7", True),
    ("2001:db8::7", "2001:DB8:0::7", True),
    ("192.0.2.7", "127.0.0.1", False),
    ("192.0.2.7", "192.0.2.8", False),
)


@pytest.mark.parametrize(("address", "peer", "taken"), PEERS)
def test_a_request_comes_from_this_machine_or_from_the_address_that_was_named(address: str | None, peer: str, taken: bool) -> None:
    proxy = described(address=address)
    assert proxy is not None
    assert proxy.sent((peer, 40_000), headers()) is taken


@pytest.mark.parametrize("client", [None, (), ("",), ("/run/dosing.socket", 0)])
def test_a_connection_without_an_address_is_nobody_s(client: object) -> None:
    assert not Proxy("remote-user").sent(client, headers())
    assert not Proxy("remote-user", ip_address("192.0.2.7")).sent(client, headers())


SHOWN: tuple[tuple[Mapping[str, str], bool], ...] = (
    ({"Dosing_Proxy_Secret": SECRET}, True),
    ({}, False),
    ({"Dosing_Proxy_Secret": ""}, False),
    ({"Dosing_Proxy_Secret": SECRET[:-1]}, False),
    ({"Dosing_Proxy_Secret": f"{SECRET}0"}, False),
    ({"Dosing_Proxy_Secret": "\u00e9"}, False),
    ({"Dosing_Proxy_Secret": SECRET, "dosing_proxy_secret": SECRET}, False),
)


@pytest.mark.parametrize(("sent", "taken"), SHOWN)
def test_a_proxy_with_a_secret_shows_it_once_and_whole(sent: Mapping[str, str], taken: bool, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\nwhat else stands in it\n", encoding="ascii")
    file.chmod(0o600)
    proxy = described(secret=file)
    assert proxy is not None
    assert proxy.sent(("127.0.0.1", 40_000), headers(**sent)) is taken
    assert not proxy.sent(("192.0.2.7", 40_000), headers(**sent))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620])
def test_a_secret_that_others_on_the_machine_read_or_write_is_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET, encoding="ascii")
    file.chmod(mode)
    with pytest.raises(InputError, match="chmod 600") as refused:
        described(secret=file)
    assert (refused.value.code, refused.value.field) == ("secret-open-to-others", "proxy_secret")
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"\n", SECRET[:-1].encode(), b"\n" + SECRET.encode(), b"two words of a secret", b"\xff" * 32, b"a\x00" * 16]
)
def test_a_first_line_that_is_no_secret_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(InputError, match="16 or more letters, digits or signs") as refused:
        described(secret=file)
    assert refused.value.code == "secret-unfit"


def test_a_secret_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        described(secret=tmp_path / "none")
    assert (refused.value.code, refused.value.field) == ("no-such-file", "proxy_secret")


NAMES = (
    (b"AB", "AB"),
    (b" a.b@unit.test ", "a.b@unit.test"),
    ("J\u00fcrgen K\u00e0".encode(), "J\u00fcrgen K\u00e0"),
    ("Ju\u0308rgen".encode(), "J\u00fcrgen"),  # a letter and its accent become one character
    ("\u0420\u0418".encode(), "\u0420\u0418"),
    (b"7", "7"),
    (b"x" * 40, "x" * 40),
    (b"x" * 41, None),
    (b"AB, CD", None),  # what becomes of two headers on the way
    (b"...", None),
    (b"A\x7fB", None),
    (b"J\xfcrgen", None),  # not UTF-8
    ("\u6c0f\u540d".encode(), None),
)


@pytest.mark.parametrize(("sent", "name"), NAMES)
def test_a_name_stands_as_initials_do_or_not_at_all(sent: bytes, name: str | None) -> None:
    [found] = Headers([(b"Remote-User", sent)]).every("remote-user")
    assert initials_of(found) == name
