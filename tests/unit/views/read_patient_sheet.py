"""The patient sheet, read as a patient reads it. The patient of `tests/plans.py`: 72.5 kg, from Monday 4 January 2027."""

import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from dosing.releases import Release
from dosing.views.sheets import render_sheet

TIMED: dict[str, Any] = {"time": "10:00", "time_zone": "Europe/Paris"}


CLINIC: dict[str, Any] = {
    "name": "Day unit, ward 4",
    "address": "12 Long Road",
    "day_phone": "01 23 45 67 89",
    "night_phone": "01 98 76 54 32",
}


DAYS = (
    "Monday 4 January 2027", "Monday 11 January 2027", "Monday 18 January 2027", "Monday 25 January 2027",
    "Monday 1 February 2027", "Monday 8 February 2027", "Monday 15 February 2027", "Monday 22 February 2027",
)  # fmt: skip


SVG = "{http://www.w3.org/2000/svg}"


WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Words(HTMLParser):
    """What a reader sees below the identity band, one line for each block; a line to write on is ____."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "title", "svg", "header"):
            self.hidden += 1
        elif tag in ("p", "li", "h1", "h2", "dt", "section"):
            self.text += "\n"
        elif ("class", "write") in attrs:
            self.text += "____"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title", "svg", "header"):
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text += data.replace("\n", " ")


def lines(release: Release) -> list[str]:
    words = Words()
    words.feed(render_sheet(release, "patient"))
    found = (" ".join(line.split()) for line in words.text.split("\n"))
    return [line for line in found if line]


def text(release: Release) -> str:
    return "\n".join(lines(release))


def visit_lines(release: Release) -> list[str]:
    """The lines of the visit list: one for each visit, with what else is said about it."""
    found: list[str] = []
    all_lines = lines(release)
    for line in all_lines[: all_lines.index("Your weight")]:
        if re.match(r"[☐✗] Visit", line):
            found.append(line)
        elif found and re.match(r"This date|Moved|Planned", line):
            found[-1] += " | " + line
    return found


def months(release: Release) -> dict[str, ElementTree.Element]:
    """The month views by their titles."""
    pictures = re.findall(r"<svg.*?</svg>", render_sheet(release, "patient"), re.DOTALL)
    roots = [ElementTree.fromstring(picture.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)) for picture in pictures]  # noqa: S314 - our own
    return {str(root.findtext(f"{SVG}title")): root for root in roots}


def columns(month: ElementTree.Element) -> dict[str, str]:
    """The weekday over each day of a month view."""
    texts = list(month.iter(f"{SVG}text"))
    centres = {each.text: float(each.attrib["x"]) for each in texts if each.attrib["class"] == "weekday"}
    assert tuple(centres) == WEEK
    found = {}
    for each in texts:
        if each.attrib["class"].startswith("number"):
            left = float(each.attrib["x"])
            found[str(each.text)] = min((centre - left, name) for name, centre in centres.items() if centre > left)[1]
    return {day: str(name) for day, name in found.items()}


def drawn(month: ElementTree.Element) -> dict[str, str]:
    """What stands in the box of each visit of a month view, by its number: "fixed: 4 09:00 Visit 1"."""
    boxes: list[str] = []
    for shape in month:
        kind = shape.attrib.get("class", "")
        if kind.startswith("box"):
            boxes.append(f"{kind.removeprefix('box ')}:")
        elif kind.startswith(("number ", "name", "word", "clock")):
            boxes[-1] += f" {shape.text}"
    return {words.partition("Visit ")[2][0]: words for words in boxes}
