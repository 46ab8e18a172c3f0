"""The pages of the check: its form, and the checked plan.

Does not know who may check, or what a fingerprint is made of.
"""

from starlette.requests import Request
from starlette.responses import Response

from dosing import acts
from dosing.findings import InputError
from dosing.web.carried import Carried, carried_from, now
from dosing.web.form_fields import Reading, Typed, Wrong
from dosing.web.form_places import PLACES, placed
from dosing.web.pages import form_shown
from dosing.web.plan_page import plan_page


def _page(carried: Carried, typed: Typed, wrongs: list[Wrong]) -> Response:
    return form_shown("check", wrongs, carried=carried, typed=typed)


async def check(_: Request, typed: dict[str, str]) -> Response:
    """The empty form of the check."""
    return _page(carried_from(typed), {}, [])


async def make_check(_: Request, typed: dict[str, str]) -> Response:
    """The checked plan."""
    carried, form, moment = carried_from(typed), Reading(typed), now()
    by = form.line("by", "initials", PLACES["by"].words, required="Enter the initials of who checked")
    digits = form.text("fingerprint")
    if digits is None:
        form.say("fingerprint", "Enter the fingerprint on the sheets that were checked")
    if by is None or digits is None or form.wrongs:
        return _page(carried, typed, form.wrongs)
    try:
        after = Carried(acts.check(carried.opened, by, digits, moment).opened, moment)
    except InputError as problem:
        if problem.field == "course_file":
            raise
        return _page(carried, typed, [placed(problem)])
    made = after.released()
    checked = after.opened.course.checks[-1].by
    told = f"Revision {made.revision} is checked by {checked}. Save its course file, and print the sheets again."
    return plan_page(after, made, told=told)
