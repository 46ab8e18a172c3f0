"""The address of a course that the page holds: it can be reloaded, gone back to and forward, and ends when somebody is done.

Does not know what a plan's page shows.
"""

from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosing.findings import InputError, Refused
from dosing.web.beside import in_turn
from dosing.web.carried import Carried, kept_as
from dosing.web.pages import shown
from dosing.web.plan_form import typed_in
from dosing.web.plan_page import plan_page
from dosing.web.posting import impossible
from dosing.web.problems import LOST, problem_page
from dosing.web.shelf import Held, shelf_of
from dosing.web.standing import look_in_unit


def to_its_page(
    request: Request, carried: Carried, *, typed: str = "", told: str = "", saved: bool = False, revision: int | None = None
) -> Response:
    """Hold a course that was made, and send the browser to its address: a reload then makes nothing anew."""
    name = shelf_of(request).put(carried, typed=typed, told=told, saved=saved or carried.saved)
    return RedirectResponse(f"/course/{name}" + (f"/revision/{revision}" if revision else ""), HTTPStatus.SEE_OTHER)


async def held(request: Request) -> Response:
    """The plan of a course that is held, or an older revision of it."""
    name, number = request.path_params["name"], request.path_params.get("number")
    found = shelf_of(request).get(name)
    if found is None:
        return problem_page(404, "This course is not held any more", LOST)
    look_in_unit(request, found.carried)
    newer = shelf_of(request).since(found.carried)
    try:
        return await in_turn(found.carried, lambda: _shown(name, found, number, newer))
    except (InputError, Refused) as problem:
        return impossible(problem)


def _shown(name: str, found: Held, number: int | None, newer: tuple[str, Held] | None) -> Response:
    carried = replace(found.carried, saved=found.saved)
    made = carried.released(number)
    before = "" if found.given or made.void or made.revision > 1 else found.typed
    return plan_page(carried, made, typed_before=before, told=found.told, held_as=name, newer=newer)


async def done(request: Request, typed: dict[str, str]) -> Response:
    """Nothing of the course is held any longer; one whose file nobody saved is asked about first."""
    name: str = request.path_params["name"]
    found = shelf_of(request).get(name)
    if found is not None and not found.saved and "unsaved" not in typed:
        course = found.carried.opened.course
        called = kept_as("course.toml", course.course_id, course.revision)
        return shown("unsaved", HTTPStatus.CONFLICT, held_as=name, carried=found.carried, kept_as=called)
    if found is not None:
        shelf_of(request).forms.drop(typed_in(found.typed).get("form", ""))
    shelf_of(request).drop(name)
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)
