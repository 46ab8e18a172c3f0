"""The time line of one visit: drawn to scale, and no words run into one another."""

from itertools import pairwise

import pytest

from dosing.views.layout.visit_line import visit_line
from tests.plans import LABEL_RATES, visit
from tests.unit.views.read_sheets import MANY_STEPS, TIMED, of_72_35_kg


def test_the_time_line_is_drawn_to_scale() -> None:
    release = of_72_35_kg(LABEL_RATES, **TIMED)
    line = visit_line(visit(release.plan, "C1D8"))  # 50 mL/h for 30 min, 100 mL/h for 30 min, 200 mL/h for 52.5 min
    assert line
    first, second, third = line.bars
    assert first.width == second.width
    assert third.width == pytest.approx(first.width * 52.5 / 30, abs=0.2)
    assert first.x == line.start
    assert third.x + third.width == pytest.approx(line.end, abs=0.2)
    assert first.height < second.height < third.height
    early, late = line.marks
    assert line.start - early.x == pytest.approx((line.start - late.x) * 45 / 30, abs=0.2)
    assert early.words == "dexamethasone 20\u00a0mg, acetaminophen 650\u00a0mg"
    assert [tick.words for tick in line.ticks] == ["09:15", "09:30", "10:00", "10:30", "11:00", "11:53"]


def test_words_of_the_time_line_never_run_into_one_another() -> None:
    for site in (LABEL_RATES, MANY_STEPS, {}):
        for course in (TIMED, {}):
            for each in of_72_35_kg(site, **course).plan.active:
                line = visit_line(each)
                assert line
                worded = [tick for tick in line.ticks if tick.words]
                for left, right in pairwise(worded):
                    assert right.x - left.x >= 8 * max(len(left.words), len(right.words)) - 8
                for bar in line.bars:
                    assert len(bar.words) * 7 <= bar.width
