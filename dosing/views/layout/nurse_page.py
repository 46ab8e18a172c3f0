"""How the nurse sheet falls on pages: one side for a visit where everything fits, otherwise the infusion on the back of its leaf.

The sizes here belong to those of `templates/assets/nurse.css`. Does not know what stands in a cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.regimen import Regimen
from dosing.releases import Release
from dosing.rules.dose import FilledBag
from dosing.rules.visit import Visit
from dosing.views.layout.paging import WASHOUTS, own_row, paged
from dosing.views.layout.per_visit import Where, ask_outside, left_out, visit_findings, weigh_first, why_faster
from dosing.views.layout.rate_rows import END, RateRow, rate_rows
from dosing.views.layout.text_width import lines, width_mm
from dosing.views.layout.visit_line import visit_line

# Millimetres on paper. A side is that of Letter, the lower of the two papers, less its margins and what no estimate can know.
SIDE_MM = 264.4 - 3.5
PAGE_MM = 188.0  # as wide as what stands on it
LINE_MM = 3.66
ROW_LINE_MM, ROW_EDGE_MM = 3.43, 0.3  # a line in a cell, and its rules
ROWS_MM = {"high": 8.6, "low": 7.05}
GAP_MM = 0.7

BAND_MM = 27.9
STANDING_MM, CHECKED_MM, AFFIX_MM, OWN_ROW_MM, LABEL_LINE_MM = 6.4, 4.9, 24.0, 4.6, 5.5
RECALCULATED = "Weight, dose and volume recalculated by {} on 30 December 2027; not checked: identity, premedication, rates"
DRAWING_MM_A_UNIT = PAGE_MM / 720.0


@dataclass(frozen=True, slots=True)
class NursePage:
    """How one visit falls on pages: how high its rows are, whether its time line is drawn, and the rows of rates of each side.

    On `one_side` the infusion stands below what comes before it; otherwise on the back, whose rows may be as high as `back_rows`.
    """

    rows: str
    drawn: bool
    one_side: bool
    back_rows: str
    rates: tuple[tuple[RateRow, ...], ...]


def nurse_page(release: Release, visit: Visit) -> NursePage:
    """One side where everything fits, in high rows and with the time line drawn where there is room for them."""
    rates = rate_rows(visit)
    line = visit_line(visit)
    drawing = line.height * DRAWING_MM_A_UNIT + GAP_MM if line else 0.0
    for rows, drawn in (("high", True), ("high", False), ("low", True), ("low", False)):
        before = _before_mm(release, visit, ROWS_MM[rows]) + _bag_mm(release, visit) + drawing * drawn
        if before + _during_mm(release, visit, rates, ROWS_MM[rows]) + _afterwards_mm(release, visit, ROWS_MM[rows]) <= SIDE_MM:
            return NursePage(rows, drawn and line is not None, one_side=True, back_rows=rows, rates=(rates,))
    front = "high" if _before_mm(release, visit, ROWS_MM["high"]) + LINE_MM <= SIDE_MM else "low"
    drawn = line is not None and _before_mm(release, visit, ROWS_MM[front]) + drawing + LINE_MM <= SIDE_MM
    high, low = (_sides(release, visit, rates, row_mm) for row_mm in ROWS_MM.values())
    fits = len(high) == 1
    return NursePage(front, drawn, one_side=False, back_rows="high" if fits else "low", rates=high if fits else low)


LAST_ROWS = 4  # that stand on one side


def _sides(release: Release, visit: Visit, rates: Sequence[RateRow], row_mm: float) -> tuple[tuple[RateRow, ...], ...]:
    """The rows of rates of each further side: the first below the bedside check, each above what to do in a reaction."""
    room = SIDE_MM - _band_mm(release, visit, first=False) - _afterwards_mm(release, visit, row_mm) - _during_mm(release, visit, (), row_mm)
    room -= LINE_MM + GAP_MM  # that they go on
    parts = [(row,) for row in rates[:-LAST_ROWS]] + [tuple(rates[-LAST_ROWS:])]

    def high(part: tuple[RateRow, ...]) -> float:
        return sum(_rate_row_mm(visit, row, row_mm) for row in part)

    pages = paged(parts, high, room - _bag_mm(release, visit), room)
    return tuple(tuple(row for part in page for row in part) for page in pages if page)


def _band_mm(release: Release, visit: Visit | None, *, first: bool) -> float:
    """The band: what it counts as, a long label, a box for a printed one on the first side of a leaf, and who stands for the plan."""
    course, regimen = release.plan.course, release.plan.regimen
    label, prepared = course.label or "", f"Plan prepared by {course.prepared_by or '_' * 20}"
    plan = f"Regimen {regimen.id}, revision {regimen.revision}   Plan revision {release.revision}   Fingerprint 0000-0000-0000"
    plan += f"   {release.engine}   Issued {wording.issued(release.issued)}   {prepared}   "
    by = _checkers(release, visit)
    high = BAND_MM + LINE_MM * (lines(plan, PAGE_MM - 6) - 2)
    high += STANDING_MM * (release.void + release.unreviewed + (not by or (visit is not None and visit.provisional)))
    high += (CHECKED_MM + LINE_MM * (lines(RECALCULATED.format(by), PAGE_MM - 6) - 1)) * bool(by)
    if own_row(label):
        high += OWN_ROW_MM + LABEL_LINE_MM * (lines(label, PAGE_MM - 6, points=12.8, bold=True))
    else:
        high += LABEL_LINE_MM * (lines(label, 75.0, points=12.8, bold=True) - 1)
    return high + AFFIX_MM * (first and not (release.plan.corrected.label and release.plan.corrected.born))


def _checkers(release: Release, visit: Visit | None) -> str:
    """Who recalculated the numbers of a page; nobody for a draft."""
    if visit is not None:
        check = release.check_of(visit.visit)
        return check.by if check else ""
    return "" if release.draft else " and by ".join(f"{check.by} on 30 December 2027" for check in release.checks)


FINDING_MM, FINDINGS_MM = 1.5, 0.4  # besides their lines


def _findings_mm(found: Sequence[Finding]) -> float:
    return sum(_finding_mm(each) for each in found) + FINDINGS_MM * bool(found)


def _finding_mm(finding: Finding) -> float:
    named = f"{finding.visit}. " if finding.visit and finding.visit not in finding.message else ""
    return FINDING_MM + LINE_MM * lines(named + finding.message, PAGE_MM - 23.0)


def _above_mm(release: Release, visit: Visit, *where: Where) -> float:
    return _findings_mm(visit_findings(release, visit, *where))


def _row_mm(row_mm: float, *cells: tuple[str, float]) -> float:
    """How high a row is: as high as all are, or as the lines of its highest cell, each with the room for its words."""
    return max(row_mm, *(ROW_LINE_MM * lines(words, room) + ROW_EDGE_MM for words, room in cells)) if cells else row_mm


def _before_mm(release: Release, visit: Visit, row_mm: float) -> float:
    """The band, and all that comes before the bag is hung."""
    regimen = release.plan.regimen
    return (
        _band_mm(release, visit, first=True)
        + GAP_MM
        + (LINE_MM * 2 + GAP_MM) * ((visit.infusion_number != visit.number) + release.over(visit))
        + _above_mm(release, visit, "day", "weight", "premedication")
        + _go_ahead_mm(release, visit, row_mm)
        + _premedication_mm(regimen, visit, row_mm)
    )


def _bag_mm(release: Release, visit: Visit) -> float:
    """The bedside check, and what the checks found about the dose and its bags."""
    return _above_mm(release, visit, "dose", "bag") + _bedside_mm(visit)


ASKED_MM = 102.0  # the room for what is asked for before a first infusion


def _go_ahead_mm(release: Release, visit: Visit, row_mm: float) -> float:
    regimen = release.plan.regimen
    used = f"Dose for {wording.weight(visit.weight_kg, visit.weight_typed) if visit.weight_kg else ''} of Wed 30 Dec 2027. "
    rows = [row_mm, _row_mm(row_mm, (f"{used}{' '.join(weigh_words(visit))}, {ring(release)}.    ", 133.0))]
    if visit.infusion_number == 1:
        rows += [
            _row_mm(row_mm, (said, ASKED_MM if at == 0 else 160.0)) for at, said in enumerate(regimen.words.before_first_infusion or [""])
        ]
    return sum(rows) + GAP_MM


def weigh_words(visit: Visit) -> tuple[str, str]:
    """What a new weight does on the day of a visit, and outside of which the pharmacy is asked at once."""
    percent = visit.site.weights.counts_from_percent
    counts = f"from a change of {wording.number(percent)}% it makes a new dose" if percent else "it makes a new dose"
    return f"Enter every new weight: {counts}.", f"Ask the pharmacy at once {ask_outside(visit)}"


def ring(release: Release) -> str:
    """The telephones of the letterhead: "01 23 45 by day, 15 by night"; nothing without."""
    head = release.letterhead
    return ", ".join(f"{number} {when}" for number, when in ((head.day_phone, "by day"), (head.night_phone, "by night")) if number)


TABLE_HEAD_MM, TALL_HEAD_MM, CAPTION_MM, DOSE_MM, CHECK_MM = 3.95, 7.7, 4.0, 5.2, 7.5


def _premedication_mm(regimen: Regimen, visit: Visit, row_mm: float) -> float:
    rows = sum(_row_mm(row_mm, *cells) for cells in _premedication_cells(visit))
    moments = (visit.arrival, visit.planned_end, visit.infusion_start, visit.start_not_before, visit.start_not_after)
    arrival, end, start, least, most = (_clock(each, visit) for each in moments)
    least_end = "not before " if visit.end_is_open else ""
    caption = f"Premedication, planned   arrival {arrival}; planned end of the visit {least_end}{end}. {regimen.words.lead_time}"
    window = f"Infusion at {start}: not before {least}, not after {most}; if later, ask whether to repeat."
    above = CAPTION_MM + LINE_MM * (lines(caption, PAGE_MM - 8.0) - 1) + TABLE_HEAD_MM
    below = GAP_MM + LINE_MM * lines(window, PAGE_MM - 12.0) + GAP_MM
    said = sum(LINE_MM * lines(each, PAGE_MM, bold=True) + GAP_MM for each in left_out(regimen, visit))
    return above + rows + below + said


def _clock(moment: datetime | None, visit: Visit) -> str:
    """A time as wide as it is printed, or as the blank for it."""
    if moment is None:
        return "_______"
    return wording.time(moment) + (
        " the day before" if moment.date() < visit.date else " the next day" if moment.date() > visit.date else ""
    )


def _premedication_cells(visit: Visit) -> Iterator[list[tuple[str, float]]]:
    for owed in visit.premedications:
        named = wording.given_drug(owed.drug, owed.substituted_for) + (f", dose stated as {owed.form}" if owed.form else "")
        way = f"intravenous, {wording.give_over(owed.give_over_minutes) or 'over _______ min'}" if owed.route == "intravenous" else ""
        yield [(named, 60.0 / 1.12), (way, 39.0), *_day_cell(owed.due, visit, 14.6)]


def _day_cell(moment: datetime | None, visit: Visit, room: float) -> list[tuple[str, float]]:
    """A time that stands on another day than the visit says so, on more lines."""
    return [("00:00 the day before", room)] if moment is not None and moment.date() != visit.date else []


def _bedside_mm(visit: Visit) -> float:
    drug = visit.study_drug
    if drug is None:
        return 0.0
    bags = sum(_row_mm(CHECK_MM, (f"{wording.ml(bag.bag_ml)} {drug.diluent} xx", 27.0), (_dose_words(bag), 24.1)) for bag in drug.bags)
    how = f"{wording.rounded_to(drug.rounding, visit.site.rounding.volume_step_ml)}, {wording.deviation(drug.deviation_percent)}"
    rounded = f"; calculated {wording.mg(drug.calculated_mg)}, {how}" if drug.rounded_mg != drug.calculated_mg else ""
    calculated = f"intravenous{rounded}{'   Provisional' * visit.provisional}"
    heading = f"{wording.drug(drug.drug)} {wording.mg(drug.rounded_mg)}"
    wide = width_mm(heading, points=12.5, bold=True) + width_mm(f"  {calculated}  Bedside check", bold=False) + 4.0
    return DOSE_MM + LINE_MM * (wide > PAGE_MM) + TABLE_HEAD_MM + bags + GAP_MM


def _dose_words(bag: FilledBag) -> str:
    return f"{wording.mg(bag.drug_mg)} xx {wording.number(bag.concentration_mg_per_ml)} mg/mL"


def _during_mm(release: Release, visit: Visit, rates: Sequence[RateRow], row_mm: float) -> float:
    """What the rates are about, their rows, and until when the bag runs."""
    infusion, drug = visit.infusion, visit.study_drug
    said = "Rate steps, from the order; 2 × 250 mL"
    if infusion is not None:
        total = f" in {wording.duration(infusion.minutes)}" if infusion.minutes is not None else ""
        bags = f"{len(drug.bags)} × 250 mL" if drug and len(drug.bags) > 1 else "250 mL"
        said = f"Rate steps: {infusion.profile}, {wording.infusion_part(infusion.part)}; {bags}{total}"
        said += f" xx label at 10 mg/kg: at most {wording.amount(infusion.label_mg_per_hour, 'mg per hour')}"
        said += f" for the calculated dose. {_order(visit)}"
    rows = sum(_rate_row_mm(visit, row, row_mm) for row in rates)
    caption = CAPTION_MM + LINE_MM * (lines(said, PAGE_MM / 1.06) - 1 + bool(why_faster(visit)))
    caption += ORDER_BLANKS_MM * (visit.infusion is None or visit.end_is_open)
    return _above_mm(release, visit, "rates") + caption + TALL_HEAD_MM + rows + GAP_MM


ORDER_BLANKS_MM = 7.4  # as high as a line to write on


def _order(visit: Visit) -> str:
    """The order that the rates follow, as long as it is printed."""
    chosen, rules = visit.site.infusion.chosen, visit.site.infusion
    return f"From {chosen.follows}: {chosen.reference}; compared by {rules.compared_by} on 30 December 2027." if chosen else ""


def _rate_row_mm(visit: Visit, row: RateRow, row_mm: float) -> float:
    ends = visit.infusion.ends if visit.infusion and row is END else None
    at = row.step.starts if row.step else ends
    two = row.step is not None and visit.study_drug is not None and len(visit.study_drug.bags) > 1
    cells = [("00:00 next day", 14.8)] if at is not None and at.date() != visit.date else []
    return _row_mm(
        row_mm, *cells, *([(f"bags {END.words} _______", 53.0)] if row is END else []), *([("000.00 of bag", 12.6)] if two else [])
    )


REACTION_HEAD_MM, REACTION_ROWS, STOP_MM = 4.4, 2, 18.4


def _afterwards_mm(release: Release, visit: Visit, row_mm: float) -> float:
    """What to do in a reaction, and the words at the end of the sheet."""
    rule, words = reaction_rule(visit), release.plan.regimen.words.reactions
    told = f"At any sign of a reaction: {rule.rule} ({rule.source})" if rule else ""
    said = [told] if rule else []
    said.append(f"Reactions: {words or ''}    End of the nurse sheet")
    call = STOP_MM + LINE_MM * (bool(ring(release)) * lines(f"Pharmacy: {ring(release)}", 86.0))
    table = max(call, REACTION_HEAD_MM + REACTION_ROWS * row_mm)
    return table + GAP_MM + sum(LINE_MM * lines(each, PAGE_MM) + GAP_MM for each in said)


# The pages about the whole course.
COURSE_FIRST_MM, COURSE_NEXT_MM, BLANKS_MM, BLANK_LINE_MM, NOT_PRINTED_MM = 34.5, 24.0, 22.0, 7.3, 9.2
COURSE_CELL_MM, COURSE_ROW_MM, PREMEDICATION_MM, TIMES_MM = 0.9, 6.0, 74.5, 30.4
BLANKS = "blanks"
PREPARATION = ("label-stability",)  # for who prepares the bag


@dataclass(frozen=True, slots=True)
class CoursePage:
    """One page about the course: rows of its table, whether the lines to fill stand below them, and findings."""

    visits: tuple[Visit, ...]
    blanks: bool
    findings: tuple[Finding, ...]


def course_pages(release: Release) -> list[CoursePage]:
    """The course and what the checks found on the pages that they need; washouts stand above all, on the first."""
    findings = [each for each in wording.grouped(release.findings) if each.code not in (*WASHOUTS, *PREPARATION)]
    washouts = _findings_mm([each for each in release.findings if each.code in WASHOUTS])
    above = COURSE_FIRST_MM + washouts + NOT_PRINTED_MM * release.unreviewed
    above += LINE_MM * lines(release.plan.course.protocol_reference or "", PAGE_MM)
    items: list[Visit | str | Finding] = [*release.plan.visits, BLANKS, *findings]
    first = SIDE_MM - _band_mm(release, None, first=True) - above
    further = SIDE_MM - _band_mm(release, None, first=False) - COURSE_NEXT_MM
    return [_course_page(held) for held in paged(items, lambda item: _course_mm(release, item), first, further)]


def _course_page(items: Sequence[Visit | str | Finding]) -> CoursePage:
    visits = tuple(each for each in items if isinstance(each, Visit))
    return CoursePage(visits, BLANKS in items, tuple(each for each in items if isinstance(each, Finding)))


def _course_mm(release: Release, item: Visit | str | Finding) -> float:
    if isinstance(item, Finding):
        return _finding_mm(item)
    if isinstance(item, str):
        return BLANKS_MM + BLANK_LINE_MM * len(release.plan.regimen.words.before_first_infusion)
    said = 1 + 2 * (item.status == "moved") + 2 * (item.visit in release.past) + bool(item.given) * lines(wording.outcome(item.given), 25.0)
    dose = 3 if item.provisional else 1 + lines(wording.weight(item.weight_kg, item.weight_typed), 34.0) if item.weight_kg else 1
    return max(
        COURSE_ROW_MM, LINE_MM * max(said, dose, lines(premedication_words(item), PREMEDICATION_MM), _times_lines(item)) + COURSE_CELL_MM
    )


def _times_lines(visit: Visit) -> int:
    """On how many lines the times of a visit stand; of which one may be on another day."""
    times = [each for each in (visit.arrival, visit.infusion_start, visit.planned_end) if each is not None]
    return lines(
        " ".join("00:00" if each.date() == visit.date else "00:00 the day before" for each in times) + " not before" * visit.end_is_open,
        TIMES_MM,
    )


WEIGHT_ROW_MM, WEIGHTS_MM, WHY_WEIGH_MM = 12.1, 30.0, 9.2


def weight_pages(release: Release, visits: Sequence[Visit]) -> list[list[Visit]]:
    """The visits that wait for a weight on the pages that their rows need."""
    firsts = {each.cycle: each.visit for each in reversed(visits)}
    room = SIDE_MM - _band_mm(release, None, first=True) - WEIGHTS_MM - WHY_WEIGH_MM  # of a cycle that goes on from the page before

    def high(visit: Visit) -> float:
        return WEIGHT_ROW_MM + WHY_WEIGH_MM * (firsts[visit.cycle] == visit.visit)

    return paged(visits, high, room, room)


def why_weigh(release: Release, visits: Sequence[Visit]) -> list[str]:
    """From which day on a weight counts, cycle by cycle, as the checks say it."""
    return list(dict.fromkeys(said for each in visits if (said := weigh_first(release, each))))


def premedication_words(visit: Visit) -> str:
    """What is given before an infusion, in a few words: "dexamethasone 20 mg, acetaminophen 650 mg"."""
    return ", ".join(f"{wording.given_drug(each.drug, each.substituted_for)} {wording.mg(each.dose_mg)}" for each in visit.premedications)


@dataclass(frozen=True, slots=True)
class ReactionRule:
    """What a site's nurses do in a reaction, and where that came from."""

    rule: str
    source: str


def reaction_rule(visit: Visit) -> ReactionRule | None:
    """The site's own rule on the day of a visit; None where it has none."""
    rule = visit.site.reaction_rule
    if rule is None:
        return None
    source = visit.site.source("reaction_rule")
    return ReactionRule(rule, wording.source(source.kind, source.citation))
