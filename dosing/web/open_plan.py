"""The pages of a course that is there: opened from its file, at any revision, with every file of it.

Does not know arithmetic, wording, or who may ask.
"""

from starlette.requests import Request
from starlette.responses import Response

from dosing.catalogue import HTML, ZIP, NoSuchFile, media_type, render_file, row_named
from dosing.findings import InputError, Refused
from dosing.web.beside import beside, in_turn
from dosing.web.carried import Carried, carry, kept_as, now
from dosing.web.form_fields import Typed, Wrong, capital
from dosing.web.held_pages import to_its_page
from dosing.web.letters import unpacked
from dosing.web.new_plan import form_page
from dosing.web.pages import sheet_policy
from dosing.web.posting import can_be_mended, impossible
from dosing.web.requests import revision_wanted, wanted
from dosing.web.shelf import shelf_of
from dosing.web.standing import carried_in, superseded

OF_ANY_STATE = ("course.toml", "plan.json")  # what nobody prepares anything by


async def open_course(request: Request, typed: dict[str, str]) -> Response:
    """The plan of a course file that somebody saved."""
    content = unpacked(typed.get("course_file", ""))
    if not content:
        return form_page(request, {}, [Wrong("course_file", "Select a course file")])
    try:
        carried = carry(content, now())
    except InputError as problem:
        return form_page(request, {}, [Wrong("course_file", capital(str(problem)))])
    try:
        await in_turn(carried, carried.released)  # first, since a course that cannot be is not held
        return to_its_page(request, carried, saved=carried.opened.content == content)
    except (InputError, Refused) as problem:
        if can_be_mended(problem):
            return impossible(problem, carried)
        return form_page(request, {}, [Wrong("course_file", capital(str(problem)))])


async def course(request: Request, typed: dict[str, str]) -> Response:
    """The plan of the course that a form carries, or an older revision of it."""
    carried = carried_in(request, typed)
    made = await in_turn(carried, lambda: carried.released(revision_wanted(typed)))
    return to_its_page(request, carried, typed=typed.get("typed", ""), revision=made.revision if made.void else None)


async def file(request: Request, typed: dict[str, str]) -> Response:
    """One file to keep."""
    name, carried = request.path_params["name"], carried_in(request, typed)
    if name not in OF_ANY_STATE and "revision" not in typed and (other := superseded(request, carried)) is not None:
        return other
    content = await beside(lambda: _file_of(carried, typed, name))
    shelf_of(request).give(carried.opened.content, saved=content == carried.opened.content or name == ZIP)
    called = kept_as(name, carried.opened.course.course_id, revision_wanted(typed) or carried.opened.course.revision)
    return Response(content, media_type=media_type(name), headers={"content-disposition": f'attachment; filename="{called}"'})


async def sheet(request: Request, typed: dict[str, str]) -> Response:
    """One sheet to look at and print, under a policy of its own."""
    name = f"{request.path_params['name']}.html"
    row = row_named(name)
    if row is None or (row.group, row.media_type) != ("sheet", HTML):
        raise NoSuchFile("There is no sheet of that name.")
    carried = carried_in(request, typed)
    if "revision" not in typed and (other := superseded(request, carried)) is not None:
        return other
    content = await beside(lambda: _file_of(carried, typed, name))
    shelf_of(request).give(carried.opened.content, saved=False)
    return Response(content, media_type=HTML, headers={"content-security-policy": sheet_policy(content)})


def _file_of(carried: Carried, typed: Typed, name: str) -> bytes:
    made = carried.released(revision_wanted(typed))
    return render_file(made, name, wanted(typed).of(carried.opened.content))
