"""One row of a roster: a course of its own, or the column in which something is wrong and what to write there.

Does not know files, or how many rows there are.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from dosing import wording
from dosing.acts.beginning import begin_typed, columns, input_of
from dosing.acts.choosing import PREMEDICATIONS, choices
from dosing.acts.opening import Opened
from dosing.findings import InputError, Refused

COURSE_ID = "course_id"


class Fault(NamedTuple):
    """Why a row makes no plan: the column, or nothing where it is no single one, and a sentence that says what to write instead."""

    column: str
    sentence: str


def begin_row(values: Mapping[str, str], own: Mapping[str, Any], what: str) -> Opened:
    """A new course of the cells of a row by column, which says its own course id. Raises InputError and Refused."""
    if COURSE_ID not in values:
        how = "write the id that this course has from now on, or let ids be assigned"
        raise InputError("course-id-missing", COURSE_ID, f"the course id is missing; {how}.")
    return begin_typed(values, own, what)


def assign_id(values: Mapping[str, str]) -> str:
    """The course id of a row, a new random one where it has none."""
    return values.get(COURSE_ID) or str(uuid4())


def fault_of(problem: InputError | Refused) -> Fault:
    """A problem as it is told in a row."""
    if isinstance(problem, Refused):
        sentence, column = " ".join(finding.message for finding in problem.findings), input_of(problem.findings[0])
    else:
        sentence, column = str(problem), _column(problem)
    return Fault(column if column in columns() else "", sentence.replace(wording.NBSP, " "))


def _column(problem: InputError) -> str:
    """The column at which a problem is put right; nothing for what stands in the site file."""
    if problem.where:
        return ""
    chosen = {each.field: each.name for each in choices()} | {f"{PREMEDICATIONS}.{each.slot}": each.slot for each in choices()}
    return chosen.get(problem.field) or problem.field.rpartition(".")[2]
