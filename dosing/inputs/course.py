"""One patient's way through the regimen: where it starts, what was known, and every change since.

Does not know which changes are possible, or any dose.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import model_validator
from pydantic_core import core_schema

from dosing.inputs.facts import CourseId, EntryFacts, VisitName, Weight, WeightTyped
from dosing.inputs.kinds import (
    AsTuple,
    Clock,
    Day,
    Fingerprint,
    Initials,
    Label,
    Line,
    Model,
    NeededInitials,
    StartDay,
    Unfit,
    Zone,
    one_line,
)
from dosing.inputs.regimen import DEFAULT_REGIMEN
from dosing.quantities import shown

if TYPE_CHECKING:
    from dosing.inputs.changes import AnyChange

    Changes = tuple[AnyChange, ...]
else:

    class Changes:
        """Changes that were read; their classes are loaded only for a course that has some."""

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:  # pydantic calls it so
            return core_schema.no_info_plain_validator_function(_changes)

        @classmethod
        def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:  # pydantic calls it so
            from dosing.inputs.changes import every_change

            return handler(every_change().core_schema)


def _changes(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and not value:
        return ()
    from dosing.inputs.changes import Change

    if not isinstance(value, (list, tuple)):
        raise Unfit("another-kind", f"is {shown(value)}; write a list")
    if not all(isinstance(each, Change) for each in value):
        raise Unfit("another-kind", "holds something else than changes; write each as a change")
    return tuple(value)


LONGEST_ANSWER = 40  # characters that may be typed for one value of a check

AsTyped = Annotated[str, one_line(LONGEST_ANSWER)]


class CheckedDose(Model):
    """What who checked typed for the visits of one dose: the weight and its day, the calculated dose in mg and the volume in mL."""

    visits: Annotated[tuple[VisitName, ...], AsTuple]
    weight: AsTyped
    weighed: Day | None = None
    mg: AsTyped
    volume: AsTyped


class Check(Model):
    """Who checked which visits of a revision, on which day, bound to its fingerprint, and what they typed.

    `contents` is the dose content of each visit as it was checked, as a digest: a later revision is still checked where it comes out again.
    A check without contents was made by an older version, which asked for the fingerprint alone.
    """

    revision: int
    by: NeededInitials
    on: Day
    fingerprint: Fingerprint
    visits: Annotated[tuple[VisitName, ...], AsTuple]
    born: Day | None = None
    mg_per_kg: AsTyped | None = None
    doses: Annotated[tuple[CheckedDose, ...], AsTuple] | None = None
    contents: dict[VisitName, Fingerprint] | None = None

    @property
    def recalculated(self) -> bool:
        """Whether weight, dose and volume were typed, and not the fingerprint alone."""
        return self.contents is not None


class Course(Model):
    """One patient's course; `weight_kg` is the body weight the course begins with, kg."""

    course_id: CourseId
    regimen: str = DEFAULT_REGIMEN
    regimen_revision: int = 1
    label: Label | None = None
    born: Day | None = None
    start: StartDay
    weight_kg: Weight
    weight_typed: WeightTyped | None = None
    weighed: Day | None = None
    cycles: int | None = None  # as many as the regimen usually has, unless it was asked for
    time: Clock | None = None
    time_zone: Zone | None = None
    entry: EntryFacts = EntryFacts()
    protocol_reference: Line | None = None
    prepared_by: Initials | None = None
    changes: Changes = ()
    fingerprint: Fingerprint | None = None  # of revision 1
    engine: Initials | None = None  # the version of the program that made revision 1
    checks: Annotated[tuple[Check, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.weighed is not None and self.weighed > self.start:
            raise Unfit(
                "weighed-after-start",
                f"is {self.weighed}, after the start on {self.start}; write the day of a weight measured on or before the start",
                about="weighed",
            )
        if self.born is not None and self.born >= self.start:
            raise Unfit(
                "born-after-start", f"is {self.born}, not before the start on {self.start}; write the patient's birth date", about="born"
            )
        for fact, value in self.entry:
            if isinstance(value, date) and value > self.start:
                raise Unfit(
                    "fact-after-start",
                    f"is {value}, after the start on {self.start}; write the last day before the first infusion, or none",
                    about=f"entry.{fact}",
                )
        return self

    @property
    def revision(self) -> int:
        """1 and one more for every change."""
        return 1 + len(self.changes)
