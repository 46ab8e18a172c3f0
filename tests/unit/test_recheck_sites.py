"""What a site may decide, held against the regimen in the document: premedications, vials, bags, rates and reviews."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, label_rates, paths, sealed, two_bags, with_change, with_input

SITE = "inputs.site"
CHOICES = f"{SITE}.premedications"
NO_H2: dict[str, Any] = {
    "drug": "none",
    "reason": "none is stocked",
    **dict.fromkeys(("dose_mg", "route", "minutes_before", "give_over_minutes")),
}
FAMOTIDINE: dict[str, Any] = {"drug": "famotidine", "dose_mg": "20", "give_over_minutes": 2}
AT_75: dict[str, Any] = {"from_age_years": 75, "dose_from_age_mg": "20"}


def with_choice(slot: str, document: dict[str, Any] | None = None, **values: object) -> dict[str, Any]:
    document = document or with_input(day_only(), "course.born", "1990-01-01")
    document["inputs"]["site"]["premedications"][slot] |= values
    return document


def of_the_site(document: dict[str, Any]) -> set[str]:
    return {path for path in paths(sealed(document)) if path.startswith(SITE)}


@pytest.mark.parametrize(
    ("slot", "values"),
    [
        ("steroid", {"dose_mg": "40"}),
        ("steroid", {"route": "intravenous", "form": "base"}),
        ("steroid", {"minutes_before": 15}),
        ("steroid", {"minutes_before": 60}),
        ("steroid", {"dose_mg": "40", **AT_75}),
        ("steroid", {"from_age_years": 1, "dose_from_age_mg": "40"}),
        ("steroid", {"from_age_years": 120, "dose_from_age_mg": "40"}),
        ("antipyretic", {"dose_mg": "1000"}),
        ("antipyretic", {"dose_mg": "650.5"}),
        ("h2_blocker", NO_H2),
        ("h2_blocker", FAMOTIDINE),
        ("h2_blocker", {"give_over_minutes": 30}),
        ("antihistamine", {"dose_mg": "50", "most_mg_per_minute": "5"}),
        ("antihistamine", {"product_mg": "50", "product_ml": "1", "dilute_to_ml": "50"}),
        ("antipyretic", {"product_mg": "325"}),
    ],
)
def test_what_the_regimen_allows_is_accepted(slot: str, values: dict[str, Any]) -> None:
    assert of_the_site(with_choice(slot, **values)) == set()


@pytest.mark.parametrize(
    ("slot", "values", "key"),
    [
        ("steroid", {"drug": "prednisolone"}, "drug"),
        ("steroid", {"drug": "none", "reason": "x"}, "drug"),  # the regimen needs one
        ("steroid", {"drug": "acetaminophen"}, "drug"),  # is another slot's
        ("steroid", {"dose_mg": "30"}, "dose_mg"),
        ("steroid", {"dose_mg": None}, "dose_mg"),
        ("steroid", {"dose_mg": 20}, "dose_mg"),
        ("steroid", {"route": "rectal"}, "route"),
        ("steroid", {"route": None}, "route"),
        ("steroid", {"minutes_before": 14}, "minutes_before"),
        ("steroid", {"minutes_before": 61}, "minutes_before"),
        ("steroid", {"minutes_before": None}, "minutes_before"),
        ("steroid", {"form": "base"}, "form"),  # by mouth
        ("steroid", {"route": "intravenous"}, "form"),
        ("steroid", {"route": "intravenous", "form": "acetate"}, "form"),
        ("steroid", {"from_age_years": 75}, "dose_from_age_mg"),
        ("steroid", {"dose_from_age_mg": "20"}, "from_age_years"),
        ("steroid", {"from_age_years": 75, "dose_from_age_mg": "10"}, "dose_from_age_mg"),
        ("steroid", {"from_age_years": 0, "dose_from_age_mg": "20"}, "from_age_years"),
        ("steroid", {"from_age_years": 121, "dose_from_age_mg": "20"}, "from_age_years"),
        ("steroid", {"from_age_years": "75", "dose_from_age_mg": "20"}, "from_age_years"),
        ("steroid", {"reason": "x"}, "reason"),
        ("steroid", {"give_over_minutes": 5}, "give_over_minutes"),
        ("steroid", {"most_mg_per_minute": "5"}, "most_mg_per_minute"),
        ("antipyretic", {"dose_mg": "649.9"}, "dose_mg"),
        ("antipyretic", {"dose_mg": "1000.1"}, "dose_mg"),
        ("antipyretic", {"route": "intravenous"}, "route"),
        ("antipyretic", {"form": "base"}, "form"),
        ("antipyretic", {"from_age_years": 75, "dose_from_age_mg": "2000"}, "dose_from_age_mg"),
        ("h2_blocker", {"form": "base"}, "form"),  # intravenous, but no form is asked for
        ("h2_blocker", {"give_over_minutes": 4}, "give_over_minutes"),
        ("h2_blocker", {"give_over_minutes": 31}, "give_over_minutes"),
        ("h2_blocker", {"give_over_minutes": None}, "give_over_minutes"),
        ("h2_blocker", FAMOTIDINE | {"give_over_minutes": 1}, "give_over_minutes"),
        ("h2_blocker", FAMOTIDINE | {"dose_mg": "50"}, "dose_mg"),
        ("h2_blocker", NO_H2 | {"reason": None}, "reason"),
        ("h2_blocker", NO_H2 | {"reason": 5}, "reason"),
        ("h2_blocker", NO_H2 | {"dose_mg": "50"}, "dose_mg"),
        ("h2_blocker", NO_H2 | {"minutes_before": 30}, "minutes_before"),
        ("antihistamine", {"most_mg_per_minute": None}, "most_mg_per_minute"),
        ("antihistamine", {"most_mg_per_minute": "4.9"}, "most_mg_per_minute"),
        ("antihistamine", {"most_mg_per_minute": "25.1"}, "most_mg_per_minute"),
        ("antihistamine", {"give_over_minutes": 1}, "give_over_minutes"),
        ("antihistamine", {"product_ml": "1"}, "product_ml"),
        ("antihistamine", {"product_mg": "0"}, "product_mg"),
        ("antihistamine", {"product_mg": "10001"}, "product_mg"),
        ("antihistamine", {"product_mg": "50", "product_ml": "1000.1"}, "product_ml"),
        ("antihistamine", {"dilute_to_ml": "0.9"}, "dilute_to_ml"),
        ("antihistamine", {"dilute_to_ml": "1000.1"}, "dilute_to_ml"),
        ("steroid", {"dilute_to_ml": "50"}, "dilute_to_ml"),  # by mouth
        ("h2_blocker", NO_H2 | {"product_mg": "20"}, "product_mg"),
    ],
)
def test_what_the_regimen_does_not_allow_is_named(slot: str, values: dict[str, Any], key: str) -> None:
    assert of_the_site(with_choice(slot, **values)) == {f"{CHOICES}.{slot}.{key}"}


def test_the_limits_are_those_of_the_regimen_in_the_document() -> None:
    document = with_choice("antihistamine", dose_mg="10")
    document["inputs"]["regimen"]["slots"][3]["drugs"][0]["least_mg"] = "10"
    assert of_the_site(document) == set()
    assert of_the_site(with_choice("antihistamine", two_bags(), route="oral")) == set()
    assert of_the_site(with_choice("antihistamine", route="oral")) == {f"{CHOICES}.antihistamine.route"}


def test_a_sentence_says_what_is_allowed() -> None:
    said = {
        found.path: found.sentence for found in recheck(with_choice("steroid", with_choice("antipyretic", dose_mg="1001"), dose_mg="30"))
    }
    assert said[f"{CHOICES}.antipyretic.dose_mg"].endswith("is 1,001 in the document; allowed is 650 to 1,000.")
    assert said[f"{CHOICES}.steroid.dose_mg"].endswith("is 30 in the document; allowed is 20 or 40.")


def test_every_slot_of_the_regimen_is_there_and_no_other() -> None:
    document = day_only()
    del document["inputs"]["site"]["premedications"]["antipyretic"]
    assert of_the_site(document) == {f"{CHOICES}.antipyretic"}
    document = with_input(day_only(), "site.premedications.antibiotic", {"drug": "none"})
    assert f"{CHOICES}.antibiotic" in of_the_site(document)
    assert of_the_site(with_input(day_only(), "site.premedications.antibiotic", None)) == set()
    for wrong in (None, [], "dexamethasone"):
        assert of_the_site(with_input(day_only(), "site.premedications.steroid", wrong)) == {f"{CHOICES}.steroid"}
        assert of_the_site(with_input(day_only(), "site.premedications", wrong)) == {CHOICES}


@pytest.mark.parametrize("undone", [False, True])
def test_a_site_that_a_change_brought_is_held_to_the_regimen_although_it_was_taken_back(undone: bool) -> None:
    site = with_choice("steroid", dose_mg="30")["inputs"]["site"]
    document = with_change(label_rates(), "resite", "2027-03-01", site=site)
    if undone:
        with_change(document, "undo")
    assert paths(sealed(document)) == {"inputs.course.changes[0].site.premedications.steroid.dose_mg"}


@pytest.mark.parametrize(
    ("vials", "key"),
    [
        ([], "vials"),
        ([{"strength_mg": "500", "volume_ml": "25"}] * 2, "vials"),
        ([{"strength_mg": "1400", "volume_ml": "10"}], "vials[0].strength_mg"),
        ([{"strength_mg": "500", "volume_ml": "25"}, {"strength_mg": "100", "volume_ml": "4"}], "vials[1].volume_ml"),
        ([{"strength_mg": 500, "volume_ml": "25"}], "vials[0].strength_mg"),
    ],
)
def test_vials_that_the_regimen_does_not_have_or_twice_are_named(vials: list[dict[str, Any]], key: str) -> None:
    assert f"{SITE}.{key}" in of_the_site(with_input(day_only(), "site.vials", vials))


@pytest.mark.parametrize(
    ("bag", "key"),
    [
        ({"count": 2}, None),
        ({"count": 2, "volume_ml": "500"}, "count"),
        ({"most_share_percent": "90", "share_reference": "data on file"}, None),
        ({"most_share_percent": "50.1", "share_reference": "data on file"}, None),
        ({"most_share_percent": "60"}, "share_reference"),
        ({"share_reference": "data on file"}, "share_reference"),
        ({"most_share_percent": "60", "share_reference": 5}, "share_reference"),
    ],
)
def test_bags_that_do_not_go_together_are_named(bag: dict[str, Any], key: str | None) -> None:
    document = day_only()
    document["inputs"]["site"]["bag"] |= bag
    assert of_the_site(document) == (set() if key is None else {f"{SITE}.bag.{key}"})


PROFILE = f"{SITE}.infusion.profiles[0]"


@pytest.mark.parametrize(
    ("document", "profile", "path"),
    [
        (label_rates, {"follows": "label"}, f"{PROFILE}.follows"),  # no label can be followed at 20 mg/kg
        (label_rates, {"follows": "protocol"}, None),
        (label_rates, {"follows": "hearsay"}, f"{PROFILE}.follows"),
        (label_rates, {"reference": None}, f"{PROFILE}.reference"),
        (label_rates, {"bag_ml": "500"}, f"{PROFILE}.bag_ml"),
        (label_rates, {"beyond_limits": "as ordered"}, None),
        (label_rates, {"beyond_limits": 5}, f"{PROFILE}.beyond_limits"),
        (label_rates, {"follows": "protocol", "beyond_limits": "as ordered"}, f"{PROFILE}.beyond_limits"),
        (two_bags, {"beyond_limits": "as ordered"}, f"{PROFILE}.beyond_limits"),
        (two_bags, {"second_bag": {"first": [], "second": []}}, f"{PROFILE}.second_bag.later"),
        (two_bags, {"second_bag": []}, f"{PROFILE}.second_bag"),
    ],
)
def test_a_chosen_profile_follows_what_the_regimen_lets_rates_follow(document: Any, profile: dict[str, Any], path: str | None) -> None:
    made = document()
    made["inputs"]["site"]["infusion"]["profiles"][0] |= profile
    assert (of_the_site(made) == set()) if path is None else (path in of_the_site(made))


def test_a_profile_that_is_not_chosen_may_follow_what_the_regimen_does_not() -> None:
    document = day_only()
    document["inputs"]["site"]["infusion"]["profiles"][0]["follows"] = "label"
    assert of_the_site(document) == set()


@pytest.mark.parametrize(
    ("key", "value"), [("compared_by", None), ("compared_by", 5), ("compared_on", None), ("compared_on", "2026-02-30")]
)
def test_a_chosen_profile_was_compared_by_somebody_on_a_day(key: str, value: object) -> None:
    assert of_the_site(with_input(label_rates(), f"site.infusion.{key}", value)) == {f"{SITE}.infusion.{key}"}
    assert of_the_site(with_input(day_only(), f"site.infusion.{key}", None)) == set()


REVIEW: dict[str, Any] = {"regimen": "islay", "revision": 1, "by": "EF", "on": "2026-12-01"}


@pytest.mark.parametrize(
    ("review", "key"),
    [({}, None), ({"regimen": None}, "regimen"), ({"revision": 0}, "revision"), ({"by": None}, "by"), ({"on": "today"}, "on")],
)
def test_a_review_names_a_regimen_a_person_and_a_day(review: dict[str, Any], key: str | None) -> None:
    document = with_input(day_only(), "site.reviews", [REVIEW | review])
    assert of_the_site(document) == (set() if key is None else {f"{SITE}.reviews[0].{key}"})
