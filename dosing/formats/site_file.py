"""A pharmacy's own site file, over the shipped defaults.

Does not know courses, or where the file is kept.
"""

from collections.abc import Mapping
from typing import Any

from dosing.formats.shipped import default_site_values
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import site_from
from dosing.inputs.site import Site


def read_site(content: bytes, what: str) -> dict[str, Any]:
    """The raw tables of a site file's bytes, not yet put over the defaults. Raises InputError."""
    from dosing.formats.kinds_of_file import expect  # late: most courses are planned without a site file
    from dosing.formats.toml import parse_toml

    expect(content, "site", what, field="site")
    return parse_toml(content, what, "site")


def site_over(own: Mapping[str, Any], overrides: Mapping[str, Any], what: str) -> tuple[Site, Letterhead]:
    """A site file's raw tables over the shipped defaults, and `overrides` over both, where None takes a value away. Raises InputError."""
    values = dict(own)
    for key, table in overrides.items():
        mine = values.get(key, {})
        over = {**mine, **table} if isinstance(mine, dict) else table
        values[key] = {name: value for name, value in over.items() if value is not None}
    return site_from(values, default_site_values(), what)
