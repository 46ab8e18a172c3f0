"""Where the templates and the typeface are.

Does not know what is in them.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def templates_folder() -> Path:
    """The folder of the templates: inside the installed package, or beside it in a checkout."""
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if (folder / "sheets" / "base.html").is_file():
            return folder
    raise FileNotFoundError("the templates folder is missing; install dosing again")


def own_folders() -> tuple[Path, ...]:
    """The folders in which the program's own files are."""
    return tuple(dict.fromkeys((_PACKAGE, templates_folder())))


@cache
def asset(name: str) -> bytes:
    """One file of the templates' assets, such as a style sheet or a font."""
    return (templates_folder() / "assets" / name).read_bytes()
