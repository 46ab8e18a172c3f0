"""Fingerprints: the chain worked out by hand from its contract, what never changes one, and what always does.

The contract is docs/plan-document.md; the courses are those of tests/golden.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, create_model

from dosing import plan as plan_room
from dosing.findings import Finding
from dosing.formats.course_file import CourseFile, read_course
from dosing.formats.shipped import default_regimen, regimen_of
from dosing.history import build_history
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import change_from
from dosing.inputs.regimen import Regimen, SlotRule, SourceEntry
from dosing.inputs.site import Site
from dosing.recheck import recheck
from dosing.releases import Release, release
from dosing.rules import checks, timeline
from dosing.rules.checks import days
from dosing.rules.visit import Visit
from dosing.rules.workdays import DayOff
from tests import plans

GOLDEN = Path(__file__).parents[1] / "golden"
COURSES = sorted(path.parent.name for path in GOLDEN.glob("*/course.toml"))
each_course = pytest.mark.parametrize("name", COURSES)


def read(name: str) -> CourseFile:
    return read_course((GOLDEN / name / "course.toml").read_bytes(), name)


def kept(name: str) -> str:
    """The fingerprint of a golden course as it was last read by a person."""
    return json.loads((GOLDEN / name / "plan.json").read_bytes())["release"]["fingerprint"]


def made(found: CourseFile, *, regimen: Regimen | None = None, issued: datetime | None = None, **how: Any) -> Release:
    """The release of a course, which a second calculation has accepted."""
    history = build_history(regimen or regimen_of(found.course), found.site, found.course)
    return release(history, issued or plans.when_weighed(history), letterhead=found.letterhead, **how)


# The chain, by hand


def canonical(value: Any) -> Any:
    if isinstance(value, dict):
        prose = ("citation", "title", "criteria_not_checked", "words", "message", "called")
        return {key: canonical(each) for key, each in value.items() if each is not None and key not in prose}
    return [canonical(each) for each in value] if isinstance(value, list) else value


def chain(documents: list[dict[str, Any]]) -> list[str]:
    """The fingerprint of every revision, from the documents of a course's revisions in their order."""
    found: list[str] = []
    for document in documents:
        inputs, visits = document["inputs"], document["visits"]
        *_, change = inputs["course"]["changes"] or [None]
        begun = {**inputs, "course": {key: value for key, value in inputs["course"].items() if key != "changes"}}
        covered = {"change": change, "previous": found[-1], "visits": visits} if change else {"inputs": begun, "visits": visits}
        text = json.dumps(canonical(covered), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        found.append(hashlib.sha256(text.encode()).hexdigest())
    return found


@each_course
def test_the_chain_by_hand_gives_the_fingerprint_of_every_revision(name):
    revisions = read(name).course.revision
    releases = [made(read(name), revision=number) for number in range(1, revisions + 1)]
    by_hand = chain([each.document for each in releases])
    assert [each.fingerprint for each in releases] == by_hand
    assert [each.document["release"]["fingerprint"] for each in releases] == by_hand
    assert [each.document["release"]["previous"] for each in releases] == [None, *by_hand[:-1]]
    assert by_hand[-1] == kept(name)


def test_the_chain_by_hand_holds_for_every_kind_of_change():
    changes = [
        plans.correct(weight="160lb", last_chemotherapy="2026-11-01"),
        plans.reweigh("150lb", "2027-01-06"),
        plans.resite({"bag": {"volume_ml": "500"}}, "2027-01-07"),
        plans.extend("2027-01-07"),
        plans.change("rebase", "2027-01-08"),
        plans.stop("C2D8", "2027-01-08"),
        plans.undo("2027-01-09"),
        plans.outcome("C1D1", "2027-01-09", given_ml="60.5", reaction="2"),
        plans.outcome("C1D1", "2027-01-09"),
    ]
    history = plans.make_history(
        plans.ORDER_RATES, cycles=1, label='\u017dofie \u0110\u1eb7ng "7" \\', time="10:00", time_zone="Europe/Paris", changes=changes
    )
    issued = plans.when_weighed(history)
    documents = [release(history, issued, revision=number).document for number in range(1, 11)]
    assert chain(documents) == [each.fingerprint for each in history.revisions]


# What never changes one


def with_a_key(model: BaseModel, value: str | None = None) -> Any:
    """The same input, as a later version would hold it that knows one more key."""
    grown = create_model(type(model).__name__, __base__=type(model), added=(str | None, None))
    return grown.model_construct(**dict(model), added=value)


@dataclasses.dataclass(frozen=True, slots=True)
class LaterVisit(Visit):
    """A visit as a later version would hold it."""

    added: str | None = None


def in_site(found: CourseFile, _: pytest.MonkeyPatch) -> CourseFile:
    return dataclasses.replace(found, site=with_a_key(found.site))


def in_course(found: CourseFile, monkeypatch: pytest.MonkeyPatch) -> CourseFile:
    course = with_a_key(found.course)
    monkeypatch.setattr(timeline, "Course", type(course))
    return dataclasses.replace(found, course=course)


def in_changes(found: CourseFile, _: pytest.MonkeyPatch) -> CourseFile:
    changes = tuple(with_a_key(change) for change in found.course.changes)
    return dataclasses.replace(found, course=found.course.model_copy(update={"changes": changes}))


def in_visits(found: CourseFile, monkeypatch: pytest.MonkeyPatch) -> CourseFile:
    monkeypatch.setattr(plan_room, "Visit", LaterVisit)
    return found


def places_of_a_key(document: dict[str, Any]) -> list[str]:
    inputs = document["inputs"]
    held = {"site": [inputs["site"]], "course": [inputs["course"]], "changes": inputs["course"]["changes"], "visits": document["visits"]}
    return [place for place, tables in held.items() if any("added" in table for table in tables)]


@each_course
@pytest.mark.parametrize(("grow", "place"), [(in_site, "site"), (in_course, "course"), (in_changes, "changes"), (in_visits, "visits")])
def test_a_key_that_a_later_version_adds_changes_nothing_until_it_is_used(name, grow, place, monkeypatch):
    found = grow(read(name), monkeypatch)
    release_ = made(found)
    assert places_of_a_key(release_.document) == ([] if place == "changes" and not found.course.changes else [place])
    assert release_.fingerprint == kept(name)
    assert recheck(release_.document) == []


def test_a_key_that_is_used_changes_the_fingerprint_from_the_revision_on_that_uses_it():
    found = read("changed")
    before = build_history(regimen_of(found.course), found.site, found.course)
    used = tuple(with_a_key(change, "x" if number == 2 else None) for number, change in enumerate(found.course.changes))
    after = build_history(regimen_of(found.course), found.site, found.course.model_copy(update={"changes": used}))
    same = [one.fingerprint == other.fingerprint for one, other in zip(before.revisions, after.revisions, strict=True)]
    assert same == [True, True, True, False, False, False, False, False, False]


def new_finding(_: checks.Case) -> checks.case.Findings:
    yield Finding("said-since-today", "caution", None, "Something is said since today.")


class AnotherCalendar:
    """An edition of the holiday calendar in which every day is a holiday of a new name."""

    def __init__(self, country: str | None, region: str | None) -> None:
        pass

    def day_off(self, on: date) -> DayOff:
        return DayOff("holiday", "Day of the new edition", on, on)


def mended(sources: dict[str, SourceEntry]) -> dict[str, SourceEntry]:
    return {key: entry.model_copy(update={"citation": f"{entry.citation}, mended"}) for key, entry in sources.items()}


def better(rule: SlotRule) -> SlotRule:
    """A slot called otherwise, with another sentence for each drug that has one."""
    said = {each.drug: each.caution.model_copy(update={"message": "Better words."}) for each in rule.drugs if each.caution}
    drugs = tuple(each.model_copy(update={"caution": said.get(each.drug)}) for each in rule.drugs)
    return rule.model_copy(update={"called": "better words", "drugs": drugs})


def better_words(found: CourseFile, _: pytest.MonkeyPatch) -> dict[str, Any]:
    regimen = regimen_of(found.course)
    words = {
        "title": "Better words",
        "criteria_not_checked": ("One.", "Two."),
        "sources": mended(regimen.sources),
        "words": regimen.words.model_copy(update={"heading": "Better words", "preparation": (), "blood_months": 7}),
        "always": tuple(said.model_copy(update={"message": "Better words."}) for said in regimen.always),
        "never_vials": tuple(other.model_copy(update={"called": "the other product"}) for other in regimen.never_vials),
        "slots": tuple(better(rule) for rule in regimen.slots),
    }
    site = found.site.model_copy(update={"sources": mended(found.site.sources)})
    return {"found": dataclasses.replace(found, site=site), "regimen": regimen.model_copy(update=words)}


def other_finding(_: CourseFile, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(checks, "CHECKS", (new_finding, *checks.CHECKS))
    return {}


def other_calendar(_: CourseFile, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(days, "WorkingDays", AnotherCalendar)
    return {}


def other_letterhead(found: CourseFile, _: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"found": dataclasses.replace(found, letterhead=Letterhead(name="Another ward", night_phone="1", paper=found.letterhead.paper))}


def other_paper(found: CourseFile, _: pytest.MonkeyPatch) -> dict[str, Any]:
    paper = "a4" if found.letterhead.paper == "letter" else "letter"
    return {"found": dataclasses.replace(found, letterhead=found.letterhead.model_copy(update={"paper": paper}))}


OUTSIDE: dict[str, Callable[[CourseFile, pytest.MonkeyPatch], dict[str, Any]]] = {
    "a finding that is new": other_finding,
    "citations, a title, criteria and sentences in better words": better_words,
    "another edition of the holiday calendar": other_calendar,
    "another letterhead": other_letterhead,
    "another paper": other_paper,
    "another moment of issue": lambda *_: {"issued": datetime(2028, 3, 1, 12, tzinfo=UTC)},
    "another version of the program": lambda *_: {"engine": "dosing 9.9.9"},
}


@each_course
@pytest.mark.parametrize("other", OUTSIDE.values(), ids=OUTSIDE)
def test_what_makes_no_number_and_was_not_typed_changes_no_fingerprint(name, other, monkeypatch):
    found = read(name)
    before = made(found).document
    how = other(found, monkeypatch)
    after = made(**{"found": found, **how})
    assert after.document != before
    assert after.fingerprint == kept(name)
    assert recheck(after.document) == []


def test_a_check_changes_no_fingerprint():
    draft = plans.make_release()
    checked = plans.make_release(checks=[plans.check_of(draft)])
    assert checked.document["release"]["checks"] != []
    assert checked.fingerprint == draft.fingerprint


# What always changes one


@pytest.mark.parametrize(
    ("site", "course"),
    [
        ({}, {"weight": "72.6kg"}),
        ({}, {"weight": "159.83lb"}),  # 72.497... kg, the same 72.5 kg: what was typed is another
        ({}, {"start": "2027-01-05"}),
        ({}, {"weighed": None}),
        ({}, {"cycles": 1}),
        ({}, {"regimen": "label-10-us-kd", "cycles": 2}),
        ({}, {"label": "B"}),
        ({}, {"born": "1990-01-01"}),
        ({}, {"protocol_reference": "Version 4"}),
        ({}, {"prepared_by": "AB"}),
        ({}, {"entry": {"transplant": "none"}}),
        ({}, {"course_id": "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a35"}),
        ({}, {"time": "10:00", "time_zone": "Europe/Paris"}),
        (plans.slots(antipyretic={"dose_mg": "1000"}), {}),
        (plans.slots(h2_blocker={"drug": "famotidine"}), {}),
        ({"bag": {"count": 2}}, {}),
        ({"bag": {"most_share_percent": "60", "share_reference": "report 7"}}, {}),
        ({"weights": {"oldest_days": 27}}, {}),
        ({"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02"}]}, {}),
        ({"vials": [{"strength_mg": "500", "volume_ml": "25"}]}, {}),
        ({"bag": {"volume_ml": "500"}}, {}),
        ({"bag": {"diluent": "dextrose 5%"}}, {}),
        ({"country": "FR"}, {}),
        (plans.ORDER_RATES, {}),
        ({}, {"changes": [plans.outcome("C1D1", "2027-01-04")]}),
        ({}, {"changes": [plans.omit("C1D8"), plans.undo()]}),
    ],
)
def test_every_dose_day_name_and_vial_is_in_the_fingerprint(site, course):
    assert plans.make_release(site, **course).fingerprint != plans.make_release().fingerprint


@pytest.mark.parametrize(
    "value",
    [{"reason": "another reason"}, {"by": "EF"}, {"when": "2027-01-12", "not_given": True}, {"visit": "C1D15"}, {"not_given": True}],
)
def test_every_value_of_a_change_is_in_the_fingerprint(value):
    change = plans.omit("C1D8", "2027-01-11")
    assert plans.make_release(changes=[{**change, **value}]).fingerprint != plans.make_release(changes=[change]).fingerprint
    assert change_from({**change, **value}) != change_from(change)


@pytest.mark.parametrize("value", [{"given_ml": "91"}, {"reaction": "3"}, {"given_ml": None}, {"reaction": None}, {"when": "2027-01-06"}])
def test_every_value_of_an_outcome_is_in_the_fingerprint(value):
    change = plans.outcome("C1D1", "2027-01-05", given_ml="90", reaction="2")
    assert plans.make_release(changes=[{**change, **value}]).fingerprint != plans.make_release(changes=[change]).fingerprint


def first_of(regimen: Regimen, site: Site | None = None) -> str:
    """The fingerprint of the patient's first revision under a regimen that may be another than the shipped one."""
    return build_history(regimen, site or plans.make_site(), plans.make_course()).newest.fingerprint


def with_drug(regimen: Regimen, place: int, **values: Any) -> Regimen:
    """The regimen with other values for the first drug of one of its slots."""
    slots = list(regimen.slots)
    first, *others = slots[place].drugs
    slots[place] = slots[place].model_copy(update={"drugs": (first.model_copy(update=values), *others)})
    return regimen.model_copy(update={"slots": tuple(slots)})


ISLAY = default_regimen()
FASTER = ISLAY.rates.first.model_copy(update={"most_ml_per_hour": Decimal(151)})
LIMITED = {
    "a dose limit": with_drug(ISLAY, 1, most_mg=Decimal(1001)),
    "a lead time": with_drug(ISLAY, 0, most_minutes_before=61),
    "the doses to choose from": with_drug(ISLAY, 0, doses_mg=(Decimal(20),)),
    "a limit of a rate": ISLAY.model_copy(update={"rates": ISLAY.rates.model_copy(update={"first": FASTER})}),
    "what rates may follow": ISLAY.model_copy(update={"rates": ISLAY.rates.model_copy(update={"follow": ("order",)})}),
    "a washout": ISLAY.model_copy(update={"washouts": ISLAY.washouts[1:]}),
    "the least age": ISLAY.model_copy(update={"least_age_years": 17}),
    "the usual concentration": ISLAY.model_copy(update={"usual_mg_per_ml": Decimal("7.5")}),
    "a weight of the trial": ISLAY.model_copy(update={"trial_weight_most_kg": Decimal(94)}),
    "the most cycles": ISLAY.model_copy(update={"most_cycles": 3}),
    "whether it needs a review": ISLAY.model_copy(update={"needs_review": True}),
    "a vial that must never be used": ISLAY.model_copy(update={"never_vials": ()}),
    "the kind of a source": ISLAY.model_copy(
        update={"sources": {**ISLAY.sources, "rates": ISLAY.sources["rates"].model_copy(update={"kind": "choice"})}}
    ),
}


@pytest.mark.parametrize("regimen", LIMITED.values(), ids=LIMITED)
def test_every_limit_of_the_regimen_is_in_the_fingerprint(regimen):
    assert first_of(regimen) != first_of(ISLAY)


def test_a_key_that_a_later_regimen_knows_changes_nothing_until_it_is_used():
    assert first_of(with_a_key(ISLAY)) == first_of(ISLAY)
    assert first_of(with_a_key(ISLAY, "used")) != first_of(ISLAY)


def test_a_key_that_a_later_version_adds_to_a_premedication_changes_nothing_until_it_is_used():
    site = plans.make_site()
    grown = {slot: with_a_key(own) for slot, own in site.premedications.items()}
    assert first_of(ISLAY, site.model_copy(update={"premedications": grown})) == first_of(ISLAY)


@each_course
def test_every_golden_fingerprint_is_its_own(name):
    assert [other for other in COURSES if kept(other) == kept(name)] == [name]
