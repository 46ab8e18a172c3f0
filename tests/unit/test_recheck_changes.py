"""What the second calculation makes of each kind of change, against dates and doses worked out by hand."""

import copy
from typing import Any

import pytest

from dosing.recheck import recheck
from tests.unit.recheck_documents import day_only, label_rates, paths, recalculated, sealed, visit, with_change, with_correction, with_input

LATER_CYCLE_2 = ("C2D1", "C2D8", "C2D15", "C2D22")
# 80 kg x 20 mg/kg is 1,600 mg, which is three vials of 500 mg and one of 100 mg to the milligram.
DRUG_FOR_80_KG: dict[str, Any] = {
    "calculated_mg": "1600",
    "rounded_mg": "1600",
    "volume_ml": "80",
    "deviation_percent": "0",
    "vials": [{"strength_mg": "500", "volume_ml": "25", "count": 3}, {"strength_mg": "100", "volume_ml": "5", "count": 1}],
    "draw": [{"strength_mg": "500", "whole": 3, "part_ml": None}, {"strength_mg": "100", "whole": 1, "part_ml": None}],
    "discard_mg": "0",
    "whole_vial_totals": [
        {
            "total_mg": "1600",
            "deviation_percent": "0",
            "vials": [{"strength_mg": "500", "volume_ml": "25", "count": 3}, {"strength_mg": "100", "volume_ml": "5", "count": 1}],
        }
    ],
    "bags": [{"bag_ml": "250", "drug_ml": "80", "drug_mg": "1600", "remove_ml": "80", "concentration_mg_per_ml": "6.4"}],
}


def moved(**dates: str) -> dict[str, str]:
    expected = {}
    for name, date in dates.items():
        expected |= {f"visits.{name}.date": date, f"visits.{name}.status": "moved"}
    return expected


def not_given(document: dict[str, Any], name: str, status: str) -> None:
    empty = dict.fromkeys(("infusion_number", "weight_kg", "weighed", "weight_typed", "weight_rule", "study_drug", "infusion"))
    visit(document, name).update({"status": status, "premedications": [], "provisional": False, **empty})


def weights_of(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The weight and its rule at every visit, as recalculated; the document states 72.35 and `first` everywhere."""
    found = recalculated(document)
    names = ("C1D1", "C1D8", "C1D15", "C1D22", *LATER_CYCLE_2)
    return {name: (found.get(f"visits.{name}.weight_kg", "72.35"), found.get(f"visits.{name}.weight_rule", "first")) for name in names}


def test_every_change_is_one_revision_and_an_undo_is_one_too() -> None:
    document = sealed(with_change(with_change(day_only(), "rebase"), "undo"))
    assert document["release"]["revision"] == 3
    assert recheck(document) == []


def test_moving_a_visit_takes_the_visits_after_it_along() -> None:
    document = with_change(day_only(), "move", visit="C1D15", to="2027-01-20", following="shift", not_given=False)
    assert recalculated(document) == moved(
        C1D15="2027-01-20", C1D22="2027-01-27", C2D1="2027-02-03", C2D8="2027-02-10", C2D15="2027-02-17", C2D22="2027-02-24"
    )


def test_moving_a_visit_alone_leaves_the_visits_after_it() -> None:
    document = with_change(day_only(), "move", visit="C1D15", to="2027-01-20", following="keep", not_given=False)
    assert recalculated(document) == moved(C1D15="2027-01-20")


def test_a_visit_moved_back_to_its_scheduled_day_is_planned_again() -> None:
    document = with_change(day_only(), "move", visit="C2D22", to="2027-02-24", following="shift", not_given=False)
    with_change(document, "move", visit="C2D22", to="2027-02-22", following="shift", not_given=False)
    assert recalculated(document) == {}


def test_a_second_move_counts_from_the_day_the_first_one_gave() -> None:
    document = with_change(day_only(), "move", visit="C2D8", to="2027-02-10", following="shift", not_given=False)
    with_change(document, "move", visit="C2D15", to="2027-02-18", following="shift", not_given=False)
    assert recalculated(document) == moved(C2D8="2027-02-10", C2D15="2027-02-18", C2D22="2027-02-25")


def test_omitting_a_visit_moves_nothing_and_the_later_infusions_count_one_less() -> None:
    document = with_change(day_only(), "omit", visit="C1D8", not_given=True)
    document["release"]["past"] = ["C1D1"]
    not_given(document, "C1D8", "omitted")
    numbers = {f"visits.{name}.infusion_number": number for number, name in enumerate(("C1D15", "C1D22", *LATER_CYCLE_2), 2)}
    assert recalculated(document) == numbers


def test_an_omitted_visit_is_shifted_too() -> None:
    document = with_change(day_only(), "omit", visit="C2D15", not_given=False)
    with_change(document, "move", visit="C2D8", to="2027-02-09", following="shift", not_given=False)
    found = recalculated(document)
    assert (found["visits.C2D15.date"], found["visits.C2D15.status"]) == ("2027-02-16", "omitted")


def test_stopping_cancels_the_visit_and_all_after_it_but_leaves_an_omitted_one_omitted() -> None:
    document = with_change(with_change(day_only(), "omit", visit="C2D15", not_given=False), "stop", visit="C2D8")
    not_given(document, "C2D8", "stopped")
    not_given(document, "C2D15", "omitted")
    not_given(document, "C2D22", "stopped")
    assert recalculated(document) == {}


def test_an_extension_adds_cycle_2_with_every_shift_already_made() -> None:
    document = with_input(day_only(), "course.cycles", 1)
    with_change(document, "move", visit="C1D22", to="2027-01-28", following="shift", not_given=False)
    with_change(document, "extend")
    dates = {"C1D22": "2027-01-28", "C2D1": "2027-02-04", "C2D8": "2027-02-11", "C2D15": "2027-02-18", "C2D22": "2027-02-25"}
    assert recalculated(document) == moved(**dates)


def test_an_extension_beyond_the_cycles_of_the_regimen_is_named() -> None:
    assert "inputs.course.changes[0].kind" in paths(with_change(day_only(), "extend"))


def test_a_course_of_one_cycle_has_four_visits() -> None:
    document = with_input(day_only(), "course.cycles", 1)
    assert set(recalculated(document)) == {"visits[4]", "visits[5]", "visits[6]", "visits[7]"}
    del document["visits"][4:]
    assert recalculated(document) == {}


def test_a_change_of_a_visit_that_the_course_does_not_have_is_named() -> None:
    document = with_change(with_input(day_only(), "course.cycles", 1), "omit", visit="C2D1", not_given=False)
    assert "inputs.course.changes[0].visit" in paths(document)


@pytest.mark.parametrize(("weighed", "when"), [("2027-01-26", "2027-01-26"), ("2027-01-25", "2027-02-01"), ("2027-02-01", "2027-01-20")])
def test_a_new_weight_applies_from_the_later_of_measuring_and_entering(weighed: str, when: str) -> None:
    document = with_change(day_only(), "reweigh", when, weight_kg="80", weighed=weighed)
    for name in LATER_CYCLE_2:
        visit(document, name).update({"weight_kg": "80", "weighed": weighed, "weight_rule": "new", "provisional": False})
        visit(document, name)["study_drug"] |= DRUG_FOR_80_KG
    assert recalculated(document) == {}


def test_a_weight_measured_more_than_a_week_before_cycle_2_leaves_it_provisional() -> None:
    # Cycle 2 begins on 1 February, and the site's weights are at most 7 days old on that day.
    document = with_change(day_only(), "reweigh", "2027-01-24", weight_kg="72.35", weighed="2027-01-24")
    found = recalculated(document)
    assert found["visits.C1D22.weighed"] == found["visits.C2D22.weighed"] == "2027-01-24"
    assert not any(path.endswith("provisional") for path in found)


def test_moving_the_first_day_of_cycle_2_later_makes_the_cycle_provisional_again() -> None:
    document = with_change(day_only(), "reweigh", "2027-01-26", weight_kg="72.35", weighed="2027-01-26")
    assert recalculated(document)["visits.C2D1.provisional"] is False
    with_change(document, "move", visit="C2D1", to="2027-02-02", following="keep", not_given=False)
    assert recalculated(document)["visits.C2D22.provisional"] is False
    with_change(document, "move", visit="C2D1", to="2027-02-03", following="keep", not_given=False)
    assert "visits.C2D22.provisional" not in recalculated(document)


def test_the_first_day_of_a_cycle_counts_although_its_visit_is_left_out() -> None:
    document = with_change(day_only(), "omit", visit="C2D1", not_given=False)
    with_change(document, "reweigh", "2027-01-25", weight_kg="72.35", weighed="2027-01-25")
    assert recalculated(document)["visits.C2D8.provisional"] is False
    document["inputs"]["course"]["changes"][1]["weighed"] = "2027-01-24"
    assert "visits.C2D8.provisional" not in recalculated(document)


def test_how_old_a_weight_may_be_is_said_by_the_site_in_force_on_the_first_day_of_the_cycle() -> None:
    site = day_only()["inputs"]["site"]
    site["weights"]["oldest_on_day_1_days"] = 14
    document = with_change(day_only(), "reweigh", "2027-01-18", weight_kg="72.35", weighed="2027-01-18")
    assert "visits.C2D1.provisional" not in recalculated(document)
    assert recalculated(with_change(copy.deepcopy(document), "resite", "2027-02-01", site=site))["visits.C2D1.provisional"] is False
    assert "visits.C2D1.provisional" not in recalculated(with_change(document, "resite", "2027-02-02", site=site))


def test_the_first_weight_may_be_new_enough_for_cycle_2() -> None:
    found = recalculated(with_correction(day_only(), "2027-01-25", weighed="2027-01-25"))
    assert found["visits.C2D1.provisional"] is found["visits.C2D22.provisional"] is False


@pytest.mark.parametrize(
    ("percent", "kg", "counts"),
    [("0", "72.36", True), ("0", "72.35", True), ("5", "75.6", True), ("5", "75.59", False), ("5", "68.4", True), ("5", "68.41", False),
     ("10", "79.2", True), ("10", "79.19", False)],
)  # fmt: skip
def test_a_new_weight_counts_from_the_sites_percentage_limit_included(percent: str, kg: str, counts: bool) -> None:
    first = "72" if percent != "0" else "72.35"
    document = with_input(with_input(day_only(), "site.weights.counts_from_percent", percent), "course.weight_kg", first)
    with_change(document, "reweigh", "2027-01-26", weight_kg=kg, weighed="2027-01-26")
    found = weights_of(document)
    assert found["C1D22"] == (first, "first")
    assert found["C2D1"] == found["C2D22"] == ((kg, "new") if counts else (first, "kept"))


def test_a_weight_is_compared_with_the_one_that_made_the_dose_before_not_with_the_last_one_measured() -> None:
    document = with_input(day_only(), "site.weights.counts_from_percent", "10")
    # 10% of 72.35 is 7.235: 78 differs by less, 79.59 by more, though it is only 2% above 78.
    with_change(document, "reweigh", "2027-01-06", weight_kg="78", weighed="2027-01-06")
    with_change(document, "reweigh", "2027-01-20", weight_kg="79.59", weighed="2027-01-20")
    found = weights_of(document)
    assert found["C1D8"] == found["C1D15"] == ("72.35", "kept")
    assert found["C1D22"] == found["C2D22"] == ("79.59", "new")


def test_the_newest_of_two_weights_makes_the_dose() -> None:
    document = with_change(day_only(), "reweigh", "2027-01-06", weight_kg="78", weighed="2027-01-06")
    with_change(document, "reweigh", "2027-01-06", weight_kg="77", weighed="2027-01-06")
    assert weights_of(document)["C1D8"] == ("77", "new")


def test_a_new_time_holds_for_its_visit_alone() -> None:
    day = "2027-01-11"
    document = with_change(label_rates(), "retime", visit="C1D8", time="11:30")
    at = "visits.C1D8"
    assert recalculated(document) == {
        f"{at}.arrival": f"{day}T10:30+01:00",
        f"{at}.infusion_start": f"{day}T11:30+01:00",
        f"{at}.start_not_before": f"{day}T11:15+01:00",
        f"{at}.start_not_after": f"{day}T11:45+01:00",
        f"{at}.planned_end": f"{day}T15:30+01:00",
        f"{at}.premedications[0].due": f"{day}T10:45+01:00",
        f"{at}.premedications[1].due": f"{day}T10:45+01:00",
        f"{at}.premedications[2].due": f"{day}T11:00+01:00",
        f"{at}.premedications[3].due": f"{day}T11:00+01:00",
        f"{at}.infusion.ends": f"{day}T14:50+01:00",  # 200 min after 11:30
        f"{at}.infusion.bags[0].steps[0].starts": f"{day}T11:30+01:00",
        f"{at}.infusion.bags[0].steps[1].starts": f"{day}T12:30+01:00",
        f"{at}.infusion.bags[0].steps[2].starts": f"{day}T13:00+01:00",
        f"{at}.infusion.bags[0].steps[3].starts": f"{day}T13:30+01:00",
        f"{at}.infusion.bags[0].steps[4].starts": f"{day}T14:00+01:00",
        f"{at}.infusion.bags[0].steps[5].starts": f"{day}T14:30+01:00",
    }


def test_a_corrected_weight_holds_from_the_first_visit_as_if_typed_so() -> None:
    document = with_correction(day_only(), "2027-02-20", weight_kg="80", weighed="2027-01-03")
    for stated in document["visits"]:
        stated |= {"weight_kg": "80", "weighed": "2027-01-03"}
        stated["study_drug"] |= DRUG_FOR_80_KG
    assert recalculated(document) == {}


def test_a_corrected_start_moves_the_schedule_itself() -> None:
    found = recalculated(with_correction(day_only(), start="2027-01-05"))
    assert found["visits.C1D1.scheduled_date"] == found["visits.C1D1.date"] == "2027-01-05"
    assert found["visits.C2D22.scheduled_date"] == found["visits.C2D22.date"] == "2027-02-23"
    assert "visits.C1D1.status" not in found


def test_the_latest_of_two_corrections_holds() -> None:
    document = with_correction(day_only(), weight_kg="80")
    with_correction(document, weight_kg="72.35", born="2001-05-06")
    assert recalculated(document) == {}


def test_a_new_site_applies_from_the_day_of_its_change() -> None:
    site = day_only()["inputs"]["site"]
    site["bag"] |= {"volume_ml": "500", "diluent": "dextrose 5%"}
    site["premedications"]["antipyretic"]["dose_mg"] = "1000"
    document = with_change(day_only(), "resite", "2027-02-15", site=site)
    expected: dict[str, str] = {}
    for name in ("C2D15", "C2D22"):
        drug = f"visits.{name}.study_drug"
        expected |= {
            f"{drug}.diluent": "dextrose 5%",
            f"{drug}.bags[0].bag_ml": "500",
            f"{drug}.bags[0].concentration_mg_per_ml": "2.896",
            f"visits.{name}.premedications[1].dose_mg": "1000",
        }
    assert recalculated(document) == expected


def test_a_change_that_was_undone_leaves_only_its_revisions() -> None:
    document = with_change(day_only(), "reweigh", "2027-01-06", weight_kg="80", weighed="2027-01-06")
    with_change(document, "move", visit="C1D8", to="2027-01-12", following="shift", not_given=False)
    with_change(document, "undo")
    assert weights_of(document)["C1D8"] == ("80", "new")
    assert not any(path.endswith(".date") for path in recalculated(document))
    assert recheck(sealed(with_change(document, "undo"))) == []
    assert document["release"]["revision"] == 5


def test_an_undo_with_nothing_left_to_undo_is_named() -> None:
    assert "inputs.course.changes[0].kind" in paths(with_change(day_only(), "undo"))


@pytest.mark.parametrize(
    ("kind", "keys", "place"),
    [
        ("teleport", {}, "kind"),
        ("move", {"visit": "C3D1", "to": "2027-01-12", "following": "shift"}, "visit"),
        ("move", {"visit": "C1D8", "to": "2027-02-29", "following": "shift"}, "to"),
        ("move", {"visit": "C1D8", "to": "2199-12-31", "following": "shift"}, "to"),
        ("move", {"visit": "C1D8", "to": "2027-01-12", "following": "all"}, "following"),
        ("reweigh", {"weight_kg": "80.005", "weighed": "2027-01-12"}, "weight_kg"),
        ("correct", {"values": ["weight_kg"]}, "values"),
        ("correct", {"values": {"weight_kg": 80}}, "values.weight_kg"),
    ],
)
def test_a_change_that_cannot_be_read_is_named(kind: str, keys: dict[str, Any], place: str) -> None:
    found = {found.path for found in recheck(with_change(day_only(), kind, **keys))}
    assert f"inputs.course.changes[0].{place}" in found
