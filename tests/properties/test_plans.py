"""What holds for every plan: any weight, any day, any site, any change."""

from datetime import UTC, date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.plan import Plan
from dosing.releases import Disagreed
from tests import plans
from tests.properties import strategies as any_
from tests.properties.strategies import MANY, SOME


def fits(course: dict[str, Any], site: dict[str, Any]) -> Plan:
    """The plan; an example whose dose, rounded up, fills the bag is left out."""
    try:
        return plans.make_plan(site, **course)
    except Refused as refused:
        assert [finding.code for finding in refused.findings] == ["bag-full"]
        assume(False)
        raise


def possible(site: dict[str, Any], course: dict[str, Any]) -> bool:
    """Whether a course can be: what was taken back was once made, and so had to be possible."""
    try:
        plans.make_plan(site, **course)
    except (InputError, Refused):
        return False
    return True


@MANY
@given(any_.courses(), any_.sites())
def test_the_second_calculation_agrees_with_every_plan(course, site):
    try:
        release = plans.make_release(site, **course)
    except Disagreed as disagreed:
        raise AssertionError(str(disagreed)) from None
    except Refused:
        assume(False)
        raise
    assert release.document["release"]["fingerprint"] == release.fingerprint


@SOME
@given(any_.courses(), any_.sites(), st.data())
def test_a_change_is_refused_with_a_sentence_or_the_second_calculation_agrees_with_it(course, site, data):
    changes = data.draw(any_.changes(date.fromisoformat(course["start"])))
    course = {"time": "10:00", "time_zone": "Europe/Paris", **course, "changes": changes}
    try:
        release = plans.make_release(site, **course)
    except Disagreed as disagreed:
        raise AssertionError(str(disagreed)) from None
    except InputError as refused:
        assert str(refused).endswith(".")
        return
    except Refused as refused:
        assert {finding.code for finding in refused.findings} == {"bag-full"}
        return
    names = [visit.visit for visit in release.plan.visits]
    assert names == list(plans.NAMES[: len(names)])
    assert len(names) in (4, 8)


@MANY
@given(any_.weights(), any_.sites())
def test_opened_vials_hold_the_rounded_dose_and_discard_less_than_the_smallest_of_them(weight, site):
    drug = fits({"weight": weight}, site).visits[0].study_drug
    held = sum(vial.count * vial.strength_mg for vial in drug.vials)
    assert held - drug.rounded_mg == drug.discard_mg
    assert 0 <= drug.discard_mg < min(vial.strength_mg for vial in drug.vials)
    assert all(vial.count > 0 for vial in drug.vials)


@SOME
@given(any_.weights(), any_.sites())
def test_what_is_drawn_from_the_vials_is_the_volume_that_goes_into_the_bag(weight, site):
    drug = fits({"weight": weight}, site).visits[0].study_drug
    volumes = {vial.strength_mg: vial.volume_ml for vial in drug.vials}
    assert sum(each.whole * volumes[each.strength_mg] + (each.part_ml or 0) for each in drug.draw) == drug.volume_ml
    (bag,) = drug.bags
    assert (bag.drug_ml, bag.remove_ml, bag.drug_mg) == (drug.volume_ml, drug.volume_ml, drug.rounded_mg)
    opened = {each.strength_mg: each.whole + (each.part_ml is not None) for each in drug.draw}
    assert opened == {vial.strength_mg: vial.count for vial in drug.vials}
    assert all(each.part_ml is None or 0 < each.part_ml < volumes[each.strength_mg] for each in drug.draw)


@SOME
@given(any_.weights(), any_.weights(), any_.sites())
def test_a_heavier_patient_never_gets_less(one, other, site):
    lighter, heavier = sorted((one, other), key=lambda weight: Decimal(weight.removesuffix("kg")))
    less, more = (fits({"weight": weight}, site).visits[0].study_drug for weight in (lighter, heavier))
    assert less.calculated_mg <= more.calculated_mg
    if less.rounding == more.rounding == "volume-step":
        assert less.rounded_mg <= more.rounded_mg


@MANY
@given(any_.weights(), any_.sites())
def test_the_rounded_dose_stays_as_near_to_the_calculated_dose_as_its_rule_says(weight, site):
    drug = fits({"weight": weight}, site).visits[0].study_drug
    assert drug.calculated_mg == 20 * Decimal(weight.removesuffix("kg"))
    assert drug.volume_ml * 20 == drug.rounded_mg
    away = abs(drug.rounded_mg - drug.calculated_mg)
    if drug.rounding == "volume-step":
        step = Decimal(site["rounding"]["volume_step_ml"])
        assert away <= step / 2 * 20
        assert drug.volume_ml % step == 0
    else:
        assert away * 100 <= Decimal(site["rounding"]["whole_vials_within_percent"]) * drug.calculated_mg
        assert drug.discard_mg == 0
    assert abs(drug.deviation_percent - (drug.rounded_mg - drug.calculated_mg) / drug.calculated_mg * 100) <= Decimal("0.005")


@SOME
@given(any_.weights(), any_.sites())
def test_the_whole_vial_totals_shown_stand_on_both_sides_of_the_calculated_dose(weight, site):
    drug = fits({"weight": weight}, site).visits[0].study_drug
    totals = [each.total_mg for each in drug.whole_vial_totals]
    smallest = min(Decimal(vial["strength_mg"]) for vial in site["vials"])
    assert totals == sorted(totals)
    assert all(abs(total - drug.calculated_mg) < smallest and total % smallest == 0 for total in totals)
    assert all(sum(vial.count * vial.strength_mg for vial in each.vials) == each.total_mg for each in drug.whole_vial_totals)
    assert drug.calculated_mg in totals or totals[-1] > drug.calculated_mg


@SOME
@given(any_.courses(), any_.sites())
def test_visits_follow_one_another_by_seven_days(course, site):
    days = [visit.date for visit in fits(course, site).visits]
    assert days[0].isoformat() == course["start"]
    assert {after - before for before, after in pairwise(days)} == {timedelta(days=7)}


@SOME
@given(any_.courses(), any_.sites(), any_.clocks(), any_.zones())
def test_every_premedication_is_due_exactly_its_lead_time_before_the_infusion(course, site, time, zone):
    for visit in fits(course | {"time": time, "time_zone": zone}, site).visits:
        start = visit.infusion_start.astimezone(UTC)
        assert f"{visit.infusion_start:%H:%M}" == time
        for given_ in visit.premedications:
            assert start - given_.due.astimezone(UTC) == timedelta(minutes=given_.minutes_before)
        earliest = max(given_.minutes_before for given_ in visit.premedications)
        assert start - visit.arrival.astimezone(UTC) == timedelta(minutes=earliest + site["visit"]["check_in_minutes"])
        assert visit.start_not_before.astimezone(UTC) <= start <= visit.start_not_after.astimezone(UTC)
        assert visit.planned_end.astimezone(UTC) > start or site["visit"]["length_minutes"] <= earliest + site["visit"]["check_in_minutes"]


@SOME
@given(any_.weights(), any_.sites())
def test_rate_steps_run_in_the_whole_bag_one_after_another_and_under_the_cap(weight, site):
    for visit in fits({"weight": weight}, site).visits:
        if visit.infusion is None:
            continue
        steps = visit.infusion.steps
        assert steps[-1].cumulative_ml == sum(bag.bag_ml for bag in visit.study_drug.bags)
        assert steps[0].elapsed_minutes == 0
        for before, after in pairwise(steps):
            assert abs(after.elapsed_minutes - before.elapsed_minutes - before.minutes) <= Decimal("0.01")
            assert abs(after.cumulative_ml - before.cumulative_ml - after.volume_ml) <= Decimal("0.01")
        cap = site["infusion"].get("profiles", [{}])[0].get("cap_mg_per_hour")
        assert cap is None or all(step.mg_per_hour <= Decimal(cap) for step in steps)


@SOME
@given(any_.courses(), any_.sites(), st.data())
def test_a_change_and_its_undo_give_the_same_visits(course, site, data):
    (change,) = data.draw(any_.changes(date.fromisoformat(course["start"]), most=1))
    assume(change["kind"] != "undo")
    assume(possible(site, course | {"changes": [change]}))
    undone = fits(course | {"changes": [change, plans.undo(change["when"])]}, site)
    assert undone.visits == fits(course, site).visits
    assert undone.revision == 3


@SOME
@given(any_.starts(), st.permutations(plans.NAMES), st.integers(1, 3), st.integers(1, 3))
def test_two_moves_that_keep_the_other_visits_can_be_made_in_either_order(start, names, days, others):
    def later(name: str, by: int) -> dict[str, Any]:
        return plans.move(name, start + timedelta(days=7 * plans.NAMES.index(name) + by), start, following="keep")

    one, other = later(names[0], days), later(names[1], others)
    outcomes = []
    for changes in ([one, other], [other, one]):
        try:
            plan = plans.make_plan({"visit": {"smallest_interval_days": 5}}, start=str(start), weighed=None, changes=changes)
            outcomes.append(plan.visits)
        except InputError:
            outcomes.append(None)
    assume(None not in outcomes)
    assert outcomes[0] == outcomes[1]


@SOME
@given(any_.starts(), st.sampled_from(plans.NAMES), st.integers(1, 60))
def test_moving_a_visit_keeps_the_interval_of_the_visits_after_it(start, name, by):
    place = plans.NAMES.index(name)
    plan = plans.make_plan(start=str(start), weighed=None, changes=[plans.move(name, start + timedelta(days=7 * place + by), start)])
    gaps = [(after.date - before.date).days for before, after in pairwise(plan.visits)]
    assert gaps == [7 + by if gap == place else 7 for gap in range(1, 8)]


@SOME
@given(any_.courses(), any_.sites())
def test_the_same_inputs_give_the_same_document(course, site):
    fits(course, site)
    first, second = (plans.make_release(dict(site), **dict(course)) for _ in range(2))
    assert first.document == second.document
    assert first.fingerprint == second.fingerprint
