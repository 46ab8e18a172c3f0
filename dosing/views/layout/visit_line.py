"""The time line of one visit: where premedications and infusion steps stand on a drawn scale.

Does not know pages; its numbers are places in a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dosing import wording
from dosing.rules.infusion import InfusionStep
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


def visit_line(visit: Visit) -> TimeLine | None:
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
    taken: list[tuple[float, int]] = []
    for x, words in places:
        if x in ticks:
            continue
        free = all(abs(x - other) >= CHARACTER * max(len(words), length) for other, length in taken)
        if free:
            taken.append((x, len(words)))
        ticks[x] = Tick(x, words if free else "")
    return tuple(ticks[x] for x in sorted(ticks))
