"""Dosing and premedication schedules for the isatuximab regimen of the ISLAY trial (NCT02999633).

Three calls make everything: `build_plan`, `release` and `render_files`. Names are loaded when they are first used, so that
importing `dosing` costs nothing.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
ENGINE = f"dosing {__version__}"

__all__ = [
    "ENGINE",
    "Course",
    "InputError",
    "Plan",
    "Refused",
    "Regimen",
    "Release",
    "Site",
    "__version__",
    "build_plan",
    "release",
    "render_files",
]

if TYPE_CHECKING:
    from dosing.findings import InputError, Refused
    from dosing.inputs.course import Course
    from dosing.inputs.regimen import Regimen
    from dosing.inputs.site import Site
    from dosing.plan import Plan, build_plan
    from dosing.releases import Release, release
    from dosing.render import render_files

_ROOMS = {
    "InputError": "dosing.findings",
    "Refused": "dosing.findings",
    "Course": "dosing.inputs.course",
    "Regimen": "dosing.inputs.regimen",
    "Site": "dosing.inputs.site",
    "Plan": "dosing.plan",
    "build_plan": "dosing.plan",
    "Release": "dosing.releases",
    "release": "dosing.releases",
    "render_files": "dosing.render",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'dosing' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value
