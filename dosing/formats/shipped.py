"""The inputs that are shipped: every regimen, and the site in force where a pharmacy has decided nothing.

Does not know what is in them.
"""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from dosing import wording
from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import regimen_from, site_from
from dosing.inputs.regimen import DEFAULT_REGIMEN as DEFAULT_REGIMEN  # noqa: PLC0414  # doors take it from here
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.quantities import shown

_SHIPPED = Path(__file__).resolve().parent.parent / "shipped"


def _tables(name: str) -> dict[str, Any]:
    """The tables of a file of our own, which no bound has to be put before."""
    return tomllib.loads((_SHIPPED / name).read_text(encoding="utf-8"), parse_float=Decimal)


@cache
def _regimen(name: str) -> Regimen:
    return regimen_from(_tables(f"regimens/{name}.toml"))


@cache
def _shipped() -> dict[str, tuple[int, ...]]:
    """The revisions of every regimen that is shipped, by its id, the default first."""
    found: dict[str, list[int]] = {DEFAULT_REGIMEN: []}
    for path in sorted((_SHIPPED / "regimens").glob("*.toml")):
        name, _, revision = path.stem.rpartition("-")
        found.setdefault(name, []).append(int(revision))
    return {name: tuple(sorted(revisions)) for name, revisions in found.items()}


def regimen_ids() -> tuple[str, ...]:
    """The ids of the regimens that a course can be begun with, the default first."""
    return tuple(_shipped())


def newest_regimen(name: str) -> Regimen:
    """A regimen in the revision that a new course begins with. Raises InputError."""
    if name not in _shipped():
        sentence = f"the regimen is {shown(name)}; write {wording.listed(regimen_ids(), 'or')}."
        raise InputError("no-such-regimen", "regimen", sentence)
    return _regimen(f"{name}-{_shipped()[name][-1]}")


def default_regimen() -> Regimen:
    """The regimen that is meant where no other is asked for, in the revision that a new course begins with."""
    return newest_regimen(DEFAULT_REGIMEN)


def regimen_of(course: Course) -> Regimen:
    """The regimen that a course was begun with. Raises InputError."""
    return regimen_named(course.regimen, course.regimen_revision)


def regimen_named(name: object, revision: object) -> Regimen:
    """A regimen by its id and revision; each that was ever shipped stays. Raises InputError."""
    if not isinstance(name, str) or name not in _shipped():
        ways = wording.listed(regimen_ids(), "or")
        sentence = f"the regimen is {shown(name)}; write {ways}, or use the version of this program that made the course."
        raise InputError("no-such-regimen", "regimen", sentence)
    if type(revision) is not int or revision not in _shipped()[name]:  # true and 1.0 are equal to 1
        sentence = (
            f"revision {shown(revision)} of the regimen {name} is not known here; use the version of this program that made the course."
        )
        raise InputError("no-such-regimen", "regimen_revision", sentence)
    return _regimen(f"{name}-{revision}")


@cache
def default_site_values() -> dict[str, Any]:
    """The raw tables of the shipped site file; not to be altered."""
    return _tables("default-site.toml")


@cache
def default_site(name: str = DEFAULT_REGIMEN) -> Site:
    """The site in force for a regimen where a pharmacy has decided nothing."""
    return site_from({}, default_site_values(), newest_regimen(name))[0]


@cache
def default_letterhead() -> Letterhead:
    """The shipped letterhead: no name, and A4 paper."""
    return site_from({}, default_site_values(), default_regimen())[1]
