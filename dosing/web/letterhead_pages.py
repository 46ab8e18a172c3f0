"""The pages of the letterhead: its form, and the plan with it, which keeps its revision.

Does not know what a letterhead holds, or where it is printed.
"""

from starlette.requests import Request
from starlette.responses import Response

from dosing.acts import readdress
from dosing.findings import InputError
from dosing.inputs.asked import asked
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import letterhead_from
from dosing.web.carried import Carried, now
from dosing.web.form_fields import Typed, Wrong
from dosing.web.form_places import placed, places_of
from dosing.web.held_pages import to_its_page
from dosing.web.meanwhile import meanwhile
from dosing.web.pages import form_shown
from dosing.web.standing import carried_in, keep
from dosing.web.unit import as_kept, kept_in_unit

FIELDS = tuple((name, ask) for name, ask, _ in asked(Letterhead))
ON_TOP = "Put yours on the sheets of"
UNLESS_CHOSEN = {"paper": "a4", "calendar": "telephones"}  # what holds where one of several ways was not chosen


def _page(carried: Carried, typed: Typed, wrongs: list[Wrong]) -> Response:
    return form_shown("letterhead", wrongs, carried=carried, fields_asked=FIELDS, unless_chosen=UNLESS_CHOSEN, typed=typed)


async def letterhead(request: Request, typed: dict[str, str]) -> Response:
    """The form of the letterhead, filled with what is printed so far."""
    carried = carried_in(request, typed)
    printed = carried.opened.letterhead.model_dump(exclude_none=True)
    return _page(carried, printed, [])


async def make_letterhead(request: Request, typed: dict[str, str]) -> Response:
    """The plan with another letterhead."""
    carried = carried_in(request, typed)
    if (other := meanwhile(request, carried, typed, go_on="/letterhead/make", do=ON_TOP, here="/letterhead/make")) is not None:
        return other
    raw = {name: text for name, _ in FIELDS if (text := typed.get(name, "").strip())}
    try:
        found = letterhead_from(raw, "")
    except InputError as problem:
        return _page(carried, typed, [placed(problem.typed_here(), places_of(Letterhead))])
    after = Carried(readdress(carried.opened, found).opened, now())
    made = after.released()  # first, since a course that cannot be is not held
    if (
        other := await keep(request, carried, after, made, typed, go_on="/letterhead/make", do=ON_TOP, here="/letterhead/make")
    ) is not None:
        return other
    todo = "Its files are written; print" if kept_in_unit(made.course_id) else "Save the course file, and print"
    return to_its_page(request, as_kept(after), told=f"The letterhead is changed, and no number is. {todo} the sheets again.")
