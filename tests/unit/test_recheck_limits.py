"""Both ends of every limit of a site: the second calculation accepts a value on the limit, and names the next one beyond it."""

from typing import Any

import pytest

from tests.unit.recheck_documents import label_rates, paths

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
    return f"inputs.site.{written}" in paths(with_site(path, value))


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
