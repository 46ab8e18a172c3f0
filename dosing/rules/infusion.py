"""Rate steps for each bag: volumes, minutes and mg per hour, and the limits that they keep.

Does not know dates; a start time is added by whoever knows one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from dosing import wording
from dosing.findings import InputError, Source
from dosing.inputs.regimen import Part, Regimen
from dosing.inputs.site import Profile, RateStep, Site
from dosing.quantities import down, half_up
from dosing.rules.clock import shifted
from dosing.rules.dose import FilledBag

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
    """The rate steps of one visit under a profile.

    `minutes` and `ends` are of all its bags, None where the steps of one come from the order. `label_mg_per_hour` is what the label lets an
    infusion of its dose for this weight run at, at most. `lasts_until` is the end of the last bag whose steps are known.
    """

    profile: str
    part: str
    minutes: Decimal | None
    ends: datetime | None
    label_mg_per_hour: Decimal
    bags: tuple[InfusionBag, ...]
    source: Source
    lasts_until: datetime | None = field(metadata={"document": False})

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


PARTS: tuple[Part, ...] = ("first", "second", "later")


def part_of(level: int) -> Part:
    """The part of a profile by how far the steps may go: 1 those of the first infusion, 2 of the second, more of later ones."""
    return PARTS[min(level, len(PARTS)) - 1]


Runs = tuple[tuple[Run, ...], ...]


def all_runs(regimen: Regimen, profile: Profile, part: Part, bags: Sequence[FilledBag]) -> Runs:
    """The steps of a profile for each bag until it is empty; none for a second bag whose steps come from the order.

    Raises InputError for rates that no bag could run at, or that the regimen allows only on a signed order.
    """
    tables = (profile, profile.second_bag)
    made: list[tuple[Run, ...]] = []
    elapsed = Fraction(0)
    for bag, table in zip(bags, tables, strict=False):
        if table is None:
            made.append(())
            continue
        runs = bag_runs(profile, table.steps(part), bag.drug_mg, elapsed)
        if profile.beyond_limits is None:
            _check_limits(regimen, profile, part, runs, first=not made)
        elapsed = runs[-1].elapsed + runs[-1].minutes
        made.append(runs)
    return tuple(made)


def bag_runs(profile: Profile, steps: Sequence[RateStep], drug_mg: Decimal, begins: Fraction = Fraction(0)) -> tuple[Run, ...]:
    """The steps for one bag of `drug_mg` that begins so many minutes after the start. Raises InputError for what no bag could run at."""
    runs = tuple(_run_in(steps, profile, Fraction(drug_mg) / Fraction(profile.bag_ml), begins))
    total = _length(runs)
    if total > LONGEST_MINUTES:
        hours = wording.amount(half_up(total / 60, Decimal("0.1")), "h")
        raise InputError(
            "runs-for-days",
            "site.infusion.profile",
            f"at the rates of the infusion profile {profile.name} one bag would run for {hours}, more than a week; write faster rates.",
        )
    return runs


def _length(runs: Sequence[Run]) -> Fraction:
    return runs[-1].elapsed + runs[-1].minutes - runs[0].elapsed


def _check_limits(regimen: Regimen, profile: Profile, part: Part, runs: Sequence[Run], *, first: bool) -> None:
    """Steps faster than the regimen's limits rest on a signed order. Raises InputError."""
    rules, limits = regimen.rates, regimen.rates.limits(part)
    fastest, start = max(run.rate for run in runs), runs[0].rate
    needs = Fraction(limits.least_minutes) * Fraction(profile.bag_ml) / Fraction(rules.per_ml)
    found = ""
    if first and start > limits.most_start_ml_per_hour:
        found = f"begin at {_an_hour(start)}, faster than {_an_hour(limits.most_start_ml_per_hour)}"
    elif fastest > limits.most_ml_per_hour:
        found = f"reach {_an_hour(fastest)}, faster than {_an_hour(limits.most_ml_per_hour)}"
    elif _length(runs) < needs:
        took = wording.duration(half_up(_length(runs), HUNDREDTH))
        found = f"empty the {wording.ml(profile.bag_ml)} bag in {took}, less than {wording.duration(half_up(needs, HUNDREDTH))}"
    if found:
        raise InputError(
            "rates-too-fast",
            "site.infusion.profile",
            f"the steps of {profile.name} for {INFUSIONS[part]} {found}, the limit for {INFUSIONS[part]}; "
            "write slower steps, or follow a signed order and give its reason as beyond_limits.",
        )


INFUSIONS: dict[str, str] = {"first": "the first infusion", "second": "the second infusion", "later": "later infusions"}


def _an_hour(rate: Decimal) -> str:
    return f"{wording.ml(rate)} an hour"


def label_mg_per_hour(regimen: Regimen, part: Part, weight_kg: Decimal) -> Decimal:
    """The most mg an hour at which the label's dose for a weight runs in the label's bag, for that infusion."""
    rules = regimen.rates
    concentration = Fraction(weight_kg) * Fraction(rules.label_mg_per_kg) / Fraction(rules.label_bag_ml)
    return half_up(concentration * Fraction(rules.limits(part).most_ml_per_hour), HUNDREDTH)


def _run_in(steps: Sequence[RateStep], profile: Profile, concentration: Fraction, begins: Fraction) -> Iterator[Run]:
    """The steps until the bag is empty, in exact fractions."""
    bag, done, elapsed = Fraction(profile.bag_ml), Fraction(0), begins
    for step in steps:
        rate = rate_ml_per_hour(step.rate, profile, concentration)
        to_empty = (bag - done) * 60 / Fraction(rate)
        minutes = to_empty if step.minutes is None else min(Fraction(step.minutes), to_empty)
        done += Fraction(rate) * minutes / 60
        yield Run(rate, minutes, elapsed, done, Fraction(rate) * concentration)
        elapsed += minutes
        if done == bag:
            return


class Ran(NamedTuple):
    """The runs of every bag of one visit, under which part of a profile, and what the label would let run."""

    part: Part
    bags: Runs
    label_mg_per_hour: Decimal


def infusion_plan(site: Site, profile: Profile, ran: Ran, start: datetime | None) -> InfusionPlan:
    """The runs of every bag as the steps of a visit that starts at `start`, or at no set time."""
    known = [runs[-1].elapsed + runs[-1].minutes for runs in ran.bags if runs][-1]
    total = known if ran.bags[-1] else None
    return InfusionPlan(
        profile=profile.name,
        part=ran.part,
        minutes=None if total is None else half_up(total, HUNDREDTH),
        ends=shifted(start, total) if start and total is not None else None,
        label_mg_per_hour=ran.label_mg_per_hour,
        bags=tuple(InfusionBag(tuple(_step(run, start) for run in runs)) for runs in ran.bags),
        source=site.source(f"infusion.profiles.{profile.name}"),
        lasts_until=shifted(start, known) if start else None,
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
