"""What holds for every plan: any regimen, any weight, any day, any site, any change."""

from datetime import UTC, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.formats.shipped import newest_regimen
from dosing.plan import Plan
from dosing.releases import Disagreed
from tests import plans
from tests.properties import strategies as any_
from tests.properties.strategies import MANY, SOME


def fits(course: dict[str, Any], site: dict[str, Any]) -> Plan:
    """The plan; an example whose dose, rounded up, fills the bag or whose steps are past a limit is left out."""
    try:
        return plans.make_plan(site, **course)
    except InputError as refused:
        assert refused.code in ("rates-too-fast", "runs-for-days")
    except Refused as refused:
        assert [finding.code for finding in refused.findings] == ["bag-full"]
    assume(False)
    raise AssertionError


def possible(site: dict[str, Any], course: dict[str, Any]) -> bool:
    """Whether a course can be: what was taken back was once made, and so had to be possible."""
    try:
        plans.make_plan(site, **course)
    except (InputError, Refused):
        return False
    return True


def released(site: dict[str, Any], course: dict[str, Any]) -> plans.Release:
    """The release, issued once all of it is known; a second calculation that disagrees fails the test."""
    try:
        return plans.make_release(site, issued=any_.issued_after(course), **course)
    except Disagreed as disagreed:
        raise AssertionError(str(disagreed)) from None


@MANY
@given(any_.cases())
def test_the_second_calculation_agrees_with_every_plan(case):
    site, course = case
    fits(course, site)
    release = released(site, course)
    assert release.document["release"]["fingerprint"] == release.fingerprint


@MANY
@given(any_.given_courses())
def test_the_second_calculation_agrees_with_every_outcome(case):
    site, course = case
    fits(course, site)
    release = released(site, course)
    assert [visit["given"] is not None for visit in release.document["visits"]][: len(course["changes"])] == [True] * len(course["changes"])


@MANY
@given(any_.cases(), st.data())
def test_a_change_is_refused_with_a_sentence_or_the_second_calculation_agrees_with_it(case, data):
    site, course = case
    changes = data.draw(any_.changes(course))
    course = {"time": "10:00", "time_zone": "Europe/Paris", **course, "changes": changes}
    try:
        release = released(site, course)
    except InputError as refused:
        assert str(refused).endswith(".")
        return
    except Refused as refused:
        assert {finding.code for finding in refused.findings} == {"bag-full"}
        return
    names = [visit.visit for visit in release.plan.visits]
    every = list(any_.visit_days(course, more=len(changes)))
    assert names == every[: len(names)]
    assert len(names) in {len(any_.visit_days(course, more=more)) for more in range(len(changes) + 1)}


@pytest.mark.hazard("H-45")
@MANY
@given(any_.cases())
def test_opened_vials_hold_the_rounded_dose_and_discard_less_than_the_smallest_of_them(case):
    site, course = case
    drug = fits(course, site).visits[0].study_drug
    held = sum(vial.count * vial.strength_mg for vial in drug.vials)
    assert held - drug.rounded_mg == drug.discard_mg
    assert 0 <= drug.discard_mg < min(vial.strength_mg for vial in drug.vials)
    assert all(vial.count > 0 for vial in drug.vials)


@MANY
@given(any_.cases())
def test_what_is_drawn_from_the_vials_is_the_volume_that_goes_into_the_bags(case):
    site, course = case
    drug = fits(course, site).visits[0].study_drug
    volumes = {vial.strength_mg: vial.volume_ml for vial in drug.vials}
    assert sum(each.whole * volumes[each.strength_mg] + (each.part_ml or 0) for each in drug.draw) == drug.volume_ml
    assert sum(bag.drug_ml for bag in drug.bags) == drug.volume_ml
    opened = {each.strength_mg: each.whole + (each.part_ml is not None) for each in drug.draw}
    assert opened == {vial.strength_mg: vial.count for vial in drug.vials}
    assert all(each.part_ml is None or 0 < each.part_ml < volumes[each.strength_mg] for each in drug.draw)


@pytest.mark.hazard("H-06")
@MANY
@given(any_.cases())
def test_the_bags_add_up_to_the_dose_and_as_much_comes_out_of_each_as_goes_in(case):
    site, course = case
    for visit in fits(course, site).visits:
        drug = visit.study_drug
        assert len(drug.bags) == site["bag"]["count"]
        assert sum(bag.drug_mg for bag in drug.bags) == drug.rounded_mg
        assert sum(bag.drug_ml for bag in drug.bags) == drug.volume_ml
        for bag in drug.bags:
            assert bag.remove_ml == bag.drug_ml
            assert bag.drug_mg == bag.drug_ml * drug.mg_per_ml
            assert bag.bag_ml == Decimal(site["bag"]["volume_ml"])
            assert bag.drug_ml * 100 <= bag.bag_ml * Decimal(site["bag"].get("most_share_percent", 50))
            assert abs(bag.concentration_mg_per_ml - bag.drug_mg / bag.bag_ml) <= Decimal("0.0005")
        first, last, step = drug.bags[0].drug_ml, drug.bags[-1].drug_ml, Decimal(site["rounding"]["volume_step_ml"])
        assert first % step == 0
        assert 0 <= first - last <= step


@SOME
@given(any_.cases(), any_.weights(), any_.weights())
def test_a_heavier_patient_never_gets_less(case, one, other):
    site, course = case
    lighter, heavier = sorted((one, other), key=lambda weight: Decimal(weight.removesuffix("kg")))
    less, more = (fits({**course, "weight": weight}, site).visits[0].study_drug for weight in (lighter, heavier))
    assert less.calculated_mg <= more.calculated_mg
    if less.rounding == more.rounding == "volume-step":
        assert less.rounded_mg <= more.rounded_mg


@MANY
@given(any_.cases())
def test_the_rounded_dose_stays_as_near_to_the_calculated_dose_as_its_rule_says(case):
    site, course = case
    rule, visit = newest_regimen(course["regimen"]).study_drug, fits(course, site).visits[0]
    drug = visit.study_drug
    assert drug.calculated_mg == rule.dose_mg_per_kg * visit.weight_kg
    assert drug.volume_ml * rule.mg_per_ml == drug.rounded_mg
    away = abs(drug.rounded_mg - drug.calculated_mg)
    if drug.rounding == "volume-step":
        step = Decimal(site["rounding"]["volume_step_ml"])
        assert away <= step / 2 * rule.mg_per_ml
        assert drug.volume_ml % step == 0
    else:
        assert away * 100 <= Decimal(site["rounding"]["whole_vials_within_percent"]) * drug.calculated_mg
        assert drug.discard_mg == 0
    assert abs(drug.deviation_percent - (drug.rounded_mg - drug.calculated_mg) / drug.calculated_mg * 100) <= Decimal("0.005")


@MANY
@given(any_.cases())
def test_the_whole_vial_totals_shown_stand_on_both_sides_of_the_calculated_dose(case):
    site, course = case
    drug = fits(course, site).visits[0].study_drug
    totals = [each.total_mg for each in drug.whole_vial_totals]
    smallest = min(Decimal(vial["strength_mg"]) for vial in site["vials"])
    assert totals == sorted(totals)
    assert all(abs(total - drug.calculated_mg) < smallest and total % smallest == 0 for total in totals)
    assert all(sum(vial.count * vial.strength_mg for vial in each.vials) == each.total_mg for each in drug.whole_vial_totals)
    assert drug.calculated_mg in totals or totals[-1] > drug.calculated_mg


@SOME
@given(any_.cases())
def test_visits_follow_one_another_by_the_regimens_own_intervals(case):
    site, course = case
    days = [visit.date for visit in fits(course, site).visits]
    assert days[0].isoformat() == course["start"]
    # Seven days apart, but for the label's regimens from cycle 2 on, which have fourteen behind each first day and each day 15.
    weekly = len(days) if course["regimen"] == "islay" else 5
    assert [(after - before).days for before, after in pairwise(days)] == [7] * (min(weekly, len(days)) - 1) + [14] * max(
        len(days) - weekly, 0
    )


@pytest.mark.hazard("H-38")
@SOME
@given(any_.cases(), any_.clocks(), any_.zones())
def test_every_premedication_is_due_exactly_its_lead_time_before_the_infusion(case, time, zone):
    site, course = case
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
@given(any_.cases(), st.data())
def test_a_change_and_its_undo_give_the_same_visits(case, data):
    site, course = case
    (change,) = data.draw(any_.changes(course, most=1))
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
@given(any_.cases())
def test_the_same_inputs_give_the_same_document(case):
    site, course = case
    fits(course, site)
    first, second = (released(dict(site), dict(course)) for _ in range(2))
    assert first.document == second.document
    assert first.fingerprint == second.fingerprint
