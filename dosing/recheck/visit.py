"""Everything a plan document states about one visit, recalculated.

Does not know what the document states.
"""

from dosing.recheck.amounts import MILLION, write
from dosing.recheck.clock import Clock, write_day
from dosing.recheck.course import Visit
from dosing.recheck.dose import make_dose
from dosing.recheck.infusion import PARTS, Infusion, run_infusion
from dosing.recheck.once import Once
from dosing.recheck.places import Place
from dosing.recheck.premedication import list_premedications
from dosing.recheck.regimen import Regimen
from dosing.recheck.weights import Chosen

WINDOW = (15, 60)  # the label: premedications 15 to 60 minutes before the infusion
MOMENTS = ("arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end")
OF_A_WEIGHT = ("weight_kg", "weighed", "weight_typed", "weight_rule")


def recalculate_visit(visit: Visit, inputs: Place, regimen: Regimen, once: Once) -> dict[str, object]:
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
        "outcome": None,
        "provisional": visit.provisional,
    }
    if visit.chosen is None:
        return stated | dict.fromkeys((*OF_A_WEIGHT, *MOMENTS, "study_drug", "infusion")) | {"premedications": []}
    return stated | _state_weight(visit.chosen) | _state_treatment(visit, visit.chosen, inputs, regimen, once)


def _state_weight(chosen: Chosen) -> dict[str, object]:
    weight = chosen.weight
    weighed = None if weight.weighed is None else write_day(weight.weighed)
    return {"weight_kg": write(weight.kg, MILLION), "weighed": weighed, "weight_typed": weight.typed, "weight_rule": chosen.rule}


def _state_treatment(visit: Visit, chosen: Chosen, inputs: Place, regimen: Regimen, once: Once) -> dict[str, object]:
    site, clock = visit.site, _start_clock(visit, inputs)
    dose = once(make_dose, chosen.weight.place, site, regimen)
    premedications = once(list_premedications, site, regimen.place)
    infusion = once(run_infusion, site, PARTS.get(visit.infusion_number or 0, "later"), dose)
    leads = [lead for lead, _ in premedications]
    return {
        **_state_moments(site, leads, infusion, clock),
        "study_drug": dose.stated,
        "premedications": [entry | {"due": clock.moment(-lead)} for lead, entry in premedications],
        "infusion": _state_infusion(infusion, clock),
    }


def _start_clock(visit: Visit, inputs: Place) -> Clock:
    zone = inputs.at("course", "time_zone")
    return Clock(visit.time, visit.date, zone if zone.given or not visit.time.given else visit.site.at("time_zone"))


def _state_moments(site: Place, leads: list[int], infusion: Infusion | None, clock: Clock) -> dict[str, object]:
    arrival = -max(leads) - site.at("visit", "check_in_minutes").whole()
    end = arrival + site.at("visit", "length_minutes").whole()
    minutes = (arrival, 0, WINDOW[0] - min(leads), WINDOW[1] - max(leads), max(end, infusion.ends if infusion else end))
    return {name: clock.moment(after) for name, after in zip(MOMENTS, minutes, strict=True)}


def _state_infusion(infusion: Infusion | None, clock: Clock) -> dict[str, object] | None:
    if infusion is None:
        return None
    steps = [entry | {"starts": clock.moment(begins)} for begins, entry in infusion.steps]
    return infusion.stated | {"ends": clock.moment(infusion.ends), "bags": [{"steps": steps}]}
