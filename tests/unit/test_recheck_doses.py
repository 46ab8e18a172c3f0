"""What the second calculation makes of doses, premedications, rates and clocks, against numbers worked out by hand."""

from typing import Any

import pytest

from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, with_change, with_input

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


def test_famotidine_stands_in_for_ranitidine_and_says_so() -> None:
    found = at_first_visit(with_input(label_rates(), "site.h2_blocker.drug", "famotidine"), "premedications")
    assert found == {
        "[2].drug": "famotidine",
        "[2].dose_mg": "20",
        "[2].give_over_minutes": 2,
        "[2].substituted_for": "ranitidine",
        "[2].source.citation": "famotidine injection guides",
    }


def test_without_an_h2_blocker_three_premedications_are_left() -> None:
    found = at_first_visit(with_input(label_rates(), "site.h2_blocker.drug", "none"), "premedications")
    assert found["[2].drug"] == "diphenhydramine"
    assert found["[3]"] is None


@pytest.mark.parametrize(
    ("form", "route", "expected"), [("phosphate", "intravenous", "phosphate"), ("phosphate", "oral", None), (None, "intravenous", None)]
)
def test_the_form_of_dexamethasone_belongs_to_the_injection_alone(form: str | None, route: str, expected: str | None) -> None:
    document = with_input(with_input(label_rates(), "site.dexamethasone.injection_form", form), "site.dexamethasone.route", route)
    assert at_first_visit(document, "premedications[0].form") == ({"": expected} if expected else {})
    assert at_first_visit(document, "premedications[0].route") == ({"": route} if route != "oral" else {})


@pytest.mark.parametrize(("mg", "most", "minutes"), [("50", "25", 2), ("25.5", "25", 2), ("25", "10", 3), ("50", "10", 5)])
def test_diphenhydramine_is_given_over_whole_minutes_rounded_up(mg: str, most: str, minutes: int) -> None:
    document = with_input(label_rates(), "site.diphenhydramine.dose_mg", mg)
    with_input(document, "site.diphenhydramine.most_mg_per_minute", most)
    assert at_first_visit(document, "premedications[3].give_over")["_minutes"] == minutes


def test_premedications_stand_longest_lead_time_first() -> None:
    document = with_input(label_rates(), "site.diphenhydramine.minutes_before", 60)
    found = recalculated(document)
    drugs = [found[f"{FIRST}.premedications[{i}].drug"] for i in range(4)]
    assert drugs == ["diphenhydramine", "dexamethasone", "acetaminophen", "ranitidine"]
    assert found[f"{FIRST}.premedications[0].due"] == "2027-01-04T09:00+01:00"
    assert found[f"{FIRST}.arrival"] == "2027-01-04T08:45+01:00"
    assert found[f"{FIRST}.start_not_after"] == "2027-01-04T10:00+01:00"
    assert f"{FIRST}.start_not_before" not in found


def test_rates_in_mg_per_hour_are_capped_and_rounded_down_to_a_tenth_of_a_ml() -> None:
    steps = [{"rate": "175", "minutes": 60}, {"rate": "225", "minutes": 30}, {"rate": "400", "minutes": None}]
    profile = {"name": "old", "basis": "mg_per_hour", "bag_ml": "250", "cap_mg_per_hour": "300"}
    profile |= dict.fromkeys(("first", "second", "later"), steps)
    document = with_input(with_input(label_rates(), "site.infusion.profiles", [profile]), "site.infusion.profile", "old")
    document["inputs"]["site"]["sources"]["infusion.profiles.old"] = {"kind": "site", "citation": "order form"}
    found = at_first_visit(document, "infusion.")
    # 175 x 250 / 1448 is 30.21, 225 x 250 / 1448 is 38.85, and the cap 300 x 250 / 1448 is 51.80 mL/h.
    assert [found[f"bags[0].steps[{i}].rate_ml_per_hour"] for i in range(3)] == ["30.2", "38.8", "51.7"]
    # What 60 min at 30.2 and 30 min at 38.8 leave of 250 mL is 200.4 mL: at 51.7 mL/h 232.5725 min.
    assert [found.get(f"bags[0].steps[{i}].volume_ml") for i in range(3)] == ["30.2", "19.4", "200.4"]
    assert found["bags[0].steps[2].minutes"] == "232.57"
    assert [found[f"bags[0].steps[{i}].mg_per_hour"] for i in range(3)] == ["174.92", "224.73", "299.45"]
    assert (found["minutes"], found["ends"]) == ("322.57", "2027-01-04T15:23+01:00")
    assert recalculated(document)[f"{FIRST}.planned_end"] == "2027-01-04T15:23+01:00"
    assert found["source.kind"] == "site"


def test_a_bag_that_is_empty_before_the_table_ends_leaves_the_other_steps_out() -> None:
    # 250 mL at 250 mL/h are gone after 60 min, just when the first step is over.
    steps = [{"rate": "250", "minutes": 60}, {"rate": "300", "minutes": None}]
    profile = label_rates()["inputs"]["site"]["infusion"]["profiles"][0] | {"first": steps}
    document = with_input(label_rates(), "site.infusion.profiles", [profile])
    found = at_first_visit(document, "infusion.")
    assert (found["minutes"], found["bags[0].steps[0].volume_ml"]) == ("60", "250")
    assert found["bags[0].steps[1]"] is None


def test_the_last_step_runs_until_the_bag_is_empty_whatever_minutes_the_table_gives_it() -> None:
    profile = label_rates()["inputs"]["site"]["infusion"]["profiles"][0] | {"first": [{"rate": "125", "minutes": 10}]}
    found = at_first_visit(with_input(label_rates(), "site.infusion.profiles", [profile]), "infusion.")
    assert (found["minutes"], found["bags[0].steps[0].volume_ml"]) == ("120", "250")


def test_minutes_and_volumes_are_written_with_two_decimals_half_up_and_moments_rounded_up() -> None:
    # 7 min at 33.3 mL/h are 3.885 mL; the other 246.115 mL take 147.669 min at 100 mL/h.
    steps = [{"rate": "33.3", "minutes": 7}, {"rate": "100", "minutes": None}]
    profile = label_rates()["inputs"]["site"]["infusion"]["profiles"][0] | {"first": steps}
    found = at_first_visit(with_input(label_rates(), "site.infusion.profiles", [profile]), "infusion.")
    first, second = "bags[0].steps[0]", "bags[0].steps[1]"
    assert (found[f"{first}.volume_ml"], found[f"{first}.cumulative_ml"], found[f"{first}.minutes"]) == ("3.89", "3.89", "7")
    assert (found[f"{second}.volume_ml"], found[f"{second}.cumulative_ml"], found[f"{second}.minutes"]) == ("246.12", "250", "147.67")
    assert (found[f"{second}.elapsed_minutes"], found[f"{second}.starts"]) == ("7", "2027-01-04T10:07+01:00")
    assert (found["minutes"], found["ends"]) == ("154.67", "2027-01-04T12:35+01:00")


def test_a_rate_that_rounds_down_to_nothing_and_an_endless_infusion_are_named() -> None:
    rates = "site.infusion.profiles"
    profile = label_rates()["inputs"]["site"]["infusion"]["profiles"][0]
    slow = with_input(label_rates(), rates, [profile | {"first": [{"rate": "0.1", "minutes": None}]}])
    assert "inputs.site.infusion.profiles[0].first" in paths(slow)
    nothing = with_input(label_rates(), rates, [profile | {"basis": "mg_per_hour", "first": [{"rate": "0.1", "minutes": None}]}])
    assert "inputs.site.infusion.profiles[0].first[0].rate" in paths(nothing)


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
