"""The desktop entry that starts the page from a menu, by the Desktop Entry Specification.

Does not know what the page shows.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dosing.assets import templates_folder
from dosing.findings import InputError
from dosing.quantities import shown
from dosing.store.folder import add_to_folder

NAME = "dosing.desktop"
OURS = "# Written by dosing serve --install-launcher, which may write it again.\n"
RESERVED = '"`$\\'  # what a quoted argument writes behind a backslash


def install_launcher(options: Sequence[str]) -> Path:
    """Write the entry that runs `dosing serve` with these options, for this user alone; where it is. Raises InputError."""
    if not sys.platform.startswith("linux"):
        sentence = "a launcher can be written on Linux alone; the README says how it is done elsewhere."
        raise InputError("launcher-elsewhere", "install_launcher", sentence)
    folder = _applications()
    entry = folder / NAME
    if entry.exists() and not entry.read_bytes().startswith(OURS.encode()):
        raise InputError("launcher-of-another", "install_launcher", f"{entry} was written by something else; move it away, or rename it.")
    add_to_folder(folder, {NAME: desktop_entry(options).encode()})
    return entry


def _applications() -> Path:
    """Where menus look for a user's own entries, by the XDG Base Directory Specification."""
    stated = os.environ.get("XDG_DATA_HOME", "")
    return (Path(stated) if Path(stated).is_absolute() else Path.home() / ".local" / "share") / "applications"


def desktop_entry(options: Sequence[str]) -> str:
    """The text of the entry. Raises InputError for a name that no entry can hold."""
    # -P: a file of the home folder that is named like a module of ours is not loaded in its place.
    command = [sys.executable, "-P", "-m", "dosing", "serve", *options]
    lines = {
        "Type": "Application",
        "Version": "1.0",
        "Name": "dosing",
        "Comment": "Doses and premedications, visit by visit",
        "Exec": _value(" ".join(_argument(each) for each in command)),
        "Icon": _value(str(templates_folder() / "assets" / "icon.svg")),
        "Terminal": "true",  # it runs for as long as its window is open
        "Categories": "Science;MedicalSoftware;",
    }
    return f"{OURS}[Desktop Entry]\n" + "".join(f"{key}={value}\n" for key, value in lines.items())


def _argument(text: str) -> str:
    """One argument as Exec writes it: quoted, with a percent sign twice."""
    if any(ord(letter) < 32 for letter in text):
        sentence = f"the name {shown(text)} holds a line break, or another sign that no launcher can hold; give the file another name."
        raise InputError("launcher-unwritable", "install_launcher", sentence)
    quoted = "".join(f"\\{letter}" if letter in RESERVED else letter for letter in text)
    return f'"{quoted}"'.replace("%", "%%")


def _value(text: str) -> str:
    """A string as an entry writes it: a backslash twice."""
    return text.replace("\\", "\\\\")
