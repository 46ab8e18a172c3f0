"""What a person is shown beside each value that a change or a letterhead asks for: its option, an example, a hint, and the choices."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from dosing.inputs.asked import Asked, asked
from dosing.inputs.changes import VERBS, Corrections, every_change
from dosing.inputs.facts import EntryFacts
from dosing.inputs.letterhead import Letterhead

MODELS: dict[str, type[BaseModel]] = {**VERBS, "corrections": Corrections, "letterhead": Letterhead}

# The option where it has another name than the value, the example, and the hint. What is not here has none of them.
OF_EVERY_CHANGE = {
    "reason": ("", "low counts", "It stands in the history of the course and on the change slip."),
    "by": ("", "AB", ""),
    "when": ("", "2027-01-17", ""),
}
OF_A_VISIT = {**OF_EVERY_CHANGE, "visit": ("", "C1D15", "")}
SHOWN: dict[str, dict[str, tuple[str, str, str]]] = {
    "move": {**OF_A_VISIT, "to": ("", "2027-01-25", "")},
    "omit": OF_A_VISIT,
    "stop": OF_A_VISIT,
    "outcome": {**OF_A_VISIT, "given_ml": ("", "90", "Only where the infusion was not given in full.")},
    "reweigh": {**OF_EVERY_CHANGE, "weight": ("", "68kg", ""), "weighed": ("on", "2027-02-08", "")},
    "retime": {**OF_A_VISIT, "time": ("at", "14:30", "On the 24-hour clock, like 10:00.")},
    "extend": OF_EVERY_CHANGE,
    "correct": OF_EVERY_CHANGE,
    "resite": {**OF_EVERY_CHANGE, "site": ("", "site.toml", "")},
    "rebase": OF_EVERY_CHANGE,
    "undo": OF_EVERY_CHANGE,
    "corrections": {
        "weight": ("", "72.5kg", "The weight that the course began with."),
        "weighed": ("", "2027-02-08", ""),
        **dict.fromkeys(EntryFacts.model_fields, ("", "none", "")),
    },
    "letterhead": {
        "visit_place": ("", "", "Without it, name and address are printed."),
        "calendar": ("", "", "Others may see a calendar, and the name of a ward can give a diagnosis away."),
    },
}


@pytest.mark.parametrize("name", MODELS)
def test_what_stands_beside_a_value_that_is_asked_for(name: str) -> None:
    found = {value: (ask.option, ask.example, ask.hint) for value, ask, _ in asked(MODELS[name]) if ask.option or ask.example or ask.hint}
    assert found == SHOWN[name]


def test_a_weight_is_asked_for_with_its_day_in_words_of_its_own() -> None:
    labels = {(name, value): ask.label for name in ("reweigh", "corrections") for value, ask, _ in asked(MODELS[name])}
    assert labels["reweigh", "weighed"] == "Day it was measured"
    assert labels["corrections", "weighed"] == "Day the weight was measured"


def _taken(annotation: Any) -> list[Any]:
    """The words that a choice may hold."""
    return [word for each in get_args(annotation) for word in ([each] if isinstance(each, str) else _taken(each))]


def chosen() -> list[Any]:
    return [
        pytest.param(model.model_fields[name].annotation, ask, id=f"{kind}.{name}")
        for kind, model in MODELS.items()
        for name, ask, _ in asked(model)
        if ask.kind == "choice"
    ]


@pytest.mark.parametrize(("annotation", "ask"), chosen())
def test_the_choices_that_are_shown_are_those_that_are_taken(annotation: Any, ask: Asked) -> None:
    assert [word for word, _ in ask.choices] == _taken(annotation)


def test_the_choices_are_these() -> None:
    shown = {name: ask.choices for model in MODELS.values() for name, ask, _ in asked(model) if ask.kind == "choice"}
    assert shown == {
        "following": (("shift", "move by as many days"), ("keep", "stay where they are")),
        "reaction": tuple((grade, f"Grade {grade}") for grade in "12345"),
        "paper": (("a4", "A4"), ("letter", "Letter")),
        "calendar": (
            ("nothing", "Nothing"),
            ("telephones", "Telephones"),
            ("telephones-and-address", "Telephones and address"),
            ("telephones-name-and-address", "Telephones, name and address"),
        ),
    }


def test_a_program_is_told_every_change_by_its_kind() -> None:
    told = every_change().json_schema()["items"]["discriminator"]
    assert told["propertyName"] == "kind"
    assert set(told["mapping"]) == set(VERBS)
