"""How a person is asked for one value: the words that an option, a field of a form and a program's description share.

Does not know options, forms or programs; each door writes its own from these.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import BaseModel

Kind = Literal["visit", "day", "day-or-none", "weight", "clock", "amount", "choice", "tick", "line", "initials", "site", "values"]


class Asked(NamedTuple):
    """One value to ask for, beside the field of the model that holds it.

    `name` is how the value is written (a weight is typed with its unit, under a name without one), `words` what a sentence calls it,
    `label` what stands over a field, `help` what it is for. `option` is its name on the command line where that is another one.
    """

    kind: Kind
    words: str
    label: str
    help: str
    name: str = ""
    option: str = ""
    example: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def asked(model: type[BaseModel]) -> Iterator[tuple[str, Asked, bool]]:
    """Every value that a model asks for: its written name, how it is asked, and whether it is needed."""
    for name, field in model.model_fields.items():
        for ask in field.metadata:
            if isinstance(ask, Asked):
                yield ask.name or name, ask, field.is_required()


def table_of(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The model of a table of values that a model asks for, which asks for each of them itself."""
    found = model.model_fields[name].annotation
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise TypeError(f"{model.__name__}.{name} is no table of values")
    return found
