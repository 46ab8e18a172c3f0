"""The course as it travels: its file and its moment of issue go to the browser with every page and come back with every form.

Does not know pages; nothing is kept between two requests.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from dosing.acts import Opened, issue, moment_from, open_course
from dosing.findings import InputError
from dosing.releases import Release
from dosing.web.form_fields import Typed
from dosing.web.letters import packed, unpacked

FILE = "the course file"
MOST_CHANGES = 200  # every revision is made again whenever a course is read, and others wait meanwhile


@dataclass(frozen=True, slots=True)
class Carried:
    """A course, and the moment at which its newest plan was issued."""

    opened: Opened
    issued: datetime
    saved: bool = False  # whether somebody has its file, as far as this server knows

    @property
    def course(self) -> str:
        """The file in letters that a form does not alter."""
        return packed(self.opened.content)

    @property
    def moment(self) -> str:
        """The moment of issue as the plan document writes it."""
        return self.issued.strftime("%Y-%m-%dT%H:%M:%SZ")

    def released(self, revision: int | None = None) -> Release:
        """The newest revision, or an older one as void. Raises InputError and Refused."""
        return issue(self.opened, self.issued, revision)


def now() -> datetime:
    """The moment of a request, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The day of a request where the computer stands, which is the day of a change."""
    return datetime.now().astimezone().date()


def carry(content: bytes, issued: datetime) -> Carried:
    """The course of a file's bytes. Raises InputError."""
    return Carried(open_course(content, FILE, MOST_CHANGES), issued)


def file_in(typed: Typed) -> bytes:
    """The course file that came back with a form. Raises InputError."""
    content = unpacked(typed.get("course", ""))
    if not content:
        sentence = "the form came without its course; open the course file again, or begin a new plan."
        raise InputError("course-lost", "course_file", sentence)
    return content


def moment_in(typed: Typed) -> datetime:
    """The moment of issue that came back with a form. Raises InputError."""
    return moment_from(typed.get("issued", ""))


def kept_as(name: str, course_id: str, revision: int) -> str:
    """How a file is called once it is saved: by its course and revision too, so that no two of a folder are the same."""
    stem, _, kind = name.rpartition(".")
    return f"{stem}-{course_id[:8]}-{revision}.{kind}"
