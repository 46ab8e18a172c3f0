"""Rate steps for one bag: volumes, minutes and mg per hour, by the number of the infusion.

Does not know dates; a start time is added by whoever knows one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from dosing import wording
from dosing.findings import InputError, Source
from dosing.inputs.site import Profile, RateStep, Site
from dosing.quantities import down, half_up
from dosing.rules.clock import shifted

PUMP_STEP = Decimal("0.1")  # mL/h; rates worked out from mg/h are rounded down to it, never faster than the order
HUNDREDTH = Decimal("0.01")
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class InfusionStep:
    """One rate for one duration and volume; `elapsed_minutes` is when it begins."""

    rate_ml_per_hour: Decimal
    minutes: Decimal
    elapsed_minutes: Decimal
    volume_ml: Decimal
    cumulative_ml: Decimal
    mg_per_hour: Decimal
    starts: datetime | None


@dataclass(frozen=True, slots=True)
class InfusionPlan:
    """The rate steps of one visit under a profile."""

    profile: str
    part: str
    minutes: Decimal
    ends: datetime | None
    steps: tuple[InfusionStep, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class _Run:
    rate: Decimal
    minutes: Fraction
    elapsed: Fraction
    cumulative: Fraction


def infusion_plan(site: Site, rounded_mg: Decimal, infusion_number: int, start: datetime | None) -> InfusionPlan | None:
    """The steps of the site's chosen profile for one bag of `rounded_mg`, or None without a profile.

    The first infusion, the second and later ones have steps of their own. Raises InputError for rates that no bag could run at.
    """
    profile = site.infusion.chosen
    if profile is None:
        return None
    part, steps = {1: ("first", profile.first), 2: ("second", profile.second)}.get(infusion_number, ("later", profile.later))
    concentration = Fraction(rounded_mg) / Fraction(profile.bag_ml)
    runs = _run_in(steps, profile, concentration)
    total = runs[-1].elapsed + runs[-1].minutes
    if total > LONGEST_MINUTES:
        hours = wording.amount(half_up(total / 60, Decimal("0.1")), "h")
        raise InputError(
            f"at the rates of the infusion profile {profile.name} one bag would run for {hours}, more than a week; write faster rates."
        )
    return InfusionPlan(
        profile=profile.name,
        part=part,
        minutes=half_up(total, HUNDREDTH),
        ends=shifted(start, total) if start else None,
        steps=tuple(_step(run, concentration, start) for run in runs),
        source=site.source(f"infusion.profiles.{profile.name}"),
    )


def _run_in(steps: Sequence[RateStep], profile: Profile, concentration: Fraction) -> list[_Run]:
    """The steps until the bag is empty, in exact fractions."""
    bag, done, elapsed = Fraction(profile.bag_ml), Fraction(0), Fraction(0)
    runs: list[_Run] = []
    for step in steps:
        rate = rate_ml_per_hour(step.rate, profile, concentration)
        to_empty = (bag - done) * 60 / Fraction(rate)
        minutes = to_empty if step.minutes is None else min(Fraction(step.minutes), to_empty)
        done += Fraction(rate) * minutes / 60
        runs.append(_Run(rate, minutes, elapsed, done))
        elapsed += minutes
        if done == bag:
            break
    return runs


def rate_ml_per_hour(rate: Decimal, profile: Profile, concentration: Fraction) -> Decimal:
    """A table rate as mL/h, held under the profile's cap in mg/h."""
    asked = rate if profile.basis == "ml_per_hour" else down(Fraction(rate) / concentration, PUMP_STEP)
    if profile.cap_mg_per_hour is None or Fraction(asked) * concentration <= Fraction(profile.cap_mg_per_hour):
        return asked
    return down(Fraction(profile.cap_mg_per_hour) / concentration, PUMP_STEP)


def _step(run: _Run, concentration: Fraction, start: datetime | None) -> InfusionStep:
    volume = Fraction(run.rate) * run.minutes / 60
    return InfusionStep(
        rate_ml_per_hour=run.rate,
        minutes=half_up(run.minutes, HUNDREDTH),
        elapsed_minutes=half_up(run.elapsed, HUNDREDTH),
        volume_ml=half_up(volume, HUNDREDTH),
        cumulative_ml=half_up(run.cumulative, HUNDREDTH),
        mg_per_hour=half_up(Fraction(run.rate) * concentration, HUNDREDTH),
        starts=shifted(start, run.elapsed) if start else None,
    )
