"""An address that takes a form: what cannot be becomes a page that says why, and where it can be mended how.

Does not know forms, or what a page is about.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosing.catalogue import NoSuchFile
from dosing.findings import InputError, Refused
from dosing.web.carried import Carried
from dosing.web.form_fields import Typed, capital
from dosing.web.problems import LOST, problem_page
from dosing.web.requests import form_of
from dosing.web.shelf import new_name, shelf_of
from dosing.web.standing import carried_in

Page = Callable[[Request, dict[str, str]], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
HERE = "asked-at"  # beside what a form was sent with: the address that it was sent to
OTHER_NUMBERS = "made-by-another-engine"
MENDED = (OTHER_NUMBERS, "unreviewed-data", "supply-not-confirmed", "nothing-to-check")  # the codes of what a change of the course answers


def posted(page: Page) -> Endpoint:
    """The address of a page that takes a form."""

    async def answer(request: Request) -> Response:
        try:
            typed = await form_of(request)
        except InputError as problem:
            return impossible(problem)
        return await _answered(page, request, typed)

    return answer


async def _answered(page: Page, request: Request, typed: dict[str, str]) -> Response:
    try:
        return await page(request, typed)
    except (InputError, Refused) as problem:
        return impossible(problem, _course_in(request, typed) if can_be_mended(problem) else None)
    except NoSuchFile as missing:
        return problem_page(404, "There is no such file", [str(missing)])


def asked_for(path: str) -> Page:
    """What takes the form of a page that makes nothing: it leads to an address of its own, to which Back and reload find again."""

    async def answer(request: Request, typed: dict[str, str]) -> Response:
        name = new_name()
        shelf_of(request).asked.put(name, {**typed, HERE: path})
        return RedirectResponse(f"/asked/{name}", HTTPStatus.SEE_OTHER)

    return answer


def asked(pages: Mapping[str, Page]) -> Endpoint:
    """The pages at those addresses, each by what its form was sent with; `pages` are they by the addresses of their forms."""

    async def answer(request: Request) -> Response:
        typed = shelf_of(request).asked.get(request.path_params["name"])
        page = pages.get(typed.pop(HERE, ""))
        return problem_page(404, "This page is not held any more", LOST) if page is None else await _answered(page, request, typed)

    return answer


def can_be_mended(problem: InputError | Refused) -> bool:
    """Whether a change answers it: what a check refuses, numbers of another version of the program, values that nobody reviewed."""
    return isinstance(problem, Refused) or problem.code in MENDED


def impossible(problem: InputError | Refused, carried: Carried | None = None) -> Response:
    """A page that says why there is no plan; with a course it offers the changes by which that can be mended."""
    if isinstance(problem, Refused):
        return problem_page(400, "No plan can be made", [finding.message for finding in problem.findings], carried)
    title = "This course comes out otherwise" if problem.code == OTHER_NUMBERS else "This cannot be done"
    return problem_page(400, title, [capital(str(problem))], carried)


def _course_in(request: Request, typed: Typed) -> Carried | None:
    """The course of a form, where it came with one that can be read."""
    try:
        return carried_in(request, typed)
    except InputError:
        return None
