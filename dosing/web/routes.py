"""Every address of the page.

Does not know what stands there.
"""

from starlette.routing import Route

from dosing.web.change_pages import change, make_change, review
from dosing.web.check_pages import check, make_check
from dosing.web.held_pages import done, held
from dosing.web.letterhead_pages import letterhead, make_letterhead
from dosing.web.moving import moved
from dosing.web.new_plan import begun, edit, live, new, plan, start
from dosing.web.open_plan import course, file, open_course, sheet
from dosing.web.posting import Page, asked, asked_for, posted
from dosing.web.static import static
from dosing.web.unit_pages import courses, day, day_file, open_kept, publish, save_kept, withdraw

FORMS: dict[str, Page] = {
    "/plan": plan,
    "/live": live,
    "/edit": edit,
    "/open": open_course,
    "/course": course,
    "/course/{name}/done": done,
    "/files/{name}": file,
    "/sheets/{name}": sheet,
    "/moved": moved,
    "/change/make": make_change,
    "/check/make": make_check,
    "/courses/open": open_kept,
    "/courses/save": save_kept,
    "/publish": publish,
    "/publish/withdraw": withdraw,
    "/letterhead/make": make_letterhead,
}

# Pages that make nothing: each is looked at under an address of its own.
SHOWN: dict[str, Page] = {"/change": change, "/change/review": review, "/check": check, "/letterhead": letterhead}


def page_routes() -> list[Route]:
    """Every address of the page."""
    gets = {
        "/": start,
        "/new": new,
        "/form/{name}": begun,
        "/courses": courses,
        "/day": day,
        "/day/files/{name}": day_file,
        "/course/{name}": held,
        "/course/{name}/revision/{number:int}": held,
        "/asked/{name}": asked(SHOWN),
        "/static/{name:path}": static,
    }
    got = [Route(path, page, methods=["GET"]) for path, page in gets.items()]
    forms = {**FORMS, **{path: asked_for(path) for path in SHOWN}}
    return got + [Route(path, posted(page), methods=["POST"]) for path, page in forms.items()]
