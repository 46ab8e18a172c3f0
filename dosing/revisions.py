"""The revisions of a course: each one's inputs, and whether what was stored for it still comes out.

Does not know files or pages.
"""

from dosing import ENGINE, wording
from dosing.document import fingerprint, plan_body
from dosing.findings import InputError
from dosing.inputs.course import Course, Extend
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.plan import Plan, build_plan
from dosing.rules.schedule import standing
from dosing.rules.visit import Visit


def course_at(course: Course, revision: int) -> Course:
    """The course as it stood at a revision, from 1. Raises InputError for one that it has not reached."""
    if not 1 <= revision <= course.revision:
        ways = "1" if course.revision == 1 else f"1 to {course.revision}"
        raise InputError(
            f"revision {revision} does not exist; the course has {wording.counted(course.revision, 'revision')}, so write {ways}."
        )
    return course.model_copy(update={"changes": course.changes[: revision - 1]})


def stored_fingerprints(course: Course) -> tuple[str | None, ...]:
    """The fingerprint stored for each revision; None where a file written by hand holds none."""
    return (course.fingerprint, *(change.fingerprint for change in course.changes))


def how_made(course: Course, revision: int) -> str:
    """What the change did that made a revision after the first; for an undo, which one it took back."""
    change = course.changes[revision - 2]
    before = standing(course.changes[: revision - 2])
    if change.kind == "undo" and before:
        number, taken = before[-1]
        return f"revision {number + 1} taken back ({wording.change(taken)})"
    return wording.change(change)


def taken_back(plan: Plan) -> tuple[Visit, ...]:
    """The visits of a second cycle that was added and taken back, as stopped ones: calendars out there still hold them."""
    if not any(isinstance(change, Extend) for change in plan.course.changes):
        return ()
    held = {visit.visit for visit in plan.visits}
    for revision in range(plan.revision - 1, 0, -1):
        older = build_plan(plan.regimen, plan.site, course_at(plan.course, revision)).visits
        if lost := [each for each in older if each.visit not in held]:
            return tuple(Visit(each.visit, each.number, each.cycle, each.day, each.scheduled_date, each.date, "stopped") for each in lost)
    return ()


def sealed(plan: Plan) -> Course:
    """The plan's course with the fingerprint of every revision, as its file stores them; those already there stay."""
    course = plan.course
    made = [stored or _fingerprint_at(plan, number + 1) for number, stored in enumerate(stored_fingerprints(course))]
    changes = tuple(
        change if change.fingerprint else change.model_copy(update={"fingerprint": each, "engine": ENGINE})
        for change, each in zip(course.changes, made[1:], strict=True)
    )
    first = {} if course.fingerprint else {"fingerprint": made[0], "engine": ENGINE}
    return course.model_copy(update={**first, "changes": changes})


def _fingerprint_at(plan: Plan, revision: int) -> str:
    made = plan if revision == plan.revision else build_plan(plan.regimen, plan.site, course_at(plan.course, revision))
    return fingerprint(plan_body(made))


def checked_plan(regimen: Regimen, site: Site, course: Course) -> Plan:
    """The plan of the newest revision, after every stored fingerprint came out again.

    What stood before a rebase is not asked: another engine made it. Raises InputError naming the first revision that no
    longer prints as it was.
    """
    stored = stored_fingerprints(course)
    rebased = max((number for number, change in enumerate(course.changes, start=1) if change.kind == "rebase"), default=0)
    if any(stored) and not all(stored[rebased:]):
        raise InputError(_never_stored(course, rebased + stored[rebased:].index(None)))
    for number in range(rebased, len(stored) - 1):
        _comes_out(build_plan(regimen, site, course_at(course, number + 1)), stored[number])
    return _comes_out(build_plan(regimen, site, course), stored[-1])


def _comes_out(plan: Plan, stored: str | None) -> Plan:
    if stored is not None and fingerprint(plan_body(plan)) != stored:
        raise InputError(_no_longer(plan.course, plan.revision - 1, stored))
    return plan


def _named(course: Course, number: int) -> str:
    return "the course as it was first made" if number == 0 else f"change {number} ({course.changes[number - 1].kind})"


def _never_stored(course: Course, number: int) -> str:
    return (
        f"{_named(course, number)} holds no fingerprint, and other parts of the file do: it was written or edited by hand; "
        "take the edit back, and make a change by its command"
    )


def made_by(course: Course, number: int) -> str | None:
    """The version of the program that stored a revision, counted from 0; None where none was stored."""
    return course.engine if number == 0 else course.changes[number - 1].engine


def _no_longer(course: Course, number: int, stored: str) -> str:
    said = f"{_named(course, number)} was stored with the fingerprint {wording.fingerprint(stored)}, which no longer comes out: "
    engine = made_by(course, number)
    if engine in (None, ENGINE):
        return f"{said}the file was edited by hand; take the edit back, and enter it as a change."
    return f"{said}{engine} made it and this is {ENGINE}; accept this program's numbers by: dosing rebase"


def refuse_rebase(course: Course) -> None:
    """Only numbers of another version of the program are accepted by a rebase, never an edit by hand. Raises InputError."""
    newest = course.revision - 1
    if made_by(course, newest) in (None, ENGINE):
        raise InputError(
            f"{_named(course, newest)} was made by this very version of the program, so there are no other numbers to accept; "
            "if the file was edited by hand, take the edit back, and enter it as a change."
        )
