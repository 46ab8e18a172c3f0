"""How content falls on pages: how many millimetres it takes at the print size, and what still fits.

The sizes here belong to those of `templates/assets/sheet.css`. Does not know what any of it means.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dosing import wording
from dosing.difference import Difference, Stale, VisitDifference
from dosing.findings import Finding
from dosing.releases import Release
from dosing.rules.visit import Visit
from dosing.views.layout.per_visit import left_out, lot_columns, visit_findings, why_faster
from dosing.views.layout.rate_rows import RateRow, rate_rows
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
FIRST_PAGE_MM = 38.0  # what stands on the first page besides findings, the rows of its table and the lines to fill
NEXT_PAGE_MM = 18.0  # the head of the table and a heading, said again on the pages after it
COURSE_ROW_MM, FILL_LINE_MM = 5.8, 7.2
BLANK_LINES = 4  # of the nurse sheet, besides those that the regimen asks for
NOT_PRINTED_MM = 10.0  # that nobody reviewed the data, and what is therefore not printed
BLANKS = "blanks"


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One page of the course: rows of its table, whether the lines to fill stand below them, and findings."""

    visits: tuple[Visit, ...]
    blanks: bool
    findings: tuple[Finding, ...]


def overview_pages(release: Release, sheet: str) -> list[OverviewPage]:
    """The course and the findings of a professional sheet on the pages that they need; washouts stand above all, on the first."""
    findings = [
        each
        for each in wording.grouped(release.findings)
        if each.code not in WASHOUTS and (sheet == "pharmacy" or each.code not in PREPARATION)
    ]
    items: list[Visit | str | Finding] = [*release.plan.visits, *([BLANKS] if sheet == "nurse" else []), *findings]
    above = FIRST_PAGE_MM + _above_course_mm(release) + COURSE_ROW_MM * (sheet == "pharmacy" and not release.plan.current_site.country)
    room = PAGE_MM - _band_mm(release)
    return [_overview(held) for held in paged(items, lambda item: _overview_mm(release, item), room - above, room - NEXT_PAGE_MM)]


def _overview(items: Sequence[Visit | str | Finding]) -> OverviewPage:
    visits = tuple(each for each in items if isinstance(each, Visit))
    return OverviewPage(visits, BLANKS in items, tuple(each for each in items if isinstance(each, Finding)))


def _overview_mm(release: Release, item: Visit | str | Finding) -> float:
    if isinstance(item, Visit):
        return COURSE_ROW_MM + LINE_MM * _more_lines(release, item)
    if isinstance(item, Finding):
        return _finding_mm(item)
    return FILL_LINE_MM * (BLANK_LINES - 1 + len(release.plan.regimen.words.before_first_infusion))


def _above_course_mm(release: Release) -> float:
    """What stands above the course on its first page and on few sheets only."""
    washouts = sum(_finding_mm(each) for each in release.findings if each.code in WASHOUTS)
    days = LINE_MM * (len(release.plan.regimen.cycle_days) > 1)
    return washouts + days + LINE_MM * _lines(release.plan.course.protocol_reference or "", 80) + NOT_PRINTED_MM * release.unreviewed


WIDE = frozenset("WMwm@%")
LABEL_EM = 13.5  # how much of a label stands on one line beside the visit, in widths of its type size
ROW_EM = 38.0  # the same where it has a row of its own


def _em(text: str) -> float:
    return sum(1.12 if each in WIDE else 0.86 if each.isupper() else 0.73 for each in text)


def own_row(label: str | None) -> bool:
    """Whether a label is so long that it has a row of its own in the band."""
    return _em(label or "") > 2 * LABEL_EM


UNREVIEWED_MM = 6.0
PLACE_DIGITS = 9  # of a visit's cycle, day and number, and of its infusion, that stand on one line of the band


def _band_mm(release: Release, visit: Visit | None = None) -> float:
    """What a band is higher than most: a long label, long names, one word more in its head."""
    label, course = release.plan.course.label or "", release.plan.course
    higher = 6.6 + 5.2 * -(-_em(label) // ROW_EM) if own_row(label) else 4.6 * (_em(label) > LABEL_EM)
    past = visit is not None and visit.visit in release.past
    if (
        visit is not None
        and _lines(f"{visit.cycle}{visit.day}{visit.number}{len(release.plan.visits)}{visit.infusion_number}", PLACE_DIGITS) > 1
    ):
        higher += LINE_MM
    names = max(len(course.prepared_by or ""), 16) + max(len(release.checked_by or ""), 16)
    return higher + 4.0 * _lines(" " * (names - 32), 40) + 5.4 * (release.void + past) + UNREVIEWED_MM * release.unreviewed


EASY_MM, TIGHT_MM = 20.0, 54.0  # what a worksheet holds besides what every one has, by how high its rows are
WITHOUT_LOTS_MM = 80.0  # the same where lots and names stand on the next page
BAG_MM, LOT_MM, LEFT_OUT_MM = 24.6, 6.4, 5.2


@dataclass(frozen=True, slots=True)
class WorksheetPages:
    """How a worksheet falls on pages: how high its rows are, and what still fits on the first below the working."""

    rows: str
    supply_first: bool
    lots_first: bool


def worksheet_pages(release: Release, visit: Visit) -> WorksheetPages:
    """One page where everything fits, in lower rows where it has to; otherwise a second for lots and names, and for what is supplied."""
    unusual = sum(_finding_mm(finding) for finding in visit_findings(release, visit)) + _band_mm(release, visit) + _bags_mm(release, visit)
    unusual += LEFT_OUT_MM * len(left_out(release.plan.regimen, visit)) + PROVISIONAL_MM * visit.provisional
    unusual += LINE_MM * sum((each.substituted_for is not None) + (each.form is not None) for each in visit.premedications)
    lots = max(len(column) for column in lot_columns(visit.study_drug)) if visit.study_drug else 0
    above = unusual + LOT_MM * (lots - 2)
    return WorksheetPages("easy" if above <= EASY_MM else "tight", unusual <= WITHOUT_LOTS_MM, above <= TIGHT_MM)


PROVISIONAL_MM = 10.0


def _bags_mm(release: Release, visit: Visit) -> float:
    """What a second bag adds to the working."""
    more = len(visit.study_drug.bags) - 1 if visit.study_drug else 0
    said = LINE_MM * _lines(release.plan.regimen.words.two_bags or "", 88) + 2.0
    return (BAG_MM + LINE_MM + said) * more


def check_rows(release: Release, visit: Visit) -> str:
    """How high the rows of an independent check can be, so that it is one page."""
    two = visit.study_drug is not None and len(visit.study_drug.bags) > 1
    unusual = _band_mm(release, visit) + PROVISIONAL_MM * visit.provisional
    return ("tight" if two else "easy") if unusual <= CHECK_MM else "dense" if two else "tight"


CHECK_MM = 14.0  # what a check holds besides what every one has, before its rows have to be lower


def _more_lines(release: Release, visit: Visit) -> int:
    """How many lines more than one a visit has in the table of the course."""
    said = (visit.status == "moved") + (visit.visit in release.past) + _lines(wording.outcome(visit.given), 22)
    weight = _lines(wording.weight(visit.weight_kg, visit.weight_typed), 12) - 1 if visit.weight_kg else 0
    return max(said, weight, len(visit.study_drug.vials) - 1 if visit.study_drug else 0)


def _finding_mm(finding: Finding) -> float:
    named = f"{finding.visit}. " if finding.visit and finding.visit not in finding.message else ""
    return _said_mm(named + finding.message)


def _said_mm(message: str) -> float:
    return _lines(message + 6 * " ", 88) * LINE_MM + 2.8


def value_pages(release: Release) -> list[list[Value]]:
    """The values behind the plan on the pages that they need."""
    room = PAGE_MM - VALUES_HEAD_MM - _band_mm(release)
    return paged(values_in_force(release), _value_mm, room, room)


def entry_beside(release: Release) -> bool:
    """Whether the entry checks still fit below the last values."""
    return sum(map(_value_mm, value_pages(release)[-1])) + VALUES_HEAD_MM + _entry_mm(release) + _band_mm(release) <= PAGE_MM


VALUES_HEAD_MM = 20.0
ENTRY_MM, ENTRY_ROW_MM, CRITERIA_MM, CRITERION_MM = 32.0, 5.2, 7.0, 5.8


def _entry_mm(release: Release) -> float:
    """The entry checks: a row for each fact, a box for each criterion that no date decides, and a line to sign."""
    regimen = release.plan.regimen
    criteria = sum(CRITERION_MM + LINE_MM * (_lines(each, 100) - 1) for each in regimen.criteria_not_checked)
    return ENTRY_MM + ENTRY_ROW_MM * len(regimen.washouts) + (CRITERIA_MM + criteria if criteria else 0.0)


def _value_mm(value: Value) -> float:
    return max(_lines(value.name, 23), _lines(value.value, 20), _lines(value.source, 51), 1) * 3.8 + 1.2


VISIT_MM = 249.2
BESIDES_MM = 106.6  # the band, the drug, headings and the lines to fill
LANE_MM = 3.5
AFFIX_MM = 2.5  # how much higher the band is with a box for the patient label
ROWS_MM = (("easy", 6.4), ("tight", 5.5), ("dense", 4.75))  # how high rows to write in are, by their names in the style sheet
DENSE_SAVES_MM = 9.9  # between the tables and lines of a dense page
DENSE_FINDINGS_MM = 1.6  # above and below the findings of a dense page
FIRST_STEPS = 12  # rows of the rate table beside everything else that comes before and during an infusion
FURTHER_STEPS = 28
FEWEST_STEPS = 3  # fewer than these begin on the next page instead
GOES_ON_MM = 6.0
REACTION_ROWS, OBSERVATION_ROWS = 4, 7
REACTIONS_MM, OBSERVATIONS_MM = 13.0, 14.0  # besides their rows


@dataclass(frozen=True, slots=True)
class NursePages:
    """How one visit falls on pages: how high its rows are, the rows of rates of each page, and what still fits on the first."""

    rows: str
    rates: tuple[tuple[RateRow, ...], ...]
    reactions_first: bool
    observations_first: bool


def nurse_pages(release: Release, visit: Visit) -> NursePages:
    """One page where everything fits, otherwise a second for the observations; very long rate tables get pages between."""
    rates = rate_rows(visit)
    rows = len(rates) + len(visit.premedications)
    besides = BESIDES_MM + _unusual_mm(release, visit)
    both = rows + REACTION_ROWS + OBSERVATION_ROWS
    if len(rates) <= FIRST_STEPS:
        for name, row_mm in ROWS_MM:
            saved = (DENSE_SAVES_MM + DENSE_FINDINGS_MM * bool(visit_findings(release, visit))) * (name == "dense")
            if besides + REACTIONS_MM + OBSERVATIONS_MM + both * row_mm - saved <= VISIT_MM:
                return NursePages(name, (rates,), reactions_first=True, observations_first=True)
        for name, row_mm in ROWS_MM:
            if besides + REACTIONS_MM + (rows + REACTION_ROWS) * row_mm <= VISIT_MM:
                return NursePages(name, (rates,), reactions_first=True, observations_first=False)
    return NursePages("tight", _chunks(rates, visit, besides), reactions_first=False, observations_first=False)


def _chunks(rates: tuple[RateRow, ...], visit: Visit, besides: float) -> tuple[tuple[RateRow, ...], ...]:
    """The rows of rates of each page; none on the first where too few would fit there, and no page ends with the name of a bag."""
    row_mm = dict(ROWS_MM)["tight"]
    held = int((VISIT_MM - besides - GOES_ON_MM) / row_mm) - len(visit.premedications)
    if held >= len(rates) and len(rates) <= FIRST_STEPS:
        return (rates,)
    first = min(FIRST_STEPS, held) if held >= FEWEST_STEPS else 0
    chunks: list[tuple[RateRow, ...]] = []
    at, most = 0, first
    while at < len(rates) or not chunks:
        end = min(at + most, len(rates))
        if end > at and end < len(rates) and rates[end - 1].begins:
            end -= 1
        chunks.append(rates[at:end])
        at, most = end, FURTHER_STEPS
    return tuple(chunks)


def _unusual_mm(release: Release, visit: Visit) -> float:
    """The room for what most visits do not have."""
    wrapped = sum(2 * (each.substituted_for is not None) + (each.form is not None) for each in visit.premedications)
    found = visit_findings(release, visit)
    drug, steps = visit.study_drug, visit.infusion.steps if visit.infusion else ()
    rounded = drug is not None and drug.rounded_mg != drug.calculated_mg
    times = [each.due for each in visit.premedications] + [step.starts for step in steps[:FIRST_STEPS]]
    other_days = sum(time is not None and time.date() != visit.date for time in times)
    said = left_out(release.plan.regimen, visit)
    two = drug is not None and len(drug.bags) > 1
    return (
        LANE_MM * (len({each.minutes_before for each in visit.premedications}) + (two and visit.infusion is not None))
        + LINE_MM * wrapped
        + 2 * LINE_MM * other_days
        + LINE_MM * (bool(why_faster(visit)) + max(rounded, two, visit.weight_typed is not None))
        + sum(LINE_MM * _lines(each, 88) + 1.2 for each in said)
        + sum(_finding_mm(finding) for finding in found)
        + 2.4 * bool(found)
        + 5.0 * (visit.infusion_number != visit.number)
        + _band_mm(release, visit)
        + AFFIX_MM * (release.plan.course.label is None or release.plan.corrected.born is None)
    )


SLIP_TITLE_MM, SLIP_SAID_MM, SLIP_AGAIN_MM = 10.0, 9.0, 12.0
SLIP_ROW_MM, SLIP_WORDS_MM, ENTRY_LINE_MM, WHO_LINE_MM = 5.8, 4.0, 6.6, 6.6
SLIP_TABLE_MM = 12.0  # the caption and the head of a table


@dataclass(frozen=True, slots=True)
class SlipPart:
    """One part of a change slip, or as much of it as stands on one page; `again` where it began on a page before."""

    name: str
    items: tuple[Any, ...] = ()
    again: bool = False


def slip_pages(release: Release) -> list[list[SlipPart]]:
    """A change slip on the pages that it needs; who has to know stands on the first where there are several."""
    difference = release.difference
    if difference is None:
        return []
    room = PAGE_MM - _band_mm(release)
    parts = _slip_parts(release, difference)
    high = {name: sum(mm for _, mm in held) for name, held in parts.items()}
    first = ("said", "visits", "wrong")
    order = (
        (*first, "older", "entries", "who", "findings") if sum(high.values()) <= room else (*first, "who", "older", "entries", "findings")
    )
    items = [(name, item, mm) for name in order for item, mm in parts[name]]
    begun: set[str] = set()
    return [_slip_page(page, begun) for page in paged(items, lambda each: each[2], room, room - SLIP_AGAIN_MM)]


def _slip_page(page: Sequence[tuple[str, Any, float]], begun: set[str]) -> list[SlipPart]:
    """The parts of one page, each with its items; `begun` are those that stood on a page before."""
    made = [
        SlipPart(name, tuple(item for each, item, _ in page if each == name), name in begun)
        for name in dict.fromkeys(name for name, _, _ in page)
    ]
    begun.update(part.name for part in made)
    return made


def _slip_parts(release: Release, difference: Difference) -> dict[str, list[tuple[Any, float]]]:
    """Each part of a slip: its items and how high each is; the first of a table has its head above it."""
    reason = LINE_MM * _lines(f"{release.how}. {release.plan.course.changes[-1].reason}", 60) if release.plan.course.changes else 0.0
    said = SLIP_TITLE_MM + reason + 2 * SLIP_SAID_MM + SLIP_SAID_MM * bool(difference.unknown)
    wrong = SLIP_TITLE_MM + SLIP_SAID_MM + LINE_MM * len(difference.printed_wrong) * 0.75
    who = SLIP_TITLE_MM + WHO_LINE_MM * (3 + bool(difference.calendar_entries or difference.unknown))
    return {
        "said": [(None, said)],
        "visits": _headed([(each, SLIP_ROW_MM + _visit_words_mm(each)) for each in difference.visits], SLIP_TABLE_MM)
        or [(None, SLIP_SAID_MM)],
        "wrong": [(None, wrong)] if difference.printed_wrong else [],
        "older": _headed([(each, SLIP_ROW_MM + _older_words_mm(each)) for each in difference.older], SLIP_TABLE_MM),
        "entries": _headed([(each, _entry_line_mm(each)) for each in difference.calendar_entries], SLIP_TITLE_MM + SLIP_SAID_MM)
        or [(None, SLIP_TITLE_MM + SLIP_SAID_MM)],
        "who": [(None, who)],
        "findings": _headed([(each, _said_mm(each[1])) for each in difference.new_findings], SLIP_TITLE_MM),
    }


def _headed(items: list[tuple[Any, float]], head_mm: float) -> list[tuple[Any, float]]:
    return [(item, mm + head_mm * (not place)) for place, (item, mm) in enumerate(items)]


def _visit_words_mm(each: VisitDifference) -> float:
    """How much higher a row is for what else changed, a cancelled visit's word and a day with its time."""
    timed = any(state is not None and state.start is not None for state in (each.old, each.new))
    return SLIP_WORDS_MM * max(_lines("; ".join(each.others), 22) - 1, each.cancelled or each.added, timed, 0)


def _older_words_mm(each: Stale) -> float:
    """The same for the revisions that said something, and a day with its time."""
    revisions = _lines(wording.listed([str(number) for number in each.revisions]), 14) - 1
    return SLIP_WORDS_MM * max(revisions, each.said.start is not None)


def _entry_line_mm(each: Stale) -> float:
    return ENTRY_LINE_MM + LINE_MM * (each.said.arrival is not None)
