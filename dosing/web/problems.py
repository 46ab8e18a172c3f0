"""What is said where a request is not answered: a page that helps, or for a program a problem document (RFC 9457).

Does not know why a request was refused.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from dosing.acts import possible
from dosing.findings import Finding
from dosing.inputs.changes import VERBS
from dosing.web.carried import Carried, today
from dosing.web.guard import MOST_FILE_BYTES, Asgi, Refusal, Scope
from dosing.web.pages import shown

AGAIN = "Open the whole address that dosing serve printed where it was started; it holds a secret that lets only you in."
LOST = (
    "A course is held in memory alone: for eight hours after it was looked at, until somebody is done, and while the program runs.",
    "Open the course file that you saved. What was changed or checked since it was saved is lost, and so are its sheets.",
)
# Title of each page, and the sentences on it.
WORDS: dict[str, tuple[str, Sequence[str]]] = {
    "no-host": ("This request names no host", [AGAIN]),
    "host": ("This address is not answered", ["The page is answered only under the address that dosing serve printed.", AGAIN]),
    "token": (
        "This page opens only from its own address",
        [AGAIN, "After dosing serve was started again, its old address opens nothing."],
    ),
    "nobody": (
        "Nobody is signed in",
        [
            "The proxy in front of this page says who is signed in; this request did not come from it, or brought no name, or two.",
            "Open the page under the name of that proxy, and sign in there; if this stays, tell whoever looks after the proxy.",
        ],
    ),
    "name": (
        "This name cannot stand on a sheet",
        ["A name that signs in has at most 40 characters, with a letter or digit and no comma, in Latin, Greek or Cyrillic letters."],
    ),
    "origin": (
        "This form came from another page",
        ["Only forms of this page are taken, so that no other page can send one for you.", AGAIN],
    ),
    "type": (
        "This is not a form of this page",
        ["Send the form from its own page.", "Programs write application/json to the addresses under /api/."],
    ),
    "size": (
        "That is too large",
        [
            f"A course file or site file of this program has at most {MOST_FILE_BYTES // 1_000_000} MB; what was sent is larger.",
            "Go back, and choose a course.toml or a site.toml that this program wrote.",
        ],
    ),
    "missing": ("There is no such page", ["Check the address, or begin from the start page."]),
    "method": (
        "This page comes from a form",
        [
            "It cannot be opened by its address, because no patient's values ever stand in an address.",
            "Begin a new plan, or open a saved course.",
        ],
    ),
    "fault": (
        "The program made a mistake",
        [
            "Nothing was stored and nothing was sent. No plan was made, so use none.",
            "Go back and try again; if it happens again, tell whoever looks after this program.",
        ],
    ),
}


NOT_LET_IN = ("no-host", "host", "token", "nobody", "name")  # a link to the form would lead them to the same page


def problem_page(
    status: int,
    title: str,
    sentences: Sequence[str],
    carried: Carried | None = None,
    *,
    begin: bool = True,
    to: tuple[str, str] | None = None,
) -> Response:
    """A page that says what is wrong and what to do; with a course it offers the changes by which that can be mended.

    `to` is an address that leads on, with its words.
    """
    verbs = {kind: VERBS[kind] for kind in possible(carried.opened, today())} if carried else {}
    return shown("problem", status, title=title, sentences=sentences, carried=carried, verbs=verbs, begin=begin, to=to)


def problem_document(status: int, detail: str, code: str, field: str = "", findings: Sequence[Finding] = ()) -> Response:
    """A problem document with the problem's code and the input that it is about; refused findings stand in it one by one."""
    told: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "code": code}
    if field:
        told["field"] = field
    if findings:
        told["findings"] = [
            {"code": each.code, "severity": each.severity, "visit": each.visit, "message": each.message} for each in findings
        ]
    content = json.dumps(told, ensure_ascii=False).encode("utf-8", errors="replace")
    return Response(content, status, media_type="application/problem+json")


def refusal_answer(scope: Scope, refusal: Refusal) -> Asgi:
    """The answer to a request that is refused before it reaches a page."""
    title, sentences = WORDS[refusal.code]
    if refusal.code == "token" and scope["path"].startswith("/course/"):  # a page that was open when the program ended
        sentences = [*sentences, *LOST]
    if scope["path"].startswith("/api/"):
        response: Any = problem_document(refusal.status, f"{title}. {' '.join(sentences)}", refusal.code)
        if refusal.status == HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "Bearer"
    else:
        response = problem_page(refusal.status, title, sentences, begin=refusal.code not in NOT_LET_IN)
    answer: Asgi = response
    return answer
