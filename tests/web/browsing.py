"""What somebody does in a browser, step by step."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.visitor import LABEL

if TYPE_CHECKING:
    from playwright.sync_api import Page


def fill(page: "Page", **more: str) -> None:
    day = {"start-day": "4", "start-month": "Jan", "start-year": "2027"}
    for name, value in {"weight": "72.5", **day, **more}.items():
        page.fill(f"#{name}", value)


def send(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def planned(page: "Page") -> None:
    page.click("#more > summary")
    fill(page, label=LABEL, time="10:00", time_zone="Europe/Paris", prepared_by="AB")
    page.get_by_label("Ranitidine", exact=False).first.check()  # of which the regimen warns: the site has to decide about it
    send(page, "Make the plan")


def saved(page: "Page", selector: str) -> bytes:
    with page.expect_download() as download:
        page.click(selector)
    return Path(download.value.path()).read_bytes()


def moved(page: "Page") -> None:
    send(page, "Move a visit")
    page.select_option("#visit", "C1D15")
    fill_day(page, "to", "25", "jan", "2027")
    page.fill("#reason", "low counts")
    page.fill("#by", "AB")
    fill_day(page, "when", "20", "11", "2026")  # on or before any day on which the tests run, so that the plan can be checked
    send(page, "Show what it does")


def fill_day(page: "Page", name: str, *parts: str) -> None:
    for part, value in zip(("day", "month", "year"), parts, strict=True):
        page.fill(f"#{name}-{part}", value)


def checked(page: "Page") -> None:
    digits = page.inner_text("dd.print")
    send(page, "Check this plan")
    page.fill("#by", "CD")
    answered(page, digits)


def answered(page: "Page", digits: str) -> None:
    page.fill("#fingerprint", digits)
    # 72.5 kg by 20 mg/kg are 1,450 mg, at 20 mg/mL in 72.5 mL; the day of the weight was not given.
    for name, value in {"mg_per_kg": "20", "weight-C1D1": "72.5kg", "mg-C1D1": "1450", "volume-C1D1": "72.5"}.items():
        page.fill(f"#{name}", value)
    send(page, "Confirm the check")
