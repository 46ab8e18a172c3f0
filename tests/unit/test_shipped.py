"""What ships: every number of the default site names its source, and every limit that a site may set is enforced."""

from decimal import Decimal
from typing import Any

import pytest

from dosing.files import default_regimen
from dosing.findings import InputError
from tests import plans

DRUGS = ("dexamethasone", "acetaminophen", "ranitidine", "famotidine", "diphenhydramine")
STEPS = [{"rate": "50", "minutes": 30}, {"rate": "100"}]
OWN = {"name": "own", "basis": "ml_per_hour", "bag_ml": "250", "first": STEPS, "second": STEPS, "later": STEPS}

# dotted key of a site file: what is taken, what is refused (each just inside or just outside its limit)
LIMITS: list[tuple[str, list[Any], list[Any]]] = [
    ("dexamethasone.dose_mg", ["20", "40", 20], ["19.9", "20.1", "30", "39.9", "40.1", "0"]),
    ("dexamethasone.route", ["oral"], ["intravenous", "subcutaneous", "Oral"]),  # intravenous only with its form, below
    ("acetaminophen.dose_mg", ["650", "1000", "999.9"], ["649.9", "1000.1", "325"]),
    ("h2_blocker.drug", ["ranitidine", "famotidine"], ["none", "cimetidine"]),  # none only with a reason, below
    ("ranitidine.dose_mg", ["50"], ["49.9", "50.1", "150"]),
    ("ranitidine.give_over_minutes", [5, 30], [4, 31, "5"]),
    ("famotidine.dose_mg", ["20"], ["19.9", "20.1", "40"]),
    ("famotidine.give_over_minutes", [2, 30], [1, 31]),
    ("diphenhydramine.dose_mg", ["25", "50", "37.5"], ["24.9", "50.1", "500"]),
    ("diphenhydramine.most_mg_per_minute", ["5", "25"], ["4.9", "25.1"]),
    *((f"{drug}.minutes_before", [15, 60], [14, 61, 0, -15, 30.5, "30"]) for drug in DRUGS),
    ("bag.volume_ml", ["250", "500"], ["249.9", "250.1", "499.9", "500.1", "100", "1000"]),
    ("bag.diluent", ["sodium chloride 0.9%", "dextrose 5%"], ["water", "sodium chloride 0.45%"]),
    ("rounding.volume_step_ml", ["0.1", "0.2", "0.5", "1"], ["0.05", "0.09", "0.11", "0.25", "0.3", "2", "0"]),
    ("rounding.whole_vials_within_percent", ["5", "10"], ["0", "4.9", "5.1", "9.9", "10.1", "20"]),
    ("weights.counts_from_percent", ["0", "5", "10"], ["0.1", "4.9", "5.1", "10.1", "-5"]),
    ("weights.caution_from_percent", ["5", "10"], ["0", "4.9", "10.1"]),
    ("visit.check_in_minutes", [0, 240], [-1, 241]),
    ("visit.length_minutes", [60, 1440], [59, 1441]),
    ("visit.smallest_interval_days", [5, 6, 7], [4, 8]),
    ("paper", ["a4", "letter"], ["A4", "legal"]),
    ("country", ["US", "FR"], ["us", "USA", "U"]),
    ("time_zone", ["Europe/Paris"], ["Paris", "CET+1h"]),
]  # fmt: skip


def with_value(dotted: str, value: Any) -> dict[str, Any]:
    table, _, key = dotted.partition(".")
    return {table: {key: value}} if key else {table: value}


def taken(values: dict[str, Any]) -> bool:
    try:
        plans.make_site(values)
    except InputError:
        return False
    return True


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, inside, _ in LIMITS for value in inside])
def test_what_lies_just_inside_a_limit_of_the_site_is_taken(key, value):
    assert taken(with_value(key, value))


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, _, outside in LIMITS for value in outside])
def test_what_lies_just_outside_a_limit_of_the_site_is_refused(key, value):
    assert not taken(with_value(key, value))


@pytest.mark.parametrize(
    ("strength", "volume", "stocked"),
    [
        ("100", "5", True),
        ("500", "25", True),
        ("100", "4.9", False),
        ("500", "50", False),
        ("1400", "10", False),
        ("250", "12.5", False),
        ("100", "25", False),
    ],
)
def test_only_the_two_intravenous_vials_can_be_stocked(strength, volume, stocked):
    assert taken({"vials": [{"strength_mg": strength, "volume_ml": volume}]}) is stocked


@pytest.mark.parametrize(
    ("values", "possible"),
    [
        ({"dexamethasone": {"route": "intravenous", "injection_form": "base"}}, True),
        ({"dexamethasone": {"route": "intravenous", "injection_form": "phosphate"}}, True),
        ({"dexamethasone": {"route": "intravenous", "injection_form": "acetate"}}, False),
        ({"dexamethasone": {"route": "oral", "injection_form": "base"}}, False),
        ({"h2_blocker": {"drug": "none", "reason": "none is stocked"}}, True),
        ({"h2_blocker": {"drug": "none", "reason": " "}}, False),
        (plans.LABEL_RATES, True),
        ({"infusion": {"profile": "label-250ml", "compared_by": "AB"}}, False),
        ({"infusion": {"profile": "label-250ml", "compared_on": "2026-12-01"}}, False),
        (plans.LABEL_RATES | {"bag": {"volume_ml": "500"}}, False),
        ({"infusion": {"profile": "own", "profiles": [OWN]}}, True),
        ({"infusion": {"profile": "own", "profiles": [OWN | {"bag_ml": "500"}]}, "bag": {"volume_ml": "500"}}, True),
        ({"infusion": {"profile": "own", "profiles": [OWN | {"bag_ml": "500"}]}}, False),
        ({"infusion": {"profiles": [OWN, OWN]}}, False),
        ({"infusion": {"profiles": [OWN | {"name": "label-250ml"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": []}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "0.1"}]}]}}, True),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "0.09"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "5000.1"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "5000"}]}]}}, True),
        ({"infusion": {"profiles": [OWN | {"basis": "mg_per_hour", "first": [{"rate": "9.9"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"basis": "mg_per_hour", "first": [{"rate": "10"}]}]}}, True),
        ({"infusion": {"profiles": [OWN | {"cap_mg_per_hour": "9.9"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"cap_mg_per_hour": "10"}]}}, True),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "50", "minutes": 0}, {"rate": "100"}]}]}}, False),
        ({"region": "CA"}, False),
        ({"country": "US", "region": "CA"}, True),
    ],
)
def test_values_of_a_site_have_to_fit_together(values, possible):
    assert taken(values) is possible


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
    del values["format"]
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


@pytest.mark.parametrize(
    ("dose", "fastest", "minutes"),
    [
        ("25", "25", 1),
        ("50", "25", 2),
        ("37.5", "25", 2),
        ("25.1", "25", 2),
        ("50", "20", 3),
        ("50", "10", 5),
        ("50", "16.666667", 3),
        ("50", "16.666666", 4),
    ],
)
def test_diphenhydramine_is_given_at_most_so_many_mg_a_minute_in_whole_minutes(dose, fastest, minutes):
    plan = plans.make_plan({"diphenhydramine": {"dose_mg": dose, "most_mg_per_minute": fastest}})
    assert plan.visits[0].premedications[3].give_over_minutes == minutes


def test_famotidine_stands_in_for_ranitidine_and_says_so():
    given = plans.make_plan({"h2_blocker": {"drug": "famotidine"}}).visits[0].premedications[2]
    assert (given.drug, given.dose_mg, given.route, given.give_over_minutes, given.substituted_for) == (
        "famotidine",
        20,
        "intravenous",
        2,
        "ranitidine",
    )


def test_the_regimen_is_that_of_the_trial_record():
    # NCT02999633: 20 mg/kg on days 1, 8, 15 and 22 of 28-day cycles, up to 2; 16 years and older; 3 weeks, 2 weeks, 4 months, 1 week.
    regimen = default_regimen()
    assert regimen.registry_id == "NCT02999633"
    assert (regimen.study_drug.drug, regimen.study_drug.dose_mg_per_kg, regimen.study_drug.route) == ("isatuximab", 20, "intravenous")
    assert (regimen.days, regimen.cycle_length_days, regimen.most_cycles, regimen.least_age_years) == ((1, 8, 15, 22), 28, 2, 16)
    assert [(rule.drug, rule.routes) for rule in regimen.premedications] == [
        ("dexamethasone", ("oral", "intravenous")),
        ("acetaminophen", ("oral",)),
        ("ranitidine", ("intravenous",)),
        ("diphenhydramine", ("intravenous",)),
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
