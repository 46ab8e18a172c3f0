"""The pages of a new plan: the form, what stands beside it while somebody types, and the plan.

Does not know arithmetic, wording, or who may ask.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosing.acts import begin, moment_from
from dosing.findings import InputError, Refused
from dosing.releases import Release
from dosing.web.carried import Carried, now
from dosing.web.form_fields import Typed, Wrong
from dosing.web.form_places import MISSING, in_order, placed, refused_at
from dosing.web.held_pages import to_its_page
from dosing.web.meanwhile import in_the_way
from dosing.web.pages import form_shown, shown
from dosing.web.plan_form import SITE_FILE, PlanForm, read_plan_form, typed_in, typed_out
from dosing.web.plan_offers import offers
from dosing.web.shelf import new_name, shelf_of
from dosing.web.signed_in import as_signed_in
from dosing.web.unit import unit_offered

SITE_HINTS = {
    True: "It replaces the site file that this page was started with.",
    False: "Without it, the shipped defaults are used.",
}


def form_page(request: Request, typed: Typed, wrongs: list[Wrong], name: str = "") -> Response:
    """The form of a new plan, filled with what was typed; by its name it is found again."""
    pharmacy: dict[str, Any] = request.app.state.pharmacy
    zone, hint = pharmacy.get("time_zone"), SITE_HINTS[bool(pharmacy)]
    return form_shown("form", wrongs, typed=typed, form_name=name or typed.get("form", ""), offers=offers(), site_zone=zone, site_hint=hint)


async def start(request: Request) -> Response:
    """To the folder of courses, where there is one, or else to an empty form."""
    return RedirectResponse("/courses", HTTPStatus.SEE_OTHER) if unit_offered() else await new(request)


async def new(_: Request) -> Response:
    """To an empty form, at an address of its own."""
    return RedirectResponse(f"/form/{new_name()}", HTTPStatus.SEE_OTHER)


async def begun(request: Request) -> Response:
    """The form at its address: as it was sent last, so that Back finds it as it was left; or empty."""
    name: str = request.path_params["name"]
    return form_page(request, shelf_of(request).forms.get(name), [], name)


def _read(request: Request, typed: Typed) -> PlanForm:
    """What the form holds; who prepares is who is signed in, where somebody is."""
    pharmacy: dict[str, Any] = request.app.state.pharmacy
    try:
        return read_plan_form(as_signed_in(typed, "prepared_by"), pharmacy)
    except InputError as problem:
        form = read_plan_form(typed, pharmacy)
        return replace(form, wrongs=(*form.wrongs, placed(problem)))


def _begun(form: PlanForm, issued: str) -> tuple[Carried, Release]:
    """The plan that a form asks for, issued at the moment that came with it or else now. Raises InputError and Refused."""
    moment = moment_from(issued) if issued else now()
    carried = Carried(begin(form.raw, form.own, form.choices, SITE_FILE), moment)
    return carried, carried.released()


async def plan(request: Request, typed: dict[str, str]) -> Response:
    """The plan, or the form with everything that is wrong."""
    shelf_of(request).forms.put(typed.get("form", ""), typed)
    form = _read(request, typed)
    wrongs = in_order([*form.wrongs, *form.wrong_choices()])
    if not wrongs:
        try:
            carried, first = _begun(form, typed.get("issued", ""))
            if (standing := shelf_of(request).make_again(carried)) is not None:
                return in_the_way(*standing, typed)
            before = typed_out(typed, course_id=first.course_id, issued=carried.moment)
            return to_its_page(request, carried, typed=before)
        except InputError as problem:
            wrongs = [placed(problem)]
        except Refused as refused:
            wrongs = refused_at(refused)
    return form_page(request, typed, wrongs)


async def live(request: Request, typed: dict[str, str]) -> Response:
    """The plan so far, for the side of the form, or why there is none; what is still being typed is not told off."""
    form = _read(request, typed)
    refused: list[Wrong] = []
    if not form.wrongs:
        try:
            return shown("live", release=_begun(form, typed.get("issued", ""))[1], refused=[])
        except InputError as problem:
            refused = [] if problem.code in MISSING else [placed(problem)]
        except Refused as found:
            refused = refused_at(found)
    return shown("live", release=None, refused=refused)


async def edit(request: Request, typed: dict[str, str]) -> Response:
    """The form of a plan that was just made, filled with what was typed."""
    return form_page(request, typed_in(typed.get("typed", "")), [])
