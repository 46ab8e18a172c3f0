"""Dosing and premedication schedules for the isatuximab regimen of the ISLAY trial (NCT02999633).

Four calls make everything: `build_plan`, `build_history`, `release` and `render_files`. Names are loaded when they are first used, so
that importing `dosing` costs nothing.
"""

from typing import TYPE_CHECKING, Any

from dosing.engine import ENGINE, VERSION

__version__ = VERSION

__all__ = [
    "ENGINE",
    "Course",
    "History",
    "InputError",
    "Letterhead",
    "Plan",
    "Refused",
    "Regimen",
    "Release",
    "Site",
    "__version__",
    "build_history",
    "build_plan",
    "release",
    "render_files",
]

if TYPE_CHECKING:
    from dosing.catalogue import render_files
    from dosing.findings import InputError, Refused
    from dosing.history import History, build_history
    from dosing.inputs.course import Course
    from dosing.inputs.letterhead import Letterhead
    from dosing.inputs.regimen import Regimen
    from dosing.inputs.site import Site
    from dosing.plan import Plan, build_plan
    from dosing.releases import Release, release

_ROOMS = {
    "InputError": "dosing.findings",
    "Refused": "dosing.findings",
    "Course": "dosing.inputs.course",
    "Letterhead": "dosing.inputs.letterhead",
    "Regimen": "dosing.inputs.regimen",
    "Site": "dosing.inputs.site",
    "Plan": "dosing.plan",
    "build_plan": "dosing.plan",
    "History": "dosing.history",
    "build_history": "dosing.history",
    "Release": "dosing.releases",
    "release": "dosing.releases",
    "render_files": "dosing.catalogue",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'dosing' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value
