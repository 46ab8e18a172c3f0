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
    "Mon 4 Jan 2027", "Mon 11 Jan 2027", "Mon 18 Jan 2027", "Mon 25 Jan 2027", "Mon 1 Feb 2027", "Mon 8 Feb 2027", "Mon 15 Feb 2027", "Mon 22 Feb 2027",
)  # fmt: skip


SVG = "{http://www.w3.org/2000/svg}"


class Words(HTMLParser):
    """What a reader sees above the foot, one line for each block; a line to write on is ____."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "title", "svg", "footer"):
            self.hidden += 1
        elif tag in ("p", "li", "h1", "h2", "h3", "dt", "section"):
            self.text += "\n"
        elif ("class", "write") in attrs:
            self.text += "____"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title", "svg", "footer"):
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
    """The lines of the visit list, one for each visit."""
    return [line for line in lines(release) if re.match(r"[☐☑✗] Visit [0-9]", line)]


def section(release: Release, heading: str) -> list[str]:
    """The lines below a heading, until the next."""
    sheet = render_sheet(release, "patient")
    headings = [re.sub(r"<[^>]*>", "", found) for found in re.findall(r"<h[123]>(.*?)</h[123]>", sheet)]
    found = lines(release)
    after = found[found.index(heading) + 1 :]
    return after[: next((place for place, line in enumerate(after) if line in headings), len(after))]


def months(release: Release) -> dict[str, ElementTree.Element]:
    """The month views by their titles."""
    pictures = re.findall(r"<svg.*?</svg>", render_sheet(release, "patient"), re.DOTALL)
    roots = [ElementTree.fromstring(picture.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)) for picture in pictures]  # noqa: S314 - our own
    return {str(root.findtext(f"{SVG}title")): root for root in roots}


def columns(month: ElementTree.Element) -> dict[str, str]:
    """The weekday over each day of a month view."""
    texts = list(month.iter(f"{SVG}text"))
    centres = {each.attrib["x"]: str(each.text) for each in texts if each.attrib["class"] == "weekday"}
    assert len(centres) == 7
    return {str(each.text): centres[each.attrib["x"]] for each in texts if each.attrib["class"].startswith("number")}


def drawn(month: ElementTree.Element) -> dict[str, str]:
    """The days of a month view that are drawn as a visit, each with its kind: "fixed", "over" or "cancelled"."""
    numbers = [each for each in month.iter(f"{SVG}text") if each.attrib["class"].startswith("number ")]
    boxes = [each.attrib["class"].removeprefix("box ") for each in month.iter(f"{SVG}rect")]
    assert boxes == [each.attrib["class"].removeprefix("number ") for each in numbers]
    return {str(each.text): kind for each, kind in zip(numbers, boxes, strict=True)}
