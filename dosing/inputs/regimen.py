"""What a protocol or a label fixes: drug, dose per kilogram, cycle days, premedications by slot, who may start, limits, words.

Does not know what a site decides or any patient; no user edits it.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dosing.findings import Source
from dosing.inputs.kinds import AsTuple, Exact, Model, Unfit, one_line

DEFAULT_REGIMEN = "islay"  # what a course is planned by where no other is asked for
NO_DRUG = "none"  # how a site says that a slot is left out

Route = Literal["oral", "intravenous"]
EntryFact = Literal["last_immunotherapy", "last_investigational", "last_chemotherapy", "transplant", "gvhd_immunosuppression"]
Followed = Literal["order", "protocol", "label"]
Part = Literal["first", "second", "later"]
Words = Annotated[str, one_line(400)]
WordsList = Annotated[tuple[Words, ...], AsTuple]


class StudyDrugRule(Model):
    """The study drug, its dose per kilogram of actual body weight, mg/kg, and the strength of its vials, mg/mL."""

    drug: str
    dose_mg_per_kg: Exact
    mg_per_ml: Exact
    route: Route


class RegimenVial(Model):
    """A vial that the study drug comes in: mg in mL."""

    strength_mg: Exact
    volume_ml: Exact


class OtherProduct(Model):
    """A product of the same drug that must never be used for this regimen, told by its strength."""

    strength_mg: Exact
    called: Words


class Said(Model):
    """What is always said of a plan, or of a drug that is chosen."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    severity: Literal["caution", "undetermined", "note"]
    message: Words


class UnlessDecided(Model):
    """How a drug is given where the site has decided nothing; from an age on, in years, it may be another dose."""

    dose_mg: Exact
    route: Route
    minutes_before: int
    give_over_minutes: int | None = None
    most_mg_per_minute: Exact | None = None
    from_age_years: int | None = None
    dose_from_age_mg: Exact | None = None


class DrugRule(Model):
    """One drug that may fill a slot: its routes, its doses, and the limits of what a site may decide.

    The dose is one of `doses_mg`, or lies between `least_mg` and `most_mg`. `forms` are the ways in which the dose of its injection may be
    stated; where there are some, an intravenous one has to state which. An injection is given over some minutes between two limits, or
    at most at so many mg a minute.
    """

    drug: str
    routes: Annotated[tuple[Route, ...], AsTuple, Field(min_length=1)]
    doses_mg: Annotated[tuple[Exact, ...], AsTuple] = ()
    least_mg: Exact | None = None
    most_mg: Exact | None = None
    least_minutes_before: int
    most_minutes_before: int
    forms: Annotated[tuple[str, ...], AsTuple] = ()
    least_give_over_minutes: int | None = None
    most_give_over_minutes: int | None = None
    least_mg_per_minute: Exact | None = None
    most_mg_per_minute: Exact | None = None
    unless_decided: UnlessDecided
    caution: Said | None = None

    @model_validator(mode="after")
    def _limits_are_whole(self) -> Self:
        for what in ("mg", "minutes_before", "give_over_minutes", "mg_per_minute"):
            least, most = getattr(self, f"least_{what}"), getattr(self, f"most_{what}")
            if (least is None) != (most is None):
                raise Unfit("half-a-limit", f"has only one of least_{what} and most_{what}; write both, or neither", about=self.drug)
            if least is not None and least > most:
                raise Unfit(
                    "out-of-bounds", f"has a least_{what} above its most_{what}; write the smaller one as the least", about=self.drug
                )
        if bool(self.doses_mg) == (self.least_mg is not None):
            raise Unfit("doses-twice", "needs doses_mg, or least_mg and most_mg; write one of the two", about=self.drug)
        usual = self.unless_decided
        if (usual.from_age_years is None) != (usual.dose_from_age_mg is None):
            raise Unfit("half-a-limit", "has only one of from_age_years and dose_from_age_mg; write both, or neither", about=self.drug)
        return self


class SlotRule(Model):
    """One premedication of the regimen: its slot, the drug that the regimen names, if any, and the drugs that may fill it.

    One that is not needed may be left out by the site, with a reason.
    """

    slot: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    called: Words
    named: str | None = None
    needed: bool
    unless_decided: str
    drugs: Annotated[tuple[DrugRule, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _is_filled(self) -> Self:
        names = [each.drug for each in self.drugs]
        if len(set(names)) < len(names):
            raise Unfit("drug-twice", f"names one drug twice in the slot {self.slot}; name each drug once", about="drugs")
        if self.unless_decided not in names:
            raise Unfit(
                "no-such-drug", f"of the slot {self.slot} is {self.unless_decided}; write {' or '.join(names)}", about="unless_decided"
            )
        return self

    @property
    def usual(self) -> DrugRule:
        """The drug that is given where the site has decided nothing."""
        return next(each for each in self.drugs if each.drug == self.unless_decided)

    def rule(self, drug: str) -> DrugRule | None:
        """What the regimen says of a drug in this slot."""
        return next((each for each in self.drugs if each.drug == drug), None)


class CycleDays(Model):
    """The days of a cycle that hold a visit, from one cycle on until the next entry."""

    from_cycle: int
    days: Annotated[tuple[int, ...], AsTuple, Field(min_length=1)]


class Washout(Model):
    """How long before the first infusion a treatment must have ended: days, or calendar months."""

    fact: EntryFact
    days: int | None = None
    months: int | None = None

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise Unfit("half-a-limit", "needs days or months; write one of the two", about=self.fact)
        return self


class RateLimits(Model):
    """How fast the bags of one infusion may run unless an order says otherwise.

    So many minutes at least for each `per_ml`, and so many mL an hour at the start and at most.
    """

    least_minutes: Exact
    most_start_ml_per_hour: Exact
    most_ml_per_hour: Exact


class RatesRule(Model):
    """What rate steps may follow, and their limits by the infusion; they are held against a label's dose in its bag."""

    follow: Annotated[tuple[Followed, ...], AsTuple, Field(min_length=1)]
    per_ml: Exact
    label_mg_per_kg: Exact
    label_bag_ml: Exact
    first: RateLimits
    second: RateLimits
    later: RateLimits

    def limits(self, part: str) -> RateLimits:
        """The limits of one part."""
        return {"first": self.first, "second": self.second}.get(part, self.later)


class AfterLast(Model):
    """How many months something goes on after the last infusion, and where that came from: said to the patient, and makes no number."""

    months: int
    kind: Literal["record", "label", "choice"]
    citation: Words

    @property
    def source(self) -> Source:
        """Where the months came from."""
        return Source(self.kind, self.citation)


class RegimenWords(Model):
    """What is said about the regimen on sheets and pages; nothing here makes a number."""

    authority: Words
    authority_short: Words
    heading: Words
    lead_time: Words
    preparation_heading: Words
    preparation: WordsList = ()
    two_bags: Words | None = None
    reactions: Words | None = None
    filter: Words | None = None
    before_first_infusion: WordsList = ()
    patient: WordsList = ()
    blood_months: int | None = None
    contraception: AfterLast | None = None
    trial_label: Words | None = None


class SourceEntry(Model):
    """Where a value came from, as it stands in a file."""

    kind: Literal["record", "label", "choice", "site"]
    citation: Annotated[str, one_line(400)]

    @property
    def source(self) -> Source:
        return Source(self.kind, self.citation)


class Regimen(Model):
    """The named, revised set of drugs on cycle days.

    `usual_cycles` is how many are planned where nobody asks; without it they have to be asked for. `needs_review` says that nothing made
    from it is for use until a site names who compared its values with their source.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    revision: int
    title: Words
    reference: Words
    needs_review: bool
    study_drug: StudyDrugRule
    vials: Annotated[tuple[RegimenVial, ...], AsTuple, Field(min_length=1)]
    never_vials: Annotated[tuple[OtherProduct, ...], AsTuple] = ()
    cycle_length_days: int
    cycle_days: Annotated[tuple[CycleDays, ...], AsTuple, Field(min_length=1)]
    usual_cycles: int | None = None
    most_cycles: int
    slots: Annotated[tuple[SlotRule, ...], AsTuple, Field(min_length=1)]
    least_age_years: int
    washouts: Annotated[tuple[Washout, ...], AsTuple] = ()
    criteria_not_checked: Annotated[tuple[str, ...], AsTuple] = ()
    longest_follow_up_weeks: Exact | None = None
    trial_weight_least_kg: Exact | None = None
    trial_weight_most_kg: Exact | None = None
    usual_mg_per_ml: Exact | None = None
    most_bag_hours: int | None = None
    rates: RatesRule
    always: Annotated[tuple[Said, ...], AsTuple] = ()
    words: RegimenWords
    sources: dict[str, SourceEntry]

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        self._check_days()
        names = [rule.slot for rule in self.slots]
        if len(set(names)) < len(names):
            raise Unfit("slot-twice", "names one slot twice; give each slot a name of its own", about="slots")
        for vial in self.vials:
            if vial.strength_mg != self.study_drug.mg_per_ml * vial.volume_ml:
                raise Unfit("another-strength", f"holds a vial that is not {self.study_drug.mg_per_ml} mg in 1 mL", about="vials")
        if (self.trial_weight_least_kg is None) != (self.trial_weight_most_kg is None):
            raise Unfit("half-a-limit", "stands without the other limit; write both, or neither", about="trial_weight_least_kg")
        if self.usual_cycles is not None and not 1 <= self.usual_cycles <= self.most_cycles:
            raise Unfit("out-of-bounds", f"is {self.usual_cycles}; write 1 to {self.most_cycles}", about="usual_cycles")
        unsourced = [key for key in self._sourced() if key not in self.sources]
        if unsourced:
            raise Unfit("unsourced", f"says nothing about {unsourced[0]}; write where that value came from", about="sources")
        return self

    def _check_days(self) -> None:
        firsts = [entry.from_cycle for entry in self.cycle_days]
        if firsts[0] != 1 or firsts != sorted(set(firsts)):
            raise Unfit("cycle-days", "has to begin at cycle 1, and name later cycles in order", about="cycle_days")
        for entry in self.cycle_days:
            if list(entry.days) != sorted(set(entry.days)):
                raise Unfit("cycle-days", f"holds {list(entry.days)}; write each day once, in order", about="cycle_days")
            beyond = [day for day in entry.days if not 1 <= day <= self.cycle_length_days]
            if beyond:
                raise Unfit(
                    "day-beyond-cycle",
                    f"holds day {beyond[0]}, but a cycle has {self.cycle_length_days} days; write a day of the cycle",
                    about="cycle_days",
                )

    def _sourced(self) -> Iterator[str]:
        """Every value that must name its source."""
        yield from ("study_drug", "vials", "cycles", "entry", "rates")
        optional = {
            "never_vials": self.never_vials,
            "longest_follow_up_weeks": self.longest_follow_up_weeks,
            "trial_weight": self.trial_weight_most_kg,
            "usual_mg_per_ml": self.usual_mg_per_ml,
            "most_bag_hours": self.most_bag_hours,
            "blood_months": self.words.blood_months,
        }
        yield from (key for key, value in optional.items() if value)
        for rule in self.slots:
            yield f"slots.{rule.slot}"
            for drug in rule.drugs:
                key = f"slots.{rule.slot}.{drug.drug}"
                yield from (f"{key}.routes", f"{key}.limits")
                yield from (f"{key}.{name}" for name, value in drug.unless_decided if value is not None)

    def days_of(self, cycle: int) -> tuple[int, ...]:
        """The days of a cycle that hold a visit, counted from 1."""
        return [entry.days for entry in self.cycle_days if entry.from_cycle <= cycle][-1]

    def offsets(self) -> Iterator[tuple[int, int, int]]:
        """Every visit of the most cycles, as cycle, day, and the days after the start on which it is scheduled."""
        for cycle in range(1, self.most_cycles + 1):
            for day in self.days_of(cycle):
                yield cycle, day, self.cycle_length_days * (cycle - 1) + day - 1

    def slot(self, name: str) -> SlotRule | None:
        """The slot of a name."""
        return next((rule for rule in self.slots if rule.slot == name), None)

    @property
    def concentration_is_dose(self) -> bool:
        """Whether 1 mL of the drug is given for each kilogram."""
        return self.study_drug.dose_mg_per_kg == self.study_drug.mg_per_ml

    def source(self, key: str) -> Source:
        """Where the value under `key` came from."""
        return self.sources[key].source
