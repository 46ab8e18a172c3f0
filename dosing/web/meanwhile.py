"""A course with which somebody went on in another tab or window: the second is told, and what was typed is kept.

Does not know what a form is about.
"""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosing.acts import told
from dosing.web.carried import Carried
from dosing.web.form_fields import Typed
from dosing.web.pages import shown
from dosing.web.shelf import Held, shelf_of

TRAVELLING = ("course", "issued", "typed", "revision", "paper", "calendar_class", "calendar_details", "split", "instead_of")


def own_fields(typed: Typed) -> dict[str, str]:
    """What a form asks for itself, without what travels."""
    return {name: value for name, value in typed.items() if name not in TRAVELLING}


def meanwhile(
    request: Request, carried: Carried, typed: Typed, *, go_on: str, do: str, here: str, made: Carried | None = None
) -> Response | None:
    """The page that says so, in place of doing what a form asks for; None where nobody went on with the course.

    From it the form goes to `go_on`, on top of what there is now: the button says what that does, as `do`. The form came `here`; where
    the other state was given to nobody, it can be dropped in favour of what was typed. `made` is what the form makes, which the other
    may be already.
    """
    shelf = shelf_of(request)
    found = shelf.since(carried)
    if found is not None and found[0] == typed.get("instead_of") and not found[1].given:
        shelf.drop(found[0])
        found = shelf.since(carried)
    if found is not None and made is not None and found[1].content == made.opened.content:
        return RedirectResponse(f"/course/{found[0]}", HTTPStatus.SEE_OTHER)
    if found is None:
        return None
    name, held = found
    return _page(name, held, since=_since(carried, held), typed=own_fields(typed), base=carried, go_on=go_on, do=do, here=here)


def in_the_way(name: str, held: Held, typed: Typed) -> Response:
    """The page that says why a plan is not made again from its form: something of it was given, or it was changed."""
    fields = {**own_fields(typed), "course_id": "", "issued": ""}
    return _page(name, held, since=[], typed=fields, base=None, go_on="/plan", do="Make it a course of its own", here="")


def _since(carried: Carried, held: Held) -> list[str]:
    """What was done since, in words; nothing where the other is no later state of this one."""
    if not held.content.startswith(carried.opened.content):
        return []
    here, there = told(carried.opened.course), told(held.carried.opened.course)
    changes = [each.words for each in there[len(here) :]]
    checks = [said for before, after in zip(here, there, strict=False) for said in after.checked[len(before.checked) :]]
    said = changes + checks + [said for each in there[len(here) :] for said in each.checked]
    return said or (["The telephones and address were changed"] if held.content != carried.opened.content else [])


def _page(name: str, held: Held, **more: object) -> Response:
    return shown("meanwhile", HTTPStatus.CONFLICT, held_as=name, held=held, **more)
