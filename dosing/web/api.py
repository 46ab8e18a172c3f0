"""The HTTP API: the same calls as the page and the command line, JSON in and out.

Does not know arithmetic, wording, or who may ask.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from dosing.difference import since_previous
from dosing.document import plain_value
from dosing.entry import agree_fingerprint, check_of, moment_from, new_course, try_change
from dosing.files import site_over
from dosing.findings import InputError, Refused
from dosing.recheck import recheck
from dosing.releases import Release
from dosing.web.api_models import ChangeAsked, CheckAsked, CourseAsked, FilesAsked, PlanAsked, RecheckAsked, Rechecked
from dosing.web.carried import Carried, begun, changed, confirmed, now, opened
from dosing.web.downloads import NAMES, Asked, NoSuchFile, media_type, one_file
from dosing.web.fields import capital
from dosing.web.planning import plain_words
from dosing.web.problems import problem_document

SITE = "site"


def json_answer(value: Any) -> Response:
    """A value as JSON."""
    return Response(json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace"), media_type="application/json")


def answered(ask: Callable[[], Response]) -> Response:
    """The answer, or a problem document with the sentence that a person would read."""
    try:
        return ask()
    except InputError as problem:
        return problem_document(400, capital(plain_words(str(problem))))
    except Refused as refused:
        return problem_document(422, "The checks refuse this plan.", refused.findings)
    except NoSuchFile as missing:
        return problem_document(404, str(missing))


def _issued(asked: PlanAsked | CourseAsked) -> datetime:
    return moment_from(asked.issued, "issued") if asked.issued is not None else now()


def _opened(asked: CourseAsked) -> tuple[Carried, Release]:
    return opened(asked.course_file.encode(), _issued(asked))


def _plan_answer(carried: Carried, made: Release, **more: Any) -> Response:
    return json_answer({"plan": made.document, "course_file": carried.content.decode(), **more})


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Raw values without those that were not given, in tables too."""
    return {key: _given(value) if key in ("entry", "values") else value for key, value in values.items() if value is not None}


async def make_plan(asked: PlanAsked) -> Response:
    """Plan a new course from a weight and a start."""
    raw = _given(asked.model_dump(exclude={"site", "issued"}))
    return answered(lambda: _plan_answer(*begun(site_over(asked.site or {}, {}, SITE), new_course(raw), _issued(asked))))


async def open_course(asked: CourseAsked) -> Response:
    """The plan of a course that was begun before."""
    return answered(lambda: _plan_answer(*_opened(asked)))


async def change_course(asked: ChangeAsked) -> Response:
    """Make one change: the new plan, the longer course file, and what differs from the revision before."""

    def ask() -> Response:
        raw = _given(asked.change.model_dump())
        if raw["kind"] == "resite":
            raw["site"] = site_over(raw["site"], {}, SITE)
        carried = Carried(asked.course_file.encode(), _issued(asked))
        if carried.parsed()[1].fingerprint is None:
            carried, _ = opened(carried.content, carried.issued)
        tried = try_change(*carried.parsed(), raw)
        difference = since_previous(tried.new) if tried.old is not None else None
        after, made = changed(carried, tried.text, carried.issued)
        return _plan_answer(after, made, difference=plain_value(difference) if difference else None)

    return answered(ask)


async def check_course(asked: CheckAsked) -> Response:
    """Record that somebody other than the preparer checked the newest revision."""

    def ask() -> Response:
        carried, made = _opened(asked)
        agree_fingerprint(made, asked.fingerprint, "fingerprint")
        check = check_of(carried.parsed()[1], made, asked.by, carried.issued.date(), "by")
        return _plan_answer(*confirmed(carried, check, carried.issued))

    return answered(ask)


async def recheck_plan(asked: RecheckAsked) -> Response:
    """Calculate a plan document a second time and name what disagrees."""
    said = [each.sentence for each in recheck(asked.plan)]
    return json_answer(Rechecked(agrees=not said, disagreements=said).model_dump())


async def make_file(name: Annotated[str, Path(max_length=40, json_schema_extra={"enum": list(NAMES)})], asked: FilesAsked) -> Response:
    """One file of a course by its name; plan.zip holds all of them."""

    def ask() -> Response:
        carried, made = _opened(asked)
        made = made if asked.revision is None else carried.older(asked.revision)
        content = one_file(made, carried.content, name, Asked(asked.paper, asked.calendar_class, asked.split))
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type(name), headers=headers)

    return answered(ask)


def api_routes() -> APIRouter:
    """Every address of the API."""
    router = APIRouter(prefix="/api")
    for path, call in (
        ("/plan", make_plan),
        ("/course", open_course),
        ("/change", change_course),
        ("/check", check_course),
        ("/recheck", recheck_plan),
        ("/files/{name}", make_file),
    ):
        router.add_api_route(path, call, methods=["POST"], response_class=Response, summary=(call.__doc__ or "").partition(":")[0])
    return router
