"""The courses of a folder as a list: a table for a terminal, CSV, and a document for programs.

Does not know pages; computes nothing.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dosing import wording
from dosing.coming import Coming
from dosing.day import Unread
from dosing.formats.csv_text import text_cell
from dosing.views.layout.columns import columns
from dosing.views.layout.of_a_day import STATES

HEADINGS = ("Patient", "Course", "Next visit", "On", "Plan", "State", "Due")
CSV_NAMES = ("label", "course_id", "next_visit", "date", "visit_state", "revision", "fingerprint", "state", "due", "not_read")


def in_order(courses: Sequence[Coming], on: date) -> list[Coming]:
    """The courses by the day of their next visit, those without one last, then by patient."""
    return sorted(courses, key=lambda each: (_next_day(each, on), each.label or "", each.course_id))


def _next_day(course: Coming, on: date) -> date:
    following = course.next_visit(on)
    return following.date if following else date.max


def render_courses(courses: Sequence[Coming], unread: Sequence[Unread], on: date) -> str:
    """The list as a table, with what is due on a day, and below it what could not be read."""
    rows = [_cells(course, on) for course in in_order(courses, on)]
    lines = [*columns(HEADINGS, [[[cell] for cell in row] for row in rows]), "", wording.counted(len(courses), "course") + "."]
    lines += [f"Not read: {each.folder}: {each.sentence}" for each in unread]
    return "\n".join(lines).replace(wording.NBSP, " ") + "\n"


def _cells(course: Coming, on: date) -> list[str]:
    following = course.next_visit(on)
    return [
        course.label or "no label",
        course.course_id,
        following.visit if following else "none to come",
        wording.short_day(following.date) if following else "",
        wording.number(course.revision),
        _state(course, on),
        ", ".join(course.due(on)),
    ]


def _state(course: Coming, on: date) -> str:
    following = course.next_visit(on)
    if following and following.state == "unreviewed":
        return STATES["unreviewed"]
    return "draft" if course.draft else "checked"


def courses_document(courses: Sequence[Coming], unread: Sequence[Unread], issued: datetime, on: date) -> dict[str, Any]:
    """The list as JSON values."""
    return {
        "issued": issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "courses": [_document(course, on) for course in in_order(courses, on)],
        "not_read": [{"folder": each.folder, "sentence": each.sentence} for each in unread],
    }


def _document(course: Coming, on: date) -> dict[str, Any]:
    following = course.next_visit(on)
    return {
        "course_id": course.course_id,
        "label": course.label,
        "next_visit": following.visit if following else None,
        "date": following.date.isoformat() if following else None,
        "visit_state": following.state if following else None,
        "revision": course.revision,
        "fingerprint": course.fingerprint,
        "state": "draft" if course.draft else "checked",
        "due": list(course.due(on)),
    }


def render_courses_csv(courses: Sequence[Coming], unread: Sequence[Unread], on: date) -> bytes:
    """The list as CSV (UTF-8 with its mark, comma, CRLF); a folder that could not be read has a row of its own."""
    written = io.StringIO()
    table = csv.DictWriter(written, CSV_NAMES, restval="")
    table.writeheader()
    for course in in_order(courses, on):
        row = {**_document(course, on), "due": " ".join(course.due(on))}
        table.writerow({name: _cell(value) for name, value in row.items()})
    for each in unread:
        table.writerow({"course_id": text_cell(each.folder), "not_read": text_cell(each.sentence)})
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    return "" if value is None else text_cell(str(value))
