"""The pharmacy sheet and the nurse sheet on paper, in a browser and on a narrow screen."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

import pypdfium2
import pytest

from dosing import wording
from dosing.releases import Release
from dosing.views import Printing
from dosing.views.sheets import render_sheet
from tests.plans import ORDER_RATES, change, checked, correct, make_release, move, omit, outcome, reweigh, stop
from tests.unit.views.measure import Box, free_mm, lines_of, pdf_of, row_heights, smallest_text, texts
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
    sides,
)

pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")

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
        {**TIMED, **NAMED, "issued": datetime(2027, 1, 11, 15, tzinfo=UTC), "changes": [outcome("C1D1", "2027-01-04", in_full=True, reaction="2"), outcome("C1D8", "2027-01-11", given_ml="90")]},
    ),
    "two bags": (TWO_BAGS, TIMED),
    "two bags, the second from the order": (TWO_BAGS_OF_ORDER, TIMED),
    "two bags, both known, a long label": ({**TWO_BAGS_KNOWN, **BOTH}, {"label": LONG_LABEL, "weight": "150kg", **TIMED, **OLD}),
    "two bags of small vials": ({**TWO_BAGS_KNOWN, "vials": SITES["500 mL"]["vials"]}, {"weight": "150kg", **TIMED}),
    "label, not reviewed, 28 visits": ({}, {"regimen": "label-10-us-kd", "cycles": 13, "weight": "170lb", "label": LONG_LABEL}),
    "label, reviewed, 8 visits": ({**LABEL_STEPS, **REVIEWED}, {"regimen": "label-10-us-kd", "cycles": 3, **NAMED, **TIMED}),
    "label, reviewed, 28 visits": ({**LABEL_STEPS, **REVIEWED}, {"regimen": "label-10-us-kd", "cycles": 13, "weight": "170lb", "label": LONG_LABEL, **TIMED}),
}  # fmt: skip


EVERY_DAY = Printing(past=True)


def expected(release: Release, name: Literal["pharmacy", "nurse"], printing: Printing) -> list[str]:
    """What stands at the head of each side."""
    return [side.lines[0] for side in sides(release, name, printing)]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_fits_its_paper_so_that_each_begins_with_the_band(
    name: Literal["pharmacy", "nurse"], course: tuple[dict[str, Any], dict[str, Any]], paper: Literal["a4", "letter"]
) -> None:
    release = make_release(course[0], **course[1])
    over = make_release(course[0], **{**course[1], "issued": datetime(2029, 1, 1, tzinfo=UTC)})
    for version in (release, replace(release, void=True), checked(release), over, replace(over, void=True)):
        headings = expected(version, name, EVERY_DAY)
        found = texts(pdf_of(version, name, paper, EVERY_DAY))
        assert len(found) == len(headings)
        short = "-".join(version.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
        for number, (heading, text) in enumerate(zip(headings, found, strict=True), start=1):
            assert text.startswith(heading)
            assert short in text
            assert f"Page {number} of {len(headings)}" in text
        assert f"End of the {name} sheet" in found[-1]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_leaves_that_a_printer_makes_of_two_sides_hold_one_visit_and_no_check_beside_its_worksheet(
    name: Literal["pharmacy", "nurse"], course: tuple[dict[str, Any], dict[str, Any]], paper: Literal["a4", "letter"]
) -> None:
    release = make_release(course[0], **course[1])
    for printing in (EVERY_DAY, *([] if release.unreviewed else [Printing(visit="C1D1", past=True)])):
        found = texts(pdf_of(release, name, paper, printing))
        for front, back in zip_longest(found[::2], found[1::2], fillvalue=""):
            assert not front.startswith("This side is left blank")
            if back and not back.startswith("This side is left blank"):
                assert leaf_of(front) == leaf_of(back), f"{front[:40]} and {back[:40]} are one piece of paper"


def leaf_of(text: str) -> tuple[str, str]:
    """To which leaf a side belongs: a worksheet, a check or a nurse page, and its visit; the pages of the course are one."""
    visit = re.search(r"(Worksheet|Independent check|Nurse sheet|Infusion)(?:, continued)? (C[0-9]+D[0-9]+)", text[:60])
    if visit is None:
        return ("the course", "New weight" if text.startswith("New weight") else "")
    return ("Nurse sheet" if visit[1] == "Infusion" else visit[1], visit[2])


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_worksheets_and_checks_have_no_text_below_9_points_and_no_row_to_write_in_below_7_mm(
    course: tuple[dict[str, Any], dict[str, Any]], paper: Literal["a4", "letter"]
) -> None:
    release = make_release(course[0], **course[1])
    if release.unreviewed:
        return
    first = next(visit for visit in release.plan.active if not release.over(visit))  # nothing is written of a day that is over
    document = pdf_of(release, "pharmacy", paper, Printing(visit=first.visit, provisional=first.provisional))
    found = texts(document)
    rows: list[float] = []
    for page, text in zip(document, found, strict=True):
        if text.startswith("This side is left blank"):
            continue
        assert smallest_text(page) >= 9, text[:40]
        assert free_mm(page) >= 0
        labels = [wording.drug(each.drug) for each in first.premedications] if "Premedication to supply" in text else []
        if "Prepared at" in text:
            labels += [
                "Checked by",
                *sorted({f"{int(each.strength_mg)} mg" for each in release.plan.site.vials if f"{int(each.strength_mg)} mg" in text}),
            ]
        if "Recalculated" in text:
            labels += ["Calculated dose", "Deviation", "Nominal concentration"]
        for label in labels:
            high = row_heights(page, label)
            assert high, f"{label} stands in no row of {text[:40]}"
            rows += [each for each in high if each > 5.5] if "Working Gives" in text or "Calculate from" in text else high
    assert len(rows) >= 8
    assert min(rows) >= 7


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("weight", ["22.7kg", "72.35kg", "124.9kg"])
def test_a_worksheet_is_one_leaf_and_its_check_another_one_for_the_lightest_and_the_heaviest(
    weight: str, paper: Literal["a4", "letter"]
) -> None:
    one = Printing(visit="C1D1")
    heads = [text.split(" No protocol")[0] for text in texts(pdf_of(make_release(weight=weight, **NAMED), "pharmacy", paper, one))]
    assert heads == ["Worksheet C1D1", "Worksheet, continued C1D1", "Independent check C1D1"]


@pytest.mark.parametrize("paper", PAPERS)
def test_an_estimate_and_a_void_worksheet_are_one_side_with_the_word_across_it_and_all_of_their_text(
    paper: Literal["a4", "letter"],
) -> None:
    made = make_release(ORDER_RATES, **NAMED)
    for release, visit in ((made, "C2D1"), (replace(made, void=True), "C1D1")):
        document = pdf_of(release, "pharmacy", paper, Printing(visit=visit, provisional=True))
        (text,) = texts(document)
        assert text.startswith(f"Worksheet {visit}")
        assert "Prepared by" not in text
        for word in ("VOID", "ESTIMATE"):
            assert word not in text, "it is drawn, so that what is copied or searched is the page's own text"
        (page,) = document
        lines = lines_of(page)
        left, bottom, right, top = (
            limit(edge) for limit, edge in zip((min, min, max, max), zip(*letters_across(lines), strict=True), strict=True)
        )
        assert right - left > 120
        assert top - bottom > 150
        assert grey_of_the_word(page) == {(207, 207, 207)}


def letters_across(lines: list[Box]) -> list[Box]:
    """The letters of a word that goes across a page: nothing else that is drawn is so high and so wide."""
    return [box for box in lines if 12 < box[3] - box[1] < 110 and 8 < box[2] - box[0] < 110 and not flat(box)]


def flat(box: Box) -> bool:
    return box[2] - box[0] > 30 and box[3] - box[1] < 40 and (box[2] - box[0]) > 1.9 * (box[3] - box[1])


def grey_of_the_word(page: pypdfium2.PdfPage) -> set[tuple[int, int, int]]:
    """The shade in which the word is printed: the most frequent that is neither white nor the black of the text."""
    picture = page.render(scale=1).to_pil().convert("RGB")
    counted = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    return {shade for _, shade in counted[:2] if shade != (255, 255, 255)}


# The site, the course, and the pages of its slip, as a draft and as a void one, whose band is a line higher.
SLIPS: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[int, int]]] = {
    "one page": ({}, {**NAMED, "changes": [omit("C1D8")]}, (1, 1)),
    "three pages": ({}, {**NAMED, "changes": [move("C1D8", f"2027-01-{day}") for day in (12, 13, 14, 15)]}, (3, 3)),
    "28 visits, a long label, two changes before": (
        {**LABEL_STEPS, **REVIEWED},
        {
            "regimen": "label-10-us-kd", "cycles": 13, "label": LONG_LABEL, **TIMED,
            "changes": [move("C1D8", "2027-01-12"), reweigh("150lb", "2027-01-13"), move("C1D15", "2027-01-21", "2027-01-14")],
        },
        (11, 11),
    ),
    "not reviewed": ({}, {"regimen": "label-10-us-kd", "cycles": 3, **TIMED, "changes": [move("C1D8", "2027-01-12"), omit("C1D15")]}, (3, 3)),
    "corrected weight": ({}, {**NAMED, "changes": [correct("2027-03-12", weight="75kg")]}, (1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_every_page_of_a_change_slip_has_the_band_with_its_marks(
    slip: tuple[dict[str, Any], dict[str, Any], tuple[int, int]], paper: Literal["a4", "letter"]
) -> None:
    site, course, count = slip
    release = make_release(site, **course)
    label = (release.plan.course.label or "Affix patient label").split()[0][:20]
    short = "-".join(release.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
    for version, mark in ((release, "Draft: not yet checked"), (replace(release, void=True), "Void: replaced by a newer revision")):
        found = texts(pdf_of(version, "changes", paper))
        assert len(found) == count[version.void]
        for text in found:
            for words in (
                "Change slip",
                "Draft: not yet checked",
                mark,
                label if text is found[0] or release.plan.course.label else "Patient",
                short,
            ):
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
            assert len(document) == len(sides(release, name))
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
