"""Starting and stopping: which address, which secret, and what is refused before a door is opened."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doors.command import REPOSITORY, dosing
from tests.web.visitor import NO_EXTRA, PATIENT, serve

pytest.importorskip("fastapi", reason=NO_EXTRA)

REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("--host", "0.0.0.0"), "signs nobody in"),  # noqa: S104  # it is refused
    (("--host", "192.168.1.2"), "signs nobody in"),
    (("--host", "::"), "signs nobody in"),
    (("--host", "localhost.evil.test"), "signs nobody in"),
    (("--host", "0.0.0.0", "--behind-proxy"), "go together"),  # noqa: S104
    (("--host", "0.0.0.0", "--allow-host", "a.test"), "go together"),  # noqa: S104
    (("--allow-host", "a.test"), "go together"),
    (("--port", "70000"), "70000"),
    (("--site", "none.toml"), "none.toml does not exist"),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_an_open_door_is_refused_before_it_opens(options: tuple[str, ...], words: str) -> None:
    ran = dosing("serve", "--no-browser", *options)
    assert ran.status == 2
    assert words in ran.err


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = dosing("serve", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert ran.status == 2
    assert ran.err.startswith("Error: --port: ")
    assert "write another port" in ran.err


def test_ctrl_c_stops_it_cleanly_and_every_run_has_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = serve(tmp_path), serve(tmp_path)
    assert first.port != second.port
    assert first.token != second.token
    assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/\?token=[A-Za-z0-9_-]{32}", first.address)
    assert second.get("/", Cookie=f"dosing_{second.port}={first.token}").status == 403
    assert first.post("/plan", PATIENT).status == 200
    for each in (first, second):
        printed = each.stop()
        assert each.running.returncode == 0
        assert printed.endswith("Stopped; nothing was stored.\n")
        assert "Traceback" not in printed
    with pytest.raises(ConnectionRefusedError):
        first.get("/")


def test_ctrl_c_does_not_wait_for_a_connection_that_is_left_open(tmp_path: Path) -> None:
    running = serve(tmp_path)
    with socket.create_connection(("127.0.0.1", running.port)) as idle:
        idle.sendall(b"POST /plan HTTP/1.1\r\nHost: ")
        running.stop()
    assert running.running.returncode == 0


def test_a_site_file_gives_the_defaults(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('time_zone = "Europe/Paris"\n[premedications.h2_blocker]\ndrug = "famotidine"\n')
    running = serve(tmp_path, "--site", str(site))
    page = running.post("/plan", {**PATIENT, "time_zone": "", "h2_blocker": ""})
    running.stop()
    assert "famotidine, substituted for ranitidine" in page.words
    assert "Europe/Paris" in page.words


def test_behind_a_proxy_only_its_name_is_answered_and_no_secret_is_asked_for(tmp_path: Path) -> None:
    running = serve(tmp_path, "--behind-proxy", "--allow-host", "dosing.hospital.test")
    name = {"Host": "dosing.hospital.test", "Cookie": None}
    try:
        assert "token" not in running.address
        assert running.get("/", **name).status == 200
        assert running.get("/", Cookie=None).status == 403
        assert running.get("/", Host=f"dosing.hospital.test:{running.port}", Cookie=None).status == 403
        for origin, status in (("https://dosing.hospital.test", 200), ("https://evil.test", 403), (None, 403)):
            headers = {**name, "Origin": origin, "Sec-Fetch-Site": None}
            assert running.post("/plan", PATIENT, headers).status == status
    finally:
        running.stop()


def test_an_address_for_a_browser_s_command_line_opens_once() -> None:
    from dosing.web.serving import listen

    serving = listen("127.0.0.1", 0)
    serving.listening.close()
    code = serving.once().partition("token=")[2]
    assert code != serving.door.token
    assert [serving.door.opens(code) for _ in range(2)] == [True, False]
    assert serving.door.opens(serving.door.token or "")
    assert serving.door.opens(serving.door.token or "")


def test_without_the_extra_the_command_says_how_to_install_it() -> None:
    program = "import sys; sys.modules['fastapi'] = None; from dosing.cli import main; sys.argv = ['dosing', 'serve']; main()"
    ran = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "pip install 'dosing[web]'" in ran.stderr
