"""The time line of one visit: drawn to scale, and no words run into one another."""

from itertools import pairwise

import pytest

from dosing.views.layout.visit_line import visit_line
from tests.plans import ORDER_RATES, visit
from tests.unit.views.read_sheets import GIVEN, MANY_STEPS, TIMED, TWO_BAGS, TWO_BAGS_KNOWN, TWO_BAGS_OF_ORDER, of_72_35_kg


def test_the_time_line_is_drawn_to_scale() -> None:
    release = of_72_35_kg(ORDER_RATES, **TIMED, changes=GIVEN)
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
    for site in (ORDER_RATES, MANY_STEPS, TWO_BAGS, TWO_BAGS_OF_ORDER, TWO_BAGS_KNOWN, {}):
        for course in (TIMED, {}):
            for each in of_72_35_kg(site, **course).plan.active:
                line = visit_line(each)
                assert line
                worded = [tick for tick in line.ticks if tick.words]
                for left, right in pairwise(worded):
                    assert right.x - left.x >= 8 * max(len(left.words), len(right.words)) - 8
                for bar in line.bars:
                    assert len(bar.words) * 7 <= bar.width


def test_two_bags_are_drawn_one_after_the_other_with_the_change_between_them() -> None:
    # 250 mL in 200 min by the first infusion's steps, then 250 mL at 75 mL/h, 200 min more: the change is half way, at 13:20.
    line = visit_line(visit(of_72_35_kg(TWO_BAGS_KNOWN, **TIMED).plan, "C1D1"))
    assert line
    (change,) = line.changes
    assert change.words == "change to bag 2"
    assert change.x - line.start == pytest.approx((line.end - line.start) / 2, abs=0.2)
    assert line.bars[-1].x == change.x
    assert [tick.words for tick in line.ticks if tick.x == change.x] == ["13:20"]
    assert (line.unknown, line.ticks[-1].words) == ((), "16:40")
    assert [bar.words for bar in line.bars if "mL per hour" in bar.words] == ["75 mL per hour"]  # the unit once, where it fits


def test_a_second_bag_whose_steps_come_from_the_order_is_open_and_has_no_end() -> None:
    line = visit_line(visit(of_72_35_kg(TWO_BAGS_OF_ORDER, **TIMED).plan, "C1D1"))
    assert line
    (change,) = line.changes
    (open_,) = line.unknown
    assert (open_.start, open_.words) == (change.x, "second bag: from the order")
    assert line.bars[-1].x + line.bars[-1].width == pytest.approx(change.x, abs=0.2)
    assert not any(tick.x > change.x for tick in line.ticks)


def test_without_steps_the_infusion_is_open_whether_one_bag_is_hung_or_two() -> None:
    for site, words in (({}, "infusion, rates from the order"), (TWO_BAGS, "infusion of two bags, rates from the order")):
        line = visit_line(visit(of_72_35_kg(site).plan, "C1D1"))
        assert line
        assert [(each.start, each.words) for each in line.unknown] == [(line.start, words)]
        assert (line.bars, line.changes) == ((), ())
