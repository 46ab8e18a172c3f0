"""The infusion of one visit: which rate for how long, until the bag is empty.

Does not know how the dose came about, or the time of day.
"""

from collections.abc import Iterator
from typing import NamedTuple

from dosing.recheck.amounts import MG, MILLION, ceiling, write
from dosing.recheck.dose import Dose, read_source
from dosing.recheck.places import Place

PARTS = {1: "first", 2: "second"}
LONGEST_MINUTES = 7 * 24 * 60
# A rate in millionths of a mL per hour runs in so many of this part of a mL each minute: volumes stay whole numbers.
ML = 60 * MILLION
TENTH = MILLION // 10


class Step(NamedTuple):
    """One rate, the minute at which it begins, what runs in until it ends, and what ran in before."""

    rate: int
    begins: int
    volume: int
    before: int

    @property
    def ends(self) -> tuple[int, int]:
        """The exact minute of its end, as numerator and denominator."""
        return self.begins * self.rate + self.volume, self.rate


class Infusion(NamedTuple):
    """Everything a visit states about its infusion but the moments: those of its steps and of its end, in minutes from the start."""

    stated: dict[str, object]
    steps: list[tuple[int, dict[str, object]]]
    ends: int


def run_infusion(site: Place, part: str, dose: Dose) -> Infusion | None:
    """What a dose takes to run in at a site that has chosen rates. Raises Unreadable."""
    profile = _choose_profile(site)
    if profile is None:
        return None
    steps = _run_steps(profile, part, dose)
    name, ends = profile.at("name").text(), steps[-1].ends
    stated: dict[str, object] = {
        "profile": name,
        "part": part,
        "minutes": write(*ends, 2),
        "source": read_source(site, f"infusion.profiles.{name}"),
    }
    return Infusion(stated, [(step.begins, _state_step(step, dose)) for step in steps], ceiling(*ends))


def _state_step(step: Step, dose: Dose) -> dict[str, object]:
    return {
        "rate_ml_per_hour": write(step.rate, MILLION),
        "minutes": write(step.volume, step.rate, 2),
        "elapsed_minutes": str(step.begins),
        "volume_ml": write(step.volume, ML, 2),
        "cumulative_ml": write(step.before + step.volume, ML, 2),
        "mg_per_hour": write(step.rate * dose.rounded, MILLION * dose.bag * MG, 2),
    }


def _choose_profile(site: Place) -> Place | None:
    chosen = site.at("infusion", "profile")
    if not chosen.given:
        return None
    for profile in site.at("infusion", "profiles").entries():
        if profile.at("name").value == chosen.text():
            return profile
    raise chosen.unreadable("no profile of this site has that name")


def _run_steps(profile: Place, part: str, dose: Dose) -> list[Step]:
    table = profile.at(part)
    steps = list(_run_table(profile, table.entries(), dose))
    if not steps:
        raise table.unreadable("at least one step belongs here")
    if ceiling(*steps[-1].ends) > LONGEST_MINUTES:
        raise table.unreadable("at these rates the bag runs for more than a week")
    return steps


def _run_table(profile: Place, rows: list[Place], dose: Dose) -> Iterator[Step]:
    elapsed, run_in, full = 0, 0, dose.bag * ML
    for row in rows:
        rate, minutes = _rate_ml_per_hour(profile, row.at("rate"), dose), row.at("minutes")
        volume = full - run_in
        if row is not rows[-1] and minutes.given:
            volume = min(volume, rate * minutes.whole(1))
        yield Step(rate, elapsed, volume, run_in)
        run_in += volume
        if run_in == full:
            return
        # The bag is not empty, so the step ran for just the minutes of the table: elapsed time stays whole.
        elapsed += minutes.whole(1)


def _rate_ml_per_hour(profile: Place, table_rate: Place, dose: Dose) -> int:
    """The pump rate for a rate of the table, held under the cap; what is worked out is rounded down to 0.1 mL/h."""
    rate = table_rate.millionths_above_zero()
    if profile.at("basis").one_of("ml_per_hour", "mg_per_hour") == "mg_per_hour":
        rate = _down_to_tenth(rate, dose)
    cap = profile.at("cap_mg_per_hour")
    if cap.given and rate * dose.rounded > cap.millionths_above_zero() * dose.bag * MG:
        rate = _down_to_tenth(cap.millionths(), dose)
    if not rate:
        raise table_rate.unreadable("rounded down to 0.1 mL/h, nothing of this rate is left")
    return rate


def _down_to_tenth(mg_per_hour: int, dose: Dose) -> int:
    return mg_per_hour * dose.bag * MG // (dose.rounded * TENTH) * TENTH
