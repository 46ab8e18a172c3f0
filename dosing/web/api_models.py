"""What programs send to the HTTP API and what they get back.

Does not know how any of it is made; every value is read by the same rules as on the command line and the page.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_COURSE_CHARACTERS = 1_000_000

Text = Annotated[str, Field(max_length=200)]
Day = Annotated[str, Field(max_length=20, description="A day, like 2027-01-04.", examples=["2027-01-04"])]
DayOrNone = Annotated[str, Field(max_length=20, description="A day, or none where there was none.", examples=["none"])]
Weight = Annotated[str, Field(max_length=40, description="A body weight with its unit.", examples=["72.5kg"])]
Visit = Annotated[str, Field(max_length=20, description="The name of a visit.", examples=["C1D15"])]
Moment = Annotated[
    str, Field(max_length=40, description="The moment of issue in UTC; now unless given.", examples=["2026-12-20T09:00:00Z"])
]
SiteTables = Annotated[dict[str, Any], Field(description="The tables of a site.toml.", examples=[{"paper": "letter"}])]
CourseFile = Annotated[
    str, Field(max_length=MOST_COURSE_CHARACTERS, description="The text of a course.toml; what stands in it is never rewritten.")
]


class Asked(BaseModel):
    """Something that a program sends; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Entry(Asked):
    """When treatment that the record wants to be over was last given."""

    last_immunotherapy: DayOrNone | None = None
    last_investigational: DayOrNone | None = None
    last_chemotherapy: DayOrNone | None = None
    transplant: DayOrNone | None = None
    gvhd_immunosuppression: DayOrNone | None = None


class PlanAsked(Asked):
    """A new course."""

    weight: Weight
    start: Day
    weighed: Day | None = None
    cycles: Annotated[Literal[1, 2], Field(description="One cycle or two; two unless one is asked for.")] = 2
    label: Annotated[str, Field(max_length=200, description="A label for the patient, as it is printed.")] | None = None
    born: Day | None = None
    time: Annotated[str, Field(max_length=20, description="The start of every infusion.", examples=["10:00"])] | None = None
    time_zone: Annotated[str, Field(max_length=80, description="The time zone of the start.", examples=["Europe/Paris"])] | None = None
    entry: Annotated[Entry, Field(description="When treatment that the record wants to be over was last given, fact by fact.")] = Entry()
    protocol_reference: Annotated[str, Field(max_length=200, description="Protocol or approval reference.")] | None = None
    prepared_by: Annotated[str, Field(max_length=80, description="Initials of who prepared the plan.")] | None = None
    course_id: Annotated[str, Field(max_length=40, description="The course's own number; a new one unless given.")] | None = None
    site: SiteTables | None = None
    issued: Moment | None = None


class _Change(Asked):
    reason: Text
    by: Annotated[str, Field(max_length=80, description="Initials of who makes the change.")]
    when: Day


class Move(_Change):
    """A visit gets another day."""

    kind: Literal["move"]
    visit: Visit
    to: Day
    following: Literal["shift", "keep"] = "shift"
    not_given: bool = False


class Omit(_Change):
    """A visit falls out."""

    kind: Literal["omit"]
    visit: Visit
    not_given: bool = False


class Stop(_Change):
    """A visit and all after it are cancelled."""

    kind: Literal["stop"]
    visit: Visit


class Reweigh(_Change):
    """A new body weight."""

    kind: Literal["reweigh"]
    weight: Weight
    weighed: Day


class Retime(_Change):
    """One visit's infusion starts at another time."""

    kind: Literal["retime"]
    visit: Visit
    time: Annotated[str, Field(max_length=20)]


class Extend(_Change):
    """The second cycle is added."""

    kind: Literal["extend"]


class Corrected(Entry):
    """What was typed wrongly from the beginning; only what is corrected."""

    weight: Weight | None = None
    weighed: Day | None = None
    start: Day | None = None
    born: Day | None = None


class Correct(_Change):
    """Values as they should have been from the beginning."""

    kind: Literal["correct"]
    values: Corrected


class Resite(_Change):
    """Another site file, in force from the day of the change."""

    kind: Literal["resite"]
    site: SiteTables


class Rebase(_Change):
    """The numbers of a newer version of this program are accepted."""

    kind: Literal["rebase"]


class Undo(_Change):
    """The latest change that still stands is taken back."""

    kind: Literal["undo"]


AnyChange = Annotated[
    Move | Omit | Stop | Reweigh | Retime | Extend | Correct | Resite | Rebase | Undo,
    Field(discriminator="kind"),
]


class CourseAsked(Asked):
    """A course that is there."""

    course_file: CourseFile
    issued: Moment | None = None


class ChangeAsked(CourseAsked):
    """One more change."""

    change: Annotated[AnyChange, Field(description="The change, by its kind, with its reason, who makes it and its day.")]


class CheckAsked(CourseAsked):
    """A check by somebody other than the preparer."""

    by: Annotated[str, Field(max_length=80, description="Initials of who checked.")]
    fingerprint: Annotated[str, Field(max_length=20, description="The fingerprint on the checked sheets.", examples=["1A2B-3C4D-5E6F"])]


class FilesAsked(CourseAsked):
    """How files are wanted."""

    revision: Annotated[int, Field(ge=1, le=999, description="An older revision, void; the newest unless given.")] | None = None
    paper: Annotated[Literal["a4", "letter"], Field(description="Paper of the sheets; the site's unless given.")] | None = None
    calendar_class: Annotated[Literal["private", "public"], Field(description="Who sees the entries of a shared calendar.")] = "private"
    split: Annotated[bool, Field(description="With plan.zip: also one calendar file for each visit.")] = False


class RecheckAsked(Asked):
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
    detail: str
    findings: list[Found] | None = None
