"""The drawing of a course in Firefox: visits moved by keys and by the mouse."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.firefox.steps import planned
from tests.web.firefox.window import Tab

SAID = "C1D15, Saturday 23 January 2027, 12 days after C1D8. C1D22, C2D1, C2D8, C2D15 and C2D22 move with it."


def dates(tab: Tab) -> dict[str, str]:
    pairs = tab.run("return [...document.querySelectorAll('#line [data-visit]')].map((each) => [each.dataset.visit, each.dataset.date])")
    return dict(pairs)


def tried(tab: Tab, visit_name: str, day: str) -> str:
    """What is said once the program has drawn a visit on a day."""
    tab.one(f"#line [data-visit={visit_name}][data-date='{day}']")
    return " ".join(str(tab.run("return document.getElementById('line-said').textContent")).split())


def test_a_visit_is_moved_by_keys_and_the_later_ones_with_it(visit: Callable[..., Tab]) -> None:
    tab = visit()
    planned(tab)
    before = dates(tab)
    tab.run("document.querySelector('#line [data-visit=C1D15]').focus()")
    for day in range(19, 24):
        tab.press("ArrowRight")
        tab.one(f"#line [data-visit=C1D15][data-date='2027-01-{day}']")
    assert tried(tab, "C1D15", "2027-01-23") == SAID
    assert dates(tab) == {  # 5 days later from C1D15 on: 18 + 5 = 23 January, and so on
        "C1D1": "2027-01-04", "C1D8": "2027-01-11", "C1D15": "2027-01-23", "C1D22": "2027-01-30",
        "C2D1": "2027-02-06", "C2D8": "2027-02-13", "C2D15": "2027-02-20", "C2D22": "2027-02-27",
    }  # fmt: skip
    assert tab.run("return document.activeElement.dataset.visit") == "C1D15"
    tab.press("Escape")
    assert dates(tab) == before
    tab.press("PageUp")
    tab.one("#line [data-visit=C1D15][data-date='2027-01-25']")
    tab.press("Enter")
    assert tab.run("return document.activeElement.innerText") == "Go on with this move"
    tab.press("Enter")
    assert [tab.value(f"#{name}") for name in ("visit", "to-day", "to-month", "to-year")] == ["C1D15", "25", "01", "2027"]


PLACE = """
const box = document.querySelector(`#line [data-visit=${arguments[0]}] .dot`).getBoundingClientRect();
const svg = document.querySelector("#line svg");
return [box.x + box.width / 2, box.y + box.height / 2, svg.dataset.perDay * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width];
"""


@pytest.mark.parametrize("width", [1280, 320])
def test_a_visit_is_dragged_and_let_go(visit: Callable[..., Tab], width: int) -> None:
    tab = visit(width=width)
    planned(tab)
    before = dates(tab)
    tab.run("document.documentElement.style.scrollBehavior = 'auto';"
            "document.querySelector('#line [data-visit=C1D8]').scrollIntoView({ block: 'center', inline: 'center' })")  # fmt: skip
    x, y, per_day = tab.run(PLACE, "C1D8")
    tab.pointer(moved_to(x, y), {"type": "pointerDown", "button": 0})
    for days in (1, 2, 3):
        tab.pointer(moved_to(x + days * per_day, y))
        tab.one(f"#line [data-visit=C1D8][data-date='2027-01-{11 + days}']")
    tab.pointer({"type": "pointerUp", "button": 0})
    assert tried(tab, "C1D8", "2027-01-14").startswith("C1D8, Thursday 14 January 2027, 10 days after C1D1. C1D15, C1D22,")
    tab.pointer(moved_to(x + 8 * per_day, y))  # which drags nothing any more
    tab.evaluate("new Promise((done) => { setTimeout(done, 500); })")
    assert dates(tab)["C1D8"] == "2027-01-14"
    assert str(tab.run("return getSelection().toString()")) == ""  # dragging marks no text
    tab.send("Put it back")
    assert dates(tab) == before
    assert tab.all("#line .ghost") == []


def moved_to(x: float, y: float) -> dict[str, Any]:
    return {"type": "pointerMove", "origin": "viewport", "x": round(x), "y": round(y), "duration": 0}
