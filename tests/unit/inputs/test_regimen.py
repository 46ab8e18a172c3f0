"""The regimen as a table: which days a cycle has, and what follows from it."""

from decimal import Decimal

from dosing.formats.shipped import default_regimen
from dosing.inputs.regimen import CycleDays


def test_the_days_of_a_cycle_hold_from_their_cycle_on_until_the_next_entry():
    entries = (CycleDays(from_cycle=1, days=(1, 8, 15, 22)), CycleDays(from_cycle=3, days=(1, 15)))
    regimen = default_regimen().model_copy(update={"cycle_days": entries})
    assert [regimen.days_of(cycle) for cycle in (1, 2, 3, 4)] == [(1, 8, 15, 22), (1, 8, 15, 22), (1, 15), (1, 15)]


def test_infusions_are_a_week_apart():
    assert default_regimen().interval_days == 7


def test_the_most_concentration_is_that_of_the_trials_heaviest_participant():
    assert default_regimen().most_concentration == Decimal("7.44")  # 93 kg x 20 mg/kg in 250 mL


def test_every_source_of_the_regimen_is_the_record_but_for_the_weights():
    kinds = {key: entry.kind for key, entry in default_regimen().sources.items()}
    assert kinds.pop("trial_weight") == "label"
    assert set(kinds.values()) == {"record"}
