"""The whole application: pages and API behind the guard.

Does not know sockets, or what a page says.
"""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dosing.engine import VERSION
from dosing.web.api import api_routes, json_answer
from dosing.web.guard import Asgi, Door, Guard, Receive, Scope, Send
from dosing.web.openapi import openapi_document
from dosing.web.own_files import OwnFiles
from dosing.web.pages import shown
from dosing.web.problems import WORDS, problem_document, problem_page, refusal_answer
from dosing.web.routes import page_routes
from dosing.web.shelf import Shelf
from dosing.web.unit import Unit, offer


def create_app(
    door: Door,
    pharmacy: Mapping[str, Any] | None = None,
    stop: Callable[[], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
    unit: Unit | None = None,
) -> Asgi:
    """The application; `pharmacy` are the raw tables of the pharmacy's site file, `unit` the folder of courses if there is one.

    `stop` is called where the program's own files were replaced; without it nobody looks. `clock` gives seconds that only grow.
    """
    app = FastAPI(title="dosing", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.pharmacy = dict(pharmacy or {})
    app.state.shelf = Shelf(clock)
    app.router.routes.extend(page_routes())
    app.include_router(api_routes())
    app.router.routes.extend([Route("/api/openapi.json", _document, methods=["GET"]), Route("/api/docs", _docs, methods=["GET"])])
    app.add_exception_handler(HTTPException, _not_answered)
    app.add_exception_handler(RequestValidationError, _not_readable)
    app.add_exception_handler(Exception, _fault)
    return Guard(_offering(OwnFiles(app, app.state.shelf, stop, clock) if stop else app, unit), door, refusal_answer)


def _offering(app: Asgi, unit: Unit | None) -> Asgi:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        offer(unit)
        await app(scope, receive, send)

    return answer


async def _document(request: Request) -> Response:
    """The OpenAPI document."""
    return json_answer(openapi_document(request.app))


async def _docs(request: Request) -> Response:
    """The OpenAPI document as a page; nothing is loaded from elsewhere."""
    return shown("api", document=openapi_document(request.app))


async def _not_readable(_: Request, problem: Exception) -> Response:
    """What was sent to the API and is not what its document describes."""
    first = problem.errors()[0] if isinstance(problem, RequestValidationError) else {}
    unreadable = first.get("type") == "json_invalid"  # its place is a count of characters, and no input
    place = "" if unreadable else ".".join(str(part) for part in first.get("loc", ())[1:])
    found = "it is no readable JSON" if unreadable else first.get("msg", "it cannot be read")
    sentence = f"{place or 'The body'}: {found}; see /api/openapi.json."
    return problem_document(400, sentence, "not-as-described", place)


async def _fault(request: Request, _: Exception) -> Response:
    """A fault of the program; the guard says where it was, and this that no plan was made."""
    title, sentences = WORDS["fault"]
    if request.url.path.startswith("/api/"):
        return problem_document(500, f"{title}. {' '.join(sentences)}", "fault")
    return problem_page(500, title, sentences)


async def _not_answered(request: Request, problem: Exception) -> Response:
    """An address that is not there, or is asked otherwise than by its form."""
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    headers = dict(problem.headers or {}) if isinstance(problem, HTTPException) else {}
    code = {404: "missing", 405: "method"}.get(status, "type")
    title, sentences = WORDS[code]
    if request.url.path.startswith("/api/"):
        answer = problem_document(status, f"{HTTPStatus(status).phrase}. The paths and methods stand in /api/openapi.json.", code)
    else:
        answer = problem_page(status, title, sentences)
    answer.headers.update(headers)
    return answer
