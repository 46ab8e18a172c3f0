"""Every call that the benchmarks make into dosing, so that another interface changes this file and no other.

Courses with many changes are written as text, as a person writes a course file, and get their fingerprints from dosing itself.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any, Literal

from dosing import Course, History, Release, __version__, acts, build_history, release
from dosing.catalogue import render_file
from dosing.formats.shipped import default_regimen, default_site
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
    text = "".join([*begun, *(HEADED.format(kind=kind) + _change(kind, turn) for turn in range(changes))])
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
    """What one change says beside its head; every second one takes the one before it back, so that each changes something."""
    back = turn % 2 == 1
    match kind:
        case "move":
            return f'visit = "C1D15"\nto = {"2027-01-18" if back else "2027-01-19"}\n'
        case "retime":
            return f'visit = "C1D15"\ntime = "{"10:00" if back else "11:00"}"\n'
        case "resite":
            return _site("ranitidine" if back else "famotidine")


def _site(h2_blocker: str) -> str:
    """A whole site as a change holds it: the shipped one, its tables below the change, with this H2 blocker."""
    text = files("dosing").joinpath("shipped", "default-site.toml").read_text(encoding="utf-8")
    text = text.replace('[letterhead]\npaper = "a4"\n', "")  # which is no part of a site in a course file
    text = re.sub(r"^(\[+)(?=[a-z])", r"\1change.site.", text, flags=re.MULTILINE)
    text = re.sub(r"^format = .*$", "[change.site]", text, flags=re.MULTILINE)
    return re.sub(r'^drug = "ranitidine"$', f'drug = "{h2_blocker}"', text, flags=re.MULTILINE)
