"""The address of a course that the page holds: it can be reloaded, gone back to and forward, and ends when somebody is done.

Does not know what a plan's page shows.
"""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosing.web.carried import Carried
from dosing.web.plan_page import plan_page
from dosing.web.problems import problem_page
from dosing.web.shelf import Shelf

LOST = (
    "A course is held in memory alone: for eight hours after it was looked at, until somebody is done, and while the program runs.",
    "Open the course file that you saved. What was changed or checked since it was saved is lost, and so are its sheets.",
)


def to_its_page(request: Request, carried: Carried, *, typed: str = "", told: str = "") -> Response:
    """Hold a course that was made, and send the browser to its address: a reload then makes nothing anew."""
    shelf: Shelf = request.app.state.shelf
    return RedirectResponse(f"/course/{shelf.put(carried, typed=typed, told=told)}", HTTPStatus.SEE_OTHER)


async def held(request: Request) -> Response:
    """The plan of a course that is held."""
    shelf: Shelf = request.app.state.shelf
    name: str = request.path_params["name"]
    found = shelf.get(name)
    if found is None:
        return problem_page(404, "This course is not held any more", LOST)
    made = found.carried.released()
    return plan_page(found.carried, made, typed_before=found.typed, told=found.told, held_as=name)


async def done(request: Request, _: dict[str, str]) -> Response:
    """Nothing of the course is held any longer."""
    shelf: Shelf = request.app.state.shelf
    shelf.drop(request.path_params["name"])
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)
