"""The patient sheet on paper and in a browser."""

import io
import re
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from pypdfium2 import raw

from dosing.catalogue import Wanted, render_file
from dosing.releases import Release
from dosing.views.sheets import render_sheet
from tests.plans import make_release
from tests.unit.views.read_patient_sheet import CLINIC, TIMED

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pdf(release: Release, paper: Any = "a4") -> pypdfium2.PdfDocument:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    return pypdfium2.PdfDocument(render_file(release, "patient.pdf", Wanted(paper=paper)))


def page_texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("start", ["2027-01-04", "2027-01-14", "2027-01-28", "2027-12-09", "2028-02-29"])
def test_two_cycles_fit_three_pages_that_each_carry_label_revision_fingerprint_and_page(paper: str, start: str) -> None:
    release = make_release(letterhead=CLINIC, **TIMED, start=start, weighed=start, label="ISLAY-007")
    pages = page_texts(pdf(release, paper))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        for words in ("ISLAY-007", "Plan revision 1", f"Page {number} of 3", "Draft: not yet checked"):
            assert words in page
        assert re.search(r"Fingerprint (?:[0-9A-F]{4}-){2}[0-9A-F]{4}", page)


def test_the_band_stays_on_every_page_when_every_line_is_as_long_as_it_may_be() -> None:
    label = "ISLAY-007 " + "a long label " * 5 + "end"
    long = "A line as long as a site file may hold, with words that say where to go and which bell to ring at night, on the left."
    pages = page_texts(pdf(make_release(letterhead=dict.fromkeys(CLINIC, long), **TIMED, label=label, start="2027-01-28"), "letter"))
    assert all("ISLAY-007" in page and "Fingerprint" in page for page in pages)


def char_size(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    return round(float(matrix.d * raw.FPDFText_GetFontSize(textpage, index)), 2)


def test_text_is_at_least_14_points_and_at_least_11_in_the_month_view() -> None:
    document = pdf(make_release(letterhead=CLINIC, **TIMED, label="ISLAY-007"))
    for page in document:
        found = page.get_textpage()
        whole = found.get_text_range()
        band_or_number = re.compile(
            r"For the patient|ISLAY|Patient|Born|Affix|isatuximab, NCT|8 clinic visits$|Regimen|Issued|Page \d of \d"
        )
        month = re.compile(r"^[\d: ]+$|^Monday Tuesday|^Visit \d$|^may change$|^(January|February) 2027$")
        place = 0
        for line in whole.split("\r\n"):
            sizes = [char_size(found, place + i) for i, char in enumerate(line) if not char.isspace()]
            place += len(line) + 2
            if line.strip() and not band_or_number.match(line):
                assert min(sizes) >= (11 if month.match(line.strip()) else 14), line


def test_in_a_browser_the_band_is_printed_on_every_page_and_a_narrow_screen_needs_no_scrolling_aside(browser: "Browser") -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_content(render_sheet(make_release(letterhead=CLINIC, **TIMED, label="ISLAY-007"), "patient"))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    printed = page_texts(pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4"))))
    page.close()
    assert len(printed) == 3
    assert all("ISLAY-007" in each and "Fingerprint" in each for each in printed)
