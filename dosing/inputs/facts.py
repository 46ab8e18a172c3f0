"""What a person knows of a patient and types: body weight, entry facts, names of visits.

Does not know courses or changes, which hold them.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from dosing.findings import InputError
from dosing.inputs.asked import Asked
from dosing.inputs.kinds import Exact, Limits, Model, Unfit, day_from
from dosing.quantities import NotReadable, plain, shown, weight_from

# Least plausible adult weight in health record cleaning; the most is set by the bag (findings bag-full).
LEAST_WEIGHT = Limits(Decimal("22.7"), Decimal("999999.99"), "kg")


def _weight(value: Any) -> Any:
    if isinstance(value, Decimal) and value < LEAST_WEIGHT.least:
        raise Unfit("weight-too-low", f"is {plain(value)} kg; write a weight of at least {LEAST_WEIGHT.least} kg")
    if isinstance(value, Decimal) and value != value.quantize(Decimal("0.01")):
        raise Unfit("weight-decimals", f"is {plain(value)} kg; write at most two decimals, like 72.35kg")
    return value


Weight = Annotated[Exact, AfterValidator(_weight), AfterValidator(LEAST_WEIGHT)]

_POUNDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})? ?lbs?", re.ASCII | re.IGNORECASE)


def _typed(value: str) -> str:
    if not _POUNDS.fullmatch(value):
        raise Unfit("weight-unreadable", f"is {shown(value)}; write what was typed in pounds, like 160lb")
    return value


WeightTyped = Annotated[str, AfterValidator(_typed)]


def read_weight(text: str) -> dict[str, Any]:
    """The weight that a person typed with its unit, as `weight_kg`, and as `weight_typed` where it was in pounds. Raises InputError."""
    try:
        weight, unit = weight_from(text)
    except NotReadable as problem:
        raise InputError(problem.code, "weight", f"{problem}.") from None
    if weight.value < LEAST_WEIGHT.least:
        found = f"the weight {shown(text)} is {plain(weight.value)} kg"
        raise InputError("weight-too-low", "weight", f"{found}; write a weight of at least {LEAST_WEIGHT.least} kg.")
    typed = text.strip().replace("\N{NO-BREAK SPACE}", " ")
    return {"weight_kg": weight.value, **({"weight_typed": typed} if unit != "kg" else {})}


def _fact(value: object) -> object:
    try:
        day = value if value == "none" else day_from(value)
    except Unfit as problem:
        raise Unfit(problem.code, f"{problem}, or none") from None
    if day != "none" and type(day) is not date:
        raise Unfit("not-a-day", f"is {shown(value)}; write a day, like 2027-01-04, or none")
    return day


Fact = Annotated[Literal["none"] | date, BeforeValidator(_fact)]


def _asked(words: str, told: str) -> Asked:
    return Asked("day-or-none", f"the day of the {words}", words[0].upper() + words[1:], f"{told}, or none.", example="none")


class EntryFacts(Model):
    """When treatment that the record wants to be over was last given: a day, "none", or None where nobody said."""

    last_immunotherapy: Annotated[Fact | None, _asked("last immunotherapy", "Last day of immunotherapy")] = None
    last_investigational: Annotated[Fact | None, _asked("last investigational agent", "Last day of an investigational agent")] = None
    last_chemotherapy: Annotated[Fact | None, _asked("last chemotherapy", "Last day of chemotherapy")] = None
    transplant: Annotated[Fact | None, _asked("stem cell transplant", "Day of a stem cell transplant")] = None
    gvhd_immunosuppression: Annotated[
        Fact | None,
        _asked("last immunosuppression for graft versus host disease", "Last day of immunosuppression for graft versus host disease"),
    ] = None


VisitName = Annotated[str, Field(pattern=r"^C[1-9][0-9]?D[1-9][0-9]?$")]


def _uuid(value: str) -> str:
    try:
        if str(UUID(value)) == value:
            return value
    except ValueError:
        pass
    raise Unfit("not-a-course-id", f"is {shown(value)}; write a UUID in lower case, like 6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34")


CourseId = Annotated[str, AfterValidator(_uuid)]
