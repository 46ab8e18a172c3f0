"""What the second calculation says of a site against the regimen, and how it runs an infusion, without any visit around them."""

from typing import Any

import pytest

from dosing.recheck.dose import make_dose
from dosing.recheck.infusion import Infusion, run_infusion
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.regimen import read_regimen
from dosing.recheck.sites import compare_sites
from tests.unit.recheck_documents import label_rates, two_bags

CHOICES = "site.premedications"
PROFILE = "site.infusion.profiles[0]"


def said(document: dict[str, Any]) -> list[str]:
    inputs = Place(document["inputs"])
    return [found.sentence for found in compare_sites(inputs, read_regimen(inputs.at("regimen")))]


def with_choice(slot: str, **values: object) -> dict[str, Any]:
    document = label_rates()
    document["inputs"]["site"]["premedications"].setdefault(slot, {}).update(values)
    return document


@pytest.mark.parametrize("made", [label_rates, two_bags])
def test_of_a_right_site_nothing_is_said(made: Any) -> None:
    assert said(made()) == []


@pytest.mark.parametrize(
    ("slot", "values", "sentence"),
    [
        ("steroid", {"route": "intravenous", "form": "base"}, None),
        ("steroid", {"from_age_years": 75, "dose_from_age_mg": "20"}, None),
        ("antihistamine", {"product_mg": "50", "product_ml": "1", "dilute_to_ml": "50"}, None),
        ("antihistamine", {"product_mg": "50"}, None),
        ("steroid", {"minutes_before": 14}, "steroid.minutes_before is 14 in the document; allowed is 15 to 60."),
        ("steroid", {"minutes_before": 61}, "steroid.minutes_before is 61 in the document; allowed is 15 to 60."),
        (
            "steroid",
            {"from_age_years": 121, "dose_from_age_mg": "20"},
            "steroid.from_age_years is 121 in the document; allowed is 1 to 120.",
        ),
        ("steroid", {"from_age_years": 0, "dose_from_age_mg": "20"}, "steroid.from_age_years is 0 in the document; allowed is 1 to 120."),
        ("steroid", {"route": "rectal"}, "steroid.route is rectal in the document; one of these belongs here: oral, intravenous."),
        ("steroid", {"form": "base"}, "steroid.form is base in the document; allowed is empty."),
        ("steroid", {"route": "intravenous"}, "steroid.form is empty in the document; allowed is base or phosphate."),
        ("steroid", {"reason": "x"}, "steroid.reason is x in the document; nothing belongs here beside this drug."),
        ("steroid", {"dilute_to_ml": "50"}, "steroid.dilute_to_ml is 50 in the document; only what is given into a vein is diluted."),
        ("antihistamine", {"product_ml": "1"}, "antihistamine.product_ml is 1 in the document; it belongs here only beside product_mg."),
        ("h2_blocker", {"give_over_minutes": 4}, "h2_blocker.give_over_minutes is 4 in the document; allowed is 5 to 30."),
        ("h2_blocker", {"give_over_minutes": 31}, "h2_blocker.give_over_minutes is 31 in the document; allowed is 5 to 30."),
        ("antihistamine", {"most_mg_per_minute": "25.1"}, "antihistamine.most_mg_per_minute is 25.1 in the document; allowed is 5 to 25."),
        ("antibiotic", {"drug": "none"}, 'antibiotic is {"drug": "none"} in the document; the regimen has no such premedication.'),
    ],
)
def test_a_choice_is_allowed_or_one_sentence_says_what_is(slot: str, values: dict[str, Any], sentence: str | None) -> None:
    assert said(with_choice(slot, **values)) == ([] if sentence is None else [f"{CHOICES}.{sentence}"])


def test_a_premedication_that_the_regimen_does_not_have_may_be_null() -> None:
    document = label_rates()
    document["inputs"]["site"]["premedications"]["antibiotic"] = None
    assert said(document) == []


@pytest.mark.parametrize(
    ("vials", "sentence"),
    [
        ([], "site.vials is [] in the document; at least one vial belongs here, and none twice."),
        (
            [{"strength_mg": "500", "volume_ml": "25"}, {"strength_mg": "500", "volume_ml": "25"}],
            "at least one vial belongs here, and none twice.",
        ),
        ([{"strength_mg": "1400", "volume_ml": "10"}], "site.vials[0].strength_mg is 1,400 in the document; allowed is 100 or 500."),
        ([{"strength_mg": "500", "volume_ml": "20"}], "site.vials[0].volume_ml is 20 in the document; that vial holds 25 mL."),
    ],
)
def test_vials_are_those_of_the_regimen_and_none_twice(vials: list[dict[str, str]], sentence: str) -> None:
    document = label_rates()
    document["inputs"]["site"]["vials"] = vials
    [found] = said(document)
    assert found.endswith(sentence)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"follows": "label"}, f"{PROFILE}.follows is label in the document; one of these belongs here: order, protocol."),
        ({"bag_ml": "500"}, f"{PROFILE}.bag_ml is 500 in the document; the site's bag holds 250 mL."),
    ],
)
def test_a_chosen_profile_follows_the_regimen_and_is_made_for_the_bag(values: dict[str, Any], sentence: str) -> None:
    document = label_rates()
    document["inputs"]["site"]["infusion"]["profiles"][0] |= values
    assert said(document) == [sentence]


def infused(document: dict[str, Any], steps: list[tuple[str, int | None]], **profile: object) -> Infusion:
    """How the dose of a document runs in by these first steps."""
    rows = [{"rate": rate, "minutes": minutes} for rate, minutes in steps]
    document["inputs"]["site"]["infusion"]["profiles"][0] |= {"first": rows, "beyond_limits": "as ordered", "follows": "order", **profile}
    inputs = Place(document["inputs"])
    site, regimen = inputs.at("site"), read_regimen(inputs.at("regimen"))
    infusion = run_infusion(site, "first", make_dose(inputs.at("course", "weight_kg"), site, regimen), regimen)
    assert infusion is not None
    return infusion


def test_what_is_not_whole_is_written_with_two_decimals() -> None:
    document = label_rates()
    document["inputs"]["regimen"]["rates"]["label_mg_per_kg"] = "3.33"
    # 7 min at 33.3 mL/h are 3.885 mL, with 5.792 mg/mL 192.8736 mg/h; 246.115 mL take 147.669 min at 100 mL/h.
    infusion = infused(document, [("33.3", 7), ("100", None)])
    [[(begins, first), (then, second)]] = infusion.bags
    assert (begins, first["volume_ml"], first["cumulative_ml"], first["mg_per_hour"]) == (0, "3.89", "3.89", "192.87")
    assert (then, second["volume_ml"], second["cumulative_ml"], second["minutes"]) == (7, "246.12", "250", "147.67")
    assert (infusion.stated["minutes"], infusion.ends, infusion.lasts) == ("154.67", 155, 155)
    # 72.35 kg x 3.33 mg/kg x 150 mL/h / 250 mL.
    assert infusion.stated["label_mg_per_hour"] == "144.56"


def test_a_second_bag_begins_when_the_first_one_is_empty() -> None:
    # 15,000 / 71 are 211.2676 min, and 15,000 / 75 are 200.
    second = {key: [{"rate": "75", "minutes": None}] for key in ("first", "second", "later")}
    infusion = infused(two_bags(), [("71", None)], second_bag=second)
    [[(begins, first)], [(then, step)]] = infusion.bags
    assert (begins, first["elapsed_minutes"], first["minutes"]) == (0, "0", "211.27")
    assert (then, step["elapsed_minutes"], step["minutes"]) == (212, "211.27", "200")
    assert (infusion.stated["minutes"], infusion.ends, infusion.lasts) == ("411.27", 412, 412)


def test_of_a_second_bag_without_steps_nothing_is_known_and_the_end_is_open() -> None:
    infusion = infused(two_bags(), [("60", 50), ("75", None)], second_bag=None)
    assert [len(steps) for steps in infusion.bags] == [2, 0]
    assert (infusion.stated["minutes"], infusion.ends, infusion.lasts) == (None, None, 210)


def test_a_step_may_last_one_minute() -> None:
    # 1 min at 60 mL/h is 1 mL, and 249 mL take 249 min.
    infusion = infused(label_rates(), [("60", 1), ("60", None)])
    assert (infusion.stated["minutes"], infusion.bags[0][1][0]) == ("250", 1)


@pytest.mark.parametrize(
    ("basis", "cap", "rate"),
    [
        ("mg_per_hour", None, "30.2"),  # 175 x 250 / 1,448 is 30.214
        ("mg_per_hour", "100", "17.2"),  # 100 x 250 / 1,448 is 17.265
        ("ml_per_hour", None, "175"),
        ("ml_per_hour", "100", "17.2"),
        ("ml_per_hour", "1013.6", "175"),  # 175 x 5.792 is 1,013.6: on the cap
        ("ml_per_hour", "1013.5", "174.9"),
    ],
)
def test_a_rate_is_in_ml_or_mg_an_hour_and_held_under_the_cap(basis: str, cap: str | None, rate: str) -> None:
    infusion = infused(label_rates(), [("175", None)], basis=basis, cap_mg_per_hour=cap)
    assert infusion.bags[0][0][1]["rate_ml_per_hour"] == rate


def test_a_step_without_minutes_before_the_last_one_runs_until_the_bag_is_empty() -> None:
    infusion = infused(label_rates(), [("125", None), ("25", None)])
    assert (infusion.stated["minutes"], len(infusion.bags[0])) == ("120", 1)


@pytest.mark.parametrize(
    ("beyond", "steps", "reason"),
    [
        (None, [("25", 60), ("96.4", None)], None),  # 25 mL, and 225 mL take 140.04 min
        (None, [("25", 60), ("96.5", None)], "at these rates the bag is empty sooner than 200 minutes for 250 mL, the regimen's limit"),
        ("as ordered", [("25", 60), ("96.5", None)], None),
        (None, [("25", 210), ("150.1", None)], "a rate is above 150 mL an hour, the regimen's limit"),
        (None, [("25.1", 210), ("150", None)], "the first rate is above 25 mL an hour, the regimen's limit"),
    ],
)
def test_steps_go_beyond_the_limits_of_the_regimen_only_with_a_reason(beyond: object, steps: list[Any], reason: str | None) -> None:
    if reason is None:
        assert infused(label_rates(), steps, beyond_limits=beyond).bags
        return
    with pytest.raises(Unreadable) as unreadable:
        infused(label_rates(), steps, beyond_limits=beyond)
    assert (unreadable.value.place.path, unreadable.value.reason) == (f"{PROFILE}.first", reason)
