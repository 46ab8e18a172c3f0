"""What is owed before an infusion: which drugs, how much, by which route, how long before, given over how long.

Does not know which visit it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import ceil

from dosing.findings import Source
from dosing.inputs.regimen import Route
from dosing.inputs.site import LEAD_TIME, Site
from dosing.rules.clock import in_utc, shifted


@dataclass(frozen=True, slots=True)
class Premedication:
    """One drug owed before the infusion; `due` is None where no time of day was set."""

    drug: str
    dose_mg: Decimal
    route: Route
    form: str | None
    minutes_before: int
    due: datetime | None
    give_over_minutes: int | None
    substituted_for: str | None
    source: Source


def premedications(site: Site, start: datetime | None) -> tuple[Premedication, ...]:
    """The premedications of one visit: longest lead time first, then in the record's order."""
    owed = [_dexamethasone(site), _acetaminophen(site), *_h2_blocker(site), _diphenhydramine(site)]
    owed.sort(key=lambda each: -each.minutes_before)  # a stable sort keeps the record's order among equals
    return tuple(_due(each, start) for each in owed)


def _due(owed: Premedication, start: datetime | None) -> Premedication:
    if start is None:
        return owed
    return replace(owed, due=shifted(start, -owed.minutes_before))


def _dexamethasone(site: Site) -> Premedication:
    own = site.dexamethasone
    return Premedication(
        "dexamethasone",
        own.dose_mg,
        own.route,
        own.injection_form,
        own.minutes_before,
        None,
        None,
        None,
        site.source("dexamethasone.dose_mg"),
    )


def _acetaminophen(site: Site) -> Premedication:
    own = site.acetaminophen
    return Premedication(
        "acetaminophen", own.dose_mg, "oral", None, own.minutes_before, None, None, None, site.source("acetaminophen.dose_mg")
    )


def _h2_blocker(site: Site) -> tuple[Premedication, ...]:
    drug = site.h2_blocker.drug
    if drug == "none":
        return ()
    own = site.ranitidine if drug == "ranitidine" else site.famotidine
    instead_of = None if drug == "ranitidine" else "ranitidine"
    source = site.source(f"{drug}.dose_mg")
    return (Premedication(drug, own.dose_mg, "intravenous", None, own.minutes_before, None, own.give_over_minutes, instead_of, source),)


def _diphenhydramine(site: Site) -> Premedication:
    own = site.diphenhydramine
    minutes = ceil(own.dose_mg / own.most_mg_per_minute)
    return Premedication(
        "diphenhydramine", own.dose_mg, "intravenous", None, own.minutes_before, None, minutes, None, site.source("diphenhydramine.dose_mg")
    )


def start_window(given: Sequence[Premedication]) -> tuple[datetime, datetime] | None:
    """From when to when the infusion may start so that every premedication was given 15 to 60 min before; None without times."""
    due = [each.due for each in given if each.due is not None]
    if not due:
        return None
    return shifted(max(due, key=in_utc), int(LEAD_TIME.least)), shifted(min(due, key=in_utc), int(LEAD_TIME.most))
