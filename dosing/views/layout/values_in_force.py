"""Every value in force, with its kind and where it came from, as the pharmacy sheet lists them.

Does not know pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dosing import wording
from dosing.findings import Source
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.releases import Release


@dataclass(frozen=True, slots=True)
class Value:
    """One value in force and where it came from; without a kind, the heading of a group of values."""

    name: str
    value: str = ""
    kind: str = ""
    source: str = ""


KINDS = {"record": "Record", "label": "Label", "choice": "Choice", "site": "Site"}
ENTERED = Source("site", "entered by the pharmacy")


def values_of_record(regimen: Regimen) -> list[Value]:
    """What the trial record fixes."""
    owed = regimen.source("slots")
    return [
        _value("dose per kg", wording.amount(regimen.study_drug.dose_mg_per_kg, "mg/kg"), regimen.source("study_drug")),
        _value("infusion days", _cycle_days(regimen), regimen.source("cycles")),
        _value("most cycles", wording.number(regimen.most_cycles), regimen.source("cycles")),
        *(_value(f"{wording.drug(each.drug)}, routes", wording.listed(each.routes, "or"), owed) for each in regimen.slots),
    ]


def _cycle_days(regimen: Regimen) -> str:
    return f"{wording.days_listed(regimen.days_of(1))} of {wording.amount(regimen.cycle_length_days, 'days')}"


def values_of_site(site: Site) -> list[Value]:
    """Every value of a site that is in force; those of a drug or a profile that was not chosen are left out."""
    return [*_premedication_values(site), *_preparation_values(site), *_visit_values(site), *_infusion_values(site)]


def _value(name: str, value: str, source: Source) -> Value:
    return Value(name, value, KINDS[source.kind], wording.source(source.kind, source.citation))


def _entered(site: Site, key: str) -> Source:
    # A value that no default ships is the pharmacy's own.
    return site.sources[key].source if key in site.sources else ENTERED


def _premedication_values(site: Site) -> Iterator[Value]:
    dexamethasone, h2_blocker = site.dexamethasone, site.h2_blocker
    yield from _dose_values(site, "dexamethasone", dexamethasone.dose_mg, dexamethasone.minutes_before)
    yield _value("dexamethasone, route", dexamethasone.route, site.source("dexamethasone.route"))
    if dexamethasone.injection_form:
        yield _value("dexamethasone, dose stated as", dexamethasone.injection_form, _entered(site, "dexamethasone.injection_form"))
    yield from _dose_values(site, "acetaminophen", site.acetaminophen.dose_mg, site.acetaminophen.minutes_before)
    yield _value("H2 blocker", wording.drug(h2_blocker.drug), site.source("h2_blocker.drug"))
    if h2_blocker.drug == "none":
        yield _value("H2 blocker, reason", h2_blocker.reason or "", _entered(site, "h2_blocker.reason"))
    else:
        chosen = site.ranitidine if h2_blocker.drug == "ranitidine" else site.famotidine
        yield from _dose_values(site, h2_blocker.drug, chosen.dose_mg, chosen.minutes_before)
        own_source = site.source(f"{h2_blocker.drug}.give_over_minutes")
        yield _value(f"{h2_blocker.drug}, give over", wording.give_over(chosen.give_over_minutes), own_source)
    own = site.diphenhydramine
    yield from _dose_values(site, "diphenhydramine", own.dose_mg, own.minutes_before)
    yield _value(
        f"{wording.drug('diphenhydramine')}, at most",
        f"{wording.mg(own.most_mg_per_minute)} a minute",
        site.source("diphenhydramine.most_mg_per_minute"),
    )


def _dose_values(site: Site, drug: str, dose_mg: Any, minutes_before: int) -> Iterator[Value]:
    yield _value(f"{wording.drug(drug)}, dose", wording.mg(dose_mg), site.source(f"{drug}.dose_mg"))
    yield _value(f"{wording.drug(drug)}, lead time", wording.before(minutes_before), site.source(f"{drug}.minutes_before"))


def _preparation_values(site: Site) -> Iterator[Value]:
    stocked = [f"{wording.mg(vial.strength_mg)} in {wording.ml(vial.volume_ml)}" for vial in site.vials]
    yield _value("vials", wording.listed(stocked), site.source("vials"))
    yield _value("bag", wording.ml(site.bag.volume_ml), site.source("bag.volume_ml"))
    yield _value("diluent", site.bag.diluent, site.source("bag.diluent"))
    yield _value("volume step", wording.ml(site.rounding.volume_step_ml), site.source("rounding.volume_step_ml"))
    yield _value(
        "rounding to whole vials",
        wording.percent_limit(site.rounding.whole_vials_within_percent),
        site.source("rounding.whole_vials_within_percent"),
    )
    counts = site.weights.counts_from_percent
    yield _value(
        "new weight counts", f"from {wording.number(counts)}% on" if counts else "always", site.source("weights.counts_from_percent")
    )
    yield _value(
        "weight change, caution from", f"{wording.number(site.weights.caution_from_percent)}%", site.source("weights.caution_from_percent")
    )


def _visit_values(site: Site) -> Iterator[Value]:
    rules = site.visit
    check_in = f"{wording.before(rules.check_in_minutes)} the first premedication"
    yield _value("check-in", check_in, site.source("visit.check_in_minutes"))
    yield _value("visit length", wording.duration(rules.length_minutes), site.source("visit.length_minutes"))
    yield _value("smallest interval", wording.amount(rules.smallest_interval_days, "days"), site.source("visit.smallest_interval_days"))
    if site.time_zone:
        yield _value("time zone", site.time_zone, _entered(site, "time_zone"))
    if site.country:
        yield _value("working days of", " ".join(filter(None, (site.country, site.region))), _entered(site, "country"))


def _infusion_values(site: Site) -> Iterator[Value]:
    own = site.infusion
    yield _value("infusion rates", own.profile or "none, from the order", site.source("infusion.profile"))
    if own.profile is not None:
        yield _value(f"rate steps of {own.profile}", "see each nurse page", site.source(f"infusion.profiles.{own.profile}"))
    if own.compared_by is not None and own.compared_on is not None:
        said = f"by {own.compared_by}, {wording.plain_day(own.compared_on)}"
        yield _value("rate steps compared with the label", said, _entered(site, "infusion.compared_by"))


def _lasting(sites: Sequence[tuple[date, Site]]) -> list[tuple[date, Site]]:
    """The sites that no later one replaced from its first day on or before it."""
    return [(since, site) for place, (since, site) in enumerate(sites, start=1) if all(later > since for later, _ in sites[place:])]


def values_in_force(release: Release) -> list[Value]:
    """Every value behind the plan, in groups; of a later site only what it changed."""
    values = [Value("Fixed by the trial record"), *values_of_record(release.plan.regimen)]
    before: list[Value] = []
    for place, (since, site) in enumerate(_lasting(release.plan.sites)):
        own = values_of_site(site)
        values.append(Value(f"Changed by the site, for visits from {wording.day(since)} on" if place else "Decided by the site"))
        values.extend(value for value in own if value not in before)
        before = own
    return values
