"""The pharmacy sheet and the nurse sheet on paper, in a browser and on a narrow screen."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import pypdfium2
import pytest

from dosing import assets
from dosing.releases import Release
from dosing.views.pdf import BOLD, REGULAR, render_pdf
from dosing.views.sheets import render_sheet
from tests.plans import ORDER_RATES, change, correct, make_release, move, omit, outcome, reweigh, stop
from tests.unit.views.read_sheets import (
    BOTH,
    LONG_LABEL,
    MANY_STEPS,
    NAMED,
    PAPERS,
    PROFESSIONAL,
    SITES,
    TIMED,
    TWO_BAGS,
    TWO_BAGS_KNOWN,
    TWO_BAGS_OF_ORDER,
    WHOLE_VIALS,
    of_72_35_kg,
    pages,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LABEL_STEPS: dict[str, Any] = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}
REVIEWED: dict[str, Any] = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}
OLD = {"weighed": "2026-11-01"}  # a weight of 64 days at the first visit
COURSES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "as shipped, no time": ({}, {"cycles": 1}),
    "order rates": (ORDER_RATES, {**TIMED, **NAMED}),
    "without label and birth date": (ORDER_RATES, TIMED),
    "a long label": ({**ORDER_RATES, **BOTH, **WHOLE_VIALS}, {"label": LONG_LABEL, "weight": "110.4kg", **TIMED}),
    "small vials only": (SITES["500 mL"], {"weight": "240kg", **TIMED}),
    "many steps": (MANY_STEPS, {**TIMED, **NAMED}),
    "changed": (
        ORDER_RATES,
        {
            **NAMED,
            **TIMED,
            "changes": [
                omit("C1D15"), move("C1D22", "2027-01-27"), reweigh("80kg", "2027-01-27"), change("retime", "2027-02-01", visit="C2D1", time="00:20"),
            ],
        },
    ),
    "washouts and weekends": (
        {"country": "FR"},
        {
            "start": "2027-01-09",
            "entry": {
                "last_immunotherapy": "2027-01-01", "last_investigational": "2027-01-01", "last_chemotherapy": "2027-01-02",
                "transplant": "2026-10-01", "gvhd_immunosuppression": "2027-01-08",
            },
        },
    ),
    "every caution of a visit at once": ({**ORDER_RATES, **BOTH}, {"label": LONG_LABEL, "weight": "240lb", **TIMED, **OLD}),
    "outcomes": (
        ORDER_RATES,
        {**TIMED, **NAMED, "changes": [outcome("C1D1", "2027-01-04", in_full=True, reaction="2"), outcome("C1D8", "2027-01-11", given_ml="90")]},
    ),
    "two bags": (TWO_BAGS, TIMED),
    "two bags, the second from the order": (TWO_BAGS_OF_ORDER, TIMED),
    "two bags, both known, a long label": ({**TWO_BAGS_KNOWN, **BOTH}, {"label": LONG_LABEL, "weight": "150kg", **TIMED, **OLD}),
    "two bags of small vials": ({**TWO_BAGS_KNOWN, "vials": SITES["500 mL"]["vials"]}, {"weight": "150kg", **TIMED}),
    "label, not reviewed, 28 visits": ({}, {"regimen": "label-10-us-kd", "cycles": 13, "weight": "170lb", "label": LONG_LABEL}),
    "label, reviewed, 8 visits": ({**LABEL_STEPS, **REVIEWED}, {"regimen": "label-10-us-kd", "cycles": 3, **NAMED, **TIMED}),
    "label, reviewed, 28 visits": ({**LABEL_STEPS, **REVIEWED}, {"regimen": "label-10-us-kd", "cycles": 13, "weight": "170lb", "label": LONG_LABEL, **TIMED}),
}  # fmt: skip


def printed(release: Release, name: str, paper: Literal["a4", "letter"]) -> list[str]:
    fonts = {font: assets.asset(f"fonts/{font}") for font in (REGULAR, BOLD)}
    html = render_sheet(release, name, paper=paper)
    document = pypdfium2.PdfDocument(io.BytesIO(render_pdf(html, title=name, issued=release.issued, paper=paper, fonts=fonts)))
    try:
        return [" ".join(document[at].get_textpage().get_text_range().split()) for at in range(len(document))]
    finally:
        document.close()


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_fits_its_paper_so_that_each_begins_with_the_band(
    name: Literal["pharmacy", "nurse"], course: tuple[dict[str, Any], dict[str, Any]], paper: Literal["a4", "letter"]
) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    release = make_release(course[0], **course[1])
    over = make_release(course[0], issued=datetime(2029, 1, 1, tzinfo=UTC), **course[1])
    for version in (release, replace(release, void=True), over, replace(over, void=True)):
        expected = [page.lines[0] for page in pages(version, name)]
        found = printed(version, name, paper)
        assert len(found) == len(expected)
        short = "-".join(version.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
        for number, (heading, text) in enumerate(zip(expected, found, strict=True), start=1):
            assert text.startswith(heading)
            assert short in text
            assert text.endswith(f"Page {number} of {len(expected)}") or f"Page {number} of {len(expected)}" in text
        assert f"End of the {name} sheet" in found[-1]


SLIPS: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "one page": ({}, {**NAMED, "changes": [omit("C1D8")]}, 1),
    "three pages": ({}, {**NAMED, "changes": [move("C1D8", f"2027-01-{day}") for day in (12, 13, 14, 15)]}, 3),
    "28 visits, a long label, two changes before": (
        {**LABEL_STEPS, **REVIEWED},
        {
            "regimen": "label-10-us-kd", "cycles": 13, "label": LONG_LABEL, **TIMED,
            "changes": [move("C1D8", "2027-01-12"), reweigh("150lb", "2027-01-13"), move("C1D15", "2027-01-21", "2027-01-14")],
        },
        10,
    ),
    "not reviewed": ({}, {"regimen": "label-10-us-kd", "cycles": 3, **TIMED, "changes": [move("C1D8", "2027-01-12"), omit("C1D15")]}, 2),
    "corrected weight": ({}, {**NAMED, "changes": [correct("2027-03-12", weight="75kg")]}, 1),
}  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_every_page_of_a_change_slip_has_the_band_with_its_marks(
    slip: tuple[dict[str, Any], dict[str, Any], int], paper: Literal["a4", "letter"]
) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    site, course, count = slip
    release = make_release(site, **course)
    label = (release.plan.course.label or "Affix patient label").split()[0][:20]
    short = "-".join(release.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
    for version, mark in ((release, "Draft: not yet checked"), (replace(release, void=True), "Void: replaced by a newer revision")):
        found = printed(version, "changes", paper)
        assert len(found) == count
        for text in found:
            for words in ("Change slip", "Draft: not yet checked", mark, label, short):
                assert words in text
            assert text.startswith("UNREVIEWED DATA, NOT FOR USE") is release.unreviewed
        assert "End of the change slip" in found[-1]


@pytest.mark.slow
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_browser_prints_the_same_pages_as_the_pdf(name: Literal["pharmacy", "nurse"], browser: "Browser") -> None:
    page = browser.new_page()
    for site, course in COURSES.values():
        release = make_release(site, **course)
        page.set_content(render_sheet(release, name))
        for paper in ("A4", "Letter"):
            document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format=paper)))
            assert len(document) == len(pages(release, name))
            document.close()
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_sheet_reads_on_a_screen_320_pixels_wide(name: Literal["pharmacy", "nurse"], browser: "Browser") -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(render_sheet(make_release(ORDER_RATES, **TIMED, label=LONG_LABEL), name))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_on_a_narrow_screen_a_cancelled_visit_says_so_beside_its_date(name: Literal["pharmacy", "nurse"], browser: "Browser") -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(render_sheet(of_72_35_kg(changes=[omit("C1D8"), stop("C2D8")]), name))
    words = page.locator(".on-screen").all()
    assert [word.inner_text() for word in words] == ["Omitted", "Stopped", "Stopped", "Stopped"]
    for word in words:
        place = word.bounding_box()
        assert place
        assert place["x"] + place["width"] <= 320
    page.emulate_media(media="print")
    assert not any(word.is_visible() for word in words), "on paper the row says it once"
    page.close()
