"""In Firefox too leaving an unsaved course is asked about, a form is taken up again, and a course file is dropped."""

import time
from collections.abc import Callable

from tests.outside import eventually
from tests.web.firefox.steps import SAVE, fill, left_out, planned
from tests.web.firefox.window import Firefox, Tab
from tests.web.visitor import LABEL


def test_leaving_an_unsaved_course_is_asked_about_and_a_saved_one_is_left(visit: Callable[..., Tab], firefox: Firefox) -> None:
    tab = visit()
    planned(tab)
    tab.click("#working summary")  # Firefox asks only for a page that somebody has touched
    tab.send("New plan")
    assert firefox.questions() == ["leave?"]
    planned(tab)
    since = time.monotonic()
    assert b'"Canary-7731"' in tab.save(SAVE, ".toml")
    assert tab.text("#saved dd") == "Saved"
    eventually(time.monotonic, lambda now: now > since + 2.5)  # until then the page takes it that its own form leads away
    tab.click("#working summary")
    tab.send("New plan")
    assert "/form/" in tab.url
    assert firefox.questions() == ["leave?"]


def test_what_was_typed_is_taken_up_again_in_this_tab_alone(visit: Callable[..., Tab], firefox: Firefox) -> None:
    tab = visit()
    tab.click("#more > summary")
    fill(tab, label=LABEL, prepared_by="AB")
    tab.click("#h2_blocker-2")
    tab.send("New plan")
    assert tab.value("#weight") == ""
    assert tab.shown("#kept")
    other = firefox.tab()
    other.go(tab.url)
    assert not other.shown("#kept")
    tab.send("Take it up again")
    assert (tab.value("#weight"), tab.value("#label"), tab.value("#start-month")) == ("72.5", LABEL, "Jan")
    assert tab.run("return document.querySelector('#h2_blocker-2').checked")
    assert tab.shown("#label")  # what was folded away is shown
    tab.one("#live table")
    tab.send("Make the plan")
    assert tab.run("return sessionStorage.length") == 0


def test_a_reload_of_a_form_offers_what_was_typed_or_still_shows_it(visit: Callable[..., Tab]) -> None:
    tab = visit()
    fill(tab)
    tab.reload()
    if tab.shown("#kept"):
        tab.send("Take it up again")
    assert (tab.value("#weight"), tab.value("#start-day"), tab.value("#start-month")) == ("72.5", "4", "Jan")
    tab.one("#live table")


DROP = """
const moved = new DataTransfer();
for (const text of arguments) moved.items.add(new File([text], "course.toml", { type: "application/toml" }));
const main = document.querySelector("main");
const over = new DragEvent("dragover", { dataTransfer: moved, bubbles: true, cancelable: true });
main.dispatchEvent(over);
const told = !document.getElementById("drop").hidden;
main.dispatchEvent(new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true }));
return [told, over.defaultPrevented];
"""


def test_a_course_file_that_is_dropped_is_opened(visit: Callable[..., Tab]) -> None:
    tab = visit()
    planned(tab)
    fingerprint = tab.text("dd.print")
    file = tab.save(SAVE, ".toml").decode()
    tab.send("New plan")
    assert tab.run(DROP, file) == [True, True]
    tab.one("dd.print")
    assert tab.text("dd.print") == fingerprint
    tab.run(DROP, file, file)
    assert tab.text("#drop-said") == "Drop one course file at a time."
    tab.run(DROP, "no course")
    tab.one(".summary-box")
    assert "course_file" in tab.run("return document.querySelector('.summary-box a').href")


def test_of_two_tabs_that_change_one_revision_the_second_is_told_and_loses_nothing(visit: Callable[..., Tab], firefox: Firefox) -> None:
    tab = visit()
    planned(tab)
    other = firefox.tab()
    other.go(tab.url)
    left_out(tab, "C2D8")
    left_out(other, "C2D15")
    tab.send("Show what it does")
    tab.send("Confirm the change")
    other.send("Show what it does")
    assert other.text("h1") == "Somebody went on with this course meanwhile"
    assert "C2D8 omitted: C2D8 is not wanted (AB, Friday 20 November 2026)" in other.text("main")
    other.send("Show what yours does to revision 2")
    other.send("Confirm the change")
    assert other.text("#main .told").startswith("Revision 3 is made")
    assert len(other.all("#visits tr.dropped")) == 2
    tab.reload()
    tab.send("go to revision 3")
    assert tab.text("dd.print") == other.text("dd.print")
