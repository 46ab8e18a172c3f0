"""Courses, sites and plans for the tests: the shipped regimen, and one patient of 72.5 kg who starts on Monday 4 January 2027.

Plain functions; what a test does not name is as it is here.
"""

import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dosing.findings import Finding, InputError, Refused
from dosing.formats.shipped import default_site_values, newest_regimen
from dosing.history import History, build_history
from dosing.inputs.course import Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import course_from, site_from
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.plan import Plan, build_plan
from dosing.quantities import plain
from dosing.releases import Checked, Release, dose_content
from dosing.releases import release as release_history
from dosing.rules.visit import Visit

COURSE_ID = "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"
PATIENT: dict[str, Any] = {"course_id": COURSE_ID, "weight": "72.5kg", "weighed": "2027-01-02", "start": "2027-01-04"}
ISSUED = datetime(2027, 1, 3, 9, 0, tzinfo=UTC)  # the day after the weight was measured

# The eight days of the patient above: start + 28 x (cycle - 1) + (day - 1).
NAMES = ("C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22")
DAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22")

# A signed order whose steps are those of the label for 10 mg/kg: 25 to 150 mL an hour, 50 to 200, 200.
ORDER_STEPS: dict[str, Any] = {
    "name": "order-14",
    "follows": "order",
    "reference": "order 14",
    "basis": "ml_per_hour",
    "bag_ml": "250",
    "first": [
        {"rate": "25", "minutes": 60},
        {"rate": "50", "minutes": 30},
        {"rate": "75", "minutes": 30},
        {"rate": "100", "minutes": 30},
        {"rate": "125", "minutes": 30},
        {"rate": "150"},
    ],
    "second": [{"rate": "50", "minutes": 30}, {"rate": "100", "minutes": 30}, {"rate": "200"}],
    "later": [{"rate": "200"}],
}
ORDER_RATES: dict[str, Any] = {
    "infusion": {"profile": "order-14", "compared_by": "AB", "compared_on": "2026-12-01", "profiles": [ORDER_STEPS]}
}


def rates(**values: Any) -> dict[str, Any]:
    """A site whose rates follow the order above, with other values of its profile over it."""
    return {"infusion": {**ORDER_RATES["infusion"], "profiles": [{**ORDER_STEPS, **values}]}}


def slots(**given: dict[str, Any]) -> dict[str, Any]:
    """A site that decides premedications, by slot."""
    return {"premedications": given}


def default_values() -> dict[str, Any]:
    """The raw tables of the shipped site file, read anew."""
    return copy.deepcopy(default_site_values())


def make_site(values: dict[str, Any] | None = None, regimen: str = "islay") -> Site:
    """The shipped site with a site file's raw tables over it."""
    return site_from(values or {}, default_values(), newest_regimen(regimen))[0]


def make_course(**values: Any) -> Course:
    """The patient above, with raw course values over it."""
    return course_from({**PATIENT, **values})


def make_plan(site: dict[str, Any] | Site | None = None, **course: Any) -> Plan:
    """The plan for the patient above at a site given as raw tables."""
    return build_plan(*_inputs(site, course))


def make_history(site: dict[str, Any] | Site | None = None, **course: Any) -> History:
    """Every revision of the same course."""
    return build_history(*_inputs(site, course))


def _inputs(site: dict[str, Any] | Site | None, course: dict[str, Any]) -> tuple[Regimen, Site, Course]:
    name = course.get("regimen", "islay")
    return newest_regimen(name), site if isinstance(site, Site) else make_site(site, name), make_course(**course)


def make_release(
    site: dict[str, Any] | Site | None = None,
    *,
    issued: datetime | None = None,
    letterhead: dict[str, Any] | None = None,
    **course: Any,
) -> Release:
    """The newest revision released: the second calculation has agreed. Unless it is said, once its newest weight was measured."""
    head = Letterhead(**letterhead) if letterhead else None
    history = make_history(site, **course)
    return release_history(history, issued or when_weighed(history), letterhead=head)


def when_weighed(history: History) -> datetime:
    """The usual moment of issue, or 09:00 UTC on the day of the newest weight of the course, or of what was recorded last of a visit."""
    timeline = history.newest.timeline
    days = [each.weighed for each in timeline.weighings if each.weighed is not None] if timeline else []
    days += [change.when for change in history.course.changes if change.kind == "outcome" or getattr(change, "not_given", False)]
    return max([ISSUED, *(datetime(day.year, day.month, day.day, 9, tzinfo=UTC) for day in days)])


# A site that has decided about the drug of which the regimen warns: without it nothing can be checked.
CONFIRMED = slots(h2_blocker={"drug": "ranitidine"})


def checked(made: Release, by: str = "CD") -> Release:
    """The same release, every visit of it that waits for no weight checked by somebody else on the day before its issue."""
    return replace(made, checks=(Checked(by, date(2026, 12, 19), tuple(each.visit for each in made.plan.active if not each.provisional)),))


def check_of(made: Release, by: str = "CD") -> dict[str, Any]:
    """A check of every visit as the course file of an older version holds it, which asked for the fingerprint alone."""
    visits = [each.visit for each in made.plan.active]
    return {"revision": made.revision, "by": by, "on": "2026-12-19", "fingerprint": made.fingerprint, "visits": visits}


def check_with_contents(made: Release, by: str = "CD") -> dict[str, Any]:
    """A check of every visit that waits for no weight, as a course file holds it: with what was typed, and what was checked."""
    answers = answers_of(made.document)
    doses: dict[str, dict[str, Any]] = {}
    for field, text in answers.items():
        if field.startswith("doses."):
            doses.setdefault(field.split(".")[1], {})[field.split(".")[2]] = text
    names = [each.visit for each in made.plan.active if not each.provisional]
    for first, typed in doses.items():
        same = {each.visit: (each.weight_kg, each.weighed) for each in made.plan.active}
        typed["visits"] = [name for name in names if same[name] == same[first]]
    contents = {each.visit: dose_content(each) for each in made.plan.active if each.visit in names}
    typed = {name: answers[name] for name in ("born", "mg_per_kg") if name in answers}
    return {**check_of(made, by), "visits": names, **typed, "doses": list(doses.values()), "contents": contents}


def answers_of(document: dict[str, Any]) -> dict[str, str]:
    """What somebody types who checks a plan document and gets everything right, by the field of each question."""
    known = {name for check in document["release"]["checks"] for name in check["visits"]}
    course = document["inputs"]["course"]
    born = [each["values"]["born"] for each in course["changes"] if each["kind"] == "correct" and each["values"]["born"]] or [
        course["born"]
    ]
    answers = {"fingerprint": document["release"]["fingerprint"][:12], "born": born[-1]}
    answers["mg_per_kg"] = document["inputs"]["regimen"]["study_drug"]["dose_mg_per_kg"]
    weighings = set()
    for each in document["visits"]:
        weighing = (each["weight_kg"], each["weighed"])
        if each["study_drug"] is None or each["provisional"] or each["visit"] in known or weighing in weighings:
            continue
        weighings.add(weighing)
        mg = each["study_drug"]["calculated_mg"]
        volume = plain(Decimal(mg) / Decimal(each["study_drug"]["mg_per_ml"]))
        typed = {"weight": f"{each['weight_kg']}kg", "weighed": each["weighed"], "mg": f"{mg}mg", "volume": f"{volume}mL"}
        answers |= {f"doses.{each['visit']}.{name}": text for name, text in typed.items()}
    return {field: text for field, text in answers.items() if text is not None}


def visit(plan: Plan, name: str) -> Visit:
    """One visit by its name."""
    return next(each for each in plan.visits if each.visit == name)


def dates(plan: Plan) -> dict[str, str]:
    """The day of each visit."""
    return {each.visit: each.date.isoformat() for each in plan.visits}


def found(plan: Plan, code: str) -> list[Finding]:
    """The findings of one code."""
    return [finding for finding in plan.findings if finding.code == code]


def codes(plan: Plan) -> set[str]:
    """The codes of every finding."""
    return {finding.code for finding in plan.findings}


def refusal(site: dict[str, Any] | Site | None = None, **course: Any) -> InputError | Refused:
    """What is raised instead of a plan; fails where there is a plan."""
    try:
        make_plan(site, **course)
    except (InputError, Refused) as raised:
        return raised
    raise AssertionError("a plan was made, and none was expected")


def change(kind: str, when: str | date, **values: Any) -> dict[str, Any]:
    """A change as a course file holds it."""
    return {"kind": kind, "reason": "as ordered", "by": "AB", "when": str(when), **values}


def move(name: str, to: str | date, when: str | date = "2027-01-04", **values: Any) -> dict[str, Any]:
    """A visit gets another day."""
    return change("move", when, visit=name, to=str(to), **values)


def omit(name: str, when: str | date = "2027-01-04", **values: Any) -> dict[str, Any]:
    """A visit falls out."""
    return change("omit", when, visit=name, **values)


def stop(name: str, when: str | date = "2027-01-04") -> dict[str, Any]:
    """A visit and all after it are cancelled."""
    return change("stop", when, visit=name)


def reweigh(weight: str, weighed: str | date, when: str | date | None = None) -> dict[str, Any]:
    """A new weight, entered on the day it was measured unless `when` says otherwise."""
    return change("reweigh", when or weighed, weight=weight, weighed=str(weighed))


def outcome(name: str, when: str | date, **values: Any) -> dict[str, Any]:
    """What was given at a visit; in full unless something else is said."""
    return change("outcome", when, visit=name, **(values or {"in_full": True}))


def retime(name: str, time: str, when: str | date = "2027-01-04") -> dict[str, Any]:
    """A visit's infusion starts at another time."""
    return change("retime", when, visit=name, time=time)


def extend(when: str | date = "2027-01-04") -> dict[str, Any]:
    """The next cycle is added."""
    return change("extend", when)


def correct(when: str | date = "2027-01-04", **values: Any) -> dict[str, Any]:
    """What was typed wrongly from the beginning."""
    return change("correct", when, values=values)


def resite(site: dict[str, Any], when: str | date) -> dict[str, Any]:
    """Another site file, in force from a day."""
    return change("resite", when, site=make_site(site))


def undo(when: str | date = "2027-01-04") -> dict[str, Any]:
    """The latest change that still stands is taken back."""
    return change("undo", when)
