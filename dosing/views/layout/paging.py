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
from dosing.views.layout.values_in_force import Value, values_in_force

# Heights in millimetres at the print size; a page of Letter holds 250 mm, of which a band takes 36 and what `_band_mm` says.
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


def _lines(text: str, characters: int) -> int:
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
    room = PAGE_MM - _band_mm(release)
    first = room - above - _affix_mm(release)
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
    said = "; ".join(f"{wording.given_drug(each.drug, each.substituted_for)} {wording.mg(each.dose_mg)} {each.route}" for each in owed)
    return COURSE_ROW_MM + LINE_MM * (max(_lines(wording.listed(names), 22), _lines(said, 72)) - 1)


def _above_course_mm(release: Release) -> float:
    """What stands above the course on its first page and on few sheets only."""
    washouts = sum(_finding_mm(each) for each in release.findings if each.code in WASHOUTS)
    days = LINE_MM * (len(release.plan.regimen.cycle_days) > 1)
    checks = sum(LINE_MM * _lines(wording.listed(each.visits), 90) + CHECKED_MM for each in release.checks if release.draft)
    return (
        washouts + days + checks + LINE_MM * _lines(release.plan.course.protocol_reference or "", 75) + NOT_PRINTED_MM * release.unreviewed
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


def _affix_mm(release: Release) -> float:
    """What the first side of a leaf is higher where a printed label has to be affixed."""
    return AFFIXED_MM * (release.plan.corrected.label is None or release.plan.corrected.born is None)


def _band_mm(release: Release, visit: Visit | None = None) -> float:
    """What a band is higher than that of a checked plan: a long label, long names, a line across it for what it counts as."""
    label, course = release.plan.course.label or "", release.plan.course
    higher = 6.6 + 5.5 * -(-_em(label) // ROW_EM) if own_row(label) else 4.6 * (_em(label) > LABEL_EM)
    past = visit is not None and visit.visit in release.past
    if (
        visit is not None
        and _lines(f"{visit.cycle}{visit.day}{visit.number}{len(release.plan.visits)}{visit.infusion_number}", PLACE_DIGITS) > 1
    ):
        higher += LINE_MM
    names = len(course.prepared_by or "") + sum(len(check.by) for check in release.checks)
    # A band says that nobody checked it in a line of its own, or who did in words that take two.
    standing = STANDING_MM * (release.void + release.unreviewed) + max(STANDING_MM, RECALCULATED_MM * bool(release.checks))
    return higher + LINE_MM * (past + names // 30) + standing


# Heights of the parts of a worksheet, besides what only some have.
DOSE_MM, WORKING_MM, WORKING_ROW_MM, BAG_ROWS = 30.0, 14.0, 5.2, 3
SUPPLY_MM, SUPPLY_ROW_MM, NAMED_MM, SAID_MM = 16.8, 7.4, 5.0, 5.2
POINTS_MM, LOTS_MM, LOT_MM, SIGNS_MM = 22.0, 15.0, 8.6, 15.0


def worksheet_pages(release: Release, visit: Visit) -> list[list[str]]:
    """The parts of a worksheet on the sides that they need: what is made and how it was worked out; then making it, and what is written.

    Premedications stand on the first side where they fit. An estimate and a void revision have no lines to write on.
    """
    room = PAGE_MM - _band_mm(release, visit)
    parts: list[Part] = [
        (("dose",), _dose_mm(release, visit)),
        (("working",), _working_mm(release, visit)),
        (("supply",), _supply_mm(release, visit)),
    ]
    if not release.void and not visit.provisional:
        making, lots = _making_mm(release, visit), _lots_mm(visit)
        # What is drawn and what is written about it are not torn apart where one side holds both.
        parts += [(("making", "lots"), making + lots)] if making + lots <= room else [(("making",), making), (("lots",), lots)]
    return _sides(parts, room - _affix_mm(release), room)


Part = tuple[tuple[str, ...], float]  # what stands together, and how high it is


def _sides(parts: Sequence[Part], first_mm: float, next_mm: float) -> list[list[str]]:
    return [[name for names, _ in side for name in names] for side in paged(parts, lambda part: part[1], first_mm, next_mm)]


def _found_mm(release: Release, visit: Visit, *where: Where) -> float:
    found = visit_findings(release, visit, *where)
    return sum(map(_finding_mm, found)) + 2.0 * bool(found)


def _dose_mm(release: Release, visit: Visit) -> float:
    found = _found_mm(release, visit, "day", "weight", "dose", "bag", "rates")
    two = LINE_MM * (visit.study_drug is not None and len(visit.study_drug.bags) > 1)
    return found + DOSE_MM + two


def _working_mm(release: Release, visit: Visit) -> float:
    """A row for each step, of as many lines as its words need."""
    drug = visit.study_drug
    if drug is None:
        return 0.0
    rows = 9 + release.plan.regimen.concentration_is_dose + (BAG_ROWS * (len(drug.bags) - 1) + 2) * (len(drug.bags) > 1)
    totals = "; ".join(f"{wording.mg(each.total_mg)}, -99.99% ({vials_opened(each.vials)})" for each in drug.whole_vial_totals)
    kept = 1 if visit.weight_rule == "kept" else 0
    lines = [
        max(_lines(wording.weight(visit.weight_kg or drug.calculated_mg, visit.weight_typed), 22), 1 + 2 * kept),
        max(_lines(drawn_up(drug.draw), 44), _lines(vials_opened(drug.vials), 21)),
        _lines(f"{totals}: shown, not chosen", 72),
        *(_lines(f"remove {wording.ml(bag.remove_ml)} of diluent, add {wording.ml(bag.drug_ml)} of {drug.drug}", 46) for bag in drug.bags),
    ]
    return WORKING_MM + WORKING_ROW_MM * rows + LINE_MM * sum(each - 1 for each in lines)


def _supply_mm(release: Release, visit: Visit) -> float:
    named = NAMED_MM * sum((each.substituted_for is not None) + (each.form is not None) for each in visit.premedications)
    said = SAID_MM * len(left_out(release.plan.regimen, visit))
    return _found_mm(release, visit, "premedication") + SUPPLY_MM + SUPPLY_ROW_MM * len(visit.premedications) + named + said


def _making_mm(release: Release, visit: Visit) -> float:
    words = release.plan.regimen.words
    two = LINE_MM * _lines(words.two_bags or "", 88) + 2.0 if visit.study_drug and len(visit.study_drug.bags) > 1 else 0.0
    return POINTS_MM + two + sum(LINE_MM * _lines(each, 105) + 0.7 for each in words.preparation)


def _lots_mm(visit: Visit) -> float:
    drug = visit.study_drug
    if drug is None:
        return 0.0
    return 2 * LOTS_MM + LOT_MM * (max(len(column) for column in lot_columns(drug)) + len(drug.bags)) + SIGNS_MM


# The parts of an independent check: the weight from the chart and the inputs, eight rows to fill or six and three, room, names.
INPUTS_MM, ANSWERS_MM, EACH_BAG_MM, ROOM_MM, CHECK_SIGNS_MM = 63.5, 72.5, 19.8, 35.5, 27.2


def check_pages(release: Release, visit: Visit) -> list[list[str]]:
    """The parts of an independent check on the sides that they need; room to calculate where there is some left."""
    two = visit.study_drug is not None and len(visit.study_drug.bags) > 1
    wrapped = LINE_MM * (2 * two + (visit.site.rounding.whole_vials_within_percent is not None))
    inputs, answers, signs = INPUTS_MM + wrapped, ANSWERS_MM + EACH_BAG_MM * two, CHECK_SIGNS_MM
    room = PAGE_MM - _band_mm(release, visit)
    first = room - _affix_mm(release)
    parts: list[Part] = [(("inputs",), inputs), (("answers",), answers), (("signs",), signs)]
    if inputs + answers + ROOM_MM + signs <= first:
        parts.insert(2, (("room",), ROOM_MM))
    return _sides(parts, first, room)


def _more_lines(release: Release, visit: Visit) -> int:
    """How many lines more than one a visit has in the table of the course."""
    said = (visit.status == "moved") + (visit.visit in release.past) + _lines(wording.outcome(visit.given), 22)
    weight = _lines(wording.weight(visit.weight_kg, visit.weight_typed), 12) - 1 if visit.weight_kg else 0
    return max(said, weight, len(visit.study_drug.vials) - 1 if visit.study_drug else 0)


def _finding_mm(finding: Finding) -> float:
    named = f"{finding.visit}. " if finding.visit and finding.visit not in finding.message else ""
    return _said_mm(named + finding.message)


def _said_mm(message: str) -> float:
    return _lines(message + 4 * " ", 84) * LINE_MM + 2.8


def value_pages(release: Release) -> list[list[Value]]:
    """The values behind the plan on the pages that they need."""
    room = PAGE_MM - VALUES_HEAD_MM - _band_mm(release)
    return paged(values_in_force(release), _value_mm, room - KINDS_MM, room)


def entry_beside(release: Release) -> bool:
    """Whether the entry checks still fit below the last values."""
    return sum(map(_value_mm, value_pages(release)[-1])) + VALUES_HEAD_MM + _entry_mm(release) + _band_mm(release) <= PAGE_MM


VALUES_HEAD_MM, KINDS_MM = 18.0, 19.0  # the head of the table, and what each kind of source means, on the first page
ENTRY_MM, ENTRY_ROW_MM, CRITERIA_MM, CRITERION_MM = 34.0, 5.3, 8.0, 6.9


def _entry_mm(release: Release) -> float:
    """The entry checks: a row for each fact, a box for each criterion that no date decides, and a line to sign."""
    regimen = release.plan.regimen
    criteria = sum(CRITERION_MM + LINE_MM * (_lines(each, 100) - 1) for each in regimen.criteria_not_checked)
    return ENTRY_MM + ENTRY_ROW_MM * len(regimen.washouts) + (CRITERIA_MM + criteria if criteria else 0.0)


def _value_mm(value: Value) -> float:
    return max(_lines(value.name, 23), _lines(value.value, 19), _lines(value.source, 49), 1) * 3.95 + 1.2


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
    first_mm = room - _affix_mm(release)
    parts = _slip_parts(release, difference)
    high = {name: sum(mm for _, mm in held) for name, held in parts.items()}
    first = ("said", "visits", "wrong")
    order = (
        (*first, "older", "entries", "who", "findings")
        if sum(high.values()) <= first_mm
        else (*first, "who", "older", "entries", "findings")
    )
    items = [(name, item, mm) for name in order for item, mm in parts[name]]
    begun: set[str] = set()
    return [_slip_page(page, begun) for page in paged(items, lambda each: each[2], first_mm, room - SLIP_AGAIN_MM)]


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
