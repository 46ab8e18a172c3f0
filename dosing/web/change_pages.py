"""The pages of a change: its form, old beside new, and the new revision.

Does not know which changes there are, or what one does.
"""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dosing import acts, wording
from dosing.findings import InputError, Refused
from dosing.formats.shipped import regimen_of
from dosing.web.beside import in_turn
from dosing.web.carried import Carried, now, today
from dosing.web.change_form import ChangeForm, change_form, read_change
from dosing.web.form_fields import Typed, Wrong
from dosing.web.form_places import placed, refused_at
from dosing.web.held_pages import to_its_page
from dosing.web.meanwhile import meanwhile, own_fields
from dosing.web.pages import form_shown, shown
from dosing.web.signed_in import as_signed_in
from dosing.web.standing import carried_in, keep
from dosing.web.unit import as_kept, kept_in_unit

ON_TOP = "Show what yours does to"


def _wanted(typed: Typed) -> ChangeForm:
    form = change_form(typed.get("kind", ""))
    if form is None:
        raise InputError("change-not-named", "kind", "the form names no change; go back to the plan and choose one.")
    return form


def _page(carried: Carried, form: ChangeForm, typed: Typed, wrongs: list[Wrong]) -> Response:
    filled = {**_unless_typed(form), **own_fields(typed)}
    named = [(name, f"{name}, {wording.day(on)}") for name, on in _visits(carried, form, filled.get("visit", "")).items()]
    pristine = not wrongs and not set(own_fields(typed)) - {"kind"}
    return form_shown("change", wrongs, carried=carried, form=form, visits=named, typed=filled, pristine=pristine)


def _visits(carried: Carried, form: ChangeForm, typed: str) -> dict[str, date]:
    """The visits to choose from: those that fit today, and the one that was chosen before, which another day of the change may fit."""
    if not form.of_visit:
        return {}
    fit = acts.visits_for(form.kind, carried.opened, today())
    return {name: on for name, on in acts.visits_left(carried.opened).items() if name in fit or name == typed}


def _unless_typed(form: ChangeForm) -> dict[str, str]:
    """What stands in the fields before anything is typed: today as the day of the change, and a reason that is usual."""
    on = today()
    usual = {field.name: field.default for field in form.common if isinstance(field.default, str)}
    return {"when-day": str(on.day), "when-month": str(on.month), "when-year": str(on.year), **usual}


async def change(request: Request, typed: dict[str, str]) -> Response:
    """The form of one change, empty or filled again."""
    return _page(carried_in(request, typed), _wanted(typed), typed, [])


async def review(request: Request, typed: dict[str, str]) -> Response:
    """Old beside new, before anything is confirmed."""
    carried, form = carried_in(request, typed), _wanted(typed)
    if (other := meanwhile(request, carried, typed, go_on="/change/review", do=ON_TOP, here="/change/review")) is not None:
        return other
    tried = await in_turn(carried, lambda: _tried(carried, form, typed))
    if isinstance(tried, list):
        return _page(carried, form, typed, tried)
    made = await in_turn(carried, Carried(tried.opened, now()).released)
    newest = made.plan.course.changes[-1]
    fields = own_fields(as_signed_in(typed, "by"))  # so that whoever else is signed in by then cannot confirm it
    return shown("review", carried=carried, verb=form.verb, change=newest, release=made, typed=fields)


async def make_change(request: Request, typed: dict[str, str]) -> Response:
    """The new revision, with its change slip."""
    carried, form = carried_in(request, typed), _wanted(typed)
    tried = await in_turn(carried, lambda: _tried(carried, form, typed))
    if isinstance(tried, list):
        return _page(carried, form, typed, tried)
    after = Carried(tried.opened, now())
    made = await in_turn(carried, after.released)
    if (other := meanwhile(request, carried, typed, go_on="/change/review", do=ON_TOP, here="/change/make", made=after)) is not None:
        return other
    if (other := await keep(request, carried, after, made, typed, go_on="/change/review", do=ON_TOP, here="/change/make")) is not None:
        return other
    todo = "Its files are written" if kept_in_unit(made.course_id) else "Save its course file"
    told = f"Revision {made.revision} is made. {todo}, print its change slip; the sheets of earlier revisions are void."
    return to_its_page(request, as_kept(after), told=told)


def _tried(carried: Carried, form: ChangeForm, typed: Typed) -> list[Wrong] | acts.Changed:
    """What the change of a form would do, or what is wrong with it. Raises InputError for what is wrong with its course."""
    visits = acts.visits_left(carried.opened) if form.of_visit else {}
    try:
        signed = as_signed_in(typed, "by")
        raw: dict[str, Any] | list[Wrong] = read_change(form, signed, visits, regimen_of(carried.opened.course))
        if isinstance(raw, list):
            return raw
        return acts.change(carried.opened, raw)
    except InputError as problem:
        if problem.field == "course_file":
            raise
        return [placed(problem, form.places)]
    except Refused as refused:
        return refused_at(refused, form.places)
