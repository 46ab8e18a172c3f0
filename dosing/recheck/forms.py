"""Hold one place of a document against a form: which keys belong there, and what each may hold.

Does not know any key or limit of a plan document.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from dosing.recheck.amounts import MILLION
from dosing.recheck.compare import Disagreement, alike, collect, disagree, show
from dosing.recheck.places import Place, Unreadable

Check: TypeAlias = Callable[[Place], object]


class ListOf(NamedTuple):
    """A list whose entries all have one form."""

    each: "Form"


class MapOf(NamedTuple):
    """An object whose keys may be any, and whose values all have one form."""

    each: "Form"


class ByKind(NamedTuple):
    """An object whose form depends on its key `kind`; an unknown kind is left to whoever reads it."""

    kinds: dict[str, "Form"]


class With(NamedTuple):
    """A form, and what has to agree between its values."""

    form: "Form"
    agree: Callable[[Place], Iterator[Disagreement]]


class OrNull(NamedTuple):
    """A form, or nothing at all."""

    form: "Form"


class Later(NamedTuple):
    """What a key that a later version added may hold: an older document lacks it, which means null."""

    form: "Form"


Form: TypeAlias = dict[str, "Form"] | ListOf | MapOf | ByKind | With | OrNull | Later | Check


def misfits(place: Place, form: Form) -> list[Disagreement]:
    """Every value that its form does not allow, every key that is missing, and every unknown one that says something."""
    found: list[Disagreement] = []
    _hold(place, form, found)
    return found


def _hold(place: Place, form: Form, found: list[Disagreement]) -> None:
    try:
        if isinstance(form, dict):
            _hold_fields(place, form, found)
        elif callable(form):
            form(place)
        elif isinstance(form, OrNull | Later):
            if place.given:
                _hold(place, form.form, found)
        elif isinstance(form, With):
            _hold(place, form.form, found)
            found.extend(collect(form.agree, place))
        else:
            for below, each in _below(place, form):
                _hold(below, each, found)
    except Unreadable as unreadable:
        found.append(disagree(unreadable))


def _hold_fields(place: Place, form: dict[str, Form], found: list[Disagreement]) -> None:
    fields = place.fields()
    if fields.keys() != form.keys():
        found.extend(_missing_and_unknown(place, form))
    for key, below in form.items():
        if below is not anything and key in fields:
            _hold(Place(fields[key], place, key), below, found)


def _below(place: Place, form: ListOf | MapOf | ByKind) -> list[tuple[Place, Form]]:
    if isinstance(form, ListOf):
        return [(entry, form.each) for entry in place.entries()]
    if isinstance(form, MapOf):
        return [(place.at(key), form.each) for key, value in place.fields().items() if value is not None]
    kind = place.at("kind").value
    return [(place, form.kinds[kind])] if isinstance(kind, str) and kind in form.kinds else []


def _missing_and_unknown(place: Place, form: dict[str, Form]) -> Iterator[Disagreement]:
    fields = place.fields()
    for key, below in form.items():
        if key not in fields and not isinstance(below, Later):
            yield Disagreement(Place(None, place, key).path, None, None, missing=True)
    for key, value in fields.items():
        # A later version adds keys that are null until they are used, and says nothing by them.
        if key not in form and value is not None:
            yield Disagreement(Place(value, place, key).path, value, None, "the second calculation does not know it")


def anything(_place: Place) -> None:
    """Whatever stands there makes no number, or is read by whoever calculates with it."""


def only(*allowed: str | int | None) -> Check:
    """One of a few values, compared as exact text."""

    def check(place: Place) -> None:
        if not any(alike(place.value, one) for one in allowed):
            raise place.unreadable(f"allowed is {' or '.join(show(one) for one in allowed)}")

    return check


def one_of(*words: str) -> Check:
    """One of a few words."""
    return lambda place: place.one_of(*words)


def amounts(least: int, most: int) -> Check:
    """An amount between two limits, both included."""

    def check(place: Place) -> None:
        if not least * MILLION <= place.millionths() <= most * MILLION:
            raise place.unreadable(f"allowed is {show(least)} to {show(most)}")

    return check


def wholes(least: int, most: int | None = None) -> Check:
    """A whole number between two limits, both included."""

    def check(place: Place) -> None:
        if place.whole() < least or (most is not None and place.whole() > most):
            raise place.unreadable(f"allowed is {least} to {most}" if most is not None else f"allowed is {least} or more")

    return check


def up_to(most: int) -> Check:
    """An amount above 0 and not above a limit."""

    def check(place: Place) -> None:
        if place.millionths_above_zero() > most * MILLION:
            raise place.unreadable(f"allowed is at most {show(most)}")

    return check


def or_null(check: Check) -> Check:
    """What `check` allows, or nothing at all."""
    return lambda place: check(place) if place.given else None
