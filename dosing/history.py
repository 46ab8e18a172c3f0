"""Every revision of a course, made once, in one pass: its visits, its fingerprint, and whether what was stored still comes out.

Does not know files, the time of issue, or pages. A refusal counts for the newest revision only: what was once accepted stays readable.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from dosing import wording
from dosing.document import Written, first_fingerprint, next_fingerprint
from dosing.engine import ENGINE
from dosing.findings import InputError, Refused
from dosing.inputs.course import Course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.plan import Plan, Workings, check_regimen, plan_at, settled
from dosing.rules.timeline import Timeline, timelines
from dosing.rules.visit import Visit

if TYPE_CHECKING:
    from dosing.inputs.changes import AnyChange


class Revision(NamedTuple):
    """One revision of a course, counted from 1; `said` is how it came about.

    Without a timeline another version of the program made its numbers, and nothing but its fingerprint is known.
    """

    number: int
    fingerprint: str
    said: str
    change: "AnyChange | None"
    timeline: Timeline | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class History:
    """Every revision of a course; `plan` is the newest one's, which checks may refuse."""

    regimen: Regimen
    site: Site
    course: Course
    revisions: tuple[Revision, ...]
    plan: Plan
    written: Written = field(repr=False, compare=False)

    @property
    def newest(self) -> Revision:
        """The newest revision."""
        return self.revisions[-1]

    def at(self, number: int) -> Revision:
        """One revision, from 1. Raises InputError for one that the course has not reached or that this program cannot make."""
        if not 1 <= number <= len(self.revisions):
            ways = wording.choice_of(range(1, len(self.revisions) + 1))
            held = wording.counted(len(self.revisions), "revision")
            raise InputError("no-such-revision", "revision", f"revision {number} does not exist; the course has {held}, so write {ways}.")
        found = self.revisions[number - 1]
        if found.timeline is None:
            raise InputError(
                "revision-of-another-engine",
                "revision",
                f"revision {number} was made by another version of the program, and its numbers no longer come out; "
                "print it with that version, or write a revision after the rebase.",
            )
        return found

    def plan_of(self, revision: Revision) -> Plan:
        """The plan of one revision, with what the checks say of it, whether they would refuse it today or not."""
        if revision is self.newest:
            return self.plan
        if revision.timeline is None:
            raise ValueError("the numbers of this revision are another program's")
        course = self.course.model_copy(update={"changes": self.course.changes[: revision.number - 1]})
        return plan_at(revision.timeline, course, revision.visits)

    def before(self, number: int) -> Iterator[Revision]:
        """The revisions before one whose numbers are known, the oldest first."""
        return (each for each in self.revisions[: number - 1] if each.timeline is not None)


def build_history(regimen: Regimen, site: Site, course: Course, *, trying: bool = False) -> History:
    """Every revision of a course; `trying` says that its newest change is only tried, and so holds no fingerprint yet.

    Pure, like `build_plan`. Raises InputError for what cannot be, and for the first stored fingerprint that no longer comes out;
    Refused when a check refuses the newest revision.
    """
    found = read_history(regimen, site, course, trying=trying)
    if found.plan.refused:
        raise Refused(found.plan.refused)
    return found


def read_history(regimen: Regimen, site: Site, course: Course, *, trying: bool = False) -> History:
    """The same of a course that is there, whose older revisions stay readable though a check refuses the newest. Raises InputError."""
    check_regimen(regimen, course)
    course = settled(regimen, course)
    written = Written()
    revisions = tuple(_revisions(regimen, site, course, written, trying=trying))
    newest = revisions[-1]
    if newest.timeline is None:
        raise ValueError("the newest revision is always made")
    plan = plan_at(newest.timeline, course, newest.visits)
    return History(regimen, site, course, revisions, plan, written)


def _revisions(regimen: Regimen, site: Site, course: Course, written: Written, *, trying: bool) -> Iterator[Revision]:
    stored, workings = stored_fingerprints(course), Workings(regimen)
    rebased = _rebased(course) if any(stored) else 0
    since = max(rebased - 1, 0)
    held = stored[since : len(stored) - trying]
    if any(stored) and not all(held):
        _refuse_gap(course, since + held.index(None))
    previous, said = "", sayings(course)
    for number, timeline in enumerate(timelines(regimen, site, course)):
        change = course.changes[number - 1] if number else None
        if number < rebased:  # what stood before a rebase is not asked: another engine made it
            previous = stored[number] or ""
            yield Revision(number + 1, previous, said[number], change, None, ())
            continue
        visits = workings.visits(timeline)
        made = next_fingerprint(written, previous, change, visits) if change else first_fingerprint(written, regimen, site, course, visits)
        if stored[number] not in (None, made):
            _refuse_another_number(course, number)
        previous = made
        yield Revision(number + 1, made, said[number], change, timeline, visits)


def sayings(course: Course) -> tuple[str, ...]:
    """What each revision did, in the words of the history; nothing for the first, and for an undo which revision it took back."""
    standing: list[tuple[int, AnyChange]] = []
    said = [""]
    for number, change in enumerate(course.changes, start=2):
        if change.kind == "undo" and standing:
            revision, taken = standing.pop()
            said.append(f"revision {revision} taken back ({taken.said})")
        else:
            standing.append((number, change))
            said.append(change.said)
    return tuple(said)


def stored_fingerprints(course: Course) -> tuple[str | None, ...]:
    """The fingerprint stored for each revision; None where a file written by hand holds none."""
    return (course.fingerprint, *(change.fingerprint for change in course.changes))


def _rebased(course: Course) -> int:
    """The place of the newest rebase among the revisions, counted from 0; 0 without one."""
    return max((number for number, change in enumerate(course.changes, start=1) if change.kind == "rebase"), default=0)


def _named(course: Course, number: int) -> str:
    return "the course as it was first made" if number == 0 else f"change {number} ({course.changes[number - 1].kind})"


def _refuse_gap(course: Course, number: int) -> None:
    raise InputError(
        "fingerprint-missing",
        "course_file",
        f"{_named(course, number)} holds no fingerprint, and other parts of the file do: it was written or edited by hand; "
        "take the edit back, and make a change by its command.",
    )


def made_by(course: Course, number: int) -> str | None:
    """The version of the program that stored a revision, counted from 0; None where none was stored."""
    return course.engine if number == 0 else course.changes[number - 1].engine


def _refuse_another_number(course: Course, number: int) -> None:
    stored = stored_fingerprints(course)[number] or ""
    said = f"{_named(course, number)} was stored with the fingerprint {wording.fingerprint(stored)}, which no longer comes out: "
    engine = made_by(course, number)
    if engine in (None, ENGINE):
        how = "the file was edited by hand; take the edit back, and enter it as a change."
        raise InputError("edited-by-hand", "course_file", f"{said}{how}")
    raise InputError(
        "made-by-another-engine", "course_file", f"{said}{engine} made it and this is {ENGINE}; accept this program's numbers."
    )


def refuse_rebase(course: Course) -> None:
    """Only numbers of another version of the program are accepted by a rebase, never an edit by hand. Raises InputError."""
    newest = course.revision - 1
    if made_by(course, newest) in (None, ENGINE):
        raise InputError(
            "nothing-to-rebase",
            "kind",
            f"{_named(course, newest)} was made by this very version of the program, so there are no other numbers to accept; "
            "if the file was edited by hand, take the edit back, and enter it as a change.",
        )


def sealed(history: History) -> Course:
    """The course with the fingerprint of every revision, as its file stores them; those already there stay."""
    course = history.course
    made = [revision.fingerprint for revision in history.revisions]
    changes = tuple(
        change if change.fingerprint else change.model_copy(update={"fingerprint": each, "engine": ENGINE})
        for change, each in zip(course.changes, made[1:], strict=True)
    )
    first = {} if course.fingerprint else {"fingerprint": made[0], "engine": ENGINE}
    return course.model_copy(update={**first, "changes": changes})
