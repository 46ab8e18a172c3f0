"""A pharmacy's own site file, over the shipped defaults.

Does not know courses, or where the file is kept.
"""

from collections.abc import Mapping
from typing import Any

from dosing.findings import InputError
from dosing.formats.shipped import default_site_values, regimen_named
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import site_from
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site


def read_site(content: bytes, what: str) -> dict[str, Any]:
    """The raw tables of a site file's bytes, not yet put over the defaults. Raises InputError."""
    from dosing.formats.kinds_of_file import expect  # late: most courses are planned without a site file
    from dosing.formats.toml import parse_toml

    expect(content, "site", what, field="site")
    return parse_toml(content, what, "site")


def site_over(own: Mapping[str, Any], overrides: Mapping[str, Any], regimen: Regimen, what: str) -> tuple[Site, Letterhead]:
    """A site file's raw tables over what a regimen has where nothing is decided, and `overrides`, premedications by slot, over both.

    In an override None takes a value away. Raises InputError.
    """
    values = dict(own)
    slots = values.get("premedications", {})
    if overrides and isinstance(slots, dict):
        values["premedications"] = {
            **slots,
            **{slot: _chosen_over(slots.get(slot, {}), table, _usual(regimen, slot)) for slot, table in overrides.items()},
        }
    site, letterhead = site_from(values, default_site_values(), regimen, what)
    for review in site.reviews:
        try:
            regimen_named(review.regimen, review.revision)
        except InputError as problem:
            raise InputError(problem.code, "site.reviews", f"reviews: {problem.sentence}", where=what) from None
    return site, letterhead


def _usual(regimen: Regimen, slot: str) -> str:
    rule = regimen.slot(slot)
    return rule.unless_decided if rule else ""


def _chosen_over(own: object, chosen: Mapping[str, Any], usual: str) -> dict[str, Any]:
    """What is chosen for a slot over what the site file has; values of another drug do not stand for the one that is chosen."""
    before = own if isinstance(own, dict) else {}
    other = "drug" in chosen and before.get("drug", usual) != chosen["drug"]
    over = {**({} if other else before), **chosen}
    return {name: value for name, value in over.items() if value is not None}
