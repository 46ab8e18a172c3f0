"""What the trial record fixes: drug, dose per kilogram, cycle days, premedications by slot, who may start and when.

Does not know what a site decides or any patient; no user edits it.
"""

from decimal import Decimal
from typing import Annotated, Literal

from dosing.findings import Source
from dosing.inputs.kinds import AsTuple, Exact, Model, one_line

Route = Literal["oral", "intravenous"]
EntryFact = Literal["last_immunotherapy", "last_investigational", "last_chemotherapy", "transplant", "gvhd_immunosuppression"]


class StudyDrugRule(Model):
    """The study drug and its dose per kilogram of actual body weight, mg/kg."""

    drug: str
    dose_mg_per_kg: Exact
    route: Route


class SlotRule(Model):
    """One premedication that the regimen names: its slot, and the drug and the routes that the record has for it."""

    slot: str
    drug: str
    routes: Annotated[tuple[Route, ...], AsTuple]


class CycleDays(Model):
    """The days of a cycle that hold a visit, from one cycle on until the next entry."""

    from_cycle: int
    days: Annotated[tuple[int, ...], AsTuple]


class Washout(Model):
    """How long before the first infusion a treatment must have ended: days, or calendar months."""

    fact: EntryFact
    days: int | None = None
    months: int | None = None


class SourceEntry(Model):
    """Where a value came from, as it stands in a file."""

    kind: Literal["record", "label", "choice", "site"]
    citation: Annotated[str, one_line(400)]

    @property
    def source(self) -> Source:
        return Source(self.kind, self.citation)


class Regimen(Model):
    """The named, revised set of drugs on cycle days."""

    id: str
    revision: int
    title: str
    registry_id: str
    study_drug: StudyDrugRule
    cycle_length_days: int
    cycle_days: Annotated[tuple[CycleDays, ...], AsTuple]
    most_cycles: int
    slots: Annotated[tuple[SlotRule, ...], AsTuple]
    least_age_years: int
    washouts: Annotated[tuple[Washout, ...], AsTuple]
    criteria_not_checked: Annotated[tuple[str, ...], AsTuple]
    longest_follow_up_weeks: Exact
    trial_weight_least_kg: Exact
    trial_weight_most_kg: Exact
    sources: dict[str, SourceEntry]

    def days_of(self, cycle: int) -> tuple[int, ...]:
        """The days of a cycle that hold a visit, counted from 1."""
        return [entry.days for entry in self.cycle_days if entry.from_cycle <= cycle][-1]

    @property
    def interval_days(self) -> int:
        """The days between two infusions of the first cycle."""
        first, second, *_ = self.days_of(1)
        return second - first

    @property
    def most_concentration(self) -> Decimal:
        """The nominal concentration of the trial's heaviest participant in a 250 mL bag, mg/mL."""
        return self.trial_weight_most_kg * self.study_drug.dose_mg_per_kg / 250

    def source(self, key: str) -> Source:
        """Where the value under `key` came from."""
        return self.sources[key].source
