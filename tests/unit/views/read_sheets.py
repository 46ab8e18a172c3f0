"""The pharmacy sheet and the nurse sheet, read as the people who use them read them: pages, lines, rows.

The patient of `tests/plans.py` starts on Monday 4 January 2027. Where a test needs numbers, the patient weighs 72.35 kg, and by hand:
72.35 kg x 20 mg/kg = 1,447 mg; / 20 mg/mL = 72.35 mL, half up to 72.4 mL; x 20 mg/mL = 1,448 mg, +0.07%; 3 vials of 500 mg hold
1,500 mg, so 52 mg are discarded; 1,448 mg in 250 mL is 5.792 mg/mL. 1,400 mg lies -3.25% and 1,500 mg +3.66% from 1,447 mg.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Literal

from dosing.releases import Release
from dosing.views import WHAT_IS_LEFT, Printing
from dosing.views.sheets import render_sheet
from tests.plans import DAYS, NAMES, ORDER_RATES, make_release, outcome, rates, slots

TIMED: dict[str, Any] = {"time": "10:00", "time_zone": "Europe/Paris"}


NAMED: dict[str, Any] = {"label": "ISLAY-007", "born": "1990-03-05"}


PROFESSIONAL: tuple[Literal["pharmacy", "nurse"], ...] = ("pharmacy", "nurse")


PAPERS: tuple[Literal["a4", "letter"], ...] = ("a4", "letter")


FAMOTIDINE = slots(h2_blocker={"drug": "famotidine"})


INJECTED = slots(steroid={"route": "intravenous", "form": "phosphate", "dose_mg": "40"})


BOTH = {"premedications": {**FAMOTIDINE["premedications"], **INJECTED["premedications"]}}


NO_H2 = slots(h2_blocker={"drug": "none", "reason": "none is stocked"})


WHOLE_VIALS = {"rounding": {"whole_vials_within_percent": "5"}}


LONG_LABEL = "W" * 40 + " " + "M" * 39


MANY_STEPS: dict[str, Any] = {
    "infusion": {
        "profile": "slow",
        "compared_by": "AB",
        "compared_on": "2026-12-01",
        "profiles": [
            {
                "name": "slow",
                "follows": "order",
                "reference": "order 15",
                "basis": "ml_per_hour",
                "bag_ml": "250",
                "first": [{"rate": "10", "minutes": 60} for _ in range(17)] + [{"rate": "100"}],
                "second": [{"rate": "20", "minutes": 60} for _ in range(8)] + [{"rate": "100"}],
                "later": [{"rate": "100"}],
            }
        ],
    }
}


# Two bags whose steps the order gives for both, or for the first alone.
SECOND_BAG = {"first": [{"rate": "75"}], "second": [{"rate": "125"}], "later": [{"rate": "200"}]}
TWO_BAGS: dict[str, Any] = {"bag": {"count": 2}}
TWO_BAGS_OF_ORDER: dict[str, Any] = {**ORDER_RATES, **TWO_BAGS}
TWO_BAGS_KNOWN: dict[str, Any] = {**rates(second_bag=SECOND_BAG), **TWO_BAGS}


# What was given at each of the four infusions of the first cycle.
GIVEN = [outcome(name, day) for name, day in zip(NAMES[:4], DAYS[:4], strict=True)]


SITES: dict[str, dict[str, Any]] = {
    "default": {},
    "order rates": ORDER_RATES,
    "famotidine": FAMOTIDINE,
    "injected dexamethasone": INJECTED,
    "whole vials": WHOLE_VIALS,
    "no H2 blocker": NO_H2,
    "500 mL": {"bag": {"volume_ml": "500", "diluent": "dextrose 5%"}, "vials": [{"strength_mg": "100", "volume_ml": "5"}]},
    "many steps": MANY_STEPS,
    "two bags": TWO_BAGS,
    "two bags, the second from the order": TWO_BAGS_OF_ORDER,
    "two bags, both known": TWO_BAGS_KNOWN,
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


def pages(release: Release, name: Literal["pharmacy", "nurse"], printing: Printing = WHAT_IS_LEFT) -> list[Page]:
    """The pages on which something stands."""
    return [page for page in sides(release, name, printing) if "blank-side" not in page.kind]


def sides(release: Release, name: Literal["pharmacy", "nurse"], printing: Printing = WHAT_IS_LEFT) -> list[Page]:
    """The same with the sides of a leaf that are left blank."""
    words = Words()
    html = render_sheet(release, name, fonts=False, printing=printing)
    words.feed(re.sub(r'<b class="on-screen".*?</b>', "", html))  # said once more for narrow screens
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
