"""What a site may decide: every limit just inside and just outside, what has to fit together, and a site's own values over the default's."""

import re
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.inputs.raw import build, site_from
from dosing.inputs.site import Site, merge_site
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
    ("letterhead.paper", ["a4", "letter"], ["A4", "legal", ""]),
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


def test_a_site_file_changes_what_it_names_and_leaves_the_rest():
    site = plans.make_site({"diphenhydramine": {"dose_mg": "50"}})
    assert (site.diphenhydramine.dose_mg, site.diphenhydramine.minutes_before) == (50, 30)
    assert site.acetaminophen == plans.make_site().acetaminophen


def test_a_value_that_the_site_enters_is_marked_as_the_sites_and_no_other():
    site = plans.make_site({"diphenhydramine": {"dose_mg": "50"}, "vials": [{"strength_mg": "500", "volume_ml": "25"}]})
    assert site.sources["diphenhydramine.dose_mg"].kind == site.sources["vials"].kind == "site"
    assert {
        kind for key, kind in ((key, entry.kind) for key, entry in site.sources.items()) if key not in ("diphenhydramine.dose_mg", "vials")
    } == {
        "label",
        "choice",
        "record",
    }


def test_a_profile_of_the_site_stands_beside_the_shipped_one_with_its_own_source():
    steps = [{"rate": "50"}]
    own = {"name": "own", "basis": "ml_per_hour", "bag_ml": "250", "first": steps, "second": steps, "later": steps}
    site = plans.make_site({"infusion": {"profile": "own", "profiles": [own]}})
    assert [profile.name for profile in site.infusion.profiles] == ["label-250ml", "own"]
    assert site.sources["infusion.profiles.own"].kind == "site"
    assert site.sources["infusion.profiles.label-250ml"].kind == "label"


def test_reading_a_site_leaves_the_shipped_values_as_they_were():
    default = plans.default_values()
    site_from({"bag": {"volume_ml": "500"}, "infusion": {"profile": None}}, default)
    assert default == plans.default_values()


def test_a_table_that_no_default_fills_is_the_sites_own_value_by_value() -> None:
    merged = merge_site({"sources": {}}, {"montelukast": {"dose_mg": "10", "minutes_before": 30}})
    entered = {"kind": "site", "citation": "entered by the pharmacy"}
    assert merged["montelukast"] == {"dose_mg": "10", "minutes_before": 30}
    assert merged["sources"] == {"montelukast.dose_mg": entered, "montelukast.minutes_before": entered}


@pytest.mark.parametrize("key", plans.default_values()["sources"])
def test_no_value_that_a_sheet_shows_goes_without_its_source(key):
    values = plans.default_values()
    del values["sources"][key]
    values.pop("format"), values.pop("letterhead")
    with pytest.raises(InputError, match=f"says nothing about {re.escape(key)}; write where that value came from"):
        build(Site, values, "the course file", under="site")
