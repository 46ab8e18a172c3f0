"""Every page of the pharmacy sheet and the nurse sheet: whose it is, which plan it belongs to, and whether it may be used."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal

import pytest

from dosing import assets
from dosing.releases import Checked
from dosing.views import Printing
from dosing.views.sheets import render_sheet
from tests.plans import ORDER_RATES, checked, correct, make_release, move, omit, reweigh, stop
from tests.unit.views.read_sheets import NAMED, PROFESSIONAL, TIMED, lines, of_72_35_kg, page_of, pages, row


@pytest.mark.hazard("H-07")
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_says_whose_it_is_and_which_plan_it_belongs_to(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(ORDER_RATES, **TIMED)
    short = "-".join(release.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
    for page in pages(release, name):
        for words in (
            "ISLAY-007", "Born 5 March 1990", "Regimen islay, revision 1", "Plan revision 1", f"Fingerprint {short}", release.engine,
            "Issued 3 January 2027, 09:00 UTC", "Plan prepared by ____", "NCT02999633",
        ):  # fmt: skip
            assert words in " ".join(page.lines), f"{words} is missing on {page.lines[0]}"


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_of_a_visit_names_the_visit_its_day_and_its_infusion(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(changes=[omit("C1D8")])
    of_c1d15 = [page.lines for page in pages(release, name) if page.lines[0].endswith("C1D15")]
    assert of_c1d15
    for page in of_c1d15:
        assert "Monday 18 January 2027" in page
        assert "Cycle 1, day 15; visit 3 of 8, infusion 2" in page


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_is_a_draft_until_somebody_has_checked_the_plan(name: Literal["pharmacy", "nurse"]) -> None:
    draft = of_72_35_kg()
    assert all("Draft: not yet checked" in page.lines for page in pages(draft, name))
    of_a_checked_plan = pages(checked(draft), name)
    assert not any("Draft" in page.text for page in of_a_checked_plan)
    assert all(RECALCULATED in page.lines for page in of_a_checked_plan)


RECALCULATED = "Weight, dose and volume recalculated by CD on 19 December 2026; not checked: identity, premedication, rates"


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_draft_is_told_by_visit_and_the_overview_names_the_visits_that_were_checked(name: Literal["pharmacy", "nurse"]) -> None:
    made = of_72_35_kg()
    partly = replace(made, checks=(Checked("CD", date(2026, 12, 19), ("C1D1", "C1D8")),))
    for page in pages(partly, name):
        visit = page.lines[0].split()[-1]
        assert (RECALCULATED in page.lines) is (visit in ("C1D1", "C1D8")), page.lines[0]
        assert ("Draft: not yet checked" in page.lines) is (visit not in ("C1D1", "C1D8")), page.lines[0]
    if name == "pharmacy":
        assert any(line == f"C1D1 and C1D8: {RECALCULATED}" for line in pages(partly, name)[0].lines)


def across(html: str) -> list[str]:
    """The words across the pages of a sheet, told by how long each is; drawn, so that no text of a page holds them."""
    return [{4: "VOID", 8: "ESTIMATE"}[drawn.count("<path")] for drawn in re.findall(r'<svg class="across".*?</svg>', html, re.DOTALL)]


@pytest.mark.parametrize("name", [*PROFESSIONAL, "changes"])
def test_every_page_of_a_replaced_revision_says_that_it_is_void_in_its_head_and_across_it(name: str) -> None:
    release = of_72_35_kg(changes=[move("C1D8", "2027-01-12")])
    assert "Void: replaced" not in render_sheet(release, name, fonts=False)
    assert across(render_sheet(release, name, fonts=False)) == []
    html = render_sheet(replace(release, void=True), name, fonts=False)
    count = len(re.findall(r'<section class="page(?! blank-side)', html))
    assert html.count('<p class="standing void">Void: replaced by a newer revision</p>') == count
    assert across(html) == ["VOID"] * len(re.findall(r'<section class="page', html)), "blank sides too"


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_void_page_has_no_line_and_no_box_to_sign(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(ORDER_RATES)
    assert any(words in page.text for page in pages(release, name) for words in ("Checked by", "Initials"))
    for page in pages(replace(release, void=True), name):
        for words in ("Prepared by", "Checked by", "Confirmed by", "Signature", "Initials", "initials"):
            assert words not in page.text, f"{words} stands on {page.lines[0]}"


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_visit_that_waits_for_a_weight_has_no_leaf_and_its_estimate_cannot_be_signed(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(ORDER_RATES)
    heading = {"pharmacy": "Worksheet C2D1", "nurse": "Nurse sheet C2D1"}[name]
    assert heading not in [page.lines[0] for page in pages(release, name)]
    estimate = Printing(visit="C2D1", provisional=True)
    found = pages(release, name, estimate)
    assert found[0].lines[0] == heading
    for page in found:
        assert "Estimate: weigh first, nothing is prepared or given by it" in page.lines
        for words in ("Prepared by", "Checked by", "Signature", "Initials", "initials", "ask the pharmacy below"):
            assert words not in page.text
    assert across(render_sheet(release, name, fonts=False, printing=estimate)) == ["ESTIMATE"] * len(found)
    assert not any(page.lines[0].startswith("Independent check") for page in found)


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_the_first_side_of_a_leaf_without_a_label_or_a_birth_date_has_a_box_for_a_printed_label(name: Literal["pharmacy", "nurse"]) -> None:
    first = {
        "pharmacy": ("Pharmacy sheet: overview", "Worksheet C1D1", "Independent check C1D1"),
        "nurse": ("Nurse sheet: course", "Nurse sheet C1D1"),
    }
    for missing in ({"label": None}, {"born": None}):
        release = of_72_35_kg(**missing)
        for heading in first[name]:
            assert "Affix patient label" in " ".join(page_of(release, name, heading))
    assert "Affix patient label" not in " ".join(page_of(of_72_35_kg(label=None), "pharmacy", "Worksheet, continued C1D1"))
    assert not any("Affix patient label" in page.text for page in pages(of_72_35_kg(), name))
    css = assets.asset("sheet.css").decode()
    assert ".identity .affix { flex: 0 0 70mm; min-height: 35mm;" in css


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_corrected_birth_date_is_the_one_that_is_printed(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(changes=[correct(born="1991-03-05")])
    assert all("Born 5 March 1991" in " ".join(page.lines) for page in pages(release, name))


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_missing_protocol_reference_is_said_and_a_given_one_is_printed(name: Literal["pharmacy", "nurse"]) -> None:
    assert all("No protocol or approval reference given" in page.lines for page in pages(of_72_35_kg(), name))
    given = " ".join(lines(of_72_35_kg(protocol_reference="ACT14596, amendment 3"), name))
    assert "Protocol or approval: ACT14596, amendment 3." in given
    assert "No protocol" not in given


@pytest.mark.hazard("H-41")
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_markup_in_a_label_prints_as_it_was_typed(name: Literal["pharmacy", "nurse"]) -> None:
    typed = "<script>alert(1)</script> & <b>7</b>"
    html = render_sheet(make_release(label=typed), name)
    assert "<script" not in html
    assert all(typed in page.text for page in pages(make_release(label=typed), name))


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_sheet_holds_all_that_it_shows_and_asks_for_nothing(name: Literal["pharmacy", "nurse"]) -> None:
    html = render_sheet(of_72_35_kg(ORDER_RATES, **TIMED), name)
    assert '<html lang="en">' in html
    assert html.count("src: url(data:font/woff2;base64,") == 2
    for forbidden in ("style=", "<script", "<link", "<img", "http:", "https:", "@import", "javascript:"):
        assert forbidden not in html, forbidden
    assert re.findall(r"<[a-z][^>]*\son[a-z]+=", html) == []
    assert re.findall(r"url\((?!data:font/woff2;base64,)", html) == []


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_sheet_has_one_title_and_every_table_says_what_it_is(name: Literal["pharmacy", "nurse"]) -> None:
    html = render_sheet(of_72_35_kg(ORDER_RATES, **TIMED), name)
    assert html.count("<h1>") == 1
    assert html.count("<caption>") == html.count("<table")
    assert re.findall(r"<th(?![^>]*scope=)[ >]", html) == []
    assert "ISLAY-007" not in html.partition("</title>")[0]


def test_names_and_doses_are_printed_at_12_point_or_more_and_values_at_8() -> None:
    css = assets.asset("sheet.css").decode()
    base = re.search(r"@media print \{\s*html \{ font-size: ([0-9.]+)pt", css)
    assert base
    for size in re.findall(r"font-size: ([0-9.]*)rem", css):
        assert float(size) * float(base[1]) >= 8, f"{size}rem"
    assert '@page { margin: 14mm 15mm 15mm; font-family: "Dosing Sans"; font-size: 9pt' in css
    patient, dose = (
        re.search(r"\.identity \.label \{[^}]*font-size: ([0-9.]+)rem", css),
        re.search(r"\.drugname \{ font-size: ([0-9.]+)rem", css),
    )
    assert patient
    assert dose
    assert float(patient[1]) * float(base[1]) >= 12
    assert float(dose[1]) * float(base[1]) >= 12


def test_a_moved_visit_says_from_which_day_and_a_past_one_that_it_is_past() -> None:
    release = of_72_35_kg(changes=[move("C1D8", "2027-01-12")])
    late = make_release(issued=datetime(2027, 1, 5, 9, tzinfo=UTC), **NAMED)
    for name, heading in (("nurse", "Nurse sheet: course"), ("pharmacy", "Pharmacy sheet: overview")):
        assert "Tue 12 Jan 2027 moved from Mon 11 Jan 2027" in row(page_of(release, name, heading), "C1D8 ")  # type: ignore[arg-type]
        assert "before the day of issue" in row(page_of(late, name, heading), "C1D1 ")  # type: ignore[arg-type]
        assert "before the day of issue" not in row(page_of(late, name, heading), "C1D8 ")  # type: ignore[arg-type]


OVER = datetime(2027, 1, 12, 9, tzinfo=UTC)  # C1D1 and C1D8, on 4 and 11 January, are past


@pytest.mark.parametrize(
    ("name", "mark", "marked"),
    [
        ("pharmacy", "This day is over: not for preparation", ("Worksheet",)),
        ("nurse", "This day is over", ("Nurse sheet",)),
    ],
)
def test_every_page_of_a_past_visit_that_is_asked_for_says_that_its_day_is_over(
    name: Literal["pharmacy", "nurse"], mark: str, marked: tuple[str, ...]
) -> None:
    late = of_72_35_kg(issued=OVER)
    over = [page.lines[0] for page in pages(late, name, Printing(past=True)) if mark in page.lines]
    assert over == [f"{heading} {day}" for day in ("C1D1", "C1D8") for heading in marked]
    assert not any("This day is over" in page.text for page in pages(late, name)), "unless they are asked for, they have no page"
    assert not any("This day is over" in page.text for page in pages(of_72_35_kg(), name))


def test_past_and_stopped_visits_are_told_apart_without_colour() -> None:
    late = of_72_35_kg(issued=OVER, changes=[stop("C1D22")])
    html = render_sheet(late, "pharmacy", fonts=False)
    rows = {name: kind for kind, name in re.findall(r'<tr(?: class="(\w+)")?>\s*<th scope="row">(C[12]D[0-9]+)</th>', html)}
    assert rows == {"C1D1": "past", "C1D8": "past", "C1D15": "", **dict.fromkeys(("C1D22", "C2D1", "C2D8", "C2D15", "C2D22"), "gone")}
    overview = page_of(late, "pharmacy", "Pharmacy sheet: overview")
    assert "before the day of issue" in row(overview, "C1D8 ")
    assert row(overview, "C2D8 ").endswith("Stopped: no worksheet")
    css = assets.asset("sheet.css").decode()
    assert ".past th { border-left: 3pt double #000; }" in css
    assert ".gone th, .gone .when { text-decoration: line-through; }" in css


def test_a_provisional_visit_is_an_estimate_for_ordering_on_the_overview() -> None:
    release = of_72_35_kg()
    overview = page_of(release, "pharmacy", "Pharmacy sheet: overview")
    said = "C2D1 Mon 1 Feb 2027 weigh first: about 1,448 mg if still 72.35 kg; to order 3 × 500 mg 5"
    assert row(overview, "C2D1 ") == said
    weighed = of_72_35_kg(changes=[reweigh("72.35kg", "2027-01-25")])
    assert not any("weigh first" in line for line in lines(weighed, "pharmacy"))
