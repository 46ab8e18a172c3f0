"""The infusion of one visit: which rate for how long, until each bag is empty.

Does not know how the dose came about, or the time of day.
"""

from collections.abc import Iterator
from typing import NamedTuple

from dosing.recheck.amounts import MG, MILLION, ceiling, write
from dosing.recheck.dose import Dose, read_source
from dosing.recheck.places import Place
from dosing.recheck.regimen import RateLimits, Rates, Regimen

LONGEST_MINUTES = 7 * 24 * 60
MOST_STEPS = 500
# A rate in millionths of a mL per hour runs in so many of this part of a mL each minute: volumes stay whole numbers.
ML = 60 * MILLION
TENTH = MILLION // 10
Exact = tuple[int, int]  # minutes, as numerator and denominator


class Bag(NamedTuple):
    """One bag in mL, the drug in it, and how many are hung before it."""

    ml: int
    fill: int
    place: int


class Step(NamedTuple):
    """One rate, the minute of its bag at which it begins, what runs in until it ends, and what ran in before."""

    rate: int
    begins: int
    volume: int
    before: int

    @property
    def ends(self) -> Exact:
        """The exact minute of its end."""
        return self.begins * self.rate + self.volume, self.rate


class Infusion(NamedTuple):
    """Everything a visit states about its infusion but the moments: those of each bag's steps and of its end, in minutes from the start."""

    stated: dict[str, object]
    bags: list[list[tuple[int, dict[str, object]]]]
    ends: int | None
    lasts: int  # until the end of the last bag whose steps are known


def run_infusion(site: Place, part: str, dose: Dose, regimen: Regimen) -> Infusion | None:
    """What a dose takes to run in at a site that has chosen rates. Raises Unreadable."""
    profile = choose_profile(site)
    if profile is None:
        return None
    bags: list[list[tuple[int, dict[str, object]]]] = []
    after: Exact | None = (0, 1)  # the end of the bags so far, where it is known
    known: Exact = (0, 1)
    for i, fill in enumerate(dose.fills):
        table, bag = _find_table(profile, part, i), Bag(dose.bag, fill, i)
        steps = _run_steps(profile, table, bag, regimen.rates, part) if table else []
        bags.append([_state_step(step, after or (0, 1), bag) for step in steps])
        after = _add(after, steps[-1].ends) if after and steps else None
        known = after or known
    name = profile.at("name").text()
    stated: dict[str, object] = {
        "profile": name,
        "part": part,
        "minutes": write(*after, 2) if after else None,
        "label_mg_per_hour": _label_mg_per_hour(dose, regimen.rates, part),
        "source": read_source(site, f"infusion.profiles.{name}"),
    }
    return Infusion(stated, bags, ceiling(*after) if after else None, ceiling(*known))


def choose_profile(site: Place) -> Place | None:
    """The rate steps that a site has chosen, if any. Raises Unreadable."""
    chosen = site.at("infusion", "profile")
    if not chosen.given:
        return None
    for profile in site.at("infusion", "profiles").entries():
        if profile.at("name").value == chosen.text():
            return profile
    raise chosen.unreadable("no profile of this site has that name")


def _find_table(profile: Place, part: str, place: int) -> Place | None:
    """The steps of a bag; those of a second one may come from the order."""
    if place == 0:
        return profile.at(part)
    second = profile.at("second_bag")
    return second.at(part) if second.given else None


def _add(one: Exact, other: Exact) -> Exact:
    return one[0] * other[1] + other[0] * one[1], one[1] * other[1]


def _state_step(step: Step, after: Exact, bag: Bag) -> tuple[int, dict[str, object]]:
    begins = _add(after, (step.begins, 1))
    return ceiling(*begins), {
        "rate_ml_per_hour": write(step.rate, MILLION),
        "minutes": write(step.volume, step.rate, 2),
        "elapsed_minutes": write(*begins, 2),
        "volume_ml": write(step.volume, ML, 2),
        "cumulative_ml": write(step.before + step.volume, ML, 2),
        "mg_per_hour": write(step.rate * bag.fill, MILLION * bag.ml * MG, 2),
    }


def _label_mg_per_hour(dose: Dose, rates: Rates, part: str) -> str:
    """How fast the label's dose for this weight runs at the most in the label's bag."""
    return write(dose.kg * rates.label_mg_per_kg * rates.parts[part].most, rates.label_bag_ml * MILLION * MILLION, 2)


def _run_steps(profile: Place, table: Place, bag: Bag, rates: Rates, part: str) -> list[Step]:
    rows = table.entries()
    if not 1 <= len(rows) <= MOST_STEPS:
        raise table.unreadable(f"1 to {MOST_STEPS} steps belong here")
    steps = list(_run_table(profile, rows, bag))
    if ceiling(*steps[-1].ends) > LONGEST_MINUTES:
        raise table.unreadable("at these rates the bag runs for more than a week")
    if not profile.at("beyond_limits").given:
        _hold_limits(table, steps, bag, rates.parts[part], rates.per_ml)
    return steps


def _hold_limits(table: Place, steps: list[Step], bag: Bag, limits: RateLimits, per_ml: int) -> None:
    """Faster than the regimen's limits only with a reason."""
    minutes, part = steps[-1].ends
    if minutes * per_ml < limits.least_minutes * bag.ml * part:
        least = f"{write(limits.least_minutes, MILLION)} minutes for {write(per_ml, MILLION)} mL"
        raise table.unreadable(f"at these rates the bag is empty sooner than {least}, the regimen's limit")
    if max(step.rate for step in steps) > limits.most:
        raise table.unreadable(f"a rate is above {write(limits.most, MILLION)} mL an hour, the regimen's limit")
    if bag.place == 0 and steps[0].rate > limits.most_start:
        raise table.unreadable(f"the first rate is above {write(limits.most_start, MILLION)} mL an hour, the regimen's limit")


def _run_table(profile: Place, rows: list[Place], bag: Bag) -> Iterator[Step]:
    elapsed, run_in, full = 0, 0, bag.ml * ML
    for row in rows:
        rate, minutes = _rate_ml_per_hour(profile, row.at("rate"), bag), row.at("minutes")
        volume = full - run_in
        if row is not rows[-1] and minutes.given:
            volume = min(volume, rate * minutes.whole(1))
        yield Step(rate, elapsed, volume, run_in)
        run_in += volume
        if run_in == full:
            return
        # The bag is not empty, so the step ran for just the minutes of the table: elapsed time stays whole.
        elapsed += minutes.whole(1)


def _rate_ml_per_hour(profile: Place, table_rate: Place, bag: Bag) -> int:
    """The pump rate for a rate of the table, held under the cap; what is worked out is rounded down to 0.1 mL/h."""
    rate = table_rate.millionths_above_zero()
    if profile.at("basis").one_of("ml_per_hour", "mg_per_hour") == "mg_per_hour":
        rate = _down_to_tenth(rate, bag)
    cap = profile.at("cap_mg_per_hour")
    if cap.given and rate * bag.fill > cap.millionths_above_zero() * bag.ml * MG:
        rate = _down_to_tenth(cap.millionths(), bag)
    if not rate:
        raise table_rate.unreadable("rounded down to 0.1 mL/h, nothing of this rate is left")
    return rate


def _down_to_tenth(mg_per_hour: int, bag: Bag) -> int:
    return mg_per_hour * bag.ml * MG // (bag.fill * TENTH) * TENTH
