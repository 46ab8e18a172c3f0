"""The vials of each day as bars and as rows: where each bar stands, and the same numbers in a table.

Does not know pages, or how anything is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from dosing import wording
from dosing.day import Days, Totals, totals_of

WIDTH, HEIGHT = 720, 210
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 14, 30  # room for the numbers of the axis, half a day's name, the highest bar, and the days
MOST_NAMED = 16  # days below the axis that have room for their name


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of one day's bar, in the units of the drawing."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    checked: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of an axis, and where it stands."""

    at: Decimal
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The vials of one strength, a bar a day: at the foot the checked ones, above them the others."""

    title: str
    bars: tuple[Bar, ...]
    counts: tuple[Mark, ...]
    days: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    foot: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One day, or all of them: visits and drug, and of each strength the vials, checked and not checked."""

    said: str
    checked: Totals
    not_checked: Totals
    vials: tuple[tuple[int, int], ...]


def strengths(days: Days) -> list[tuple[str, Decimal]]:
    """Every drug and strength of which a vial is opened on some of the days, the largest first."""
    found = {(visit.drug, each.strength_mg) for visit in days.visits for each in visit.vials}
    return sorted(found, key=lambda each: (each[0], -each[1]))


def demand_rows(days: Days) -> list[DemandRow]:
    """A row a day, those without a visit too, and the last one of all of them."""
    rows = [_row(days, wording.short_day(day.date), totals_of(day.checked), totals_of(day.not_checked)) for day in days.days]
    return [*rows, _row(days, "All", totals_of(days.checked), totals_of(days.not_checked))]


def _row(days: Days, said: str, checked: Totals, not_checked: Totals) -> DemandRow:
    return DemandRow(said, checked, not_checked, tuple((count(checked, *each), count(not_checked, *each)) for each in strengths(days)))


def count(totals: Totals, drug: str, strength_mg: Decimal) -> int:
    """How many vials of one strength there are in a total."""
    return sum(each.count for each in totals.vials if (each.drug, each.strength_mg) == (drug, strength_mg))


def charts(days: Days) -> list[Chart]:
    """A chart for each strength."""
    rows = demand_rows(days)[:-1]
    return [
        _chart(days, f"{wording.drug(drug)}, vials of {wording.mg(mg)}", [row.vials[at] for row in rows])
        for at, (drug, mg) in _numbered(days)
    ]


def _numbered(days: Days) -> Iterator[tuple[int, tuple[str, Decimal]]]:
    yield from enumerate(strengths(days))


def _chart(days: Days, title: str, vials: list[tuple[int, int]]) -> Chart:
    step = _step(max(checked + others for checked, others in vials))
    top = step * max(-(-max(checked + others for checked, others in vials) // step), 1)
    high, wide = Decimal(HEIGHT - TOP - BOTTOM), Decimal(WIDTH - LEFT - RIGHT) / len(vials)
    foot = Decimal(HEIGHT - BOTTOM)
    bars: list[Bar] = []
    for place, (checked, others) in enumerate(vials):
        x, lower = _short(LEFT + wide * place + wide / 8), _short(high * checked / top)
        bars += [Bar(x, foot - lower, _short(wide * 3 / 4), lower, checked=True)] if checked else []
        upper = _short(high * others / top)
        bars += [Bar(x, foot - lower - upper, _short(wide * 3 / 4), upper, checked=False)] if others else []
    counts = tuple(Mark(foot - _short(high * each / top), wording.number(each)) for each in range(0, top + 1, step))
    return Chart(title, tuple(bars), counts, tuple(_days(days, wide)))


def _days(days: Days, wide: Decimal) -> Iterator[Mark]:
    """The days below the axis: each, or as many as have room."""
    every = -(-len(days.days) // MOST_NAMED)
    for place, day in enumerate(days.days[::every]):
        middle = _short(LEFT + wide * (place * every) + wide / 2)
        yield Mark(middle, f"{day.date.day} {wording.MONTHS[day.date.month - 1][:3]}")


def _step(most: int) -> int:
    """The distance of the lines of an axis: 1, 2 or 5, or ten or a hundred times that, for at most five lines."""
    step = 1
    while step * 5 < most:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _short(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_CEILING)
