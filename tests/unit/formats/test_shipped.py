"""What ships: the regimen of the trial record, and a default site whose every number names its source."""

from decimal import Decimal
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import (
    default_letterhead,
    default_regimen,
    default_site,
    default_site_values,
    newest_regimen,
    regimen_ids,
    regimen_named,
    regimen_of,
)
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
    assert set(stated(values)) - set(sources) == {"visit.smallest_interval_days"}  # the regimen's own, whose source it has
    assert set(sources) - set(stated(values)) == {"infusion.profile", "rounding.whole_vials_within_percent"}  # what is off by default
    assert all(source["citation"].strip() and source["kind"] in ("record", "label", "choice") for source in sources.values())


# What a pharmacist gets who decides nothing (the table of defaults, with its kind of source).
DEFAULTS = [
    ("premedications.steroid.drug", "dexamethasone", "record"),
    ("premedications.steroid.dose_mg", "20", "label"),
    ("premedications.steroid.route", "oral", "record"),
    ("premedications.steroid.minutes_before", 45, "choice"),
    ("premedications.antipyretic.drug", "acetaminophen", "record"),
    ("premedications.antipyretic.dose_mg", "650", "label"),
    ("premedications.antipyretic.minutes_before", 45, "choice"),
    ("premedications.h2_blocker.drug", "ranitidine", "record"),
    ("premedications.h2_blocker.dose_mg", "50", "label"),
    ("premedications.h2_blocker.minutes_before", 30, "choice"),
    ("premedications.h2_blocker.give_over_minutes", 5, "label"),
    ("premedications.antihistamine.drug", "diphenhydramine", "record"),
    ("premedications.antihistamine.dose_mg", "25", "label"),
    ("premedications.antihistamine.minutes_before", 30, "choice"),
    ("premedications.antihistamine.most_mg_per_minute", "25", "label"),
    ("bag.volume_ml", "250", "label"),
    ("bag.diluent", "sodium chloride 0.9%", "label"),
    ("bag.count", 1, "choice"),
    ("bag.most_share_percent", "50", "choice"),
    ("rounding.volume_step_ml", "0.1", "choice"),
    ("rounding.whole_vials_within_percent", None, "choice"),
    ("weights.counts_from_percent", "0", "label"),
    ("weights.caution_from_percent", "10", "label"),
    ("weights.oldest_on_day_1_days", 7, "choice"),
    ("weights.oldest_days", 28, "choice"),
    ("visit.check_in_minutes", 15, "choice"),
    ("visit.length_minutes", 300, "choice"),
    ("visit.smallest_interval_days", 7, "record"),
    ("infusion.profile", None, "choice"),
    ("infusion.first_again_after_days", 7, "choice"),
]
# With the label's regimens, where nothing rests on the trial's record.
OF_THE_LABEL = [
    ("label-10-us-pd", "premedications.steroid.dose_mg", "40", "label"),
    ("label-10-us-pd", "premedications.steroid.from_age_years", 75, "label"),
    ("label-10-us-pd", "premedications.steroid.dose_from_age_mg", "20", "label"),
    ("label-10-us-kd", "premedications.steroid.dose_mg", "20", "label"),
    ("label-10-us-kd", "premedications.steroid.from_age_years", None, None),
    ("label-10-us-kd", "premedications.h2_blocker.drug", "famotidine", "label"),
    ("label-10-us-kd", "premedications.h2_blocker.dose_mg", "20", "label"),
    ("label-10-us-kd", "premedications.h2_blocker.give_over_minutes", 2, "label"),
    ("label-10-us-kd", "bag.volume_ml", "250", "label"),
    ("label-10-us-kd", "visit.smallest_interval_days", 7, "label"),
]


@pytest.mark.parametrize(("regimen", "key", "value", "kind"), [*(("islay", *each) for each in DEFAULTS), *OF_THE_LABEL])
def test_the_default_site_is_the_one_that_was_decided(regimen, key, value, kind):
    site = plans.make_site(regimen=regimen)
    found: Any = site
    for part in key.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert found == (Decimal(value) if isinstance(value, str) and value[0].isdigit() else value)
    assert (site.sources[key].kind if kind else site.sources.get(key)) == kind


@pytest.mark.parametrize("regimen", regimen_ids())
def test_the_vials_of_a_site_that_decides_nothing_are_those_of_the_regimen(regimen):
    assert [(vial.strength_mg, vial.volume_ml) for vial in default_site(regimen).vials] == [(100, 5), (500, 25)]
    assert default_site(regimen).sources["vials"].kind == "label"
    assert {rule.slot for rule in newest_regimen(regimen).slots} == set(default_site(regimen).premedications)


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
    assert (regimen.id, regimen.revision, regimen.reference) == ("islay", 1, "NCT02999633")
    assert (regimen.study_drug.drug, regimen.study_drug.dose_mg_per_kg, regimen.study_drug.route) == ("isatuximab", 20, "intravenous")
    assert (regimen.cycle_length_days, regimen.usual_cycles, regimen.most_cycles, regimen.least_age_years) == (28, 2, 2, 16)
    assert regimen.days_of(1) == regimen.days_of(2) == (1, 8, 15, 22)
    assert [(rule.slot, rule.named, rule.rule(rule.named).routes, rule.needed) for rule in regimen.slots] == [
        ("steroid", "dexamethasone", ("oral", "intravenous"), True),
        ("antipyretic", "acetaminophen", ("oral",), True),
        ("h2_blocker", "ranitidine", ("intravenous",), False),
        ("antihistamine", "diphenhydramine", ("intravenous",), True),
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
    assert regimen.usual_mg_per_ml == Decimal("7.44")  # 93 kg x 20 mg/kg in 250 mL
    assert (regimen.needs_review, regimen.rates.follow) == (False, ("order", "protocol"))


def test_a_regimen_is_found_by_its_id_and_revision():
    assert newest_regimen("islay") is regimen_named("islay", 1) is default_regimen()
    assert regimen_of(plans.make_course(regimen="label-10-us-kd")).id == "label-10-us-kd"
    for name, revision, field in (
        ("other", 1, "regimen"),
        ("../islay", 1, "regimen"),
        ("islay", 2, "regimen_revision"),
        ("islay", True, "regimen_revision"),
    ):
        with pytest.raises(InputError) as raised:
            regimen_named(name, revision)
        assert (raised.value.code, raised.value.field) == ("no-such-regimen", field)
        assert str(raised.value).endswith("use the version of this program that made the course.")


def test_a_regimen_that_is_not_shipped_is_answered_with_those_that_are():
    with pytest.raises(InputError) as raised:
        newest_regimen("label-20-jp")
    assert str(raised.value) == "the regimen is 'label-20-jp'; write islay, label-10-us-kd or label-10-us-pd."
