"""One visit of the answer: a day, what is given on it, and when.

Does not know how its parts are made.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from dosing.inputs.site import Site
from dosing.rules.dose import StudyDrug
from dosing.rules.infusion import InfusionPlan
from dosing.rules.outcomes import Given
from dosing.rules.premedication import Premedication
from dosing.rules.weights import WeightRule


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit; the keys and their meaning are those of the plan document (`docs/plan-document.md`).

    `site` is the one in force on its day; the document holds it among the inputs.
    """

    visit: str
    number: int
    cycle: int
    day: int
    scheduled_date: dt.date
    date: dt.date
    status: str
    site: Site = field(metadata={"document": False}, compare=False, repr=False)
    own_interval: int = field(default=0, metadata={"document": False}, compare=False)  # days from the visit before, by the regimen
    gap: int | None = field(default=None, metadata={"document": False}, compare=False)  # days since the infusion before
    infusion_number: int | None = None
    outcome: Given | None = None  # of the infusion before it; None where that is not recorded
    given: Given | None = None  # its own outcome; None where that is not recorded
    provisional: bool = False
    weight_kg: Decimal | None = None
    weighed: dt.date | None = None
    weight_typed: str | None = None
    weight_rule: WeightRule | None = None
    arrival: dt.datetime | None = None
    infusion_start: dt.datetime | None = None
    start_not_before: dt.datetime | None = None
    start_not_after: dt.datetime | None = None
    planned_end: dt.datetime | None = None
    study_drug: StudyDrug | None = None
    premedications: tuple[Premedication, ...] = ()
    infusion: InfusionPlan | None = None

    @property
    def active(self) -> bool:
        """Whether the visit takes place: neither omitted nor stopped."""
        return self.status in ("planned", "moved")

    @property
    def end_is_open(self) -> bool:
        """Whether the steps of the second bag come from the order, so that nobody knows when the visit ends."""
        return self.infusion is not None and self.infusion.minutes is None
