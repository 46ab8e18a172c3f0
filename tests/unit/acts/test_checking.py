"""A plan is checked by somebody else who types what they read and calculated: visit by visit, and not before its newest change."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from dosing import acts
from dosing.acts import Differing
from dosing.findings import InputError
from tests import plans
from tests.unit.acts.opened import answers, begun, changed, checked, problem_of, reopened, to_check

HOW_ONE = "is not that of the plan; read it again from the chart and the paper."
HOW_MORE = "are not those of the plan; read them again from the chart and the paper."


def differing(opened: acts.Opened, issued: datetime = plans.ISSUED, **other: str) -> Differing | None:
    """What is said to differ where these answers are typed for the right ones; None for a check that is made."""
    try:
        acts.check(opened, "CD", answers(opened, issued, **other), issued)
    except Differing as said:
        return said
    return None


def test_a_check_names_the_visits_that_take_place_and_wait_for_no_weight_with_what_was_typed():
    opened = changed(to_check(born="1960-03-02"), plans.omit("C1D8"))
    monday = plans.ISSUED.replace(day=5)
    made = acts.check(opened, "CD", answers(opened, monday), monday)
    (check,) = reopened(made.opened).course.checks
    assert (check.by, check.revision, check.visits) == ("CD", 2, ("C1D1", "C1D15", "C1D22"))
    assert (str(check.born), check.mg_per_kg) == ("1960-03-02", "20")
    (dose,) = check.doses
    assert (dose.visits, dose.weight, str(dose.weighed), dose.mg, dose.volume) == (check.visits, "72.5kg", "2027-01-02", "1450mg", "72.5mL")
    assert set(check.contents) == set(check.visits)
    assert acts.issue(made.opened, plans.ISSUED).checked_by == "CD"


# Answers at the limit and one step past it: 72.35 kg, 20 mg/kg, so 1,447 mg; at 20 mg/mL 72.35 mL


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"weight": "72.35kg"}, True),
        ({"weight": "72.35 KG"}, True),
        ({"weight": "72.36kg"}, False),
        ({"weight": "72.34kg"}, False),
        ({"weight": "159.50lb"}, True),  # 159.50 x 0.45359237 = 72.348 kg, entered as 72.35 kg
        ({"weight": "159.52lb"}, False),  # 72.357 kg, entered as 72.36 kg
        ({"weight": "72.35lb"}, False),
        ({"weighed": "2027-01-02"}, True),
        ({"weighed": "2027-01-03"}, False),
        ({"mg_per_kg": "20 mg/kg"}, True),
        ({"mg_per_kg": "20.0"}, True),
        ({"mg_per_kg": "10"}, False),
        ({"mg": "1447"}, True),
        ({"mg": "1447.0 mg"}, True),
        ({"mg": "1448mg"}, False),  # what is drawn up in steps of 0.1 mL is not what was calculated
        ({"mg": "1446.9mg"}, False),
        ({"volume": "72.4mL"}, True),  # rounded half up
        ({"volume": "72.3 ml"}, True),  # rounded half down
        ({"volume": "72.45mL"}, True),  # 72.35 + 0.1
        ({"volume": "72.46mL"}, False),
        ({"volume": "72.5mL"}, False),
        ({"volume": "72.25mL"}, True),  # 72.35 - 0.1
        ({"volume": "72.2mL"}, False),
    ],
)
def test_an_answer_is_right_at_its_limit_and_wrong_one_step_past_it(answer, right):
    said = differing(to_check(weight="72.35kg"), **answer)
    assert (said is None) is right
    if said is not None:
        (name,) = answer
        assert [field.rpartition(".")[2] for field in said.each] == [name]


@pytest.mark.parametrize(("step", "most", "past"), [("0.2", "72.55", "72.56"), ("0.5", "72.85", "72.86"), ("1", "73.35", "73.36")])
def test_a_volume_is_right_within_one_step_of_the_site(step, most, past):
    opened = to_check({"rounding": {"volume_step_ml": step}}, weight="72.35kg")
    assert differing(opened, volume=most) is None
    assert differing(opened, volume=past)


def test_a_dose_and_a_volume_are_asked_for_as_they_were_before_they_were_rounded_to_vials():
    opened = to_check({"rounding": {"whole_vials_within_percent": 5}}, weight="72.35kg")
    assert plans.visit(acts.issue(opened, plans.ISSUED).plan, "C1D1").study_drug.rounded_mg == 1400  # 3.2% less, in 70 mL
    assert differing(opened, mg="1447", volume="72.4") is None
    assert differing(opened, mg="1400", volume="70")


def test_a_weight_that_was_typed_in_pounds_is_right_in_pounds_and_in_the_kilograms_that_it_is():
    opened = to_check(weight="160lb")  # 160 x 0.45359237 = 72.5748 kg, 72.57 kg; 72.57 x 20 = 1,451.4 mg
    for typed in ("160lb", "160 lbs", "72.57kg"):
        assert differing(opened, weight=typed, mg="1451.4") is None
    assert differing(opened, weight="72.5748kg".replace("48", ""), mg="1451.5")


@pytest.mark.parametrize("typed", [lambda right: right.upper(), lambda right: f"{right[:4]}-{right[4:8]}-{right[8:]}"])
def test_a_fingerprint_is_typed_with_or_without_hyphens_in_either_case(typed):
    opened = to_check()
    assert differing(opened, fingerprint=typed(answers(opened)["fingerprint"])) is None


# What is said


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"fingerprint": "1A2B-3C4D-5E6F"}, f"the fingerprint {HOW_ONE}"),
        ({"born": "1961-03-02"}, f"the birth date {HOW_ONE}"),
        ({"mg": "1451"}, f"the dose of C1D1 {HOW_ONE}"),
        ({"weight": "72.6kg", "volume": "72.7mL"}, f"the weight and the volume of C1D1 {HOW_MORE}"),
        ({"mg_per_kg": "10", "mg": "725"}, f"the ordered dose in mg/kg and the dose of C1D1 {HOW_MORE}"),
        (
            {"fingerprint": "1A2B-3C4D-5E6F", "born": "1961-03-02", "weight": "72.6kg", "weighed": "2027-01-01", "mg_per_kg": "10",
             "mg": "726", "volume": "36.3"},
            "the fingerprint, the birth date, the ordered dose in mg/kg, the weight, the day of the weight, the dose and the volume of C1D1 " + HOW_MORE,
        ),
    ],
)  # fmt: skip
def test_everything_that_differs_is_named_at_once_and_nothing_of_what_it_should_be(other, said):
    opened = to_check(born="1960-03-02")
    told = differing(opened, **other)
    assert str(told) == said
    assert {field.rpartition(".")[2] for field in told.each} == set(other)
    assert told.code == "check-differs"


def test_a_birth_date_and_a_day_of_the_weight_are_asked_for_where_the_plan_has_them_and_wrong_where_it_has_none():
    opened = to_check(weighed=None)
    assert {question.name for question in acts.questions(opened, plans.ISSUED)} == {"fingerprint", "mg_per_kg", "weight", "mg", "volume"}
    assert differing(opened) is None
    right = answers(opened)
    for field, called in (("born", "the birth date"), ("doses.C1D1.weighed", "the day of the weight of C1D1")):
        told = problem_of(acts.check, opened, "CD", {**right, field: "2000-01-01"}, plans.ISSUED)
        assert str(told) == f"{called} {HOW_ONE}"


def test_a_birth_date_that_was_corrected_is_the_one_that_is_asked_for():
    opened = changed(to_check(born="1960-03-02"), plans.correct("2027-01-03", born="1960-02-03"))
    assert differing(opened, born="1960-02-03") is None
    assert differing(opened, born="1960-03-02")


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("fingerprint", "1A2B", "not-a-fingerprint"),
        ("fingerprint", "", "not-a-fingerprint"),
        ("born", "2 March 1960", "not-a-day"),
        ("born", "1960-02-30", "no-such-day"),
        ("weight", "72.5", "weight-without-unit"),
        ("weight", "", "weight-empty"),
        ("weighed", "yesterday", "not-a-day"),
        ("mg", "1,450mg", "not-an-amount"),
        ("mg", "1450mL", "not-an-amount"),
        ("mg", "", "not-an-amount"),
        ("volume", "72,5", "not-an-amount"),
        ("volume", "72.5mg", "not-an-amount"),
        ("mg_per_kg", "20mg", "not-an-amount"),
    ],
)
def test_what_cannot_be_read_is_said_before_anything_is_compared(name, typed, code):
    opened = to_check(born="1960-03-02")
    told = problem_of(acts.check, opened, "CD", answers(opened, **{name: typed}), plans.ISSUED)
    assert (told.code, told.field.rpartition(".")[2]) == (code, name)


@pytest.mark.parametrize(
    "field", ["fingerprint", "mg_per_kg", "doses.C1D1.weight", "doses.C1D1.weighed", "doses.C1D1.mg", "doses.C1D1.volume"]
)
def test_every_value_is_needed(field):
    opened = to_check()
    told = problem_of(acts.check, opened, "CD", {name: text for name, text in answers(opened).items() if name != field}, plans.ISSUED)
    assert (told.code, told.field) == ("check-value-missing", field)


@pytest.mark.hazard("H-23")
def test_a_question_names_visits_and_no_number_of_the_plan():
    asked = acts.questions(to_check(born="1960-03-02"), plans.ISSUED)
    assert [question.words for question in asked] == [
        "Fingerprint on the paper in hand",
        "Birth date in the chart, as YYYY-MM-DD",
        "Ordered dose in mg/kg",
        "Weight in the chart for C1D1, C1D8, C1D15, C1D22, with its unit",
        "Day on which the weight for C1D1, C1D8, C1D15, C1D22 was measured, as YYYY-MM-DD",
        "Calculated dose for C1D1, C1D8, C1D15, C1D22 in mg",
        "Volume for C1D1, C1D8, C1D15, C1D22 in mL, before it is rounded to vials",
    ]


# Several doses, and what was checked before

WEDNESDAY = plans.ISSUED.replace(day=13)
REWEIGHED = plans.reweigh("75kg", "2027-01-12", "2027-01-12")  # C1D15 and C1D22 by it: 1,500 mg in 75 mL


def test_each_distinct_dose_is_asked_for_once_and_named_by_any_visit_that_has_it():
    opened = changed(to_check(), REWEIGHED)
    asked = acts.questions(opened, WEDNESDAY)
    assert [question.visits for question in asked if question.name == "mg"] == [("C1D1", "C1D8"), ("C1D15", "C1D22")]
    given = [("fingerprint", "", answers(opened, WEDNESDAY)["fingerprint"]), ("mg_per_kg", "", "20")]
    first = [("weight", "C1D8", "72.5kg"), ("weighed", "C1D1", "2027-01-02"), ("mg", "C1D8", "1450"), ("volume", "C1D1", "72.5")]
    second = [("weight", "C1D15", "75kg"), ("weighed", "C1D22", "2027-01-12"), ("mg", "C1D22", "1500"), ("volume", "C1D15", "75")]
    made = acts.check(opened, "CD", acts.answers_by_field(asked, [*given, *first, *second]), WEDNESDAY)
    assert made.opened.course.checks[0].visits == plans.NAMES[:4]
    swapped = [*second[:2], ("mg", "C1D22", "1450"), second[3]]
    told = problem_of(acts.check, opened, "CD", acts.answers_by_field(asked, [*given, *first, *swapped]), WEDNESDAY)
    assert str(told) == f"the dose of C1D15 {HOW_ONE}"
    wrong = [(name, visit, "1" if name == "volume" else text) for name, visit, text in [*first, *swapped]]
    told = problem_of(acts.check, opened, "CD", acts.answers_by_field(asked, [*given, *wrong]), WEDNESDAY)
    assert str(told) == f"the volume of C1D1, the dose of C1D15 and the volume of C1D15 {HOW_MORE}"


def test_a_value_of_no_dose_that_is_asked_for_and_one_given_twice_are_refused():
    asked = acts.questions(to_check(), plans.ISSUED)
    told = problem_of(acts.answers_by_field, asked, [("mg", "C2D1", "1450")])  # it waits for a weight
    assert (told.code, told.field) == ("no-such-dose", "mg")
    assert str(told) == "'C2D1' is no visit that is to be checked; name C1D1."
    told = problem_of(acts.answers_by_field, asked, [("mg", "C1D1", "1450"), ("mg", "C1D8", "1450")])
    assert (told.code, told.field) == ("dose-twice", "doses.C1D1.mg")


def test_what_was_checked_and_holds_is_not_asked_for_again():
    once = checked(to_check())
    later = changed(once, REWEIGHED)
    assert {question.visits for question in acts.questions(later, WEDNESDAY) if question.visits} == {("C1D15", "C1D22")}
    twice = checked(later, "EF", WEDNESDAY)
    assert twice.course.checks[1].visits == ("C1D15", "C1D22")
    made = acts.issue(reopened(twice), WEDNESDAY)
    assert {name: check.by for name in plans.NAMES if (check := made.check_of(name))} == dict(
        zip(plans.NAMES, ["CD", "CD", "EF", "EF"], strict=False)
    )
    assert not made.draft


def test_a_move_of_days_needs_no_new_check():
    moved = changed(checked(to_check()), plans.move("C1D15", "2027-01-20"))
    assert problem_of(acts.questions, moved, plans.ISSUED.replace(day=5)).code == "nothing-to-check"


def test_a_course_that_is_stopped_whole_is_checked_by_its_fingerprint_and_its_order():
    opened = changed(to_check(), plans.stop("C1D1"))
    monday = plans.ISSUED.replace(day=4)
    assert [question.name for question in acts.questions(opened, monday)] == ["fingerprint", "mg_per_kg"]
    made = acts.issue(checked(opened, issued=monday), monday)
    assert (made.draft, made.checks[0].visits) == (False, ())


# Who may check, and what


def refused(opened: acts.Opened, by: str = "CD", issued: datetime = plans.ISSUED) -> InputError:
    """Why nothing is asked; the check itself is refused for the same."""
    told = problem_of(acts.questions, opened, issued, by)
    again = problem_of(acts.check, opened, by, {}, issued)
    assert (told.code, str(told)) == (again.code, str(again))
    return told


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("AB", "checked-by-preparer"),
        ("a.b.", "checked-by-preparer"),
        ("A B", "checked-by-preparer"),
        ("\u00c2B", "checked-by-preparer"),  # A with a circumflex
        ("C\u0414", "initials-not-latin"),
        ("\u0410\u0412", "initials-not-latin"),  # which look like AB
        ("\u0391\u0392", "initials-not-latin"),  # Greek
        ("C2", "initials-not-latin"),
        (" ", "empty"),
        (".", "initials-empty"),
    ],
)
def test_who_prepared_the_plan_or_cannot_be_told_from_them_does_not_check_it(by, code):
    told = refused(to_check(), by)
    assert (told.code, told.field) == (code, "by")


@pytest.mark.parametrize("by", ["CD", "c.d.", "C D", "\u00c9mile", "\u00d8K"])
def test_initials_in_latin_letters_can_have_accents_dots_and_spaces(by):
    assert checked(to_check(), by).course.checks[0].by == by


@pytest.mark.hazard("H-27")
def test_who_changed_the_plan_since_the_last_check_does_not_check_it_and_who_recorded_what_was_given_may():
    by_cd = changed(to_check(), plans.omit("C1D8") | {"by": "CD"}, plans.omit("C1D15") | {"by": "EF"})
    monday = plans.ISSUED.replace(day=4)
    assert refused(by_cd, "CD", monday).code == "checked-by-preparer"
    assert refused(by_cd, "EF", monday).code == "checked-by-preparer"
    after = changed(by_cd, plans.outcome("C1D1", "2027-01-04") | {"by": "GH"})
    assert checked(after, "GH", monday).course.checks
    # Once somebody else has checked it, who made the older change may check the next one.
    next_one = changed(checked(after, "GH", monday), REWEIGHED | {"by": "EF"})
    assert refused(next_one, "EF", WEDNESDAY).code == "checked-by-preparer"
    assert checked(next_one, "CD", WEDNESDAY).course.checks[1].by == "CD"


@pytest.mark.hazard("H-27")
def test_a_check_of_some_visits_of_this_very_plan_frees_nobody_who_changed_it():
    changed_by_ef = changed(to_check(), plans.omit("C1D8") | {"by": "EF"})
    monday = plans.ISSUED.replace(day=4)
    course = checked(changed_by_ef, "GH", monday).course
    (check,) = course.checks
    of_one = course.model_copy(update={"checks": (check.model_copy(update={"visits": check.visits[:1]}),)})
    written = dataclasses.replace(changed_by_ef, course=of_one, made=[])
    assert [each.by for each in acts.issue(written, monday).checks] == ["GH"]
    assert refused(written, "EF", monday).code == "checked-by-preparer"
    assert {question.visits[:1] for question in acts.questions(written, monday, "CD")} >= {check.visits[1:2]}


def test_a_plan_that_nobody_is_named_to_have_prepared_cannot_be_checked():
    told = refused(begun(plans.CONFIRMED))
    assert (told.code, told.field) == ("preparer-missing", "course_file")
    assert str(told).endswith("begin the course anew with the initials of who prepares it.")


def test_a_visit_is_checked_once_and_one_that_waits_for_a_weight_not_yet():
    told = refused(checked(to_check(cycles=1)), "EF")
    assert (told.code, told.field) == ("already-checked", "course_file")
    assert "every visit was already checked, last by CD" in str(told)
    told = refused(checked(to_check()), "EF")
    assert (told.code, told.field) == ("nothing-to-check", "course_file")
    waits = "C2D1, C2D8, C2D15 and C2D22 wait for a weight, and every other visit was checked, last by CD"
    assert str(told) == f"nothing is left to check: {waits}; enter the weight first."


def test_a_plan_is_not_checked_before_its_newest_change():
    opened = to_check()
    later = changed(opened, plans.omit("C1D8", "2027-01-05"))
    early, late = datetime(2027, 1, 4, 9, 59, tzinfo=UTC), datetime(2027, 1, 4, 10, 0, tzinfo=UTC)  # 14 hours later it is the 5th somewhere
    assert refused(later, issued=early).code == "check-before-change"
    assert not any(digit.isdigit() for digit in str(refused(later, issued=early)))
    assert checked(later, issued=late).course.checks


@pytest.mark.hazard("H-35")
@pytest.mark.parametrize(
    ("site", "checkable"),
    [
        ({}, False),
        (plans.slots(h2_blocker={"dose_mg": 50}), False),  # a dose is no word about the supply
        (plans.slots(h2_blocker={"drug": "ranitidine"}), True),
        (plans.slots(h2_blocker={"drug": "famotidine"}), True),
        (plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"}), True),
    ],
)
def test_a_drug_of_which_the_regimen_warns_has_to_be_the_site_s_own_choice(site, checkable):
    opened = begun(site, prepared_by="AB")
    if checkable:
        assert checked(opened).course.checks
        return
    told = refused(opened)
    assert (told.code, told.field) == ("supply-not-confirmed", "course_file")
    assert "has not decided about ranitidine" in str(told)
    assert "[premedications.h2_blocker]" in str(told)


def test_a_later_site_file_confirms_the_supply():
    opened = changed(begun(prepared_by="AB"), plans.resite(plans.CONFIRMED, "2027-01-04"))
    assert checked(opened, issued=plans.ISSUED.replace(day=4)).course.checks


REVIEWED: dict[str, Any] = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "GH", "on": "2026-12-01"}]}
OF_A_LABEL = {"regimen": "label-10-us-kd", "cycles": 3}


@pytest.mark.hazard("H-31")
def test_values_that_nobody_reviewed_cannot_be_checked_until_a_site_file_names_the_review():
    opened = to_check(**OF_A_LABEL)
    told = refused(opened)
    assert (told.code, told.field) == ("unreviewed-data", "course_file")
    assert "[[reviews]]" in str(told)
    monday = plans.ISSUED.replace(day=4)
    reviewed = changed(opened, plans.change("resite", "2027-01-03", site={**REVIEWED, **plans.CONFIRMED}))
    assert checked(reviewed, issued=monday).course.checks[0].mg_per_kg == "10"
    other = changed(
        opened, plans.change("resite", "2027-01-03", site={"reviews": [{**REVIEWED["reviews"][0], "regimen": "label-10-us-pd"}]})
    )
    assert refused(other, issued=monday).code == "unreviewed-data"


def test_a_check_counts_on_where_only_what_was_given_is_recorded_and_need_not_be_made_again():
    once = checked(to_check())
    after = changed(once, plans.outcome("C1D1", "2027-01-04"))
    monday = plans.ISSUED.replace(day=5)
    assert acts.issue(after, monday).checked_by == "CD"
    assert refused(after, "EF", monday).code == "nothing-to-check"
    assert acts.issue(changed(after, plans.correct("2027-01-05", weight="74kg")), monday).draft


def test_a_check_of_an_older_version_counts_as_it_did_and_a_new_one_is_asked_for_after_a_change():
    opened = to_check()
    old = plans.check_of(acts.issue(opened, plans.ISSUED))
    text = "".join(f"{key} = {value!r}\n" for key, value in {**old, "visits": [*old["visits"]]}.items() if key != "on")
    stored = acts.open_course(opened.content + f"\n[[check]]\non = 2027-01-03\n{text}".replace("'", '"').encode(), "course.toml")
    assert acts.issue(stored, plans.ISSUED).checked_by == "CD"
    moved = changed(stored, plans.move("C1D15", "2027-01-20"))
    monday = plans.ISSUED.replace(day=5)
    assert acts.issue(moved, monday).draft
    assert {question.visits for question in acts.questions(moved, monday, "EF") if question.visits} == {plans.NAMES[:4]}


def test_the_distance_of_a_volume_is_exact():
    visit = plans.visit(plans.make_plan(weight="72.35kg"), "C1D1")
    assert visit.study_drug.calculated_mg / visit.study_drug.mg_per_ml == Decimal("72.35")


@pytest.mark.hazard("H-27")
def test_a_check_of_no_visit_lets_nobody_check_their_own_change():
    # Revision 2, by EF, stops everything, so that GH's check of it holds no visit; KL undoes that.
    stopped = changed(to_check(), {**plans.stop("C1D1"), "by": "EF"})
    none = plans.check_of(acts.issue(stopped, plans.ISSUED), "GH") | {"visits": []}
    course = changed(stopped, {**plans.undo(), "by": "KL"})
    course = dataclasses.replace(course, course=course.course.model_copy(update={"checks": plans.make_course(checks=[none]).checks}))
    for by in ("EF", "KL"):
        assert problem_of(acts.questions, course, plans.ISSUED, by).code == "checked-by-preparer"
    assert acts.questions(course, plans.ISSUED.replace(day=5), "MN")  # after the day of the changes
