"""What somebody does in Firefox, step by step."""

import pytest

from tests.web.firefox.window import Tab
from tests.web.visitor import LABEL

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with its script", "without a script"])
SAVE = "button[formaction='/files/course.toml']"


def fill(tab: Tab, **more: str) -> None:
    tab.fill(weight="72.5", start_day="4", start_month="Jan", start_year="2027", **more)


def planned(tab: Tab) -> None:
    tab.click("#more > summary")
    fill(tab, label=LABEL, time="10:00", time_zone="Europe/Paris", prepared_by="AB")
    tab.click("#h2_blocker-2")  # ranitidine, of which the regimen warns: the site has to decide about it
    tab.send("Make the plan")


def left_out(tab: Tab, visit_name: str) -> None:
    """Fill in the form that leaves a visit out."""
    tab.send("Leave a visit out")
    tab.fill(visit=visit_name, reason=f"{visit_name} is not wanted", by="AB", when_day="20", when_month="11", when_year="2026")


def course_of(tab: Tab) -> tuple[str, ...]:
    """Which course a page of a plan shows, and what of it."""
    return tab.text("dd.print"), tab.text("h1"), tab.text("#visits tbody")
