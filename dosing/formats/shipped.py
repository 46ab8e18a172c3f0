"""The inputs that are shipped: every regimen, and the site in force where a pharmacy has decided nothing.

Does not know what is in them.
"""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dosing.inputs.course import Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import regimen_from, site_from
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site

_SHIPPED = Path(__file__).resolve().parent.parent / "shipped"


def _tables(name: str) -> dict[str, Any]:
    """The tables of a file of our own, which no bound has to be put before."""
    return tomllib.loads((_SHIPPED / name).read_text(encoding="utf-8"), parse_float=Decimal)


DEFAULT_REGIMEN = "islay-1"


@cache
def _regimen(name: str) -> Regimen:
    return regimen_from(_tables(f"regimens/{name}.toml"))


def default_regimen() -> Regimen:
    """The regimen of the ISLAY trial, in the revision that a new course begins with."""
    return _regimen(DEFAULT_REGIMEN)


def regimen_of(course: Course) -> Regimen:
    """The regimen that a course was begun with; the default, which then says that it is another, where none of that name is shipped."""
    name = f"{course.regimen}-{course.regimen_revision}"
    shipped = {path.stem for path in (_SHIPPED / "regimens").glob("*.toml")}
    return _regimen(name if name in shipped else DEFAULT_REGIMEN)


@cache
def default_site_values() -> dict[str, Any]:
    """The raw tables of the shipped site file; not to be altered."""
    return _tables("default-site.toml")


@cache
def _defaults() -> tuple[Site, Letterhead]:
    return site_from({}, default_site_values())


def default_site() -> Site:
    """The shipped site."""
    return _defaults()[0]


def default_letterhead() -> Letterhead:
    """The shipped letterhead: no name, and A4 paper."""
    return _defaults()[1]
