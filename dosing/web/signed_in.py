"""Who is signed in, where a proxy in front says so: nobody types that name.

Does not know how a proxy signs people in, or what pages do with the name.
"""

import unicodedata
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dosing.findings import InputError
from dosing.inputs.kinds import Initials
from dosing.quantities import shown

_NAME: ContextVar[str] = ContextVar("signed_in", default="")


@cache
def _initials() -> TypeAdapter[str]:
    return TypeAdapter(Initials)


def initials_of(sent: str) -> str | None:
    """A name as it came in a header, as it is stored; None where it cannot stand as initials.

    A comma joins two headers of one name into one, so that a name holds none.
    """
    try:
        text = sent.encode("latin-1").decode("utf-8")
        return None if "," in text else _initials().validate_python(text, strict=True)
    except (UnicodeError, ValidationError):
        return None


def sign_in(name: str) -> None:
    """Say to the pages of a request who is signed in; nothing for nobody."""
    _NAME.set(name)


def signed_in() -> str:
    """The name that is signed in; nothing where no proxy signs people in."""
    return _NAME.get()


def as_signed_in(sent: Mapping[str, Any], field: str) -> dict[str, Any]:
    """What was sent, with the signed-in name in one of its fields, where somebody is signed in.

    Raises InputError where another name was sent.
    """
    name, other = signed_in(), sent.get(field)
    if not name:
        return dict(sent)
    if other is not None and unicodedata.normalize("NFC", str(other).strip()) not in ("", name):
        sentence = f"{shown(str(other))} was sent, and {name} is signed in, whose name alone can stand here; leave it out, or sign in anew."
        raise InputError("another-is-signed-in", field, sentence)
    return {**sent, field: name}
