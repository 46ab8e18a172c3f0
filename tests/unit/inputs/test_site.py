"""What a site may decide: every limit just inside and just outside, what has to fit together, and a site's own values over the default's."""

import re
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.inputs.raw import build, site_from
from dosing.inputs.site import Site, default_of, merge_site
from tests import plans

ISLAY = default_regimen()

STEPS = [{"rate": "25", "minutes": 60}, {"rate": "50"}]
OWN = plans.ORDER_STEPS | {"name": "own", "first": STEPS, "second": STEPS, "later": STEPS}

# dotted key of a site file: what is taken, what is refused (each just inside or just outside its limit)
LIMITS: list[tuple[str, list[Any], list[Any]]] = [
    ("bag.volume_ml", ["250", "500"], ["249.9", "250.1", "499.9", "500.1", "100", "1000"]),
    ("bag.diluent", ["sodium chloride 0.9%", "dextrose 5%"], ["water", "sodium chloride 0.45%"]),
    ("bag.count", [1, 2], [0, 3, "1", 1.0]),
    ("bag.most_share_percent", ["50", 50], ["49.9", "50.1", "90", "100"]),  # more than half only with its data, below
    ("rounding.volume_step_ml", ["0.1", "0.2", "0.5", "1"], ["0.05", "0.09", "0.11", "0.25", "0.3", "2", "0"]),
    ("rounding.whole_vials_within_percent", ["5", "10"], ["0", "4.9", "5.1", "9.9", "10.1", "20"]),
    ("weights.counts_from_percent", ["0", "5", "10"], ["0.1", "4.9", "5.1", "10.1", "-5"]),
    ("weights.caution_from_percent", ["5", "10"], ["0", "4.9", "10.1"]),
    ("weights.oldest_on_day_1_days", [1, 14], [0, 15, "7"]),
    ("weights.oldest_days", [1, 28], [0, 29]),
    ("visit.check_in_minutes", [0, 240], [-1, 241]),
    ("visit.length_minutes", [60, 1440], [59, 1441]),
    ("visit.smallest_interval_days", [5, 6, 7], [4, 8]),
    ("infusion.first_again_after_days", [0, 28], [-1, 29]),
    ("fever_from", ["37.5 °C", "39 °C", "99.5 °F", "102.2 °F", "38C", " 38.0 C "], ["37.4 °C", "39.1 °C", "99.4 °F", "102.3 °F", "38", 38, "38,5 °C", "38.55 °C", "38 °K", "100.4 °C", "38 °F", "³8 °C", ""]),
    ("when_to_call", [["You bleed"], ["x"] * 6], [[], ["x"] * 7, "You bleed", [""], ["x" * 121], [1]]),
    ("opened_vial_minutes", [1, 1440], [0, 1441, -1, "360", 1.5]),
    ("vial_supply", ["stock", "trial", "patient"], ["", "Stock", "own"]),
    ("letterhead.calendar", ["nothing", "telephones", "telephones-and-address", "telephones-name-and-address"], ["all", "", "address"]),
    ("letterhead.paper", ["a4", "letter"], ["A4", "legal", ""]),
    ("country", ["US", "FR"], ["us", "USA", "U"]),
    ("time_zone", ["Europe/Paris"], ["Paris", "CET+1h"]),
]  # fmt: skip


def with_value(dotted: str, value: Any) -> dict[str, Any]:
    table, _, key = dotted.partition(".")
    return {table: {key: value}} if key else {table: value}


REVIEW = {"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02"}


def chosen(profile: dict[str, Any]) -> dict[str, Any]:
    """A site that uses one profile of its own, which AB compared with what it follows."""
    compared = {"compared_by": "AB", "compared_on": "2026-12-01"}
    return {"infusion": {"profile": profile["name"], "profiles": [profile], **compared}}


def taken(values: dict[str, Any]) -> bool:
    try:
        plans.make_site(values)
    except InputError:
        return False
    return True


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, inside, _ in LIMITS for value in inside])
def test_what_lies_just_inside_a_limit_of_the_site_is_taken(key, value):
    assert taken(with_value(key, value))


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize(("key", "value"), [(key, value) for key, _, outside in LIMITS for value in outside])
def test_what_lies_just_outside_a_limit_of_the_site_is_refused(key, value):
    assert not taken(with_value(key, value))


@pytest.mark.hazard("H-25")
@pytest.mark.parametrize(
    ("values", "possible"),
    [
        (plans.ORDER_RATES, True),
        ({"infusion": plans.ORDER_RATES["infusion"] | {"compared_by": None}}, False),
        ({"infusion": plans.ORDER_RATES["infusion"] | {"compared_by": "."}}, False),
        ({"infusion": plans.ORDER_RATES["infusion"] | {"compared_on": None}}, False),
        ({"infusion": plans.ORDER_RATES["infusion"] | {"profile": "order-15"}}, False),
        (plans.ORDER_RATES | {"bag": {"volume_ml": "500"}}, False),
        (chosen(OWN), True),
        (chosen(OWN | {"bag_ml": "500"}) | {"bag": {"volume_ml": "500"}}, True),
        (chosen(OWN | {"bag_ml": "500"}), False),
        ({"infusion": {"profiles": [OWN, OWN]}}, False),
        ({"infusion": {"profiles": [OWN | {"name": "label-250ml"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": []}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "0.1"}]}]}}, True),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "0.09"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "5000.1"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "5000"}]}]}}, True),  # held to the regimen's limits only where it is chosen
        ({"infusion": {"profiles": [OWN | {"basis": "mg_per_hour", "first": [{"rate": "9.9"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"basis": "mg_per_hour", "first": [{"rate": "10"}]}]}}, True),
        ({"infusion": {"profiles": [OWN | {"cap_mg_per_hour": "9.9"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"cap_mg_per_hour": "10"}]}}, True),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "50", "minutes": 0}, {"rate": "100"}]}]}}, False),
        ({"infusion": {"profiles": [OWN | {"first": [{"rate": "50"}, {"rate": "100"}]}]}}, False),  # only the last has no minutes
        ({"infusion": {"profiles": [OWN | {"follows": "habit"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"reference": " "}]}}, False),
        ({"infusion": {"profiles": [{key: value for key, value in OWN.items() if key != "reference"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"follows": "protocol", "beyond_limits": "as tolerated before"}]}}, False),
        ({"infusion": {"profiles": [OWN | {"beyond_limits": "as tolerated before"}]}}, True),
        ({"infusion": {"profiles": [OWN | {"second_bag": {"first": STEPS, "second": STEPS, "later": STEPS}}]}}, True),
        ({"infusion": {"profiles": [OWN | {"second_bag": {"first": STEPS, "second": STEPS}}]}}, False),
        ({"infusion": {"profiles": [OWN | {"second_bag": {"first": STEPS[:1], "second": STEPS, "later": STEPS}}]}}, False),
        ({"bag": {"count": 2}}, True),
        ({"bag": {"count": 2, "volume_ml": "500"}}, False),
        ({"bag": {"most_share_percent": "60"}}, False),
        ({"bag": {"most_share_percent": "90", "share_reference": "report 7 of 2026"}}, True),
        ({"bag": {"most_share_percent": "90.1", "share_reference": "report 7 of 2026"}}, False),
        ({"bag": {"share_reference": "report 7 of 2026"}}, False),
        ({"reviews": [REVIEW]}, True),
        ({"reviews": [REVIEW | {"by": " - "}]}, False),
        ({"reviews": [{key: value for key, value in REVIEW.items() if key != "on"}]}, False),
        ({"region": "CA"}, False),
        ({"country": "US", "region": "CA"}, True),
    ],
)
def test_values_of_a_site_have_to_fit_together(values, possible):
    assert taken(values) is possible


def test_a_site_file_changes_what_it_names_and_leaves_the_rest():
    site = plans.make_site(plans.slots(antihistamine={"dose_mg": "50"}))
    assert (site.premedications["antihistamine"].dose_mg, site.premedications["antihistamine"].minutes_before) == (50, 30)
    assert site.premedications["antipyretic"] == plans.make_site().premedications["antipyretic"]


def test_a_value_that_the_site_enters_is_marked_as_the_sites_and_no_other():
    site = plans.make_site(plans.slots(antihistamine={"dose_mg": "50"}) | {"vials": [{"strength_mg": "500", "volume_ml": "25"}]})
    entered = {key for key, entry in site.sources.items() if entry.kind == "site"}
    assert entered == {"premedications.antihistamine.dose_mg", "vials"}
    assert {entry.kind for entry in site.sources.values()} == {"label", "choice", "record", "site"}


def test_another_drug_takes_the_values_that_the_regimen_has_for_it_and_none_of_the_drug_before():
    site = plans.make_site(plans.slots(h2_blocker={"drug": "famotidine"}))
    own = site.premedications["h2_blocker"]
    assert (own.drug, own.dose_mg, own.route, own.minutes_before, own.give_over_minutes) == ("famotidine", 20, "intravenous", 30, 2)
    kinds = {key.rpartition(".")[2]: site.sources[key].kind for key in site.sources if key.startswith("premedications.h2_blocker.")}
    assert kinds == {"drug": "site", "dose_mg": "label", "route": "label", "minutes_before": "choice", "give_over_minutes": "label"}
    assert "famotidine" in site.sources["premedications.h2_blocker.dose_mg"].citation


def test_a_slot_that_is_left_out_has_its_reason_and_nothing_of_a_drug():
    site = plans.make_site(plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"}))
    left_out = site.premedications["h2_blocker"]
    assert {name for name, value in left_out if value is not None} == {"drug", "reason"}
    assert {key for key in site.sources if key.startswith("premedications.h2_blocker.")} == {
        "premedications.h2_blocker.drug",
        "premedications.h2_blocker.reason",
    }


def test_a_dose_that_the_site_states_is_its_dose_at_every_age():
    usual = plans.make_site(regimen="label-10-us-pd").premedications["steroid"]
    assert (usual.dose_mg, usual.from_age_years, usual.dose_from_age_mg) == (40, 75, 20)
    stated = plans.make_site(plans.slots(steroid={"dose_mg": "40"}), "label-10-us-pd")
    own = stated.premedications["steroid"]
    assert (own.dose_mg, own.from_age_years, own.dose_from_age_mg) == (40, None, None)
    assert not [key for key in stated.sources if "age" in key.rpartition(".")[2]]
    by_mouth = plans.make_site(plans.slots(steroid={"minutes_before": 30}), "label-10-us-pd").premedications["steroid"]
    assert (by_mouth.from_age_years, by_mouth.dose_from_age_mg) == (75, 20)


def test_a_profile_of_the_site_stands_beside_the_shipped_one_with_its_own_source():
    site = plans.make_site(chosen(OWN))
    assert [profile.name for profile in site.infusion.profiles] == ["own", "label-250ml"]  # so that a sentence counts the site's own first
    assert site.sources["infusion.profiles.own"].kind == "site"
    assert site.sources["infusion.profiles.label-250ml"].kind == "label"


def test_how_a_site_infuses_is_marked_as_its_own_also_where_it_brings_no_profile():
    site = plans.make_site({"infusion": {"profile": "label-250ml", "compared_by": "EF", "compared_on": "2026-12-01"}}, "label-10-us-kd")
    assert site.sources["infusion.profile"].kind == "site"
    assert site.sources["infusion.profiles.label-250ml"].kind == "label"


@pytest.mark.parametrize(("profile", "field"), [("label-250ml", "[1]"), ({}, "[1].first"), (OWN | {"name": 5}, "[1].name")])
def test_a_profile_that_is_no_table_or_has_no_name_is_told_by_its_number(profile, field):
    with pytest.raises(InputError) as raised:
        plans.make_site({"infusion": {"profiles": [profile]}})
    assert raised.value.field == f"site.infusion.profiles{field}"


@pytest.mark.parametrize("drug", ["cimetidine", 5, ["famotidine"]])
def test_a_drug_that_its_premedication_does_not_take_has_no_values_of_another(drug):
    with pytest.raises(InputError) as raised:
        plans.make_site(plans.slots(h2_blocker={"drug": drug}))
    assert raised.value.field.startswith("site.premedications.h2_blocker")


def test_reading_a_site_leaves_the_shipped_values_as_they_were():
    default = plans.default_values()
    site_from({"bag": {"volume_ml": "500"}, "infusion": {"profile": None}} | plans.slots(h2_blocker={"drug": "famotidine"}), default, ISLAY)
    assert default == plans.default_values()


def test_a_table_that_no_default_fills_is_the_sites_own_value_by_value() -> None:
    merged = merge_site({"sources": {}}, {"hydration": {"volume_ml": "500", "minutes_before": 30}}, ISLAY)
    entered = {"kind": "site", "citation": "entered by the pharmacy"}
    assert merged["hydration"] == {"volume_ml": "500", "minutes_before": 30}
    assert merged["sources"] == {"hydration.volume_ml": entered, "hydration.minutes_before": entered}


def whole_site() -> dict[str, Any]:
    """The raw values of the shipped site for islay."""
    values = plans.default_values()
    values.pop("format"), values.pop("letterhead")
    return default_of(ISLAY, values)


@pytest.mark.parametrize("key", whole_site()["sources"])
def test_no_value_that_a_sheet_shows_goes_without_its_source(key):
    values = whole_site()
    values["sources"] = {name: entry for name, entry in values["sources"].items() if name != key}
    with pytest.raises(InputError, match=f"says nothing about {re.escape(key)}; write where that value came from"):
        build(Site, values, "the course file", under="site")


def test_the_latest_review_of_this_very_revision_counts():
    kd = newest_regimen("label-10-us-kd")
    other = [REVIEW | {"regimen": "label-10-us-pd"}, REVIEW | {"revision": 2}]
    assert plans.make_site({"reviews": other}, "label-10-us-kd").review_of(kd) is None
    found = plans.make_site({"reviews": [REVIEW | {"by": "GH", "on": "2026-12-03"}, REVIEW, *other]}, "label-10-us-kd").review_of(kd)
    assert (found.by, found.on.isoformat()) == ("GH", "2026-12-03")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"fever_from": "38"}, "fever_from is '38'; write a temperature with its unit, like 38 °C or 100.4 °F."),
        ({"fever_from": "36 °C"}, "fever_from is 36\N{NO-BREAK SPACE}°C; write 37.5 to 39\N{NO-BREAK SPACE}°C."),
        ({"fever_from": "105 F"}, "fever_from is 105\N{NO-BREAK SPACE}°F; write 99.5 to 102.2\N{NO-BREAK SPACE}°F."),
    ],
)
def test_a_temperature_outside_its_limits_is_refused_in_its_own_unit(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        plans.make_site(values)
    assert refused.value.sentence == sentence


def test_a_temperature_is_kept_as_it_was_typed_in_one_way_of_writing() -> None:
    assert [plans.make_site({"fever_from": typed}).fever_from for typed in ("38.0C", "38 °C", "100.4 F")] == ["38 °C", "38 °C", "100.4 °F"]
