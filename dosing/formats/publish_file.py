"""publish.toml beside a course file: where the course's calendar is published, so that every later issue overwrites it.

Does not know what is in a calendar, or how a folder is written.
"""

import json
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from dosing.findings import InputError
from dosing.formats.toml import parse_toml
from dosing.inputs.raw import check_format

PUBLISH_FORMAT = "dosing-publish/1"
HEAD = "# The calendar of this course is published: each issue overwrites it. It is taken away by: dosing publish COURSE --withdraw\n"
NAME = re.compile(r"[0-9a-f]{48}\.ics")  # 192 random bits: nobody finds it by trying
KEYS = ("format", "course_id", "folder", "name", "calendar_class")


@dataclass(frozen=True, slots=True)
class Published:
    """Of which course a calendar is published, into which folder, under which name, and who sees its entries."""

    course_id: str
    folder: str
    name: str
    calendar_class: Literal["private", "public"]


def render_published(published: Published) -> bytes:
    """The bytes of a publish.toml."""
    values = {"format": PUBLISH_FORMAT, **{key: getattr(published, key) for key in KEYS[1:]}}
    return (HEAD + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())).encode()


def read_published(content: bytes, what: str) -> Published:
    """A publish.toml's bytes; `what` names the file. Raises InputError."""
    raw = parse_toml(content, what)
    if tuple(sorted(raw)) == tuple(sorted(KEYS)) and raw["format"] == PUBLISH_FORMAT and _readable(raw):
        return Published(raw["course_id"], raw["folder"], raw["name"], raw["calendar_class"])
    if str(raw.get("format")).startswith("dosing-publish/"):
        check_format(raw["format"], PUBLISH_FORMAT, what, "published")
    sentence = f"{what} is not as dosing publish writes it; put it back as it was, or take its calendar off the web server and begin anew."
    raise InputError("publish-unreadable", "published", sentence)


def _readable(raw: dict[str, Any]) -> bool:
    if not all(isinstance(raw[key], str) for key in KEYS) or raw["calendar_class"] not in ("private", "public"):
        return False
    try:
        UUID(raw["course_id"])
    except ValueError:
        return False
    folder = PurePath(raw["folder"])
    return folder.is_absolute() and raw["folder"].isprintable() and NAME.fullmatch(raw["name"]) is not None
