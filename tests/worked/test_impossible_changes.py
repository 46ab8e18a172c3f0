"""Changes that cannot be: each refused with one sentence that says what to write instead.

The patient of 72.5 kg starts on Monday 4 January 2027, as in tests/worked/test_changes.py.
"""

from typing import Any

import pytest

from tests.plans import correct, extend, make_plan, move, omit, refusal, retime, reweigh, stop, undo

IMPOSSIBLE: list[tuple[str, dict[str, Any], str]] = [
    ("a visit that is not there", {"changes": [move("C3D1", "2027-01-25")]}, "change 1 (move): there is no visit C3D1 in this course; write one of C1D1, C1D8, C1D15, C1D22, C2D1, C2D8, C2D15 and C2D22."),
    ("a visit of a cycle that is not planned", {"cycles": 1, "changes": [omit("C2D1")]}, "change 1 (omit): there is no visit C2D1 in this course; write one of C1D1, C1D8, C1D15 and C1D22."),
    ("a move to where it is", {"changes": [move("C1D8", "2027-01-11")]}, "change 1 (move): C1D8 is already on 2027-01-11; write another day."),
    ("a move into the past", {"changes": [move("C1D15", "2027-01-11", when="2027-01-12")]}, "change 1 (move): C1D15 cannot move to 2027-01-11, before the day of the change, 2027-01-12; write that day or a later one."),
    ("a move before the visit before", {"changes": [move("C1D15", "2027-01-10")]}, "change 1 (move): C1D15 on 2027-01-10 would come before C1D8 on 2027-01-11; write a day that keeps their order."),
    ("a move onto the visit before", {"changes": [move("C1D15", "2027-01-11")]}, "change 1 (move): C1D8 and C1D15 would both be on 2027-01-11; two doses on one day are never planned, so write another day."),
    ("a move behind the visit after", {"changes": [move("C1D15", "2027-01-26", following="keep")]}, "change 1 (move): C1D22 on 2027-01-25 would come before C1D15 on 2027-01-26; write a day that keeps their order."),
    ("a move that would pull a given dose along", {"changes": [move("C1D8", "2027-01-21", when="2027-01-20", not_given=True)]}, "change 1 (move): C1D15 on 2027-01-18 is before the day of the change and would move too; omit C1D8 instead."),
    ("omitting a dose of the past", {"changes": [omit("C1D8", when="2027-01-12")]}, "change 1 (omit): C1D8 on 2027-01-11 is before the day of the change, 2027-01-12; say so if that dose was not given."),
    ("omitting the first visit", {"changes": [omit("C1D1")]}, "change 1 (omit): C1D1 is the first visit and cannot be omitted; move it, or stop the course."),
    ("omitting twice", {"changes": [omit("C1D8"), omit("C1D8")]}, "change 2 (omit): C1D8 was omitted; undo that first, or name another visit."),
    ("moving what was omitted", {"changes": [omit("C1D8"), move("C1D8", "2027-01-12")]}, "change 2 (move): C1D8 was omitted; undo that first, or name another visit."),
    ("stopping in the past", {"changes": [stop("C1D8", when="2027-01-12")]}, "change 1 (stop): C1D8 on 2027-01-11 is before the day of the change, 2027-01-12; stop from a visit on that day or later."),
    ("moving what was stopped", {"changes": [stop("C1D8"), move("C1D15", "2027-01-19")]}, "change 2 (move): C1D15 lies behind the stop; undo the stop first, or name a visit before it."),
    ("retiming the past", {"changes": [retime("C1D8", "11:00", when="2027-01-12")]}, "change 1 (retime): C1D8 on 2027-01-11 is before the day of the change, 2027-01-12; only a visit on that day or later gets another time."),
    ("a third cycle", {"changes": [extend()]}, "change 1 (extend): the course already has 2 cycles, the most that the regimen allows, so that none can be added."),
    ("a cycle behind a stop", {"cycles": 1, "changes": [stop("C1D8"), extend()]}, "change 2 (extend): the course was stopped; undo the stop before a cycle is added."),
    ("a weight of tomorrow", {"changes": [reweigh("70kg", "2027-01-13", when="2027-01-12")]}, "change 1 (reweigh): the weight was measured on 2027-01-13, after the day of the change, 2027-01-12; write the day it was measured."),
    ("a weight older than the first", {"changes": [reweigh("70kg", "2027-01-01", when="2027-01-12")]}, "change 1 (reweigh): the weight was measured on 2027-01-01, before the last one on 2027-01-02; write weights in the order of their days."),
    ("a weight entered before the last one", {"changes": [reweigh("70kg", "2027-01-05", when="2027-01-12"), reweigh("69kg", "2027-01-06", when="2027-01-07")]}, "change 2 (reweigh): the weight was entered on 2027-01-07, before the last one on 2027-01-12; write weights in the order of their days."),
    ("an undo of nothing", {"changes": [undo()]}, "change 1 (undo): there is no change to take back."),
    ("two undos of one change", {"changes": [omit("C1D8"), undo(), undo()]}, "change 3 (undo): there is no change to take back."),
    ("a start corrected to before the weight", {"changes": [correct(start="2027-01-01")]}, "change 1 (correct): weighed is 2027-01-02, after the start on 2027-01-01; write the day of a weight measured on or before the start."),
    ("a move into the hour that the clocks skip", {"time": "02:30", "time_zone": "Europe/Paris", "start": "2027-03-01", "changes": [move("C1D22", "2027-03-28")]}, "C1D22: 02:30 does not exist on 2027-03-28 in Europe/Paris, when the clocks go forward; write another time, or move the visit."),
    ("a move into the hour that is there twice", {"time": "01:30", "time_zone": "America/New_York", "start": "2027-10-11", "changes": [move("C1D22", "2027-11-07", when="2027-10-11")]}, "C1D22: 01:30 exists twice on 2027-11-07 in America/New_York, when the clocks go back; write 01:30-04:00 or 01:30-05:00."),
]  # fmt: skip


@pytest.mark.parametrize(("course", "sentence"), [each[1:] for each in IMPOSSIBLE], ids=[each[0] for each in IMPOSSIBLE])
def test_an_impossible_change_is_refused_with_a_sentence_that_says_what_to_do(course, sentence):
    told = refusal(**course)
    assert told.exit_code == 2
    assert str(told) == sentence


def test_a_change_without_a_reason_is_refused():
    assert "reason" in str(_typed({key: value for key, value in omit("C1D8").items() if key != "reason"}))
    assert "reason is empty" in str(_typed(omit("C1D8") | {"reason": " "}))


def _typed(change: dict[str, Any]) -> Exception:
    return refusal(changes=[change])


def test_the_first_visit_never_comes_before_the_day_its_weight_was_measured():
    problem = refusal(weighed="2027-01-03", changes=[move("C1D1", "2027-01-02", when="2027-01-01")])
    assert problem.exit_code == 2
    assert "C1D1 on 2027-01-02 would come before 2027-01-03, when its weight was measured" in str(problem)
    assert (
        make_plan(weighed="2027-01-03", changes=[move("C1D1", "2027-01-03", when="2027-01-01")]).visits[0].date.isoformat() == "2027-01-03"
    )
