"""Every number of the three records that the second calculation holds, against a regimen written out in a plan document."""

from collections.abc import Callable
from typing import Any

import pytest

from dosing.recheck.places import Place
from dosing.recheck.records import compare_regimen
from tests.unit.recheck_documents import PROSE, label_rates, numbers, one_more, two_bags

SAID = (*PROSE, "id", "revision", "reference", "sources", "caution", "always")


def carfilzomib() -> dict[str, Any]:
    """The US label with carfilzomib: as with pomalidomide, but that dexamethasone is 20 mg at every age."""
    document = two_bags()
    document["inputs"]["regimen"]["id"] = document["inputs"]["course"]["regimen"] = "label-10-us-kd"
    [steroid] = document["inputs"]["regimen"]["slots"][0]["drugs"]
    steroid["doses_mg"] = ["20"]
    steroid["unless_decided"] |= {"dose_mg": "20", "from_age_years": None, "dose_from_age_mg": None}
    return document


def named(document: dict[str, Any]) -> set[str]:
    return {found.path for found in compare_regimen(Place(document["inputs"]))}


@pytest.mark.parametrize("made", [label_rates, two_bags, carfilzomib])
def test_a_regimen_as_the_record_has_it_is_confirmed_and_each_of_its_numbers_is_held_to_it(made: Callable[[], dict[str, Any]]) -> None:
    document = made()
    assert named(document) == set()
    held = [each for each in numbers(document["inputs"]["regimen"], "regimen") if not any(f".{word}" in each[2] for word in SAID)]
    assert len(held) > 50
    for container, key, path in held:
        before = container[key]
        container[key] = one_more(before)
        assert path in named(document), path
        container[key] = before
