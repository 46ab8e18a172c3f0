"""The nurse sheet: the course, premedications by time, rate steps, what is written in by hand."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dosing.inputs.letterhead import Letterhead
from dosing.releases import Release
from dosing.views import Printing
from dosing.views.sheets import render_sheet
from tests.plans import ORDER_RATES, omit, outcome, rates, reweigh, slots, stop
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
    of_72_35_kg,
    page_of,
    pages,
    row,
)


def test_the_course_is_one_page_with_its_days_and_times() -> None:
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet: course")
    given = "dexamethasone 20 mg, acetaminophen 650 mg, ranitidine 50 mg, diphenhydrAMINE 25 mg"
    assert row(page, "C1D8 ") == f"C1D8 Mon 11 Jan 2027 09:00 10:00 14:00 {given} 1,448 mg 72.35 kg"
    assert any("times are local, Europe/Paris" in line for line in page)
    assert any("is planned; what was given is what is written in by hand" in line for line in page)


def test_a_visit_of_a_cycle_that_waits_for_a_weight_says_weigh_first_and_about_how_much() -> None:
    page = page_of(of_72_35_kg(), "nurse", "Nurse sheet: course")
    assert row(page, "C2D15 ").endswith("diphenhydrAMINE 25 mg Weigh first about 1,448 mg if still 72.35 kg")
    assert row(page, "C1D15 ").endswith("diphenhydrAMINE 25 mg 1,448 mg 72.35 kg")
    known = of_72_35_kg(changes=[reweigh("80kg", "2027-01-30")])  # 80 kg x 20 mg/kg
    assert row(page_of(known, "nurse", "Nurse sheet: course"), "C2D15 ").endswith("1,600 mg 80 kg")


def test_a_course_without_times_has_no_column_for_them() -> None:
    page = page_of(of_72_35_kg(), "nurse", "Nurse sheet: course")
    assert "Visit Date Premedication Dose" in page
    assert row(page, "C1D8 ").startswith("C1D8 Mon 11 Jan 2027 dexamethasone 20 mg, ")


def test_premedications_stand_in_the_order_in_which_they_are_due() -> None:
    page = page_of(of_72_35_kg(BOTH, **TIMED), "nurse", "Nurse sheet C1D1")
    due = [line for line in page if re.match(r"09:[0-9]{2} (45|30) min", line)]
    assert due == [
        "09:15 45 min dexamethasone, dose stated as phosphate 40 mg intravenous, over ____ min",
        "09:15 45 min acetaminophen 650 mg by mouth",
        "09:30 30 min famotidine, substituted for ranitidine 20 mg intravenous, over at least 2 min",
        "09:30 30 min diphenhydrAMINE 25 mg intravenous, over at least 1 min",
    ]


def test_the_start_of_the_infusion_has_a_window() -> None:
    # Last premedication at 09:30 + 15 min; first at 09:15 + 60 min.
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet C1D1")
    assert row(page, "Infusion at") == "Infusion at 10:00: not before 09:45, not after 10:15; if later, ask whether to repeat."
    assert row(page, "Premedication, planned").endswith(" SARCLISA label: 15 to 60 min")
    narrow = of_72_35_kg(slots(steroid={"minutes_before": 60}, antihistamine={"minutes_before": 15}), **TIMED)
    assert row(page_of(narrow, "nurse", "Nurse sheet C1D1"), "Infusion at").startswith(
        "Infusion at 10:00: not before 10:00, not after 10:00;"
    )


def test_without_a_time_the_clock_is_a_blank_and_the_minutes_before_stand() -> None:
    page = page_of(of_72_35_kg(ORDER_RATES), "nurse", "Nurse sheet C1D1")
    assert "____ 45 min dexamethasone 20 mg by mouth" in page
    assert row(page, "Infusion at") == "Infusion at ____ : not before ____ , not after ____ ; if later, ask whether to repeat."
    assert "60 ____ 50 289.6 30 50" in page
    assert "Premedication, planned arrival ____ ; planned end of the visit ____ . SARCLISA label: 15 to 60 min" in page
    assert not re.findall(r"[0-9]{2}:[0-9]{2}", " ".join(page).replace("09:00 UTC", ""))


def test_one_planned_end_stands_on_the_course_and_on_the_visit() -> None:
    # Arrival at 09:00 and a visit of 300 min: 14:00, later than the bag, which is empty at 13:20. Slow steps end at 03:48.
    for site, end in ((ORDER_RATES, "14:00"), (MANY_STEPS, "03:48 the next day")):
        release = of_72_35_kg(site, **TIMED)
        said = row(page_of(release, "nurse", "Nurse sheet C1D1"), "Premedication, planned")
        assert said == f"Premedication, planned arrival 09:00; planned end of the visit {end}. SARCLISA label: 15 to 60 min"
        assert f"09:00 10:00 {end} " in row(page_of(release, "nurse", "Nurse sheet: course"), "C1D1 ")
        assert sum("planned end" in line for page in pages(release, "nurse") for line in page.lines) == len(leaves_of(release))


# After the infusions of the first cycle, when what was given at them can be known; their days are over.
AFTER_THE_FIRST_CYCLE = datetime(2027, 1, 26, 9, tzinfo=UTC)


def page_of_any_day(release: Release, heading: str) -> list[str]:
    """The page with this heading, where days that are over are printed too."""
    (found,) = [page.lines for page in pages(release, "nurse", Printing(past=True)) if page.lines[0] == heading]
    return found


def leaves_of(release: Release) -> list[str]:
    return [page.lines[0] for page in pages(release, "nurse") if page.lines[0].startswith("Nurse sheet C")]


def test_rate_steps_say_elapsed_minutes_first_and_the_planned_clock_second() -> None:
    # The label's first infusion: 25, 25, 37.5, 50, 62.5 and 50 mL in 60, 30, 30, 30, 30 and 20 min; at 5.792 mg/mL, 25 mL per hour
    # are 144.8 mg per hour. The label's dose, 723.5 mg in 250 mL, runs at most at 150 mL per hour, 434.1 mg per hour,
    # as 1,447 mg, the dose that is not rounded, does at 75 mL per hour: that step is not above.
    page = page_of(of_72_35_kg(ORDER_RATES, **TIMED), "nurse", "Nurse sheet C1D1")
    first = page.index("Baseline before the infusion starts")
    assert page[first + 1 :][:9] == [
        "0 10:00 25 144.8 60 25",
        "60 11:00 50 289.6 30 50",
        "90 11:30 75 434.4 30 87.5",
        "120 12:00 100 579.2 above 30 137.5",
        "150 12:30 125 724 above 30 200",
        "180 13:00 150 868.8 above 20 250",
        "End 200 13:20 bag empty, overfill not counted; flush, same rate, at ____",
        "Given ____ mL in all ☐ in full ☐ in part ☐ not given; reaction, grade ____",
        "After discharged at ____",
    ]
    assert row(page, "Rate steps: order-14").startswith("Rate steps: order-14, first infusion; 250 mL in 3 h 20 min ")


def test_observations_have_their_columns_beside_each_step() -> None:
    html = leaf(render_sheet(of_72_35_kg(ORDER_RATES, **TIMED), "nurse"), "Nurse sheet C1D1")
    page = page_of(of_72_35_kg(ORDER_RATES, **TIMED), "nurse", "Nurse sheet C1D1")
    assert row(page, "Elapsed min Planned").endswith("Temp. °C Pulse Blood pressure SpO2 % Resp. rate Initials")
    table = html[html.index("Rate steps: order-14") :].partition("<tbody>")[2].partition("</tbody>")[0]
    rows = table.split("</tr>")[:-1]
    assert len(rows) == 10  # before it, six steps, at its end, what was given, and after it
    for each in rows[:8] + rows[9:]:
        assert each.count("<td></td>") == 7, "the actual time, five observations and initials"


def test_mg_per_hour_stands_beside_the_labels_most_at_its_dose() -> None:
    # 72.35 kg x 10 mg/kg / 250 mL = 2.894 mg/mL: at 150 mL per hour 434.1 mg per hour, at 200 mL per hour 578.8.
    release = of_72_35_kg(ORDER_RATES, changes=GIVEN[:1], issued=AFTER_THE_FIRST_CYCLE)
    for heading, most in (("Nurse sheet C1D1", "434.1"), ("Nurse sheet C1D8", "578.8")):
        found = row(page_of_any_day(release, heading), "Rate steps")
        assert f"label at 10 mg/kg: at most {most} mg per hour for the calculated dose. From order: " in found
    assert "label at" not in row(page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1"), "Rate steps")


def test_faster_steps_say_what_was_recorded_and_first_ones_again_say_why() -> None:
    release = of_72_35_kg(ORDER_RATES, changes=GIVEN[:2], issued=AFTER_THE_FIRST_CYCLE)
    for heading, before, part in (("Nurse sheet C1D8", "C1D1", "second infusion"), ("Nurse sheet C1D15", "C1D8", "later infusions")):
        caption = row(page_of_any_day(release, heading), "Rate steps")
        assert f"order-14, {part}; 250 mL" in caption
        assert caption.endswith(f"{before} was recorded as given in full without a reaction.")
    again = page_of_any_day(release, "Nurse sheet C1D22")  # nothing is recorded of C1D15
    said = next(at for at, line in enumerate(again) if "is not recorded" in line)
    assert again[said].startswith("Caution")
    assert "____" not in again[said], "it is over"
    assert said < next(at for at, line in enumerate(again) if line.startswith("Rate steps"))
    assert not any("was recorded as given" in line for line in again)
    assert not any("is not recorded" in line for line in page_of_any_day(release, "Nurse sheet C1D1"))


def leaf(html: str, heading: str) -> str:
    """The page of a visit as it is written."""
    return html.partition(f">{heading}</h2>")[2].partition("</section>")[0]


def test_without_a_profile_the_rate_table_has_blank_rows_between_baseline_and_end() -> None:
    html = render_sheet(of_72_35_kg(cycles=1), "nurse")
    assert html.count("Rate steps, from the order") == 4
    table = html[html.index("Rate steps, from the order") :].partition("</table>")[0].partition("<tbody>")[2]
    assert table.count("</tr>") == 10
    assert table.count('<th scope="row"></th>') == 6


def test_in_a_reaction_the_page_says_stop_and_call_and_has_rows_to_write_what_was_done() -> None:
    html = render_sheet(of_72_35_kg(cycles=1), "nurse")
    page = page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1")
    said = page.index("At any sign of a reaction STOP the infusion.")
    assert page[said + 1 :][:3] == ["Then ____ Call ____", "Do not restart without the prescriber.", "Infusion reactions"]
    table = html[html.index("Stopped at") :].partition("</table>")[0]
    assert table.partition("<tbody>")[2].count("<tr>") == 2
    assert row(page, "Reactions:") == "Reactions: 8 of 14 in the trial (57%). Rule for label doses: SARCLISA prescribing information"


def test_what_a_site_does_in_a_reaction_stands_with_its_source_and_nothing_stands_without_it() -> None:
    rule = "Give hydrocortisone 100 mg and raise the legs"
    page = page_of(of_72_35_kg({"reaction_rule": rule}), "nurse", "Nurse sheet C1D1")
    said = page.index(f"At any sign of a reaction: {rule} (entered by the pharmacy)")
    assert page[said + 1 :][:2] == ["At any sign of a reaction STOP the infusion.", "Call ____"]
    assert not any("entered by the pharmacy" in line for line in page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1"))


def test_the_bag_runs_until_it_is_empty_and_the_line_is_flushed_at_the_same_rate() -> None:
    said = "empty, overfill not counted; flush, same rate, at ____"
    assert row(page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1"), "End") == f"End bag {said}"
    assert row(page_of(of_72_35_kg(TWO_BAGS), "nurse", "Nurse sheet C1D1"), "End") == f"End bags {said}"


def test_the_go_ahead_and_the_weight_of_the_day_stand_before_anything_is_given() -> None:
    page = page_of(of_72_35_kg(**TIMED), "nurse", "Nurse sheet C1D8")
    assert "Bloods seen, prescriber Access Allergies ☐ Emergency equipment" in page
    # 10% of 72.35 kg: 65.115 to 79.585 kg, limits included.
    assert row(page, "Weight today, kg") == (
        "Weight today, kg Dose for 72.35 kg of Sat 2 Jan 2027. Enter every new weight: it makes a new dose. "
        "Ask the pharmacy at once below 65.2 kg or above 79.5 kg."
    )
    assert page.index(row(page, "Weight today, kg")) < page.index(row(page, "Premedication, planned"))


def test_before_the_first_infusion_white_cells_and_what_the_regimen_asks_for_are_written_down() -> None:
    release = of_72_35_kg()
    asked = "White cell count Blood group and antibody screen before the first infusion (SARCLISA label), done on"
    assert asked in page_of(release, "nurse", "Nurse sheet C1D1")
    assert not any("White cell count" in line for line in page_of(release, "nurse", "Nurse sheet C1D8"))


def test_an_infusion_whose_number_is_not_its_visits_says_so() -> None:
    release = of_72_35_kg(ORDER_RATES, changes=[omit("C1D8")])
    assert row(page_of(release, "nurse", "Nurse sheet C1D15"), "Visit 3") == (
        "Visit 3 is infusion 2. Earlier visits were omitted; rate steps follow the infusion number."
    )
    given = of_72_35_kg(ORDER_RATES, changes=[outcome("C1D1", "2027-01-04"), omit("C1D8", "2027-01-10")], issued=AFTER_THE_FIRST_CYCLE)
    assert any("second infusion" in line for line in page_of_any_day(given, "Nurse sheet C1D15"))
    assert not any(line.startswith("Visit 1 is") for line in page_of(release, "nurse", "Nurse sheet C1D1"))


def test_a_time_on_the_day_before_the_visit_says_so() -> None:
    page = page_of(of_72_35_kg(time="00:20", time_zone="Europe/Paris"), "nurse", "Nurse sheet C1D1")
    assert row(page, "23:35 the day before 45 min dexamethasone")
    assert row(page, "Premedication, planned").startswith("Premedication, planned arrival 23:20 the day before; ")


def test_steps_above_the_labels_carry_their_caution_on_every_visit_and_slower_ones_do_not() -> None:
    release = of_72_35_kg(ORDER_RATES)
    for each in release.plan.active[:4]:
        said = [line for line in page_of(release, "nurse", f"Nurse sheet {each.visit}") if "mg an hour" in line]
        assert len(said) == 1
        assert said[0].startswith(f"Caution At {each.visit} the steps of order-14 reach 868.8 mg an hour")
    for site in ({}, rates_of(70)):  # 70 mL per hour at 5.792 mg/mL: 405.44 mg per hour, below 434.1
        page = page_of(of_72_35_kg(site), "nurse", "Nurse sheet C1D1")
        assert not any("mg an hour" in line or re.search("[0-9] above", line) for line in page)


def rates_of(rate: int) -> dict[str, Any]:
    """A signed order of one rate after the first half hour."""
    steps = [{"rate": "25", "minutes": 30}, {"rate": str(rate)}]
    return rates(first=steps, second=steps, later=steps)


def test_the_bag_is_checked_at_the_bedside_in_full_by_two() -> None:
    page = page_of(of_72_35_kg(ORDER_RATES), "nurse", "Nurse sheet C1D1")
    assert "Patient Drug Dose Volume Route Expiry Appearance Filter Pump Two initials" in page
    block = of_72_35_kg(ORDER_RATES).fingerprint[:4].upper()  # the first of the three on the label
    assert f"☐ ☐ print {block} 1,448 mg ☐ 5.792 mg/mL 250 mL sodium chloride 0.9% ☐ ☐ ☐ ☐ 0.22 micron ☐ 25 mL/h ☐" in page
    html = leaf(render_sheet(of_72_35_kg(ORDER_RATES), "nurse"), "Nurse sheet C1D1")
    assert html.count('<td class="initials"></td>') == 2
    unknown = page_of(of_72_35_kg(), "nurse", "Nurse sheet C1D1")
    assert row(unknown, "☐ ☐ print ").endswith("0.22 micron ☐ ____ ☐")


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
    assert row(page, "Bedside check") == f"Bedside check: isatuximab {dose} intravenous; {said}"


def test_a_dose_that_is_the_calculated_one_needs_no_word() -> None:
    page = page_of(of_72_35_kg(weight="46kg"), "nurse", "Nurse sheet C1D1")
    assert "Bedside check: isatuximab 920 mg intravenous" in page
    assert not any("calculated" in line or "rounded" in line for line in page)


def test_two_bags_are_each_checked_and_the_change_between_them_is_a_row() -> None:
    # 72.35 kg: 72.4 mL, two halves of 36.2 mL, 724 mg each. 250 mL at 75 mL per hour take 200 min; 724 mg / 250 mL x 75 = 217.2 mg per hour.
    page = page_of(of_72_35_kg(TWO_BAGS_KNOWN, **TIMED), "nurse", "Nurse sheet C1D1")
    for name, rate in (("Bag 1", "25"), ("Bag 2", "75")):
        said = row(page, f"{name} ☐")
        assert said.endswith(f" 724 mg ☐ 2.896 mg/mL 250 mL sodium chloride 0.9% ☐ ☐ ☐ ☐ 0.22 micron ☐ {rate} mL/h ☐")
    assert row(page, "Rate steps: order-14").startswith("Rate steps: order-14, first infusion; 2 × 250 mL in 6 h 40 min ")
    change = page.index(row(page, "Change to bag 2"))
    assert page[change - 6] == "Bag 1 0 min, 10:00 25 72.4 60 25 of bag 1"  # 724 mg / 250 mL x 25
    assert page[change] == "Change to bag 2 200 min, 13:20 75 217.2 200 250 of bag 2"
    assert page[change + 1] == "End 400 16:40 bags empty, overfill not counted; flush, same rate, at ____"
    assert SECOND_BAG["first"] == [{"rate": "75"}]


def test_a_second_bag_whose_steps_are_not_stated_is_filled_from_the_order_and_has_no_end() -> None:
    release = of_72_35_kg(TWO_BAGS_OF_ORDER, **TIMED)
    front, page = (page_of(release, "nurse", f"{heading} C1D1") for heading in ("Nurse sheet", "Infusion"))
    # The first bag is empty at 13:20; a visit of 300 min that begins at 09:00 lasts until 14:00 at least.
    assert "planned end of the visit not before 14:00." in row(front, "Premedication, planned")
    assert "09:00 10:00 not before 14:00 " in row(page_of(release, "nurse", "Nurse sheet: course"), "C1D1 ")
    assert row(page, "Rate steps: order-14").startswith("Rate steps: order-14, first infusion; 2 × 250 mL label at ")
    assert "Change to bag 2 from the order" in page
    assert "Bag 2: order number ____ rates written by ____ compared by (second initials) ____" in " ".join(page)
    html = render_sheet(release, "nurse").partition("Change to bag 2")[2].partition("</table>")[0]
    assert html.count('<th scope="row"></th>') == 2  # and the row of the change itself
    empty = page_of(of_72_35_kg(TWO_BAGS), "nurse", "Nurse sheet C1D1")
    blanks = "Order number ____ rates written by ____ compared by (second initials) ____"
    assert row(empty, "Rate steps") == f"Rate steps, from the order; 2 × 250 mL {blanks}"
    assert "Bag 1 from the order" in empty


def test_what_was_given_stands_beside_the_day_of_its_visit() -> None:
    given = [
        outcome("C1D1", "2027-01-04", in_full=True, reaction="2"),
        outcome("C1D8", "2027-01-11", given_ml="90"),
        outcome("C1D15", "2027-01-18", not_given=True),
    ]
    page = page_of(of_72_35_kg(changes=given, issued=AFTER_THE_FIRST_CYCLE), "nurse", "Nurse sheet: course")
    for name, said in (("C1D1", "given in full, reaction of grade 2"), ("C1D8", "given in part, 90 mL"), ("C1D15", "not given")):
        assert f"{said} " in row(page, f"{name} ")
    assert "given" not in row(page, "C1D22 ")


@pytest.mark.parametrize("of", ["a void revision", "an estimate"])
def test_what_nobody_may_sign_has_no_place_to_write(of: str) -> None:
    made = of_72_35_kg(ORDER_RATES, **TIMED)
    name = "C1D1" if of == "a void revision" else "C2D1"
    release = replace(made, void=True) if of == "a void revision" else made
    html = leaf(render_sheet(release, "nurse", printing=Printing(visit=name, provisional=True)), f"Nurse sheet {name}")
    for words in ("☐", "initials", "Initials", "Given at", "Actual time", "discharged", "STOP"):
        assert words not in html
    for words in ("1,448", "dexamethasone", "579.2", "13:20"):
        assert words in html


def test_a_visit_that_waits_for_a_weight_has_one_page_to_write_it_on() -> None:
    release = of_72_35_kg()
    (page,) = pages(release, "nurse", Printing(visit="C2D1"))
    assert page.lines[0] == "New weight C2D1"
    assert "Visit Planned day Weight Unit Day measured Scale Initials Initials" in page.lines
    assert row(page.lines, "C2D1 Mon") == "C2D1 Mon 1 Feb 2027 ☐ kg ☐ lb"
    assert "C2D1, Monday 1 February 2027" in page.lines
    assert page.lines[-1] == "End of the nurse sheet"


def test_after_the_course_one_page_has_a_row_for_each_visit_that_waits() -> None:
    headings = [page.lines[0] for page in pages(of_72_35_kg(), "nurse")]
    assert headings == ["Nurse sheet: course", "New weight", *(f"Nurse sheet {name}" for name in ("C1D1", "C1D8", "C1D15", "C1D22"))]
    page = page_of(of_72_35_kg(), "nurse", "New weight")
    assert [line.split()[0] for line in page if line.endswith("☐ kg ☐ lb")] == ["C2D1", "C2D8", "C2D15", "C2D22"]
    weighed = of_72_35_kg(changes=[reweigh("80kg", "2027-01-30")])
    assert not any(page.lines[0].startswith("New weight") for page in pages(weighed, "nurse"))


def test_one_visit_is_printed_without_the_course_and_a_day_that_is_over_only_where_it_is_asked_for() -> None:
    release = of_72_35_kg(issued=datetime(2027, 1, 12, 9, tzinfo=UTC))  # C1D1 and C1D8 are over
    assert [page.lines[0] for page in pages(release, "nurse", Printing(visit="C1D15"))] == ["Nurse sheet C1D15"]
    assert leaves_of(release) == ["Nurse sheet C1D15", "Nurse sheet C1D22"]
    every = [page.lines[0] for page in pages(release, "nurse", Printing(past=True))]
    assert every[-4:] == ["Nurse sheet C1D1", "Nurse sheet C1D8", "Nurse sheet C1D15", "Nurse sheet C1D22"]


def test_a_course_that_is_stopped_ends_with_its_own_pages() -> None:
    found = pages(of_72_35_kg(changes=[stop("C1D1")]), "nurse")
    assert found[-1].lines[-1] == "End of the nurse sheet"
    assert not any(page.lines[0].startswith(("Nurse sheet C", "New weight")) for page in found)
    assert "Stopped: no page" in row(page_of(of_72_35_kg(changes=[stop("C1D8")]), "nurse", "Nurse sheet: course"), "C1D15 ")


def test_a_visit_that_is_over_says_what_was_recorded_and_has_nothing_to_sign() -> None:
    given = [outcome("C1D1", "2027-01-04", in_full=True)]
    release = of_72_35_kg(ORDER_RATES, changes=given, issued=AFTER_THE_FIRST_CYCLE, **TIMED)
    for name, said in (("C1D1", "Recorded: given in full."), ("C1D8", "Nothing is recorded of what was given.")):
        page = page_of_any_day(release, f"Nurse sheet {name}")
        assert f"This visit is over. {said} Nothing on this page is to be signed." in page
        html = leaf(render_sheet(release, "nurse", printing=Printing(past=True)), f"Nurse sheet {name}")
        for words in ("☐", "initials", "Initials", "Given at", "Actual time", "discharged", "STOP"):
            assert words not in html


def test_a_new_weight_page_says_from_which_day_on_a_weight_counts_and_the_last_one() -> None:
    (page,) = pages(of_72_35_kg(), "nurse", Printing(visit="C2D1"))
    assert any("The last weight is 72.35 kg, measured Sat 2 Jan 2027." in line for line in page.lines)
    assert any(line.startswith("Cycle 2 doses are provisional: weigh the patient on or after ") for line in page.lines)


@pytest.mark.parametrize("percent", ["5", "10"])
def test_a_site_that_keeps_a_weight_says_from_which_change_a_new_one_counts(percent: str) -> None:
    page = page_of(of_72_35_kg({"weights": {"counts_from_percent": percent}}), "nurse", "Nurse sheet C1D8")
    assert f"Enter every new weight: from a change of {percent}% it makes a new dose. Ask the pharmacy at once" in row(
        page, "Weight today, kg"
    )


def test_the_telephones_of_the_letterhead_are_the_pharmacys_and_the_prescribers_is_a_blank() -> None:
    release = replace(of_72_35_kg(), letterhead=Letterhead(day_phone="01 23", night_phone="15"))
    page = page_of(release, "nurse", "Nurse sheet C1D8")
    assert row(page, "Weight today, kg").endswith("above 79.5 kg, 01 23 by day, 15 by night.")
    assert "Pharmacy: 01 23 by day, 15 by night" in page
    assert "Prescriber ____ Phone, day ____ night ____" in page_of(release, "nurse", "Nurse sheet: course")


def test_minutes_are_whole_and_add_up_to_the_planned_clock() -> None:
    # At 70 mL per hour after 12.5 mL in 30 min: 237.5 / 70 x 60 = 203.57 min, to 233.57 min after the start at 10:00.
    page = page_of(of_72_35_kg(rates_of(70), **TIMED), "nurse", "Nurse sheet C1D1")
    assert "0 10:00 25 144.8 30 12.5" in page
    assert "30 10:30 70 405.44 204 250" in page
    assert row(page, "End").startswith("End 234 13:54 ")
