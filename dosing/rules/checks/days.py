"""On which days the visits are: intervals, weekends, holidays, and how long the course lasts.

Does not know doses; moves nothing.
"""

from itertools import pairwise

from dosing import wording
from dosing.findings import Finding
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.visit import Visit
from dosing.rules.workdays import DayOff, WorkingDays


def intervals(case: Case) -> Findings:
    """Infusions closer than the regimen has them where the site allows it, or further apart; what was not given does not count."""
    given = [visit for visit in case.active if visit.given is None or not visit.given.not_given]
    short = case.regimen.words.authority_short
    for before, after in pairwise(given):
        gap, regular = (after.date - before.date).days, after.own_interval
        if gap < regular:
            yield Finding(
                "interval-short",
                "caution",
                after.visit,
                f"{after.visit} is {wording.counted(gap, 'day')} after {before.visit}, closer than {short}'s {regular} days; "
                "the site allows it.",
            )
        elif gap > regular:
            yield Finding(
                "interval-long",
                "note",
                after.visit,
                f"{after.visit} is {wording.counted(gap, 'day')} after {before.visit}, longer than {short}'s {regular} days; "
                "rates after a gap are the prescriber's.",
            )


def days_off(case: Case) -> Findings:
    """Visits on weekends and public holidays, with the working days next to them."""
    working = WorkingDays(case.site.country, case.site.region)
    for visit in case.active:
        off = working.day_off(visit.date)
        if off is not None:
            yield Finding(off.why, "note", visit.visit, _off_message(case, visit, off))


def _off_message(case: Case, visit: Visit, off: DayOff) -> str:
    what = f"a public holiday ({off.name})" if off.why == "holiday" else "a weekend day"
    said = f"{visit.visit} is on {what}, {wording.day(visit.date)}."
    if off.before is None or off.after is None:
        return said
    previous = next((each for each in reversed(case.active) if each.number < visit.number), None)
    following = next((each for each in case.active if each.number > visit.number), None)
    ways = []
    for day in (off.before, off.after):
        gaps = []
        if previous is not None:
            gaps.append(f"{wording.counted((day - previous.date).days, 'day')} after {previous.visit}")
        if following is not None:
            gaps.append(f"{wording.counted((following.date - day).days, 'day')} before {following.visit}")
        ways.append(f"{wording.day(day)}{' (' + wording.listed(gaps) + ')' if gaps else ''}")
    return f"{said} Nearest working days: {ways[0]}, and {ways[1]}. Nothing was moved."


def long_course(case: Case) -> Findings:
    """A course longer than the regimen's longest follow-up."""
    weeks = case.regimen.longest_follow_up_weeks
    if not case.active or weeks is None:
        return
    length = (case.active[-1].date - case.active[0].date).days
    if length > weeks * 7:
        yield whole(
            "long-course",
            "note",
            f"The course lasts {wording.counted(length, 'day')}, longer than {wording.number(weeks)} weeks, the "
            f"longest follow-up in {case.regimen.words.authority_short}.",
        )
