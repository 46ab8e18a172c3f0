"""What is said of an answer to a check that is missing, cannot be read or is of no dose, and what a check that is made hands back."""

import dataclasses

import pytest

from dosing import acts
from dosing.acts import checking
from dosing.acts.asking import Question, refuse_unreadable
from dosing.formats.course_file import render_check
from tests import plans
from tests.unit.acts.opened import answers, begun, changed, checked, problem_of, reopened, to_check

MG = Question("mg", ("C1D1", "C1D8"), "Calculated dose", "the dose")
BORN = Question("born", (), "Birth date", "the birth date")

UNREADABLE = [
    (
        Question("fingerprint", (), "Fingerprint", "the fingerprint"),
        "1A2B",
        "fingerprint",
        "the fingerprint is '1A2B'; write the twelve digits of the sheets in three groups of four, as they stand there.",
    ),
    (BORN, "2 March", "born", "the birth date is '2 March'; write a day of the calendar as YYYY-MM-DD."),
    (
        Question("weight", ("C1D1",), "Weight", "the weight"),
        "72.5",
        "doses.C1D1.weight",
        "the weight of C1D1 is '72.5'; write it with its unit, kg or lb, with a decimal point and at most two decimals.",
    ),
    (
        MG,
        "1,450mg",
        "doses.C1D1.mg",
        "the dose of C1D1 is '1,450mg'; write a plain number in mg, with a decimal point and no thousands separator.",
    ),
    (
        Question("volume", ("C1D8",), "Volume", "the volume"),
        "72,5",
        "doses.C1D8.volume",
        "the volume of C1D8 is '72,5'; write a plain number in mL, with a decimal point and no thousands separator.",
    ),
    (
        Question("mg_per_kg", (), "Ordered dose", "the ordered dose in mg/kg"),
        "20mg",
        "mg_per_kg",
        "the ordered dose in mg/kg is '20mg'; write a plain number in mg/kg, with a decimal point and no thousands separator.",
    ),
    (MG, f"1450{' ' * 35}mg", "doses.C1D1.mg", "the dose of C1D1 has 41 characters; write at most 40."),
]


@pytest.mark.parametrize(("question", "typed", "field", "said"), UNREADABLE)
def test_an_answer_that_cannot_be_read_is_named_with_what_to_write_instead(question, typed, field, said):
    told = problem_of(refuse_unreadable, question, typed)
    assert (told.field, str(told)) == (field, said)


def test_an_answer_that_can_be_read_is_taken_with_spaces_around_it_whatever_the_plan_says():
    refuse_unreadable(MG, " 1234 mg ")
    refuse_unreadable(MG, f" 1450{' ' * 34}mg ")
    refuse_unreadable(BORN, " 1960-03-02\n")


def test_an_answer_that_is_stored_is_as_long_as_it_may_be_and_no_longer():
    opened = to_check()
    long = f"1450{' ' * 34}mg"
    made = acts.check(opened, "CD", answers(opened, mg=long), plans.ISSUED)
    assert made.opened.course.checks[0].doses[0].mg == long
    told = problem_of(acts.check, opened, "CD", answers(opened, mg=long.replace("mg", " mg")), plans.ISSUED)
    assert (told.code, told.field) == ("too-long", "doses.C1D1.mg")


def test_a_missing_answer_is_named():
    opened = to_check()
    right = answers(opened)
    for field, called in (("fingerprint", "the fingerprint"), ("doses.C1D1.mg", "the dose of C1D1")):
        told = problem_of(acts.check, opened, "CD", {name: text for name, text in right.items() if name != field}, plans.ISSUED)
        assert str(told) == f"{called} is missing; type what you read or calculated yourself."


def test_the_field_of_several_differing_answers_is_the_first_of_them():
    opened = to_check()
    told = problem_of(acts.check, opened, "CD", answers(opened, weight="72.6kg", mg="1452"), plans.ISSUED)
    assert told.field == "doses.C1D1.weight"
    assert list(told.each) == ["doses.C1D1.weight", "doses.C1D1.mg"]


def test_a_value_of_no_dose_is_refused_with_the_doses_that_are_asked_for():
    two = [MG._replace(visits=("C1D1", "C1D8")), MG._replace(visits=("C1D15", "C1D22"))]
    told = problem_of(acts.answers_by_field, two, [("mg", "C2D1", "1450")])
    assert str(told) == "'C2D1' is no visit that is to be checked; name C1D1 or C1D15."
    told = problem_of(acts.answers_by_field, [BORN], [("mg", "C2D1", "1450")])
    assert str(told) == "'C2D1' is no visit that is to be checked; leave it out."


# The check that is made


def test_a_check_hands_back_the_text_of_its_table_and_the_file_with_it_and_the_letterhead_stays():
    head = {"letterhead": {"name": "Day unit", "paper": "letter"}}
    opened = begun({**plans.CONFIRMED, **head}, prepared_by="AB")
    assert opened.letterhead.name == "Day unit"
    made = checking.check(opened, "CD", answers(opened), plans.ISSUED)
    assert made.text == render_check(made.opened.course.checks[0])
    assert made.text.startswith('\n[[check]]\nrevision = 1\nby = "CD"\non = 2027-01-03\n')
    assert made.opened.content == opened.content + made.text.encode()
    assert made.opened.letterhead == opened.letterhead
    assert reopened(made.opened).course.checks == made.opened.course.checks


def test_what_somebody_wrote_into_the_file_stays_when_a_check_is_added():
    opened = acts.open_course(b"# the first of the study\n" + to_check().content, "course.toml")
    made = checking.check(opened, "CD", answers(opened), plans.ISSUED)
    assert made.opened.content == opened.content + made.text.encode()


def test_initials_that_the_course_cannot_hold_are_said_as_what_was_typed_and_of_no_file():
    opened = to_check()
    told = problem_of(checking.check, opened, " ", answers(opened), plans.ISSUED)
    assert (str(told), told.where) == ("by is empty; write some text.", "")


def test_nothing_is_left_to_check_where_every_visit_waits_for_a_weight_and_nobody_checked_any(monkeypatch):
    opened = to_check()
    made = acts.issue(opened, plans.ISSUED)
    left = dataclasses.replace(made.plan, visits=tuple(visit for visit in made.plan.visits if visit.visit in ("C2D1", "C2D8")))
    monkeypatch.setattr(checking, "issue", lambda *_: dataclasses.replace(made, plan=left))
    told = problem_of(checking.questions, opened, plans.ISSUED)
    assert str(told) == "nothing is left to check: C2D1 and C2D8 wait for a weight; enter the weight first."


def test_a_plan_whose_every_visit_was_checked_is_told_to_be_written_again():
    opened = checked(to_check(cycles=1))
    told = problem_of(checking.questions, opened, plans.ISSUED, "EF")
    assert str(told) == "every visit was already checked, last by CD; write the sheets again if they still say Draft."


def test_what_keeps_a_check_from_being_made_is_said_whole():
    """The sentences that name the one thing to do."""
    told = problem_of(checking.questions, changed(begun(prepared_by="AB")), plans.ISSUED)
    assert str(told) == (
        "the site has not decided about ranitidine, of which the regimen warns; confirm its supply, or choose another drug, "
        "by writing drug under [premedications.h2_blocker] in the site file, and put that file in force."
    )
    told = problem_of(checking.questions, to_check(), plans.ISSUED, "AB")
    assert str(told) == (
        "AB prepared this plan, or changed it since it was last checked, and cannot check it; "
        "somebody else has to, with their own initials."
    )
