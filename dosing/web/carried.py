"""The course as it travels: its file and its moment of issue go to the browser with every page and come back with every form.

Does not know pages; nothing is kept between two requests.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from dosing.entry import moment_from
from dosing.files import appended, default_regimen, parse_course
from dosing.findings import InputError
from dosing.formats.course_file import render_check, render_course
from dosing.inputs.course import Check, Course
from dosing.inputs.site import Site
from dosing.plan import build_plan
from dosing.quantities import shown
from dosing.releases import Release, release
from dosing.revisions import checked_plan, course_at, sealed
from dosing.web.fields import Typed

FILE = "The course file"
MOST_CHANGES = 200  # every revision is made again whenever a course is read; a file of thousands would stop the page for minutes


@dataclass(frozen=True, slots=True)
class Carried:
    """A course's file, byte for byte, and the moment at which its newest plan was issued."""

    content: bytes
    issued: datetime

    @property
    def course(self) -> str:
        """The file in letters that a form does not alter; line ends in a field would come back changed."""
        return urlsafe_b64encode(self.content).decode("ascii")

    @property
    def moment(self) -> str:
        """The moment of issue as the plan document writes it."""
        return self.issued.strftime("%Y-%m-%dT%H:%M:%SZ")

    def parsed(self) -> tuple[Site, Course]:
        """The site and the course. Raises InputError."""
        return _read(self.content)

    def released(self) -> Release:
        """The newest revision. Raises InputError and Refused."""
        site, course = self.parsed()
        return release(checked_plan(default_regimen(), site, course), self.issued)

    def older(self, revision: int) -> Release:
        """An older revision, void, or the newest. Raises InputError and Refused."""
        site, course = self.parsed()
        wanted = course_at(course, revision)
        return release(checked_plan(default_regimen(), site, wanted), self.issued, void=wanted.revision < course.revision)


def now() -> datetime:
    """The moment of a request, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def carried_from(typed: Typed) -> Carried:
    """What came back with a form. Raises InputError."""
    try:
        content = urlsafe_b64decode(typed.get("course", "").encode("ascii"))
    except (ValueError, binascii.Error):
        content = b""
    if not content:
        raise InputError("The form came without its course; open the course file again, or begin a new plan.")
    return Carried(content, moment_from(typed.get("issued", ""), "The moment of issue"))


def begun(site: Site, course: Course, issued: datetime) -> tuple[Carried, Release]:
    """A new course as it travels, with its first release. Raises InputError and Refused."""
    plan = build_plan(default_regimen(), site, course)
    return Carried(render_course(site, sealed(plan)).encode(), issued), release(plan, issued)


def opened(content: bytes, issued: datetime) -> tuple[Carried, Release]:
    """A course file that somebody saved; one written by hand gets the fingerprints of its revisions. Raises InputError and Refused."""
    site, course = _read(content)
    plan = checked_plan(default_regimen(), site, course)
    kept = content if course.fingerprint else render_course(site, sealed(plan)).encode()
    return Carried(kept, issued), release(plan, issued)


def _read(content: bytes) -> tuple[Site, Course]:
    site, course = parse_course(content, FILE)
    if len(course.changes) > MOST_CHANGES:
        raise InputError(f"{FILE} holds {len(course.changes)} changes, and this page reads at most {MOST_CHANGES}; use the command line.")
    return site, course


def changed(before: Carried, text: str, issued: datetime) -> tuple[Carried, Release]:
    """The course with a change behind what stood there. Raises InputError and Refused."""
    after = Carried(appended(before.content, text), issued)
    return after, after.released()


def confirmed(before: Carried, check: Check, issued: datetime) -> tuple[Carried, Release]:
    """The course with a check behind what stood there. Raises InputError and Refused."""
    return changed(before, render_check(check), issued)


def revision_from(text: str | None) -> int | None:
    """The revision that was asked for; None for the newest. Raises InputError."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise InputError(f"The revision is {shown(text)}; write a whole number, like 1.")
    return int(text)
