"""A folder of courses on the page: listed, opened from, written into with every step, and its day."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doors.command import dosing
from tests.web.browsing import checked, moved, planned, send
from tests.web.visitor import COURSE_ID, FIXED, LABEL, LED, NO_EXTRA, PATIENT, Answer, Served, hold_nothing, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("fastapi", reason=NO_EXTRA)

WHO = {"reason": "as ordered", "by": "AB", "when-day": "20", "when-month": "11", "when-year": "2026"}
OMIT = {**WHO, "kind": "omit", "visit": "C2D8"}
MOVE = {**WHO, "kind": "move", "visit": "C2D15", "to-day": "16", "to-month": "2", "to-year": "2027"}
ELSEWHERE = ("--reason", "as ordered", "--by", "EF", "--when", "2026-11-20", "--yes")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    folder = tmp_path / "unit"
    folder.mkdir()
    return folder


@pytest.fixture
def ward(tmp_path: Path, unit: Path) -> Iterator[Served]:
    """A server with a folder of courses, and one to publish into."""
    (tmp_path / "calendars").mkdir()
    running = serve(tmp_path, "--courses", str(unit), "--publish-to", str(tmp_path / "calendars"))
    yield running
    hold_nothing()
    running.stop()


def saved(ward: Served, **typed: str) -> Answer:
    """A plan in the folder."""
    page = ward.post("/plan", {**PATIENT, **FIXED, **typed})
    assert page.status == 200, page.words
    return ward.post("/courses/save", page.carried)


def opened(ward: Served, course_id: str = COURSE_ID) -> Answer:
    return ward.post("/courses/open", {"course_id": course_id})


def test_the_first_page_is_the_list_and_a_new_plan_is_not_written_before_it_is_saved(ward: Served, unit: Path) -> None:
    assert ward.ask("GET", "/").headers["location"] == "/courses"
    empty = ward.get("/courses")
    assert (empty.status, "0 courses" in empty.words) == (200, True)
    page = ward.post("/plan", {**PATIENT, **FIXED})
    assert "Save into the folder of courses" in page.words
    assert list(unit.iterdir()) == []
    kept = ward.post("/courses/save", page.carried)
    assert "Course file Saved" in kept.words
    assert "In the folder of courses." in kept.words
    assert {path.name for path in (unit / COURSE_ID).iterdir()} >= {"course.toml", "plan.json", "pharmacy.html", "visits.ics"}
    listed = ward.get("/courses")
    assert re.search(rf"{LABEL} C1D1, Mon 4 Jan 2027 1 draft ", listed.words)
    assert dosing("recheck", unit / COURSE_ID).status == 0


def test_every_step_that_is_confirmed_is_written_at_once(ward: Served, unit: Path) -> None:
    page = saved(ward)
    file = unit / COURSE_ID / "course.toml"
    first = file.read_bytes()
    changed = ward.post("/change/make", {**page.carried, **OMIT})
    assert "Revision 2 is made. Its files are written" in changed.words
    assert file.read_bytes().startswith(first)
    assert b'kind = "omit"' in file.read_bytes()
    done = ward.check(changed)
    assert "Checked by CD" in done.words
    assert b'by = "CD"' in file.read_bytes()
    headed = ward.post("/letterhead/make", {**done.carried, "name": "Ward 3"})
    assert "Its files are written" in headed.words
    assert b'name = "Ward 3"' in file.read_bytes()
    assert dosing("recheck", unit / COURSE_ID).status == 0
    assert "checked" in dosing("courses", unit).out


@pytest.mark.hazard("H-48")
def test_somebody_at_the_command_line_who_was_faster_is_not_overwritten(ward: Served, unit: Path) -> None:
    page = saved(ward)
    file = unit / COURSE_ID / "course.toml"
    assert dosing("omit", file, "C2D8", *ELSEWHERE).status == 0
    theirs = file.read_bytes()
    told = ward.post("/change/make", {**page.carried, **MOVE})
    assert told.status == 409
    assert "C2D8 omitted: as ordered (EF, Friday 20 November 2026)" in told.words
    assert file.read_bytes() == theirs
    both = ward.post("/change/make", {**told.carried, **MOVE})
    assert "Revision 3 is made" in both.words
    assert file.read_bytes().startswith(theirs)


@pytest.mark.hazard("H-48")
def test_a_course_that_was_gone_on_with_in_the_folder_is_not_written_over(ward: Served, unit: Path) -> None:
    page = saved(ward)
    hold_nothing()
    file = unit / COURSE_ID / "course.toml"
    assert dosing("omit", file, "C2D8", *ELSEWHERE).status == 0
    theirs = file.read_bytes()
    assert ward.post("/courses/save", page.carried).status == 409
    assert file.read_bytes() == theirs


@pytest.mark.hazard("H-47")
def test_nothing_is_printed_or_published_from_a_page_that_the_folder_has_gone_on_from(ward: Served, unit: Path, tmp_path: Path) -> None:
    page = ward.check(saved(ward))
    place = f"/course/{LED[-1][1]}"
    assert dosing("reweigh", unit / COURSE_ID, "60kg", "--on", "2026-11-20", *ELSEWHERE).status == 0
    assert "Not the newest any more." in ward.get(place).words
    for path in (
        "/sheets/pharmacy",
        "/sheets/nurse",
        "/files/labels.pdf",
        "/files/pharmacy.pdf",
        "/files/visits.ics",
        "/files/plan.zip",
        "/publish",
    ):
        answer = ward.post(path, page.carried)
        assert (answer.status, "Go to revision 2" in answer.words) == (409, True), path
    assert list((tmp_path / "calendars").iterdir()) == []
    assert ward.post("/files/course.toml", page.carried).status == 200  # by which nobody prepares anything
    newest = re.search(r'href="(/course/[^"]+)">Go to revision 2', ward.post("/sheets/pharmacy", page.carried).text)
    assert newest is not None
    assert "1,200 mg" in ward.get(newest[1]).words  # 60 kg x 20 mg/kg


def test_where_the_folder_cannot_be_written_what_was_typed_is_kept_to_try_again(ward: Served, unit: Path) -> None:
    page = saved(ward)
    blocked = unit / COURSE_ID / "pharmacy.pdf"
    blocked.unlink(missing_ok=True)
    blocked.mkdir()
    before = (unit / COURSE_ID / "course.toml").read_bytes()
    told = ward.post("/change/make", {**page.carried, **OMIT})
    assert (told.status, "It could not be written into the folder of courses" in told.words) == (503, True)
    assert (unit / COURSE_ID / "course.toml").read_bytes() == before
    blocked.rmdir()
    again = {name: told.hidden(name) for name in ("course", "issued", *OMIT)}  # as its button sends it
    assert "Revision 2 is made. Its files are written" in ward.post("/change/make", again).words


def test_a_folder_that_is_gone_is_a_sentence_on_every_page(ward: Served, unit: Path) -> None:
    unit.rename(unit.with_name("elsewhere"))
    for path in ("/courses", "/day?date=2027-01-04"):
        answer = ward.get(path)
        assert answer.status in (400, 503)
        assert "rite the name of a folder of courses" in answer.words


def test_another_who_changed_the_telephones_is_told_and_yours_goes_on_top(ward: Served) -> None:
    page = saved(ward)
    ward.post("/letterhead/make", {**page.carried, "name": "Ward 3"})
    told = ward.post("/change/review", {**page.carried, **OMIT})
    assert "The telephones and address were changed" in told.words
    assert "Show what yours does to revision 1" in told.words


@pytest.mark.parametrize("name", ["", "..", "../unit", COURSE_ID.upper(), "none", "x" * 500, "\x00"])
def test_no_name_that_a_form_brings_becomes_a_path(ward: Served, name: str) -> None:
    saved(ward)
    assert opened(ward, name).status == 404


def test_what_cannot_be_read_is_named_and_the_others_are_listed(ward: Served, unit: Path) -> None:
    saved(ward)
    other = unit / "0f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"
    other.mkdir()
    (other / "course.toml").write_text("x = [", encoding="utf-8")
    listed = ward.get("/courses")
    assert "1 folder not read" in listed.words
    assert LABEL in listed.words
    assert "1 folder not read, and not counted" in ward.get("/day?date=2027-01-04").words


def test_a_course_that_a_check_refuses_is_opened_from_the_list_and_mended(ward: Served, unit: Path) -> None:
    saved(ward)
    file = unit / COURSE_ID / "course.toml"
    own = re.sub(r"(?m)^(fingerprint|engine) = .*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(own.replace("2026-11-20", "2098-11-20").replace("2027-01-04", "2098-12-01"), encoding="utf-8")  # weighed after today
    listed = ward.get("/courses")
    assert "1 folder not read" in listed.words
    assert f'value="{COURSE_ID}">Open' in listed.text
    page = opened(ward)
    assert (page.status, "No plan can be made" in page.words) == (400, True)
    assert 'value="correct"' in page.text


def test_the_day_says_what_is_prepared_and_its_files_are_the_command_line_s(ward: Served, unit: Path, tmp_path: Path) -> None:
    page = saved(ward)
    day = ward.get("/day?date=2027-01-04")
    assert "1 visit, 0 checked" in day.words
    assert "1,450 mg" in day.words  # 72.5 kg x 20 mg/kg
    ward.check(page)
    checked_day = ward.get("/day?date=2027-01-04")
    assert "1 visit, 1 checked" in checked_day.words
    names = re.findall(r'href="/day/files/([^"?]+)\?([^"]*)"', checked_day.text)
    assert {name for name, _ in names} == {"day-2027-01-04.html", "day-2027-01-04-labels.html", "day-2027-01-04.csv", "day-2027-01-04.json"}
    assert dosing("day", "--date", "2027-01-04", unit, "--out", tmp_path / "day").status == 0
    for name, query in names:
        answer = ward.get(f"/day/files/{name}?{query.replace('&amp;', '&')}")
        assert answer.status == 200
        if name.endswith(".csv"):  # which holds no moment of issue
            assert answer.body == (tmp_path / "day" / name).read_bytes()
    several = ward.get("/day?date=2027-01-01&to=2027-01-31")
    for on in ("Monday 4 January 2027", "Monday 11 January 2027", "Monday 18 January 2027", "Monday 25 January 2027"):
        assert f"{on}: 1 visit, 1 checked" in several.words
    assert ward.get("/day/files/demand-2027-01-01-to-2027-01-31.html?date=2027-01-01&to=2027-01-31").status == 200
    assert ward.get("/day/files/course.toml?date=2027-01-04").status == 404


@pytest.mark.parametrize("query", ["date=4.1.2027", "date=2027-01-04&to=2027-01-01", "date=2027-01-04&to=2099-01-01"])
def test_a_day_that_cannot_be_is_said_at_its_field(ward: Served, query: str) -> None:
    answer = ward.get(f"/day?{query}")
    assert answer.status == 400
    assert "There is a problem" in answer.words
    assert ward.get(f"/day/files/day-2027-01-04.csv?{query}").status == 400


def test_a_calendar_is_published_overwritten_by_every_step_and_taken_away(ward: Served, tmp_path: Path) -> None:
    page = saved(ward)
    assert "Publish the calendar" in page.words
    published = ward.post("/publish", page.carried)
    [feed] = (tmp_path / "calendars").iterdir()
    assert feed.name in published.words
    assert b"20270208" in feed.read_bytes()  # C2D8
    changed = ward.post("/change/make", {**published.carried, **OMIT})
    assert b"20270208" not in feed.read_bytes()
    gone = ward.post("/publish/withdraw", changed.carried)
    assert list((tmp_path / "calendars").iterdir()) == []
    assert "Publish the calendar" in gone.words


def test_without_such_a_folder_there_are_no_such_pages(server: Served, planned: Answer) -> None:
    for path in ("/courses", "/day", "/day/files/day-2027-01-04.csv"):
        assert server.get(path).status == 404
    for path in ("/courses/open", "/courses/save", "/publish", "/publish/withdraw"):
        assert server.post(path, planned.carried).status == 404


def test_a_folder_that_cannot_be_one_is_refused_before_the_door_opens(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "none", tmp_path / "file"):
        ran = dosing("serve", "--no-browser", "--courses", folder)
        assert (ran.status, "is no folder" in ran.err) == (2, True)
    assert dosing("serve", "--no-browser", "--publish-to", tmp_path).status == 2


def test_two_servers_on_one_folder_lose_nothing(ward: Served, unit: Path, tmp_path: Path) -> None:
    page = saved(ward)
    (tmp_path / "second").mkdir()
    other = serve(tmp_path / "second", "--courses", str(unit))
    try:
        theirs = opened(other)
        assert ward.post("/change/make", {**page.carried, **OMIT}).status == 200
        told = other.post("/change/make", {**theirs.carried, **MOVE})
        assert told.status == 409
        assert "Revision 3 is made" in other.post("/change/make", {**told.carried, **MOVE}).words
    finally:
        hold_nothing()
        other.stop()
    text = (unit / COURSE_ID / "course.toml").read_text(encoding="utf-8")
    assert [kind in text for kind in ('kind = "omit"', 'kind = "move"')] == [True, True]


@pytest.mark.slow
def test_the_whole_way_in_a_browser_and_two_hundred_courses(ward: Served, unit: Path, visit: Callable[..., "Page"], axe: str) -> None:
    page = visit(to=ward, at="/courses")
    page.get_by_role("link", name="New plan").first.click()
    planned(page)
    send(page, "Save into the folder of courses")
    moved(page)
    send(page, "Confirm the change")
    checked(page)
    page.get_by_role("link", name="Courses", exact=True).click()
    assert page.locator("table.courses tbody tr").count() == 1
    [first] = [each for each in unit.iterdir() if each.is_dir()]
    begun = (first / "course.toml").read_text(encoding="utf-8").partition("[[change]]")[0]
    for number in range(199):
        name = f"{number:08d}-52f7-4b8e-9d5b-0f5f7d1c2a34"
        (unit / name).mkdir()
        own = re.sub(r"(?m)^(fingerprint|engine) = .*\n", "", begun.replace(first.name, name))
        (unit / name / "course.toml").write_text(own, encoding="utf-8")
    page.reload()
    assert page.locator("table.courses tbody tr").count() == 200
    for address in ("/courses", "/day?date=2027-01-04"):
        page.goto(f"{ward.origin}{address}")
        page.evaluate(axe)
        outcome = page.evaluate("axe.run()")
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in outcome["violations"]] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name=f"Open the course of {LABEL}").first.click()
    assert page.inner_text("h1") == f"Plan for {LABEL}"
