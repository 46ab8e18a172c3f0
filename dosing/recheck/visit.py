"""Everything a plan document states about one visit, recalculated.

Does not know what the document states.
"""

from datetime import tzinfo
from fractions import Fraction

from dosing.recheck.clock import open_zone, start_minute, write_day, write_moment
from dosing.recheck.course import Visit, Weight
from dosing.recheck.dose import read_bag, read_source, study_drug, write
from dosing.recheck.infusion import PARTS, Step, choose_profile, run_steps
from dosing.recheck.reading import Place
from dosing.recheck.record import DAYS

WINDOW = (15, 60)  # the label: premedications 15 to 60 minutes before the infusion
MOMENTS = ("arrival", "infusion_start", "start_not_before", "start_not_after", "planned_end")


class Clock:
    """The infusion start of one visit, from which its moments are counted; without a time every moment is null."""

    def __init__(self, visit: Visit, inputs: Place) -> None:
        self.start: int | None = None
        if visit.time.given:
            zone = inputs.at("course", "time_zone")
            zone = zone if zone.given else visit.site.at("time_zone")
            self.start = start_minute(visit.time, visit.date, zone)
            self.zone: tzinfo = open_zone(zone)

    def moment(self, after_start: int | Fraction) -> str | None:
        """The moment so many minutes after the infusion start, or before it where negative."""
        return None if self.start is None else write_moment(self.start + after_start, self.zone)


def recalculate_visit(visit: Visit, inputs: Place) -> dict[str, object]:
    """The visit as the document should state it. Raises Unreadable."""
    stated: dict[str, object] = {
        "visit": visit.name,
        "number": visit.number,
        "cycle": (visit.number - 1) // len(DAYS) + 1,
        "day": DAYS[(visit.number - 1) % len(DAYS)],
        "scheduled_date": write_day(visit.scheduled),
        "date": write_day(visit.date),
        "status": visit.status,
        "infusion_number": visit.infusion_number,
        "provisional": visit.provisional,
    }
    if visit.weight is None:
        not_given = ("weight_kg", "weighed", "weight_rule", *MOMENTS, "study_drug", "infusion")
        return stated | dict.fromkeys(not_given) | {"premedications": []}
    return stated | _state_weight(visit, visit.weight) | _state_treatment(visit, visit.weight, inputs)


def _state_weight(visit: Visit, weight: Weight) -> dict[str, object]:
    weighed = None if weight.weighed is None else write_day(weight.weighed)
    return {"weight_kg": write(weight.kg), "weighed": weighed, "weight_rule": visit.weight_rule}


def _state_treatment(visit: Visit, weight: Weight, inputs: Place) -> dict[str, object]:
    clock = Clock(visit, inputs)
    drug = study_drug(weight.place, visit.site, inputs.at("regimen"))
    premedications = _list_premedications(visit.site)
    leads = [lead for lead, _ in premedications]
    steps, infusion = _state_infusion(visit, Fraction(str(drug["rounded_mg"])), clock)
    return {
        **_state_moments(visit.site, leads, steps, clock),
        "study_drug": drug,
        "premedications": [entry | {"due": clock.moment(-lead)} for lead, entry in premedications],
        "infusion": infusion,
    }


def _state_moments(site: Place, leads: list[int], steps: list[Step], clock: Clock) -> dict[str, object]:
    arrival = -max(leads) - site.at("visit", "check_in_minutes").whole()
    end = max([Fraction(arrival + site.at("visit", "length_minutes").whole()), *(step.ends for step in steps)])
    minutes: tuple[int | Fraction, ...] = (arrival, 0, WINDOW[0] - min(leads), WINDOW[1] - max(leads), end)
    return {name: clock.moment(after) for name, after in zip(MOMENTS, minutes, strict=True)}


def _list_premedications(site: Place) -> list[tuple[int, dict[str, object]]]:
    """Each premedication with its lead time, longest first; a stable sort keeps the order of the record on a tie."""
    listed = [_dexamethasone(site), _simple(site, "acetaminophen", "oral"), *_h2_blocker(site), _diphenhydramine(site)]
    return sorted(listed, key=lambda premedication: -premedication[0])


def _simple(site: Place, drug: str, route: str, **more: object) -> tuple[int, dict[str, object]]:
    lead = site.at(drug, "minutes_before").whole()
    entry: dict[str, object] = {
        "drug": drug,
        "dose_mg": write(site.at(drug, "dose_mg").amount()),
        "route": route,
        "form": None,
        "minutes_before": lead,
        "give_over_minutes": None,
        "substituted_for": None,
        "source": read_source(site, f"{drug}.dose_mg"),
    }
    return lead, entry | more


def _dexamethasone(site: Place) -> tuple[int, dict[str, object]]:
    route = site.at("dexamethasone", "route").one_of("oral", "intravenous")
    form = site.at("dexamethasone", "injection_form").text_or_null()
    return _simple(site, "dexamethasone", route, form=form if route == "intravenous" else None)


def _h2_blocker(site: Place) -> list[tuple[int, dict[str, object]]]:
    drug = site.at("h2_blocker", "drug").one_of("ranitidine", "famotidine", "none")
    if drug == "none":
        return []
    instead_of = "ranitidine" if drug == "famotidine" else None
    give_over = site.at(drug, "give_over_minutes").whole()
    return [_simple(site, drug, "intravenous", give_over_minutes=give_over, substituted_for=instead_of)]


def _diphenhydramine(site: Place) -> tuple[int, dict[str, object]]:
    fastest = site.at("diphenhydramine", "most_mg_per_minute").rate()
    minutes = -(-site.at("diphenhydramine", "dose_mg").amount() // fastest)
    return _simple(site, "diphenhydramine", "intravenous", give_over_minutes=minutes)


def _state_infusion(visit: Visit, mg: Fraction, clock: Clock) -> tuple[list[Step], dict[str, object] | None]:
    """The steps of the chosen profile, and what the document should state about them."""
    profile = choose_profile(visit.site)
    if profile is None:
        return [], None
    bag = read_bag(visit.site)
    part = PARTS.get(visit.infusion_number or 0, "later")
    steps = run_steps(profile, part, bag, mg)
    name = profile.at("name").text()
    return steps, {
        "profile": name,
        "part": part,
        "minutes": write(steps[-1].ends, 2),
        "ends": clock.moment(steps[-1].ends),
        "source": read_source(visit.site, f"infusion.profiles.{name}"),
        "steps": [_state_step(step, mg / bag, clock) for step in steps],
    }


def _state_step(step: Step, mg_per_ml: Fraction, clock: Clock) -> dict[str, object]:
    return {
        "rate_ml_per_hour": write(step.rate),
        "minutes": write(step.minutes, 2),
        "elapsed_minutes": write(step.begins, 2),
        "volume_ml": write(step.volume, 2),
        "cumulative_ml": write(step.volume_before + step.volume, 2),
        "mg_per_hour": write(step.rate * mg_per_ml, 2),
        "starts": clock.moment(step.begins),
    }
