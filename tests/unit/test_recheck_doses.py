"""What the second calculation makes of doses, premedications, rates and clocks, against numbers worked out by hand."""

from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, two_bags, with_change, with_correction, with_input

FIRST = "visits.C1D1"


def at_first_visit(document: dict[str, Any], within: str) -> dict[str, Any]:
    start = f"{FIRST}.{within}"
    return {path.removeprefix(start): value for path, value in recalculated(document).items() if path.startswith(start)}


def of_weight(kg: str, **site: object) -> dict[str, Any]:
    document = with_input(day_only(), "course.weight_kg", kg)
    for key, value in site.items():
        with_input(document, f"site.{key.replace('__', '.')}", value)
    return at_first_visit(document, "study_drug.")


def vial(strength: int, count: int) -> dict[str, Any]:
    return {"strength_mg": str(strength), "volume_ml": {100: "5", 500: "25"}[strength], "count": count}


def test_920_mg_opens_two_vials_of_500_mg_and_draws_21_ml_of_the_second() -> None:
    found = of_weight("46")
    assert (found["calculated_mg"], found["rounded_mg"], found["discard_mg"]) == ("920", "920", "80")
    assert (found["vials[0].count"], found["draw[0].whole"], found["draw[0].part_ml"]) == (2, 1, "21")
    # 900 is 20 below 920, 2.174%; 1,000 is 80 above, 8.696%.
    assert found["whole_vial_totals[0].total_mg"] == "900"
    assert found["whole_vial_totals[0].deviation_percent"] == "-2.17"
    assert found["whole_vial_totals[1].total_mg"] == "1000"
    assert found["whole_vial_totals[1].deviation_percent"] == "8.7"
    assert found["bags[0].concentration_mg_per_ml"] == "3.68"


def test_2_mg_more_than_four_large_vials_open_a_small_one() -> None:
    found = of_weight("100.1")
    assert (found["rounded_mg"], found["volume_ml"], found["discard_mg"]) == ("2002", "100.1", "98")
    assert found["vials[0].count"] == 4
    assert found["vials[1]"] == vial(100, 1)
    assert (found["draw[0].whole"], found["draw[0].part_ml"]) == (4, None)
    assert found["draw[1]"] == {"strength_mg": "100", "whole": 0, "part_ml": "0.1"}
    assert (found["whole_vial_totals[0].total_mg"], found["whole_vial_totals[0].deviation_percent"]) == ("2000", "-0.1")
    assert (found["whole_vial_totals[1].total_mg"], found["whole_vial_totals[1].deviation_percent"]) == ("2100", "4.9")


@pytest.mark.parametrize(
    ("kg", "step", "volume", "mg", "deviation"),
    [
        ("72.34", "0.1", "72.3", "1446", "-0.06"),  # 0.8 mg less than 1,446.8 mg, 0.055%
        ("72.35", "0.2", "72.4", "1448", "0.07"),
        ("72.3", "0.2", "72.4", "1448", "0.14"),  # half a step, rounded up
        ("72.25", "0.5", "72.5", "1450", "0.35"),  # half a step, rounded up
        ("72.24", "0.5", "72", "1440", "-0.33"),  # 4.8 mg less than 1,444.8 mg, 0.332%
        ("72.5", "1", "73", "1460", "0.69"),
    ],
)
def test_the_volume_is_rounded_half_up_to_the_sites_step(kg: str, step: str, volume: str, mg: str, deviation: str) -> None:
    stated = {"volume_ml": "72.4", "rounded_mg": "1448", "deviation_percent": "0.07"}
    found = stated | of_weight(kg, rounding__volume_step_ml=step)
    assert (found["volume_ml"], found["rounded_mg"], found["deviation_percent"]) == (volume, mg, deviation)


@pytest.mark.parametrize(
    ("kg", "mg", "deviation"),
    [
        ("72.35", "1400", "-3.25"),  # 1,447: 47 down is nearer than 53 up
        ("72.5", "1400", "-3.45"),  # 1,450: a tie, the lower
        ("72.51", "1500", "3.43"),  # 1,450.2: 49.8 up is nearer
    ],
)
def test_within_the_sites_percentage_the_nearest_whole_vial_total_is_drawn(kg: str, mg: str, deviation: str) -> None:
    found = of_weight(kg, rounding__whole_vials_within_percent="5")
    assert (found["rounded_mg"], found["deviation_percent"], found["rounding"]) == (mg, deviation, "whole-vials")


def test_no_whole_vial_total_is_drawn_beyond_the_sites_percentage() -> None:
    # From vials of 500 mg alone the nearest to 1,447 is 1,500, 3.66%; to 1,340 it is 1,500, 11.94%.
    large_only = [{"strength_mg": "500", "volume_ml": "25"}]
    near = of_weight("72.35", vials=large_only, rounding__whole_vials_within_percent="5")
    assert (near["rounded_mg"], near["rounding"], near["discard_mg"]) == ("1500", "whole-vials", "0")
    far = of_weight("67", vials=large_only, rounding__whole_vials_within_percent="10")
    assert (far["rounded_mg"], far["discard_mg"]) == ("1340", "160")
    assert "rounding" not in far


@pytest.mark.parametrize(("kg", "mg"), [("47.62", "1000"), ("47.61", "952")])
def test_the_sites_percentage_is_one_of_the_calculated_dose(kg: str, mg: str) -> None:
    # 1,000 mg is 4.998% above 952.4 mg and 5.020% above 952.2 mg.
    large_only = [{"strength_mg": "500", "volume_ml": "25"}]
    assert of_weight(kg, vials=large_only, rounding__whole_vials_within_percent="5")["rounded_mg"] == mg


def test_a_whole_vial_total_of_0_is_never_shown_or_drawn() -> None:
    found = of_weight("24", vials=[{"strength_mg": "500", "volume_ml": "25"}], rounding__whole_vials_within_percent="10")
    assert (found["rounded_mg"], found["deviation_percent"]) == ("500", "4.17")
    assert found["whole_vial_totals[0].total_mg"] == "500"
    # Only one entry is left, and the document states two.
    assert found["whole_vial_totals[1]"] is None


def test_from_small_vials_alone_every_vial_is_a_small_one() -> None:
    found = of_weight("72.35", vials=[{"strength_mg": "100", "volume_ml": "5"}])
    assert (found["vials[0].strength_mg"], found["vials[0].count"]) == ("100", 15)
    assert (found["draw[0].whole"], found["draw[0].part_ml"]) == (14, "2.4")


LARGE_AND_SMALL = [
    {"strength_mg": "400", "volume_ml": "20"},
    {"strength_mg": "240", "volume_ml": "12"},
    {"strength_mg": "60", "volume_ml": "3"},
]


def of_vials(kg: str, vials: list[dict[str, str]], **rounding: object) -> dict[str, Any]:
    """What is stated of the drug at the first visit where the regimen and the site have other vials."""
    document = with_input(with_input(day_only(), "regimen.vials", vials), "site.vials", vials)
    document["inputs"]["site"]["rounding"] |= rounding
    document["visits"][0]["study_drug"] = None
    return recalculated(with_input(document, "course.weight_kg", kg))[f"{FIRST}.study_drug"]


def opened(drug: dict[str, Any]) -> list[tuple[str, int]]:
    return [(vial["strength_mg"], vial["count"]) for vial in drug["vials"]]


@pytest.mark.parametrize(
    ("kg", "vials", "discard"),
    [
        # 480 mg: 240 + 240 discard nothing, while 400 and two of 60 discard 40.
        ("24", [("240", 2)], "0"),
        # 500 mg cannot be made (less 400 it is 100, and itself no multiple of 60); 520 are 400 and two of 60.
        ("25", [("400", 1), ("60", 2)], "20"),
        # 960 mg: four of 240; less 400 it is 560, less 800 it is 160, and neither is a multiple of 60.
        ("48", [("240", 4)], "0"),
        # 1,200 mg: three of 400 are fewer than five of 240.
        ("60", [("400", 3)], "0"),
        # 720 mg: three of 240; less 400 it is 320, no multiple of 60.
        ("36", [("240", 3)], "0"),
        # 1,447 mg: every total is a multiple of 20, so the next is 1,460. Less 2 x 400 it is 660, 2 x 240 + 3 x 60; less 0, 1 or 3 x 400
        # it is no multiple of 60.
        ("72.35", [("400", 2), ("240", 2), ("60", 3)], "12"),
    ],
)
def test_the_vials_hold_the_dose_with_least_discard_then_they_are_few(kg: str, vials: list[tuple[str, int]], discard: str) -> None:
    drug = of_vials(kg, LARGE_AND_SMALL)
    assert (opened(drug), drug["discard_mg"]) == (vials, discard)


def test_of_as_few_vials_those_with_more_of_the_largest_are_opened() -> None:
    # 600 mg: 400 + 200 and 300 + 300 are two vials each.
    vials = [{"strength_mg": str(20 * ml), "volume_ml": str(ml)} for ml in (15, 10, 20)]
    assert opened(of_vials("30", vials)) == [("400", 1), ("200", 1)]
    # 900 mg: 400 + 300 + 200 and 300 + 300 + 300, and 400 + 400 + 100 is not there.
    assert opened(of_vials("45", vials)) == [("400", 1), ("300", 1), ("200", 1)]


def test_every_vial_is_drawn_whole_but_one_of_the_smallest_opened() -> None:
    drug = of_vials("25", LARGE_AND_SMALL)
    # 20 mL of the large one, 3 mL of a small one, and 2 mL of the other make 25 mL.
    assert drug["draw"] == [{"strength_mg": "400", "whole": 1, "part_ml": None}, {"strength_mg": "60", "whole": 1, "part_ml": "2"}]


def test_whole_vial_totals_are_those_around_the_dose_that_vials_can_make() -> None:
    # Below 500 mg are 480 (2 x 240), above it 520 (400 + 2 x 60).
    totals = of_vials("25", LARGE_AND_SMALL)["whole_vial_totals"]
    assert [(total["total_mg"], total["deviation_percent"]) for total in totals] == [("480", "-4"), ("520", "4")]
    assert totals[0]["vials"] == [{"strength_mg": "240", "volume_ml": "12", "count": 2}]
    # 480 mg are made by vials themselves.
    assert [total["total_mg"] for total in of_vials("24", LARGE_AND_SMALL)["whole_vial_totals"]] == ["480"]


def test_the_lower_of_two_whole_vial_totals_as_near_is_drawn() -> None:
    drug = of_vials("25", LARGE_AND_SMALL, whole_vials_within_percent="5")
    assert (drug["rounded_mg"], drug["rounding"], opened(drug)) == ("480", "whole-vials", [("240", 2)])


def test_vials_that_differ_by_too_little_to_count_in_are_named() -> None:
    vials = [{"strength_mg": "100", "volume_ml": "5"}, {"strength_mg": "100.00002", "volume_ml": "5.000001"}]
    document = with_input(with_input(day_only(), "regimen.vials", vials), "site.vials", vials)
    assert "inputs.site.vials" in paths(document)


@pytest.mark.parametrize(
    ("kg", "step", "ml"),
    [
        ("72.35", "0.1", ["36.2", "36.2"]),  # 72.4 mL
        ("72.5", "0.1", ["36.3", "36.2"]),
        ("72.35", "0.5", ["36.5", "36"]),  # 72.5 mL
        ("73", "1", ["37", "36"]),
    ],
)
def test_two_bags_hold_halves_on_the_volume_step_the_first_the_larger(kg: str, step: str, ml: list[str]) -> None:
    document = with_input(with_input(day_only(), "site.bag.count", 2), "site.rounding.volume_step_ml", step)
    document["visits"][0]["study_drug"]["bags"] = []
    found = recalculated(with_input(document, "course.weight_kg", kg))
    bags = [found[f"{FIRST}.study_drug.bags[{i}]"] for i in (0, 1)]
    assert [bag["drug_ml"] for bag in bags] == [bag["remove_ml"] for bag in bags] == ml
    assert {bag["bag_ml"] for bag in bags} == {"250"}


def test_each_of_two_bags_states_its_own_drug_and_concentration() -> None:
    document = with_input(with_input(day_only(), "site.bag.count", 2), "course.weight_kg", "72.5")
    found = at_first_visit(document, "study_drug.bags")
    # 36.3 mL are 726 mg, in 250 mL 2.904 mg/mL; 36.2 mL are 724 mg, 2.896 mg/mL.
    assert (found["[0].drug_mg"], found["[0].concentration_mg_per_ml"]) == ("726", "2.904")
    assert found["[1]"] == {
        "bag_ml": "250", "drug_ml": "36.2", "drug_mg": "724", "remove_ml": "36.2", "concentration_mg_per_ml": "2.896"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("count", "kg", "fits"), [(1, "249.9", True), (1, "250", False), (2, "499.8", True), (2, "499.9", False), (2, "500", False)]
)
def test_no_bag_is_filled_with_drug_entirely(count: int, kg: str, fits: bool) -> None:
    document = with_input(with_input(day_only(), "site.bag.count", count), "course.weight_kg", kg)
    assert ("inputs.course.weight_kg" not in paths(document)) is fits


def test_a_second_bag_without_drug_is_no_dose() -> None:
    document = with_input(with_input(day_only(), "site.bag.count", 2), "course.weight_kg", "0.1")
    assert "inputs.course.weight_kg" in paths(document)


def test_the_strength_of_the_drug_is_that_of_the_regimen() -> None:
    document = day_only()
    document["inputs"]["regimen"]["study_drug"]["mg_per_ml"] = "25"
    document["inputs"]["regimen"]["vials"] = document["inputs"]["site"]["vials"] = [{"strength_mg": "500", "volume_ml": "20"}]
    found = at_first_visit(document, "study_drug.")
    # 1,447 mg / 25 mg/mL is 57.88 mL; 57.9 mL are 1,447.5 mg, 0.03% more, from three vials of 500 mg with 52.5 mg left over.
    assert (found["volume_ml"], found["rounded_mg"], found["deviation_percent"], found["mg_per_ml"]) == ("57.9", "1447.5", "0.03", "25")
    # Two vials whole are 40 mL, and 17.9 mL of the third.
    assert (found["discard_mg"], found["vials[0].volume_ml"], found["draw[0].part_ml"]) == ("52.5", "20", "17.9")


def with_choice(document: dict[str, Any], slot: str, **values: object) -> dict[str, Any]:
    document["inputs"]["site"]["premedications"][slot] |= values
    return document


def test_famotidine_stands_in_for_ranitidine_and_says_so() -> None:
    document = with_choice(label_rates(), "h2_blocker", drug="famotidine", dose_mg="20", give_over_minutes=2)
    assert at_first_visit(document, "premedications") == {
        "[2].drug": "famotidine",
        "[2].dose_mg": "20",
        "[2].give_over_minutes": 2,
        "[2].substituted_for": "ranitidine",
    }


def test_no_drug_stands_in_for_another_where_the_regimen_names_none() -> None:
    document = with_choice(two_bags(), "h2_blocker", drug="ranitidine", dose_mg="50", give_over_minutes=30)
    found = at_first_visit(document, "premedications")
    assert found == {"[2].drug": "ranitidine", "[2].dose_mg": "50", "[2].give_over_minutes": 30}


NO_H2: dict[str, Any] = {
    "drug": "none", "reason": "none is stocked", "dose_mg": None, "route": None, "minutes_before": None, "give_over_minutes": None
}  # fmt: skip


def test_without_an_h2_blocker_three_premedications_are_left() -> None:
    document = with_choice(label_rates(), "h2_blocker", **NO_H2)
    found = at_first_visit(document, "premedications")
    assert found["[2].drug"] == "diphenhydramine"
    assert found["[3]"] is None
    assert not [path for path in paths(document) if path.startswith("inputs")]


def test_at_least_one_premedication_is_left() -> None:
    document = label_rates()
    for slot in document["inputs"]["regimen"]["slots"]:
        slot["needed"] = False
        with_choice(document, slot["slot"], **NO_H2 | {"most_mg_per_minute": None})
    [said] = [found.sentence for found in recheck(document) if found.path == "inputs.site.premedications"]
    assert "at least one premedication must be left" in said


@pytest.mark.parametrize(("slot", "at"), [("steroid", "[0]"), ("antipyretic", "[1]"), ("h2_blocker", "[2]"), ("antihistamine", "[3]")])
def test_the_source_of_a_premedication_is_that_of_its_dose(slot: str, at: str) -> None:
    document = label_rates()
    document["inputs"]["site"]["sources"][f"premedications.{slot}.dose_mg"]["kind"] = "site"
    assert at_first_visit(document, "premedications") == {f"{at}.source.kind": "site"}


@pytest.mark.parametrize("form", ["base", "phosphate"])
def test_an_injection_of_dexamethasone_has_its_form(form: str) -> None:
    found = at_first_visit(with_choice(label_rates(), "steroid", route="intravenous", form=form), "premedications")
    assert found == {"[0].route": "intravenous", "[0].form": form}


@pytest.mark.parametrize(("mg", "most", "minutes"), [("50", "25", 2), ("25.5", "25", 2), ("25", "10", 3), ("50", "10", 5)])
def test_diphenhydramine_is_given_over_whole_minutes_rounded_up(mg: str, most: str, minutes: int) -> None:
    document = with_choice(label_rates(), "antihistamine", dose_mg=mg, most_mg_per_minute=most)
    assert at_first_visit(document, "premedications[3].give_over")["_minutes"] == minutes


def test_nothing_by_mouth_is_given_over_minutes() -> None:
    found = at_first_visit(with_choice(two_bags(), "antihistamine", route="oral"), "premedications")
    assert found == {"[3].route": "oral", "[3].give_over_minutes": None}


AT_75 = {"dose_mg": "40", "from_age_years": 75, "dose_from_age_mg": "20"}


def doses_of(born: str, start: str = "2027-01-04") -> list[str]:
    """The dexamethasone at each visit of a patient who gets 40 mg, and 20 mg from 75 years on."""
    document = with_input(with_choice(day_only(), "steroid", **AT_75), "course.born", born)
    found = recalculated(with_input(document, "course.start", start))
    return [found.get(f"visits.{visit['visit']}.premedications[0].dose_mg", "20") for visit in document["visits"]]


@pytest.mark.parametrize(
    ("born", "first_at_20"),
    [
        ("1952-01-04", 0),  # 75 on the day of the first visit
        ("1952-01-05", 1),
        ("1952-01-11", 1),
        ("1952-01-12", 2),
        ("1952-02-22", 7),
        ("1952-02-23", 8),
        ("1940-12-31", 0),
        ("2001-05-06", 8),
    ],
)
def test_from_the_day_on_which_the_patient_has_the_age_the_dose_is_another(born: str, first_at_20: int) -> None:
    assert doses_of(born) == ["40"] * first_at_20 + ["20"] * (8 - first_at_20)


def test_who_was_born_on_29_february_is_a_year_older_on_1_march_of_a_common_year() -> None:
    # 2027 has no 29 February: 75 years are over on 1 March, which is a Monday.
    assert doses_of("1952-02-29", "2027-02-22")[:2] == ["40", "20"]
    assert doses_of("1952-02-29", "2027-02-21")[:2] == ["40", "40"]


def test_the_age_is_that_on_the_day_to_which_a_visit_was_moved() -> None:
    document = with_input(with_choice(day_only(), "steroid", **AT_75), "course.born", "1952-01-12")
    at = "visits.C1D8.premedications[0].dose_mg"
    assert recalculated(document)[at] == "40"
    assert at not in recalculated(with_change(document, "move", visit="C1D8", to="2027-01-12", following="keep"))


def test_the_age_goes_by_the_latest_correction_that_holds_a_birth_date() -> None:
    document = with_input(with_choice(day_only(), "steroid", **AT_75), "course.born", "1990-01-01")
    with_correction(document, born="1991-01-01")
    with_correction(document, born="1951-01-01")
    with_correction(document, weight_kg="72.35", weighed="2027-01-02")
    assert not [path for path in recalculated(document) if path.endswith("premedications[0].dose_mg")]


def test_a_birth_date_is_needed_where_the_dose_depends_on_the_age_and_nowhere_else() -> None:
    document = with_choice(day_only(), "steroid", **AT_75)
    said = "inputs.course.born is empty in the document; the dose depends on the age."
    assert said in [found.sentence for found in recheck(document)]
    corrected = with_correction(document, born="1952-01-01")
    assert not [path for path in paths(corrected) if path.endswith("born")]


def test_a_start_is_counted_between_the_limits_of_every_premedication() -> None:
    document = label_rates()
    # Dexamethasone is due at 09:15 and holds for 20 to 50 minutes: 09:35 to 10:05; ranitidine at 09:30 for 25 to 60: 09:55 to 10:30.
    document["inputs"]["regimen"]["slots"][0]["drugs"][0] |= {"least_minutes_before": 20, "most_minutes_before": 50}
    document["inputs"]["regimen"]["slots"][2]["drugs"][0] |= {"least_minutes_before": 25}
    found = recalculated(document)
    assert found[f"{FIRST}.start_not_before"] == "2027-01-04T09:55+01:00"
    assert found[f"{FIRST}.start_not_after"] == "2027-01-04T10:05+01:00"


def test_premedications_stand_longest_lead_time_first() -> None:
    document = with_choice(label_rates(), "antihistamine", minutes_before=60)
    found = recalculated(document)
    drugs = [found[f"{FIRST}.premedications[{i}].drug"] for i in range(4)]
    assert drugs == ["diphenhydramine", "dexamethasone", "acetaminophen", "ranitidine"]
    assert found[f"{FIRST}.premedications[0].due"] == "2027-01-04T09:00+01:00"
    assert found[f"{FIRST}.arrival"] == "2027-01-04T08:45+01:00"
    assert found[f"{FIRST}.start_not_after"] == "2027-01-04T10:00+01:00"
    assert f"{FIRST}.start_not_before" not in found


def with_profile(document: dict[str, Any], **values: object) -> dict[str, Any]:
    document["inputs"]["site"]["infusion"]["profiles"][0] |= values
    return document


def test_rates_in_mg_per_hour_are_capped_and_rounded_down_to_a_tenth_of_a_ml() -> None:
    steps = [{"rate": "175", "minutes": 60}, {"rate": "225", "minutes": 30}, {"rate": "400", "minutes": None}]
    document = with_profile(label_rates(), basis="mg_per_hour", cap_mg_per_hour="300", beyond_limits="as ordered", first=steps)
    found = at_first_visit(document, "infusion.")
    # 175 x 250 / 1448 is 30.21, 225 x 250 / 1448 is 38.85, and the cap 300 x 250 / 1448 is 51.80 mL/h.
    assert [found[f"bags[0].steps[{i}].rate_ml_per_hour"] for i in range(3)] == ["30.2", "38.8", "51.7"]
    # What 60 min at 30.2 and 30 min at 38.8 leave of 250 mL is 200.4 mL: at 51.7 mL/h 232.5725 min.
    assert [found.get(f"bags[0].steps[{i}].volume_ml") for i in range(3)] == ["30.2", "19.4", "200.4"]
    assert found["bags[0].steps[2].minutes"] == "232.57"
    assert [found[f"bags[0].steps[{i}].mg_per_hour"] for i in range(3)] == ["174.92", "224.73", "299.45"]
    assert (found["minutes"], found["ends"]) == ("322.57", "2027-01-04T15:23+01:00")
    assert recalculated(document)[f"{FIRST}.planned_end"] == "2027-01-04T15:23+01:00"


def test_rates_in_mg_per_hour_go_by_the_concentration_of_each_bag() -> None:
    steps = {key: [{"rate": "100", "minutes": None}] for key in ("first", "second", "later")}
    found = at_first_visit(
        with_profile(two_bags(), basis="mg_per_hour", beyond_limits="as ordered", follows="order", **steps, second_bag=steps), "infusion."
    )
    # 100 x 250 / 352 is 71.02, and 100 x 250 / 350 is 71.43 mL/h; 71 mL/h of 1.408 mg/mL are 99.968, 71.4 of 1.4 99.96 mg/h.
    assert (found["bags[0].steps[0].rate_ml_per_hour"], found["bags[1].steps[0].rate_ml_per_hour"]) == ("71", "71.4")
    assert (found["bags[0].steps[0].mg_per_hour"], found["bags[1].steps[0].mg_per_hour"]) == ("99.97", "99.96")
    # 15,000 / 71 are 211.2676, and 15,000 / 71.4 are 210.0840 minutes, together 421.3516; the second bag begins at 13:31:16.
    assert (found["bags[0].steps[0].minutes"], found["bags[1].steps[0].minutes"]) == ("211.27", "210.08")
    assert (found["bags[1].steps[0].elapsed_minutes"], found["bags[1].steps[0].starts"]) == ("211.27", "2027-01-04T13:32+01:00")
    assert (found["minutes"], found["ends"]) == ("421.35", "2027-01-04T17:02+01:00")


def test_a_second_bag_without_steps_leaves_the_end_of_the_infusion_open() -> None:
    document = with_profile(two_bags(), second_bag=None)
    found = recalculated(document)
    at = f"{FIRST}.infusion"
    assert {path: value for path, value in found.items() if path.startswith(at)} == {
        f"{at}.minutes": None, f"{at}.ends": None, f"{at}.bags[1].steps[0]": None
    }  # fmt: skip
    # Without an end the visit is as long as the site says: from 09:00 for 300 minutes.
    assert found[f"{FIRST}.planned_end"] == "2027-01-04T14:00+01:00"


def test_the_steps_of_a_second_bag_count_their_own_volume_and_go_on_in_time() -> None:
    steps = [{"rate": "60", "minutes": 50}, {"rate": "75", "minutes": None}]
    second = {"first": steps, "second": [{"rate": "133", "minutes": None}], "later": [{"rate": "200", "minutes": None}]}
    found = at_first_visit(with_profile(two_bags(), second_bag=second), "infusion.")
    one, two = "bags[1].steps[0]", "bags[1].steps[1]"
    # 50 min at 60 mL/h are 50 mL, and the other 200 mL take 160 min at 75 mL/h: from 200 to 250 and to 410 min.
    assert (found[f"{one}.minutes"], found[f"{one}.volume_ml"], found[f"{one}.cumulative_ml"]) == ("50", "50", "50")
    assert found[two] == {
        "rate_ml_per_hour": "75", "minutes": "160", "elapsed_minutes": "250", "volume_ml": "200", "cumulative_ml": "250", "mg_per_hour": "105",
        "starts": "2027-01-04T14:10+01:00",
    }  # fmt: skip
    assert (found["minutes"], found["ends"]) == ("410", "2027-01-04T16:50+01:00")


def test_a_bag_that_is_empty_before_the_table_ends_leaves_the_other_steps_out() -> None:
    # 250 mL at 250 mL/h are gone after 60 min, just when the first step is over.
    steps = [{"rate": "250", "minutes": 60}, {"rate": "300", "minutes": None}]
    found = at_first_visit(with_profile(label_rates(), first=steps, beyond_limits="as ordered"), "infusion.")
    assert (found["minutes"], found["bags[0].steps[0].volume_ml"]) == ("60", "250")
    assert found["bags[0].steps[1]"] is None


def test_the_last_step_runs_until_the_bag_is_empty_whatever_minutes_the_table_gives_it() -> None:
    document = with_profile(label_rates(), first=[{"rate": "125", "minutes": 10}], beyond_limits="as ordered")
    found = at_first_visit(document, "infusion.")
    assert (found["minutes"], found["bags[0].steps[0].volume_ml"]) == ("120", "250")


def test_minutes_and_volumes_are_written_with_two_decimals_half_up_and_moments_rounded_up() -> None:
    # 7 min at 33.3 mL/h are 3.885 mL; the other 246.115 mL take 147.669 min at 100 mL/h.
    steps = [{"rate": "33.3", "minutes": 7}, {"rate": "100", "minutes": None}]
    found = at_first_visit(with_profile(label_rates(), first=steps, beyond_limits="as ordered"), "infusion.")
    first, second = "bags[0].steps[0]", "bags[0].steps[1]"
    assert (found[f"{first}.volume_ml"], found[f"{first}.cumulative_ml"], found[f"{first}.minutes"]) == ("3.89", "3.89", "7")
    assert (found[f"{second}.volume_ml"], found[f"{second}.cumulative_ml"], found[f"{second}.minutes"]) == ("246.12", "250", "147.67")
    assert (found[f"{second}.elapsed_minutes"], found[f"{second}.starts"]) == ("7", "2027-01-04T10:07+01:00")
    assert (found["minutes"], found["ends"]) == ("154.67", "2027-01-04T12:35+01:00")


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([("25", 60), ("96.4", None)], ""),  # 25 mL, and 225 mL take 140.04 min: 200.04 in all
        ([("25", 60), ("96.5", None)], "at these rates the bag is empty sooner than 200 minutes for 250 mL"),  # 139.90 min: 199.90 in all
        ([("25", 210), ("150", None)], ""),  # 87.5 mL, and 162.5 mL take 65 min
        ([("25", 210), ("150.1", None)], "a rate is above 150 mL an hour"),
        ([("25.1", 210), ("150", None)], "the first rate is above 25 mL an hour"),
    ],
)
def test_steps_beyond_the_limits_of_the_regimen_are_named_unless_a_reason_stands_there(
    steps: list[tuple[str, int | None]], says: str
) -> None:
    document = with_profile(label_rates(), first=[{"rate": rate, "minutes": minutes} for rate, minutes in steps])
    at = "inputs.site.infusion.profiles[0].first"
    said = {found.path: found.reason for found in recheck(document)}.get(at, "")
    assert bool(said) is bool(says)
    assert said.startswith(says)
    assert at not in paths(with_profile(document, beyond_limits="as ordered"))


@pytest.mark.parametrize(("minutes", "named"), [("112.5", False), ("112.51", True)])
def test_the_limits_are_those_of_the_part_and_counted_by_the_ml_of_the_bag(minutes: str, named: bool) -> None:
    document = two_bags()
    # The first bag of the second infusion runs for 112.5 minutes.
    document["inputs"]["regimen"]["rates"]["second"]["least_minutes"] = minutes
    assert ("inputs.site.infusion.profiles[0].second" in paths(document)) is named
    document["inputs"]["regimen"]["rates"]["second"]["least_minutes"] = str(2 * float(minutes)).removesuffix(".0")
    document["inputs"]["regimen"]["rates"]["per_ml"] = "500"
    document["inputs"]["regimen"]["rates"]["first"]["least_minutes"] = "400"
    assert ("inputs.site.infusion.profiles[0].second" in paths(document)) is named


@pytest.mark.parametrize(("rate", "named"), [("75", False), ("75.1", True)])
def test_a_second_bag_is_held_to_the_same_minutes_but_not_to_the_rate_at_the_start(rate: str, named: bool) -> None:
    # 250 mL at 75 mL/h take 200 minutes, at 75.1 mL/h 199.7; the first rate of the first bag is at most 25 mL/h.
    document = two_bags()
    document["inputs"]["site"]["infusion"]["profiles"][0]["second_bag"]["first"][0]["rate"] = rate
    assert ("inputs.site.infusion.profiles[0].second_bag.first" in paths(document)) is named


def test_the_rate_of_the_labels_dose_in_the_labels_bag_goes_by_the_weight_and_the_part() -> None:
    # 80 kg x 10 mg/kg / 250 mL are 3.2 mg/mL: 480 mg/h at 150 mL/h, and 640 at 200.
    found = recalculated(with_input(two_bags(), "course.weight_kg", "80"))
    assert found[f"{FIRST}.infusion.label_mg_per_hour"] == "480"
    assert found["visits.C1D8.infusion.label_mg_per_hour"] == "640"
    # 72.33 kg: 2.8932 mg/mL, 433.98 mg/h.
    assert recalculated(with_input(label_rates(), "course.weight_kg", "72.33"))[f"{FIRST}.infusion.label_mg_per_hour"] == "433.98"


def test_a_rate_that_rounds_down_to_nothing_and_an_endless_infusion_are_named() -> None:
    slow = with_profile(label_rates(), first=[{"rate": "0.1", "minutes": None}])
    assert "inputs.site.infusion.profiles[0].first" in paths(slow)
    nothing = with_profile(label_rates(), basis="mg_per_hour", first=[{"rate": "0.1", "minutes": None}])
    assert "inputs.site.infusion.profiles[0].first[0].rate" in paths(nothing)


@pytest.mark.parametrize("steps", [[], [{"rate": "1.5", "minutes": 1}] * 501])
def test_a_table_without_steps_or_of_more_than_any_pump_is_set_to_is_named(steps: list[dict[str, Any]]) -> None:
    document = with_profile(label_rates(), first=steps, beyond_limits="as ordered")
    assert "inputs.site.infusion.profiles[0].first" in paths(document)


def test_a_profile_that_the_site_does_not_have_is_named() -> None:
    assert "inputs.site.infusion.profile" in paths(with_input(label_rates(), "site.infusion.profile", "other"))


def starting(start: str, time: str, zone: str = "Europe/Paris") -> dict[str, Any]:
    document = with_input(with_input(label_rates(), "course.start", start), "course.time", time)
    return with_input(document, "course.time_zone", zone)


def test_premedication_is_due_the_evening_before_an_infusion_just_after_midnight() -> None:
    found = recalculated(starting("2027-01-04", "00:20"))
    assert found[f"{FIRST}.infusion_start"] == "2027-01-04T00:20+01:00"
    assert found[f"{FIRST}.premedications[0].due"] == "2027-01-03T23:35+01:00"
    assert found[f"{FIRST}.premedications[2].due"] == "2027-01-03T23:50+01:00"
    assert found[f"{FIRST}.arrival"] == "2027-01-03T23:20+01:00"
    assert found[f"{FIRST}.start_not_before"] == "2027-01-04T00:05+01:00"


def test_the_wall_clock_time_stays_across_a_clock_change() -> None:
    found = recalculated(starting("2027-03-22", "10:00"))
    assert found[f"{FIRST}.infusion_start"] == "2027-03-22T10:00+01:00"
    assert found["visits.C1D8.infusion_start"] == "2027-03-29T10:00+02:00"


def test_minutes_before_an_infusion_are_real_minutes_in_the_night_of_the_clock_change() -> None:
    # On 2027-03-28 the clocks of Paris go from 02:00 to 03:00.
    found = recalculated(starting("2027-03-28", "03:30"))
    assert found[f"{FIRST}.infusion_start"] == "2027-03-28T03:30+02:00"
    assert found[f"{FIRST}.premedications[0].due"] == "2027-03-28T01:45+01:00"
    assert found[f"{FIRST}.arrival"] == "2027-03-28T01:30+01:00"


@pytest.mark.parametrize(
    ("time", "start", "arrival"),
    [
        ("02:30+02:00", "2027-10-31T02:30+02:00", "2027-10-31T01:30+02:00"),
        ("02:30+01:00", "2027-10-31T02:30+01:00", "2027-10-31T02:30+02:00"),
    ],
)
def test_the_offset_says_which_of_two_times_is_meant_and_is_ignored_on_other_days(time: str, start: str, arrival: str) -> None:
    # On 2027-10-31 the clocks of Paris go back from 03:00 to 02:00.
    found = recalculated(starting("2027-10-31", time))
    assert (found[f"{FIRST}.infusion_start"], found[f"{FIRST}.arrival"]) == (start, arrival)
    assert found["visits.C1D8.infusion_start"] == "2027-11-07T02:30+01:00"


@pytest.mark.parametrize(
    ("start", "time", "zone"),
    [
        ("2027-03-28", "02:30", "Europe/Paris"),  # does not exist
        ("2027-03-28", "02:30+01:00", "Europe/Paris"),
        ("2027-10-31", "02:30", "Europe/Paris"),  # exists twice
        ("2027-10-31", "02:30+03:00", "Europe/Paris"),
        ("2027-11-07", "01:30", "America/New_York"),
    ],
)
def test_a_time_that_does_not_exist_or_exists_twice_is_named(start: str, time: str, zone: str) -> None:
    assert "inputs.course.time" in paths(starting(start, time, zone))


def test_an_offset_west_of_greenwich_tells_two_times_apart_too() -> None:
    found = recalculated(starting("2027-11-07", "01:30-05:00", "America/New_York"))
    assert found[f"{FIRST}.infusion_start"] == "2027-11-07T01:30-05:00"


def test_without_a_zone_of_the_course_the_sites_zone_counts() -> None:
    document = with_input(with_input(label_rates(), "course.time_zone", None), "site.time_zone", "Europe/Paris")
    assert recalculated(document) == {}
    assert "inputs.site.time_zone" in paths(with_input(document, "site.time_zone", None))


def test_a_new_time_given_to_one_visit_of_a_day_only_course_gives_moments_to_that_visit_alone() -> None:
    found = recalculated(with_change(day_only(), "retime", visit="C1D8", time="10:00"))
    assert found["visits.C1D8.infusion_start"] == "2027-01-11T10:00+01:00"
    assert not any(path.startswith("visits.C1D15") for path in found)
