"""How many pages are printed, as README.md says: for two cycles, for a visit alone, and for what is left after a move."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from dosing.catalogue import NoSuchFile, Wanted, render_file
from dosing.inputs.letterhead import Paper
from dosing.releases import Release
from tests import plans

NAMED = {"label": "ISLAY-007", "prepared_by": "AB", "time": "10:00", "time_zone": "Europe/Paris"}
SHEETS = ("pharmacy", "nurse", "labels", "patient", "changes")
ALONE = ("pharmacy-C1D1", "nurse-C1D1", "labels-C1D1")


def whole() -> Release:
    return plans.checked(plans.make_release(plans.CONFIRMED, **NAMED))


def moved() -> Release:
    """C1D15 a day later, as it is printed on the day after C1D8."""
    move = plans.move("C1D15", "2027-01-19", "2027-01-12")
    return plans.checked(plans.make_release(plans.CONFIRMED, changes=[move], issued=datetime(2027, 1, 12, 9, tzinfo=UTC), **NAMED))


def pages(release: Release, name: str, paper: Paper) -> str:
    try:
        return str(len(pypdfium2.PdfDocument(render_file(release, f"{name}.pdf", Wanted(paper)))))
    except NoSuchFile:
        return ""


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_readme_says_how_many_pages_are_printed(paper: Paper, repository: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    told = re.search(r"<!-- pages -->\n(.*?)<!-- /pages -->", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert told is not None
    rows = [[cell.strip() for cell in line.strip("|").split("|")][1:] for line in told[1].splitlines()[2:]]
    two = whole()
    assert rows == [
        [pages(two, name, paper) for name in SHEETS],
        [*(pages(two, name, paper) for name in ALONE), "", ""],
        [pages(moved(), name, paper) for name in SHEETS],
    ]
