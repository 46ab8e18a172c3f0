"""What every door does: begin a course, open one, change it, check it, issue it; files are then the catalogue's.

Does not know arguments, requests, or where a file is kept. Names are loaded when they are first used: a new course changes nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dosing.acts.asking import Differing, Question, answers_by_field, refuse_unreadable
    from dosing.acts.beginning import begin_typed, columns, input_of
    from dosing.acts.changing import Changed, change, compare, compare_with, possible, readdress, site_in, visits_for, visits_left
    from dosing.acts.checking import check, questions
    from dosing.acts.choosing import Choice, choices, cycles_told, regimens, site_choices
    from dosing.acts.opening import Opened, begin, check_site, issue, open_course
    from dosing.acts.printing import belongs, print_sheets
    from dosing.acts.publishing import feed_of, given_away, publish, served
    from dosing.acts.rows import COURSE_ID, Fault, assign_id, begin_row, fault_of
    from dosing.acts.telling import Told, told
    from dosing.acts.typed import day_from, moment_from, refuse_by_hand, revision_from, whole_number_from

__all__ = [
    "COURSE_ID",
    "Changed",
    "Choice",
    "Differing",
    "Fault",
    "Opened",
    "Question",
    "Told",
    "answers_by_field",
    "assign_id",
    "begin",
    "begin_row",
    "begin_typed",
    "belongs",
    "change",
    "check",
    "check_site",
    "choices",
    "columns",
    "compare",
    "compare_with",
    "cycles_told",
    "day_from",
    "fault_of",
    "feed_of",
    "given_away",
    "input_of",
    "issue",
    "moment_from",
    "open_course",
    "possible",
    "print_sheets",
    "publish",
    "questions",
    "readdress",
    "refuse_by_hand",
    "refuse_unreadable",
    "regimens",
    "revision_from",
    "served",
    "site_choices",
    "site_in",
    "told",
    "visits_for",
    "visits_left",
    "whole_number_from",
]

_MODULES = {
    "beginning": ("begin_typed", "columns", "input_of"),
    "changing": ("Changed", "change", "compare", "compare_with", "possible", "readdress", "site_in", "visits_for", "visits_left"),
    "asking": ("Differing", "Question", "answers_by_field", "refuse_unreadable"),
    "checking": ("check", "questions"),
    "choosing": ("Choice", "choices", "cycles_told", "regimens", "site_choices"),
    "opening": ("Opened", "begin", "check_site", "issue", "open_course"),
    "printing": ("belongs", "print_sheets"),
    "publishing": ("feed_of", "given_away", "publish", "served"),
    "rows": ("COURSE_ID", "Fault", "assign_id", "begin_row", "fault_of"),
    "telling": ("Told", "told"),
    "typed": ("day_from", "moment_from", "refuse_by_hand", "revision_from", "whole_number_from"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    module = next((module for module, names in _MODULES.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module 'dosing.acts' has no attribute {name!r}")
    value = getattr(import_module(f"dosing.acts.{module}"), name)
    globals()[name] = value
    return value
