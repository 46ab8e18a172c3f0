"""The bars of a chart of vials, and the rows of the table beside it."""

from datetime import date
from decimal import Decimal

import pytest

from dosing.day import days_of
from dosing.views.layout.demand_chart import HEIGHT, WIDTH, charts, demand_rows
from tests.units import coming

MONDAY = date(2027, 1, 4)


def test_a_bar_is_as_high_as_its_vials_and_stands_on_the_axis() -> None:
    # 46 kg is two vials of 500 mg, each week; one course is checked. The axis ends at 4, 166 units above its foot at 180.
    [chart] = charts(days_of([coming(1, weight="46kg", check=True), coming(2, weight="46kg")], MONDAY, date(2027, 1, 5)))
    assert [(bar.y, bar.height, bar.checked) for bar in chart.bars] == [(Decimal(97), Decimal(83), True), (Decimal(14), Decimal(83), False)]
    assert [(mark.at, mark.said) for mark in chart.counts] == [
        (Decimal(180), "0"), (Decimal("138.5"), "1"), (Decimal(97), "2"), (Decimal("55.5"), "3"), (Decimal(14), "4"),
    ]  # fmt: skip
    assert [mark.said for mark in chart.days] == ["4 Jan", "5 Jan"]


@pytest.mark.parametrize("many", [1, 7, 31, 366])
def test_nothing_stands_outside_the_drawing_however_many_days_there_are(many: int) -> None:
    found = charts(days_of([coming(1, check=True), coming(2)], MONDAY, date.fromordinal(MONDAY.toordinal() + many - 1)))
    for chart in found:
        assert all(bar.x >= chart.left and bar.x + bar.width <= WIDTH and bar.y >= 0 for bar in chart.bars)
        assert all(0 <= mark.at <= HEIGHT for mark in chart.counts)
        assert len(chart.days) <= 16


def test_the_last_row_is_the_sum_of_the_others() -> None:
    *rows, last = demand_rows(days_of([coming(1, check=True), coming(2, weight="100.1kg")], MONDAY, date(2027, 1, 31)))
    assert len(rows) == 28
    assert last.vials == tuple((sum(row.vials[at][0] for row in rows), sum(row.vials[at][1] for row in rows)) for at in (0, 1))
    # Four Mondays: 3 x 500 mg checked; 4 x 500 and 1 x 100 mg not.
    assert last.vials == ((12, 16), (0, 4))


def test_days_without_a_visit_have_no_chart() -> None:
    assert charts(days_of((), MONDAY)) == []
