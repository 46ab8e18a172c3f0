"""Where the findings stand on the pharmacy sheet and the nurse sheet."""

from typing import Literal

import pytest

from tests.plans import resite
from tests.unit.views.read_sheets import FAMOTIDINE, LONG_LABEL, PROFESSIONAL, SITES, lines, of_72_35_kg, page_of, pages


@pytest.mark.hazard("H-18")
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


@pytest.mark.parametrize(("name", "heading"), [("nurse", "Nurse sheet"), ("pharmacy", "Worksheet")])
def test_an_h2_blocker_left_out_is_said_on_each_of_its_days(name: Literal["pharmacy", "nurse"], heading: str) -> None:
    said = "H2 blocker left out: none is stocked"
    release = of_72_35_kg(SITES["no H2 blocker"], changes=[resite(FAMOTIDINE, "2027-01-10")])
    assert said in page_of(release, name, f"{heading} C1D1")
    assert not any("left out" in line for line in page_of(release, name, f"{heading} C1D8"))
    assert any(line.startswith("famotidine") or " famotidine" in line for line in page_of(release, name, f"{heading} C1D8"))
