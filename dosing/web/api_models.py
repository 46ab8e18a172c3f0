"""What programs send to the HTTP API and what they get back.

Does not know how any of it is made; every value is read by the same rules as on the command line and the page. What a change, the
entry facts and the letterhead hold is made from their classes.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, create_model

from dosing import wording
from dosing.acts import cycles_told
from dosing.formats.shipped import regimen_ids
from dosing.inputs.asked import Asked, asked, table_of
from dosing.inputs.changes import VERBS
from dosing.inputs.facts import EntryFacts
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.regimen import DEFAULT_REGIMEN

MOST_COURSE_CHARACTERS = 1_000_000
TODAY = ("when",)  # what holds today's date unless it is given
SIGNED_IN = ("by",)  # what holds the signed-in name, where a proxy signs people in; elsewhere it is asked for by the act
FILLED_IN = (
    " Where a proxy signs people in, the signed-in name alone can stand here, and does where it is left out; elsewhere it is needed."
)

Day = Annotated[str, Field(max_length=20, description="A day, like 2027-01-04.", examples=["2027-01-04"])]
Weight = Annotated[str, Field(max_length=40, description="A body weight with its unit.", examples=["72.5kg"])]
Moment = Annotated[
    str, Field(max_length=40, description="The moment of issue in UTC; now unless given.", examples=["2026-12-20T09:00:00Z"])
]
SiteTables = Annotated[dict[str, Any], Field(description="The tables of a site.toml.", examples=[{"time_zone": "Europe/Paris"}])]
CourseText = Annotated[
    str, Field(max_length=MOST_COURSE_CHARACTERS, description="The text of a course.toml; what stands in it is never rewritten.")
]


class Sent(BaseModel):
    """Something that a program sends; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


def sent_as(model: type[BaseModel], **more: Any) -> type[Sent]:
    """How a program sends what a model asks for: texts, which are read by the same rules as anywhere."""
    fields = {name: _field(model, name, ask, needed=needed) for name, ask, needed in asked(model)}
    made: type[Sent] = create_model(model.__name__, __base__=Sent, __doc__=model.__doc__, **more, **fields)
    return made


def _field(model: type[BaseModel], name: str, ask: Asked, *, needed: bool) -> Any:
    kind = _kind(model, name, ask)
    if needed and name not in (*TODAY, *SIGNED_IN):
        return kind, ...
    found = model.model_fields.get(name)
    default = None if needed or found is None else found.default
    return (kind | None, None) if default is None else (kind, default)


def _kind(model: type[BaseModel], name: str, ask: Asked) -> Any:
    if ask.kind == "values":
        return sent_as(table_of(model, name))
    told = Field(description=f"{ask.help}{FILLED_IN if name in SIGNED_IN else ''}", examples=[ask.example] if ask.example else None)
    if ask.kind == "site":
        return SiteTables
    if ask.kind == "tick":
        return Annotated[bool, told]
    if ask.kind == "choice":
        return Annotated[Literal[tuple(value for value, _ in ask.choices)], told]
    return Annotated[str, Field(max_length=200), told]


def _changes() -> Iterator[type[Sent]]:
    for kind, verb in VERBS.items():
        yield sent_as(verb, kind=(Literal[kind], ...))


if TYPE_CHECKING:
    Entry: TypeAlias = Sent
    Head: TypeAlias = Sent
    AnyChange: TypeAlias = Sent
else:
    Entry = sent_as(EntryFacts)
    Head = sent_as(Letterhead)
    AnyChange = Annotated[reduce(or_, _changes()), Field(discriminator="kind")]


REGIMENS = f"{wording.listed(regimen_ids(), 'or')}; {DEFAULT_REGIMEN} unless given."


class PlanSent(Sent):
    """A new course."""

    weight: Weight
    start: Day
    weighed: Day | None = None
    regimen: Annotated[str, Field(max_length=40, description=REGIMENS, examples=[*regimen_ids()])] = DEFAULT_REGIMEN
    cycles: Annotated[int, Field(ge=0, le=999, description=f"The number of cycles. {cycles_told()}")] | None = None
    label: Annotated[str, Field(max_length=200, description="A label for the patient, as it is printed.")] | None = None
    born: Day | None = None
    time: Annotated[str, Field(max_length=20, description="The start of every infusion.", examples=["10:00"])] | None = None
    time_zone: Annotated[str, Field(max_length=80, description="The time zone of the start.", examples=["Europe/Paris"])] | None = None
    entry: Annotated[Entry, Field(description="When treatment that the regimen wants to be over was last given, fact by fact.")] = Entry()
    protocol_reference: Annotated[str, Field(max_length=200, description="Protocol or approval reference.")] | None = None
    prepared_by: Annotated[str, Field(max_length=80, description="Initials of who prepared the plan.")] | None = None
    course_id: Annotated[str, Field(max_length=40, description="The course's own number; a new one unless given.")] | None = None
    site: SiteTables | None = None
    issued: Moment | None = None


class CourseSent(Sent):
    """A course that is there."""

    course_file: CourseText
    issued: Moment | None = None


class ChangeSent(CourseSent):
    """One more change."""

    change: Annotated[AnyChange, Field(description="The change, by its kind, with its reason, who makes it and its day.")]


class DoseSent(Sent):
    """What who checked read and calculated for the visits of one dose."""

    visit: Annotated[str, Field(max_length=10, description="Any visit that has the dose.", examples=["C1D1"])]
    weight: Weight
    weighed: Day | None = None
    mg: Annotated[str, Field(max_length=40, description="The calculated dose in mg.", examples=["1447mg"])]
    volume: Annotated[str, Field(max_length=40, description="Its volume in mL before rounding to vials.", examples=["72.4mL"])]


class CheckSent(CourseSent):
    """A check by somebody other than who prepared the plan or changed it: what they read and calculated themselves."""

    by: Annotated[str, Field(max_length=80, description=f"Initials of who checked.{FILLED_IN}")] | None = None
    fingerprint: Annotated[str, Field(max_length=20, description="The fingerprint on the paper in hand.", examples=["1A2B-3C4D-5E6F"])]
    born: Annotated[Day | None, Field(description="The birth date in the chart, where the course has one.")] = None
    mg_per_kg: Annotated[str, Field(max_length=40, description="The ordered dose in mg/kg.", examples=["20"])]
    doses: Annotated[list[DoseSent], Field(max_length=100, description="Each distinct dose once, of the visits that are to be checked.")]


class LetterheadSent(CourseSent):
    """What stands at the head of the sheets from now on."""

    letterhead: Annotated[Head, Field(description="The whole letterhead; what is left out is printed as a line to write on.")]


class FilesSent(CourseSent):
    """How files are wanted."""

    revision: Annotated[int, Field(ge=1, le=999, description="An older revision, void; the newest unless given.")] | None = None
    paper: Annotated[Literal["a4", "letter"], Field(description="Paper of the sheets; the letterhead's unless given.")] | None = None
    calendar_class: Annotated[Literal["private", "public"], Field(description="Who sees the entries of a shared calendar.")] = "private"
    calendar_details: Annotated[
        bool, Field(description="Name the patient, the drugs and the doses in visits.ics, for a calendar that nobody else sees.")
    ] = False
    split: Annotated[bool, Field(description="With plan.zip: also one calendar file for each visit.")] = False
    past: Annotated[bool, Field(description="On worksheets and nurse pages: days that are over too.")] = False


class RecheckSent(Sent):
    """A plan document to calculate a second time."""

    plan: Annotated[dict[str, Any], Field(description="A whole plan document, as plan.json holds it.")]


class Rechecked(BaseModel):
    """What the second calculation says."""

    agrees: bool
    disagreements: list[str]


class Found(BaseModel):
    """One finding that refuses."""

    code: str
    severity: str
    visit: str | None
    message: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: Annotated[str, Field(description="A sentence for people; programs go by the code.")]
    code: Annotated[str, Field(description="What the problem is.", examples=["weight-without-unit"])]
    field: Annotated[str, Field(description="The input that it is about, dotted as the inputs are.", examples=["entry.transplant"])] = ""
    findings: list[Found] = []
