"""The command line as the tests drive it: in this process, or in one of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from dosing import ENGINE
from dosing.cli import main
from dosing.inputs.course import Course
from dosing.inputs.site import Site
from tests.cases import toml
from tests.plans import ORDER_RATES, answers_of

REPOSITORY = Path(__file__).resolve().parent.parent.parent
COURSE_ID = "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"
ISSUED = "2027-01-03T09:00:00Z"
LATER = "2027-03-01T12:00:00Z"  # after the last visit, and after every weight of the tests' patient
LABEL = "Ward 7, bed 3"

# 72.5 kg from Monday 4 January 2027: 1,450 mg in 72.5 mL on eight Mondays.
PATIENT = ("--weight", "72.5kg", "--weighed", "2027-01-02", "--start", "2027-01-04", "--label", LABEL)
FIXED = ("--issued", ISSUED, "--course-id", COURSE_ID)

# Who prepared it, at a site that has decided about the drug of which the regimen warns: without both, nothing can be checked.
TO_CHECK = ("--prepared-by", "AB", "--h2-blocker", "ranitidine")
TIMED = ("--time", "10:00", "--time-zone", "Europe/Paris")
# The same patient in a file written by hand.
HAND = f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\nweighed = 2027-01-02\nlabel = "{LABEL}"\n'

# A change to it, complete but for the name of its verb and the course's file.
MOVE = ("C1D15", "--to", "2027-01-25", "--reason", "low counts", "--by", "CD", "--when", "2027-01-17")

# A site file whose rates follow a signed order.
BY_ORDER = f"infusion = {toml(ORDER_RATES['infusion'])}\n"

CALENDARS_AND_SHEETS = ("nurse.html", "patient.html", "pharmacy.html", "visits.ics")
WITHOUT_PDF = sorted(["course.toml", "plan.json", *CALENDARS_AND_SHEETS])
NAMES = ("C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22")
DAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22")
FIRST = {name: f"{day} planned 1450" for name, day in zip(NAMES, DAYS, strict=True)}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    status: int
    out: str
    err: str


def dosing(*words: str | Path, answer: str = "", pdf: bool = False) -> Ran:
    """Run a command here. Without `pdf` it finds no plutoprint, which makes it eight times faster."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with (
        _without_plutoprint(leave=pdf),
        patch.object(sys, "argv", ["dosing", *map(str, words)]),
        patch.object(sys, "stdin", io.StringIO(answer)),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
    ):
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
    out, err = (_text(stream) for stream in streams)
    assert LABEL not in err, "the label of a patient stands on standard error"
    return Ran(status, out, err)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content = stream.buffer.getvalue()  # type: ignore[attr-defined]  # it is the BytesIO above
    return str(content.decode())


@contextmanager
def _without_plutoprint(*, leave: bool) -> Iterator[None]:
    if leave:
        yield
        return
    modules: dict[str, Any] = sys.modules
    loaded = "plutoprint" in modules
    before = modules.get("plutoprint")
    modules["plutoprint"] = None  # which is how an import of it fails
    try:
        yield
    finally:
        if loaded:
            modules["plutoprint"] = before
        else:
            del modules["plutoprint"]


def process(*words: str | Path, cwd: Path, path: Path | None = None, stdout: Any = subprocess.PIPE, **environment: str) -> Ran:
    """Run a command in a process of its own, standing in `cwd`; modules in `path` come before all others."""
    python_path = os.pathsep.join(str(folder) for folder in (path, REPOSITORY) if folder)
    run = subprocess.run(
        [sys.executable, "-m", "dosing", *map(str, words)],
        cwd=cwd,
        env={"PATH": os.defpath, "HOME": str(cwd), "PYTHONPATH": python_path, "PYTHONIOENCODING": "utf-8", **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Ran(run.returncode, run.stdout or "", run.stderr)


def of_another_version(course: Path) -> None:
    """As if every revision so far had been made by an older version of the program."""
    text = course.read_text(encoding="utf-8")
    course.write_text(text.replace(f'engine = "{ENGINE}"', 'engine = "dosing 0.0.9"'), encoding="utf-8")


def done(ran: Ran) -> str:
    """What a command printed that did its work."""
    assert (ran.status, ran.err) == (0, "")
    return ran.out


def refused(ran: Ran, status: int = 2) -> str:
    """The one sentence of a command that did nothing: found on standard error, with nothing on standard output."""
    assert ran.status == status, ran
    assert ran.out == ""
    said = ran.err.removesuffix("\n")
    assert said.startswith("Error: " if status == 2 else "Refused: "), said
    assert "\n" not in said, said
    assert "Traceback" not in said
    words = said.lower().split()
    assert not {"invalid", "please", "sorry"} & set(words), said
    return said


def begin(folder: Path, *words: str, patient: tuple[str, ...] = PATIENT, pdf: bool = False) -> Path:
    """Write the folder of the patient above; the name of its course file."""
    done(dosing("plan", *patient, *FIXED, *words, "--out", folder, pdf=pdf))
    return folder / "course.toml"


def begin_timed(folder: Path) -> Path:
    """Write the folder of the same patient, infused at 10:00 in Paris and prepared by AB; the name of its course file."""
    return begin(folder, "--prepared-by", "AB", *TIMED)


def planned(*words: str, patient: tuple[str, ...] = PATIENT) -> dict[str, Any]:
    """The plan document of the patient above."""
    document: dict[str, Any] = json.loads(done(dosing("plan", *patient, *FIXED, "--json", *words)))
    return document


def plan(course: Path, *words: str) -> dict[str, Any]:
    """The plan document of a course file."""
    document: dict[str, Any] = json.loads(done(dosing("plan", course, "--json", "--issued", issued_after(course), *words)))
    return document


def issued_after(course: Path) -> str:
    """The moment at which a course is issued: a later one where it holds a weight of later than the first, or what was given."""
    text = course.read_text(encoding="utf-8")
    return LATER if any(f'kind = "{kind}"' in text for kind in ("reweigh", "outcome")) or "not_given = true" in text else ISSUED


def plan_of(course: Path) -> dict[str, Any]:
    """The plan document beside a course file."""
    document: dict[str, Any] = json.loads((course.parent / "plan.json").read_bytes())
    return document


def states(course: Path) -> dict[str, str]:
    """Each visit as `day status dose`."""
    return {
        visit["visit"]: " ".join(filter(None, (visit["date"], visit["status"], (visit["study_drug"] or {}).get("rounded_mg"))))
        for visit in plan(course)["visits"]
    }


def short(course: Path) -> str:
    """The fingerprint in the plan.json beside a course file, as the sheets print it."""
    digits = plan_of(course)["release"]["fingerprint"][:12].upper()
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def check(course: Path, *, by: str = "EF", issued: str = ISSUED, pdf: bool = False, **other: str) -> Ran:
    """Check the folder of a course file, everything right but for what is typed as `other`."""
    return dosing("check", course.parent, "--by", by, *answers(course, **other), "--issued", issued, pdf=pdf)


def answers(course: Path, **other: str) -> list[str]:
    """The options of a check of the folder of a course file, everything right but for what is typed as `other`."""
    words: list[str] = []
    for field, right in answers_of(plan_of(course)).items():
        *_, visit, name = ("", *field.split("."))
        text = other.get(name, right)
        words += [f"--{name.replace('_', '-')}", f"{visit}={text}" if visit else text]
    return words


def change(course: Path, verb: str, *words: str | Path, when: str = "2027-01-04", by: str = "CD", reason: str = "as ordered") -> Ran:
    """Make one change without being asked."""
    return dosing(verb, course, *words, "--reason", reason, "--by", by, "--when", when, "--yes")


def changed(course: Path, verb: str, *words: str | Path, when: str = "2027-01-04", by: str = "CD") -> str:
    """Make one change that has to succeed."""
    return done(change(course, verb, *words, when=when, by=by))


def write_again(course: Path, *words: str, pdf: bool = False) -> Path:
    """Write the newest revision into the folder of its course file."""
    done(dosing("plan", course, "--out", course.parent, "--issued", issued_after(course), *words, pdf=pdf))
    return course.parent


def parsed(course: Path) -> tuple[Site, Course]:
    """What a course file says."""
    from dosing.formats.course_file import read_course

    found = read_course(course.read_bytes(), course.name)
    return found.site, found.course


def slip(course: Path) -> str:
    """What a person reads on the change slip of the newest revision, which is written first."""
    write_again(course)
    return text_of((course.parent / "changes.html").read_text(encoding="utf-8")).replace("\N{NO-BREAK SPACE}", " ")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its name there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def unfolded(calendar: bytes) -> list[dict[str, str]]:
    """The events of a calendar file: property name (without its parameters) to text."""
    lines = calendar.decode().replace("\r\n ", "").split("\r\n")
    events: list[dict[str, str]] = []
    alarm = False
    for line in lines:
        name, _, value = line.partition(":")
        alarm = line == "BEGIN:VALARM" or (alarm and line != "END:VALARM")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif alarm:
            events[-1]["ALARM"] = "yes"
        elif events and name not in ("BEGIN", "END", ""):
            events[-1].setdefault(name.partition(";")[0], value)
    return events


def text_of(html: str) -> str:
    """What a person reads in an HTML sheet, as one line."""
    from html.parser import HTMLParser

    said: list[str] = []

    class Reader(HTMLParser):
        hidden = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the reader calls it so
            self.hidden += tag in ("style", "script", "title")

        def handle_endtag(self, tag: str) -> None:
            self.hidden -= tag in ("style", "script", "title")

        def handle_data(self, data: str) -> None:
            if not self.hidden:
                said.append(data)

    Reader().feed(html)
    return " ".join(" ".join(said).split())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page of a PDF, as one line each."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(" ".join(text.get_text_bounded().split()))
            text.close()
            page.close()
        return pages
    finally:
        document.close()
