"""The day's sheet and the vials to order, as pages: 1, 12 and 60 patients on A4 and Letter."""

import re
from datetime import date
from typing import Any

import pytest

from dosing.coming import Coming
from dosing.day import Days, Unread, days_of
from dosing.day_files import DayWanted, render_day_files
from dosing.findings import Severity
from dosing.views.day_sheet import render_day_sheet, render_demand_sheet
from tests.doors.command import pages_of, text_of
from tests.plans import ISSUED
from tests.units import TIMED, coming

DAY = date(2027, 1, 11)
LONG = "Ward 12 of the eastern building, bed 34, of the second floor, window"


def unit(many: int) -> list[Coming]:
    """So many courses: every third a draft, every fourth in two bags, every fifth with a long label, every sixth without a time."""
    made = []
    for number in range(1, many + 1):
        course: dict[str, Any] = {"weight": f"{46 + number % 47}kg"}
        course |= {"label": f"{LONG} {number}"} if number % 5 == 0 else {}
        course |= TIMED if number % 6 else {}
        made.append(coming(number, {"bag": {"count": 2}} if number % 4 == 0 else None, check=bool(number % 3), **course))
    return made


def pdf(days: Days, paper: Any) -> list[str]:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    files = render_day_files(days, ISSUED, DayWanted(paper=paper))
    return pages_of(next(content for name, content in files.items() if name.endswith(".pdf")))


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("many", "most"), [(1, 1), (12, 3), (60, 11)])
def test_every_page_says_its_day_and_every_patient_stands_on_one(many: int, most: int, paper: str) -> None:
    days = days_of(unit(many), DAY)
    pages = pdf(days, paper)
    assert len(pages) <= most
    for number, page in enumerate(pages, start=1):
        assert "Monday 11 January 2027" in page
        assert f"Page {number} of {len(pages)}" in page
    whole = " ".join(pages)
    for visit in days.visits:
        shown = f"{visit.fingerprint[:4]}-{visit.fingerprint[4:8]}-{visit.fingerprint[8:12]}".upper()
        assert whole.count(shown) == 1, visit.course_id
        page = next(page for page in pages if shown in page)
        assert f"{visit.rounded_mg.normalize():,f}" in page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.hazard("H-50")
def test_a_page_of_estimates_says_so_and_one_of_checked_visits_does_not() -> None:
    pages = pdf(days_of(unit(60), DAY), "a4")
    marks = ["Not checked: an estimate" in page for page in pages]
    assert marks == sorted(marks, reverse=True)
    assert marks[0]
    assert not marks[-1]


@pytest.mark.parametrize("checked", range(3, 9))
def test_no_heading_stands_alone_at_the_foot_of_a_page(checked: int) -> None:
    made = [coming(number, check=number > 3, weight=f"{50 + number}kg", **TIMED) for number in range(1, 4 + checked)]
    days = days_of(made, DAY)
    for page in pdf(days, "a4"):
        for visits, heading in (
            (days.days[0].not_checked, "Not checked: an estimate"),
            (days.days[0].checked, "Checked Monday 11 January"),
        ):
            rows = [visit for visit in visits if f"{visit.fingerprint[:4]}-{visit.fingerprint[4:8]}".upper() in page]
            assert bool(rows) is (heading in page)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_strength_is_not_broken_between_two_lines(paper: str) -> None:
    small = {"vials": [{"strength_mg": "100", "volume_ml": "5"}]}
    made = [coming(1, small, weight="92kg"), coming(2, small, weight="92kg", check=True), coming(3), coming(4, check=True)]
    told = " ".join(pdf(days_of(made, DAY), paper)).replace("\N{NO-BREAK SPACE}", " ")
    assert [told.count(each) for each in ("19 × 100 mg", "3 × 500 mg")] == [4, 4]  # each visit, and the totals of both kinds


def said(days: Days) -> str:
    return text_of(render_day_sheet(days, ISSUED)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_course_that_could_not_be_read_heads_the_sheet() -> None:
    told = said(days_of(unit(1), DAY, unread=[Unread("7", "7 is a folder without a course.")]))
    assert told.index("1 course not read: the day may lack a patient") < told.index("Monday 11 January 2027")
    assert "Not read, and not counted: 7: 7 is a folder without a course." in told


def test_a_day_without_visits_says_that_nothing_is_prepared() -> None:
    assert "Nothing is to be prepared for this day." in said(days_of((), DAY))
    assert "as far as the courses could be read" in said(days_of((), DAY, unread=[Unread("7", "x")]))


def test_findings_stand_before_visits_with_whom_they_are_about() -> None:
    told = said(days_of(unit(3), DAY))
    assert told.index("Caution All 3 visits of the day. Ranitidine") < told.index("Not checked: an estimate")
    severities = re.findall(r'<li class="(refuse|caution|undetermined|note)">', render_day_sheet(days_of(unit(3), DAY), ISSUED))
    order: list[Severity] = ["refuse", "caution", "undetermined", "note"]
    assert severities == sorted(severities, key=order.index)


@pytest.mark.hazard("H-50")
def test_a_dose_that_waits_for_a_weight_is_an_estimate_in_its_row_and_nothing_says_how_its_bag_is_made() -> None:
    told = said(days_of(unit(1), date(2027, 2, 1))).replace("\N{NO-BREAK SPACE}", " ")
    assert "ISLAY-001 C2D1 provisional" in told
    assert "Weigh first about 940 mg if still 47 kg to order: 2 × 500 mg once weighed" in told  # 47 kg x 20 mg/kg
    assert "add 47 mL" not in told


def test_a_bag_is_said_as_the_worksheet_makes_it() -> None:
    told = said(days_of(unit(3), DAY)).replace("\N{NO-BREAK SPACE}", " ")
    assert "250 mL sodium chloride 0.9%, remove 49 mL, add 49 mL" in told


def test_of_several_days_those_without_a_visit_have_no_page_and_are_named() -> None:
    days = days_of(unit(2), DAY, date(2027, 1, 18))
    html = render_day_sheet(days, ISSUED)
    assert html.count('<section class="page">') == 2  # Mondays 11 and 18 January
    assert "Days without a visit, and without a page: Tue 12 Jan 2027; Wed 13 Jan 2027;" in html.replace("\N{NO-BREAK SPACE}", " ")


def test_what_stands_in_a_label_is_text_and_no_markup() -> None:
    assert "<b>x</b>" not in render_day_sheet(days_of([coming(1, label="<b>x</b>")], DAY), ISSUED)


def test_a_sheet_of_a_day_asks_for_nothing_outside_itself() -> None:
    for html in (render_day_sheet(days_of(unit(2), DAY), ISSUED), render_demand_sheet(days_of(unit(2), DAY, date(2027, 2, 10)), ISSUED)):
        assert not re.findall(r"(?:src|href)=|url\((?!data:)|@import|<script", html)


def test_the_chart_and_the_table_of_a_month_have_the_same_days() -> None:
    html = render_demand_sheet(days_of(unit(8), date(2027, 1, 1), date(2027, 1, 31)), ISSUED)
    assert html.count('<tr><th scope="row">') == 31
    assert html.count('role="img"') == 2  # 500 mg and 100 mg
    assert "Filled: checked. White, with a broken line: not checked, an estimate." in html
