"""The entry that starts the page from a desktop's menu: what stands in it, and that another program reads it as it is meant."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.doors.command import Ran, dosing

pytest.importorskip("fastapi", reason="The extra web is not installed (pip install 'dosing[web]'), so the launcher was not tested.")

ODD = 'site 100% of "ours" $HOME `x` \\ end.toml'


def install(folder: Path, *words: str | Path) -> Ran:
    with patch.dict(os.environ, {"XDG_DATA_HOME": str(folder)}):
        return dosing("serve", "--install-launcher", *words)


def test_it_runs_this_very_python_with_the_site_and_the_port_and_no_server_starts(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('time_zone = "Europe/Paris"\n', encoding="utf-8")
    ran = install(tmp_path, "--site", site, "--port", "8123")
    entry = tmp_path / "applications" / "dosing.desktop"
    assert (ran.status, str(entry) in ran.out) == (0, True)
    lines = entry.read_text(encoding="utf-8").splitlines()
    assert lines[1] == "[Desktop Entry]"
    assert f'Exec="{sys.executable}" "-P" "-m" "dosing" "serve" "--site" "{site}" "--port" "8123"' in lines
    [icon] = [line.removeprefix("Icon=") for line in lines if line.startswith("Icon=")]
    assert Path(icon).is_file()
    assert "at http" not in ran.out
    assert install(tmp_path).status == 0  # which writes its own again
    assert "--site" not in entry.read_text(encoding="utf-8")


def test_a_site_file_that_cannot_be_read_writes_nothing(tmp_path: Path) -> None:
    assert install(tmp_path, "--site", tmp_path / "none.toml").status == 2
    assert list(tmp_path.iterdir()) == []


def test_without_a_stated_place_it_is_the_user_s_own(tmp_path: Path) -> None:
    with patch.dict(os.environ, {"HOME": str(tmp_path), "XDG_DATA_HOME": "not/absolute"}):
        assert dosing("serve", "--install-launcher").status == 0
    assert (tmp_path / ".local" / "share" / "applications" / "dosing.desktop").is_file()


def test_the_specification_s_own_checker_finds_nothing(tmp_path: Path) -> None:
    checker = shutil.which("desktop-file-validate")
    if checker is None:
        pytest.skip("desktop-file-validate is not installed (apt install desktop-file-utils), so this test did not run.")
    install(tmp_path)
    ran = subprocess.run([checker, tmp_path / "applications" / "dosing.desktop"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


READS = """
import json, sys
from gi.repository import Gio, GLib
entry = Gio.DesktopAppInfo.new_from_filename(sys.argv[1])
print(json.dumps([entry.get_name(), GLib.shell_parse_argv(entry.get_commandline().replace("%%", "%"))[1]]))
"""


def test_a_desktop_reads_an_odd_file_name_as_it_is(tmp_path: Path) -> None:
    if subprocess.run(["/usr/bin/python3", "-c", "from gi.repository import Gio"], capture_output=True, check=False).returncode:
        pytest.skip("GLib's Python binding is not installed (apt install python3-gi), so this test did not run.")
    site = tmp_path / ODD
    site.write_text('time_zone = "Europe/Paris"\n', encoding="utf-8")
    assert install(tmp_path, "--site", site).status == 0
    ran = subprocess.run(
        ["/usr/bin/python3", "-c", READS, tmp_path / "applications" / "dosing.desktop"], capture_output=True, text=True, check=True
    )
    name, command = json.loads(ran.stdout)
    assert name == "dosing"
    assert command == [sys.executable, "-P", "-m", "dosing", "serve", "--site", str(site)]
