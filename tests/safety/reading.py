"""Sheets, labels and PDF pages read back: the cells of their tables, the words of their pages, every number with its unit, every code."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pypdfium2

# Longer units first. Two cells of a printed table can stand so near that no space is read between them, so that no word has to end here.
UNITS = r"mg/mL|mg/kg|mg an hour|mL per hour|mL an hour|mg|mL|kg|lb|%"
WITH_UNIT = re.compile(rf"([0-9][0-9,]*(?:\.[0-9]+)?) ?({UNITS})")
DATE = re.compile(r"\b[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* [0-9]{4}")
TIME = re.compile(r"[0-9]{2}:[0-9]{2}")


@dataclass
class Section:
    """One page or label of a file: its words, and the rows of its tables by their captions."""

    kind: str
    text: str = ""
    tables: dict[str, list[list[str]]] = field(default_factory=dict)


class Reader(HTMLParser):
    """What stands on each page, cell by cell; what only a screen or a screen reader says is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[Section] = [Section("before the first")]
        self.codes: list[str] = []
        self.hidden = 0
        self.screen = False
        self.caption: str | None = None
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.hidden += tag in ("style", "title", "desc")
        self.screen = self.screen or "on-screen" in (values.get("class") or "")
        if tag in ("section", "article"):
            self.sections.append(Section(values.get("class") or ""))
        elif tag == "svg" and (values.get("aria-label") or "").startswith("dosing-label"):
            self.codes.append(values["aria-label"] or "")
        elif tag == "table":
            self.caption, self.rows = "", []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        self._put(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title", "desc")
        if tag == "b":
            self.screen = False
        if tag == "table" and self.caption is not None:
            self.sections[-1].tables[" ".join(self.caption.split())] = [[" ".join(cell.split()) for cell in row] for row in self.rows]
            self.caption = None
        self._put(" ")

    def handle_data(self, data: str) -> None:
        if not (self.hidden or self.screen):
            if self.caption is not None and not self.rows:
                self.caption += data
            self._put(data)

    def _put(self, data: str) -> None:
        self.sections[-1].text += data
        if self.caption is not None and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def read(html: bytes) -> Reader:
    reader = Reader()
    reader.feed(html.decode())
    for each in reader.sections:
        each.text = " ".join(each.text.split())
    return reader


def words(html: bytes) -> str:
    """Everything that a reader sees."""
    return " ".join(each.text for each in read(html).sections)


def printed(pdf: bytes) -> str:
    """Everything that stands on the pages of a PDF."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def numbers(text: str) -> Counter[str]:
    """Every number with its unit, and how often; every date, and every time of day."""
    text = " ".join(text.split())
    return (
        Counter(f"{number} {unit}" for number, unit in WITH_UNIT.findall(text)) + Counter(DATE.findall(text)) + Counter(TIME.findall(text))
    )


def codes(pdf: bytes, dots_an_inch: int = 203) -> list[str]:
    """The square codes that a scanner reads from the printed pages; rows of digits can look like a code of bars."""
    import zxingcpp

    found: list[str] = []
    for page in pypdfium2.PdfDocument(io.BytesIO(pdf)):
        picture = page.render(scale=dots_an_inch / 72, grayscale=True).to_pil().point(lambda grey: 255 if grey > 127 else 0)
        found += [each.text for each in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


# How a number of the plan is written, once more and without the program's formatter.


def n(number: Any) -> str:
    """A number with commas and no trailing zero."""
    text = f"{Decimal(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(on: date) -> str:
    """Mon 4 Jan 2027."""
    return f"{on:%a} {on.day} {on:%b} {on.year}"


def clock(moment: datetime | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def amounts(value: Any) -> Iterator[str]:
    """Every number that a plan, a site, a regimen or a sentence holds, as it would be written."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | Decimal):
        yield n(value)
    elif isinstance(value, str):
        yield from (found.rstrip(",") for found in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", value))
    elif isinstance(value, dict):
        for each in value.values():
            yield from amounts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from amounts(each)
    else:
        for name in getattr(type(value), "model_fields", None) or getattr(value, "__dataclass_fields__", ()):
            yield from amounts(getattr(value, name))
