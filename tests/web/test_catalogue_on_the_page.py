"""Every file that the page and the API offer comes from the catalogue: a row more is there everywhere, a row less nowhere."""

import io
import json
import re
import zipfile

import pytest

from dosing import catalogue
from dosing.releases import Release
from tests.web.inside import Inside
from tests.web.visitor import FIXED, NO_EXTRA, PATIENT, Answer

pytest.importorskip("fastapi", reason=NO_EXTRA)


def row(name: str, title: str, kind: str, group: catalogue.Group, content: bytes) -> catalogue.FileRow:
    """A file that every release has, with the same content."""

    def always(_: Release) -> str:
        return ""

    def same(_: Release, __: catalogue.Wanted) -> bytes:
        return content

    return catalogue.FileRow(name, title, kind, "everybody", group, always, same)


SUMMARY = row("summary.html", "Summary of the course", catalogue.HTML, "sheet", b"<p>In short</p>")
LIST = row("list.csv", "List of visits", "text/csv; charset=utf-8", "document", b"C1D1\n")
WEEKS = row("weeks.ics", "Calendar of weeks", catalogue.CALENDAR, "calendar", b"BEGIN:VCALENDAR\r\n")
ADDED = (SUMMARY, LIST, WEEKS)


@pytest.fixture
def page() -> Inside:
    """The page in this process."""
    return Inside()


def planned(page: Inside) -> Answer:
    return page.post("/plan", {**PATIENT, **FIXED})


def course_file(page: Inside) -> str:
    return page.post("/files/course.toml", planned(page).carried).text


def in_the_zip(page: Inside) -> dict[str, bytes]:
    content = page.post("/files/plan.zip", planned(page).carried).body
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def named_by_the_api(page: Inside) -> list[str]:
    described = json.loads(page.get("/api/openapi.json").text)
    ways = described["paths"]["/api/files/{name}"]["post"]["parameters"][0]["schema"]["anyOf"]
    found: list[str] = ways[0]["enum"]
    return found


def offered(answer: Answer) -> set[str]:
    """The addresses of files and previews that the plan's page has buttons for."""
    return set(re.findall(r'formaction="(/(?:files|sheets)/[^"]+)"', answer.text))


@pytest.mark.parametrize("more", ADDED, ids=[each.name for each in ADDED])
def test_a_row_more_is_on_the_page_at_its_address_in_the_zip_file_and_in_the_api(
    page: Inside, monkeypatch: pytest.MonkeyPatch, more: catalogue.FileRow
) -> None:
    monkeypatch.setattr(catalogue, "ROWS", [*catalogue.ROWS[:-1], more, catalogue.ROWS[-1]])
    plan = planned(page)
    assert f"/files/{more.name}" in offered(plan)
    assert more.title in plan.words or more.name in plan.words
    found = page.post(f"/files/{more.name}", plan.carried)
    assert (found.status, found.body) == (200, more.make(None, catalogue.Wanted()))  # type: ignore[arg-type]  # it asks for nothing
    assert found.headers["content-type"] == more.media_type
    assert in_the_zip(page)[more.name] == found.body
    assert more.name in named_by_the_api(page)
    asked = page.api(f"files/{more.name}", {"course_file": course_file(page)})
    assert (asked.status, asked.body, asked.headers["content-type"]) == (200, found.body, more.media_type)


def test_a_sheet_more_can_be_looked_at_before_it_is_printed_and_another_file_cannot(page: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "ROWS", [*catalogue.ROWS[:-1], *ADDED, catalogue.ROWS[-1]])
    plan = planned(page)
    assert "/sheets/summary" in offered(plan)
    assert page.post("/sheets/summary", plan.carried).body == b"<p>In short</p>"
    assert "/sheets/list" not in offered(plan)
    assert page.post("/sheets/list", plan.carried).status == 404


@pytest.mark.parametrize("name", [each.name for each in catalogue.ROWS])
def test_a_row_less_is_gone_from_all_of_them(page: Inside, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    course = course_file(page)
    monkeypatch.setattr(catalogue, "ROWS", [each for each in catalogue.ROWS if each.name != name])
    plan = planned(page)
    assert f"/files/{name}" not in offered(plan)
    assert page.post(f"/files/{name}", plan.carried).status == 404
    assert page.post(f"/sheets/{name.partition('.')[0]}", plan.carried).status in ({404} if name.endswith(".html") else {200, 404})
    assert name not in in_the_zip(page)
    assert name not in named_by_the_api(page)
    assert page.api(f"files/{name}", {"course_file": course}).status == 404


def printed() -> set[str]:
    """The buttons for one visit at a time: those of the second cycle wait for a weight."""
    leaves = {f"{sheet}-C1D{day}" for sheet in ("pharmacy", "nurse") for day in (1, 8, 15, 22)}
    leaves |= {name for day in (1, 8, 15, 22) for name in (f"pharmacy-C2D{day}-estimate", f"nurse-C2D{day}")}
    return {f"/sheets/{name}" for name in leaves} | {f"/files/{name}.pdf" for name in leaves}


def test_the_page_offers_every_file_that_a_release_has_and_no_other(page: Inside) -> None:
    plan = planned(page)
    visits = {f"/files/visit-C{cycle}D{day}.ics" for cycle in (1, 2) for day in (1, 8, 15, 22)}
    sheets = {f"/files/{name}.{kind}" for name in ("pharmacy", "nurse", "patient") for kind in ("html", "pdf")}
    previews = {"/sheets/pharmacy", "/sheets/nurse", "/sheets/patient"}
    rest = {"/files/course.toml", "/files/visits.ics", "/files/plan.json", "/files/plan.zip"}
    assert offered(plan) - printed() == visits | sheets | previews | rest
    assert printed() <= offered(plan)


def test_a_course_of_one_cycle_has_the_calendar_files_of_its_four_visits_alone(page: Inside) -> None:
    plan = page.post("/plan", {**PATIENT, "cycles": "1"})
    assert {each for each in offered(plan) if "visit-" in each} == {f"/files/visit-C1D{day}.ics" for day in (1, 8, 15, 22)}
    assert page.post("/files/visit-C2D1.ics", plan.carried).status == 404


UNKNOWN = (
    "none.txt",
    "course.tom",
    "COURSE.TOML",
    "plan",
    "visit-.ics",
    "visit-C1D1.ics.html",
    "visit-C9D9.ics",
    "visit-C1D2.ics",
    "x" * 300,
)


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_that_no_row_has_is_answered_with_no_file_at_all(page: Inside, name: str) -> None:
    plan = planned(page)
    assert page.post(f"/files/{name}", plan.carried).status == 404
    answer = page.api(f"files/{name}", {"course_file": course_file(page)})
    problem = json.loads(answer.text)
    assert (answer.status, problem["code"]) == (404, "no-such-file")
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_the_extra_for_pdf_files_the_page_says_what_the_command_line_says(page: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "plutoprint", None)
    answer = page.post("/files/nurse.pdf", planned(page).carried)
    assert answer.status == 404
    assert catalogue.NO_PDF in answer.words
    assert json.loads(page.api("files/nurse.pdf", {"course_file": course_file(page)}).text)["detail"] == catalogue.NO_PDF
