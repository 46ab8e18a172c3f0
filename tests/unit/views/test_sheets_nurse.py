"""The nurse sheet: the course, premedications by time, rate steps, what is written in by hand."""

import re
from typing import Any

import pytest

from dosing import assets
from dosing.views.layout.paging import nurse_pages
from dosing.views.sheets import render_sheet
from tests.plans import NAMES, ORDER_RATES, make_release, omit, outcome, rates, slots, visit
from tests.unit.views.read_sheets import (
    BOTH,
    GIVEN,
    MANY_STEPS,
    SECOND_BAG,
    TIMED,
    TWO_BAGS,
    TWO_BAGS_KNOWN,
    TWO_BAGS_OF_ORDER,
    WHOLE_VIALS,
    lines,
    of_72_35_kg,
    page_of,
    pages,
    row,
)


def test_the_course_is_one_page_with_its_days_and_times() -> None:
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet: course")
    assert row(page, "C1D8 ") == "C1D8 Mon 11 Jan 2027 2 72.35 kg 1,448 mg 09:00 10:00 14:00"
    assert any("times are local, Europe/Paris" in line for line in page)
    assert any("is planned; what was given is what is written in by hand" in line for line in page)


def test_premedications_stand_in_the_order_in_which_they_are_due() -> None:
    page = page_of(of_72_35_kg(BOTH, **TIMED), "nurse", "Nurse sheet C1D1")
    due = [line for line in page if re.match(r"(45|30) min 09:", line)]
    assert due == [
        "45 min 09:15 dexamethasone, dose stated as phosphate 40 mg intravenous ____",
        "45 min 09:15 acetaminophen 650 mg oral by mouth",
        "30 min 09:30 famotidine, substituted for ranitidine 20 mg intravenous over at least 2 min",
        "30 min 09:30 diphenhydrAMINE 25 mg intravenous over at least 1 min",
    ]


def test_the_start_of_the_infusion_has_a_window() -> None:
    # Last premedication at 09:30 + 15 min; first at 09:15 + 60 min.
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet C1D1")
    assert row(page, "Start the infusion") == (
        "Start the infusion between 09:45 and 10:15; if later, ask whether to repeat. SARCLISA label: 15 to 60 min"
    )
    narrow = of_72_35_kg(slots(steroid={"minutes_before": 60}, antihistamine={"minutes_before": 15}), **TIMED)
    assert row(page_of(narrow, "nurse", "Nurse sheet C1D1"), "Start the infusion").startswith("Start the infusion at 10:00; if later, ask")


def test_without_a_time_the_clock_is_a_blank_and_the_minutes_before_stand() -> None:
    page = page_of(of_72_35_kg(ORDER_RATES), "nurse", "Nurse sheet C1D1")
    assert "45 min ____ dexamethasone 20 mg oral by mouth" in page
    assert row(page, "Start the infusion").startswith("Start the infusion between ____ and ____ ; if later, ask whether to repeat.")
    assert "60 min ____ 50 289.6 30 min 25 mL 50 mL" in page
    assert "arrival ____" in page
    assert not re.findall(r"[0-9]{2}:[0-9]{2}", " ".join(page).replace("09:00 UTC", ""))


def test_rate_steps_say_elapsed_minutes_first_and_the_planned_clock_second() -> None:
    # The label's first infusion: 25, 25, 37.5, 50, 62.5 and 50 mL in 60, 30, 30, 30, 30 and 20 min; at 5.792 mg/mL, 25 mL per hour
    # are 144.8 mg per hour. The label's dose, 723.5 mg in 250 mL, runs at most at 150 mL per hour, 434.1 mg per hour.
    page = page_of(of_72_35_kg(ORDER_RATES, **TIMED), "nurse", "Nurse sheet C1D1")
    assert [line for line in page if re.match(r"[0-9]+ min 1[0-9]:", line)] == [
        "0 min 10:00 25 144.8 60 min 25 mL 25 mL",
        "60 min 11:00 50 289.6 30 min 25 mL 50 mL",
        "90 min 11:30 75 434.4 above 30 min 37.5 mL 87.5 mL",
        "120 min 12:00 100 579.2 above 30 min 50 mL 137.5 mL",
        "150 min 12:30 125 724 above 30 min 62.5 mL 200 mL",
        "180 min 13:00 150 868.8 above 20 min 50 mL 250 mL",
    ]
    assert row(page, "Rate steps").startswith("Rate steps, planned: order-14, first infusion; 250 mL in 3 h 20 min, planned end 13:20")


def test_mg_per_hour_stands_beside_the_labels_most_at_its_dose() -> None:
    # 72.35 kg x 10 mg/kg / 250 mL = 2.894 mg/mL: at 150 mL per hour 434.1 mg per hour, at 200 mL per hour 578.8.
    release = of_72_35_kg(ORDER_RATES, changes=GIVEN[:1])
    for heading, most in (("Nurse sheet C1D1", "434.1"), ("Nurse sheet C1D8", "578.8")):
        found = row(page_of(release, "nurse", heading), "Elapsed Planned")
        assert f"mg per hour (label at 10 mg/kg: at most {most}) For" in found
    assert "label at" not in row(page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1"), "Elapsed Planned")


def test_faster_steps_say_what_was_recorded_and_first_ones_again_say_why() -> None:
    release = of_72_35_kg(ORDER_RATES, changes=GIVEN[:2])
    for heading, before, part in (("Nurse sheet C1D8", "C1D1", "second infusion"), ("Nurse sheet C1D15", "C1D8", "later infusions")):
        caption = row(page_of(release, "nurse", heading), "Rate steps")
        assert f"order-14, {part}; 250 mL" in caption
        assert caption.endswith(f"{before} was recorded as given in full without a reaction.")
    again = page_of(release, "nurse", "Nurse sheet C1D22")  # nothing is recorded of C1D15
    said = next(at for at, line in enumerate(again) if "is not recorded" in line)
    assert again[said].startswith("Caution")
    assert "____" in again[said]
    assert said < next(at for at, line in enumerate(again) if line.startswith("Rate steps"))
    assert not any("was recorded as given" in line for line in again)
    assert not any("is not recorded" in line for line in page_of(release, "nurse", "Nurse sheet C1D1"))


def test_without_a_profile_the_rate_table_is_empty() -> None:
    html = render_sheet(of_72_35_kg(cycles=1), "nurse")
    assert html.count("Rate steps, from the order") == 4
    table = html[html.index("Rate steps, from the order") :].partition("</table>")[0].partition("<tbody>")[2]
    assert table.count("<tr>") == 6
    assert table.count("<td></td>") == 54


def test_there_are_four_blank_rows_for_reactions_and_a_named_source_for_the_rule() -> None:
    html = render_sheet(of_72_35_kg(cycles=1), "nurse")
    table = html[html.index("Infusion reactions") :].partition("</table>")[0]
    assert table.partition("<tbody>")[2].count("<tr>") == 4
    page = page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1")
    assert row(page, "Infusion reactions").endswith("8 of 14 in the trial (57%). Rule for label doses: SARCLISA prescribing information")
    assert "Paused at Grade Treatment Restarted at" in page
    for words in ("Time", "Temperature", "Pulse", "Blood pressure", "SpO2", "Respirations", "Initials"):
        assert words in page
    text = " ".join(page)
    for words in ("Allergies ____", "Emergency equipment checked ____", "Line flushed at ____", "Infusion stopped at ____"):
        assert words in text


def test_an_infusion_whose_number_is_not_its_visits_says_so() -> None:
    release = of_72_35_kg(ORDER_RATES, changes=[omit("C1D8")])
    assert row(page_of(release, "nurse", "Nurse sheet C1D15"), "Visit 3") == (
        "Visit 3 is infusion 2. Earlier visits were omitted; rate steps follow the infusion number."
    )
    given = of_72_35_kg(ORDER_RATES, changes=[outcome("C1D1", "2027-01-04"), omit("C1D8", "2027-01-10")])
    assert any("second infusion" in line for line in page_of(given, "nurse", "Nurse sheet C1D15"))
    assert not any(line.startswith("Visit 1 is") for line in page_of(release, "nurse", "Nurse sheet C1D1"))


def test_a_time_on_the_day_before_the_visit_says_so() -> None:
    page = page_of(of_72_35_kg(time="00:20", time_zone="Europe/Paris"), "nurse", "Nurse sheet C1D1")
    assert row(page, "45 min 23:35 the day before dexamethasone")
    assert "arrival 23:20 the day before" in page


def test_steps_above_the_labels_carry_their_caution_on_every_visit_and_slower_ones_do_not() -> None:
    release = of_72_35_kg(ORDER_RATES)
    for each in release.plan.active:
        said = [line for line in page_of(release, "nurse", f"Nurse sheet {each.visit}") if "mg an hour" in line]
        assert len(said) == 1
        assert said[0].startswith(f"Caution At {each.visit} the steps of order-14 reach 868.8 mg an hour")
    for site in ({}, rates_of(70)):  # 70 mL per hour at 5.792 mg/mL: 405.44 mg per hour, below 434.1
        page = page_of(of_72_35_kg(site), "nurse", "Nurse sheet C1D1")
        assert not any("mg an hour" in line or "above" in line for line in page)


def rates_of(rate: int) -> dict[str, Any]:
    """A signed order of one rate after the first half hour."""
    steps = [{"rate": "25", "minutes": 30}, {"rate": str(rate)}]
    return rates(first=steps, second=steps, later=steps)


def test_the_bag_is_checked_at_the_bedside_and_the_patient_weighed() -> None:
    for each in ("C1D1", "C2D22"):
        page = page_of(of_72_35_kg(ORDER_RATES), "nurse", f"Nurse sheet {each}")
        assert row(page, "Bag checked") == "Bag checked against patient, drug, dose and rate by ____ and ____ ; weight today ____ kg"


@pytest.mark.parametrize(
    ("site", "weight", "dose", "said"),
    [
        (WHOLE_VIALS, "46kg", "900 mg", "calculated 920 mg, rounded to whole vials, -2.17%"),  # -20 / 920
        ({}, "72.35kg", "1,448 mg", "calculated 1,447 mg, rounded to 0.1 mL, +0.07%"),  # +1 / 1,447
        ({"rounding": {"volume_step_ml": "1"}}, "72.35kg", "1,440 mg", "calculated 1,447 mg, rounded to 1 mL, -0.48%"),  # -7 / 1,447
    ],
)
def test_a_dose_that_is_not_the_calculated_one_says_why_beside_it(site: dict[str, Any], weight: str, dose: str, said: str) -> None:
    page = page_of(of_72_35_kg(site, weight=weight), "nurse", "Nurse sheet C1D1")
    assert page[page.index(dose) + 1] == said


def test_a_dose_that_is_the_calculated_one_needs_no_word() -> None:
    page = page_of(of_72_35_kg(weight="46kg"), "nurse", "Nurse sheet C1D1")
    assert "920 mg" in page
    assert not any("calculated" in line or "rounded" in line for line in page)


def test_blanks_are_long_enough_to_write_in() -> None:
    css = assets.asset("sheet.css").decode()
    for line, least in (("allergies", 50), ("clock", 16)):
        found = re.search(rf"\.line\.{line} \{{ min-width: ([0-9.]+)mm", css)
        assert found
        assert float(found[1]) >= least
    html = render_sheet(of_72_35_kg(cycles=1), "nurse").partition("Nurse sheet C1D1")[2].partition("</section>")[0]
    assert html.count('Allergies <span class="line allergies"></span>') == 1
    assert html.count('<span class="line clock"></span>') == 2 + 4 + 2 + 1, "start and arrival, four due, the window, today's weight"


def test_a_rate_table_too_long_for_a_page_goes_on_below_its_own_band() -> None:
    release = of_72_35_kg(MANY_STEPS, **TIMED)
    spread = nurse_pages(release, visit(release.plan, "C1D1"))
    assert [len(rows) for rows in spread.rates] == [12, 6]
    assert row(page_of(release, "nurse", "Rate steps C1D1"), "1,020 min 03:00") == (
        "1,020 min 03:00 the next day 100 579.2 above 48 min 80 mL 250 mL"
    )
    assert page_of(release, "nurse", "Nurse sheet C1D1")[-1] == "Rate steps continued on the next page"
    assert any(
        line.startswith("Rate steps, planned") and line.endswith("; continued") for line in page_of(release, "nurse", "Rate steps C1D1")
    )
    assert sum("continued on the next page" in line for line in lines(release, "nurse")) == len(release.plan.active)  # none is recorded


def test_a_visit_with_an_empty_table_or_recorded_infusions_is_one_nurses_page() -> None:
    whole = [
        outcome(name, f"2027-{day}")
        for name, day in zip(NAMES, ("01-04", "01-11", "01-18", "01-25", "02-01", "02-08", "02-15"), strict=False)
    ]
    for site, course in (({}, {}), (ORDER_RATES, {"changes": whole})):
        release = make_release(site, **TIMED, **course)
        headings = [page.lines[0] for page in pages(release, "nurse") if page.lines[0] != "Checks, continued"]
        assert headings == ["Nurse sheet: course", *(f"Nurse sheet {each.visit}" for each in release.plan.active)]


def test_two_bags_stand_with_their_doses_and_the_change_between_them() -> None:
    # 72.35 kg: 72.4 mL, two halves of 36.2 mL, 724 mg each. 250 mL at 75 mL per hour take 200 min; 724 mg / 250 mL x 75 = 217.2 mg per hour.
    page = page_of(of_72_35_kg(TWO_BAGS_KNOWN, **TIMED), "nurse", "Nurse sheet C1D1")
    assert page[page.index("Bags, intravenous") + 1 :][:3] == ["2 × 250 mL", "sodium chloride 0.9%", "724 mg + 724 mg"]
    assert row(page, "Rate steps") == "Rate steps, planned: order-14, first infusion; 2 × 250 mL in 6 h 40 min, planned end 16:40"
    change = page.index("Change to bag 2")
    assert page.index("Bag 1") < change
    assert page[change + 1] == "200 min 13:20 75 217.2 200 min 250 mL 250 mL"
    assert "change to bag 2" in page
    assert SECOND_BAG["first"] == [{"rate": "75"}]


def test_a_second_bag_whose_steps_are_not_stated_is_filled_from_the_order_and_has_no_end() -> None:
    release = of_72_35_kg(TWO_BAGS_OF_ORDER, **TIMED)
    page = page_of(release, "nurse", "Nurse sheet C1D1")
    assert row(page, "Rate steps") == "Rate steps, planned: order-14, first infusion; 2 × 250 mL"
    assert row(page, "Change to bag 2") == "Change to bag 2 second bag: from the order"
    html = render_sheet(release, "nurse").partition("Change to bag 2")[2].partition("</table>")[0]
    assert html.count("<tr><td></td>") == 4
    empty = page_of(of_72_35_kg(TWO_BAGS), "nurse", "Nurse sheet C1D1")
    assert row(empty, "Rate steps") == "Rate steps, from the order; 2 × 250 mL"
    assert "Bag 1 first bag: from the order" in empty


def test_what_was_given_stands_beside_the_day_of_its_visit() -> None:
    given = [
        outcome("C1D1", "2027-01-04", in_full=True, reaction="2"),
        outcome("C1D8", "2027-01-11", given_ml="90"),
        outcome("C1D15", "2027-01-18", not_given=True),
    ]
    page = page_of(of_72_35_kg(changes=given), "nurse", "Nurse sheet: course")
    for name, said in (("C1D1", "given in full, reaction of grade 2"), ("C1D8", "given in part, 90 mL"), ("C1D15", "not given")):
        assert f"{said} " in row(page, f"{name} ")
    assert "given" not in row(page, "C1D22 ")
