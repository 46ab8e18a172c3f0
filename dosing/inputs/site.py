"""What a pharmacy decides: premedication doses and lead times, vials, bag, rounding, rates, clock, working days.

Does not know any patient; computes nothing.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from dosing import wording
from dosing.findings import Source
from dosing.inputs.kinds import AsTuple, Day, Exact, Initials, Limits, Line, Model, Unfit, Zone, choices, limits
from dosing.inputs.regimen import Route, SourceEntry

LEAD_TIME = Limits(Decimal(15), Decimal(60), "min")  # the label's window before the infusion
VIAL_STRENGTHS = {Decimal(100): Decimal(5), Decimal(500): Decimal(25)}  # mg: mL; SARCLISA for intravenous use
LABEL_PROFILE = "label-250ml"

LeadMinutes = Annotated[int, AfterValidator(LEAD_TIME)]


class Dexamethasone(Model):
    """Dexamethasone before each infusion; the record names oral and intravenous forms and no dose."""

    dose_mg: Annotated[Exact, choices("20", "40", unit="mg")]
    route: Route
    minutes_before: LeadMinutes
    injection_form: Literal["base", "phosphate"] | None = None

    @model_validator(mode="after")
    def _form_is_stated(self) -> Self:
        if self.route == "intravenous" and self.injection_form is None:
            raise Unfit(
                "steroid-form-missing",
                'is intravenous without its form; write injection_form = "base" or "phosphate", since vials are labelled either way',
                at="injection_form",
            )
        if self.route == "oral" and self.injection_form is not None:
            raise Unfit("steroid-form-spare", "has an injection form but is given by mouth; leave injection_form out", at="injection_form")
        return self


class Acetaminophen(Model):
    """Acetaminophen by mouth before each infusion."""

    dose_mg: Annotated[Exact, limits("650", "1000", "mg")]
    minutes_before: LeadMinutes


class H2Blocker(Model):
    """Which H2 blocker is given: the record's ranitidine, famotidine in its place, or none with a reason."""

    drug: Literal["ranitidine", "famotidine", "none"]
    reason: Line | None = None

    @model_validator(mode="after")
    def _none_has_a_reason(self) -> Self:
        if self.drug == "none" and self.reason is None:
            raise Unfit(
                "h2-reason-missing",
                "is left out without a reason; write the reason, like 'no intravenous H2 blocker is stocked'",
                at="reason",
            )
        if self.drug != "none" and self.reason is not None:
            raise Unfit("h2-reason-spare", "has a reason for giving none, but one is given; leave the reason out", at="reason")
        return self


class Ranitidine(Model):
    """Ranitidine injection, diluted."""

    dose_mg: Annotated[Exact, limits("50", "50", "mg")]
    minutes_before: LeadMinutes
    give_over_minutes: Annotated[int, limits("5", "30", "min")]


class Famotidine(Model):
    """Famotidine injection, where it is substituted for ranitidine."""

    dose_mg: Annotated[Exact, limits("20", "20", "mg")]
    minutes_before: LeadMinutes
    give_over_minutes: Annotated[int, limits("2", "30", "min")]


class Diphenhydramine(Model):
    """Diphenhydramine injection before each infusion."""

    dose_mg: Annotated[Exact, limits("25", "50", "mg")]
    minutes_before: LeadMinutes
    most_mg_per_minute: Annotated[Exact, limits("5", "25", "mg in a minute")]


class Vial(Model):
    """One strength that the pharmacy stocks: mg in mL."""

    strength_mg: Exact
    volume_ml: Exact

    @model_validator(mode="after")
    def _is_the_intravenous_product(self) -> Self:
        if VIAL_STRENGTHS.get(self.strength_mg) == self.volume_ml:
            return self
        found = f"{wording.mg(self.strength_mg)} in {wording.ml(self.volume_ml)}"
        if self.strength_mg == 1400:
            raise Unfit(
                "subcutaneous-vial",
                f"is {found}, the subcutaneous product, which must never be used here; "
                "write 100 mg in 5 mL or 500 mg in 25 mL, the vials for intravenous infusion",
            )
        raise Unfit("no-such-vial", f"is {found}; write 100 mg in 5 mL or 500 mg in 25 mL, the only vials for intravenous infusion")


class Bag(Model):
    """The infusion bag; a volume equal to the drug's is removed first, so its final volume is the bag's."""

    volume_ml: Annotated[Exact, choices("250", "500", unit="mL")]
    diluent: Literal["sodium chloride 0.9%", "dextrose 5%"]


class Rounding(Model):
    """How a calculated dose becomes one that can be drawn."""

    volume_step_ml: Annotated[Exact, choices("0.1", "0.2", "0.5", "1", unit="mL")]
    whole_vials_within_percent: Annotated[Exact | None, choices("5", "10", unit="%")] = None


class Weights(Model):
    """Which new weight counts, and from which change a caution is said."""

    counts_from_percent: Annotated[Exact, choices("0", "5", "10", unit="%")]
    caution_from_percent: Annotated[Exact, choices("5", "10", unit="%")]


class VisitRules(Model):
    """How long a visit is, and how close two infusions may be."""

    check_in_minutes: Annotated[int, limits("0", "240", "min")]
    length_minutes: Annotated[int, limits("60", "1440", "min")]
    smallest_interval_days: Annotated[int, limits("5", "7", "days")]


# Even at 20 mg/mL, the most a bag can hold, 10 mg an hour is half a millilitre an hour: no pump rate rounds down to nothing.
LEAST_MG_PER_HOUR = Decimal(10)


class RateStep(Model):
    """One rate for some minutes; without minutes, until the bag is empty."""

    rate: Annotated[Exact, limits("0.1", "5000", "an hour")]
    minutes: Annotated[int, limits("1", "1440", "min")] | None = None


RateSteps = Annotated[tuple[RateStep, ...], AsTuple, Field(min_length=1)]


class Profile(Model):
    """Rate steps for the first, the second and later infusions, in mL or mg an hour, and the bag they are for."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    basis: Literal["ml_per_hour", "mg_per_hour"]
    bag_ml: Annotated[Exact, choices("250", "500", unit="mL")]
    cap_mg_per_hour: Annotated[Exact, limits("10", "10000", "mg an hour")] | None = None
    first: RateSteps
    second: RateSteps
    later: RateSteps

    @model_validator(mode="after")
    def _the_last_step_empties_the_bag(self) -> Self:
        for part in (self.first, self.second, self.later):
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
        return self


class Infusion(Model):
    """The infusion profile in use, if any, and who compared it with the current label."""

    profile: str | None = None
    compared_by: Initials | None = None
    compared_on: Day | None = None
    profiles: Annotated[tuple[Profile, ...], AsTuple]

    @model_validator(mode="after")
    def _the_profile_is_known_and_compared(self) -> Self:
        names = [profile.name for profile in self.profiles]
        if len(set(names)) < len(names):
            raise Unfit("profile-twice", "names one profile twice; give each profile a name of its own")
        if self.profile is not None and self.profile not in names:
            raise Unfit("no-such-profile", f"names the profile '{self.profile[:40]}'; write {wording.listed(names, 'or')}", at="profile")
        if self.profile == LABEL_PROFILE and (self.compared_by is None or self.compared_on is None):
            raise Unfit(
                "not-compared",
                f"uses {LABEL_PROFILE} without saying who compared it with the current label and when; "
                "write compared_by (initials) and compared_on (a date)",
                at="compared_by",
            )
        return self

    @property
    def chosen(self) -> Profile | None:
        """The profile in use."""
        return next((profile for profile in self.profiles if profile.name == self.profile), None)


class Site(Model):
    """Everything a pharmacy decides, each value with its source."""

    time_zone: Zone | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    region: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,10}$")] | None = None
    dexamethasone: Dexamethasone
    acetaminophen: Acetaminophen
    h2_blocker: H2Blocker
    ranitidine: Ranitidine
    famotidine: Famotidine
    diphenhydramine: Diphenhydramine
    vials: Annotated[tuple[Vial, ...], AsTuple, Field(min_length=1)]
    bag: Bag
    rounding: Rounding
    weights: Weights
    visit: VisitRules
    infusion: Infusion
    sources: dict[str, SourceEntry]

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
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
            if isinstance(table, Model) and name != "infusion"
            for field, about in type(table).model_fields.items()
            if about.is_required()
        ]
        or_none = ("infusion.profile", "rounding.whole_vials_within_percent")  # none is a choice too, and is shown
        return [*stated, "vials", *or_none, *(f"infusion.profiles.{profile.name}" for profile in self.infusion.profiles)]

    def source(self, key: str) -> Source:
        """Where the value under a dotted key came from."""
        return self.sources[key].source


CHOSEN_HERE = {"kind": "site", "citation": "entered by the pharmacy"}


def merge_site(default: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """The default site's raw values with a site's own put over them; each value put over is marked as the site's.

    Pure; the result still has to pass `Site`. Profiles of the site's own are added to the shipped ones.
    """
    merged = {**default, "sources": dict(default["sources"])}
    for key, value in overrides.items():
        if key == "infusion" and isinstance(value, dict):
            merged[key] = _merged_infusion(default[key], value, merged["sources"])
        elif isinstance(value, dict) and key != "sources":
            before = default.get(key)  # nothing, for a table that no default fills
            merged[key] = {**before, **value} if isinstance(before, dict) else value
            merged["sources"].update({f"{key}.{name}": CHOSEN_HERE for name in value})
        else:
            merged[key] = value
            merged["sources"][key] = CHOSEN_HERE
    return merged


def _merged_infusion(default: dict[str, Any], own: dict[str, Any], sources: dict[str, Any]) -> dict[str, Any]:
    added = own.get("profiles", [])
    if not isinstance(added, list):
        return {**default, **own}
    for profile in added:
        if isinstance(profile, dict) and isinstance(profile.get("name"), str):
            sources[f"infusion.profiles.{profile['name']}"] = CHOSEN_HERE
    sources.update({f"infusion.{name}": CHOSEN_HERE for name in own if name != "profiles"})
    return {**default, **own, "profiles": [*default["profiles"], *added]}
