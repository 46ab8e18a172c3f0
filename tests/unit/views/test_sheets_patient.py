"""The patient sheet: days and times, the weight, whom to call and what to know."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dosing.releases import Release
from dosing.views.sheets import render_sheet
from tests.plans import change, check_of, make_release, move, omit, reweigh, slots, stop
from tests.unit.views.read_patient_sheet import CLINIC, DAYS, TIMED, drawn, lines, months, text, visit_lines


def test_every_visit_stands_with_its_weekday_its_full_date_and_its_place_among_the_eight() -> None:
    found = visit_lines(make_release())
    assert [line.split(" Time")[0] for line in found] == [f"☐ Visit {n} of 8 {day}" for n, day in enumerate(DAYS, 1)]


def test_each_visit_says_when_to_arrive_15_minutes_before_the_first_tablet() -> None:
    # infusion 10:00, tablets 45 minutes before, check-in 15 minutes: 09:00; 300 minutes from then: 14:00
    release = make_release(**TIMED)
    assert all("Arrive at 09:00" in line for line in visit_lines(release))
    assert "Each visit is planned to end at about 14:00." in text(release)


def test_without_a_time_there_is_a_line_to_write_it_on_and_the_sheet_says_whom_to_ask() -> None:
    found = text(make_release())
    assert found.count("Time: ____") == 8
    assert "No time yet? Ask the clinic when to come." in found
    assert "planned to end" not in found


def test_where_one_visit_ends_later_each_visit_says_its_own_end() -> None:
    found = visit_lines(make_release(**TIMED, changes=[change("retime", "2027-01-04", visit="C1D8", time="11:00")]))
    assert found[0].endswith("Planned to end at about 14:00.")
    assert "Arrive at 10:00" in found[1]
    assert found[1].endswith("Planned to end at about 15:00.")


def test_an_arrival_on_the_evening_before_says_its_day() -> None:
    # infusion 00:30, so arrival 23:30 the day before and the end 04:30 on the day of the visit
    release = make_release(time="00:30", time_zone="Europe/Paris")
    assert visit_lines(release)[0] == (
        "☐ Visit 1 of 8 Monday 4 January 2027 Arrive at 23:30 on Sunday 3 January 2027 | "
        "Planned to end at about 04:30 on Monday 4 January 2027."
    )
    assert drawn(months(release)["January 2027"])["1"] == "fixed: 4 Visit 1"


def test_one_cycle_has_four_visits() -> None:
    assert [line[:14] for line in visit_lines(make_release(cycles=1))] == [f"☐ Visit {n} of 4" for n in (1, 2, 3, 4)]


def test_visits_of_the_second_cycle_may_change_until_the_patient_is_weighed_again() -> None:
    found = visit_lines(make_release())
    assert ["may change" in line for line in found] == [False] * 4 + [True] * 4
    assert "You will be weighed again before visit 5. Then you get a new sheet." in text(make_release())
    weighed = make_release(changes=[reweigh("72.5kg", "2027-01-25")])
    assert "may change" not in text(weighed)
    assert "weighed again" not in text(weighed)


def test_a_moved_visit_says_from_which_day() -> None:
    found = visit_lines(make_release(changes=[move("C2D22", "2027-02-24")]))
    assert found[7] == "☐ Visit 8 of 8 Wednesday 24 February 2027 Time: ____ | This date may change. Moved from Monday 22 February 2027."
    assert "Moved" not in "".join(found[:7])


def test_omitted_and_stopped_visits_are_cancelled_in_words() -> None:
    release = make_release(**TIMED, changes=[omit("C1D22"), stop("C2D15")])
    found = visit_lines(release)
    assert found[3] == "✗ Visit 4 of 8 Monday 25 January 2027 Cancelled"
    assert [line.endswith("Cancelled") for line in found] == [False, False, False, True, False, False, True, True]
    assert drawn(months(release)["January 2027"])["4"] == "cancelled: 25 Visit 4 Cancelled"
    assert drawn(months(release)["February 2027"])["8"] == "cancelled: 22 Visit 8 Cancelled"


def test_the_weight_and_the_day_it_was_measured_are_printed_so_that_a_wrong_one_is_noticed() -> None:
    found = text(make_release())
    assert "Your plan uses 72.5 kg, measured on Saturday 2 January 2027. If this is not your weight, tell the clinic." in found


def test_a_weight_without_its_day_leaves_a_line_for_the_day() -> None:
    assert "Your plan uses 72.5 kg, measured on ____." in text(make_release(weighed=None))


def test_a_new_weight_stands_beside_the_first_with_the_visit_from_which_it_counts() -> None:
    found = text(make_release(changes=[reweigh("75kg", "2027-01-03", "2027-01-05")]))
    assert "uses 72.5 kg, measured on Saturday 2 January 2027. From visit 2 on, it uses 75 kg, measured on Sunday 3 January 2027." in found


def test_a_kept_weight_is_said_once_and_a_newer_one_is_no_mistake() -> None:
    # 71 kg is 2.07% less than 72.5 kg, under the 10% from which this site counts a new weight: 72.5 kg stays.
    site = {"weights": {"counts_from_percent": "10"}}
    found = text(make_release(site, changes=[reweigh("71kg", "2027-01-12")]))
    assert found.count("72.5 kg") == 1
    assert "Your plan uses 72.5 kg, measured on Saturday 2 January 2027. If you now weigh much more or less, tell the clinic." in found
    assert "not your weight" not in found
    assert "71 kg" not in found


def test_nothing_on_the_sheet_is_a_dose() -> None:
    found = text(make_release(slots(h2_blocker={"drug": "famotidine"}), **TIMED))
    numbers = set(re.findall(r"[\d.,:]*\d", found))
    dates = {str(n) for n in range(1, 32)} | {"2027"}
    assert numbers - dates == {"09:00", "14:00", "72.5"}
    assert not re.search(r"\bmg\b|\bmL\b|mg/kg|\bml\b", found)
    for drug in ("dexamethasone", "diphenhydr", "ranitidine", "famotidine", "sarclisa", "tylenol", "benadryl"):
        assert drug not in found.lower()


def test_unset_contacts_are_lines_to_write_on() -> None:
    found = lines(make_release())
    assert found[found.index("Who to call") + 1 :][:5] == ["Clinic____", "Where____", "By day____", "By night____", "Emergency____"]


def test_contacts_of_the_letterhead_are_printed_and_the_emergency_number_is_left_to_write() -> None:
    found = lines(make_release(letterhead=CLINIC))
    assert found[found.index("Who to call") + 1 :][:5] == [
        "ClinicDay unit, ward 4", "Where12 Long Road", "By day01 23 45 67 89", "By night01 98 76 54 32", "Emergency____",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "The nurse gives you the tablets at the clinic.",
        "Take no extra acetaminophen (paracetamol) that day unless the clinic says so.",
        "Do not drive home. One of the medicines can make you sleepy.",
        "During the infusion: tell the nurse at once.",
        "At home: call the clinic at once, by day or by night.",
        "Tell any blood bank, and anyone who takes a blood sample for a transfusion.",
        "Tell them now and for 6 months after your last infusion.",
        "Your treatment is called isatuximab.",
        "Import the calendar file into a calendar of its own. Delete that calendar before you import a newer file.",
        "Your calendar may not remind you. Set your own reminder.",
        "When you get a newer sheet, throw this one away.",
        "If you cannot come on one of these days, call the clinic.",
    ],
)
@pytest.mark.parametrize("cycles", [1, 2])
def test_the_sheet_says(cycles: int, sentence: str) -> None:
    assert sentence in text(make_release(cycles=cycles))


def with_regimen(**words: object) -> Release:
    """The usual release, its regimen saying other words."""
    made = make_release()
    regimen = made.plan.regimen
    plan = replace(made.plan, regimen=regimen.model_copy(update={"words": regimen.words.model_copy(update=words)}))
    return replace(made, plan=plan)


def given(*kept: str) -> Release:
    """The usual release, with only these drugs before each infusion."""
    made = make_release()
    visits = tuple(
        replace(each, premedications=tuple(owed for owed in each.premedications if owed.drug in kept)) for each in made.plan.visits
    )
    return replace(made, plan=replace(made.plan, visits=visits))


def test_what_is_said_of_a_drug_or_of_blood_stands_only_where_the_regimen_has_it() -> None:
    injected = text(given("diphenhydramine"))
    assert "acetaminophen" not in injected
    assert "tablets" not in injected
    assert "The nurse gives you injections." in injected
    swallowed = text(given("dexamethasone"))
    assert "The nurse gives you the tablets at the clinic." in swallowed
    assert "acetaminophen" not in swallowed
    assert "injections" not in swallowed
    assert "If you ever need blood" not in text(with_regimen(blood_months=None))
    assert "now and for 1 month after your last infusion" in text(with_regimen(blood_months=1))
    assert "Drink more water than usual." in text(with_regimen(patient=("Drink more water than usual.",)))


def test_a_weight_typed_in_pounds_is_said_as_it_was_typed_too() -> None:
    # 160 lb x 0.45359237 = 72.574... kg
    assert "Your plan uses 72.57 kg, entered as 160 lb, measured on Saturday 2 January 2027." in text(make_release(weight="160lb"))


# Words that a reader of eleven does not know, or that mean something else to a clinic.
JARGON = (
    "administer", "adverse", "antibody", "antihistamine", "appointment", "approximately", "cycle", "discontinue", "dosage", "dose",
    "hypersensitivity", "indirect", "intravenous", "medication", "monitor", "omitted", "oral", "premedication", "protocol", "provisional",
    "pyrexia", "regimen", "rescheduled", "scheduled", "symptom", "toxicity", "trial",
)  # fmt: skip


def test_the_words_are_plain_and_the_sentences_short() -> None:
    changed = make_release(letterhead=CLINIC, **TIMED, changes=[move("C1D15", "2027-01-20"), omit("C1D22"), stop("C2D15")])
    found = text(changed)
    assert [word for word in JARGON if re.search(rf"\b{word}", found.lower())] == []
    told = found[found.index("If you cannot come") :]
    sentences = re.split(r"[.:?]\s+|\n", told)
    assert max(len(sentence.split()) for sentence in sentences) <= 20


def test_a_checked_sheet_is_no_draft_and_a_void_one_says_not_to_use_it() -> None:
    draft = make_release()
    checked = make_release(checks=[check_of(draft)])
    assert "not checked yet" in text(draft)
    assert "checked" not in text(checked)
    assert "Draft" not in render_sheet(checked, "patient").split("<body")[1]
    assert "Do not use this sheet. A newer one replaces it." in text(replace(checked, void=True))
    assert "Void" in render_sheet(replace(checked, void=True), "patient").split("<body")[1]


def test_a_reprint_says_which_days_are_over() -> None:
    found = visit_lines(make_release(**TIMED, issued=datetime(2027, 1, 12, 9, tzinfo=UTC)))
    assert [line.endswith("This day is over") for line in found] == [True, True, False, False, False, False, False, False]
    assert "Arrive" not in "".join(found[:2])


def test_when_no_visit_is_left_the_sheet_says_so_and_asks_nobody_to_wait() -> None:
    # Stopped from C1D15 on; issued on 19 January, after C1D8.
    release = make_release(**TIMED, changes=[stop("C1D15", "2027-01-12")], issued=datetime(2027, 1, 19, 9, tzinfo=UTC))
    found = text(release)
    assert "No further visits are planned. If you did not expect this, or have a question, call the clinic." in found
    for words in ("Wait for", "Your weight", "72.5", "Arrive at", "What happens at a visit", "On the day of a visit", "If you cannot come"):
        assert words not in found
    assert "At home: call the clinic at once" in found
    assert "for 6 months after your last infusion" in found
    assert "No further visits" not in text(make_release(changes=[stop("C1D15")]))


def test_the_sheet_holds_no_style_attribute_and_no_script() -> None:
    page = render_sheet(make_release(letterhead=CLINIC, **TIMED), "patient").split("</style>")[1]
    assert not re.search(r"\sstyle=|<script|<img|<link|\son\w+=", page)
