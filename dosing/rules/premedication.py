"""What is owed before an infusion: which drugs, how much, by which route, how long before, given over how long.

Does not know which visit it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from math import ceil

from dosing import wording
from dosing.findings import InputError, Source
from dosing.inputs.regimen import NO_DRUG, DrugRule, Regimen, Route, SlotRule
from dosing.inputs.site import Site, SlotChoice
from dosing.rules.ages import birthday
from dosing.rules.clock import in_utc, shifted


@dataclass(frozen=True, slots=True)
class Premedication:
    """One drug owed before the infusion, for the slot of the regimen; `due` is None where no time of day was set."""

    slot: str
    drug: str
    dose_mg: Decimal
    route: Route
    form: str | None
    minutes_before: int
    due: datetime | None
    give_over_minutes: int | None
    substituted_for: str | None
    source: Source


def premedications(regimen: Regimen, site: Site, born: date | None, on: date) -> tuple[Premedication, ...]:
    """The premedications of one visit, not yet with a time: longest lead time first, then in the order of the regimen's slots.

    Raises InputError where a dose depends on the patient's age and no birth date was given.
    """
    owed = [_owed(rule, site, born, on) for rule in regimen.slots if site.premedications[rule.slot].drug != NO_DRUG]
    owed.sort(key=lambda each: -each.minutes_before)  # a stable sort keeps the regimen's order among equals
    return tuple(owed)


def due(owed: Sequence[Premedication], start: datetime) -> tuple[Premedication, ...]:
    """The same with the moment at which each is due."""
    return tuple(replace(each, due=shifted(start, -each.minutes_before)) for each in owed)


def _owed(rule: SlotRule, site: Site, born: date | None, on: date) -> Premedication:
    own = site.premedications[rule.slot]
    if own.dose_mg is None or own.route is None or own.minutes_before is None:
        raise ValueError("a site is held against its regimen before anything is made from it")
    dose_mg = own.dose_mg
    if own.from_age_years is not None and own.dose_from_age_mg is not None:
        dose_mg = _dose_at_age(own, dose_mg, own.dose_from_age_mg, own.from_age_years, born, on)
    return Premedication(
        slot=rule.slot,
        drug=own.drug,
        dose_mg=dose_mg,
        route=own.route,
        form=own.form,
        minutes_before=own.minutes_before,
        due=None,
        give_over_minutes=_give_over(own, dose_mg) if own.route == "intravenous" else None,
        substituted_for=rule.named if rule.named != own.drug else None,
        source=site.source(f"premedications.{rule.slot}.dose_mg"),
    )


def _dose_at_age(own: SlotChoice, younger: Decimal, older: Decimal, years: int, born: date | None, on: date) -> Decimal:
    if born is None:
        raise InputError(
            "born-for-dose",
            "born",
            f"the birth date is missing; write it, since {wording.drug(own.drug)} is {wording.mg(younger)}, "
            f"and {wording.mg(older)} from {years} years.",
        )
    return older if on >= birthday(born, years) else younger


def _give_over(own: SlotChoice, dose_mg: Decimal) -> int | None:
    if own.most_mg_per_minute is not None:
        return ceil(dose_mg / own.most_mg_per_minute)
    return own.give_over_minutes


def start_window(regimen: Regimen, given: Sequence[Premedication]) -> tuple[datetime, datetime] | None:
    """From when to when the infusion may start so that every premedication was given within its time before it; None without times."""
    rules = [(each.due, _lead(regimen, each)) for each in given]
    known = [(at, lead) for at, lead in rules if at is not None]
    if not known:
        return None
    return (
        max((shifted(at, lead.least_minutes_before) for at, lead in known), key=in_utc),
        min((shifted(at, lead.most_minutes_before) for at, lead in known), key=in_utc),
    )


def _lead(regimen: Regimen, given: Premedication) -> DrugRule:
    rule = regimen.slot(given.slot)
    found = rule.rule(given.drug) if rule else None
    if found is None:
        raise ValueError("a site is held against its regimen before anything is made from it")
    return found
