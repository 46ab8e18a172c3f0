"""A real nginx in front of the page, by examples/nginx.conf with its places filled in, and people whom it signs in."""

import base64
import http.client
import os
import pwd
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.web.visitor import REPOSITORY, Answer, Served, Visitor, serve

PASSWORDS = {"AB": "first-of-two", "CD": "second-of-two"}  # of nobody: they hold for one test on one machine
SECRET = "4b0c9f6ad2e1837755aa"  # noqa: S105  # the same

# What Debian's own nginx.conf puts around a site, with every file in one folder.
AROUND = """\
user {user};
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/dosing;
}}
"""


@dataclass
class Behind:
    """A running nginx with a running `dosing serve` behind it, which has a folder of courses."""

    port: int
    folder: Path
    straight: Served  # past nginx
    trusted: ssl.SSLContext

    def signed_in(self, name: str) -> "SignedIn":
        """Somebody whom it signs in."""
        return SignedIn(self, name, PASSWORDS[name])


@dataclass
class SignedIn(Visitor):
    """Somebody who asks through it, by name and password."""

    through: Behind
    name: str
    password: str
    token = ""

    @property
    def host(self) -> str:  # type: ignore[override]  # read, never set
        """The host as a browser names it."""
        return f"127.0.0.1:{self.through.port}"

    @property
    def origin(self) -> str:
        """The origin of the pages."""
        return f"https://{self.host}"

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        """One request; a header of None is left out."""
        letters = base64.b64encode(f"{self.name}:{self.password}".encode()).decode()
        chosen: dict[str, str | None] = {"Origin": self.origin, **(headers or {}), "Cookie": None, "Authorization": f"Basic {letters}"}
        connection = http.client.HTTPSConnection("127.0.0.1", self.through.port, timeout=60, context=self.through.trusted)
        try:
            connection.request(method, path, body, {name: value for name, value in chosen.items() if value is not None})
            found = connection.getresponse()
            return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()


@contextmanager
def behind_nginx(nginx: Path, openssl: Path, folder: Path) -> Iterator[Behind]:
    """Both, until the end of the block; their files are in the folder."""
    port = _free_port()
    (folder / "secret").touch(0o600)
    (folder / "secret").write_text(f"{SECRET}\n", encoding="ascii")
    secret, header = ("--proxy-secret", str(folder / "secret")), ("--user-header", "Remote-User")
    (folder / "courses").mkdir()
    named = ("--behind-proxy", "--allow-host", f"127.0.0.1:{port}")
    served = serve(folder, "--courses", str(folder / "courses"), *named, *header, *secret)
    try:
        _write_certificate(openssl, folder)
        _write_configuration(openssl, folder, port, served.port)
        running = subprocess.Popen([nginx, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE, text=True)
        try:
            _wait_for(port, running)
            yield Behind(port, folder, served, ssl.create_default_context(cafile=folder / "dosing.pem"))
        finally:
            running.terminate()
            running.communicate(timeout=30)
    finally:
        if served.running.poll() is None:
            served.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _write_certificate(openssl: Path, folder: Path) -> None:
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", folder / "dosing.key", "-out", folder / "dosing.pem"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]
    subprocess.run([openssl, "req", "-x509", "-days", "2", *key, *names, *files], check=True, capture_output=True)


def _write_configuration(openssl: Path, folder: Path, port: int, program: int) -> None:
    """The template with its places filled in; each of them has to be there."""
    places = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "server_name dosing.example.org;": "server_name 127.0.0.1;",
        "/etc/ssl/certs/dosing.pem;": f"{folder}/dosing.pem;",
        "/etc/ssl/private/dosing.key;": f"{folder}/dosing.key;",
        "auth_basic_user_file /etc/nginx/dosing.users;": f"auth_basic_user_file {folder}/users;",
        "http://127.0.0.1:8765;": f"http://127.0.0.1:{program};",
        "include /etc/nginx/dosing-secret.conf;": f"include {folder}/dosing-secret.conf;",
    }
    text = (REPOSITORY / "examples" / "nginx.conf").read_text(encoding="ascii")
    assert text.count("# <-") == len(places)
    for place, filled in places.items():
        assert text.count(place) == 1, place
        text = text.replace(place, filled)
    (folder / "dosing").write_text(text, encoding="ascii")
    (folder / "dosing-secret.conf").write_text(f'proxy_set_header Dosing-Proxy-Secret "{SECRET}";\n', encoding="ascii")
    (folder / "users").write_text("".join(f"{name}:{_hashed(openssl, word)}\n" for name, word in PASSWORDS.items()), encoding="ascii")
    user = pwd.getpwuid(os.geteuid()).pw_name
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder), encoding="ascii")


def _hashed(openssl: Path, password: str) -> str:
    ran = subprocess.run([openssl, "passwd", "-6", "-stdin"], input=password, text=True, capture_output=True, check=True)
    return ran.stdout.strip()


def _wait_for(port: int, running: subprocess.Popen[str]) -> None:
    """Until it listens; AssertionError with what it said where it ended instead."""
    for _ in range(200):
        if running.poll() is not None:
            raise AssertionError(f"nginx ended: {running.communicate()[1]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not listen within 10 seconds.")
