"""How content falls on pages: how many millimetres it takes at the print size, and what still fits.

The sizes here belong to those of `templates/assets/sheet.css`. Does not know what any of it means.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from dosing.difference import Difference
from dosing.findings import Finding
from dosing.releases import Release
from dosing.rules.infusion import InfusionStep
from dosing.rules.visit import Visit
from dosing.views.layout.per_visit import lot_columns, twice_the_label, visit_findings
from dosing.views.layout.values_in_force import Value, values_in_force

# Heights in millimetres at the print size; a page holds 250 mm, of which the band takes up to 40.
PAGE_MM = 205.0
LINE_MM = 3.95

T = TypeVar("T")


def paged(items: Iterable[T], height_mm: Callable[[T], float], first_mm: float, next_mm: float) -> list[list[T]]:
    """Items on as many pages as they need: `first_mm` of room on the first, `next_mm` on the others."""
    pages: list[list[T]] = [[]]
    left = first_mm
    for item in items:
        needs = height_mm(item)
        if needs > left:
            pages.append([])
            left = next_mm
        pages[-1].append(item)
        left -= needs
    return pages


def _lines(text: str, characters: int) -> int:
    return -(-len(text) // characters)


WASHOUTS = ("washout-inside", "washout-on-limit")
PREPARATION = ("label-stability",)  # for who prepares the bag
# What stands on the first page besides findings and the rows of its table.
FIRST_PAGE_MM = {"pharmacy": 38.0, "nurse": 72.0}
COURSE_ROW_MM = 5.8


def finding_pages(release: Release, sheet: str) -> list[list[Finding]]:
    """The findings of a professional sheet, but for washouts, which stand above all, on the pages that they need."""
    findings = release.findings
    shown = [each for each in findings if each.code not in WASHOUTS and (sheet == "pharmacy" or each.code not in PREPARATION)]
    above = sum(_finding_mm(each) for each in findings if each.code in WASHOUTS)
    above += sum(COURSE_ROW_MM + LINE_MM * _more_lines(release, visit) for visit in release.plan.visits) + _band_mm(release)
    above += LINE_MM * _lines(release.plan.course.protocol_reference or "", 80)
    above += COURSE_ROW_MM * (sheet == "pharmacy" and not release.plan.current_site.country)
    return paged(shown, _finding_mm, PAGE_MM - FIRST_PAGE_MM[sheet] - above, PAGE_MM - _band_mm(release))


WIDE = frozenset("WMwm@%")
LABEL_EM = 13.5  # how much of a label stands on one line beside the visit, in widths of its type size
ROW_EM = 38.0  # the same where it has a row of its own


def _em(text: str) -> float:
    return sum(1.12 if each in WIDE else 0.86 if each.isupper() else 0.73 for each in text)


def own_row(label: str | None) -> bool:
    """Whether a label is so long that it has a row of its own in the band."""
    return _em(label or "") > 2 * LABEL_EM


def _band_mm(release: Release, visit: Visit | None = None) -> float:
    """What a band is higher than most: a long label, long names, one word more in its head."""
    label, course = release.plan.course.label or "", release.plan.course
    higher = 6.6 + 5.2 * -(-_em(label) // ROW_EM) if own_row(label) else 4.6 * (_em(label) > LABEL_EM)
    past = visit is not None and visit.visit in release.past
    names = max(len(course.prepared_by or ""), 16) + max(len(release.checked_by or ""), 16)
    return higher + 4.0 * _lines(" " * (names - 32), 40) + 5.4 * (release.void + past)


def worksheet_rows(release: Release, visit: Visit) -> str:
    """How high the rows to write in can be, so that a worksheet is one page."""
    lots = max(len(column) for column in lot_columns(visit.study_drug)) if visit.study_drug else 0
    unusual = sum(_finding_mm(finding) for finding in visit_findings(release, visit)) + _band_mm(release, visit) + 6.0 * visit.provisional
    return "easy" if unusual + 6.4 * (lots - 2) <= 20 else "tight"


def check_rows(release: Release, visit: Visit) -> str:
    """The same for an independent check."""
    return "easy" if _band_mm(release, visit) <= 6 else "tight"


def _more_lines(release: Release, visit: Visit) -> int:
    """How many lines more than one a visit has in the table of the course."""
    said = (visit.status == "moved") + (visit.visit in release.past)
    return max(said, len(visit.study_drug.vials) - 1 if visit.study_drug else 0)


def _finding_mm(finding: Finding) -> float:
    return _lines(finding.message + 6 * " ", 88) * LINE_MM + 2.8


def value_pages(release: Release) -> list[list[Value]]:
    """The values behind the plan on the pages that they need."""
    room = PAGE_MM - VALUES_HEAD_MM - _band_mm(release)
    return paged(values_in_force(release), _value_mm, room, room)


def entry_beside(release: Release) -> bool:
    """Whether the entry checks still fit below the last values."""
    return sum(map(_value_mm, value_pages(release)[-1])) + VALUES_HEAD_MM + ENTRY_MM + _band_mm(release) <= PAGE_MM


VALUES_HEAD_MM = 20.0
ENTRY_MM = 108.0


def _value_mm(value: Value) -> float:
    return max(_lines(value.name, 23), _lines(value.value, 20), _lines(value.source, 51), 1) * 3.8 + 1.2


VISIT_MM = 249.2
BESIDES_MM = 102.7  # the band, the drug, headings and the lines to fill
LANE_MM = 3.5
AFFIX_MM = 2.5  # how much higher the band is with a box for the patient label
ROWS_MM = (("easy", 6.4), ("tight", 5.5), ("dense", 4.9))  # how high rows to write in are, by their names in the style sheet
DENSE_SAVES_MM = 6.5  # between the tables and lines of a dense page
FIRST_STEPS = 12  # rate steps beside everything else that comes before and during an infusion
FURTHER_STEPS = 28
EMPTY_STEPS = 6
REACTION_ROWS, OBSERVATION_ROWS = 4, 7
REACTIONS_MM, OBSERVATIONS_MM = 13.0, 14.0  # besides their rows


@dataclass(frozen=True, slots=True)
class NursePages:
    """How one visit falls on pages: how high its rows are, the rate steps of each page, and what still fits on the first."""

    rows: str
    steps: tuple[tuple[InfusionStep, ...], ...]
    reactions_first: bool
    observations_first: bool


def nurse_pages(release: Release, visit: Visit) -> NursePages:
    """One page where everything fits, otherwise a second for the observations; very long rate tables get pages between."""
    steps = visit.infusion.steps if visit.infusion else ()
    chunks = (steps[:FIRST_STEPS], *(steps[at : at + FURTHER_STEPS] for at in range(FIRST_STEPS, len(steps), FURTHER_STEPS)))
    rows = (len(steps) or EMPTY_STEPS) + len(visit.premedications)
    besides = BESIDES_MM + _unusual_mm(release, visit)
    both = rows + REACTION_ROWS + OBSERVATION_ROWS
    if len(chunks) > 1:
        return NursePages("tight", chunks, reactions_first=False, observations_first=False)
    for name, row_mm in ROWS_MM:
        saved = DENSE_SAVES_MM * (name == "dense")
        if besides + REACTIONS_MM + OBSERVATIONS_MM + both * row_mm - saved <= VISIT_MM:
            return NursePages(name, chunks, reactions_first=True, observations_first=True)
    for name, row_mm in ROWS_MM:
        if besides + REACTIONS_MM + (rows + REACTION_ROWS) * row_mm <= VISIT_MM:
            return NursePages(name, chunks, reactions_first=True, observations_first=False)
    return NursePages("tight", chunks, reactions_first=False, observations_first=False)


def _unusual_mm(release: Release, visit: Visit) -> float:
    """The room for what most visits do not have."""
    wrapped = sum(2 * (each.substituted_for is not None) + (each.form is not None) for each in visit.premedications)
    later = visit.infusion is not None and visit.infusion.part != "first"
    found = visit_findings(release, visit)
    drug, blocker = visit.study_drug, visit.site.h2_blocker
    rounded = drug is not None and drug.rounded_mg != drug.calculated_mg
    times = [each.due for each in visit.premedications] + [step.starts for step in (visit.infusion.steps if visit.infusion else ())]
    other_days = sum(time is not None and time.date() != visit.date for time in times)
    return (
        LANE_MM * len({each.minutes_before for each in visit.premedications})
        + LINE_MM * wrapped
        + 2 * LINE_MM * other_days
        + LINE_MM * (later + twice_the_label(visit) + rounded)
        + (LINE_MM * _lines(f"H2 blocker left out: {blocker.reason}", 88) + 1.2 if blocker.drug == "none" else 0.0)
        + sum(_finding_mm(finding) for finding in found)
        + 2.4 * bool(found)
        + 5.0 * (visit.infusion_number != visit.number)
        + _band_mm(release, visit)
        + AFFIX_MM * (release.plan.course.label is None or release.plan.corrected.born is None)
    )


SLIP_HEAD_MM = 75.0  # heading, what was changed, and who has to know
SLIP_ROW_MM, SLIP_WORDS_MM, ENTRY_LINE_MM = 5.8, 4.0, 6.6


def slip_on_one_page(difference: Difference) -> bool:
    """Whether a change slip holds the older sheets and the calendar entries below what was changed."""
    words = sum(_lines("; ".join(each.others), 22) for each in difference.visits)
    rows = len(difference.visits) + len(difference.older) + 2 * bool(difference.older)
    besides = 12.0 * bool(difference.printed_wrong) + 9.0 * bool(difference.unknown) + 12.0
    findings = sum(_lines(message, 88) * LINE_MM + 2.8 for _, message in difference.new_findings)
    tables = rows * SLIP_ROW_MM + words * SLIP_WORDS_MM + len(difference.calendar_entries) * ENTRY_LINE_MM
    return SLIP_HEAD_MM + besides + tables + findings <= PAGE_MM
