"""Who may start, and when: age, washouts, and the facts that nobody stated.

Does not know doses.
"""

from dosing import wording
from dosing.findings import Finding
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.eligibility import facts_missing, old_enough_on, washout_limits


def age_under_16(case: Case) -> Findings:
    """The record takes participants of 16 years and older."""
    born, first = case.course.born, case.active[0].date if case.active else case.visits[0].date
    if born is not None and first < old_enough_on(case.regimen, born):
        least = case.regimen.least_age_years
        yield whole(
            "age-under-16",
            "refuse",
            f"Born on {wording.day(born)}, the patient is under {least} on {wording.day(first)}; the record takes {least} years and older, "
            f"so check the birth date, or start on {wording.day(old_enough_on(case.regimen, born))} or later.",
        )


def washouts(case: Case) -> Findings:
    """A washout of the record that is not over, or ends on the very day of the first visit."""
    first = case.visits[0].date
    for each in washout_limits(case.regimen, case.course.entry):
        said = f"{wording.FACTS[each.fact]} on {wording.day(each.given)}"
        if first < each.limit:
            yield Finding(
                "washout-inside",
                "caution",
                case.visits[0].visit,
                f"The first visit, {wording.day(first)}, lies inside a washout of the record: {said}, {each.length} "
                f"until {wording.day(each.limit)}.",
            )
        elif first == each.limit:
            yield Finding(
                "washout-on-limit",
                "caution",
                case.visits[0].visit,
                f"The first visit, {wording.day(first)}, is exactly {each.length} after the {said}: the record's "
                '"within" may exclude this day, ask the investigator.',
            )


def entry_facts(case: Case) -> Findings:
    """Facts that nobody stated, grouped, and the criteria that no date decides."""
    missing = (["birth date"] if case.course.born is None else []) + [wording.FACTS[fact] for fact in facts_missing(case.course.entry)]
    said = f"Not given: {wording.listed(missing)}. " if missing else ""
    count = wording.counted(len(case.regimen.criteria_not_checked), "entry criterion", "entry criteria")
    yield whole(
        "entry-facts",
        "undetermined",
        f"{said}{count} of the record cannot be checked here and stand on the pharmacy sheet as boxes to tick.",
    )
