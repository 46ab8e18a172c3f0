"""An address that takes a form: what cannot be becomes a page that says why, and where it can be mended how.

Does not know forms, or what a page is about.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from dosing.catalogue import NoSuchFile
from dosing.findings import InputError, Refused
from dosing.web.carried import Carried
from dosing.web.form_fields import Typed, capital
from dosing.web.problems import problem_page
from dosing.web.requests import form_of
from dosing.web.shelf import carried_in

Page = Callable[[Request, dict[str, str]], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
OTHER_NUMBERS = "made-by-another-engine"
MENDED = (OTHER_NUMBERS, "unreviewed-data", "supply-not-confirmed", "nothing-to-check")  # the codes of what a change of the course answers


def posted(page: Page) -> Endpoint:
    """The address of a page that takes a form."""

    async def answer(request: Request) -> Response:
        typed: dict[str, str] = {}
        try:
            typed = await form_of(request)
            return await page(request, typed)
        except (InputError, Refused) as problem:
            return impossible(problem, _course_in(request, typed) if can_be_mended(problem) else None)
        except NoSuchFile as missing:
            return problem_page(404, "There is no such file", [str(missing)])

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
