"""Labels of the bags and of the injections that a pharmacy prepares: one label by itself, or eight on a sheet.

Does not know pages about a course, or how anything was calculated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from dosing import wording
from dosing.formats.label_code import LabelCode
from dosing.releases import Release
from dosing.rules.dose import FilledBag
from dosing.rules.premedication import Premedication
from dosing.rules.visit import Visit
from dosing.views.layout.printed import labelled
from dosing.views.layout.text_width import lines, width_mm
from dosing.views.templates import TYPEFACE, environment, typeface

if TYPE_CHECKING:
    from jinja2 import Environment

LabelPaper = Literal["a4", "letter", "label"]
A_SHEET = 8  # labels of 100 by 60 mm, two beside one another, on A4 and on Letter
QUIET = 4  # modules of white around a code, as its standard asks for
ROOM_MM = 93.0  # how wide a label's lines are
SMALL_POINTS, MOST_SMALL_LINES = 7.0, 8  # the size of small letters, and how many lines of them may be typed
Lettering = Literal["", "small", "small tiny"]


@dataclass(frozen=True, slots=True)
class Label:
    """One label: of a bag, or of a premedication. `rate_ml_per_hour` is the first rate, None where the order says it; `starts` is when a
    bag begins, None where that is not known."""

    visit: Visit
    drug: str
    dose_mg: Decimal
    code: LabelCode
    bag: FilledBag | None = None
    owed: Premedication | None = None
    rate_ml_per_hour: Decimal | None = None
    starts: datetime | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Square:
    """A code as it is drawn: the path of its dark modules, and how many modules it is wide with the white around it."""

    path: str
    width: int


@dataclass(frozen=True, slots=True, repr=False)  # it holds a patient's label, which no message may show
class OfCourse:
    """The labels of one course, sheet after sheet."""

    release: Release
    sheets: tuple[tuple[Label, ...], ...]


def render_labels(release: Release, *, paper: LabelPaper, fonts: bool = True, visit: str | None = None) -> str:
    """The labels of every visit that has some, or of one, as a whole HTML document: a page a label, or sheets of eight."""
    return _rendered([OfCourse(release, tuple(_sheets(release, visit, _most(paper))))], paper, fonts=fonts)


def render_labels_of_day(releases: Sequence[Release], on: date, *, paper: LabelPaper, fonts: bool = True) -> str:
    """The labels of every visit of a day that has some, of many courses, as one HTML document: a sheet holds one patient's alone."""
    named = [(each, visit.visit) for each in releases for visit in labelled(each) if visit.date == on]
    return _rendered([OfCourse(each, tuple(_sheets(each, visit, _most(paper)))) for each, visit in named], paper, fonts=fonts)


def _most(paper: LabelPaper) -> int:
    return 1 if paper == "label" else A_SHEET


def _rendered(courses: Sequence[OfCourse], paper: LabelPaper, *, fonts: bool) -> str:
    html = _environment().get_template("sheets/labels.html").render(courses=courses, issued=courses[0].release.issued, paper=paper)
    return html.replace(TYPEFACE, typeface(), 1) if fonts else html


def _sheets(release: Release, visit: str | None, most: int) -> Iterator[tuple[Label, ...]]:
    """The labels of one sheet after another; each visit begins a sheet, so that it can be destroyed without another."""
    for each in labelled(release):
        made = labels_of(release, each) if visit in (None, each.visit) else ()
        for place in range(0, len(made), most):
            yield made[place : place + most]


def labels_of(release: Release, visit: Visit) -> tuple[Label, ...]:
    """The labels of one visit: its bags, then the injections by the time they are due."""
    return (*_bags(release, visit), *_injections(release, visit))


def _bags(release: Release, visit: Visit) -> Iterator[Label]:
    drug = visit.study_drug
    if drug is None:
        return
    for number, bag in enumerate(drug.bags, start=1):
        steps = visit.infusion.bags[number - 1].steps if visit.infusion else ()
        code = _code(release, visit, bag.drug_mg, bag=number, bags=len(drug.bags))
        rate = steps[0].rate_ml_per_hour if steps else None
        # The second bag begins when the first has run in, which only its steps say.
        starts = steps[0].starts if steps else visit.infusion_start if number == 1 else None
        yield Label(visit, drug.drug, bag.drug_mg, code, bag=bag, rate_ml_per_hour=rate, starts=starts, steps=len(steps))


def _injections(release: Release, visit: Visit) -> Iterator[Label]:
    for owed in visit.premedications:
        if owed.route == "intravenous":
            yield Label(visit, owed.drug, owed.dose_mg, _code(release, visit, owed.dose_mg, slot=owed.slot), owed=owed)


def _code(
    release: Release, visit: Visit, dose_mg: Decimal, *, bag: int | None = None, bags: int | None = None, slot: str | None = None
) -> LabelCode:
    fingerprint = wording.fingerprint(release.fingerprint)
    return LabelCode(release.course_id, release.revision, visit.visit, bag, bags, slot, dose_mg, fingerprint)


def square(code: LabelCode) -> Square:
    """A code drawn as a QR code that reads with a seventh of it spoiled."""
    import segno  # late: it takes as long to load as everything else here

    drawn = segno.make(code.text, error="m", micro=False, boost_error=False)
    runs = [
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z" for y, row in enumerate(drawn.matrix) for start, length in _dark(bytes(row))
    ]
    return Square("".join(runs), len(drawn.matrix) + 2 * QUIET)


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Where the dark modules of a row begin, and how many stand together."""
    start = None
    for x, module in enumerate((*row, 0)):
        if module and start is None:
            start = x
        elif not module and start is not None:
            yield start, x - start
            start = None


def lettering(release: Release) -> Lettering:
    """How small the letters of the labels are: smaller than usual where what was typed takes a second line, for which there is no room.

    Small letters are still of 7 points; only where even their lines are too many are they tiny.
    """
    head, course = release.letterhead, release.plan.corrected
    born = f"   Born {wording.plain_day(course.born)}" if course.born else ""
    who = f"{course.label or ''}{born}"
    contact = f"{release.plan.regimen.words.trial_label or ''}. {head.name or ''}"
    phone = f"Telephone {head.day_phone or ''}"
    usual = ((who, 9.0, True), (contact, 7.5, True), (phone, 7.5, False))
    if max(width_mm(text, points=points, bold=bold) for text, points, bold in usual) <= ROOM_MM:
        return ""
    small = sum(lines(text, ROOM_MM, points=SMALL_POINTS, bold=bold) for text, bold in ((who, True), (contact, True), (phone, False)))
    return "small" if small <= MOST_SMALL_LINES else "small tiny"


FILTERS = (
    wording.number, wording.amount, wording.mg, wording.ml, wording.day, wording.short_day, wording.plain_day, wording.time, wording.issued,
    wording.drug, wording.give_over, wording.before, wording.fingerprint,
)  # fmt: skip
PICKERS = (square, lettering)


@cache
def _environment() -> "Environment":
    return environment({word.__name__: word for word in FILTERS}, {picker.__name__: picker for picker in PICKERS})
