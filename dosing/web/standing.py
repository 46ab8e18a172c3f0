"""What a form's course is beside what is known of it: read as it came, held against the folder of courses, and kept there once confirmed.

Does not know what a form is about.
"""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from dosing.findings import InputError
from dosing.releases import Release
from dosing.store.unit import course_in, holds
from dosing.web.beside import beside
from dosing.web.carried import Carried, carry, file_in, moment_in, now
from dosing.web.form_fields import Typed, capital
from dosing.web.meanwhile import meanwhile, own_fields
from dosing.web.pages import shown
from dosing.web.problems import problem_page
from dosing.web.shelf import shelf_of
from dosing.web.unit import put, unit_offered


def look_in_unit(request: Request, carried: Carried) -> None:
    """Hold what stands in the folder of courses too, where somebody went on with a course there.

    So nothing is done on an older state unseen.
    """
    unit = unit_offered()
    if unit is None:
        return
    try:
        there = course_in(unit.folder, carried.opened.course.course_id)
    except InputError:  # it is said where it is written into, and in the list
        return
    if there is not None and not carried.opened.content.startswith(there.content) and shelf_of(request).holding(there.content) is None:
        shelf_of(request).put(Carried(there, now()), saved=True)


def carried_in(request: Request, typed: Typed) -> Carried:
    """The course that came back with a form, read anew unless this very file is held. Raises InputError."""
    content, issued = file_in(typed), moment_in(typed)
    held = shelf_of(request).holding(content)
    carried = carry(content, issued) if held is None else Carried(held.carried.opened, issued, held.saved)
    look_in_unit(request, carried)
    return carried


def superseded(request: Request, carried: Carried) -> Response | None:
    """The page that says so, in place of a sheet or a calendar, where a later state of the course is known; None where there is none."""
    found = shelf_of(request).since(carried)
    if found is None or not found[1].content.startswith(carried.opened.content):
        return None
    revision = found[1].carried.opened.course.revision
    said = ["Somebody went on with this course. What is printed from this page would not say so.", "Print from the newest plan."]
    return problem_page(
        HTTPStatus.CONFLICT, "This plan is not the newest any more", said, to=(f"/course/{found[0]}", f"Go to revision {revision}")
    )


async def keep(
    request: Request, base: Carried, after: Carried, made: Release, typed: Typed, *, go_on: str, do: str, here: str
) -> Response | None:
    """Write what was confirmed on a course of the folder into it; a page where it cannot be, or somebody else went on with the course.

    Nothing is written of a course that the folder does not hold. Raises InputError for names that may not stand in it.
    """
    unit = unit_offered()
    if unit is None or not holds(unit.folder, after.opened.course.course_id):
        return None
    try:
        there = await beside(lambda: put(unit, after.opened, made, base.opened.content))
    except InputError as problem:
        if problem.code == "saved-for-another":
            raise
        why = capital(str(problem))
        return shown("unkept", HTTPStatus.SERVICE_UNAVAILABLE, why=why, carried=base, typed=own_fields(typed), here=here)
    if there is None:
        return None
    shelf_of(request).put(Carried(there, now()), saved=True)
    return meanwhile(request, base, typed, go_on=go_on, do=do, here=here)
