"""The HTTP API: the same calls as the page and the command line, JSON in and out.

Does not know arithmetic, wording, or who may ask.
"""

import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from dosing import acts
from dosing.catalogue import NoSuchFile, Wanted, media_type, render_file
from dosing.document import plain_value
from dosing.findings import InputError, Refused
from dosing.formats.bounds import check_json
from dosing.inputs.raw import letterhead_from
from dosing.recheck import recheck, unknown_regimen
from dosing.views import Printing
from dosing.web.api_models import (
    TODAY,
    ChangeSent,
    CheckSent,
    CourseSent,
    FilesSent,
    LetterheadSent,
    PlanSent,
    Rechecked,
    RecheckSent,
    Sent,
)
from dosing.web.beside import beside
from dosing.web.carried import Carried, carry, now, today
from dosing.web.form_fields import capital
from dosing.web.problems import problem_document
from dosing.web.signed_in import as_signed_in

BODY = "the body"


def json_answer(value: Any) -> Response:
    """A value as JSON."""
    return Response(json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace"), media_type="application/json")


def answered(ask: Callable[[], Response]) -> Response:
    """The answer, or a problem document with the sentence that a person would read."""
    try:
        return ask()
    except InputError as problem:
        return problem_document(400, capital(str(problem)), problem.code, problem.field)
    except Refused as refused:
        return problem_document(422, "The checks refuse this plan.", "refused", findings=refused.findings)
    except NoSuchFile as missing:
        return problem_document(404, str(missing), "no-such-file")


class Bounded(APIRoute):
    """An address whose body is bounded before it is parsed, as every file is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the bound."""
        answer = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            try:
                _refuse_twice(await request.body())
            except InputError as problem:
                return problem_document(400, capital(problem.sentence), problem.code)
            return await answer(request)

        return bounded


def _refuse_twice(content: bytes) -> None:
    """Bound a body, and refuse a key that stands twice in one place: two readers could take two values from it. Raises InputError."""
    check_json(content, BODY, field="")
    twice: list[bool] = []

    def noting(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        twice.append(len(values) < len(pairs))
        return values

    with suppress(ValueError, RecursionError):  # what is no JSON is said where it is read as what the call takes
        json.loads(content, object_pairs_hook=noting)
    if any(twice):
        raise InputError("key-twice", "", f"{BODY} holds one key twice in one place; write each key once.")


def _issued(sent: PlanSent | CourseSent) -> datetime:
    return acts.moment_from(sent.issued) if sent.issued is not None else now()


def _carried(sent: CourseSent) -> Carried:
    return carry(sent.course_file.encode(), _issued(sent))


def _plan_answer(opened: acts.Opened, issued: datetime, *, with_difference: bool = False) -> Response:
    made = acts.issue(opened, issued)
    more = {"difference": plain_value(made.difference)} if with_difference else {}
    return json_answer({"plan": made.document, "course_file": opened.content.decode(), **more})


def _given(sent: Sent) -> dict[str, Any]:
    """Raw values without those that were not given, in tables too."""
    return {name: _given(value) if isinstance(value, Sent) else value for name, value in sent if value is not None}


async def make_plan(sent: PlanSent) -> Response:
    """Plan a new course from a weight and a start."""
    raw = _given(sent)
    own = raw.pop("site", {})
    raw.pop("issued", None)

    def ask() -> Response:
        return _plan_answer(acts.begin(as_signed_in(raw, "prepared_by"), own, {}, "site"), _issued(sent))

    return answered(ask)


async def open_course(sent: CourseSent) -> Response:
    """The plan of a course that was begun before."""

    def ask() -> Response:
        carried = _carried(sent)
        return _plan_answer(carried.opened, carried.issued)

    return answered(ask)


async def change_course(sent: ChangeSent) -> Response:
    """Make one change: the new plan, the longer course file, and what differs from the revision before."""

    def ask() -> Response:
        carried = _carried(sent)
        raw = as_signed_in(_given(sent.change), "by")
        made = acts.change(carried.opened, dict.fromkeys(TODAY, today().isoformat()) | raw)
        return _plan_answer(made.opened, carried.issued, with_difference=True)

    return answered(ask)


def _checked_values(sent: CheckSent) -> list[tuple[str, str, str]]:
    """Everything that was sent for a check, each with the visit that it is of, or with none."""
    whole = [(name, "", value) for name in ("fingerprint", "born", "mg_per_kg") if (value := getattr(sent, name)) is not None]
    of_doses = [(name, dose.visit, value) for dose in sent.doses for name, value in dose if name != "visit" and value is not None]
    return whole + of_doses


def _who_checked(sent: CheckSent) -> str:
    """Whose check it is. Raises InputError where nobody is named or signed in, or where it is somebody else."""
    by: str | None = as_signed_in({"by": sent.by}, "by")["by"]
    if by is None:
        raise InputError("missing", "by", "by is missing; write the initials of who checked, like CD.")
    return by


async def check_course(sent: CheckSent) -> Response:
    """Record that somebody else checked the newest revision: what differs is named, and never what it should be."""

    def ask() -> Response:
        carried = _carried(sent)
        by = _who_checked(sent)
        asked = acts.questions(carried.opened, carried.issued, by)
        answers = acts.answers_by_field(asked, _checked_values(sent))
        checked = acts.check(carried.opened, by, answers, carried.issued)
        return _plan_answer(checked.opened, carried.issued)

    return answered(ask)


async def change_letterhead(sent: LetterheadSent) -> Response:
    """Put another letterhead on the sheets: it makes no number, and so no revision."""

    def ask() -> Response:
        carried = _carried(sent)
        found = letterhead_from(_given(sent.letterhead), "")
        return _plan_answer(acts.readdress(carried.opened, found).opened, carried.issued)

    return answered(ask)


async def recheck_plan(sent: RecheckSent) -> Response:
    """Calculate a plan document a second time and name what disagrees."""
    unknown = unknown_regimen(sent.plan)
    said = [*([unknown] if unknown else []), *(each.sentence for each in recheck(sent.plan))]
    return json_answer(Rechecked(agrees=not said, disagreements=said).model_dump())


async def make_file(name: str, sent: FilesSent) -> Response:
    """One file of a course by its name; plan.zip holds all of them."""

    def ask() -> Response:
        carried = _carried(sent)
        printing = Printing(past=sent.past)
        asked_for = Wanted(
            sent.paper,
            calendar_class=sent.calendar_class,
            calendar_details=sent.calendar_details,
            split=sent.split,
            course_file=carried.opened.content,
            printing=printing,
        )
        content = render_file(carried.released(sent.revision), name, asked_for)
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type(name), headers=headers)

    return await beside(lambda: answered(ask))


def api_routes() -> APIRouter:
    """Every address of the API."""
    router = APIRouter(prefix="/api", route_class=Bounded)
    for path, call in (
        ("/plan", make_plan),
        ("/course", open_course),
        ("/change", change_course),
        ("/check", check_course),
        ("/letterhead", change_letterhead),
        ("/recheck", recheck_plan),
        ("/files/{name}", make_file),
    ):
        router.add_api_route(path, call, methods=["POST"], response_class=Response, summary=(call.__doc__ or "").partition(":")[0])
    return router
