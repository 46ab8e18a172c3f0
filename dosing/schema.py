"""The JSON Schema of the plan document.

Does not know any plan; made only when it is asked for.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from dosing.document import NOT_INPUTS, PLAN_FORMAT
from dosing.findings import Finding
from dosing.inputs.asked import asked
from dosing.inputs.changes import VERBS, Corrections
from dosing.inputs.course import Course
from dosing.inputs.facts import EntryFacts
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.rules.infusion import InfusionPlan
from dosing.rules.outcomes import Given
from dosing.rules.visit import Visit

DECIMAL = r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """Who checked which visits, on which day, and at which revision."""

    by: str
    on: date
    visits: tuple[str, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class ReleaseBlock:
    """Which plan this is, when it was issued, and who checked it."""

    course_id: str
    revision: int
    fingerprint: str
    previous: str | None
    issued: str
    engine: str
    past: tuple[str, ...]
    checks: tuple[CheckBlock, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that makes a number."""

    regimen: Regimen
    site: Site
    course: Course


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The whole answer for one course."""

    format: Literal["dosing-plan/2"]
    release: ReleaseBlock
    inputs: Inputs
    letterhead: Letterhead
    visits: tuple[Visit, ...]
    findings: tuple[Finding, ...]


class _InTheDocumentsForm(GenerateJsonSchema):
    """Decimals and moments as the document writes them, whichever way pydantic would."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ARG002  # pydantic calls it so
        return {"type": "string", "pattern": DECIMAL}

    def datetime_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ARG002  # pydantic calls it so
        return {"type": "string", "pattern": MOMENT}


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12, serialization mode) that every plan document of this format meets."""
    made = TypeAdapter(PlanDocument).json_schema(mode="serialization", schema_generator=_InTheDocumentsForm)
    made["$defs"] = {name: each for name, each in made["$defs"].items() if name not in NOT_REFERRED_TO}
    for name, definition in made["$defs"].items():
        _as_written(name, definition)
        _describe(name, definition)
    _describe("PlanDocument", made)
    made.update(additionalProperties=False, title=PLAN_FORMAT)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _tidy(made)
    return made


# What the document leaves out of a definition, but for those that leave out what is kept with a course.
NOT_REFERRED_TO = frozenset({"Check", "CheckedDose"})  # of a course, whose checks stand in the release
LEFT_OUT = {
    "ReleaseBlock": frozenset[str](),
    **{
        kind.__name__: frozenset(each.name for each in fields(kind) if not each.metadata.get("document", True))
        for kind in (Visit, InfusionPlan, Given, Finding)
    },
}


def _as_written(name: str, definition: dict[str, Any]) -> None:
    """What the document leaves out of a model, and that nothing else may stand in it."""
    if definition.get("type") != "object":
        return
    for left_out in LEFT_OUT.get(name, NOT_INPUTS):
        definition.get("properties", {}).pop(left_out, None)
    definition["additionalProperties"] = False
    definition["required"] = list(definition.get("properties", {}))


def _describe(name: str, definition: dict[str, Any]) -> None:
    """What each key of a definition is, in one sentence: the model's own words where it asks a person for the value."""
    for key, schema in definition.get("properties", {}).items():
        schema["description"] = DESCRIBED.get(f"{name}.{key}") or DESCRIBED.get(key) or ASKED[name, key]


def _tidy(part: Any) -> None:
    """No defaults, since no key is ever left out."""
    if isinstance(part, list):
        for each in part:
            _tidy(each)
    if not isinstance(part, dict):
        return
    part.pop("default", None)
    for each in part.values():
        _tidy(each)


# What a person is asked for, in the words in which that is done.
ASKING: tuple[type[BaseModel], ...] = (*VERBS.values(), Corrections, EntryFacts)
ASKED = {(model.__name__, name): ask.help for model in ASKING for name, ask, _ in asked(model)}

# What every other key is; a key of one definition alone stands behind its name. Amounts are plain decimals in quotes.
DESCRIBED = {
    # the document
    "PlanDocument.format": "The format of this document.",
    "release": "Which plan this is, when it was issued, and who checked it.",
    "inputs": "Everything that makes a number.",
    "letterhead": "Who the pharmacy is and its paper; nothing of it makes a number.",
    "visits": "Every visit, C1D1 first.",
    "findings": "What the checks say, most severe first.",
    "course_id": "The course's own UUID.",
    "ReleaseBlock.revision": "Which revision of the course: 1 and one more for every change.",
    "fingerprint": "The fingerprint of this revision, 64 hexadecimal digits.",
    "previous": "The fingerprint of the revision before; null for revision 1.",
    "issued": "The moment of issue, UTC to the second.",
    "engine": "The version of the program that made the document.",
    "past": "The visits dated before the UTC day of issue that take place.",
    "checks": "Who checked this revision or one before it, and for which visits that still holds.",
    "CheckBlock.by": "Who checked.",
    "CheckBlock.on": "The day of the check.",
    "CheckBlock.visits": "The visits that were checked and still hold what was checked, of those that take place.",
    "CheckBlock.revision": "The revision that was checked.",
    "regimen": "What a protocol or a label fixes.",
    "course": "The course as it was begun, and its changes.",
    "name": "The name, or null.",
    "address": "The address, or null.",
    "day_phone": "The telephone by day, or null.",
    "night_phone": "The telephone by night, or null.",
    "paper": "The paper that sheets are printed on.",
    "emergency_phone": "The number that patients call in an emergency; null leaves a line to write on.",
    "visit_place": "Where patients come; null is name and address.",
    "Letterhead.calendar": "What of the letterhead stands in calendar entries; null is the telephones.",
    "code": "The name of the finding for programs.",
    "severity": "How severe it is.",
    "message": "The finding in one or two sentences.",
    "Finding.visit": "The visit that it is about; null for the whole course.",
    # where a value came from
    "source": "Where the value came from.",
    "sources": "Where each value came from, by its dotted key.",
    "Source.kind": "The record of the trial or protocol, a label, this program's choice, or the site.",
    "SourceEntry.kind": "The record of the trial or protocol, a label, this program's choice, or the site.",
    "citation": "Where it is written.",
    # the regimen
    "id": "The name of the regimen.",
    "Regimen.revision": "The revision of the regimen, counted from 1.",
    "title": "The regimen in words.",
    "Regimen.reference": "What the regimen is known by where it comes from.",
    "needs_review": "Whether nothing made from it is for use until a site names who compared its values with their source.",
    "study_drug": "The study drug.",
    "never_vials": "Other products of the drug, which must never be used for it.",
    "called": "What it is called in a sentence.",
    "cycle_length_days": "The days from one cycle's start to the next's.",
    "cycle_days": "Which days of a cycle hold a visit.",
    "from_cycle": "The cycle from which on they hold, until the next entry.",
    "CycleDays.days": "The days of the cycle, counted from 1.",
    "usual_cycles": "How many cycles are planned where nobody asks; null where they have to be asked for.",
    "most_cycles": "How many cycles there are at most.",
    "slots": "The premedications of the regimen.",
    "slot": "The premedication's place in the regimen.",
    "named": "The drug that the regimen names for it; null where it names none.",
    "needed": "Whether no site can leave it out.",
    "SlotRule.unless_decided": "The drug that fills it where a site has decided nothing.",
    "drugs": "The drugs that may fill it, with their limits.",
    "routes": "The routes by which it may be given.",
    "doses_mg": "The doses that can be chosen, mg; empty where it lies between two limits.",
    "least_mg": "The least dose, mg; null where it is one of a few.",
    "most_mg": "The greatest dose, mg; null where it is one of a few.",
    "least_minutes_before": "The fewest minutes before the infusion's start at which it may be given.",
    "most_minutes_before": "The most minutes before the infusion's start at which it may be given.",
    "forms": "The ways in which the dose of its injection may be stated; empty where there is but one.",
    "least_give_over_minutes": "The fewest minutes over which it may be set to be given; null where no such time is set.",
    "most_give_over_minutes": "The most minutes over which it may be set to be given; null where no such time is set.",
    "least_mg_per_minute": "The slowest that it may be set to be given at most, mg a minute; null where no such speed is set.",
    "DrugRule.most_mg_per_minute": "The fastest that it may be set to be given at most, mg a minute; null where no such speed is set.",
    "DrugRule.unless_decided": "How it is given where a site has decided nothing else.",
    "caution": "What has to be said where it is chosen, or null.",
    "least_age_years": "The least age at the first infusion, years.",
    "washouts": "How long before the first infusion a treatment must have ended.",
    "fact": "The entry fact that it is about.",
    "Washout.days": "Its length in days; null where it is in months.",
    "months": "Its length in calendar months; null where it is in days.",
    "criteria_not_checked": "The entry criteria that no date decides.",
    "longest_follow_up_weeks": "The longest follow-up in the regimen's source, weeks; null where it states none.",
    "trial_weight_least_kg": "The lightest participant of the trial, kg; null without a trial.",
    "trial_weight_most_kg": "The heaviest participant of the trial, kg; null without a trial.",
    "usual_mg_per_ml": "The nominal concentration above which a caution is said, mg/mL; null without one.",
    "dose_mg_per_kg": "The dose per body weight, mg/kg.",
    "rates": "What rate steps may follow, and how fast they may be unless an order says otherwise.",
    "follow": "What a rate profile may follow.",
    "per_ml": "The volume that the least minutes are for, mL.",
    "label_mg_per_kg": "The label's dose, against which rates are held, mg/kg.",
    "label_bag_ml": "The label's bag, mL.",
    "RatesRule.first": "The limits of the first infusion.",
    "RatesRule.second": "The limits of the second infusion.",
    "RatesRule.later": "The limits of every later infusion.",
    "least_minutes": "The fewest minutes that a volume may take.",
    "most_start_ml_per_hour": "The fastest first rate of an infusion, mL an hour.",
    "most_ml_per_hour": "The fastest rate, mL an hour.",
    "always": "What is said whatever is planned.",
    "words": "What is said about the regimen on sheets and pages; nothing of it makes a number.",
    "authority": "What fixes the regimen.",
    "authority_short": "The same in short.",
    "heading": "What stands at the head of a sheet.",
    "lead_time": "Where the times before an infusion come from.",
    "preparation_heading": "What stands above the points on preparation.",
    "preparation": "The points on preparation.",
    "two_bags": "What is said where two bags are hung, or null.",
    "reactions": "What is said about reactions, or null.",
    "filter": "The in-line filter of the infusion, or null where none is asked for.",
    "before_first_infusion": "What is asked for before the first infusion.",
    "RegimenWords.patient": "What is said to the patient beside the rest.",
    "trial_label": "What stands on a label of a trial's drug, or null where the regimen is no trial's.",
    "most_bag_hours": "For how long a bag may be out of the refrigerator, the infusion included, hours; null where nothing says.",
    "RegimenWords.contraception": "How long a patient who could become pregnant goes on preventing it, or null where nothing is said.",
    "AfterLast.months": "Months after the last infusion.",
    "blood_months": "How many months after the last infusion the blood bank has to know; null where it need not.",
    # the site
    "time_zone": "The time zone, by the name of a place; null where none is set.",
    "country": "The country whose public holidays are marked; null without one.",
    "region": "Its region, where holidays differ; null without one.",
    "Site.premedications": "What is given in each premedication's place.",
    "vials": "The vials, by strength.",
    "bag": "The infusion bag, or two of them.",
    "Bag.count": "How many bags are hung, one after the other.",
    "most_share_percent": "How much of a bag the drug may fill, percent.",
    "share_reference": "The stability data on which more than half rests; null where it is half.",
    "Site.rounding": "How a calculated dose becomes one that can be drawn.",
    "weights": "Which new weight counts, from which change a caution is said, and how old a weight may be.",
    "Site.visit": "How long a visit is, and how close two infusions may be.",
    "Site.infusion": "The infusion rates.",
    "reaction_rule": "What nurses do in an infusion reaction, beside stopping and calling; null where the site says nothing.",
    "when_to_call": "What patients call the clinic for; null where the site says nothing.",
    "fever_from": "From which temperature on patients call, with its unit; null where the site says nothing.",
    "opened_vial_minutes": "For how many minutes an opened vial may be drawn from again; null where the site shares none.",
    "vial_supply": "Whose the vials are, stock, trial or patient; null where the site does not say.",
    "dose_mg": "The dose, mg.",
    "SlotChoice.dose_mg": "The dose, mg; null where none is given.",
    "route": "How it is given.",
    "SlotChoice.route": "How it is given; null where it is not.",
    "minutes_before": "The minutes before the infusion's start at which it is given.",
    "SlotChoice.minutes_before": "The minutes before the infusion's start at which it is given; null where it is not.",
    "form": "How the dose of an injection is stated, where that differs; null otherwise.",
    "give_over_minutes": "The minutes over which it is given at least; null where no time is set.",
    "most_mg_per_minute": "The fastest that it is given, mg a minute; null where no speed is set.",
    "from_age_years": "The age from which on the dose is another one, years; null where it is one at every age.",
    "dose_from_age_mg": "The dose from that age on, mg; null where it is one at every age.",
    "product_mg": "What one vial, ampoule or tablet that the pharmacy supplies holds, mg; null where that is not stated.",
    "product_ml": "The volume that holds it, mL; null where that is not stated, or it is no liquid.",
    "dilute_to_ml": "The volume that an injection is diluted to, mL; null where that is not stated.",
    "drug": "The drug.",
    "SlotChoice.drug": "The drug, or none.",
    "SlotChoice.reason": "Why none is given; null where one is.",
    "strength_mg": "What one vial holds, mg.",
    "volume_ml": "The volume, mL.",
    "diluent": "The fluid in the bag.",
    "volume_step_ml": "The step that volumes are rounded to, mL.",
    "whole_vials_within_percent": "Up to which deviation whole vials are used, percent; null where they are not.",
    "counts_from_percent": "From which difference a new weight counts, percent.",
    "caution_from_percent": "From which change since the start a caution is said, percent.",
    "oldest_on_day_1_days": "How many days old a weight may be on the first day of a cycle.",
    "oldest_days": "How many days old a weight may be at any other visit.",
    "check_in_minutes": "The minutes from arrival to the first premedication.",
    "length_minutes": "The least length of a visit, minutes.",
    "smallest_interval_days": "The fewest days between two infusions.",
    "profile": "The name of the rate profile; null where rates come from the order.",
    "compared_by": "Who compared the profile with what it follows, or null.",
    "compared_on": "The day of that comparison, or null.",
    "first_again_after_days": "How many days beyond the regimen's own interval the first infusion's steps begin again.",
    "profiles": "The rate profiles to choose from.",
    "Profile.name": "The profile's name.",
    "follows": "Whether it follows an order, a protocol or a label.",
    "Profile.reference": "Which order, protocol or label that is.",
    "basis": "Whether its rates are mL or mg an hour.",
    "bag_ml": "The volume of the bag, mL.",
    "cap_mg_per_hour": "The fastest rate, mg an hour; null without a limit.",
    "first": "The steps of the first infusion.",
    "second": "The steps of the second infusion.",
    "later": "The steps of every later infusion.",
    "second_bag": "The steps of the second bag; null where they come from the order.",
    "beyond_limits": "The reason of a signed order for steps beyond the regimen's limits; null where they keep them.",
    "rate": "The rate, mL or mg an hour.",
    "RateStep.minutes": "How long it runs, minutes; null until the bag is empty.",
    "reviews": "Who compared every value of a regimen with its source.",
    "Review.regimen": "The name of the regimen that was reviewed.",
    "Review.revision": "Its revision.",
    "Review.by": "Who reviewed it.",
    "Review.on": "The day of the review.",
    # the course
    "Course.regimen": "The regimen that the course was begun with.",
    "regimen_revision": "Its revision.",
    "label": "The patient's label, as it was typed, or null.",
    "born": "The birth date; null where it is not given.",
    "start": "The day of the first infusion.",
    "weight_kg": "The body weight, kg.",
    "weight_typed": "What was typed, where that was in pounds; null otherwise.",
    "weighed": "The day the weight was measured; null where it is not given.",
    "cycles": "How many cycles are planned.",
    "Course.time": "The start of every infusion on the 24-hour clock, with its offset where it must be told; null without times.",
    "entry": "When treatment that the regimen wants to be over was last given.",
    "protocol_reference": "The protocol or approval, or null.",
    "prepared_by": "The initials of who prepared the course, or null.",
    "changes": "Every change, in the order in which they were made.",
    "kind": "What kind of change it is.",
    "when": "The day of the change.",
    "Resite.site": "The whole site that is in force from the day of the change.",
    "site": "What the pharmacy decides.",
    "values": "What was typed wrongly from the beginning; null where nothing is corrected.",
    # a visit
    "Visit.visit": "The visit's name: its cycle and the day of it.",
    "number": "Its place among all visits, counted from 1.",
    "cycle": "Its cycle, counted from 1.",
    "day": "Its day of the cycle, counted from 1.",
    "scheduled_date": "Its day by the regimen.",
    "date": "Its day after the changes.",
    "status": "Whether it is planned, moved, omitted or stopped.",
    "infusion_number": "Its place among the infusions that take place; null where it does not.",
    "outcome": "What was recorded of the infusion before it; null where nothing was.",
    "given": "What was recorded of this visit; null where nothing was.",
    "Given.visit": "The visit of which it was recorded.",
    "Given.in_full": "Whether the whole dose was given.",
    "Given.given_ml": "How many mL of the bags were given; null where it was all, nothing, or not said.",
    "Given.reaction": "The grade of an infusion reaction; null without one.",
    "Given.not_given": "Whether nothing of the dose was given.",
    "provisional": "Whether its dose stands on a weight from before its time.",
    "weight_rule": "Why this weight makes the dose; null where there is none.",
    "arrival": "When the patient arrives; null without a time.",
    "infusion_start": "When the infusion starts; null without a time.",
    "start_not_before": "From when on the infusion may start; null without a time.",
    "start_not_after": "Until when the infusion may start; null without a time.",
    "planned_end": "When the visit ends; null without a time.",
    "premedications": "What is given before the infusion, the longest lead time first.",
    "infusion": "The rate steps; null without a profile.",
    "calculated_mg": "The dose per body weight times the weight, exact, mg.",
    "rounded_mg": "The dose that is given, mg.",
    "deviation_percent": "How far it lies from the calculated dose, percent.",
    "rounding": "Which rounding made the dose.",
    "draw": "How the vials are drawn up, by strength.",
    "whole": "How many vials are drawn whole.",
    "part_ml": "What is drawn from one more vial, mL; null where nothing is.",
    "discard_mg": "What is left in the opened vials, mg.",
    "whole_vial_totals": "The doses beside the calculated one that whole vials would make.",
    "total_mg": "The dose that whole vials would make, mg.",
    "count": "How many vials are opened.",
    "bags": "Each bag, one after the other.",
    "drug_ml": "The volume of drug in the bag, mL.",
    "drug_mg": "The drug in the bag, mg.",
    "remove_ml": "The diluent that is taken out of the bag first, mL.",
    "concentration_mg_per_ml": "The nominal concentration, mg/mL.",
    "mg_per_kg": "The regimen's dose per body weight, mg/kg.",
    "mg_per_ml": "The strength of the vials, mg/mL.",
    "due": "When it is given; null without a time.",
    "substituted_for": "The drug named by the regimen that it stands in for; null where it replaces none.",
    "part": "Which infusion's steps these are.",
    "InfusionPlan.minutes": "How long all bags run, minutes; null where the steps of one come from the order.",
    "minutes": "How long it runs, minutes.",
    "ends": "When the last bag is empty; null without a time, or where the steps of one come from the order.",
    "label_mg_per_hour": "The most that the label lets its own dose for this weight run at, mg an hour.",
    "steps": "The rate steps of the bag; none where they come from the order.",
    "rate_ml_per_hour": "The rate, mL an hour.",
    "elapsed_minutes": "The minutes from the start of the infusion to the step's.",
    "cumulative_ml": "What has run in at its end, mL.",
    "mg_per_hour": "The rate in drug, mg an hour.",
    "starts": "When the step begins; null without a time.",
}
