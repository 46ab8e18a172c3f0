"""Record that somebody checked a plan: who may, what can be checked, and what they typed to show it.

Does not know arguments, requests, or where a file is kept; what is asked, and whether it is right, stands in `asking`.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from dosing import wording
from dosing.acts.asking import OF_A_DOSE, Question, doses_to_check, questions_of, refuse_other_answers
from dosing.acts.changing import Changed
from dosing.acts.opening import Opened, issue
from dosing.findings import InputError
from dosing.formats.course_file import appended, render_check
from dosing.inputs.course import Check, Course
from dosing.inputs.kinds import Model, NeededInitials
from dosing.inputs.raw import build
from dosing.quantities import shown
from dosing.releases import Release, dose_content, may_check


class _Checker(Model):
    by: NeededInitials


def questions(before: Opened, issued: datetime, by: str | None = None) -> tuple[Question, ...]:
    """What is asked of who checks the newest revision of a course; `by` is who that is, where it was said. Raises InputError and Refused.

    It is refused where nothing can be checked, or not by them, before anything is asked.
    """
    made = issue(before, issued)
    _refuse_what(made)
    if by is not None:
        _refuse_who(before.course, made, by, issued.date())
    return questions_of(made)


def check(before: Opened, by: str, answers: Mapping[str, str], issued: datetime) -> Changed:
    """A course whose newest revision somebody checked: their initials, and what they typed, by the field of each question.

    Raises InputError and Refused.
    """
    made = issue(before, issued)
    _refuse_what(made)
    by = _refuse_who(before.course, made, by, issued.date())
    refuse_other_answers(made, answers)
    found = _check_of(made, by, issued.date(), answers)
    text = render_check(found)
    course = before.course.model_copy(update={"checks": (*before.course.checks, found)})
    return Changed(Opened(before.site, before.letterhead, course, appended(before.content, text)), text)


def _check_of(made: Release, by: str, on: date, answers: Mapping[str, str]) -> Check:
    """The check of a release as it will be stored."""
    doses = []
    for visits in doses_to_check(made):
        typed = {name: answers.get(f"doses.{visits[0].visit}.{name}", "").strip() for name in OF_A_DOSE}
        doses.append({"visits": tuple(visit.visit for visit in visits), **_given(typed)})
    raw = {
        "revision": made.revision,
        "by": by,
        "on": on,
        "fingerprint": made.fingerprint,
        "visits": tuple(visit.visit for visit in made.to_check),
        **_given({name: answers.get(name, "").strip() for name in ("born", "mg_per_kg")}),
        "doses": tuple(doses),
        "contents": {visit.visit: dose_content(visit) for visit in made.to_check},
    }
    return build(Check, raw, "")


def _given(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if text}


def _refuse_what(made: Release) -> None:
    """What keeps a plan from being checked by anybody. Raises InputError."""
    if made.unreviewed:
        raise _unreviewed(made)
    if made.plan.course.prepared_by is None:
        sentence = (
            "nobody is named who prepared this plan, so nobody can be shown to be somebody else; "
            "begin the course anew with the initials of who prepares it."
        )
        raise InputError("preparer-missing", "course_file", sentence)
    _refuse_again(made)
    _refuse_unconfirmed(made)


def _refuse_again(made: Release) -> None:
    """What was checked and holds is not checked once more, and what waits for a weight not yet. Raises InputError."""
    waits = [visit.visit for visit in made.plan.active if visit.provisional]
    if made.to_check or (made.draft and not waits):
        return
    if waits:
        others = f", and every other visit was checked, last by {made.checked_by}" if made.checked_by else ""
        sentence = f"nothing is left to check: {wording.listed(waits)} wait for a weight{others}; enter the weight first."
        raise InputError("nothing-to-check", "course_file", sentence)
    sentence = f"every visit was already checked, last by {made.checked_by}; write the sheets again if they still say Draft."
    raise InputError("already-checked", "course_file", sentence)


def _unreviewed(made: Release) -> InputError:
    regimen = made.plan.regimen
    sentence = (
        f"nobody at the site has compared the values of {regimen.id} with their source, so nothing made from them can be checked; "
        "write who did and when as [[reviews]] in the site file, with the regimen and its revision, and put that file in force."
    )
    return InputError("unreviewed-data", "course_file", sentence)


def _refuse_unconfirmed(made: Release) -> None:
    """A drug that the regimen warns of is given where the site says so itself, and not because it decided nothing. Raises InputError."""
    for slot, drug in _undecided(made):
        sentence = (
            f"the site has not decided about {wording.drug(drug)}, of which the regimen warns; confirm its supply, or choose another drug, "
            f"by writing drug under [premedications.{slot}] in the site file, and put that file in force."
        )
        raise InputError("supply-not-confirmed", "course_file", sentence)


def _undecided(made: Release) -> Iterable[tuple[str, str]]:
    """The drugs with a caution that no site file names, each with its slot."""
    for visit in made.to_check:
        for owed in visit.premedications:
            slot = made.plan.regimen.slot(owed.slot)
            rule = slot.rule(owed.drug) if slot else None
            if rule and rule.caution and visit.site.source(f"premedications.{owed.slot}.drug").kind != "site":
                yield owed.slot, owed.drug


def _refuse_who(course: Course, made: Release, by: str, on: date) -> str:
    """The initials of who checks, as they are stored. Raises InputError where they may not check, or not yet."""
    by = build(_Checker, {"by": by}, "").by
    for letter in unicodedata.normalize("NFKD", by):
        if letter.isalnum() and not unicodedata.name(letter, "").startswith("LATIN "):
            sentence = f"the initials {shown(by)} hold {shown(letter)}, which is no Latin letter; write them in Latin letters, like CD."
            raise InputError("initials-not-latin", "by", sentence)
    of_visits = {(check.revision, check.by) for check in course.checks if check.visits}  # a check of none frees nobody
    before = [check.revision for check in made.checks if check.revision < made.revision and (check.revision, check.by) in of_visits]
    if not may_check(course, by, max(before, default=1)):
        sentence = (
            f"{by} prepared this plan, or changed it since it was last checked, and cannot check it; "
            "somebody else has to, with their own initials."
        )
        raise InputError("checked-by-preparer", "by", sentence)
    newest = course.changes[-1].when if course.changes else None
    # A change is dated where the computer stands, a check in UTC: somewhere on earth it is up to 14 hours later.
    if newest is not None and max(on, (made.issued + timedelta(hours=14)).date()) < newest:
        sentence = "the check would be dated before the day of the newest change; check it on that day or later."
        raise InputError("check-before-change", "issued", sentence)
    return by
