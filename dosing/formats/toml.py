"""TOML as tables of exact values: a bound before the parser, and one sentence for what it cannot read.

Does not know what the tables mean.
"""

import re
import tomllib
from decimal import Decimal
from typing import Any

from dosing.findings import InputError
from dosing.formats.bounds import check_toml


def parse_toml(content: bytes, what: str, field: str = "course_file") -> dict[str, Any]:
    """The tables of a TOML file, numbers as exact decimals. Raises InputError."""
    check_toml(content, what, field=field)
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise InputError("not-utf-8", field, f"{what} is not text in UTF-8; save it as plain text.") from None
    except tomllib.TOMLDecodeError as problem:
        if found := _STANDS_TWICE.search(str(problem)):
            raise InputError("key-twice", field, f"{what} holds the same key or table twice {found[1]}; keep one of the two.") from None
        sentence = f"{what} is not readable as TOML: {_plain_words(str(problem))}; write lines like cycles = 2."
        raise InputError("not-toml", field, sentence) from None
    except (RecursionError, ArithmeticError, ValueError):
        raise InputError("not-toml", field, f"{what} holds a value that cannot be read; write plain keys and values.") from None


# How tomllib says it: "Cannot overwrite a value (at line 3, column 9)".
_STANDS_TWICE = re.compile(r"^(?:Cannot overwrite|Cannot declare|Cannot redefine|Duplicate).*(\(at [^()]*\))$", re.DOTALL)


def _plain_words(problem: str) -> str:
    # "Invalid value (at line 3, column 9)" tells a person nothing more than where it stands.
    text = problem.replace("Invalid ", "unreadable ")
    return text[0].lower() + text[1:]
