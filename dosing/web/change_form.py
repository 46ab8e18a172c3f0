"""The form of a change, made from its class: which fields it has, and what was typed into them as raw values of one change.

Does not know which changes there are, what one does, or pages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from dosing.inputs.asked import Asked, asked, table_of
from dosing.inputs.changes import VERBS, Change
from dosing.inputs.facts import EntryFacts
from dosing.inputs.regimen import Regimen
from dosing.web.form_fields import Reading, Typed, Wrong
from dosing.web.form_places import MISSING, Place, place_of
from dosing.web.plan_form import site_tables


@dataclass(frozen=True, slots=True)
class ChangeField:
    """One field of the form: the name of its value, how it is asked for, whether it is needed, and what holds unless it is typed."""

    name: str
    ask: Asked
    needed: bool
    default: Any = None

    @property
    def place(self) -> Place:
        """Where it stands in the form."""
        return place_of(self.name, self.ask)


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """The form of one kind of change: what it alone asks for, what most people leave out, what every change asks for.

    `table` is the name under which a change holds the values of its own as a table; nothing where they stand beside the others.
    """

    kind: str
    verb: type[Change]
    own: tuple[ChangeField, ...]
    folded: tuple[ChangeField, ...]
    common: tuple[ChangeField, ...]
    table: str

    @property
    def of_visit(self) -> bool:
        """Whether it is about one visit."""
        return any(field.ask.kind == "visit" for field in self.own)

    @property
    def places(self) -> dict[str, Place]:
        """Where each of its inputs is asked for; a table of values at the first of them."""
        fields = (*self.own, *self.folded, *self.common)
        whole = {self.table: self.own[0].place} if self.table else {}
        return {**whole, **{field.name: field.place for field in fields}}


@cache
def change_form(kind: str) -> ChangeForm | None:
    """The form of a kind of change; None for a kind that there is not."""
    if kind not in VERBS:
        return None
    verb = VERBS[kind]
    of_every = [name for name, _, _ in asked(Change)]
    common = tuple(field for field in _fields(verb) if field.name in of_every)
    own = tuple(field for field in _fields(verb) if field.name not in of_every)
    table = next((field.name for field in own if field.ask.kind == "values"), "")
    own = tuple(_fields(table_of(verb, table))) if table else own
    facts = {name for name, _, _ in asked(EntryFacts)}
    shown = tuple(field for field in own if field.name not in facts)
    return ChangeForm(kind, verb, shown, tuple(field for field in own if field.name in facts), common, table)


def _fields(model: type[BaseModel]) -> Iterator[ChangeField]:
    for name, ask, needed in asked(model):
        found = model.model_fields.get(name)
        yield ChangeField(name, ask, needed, None if needed or found is None else found.default)


def read_change(asked_for: ChangeForm, typed: Typed, visits: Iterable[str], regimen: Regimen) -> dict[str, Any] | list[Wrong]:
    """The raw values of a change, or everything that is wrong with them; `visits` are the names that may be chosen."""
    form = Reading(typed)
    own = _given(form, (*asked_for.own, *asked_for.folded), tuple(visits), regimen)
    if asked_for.table and not own and not form.wrongs:
        form.say(asked_for.own[0].place.id, MISSING["nothing-corrected"])
    common = _given(form, asked_for.common, (), regimen)
    values = {asked_for.table: own} if asked_for.table else own
    return form.wrongs or {"kind": asked_for.kind, **values, **common}


def _given(form: Reading, fields: tuple[ChangeField, ...], visits: tuple[str, ...], regimen: Regimen) -> dict[str, Any]:
    read = {field.name: _site(form, field, regimen) if field.ask.kind == "site" else _read(form, field, visits) for field in fields}
    return {name: value for name, value in read.items() if value is not None}


def _read(form: Reading, field: ChangeField, visits: tuple[str, ...]) -> Any:
    name, words = field.name, field.ask.words
    match field.ask.kind:
        case "visit":
            return _chosen(form, field, visits, "Select a visit")
        case "choice":
            return _chosen(form, field, [value for value, _ in field.ask.choices], f"Select {words}")
        case "day":
            return form.day(name, words, required=field.needed)
        case "day-or-none":
            return form.day_or_none(name, words)
        case "weight":
            return form.weight(name, words, required=field.needed)
        case "tick":
            return True if form.ticked(name) else None
        case "amount":
            return form.amount(name, words)
        case kind:
            return form.line(name, kind, words, required=f"Enter {words}" if field.needed else "")


def _chosen(form: Reading, field: ChangeField, options: Iterable[str], message: str) -> str | None:
    if field.needed and form.text(field.name) is None:
        form.say(field.name, message)
        return None
    return form.choice(field.name, options, message)


def _site(form: Reading, field: ChangeField, regimen: Regimen) -> dict[str, Any] | None:
    """The raw tables of a site file, which travels in a field of its own."""
    before = len(form.wrongs)
    found = site_tables(form, regimen)
    if found is None and len(form.wrongs) == before:
        form.say(field.place.id, f"Select {field.ask.words}")
    return found
