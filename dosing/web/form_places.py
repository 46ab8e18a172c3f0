"""Where each input is asked for on the page, and what the page calls it there.

Does not know what is wrong with an input; every problem says that in a sentence of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from dosing.acts import choices, input_of
from dosing.findings import InputError, Refused
from dosing.inputs.asked import Asked, asked
from dosing.inputs.changes import Corrections
from dosing.inputs.facts import EntryFacts
from dosing.web.form_fields import Wrong, capital


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form: the id to go to, and the page's own words for the input, where it has some."""

    id: str
    words: str = ""


Places = Mapping[str, Place]


def place_of(name: str, ask: Asked) -> Place:
    """Where a value is asked for that a model says how to ask for: a day stands in three fields, a file is chosen."""
    ids = {"day": f"{name}-day", "day-or-none": f"{name}-day", "site": "site_file"}
    return Place(ids.get(ask.kind, name), ask.words)


def places_of(model: type[BaseModel]) -> dict[str, Place]:
    """The places of everything that a model asks for."""
    return {name: place_of(name, ask) for name, ask, _ in asked(model)}


_BEGINNING = places_of(Corrections)

# Every input of a new plan, in the order of its form; then what the other forms ask for that is no change.
PLACES: Places = {
    "weight": _BEGINNING["weight"],
    "start": _BEGINNING["start"],
    "cycles": Place("cycles", "the number of cycles"),
    "regimen": Place("regimen", "the regimen"),
    "label": Place("label", "the label"),
    "born": _BEGINNING["born"],
    "weighed": _BEGINNING["weighed"],
    "time": Place("time", "the start of the infusion"),
    "time_zone": Place("time_zone", "the time zone"),
    **{each.field: Place(each.name, each.ask.words) for each in choices()},
    **places_of(EntryFacts),
    "protocol_reference": Place("protocol_reference", "the protocol or approval reference"),
    "prepared_by": Place("prepared_by", "the initials of who prepares"),
    "site": Place("site_file"),
    "letterhead": Place("site_file"),
    "course_id": Place("course_id"),
    "course_file": Place("course_file"),
    "by": Place("by", "the initials"),
    "fingerprint": Place("fingerprint", "the fingerprint"),
}

# What still has to be filled in, by the code of the problem: the page says which of its fields that is. {words} are the page's own for it.
MISSING = {
    "no-zone": "Enter the time zone of the infusion start, like Europe/Paris",
    "reason-missing": "Enter why {words} is left out",
    "form-missing": "Select how the dose of the injection of {words} is stated",
    "nothing-corrected": "Fill in at least one value that was typed wrongly",
    "outcome-empty": "Enter what was given, or tick that nothing was",
}


def placed(problem: InputError, places: Places = PLACES) -> Wrong:
    """A problem at the field of a form where it can be put right; one of a file at the field of the file."""
    found = _found(problem, places)
    if problem.where:
        return Wrong(found.id, capital(str(problem)))
    if problem.code in MISSING:
        return Wrong(found.id, MISSING[problem.code].format(words=found.words))
    own = f"{found.words} {problem.rest}" if found.words and problem.rest else problem.sentence
    return Wrong(found.id, capital(own))


def _found(problem: InputError, places: Places) -> Place:
    first, _, _ = problem.field.partition(".")
    *_, last = problem.field.split(".")
    names = (first,) if problem.where else (problem.field, last, first)
    return next((places[name] for name in names if name in places), Place(""))


def refused_at(refused: Refused, places: Places = PLACES) -> list[Wrong]:
    """The findings that refuse, each at its field."""
    inputs = [(input_of(finding), finding.message) for finding in refused.findings]
    return [Wrong(places[name].id if name in places else "", message) for name, message in inputs]


def in_order(wrongs: list[Wrong]) -> list[Wrong]:
    """What is wrong in the order of the form, so that the summary is too."""
    order = list(dict.fromkeys(place.id.partition("-")[0] for place in PLACES.values()))
    names = {name: number for number, name in enumerate(order)}
    return sorted(wrongs, key=lambda wrong: names.get(wrong.field.partition("-")[0], len(names)))
