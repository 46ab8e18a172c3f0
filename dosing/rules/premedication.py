"""What is owed before an infusion: which drugs, how much, by which route, how long before, given over how long.

Does not know which visit it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import ceil

from dosing.findings import Source
from dosing.inputs.regimen import Regimen, Route, SlotRule
from dosing.inputs.site import LEAD_TIME, Site
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


def premedications(regimen: Regimen, site: Site, start: datetime | None) -> tuple[Premedication, ...]:
    """The premedications of one visit: longest lead time first, then in the order of the regimen's slots."""
    owed = [each for rule in regimen.slots for each in FILLED[rule.slot](rule, site)]
    owed.sort(key=lambda each: -each.minutes_before)  # a stable sort keeps the regimen's order among equals
    return tuple(_due(each, start) for each in owed)


def _due(owed: Premedication, start: datetime | None) -> Premedication:
    if start is None:
        return owed
    return replace(owed, due=shifted(start, -owed.minutes_before))


def _steroid(rule: SlotRule, site: Site) -> Iterator[Premedication]:
    own = site.dexamethasone
    yield _owed(rule, site, "dexamethasone", own.dose_mg, own.route, own.minutes_before, form=own.injection_form)


def _antipyretic(rule: SlotRule, site: Site) -> Iterator[Premedication]:
    own = site.acetaminophen
    yield _owed(rule, site, "acetaminophen", own.dose_mg, "oral", own.minutes_before)


def _h2_blocker(rule: SlotRule, site: Site) -> Iterator[Premedication]:
    drug = site.h2_blocker.drug
    if drug == "none":
        return
    own = site.ranitidine if drug == "ranitidine" else site.famotidine
    yield _owed(rule, site, drug, own.dose_mg, "intravenous", own.minutes_before, give_over=own.give_over_minutes)


def _antihistamine(rule: SlotRule, site: Site) -> Iterator[Premedication]:
    own = site.diphenhydramine
    minutes = ceil(own.dose_mg / own.most_mg_per_minute)
    yield _owed(rule, site, "diphenhydramine", own.dose_mg, "intravenous", own.minutes_before, give_over=minutes)


# What a site gives for each slot.
FILLED: dict[str, Callable[[SlotRule, Site], Iterator[Premedication]]] = {
    "steroid": _steroid,
    "antipyretic": _antipyretic,
    "h2_blocker": _h2_blocker,
    "antihistamine": _antihistamine,
}


def _owed(
    rule: SlotRule,
    site: Site,
    drug: str,
    dose_mg: Decimal,
    route: Route,
    minutes_before: int,
    *,
    form: str | None = None,
    give_over: int | None = None,
) -> Premedication:
    instead_of = None if drug == rule.drug else rule.drug
    source = site.source(f"{drug}.dose_mg")
    return Premedication(rule.slot, drug, dose_mg, route, form, minutes_before, None, give_over, instead_of, source)


def start_window(given: Sequence[Premedication]) -> tuple[datetime, datetime] | None:
    """From when to when the infusion may start so that every premedication was given 15 to 60 min before; None without times."""
    due = [each.due for each in given if each.due is not None]
    if not due:
        return None
    return shifted(max(due, key=in_utc), int(LEAD_TIME.least)), shifted(min(due, key=in_utc), int(LEAD_TIME.most))
