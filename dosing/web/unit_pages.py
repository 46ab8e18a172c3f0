"""The pages of a folder of courses: its list, a course of it, and the pharmacy's day.

Does not know how a course is read or written, or what is due.
"""

from datetime import date, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from dosing.acts import day_from
from dosing.catalogue import HTML, NoSuchFile
from dosing.coming import Coming
from dosing.day_files import DayWanted, name_of, render_day_files
from dosing.findings import InputError, Refused
from dosing.store.courses import labelled_on, read_courses, read_days
from dosing.store.unit import course_in, publish_course, withdraw_course
from dosing.views.courses import in_order
from dosing.web.beside import beside
from dosing.web.carried import Carried, now
from dosing.web.form_fields import Wrong, capital
from dosing.web.held_pages import to_its_page
from dosing.web.meanwhile import meanwhile
from dosing.web.pages import form_shown, sheet_policy, shown
from dosing.web.posting import can_be_mended, impossible
from dosing.web.problems import WORDS, problem_page
from dosing.web.shelf import shelf_of
from dosing.web.standing import carried_in, superseded
from dosing.web.unit import Unit, put, unit_offered

KINDS = {"html": HTML, "pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}


def _unit() -> Unit:
    unit = unit_offered()
    if unit is None:
        raise NoSuchFile("This page was started without a folder of courses: dosing serve --courses DIR has one.")
    return unit


async def courses(_: Request) -> Response:
    """Every course of the folder, with its next visit and what is due."""
    unit = unit_offered()
    if unit is None:
        return problem_page(404, *WORDS["missing"])
    try:
        found = await beside(lambda: read_courses(unit.folder, now()))
    except InputError as problem:
        return problem_page(503, "The folder of courses cannot be read", [capital(str(problem))])
    due: dict[str, list[Coming]] = {}
    for course in found.courses:
        for what in course.due(now().date()):
            due.setdefault(what, []).append(course)
    listed = in_order(found.courses, now().date())
    return shown("courses", listed=listed, unread=found.unread, due=due, on=now().date())


async def open_kept(request: Request, typed: dict[str, str]) -> Response:
    """A course of the folder, on its page."""
    unit, course_id = _unit(), typed.get("course_id", "")
    known = {each.name for each in unit.folder.iterdir()}  # no name that a form brings is ever made into a path
    opened = await beside(lambda: course_in(unit.folder, course_id)) if course_id in known else None
    if opened is None:
        raise NoSuchFile("The folder of courses does not hold this course any more.")
    carried = Carried(opened, now(), saved=True)
    try:
        carried.released()
    except (InputError, Refused) as problem:
        if can_be_mended(problem):
            return impossible(problem, carried)
        raise
    return to_its_page(request, carried, saved=True)


async def save_kept(request: Request, typed: dict[str, str]) -> Response:
    """A course written into the folder, with all its files."""
    unit, carried = _unit(), carried_in(request, typed)
    made = carried.released()
    there = await beside(lambda: put(unit, carried.opened, made, carried.opened.content))
    if there is not None:
        shelf_of(request).put(Carried(there, now()), saved=True)
        other = meanwhile(request, carried, {}, go_on="/course", do="Go on with", here="/course")
        return other or problem_page(409, "Somebody else went on with this course", ["Open it from the folder of courses."])
    shelf_of(request).give(carried.opened.content, saved=True)
    return to_its_page(request, carried, saved=True)


async def publish(request: Request, typed: dict[str, str]) -> Response:
    """The calendar of a course of the folder, published or written again."""
    unit, carried = _unit(), carried_in(request, typed)
    if unit.publish_to is None:
        raise NoSuchFile("This page was started without a folder to publish into: dosing serve --publish-to FOLDER has one.")
    if (other := superseded(request, carried)) is not None:
        return other
    to, made = unit.publish_to, carried.released()
    await beside(lambda: publish_course(unit.folder, carried.opened, made, to))
    return to_its_page(request, carried, saved=True)


async def withdraw(request: Request, typed: dict[str, str]) -> Response:
    """The published calendar of a course of the folder, taken away."""
    unit, carried = _unit(), carried_in(request, typed)
    if (other := superseded(request, carried)) is not None:
        return other
    await beside(lambda: withdraw_course(unit.folder, carried.opened.course.course_id))
    return to_its_page(request, carried, saved=True)


def _asked(request: Request) -> tuple[date, date]:
    """The days that an address asks for; tomorrow without one. Raises InputError."""
    first = request.query_params.get("date", "")
    begins = day_from(first, "date") if first else now().date() + timedelta(days=1)
    last = request.query_params.get("to", "")
    return begins, day_from(last, "to") if last else begins


async def day(request: Request) -> Response:
    """Everything to prepare on a day, or on several."""
    unit = unit_offered()
    if unit is None:
        return problem_page(404, *WORDS["missing"])
    typed = {name: request.query_params.get(name, "") for name in ("date", "to")}
    try:
        first, last = _asked(request)
        found = await beside(lambda: read_days(unit.folder, now(), first, last))
    except InputError as problem:
        wrong = Wrong(problem.field if problem.field in typed else "", capital(str(problem)))
        return form_shown("day", [wrong], days=None, typed=typed)
    typed = {"date": str(first), "to": str(last) if last != first else ""}
    return form_shown("day", [], days=found, typed=typed, called=name_of(found))


async def day_file(request: Request) -> Response:
    """One file of a day: a sheet to look at and print, or a file to keep."""
    unit, name = unit_offered(), request.path_params["name"]
    if unit is None:
        return problem_page(404, *WORDS["missing"])
    try:
        first, last = _asked(request)
        files = await beside(lambda: _files(unit.folder, first, last, letter=request.query_params.get("paper") == "letter"))
    except InputError as problem:
        return problem_page(400, "This day cannot be shown", [capital(str(problem))])
    if name not in files:
        return problem_page(404, "There is no such file", ["This day has no file of that name."])
    content, kind = files[name], KINDS[name.rpartition(".")[2]]
    if kind == HTML:
        return Response(content, media_type=HTML, headers={"content-security-policy": sheet_policy(content)})
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _files(folder: Path, first: date, last: date, *, letter: bool) -> dict[str, bytes]:
    issued = now()
    found = read_days(folder, issued, first, last)
    return render_day_files(found, issued, DayWanted("letter" if letter else "a4", releases=labelled_on(folder, found, issued)))
