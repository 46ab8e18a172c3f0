"""Data that nobody at the site has reviewed: said on everything made from it, and nothing is prepared or given by it."""

import re
from typing import Any, Literal

import pytest

from dosing.releases import Release
from dosing.rules.checks.always import UNREVIEWED
from dosing.views.calendar import render_calendar
from dosing.views.sheets import render_sheet
from dosing.views.table import render_table
from tests.plans import checked, make_release, omit
from tests.unit.views.read_sheets import NAMED, PROFESSIONAL, lines, pages

REVIEWED: dict[str, Any] = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}


def released(site: dict[str, Any] | None = None, **course: Any) -> Release:
    return make_release(site, regimen="label-10-us-kd", cycles=1, **NAMED, **course)


def test_sheets_and_programs_say_it_in_the_same_words() -> None:
    assert UNREVIEWED == "UNREVIEWED DATA, NOT FOR USE"
    for name in ("pharmacy", "nurse", "patient"):
        assert f">{UNREVIEWED}<" in render_sheet(released(), name, fonts=False)
        assert UNREVIEWED not in render_sheet(released(REVIEWED), name, fonts=False)
    changed = released(changes=[omit("C1D8")])
    assert f">{UNREVIEWED}<" in render_sheet(changed, "changes", fonts=False)


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_is_headed_by_it_apart_from_being_a_draft(name: Literal["pharmacy", "nurse"]) -> None:
    for page in pages(released(), name):
        assert page.lines[0] == UNREVIEWED
        assert "Draft: not yet checked" in page.lines
    assert not any(UNREVIEWED in page.text for page in pages(released(REVIEWED), name))
    assert all(page.lines[0] == UNREVIEWED for page in pages(checked(released()), name)), "whatever a file says of a check"


def test_no_worksheet_and_no_check_is_printed_and_the_pharmacy_sheet_says_so_once() -> None:
    found = lines(released(), "pharmacy")
    assert not any(line.startswith(("Worksheet", "Independent check")) for line in found)
    said = [line for line in found if line.startswith("No worksheet and no page for an independent check is printed")]
    assert len(said) == 1
    assert "every value of label-10-us-kd, revision 1" in said[0]
    assert found.count("End of the pharmacy sheet") == 1
    assert any(line.startswith("Worksheet C1D1") for line in lines(released(REVIEWED), "pharmacy"))


def test_no_page_of_a_visit_is_printed_for_nurses() -> None:
    found = pages(released(), "nurse")
    assert {page.lines[1] for page in found} <= {"Nurse sheet: course", "Checks, continued"}
    assert found[-1].lines[-1] == "End of the nurse sheet"
    assert any(line == "Nurse sheet C1D1" for line in lines(released(REVIEWED), "nurse"))


def test_the_patient_is_told_not_to_use_the_sheet() -> None:
    assert "Do not use this sheet.</b> Nobody has checked the numbers" in render_sheet(released(), "patient", fonts=False)
    assert "Do not use this sheet" not in render_sheet(released(REVIEWED), "patient", fonts=False)


def test_the_table_begins_with_it() -> None:
    assert render_table(released()).splitlines()[0] == UNREVIEWED
    assert UNREVIEWED not in render_table(released(REVIEWED))


def test_every_calendar_entry_says_it_in_its_title_and_in_its_first_line_and_is_only_tentative() -> None:
    written = render_calendar(checked(released())).decode().replace("\r\n ", "")
    titles = re.findall(r"SUMMARY:(.*)\r", written)
    assert titles == [f"{UNREVIEWED}: Clinic visit {number} of 4 (plan 1)".replace(",", "\\,") for number in (1, 2, 3, 4)]
    assert re.findall(r"\nDESCRIPTION:(.{29})", written)[::2] == [f"{UNREVIEWED}.".replace(",", "\\,")[:29]] * 4
    assert set(re.findall(r"STATUS:(.*)\r", written)) == {"TENTATIVE"}
    assert UNREVIEWED.partition(",")[0] not in render_calendar(released(REVIEWED)).decode()
