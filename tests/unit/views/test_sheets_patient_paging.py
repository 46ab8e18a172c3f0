"""The patient sheet on paper and in a browser."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from pypdfium2 import raw

from dosing.catalogue import Wanted, render_file
from dosing.releases import Release
from dosing.views.sheets import render_sheet
from tests.plans import checked, make_release, move, omit, stop
from tests.unit.views.read_patient_sheet import CLINIC, TIMED, section

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pdf(release: Release, paper: Any = "a4") -> pypdfium2.PdfDocument:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    return pypdfium2.PdfDocument(render_file(release, "patient.pdf", Wanted(paper=paper)))


def page_texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in document]


NAMED: dict[str, Any] = {"letterhead": CLINIC, "label": "ISLAY-007", "born": "1990-01-04", **TIMED}
MANY = {"regimen": "label-10-us-kd", "born": "1960-01-01"}
REVIEWED = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}
OVER = datetime(2027, 1, 27, 9, tzinfo=UTC)

# Courses as a patient gets them, checked; each fits two pages.
COURSES: dict[str, Callable[[], Release]] = {
    "two cycles": lambda: make_release(**NAMED),
    "one cycle": lambda: make_release(**NAMED, cycles=1),
    "without names, times and telephones": make_release,
    "all moved by two days": lambda: make_release(**NAMED, changes=[move("C1D1", "2027-01-06", "2027-01-04")]),
    "most cancelled": lambda: make_release(**NAMED, changes=[omit("C1D8"), stop("C1D22")]),
    "stopped": lambda: make_release(**NAMED, changes=[stop("C2D1", "2027-01-26")], issued=OVER),
    "words of the site": lambda: make_release({"fever_from": "38 °C", "when_to_call": ["A line of words of a site"] * 5}, **NAMED),
    "ten visits": lambda: make_release(REVIEWED, **{**NAMED, **MANY}, cycles=4),
}


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("course", COURSES)
def test_the_sheet_is_two_pages_each_with_whose_it_is_its_plan_and_its_number(course: str, paper: str) -> None:
    release = checked(COURSES[course]())
    pages = page_texts(pdf(release, paper))
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        for words in (release.plan.course.label or "Name", "Born", f"Plan revision {release.revision}", f"Page {number} of 2"):
            assert words in page
        assert re.search(r"Fingerprint (?:[0-9A-F]{4}-){2}[0-9A-F]{4}", page)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("start", ["2027-01-14", "2027-01-28", "2027-12-09", "2028-02-29"])
def test_two_cycles_fit_two_pages_whenever_they_begin(start: str, paper: str) -> None:
    issued = datetime.combine(date.fromisoformat(start), time(9), UTC)
    made = checked(make_release(**NAMED, start=start, weighed=start, issued=issued))
    assert len(pdf(made, paper)) == 2


FIRST_PAGE = (
    "Your clinic visits",
    "Who to call",
    "When to call at once",
    "Cut out: show this before you are given blood",
    "Cut out: if you could get",
)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("cycles", [2, 12])
def test_the_first_page_stands_alone(cycles: int, paper: str) -> None:
    course = {**NAMED, **MANY, "cycles": 12} if cycles == 12 else NAMED
    release = checked(make_release(REVIEWED if cycles == 12 else None, **course))
    first, *others = page_texts(pdf(release, paper))
    assert [words for words in FIRST_PAGE if words not in first] == []
    assert [words for words in FIRST_PAGE if any(words in page for page in others)] == []
    assert len(re.findall(r"(?:Mon|Tue) [0-9]+ [A-Z][a-z]{2} 202[78]\s+09:00", first)) == (26 if cycles == 12 else 8)
    # Twelve months find no room beside 26 visits: they have the last page.
    assert [("March 2027" in page) for page in (first, *others)] == ([False, False, True] if cycles == 12 else [False, False])
    assert ("February 2027" in first) == (cycles == 2)


def test_a_draft_says_so_on_every_page_and_has_no_cards() -> None:
    pages = page_texts(pdf(make_release(**NAMED)))
    assert all("Draft: not yet checked" in page for page in pages)
    assert "Cut out" not in pages[0]


def test_the_foot_stays_on_every_page_when_every_line_is_as_long_as_it_may_be() -> None:
    label = "ISLAY-007 " + "a long label " * 5 + "end"
    long = "A line as long as a site file may hold, with words that say where to go and which bell to ring at night, on the left."
    made = checked(make_release(letterhead=dict.fromkeys(CLINIC, long), **TIMED, label=label, start="2027-01-28"))
    for paper in ("a4", "letter"):
        assert all("ISLAY-007" in page and "Fingerprint" in page for page in page_texts(pdf(made, paper)))


def char_size(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    return round(float(matrix.d * raw.FPDFText_GetFontSize(textpage, index)), 2)


def sizes(document: pypdfium2.PdfDocument) -> list[tuple[str, float, float]]:
    """Each line of text with the size of its smallest and of its largest letter, in points."""
    found: list[tuple[str, float, float]] = []
    for page in document:
        textpage, place = page.get_textpage(), 0
        for line in textpage.get_text_range().split("\r\n"):
            own = [char_size(textpage, place + i) for i, char in enumerate(line) if not char.isspace()]
            place += len(line) + 2
            if own:
                found.append((" ".join(line.split()), min(own), max(own)))
    return found


FOOT = re.compile(r"ISLAY-007 Born|isatuximab, NCT|dosing [0-9]|Page \d of \d")
MONTH = re.compile(r"^[\d ]+$|^Mo Tu We Th Fr Sa Su$|^(January|February) 2027$")


def test_text_is_at_least_14_points_and_smaller_only_in_the_months_the_cards_and_the_foot() -> None:
    release = checked(make_release(**NAMED))
    cards = " ".join(
        [*section(release, FIRST_PAGE[3]), *section(release, "Cut out: if you could get pregnant"), *FIRST_PAGE[3:], "pregnant"]
    )
    for line, least, _ in sizes(pdf(release)):
        if FOOT.match(line):
            assert least >= 9, line
        elif MONTH.match(line):
            assert least >= 11, line
        elif all(word in cards.split() for word in line.split()):
            assert least >= (8.5 if "after it" in line or "SARCLISA" in line or "patient card" in line else 10.5), line
        else:
            assert least >= 14, line


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_no_label_and_no_word_of_a_site_is_so_long_that_the_page_shrinks(paper: str) -> None:
    made = make_release({"when_to_call": ["W" * 120]}, **{**NAMED, "label": "W" * 80})
    assert {most for line, _, most in sizes(pdf(checked(made), paper)) if re.search(r"Mon [0-9]+ [A-Z][a-z]{2} 2027 09:00", line)} == {21.0}


def test_date_and_time_are_large_enough_to_be_read_from_two_metres() -> None:
    # Letters of 21 points, at 2 m, are as large as letters of 3 points at the 30 cm of a book.
    rows = [
        (line, most) for line, _, most in sizes(pdf(make_release(**NAMED))) if re.search(r"(?:Mon) [0-9]+ [A-Z][a-z]{2} 2027 09:00", line)
    ]
    assert len(rows) == 8
    assert {most for _, most in rows} == {21.0}


def test_in_a_browser_the_foot_is_printed_on_every_page_and_a_narrow_screen_needs_no_scrolling_aside(browser: "Browser") -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_content(render_sheet(checked(make_release(**NAMED)), "patient"))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for paper in ("A4", "Letter"):
        printed = page_texts(pypdfium2.PdfDocument(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=False))))
        assert len(printed) == 2
        assert all("ISLAY-007" in each and "Fingerprint" in each for each in printed)
        assert "What happens at a visit" not in printed[0]
    page.close()
