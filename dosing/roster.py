"""Many courses: every row of a roster planned and written, on several cores, in the order of the roster.

Does not know how one plan is made, or how far a run is shown.
"""

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from dosing import acts
from dosing.catalogue import Wanted, render_files
from dosing.engine import ENGINE
from dosing.findings import InputError, Refused
from dosing.formats.roster import Roster, Row, Survey, csv_line, first_line, open_roster
from dosing.inputs.letterhead import Paper
from dosing.processes import AHEAD, Waiting, workers
from dosing.store.rows import Standing, begin_folder, is_whole, may_be_planned, tidy_folder, write_row
from dosing.store.runs import Run, course_digest, digest, running
from dosing.store.whole_file import WholeFile, whole_file

ERRORS: Final = "errors.csv"
FAULT_COLUMNS: Final = ("row", "course_id", "column", "found", "write_instead")
MOST_SHOWN: Final = 80  # characters of a cell that is found wrong

State = Literal["written", "unchanged", "gone on", "failed"]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the rows of one run: the folder, the raw tables of the site file and its name, the paper."""

    out: Path
    own: Mapping[str, Any]
    site_name: str
    paper: Paper | None = None

    @property
    def digest(self) -> bytes:
        """What a patient's files are made of besides the row: site and letterhead, the paper, this version of the program."""
        return digest(ENGINE, self.own, self.paper)


class Done(NamedTuple):
    """What became of a row."""

    row: Row
    state: State
    fault: acts.Fault | None = None


class _Task(NamedTuple):
    values: Mapping[str, str]
    around: Around
    issued: datetime
    standing: Standing


class _Answer(NamedTuple):
    state: State
    fault: acts.Fault | None = None
    course: bytes = b""


@dataclass(slots=True)
class Stop:
    """Whether a run is to come to an end before its last row."""

    asked: bool = field(default=False)

    def ask(self, *_: object) -> None:
        """End once the rows that are under way are written."""
        self.asked = True


class Rows(NamedTuple):
    """A run that is begun: how many rows there are, its moment of issue, whether it was begun before, and what becomes of each row."""

    total: int
    issued: datetime
    taken_up: bool
    done: Iterator[Done]


@contextmanager
def run_over(
    path: Path, around: Around, *, issued: datetime | None, now: datetime, jobs: int = 1, stop: Stop | None = None
) -> Iterator[Rows]:
    """A run over a roster into a folder; rows are planned as they are asked for, and `errors.csv` is in its place at the end.

    `issued` is the moment of issue that was asked for, if one was, and `now` that of a new run. Raises InputError.
    """
    stop = stop or Stop()
    with open_roster(path, acts.columns()) as roster:
        survey = roster.survey()
        if not survey.rows:
            raise InputError("roster-empty", "roster", "the roster holds no row below its header; write one for each patient.")
        begin_folder(around.out)
        with running(around.out, issued, now, around.digest) as run:
            tidy_folder(around.out)
            with whole_file(around.out / ERRORS) as errors:
                errors.write(first_line(FAULT_COLUMNS, roster))
                with closing(_told(plan_rows(roster, survey, around, run, jobs=jobs, stop=stop), errors, roster.delimiter)) as told:
                    yield Rows(survey.rows, run.issued, run.taken_up, told)
            if not stop.asked:  # and errors.csv is in its place
                run.end()


def _told(rows: Generator[Done], errors: WholeFile, delimiter: str) -> Generator[Done, None, None]:
    """The same rows, once each that failed has its line in errors.csv."""
    with closing(rows):
        for done in rows:
            if done.fault:
                errors.write(csv_line(_fault_cells(done.row, done.fault), delimiter))
            yield done


def _fault_cells(row: Row, fault: acts.Fault) -> list[str]:
    found = row.values.get(fault.column, "") if fault.column != "label" else ""  # which no message shows
    visible = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in found[:MOST_SHOWN])
    return [str(row.number), row.course_id[:MOST_SHOWN], fault.column, visible, fault.sentence]


def assign_ids(path: Path, copy: Path) -> int:
    """Write a copy of a roster in which every row has a course id; how many were assigned. Raises InputError.

    A row that cannot be read is refused: the copy holds every row, or there is none.
    """
    if copy.exists():
        raise InputError("copy-in-the-way", "out", f"{copy} is there already; write the name of a new file.")
    with open_roster(path, acts.columns(), ()) as roster, whole_file(copy) as written:
        header = roster.header if acts.COURSE_ID in roster.header else (acts.COURSE_ID, *roster.header)
        written.write(first_line(header, roster))
        assigned = 0
        for row in roster.rows():
            if row.problem:
                raise InputError(row.problem.code, "roster", f"row {row.number}: {row.problem.sentence}")
            values = {**row.values, acts.COURSE_ID: acts.assign_id(row.values)}
            assigned += acts.COURSE_ID not in row.values
            written.write(csv_line([values.get(name, "") for name in header], roster.delimiter))
    return assigned


def plan_rows(
    roster: Roster, survey: Survey, around: Around, run: Run, *, jobs: int = 1, stop: Stop | None = None
) -> Generator[Done, None, None]:
    """Plan and write every row, in the order of the roster; what became of each is remembered in the run before it is said.

    Where `stop` is asked, the rows that are under way come to their end, and no other is begun. Raises InputError for what no row can help.
    """
    stop, ahead = stop or Stop(), AHEAD * jobs if jobs > 1 else 0
    waiting: deque[tuple[Row, bytes, Waiting[_Answer]]] = deque()
    with workers(_plan, min(jobs, survey.rows)) as submit:
        for row in roster.rows():
            if stop.asked:
                break
            own = digest(row.values)
            waiting.append((row, own, _known(row, own, survey, around, run) or submit(_task(row, own, around, run))))
            if len(waiting) > ahead:
                yield _done(*waiting.popleft(), run)
        while waiting:
            yield _done(*waiting.popleft(), run)


def _known(row: Row, own: bytes, survey: Survey, around: Around, run: Run) -> Waiting[_Answer] | None:
    """What becomes of a row that need not be planned; None for one that has to be."""
    problem = row.problem
    if row.course_id in survey.twice and not problem:
        how = "give each patient an id of their own"
        problem = InputError("course-id-twice", acts.COURSE_ID, f"the course id stands in more than one row; {how}.")
    if problem:
        return partial(_failed, problem)
    left = run.of(row.course_id)
    if left and (left.row, left.around) == (own, run.around) and is_whole(around.out / row.course_id):
        return partial(_Answer, "unchanged")
    return None


def _task(row: Row, own: bytes, around: Around, run: Run) -> _Task:
    left = run.of(row.course_id)
    return _Task(row.values, around, run.issued, Standing(left, left is not None and left.row == own))


def _done(row: Row, own: bytes, answer: Waiting[_Answer], run: Run) -> Done:
    found = answer()
    if found.state == "written":
        run.note(row.course_id, own, found.course)
    return Done(row, found.state, found.fault)


def _plan(task: _Task) -> _Answer:
    """One row: its course begun, issued, and its folder written; or what is wrong with it."""
    try:
        return _planned(task)
    except (InputError, Refused) as problem:
        return _failed(problem)


def _planned(task: _Task) -> _Answer:
    opened = acts.begin_row(task.values, task.around.own, task.around.site_name)
    folder = task.around.out / opened.course.course_id  # a UUID by now: no other cell of a row reaches a path
    if not may_be_planned(folder, opened, task.standing):
        return _Answer("gone on")
    made = acts.issue(opened, task.issued)
    files = render_files(made, Wanted(task.around.paper).of(opened.content))
    if not write_row(folder, opened, made, files, task.standing):
        return _Answer("gone on")
    return _Answer("written", course=course_digest(opened.content))


def _failed(problem: InputError | Refused) -> _Answer:
    return _Answer("failed", acts.fault_of(problem))
