"""What holds for every infusion: how fast it may run, what that follows, and what an outcome and another cycle leave as they are."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.formats.shipped import newest_regimen
from dosing.plan import Plan
from dosing.rules.visit import Visit
from tests import plans
from tests.properties import strategies as any_
from tests.properties.strategies import MANY, SOME
from tests.properties.test_plans import fits

PRINTED = Decimal("0.01")  # minutes and mL are printed with two decimals


def possible(data: st.DataObject, site: dict[str, Any], course: dict[str, Any]) -> tuple[Plan, dict[str, Any]]:
    """A plan of the course with those of some drawn changes that are possible one after the other, and that course."""
    course = {**course, "changes": list(course.get("changes", []))}
    plan = fits(course, site)
    for change in data.draw(any_.changes(course, most=8)):
        longer = {**course, "changes": [*course["changes"], change]}
        try:
            plan, course = plans.make_plan(site, **longer), longer
        except (InputError, Refused):
            continue
    return plan, course


def rates_of(visit: Visit) -> dict[str, Any] | None:
    """The profile that is in use at a visit, as its site holds it."""
    return visit.site.infusion.chosen


@MANY
@given(any_.given_courses())
def test_rate_steps_run_in_each_whole_bag_one_after_another_and_under_the_cap(case):
    site, course = case
    for visit in fits(course, site).visits:
        if visit.infusion is None:
            continue
        cap = rates_of(visit).cap_mg_per_hour
        for number, (filled, bag) in enumerate(zip(visit.study_drug.bags, visit.infusion.bags, strict=True)):
            if not bag.steps:
                assert number == 1
                assert (visit.infusion.minutes, visit.infusion.ends) == (None, None)
                continue
            assert bag.steps[-1].cumulative_ml == filled.bag_ml
            assert abs(sum(step.volume_ml for step in bag.steps) - filled.bag_ml) <= PRINTED * len(bag.steps)
            for before, after in pairwise(bag.steps):
                assert abs(after.cumulative_ml - before.cumulative_ml - after.volume_ml) <= PRINTED
            for step in bag.steps:
                assert abs(step.mg_per_hour - step.rate_ml_per_hour * filled.drug_mg / filled.bag_ml) <= PRINTED / 2
                assert cap is None or step.mg_per_hour <= cap
        steps = visit.infusion.steps
        assert steps[0].elapsed_minutes == 0
        for before, after in pairwise(steps):
            assert abs(after.elapsed_minutes - before.elapsed_minutes - before.minutes) <= PRINTED
        if visit.infusion.minutes is not None:
            assert abs(visit.infusion.minutes - steps[-1].elapsed_minutes - steps[-1].minutes) <= PRINTED


@MANY
@given(any_.given_courses(), st.data())
def test_no_printed_rate_is_above_its_limit_unless_an_order_has_a_reason(case, data):
    site, course = case
    rules = newest_regimen(course["regimen"]).rates
    for visit in possible(data, site, course)[0].active:
        if visit.infusion is None or rates_of(visit).beyond_limits is not None:
            continue
        limits = rules.limits(visit.infusion.part)
        assert rates_of(visit).follows in rules.follow
        assert visit.infusion.steps[0].rate_ml_per_hour <= limits.most_start_ml_per_hour
        assert all(step.rate_ml_per_hour <= limits.most_ml_per_hour for step in visit.infusion.steps)
        for filled, bag in zip(visit.study_drug.bags, visit.infusion.bags, strict=True):
            least = limits.least_minutes * filled.bag_ml / rules.per_ml
            assert not bag.steps or sum(step.minutes for step in bag.steps) >= least - PRINTED * len(bag.steps)


def stands_as_recorded(visit: Visit, changes: list[dict[str, Any]]) -> bool:
    """Whether nothing was changed before a visit since it was recorded, if it was: its steps stay those of that day."""
    since = changes[visit.given.change :] if visit.given is not None else []
    order = {each: place for place, each in enumerate(f"C{cycle}D{day}" for cycle in range(1, 14) for day in range(1, 29))}
    return all(each["kind"] == "outcome" and order[each["visit"]] >= order[visit.visit] for each in since)


@pytest.mark.hazard("H-29")
@MANY
@given(any_.given_courses(), st.data())
def test_no_step_but_the_first_infusions_is_printed_until_the_infusion_before_is_recorded_in_full_without_a_reaction(case, data):
    site, course = case
    plan, course = possible(data, site, course)
    offsets = [offset for _, _, offset in newest_regimen(course["regimen"]).offsets()]
    before, level = None, 0
    for visit in plan.active:
        well = before is not None and before.given is not None and before.given.in_full and before.given.reaction is None
        regular = offsets[visit.number - 1] - offsets[visit.number - 2] if visit.number > 1 else 0
        near = before is not None and (visit.date - before.date).days <= regular + visit.site.infusion.first_again_after_days
        own = level + 1 if well and near else 1
        assert visit.outcome == (before.given if before is not None else None)
        if visit.infusion is not None and not stands_as_recorded(visit, course["changes"]):
            own = ("first", "second", "later").index(visit.infusion.part) + 1
        if visit.infusion is not None:
            part = ("first", "second", "later")[min(own, 3) - 1]
            assert visit.infusion.part == part
            asked = rates_of(visit).steps(part)
            if rates_of(visit).basis == "ml_per_hour":
                assert all(step.rate_ml_per_hour <= each.rate for step, each in zip(visit.infusion.bags[0].steps, asked, strict=False))
        if visit.given is None or not visit.given.not_given:
            before, level = visit, own


@MANY
@given(any_.given_courses(), st.data())
def test_intervals_count_what_was_given(case, data):
    site, course = case
    plan, course = possible(data, site, course)
    offsets = [offset for _, _, offset in newest_regimen(course["regimen"]).offsets()]
    given_ = [visit for visit in plan.active if visit.given is None or not visit.given.not_given]
    expected = []
    for before, after in pairwise(given_):
        gap, regular = (after.date - before.date).days, offsets[after.number - 1] - offsets[after.number - 2]
        assert gap >= after.site.visit.smallest_interval_days
        if gap != regular:
            expected.append((after.visit, "interval-short" if gap < regular else "interval-long"))
    assert sorted(expected) == sorted((told.visit, told.code) for told in plan.findings if told.code.startswith("interval"))


@MANY
@given(any_.given_courses(), st.data())
def test_adding_a_cycle_alters_no_visit_before_it(case, data):
    site, course = case
    plan, course = possible(data, site, course)
    try:
        longer = plans.make_plan(site, **{**course, "changes": [*course["changes"], plans.extend(any_.issued_after(course).date())]})
    except (InputError, Refused) as refused:
        assert isinstance(refused, Refused) or refused.code in ("no-more-cycles", "extend-after-stop", "runs-for-days", "rates-too-fast")
        assume(False)
        raise
    assert longer.visits[: len(plan.visits)] == plan.visits
    assert {visit.cycle for visit in longer.visits[len(plan.visits) :]} == {plan.visits[-1].cycle + 1}


@MANY
@given(any_.cases(), st.data())
def test_an_outcome_alters_no_dose_and_no_day(case, data):
    site, course = case
    plan, course = possible(data, site, course)
    name = data.draw(st.sampled_from([visit.visit for visit in plan.visits]))
    when = max(any_.issued_after(course).date(), plans.visit(plan, name).date)
    recorded = {**course, "changes": [*course["changes"], data.draw(any_.outcomes(name, when))]}
    try:
        after = plans.make_plan(site, **recorded)
    except InputError as refused:
        assert refused.code in ("visit-omitted", "visit-stopped", "already-recorded")
        assume(False)
        raise
    for one, other in zip(plan.visits, after.visits, strict=True):  # infusions are counted by what was given
        assert (one.date, one.status, one.weight_kg, one.weight_rule, one.provisional) == (
            other.date, other.status, other.weight_kg, other.weight_rule, other.provisional,
        )  # fmt: skip
        assert (one.study_drug, one.premedications, one.infusion_start, one.arrival) == (
            other.study_drug, other.premedications, other.infusion_start, other.arrival,
        )  # fmt: skip


@SOME
@given(any_.given_courses())
def test_an_outcome_taken_back_leaves_the_visits_as_they_were(case):
    site, course = case
    when = any_.issued_after(course).date()
    assume(course["changes"])
    before = fits({**course, "changes": course["changes"][:-1]}, site)
    after = fits({**course, "changes": [*course["changes"], plans.undo(when)]}, site)
    assert after.visits == before.visits
