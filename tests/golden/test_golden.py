"""A few courses, each with its plan, its calendar and the text of its sheets as they were last read by a person.

Every folder here holds one course file and what comes out of it. DOSING_REWRITE_GOLDEN=1 writes the rest anew; the difference is then
read before it is kept.
"""

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dosing.catalogue import Wanted, render_files
from dosing.formats.course_file import read_course
from dosing.formats.shipped import regimen_of
from dosing.history import build_history
from dosing.recheck import recheck
from dosing.releases import Release, release
from dosing.schema import plan_schema
from tests.plans import when_weighed

HERE = Path(__file__).parent
COURSES = sorted(path.parent.name for path in HERE.glob("*/course.toml"))

each_course = pytest.mark.parametrize("course", COURSES)


class Reader(HTMLParser):
    """What a person reads in a sheet: a line for each block or row, cells set apart by a bar."""

    BLOCKS = frozenset(
        {
            "p",
            "li",
            "tr",
            "h1",
            "h2",
            "h3",
            "h4",
            "caption",
            "section",
            "div",
            "ul",
            "ol",
            "table",
            "header",
            "footer",
            "dt",
            "dd",
            "br",
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser calls it so
        self.unseen += tag in ("style", "script")
        if tag in self.BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in ("style", "script")
        if tag in self.BLOCKS:
            self.lines.append("")
        elif tag in ("td", "th"):
            self.lines[-1] += " | "
        elif tag == "text":
            self.lines[-1] += " "

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.lines[-1] += data

    def said(self) -> str:
        lines = (" ".join(line.replace("\N{NO-BREAK SPACE}", " ").split()).removesuffix(" |") for line in self.lines)
        return "".join(f"{line}\n" for line in lines if line.strip("| "))


def text_of(sheet: bytes) -> bytes:
    reader = Reader()
    reader.feed(sheet.decode())
    return reader.said().encode()


def released(course: str) -> Release:
    path = HERE / course / "course.toml"
    found = read_course(path.read_bytes(), path.name)
    history = build_history(regimen_of(found.course), found.site, found.course)
    return release(history, when_weighed(history), letterhead=found.letterhead, engine="golden")


def made(course: str) -> dict[str, bytes]:
    """What comes out of a course today, by the names in its folder; the version of the program is left out of it."""
    files = render_files(released(course), Wanted(pdf=False))
    sheets = {f"{name.removesuffix('.html')}.txt": text_of(content) for name, content in files.items() if name.endswith(".html")}
    kept = {name: files[name] for name in ("plan.json", "visits.ics", "changes.ics") if name in files}
    return {**kept, **sheets}


def rewrite(course: str) -> None:
    assert os.environ.get("DOSING_REQUIRE_ALL") != "1", "the gate compares; it never rewrites"
    for name, content in made(course).items():
        (HERE / course / name).write_bytes(content)


@each_course
def test_a_course_gives_the_plan_the_calendar_and_the_sheets_that_were_read_before(course: str) -> None:
    if os.environ.get("DOSING_REWRITE_GOLDEN") == "1":
        rewrite(course)
    kept = {path.name: path.read_bytes() for path in (HERE / course).iterdir() if path.name != "course.toml"}
    found = made(course)
    assert kept.keys() == found.keys()
    for name, content in found.items():
        assert content.decode().splitlines() == kept[name].decode().splitlines(), name
        assert content == kept[name]


@each_course
def test_a_kept_plan_meets_the_schema_and_the_second_calculation(course: str) -> None:
    document = json.loads((HERE / course / "plan.json").read_bytes())
    Draft202012Validator(plan_schema()).validate(document)
    assert recheck(document) == []


def test_there_are_courses_with_and_without_changes() -> None:
    revisions = {course: released(course).revision for course in COURSES}
    assert revisions == {"bags": 1, "changed": 9, "clocks": 1, "label": 1, "stopped": 5, "unchanged": 1}
