"""The pharmacy sheet: overview, worksheets, independent checks, the values behind the plan and the entry criteria."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dosing.views import Printing
from tests.plans import ORDER_RATES, make_release, omit, outcome, resite, slots, stop
from tests.unit.views.read_sheets import (
    BOTH,
    FAMOTIDINE,
    INJECTED,
    NAMED,
    SITES,
    TIMED,
    TWO_BAGS,
    WHOLE_VIALS,
    lines,
    of_72_35_kg,
    page_of,
    pages,
    row,
)


def test_the_overview_lists_every_visit_with_its_weight_dose_volume_and_vials() -> None:
    overview = page_of(of_72_35_kg(), "pharmacy", "Pharmacy sheet: overview")
    assert row(overview, "C1D8 ") == "C1D8 Mon 11 Jan 2027 72.35 kg 1,447 mg 1,448 mg 72.4 mL 3 × 500 mg 2"


def test_the_overview_lists_the_premedications_of_every_visit() -> None:
    release = of_72_35_kg(changes=[resite(FAMOTIDINE, "2027-01-10")])
    overview = page_of(release, "pharmacy", "Pharmacy sheet: overview")
    usual = "dexamethasone 20 mg oral; acetaminophen 650 mg oral;", "diphenhydrAMINE 25 mg intravenous"
    at = overview.index("At Given before the infusion")
    assert overview[at + 1] == f"C1D1 {usual[0]} ranitidine 50 mg intravenous; {usual[1]}"
    assert overview[at + 2] == (
        f"C1D8, C1D15, C1D22, C2D1, C2D8, C2D15 and C2D22 {usual[0]} famotidine 20 mg intravenous, substituted for ranitidine; {usual[1]}"
    )


def test_an_omitted_visit_is_on_the_overview_and_has_no_worksheet() -> None:
    release = of_72_35_kg(changes=[omit("C1D8"), stop("C2D8")])
    overview = page_of(release, "pharmacy", "Pharmacy sheet: overview")
    assert row(overview, "C1D8 ") == "C1D8 Mon 11 Jan 2027 Omitted: no worksheet"
    assert row(overview, "C2D22 ") == "C2D22 Mon 22 Feb 2027 Stopped: no worksheet"
    headings = [page.lines[0] for page in pages(release, "pharmacy")]
    # C2D1 waits for a weight, and so has none either.
    assert [heading for heading in headings if heading.startswith("Worksheet C")] == [
        "Worksheet C1D1",
        "Worksheet C1D15",
        "Worksheet C1D22",
    ]


def test_a_worksheet_shows_every_step_from_the_weight_to_the_bag() -> None:
    page = page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1")
    assert row(page, "Weight ") == "Weight measured Saturday 2 January 2027; the first weight 72.35 kg"
    assert row(page, "Calculated dose ") == "Calculated dose 72.35 kg × 20 mg/kg 1,447 mg"
    assert row(page, "Volume 1") == "Volume 1,447 mg ÷ 20 mg/mL, rounded half up to 0.1 mL 72.4 mL"
    assert row(page, "Rounded dose 7") == "Rounded dose 72.4 mL × 20 mg/mL; deviation +0.07% 1,448 mg"
    assert row(page, "Check to keep ") == "Check to keep 20 mg/kg at 20 mg/mL is 1 mL per kg: unrounded volume in mL = weight in kg"
    assert row(page, "Vials to open ") == "Vials to open 2 whole 500 mg vials and 22.4 mL of a third 3 × 500 mg"
    assert row(page, "Discard ") == "Discard left in the opened vials 52 mg"
    assert row(page, "Bag remove") == "Bag remove 72.4 mL of diluent, add 72.4 mL of isatuximab 250 mL"
    assert row(page, "Nominal concentration ") == "Nominal concentration 1,448 mg ÷ 250 mL; the bag's overfill is not counted 5.792 mg/mL"
    assert row(page, "Nearest whole vials ") == (
        "Nearest whole vials 1,400 mg, -3.25% (2 × 500 mg, 4 × 100 mg); 1,500 mg, +3.66% (3 × 500 mg): shown, not chosen"
    )


def test_a_dose_rounded_to_whole_vials_says_how_it_was_rounded() -> None:
    # 110.4 kg: 2,208 mg; 2,200 mg lies -0.36% from it, within 5%; 4 x 500 + 2 x 100 mg, 110 mL, nothing discarded.
    page = page_of(of_72_35_kg(WHOLE_VIALS, weight="110.4kg"), "pharmacy", "Worksheet C1D1")
    assert row(page, "Rounded dose n") == "Rounded dose nearest whole-vial total within 5%; deviation -0.36% 2,200 mg"
    assert row(page, "Volume 2") == "Volume 2,200 mg ÷ 20 mg/mL 110 mL"
    assert row(page, "Vials to open ") == "Vials to open 4 whole 500 mg vials; 2 whole 100 mg vials 4 × 500 mg, 2 × 100 mg"
    assert row(page, "Discard ").endswith(" 0 mg")


def test_whole_vials_are_shown_and_not_chosen_unless_they_are_the_dose() -> None:
    # 70 kg: 1,400 mg, which is 2 x 500 mg and 4 x 100 mg by itself. 69.97 kg: 1,399.4 mg, 69.97 mL, half up 70 mL, 1,400 mg.
    assert row(page_of(of_72_35_kg(weight="70kg"), "pharmacy", "Worksheet C1D1"), "Nearest") == (
        "Nearest whole vials 1,400 mg, 0% (2 × 500 mg, 4 × 100 mg)"
    )
    for site, weight in (({}, "69.97kg"), (WHOLE_VIALS, "72.35kg")):
        assert "shown, not chosen" not in row(page_of(of_72_35_kg(site, weight=weight), "pharmacy", "Worksheet C1D1"), "Nearest")
    assert row(page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1"), "Nearest").endswith("shown, not chosen")


def test_a_worksheet_says_when_the_infusion_is_planned_to_start() -> None:
    assert "planned start 10:00" in page_of(of_72_35_kg(**TIMED), "pharmacy", "Worksheet C1D1")
    assert "planned start ____" in page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1")


def test_without_a_country_the_overview_says_once_that_holidays_are_not_checked() -> None:
    said = "Public holidays are not checked: no country is set."
    assert lines(of_72_35_kg(), "pharmacy").count(said) == 1
    assert said in page_of(of_72_35_kg(), "pharmacy", "Pharmacy sheet: overview")
    assert said not in lines(of_72_35_kg({"country": "FR"}), "pharmacy")


def test_a_worksheet_lists_the_premedications_to_supply_with_blanks_for_what_the_site_does_not_state() -> None:
    page = page_of(of_72_35_kg(BOTH), "pharmacy", "Worksheet C1D1")
    assert "Drug Dose Route Product Volume Dilute to Lot number, expiry Supplied" in page
    assert row(page, "dexamethasone") == "dexamethasone, dose stated as phosphate 40 mg intravenous ☐"
    assert row(page, "acetaminophen") == "acetaminophen 650 mg oral no ☐"
    assert row(page, "famotidine") == "famotidine, substituted for ranitidine 20 mg intravenous ☐"
    assert row(page, "diphenhydrAMINE") == "diphenhydrAMINE 25 mg intravenous ☐"


def test_a_product_that_the_site_states_stands_with_its_strength_volume_and_dilution() -> None:
    stated = slots(
        antihistamine={"product_mg": "50", "product_ml": "1", "dilute_to_ml": "50"},
        antipyretic={"product_mg": "325"},
        steroid={"product_mg": "4"},
    )
    release = of_72_35_kg(stated)
    page = page_of(release, "pharmacy", "Worksheet C1D1")
    assert row(page, "diphenhydrAMINE") == "diphenhydrAMINE 25 mg intravenous 50 mg in 1 mL 50 mL ☐"
    assert row(page, "acetaminophen") == "acetaminophen 650 mg oral 325 mg no ☐"
    values = lines(release, "pharmacy")
    assert "diphenhydrAMINE, product 50 mg in 1 mL Site entered by the pharmacy" in values
    assert "diphenhydrAMINE, diluted to 50 mL Site entered by the pharmacy" in values


def test_the_cautions_of_a_worksheet_come_first_and_then_the_dose_and_its_working() -> None:
    page = page_of(of_72_35_kg(ORDER_RATES, weight="110.4kg"), "pharmacy", "Worksheet C1D1")
    order = [
        next(at for at, line in enumerate(page) if line.startswith(words))
        for words in ("Caution", "Rounded dose", "Weighed again", "Working")
    ]
    assert order == sorted(order)


def test_a_worksheet_says_which_product_it_is_for_and_outside_which_weights_to_ask() -> None:
    page = page_of(of_72_35_kg(), "pharmacy", "Worksheet C1D1")
    assert "Drug isatuximab intravenous, not the subcutaneous product Rounded dose" in " ".join(page)
    assert "Weighed again: ask the pharmacy below 65.2 kg or above 79.5 kg (10% of 72.35 kg)." in page
    five = page_of(of_72_35_kg({"weights": {"caution_from_percent": "5"}}), "pharmacy", "Worksheet C1D1")
    assert "Weighed again: ask the pharmacy below 68.8 kg or above 75.9 kg (5% of 72.35 kg)." in five


def test_what_is_drawn_adds_up_on_the_back_of_a_worksheet() -> None:
    page = page_of(of_72_35_kg(), "pharmacy", "Worksheet, continued C1D1")
    assert "Draw 25 mL + 25 mL + 22.4 mL = 72.4 mL of isatuximab: 2 whole 500 mg vials and 22.4 mL of a third." in page


def test_a_worksheet_has_a_line_for_each_vial_and_for_each_bag_and_blanks_for_what_is_recorded() -> None:
    page = page_of(of_72_35_kg(weight="110.4kg"), "pharmacy", "Worksheet, continued C1D1")  # 2,208 mg: 4 x 500 + 3 x 100 mg
    assert page.count("500 mg") == 4
    assert page.count("100 mg") == 3
    assert page.count("Vial Manufacturer Lot number Expiry") == 2
    assert row(page, "bag ") == "bag 110.4 mL 110.4 mL"
    text = " ".join(page)
    for words in (
        "Bag Remove Add Volume drawn, mL Manufacturer, lot number Expiry Inspected Preparation number",
        "Prepared at (date, time)", "Use by (date, time)", "Storage", "Prepared by", "Checked by",
    ):  # fmt: skip
        assert words in text
    many = page_of(of_72_35_kg(SITES["500 mL"], weight="90kg"), "pharmacy", "Worksheet, continued C1D1")  # 1,800 mg from 18 vials of 100 mg
    assert many.count("100 mg") == 13
    assert "5 more" in many


def test_a_worksheet_names_the_labels_preparation_points_as_for_label_doses() -> None:
    text = " ".join(page_of(of_72_35_kg(), "pharmacy", "Worksheet, continued C1D1"))
    for words in (
        "SARCLISA label on preparation, for label doses", "do not shake", "0.22 micron", "48 h at 2 to 8 °C, then 8 h at room temperature including",
        "polyolefin",
    ):  # fmt: skip
        assert words in text


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize(
    ("site", "weight", "answers"),
    [
        ({}, "72.35kg", ("1,447", "1,448", "72.4", "52 mg", "5.792", "3 ×", "22.4", "0.07", "1,400", "1,500", "3.25")),
        ({}, "110.4kg", ("2,208", "110.4 mL", "8.832", "92 mg", "4 ×", "3 ×", "0.4 mL of", "2,300")),
        (WHOLE_VIALS, "110.4kg", ("2,208", "2,200", "110 mL", "8.8", "0.36", "4 ×", "2 ×")),
        ({}, "70kg", ("1,400", "70 mL", "5.6", "4 ×", "2 ×")),
    ],
)
def test_the_independent_check_holds_the_inputs_and_no_answer(site: dict[str, Any], weight: str, answers: tuple[str, ...]) -> None:
    release = of_72_35_kg(site, weight=weight)
    page = page_of(release, "pharmacy", "Independent check C1D1")
    text = " ".join(page)
    for answer in answers:
        assert answer not in text, f"{answer} is an answer"
    head = next(at for at, line in enumerate(page) if line.startswith("Regimen islay"))
    assert page[head + 1] == "Weight read from the chart ____ kg on ____"
    assert weight.removesuffix("kg") not in text, "who checks reads the weight from the chart"
    assert row(page, "Dose per kg") == "Dose per kg 20 mg/kg"
    assert row(page, "Vials in stock") == "Vials in stock 500 mg in 25 mL and 100 mg in 5 mL"
    assert row(page, "Bag ") == "Bag 250 mL sodium chloride 0.9%; a volume equal to the drug's is removed first"
    assert row(page, "Rounding ").endswith("volume to 0.1 mL, half up")
    assert "compare with the worksheet only when finished" in text
    for blank in ("Calculated dose mg", "Volume to draw mL", "Rounded dose mg", "Discard mg", "Nominal concentration mg/mL"):
        assert blank in page, "the result is left blank"


def test_every_value_of_the_site_has_its_source_printed() -> None:
    release = of_72_35_kg(ORDER_RATES)
    text = " ".join(" ".join(lines(release, "pharmacy")).split()).replace("diphenhydrAMINE", "diphenhydramine")
    unused = ("infusion.profiles.label-250ml",)  # not the profile that was chosen
    sources = {key: each for key, each in release.plan.site.sources.items() if not key.startswith(unused)}
    assert len(sources) > 20
    for key, each in sources.items():
        if each.kind == "label":
            assert f"Label site default, from {each.citation}; not stated in the trial record" in text, key
        elif each.kind == "choice":
            assert f"Choice this program's own default{each.citation.removeprefix(chr(39)).partition('default')[2]}" in text, key
        else:
            assert f"{each.kind.capitalize()} {each.citation}" in text, key


def test_a_value_that_the_pharmacy_entered_is_said_to_be_entered() -> None:
    page = [line for page in pages(of_72_35_kg(INJECTED), "pharmacy") for line in page.lines]
    assert "dexamethasone, dose 40 mg Site entered by the pharmacy" in page
    assert "dexamethasone, dose stated as phosphate Site entered by the pharmacy" in page
    assert "volume step 0.1 mL Choice this program's own default: 0.1 mL, half up" in page


def test_the_rounding_that_a_worksheet_names_is_that_of_the_site_on_its_day() -> None:
    release = of_72_35_kg(changes=[resite({"rounding": {"volume_step_ml": "1"}}, "2027-01-10")])
    assert "rounded half up to 0.1 mL" in row(page_of(release, "pharmacy", "Worksheet C1D1"), "Volume 1")
    assert row(page_of(release, "pharmacy", "Worksheet C1D8"), "Volume 1") == "Volume 1,447 mg ÷ 20 mg/mL, rounded half up to 1 mL 72 mL"
    assert row(page_of(release, "pharmacy", "Independent check C1D8"), "Rounding ") == "Rounding volume to 1 mL, half up"


def test_the_entry_criteria_are_boxes_to_tick_and_the_facts_are_printed() -> None:
    entry = {"last_immunotherapy": "2026-10-01", "last_investigational": "none"}
    release = of_72_35_kg(entry=entry)
    found = lines(release, "pharmacy")
    for criterion in release.plan.regimen.criteria_not_checked:
        assert f"☐ {criterion}" in found
    assert "last immunotherapy Thursday 1 October 2026 not within 21 days" in found
    assert "last investigational agent none not within 21 days" in found
    assert "stem cell transplant not given ____ not within 4 months" in found


def test_the_working_of_two_bags_adds_up_and_says_how_they_are_prepared() -> None:
    # 72.5 kg: 72.5 mL, halves on 0.1 mL are 36.3 and 36.2 mL: 726 mg / 250 mL = 2.904 mg/mL, 724 mg / 250 mL = 2.896 mg/mL.
    page = page_of(of_72_35_kg(TWO_BAGS, weight="72.5kg"), "pharmacy", "Worksheet C1D1")
    assert row(page, "Volume for each bag") == "Volume for each bag halves, to 0.1 mL: 36.3 mL + 36.2 mL 72.5 mL"
    assert row(page, "Bag 1 ") == "Bag 1 remove 36.3 mL of diluent, add 36.3 mL of isatuximab 250 mL"
    assert row(page, "Drug in bag 2") == "Drug in bag 2 36.2 mL × 20 mg/mL 724 mg"
    assert row(page, "Nominal concentration 1") == "Nominal concentration 1 726 mg ÷ 250 mL; the bag's overfill is not counted 2.904 mg/mL"
    assert row(page, "Nominal concentration 2").endswith("2.896 mg/mL")
    assert row(page, "Vials to open") == "Vials to open 2 whole 500 mg vials and 22.5 mL of a third 3 × 500 mg"
    said = "Prepare both in one session; out of the refrigerator, 8 h include the infusion of both (US label, 10 mg/kg)"
    back = page_of(of_72_35_kg(TWO_BAGS, weight="72.5kg"), "pharmacy", "Worksheet, continued C1D1")
    assert back.count(said) == 1
    assert said not in page_of(of_72_35_kg(), "pharmacy", "Worksheet, continued C1D1")
    assert [line for line in back if line.startswith("bag ")] == ["bag 1 36.3 mL 36.3 mL", "bag 2 36.2 mL 36.2 mL"]


def test_the_independent_check_asks_for_each_bag_and_holds_no_answer_of_either() -> None:
    page = page_of(of_72_35_kg(TWO_BAGS, weight="72.5kg"), "pharmacy", "Independent check C1D1")
    for blank in ("Quantity Bag 1 Bag 2", "Drug for it mL mL", "Remove from it mL mL", "Nominal concentration mg/mL mg/mL"):
        assert page.count(blank) == 1
    assert row(page, "Bags ").startswith(
        "Bags 2 × 250 mL sodium chloride 0.9%; the volume is divided into halves on its step, the first the larger"
    )
    for answer in ("36.3", "36.2", "726", "724", "2.904", "2.896"):
        assert answer not in " ".join(page)


def test_one_ml_for_each_kilogram_is_said_only_where_it_is_so() -> None:
    label = {"regimen": "label-10-us-kd", "cycles": 1}
    reviewed = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}
    page = page_of(of_72_35_kg(reviewed, **label), "pharmacy", "Worksheet C1D1")
    assert not any(line.startswith("Check to keep") for line in page)
    assert row(page, "Calculated dose") == "Calculated dose 72.35 kg × 10 mg/kg 723.5 mg"
    assert "SARCLISA label on preparation" in page_of(of_72_35_kg(reviewed, **label), "pharmacy", "Worksheet, continued C1D1")


def test_a_weight_typed_in_pounds_is_printed_both_ways_wherever_it_stands() -> None:
    release = of_72_35_kg(weight="160lb")  # 160 x 0.45359237 = 72.574..., 72.57 kg
    said = "72.57 kg, entered as 160 lb"
    assert said in row(page_of(release, "pharmacy", "Pharmacy sheet: overview"), "C1D8 ")
    assert row(page_of(release, "pharmacy", "Worksheet C1D1"), "Weight ").endswith(f"the first weight {said}")
    check = page_of(release, "pharmacy", "Independent check C1D1")
    assert "Weight read from the chart ____ lb = ____ kg on ____" in check
    assert "160" not in " ".join(check)
    # 144 lb are 65.32 kg and 175.9 lb 79.79 kg, inside 65.313 to 79.827 kg; 143.9 lb, 65.27 kg, and 176 lb, 79.83 kg, are not.
    assert "ask the pharmacy below 65.4 kg (144 lb) or above 79.8 kg (175.9 lb)" in " ".join(page_of(release, "pharmacy", "Worksheet C1D1"))
    assert said in row(page_of(release, "nurse", "Nurse sheet: course"), "C1D8 ")
    assert said in " ".join(page_of(release, "nurse", "Nurse sheet C1D1"))


def test_what_was_given_stands_in_the_course() -> None:
    afternoon = datetime(2027, 1, 11, 15, tzinfo=UTC)
    release = of_72_35_kg(issued=afternoon, changes=[outcome("C1D1", "2027-01-04"), outcome("C1D8", "2027-01-11", reaction="3")])
    overview = page_of(release, "pharmacy", "Pharmacy sheet: overview")
    assert "Mon 4 Jan 2027 before the day of issue given in full 72.35 kg" in row(overview, "C1D1 ")
    assert "Mon 11 Jan 2027 reaction of grade 3 72.35 kg" in row(overview, "C1D8 ")


def test_a_long_course_goes_on_below_its_own_band_with_every_visit_once() -> None:
    release = make_release(regimen="label-10-us-kd", cycles=13, **NAMED)
    visits = [
        line.partition(" ")[0]
        for line in lines(release, "pharmacy")
        if line.startswith(("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"))
    ]
    assert [name for name in visits if not name.endswith((".", ","))] == [each.visit for each in release.plan.visits]
    assert sum(page.lines[1] == "Pharmacy sheet: overview, continued" for page in pages(release, "pharmacy")) >= 1


def test_a_day_that_is_over_says_what_was_recorded_and_has_nothing_to_sign() -> None:
    changes = [outcome("C1D1", "2027-01-04"), outcome("C1D8", "2027-01-11", given_ml="90", reaction="2")]
    release = of_72_35_kg(issued=datetime(2027, 1, 13, 9, tzinfo=UTC), changes=changes)
    found = pages(release, "pharmacy", Printing(visit="C1D8", past=True))
    text = " ".join(line for page in found for line in page.lines)
    assert "Recorded: given in part, 90 mL, reaction of grade 2" in text
    for never in ("Independent check C1D8", "Checked by", "Prepared by", "Weighed again", "☐", "____"):
        assert never not in text
    nothing = pages(of_72_35_kg(issued=datetime(2027, 1, 13, 9, tzinfo=UTC)), "pharmacy", Printing(visit="C1D8", past=True))
    assert "Recorded: nothing" in nothing[0].lines


def test_nothing_can_be_written_on_a_void_sheet() -> None:
    release = replace(of_72_35_kg(ORDER_RATES), void=True)
    text = " ".join(lines(release, "pharmacy"))
    assert "faster ones are the prescriber's." in text
    assert "____" not in text
    assert "☐" not in text
