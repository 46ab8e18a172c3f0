"""How content falls on pages: how many millimetres it takes at the print size, and what still fits.

The sizes here belong to those of `templates/assets/sheet.css`. Does not know what any of it means.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dosing import wording
from dosing.findings import Finding
from dosing.releases import Release
from dosing.rules.premedication import Premedication
from dosing.rules.visit import Visit
from dosing.views.layout.per_visit import (
    Where,
    drawn_up,
    left_out,
    lot_columns,
    premedication_groups,
    vials_opened,
    visit_findings,
)
from dosing.views.layout.text_width import lines
from dosing.views.layout.values_in_force import Value, values_in_force

# Heights in millimetres at the print size; a page of Letter holds 250 mm, of which a band takes 36 and what `band_mm` says.
PAGE_MM = 213.0
LINE_MM = 4.15

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


def counted_lines(text: str, characters: int) -> int:
    """On how many lines a text stands where so many characters stand on one."""
    return -(-len(text) // characters)


WASHOUTS = ("washout-inside", "washout-on-limit")
FIRST_PAGE_MM = 40.0  # what stands on the first page besides findings, the rows of its table and the lines to fill
NEXT_PAGE_MM = 20.0  # the head of the table and a heading, said again on the pages after it
COURSE_ROW_MM = 5.9
OWED_MM = 14.0  # the head of the table of premedications
NOT_PRINTED_MM = 10.0  # that nobody reviewed the data, and what is therefore not printed
OWED = "premedications"


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One page of the course: rows of its table, whether the premedications stand below them, and findings."""

    visits: tuple[Visit, ...]
    premedications: bool
    findings: tuple[Finding, ...]


def overview_pages(release: Release) -> list[OverviewPage]:
    """The course and the findings of the pharmacy sheet on the pages that they need; washouts stand above all, on the first."""
    findings = [each for each in wording.grouped(release.findings) if each.code not in WASHOUTS]
    items: list[Visit | str | Finding] = [*release.plan.visits, OWED, *findings]
    above = FIRST_PAGE_MM + _above_course_mm(release) + COURSE_ROW_MM * (not release.plan.current_site.country)
    room = PAGE_MM - band_mm(release)
    first = room - above - affix_mm(release)
    return [_overview(held) for held in paged(items, lambda item: _overview_mm(release, item), first, room - NEXT_PAGE_MM)]


def _overview(items: Sequence[Visit | str | Finding]) -> OverviewPage:
    visits = tuple(each for each in items if isinstance(each, Visit))
    return OverviewPage(visits, OWED in items, tuple(each for each in items if isinstance(each, Finding)))


def _overview_mm(release: Release, item: Visit | str | Finding) -> float:
    if isinstance(item, Visit):
        return COURSE_ROW_MM + LINE_MM * _more_lines(release, item)
    if isinstance(item, Finding):
        return _finding_mm(item)
    return OWED_MM + sum(_owed_mm(names, owed) for names, owed in premedication_groups(release.plan.active))


def _owed_mm(names: Sequence[str], owed: Sequence[Premedication]) -> float:
    said = "; ".join(wording.premedication(each.drug, each.dose_mg, each.route, each.substituted_for, each.form) for each in owed)
    return COURSE_ROW_MM + LINE_MM * (max(lines(wording.listed(names), NAMES_MM, bold=True), lines(said, OWED_ROOM_MM)) - 1)


NAMES_MM, OWED_ROOM_MM = 40.2, 133.5  # the room for the visits that have the same premedications, and for these


def _above_course_mm(release: Release) -> float:
    """What stands above the course on its first page and on few sheets only."""
    washouts = sum(_finding_mm(each) for each in release.findings if each.code in WASHOUTS)
    days = LINE_MM * (len(release.plan.regimen.cycle_days) > 1)
    checks = sum(LINE_MM * counted_lines(wording.listed(each.visits), 90) + CHECKED_MM for each in release.checks if release.draft)
    return (
        washouts
        + days
        + checks
        + LINE_MM * counted_lines(release.plan.course.protocol_reference or "", 75)
        + NOT_PRINTED_MM * release.unreviewed
    )


WIDE = frozenset("WMwm@%")
LABEL_EM = 13.5  # how much of a label stands on one line beside the visit, in widths of its type size
ROW_EM = 38.0  # the same where it has a row of its own


def _em(text: str) -> float:
    return sum(1.12 if each in WIDE else 0.86 if each.isupper() else 0.73 for each in text)


def own_row(label: str | None) -> bool:
    """Whether a label is so long that it has a row of its own in the band."""
    return _em(label or "") > 2 * LABEL_EM


STANDING_MM = 6.4  # a line of its own across the band: void, a draft, an estimate, not reviewed
CHECKED_MM, RECALCULATED_MM = 10.0, 9.4  # who recalculated some of the visits, or the one of a page
AFFIXED_MM = 23.0  # how much higher a band is with a box for a printed label
PLACE_DIGITS = 9  # of a visit's cycle, day and number, and of its infusion, that stand on one line of the band


def affix_mm(release: Release) -> float:
    """What the first side of a leaf is higher where a printed label has to be affixed."""
    return AFFIXED_MM * (release.plan.corrected.label is None or release.plan.corrected.born is None)


def band_mm(release: Release, visit: Visit | None = None) -> float:
    """What a band is higher than that of a checked plan: a long label, long names, a line across it for what it counts as."""
    label, course = release.plan.course.label or "", release.plan.course
    higher = 6.6 + 5.5 * -(-_em(label) // ROW_EM) if own_row(label) else 4.6 * (_em(label) > LABEL_EM)
    past = visit is not None and release.over(visit)
    if (
        visit is not None
        and counted_lines(f"{visit.cycle}{visit.day}{visit.number}{len(release.plan.visits)}{visit.infusion_number}", PLACE_DIGITS) > 1
    ):
        higher += LINE_MM
    names = len(course.prepared_by or "") + sum(len(check.by) for check in release.checks)
    # A band says that nobody checked it in a line of its own, or who did in words that take two.
    standing = STANDING_MM * (release.void + release.unreviewed) + max(STANDING_MM, RECALCULATED_MM * bool(release.checks))
    return higher + LINE_MM * (past + names // 30) + standing


# Heights of the parts of a worksheet, besides what only some have.
DOSE_MM, RECORDED_MM, WORKING_MM, WORKING_ROW_MM, BAG_ROWS = 30.0, 7.0, 14.0, 5.2, 3
SUPPLY_MM, SUPPLY_ROW_MM, NAMED_MM, SAID_MM = 16.8, 7.4, 5.0, 5.2
POINTS_MM, LOTS_MM, LOT_MM, SIGNS_MM = 22.0, 15.0, 8.6, 15.0


def worksheet_pages(release: Release, visit: Visit) -> list[list[str]]:
    """The parts of a worksheet on the sides that they need: what is made and how it was worked out; then making it, and what is written.

    Premedications stand on the first side where they fit. An estimate, a void revision and a day that is over have no lines to write on.
    """
    room = PAGE_MM - band_mm(release, visit)
    parts: list[Part] = [
        (("dose",), _dose_mm(release, visit)),
        (("working",), _working_mm(release, visit)),
        (("supply",), _supply_mm(release, visit)),
    ]
    if not release.void and not visit.provisional and not release.over(visit):
        making, lots = _making_mm(release, visit), _lots_mm(visit)
        # What is drawn and what is written about it are not torn apart where one side holds both.
        parts += [(("making", "lots"), making + lots)] if making + lots <= room else [(("making",), making), (("lots",), lots)]
    return _sides(parts, room - affix_mm(release), room)


Part = tuple[tuple[str, ...], float]  # what stands together, and how high it is


def _sides(parts: Sequence[Part], first_mm: float, next_mm: float) -> list[list[str]]:
    return [[name for names, _ in side for name in names] for side in paged(parts, lambda part: part[1], first_mm, next_mm)]


def _found_mm(release: Release, visit: Visit, *where: Where) -> float:
    found = visit_findings(release, visit, *where)
    return sum(map(_finding_mm, found)) + 2.0 * bool(found)


def _dose_mm(release: Release, visit: Visit) -> float:
    found = _found_mm(release, visit, "day", "weight", "dose", "bag", "rates")
    two = LINE_MM * (visit.study_drug is not None and len(visit.study_drug.bags) > 1)
    recorded = RECORDED_MM * release.over(visit)
    return found + DOSE_MM + two + recorded


def _working_mm(release: Release, visit: Visit) -> float:
    """A row for each step, of as many lines as its words need."""
    drug = visit.study_drug
    if drug is None:
        return 0.0
    rows = 9 + release.plan.regimen.concentration_is_dose + (BAG_ROWS * (len(drug.bags) - 1) + 2) * (len(drug.bags) > 1)
    totals = "; ".join(f"{wording.mg(each.total_mg)}, -99.99% ({vials_opened(each.vials)})" for each in drug.whole_vial_totals)
    kept = 1 if visit.weight_rule == "kept" else 0
    lines = [
        max(counted_lines(wording.weight(visit.weight_kg or drug.calculated_mg, visit.weight_typed), 22), 1 + 2 * kept),
        max(counted_lines(drawn_up(drug.draw), 44), counted_lines(vials_opened(drug.vials), 21)),
        counted_lines(f"{totals}: shown, not chosen", 72),
        *(
            counted_lines(f"remove {wording.ml(bag.remove_ml)} of diluent, add {wording.ml(bag.drug_ml)} of {drug.drug}", 46)
            for bag in drug.bags
        ),
    ]
    return WORKING_MM + WORKING_ROW_MM * rows + LINE_MM * sum(each - 1 for each in lines)


def _supply_mm(release: Release, visit: Visit) -> float:
    named = NAMED_MM * sum((each.substituted_for is not None) + (each.form is not None) for each in visit.premedications)
    said = SAID_MM * len(left_out(release.plan.regimen, visit))
    return _found_mm(release, visit, "premedication") + SUPPLY_MM + SUPPLY_ROW_MM * len(visit.premedications) + named + said


def _making_mm(release: Release, visit: Visit) -> float:
    words = release.plan.regimen.words
    two = LINE_MM * counted_lines(words.two_bags or "", 88) + 2.0 if visit.study_drug and len(visit.study_drug.bags) > 1 else 0.0
    return POINTS_MM + two + sum(LINE_MM * counted_lines(each, 105) + 0.7 for each in words.preparation)


def _lots_mm(visit: Visit) -> float:
    drug = visit.study_drug
    if drug is None:
        return 0.0
    return 2 * LOTS_MM + LOT_MM * (max(len(column) for column in lot_columns(drug)) + len(drug.bags)) + SIGNS_MM


# The parts of an independent check: the weight from the chart and the inputs, eight rows to fill or six and three, room, names.
INPUTS_MM, ANSWERS_MM, EACH_BAG_MM, ROOM_MM, CHECK_SIGNS_MM = 55.5, 72.5, 19.8, 35.5, 27.2


def check_pages(release: Release, visit: Visit) -> list[list[str]]:
    """The parts of an independent check on the sides that they need; room to calculate where there is some left.

    Who signs stands on one side with the figures.
    """
    two = visit.study_drug is not None and len(visit.study_drug.bags) > 1
    wrapped = LINE_MM * (2 * two + (visit.site.rounding.whole_vials_within_percent is not None))
    inputs, answers, signs = INPUTS_MM + wrapped, ANSWERS_MM + EACH_BAG_MM * two, CHECK_SIGNS_MM
    room = PAGE_MM - band_mm(release, visit)
    first = room - affix_mm(release)
    roomy = inputs + answers + ROOM_MM + signs <= first
    figures = ("answers", "room", "signs") if roomy else ("answers", "signs")
    return _sides([(("inputs",), inputs), (figures, answers + ROOM_MM * roomy + signs)], first, room)


def _more_lines(release: Release, visit: Visit) -> int:
    """How many lines more than one a visit has in the table of the course."""
    given = wording.outcome(visit.given)
    past = visit.visit in release.past
    moved = lines(f"moved from {NO_DAY}", DATE_MM) * (visit.status == "moved")
    said = past + moved + (lines(given, DATE_MM) if given else 0)
    weight = lines(wording.weight(visit.weight_kg, visit.weight_typed), WEIGHT_MM) - 1 if visit.weight_kg else 0
    opened = lines(vials_opened(visit.study_drug.vials), OPENED_MM) - 1 if visit.study_drug else 0
    if visit.provisional:
        return max(said, lines(_weigh_first(visit), WEIGH_FIRST_MM) - 1)
    return max(said, weight, opened)


def _weigh_first(visit: Visit) -> str:
    drug = visit.study_drug
    if drug is None or visit.weight_kg is None:
        return ""
    if_still = wording.weight(visit.weight_kg, visit.weight_typed)
    return f"weigh first: about {wording.mg(drug.rounded_mg)} if still {if_still}; to order {vials_opened(drug.vials)}"


NO_DAY = wording.short_day(date(2027, 11, 24)).replace(" ", wording.NBSP)  # as wide as a day is, which stands on one line
DATE_MM, WEIGHT_MM, OPENED_MM, WEIGH_FIRST_MM = 40.3, 19.4, 21.4, 100.0  # the room for words in these columns of the course


def _finding_mm(finding: Finding) -> float:
    named = f"{finding.visit}. " if finding.visit and finding.visit not in finding.message else ""
    return said_mm(named + finding.message)


def said_mm(message: str) -> float:
    """How high a finding is, by its words."""
    return counted_lines(message + 4 * " ", 84) * LINE_MM + 2.8


def value_pages(release: Release) -> list[list[Value]]:
    """The values behind the plan on the pages that they need."""
    room = PAGE_MM - VALUES_HEAD_MM - band_mm(release)
    return paged(values_in_force(release), _value_mm, room - KINDS_MM, room)


def entry_beside(release: Release) -> bool:
    """Whether the entry checks still fit below the last values."""
    return sum(map(_value_mm, value_pages(release)[-1])) + VALUES_HEAD_MM + _entry_mm(release) + band_mm(release) <= PAGE_MM


VALUES_HEAD_MM, KINDS_MM = 18.0, 19.0  # the head of the table, and what each kind of source means, on the first page
ENTRY_MM, ENTRY_ROW_MM, CRITERIA_MM, CRITERION_MM = 34.0, 5.3, 8.0, 6.9


def _entry_mm(release: Release) -> float:
    """The entry checks: a row for each fact, a box for each criterion that no date decides, and a line to sign."""
    regimen = release.plan.regimen
    criteria = sum(CRITERION_MM + LINE_MM * (counted_lines(each, 100) - 1) for each in regimen.criteria_not_checked)
    return ENTRY_MM + ENTRY_ROW_MM * len(regimen.washouts) + (CRITERIA_MM + criteria if criteria else 0.0)


def _value_mm(value: Value) -> float:
    return max(counted_lines(value.name, 23), counted_lines(value.value, 19), counted_lines(value.source, 49), 1) * 3.95 + 1.2
