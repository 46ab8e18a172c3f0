"""Every address of the page.

Does not know what stands there.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dosing.assets import asset
from dosing.web.change_pages import change, make_change, review
from dosing.web.check_pages import check, make_check
from dosing.web.held_pages import done, held
from dosing.web.letterhead_pages import letterhead, make_letterhead
from dosing.web.new_plan import edit, live, plan, start
from dosing.web.open_plan import course, file, open_course, sheet
from dosing.web.posting import Page, posted
from dosing.web.problems import WORDS, problem_page

STATIC = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "fonts/dosing-sans.woff2": "font/woff2",
    "fonts/dosing-sans-bold.woff2": "font/woff2",
}


async def static(request: Request) -> Response:
    """The style, the script and the typeface of the pages."""
    name = request.path_params["name"]
    if name not in STATIC:
        return problem_page(404, *WORDS["missing"])
    return Response(asset(name), headers={"content-type": STATIC[name]})


FORMS: dict[str, Page] = {
    "/plan": plan,
    "/live": live,
    "/edit": edit,
    "/open": open_course,
    "/course": course,
    "/course/{name}/done": done,
    "/files/{name}": file,
    "/sheets/{name}": sheet,
    "/change": change,
    "/change/review": review,
    "/change/make": make_change,
    "/check": check,
    "/check/make": make_check,
    "/letterhead": letterhead,
    "/letterhead/make": make_letterhead,
}


def page_routes() -> list[Route]:
    """Every address of the page."""
    gets = {"/": start, "/course/{name}": held, "/static/{name:path}": static}
    asked = [Route(path, page, methods=["GET"]) for path, page in gets.items()]
    return asked + [Route(path, posted(page), methods=["POST"]) for path, page in FORMS.items()]
