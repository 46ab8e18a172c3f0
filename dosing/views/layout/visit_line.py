"""The time line of one visit: where premedications and infusion steps stand on a drawn scale.

Does not know pages; its numbers are places in a picture.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dosing import wording
from dosing.rules.infusion import InfusionPlan, InfusionStep
from dosing.rules.visit import Visit

# Units of the drawing: 720 across the page's 180 mm, so that text of 12 units is 8.5 pt on paper.
DRAWING = 720.0
EDGE = 35.0  # half of the widest words under the axis, "1,068 min"
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
class Change:
    """Where one bag follows another: a line at `x`, and its words beside it at `y`, to its left where the page ends soon."""

    x: float
    y: float
    words: str
    left: bool


@dataclass(frozen=True, slots=True)
class Open:
    """An infusion, or a bag of it, whose steps come from the order: from `start` to an end that is not known."""

    start: float
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis; `words` are empty where a neighbour's stand."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One visit drawn to scale: premedications, the infusion steps of each bag, the change between bags, and when each begins."""

    height: float
    axis: float
    start: float
    end: float
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    changes: tuple[Change, ...]
    unknown: tuple[Open, ...]
    ticks: tuple[Tick, ...]


OPEN_MINUTES, OPEN_SHARE = 60.0, 0.45  # the room for what has no known length, and how much of what is known before it


def visit_line(visit: Visit) -> TimeLine | None:
    """The drawing of one visit; None where it has nothing to draw. What comes from the order has room of its own."""
    owed, infusion = visit.premedications, visit.infusion
    if not owed:
        return None
    earliest = max(each.minutes_before for each in owed)
    steps = infusion.steps if infusion else ()
    known = _ends(steps[-1]) if steps else 0.0
    length = known if infusion and infusion.minutes is not None else known + max(OPEN_MINUTES, OPEN_SHARE * known)
    scale = (DRAWING - 2 * EDGE) / (earliest + length)

    def across(minutes: float) -> float:
        return round(EDGE + (earliest + minutes) * scale, 1)

    minutes_before = sorted({each.minutes_before for each in owed}, reverse=True)
    two = visit.study_drug is not None and len(visit.study_drug.bags) > 1
    top = LANE * len(minutes_before) + (LANE if two and infusion else 0)
    axis = top + BAR + 6
    marks = tuple(Mark(across(-minutes), LANE * lane, _drugs_due(visit, minutes)) for lane, minutes in enumerate(minutes_before, start=1))
    places = [(0.0, _clock_or(visit.infusion_start, "start"))]
    if infusion and infusion.minutes is not None:
        places.append((length, _clock_or(infusion.ends, wording.amount(infusion.minutes, "min"))))
    changed = _ends(infusion.bags[0].steps[-1]) if two and infusion else None
    if infusion and changed is not None and infusion.bags[1].steps:
        second = infusion.bags[1].steps[0]
        places.append((changed, _clock_or(second.starts, wording.amount(second.elapsed_minutes, "min"))))
    bars = tuple(_bars(steps, across, scale, axis))
    places.extend((float(step.elapsed_minutes), _clock_or(step.starts, wording.amount(step.elapsed_minutes, "min"))) for step in steps)
    places.extend((-float(each.minutes_before), _clock_or(each.due, wording.amount(each.minutes_before, "min"))) for each in owed)
    return TimeLine(
        height=axis + 20,
        axis=axis,
        start=across(0),
        end=DRAWING - EDGE,
        marks=marks,
        bars=bars,
        changes=() if changed is None else (_change(across(changed), top),),
        unknown=tuple(_unknown(infusion, two=two, start=across(0) if changed is None else across(changed))),
        ticks=_ticks([(across(minutes), words) for minutes, words in places]),
    )


def _ends(step: InfusionStep) -> float:
    return float(step.elapsed_minutes + step.minutes)


CHANGE_WORDS = "change to bag 2"


def _change(x: float, top: float) -> Change:
    return Change(x, top - 2, CHANGE_WORDS, left=x > DRAWING - EDGE - CHARACTER * len(CHANGE_WORDS))


def _unknown(infusion: InfusionPlan | None, *, two: bool, start: float) -> Iterator[Open]:
    """What runs at rates that only the order says."""
    if infusion is None:
        yield Open(start, "infusion of two bags, rates from the order" if two else "infusion, rates from the order")
    elif infusion.minutes is None:
        yield Open(start, "second bag: from the order")


def _bars(steps: Sequence[InfusionStep], across: Callable[[float], float], scale: float, axis: float) -> Iterator[Bar]:
    """A bar for each step, as high as its rate is among those of all bags."""
    fastest = float(max((step.rate_ml_per_hour for step in steps), default=1))
    said = False  # the unit, once
    for step in steps:
        begins, width = across(float(step.elapsed_minutes)), round(float(step.minutes) * scale, 1)
        height = round(15 + (BAR - 15) * float(step.rate_ml_per_hour) / fastest, 1)
        words = _rate_in(step, width, with_unit=not said)
        said = said or words.endswith(UNIT)
        yield Bar(begins, round(axis - height, 1), width, height, words)


UNIT = "mL per hour"


def _drugs_due(visit: Visit, minutes: int) -> str:
    due = [each for each in visit.premedications if each.minutes_before == minutes]
    return ", ".join(f"{wording.drug(each.drug)} {wording.mg(each.dose_mg)}" for each in due)


def _rate_in(step: InfusionStep, width: float, *, with_unit: bool) -> str:
    """The rate as it fits into a bar: with its unit where that was not said yet, else the number, else nothing."""
    rate = wording.number(step.rate_ml_per_hour)
    full = f"{rate} {UNIT}"
    if with_unit and width >= 8 * len(full):
        return full
    return rate if width >= 9 * len(rate) else ""


def _clock_or(moment: datetime | None, minutes: str) -> str:
    return wording.time(moment) if moment else minutes


def _ticks(places: Sequence[tuple[float, str]]) -> tuple[Tick, ...]:
    """A tick at every place once; earlier ones in the list keep their words where two would run into one another."""
    ticks: dict[float, Tick] = {}
    taken: list[tuple[float, int]] = []
    for x, words in places:
        if x in ticks:
            continue
        free = all(abs(x - other) >= CHARACTER * max(len(words), length) for other, length in taken)
        if free:
            taken.append((x, len(words)))
        ticks[x] = Tick(x, words if free else "")
    return tuple(ticks[x] for x in sorted(ticks))
