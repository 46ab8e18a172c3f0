"""Numbers and words of the pharmacy sheet and the nurse sheet: how they are written, and that they are the plan's."""

import json
import re
from typing import Any, Literal

import pytest

from dosing.releases import Release
from tests.unit.views.read_sheets import PROFESSIONAL, SITES, TIMED, lines, of_72_35_kg


def without_names(text: str, release: Release) -> str:
    """The text without what holds digits but no number: fingerprints, the engine, the registry, times of issue."""
    for words in (
        release.engine,
        "NCT02999633",
        "label-250ml",
        "Issued 3 January 2027, 09:00 UTC",
        "ISLAY-007",
        "SpO2",
        "H2 blocker",
        "CD38",
    ):
        text = text.replace(words, "")
    text = re.sub(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", "", text)
    text = re.sub(r"\bprint\s+[0-9A-F]{4}\b", "", text)  # the first block of one, at the bedside
    return re.sub(r"\bC[12]D[0-9]{1,2}\b", "", text)


@pytest.mark.hazard("H-17")
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


@pytest.mark.hazard("H-05")
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


@pytest.mark.hazard("H-08")
@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("name", PROFESSIONAL)
def test_every_number_on_a_sheet_is_the_plans(name: Literal["pharmacy", "nurse"], site: dict[str, Any]) -> None:
    release = of_72_35_kg(site, **TIMED)
    known = numbers_of(json.loads(json.dumps(release.document))) | SAID[name]
    known |= {str(len(release.plan.active)), "5"}  # 300 min are written as 5 h
    known |= {"65.2", "79.5"}  # 10% of 72.35 kg leave 65.115 to 79.585 kg, outside of which the pharmacy is asked
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
