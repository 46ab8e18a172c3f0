"""What can happen to a course after it was begun: one class a verb, with its fields and how they are asked for.

Everything that a door shows of a verb, its options, its form, its description for programs and its line of history, is made from its
class. Does not know which changes are possible in a course, or what they do to a dose.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from dosing import wording
from dosing.inputs.asked import Asked, asked
from dosing.inputs.facts import EntryFacts, VisitName, Weight, WeightTyped
from dosing.inputs.kinds import Clock, Day, Exact, Fingerprint, Initials, Model, NeededInitials, NeededLine, StartDay, Unfit
from dosing.inputs.site import Site

REASON = Asked(
    "line", "the reason", "Reason", "Why; it stands in the course's history.", example="low counts",
    hint="It stands in the history of the course and on the change slip.",
)  # fmt: skip
BY = Asked("initials", "the initials", "Initials of who makes the change", "Who made the change.", example="AB")
WHEN = Asked("day", "the day of the change", "Day of the change", "The day of the change; today unless given.", example="2027-01-17")
WEIGHED = Asked(
    "day", "the day the weight was measured", "Day it was measured", "The day the weight was measured.", option="on", example="2027-02-08"
)


class Change(Model):
    """What every change holds: why, who, on which day; then what the program stores with it."""

    title: ClassVar[str]  # what a form is headed with
    summary: ClassVar[str]  # one line of help
    told: ClassVar[str]  # what it does, for somebody about to do it
    example: ClassVar[str]  # as it is typed behind the course's file
    words: ClassVar[str] = ""  # what it did, where every change of the kind does the same
    keeps_checks: ClassVar[bool] = False  # it records what happened, and alters no dose that was checked

    reason: Annotated[NeededLine, REASON]
    by: Annotated[NeededInitials, BY]
    when: Annotated[Day, WHEN]
    fingerprint: Fingerprint | None = None  # of the revision that this change made
    engine: Initials | None = None  # the version of the program that made it

    @property
    def said(self) -> str:
        """What the change did, in the words of the history."""
        return self.words


class OfVisit(Change):
    """A change to one visit."""

    visit: Annotated[VisitName, Asked("visit", "the visit", "Visit", "The visit, by its name.", example="C1D15")]


NOT_GIVEN = Asked(
    "tick", "that the dose was not given", "That dose was not given, though its day is over",
    "The visit's day is over and that dose was not given.",
)  # fmt: skip


class Move(OfVisit):
    """A visit gets another day; with `shift` the visits after it move by as many days."""

    title = "Move a visit"
    summary = "Give a visit another day."
    told = "Give one visit another day; the visits after it move along unless you choose otherwise."
    example = 'C1D15 --to 2027-01-25 --reason "low counts" --by AB'

    kind: Literal["move"] = "move"
    to: Annotated[Day, Asked("day", "the new day of the visit", "New day", "The visit's new day.", example="2027-01-25")]
    following: Annotated[
        Literal["shift", "keep"],
        Asked(
            "choice", "what the visits after it do", "The visits after it",
            "Whether the visits after it move by as many days: shift (unless said) or keep.",
            choices=(("shift", "move by as many days"), ("keep", "stay where they are")),
        ),
    ] = "shift"  # fmt: skip
    not_given: Annotated[bool, NOT_GIVEN] = False

    @property
    def said(self) -> str:
        """C1D15 moved to Monday 25 January 2027, the visits after it too."""
        after = "the visits after it too" if self.following == "shift" else "the visits after it stay"
        return f"{self.visit} moved to {wording.day(self.to)}, {after}"


class Omit(OfVisit):
    """A visit falls out; no other day moves."""

    title = "Leave a visit out"
    summary = "Leave a visit out."
    told = "The visit is not given. No other day moves."
    example = "C1D15 --reason fever --by AB"

    kind: Literal["omit"] = "omit"
    not_given: Annotated[bool, NOT_GIVEN] = False

    @property
    def said(self) -> str:
        """C1D15 omitted."""
        return f"{self.visit} omitted"


class Stop(OfVisit):
    """A visit and all after it are cancelled."""

    title = "Stop the course"
    summary = "Cancel a visit and all after it."
    told = "Cancel a visit and every visit after it."
    example = "C2D8 --reason progression --by AB"

    kind: Literal["stop"] = "stop"

    @property
    def said(self) -> str:
        """Stopped from C2D8 on."""
        return f"stopped from {self.visit} on"


def _above_zero(value: Decimal) -> Decimal:
    if value <= 0:
        raise Unfit("out-of-bounds", f"is {wording.ml(value)}; write the mL that were given, or say that the dose was not given")
    return value


class Outcome(OfVisit):
    """What was given at a visit, and whether there was a reaction; it decides the rate steps of the visits after it."""

    title = "Record what was given"
    summary = "Record what was given at a visit, and a reaction."
    told = "Record what was given at a visit, and a reaction if there was one. The rate steps of later visits follow it; doses stay."
    example = "C1D1 --in-full --by AB"
    keeps_checks = True

    kind: Literal["outcome"] = "outcome"
    in_full: Annotated[bool, Asked("tick", "that it was given in full", "Given in full", "The whole dose was given.")] = False
    given_ml: Annotated[
        Annotated[Exact, AfterValidator(_above_zero)] | None,
        Asked(
            "amount", "the volume that was given", "Given only in part, in mL", "How many mL of the bags were given, where it was not all.",
            example="90", hint="Only where the infusion was not given in full.",
        ),
    ] = None  # fmt: skip
    reaction: Annotated[
        Literal["1", "2", "3", "4", "5"] | None,
        Asked(
            "choice", "the grade of the reaction", "Grade of an infusion reaction", "The grade of an infusion reaction, 1 to 5.",
            choices=(("1", "Grade 1"), ("2", "Grade 2"), ("3", "Grade 3"), ("4", "Grade 4"), ("5", "Grade 5")),
        ),
    ] = None  # fmt: skip
    not_given: Annotated[bool, Asked("tick", "that nothing was given", "Not given at all", "Nothing of the dose was given.")] = False
    reason: Annotated[NeededLine, REASON] = "recorded after the visit"

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.not_given and (self.in_full or self.given_ml is not None or self.reaction is not None):
            raise Unfit("outcome-twice", "says that nothing was given, and something else too; write one of the two", at="not_given")
        if self.in_full and self.given_ml is not None:
            raise Unfit("outcome-twice", "says that all was given, and how many mL; write one of the two", at="given_ml")
        if not (self.in_full or self.not_given or self.given_ml is not None or self.reaction is not None):
            raise Unfit(
                "outcome-empty",
                "says nothing; write that it was given in full, the mL that were given, a reaction, or that it was not given",
                at="in_full",
            )
        return self

    @property
    def said(self) -> str:
        """C1D1 given in full, with a reaction of grade 2."""
        given = (
            "not given" if self.not_given
            else "given in full" if self.in_full
            else f"given in part, {wording.ml(self.given_ml)}" if self.given_ml is not None
            else "given"
        )  # fmt: skip
        return f"{self.visit} {given}{f', with a reaction of grade {self.reaction}' if self.reaction else ''}"


class Reweigh(Change):
    """A new body weight, kg, and the day it was measured."""

    title = "Enter a new weight"
    summary = "Enter a new body weight."
    told = "It counts from the later of the day it was measured and the day of the change."
    example = '68kg --on 2027-02-08 --reason "weighed before cycle 2" --by AB'

    kind: Literal["reweigh"] = "reweigh"
    weight_kg: Annotated[
        Weight,
        Asked(
            "weight", "the new weight", "New body weight, in kilograms", "The new body weight with its unit, like 64kg.",
            name="weight", example="68kg",
        ),
    ]  # fmt: skip
    weight_typed: WeightTyped | None = None
    weighed: Annotated[Day, WEIGHED]

    @property
    def said(self) -> str:
        """Weighed 68 kg on Monday 8 February 2027."""
        typed = f", entered as {wording.pounds(self.weight_typed)}" if self.weight_typed else ""
        return f"weighed {wording.kg(self.weight_kg)} on {wording.day(self.weighed)}{typed}"


class Retime(OfVisit):
    """One visit's infusion starts at another time."""

    title = "Change the time of a visit"
    summary = "Give one visit's infusion another start."
    told = "Give the infusion of one visit another start."
    example = 'C1D15 --at 14:30 --reason "late bed" --by AB'

    kind: Literal["retime"] = "retime"
    time: Annotated[
        Clock,
        Asked(
            "clock", "the start of the infusion", "New start of the infusion",
            "When the infusion starts, on the 24-hour clock, or HH:MM+HH:MM with its offset where the clocks show it twice.",
            option="at", example="14:30", hint="On the 24-hour clock, like 10:00.",
        ),
    ]  # fmt: skip

    @property
    def said(self) -> str:
        """C1D15 starts at 14:30."""
        return f"{self.visit} starts at {self.time}"


class Extend(Change):
    """The next cycle is added."""

    title = "Add a cycle"
    summary = "Add the next cycle."
    told = "For a course that was planned with fewer cycles than the regimen allows."
    example = '--reason "second cycle wanted" --by AB'

    words = "a cycle added"

    kind: Literal["extend"] = "extend"


class _Beginning(Model):
    """What a course was begun with and can be put right."""

    weight_kg: Annotated[
        Weight | None,
        Asked(
            "weight", "the weight", "Body weight, in kilograms", "The weight that the course began with.", name="weight",
            example="72.5kg", hint="The weight that the course began with.",
        ),
    ] = None  # fmt: skip
    weight_typed: WeightTyped | None = None
    weighed: Annotated[Day | None, WEIGHED._replace(label="Day the weight was measured", option="")] = None
    start: Annotated[StartDay | None, Asked("day", "the day of the first infusion", "Day of the first infusion", "The first day.")] = None
    born: Annotated[Day | None, Asked("day", "the birth date", "Birth date", "The birth date.")] = None


class Corrections(EntryFacts, _Beginning):
    """What was typed wrongly from the beginning; only the values that are corrected."""

    @property
    def corrected(self) -> dict[str, object]:
        """The values that are corrected, by the name under which the course holds them; a weight with what was typed, or nothing."""
        values = {name: value for name, value in self if value is not None}
        return values if self.weight_kg is None else {**values, "weight_typed": self.weight_typed}

    @model_validator(mode="after")
    def _something_is_corrected(self) -> Self:
        if not self.corrected:
            raise Unfit("nothing-corrected", "corrects nothing; write what was wrong, like weight=72.5kg")
        return self


class Correct(Change):
    """Values as they should have been typed from the beginning."""

    title = "Correct a typing mistake"
    summary = "Put right what was typed wrongly from the beginning."
    told = "Put right what was typed wrongly from the beginning. Fill in only what was wrong."
    example = 'weight=72.5kg --reason "typed 75.2" --by AB'

    kind: Literal["correct"] = "correct"
    values: Annotated[Corrections, Asked("values", "what was wrong", "What was wrong", "What was typed wrongly, each as NAME=VALUE.")]

    @property
    def said(self) -> str:
        """Corrected weight, now 72.5 kg."""
        said = [f"{name.replace('_', ' ')}, now {self._now(name)}" for name, _, _ in asked(Corrections) if self._held(name) is not None]
        return f"corrected {'; '.join(sorted(said))}"

    def _held(self, name: str) -> object:
        return self.values.weight_kg if name == "weight" else getattr(self.values, name)

    def _now(self, name: str) -> str:
        """A corrected value as people read it."""
        value = self._held(name)
        if isinstance(value, Decimal):
            return wording.weight(value, self.values.weight_typed)
        return wording.day(value) if isinstance(value, date) else str(value)


class Resite(Change):
    """A new site file, in force for visits from the day of the change."""

    title = "Use a new site file"
    summary = "Put a new site file in force."
    told = "It is in force for visits from the day of the change; a letterhead in it stands on the sheets from then on."
    example = 'site.toml --reason "new vials" --by AB'

    words = "new site file"

    kind: Literal["resite"] = "resite"
    site: Annotated[Site, Asked("site", "the new site file", "New site file (site.toml)", "The new site file.", example="site.toml")]


class Rebase(Change):
    """The numbers of a newer engine are accepted."""

    title = "Accept this version's numbers"
    summary = "Accept the numbers of a newer version of this program."
    told = "Where this version of the program gives other numbers than were stored."
    example = '--reason "compared with the old sheets" --by AB'

    words = "numbers of a newer program accepted"

    kind: Literal["rebase"] = "rebase"


class Undo(Change):
    """The latest change that still stands is taken back."""

    title = "Take the last change back"
    summary = "Take the last change back, as a new revision."
    told = "It stays in the history, and the course gets a new revision."
    example = '--reason "entered for another patient" --by AB'

    words = "the change before taken back"

    kind: Literal["undo"] = "undo"


AnyChange = Annotated[
    Outcome | Move | Omit | Stop | Reweigh | Retime | Extend | Correct | Resite | Rebase | Undo,
    Field(discriminator="kind"),
]


def every_change() -> TypeAdapter[tuple[AnyChange, ...]]:
    """The form of any number of changes, for a description of it."""
    return TypeAdapter(tuple[AnyChange, ...])


# Every verb by its kind, in the order in which they are listed for people.
VERBS: dict[str, type[Change]] = {verb.model_fields["kind"].default: verb for verb in get_args(get_args(AnyChange)[0])}
