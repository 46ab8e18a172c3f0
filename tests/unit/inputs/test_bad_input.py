"""Bad input at the first door: values as Python reads them."""

import re

import pytest

from dosing.findings import InputError, Refused
from tests import cases, plans


@pytest.mark.hazard("H-01")
@cases.every_case()
def test_what_cannot_be_used_is_answered_with_one_sentence_that_says_what_to_write(case: cases.BadInput):
    answer = plans.refusal(case.values) if case.of == "site" else plans.refusal(**case.values)
    assert type(answer) is (InputError if case.status == 2 else Refused)
    assert answer.exit_code == case.status
    cases.assert_reads_well(str(answer), case)


@cases.every_case()
def test_the_answer_names_the_input_and_has_a_code_for_every_door(case: cases.BadInput):
    answer = plans.refusal(case.values) if case.of == "site" else plans.refusal(**case.values)
    if isinstance(answer, Refused):
        assert [finding.severity for finding in answer.findings] == ["refuse"]
        return
    assert answer.field.startswith(case.place)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", answer.code)
    assert answer.sentence in str(answer)
    assert not answer.rest or answer.sentence.endswith(answer.rest)


def test_160_pounds_are_taken_as_72_57_kg():
    assert str(plans.make_course(weight="160lb").weight_kg) == "72.57"


@pytest.mark.parametrize("weight", ["22.7kg", "22.70 kg", "50.04lb", "125.04kg", "275.67lb", " 72.5kg ", "72.5 KG", "160 lbs"])
def test_what_lies_just_inside_the_bounds_is_taken(weight):
    assert len(plans.make_plan(weight=weight).visits) == 8  # 50.04 lb are 22.698 kg, 275.67 lb are 125.04 kg: 125.0 mL, half of the bag


@pytest.mark.parametrize("start", ["2017-01-01", "2099-12-31", "2028-02-29"])
def test_starts_from_2017_to_2099_are_taken(start):
    assert str(plans.make_plan(start=start, weighed=None).visits[0].date) == start


def test_a_weight_without_quotes_in_a_file_has_no_unit():
    assert "72.5" in str(plans.refusal(weight=72.5))
    assert "has no unit" in str(plans.refusal(weight=72.5))


def test_a_label_typed_with_separate_accents_is_read_as_one_that_the_sheets_can_print():
    assert plans.make_course(label="Zoe\u0301 D.").label == "Zo\u00e9 D."


def test_a_label_of_hidden_characters_is_answered_without_printing_them():
    assert "\x1b" not in str(plans.refusal(time_zone="\x1b[2J", time="10:00"))


def test_every_case_has_a_name_of_its_own():
    names = [case.name for case in cases.BAD_INPUT]
    assert len(set(names)) == len(names)
