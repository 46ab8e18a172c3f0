"""What ships: the regimen of the trial record, and a default site whose every number names its source."""

from decimal import Decimal
from typing import Any

import pytest

from dosing.formats.shipped import default_letterhead, default_regimen, default_site, default_site_values
from dosing.inputs.letterhead import Letterhead
from tests import plans


def stated(table: dict[str, Any], prefix: str = "") -> list[str]:
    """The dotted key of every value, vials and profiles each as one."""
    keys = []
    for key, value in table.items():
        if key == "profiles":
            keys += [f"{prefix}profiles.{profile['name']}" for profile in value]
        elif isinstance(value, dict):
            keys += stated(value, f"{prefix}{key}.")
        else:
            keys.append(f"{prefix}{key}")
    return keys


def test_every_number_in_the_default_site_names_its_source():
    values = plans.default_values()
    sources = values.pop("sources")
    del values["format"], values["letterhead"]  # what is printed above a sheet makes no number
    assert set(stated(values)) <= set(sources)
    assert set(sources) - set(stated(values)) == {"infusion.profile", "rounding.whole_vials_within_percent"}  # what is off by default
    assert all(source["citation"].strip() and source["kind"] in ("record", "label", "choice") for source in sources.values())


# What a pharmacist gets who decides nothing (the table of defaults, with its kind of source).
DEFAULTS = [
    ("dexamethasone", "dose_mg", "20", "label"),
    ("dexamethasone", "route", "oral", "record"),
    ("dexamethasone", "minutes_before", 45, "choice"),
    ("acetaminophen", "dose_mg", "650", "label"),
    ("acetaminophen", "minutes_before", 45, "choice"),
    ("h2_blocker", "drug", "ranitidine", "record"),
    ("ranitidine", "dose_mg", "50", "label"),
    ("ranitidine", "minutes_before", 30, "choice"),
    ("ranitidine", "give_over_minutes", 5, "label"),
    ("famotidine", "dose_mg", "20", "label"),
    ("famotidine", "give_over_minutes", 2, "label"),
    ("diphenhydramine", "dose_mg", "25", "label"),
    ("diphenhydramine", "minutes_before", 30, "choice"),
    ("diphenhydramine", "most_mg_per_minute", "25", "label"),
    ("bag", "volume_ml", "250", "label"),
    ("bag", "diluent", "sodium chloride 0.9%", "label"),
    ("rounding", "volume_step_ml", "0.1", "choice"),
    ("rounding", "whole_vials_within_percent", None, "choice"),
    ("visit", "check_in_minutes", 15, "choice"),
    ("visit", "length_minutes", 300, "choice"),
    ("visit", "smallest_interval_days", 7, "record"),
    ("infusion", "profile", None, "choice"),
]


@pytest.mark.parametrize(("table", "key", "value", "kind"), DEFAULTS)
def test_the_default_site_is_the_one_that_was_decided(table, key, value, kind):
    site = plans.make_site()
    found = getattr(getattr(site, table), key)
    assert found == (Decimal(value) if isinstance(value, str) and value[0].isdigit() else value)
    assert site.sources[f"{table}.{key}"].kind == kind


def test_the_default_letterhead_names_nobody_and_prints_on_a4():
    assert default_letterhead() == Letterhead(paper="a4")


def test_what_is_shipped_is_read_once_and_stays_as_it_was():
    assert default_regimen() is default_regimen()
    assert default_site() is default_site()
    plans.make_site({"bag": {"volume_ml": "500"}})
    assert default_site_values()["bag"]["volume_ml"] == "250"


def test_the_regimen_is_that_of_the_trial_record():
    # NCT02999633: 20 mg/kg on days 1, 8, 15 and 22 of 28-day cycles, up to 2; 16 years and older; 3 weeks, 2 weeks, 4 months, 1 week.
    regimen = default_regimen()
    assert regimen.registry_id == "NCT02999633"
    assert (regimen.study_drug.drug, regimen.study_drug.dose_mg_per_kg, regimen.study_drug.route) == ("isatuximab", 20, "intravenous")
    assert (regimen.cycle_length_days, regimen.most_cycles, regimen.least_age_years) == (28, 2, 16)
    assert regimen.days_of(1) == regimen.days_of(2) == (1, 8, 15, 22)
    assert [(rule.slot, rule.drug, rule.routes) for rule in regimen.slots] == [
        ("steroid", "dexamethasone", ("oral", "intravenous")),
        ("antipyretic", "acetaminophen", ("oral",)),
        ("h2_blocker", "ranitidine", ("intravenous",)),
        ("antihistamine", "diphenhydramine", ("intravenous",)),
    ]
    assert [(washout.fact, washout.days, washout.months) for washout in regimen.washouts] == [
        ("last_immunotherapy", 21, None),
        ("last_investigational", 21, None),
        ("last_chemotherapy", 14, None),
        ("transplant", None, 4),
        ("gvhd_immunosuppression", 7, None),
    ]
    assert regimen.longest_follow_up_weeks == Decimal("12.1")
    assert (regimen.trial_weight_least_kg, regimen.trial_weight_most_kg) == (46, 93)
    assert regimen.most_concentration == Decimal("7.44")  # 93 kg x 20 mg/kg in 250 mL
