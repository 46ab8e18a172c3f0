"""The pharmacy sheet and the nurse sheet, read as the people who use them read them.

The patient of `tests/plans.py` starts on Monday 4 January 2027. Where a test needs numbers, the patient weighs 72.35 kg, and by hand:
72.35 kg x 20 mg/kg = 1,447 mg; / 20 mg/mL = 72.35 mL, half up to 72.4 mL; x 20 mg/mL = 1,448 mg, +0.07%; 3 vials of 500 mg hold
1,500 mg, so 52 mg are discarded; 1,448 mg in 250 mL is 5.792 mg/mL. 1,400 mg lies -3.25% and 1,500 mg +3.66% from 1,447 mg.
"""

import io
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import pypdfium2
import pytest

from dosing import assets
from dosing.formats.pdf import BOLD, REGULAR, render_pdf
from dosing.formats.sheets import render_sheet
from dosing.layout.paging import nurse_pages
from dosing.layout.timeline import time_line
from dosing.layout.values import values_in_force
from dosing.releases import Release
from tests.plans import LABEL_RATES, change, correct, make_release, move, omit, resite, reweigh, stop, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TIMED: dict[str, Any] = {"time": "10:00", "time_zone": "Europe/Paris"}
NAMED: dict[str, Any] = {"label": "ISLAY-007", "born": "1990-03-05"}
PROFESSIONAL: tuple[Literal["pharmacy", "nurse"], ...] = ("pharmacy", "nurse")
PAPERS: tuple[Literal["a4", "letter"], ...] = ("a4", "letter")

FAMOTIDINE = {"h2_blocker": {"drug": "famotidine"}}
INJECTED = {"dexamethasone": {"route": "intravenous", "injection_form": "phosphate", "dose_mg": "40"}}
WHOLE_VIALS = {"rounding": {"whole_vials_within_percent": "5"}}
LONG_LABEL = "W" * 40 + " " + "M" * 39
MANY_STEPS = {
    "infusion": {
        "profile": "slow",
        "profiles": [
            {
                "name": "slow",
                "basis": "ml_per_hour",
                "bag_ml": "250",
                "first": [{"rate": "10", "minutes": 60} for _ in range(17)] + [{"rate": "100"}],
                "second": [{"rate": "20", "minutes": 60} for _ in range(8)] + [{"rate": "100"}],
                "later": [{"rate": "100"}],
            }
        ],
    }
}


def of_72_35_kg(site: dict[str, Any] | None = None, **course: Any) -> Release:
    return make_release(site, **{"weight": "72.35kg", **NAMED, **course})


@dataclass
class Page:
    """One page of a sheet: its words, line by line."""

    kind: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [line for line in (" ".join(line.split()) for line in self.text.split("\n")) if line]


class Words(HTMLParser):
    """What a reader sees of each page, one line for each row of a table and each block; a line to write on is ____."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[Page] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in ("style", "title"):
            self.hidden += 1
        elif tag == "section":
            self.pages.append(Page(" ".join(classes), ""))
        elif self.pages and tag in ("p", "li", "h1", "h2", "h3", "tr", "caption", "text"):
            self.pages[-1].text += "\n"
        elif self.pages and "line" in classes:
            self.pages[-1].text += " ____ "
        elif self.pages and tag in ("td", "th", "span", "br", "div"):
            self.pages[-1].text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "title"):
            self.hidden -= 1

    def handle_data(self, data: str) -> None:
        if self.pages and not self.hidden:
            self.pages[-1].text += data.replace("\n", " ")


def pages(release: Release, name: Literal["pharmacy", "nurse"]) -> list[Page]:
    words = Words()
    words.feed(re.sub(r'<b class="on-screen".*?</b>', "", render_sheet(release, name)))  # said once more for narrow screens
    return words.pages


def lines(release: Release, name: Literal["pharmacy", "nurse"]) -> list[str]:
    return [line for page in pages(release, name) for line in page.lines]


def page_of(release: Release, name: Literal["pharmacy", "nurse"], heading: str) -> list[str]:
    """The lines of the page with this heading."""
    found = [page.lines for page in pages(release, name) if page.lines[0] == heading]
    assert len(found) == 1, f"{len(found)} pages are headed {heading}"
    return found[0]


def row(page: list[str], begins: str) -> str:
    """The one line of a page that begins with these words."""
    found = [line for line in page if line.startswith(begins)]
    assert len(found) == 1, f"{len(found)} lines begin with {begins}: {found}"
    return found[0]


# --- every page --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_page_says_whose_it_is_and_which_plan_it_belongs_to(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(LABEL_RATES, **TIMED)
    short = "-".join(release.fingerprint[at : at + 4].upper() for at in (0, 4, 8))
    for page in pages(release, name):
        for words in (
            "ISLAY-007", "Born 5 March 1990", "Regimen islay, revision 1", "Plan revision 1", f"Fingerprint {short}", release.engine,
            "Issued 20 December 2026, 09:00 UTC", "Plan prepared by ____", "Plan checked by ____", "NCT02999633",
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
    checked = pages(replace(draft, checked_by="CD"), name)
    assert not any("Draft" in page.text for page in checked)
    assert all("Plan checked by CD" in " ".join(page.lines) for page in checked)


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
    html = render_sheet(of_72_35_kg(LABEL_RATES, **TIMED), name)
    assert '<html lang="en">' in html
    assert html.count("src: url(data:font/woff2;base64,") == 2
    for forbidden in ("style=", "<script", "<link", "<img", "http:", "https:", "@import", "javascript:"):
        assert forbidden not in html, forbidden
    assert re.findall(r"<[a-z][^>]*\son[a-z]+=", html) == []
    assert re.findall(r"url\((?!data:font/woff2;base64,)", html) == []


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_sheet_has_one_title_and_every_table_says_what_it_is(name: Literal["pharmacy", "nurse"]) -> None:
    html = render_sheet(of_72_35_kg(LABEL_RATES, **TIMED), name)
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


# --- numbers and words -------------------------------------------------------------------------------------------------------

SITES: dict[str, dict[str, Any]] = {
    "default": {},
    "label rates": LABEL_RATES,
    "famotidine": FAMOTIDINE,
    "injected dexamethasone": INJECTED,
    "whole vials": WHOLE_VIALS,
    "no H2 blocker": {"h2_blocker": {"drug": "none", "reason": "none is stocked"}},
    "500 mL": {"bag": {"volume_ml": "500", "diluent": "dextrose 5%"}, "vials": [{"strength_mg": "100", "volume_ml": "5"}]},
    "many steps": MANY_STEPS,
}


def without_names(text: str, release: Release) -> str:
    """The text without what holds digits but no number: fingerprints, the engine, the registry, times of issue."""
    for words in (
        release.engine,
        "NCT02999633",
        "label-250ml",
        "Issued 20 December 2026, 09:00 UTC",
        "ISLAY-007",
        "SpO2",
        "H2 blocker",
        "CD38",
    ):
        text = text.replace(words, "")
    text = re.sub(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", "", text)
    return re.sub(r"\bC[12]D[0-9]{1,2}\b", "", text)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_no_sheet_prints_a_trailing_zero_a_bare_point_or_a_run_together_unit(
    name: Literal["pharmacy", "nurse"], site: dict[str, Any]
) -> None:
    release = of_72_35_kg(site, **TIMED)
    text = without_names("\n".join(lines(release, name)), release)
    assert re.findall(r"[0-9]*\.[0-9]*0(?![0-9])", text) == []
    assert re.findall(r"(?<![0-9])\.[0-9]", text) == []
    assert re.findall(r"[0-9](?:mg|mL|kg|min|h)\b", text) == []
    assert re.findall(r"\b[0-9]{4,}(?= ?(?:mg|mL))", text) == [], "commas from 1,000"


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_no_dash_stands_between_numbers(name: Literal["pharmacy", "nurse"], site: dict[str, Any]) -> None:
    release = of_72_35_kg(site, **TIMED)
    text = without_names("\n".join(lines(release, name)), release).replace("2026-12-01", "")  # the day of a comparison
    assert re.findall(r"[0-9]\s*[-\u2010-\u2015\u2212]\s*[0-9]", text) == []
    assert "days 1, 8, 15 and 22" in text


# Numbers that the words of the sheets hold, each a fact of the label or of the trial.
SAID = {
    "pharmacy": {"1", "0.22", "48", "2", "8"},  # 1 mL per kg; filter; 48 h at 2 to 8 degrees, then 8 h
    "nurse": {"8", "14", "57", "15", "60"},  # 8 of 14 (57%); 15 to 60 min
}


def numbers_of(value: Any) -> set[str]:
    """Every number of a plan document as a sheet may write it: as it stands, and the parts of days and moments."""
    if isinstance(value, dict):
        return set().union(*(numbers_of(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(numbers_of(each) for each in value), {str(len(value))})
    if isinstance(value, str):
        return {number.replace(",", "") for number in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", value)} | {
            str(int(number)) for number in re.findall(r"(?<![0-9.])[0-9]+(?![0-9.])", value)
        }
    return {str(value)} if isinstance(value, int) else set()


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_number_on_a_sheet_is_the_plans(name: Literal["pharmacy", "nurse"], site: dict[str, Any]) -> None:
    release = of_72_35_kg(site, **TIMED)
    known = numbers_of(json.loads(json.dumps(release.document))) | SAID[name]
    known |= {str(len(release.plan.active)), "5"}  # 300 min are written as 5 h
    text = without_names("\n".join(lines(release, name)), release)
    hours = {word for minutes in re.findall(r"\b([0-9]+\sh\s[0-9.]+\smin)\b", text) for word in re.findall(r"[0-9.]+", minutes)}
    found = {number.replace(",", "").rstrip(".") for number in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", text)}
    found = {number.lstrip("0") or "0" if "." not in number else number for number in (each.rstrip(",") for each in found)}
    assert found - known - hours == set()


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_drugs_have_their_lower_case_names_and_their_tall_letters(name: Literal["pharmacy", "nurse"]) -> None:
    text = " ".join(lines(of_72_35_kg(), name))
    assert "diphenhydrAMINE" in text
    assert "diphenhydramine" not in text
    assert (
        re.findall(
            r"\b(?:Isatuximab|Dexamethasone|Acetaminophen|Ranitidine|Famotidine|Diphenhydr)", text.replace("Ranitidine injection was", "")
        )
        == []
    )


# --- findings ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_findings_stand_on_the_first_page_each_with_its_word_most_severe_first(name: Literal["pharmacy", "nurse"]) -> None:
    first = pages(of_72_35_kg(), name)[0].lines
    words = [word for line in first for word in ("Caution", "To find out", "Note") if line.startswith(word)]
    assert words == sorted(words, key=("Caution", "To find out", "Note").index)
    assert set(words) == {"Caution", "To find out", "Note"}


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_a_washout_that_is_not_over_stands_above_the_course(name: Literal["pharmacy", "nurse"]) -> None:
    release = of_72_35_kg(entry={"last_immunotherapy": "2026-12-20", "last_chemotherapy": "2026-12-21"})
    first = pages(release, name)[0].lines
    washouts = [at for at, line in enumerate(first) if line.startswith("Caution") and ("washout" in line or "exactly 14 days" in line)]
    assert len(washouts) == 2
    assert max(washouts) < next(at for at, line in enumerate(first) if line.startswith("The course"))


def test_what_concerns_only_the_bag_stands_on_the_pharmacy_sheet_alone() -> None:
    release = of_72_35_kg()
    assert any("Stability and concentration" in line for line in lines(release, "pharmacy"))
    assert not any("Stability and concentration" in line for line in lines(release, "nurse"))


def test_every_other_finding_is_on_both_sheets_however_many_there_are() -> None:
    # Every visit on Saturday, and so eight notes of two lines each.
    release = of_72_35_kg({"country": "FR"}, start="2027-01-09", label=LONG_LABEL)
    for name in PROFESSIONAL:
        text = " ".join(lines(release, name))
        for finding in release.findings:
            if name == "pharmacy" or finding.code != "label-stability":
                assert " ".join(finding.message.split()) in text


def test_a_caution_about_one_visit_stands_on_its_worksheet_too() -> None:
    release = of_72_35_kg(weight="110.4kg")  # 110.4 mL of 250 mL: 2,208 mg / 250 mL = 8.832 mg/mL, above 7.44
    assert any("8.832 mg/mL, is above" in line for line in page_of(release, "pharmacy", "Worksheet C1D1"))
    assert not any("8.832 mg/mL, is above" in line for line in page_of(release, "pharmacy", "Independent check C1D1"))


# --- the pharmacy sheet ------------------------------------------------------------------------------------------------------


def test_the_overview_lists_every_visit_with_its_weight_dose_volume_and_vials() -> None:
    overview = page_of(of_72_35_kg(), "pharmacy", "Pharmacy sheet: overview")
    assert row(overview, "C1D8 ") == "C1D8 Mon 11 Jan 2027 72.35 kg 1,447 mg 1,448 mg 72.4 mL 3 × 500 mg 2"


def test_an_omitted_visit_is_on_the_overview_and_has_no_worksheet() -> None:
    release = of_72_35_kg(changes=[omit("C1D8"), stop("C2D8")])
    overview = page_of(release, "pharmacy", "Pharmacy sheet: overview")
    assert row(overview, "C1D8 ") == "C1D8 Mon 11 Jan 2027 Omitted: no worksheet"
    assert row(overview, "C2D22 ") == "C2D22 Mon 22 Feb 2027 Stopped: no worksheet"
    headings = [page.lines[0] for page in pages(release, "pharmacy")]
    assert [heading for heading in headings if heading.startswith("Worksheet")] == [
        "Worksheet C1D1", "Worksheet C1D15", "Worksheet C1D22", "Worksheet C2D1",
    ]  # fmt: skip


def test_a_worksheet_shows_every_step_from_the_weight_to_the_bag() -> None:
    page = page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1")
    assert row(page, "Weight ") == "Weight measured Saturday 2 January 2027; the first weight 72.35 kg"
    assert row(page, "Calculated dose ") == "Calculated dose 72.35 kg × 20 mg/kg 1,447 mg"
    assert row(page, "Volume 1") == "Volume 1,447 mg ÷ 20 mg/mL, rounded half up to 0.1 mL 72.4 mL"
    assert row(page, "Rounded dose 7") == "Rounded dose 72.4 mL × 20 mg/mL; deviation +0.07% 1,448 mg"
    assert row(page, "Check to keep ") == "Check to keep 20 mg/kg at 20 mg/mL is 1 mL per kg: unrounded volume in mL = weight in kg"
    assert row(page, "Vials to open ") == "Vials to open 2 whole 500 mg vials and 22.4 mL of a third 3 × 500 mg"
    assert row(page, "Discard ") == "Discard left in the opened vials 52 mg"
    assert row(page, "Bag remove") == "Bag remove 72.4 mL of diluent, add 72.4 mL of isatuximab 250 mL"
    assert row(page, "Nominal concentration ") == "Nominal concentration 1,448 mg ÷ 250 mL; the bag's overfill is not counted 5.792 mg/mL"
    assert row(page, "Nearest whole vials ") == (
        "Nearest whole vials 1,400 mg, -3.25% (2 × 500 mg, 4 × 100 mg); 1,500 mg, +3.66% (3 × 500 mg): shown, not chosen"
    )


def test_a_dose_rounded_to_whole_vials_says_how_it_was_rounded() -> None:
    # 110.4 kg: 2,208 mg; 2,200 mg lies -0.36% from it, within 5%; 4 x 500 + 2 x 100 mg, 110 mL, nothing discarded.
    page = page_of(of_72_35_kg(WHOLE_VIALS, weight="110.4kg"), "pharmacy", "Worksheet C1D1")
    assert row(page, "Rounded dose n") == "Rounded dose nearest whole-vial total within 5%; deviation -0.36% 2,200 mg"
    assert row(page, "Volume 2") == "Volume 2,200 mg ÷ 20 mg/mL 110 mL"
    assert row(page, "Vials to open ") == "Vials to open 4 whole 500 mg vials; 2 whole 100 mg vials 4 × 500 mg, 2 × 100 mg"
    assert row(page, "Discard ").endswith(" 0 mg")


def test_whole_vials_are_shown_and_not_chosen_unless_they_are_the_dose() -> None:
    # 70 kg: 1,400 mg, which is 2 x 500 mg and 4 x 100 mg by itself. 69.97 kg: 1,399.4 mg, 69.97 mL, half up 70 mL, 1,400 mg.
    assert row(page_of(of_72_35_kg(weight="70kg"), "pharmacy", "Worksheet C1D1"), "Nearest") == (
        "Nearest whole vials 1,400 mg, 0% (2 × 500 mg, 4 × 100 mg)"
    )
    for site, weight in (({}, "69.97kg"), (WHOLE_VIALS, "72.35kg")):
        assert "shown, not chosen" not in row(page_of(of_72_35_kg(site, weight=weight), "pharmacy", "Worksheet C1D1"), "Nearest")
    assert row(page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1"), "Nearest").endswith("shown, not chosen")


def test_a_worksheet_says_when_the_infusion_is_planned_to_start() -> None:
    assert "planned start 10:00" in page_of(of_72_35_kg(**TIMED), "pharmacy", "Worksheet C1D1")
    assert "planned start ____" in page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1")


def test_without_a_country_the_overview_says_once_that_holidays_are_not_checked() -> None:
    said = "Public holidays are not checked: no country is set."
    assert lines(of_72_35_kg(), "pharmacy").count(said) == 1
    assert said in page_of(of_72_35_kg(), "pharmacy", "Pharmacy sheet: overview")
    assert said not in lines(of_72_35_kg({"country": "FR"}), "pharmacy")


def test_a_worksheet_lists_the_premedications_to_supply() -> None:
    page = page_of(of_72_35_kg({**FAMOTIDINE, **INJECTED}), "pharmacy", "Worksheet C1D1")
    assert row(page, "dexamethasone") == "dexamethasone, dose stated as phosphate 40 mg intravenous ☐"
    assert row(page, "acetaminophen") == "acetaminophen 650 mg oral ☐"
    assert row(page, "famotidine") == "famotidine, substituted for ranitidine 20 mg intravenous ☐"
    assert row(page, "diphenhydrAMINE") == "diphenhydrAMINE 25 mg intravenous ☐"


def test_a_worksheet_has_a_line_for_the_lot_of_each_vial_and_of_the_bag() -> None:
    page = page_of(of_72_35_kg(weight="110.4kg"), "pharmacy", "Worksheet C1D1")  # 2,208 mg: 4 x 500 + 3 x 100 mg
    assert page.count("500 mg") == 4
    assert page.count("100 mg") == 3
    assert page.count("bag") == 1
    many = page_of(of_72_35_kg(SITES["500 mL"], weight="90kg"), "pharmacy", "Worksheet C1D1")  # 1,800 mg from 18 vials of 100 mg
    assert many.count("100 mg") == 12
    assert "6 more vials" in many


def test_a_worksheet_names_the_labels_preparation_points_as_for_label_doses() -> None:
    text = " ".join(page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1"))
    for words in (
        "SARCLISA label on preparation, for label doses", "do not shake", "0.22 micron", "48 h at 2 to 8 °C, then 8 h at room temperature including",
        "polyolefin", "Prepared at", "Use by", "Prepared by", "Checked by",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("site", "weight", "answers"),
    [
        ({}, "72.35kg", ("1,447", "1,448", "72.4", "52 mg", "5.792", "3 ×", "22.4", "0.07", "1,400", "1,500", "3.25")),
        ({}, "110.4kg", ("2,208", "110.4 mL", "8.832", "92 mg", "4 ×", "3 ×", "0.4 mL of", "2,300")),
        (WHOLE_VIALS, "110.4kg", ("2,208", "2,200", "110 mL", "8.8", "0.36", "4 ×", "2 ×")),
        ({}, "70kg", ("1,400", "70 mL", "5.6", "4 ×", "2 ×")),
    ],
)
def test_the_independent_check_holds_the_inputs_and_no_answer(site: dict[str, Any], weight: str, answers: tuple[str, ...]) -> None:
    release = of_72_35_kg(site, weight=weight)
    page = page_of(release, "pharmacy", "Independent check C1D1")
    text = " ".join(page)
    for answer in answers:
        assert answer not in text, f"{answer} is an answer"
    assert row(page, "Body weight") == f"Body weight {weight.removesuffix('kg')} kg, measured Saturday 2 January 2027"
    assert row(page, "Dose per kg") == "Dose per kg 20 mg/kg"
    assert row(page, "Vials in stock") == "Vials in stock 500 mg in 25 mL and 100 mg in 5 mL"
    assert row(page, "Bag ") == "Bag 250 mL sodium chloride 0.9%; a volume equal to the drug's is removed first"
    assert row(page, "Rounding ").endswith("volume to 0.1 mL, half up")
    assert "compare with the worksheet only when finished" in text
    for blank in ("Calculated dose mg", "Volume to draw mL", "Rounded dose mg", "Discard mg", "Nominal concentration mg/mL"):
        assert blank in page, "the result is left blank"


def test_provisional_stands_wherever_a_provisional_dose_stands() -> None:
    release = of_72_35_kg()
    assert row(page_of(release, "pharmacy", "Pharmacy sheet: overview"), "C2D1 ").count("1,448 mg Provisional") == 1
    assert row(page_of(release, "nurse", "Nurse sheet: course"), "C2D1 ").count("1,448 mg Provisional") == 1
    for name, heading in (("pharmacy", "Worksheet C2D1"), ("nurse", "Nurse sheet C2D1"), ("pharmacy", "Independent check C2D1")):
        assert any("Provisional" in line for line in page_of(release, name, heading)), heading  # type: ignore[arg-type]
    assert not any("Provisional" in line for line in page_of(release, "pharmacy", "Worksheet C1D22"))
    weighed = of_72_35_kg(changes=[reweigh("72.35kg", "2027-01-25")])
    assert not any("Provisional" in line for name in PROFESSIONAL for line in lines(weighed, name))


def test_every_value_of_the_site_has_its_source_printed() -> None:
    release = of_72_35_kg(LABEL_RATES)
    text = " ".join(" ".join(lines(release, "pharmacy")).split()).replace("diphenhydrAMINE", "diphenhydramine")
    unused = ("famotidine.", "paper", "infusion.compared")
    sources = {key: each for key, each in release.plan.site.sources.items() if not key.startswith(unused)}
    assert len(sources) > 20
    for key, each in sources.items():
        if each.kind == "label":
            assert f"Label site default, from {each.citation}; not stated in the trial record" in text, key
        elif each.kind == "choice":
            assert f"Choice this program's own default{each.citation.removeprefix(chr(39)).partition('default')[2]}" in text, key
        else:
            assert f"{each.kind.capitalize()} {each.citation}" in text, key


def test_a_value_that_the_pharmacy_entered_is_said_to_be_entered() -> None:
    page = [line for page in pages(of_72_35_kg(INJECTED), "pharmacy") for line in page.lines]
    assert "dexamethasone, dose 40 mg Site entered by the pharmacy" in page
    assert "dexamethasone, dose stated as phosphate Site entered by the pharmacy" in page
    assert "volume step 0.1 mL Choice this program's own default: 0.1 mL, half up" in page


def test_values_that_a_later_site_changed_stand_below_the_first_ones() -> None:
    release = of_72_35_kg(changes=[resite({"acetaminophen": {"dose_mg": "1000"}}, "2027-01-10")])
    named = [(value.name, value.value) for value in values_in_force(release.plan)]
    assert named.index(("acetaminophen, dose", "650\u00a0mg")) < named.index(("acetaminophen, dose", "1,000\u00a0mg"))
    changed = named.index(("acetaminophen, dose", "1,000\u00a0mg"))
    assert named[changed - 1] == ("Changed by the site, for visits from Sunday 10 January 2027 on", "")
    assert named.count(("acetaminophen, lead time", "45\u00a0min before")) == 1


def test_the_rounding_that_a_worksheet_names_is_that_of_the_site_on_its_day() -> None:
    release = of_72_35_kg(changes=[resite({"rounding": {"volume_step_ml": "1"}}, "2027-01-10")])
    assert "rounded half up to 0.1 mL" in row(page_of(release, "pharmacy", "Worksheet C1D1"), "Volume 1")
    assert row(page_of(release, "pharmacy", "Worksheet C1D8"), "Volume 1") == "Volume 1,447 mg ÷ 20 mg/mL, rounded half up to 1 mL 72 mL"
    assert row(page_of(release, "pharmacy", "Independent check C1D8"), "Rounding ") == "Rounding volume to 1 mL, half up"


def test_the_entry_criteria_are_boxes_to_tick_and_the_facts_are_printed() -> None:
    entry = {"last_immunotherapy": "2026-10-01", "last_investigational": "none"}
    release = of_72_35_kg(entry=entry)
    found = lines(release, "pharmacy")
    for criterion in release.plan.regimen.criteria_not_checked:
        assert f"☐ {criterion}" in found
    assert "last immunotherapy Thursday 1 October 2026 not within 21 days" in found
    assert "last investigational agent none not within 21 days" in found
    assert "stem cell transplant not given ____ not within 4 months" in found


# --- the nurse sheet ---------------------------------------------------------------------------------------------------------


def test_the_course_is_one_page_with_its_days_and_times() -> None:
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet: course")
    assert row(page, "C1D8 ") == "C1D8 Mon 11 Jan 2027 2 72.35 kg 1,448 mg 09:00 10:00 14:00"
    assert any("times are local, Europe/Paris" in line for line in page)
    assert any("is planned; what was given is what is written in by hand" in line for line in page)


def test_premedications_stand_in_the_order_in_which_they_are_due() -> None:
    page = page_of(of_72_35_kg({**FAMOTIDINE, **INJECTED}, **TIMED), "nurse", "Nurse sheet C1D1")
    due = [line for line in page if re.match(r"(45|30) min 09:", line)]
    assert due == [
        "45 min 09:15 dexamethasone, dose stated as phosphate 40 mg intravenous ____",
        "45 min 09:15 acetaminophen 650 mg oral by mouth",
        "30 min 09:30 famotidine, substituted for ranitidine 20 mg intravenous over at least 2 min",
        "30 min 09:30 diphenhydrAMINE 25 mg intravenous over at least 1 min",
    ]


def test_the_start_of_the_infusion_has_a_window() -> None:
    # Last premedication at 09:30 + 15 min; first at 09:15 + 60 min.
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet C1D1")
    assert row(page, "Start the infusion") == (
        "Start the infusion between 09:45 and 10:15; if later, ask whether to repeat. SARCLISA label: 15 to 60 min"
    )
    narrow = of_72_35_kg({"dexamethasone": {"minutes_before": 60}, "diphenhydramine": {"minutes_before": 15}}, **TIMED)
    assert row(page_of(narrow, "nurse", "Nurse sheet C1D1"), "Start the infusion").startswith("Start the infusion at 10:00; if later, ask")


def test_without_a_time_the_clock_is_a_blank_and_the_minutes_before_stand() -> None:
    page = page_of(of_72_35_kg(LABEL_RATES), "nurse", "Nurse sheet C1D1")
    assert "45 min ____ dexamethasone 20 mg oral by mouth" in page
    assert row(page, "Start the infusion").startswith("Start the infusion between ____ and ____ ; if later, ask whether to repeat.")
    assert "60 min ____ 50 289.6 30 min 25 mL 50 mL" in page
    assert "arrival ____" in page
    assert not re.findall(r"[0-9]{2}:[0-9]{2}", " ".join(page).replace("09:00 UTC", ""))


def test_rate_steps_say_elapsed_minutes_first_and_the_planned_clock_second() -> None:
    # The label's first infusion: 25, 25, 37.5, 50, 62.5 and 50 mL in 60, 30, 30, 30, 30 and 20 min; at 5.792 mg/mL, 25 mL per hour
    # are 144.8 mg per hour.
    page = page_of(of_72_35_kg(LABEL_RATES, **TIMED), "nurse", "Nurse sheet C1D1")
    assert [line for line in page if re.match(r"[0-9]+ min 1[0-9]:", line)] == [
        "0 min 10:00 25 144.8 60 min 25 mL 25 mL",
        "60 min 11:00 50 289.6 30 min 25 mL 50 mL",
        "90 min 11:30 75 434.4 30 min 37.5 mL 87.5 mL",
        "120 min 12:00 100 579.2 30 min 50 mL 137.5 mL",
        "150 min 12:30 125 724 30 min 62.5 mL 200 mL",
        "180 min 13:00 150 868.8 20 min 50 mL 250 mL",
    ]
    assert row(page, "Rate steps").startswith("Rate steps, planned: label-250ml, first infusion; 250 mL in 3 h 20 min, planned end 13:20")


def test_faster_steps_carry_their_condition() -> None:
    release = of_72_35_kg(LABEL_RATES)
    condition = "Only if earlier infusions were given in full without reaction; otherwise first-infusion rates or the order."
    assert condition not in " ".join(page_of(release, "nurse", "Nurse sheet C1D1"))
    for heading in ("Nurse sheet C1D8", "Nurse sheet C1D15", "Nurse sheet C2D22"):
        assert condition in " ".join(page_of(release, "nurse", heading))


def test_without_a_profile_the_rate_table_is_empty() -> None:
    html = render_sheet(of_72_35_kg(cycles=1), "nurse")
    assert html.count("Rate steps, from the order") == 4
    table = html[html.index("Rate steps, from the order") :].partition("</table>")[0].partition("<tbody>")[2]
    assert table.count("<tr>") == 6
    assert table.count("<td></td>") == 54


def test_there_are_four_blank_rows_for_reactions_and_a_named_source_for_the_rule() -> None:
    html = render_sheet(of_72_35_kg(cycles=1), "nurse")
    table = html[html.index("Infusion reactions") :].partition("</table>")[0]
    assert table.partition("<tbody>")[2].count("<tr>") == 4
    page = page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1")
    assert row(page, "Infusion reactions").endswith("8 of 14 in the trial (57%). Rule for label doses: SARCLISA prescribing information")
    assert "Paused at Grade Treatment Restarted at" in page
    for words in ("Time", "Temperature", "Pulse", "Blood pressure", "SpO2", "Respirations", "Initials"):
        assert words in page
    text = " ".join(page)
    for words in ("Allergies ____", "Emergency equipment checked ____", "Line flushed at ____", "Infusion stopped at ____"):
        assert words in text


def test_an_infusion_whose_number_is_not_its_visits_says_so() -> None:
    release = of_72_35_kg(LABEL_RATES, changes=[omit("C1D8")])
    assert row(page_of(release, "nurse", "Nurse sheet C1D15"), "Visit 3") == (
        "Visit 3 is infusion 2. Earlier visits were omitted; rate steps follow the infusion number."
    )
    assert any("second infusion" in line for line in page_of(release, "nurse", "Nurse sheet C1D15"))
    assert not any(line.startswith("Visit 1 is") for line in page_of(release, "nurse", "Nurse sheet C1D1"))


def test_a_time_on_the_day_before_the_visit_says_so() -> None:
    page = page_of(of_72_35_kg(time="00:20", time_zone="Europe/Paris"), "nurse", "Nurse sheet C1D1")
    assert row(page, "45 min 23:35 the day before dexamethasone")
    assert "arrival 23:20 the day before" in page


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
    over = [page.lines[0] for page in pages(of_72_35_kg(LABEL_RATES, issued=OVER), name) if mark in page.lines]
    assert over == [f"{heading} {day}" for day in ("C1D1", "C1D8") for heading in marked]
    assert len(over) == count
    assert not any("This day is over" in page.text for page in pages(of_72_35_kg(LABEL_RATES), name))


def test_rate_steps_and_observations_on_further_pages_of_a_past_visit_are_marked_too() -> None:
    release = of_72_35_kg(MANY_STEPS, issued=OVER)
    over = [page.lines[0] for page in pages(release, "nurse") if "This day is over" in page.lines]
    assert over[:3] == ["Nurse sheet C1D1", "Rate steps C1D1", "Observations C1D1"]
    assert {heading.split()[-1] for heading in over} == {"C1D1", "C1D8"}


def test_the_labels_rates_carry_their_caution_on_every_visit_and_other_rates_do_not() -> None:
    caution = "Caution: at 20 mg/kg these steps give twice the label's mg per hour."
    release = of_72_35_kg(LABEL_RATES)
    for each in release.plan.active:
        assert sum(caution in line for line in page_of(release, "nurse", f"Nurse sheet {each.visit}")) == 1
    for site in ({}, MANY_STEPS):
        assert not any("twice the label's" in line for line in page_of(of_72_35_kg(site), "nurse", "Nurse sheet C1D1"))


def test_the_bag_is_checked_at_the_bedside_and_the_patient_weighed() -> None:
    for each in ("C1D1", "C2D22"):
        page = page_of(of_72_35_kg(LABEL_RATES), "nurse", f"Nurse sheet {each}")
        assert row(page, "Bag checked") == "Bag checked against patient, drug, dose and rate by ____ and ____ ; weight today ____ kg"


@pytest.mark.parametrize(
    ("site", "weight", "dose", "said"),
    [
        (WHOLE_VIALS, "46kg", "900 mg", "calculated 920 mg, rounded to whole vials, -2.17%"),  # -20 / 920
        ({}, "72.35kg", "1,448 mg", "calculated 1,447 mg, rounded to 0.1 mL, +0.07%"),  # +1 / 1,447
        ({"rounding": {"volume_step_ml": "1"}}, "72.35kg", "1,440 mg", "calculated 1,447 mg, rounded to 1 mL, -0.48%"),  # -7 / 1,447
    ],
)
def test_a_dose_that_is_not_the_calculated_one_says_why_beside_it(site: dict[str, Any], weight: str, dose: str, said: str) -> None:
    page = page_of(of_72_35_kg(site, weight=weight), "nurse", "Nurse sheet C1D1")
    assert page[page.index(dose) + 1] == said


def test_a_dose_that_is_the_calculated_one_needs_no_word() -> None:
    page = page_of(of_72_35_kg(weight="46kg"), "nurse", "Nurse sheet C1D1")
    assert "920 mg" in page
    assert not any("calculated" in line or "rounded" in line for line in page)


@pytest.mark.parametrize(("name", "heading"), [("nurse", "Nurse sheet"), ("pharmacy", "Worksheet")])
def test_an_h2_blocker_left_out_is_said_on_each_of_its_days(name: Literal["pharmacy", "nurse"], heading: str) -> None:
    said = "H2 blocker left out: none is stocked"
    release = of_72_35_kg(SITES["no H2 blocker"], changes=[resite(FAMOTIDINE, "2027-01-10")])
    assert said in page_of(release, name, f"{heading} C1D1")
    assert not any("left out" in line for line in page_of(release, name, f"{heading} C1D8"))
    assert any(line.startswith("famotidine") or " famotidine" in line for line in page_of(release, name, f"{heading} C1D8"))


def test_blanks_are_long_enough_to_write_in() -> None:
    css = assets.asset("sheet.css").decode()
    for line, least in (("allergies", 50), ("clock", 16)):
        found = re.search(rf"\.line\.{line} \{{ min-width: ([0-9.]+)mm", css)
        assert found
        assert float(found[1]) >= least
    html = render_sheet(of_72_35_kg(cycles=1), "nurse").partition("Nurse sheet C1D1")[2].partition("</section>")[0]
    assert html.count('Allergies <span class="line allergies"></span>') == 1
    assert html.count('<span class="line clock"></span>') == 2 + 4 + 2 + 1, "start and arrival, four due, the window, today's weight"


def test_the_time_line_is_drawn_to_scale() -> None:
    release = of_72_35_kg(LABEL_RATES, **TIMED)
    line = time_line(visit(release.plan, "C1D8"))  # 50 mL/h for 30 min, 100 mL/h for 30 min, 200 mL/h for 52.5 min
    assert line
    first, second, third = line.bars
    assert first.width == second.width
    assert third.width == pytest.approx(first.width * 52.5 / 30, abs=0.2)
    assert first.x == line.start
    assert third.x + third.width == pytest.approx(line.end, abs=0.2)
    assert first.height < second.height < third.height
    early, late = line.marks
    assert line.start - early.x == pytest.approx((line.start - late.x) * 45 / 30, abs=0.2)
    assert early.words == "dexamethasone 20\u00a0mg, acetaminophen 650\u00a0mg"
    assert [tick.words for tick in line.ticks] == ["09:15", "09:30", "10:00", "10:30", "11:00", "11:53"]


def test_words_of_the_time_line_never_run_into_one_another() -> None:
    for site in (LABEL_RATES, MANY_STEPS, {}):
        for course in (TIMED, {}):
            for each in of_72_35_kg(site, **course).plan.active:
                line = time_line(each)
                assert line
                worded = [tick for tick in line.ticks if tick.words]
                for left, right in pairwise(worded):
                    assert right.x - left.x >= 8 * max(len(left.words), len(right.words)) - 8
                for bar in line.bars:
                    assert len(bar.words) * 7 <= bar.width


def test_a_rate_table_too_long_for_a_page_goes_on_below_its_own_band() -> None:
    release = of_72_35_kg(MANY_STEPS, **TIMED)
    spread = nurse_pages(release, visit(release.plan, "C1D1"))
    assert [len(steps) for steps in spread.steps] == [12, 6]
    assert row(page_of(release, "nurse", "Rate steps C1D1"), "1,020 min 03:00") == (
        "1,020 min 03:00 the next day 100 579.2 48 min 80 mL 250 mL"
    )
    assert page_of(release, "nurse", "Nurse sheet C1D1")[-1] == "Rate steps continued on the next page"
    assert any(
        line.startswith("Rate steps, planned") and line.endswith("; continued") for line in page_of(release, "nurse", "Rate steps C1D1")
    )
    assert sum("continued on the next page" in line for line in lines(release, "nurse")) == 1


# --- on paper ----------------------------------------------------------------------------------------------------------------

COURSES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "as shipped, no time": ({}, {"cycles": 1}),
    "label rates": (LABEL_RATES, {**TIMED, **NAMED}),
    "without label and birth date": (LABEL_RATES, TIMED),
    "a long label": ({**LABEL_RATES, **FAMOTIDINE, **INJECTED, **WHOLE_VIALS}, {"label": LONG_LABEL, "weight": "110.4kg", **TIMED}),
    "small vials only": (SITES["500 mL"], {"weight": "240kg", **TIMED}),
    "many steps": (MANY_STEPS, {**TIMED, **NAMED}),
    "changed": (
        LABEL_RATES,
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
}  # fmt: skip


def printed(release: Release, name: Literal["pharmacy", "nurse"], paper: Literal["a4", "letter"]) -> list[str]:
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


def test_a_visit_with_the_labels_rates_or_an_empty_table_is_one_nurses_page() -> None:
    for site in (LABEL_RATES, {}):
        release = make_release(site, **TIMED)
        headings = [page.lines[0] for page in pages(release, "nurse")]
        assert headings == ["Nurse sheet: course", *(f"Nurse sheet {each.visit}" for each in release.plan.active)]


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
    page.set_content(render_sheet(make_release(LABEL_RATES, **TIMED, label=LONG_LABEL), name))
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
