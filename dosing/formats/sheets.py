"""The sheets that people print, as HTML: each a view of one release, with its style and its typeface inside it.

Does not know files other than the templates, or how anything was calculated: it orders, groups and places what the release holds.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dosing import wording
from dosing.assets import asset, templates_folder
from dosing.difference import since_previous
from dosing.findings import Finding, Source
from dosing.inputs.course import Resite
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.plan import Plan
from dosing.rules.dose import Draw, StudyDrug, VialCount
from dosing.rules.infusion import InfusionStep
from dosing.rules.schedule import corrected, standing
from dosing.rules.visit import Visit

if TYPE_CHECKING:
    from dosing.release import Release

SheetName = Literal["pharmacy", "nurse", "patient", "changes"]
FONTS = ("dosing-sans.woff2", "dosing-sans-bold.woff2")


def render_sheet(release: "Release", name: SheetName, *, paper: Literal["a4", "letter"] = "a4") -> str:
    """One sheet of the release as a whole HTML document that holds its CSS and fonts, and asks for nothing else.

    It prints on A4 and on Letter alike; `paper` is the one it was asked for.
    """
    plan = release.plan
    template = _environment().get_template(f"sheets/{name}.html")
    return template.render(
        release=release,
        plan=plan,
        regimen=plan.regimen,
        site=plan.current_site,
        course=corrected(plan.course),
        zone=plan.course.time_zone or plan.current_site.time_zone,
        paper=paper,
        difference=since_previous(plan) if name == "changes" else None,
        fonts=_fonts(),
    )


# --- words -------------------------------------------------------------------------------------------------------------------


def vials_opened(vials: Sequence[VialCount]) -> str:
    """Vials to open: "2 × 500 mg, 4 × 100 mg"."""
    return wording.vials([(vial.count, vial.strength_mg) for vial in vials])


def drawn_up(draws: Sequence[Draw]) -> str:
    """How all strengths are drawn: "2 whole 500 mg vials; 3 whole 100 mg vials and 2.4 mL of a fourth"."""
    return "; ".join(wording.drawn(draw.strength_mg, draw.whole, draw.part_ml) for draw in draws)


# --- what is picked and grouped ----------------------------------------------------------------------------------------------


def sites_in_force(plan: Plan) -> list[tuple[date | None, Site]]:
    """Every site of the course with the first day on which it is in force; the first site from the start."""
    later = [(change.when, change.site) for _, change in standing(plan.course.changes) if isinstance(change, Resite)]
    return [(None, plan.site), *later]


def site_on(plan: Plan, on: date) -> Site:
    """The site in force on a day."""
    return [site for since, site in sites_in_force(plan) if since is None or since <= on][-1]


# These stand elsewhere on a visit's page, or need the first page to be understood.
NOT_ON_A_VISIT = ("washout-inside", "washout-on-limit", "weigh-before-cycle-2")


def visit_findings(release: "Release", visit: Visit) -> list[Finding]:
    """The cautions that belong on the page of one visit."""
    return [
        finding
        for finding in release.findings
        if finding.visit == visit.visit and finding.severity == "caution" and finding.code not in NOT_ON_A_VISIT
    ]


MOST_LOTS = 12  # more vials than this are written on the back
MOST_LOTS_IN_TWO = 9


def lot_columns(drug: StudyDrug) -> list[list[str]]:
    """A row to write the lot on for each opened vial, and one for the bag, in two columns or three."""
    vials = [wording.mg(vial.strength_mg) for vial in drug.vials for _ in range(vial.count)]
    more = [wording.counted(len(vials) - MOST_LOTS, "more vial")] if len(vials) > MOST_LOTS else []
    rows = [*vials[:MOST_LOTS], *more, "bag"]
    columns = 2 if len(rows) <= MOST_LOTS_IN_TWO else 3
    high = -(-len(rows) // columns)
    return [rows[at : at + high] for at in range(0, len(rows), high)]


# --- where the numbers come from ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """One value in force and where it came from; without a kind, the heading of a group of values."""

    name: str
    value: str = ""
    kind: str = ""
    source: str = ""


KINDS = {"record": "Record", "label": "Label", "choice": "Choice", "site": "Site"}
ENTERED = Source("site", "entered by the pharmacy")


def values_of_record(regimen: Regimen) -> list[Value]:
    """What the trial record fixes."""
    owed = regimen.source("premedications")
    return [
        _value("dose per kg", wording.amount(regimen.study_drug.dose_mg_per_kg, "mg/kg"), regimen.source("study_drug")),
        _value("infusion days", _cycle_days(regimen), regimen.source("cycles")),
        _value("most cycles", wording.number(regimen.most_cycles), regimen.source("cycles")),
        *(_value(f"{wording.drug(each.drug)}, routes", wording.listed(each.routes, "or"), owed) for each in regimen.premedications),
    ]


def _cycle_days(regimen: Regimen) -> str:
    return f"{wording.days_listed(regimen.days)} of {wording.amount(regimen.cycle_length_days, 'days')}"


def values_of_site(site: Site) -> list[Value]:
    """Every value of a site that is in force; those of a drug or a profile that was not chosen are left out."""
    return [*_premedication_values(site), *_preparation_values(site), *_visit_values(site), *_infusion_values(site)]


def _value(name: str, value: str, source: Source) -> Value:
    return Value(name, value, KINDS[source.kind], wording.source(source.kind, source.citation))


def _entered(site: Site, key: str) -> Source:
    # A value that no default ships is the pharmacy's own.
    return site.sources[key].source if key in site.sources else ENTERED


def _premedication_values(site: Site) -> Iterator[Value]:
    dexamethasone, h2_blocker = site.dexamethasone, site.h2_blocker
    yield from _dose_values(site, "dexamethasone", dexamethasone.dose_mg, dexamethasone.minutes_before)
    yield _value("dexamethasone, route", dexamethasone.route, site.source("dexamethasone.route"))
    if dexamethasone.injection_form:
        yield _value("dexamethasone, dose stated as", dexamethasone.injection_form, _entered(site, "dexamethasone.injection_form"))
    yield from _dose_values(site, "acetaminophen", site.acetaminophen.dose_mg, site.acetaminophen.minutes_before)
    yield _value("H2 blocker", wording.drug(h2_blocker.drug), site.source("h2_blocker.drug"))
    if h2_blocker.drug == "none":
        yield _value("H2 blocker, reason", h2_blocker.reason or "", _entered(site, "h2_blocker.reason"))
    else:
        chosen = site.ranitidine if h2_blocker.drug == "ranitidine" else site.famotidine
        yield from _dose_values(site, h2_blocker.drug, chosen.dose_mg, chosen.minutes_before)
        own_source = site.source(f"{h2_blocker.drug}.give_over_minutes")
        yield _value(f"{h2_blocker.drug}, give over", wording.give_over(chosen.give_over_minutes), own_source)
    own = site.diphenhydramine
    yield from _dose_values(site, "diphenhydramine", own.dose_mg, own.minutes_before)
    yield _value(
        f"{wording.drug('diphenhydramine')}, at most",
        f"{wording.mg(own.most_mg_per_minute)} a minute",
        site.source("diphenhydramine.most_mg_per_minute"),
    )


def _dose_values(site: Site, drug: str, dose_mg: Any, minutes_before: int) -> Iterator[Value]:
    yield _value(f"{wording.drug(drug)}, dose", wording.mg(dose_mg), site.source(f"{drug}.dose_mg"))
    yield _value(f"{wording.drug(drug)}, lead time", wording.before(minutes_before), site.source(f"{drug}.minutes_before"))


def _preparation_values(site: Site) -> Iterator[Value]:
    stocked = [f"{wording.mg(vial.strength_mg)} in {wording.ml(vial.volume_ml)}" for vial in site.vials]
    yield _value("vials", wording.listed(stocked), site.source("vials"))
    yield _value("bag", wording.ml(site.bag.volume_ml), site.source("bag.volume_ml"))
    yield _value("diluent", site.bag.diluent, site.source("bag.diluent"))
    yield _value("volume step", wording.ml(site.rounding.volume_step_ml), site.source("rounding.volume_step_ml"))
    yield _value(
        "rounding to whole vials",
        wording.percent_limit(site.rounding.whole_vials_within_percent),
        site.source("rounding.whole_vials_within_percent"),
    )
    counts = site.weights.counts_from_percent
    yield _value(
        "new weight counts", f"from {wording.number(counts)}% on" if counts else "always", site.source("weights.counts_from_percent")
    )
    yield _value(
        "weight change, caution from", f"{wording.number(site.weights.caution_from_percent)}%", site.source("weights.caution_from_percent")
    )


def _visit_values(site: Site) -> Iterator[Value]:
    rules = site.visit
    check_in = f"{wording.before(rules.check_in_minutes)} the first premedication"
    yield _value("check-in", check_in, site.source("visit.check_in_minutes"))
    yield _value("visit length", wording.duration(rules.length_minutes), site.source("visit.length_minutes"))
    yield _value("smallest interval", wording.amount(rules.smallest_interval_days, "days"), site.source("visit.smallest_interval_days"))
    if site.time_zone:
        yield _value("time zone", site.time_zone, _entered(site, "time_zone"))
    if site.country:
        yield _value("working days of", " ".join(filter(None, (site.country, site.region))), _entered(site, "country"))


def _infusion_values(site: Site) -> Iterator[Value]:
    own = site.infusion
    yield _value("infusion rates", own.profile or "none, from the order", site.source("infusion.profile"))
    if own.profile is not None:
        yield _value(f"rate steps of {own.profile}", "see each nurse page", site.source(f"infusion.profiles.{own.profile}"))
    if own.compared_by is not None and own.compared_on is not None:
        said = f"by {own.compared_by}, {wording.plain_day(own.compared_on)}"
        yield _value("rate steps compared with the label", said, _entered(site, "infusion.compared_by"))


def values_in_force(plan: Plan) -> list[Value]:
    """Every value behind the plan, in groups; of a later site only what it changed."""
    values = [Value("Fixed by the trial record"), *values_of_record(plan.regimen)]
    before: list[Value] = []
    for since, site in sites_in_force(plan):
        own = values_of_site(site)
        values.append(Value("Decided by the site" if since is None else f"Changed by the site, for visits from {wording.day(since)} on"))
        values.extend(value for value in own if value not in before)
        before = own
    return values


# --- pages -------------------------------------------------------------------------------------------------------------------

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


def finding_pages(release: "Release", sheet: str) -> list[list[Finding]]:
    """The findings of a professional sheet, but for washouts, which stand above all, on the pages that they need."""
    findings = release.findings
    shown = [each for each in findings if each.code not in WASHOUTS and (sheet == "pharmacy" or each.code not in PREPARATION)]
    above = sum(_finding_mm(each) for each in findings if each.code in WASHOUTS)
    above += sum(COURSE_ROW_MM + LINE_MM * _more_lines(release, visit) for visit in release.plan.visits) + _band_mm(release)
    above += LINE_MM * _lines(release.plan.course.protocol_reference or "", 80)
    return paged(shown, _finding_mm, PAGE_MM - FIRST_PAGE_MM[sheet] - above, PAGE_MM - _band_mm(release))


WIDE = frozenset("WMwm@%")
LABEL_EM = 13.5  # how much of a label stands on one line beside the visit, in widths of its type size
ROW_EM = 38.0  # the same where it has a row of its own


def _em(text: str) -> float:
    return sum(1.12 if each in WIDE else 0.86 if each.isupper() else 0.73 for each in text)


def own_row(label: str | None) -> bool:
    """Whether a label is so long that it has a row of its own in the band."""
    return _em(label or "") > 2 * LABEL_EM


def _band_mm(release: "Release") -> float:
    """What a band is higher than most: a long label, long names, one word more in its head."""
    label, course = release.plan.course.label or "", release.plan.course
    higher = 6.0 + 5.2 * -(-_em(label) // ROW_EM) if own_row(label) else 4.6 * (_em(label) > LABEL_EM)
    names = max(len(course.prepared_by or ""), 16) + max(len(release.checked_by or ""), 16)
    return higher + 4.0 * _lines(" " * (names - 32), 40) + 6.0 * release.void


def worksheet_rows(release: "Release", visit: Visit) -> str:
    """How high the rows to write in can be, so that a worksheet is one page."""
    lots = max(len(column) for column in lot_columns(visit.study_drug)) if visit.study_drug else 0
    unusual = sum(_finding_mm(finding) for finding in visit_findings(release, visit)) + _band_mm(release) + 6.0 * visit.provisional
    return "easy" if unusual + 6.4 * (lots - 2) <= 20 else "tight"


def check_rows(release: "Release") -> str:
    """The same for an independent check."""
    return "easy" if _band_mm(release) <= 6 else "tight"


def _more_lines(release: "Release", visit: Visit) -> int:
    """How many lines more than one a visit has in the table of the course."""
    said = (visit.status == "moved") + (visit.visit in release.past)
    return max(said, len(visit.study_drug.vials) - 1 if visit.study_drug else 0)


def _finding_mm(finding: Finding) -> float:
    return _lines(finding.message + 6 * " ", 88) * LINE_MM + 2.8


def value_pages(release: "Release") -> list[list[Value]]:
    """The values behind the plan on the pages that they need."""
    room = PAGE_MM - VALUES_HEAD_MM - _band_mm(release)
    return paged(values_in_force(release.plan), _value_mm, room, room)


def entry_beside(release: "Release") -> bool:
    """Whether the entry checks still fit below the last values."""
    return sum(map(_value_mm, value_pages(release)[-1])) + VALUES_HEAD_MM + ENTRY_MM + _band_mm(release) <= PAGE_MM


VALUES_HEAD_MM = 20.0
ENTRY_MM = 108.0


def _value_mm(value: Value) -> float:
    return max(_lines(value.name, 23), _lines(value.value, 20), _lines(value.source, 51), 1) * 3.8 + 1.2


# --- the time line -----------------------------------------------------------------------------------------------------------

# Units of the drawing: 720 across the page's 180 mm, so that text of 12 units is 8.5 pt on paper.
DRAWING = 720.0
EDGE = 20.0
LANE = 14.0
BAR = 28.0
CHARACTER = 8.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Premedications due together: a line at `x` from their words at `y` down to the axis."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An infusion step, as high as its rate is among the others; `words` are empty where they do not fit."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis; `words` are empty where a neighbour's stand."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One visit drawn to scale: premedications, infusion steps, and when each begins."""

    height: float
    axis: float
    start: float
    end: float
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def time_line(visit: Visit) -> TimeLine | None:
    """The drawing of one visit; None where it has nothing to draw. Without rate steps an hour's room stands for the infusion."""
    owed, infusion = visit.premedications, visit.infusion
    if not owed:
        return None
    earliest = max(each.minutes_before for each in owed)
    length = float(infusion.minutes) if infusion else 60.0
    scale = (DRAWING - 2 * EDGE) / (earliest + length)

    def across(minutes: float) -> float:
        return round(EDGE + (earliest + minutes) * scale, 1)

    minutes_before = sorted({each.minutes_before for each in owed}, reverse=True)
    axis = LANE * len(minutes_before) + BAR + 6
    marks = tuple(Mark(across(-minutes), LANE * lane, _drugs_due(visit, minutes)) for lane, minutes in enumerate(minutes_before, start=1))
    places = [(0.0, _clock_or(visit.infusion_start, "start"))]
    bars: list[Bar] = []
    if infusion:
        places.append((length, _clock_or(infusion.ends, wording.amount(infusion.minutes, "min"))))
        fastest = float(max(step.rate_ml_per_hour for step in infusion.steps))
        for step in infusion.steps:
            begins, width = across(float(step.elapsed_minutes)), round(float(step.minutes) * scale, 1)
            height = round(15 + (BAR - 15) * float(step.rate_ml_per_hour) / fastest, 1)
            bars.append(Bar(begins, round(axis - height, 1), width, height, _rate_in(step, width, with_unit=not bars)))
            places.append((float(step.elapsed_minutes), _clock_or(step.starts, wording.amount(step.elapsed_minutes, "min"))))
    places.extend((-float(each.minutes_before), _clock_or(each.due, wording.amount(each.minutes_before, "min"))) for each in owed)
    ticks = _ticks([(across(minutes), words) for minutes, words in places])
    return TimeLine(axis + 20, axis, across(0), DRAWING - EDGE, marks, tuple(bars), ticks)


def _drugs_due(visit: Visit, minutes: int) -> str:
    due = [each for each in visit.premedications if each.minutes_before == minutes]
    return ", ".join(f"{wording.drug(each.drug)} {wording.mg(each.dose_mg)}" for each in due)


def _rate_in(step: InfusionStep, width: float, *, with_unit: bool) -> str:
    """The rate as it fits into a bar: with its unit in the first, else the number, else nothing."""
    rate = wording.number(step.rate_ml_per_hour)
    full = f"{rate} mL per hour"
    if with_unit and width >= 8 * len(full):
        return full
    return rate if width >= 9 * len(rate) else ""


def _clock_or(moment: datetime | None, minutes: str) -> str:
    return wording.time(moment) if moment else minutes


def _ticks(places: Sequence[tuple[float, str]]) -> tuple[Tick, ...]:
    """A tick at every place once; earlier ones in the list keep their words where two would run into one another."""
    ticks: dict[float, Tick] = {}
    taken: list[float] = []
    for x, words in places:
        if x in ticks:
            continue
        free = all(abs(x - other) >= CHARACTER * len(words) for other in taken)
        if free:
            taken.append(x)
        ticks[x] = Tick(x, words if free else "")
    return tuple(ticks[x] for x in sorted(ticks))


# --- how a nurse's visit falls on pages --------------------------------------------------------------------------------------

VISIT_MM = 249.2
BESIDES_MM = 99.5  # the band, the drug, headings and the lines to fill
LANE_MM = 3.5
TIGHT_MM, EASY_MM = 5.5, 6.4  # rows to write in: `tight` and `easy` in the style sheet
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


def nurse_pages(release: "Release", visit: Visit) -> NursePages:
    """One page where everything fits, otherwise a second for the observations; very long rate tables get pages between."""
    steps = visit.infusion.steps if visit.infusion else ()
    chunks = (steps[:FIRST_STEPS], *(steps[at : at + FURTHER_STEPS] for at in range(FIRST_STEPS, len(steps), FURTHER_STEPS)))
    rows = (len(steps) or EMPTY_STEPS) + len(visit.premedications)
    besides = BESIDES_MM + _unusual_mm(release, visit)
    both = rows + REACTION_ROWS + OBSERVATION_ROWS
    if len(chunks) > 1:
        return NursePages("tight", chunks, reactions_first=False, observations_first=False)
    for name, row_mm in (("easy", EASY_MM), ("tight", TIGHT_MM)):
        if besides + REACTIONS_MM + OBSERVATIONS_MM + both * row_mm <= VISIT_MM:
            return NursePages(name, chunks, reactions_first=True, observations_first=True)
    for name, row_mm in (("easy", EASY_MM), ("tight", TIGHT_MM)):
        if besides + REACTIONS_MM + (rows + REACTION_ROWS) * row_mm <= VISIT_MM:
            return NursePages(name, chunks, reactions_first=True, observations_first=False)
    return NursePages("tight", chunks, reactions_first=False, observations_first=False)


def _unusual_mm(release: "Release", visit: Visit) -> float:
    """The room for what most visits do not have."""
    wrapped = sum(2 * (each.substituted_for is not None) + (each.form is not None) for each in visit.premedications)
    later = visit.infusion is not None and visit.infusion.part != "first"
    times = [each.due for each in visit.premedications] + [step.starts for step in (visit.infusion.steps if visit.infusion else ())]
    other_days = sum(time is not None and time.date() != visit.date for time in times)
    return (
        LANE_MM * len({each.minutes_before for each in visit.premedications})
        + LINE_MM * wrapped
        + 2 * LINE_MM * other_days
        + LINE_MM * later
        + sum(_finding_mm(finding) for finding in visit_findings(release, visit))
        + 5.0 * (visit.infusion_number != visit.number)
        + _band_mm(release)
    )


# --- the environment ---------------------------------------------------------------------------------------------------------

FILTERS: tuple[Callable[..., str], ...] = (
    wording.number, wording.amount, wording.mg, wording.ml, wording.kg, wording.deviation, wording.duration, wording.day, wording.short_day,
    wording.plain_day, wording.time, wording.issued, wording.drug, wording.given_drug, wording.listed, wording.days_listed, wording.counted,
    wording.fingerprint, wording.change, wording.severity, wording.give_over, wording.before, wording.fact,
    wording.weight_rule, vials_opened, drawn_up,
)  # fmt: skip
PICKERS: tuple[Callable[..., Any], ...] = (
    own_row, site_on, visit_findings, lot_columns, finding_pages, value_pages, entry_beside, time_line, nurse_pages,
    worksheet_rows, check_rows,
)  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update({word.__name__: word for word in FILTERS})
    environment.globals.update({picker.__name__: picker for picker in PICKERS})
    return environment


@cache
def _fonts() -> dict[str, str]:
    return {name: b64encode(asset(f"fonts/{name}")).decode("ascii") for name in FONTS}
