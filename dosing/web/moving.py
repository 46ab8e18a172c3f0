"""What moving a visit would do, for the drawing of the course while somebody drags it: the course as it would be, and its words.

Does not know how a visit is moved; nothing is made.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dosing import acts
from dosing.findings import InputError, Refused
from dosing.releases import Release
from dosing.web.beside import in_turn
from dosing.web.carried import Carried, now, today
from dosing.web.change_form import change_form
from dosing.web.form_fields import Typed, capital
from dosing.web.form_places import placed, refused_at
from dosing.web.pages import shown
from dosing.web.signed_in import as_signed_in
from dosing.web.standing import carried_in

VERB = "move"
UNTOLD = {"reason": "not said yet", "by": "XX"}  # of a change that is only tried; the form asks for both


async def moved(request: Request, typed: dict[str, str]) -> Response:
    """The drawing of the course with a visit on another day, or why it cannot be there."""
    carried = carried_in(request, typed)
    tried = await in_turn(carried, lambda: _tried(carried, typed))
    visit, to = typed.get("visit", ""), typed.get("to", "").split("-")
    asked = {"visit": visit, "following": typed.get("following", ""), **dict(zip(("to-year", "to-month", "to-day"), to, strict=False))}
    made = tried if isinstance(tried, Release) else None
    why = [] if isinstance(tried, Release) else tried
    before = await in_turn(carried, carried.released)
    return shown("moved", carried=carried, release=made or before, tried=made, why=why, visit=visit, asked=asked, movable=movable(carried))


def movable(carried: Carried) -> tuple[str, ...]:
    """The visits that a change made today can give another day. Raises InputError."""
    return tuple(acts.visits_for(VERB, carried.opened, today())) if VERB in acts.possible(carried.opened, today()) else ()


def _tried(carried: Carried, typed: Typed) -> Release | list[str]:
    form = change_form(VERB)
    raw: dict[str, Any] = {"kind": VERB, "visit": typed.get("visit", ""), "to": typed.get("to", ""), "when": today().isoformat()}
    raw |= UNTOLD | as_signed_in({}, "by")
    if typed.get("following"):
        raw["following"] = typed["following"]
    places = form.places if form else {}
    try:
        return Carried(acts.change(carried.opened, raw).opened, now()).released()
    except InputError as problem:
        if problem.field == "course_file":
            raise
        return [placed(problem, places).message]
    except Refused as refused:
        return [capital(wrong.message) for wrong in refused_at(refused, places)]
