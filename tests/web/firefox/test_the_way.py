"""The page in Debian's Firefox: from the form to paper, back, forward, and in two tabs."""

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest

from tests.outside import eventually
from tests.web.firefox.steps import SCRIPT, course_of, left_out, planned
from tests.web.firefox.window import Firefox, Tab
from tests.web.visitor import LABEL


@SCRIPT
def test_from_the_empty_form_to_sheets_and_a_calendar_and_a_change(visit: Callable[..., Tab], firefox: Firefox, script: bool) -> None:
    tab = visit(script=script)
    planned(tab)
    assert tab.text("h1") == f"Plan for {LABEL}"
    assert len(tab.all("#visits tbody tr")) == 8
    fingerprint = tab.text("dd.print")
    assert fingerprint.encode() in tab.save("button[formaction='/files/visits.ics']", ".ics").replace(b"\r\n ", b"")
    before = set(firefox.tabs())
    tab.click("button[formaction='/sheets/nurse']")
    [handle] = eventually(lambda: set(firefox.tabs()) - before, bool)
    sheet = Tab(firefox, handle)
    assert sheet.text(".print") == fingerprint
    sheet.close()
    left_out(tab, "C2D8")
    tab.send("Show what it does")
    tab.send("Confirm the change")
    assert tab.text("#main .told").startswith("Revision 2 is made")
    assert tab.text("#visits tr.dropped") == "C2D8 Mon 8 Feb 2027 Omitted"


@SCRIPT
def test_reload_back_and_forward_keep_the_plan_and_its_form(visit: Callable[..., Tab], script: bool) -> None:
    tab = visit(script=script)
    planned(tab)
    address, shown = tab.url, course_of(tab)
    assert "/course/" in address
    tab.reload()
    assert (tab.url, course_of(tab)) == (address, shown)
    tab.back()
    assert (tab.value("#weight"), tab.value("#label"), tab.value("#start-month")) == ("72.5", LABEL, "Jan")
    assert tab.shown("#label")
    tab.forward()
    assert (tab.url, course_of(tab)) == (address, shown)
    left_out(tab, "C2D8")
    tab.back()
    assert course_of(tab) == shown


@SCRIPT
def test_a_change_is_not_made_again_by_reload_back_and_forward(visit: Callable[..., Tab], script: bool) -> None:
    tab = visit(script=script)
    planned(tab)
    left_out(tab, "C2D8")
    tab.send("Show what it does")
    tab.send("Confirm the change")
    shown = course_of(tab)
    tab.reload()
    tab.reload()
    assert course_of(tab) == shown
    assert tab.text(".facts dd") == "2"  # the revision


def words(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return [" ".join(page.get_textpage().get_text_bounded().replace("\N{NO-BREAK SPACE}", " ").split()) for page in document]


@pytest.mark.parametrize(("width", "height"), [(21.0, 29.7), (21.59, 27.94)], ids=["A4", "Letter"])
def test_the_plan_is_printed_without_its_forms_and_with_every_visit(visit: Callable[..., Tab], width: float, height: float) -> None:
    tab = visit()
    planned(tab)
    printed = " ".join(words(tab.printed(width=width, height=height)))
    assert "Printed from the screen; not for use at the bedside or in preparation." in printed
    for text in ("Mon 4 Jan 2027", "Mon 22 Feb 2027", "1,450 mg", tab.text("dd.print")):
        assert text in printed
    for button in ("Save course.toml", "Leave a visit out", "Open a course", "drag it to another day", "Print worksheet", "Done"):
        assert button not in printed


def test_a_move_that_is_only_tried_is_not_printed(visit: Callable[..., Tab]) -> None:
    tab = visit()
    planned(tab)
    printed = " ".join(words(tab.printed(width=21.0, height=29.7)))
    assert "18 Jan" in printed.replace("18 Jan 2027", "")  # in the drawing
    tab.run("document.querySelector('#line [data-visit=C1D15]').focus()")
    tab.press("PageUp")
    tab.one("#line [data-visit=C1D15][data-date='2027-01-25'] .dot")
    printed = " ".join(words(tab.printed(width=21.0, height=29.7)))
    assert "Mon 18 Jan 2027" in printed
    assert "1 Mar" not in printed  # C2D22, a week after 22 February, had it moved with it


@SCRIPT
def test_back_to_a_plan_that_was_changed_says_so_and_to_one_that_is_done_shows_nothing(visit: Callable[..., Tab], script: bool) -> None:
    tab = visit(script=script)
    planned(tab)
    address = tab.url
    left_out(tab, "C2D8")
    tab.send("Show what it does")
    tab.send("Confirm the change")
    newest = tab.url
    back_to(tab, address)
    assert "Not the newest any more." in tab.text("#main .warned")
    tab.go(newest)
    tab.send("Done: hold it no longer")
    tab.send("Done without saving: forget this course")
    back_to(tab, newest)
    assert "This course is not held any more" in tab.text("h1")
    assert LABEL not in tab.text("body")


def back_to(tab: Tab, address: str) -> None:
    """Back as often as it takes; what answered a form that was sent is not kept, and Firefox says in its place that it expired."""
    for _ in range(5):
        try:
            tab.back()
        except RuntimeError as stopped:
            assert "e=notCached" in str(stopped)
        if tab.url == address:
            return
    pytest.fail(f"Back never led to it, but to {tab.url}.")
