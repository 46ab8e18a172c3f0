"""Which kind of file a person gave, from its first bytes, and the sentence that says where the wanted one is.

Does not parse anything: a file that begins like a plan document may be no readable one.
"""

import re
from typing import Final, Literal

from dosing.findings import InputError

Wanted = Literal["plan", "course", "site"]

MOST_LOOKED_AT: Final = 16_384  # a comment of a hundred lines before the format is still looked past

_BEGINNINGS = (
    ("zip", re.compile(r"PK\x03\x04")),
    ("pdf", re.compile(r"%PDF-")),
    ("calendar", re.compile(r"\s*BEGIN:VCALENDAR\b", re.IGNORECASE)),
    ("sheet", re.compile(r"\s*<!DOCTYPE html\b", re.IGNORECASE)),
    ("plan", re.compile(r'\s*\{\s*"format"\s*:\s*"dosing-plan/')),
)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_FORMAT = re.compile(r"""^[ \t]*(["']?)format\1[ \t]*=[ \t]*["']dosing-(course|site|regimen|publish)/""", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*[A-Za-z0-9_-]+[ \t]*=", re.MULTILINE)
_OF_A_COURSE = re.compile(r"^[ \t]*(?:weight|start|course_id)[ \t]*=", re.MULTILINE)


def kind_of(content: bytes, name: str) -> str | None:
    """plan, course, site, regimen, publish, zip, pdf, calendar or sheet; None for none of them.

    The name says only what the bytes leave open: whether a TOML file that leaves its format out is a site or a course.
    """
    start = content[:MOST_LOOKED_AT].decode("utf-8", errors="replace").removeprefix("\ufeff")
    for kind, beginning in _BEGINNINGS:
        if beginning.match(start):
            return kind
    return _kind_of_toml(start, name)


def _kind_of_toml(start: str, name: str) -> str | None:
    table = _TABLE.search(start)
    top = start[: table.start()] if table else start  # below a table's header, a format would be that table's
    if found := _FORMAT.search(top):
        return found[2]
    if _OF_A_COURSE.search(top):
        return "course"
    return "site" if name.endswith("site.toml") and (table or _KEY.search(top)) else None


_FOUND = {
    "plan": "a plan document",
    "course": "a course file",
    "site": "a site file",
    "regimen": "a regimen file",
    "publish": "the note of where a calendar is published",
    "zip": "a zip file",
    "pdf": "a PDF file",
    "calendar": "a calendar file",
    "sheet": "a sheet (HTML)",
}
_BESIDE_ONE_ANOTHER = ("plan", "course", "pdf", "calendar", "sheet", "publish")  # what this program writes into one folder
_WANTED = {"plan": ("the plan document", "plan.json"), "course": ("the course", "course.toml"), "site": ("the site", "site.toml")}


def expect(content: bytes, wanted: Wanted, what: str, *, field: str = "course_file") -> None:
    """Refuse a file that is plainly another of our kinds; what is none of them is left to its parser. Raises InputError."""
    kind = kind_of(content, what)
    if kind is not None and kind != wanted:
        raise InputError("another-kind-of-file", field, f"{what} is {_FOUND[kind]}; {_where(kind, wanted)}.")


def _where(kind: str, wanted: Wanted) -> str:
    meant, name = _WANTED[wanted]
    if kind == "zip":
        return f"unpack it and write the name of the {name} in it"
    if kind in _BESIDE_ONE_ANOTHER and wanted in _BESIDE_ONE_ANOTHER:
        return f"{meant} is in {name} beside it"
    return f"{meant} is in a {name} of its own"
