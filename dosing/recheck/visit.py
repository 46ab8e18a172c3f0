"""Everything a plan document states about one visit, recalculated.

Does not know what the document states.
"""

from datetime import date

from dosing.recheck.amounts import MILLION, write
from dosing.recheck.clock import Clock, write_day
from dosing.recheck.course import Course, Visit
from dosing.recheck.dose import make_dose
from dosing.recheck.infusion import Infusion, run_infusion
from dosing.recheck.once import Once
from dosing.recheck.places import Place
from dosing.recheck.premedication import Patient, Premedication, list_premedications
from dosing.recheck.weights import Chosen

MOMENTS = ("arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end")
OUTCOMES = ("given", "outcome")
OF_A_WEIGHT = ("weight_kg", "weighed", "weight_typed", "weight_rule")


def recalculate_visit(visit: Visit, course: Course, inputs: Place, once: Once) -> dict[str, object]:
    """The visit as the document should state it. Raises Unreadable."""
    stated: dict[str, object] = {
        "visit": visit.name,
        "number": visit.number,
        "cycle": visit.plan.cycle,
        "day": visit.plan.day,
        "scheduled_date": write_day(visit.scheduled),
        "date": write_day(visit.date),
        "status": visit.status,
        "infusion_number": visit.infusion_number,
        "provisional": visit.provisional,
    }
    if visit.chosen is None:
        return stated | dict.fromkeys((*OF_A_WEIGHT, *OUTCOMES, *MOMENTS, "study_drug", "infusion")) | {"premedications": []}
    outcomes = {name: outcome.stated if outcome else None for name, outcome in zip(OUTCOMES, (visit.given, visit.before), strict=True)}
    return stated | outcomes | _state_weight(visit.chosen) | _state_treatment(visit, visit.chosen, course, inputs, once)


def _state_weight(chosen: Chosen) -> dict[str, object]:
    weight = chosen.weight
    weighed = None if weight.weighed is None else write_day(weight.weighed)
    return {"weight_kg": write(weight.kg, MILLION), "weighed": weighed, "weight_typed": weight.typed, "weight_rule": chosen.rule}


def _state_treatment(visit: Visit, chosen: Chosen, course: Course, inputs: Place, once: Once) -> dict[str, object]:
    site, regimen, clock = visit.site, course.regimen, _start_clock(visit, inputs)
    dose = once(make_dose, chosen.weight.place, site, regimen)
    patient = Patient(course.born, _count_years(course.born.day_or_null(), visit.date))
    premedications = once(list_premedications, site, regimen, patient)
    infusion = once(run_infusion, site, visit.part, dose, regimen)
    return {
        **_state_moments(site, premedications, infusion, clock),
        "study_drug": dose.stated,
        "premedications": [each.stated | {"due": clock.moment(-each.lead)} for each in premedications],
        "infusion": _state_infusion(infusion, clock),
    }


def _count_years(born: int | None, day: int) -> int | None:
    """The age in whole years; who was born on 29 February is a year older on 1 March of a common year."""
    if born is None:
        return None
    birth, today = date.fromordinal(born), date.fromordinal(day)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _start_clock(visit: Visit, inputs: Place) -> Clock:
    zone = inputs.at("course", "time_zone")
    return Clock(visit.time, visit.date, zone if zone.given or not visit.time.given else visit.site.at("time_zone"))


def _state_moments(site: Place, premedications: list[Premedication], infusion: Infusion | None, clock: Clock) -> dict[str, object]:
    arrival = -max(each.lead for each in premedications) - site.at("visit", "check_in_minutes").whole()
    not_before = max(each.least - each.lead for each in premedications)
    not_after = min(each.most - each.lead for each in premedications)
    end = arrival + site.at("visit", "length_minutes").whole()
    if infusion is not None:
        end = max(end, infusion.lasts)
    return {name: clock.moment(after) for name, after in zip(MOMENTS, (arrival, 0, not_before, not_after, end), strict=True)}


def _state_infusion(infusion: Infusion | None, clock: Clock) -> dict[str, object] | None:
    if infusion is None:
        return None
    bags = [{"steps": [entry | {"starts": clock.moment(begins)} for begins, entry in steps]} for steps in infusion.bags]
    return infusion.stated | {"ends": None if infusion.ends is None else clock.moment(infusion.ends), "bags": bags}
