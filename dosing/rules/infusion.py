"""Rate steps for one bag: volumes, minutes and mg per hour, by the number of the infusion.

Does not know dates; a start time is added by whoever knows one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

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
class InfusionBag:
    """The rate steps of one bag."""

    steps: tuple[InfusionStep, ...]


@dataclass(frozen=True, slots=True)
class InfusionPlan:
    """The rate steps of one visit under a profile."""

    profile: str
    part: str
    minutes: Decimal
    ends: datetime | None
    bags: tuple[InfusionBag, ...]
    source: Source

    @property
    def steps(self) -> tuple[InfusionStep, ...]:
        """The steps of every bag, one after the other."""
        return tuple(step for bag in self.bags for step in bag.steps)


class Run(NamedTuple):
    """One step in exact fractions: its rate, mL/h, how long it runs, min, when it begins, min, and what has run in at its end, mL."""

    rate: Decimal
    minutes: Fraction
    elapsed: Fraction
    cumulative: Fraction
    mg_per_hour: Fraction


def part_of(infusion_number: int) -> str:
    """The part of a profile for an infusion: the first and the second have steps of their own."""
    return {1: "first", 2: "second"}.get(infusion_number, "later")


def bag_runs(profile: Profile, part: str, drug_mg: Decimal) -> tuple[Run, ...]:
    """The steps of a profile for one bag of `drug_mg`, until it is empty. Raises InputError for rates that no bag could run at."""
    steps: dict[str, Sequence[RateStep]] = {"first": profile.first, "second": profile.second, "later": profile.later}
    runs = tuple(_run_in(steps[part], profile, Fraction(drug_mg) / Fraction(profile.bag_ml)))
    total = runs[-1].elapsed + runs[-1].minutes
    if total > LONGEST_MINUTES:
        hours = wording.amount(half_up(total / 60, Decimal("0.1")), "h")
        raise InputError(
            "runs-for-days",
            "site.infusion.profile",
            f"at the rates of the infusion profile {profile.name} one bag would run for {hours}, more than a week; write faster rates.",
        )
    return runs


def _run_in(steps: Sequence[RateStep], profile: Profile, concentration: Fraction) -> Iterator[Run]:
    """The steps until the bag is empty, in exact fractions."""
    bag, done, elapsed = Fraction(profile.bag_ml), Fraction(0), Fraction(0)
    for step in steps:
        rate = rate_ml_per_hour(step.rate, profile, concentration)
        to_empty = (bag - done) * 60 / Fraction(rate)
        minutes = to_empty if step.minutes is None else min(Fraction(step.minutes), to_empty)
        done += Fraction(rate) * minutes / 60
        yield Run(rate, minutes, elapsed, done, Fraction(rate) * concentration)
        elapsed += minutes
        if done == bag:
            return


def infusion_plan(site: Site, profile: Profile, part: str, runs: Sequence[Run], start: datetime | None) -> InfusionPlan:
    """The runs of one bag as the steps of a visit that starts at `start`, or at no set time."""
    total = runs[-1].elapsed + runs[-1].minutes
    return InfusionPlan(
        profile=profile.name,
        part=part,
        minutes=half_up(total, HUNDREDTH),
        ends=shifted(start, total) if start else None,
        bags=(InfusionBag(tuple(_step(run, start) for run in runs)),),
        source=site.source(f"infusion.profiles.{profile.name}"),
    )


def rate_ml_per_hour(rate: Decimal, profile: Profile, concentration: Fraction) -> Decimal:
    """A table rate as mL/h, held under the profile's cap in mg/h."""
    asked = rate if profile.basis == "ml_per_hour" else down(Fraction(rate) / concentration, PUMP_STEP)
    if profile.cap_mg_per_hour is None or Fraction(asked) * concentration <= Fraction(profile.cap_mg_per_hour):
        return asked
    return down(Fraction(profile.cap_mg_per_hour) / concentration, PUMP_STEP)


def _step(run: Run, start: datetime | None) -> InfusionStep:
    return InfusionStep(
        rate_ml_per_hour=run.rate,
        minutes=half_up(run.minutes, HUNDREDTH),
        elapsed_minutes=half_up(run.elapsed, HUNDREDTH),
        volume_ml=half_up(Fraction(run.rate) * run.minutes / 60, HUNDREDTH),
        cumulative_ml=half_up(run.cumulative, HUNDREDTH),
        mg_per_hour=half_up(run.mg_per_hour, HUNDREDTH),
        starts=shifted(start, run.elapsed) if start else None,
    )
