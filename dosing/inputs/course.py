"""One patient's way through the regimen: where it starts, what was known, and every change since, each with a reason.

Does not know which changes are possible, or any dose.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dosing.findings import InputError
from dosing.inputs.fields import (
    AsTuple,
    Clock,
    Day,
    Exact,
    Fingerprint,
    Initials,
    Label,
    Limits,
    Line,
    Model,
    NeededInitials,
    NeededLine,
    StartDay,
    Zone,
    day_from,
)
from dosing.inputs.site import Site
from dosing.quantities import NotReadable, plain, shown, weight_from

# Least plausible adult weight in health record cleaning; the most is set by the bag (findings bag-full).
LEAST_WEIGHT = Limits(Decimal("22.7"), Decimal("999999.99"), "kg")


def _weight(value: Any) -> Any:
    if isinstance(value, Decimal) and value < LEAST_WEIGHT.least:
        raise ValueError(f"is {plain(value)} kg; write a weight of at least {LEAST_WEIGHT.least} kg")
    if isinstance(value, Decimal) and value != value.quantize(Decimal("0.01")):
        raise ValueError(f"is {plain(value)} kg; write at most two decimals, like 72.35kg")
    return value


Weight = Annotated[Exact, AfterValidator(_weight), AfterValidator(LEAST_WEIGHT)]


def _fact(value: object) -> object:
    try:
        day = value if value == "none" else day_from(value)
    except ValueError as problem:
        raise ValueError(f"{problem}, or none") from None
    if day != "none" and type(day) is not date:
        raise ValueError(f"is {shown(value)}; write a day, like 2027-01-04, or none")
    return day


Fact = Annotated[Literal["none"] | date, BeforeValidator(_fact)]
VisitName = Annotated[str, Field(pattern=r"^C[1-9]D[1-9][0-9]?$")]


def _uuid(value: str) -> str:
    try:
        if str(UUID(value)) == value:
            return value
    except ValueError:
        pass
    raise ValueError(f"is {shown(value)}; write a UUID in lower case, like 6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34")


class EntryFacts(Model):
    """When treatment that the record wants to be over was last given: a day, "none", or None where nobody said."""

    last_immunotherapy: Fact | None = None
    last_investigational: Fact | None = None
    last_chemotherapy: Fact | None = None
    transplant: Fact | None = None
    gvhd_immunosuppression: Fact | None = None


class _Change(Model):
    reason: NeededLine
    by: NeededInitials
    when: Day
    fingerprint: Fingerprint | None = None  # of the revision that this change made
    engine: Initials | None = None  # the version of the program that made it


class Move(_Change):
    """A visit gets another day; with `shift` the visits after it move by as many days."""

    kind: Literal["move"] = "move"
    visit: VisitName
    to: Day
    following: Literal["shift", "keep"] = "shift"
    not_given: bool = False


class Omit(_Change):
    """A visit falls out; no other day moves."""

    kind: Literal["omit"] = "omit"
    visit: VisitName
    not_given: bool = False


class Stop(_Change):
    """A visit and all after it are cancelled."""

    kind: Literal["stop"] = "stop"
    visit: VisitName


class Reweigh(_Change):
    """A new body weight, kg, and the day it was measured."""

    kind: Literal["reweigh"] = "reweigh"
    weight_kg: Weight
    weighed: Day


class Retime(_Change):
    """One visit's infusion starts at another time."""

    kind: Literal["retime"] = "retime"
    visit: VisitName
    time: Clock


class Extend(_Change):
    """The second cycle is added."""

    kind: Literal["extend"] = "extend"


class Corrections(Model):
    """What was typed wrongly from the beginning; only the values that are corrected."""

    weight_kg: Weight | None = None
    weighed: Day | None = None
    start: StartDay | None = None
    born: Day | None = None
    last_immunotherapy: Fact | None = None
    last_investigational: Fact | None = None
    last_chemotherapy: Fact | None = None
    transplant: Fact | None = None
    gvhd_immunosuppression: Fact | None = None

    @model_validator(mode="after")
    def _something_is_corrected(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("corrects nothing; write what was wrong, like weight=72.5kg")
        return self


class Correct(_Change):
    """Values as they should have been typed from the beginning."""

    kind: Literal["correct"] = "correct"
    values: Corrections


class Resite(_Change):
    """A new site file, in force for visits from the day of the change."""

    kind: Literal["resite"] = "resite"
    site: Site


class Rebase(_Change):
    """The numbers of a newer engine are accepted."""

    kind: Literal["rebase"] = "rebase"


class Undo(_Change):
    """The latest change that still stands is taken back."""

    kind: Literal["undo"] = "undo"


Change = Annotated[
    Move | Omit | Stop | Reweigh | Retime | Extend | Correct | Resite | Rebase | Undo,
    Field(discriminator="kind"),
]


class Check(Model):
    """Who checked a revision, on which day, bound to its fingerprint."""

    revision: int
    by: NeededInitials
    on: Day
    fingerprint: Fingerprint


class Course(Model):
    """One patient's course; `weight_kg` is the body weight the course begins with, kg."""

    course_id: Annotated[str, AfterValidator(_uuid)]
    regimen: str = "islay"
    regimen_revision: int = 1
    label: Label | None = None
    born: Day | None = None
    start: StartDay
    weight_kg: Weight
    weighed: Day | None = None
    cycles: int = 2
    time: Clock | None = None
    time_zone: Zone | None = None
    entry: EntryFacts = EntryFacts()
    protocol_reference: Line | None = None
    prepared_by: Initials | None = None
    changes: Annotated[tuple[Change, ...], AsTuple] = ()
    fingerprint: Fingerprint | None = None  # of revision 1
    engine: Initials | None = None  # the version of the program that made revision 1
    checks: Annotated[tuple[Check, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.weighed is not None and self.weighed > self.start:
            raise ValueError(
                f"weighed is {self.weighed}, after the start on {self.start}; write the day of a weight measured on or before the start"
            )
        if self.born is not None and self.born >= self.start:
            raise ValueError(f"born is {self.born}, not before the start on {self.start}; write the patient's birth date")
        for fact, value in self.entry:
            if isinstance(value, date) and value > self.start:
                raise ValueError(
                    f"entry.{fact} is {value}, after the start on {self.start}; write the last day before the first infusion, or none"
                )
        if self.cycles not in (1, 2):
            raise ValueError(f"cycles is {shown(self.cycles)}; write 1 or 2, since the regimen has at most two cycles")
        return self

    @property
    def revision(self) -> int:
        """1 and one more for every change."""
        return 1 + len(self.changes)


def weight_kg_from(text: str) -> Decimal:
    """The weight that a person typed with its unit, kg. Raises InputError."""
    try:
        weight, _ = weight_from(text)
    except NotReadable as problem:
        raise InputError(f"{problem}.") from None
    if weight.value < LEAST_WEIGHT.least:
        raise InputError(f"the weight {shown(text)} is {plain(weight.value)} kg; write a weight of at least {LEAST_WEIGHT.least} kg.")
    return weight.value
