"""Every value in force, with its kind and where it came from, as the pharmacy sheet lists them.

Does not know pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dosing import wording
from dosing.findings import Source
from dosing.inputs.regimen import NO_DRUG, Regimen, SlotRule
from dosing.inputs.site import Profile, Site, SlotChoice
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
FEW = {1: "one", 2: "two"}
SUPPLIES = {"stock": "the pharmacy's own stock", "trial": "a trial's supply", "patient": "assigned to one patient"}


def _recorded(regimen: Regimen) -> bool:
    """Whether the regimen's own numbers stand in a trial's record, and not in a label."""
    return regimen.source("study_drug").kind == "record"


def days_of_cycles(regimen: Regimen) -> str:
    """On which days of its cycles a regimen has an infusion."""
    return wording.cycle_days([(each.from_cycle, each.days) for each in regimen.cycle_days], regimen.cycle_length_days)


def kinds_told(release: Release) -> str:
    """What each kind of source means that a value in force has."""
    regimen = release.plan.regimen
    authority, silent = "a trial record", ""
    if _recorded(regimen):
        authority, silent = f"{regimen.words.authority}, never changed", f", since {regimen.words.authority_short} is silent"
    meant = {
        "Record": f"stated in {authority}",
        "Label": f"from the product's prescribing information or another named source{silent}",
        "Choice": "this program's own default",
        "Site": "entered by the pharmacy",
    }
    held = {value.kind for value in values_in_force(release)} | {"Site"}
    return " ".join(f"{kind}: {words}." for kind, words in meant.items() if kind in held)


def values_of_regimen(regimen: Regimen) -> list[Value]:
    """What the regimen fixes, each with its plain citation."""
    return [
        _fixed("dose per kg", wording.amount(regimen.study_drug.dose_mg_per_kg, "mg/kg"), regimen.source("study_drug")),
        _fixed("infusion days", days_of_cycles(regimen), regimen.source("cycles")),
        _fixed("most cycles", wording.number(regimen.most_cycles), regimen.source("cycles")),
        *(_named(regimen, rule) for rule in regimen.slots),
    ]


def _fixed(name: str, value: str, source: Source) -> Value:
    return Value(name, value, KINDS[source.kind], wording.cited(source.citation))


def _named(regimen: Regimen, rule: SlotRule) -> Value:
    """A premedication as the regimen has it: the routes of the drug that it names, where it names one."""
    drug = rule.rule(rule.named) if rule.named else None
    if drug is None:
        return _fixed(rule.called, "no drug named", regimen.source(f"slots.{rule.slot}"))
    routes = wording.listed(drug.routes, "or")
    return _fixed(f"{wording.drug(drug.drug)}, routes", routes, regimen.source(f"slots.{rule.slot}.{drug.drug}.routes"))


def product(own: SlotChoice) -> str:
    """What the pharmacy supplies of a drug: "50 mg in 1 mL", "4 mg"; nothing where the site does not state it."""
    if own.product_mg is None:
        return ""
    return wording.mg(own.product_mg) + (f" in {wording.ml(own.product_ml)}" if own.product_ml is not None else "")


@dataclass(frozen=True, slots=True)
class Decided:
    """The values of one site under a regimen, as rows."""

    regimen: Regimen
    site: Site

    def rows(self) -> list[Value]:
        """Every value that is in force; those of a drug or a profile that was not chosen are left out."""
        return [*self._premedications(), *self._preparation(), *self._weights(), *self._visit(), *self._infusion(), *self._review()]

    def _value(self, name: str, value: str, key: str) -> Value:
        # A value that no default ships is the pharmacy's own.
        source = self.site.source(key) if key in self.site.sources else ENTERED
        silent = self.regimen.words.authority if _recorded(self.regimen) else ""
        return Value(name, value, KINDS[source.kind], wording.source(source.kind, source.citation, silent))

    def _premedications(self) -> Iterator[Value]:
        for rule in self.regimen.slots:
            own, key = self.site.premedications[rule.slot], f"premedications.{rule.slot}"
            yield self._value(rule.called, wording.drug(own.drug), f"{key}.drug")
            if own.drug == NO_DRUG:
                yield self._value(f"{rule.called}, reason", own.reason or "", f"{key}.reason")
            else:
                yield from self._given(wording.drug(own.drug), own, key)

    def _given(self, drug: str, own: SlotChoice, key: str) -> Iterator[Value]:
        if own.dose_mg is not None:
            yield self._value(f"{drug}, dose", wording.mg(own.dose_mg), f"{key}.dose_mg")
        if own.dose_from_age_mg is not None and own.from_age_years is not None:
            said = f"{drug}, dose from {own.from_age_years} years on"
            yield self._value(said, wording.mg(own.dose_from_age_mg), f"{key}.dose_from_age_mg")
        if own.route is not None:
            yield self._value(f"{drug}, route", own.route, f"{key}.route")
        if own.form is not None:
            yield self._value(f"{drug}, dose stated as", own.form, f"{key}.form")
        if own.minutes_before is not None:
            yield self._value(f"{drug}, lead time", wording.before(own.minutes_before), f"{key}.minutes_before")
        if own.give_over_minutes is not None:
            yield self._value(f"{drug}, give over", wording.give_over(own.give_over_minutes), f"{key}.give_over_minutes")
        if own.most_mg_per_minute is not None:
            yield self._value(f"{drug}, at most", f"{wording.mg(own.most_mg_per_minute)} a minute", f"{key}.most_mg_per_minute")
        if own.product_mg is not None:
            yield self._value(f"{drug}, product", product(own), f"{key}.product_mg")
        if own.dilute_to_ml is not None:
            yield self._value(f"{drug}, diluted to", wording.ml(own.dilute_to_ml), f"{key}.dilute_to_ml")

    def _preparation(self) -> Iterator[Value]:
        bag, rounding = self.site.bag, self.site.rounding
        stocked = [f"{wording.mg(vial.strength_mg)} in {wording.ml(vial.volume_ml)}" for vial in self.site.vials]
        yield self._value("vials", wording.listed(stocked), "vials")
        yield self._value("bag", wording.ml(bag.volume_ml), "bag.volume_ml")
        yield self._value("bags for a dose", FEW[bag.count], "bag.count")
        yield self._value("drug in a bag, at most", f"{wording.number(bag.most_share_percent)}% of it", "bag.most_share_percent")
        if bag.share_reference is not None:
            yield self._value("stability data for that share", bag.share_reference, "bag.share_reference")
        yield self._value("diluent", bag.diluent, "bag.diluent")
        yield self._value("volume step", wording.ml(rounding.volume_step_ml), "rounding.volume_step_ml")
        if self.site.vial_supply is not None:
            yield self._value("vials are", SUPPLIES[self.site.vial_supply], "vial_supply")
        if self.site.opened_vial_minutes is not None:
            yield self._value("an opened vial, at most", wording.duration(self.site.opened_vial_minutes), "opened_vial_minutes")
        within = wording.percent_limit(rounding.whole_vials_within_percent)
        yield self._value("rounding to whole vials", within, "rounding.whole_vials_within_percent")

    def _weights(self) -> Iterator[Value]:
        own = self.site.weights
        counts = f"from {wording.number(own.counts_from_percent)}% on" if own.counts_from_percent else "always"
        yield self._value("new weight counts", counts, "weights.counts_from_percent")
        yield self._value("weight change, caution from", f"{wording.number(own.caution_from_percent)}%", "weights.caution_from_percent")
        day_1, later = (wording.counted(days, "day") for days in (own.oldest_on_day_1_days, own.oldest_days))
        yield self._value("weight on day 1 of a cycle", f"at most {day_1} old", "weights.oldest_on_day_1_days")
        yield self._value("weight on other days", f"at most {later} old", "weights.oldest_days")

    def _visit(self) -> Iterator[Value]:
        rules, place = self.site.visit, " ".join(filter(None, (self.site.country, self.site.region)))
        yield self._value("check-in", f"{wording.before(rules.check_in_minutes)} the first premedication", "visit.check_in_minutes")
        yield self._value("visit length", wording.duration(rules.length_minutes), "visit.length_minutes")
        yield self._value("smallest interval", wording.counted(rules.smallest_interval_days, "day"), "visit.smallest_interval_days")
        if self.site.time_zone:
            yield self._value("time zone", self.site.time_zone, "time_zone")
        if place:
            yield self._value("working days of", place, "country")

    def _infusion(self) -> Iterator[Value]:
        own, chosen = self.site.infusion, self.site.infusion.chosen
        yield self._value("infusion rates", own.profile or "none, from the order", "infusion.profile")
        if chosen is not None and own.compared_by is not None and own.compared_on is not None:
            yield from self._profile(chosen)
            said = f"by {own.compared_by}, {wording.plain_day(own.compared_on)}"
            yield self._value(f"{chosen.name} compared with the {chosen.follows}", said, "infusion.compared_by")
        beyond = f"{wording.counted(own.first_again_after_days, 'day')} beyond the interval"
        yield self._value("first steps again after", beyond, "infusion.first_again_after_days")
        if self.site.reaction_rule is not None:
            yield self._value("in an infusion reaction", self.site.reaction_rule, "reaction_rule")
        if self.site.when_to_call is not None:
            yield self._value("patients call for", "; ".join(self.site.when_to_call), "when_to_call")
        if self.site.fever_from is not None:
            yield self._value("patients call for a fever from", wording.with_units(self.site.fever_from), "fever_from")

    def _profile(self, chosen: Profile) -> Iterator[Value]:
        key = f"infusion.profiles.{chosen.name}"
        yield self._value(f"rate steps of {chosen.name}", "see each nurse page", key)
        yield self._value(f"{chosen.name} follows the {chosen.follows}", chosen.reference, key)
        if self.site.bag.count > 1:
            yield self._value(f"{chosen.name}, second bag", "see each nurse page" if chosen.second_bag else "from the order", key)
        if chosen.beyond_limits is not None:
            yield self._value(f"{chosen.name} beyond the limits", chosen.beyond_limits, key)

    def _review(self) -> Iterator[Value]:
        review = self.site.review_of(self.regimen) if self.regimen.needs_review else None
        if review is not None:
            yield self._value("values compared with the current label", f"by {review.by}, {wording.plain_day(review.on)}", "reviews")


def _lasting(sites: Sequence[tuple[date, Site]]) -> list[tuple[date, Site]]:
    """The sites that no later one replaced from its first day on or before it."""
    return [(since, site) for place, (since, site) in enumerate(sites, start=1) if all(later > since for later, _ in sites[place:])]


def values_in_force(release: Release) -> list[Value]:
    """Every value behind the plan, in groups; of a later site only what it changed."""
    regimen = release.plan.regimen
    values = [Value(f"Fixed by {regimen.words.authority}"), *values_of_regimen(regimen)]
    before: list[Value] = []
    for place, (since, site) in enumerate(_lasting(release.plan.sites)):
        own = Decided(regimen, site).rows()
        values.append(Value(f"Changed by the site, for visits from {wording.day(since)} on" if place else "Decided by the site"))
        values.extend(value for value in own if value not in before)
        before = own
    return values
