"""The pages: each takes a form, makes the plan anew from what the form carries, and keeps nothing.

Does not know arithmetic, wording, or who may ask.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dosing import wording
from dosing.assets import asset
from dosing.difference import since_previous
from dosing.entry import agree_fingerprint, check_of, moment_from, revision_words, try_change
from dosing.findings import InputError, Refused
from dosing.releases import Release, release
from dosing.revisions import stored_fingerprints
from dosing.web.carried import Carried, begun, carried_from, changed, confirmed, now, opened, revision_from
from dosing.web.changing import VERBS, change_refused, read_change
from dosing.web.downloads import NoSuchFile, media_type, one_file
from dosing.web.fields import Reading, Typed, Wrong, capital
from dosing.web.pages import render_page, sheet_policy, wrong_by_field
from dosing.web.planning import Wanted, placed, plain_words, read_plan_form, refused_at, typed_in, typed_out, unpacked
from dosing.web.problems import WORDS, problem_page
from dosing.web.requests import asked_for, form_of

Page = Callable[[Request, dict[str, str]], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]

STATIC = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "fonts/dosing-sans.woff2": "font/woff2",
    "fonts/dosing-sans-bold.woff2": "font/woff2",
}
SITE_HINTS = {
    True: "It replaces the site file that this page was started with.",
    False: "Without it, the shipped defaults are used.",
}
NO_LONGER = "which no longer comes out"
REBASE = "dosing rebase"  # what the command line names where another version of the program made the numbers


def shown(content: bytes, status: int = 200) -> Response:
    """A page."""
    return Response(content, status, media_type="text/html; charset=utf-8")


def posted(page: Page) -> Endpoint:
    """An address that takes a form; what cannot be becomes a page that says why."""

    async def answer(request: Request) -> Response:
        typed: dict[str, str] = {}
        try:
            typed = await form_of(request)
            return await page(request, typed)
        except InputError as problem:
            stale = REBASE in str(problem) and "course" in typed
            carried = carried_from(typed) if stale else None
            return problem_page(400, "This cannot be done", [capital(plain_words(str(problem)))], carried)
        except Refused as refused:
            return problem_page(400, "No plan can be made", [finding.message for finding in refused.findings])
        except NoSuchFile as missing:
            return problem_page(404, "There is no such file", [str(missing)])

    return answer


# --- a new plan ---------------------------------------------------------------------------------------------------------------


def form_page(request: Request, typed: Typed, wrongs: list[Wrong]) -> Response:
    """The form of a new plan, filled with what was typed."""
    pharmacy = request.app.state.pharmacy
    content = render_page(
        "form",
        typed=typed,
        wrongs=wrongs,
        wrong=wrong_by_field(wrongs),
        site_zone=pharmacy.get("time_zone"),
        site_hint=SITE_HINTS[bool(pharmacy)],
    )
    return shown(content, 400 if wrongs else 200)


async def start(request: Request) -> Response:
    """The empty form."""
    return form_page(request, {}, [])


def _begun(request: Request, typed: Typed) -> tuple[Carried, Release] | list[Wrong]:
    """The plan that a form asks for, issued at the moment that came with it or else now."""
    wanted = read_plan_form(typed, request.app.state.pharmacy)
    if not isinstance(wanted, Wanted):
        return wanted
    try:
        issued = moment_from(typed["issued"], "The moment of issue") if typed.get("issued") else now()
        return begun(wanted.site, wanted.course, issued)
    except InputError as problem:
        return [placed(problem)]
    except Refused as refused:
        return refused_at(refused)


async def plan(request: Request, typed: dict[str, str]) -> Response:
    """The plan, or the form with what is wrong."""
    made = _begun(request, typed)
    if isinstance(made, list):
        return form_page(request, typed, made)
    carried, first = made
    before = typed_out(typed, course_id=first.course_id, issued=carried.moment)
    return plan_page(carried, first, typed_before=before, weight_echo=_echo(typed, first))


def _echo(typed: Typed, made: Release) -> str:
    weight = typed.get("weight", "").strip()
    return wording.in_kilograms(weight, made.plan.course.weight_kg)


async def live(request: Request, typed: dict[str, str]) -> Response:
    """The plan so far, for the side of the form: only what is refused is said, since nobody is told off while typing."""
    made = _begun(request, typed)
    if isinstance(made, list):
        refused = made if read_is_whole(request, typed) else []
        return shown(render_page("live", release=None, refused=refused))
    return shown(render_page("live", release=made[1], refused=[]))


def read_is_whole(request: Request, typed: Typed) -> bool:
    """Whether every field can be read, so that what is wrong is wrong with the course."""
    return isinstance(read_plan_form(typed, request.app.state.pharmacy), Wanted)


async def edit(request: Request, typed: dict[str, str]) -> Response:
    """The form of a plan that was just made, filled with what was typed."""
    return form_page(request, typed_in(typed.get("typed", "")), [])


# --- a course that is there ---------------------------------------------------------------------------------------------------


def plan_page(carried: Carried, made: Release, **more: Any) -> Response:
    """The page of a plan, with its course on board."""
    newest = carried.parsed()[1] if made.void else made.plan.course
    stored = stored_fingerprints(newest)
    history = [{"fingerprint": each, "words": revision_words(newest, n)} for n, each in enumerate(stored, start=1)]
    values = {"told": "", "typed_before": "", "weight_echo": "", **more}
    return shown(render_page("plan", carried=carried, release=made, history=history, **values))


async def open_course(request: Request, typed: dict[str, str]) -> Response:
    """The plan of a course file that somebody saved."""
    content = unpacked(typed.get("course_file", ""))
    if not content:
        return form_page(request, {}, [Wrong("course_file", "Select a course file")])
    try:
        carried, made = opened(content, now())
    except InputError as problem:
        if REBASE in str(problem):
            return problem_page(400, "This course comes out otherwise", [capital(plain_words(str(problem)))], Carried(content, now()))
        return form_page(request, {}, [Wrong("course_file", capital(plain_words(str(problem))))])
    return plan_page(carried, made)


async def course(_: Request, typed: dict[str, str]) -> Response:
    """The plan of the course that a form carries, or an older revision of it."""
    carried = carried_from(typed)
    revision = revision_from(typed.get("revision"))
    made = carried.released() if revision is None else carried.older(revision)
    return plan_page(carried, made, typed_before=typed.get("typed", "") if made.revision == 1 and not made.void else "")


async def file(request: Request, typed: dict[str, str]) -> Response:
    """One file to keep."""
    name = request.path_params["name"]
    carried, made = _asked_revision(typed)
    content = one_file(made, carried.content, name, asked_for(typed))
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type(name), headers=headers)


async def sheet(request: Request, typed: dict[str, str]) -> Response:
    """One sheet to look at and print, under a policy of its own."""
    carried, made = _asked_revision(typed)
    content = one_file(made, carried.content, f"{request.path_params['name']}.html", asked_for(typed))
    return Response(content, media_type=media_type(".html"), headers={"content-security-policy": sheet_policy(content)})


def _asked_revision(typed: Typed) -> tuple[Carried, Release]:
    carried = carried_from(typed)
    revision = revision_from(typed.get("revision"))
    return carried, carried.released() if revision is None else carried.older(revision)


# --- changes ------------------------------------------------------------------------------------------------------------------

TRAVELLING = ("course", "issued", "typed", "revision", "paper", "calendar_class", "split")


def _own_fields(typed: Typed) -> dict[str, str]:
    """What a form asks for itself, without what travels."""
    return {name: value for name, value in typed.items() if name not in TRAVELLING}


def change_page(carried: Carried, typed: Typed, wrongs: list[Wrong]) -> Response:
    """The form of one change."""
    verb = VERBS.get(typed.get("kind", ""))
    if verb is None:
        raise InputError("The form names no change; go back to the plan and choose one.")
    visits = [(name, words) for name, words in _visits(carried).items()] if verb.needs_visit else []
    values = {**_today(), **_own_fields(typed)}
    content = render_page("change", carried=carried, verb=verb, visits=visits, typed=values, wrongs=wrongs, wrong=wrong_by_field(wrongs))
    return shown(content, 400 if wrongs else 200)


def _today() -> dict[str, str]:
    # The day of a change is the day where the computer stands.
    today = datetime.now().astimezone().date()
    return {"when-day": str(today.day), "when-month": str(today.month), "when-year": str(today.year)}


def _visits(carried: Carried) -> Mapping[str, str]:
    return {each.visit: f"{each.visit}, {wording.day(each.date)}" for each in carried.released().plan.active}


async def change(_: Request, typed: dict[str, str]) -> Response:
    """The form of one change, empty or filled again."""
    return change_page(carried_from(typed), typed, [])


async def review(_: Request, typed: dict[str, str]) -> Response:
    """Old beside new, before anything is confirmed."""
    carried = carried_from(typed)
    tried = _tried(carried, typed)
    if isinstance(tried, list):
        return change_page(carried, typed, tried)
    raw, outcome = tried
    found = since_previous(outcome.new) if outcome.old is not None else None
    content = render_page(
        "review",
        carried=carried,
        verb=VERBS[raw["kind"]],
        change=outcome.new.course.changes[-1],
        found=found,
        release=release(outcome.new, now()),
        revision=outcome.new.revision,
        typed=_own_fields(typed),
    )
    return shown(content)


def _tried(carried: Carried, typed: Typed) -> list[Wrong] | tuple[dict[str, Any], Any]:
    """What the change of a form would do, or what is wrong with it."""
    kind = typed.get("kind", "")
    if kind not in VERBS:
        raise InputError("The form names no change; go back to the plan and choose one.")
    raw = read_change(kind, typed, tuple(_visits(carried)) if VERBS[kind].needs_visit else ())
    if isinstance(raw, list):
        return raw
    try:
        return raw, try_change(*carried.parsed(), raw)
    except InputError as problem:
        if NO_LONGER in str(problem):
            raise
        return [change_refused(kind, problem)]
    except Refused as refused:
        return refused_at(refused)


async def make_change(_: Request, typed: dict[str, str]) -> Response:
    """The new revision, with its change slip."""
    carried = carried_from(typed)
    tried = _tried(carried, typed)
    if isinstance(tried, list):
        return change_page(carried, typed, tried)
    after, made = changed(carried, tried[1].text, now())
    told = f"Revision {made.revision} is made. Save its course file, print its change slip; the sheets of earlier revisions are void."
    return plan_page(after, made, told=told)


# --- the check ----------------------------------------------------------------------------------------------------------------


def check_page(carried: Carried, typed: Typed, wrongs: list[Wrong]) -> Response:
    """The form of the check."""
    content = render_page("check", carried=carried, typed=_own_fields(typed), wrongs=wrongs, wrong=wrong_by_field(wrongs))
    return shown(content, 400 if wrongs else 200)


async def check(_: Request, typed: dict[str, str]) -> Response:
    """The empty form of the check."""
    return check_page(carried_from(typed), {}, [])


async def make_check(_request: Request, typed: dict[str, str]) -> Response:
    """The checked plan."""
    carried = carried_from(typed)
    moment = now()
    found = carried.parsed()[1]
    made = carried.released()
    form = Reading(typed)
    by = form.line("by", "initials", "the initials", required="Enter the initials of who checked")
    digits = form.text("fingerprint")
    if digits is None:
        form.say("fingerprint", "Enter the fingerprint on the sheets that were checked")
    else:
        _say(form, "fingerprint", lambda: agree_fingerprint(made, digits, "The fingerprint"))
    if by is None or form.wrongs:
        return check_page(carried, typed, form.wrongs)
    checked = _say(form, "by", lambda: check_of(found, made, by, moment.date(), "the initials"))
    if checked is None:
        return check_page(carried, typed, form.wrongs)
    after, again = confirmed(carried, checked, moment)
    return plan_page(
        after, again, told=f"Revision {again.revision} is checked by {checked.by}. Save its course file, and print the sheets again."
    )


def _say(form: Reading, field: str, ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except InputError as problem:
        form.say(field, capital(str(problem)))
        return None


# --- all of them --------------------------------------------------------------------------------------------------------------


async def static(request: Request) -> Response:
    """The style, the script and the typeface of the pages."""
    name = request.path_params["name"]
    if name not in STATIC:
        return problem_page(404, *WORDS["missing"])
    return Response(asset(name), headers={"content-type": STATIC[name]})


FORMS: dict[str, Page] = {
    "/plan": plan,
    "/live": live,
    "/edit": edit,
    "/open": open_course,
    "/course": course,
    "/files/{name}": file,
    "/sheets/{name}": sheet,
    "/change": change,
    "/change/review": review,
    "/change/make": make_change,
    "/check": check,
    "/check/make": make_check,
}


def page_routes() -> list[Route]:
    """Every address of the page."""
    gets = [Route("/", start, methods=["GET"]), Route("/static/{name:path}", static, methods=["GET"])]
    return gets + [Route(path, posted(page), methods=["POST"]) for path, page in FORMS.items()]
