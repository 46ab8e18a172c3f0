"""The pages of the check: its form, which shows no answer, and the checked plan.

Does not know who may check, or whether an answer is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from dosing import acts
from dosing.findings import InputError
from dosing.web.carried import Carried, now
from dosing.web.form_fields import PARTS, Reading, Typed, Wrong, capital
from dosing.web.form_places import PLACES, Place, placed
from dosing.web.held_pages import to_its_page
from dosing.web.meanwhile import meanwhile
from dosing.web.pages import form_shown
from dosing.web.signed_in import as_signed_in, signed_in
from dosing.web.standing import carried_in, keep
from dosing.web.unit import as_kept, kept_in_unit

DAYS = ("born", "weighed")


@dataclass(frozen=True, slots=True)
class Field:
    """Where a question stands in the form: its name there, how it is asked, and whether by the three fields of a day."""

    name: str
    label: str
    called: str
    is_day: bool
    visits: tuple[str, ...]


def _field(question: acts.Question) -> Field:
    name = f"{question.name}-{question.visits[0]}" if question.visits else question.name
    return Field(name, question.words.removesuffix(", as YYYY-MM-DD"), question.called, question.name in DAYS, question.visits)


def _page(carried: Carried, asked: Sequence[acts.Question], typed: Typed, wrongs: list[Wrong]) -> Response:
    return form_shown("check", wrongs, carried=carried, typed=typed, asked=[_field(question) for question in asked])


async def check(request: Request, typed: dict[str, str]) -> Response:
    """The empty form of the check; who is signed in and may not check it is told before anything is typed."""
    carried = carried_in(request, typed)
    return _page(carried, acts.questions(carried.opened, now(), signed_in() or None), {}, [])


async def make_check(request: Request, typed: dict[str, str]) -> Response:
    """The checked plan."""
    carried, moment = carried_in(request, typed), now()
    if (other := meanwhile(request, carried, typed, go_on="/check", do="Check", here="/check/make")) is not None:
        return other
    asked = acts.questions(carried.opened, moment)
    try:
        form = Reading(as_signed_in(typed, "by"))
    except InputError as problem:
        return _page(carried, asked, typed, _wrongs(problem, asked))
    by = form.line("by", "initials", PLACES["by"].words, required="Enter the initials of who checked")
    answers = {question.field: text for question in asked if (text := _answer(form, _field(question))) is not None}
    if by is None or form.wrongs:
        return _page(carried, asked, typed, form.wrongs)
    try:
        after = Carried(acts.check(carried.opened, by, answers, moment).opened, moment)
    except InputError as problem:
        if problem.field == "course_file":
            raise
        return _page(carried, asked, typed, _wrongs(problem, asked))
    made = after.released()
    checked = after.opened.course.checks[-1].by
    if (other := await keep(request, carried, after, made, typed, go_on="/check", do="Check", here="/check/make")) is not None:
        return other
    todo = "Its files are written; print" if kept_in_unit(made.course_id) else "Save its course file, and print"
    told = f"Revision {made.revision} is checked by {checked}. {todo} the sheets again."
    return to_its_page(request, as_kept(after), told=told)


def _answer(form: Reading, field: Field) -> str | None:
    """What was typed for one question; where it is missing, that is noted."""
    of = f" for {', '.join(field.visits)}" if field.visits else ""
    called = f"{field.called}{of}"
    if field.is_day:
        return _day(form, field.name, called)
    text = form.text(field.name)
    if text is None:
        form.say(field.name, f"Enter {called}")
    return text


def _day(form: Reading, name: str, called: str) -> str | None:
    """A day from its three fields; what is wrong with it is said without the example that other forms give."""
    before = len(form.wrongs)
    text = form.day(name, called, required=True)
    if any(form.text(f"{name}-{part}") for part in PARTS):
        said = f"{capital(called)} must be a real date, with its day, month and year"
        form.wrongs[before:] = [Wrong(wrong.field, said) for wrong in form.wrongs[before:]]
    return text


def _wrongs(problem: InputError, asked: Sequence[acts.Question]) -> list[Wrong]:
    """A problem at its field; values that differ from the plan each at their own."""
    places = {**PLACES, **{question.field: _place(_field(question)) for question in asked}}
    if isinstance(problem, acts.Differing):
        return [Wrong(places[field].id if field in places else "", capital(said)) for field, said in problem.each.items()]
    return [placed(problem, places)]


def _place(field: Field) -> Place:
    return Place(f"{field.name}-day" if field.is_day else field.name)
