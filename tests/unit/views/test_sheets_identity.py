"""Every page of the pharmacy sheet and the nurse sheet: whose it is, which plan it belongs to, and whether it may be used."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest

from dosing import assets
from dosing.views.sheets import render_sheet
from tests.plans import ORDER_RATES, checked, correct, make_release, move, omit, reweigh
from tests.unit.views.read_sheets import MANY_STEPS, NAMED, PROFESSIONAL, TIMED, lines, of_72_35_kg, page_of, pages, row


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_says_whose_it_is_and_which_plan_it_belongs_to(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(ORDER_RATES, **TIMED)
    short = "-".join(release.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
    for page in pages(release, name):
        for words in (
            "ISLAY-007", "Born 5 March 1990", "Regimen islay, revision 1", "Plan revision 1", f"Fingerprint {short}", release.engine,
            "Issued 3 January 2027, 09:00 UTC", "Plan prepared by ____", "Plan checked by ____", "NCT02999633",
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
    assert all("Plan checked by CD" in " ".join(page.lines) for page in of_a_checked_plan)


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_of_a_replaced_revision_says_that_it_is_void(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg()
    assert not any("Void" in page.text for page in pages(release, name))
    assert all("Void: replaced by a newer revision" in page.lines for page in pages(replace(release, void=True), name))


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_page_without_a_label_or_a_birth_date_has_a_box_for_the_patient_label(name: Literal["pharmacy", "nurse"]) -> None:
    for missing in ({"label": None}, {"born": None}):
        assert all("Affix patient label" in page.text for page in pages(of_72_35_kg(**missing), name))
    assert not any("Affix patient label" in page.text for page in pages(of_72_35_kg(), name))


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


def test_nothing_is_printed_smaller_than_8_point() -> None:
    css = assets.asset("sheet.css").decode()
    base = re.search(r"@media print \{\s*html \{ font-size: ([0-9.]+)pt", css)
    assert base
    for size in re.findall(r"font-size: ([0-9.]*)rem", css):
        assert float(size) * float(base[1]) >= 8, f"{size}rem"
    assert '@page { margin: 14mm 15mm 15mm; font-family: "Dosing Sans"; font-size: 8pt' in css
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
    ("name", "mark", "marked", "count"),
    [
        ("pharmacy", "This day is over: not for preparation", ("Worksheet", "Independent check"), 4),
        ("nurse", "This day is over", ("Nurse sheet",), 2),
    ],
)
def test_every_page_of_a_past_visit_says_that_its_day_is_over(
    name: Literal["pharmacy", "nurse"], mark: str, marked: tuple[str, ...], count: int
) -> None:
    over = [page.lines[0] for page in pages(of_72_35_kg(issued=OVER), name) if mark in page.lines]
    assert over == [f"{heading} {day}" for day in ("C1D1", "C1D8") for heading in marked]
    assert len(over) == count
    assert not any("This day is over" in page.text for page in pages(of_72_35_kg(), name))


def test_rate_steps_and_observations_on_further_pages_of_a_past_visit_are_marked_too() -> None:
    release = of_72_35_kg(MANY_STEPS, issued=OVER)
    over = [page.lines[0] for page in pages(release, "nurse") if "This day is over" in page.lines]
    assert over[:3] == ["Nurse sheet C1D1", "Rate steps C1D1", "Observations C1D1"]
    assert {heading.split()[-1] for heading in over} == {"C1D1", "C1D8"}


def test_provisional_stands_wherever_a_provisional_dose_stands() -> None:
    release = of_72_35_kg()
    assert row(page_of(release, "pharmacy", "Pharmacy sheet: overview"), "C2D1 ").count("1,448 mg Provisional") == 1
    assert row(page_of(release, "nurse", "Nurse sheet: course"), "C2D1 ").count("1,448 mg Provisional") == 1
    for name, heading in (("pharmacy", "Worksheet C2D1"), ("nurse", "Nurse sheet C2D1"), ("pharmacy", "Independent check C2D1")):
        assert any("Provisional" in line for line in page_of(release, name, heading)), heading  # type: ignore[arg-type]
    assert not any("Provisional" in line for line in page_of(release, "pharmacy", "Worksheet C1D22"))
    weighed = of_72_35_kg(changes=[reweigh("72.35kg", "2027-01-25")])
    assert not any("Provisional" in line for name in PROFESSIONAL for line in lines(weighed, name))
