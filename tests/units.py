"""Folders of courses for the tests: each course that of `tests.plans`, with an id of its own and what a test names."""

from pathlib import Path
from typing import Any

from dosing.coming import Coming, coming_of
from dosing.formats.course_file import render_course
from dosing.history import sealed
from dosing.inputs.letterhead import Letterhead
from dosing.releases import Release
from tests.plans import check_with_contents, checked, make_history, make_release, make_site

TIMED = {"time": "10:00", "time_zone": "Europe/Paris"}
# Whose vials may be shared, for six hours.
SHARES = {"opened_vial_minutes": 360, "vial_supply": "stock"}


def id_of(number: int) -> str:
    """The id of a test's course."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def released(number: int, site: dict[str, Any] | None = None, **course: Any) -> Release:
    """A release of one course, by the number of its id; its label is that number too, unless a test says otherwise."""
    return make_release(site, **{"course_id": id_of(number), "label": f"ISLAY-{number:03d}", **course})


def coming(number: int, site: dict[str, Any] | None = None, *, check: bool = False, **course: Any) -> Coming:
    """What a course has to come, all of it checked or none."""
    made = released(number, site, **course)
    return coming_of(checked(made) if check else made)


def course_file(number: int, site: dict[str, Any] | None = None, *, check: bool = False, **course: Any) -> bytes:
    """The bytes of a course file with its fingerprints and, where it is asked for, with a check of every visit."""
    values = {"course_id": id_of(number), "label": f"ISLAY-{number:03d}", "prepared_by": "AB", **course}
    if check:
        values["checks"] = [check_with_contents(make_release(site, **values))]
    return render_course(make_site(site, course.get("regimen", "islay")), Letterhead(), sealed(make_history(site, **values))).encode()


def put(unit: Path, number: int, site: dict[str, Any] | None = None, *, name: str = "", check: bool = False, **course: Any) -> Path:
    """A course's folder in the folder of a unit; the name of its course file."""
    folder = unit / (name or id_of(number))
    folder.mkdir(parents=True)
    (folder / "course.toml").write_bytes(course_file(number, site, check=check, **course))
    return folder / "course.toml"
