"""What a pharmacy decides: premedication doses and lead times, vials, bags, rounding, rates, clock, working days, reviews.

Does not know any patient; computes nothing.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from dosing import wording
from dosing.findings import Source
from dosing.inputs.kinds import AsTuple, Day, Exact, FeverFrom, Initials, Line, Model, NeededInitials, Unfit, Zone, choices, limits
from dosing.inputs.regimen import NO_DRUG, DrugRule, Followed, Regimen, Route, SourceEntry
from dosing.quantities import shown


class SlotChoice(Model):
    """What a site gives for one slot of the regimen, or "none" with the reason; its limits stand in the regimen.

    From an age on, in years at the visit, the dose may be another one. The product that the pharmacy supplies is so many mg, in so many mL
    where it is a liquid; an injection may be diluted to a volume.
    """

    drug: str
    dose_mg: Exact | None = None
    route: Route | None = None
    minutes_before: int | None = None
    form: str | None = None
    give_over_minutes: int | None = None
    most_mg_per_minute: Exact | None = None
    from_age_years: int | None = None
    dose_from_age_mg: Exact | None = None
    product_mg: Annotated[Exact, limits("0.1", "10000", "mg")] | None = None
    product_ml: Annotated[Exact, limits("0.1", "1000", "mL")] | None = None
    dilute_to_ml: Annotated[Exact, limits("1", "1000", "mL")] | None = None
    reason: Line | None = None

    @model_validator(mode="after")
    def _none_has_a_reason(self) -> Self:
        if self.drug == NO_DRUG and self.reason is None:
            raise Unfit(
                "reason-missing",
                "is left out without a reason; write the reason, like 'none is stocked'",
                at="reason",
            )
        if self.drug != NO_DRUG and self.reason is not None:
            raise Unfit("reason-spare", "has a reason for giving none, but one is given; leave the reason out", at="reason")
        return self


class Vial(Model):
    """One strength that the pharmacy stocks: mg in mL."""

    strength_mg: Exact
    volume_ml: Exact


class Bag(Model):
    """The infusion bag, or two of them; a volume equal to the drug's is removed first, so that each keeps its volume.

    `most_share_percent` is how much of a bag the drug may fill; more than half rests on stability data that `share_reference` names.
    """

    volume_ml: Annotated[Exact, choices("250", "500", unit="mL")]
    diluent: Literal["sodium chloride 0.9%", "dextrose 5%"]
    count: Annotated[int, limits("1", "2", "bags")]
    most_share_percent: Annotated[Exact, limits("50", "90", "%")]
    share_reference: Line | None = None

    @model_validator(mode="after")
    def _two_are_small(self) -> Self:
        if self.count == 2 and self.volume_ml != 250:
            raise Unfit("two-large-bags", f"holds two of {wording.ml(self.volume_ml)}; write two of {wording.ml(250)}, or one", at="count")
        if self.most_share_percent > 50 and self.share_reference is None:
            raise Unfit(
                "share-without-data",
                "lets the drug fill more than half of it without naming the stability data; write share_reference, or 50",
                at="share_reference",
            )
        if self.most_share_percent == 50 and self.share_reference is not None:
            raise Unfit(
                "share-reference-spare",
                "names stability data, but the drug fills at most half of it; leave share_reference out",
                at="share_reference",
            )
        return self


class Rounding(Model):
    """How a calculated dose becomes one that can be drawn."""

    volume_step_ml: Annotated[Exact, choices("0.1", "0.2", "0.5", "1", unit="mL")]
    whole_vials_within_percent: Annotated[Exact | None, choices("5", "10", unit="%")] = None


class Weights(Model):
    """Which new weight counts, from which change a caution is said, and how many days old a weight may be."""

    counts_from_percent: Annotated[Exact, choices("0", "5", "10", unit="%")]
    caution_from_percent: Annotated[Exact, choices("5", "10", unit="%")]
    oldest_on_day_1_days: Annotated[int, limits("1", "14", "days")]
    oldest_days: Annotated[int, limits("1", "28", "days")]


class VisitRules(Model):
    """How long a visit is, and how close two infusions may be."""

    check_in_minutes: Annotated[int, limits("0", "240", "min")]
    length_minutes: Annotated[int, limits("60", "1440", "min")]
    smallest_interval_days: Annotated[int, limits("5", "7", "days")]


MOST_REASONS = 6  # for which patients call: what their first page holds

# Even at 20 mg/mL, the most a bag can hold, 10 mg an hour is half a millilitre an hour: no pump rate rounds down to nothing.
LEAST_MG_PER_HOUR = Decimal(10)


class RateStep(Model):
    """One rate for some minutes; without minutes, until the bag is empty."""

    rate: Annotated[Exact, limits("0.1", "5000", "an hour")]
    minutes: Annotated[int, limits("1", "1440", "min")] | None = None


RateSteps = Annotated[tuple[RateStep, ...], AsTuple, Field(min_length=1)]


class BagSteps(Model):
    """The rate steps of one bag for the first, the second and later infusions."""

    first: RateSteps
    second: RateSteps
    later: RateSteps

    def steps(self, part: str) -> tuple[RateStep, ...]:
        """The steps of one part."""
        return {"first": self.first, "second": self.second}.get(part, self.later)


class Profile(BagSteps):
    """Rate steps in mL or mg an hour, the bag they are for, and the order, protocol or label that they follow, by its reference.

    Where two bags are hung, `second_bag` are the steps of the second; without them they come from the order. Steps that are faster than
    the regimen's limits follow a signed order and give its reason.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    follows: Followed
    reference: Line
    basis: Literal["ml_per_hour", "mg_per_hour"]
    bag_ml: Annotated[Exact, choices("250", "500", unit="mL")]
    cap_mg_per_hour: Annotated[Exact, limits("10", "10000", "mg an hour")] | None = None
    second_bag: BagSteps | None = None
    beyond_limits: Line | None = None

    @model_validator(mode="after")
    def _the_last_step_empties_the_bag(self) -> Self:
        for bag in (self, self.second_bag):
            for part in (bag.first, bag.second, bag.later) if bag else ():
                self._check(part)
        if self.beyond_limits is not None and self.follows != "order":
            raise Unfit(
                "beyond-without-order",
                'gives a reason for faster steps but follows no order; write follows = "order" and the reference of the signed order',
                at="follows",
            )
        return self

    def _check(self, part: tuple[RateStep, ...]) -> None:
        if any(step.minutes is None for step in part[:-1]) or part[-1].minutes is not None:
            raise Unfit(
                "rate-steps",
                "has steps that cannot be followed; give every step its minutes except the last, which runs until the bag is empty",
            )
        if self.basis == "mg_per_hour" and any(step.rate < LEAST_MG_PER_HOUR for step in part):
            raise Unfit(
                "rate-too-slow",
                f"has a rate below {LEAST_MG_PER_HOUR} mg an hour; write rates of at least {LEAST_MG_PER_HOUR} mg an hour",
            )


class Infusion(Model):
    """The infusion profile in use, if any, who compared it with what it follows and when, and after how long the first steps begin again.

    `first_again_after_days` are days beyond the regimen's own interval.
    """

    profile: str | None = None
    compared_by: Initials | None = None
    compared_on: Day | None = None
    first_again_after_days: Annotated[int, limits("0", "28", "days")]
    profiles: Annotated[tuple[Profile, ...], AsTuple]

    @model_validator(mode="after")
    def _the_profile_is_known_and_compared(self) -> Self:
        names = [profile.name for profile in self.profiles]
        if len(set(names)) < len(names):
            raise Unfit("profile-twice", "names one profile twice; give each profile a name of its own")
        if self.profile is not None and self.profile not in names:
            raise Unfit("no-such-profile", f"names the profile {shown(self.profile)}; write {wording.listed(names, 'or')}", at="profile")
        chosen = self.chosen
        if chosen is not None and (self.compared_by is None or self.compared_on is None):
            raise Unfit(
                "not-compared",
                f"uses {chosen.name} without saying who compared it with the {chosen.follows} that it follows and when; "
                "write compared_by (initials) and compared_on (a date)",
                at="compared_by",
            )
        return self

    @property
    def chosen(self) -> Profile | None:
        """The profile in use."""
        return next((profile for profile in self.profiles if profile.name == self.profile), None)


class Review(Model):
    """Who compared every value of a regimen with its source as it is now, and on which day."""

    regimen: str
    revision: int
    by: NeededInitials
    on: Day


class Site(Model):
    """Everything a pharmacy decides, each value with its source."""

    time_zone: Zone | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    region: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,10}$")] | None = None
    premedications: dict[str, SlotChoice]
    vials: Annotated[tuple[Vial, ...], AsTuple, Field(min_length=1)]
    bag: Bag
    rounding: Rounding
    weights: Weights
    visit: VisitRules
    infusion: Infusion
    reviews: Annotated[tuple[Review, ...], AsTuple] = ()
    reaction_rule: Line | None = None  # what nurses do in an infusion reaction, beside stopping and calling
    when_to_call: Annotated[tuple[Line, ...], AsTuple, Field(min_length=1)] | None = None  # what patients call for
    fever_from: FeverFrom | None = None  # from which temperature on patients call
    opened_vial_minutes: Annotated[int, limits("1", "1440", "min")] | None = None  # for how long an opened vial may be drawn from
    vial_supply: Literal["stock", "trial", "patient"] | None = None  # whose the vials are; a trial's where its drug is labelled so
    sources: dict[str, SourceEntry]

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.when_to_call is not None and len(self.when_to_call) > MOST_REASONS:
            held = wording.counted(len(self.when_to_call), "line")
            raise Unfit("too-many-reasons", f"has {held}; write at most {MOST_REASONS}, so that one page holds them", about="when_to_call")
        strengths = [vial.strength_mg for vial in self.vials]
        if len(set(strengths)) < len(strengths):
            raise Unfit("vial-twice", "names one strength twice; name each strength once", about="vials")
        chosen = self.infusion.chosen
        if chosen is not None and chosen.bag_ml != self.bag.volume_ml:
            raise Unfit(
                "profile-for-another-bag",
                f"{chosen.name} is for a {wording.ml(chosen.bag_ml)} bag but the site's bag holds "
                f"{wording.ml(self.bag.volume_ml)}; choose a profile made for this bag, or the other bag",
                about="infusion.profile",
            )
        unsourced = [key for key in self._sourced() if key not in self.sources]
        if unsourced:
            raise Unfit("unsourced", f"says nothing about {unsourced[0]}; write where that value came from", about="sources")
        if self.region is not None and self.country is None:
            raise Unfit(
                "region-without-country",
                'is given without a country; write the country\'s two letters as well, like country = "US"',
                about="region",
                at="country",
            )
        return self

    def _sourced(self) -> list[str]:
        """Every value that must name its source: all that a site has to state or to choose, and each profile."""
        tables = {name: getattr(self, name) for name in type(self).model_fields}
        stated = [
            f"{name}.{field}"
            for name, table in tables.items()
            if isinstance(table, Model)
            for field, about in type(table).model_fields.items()
            if about.is_required() and field != "profiles"
        ]
        slots = [
            f"premedications.{slot}.{name}" for slot, choice in self.premedications.items() for name, value in choice if value is not None
        ]
        or_none = ("infusion.profile", "rounding.whole_vials_within_percent")  # none is a choice too, and is shown
        return [*stated, *slots, "vials", *or_none, *(f"infusion.profiles.{profile.name}" for profile in self.infusion.profiles)]

    def review_of(self, regimen: Regimen) -> Review | None:
        """The latest review of a regimen in this very revision, if the site names one."""
        found = [each for each in self.reviews if (each.regimen, each.revision) == (regimen.id, regimen.revision)]
        return max(found, key=lambda each: each.on, default=None)

    def source(self, key: str) -> Source:
        """Where the value under a dotted key came from."""
        return self.sources[key].source


CHOSEN_HERE = {"kind": "site", "citation": "entered by the pharmacy"}


def default_of(regimen: Regimen, shipped: dict[str, Any]) -> dict[str, Any]:
    """The raw values of a site that has decided nothing: the shipped ones, with the vials and the premedications of the regimen."""
    sources = {**shipped["sources"], "vials": regimen.sources["vials"], "visit.smallest_interval_days": regimen.sources["cycles"]}
    vials = tuple(Vial(strength_mg=vial.strength_mg, volume_ml=vial.volume_ml) for vial in regimen.vials)
    slots: dict[str, Any] = {}
    for rule in regimen.slots:
        slots[rule.slot] = _unless_decided(regimen, rule.slot, rule.usual, sources)
    return {**shipped, "vials": vials, "premedications": slots, "sources": sources}


def _unless_decided(regimen: Regimen, slot: str, drug: DrugRule, sources: dict[str, Any]) -> dict[str, Any]:
    """A drug as it is given in a slot where the site has decided nothing; its sources are put beside the others."""
    values = {name: value for name, value in drug.unless_decided if value is not None}
    sources[f"premedications.{slot}.drug"] = regimen.sources[f"slots.{slot}"]
    sources.update({f"premedications.{slot}.{name}": regimen.sources[f"slots.{slot}.{drug.drug}.{name}"] for name in values})
    return {"drug": drug.drug, **values}


def merge_site(default: dict[str, Any], overrides: dict[str, Any], regimen: Regimen) -> dict[str, Any]:
    """The default site's raw values with a site's own put over them; each value put over is marked as the site's.

    Pure; the result still has to pass `Site`. Profiles of the site's own are added to the shipped ones.
    """
    merged = {**default, "sources": dict(default["sources"])}
    for key, value in overrides.items():
        if key == "infusion" and isinstance(value, dict):
            merged[key] = _merged_infusion(default[key], value, merged["sources"])
        elif key == "premedications" and isinstance(value, dict):
            merged[key] = {**default[key], **{slot: _merged_slot(regimen, slot, own, merged) for slot, own in value.items()}}
        elif isinstance(value, dict):
            before = default.get(key)  # nothing, for a table that no default fills
            merged[key] = {**before, **value} if isinstance(before, dict) else value
            merged["sources"].update({f"{key}.{name}": CHOSEN_HERE for name in value})
        else:
            merged[key] = value
            merged["sources"][key] = CHOSEN_HERE
    return merged


def _merged_slot(regimen: Regimen, slot: str, own: Any, merged: dict[str, Any]) -> Any:
    """What a site gives for a slot: its own values over those of the drug that it chooses."""
    if not isinstance(own, dict):
        return own
    rule, sources = regimen.slot(slot), merged["sources"]
    if rule is None:  # it is told as a slot that there is not, whatever is written for it
        own = {"drug": "", **own}
    drug = rule.rule(own.get("drug", rule.unless_decided)) if rule else None
    for key in [key for key in sources if key.startswith(f"premedications.{slot}.")]:
        del sources[key]
    given = _unless_decided(regimen, slot, drug, sources) if drug else {}
    if "dose_mg" in own:  # a dose that the site states is its dose at every age
        for name in ("from_age_years", "dose_from_age_mg"):
            given.pop(name, None)
            sources.pop(f"premedications.{slot}.{name}", None)
    sources.update({f"premedications.{slot}.{name}": CHOSEN_HERE for name in own})
    return {**given, **own}


def _merged_infusion(default: dict[str, Any], own: dict[str, Any], sources: dict[str, Any]) -> dict[str, Any]:
    added = own.get("profiles", [])
    if not isinstance(added, list):
        return {**default, **own}
    for profile in added:
        if isinstance(profile, dict) and isinstance(profile.get("name"), str):
            sources[f"infusion.profiles.{profile['name']}"] = CHOSEN_HERE
    sources.update({f"infusion.{name}": CHOSEN_HERE for name in own if name != "profiles"})
    return {**default, **own, "profiles": [*added, *default["profiles"]]}
