"""Every call that the benchmarks make into dosing, so that another interface changes this file and no other.

Courses with many changes are written as text, as a person writes a course file, and get their fingerprints from dosing itself.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from dosing import Course, History, Release, __version__, acts, build_history, release
from dosing.catalogue import render_file
from dosing.day import Days
from dosing.formats.course_file import render_change
from dosing.formats.shipped import default_regimen, default_site, default_site_values
from dosing.inputs.changes import Resite
from dosing.inputs.raw import site_from
from dosing.store.courses import read_days
from dosing.views.calendar import render_calendar

VERSION = __version__
ISSUED = datetime(2026, 12, 20, 9, tzinfo=UTC)
COURSE_ID = "0b8ff3a6-6d0e-4f0b-9a55-3b1f6f0f7a08"

Kind = Literal["move", "retime", "resite"]


def course(weight_kg: Decimal, start: date) -> Course:
    """A new course of two cycles without a time of day."""
    return Course(course_id=COURSE_ID, start=start, weight_kg=weight_kg)


def plan_and_release(new: Course) -> Release:
    """What a new course costs before anything of it is shown."""
    return release(build_history(default_regimen(), default_site(), new), ISSUED)


def numbers(made: Release) -> list[tuple[Any, ...]]:
    """The visits of a release as the bare script returns them."""
    return [
        (
            visit["visit"],
            date.fromisoformat(visit["date"]),
            Decimal(visit["study_drug"]["rounded_mg"]),
            Decimal(visit["study_drug"]["volume_ml"]),
            tuple((opened["count"], int(opened["strength_mg"])) for opened in visit["study_drug"]["vials"]),
            tuple((given["drug"], given["dose_mg"], given["route"], given["minutes_before"]) for given in visit["premedications"]),
        )
        for visit in made.document["visits"]
    ]


def course_file(kind: Kind, changes: int, *, extended: bool = False) -> bytes:
    """A course file with so many changes of one kind, each with its fingerprint; `extended` puts the second cycle before them."""
    begun = [HEAD.format(cycles=1), HEADED.format(kind="extend")] if extended else [HEAD.format(cycles=2)]
    text = "".join([*begun, *(_change(kind, turn) for turn in range(changes))])
    return render_file(released(text.encode()), "course.toml")


def open_course(content: bytes) -> History:
    """The history of a course file, up to its newest plan, after everything stored in it came out again."""
    return acts.open_course(content, "the course file").history


def released(content: bytes) -> Release:
    """The release of a course file."""
    return release(open_course(content), ISSUED)


def calendar(made: Release) -> bytes:
    """The calendar file of a release, visits.ics."""
    return render_calendar(made)


def put_course(unit: Path, number: int, weight_kg: Decimal, start: date) -> None:
    """A new course with a time of day in the folder of a unit."""
    course_id = f"{number:08x}-0000-4000-8000-000000000000"
    raw = {"course_id": course_id, "weight": f"{weight_kg}kg", "start": start.isoformat(), "time": "10:00", "time_zone": "Europe/Paris"}
    folder = unit / course_id
    folder.mkdir(parents=True)
    (folder / "course.toml").write_bytes(acts.begin(raw, {}, {}).content)


def day(unit: Path, on: date, *, indexed: bool) -> Days:
    """What a pharmacy prepares on a day, of every course of a folder."""
    return read_days(unit, ISSUED, on, on, indexed=indexed)


HEAD = f"""\
format = "dosing-course/2"
course_id = "{COURSE_ID}"
start = 2027-01-04
weight = "72.5kg"
cycles = {{cycles}}
time = "10:00"
time_zone = "Europe/Paris"
"""
HEADED = """
[[change]]
kind = "{kind}"
reason = "asked for by the ward"
by = "AB"
when = 2026-12-20
"""


def _change(kind: Kind, turn: int) -> str:
    """One change as a course file holds it; every second one takes the one before it back, so that each changes something."""
    back = turn % 2 == 1
    head = HEADED.format(kind=kind)
    match kind:
        case "move":
            return f'{head}visit = "C1D15"\nto = {"2027-01-18" if back else "2027-01-19"}\n'
        case "retime":
            return f'{head}visit = "C1D15"\ntime = "{"10:00" if back else "11:00"}"\n'
        case "resite":
            return _resite("ranitidine" if back else "famotidine")


def _resite(h2_blocker: str) -> str:
    """A change that holds a whole site: the shipped one, with this H2 blocker."""
    own = {"premedications": {"h2_blocker": {"drug": h2_blocker}}}
    site, _ = site_from(own, default_site_values(), default_regimen())
    return render_change(Resite(reason="asked for by the ward", by="AB", when=date(2026, 12, 20), site=site))
