"""Every view shows the plan's numbers: the PDF those of the HTML, the calendar the plan's days."""

import io
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosing.catalogue import Wanted, render_files
from dosing.releases import Release
from tests.plans import make_release
from tests.properties import strategies

NUMBER_WITH_UNIT = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?=\s*(?:mg/mL|mg/kg|mg|mL|kg|min|%))")
A_FEW = settings(strategies.SOME, max_examples=8)


class _Text(HTMLParser):
    """What a reader sees of a sheet, without its style and the words that only a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser gives them
        self._hidden += tag in ("style", "title", "desc")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title", "desc")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def seen(html: bytes) -> str:
    text = _Text()
    text.feed(html.decode())
    return " ".join(text.words)


def printed(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_range() for page in document)


def doses(text: str) -> Counter[str]:
    """Every number that stands before a unit, and how often; white space is no part of it."""
    return Counter(NUMBER_WITH_UNIT.findall(re.sub(r"[\s\u00a0]+", " ", text)))


def begun(start: date, **course: Any) -> Release:
    """A course whose weight was measured on its first day, issued on that day."""
    first = start.isoformat()
    return make_release(issued=datetime.combine(start, time(9), UTC), start=first, weighed=first, **course)


@pytest.mark.parametrize("sheet", ["pharmacy", "nurse"])
@given(weight=strategies.weights(), start=strategies.starts(), cycles=st.integers(1, 2), regimen=strategies.regimens())
@A_FEW
def test_the_pdf_prints_every_dose_of_the_html_and_no_other(sheet, weight, start, cycles, regimen):
    reviewed = {"reviews": [{"regimen": regimen, "revision": 1, "by": "CD", "on": strategies.COMPARED}]}
    files = render_files(begun(start, site=reviewed, weight=weight, cycles=cycles, regimen=regimen, born="1900-01-01"))
    assert doses(printed(files[f"{sheet}.pdf"])) == doses(seen(files[f"{sheet}.html"]))


@given(weight=strategies.weights(), start=strategies.starts(), cycles=st.integers(1, 2))
@A_FEW
def test_the_calendar_holds_one_whole_day_for_every_visit(weight, start, cycles):
    made = begun(start, weight=weight, cycles=cycles)
    calendar = render_files(made, Wanted(pdf=False))["visits.ics"].decode()
    begins, ends = (re.findall(rf"{name};VALUE=DATE:([0-9]{{8}})", calendar) for name in ("DTSTART", "DTEND"))
    days = [start + timedelta(days=7 * week) for week in range(4 * cycles)]
    assert [date.fromisoformat(day) for day in begins] == days
    assert [date.fromisoformat(day) for day in ends] == [day + timedelta(days=1) for day in days]


@given(weight=strategies.weights(), start=strategies.starts())
@A_FEW
def test_no_number_of_a_dose_stands_in_the_calendar_or_on_the_patients_sheet(weight, start):
    made = begun(start, weight=weight)
    files = render_files(made, Wanted(pdf=False))
    for name in ("visits.ics", "patient.html"):
        assert re.findall(r"\bmg\b|\bmL\b", seen(files[name])) == [], name
