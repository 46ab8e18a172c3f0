"""Who may start, and when: age, washouts, and the facts that nobody stated.

Does not know doses.
"""

from dosing import wording
from dosing.findings import Finding
from dosing.rules.ages import birthday
from dosing.rules.checks.case import Case, Findings, whole
from dosing.rules.eligibility import facts_missing, old_enough_on, washout_limits

MOST_AGE_YEARS = 110


def too_young(case: Case) -> Findings:
    """The regimen takes participants from an age on."""
    born, first = case.course.born, case.visits[0].date
    if born is not None and first < old_enough_on(case.regimen, born):
        least, short = case.regimen.least_age_years, case.regimen.words.authority_short
        yield whole(
            f"age-under-{least}",
            "refuse",
            f"Born on {wording.day(born)}, the patient is under {least} on {wording.day(first)}; {short} takes {least} years and older, "
            f"so check the birth date, or start on {wording.day(old_enough_on(case.regimen, born))} or later.",
        )


def born_implausible(case: Case) -> Findings:
    """A birth date so long ago that it was probably typed wrongly."""
    born, first = case.course.born, case.visits[0].date
    if born is not None and first > birthday(born, MOST_AGE_YEARS):
        yield whole(
            "born-implausible",
            "caution",
            f"Born on {wording.day(born)}, the patient would be more than {MOST_AGE_YEARS} years old on {wording.day(first)}: "
            "check the birth date.",
            case.active,
        )


def dose_by_age(case: Case) -> Findings:
    """A site's own dose where the regimen has another from an age on: the regimen's dose for this patient differs."""
    born = case.course.born
    for visit in case.active:
        for owed in visit.premedications:
            rule = case.regimen.slot(owed.slot)
            drug = rule.rule(owed.drug) if rule else None
            usual = drug.unless_decided if drug else None
            if usual is None or usual.from_age_years is None or usual.dose_from_age_mg is None or born is None:
                continue
            due = usual.dose_from_age_mg if visit.date >= birthday(born, usual.from_age_years) else usual.dose_mg
            if owed.dose_mg != due:
                yield Finding(
                    "dose-not-for-age",
                    "caution",
                    visit.visit,
                    f"{wording.drug(owed.drug)} {wording.mg(owed.dose_mg)} at {visit.visit} is the site's; "
                    f"for this age {case.regimen.words.authority_short} has {wording.mg(due)}.",
                )


def washouts(case: Case) -> Findings:
    """A washout of the regimen that is not over, or ends on the very day of the first visit."""
    first, short = case.visits[0].date, case.regimen.words.authority_short
    for each in washout_limits(case.regimen, case.course.entry):
        said = f"{wording.FACTS[each.fact]} on {wording.day(each.given)}"
        if first < each.limit:
            yield Finding(
                "washout-inside",
                "caution",
                case.visits[0].visit,
                f"The first visit, {wording.day(first)}, lies inside a washout of {short}: {said}, {each.length} "
                f"until {wording.day(each.limit)}.",
            )
        elif first == each.limit:
            yield Finding(
                "washout-on-limit",
                "caution",
                case.visits[0].visit,
                f"The first visit, {wording.day(first)}, is exactly {each.length} after the {said}: {short}'s "
                '"within" may exclude this day, ask the investigator.',
            )


def entry_facts(case: Case) -> Findings:
    """Facts that nobody stated, grouped, and the criteria that no date decides."""
    asked = facts_missing(case.regimen, case.course.entry)
    missing = (["birth date"] if case.course.born is None else []) + [wording.FACTS[fact] for fact in asked]
    said = [f"Not given: {wording.listed(missing)}."] if missing else []
    if criteria := case.regimen.criteria_not_checked:
        count = wording.counted(len(criteria), "entry criterion", "entry criteria")
        of = f"of {case.regimen.words.authority_short}"
        said.append(f"{count} {of} cannot be checked here and stand on the pharmacy sheet as boxes to tick.")
    if said:
        yield whole("entry-facts", "undetermined", " ".join(said))
