"""Both ends of every limit of a site: the second calculation accepts a value on the limit, and names the next one beyond it."""

from typing import Any

import pytest

from dosing.recheck.forms import ByKind, ListOf, MapOf, OrNull, With, amounts, anything, misfits, only, or_null, up_to, wholes
from dosing.recheck.limits import DOCUMENT, SITE, keys
from dosing.recheck.places import Place
from tests.unit.recheck_documents import label_rates, two_bags, with_change

PROFILE = "infusion.profiles.0"
REVIEW: dict[str, Any] = {"regimen": "islay", "revision": 1, "by": "EF", "on": "2026-12-01"}


def with_site(path: str, value: object) -> dict[str, Any]:
    document = label_rates()
    document["inputs"]["site"] |= {"opened_vial_minutes": None, "reviews": [dict(REVIEW)]}
    for choice in document["inputs"]["site"]["premedications"].values():
        choice |= {"product_mg": "50", "product_ml": "1", "dilute_to_ml": None}
    *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place: Any = document["inputs"]["site"]
    for key in way:
        place = place[key]
    place[last] = value
    return document


def is_named(path: str, value: object) -> bool:
    written = path.replace("profiles.0", "profiles[0]").replace("reviews.0", "reviews[0]").replace("first.0", "first[0]")
    return written in {found.path for found in misfits(Place(with_site(path, value)["inputs"]["site"]), SITE)}


@pytest.mark.parametrize(
    ("path", "allowed", "beyond"),
    [
        ("bag.volume_ml", ["250", "500"], ["251", "499", "501"]),
        ("bag.count", [1, 2], [0, 3]),
        ("bag.most_share_percent", ["50", "90"], ["49.999999", "90.000001"]),
        ("rounding.volume_step_ml", ["0.1", "0.2", "0.5", "1"], ["0.3", "2"]),
        ("rounding.whole_vials_within_percent", ["5", "10", None], ["4", "6", "9", "11"]),
        ("weights.counts_from_percent", ["0", "5", "10"], ["1", "4", "11"]),
        ("weights.caution_from_percent", ["5", "10"], ["0", "4", "11"]),
        ("weights.oldest_on_day_1_days", [1, 14], [0, 15]),
        ("weights.oldest_days", [1, 28], [0, 29]),
        ("visit.check_in_minutes", [0, 1], [-1]),
        ("visit.length_minutes", [1, 2], [0]),
        ("visit.smallest_interval_days", [5, 6, 7], [4, 8]),
        ("infusion.first_again_after_days", [0, 28], [-1, 29]),
        (f"{PROFILE}.first.0.minutes", [1, 2, None], [0]),
        (f"{PROFILE}.cap_mg_per_hour", ["0.000001", None], ["0"]),
        ("reviews.0.revision", [1, 2], [0]),
        ("opened_vial_minutes", [1, 1440, None], [0, 1441]),
        ("premedications.antihistamine.product_mg", ["0.000001", "10000", None], ["0", "10000.000001"]),
        ("premedications.antihistamine.product_ml", ["0.000001", "1000", None], ["0", "1000.000001"]),
        ("premedications.antihistamine.dilute_to_ml", ["1", "1000", None], ["0.999999", "1000.000001"]),
    ],
)
def test_a_value_on_a_limit_of_the_site_is_accepted_and_the_next_beyond_is_named(path: str, allowed: list[Any], beyond: list[Any]) -> None:
    assert [value for value in allowed if is_named(path, value)] == []
    assert [value for value in beyond if not is_named(path, value)] == []


def sentences(site: dict[str, Any]) -> list[str]:
    """What does not agree between the values of a site, in the order in which it is found."""
    return [found.sentence for found in misfits(Place(site), SITE)]


def site_with(place: str, **values: object) -> dict[str, Any]:
    site: dict[str, Any] = label_rates()["inputs"]["site"]
    {"bag": site["bag"], "profile": site["infusion"]["profiles"][0], "infusion": site["infusion"]}[place].update(values)
    return site


SHARE = "a text belongs here exactly where the drug may fill more than 50%."
BEYOND = "infusion.profiles[0].beyond_limits is as ordered in the document; only steps that follow an order go beyond the limits."


@pytest.mark.parametrize(
    ("site", "said"),
    [
        (site_with("bag", count=2, volume_ml="250"), []),
        (site_with("bag", count=1, volume_ml="500"), []),
        (site_with("bag", count=2, volume_ml="500"), ["bag.count is 2 in the document; two bags are of 250 mL each."]),
        (site_with("bag", share_reference="on file"), [f"bag.share_reference is on file in the document; {SHARE}"]),
        (site_with("bag", most_share_percent="60"), [f"bag.share_reference is empty in the document; {SHARE}"]),
        (site_with("bag", most_share_percent="60", share_reference="on file"), []),
        (site_with("profile", beyond_limits="as ordered", follows="order"), []),
        (site_with("profile", beyond_limits="as ordered", follows="protocol"), [BEYOND]),
        (site_with("profile", beyond_limits="as ordered", follows="label"), [BEYOND]),
        (site_with("profile", beyond_limits=None, follows="protocol"), []),
        (site_with("profile", bag_ml="500"), []),
        (site_with("profile", bag_ml="501"), ["infusion.profiles[0].bag_ml is 501 in the document; allowed is 250 or 500."]),
        (site_with("infusion", compared_by=None), ["infusion.compared_by is empty in the document; a text belongs here."]),
        (site_with("infusion", profile=None, compared_by=None, compared_on=None), []),
        (
            site_with("infusion", compared_by=5, compared_on="2026-02-30"),
            [
                "infusion.compared_by is 5 in the document; a text belongs here.",
                "infusion.compared_on is 2026-02-30 in the document; a day is written like 2027-01-04 and must exist.",
            ],
        ),
    ],
)
def test_what_does_not_go_together_in_a_site_is_said_in_one_sentence_each(site: dict[str, Any], said: list[str]) -> None:
    assert sentences(site) == said


@pytest.mark.parametrize("document", [label_rates(), two_bags(), with_change(label_rates(), "outcome", visit="C1D1", in_full=True)])
def test_a_right_document_has_nothing_that_does_not_fit(document: dict[str, Any]) -> None:
    assert misfits(Place(document), DOCUMENT) == []


def test_an_outcome_that_says_two_things_does_not_fit() -> None:
    document = with_change(label_rates(), "outcome", visit="C1D1", in_full=True, not_given=True)
    assert [found.path for found in misfits(Place(document), DOCUMENT)] == ["inputs.course.changes[0].not_given"]


def found_in(value: object, form: Any) -> list[str]:
    return [found.sentence for found in misfits(Place({"a": value}), {"a": form})]


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (1, anything, []),
        (None, anything, []),
        ({}, keys("b", "c"), ["a.b is missing in the document.", "a.c is missing in the document."]),
        ({"b": 1, "d": 2, "e": None}, keys("b"), ["a.d is 2 in the document; the second calculation does not know it."]),
        (None, keys("b"), ["a is empty in the document; an object with named values belongs here."]),
        (None, OrNull(keys("b")), []),
        ({}, OrNull(keys("b")), ["a.b is missing in the document."]),
        ([{"b": 1}, {}], ListOf(keys("b")), ["a[1].b is missing in the document."]),
        ({}, ListOf(anything), ["a is {} in the document; a list belongs here."]),
        ({"x": {"b": 1}, "y": {}, "z": None}, MapOf(keys("b")), ["a.y.b is missing in the document."]),
        ({"kind": "x"}, ByKind({"x": keys("kind", "b")}), ["a.b is missing in the document."]),
        ({"kind": "y"}, ByKind({"x": keys("kind", "b")}), []),
        ({"kind": 1}, ByKind({"x": keys("kind", "b")}), []),
        ({}, ByKind({}), ["a.kind is missing in the document."]),
        ("5", only("5", None), []),
        (None, only("5", None), []),
        (5, only("5"), ["a is 5 in the document; allowed is 5."]),
        ("7", only("5", 6, None), ["a is 7 in the document; allowed is 5 or 6 or empty."]),
        ("10001", amounts(1, 10_000), ["a is 10,001 in the document; allowed is 1 to 10,000."]),
        (4, wholes(1, 3), ["a is 4 in the document; allowed is 1 to 3."]),
        (0, wholes(1, 3), ["a is 0 in the document; allowed is 1 to 3."]),
        (0, wholes(1), ["a is 0 in the document; allowed is 1 or more."]),
        (100_000, wholes(1), []),
        ("0", up_to(1000), ["a is 0 in the document; it must be more than 0."]),
        ("1000.1", up_to(1000), ["a is 1,000.1 in the document; allowed is at most 1,000."]),
        (None, or_null(wholes(1)), []),
        (0, or_null(wholes(1)), ["a is 0 in the document; allowed is 1 or more."]),
    ],
)
def test_a_value_that_its_form_does_not_allow_is_said_in_one_sentence(value: object, form: Any, said: list[str]) -> None:
    assert found_in(value, form) == said


def test_what_has_to_agree_is_looked_at_after_the_form_and_with_it() -> None:
    form = With(keys("b"), lambda place: iter(misfits(place.at("c"), only(1))))
    assert found_in({"c": 2}, form) == [
        "a.b is missing in the document.",
        "a.c is 2 in the document; the second calculation does not know it.",
        "a.c is 2 in the document; allowed is 1.",
    ]
    assert found_in({"b": 0}, form) == ["a.c is missing in the document."]


@pytest.mark.parametrize(
    ("severity", "fits"), [("refuse", True), ("caution", True), ("undetermined", True), ("note", True), ("warning", False)]
)
def test_a_finding_has_one_of_four_severities(severity: str, fits: bool) -> None:
    document = label_rates()
    document["findings"][0]["severity"] = severity
    assert [found.path for found in misfits(Place(document), DOCUMENT)] == ([] if fits else ["findings[0].severity"])
