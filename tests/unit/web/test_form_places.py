"""Where a problem is said on a form: at the input that it is about, and nowhere where the form has no such field."""

import pytest

from dosing.findings import Finding, InputError, Refused
from dosing.inputs.changes import Omit, Reweigh
from dosing.web.form_fields import Wrong
from dosing.web.form_places import in_order, placed, places_of, refused_at


@pytest.mark.parametrize(
    ("field", "at"),
    [
        ("weight", "weight"),
        ("start", "start-day"),
        ("entry.transplant", "transplant-day"),
        ("site.premedications.h2_blocker.reason", "h2_blocker_reason"),
        ("site.premedications.steroid.form", "steroid_form"),
        ("site.premedications.steroid.dose_mg", "site_file"),
        ("site.bag.volume_ml", "site_file"),
        ("letterhead.paper", "site_file"),
        ("regimen", "regimen"),
        ("issued", ""),
        ("", ""),
    ],
)
def test_a_problem_goes_by_its_whole_name_then_its_last_part_then_the_file_that_it_stands_in(field: str, at: str) -> None:
    assert placed(InputError("some-code", field, "it is wrong; write it otherwise.")).field == at


def test_a_problem_of_a_file_goes_to_the_field_of_the_file_though_a_field_has_its_name() -> None:
    typed = InputError("reason-missing", "site.premedications.h2_blocker.reason", "h2_blocker is left out without a reason.")
    assert placed(typed).field == "h2_blocker_reason"
    assert placed(typed.inside("the site file")) == Wrong("site_file", "The site file: h2_blocker is left out without a reason.")


def test_the_page_s_own_words_stand_before_what_is_wrong_and_without_them_the_sentence_stands_as_it_is() -> None:
    own = InputError("fact-after-start", "entry.transplant", "entry.transplant is 2027-02-01.", rest="is 2027-02-01.")
    assert placed(own).message == "The day of the stem cell transplant is 2027-02-01."
    assert placed(InputError("weight-too-low", "weight", "the weight '12kg' is 12 kg.")).message == "The weight '12kg' is 12 kg."


def test_a_form_says_nothing_at_a_field_that_it_has_not() -> None:
    refused = Refused(
        (Finding("bag-full", "refuse", "C1D1", "The bag is full."), Finding("second-calculation", "refuse", None, "They differ."))
    )
    assert refused_at(refused) == [Wrong("weight", "The bag is full."), Wrong("", "They differ.")]
    assert refused_at(refused, places_of(Reweigh))[0].field == "weight"
    assert refused_at(refused, places_of(Omit))[0].field == ""
    assert placed(InputError("already-there", "to", "it is there."), places_of(Omit)).field == ""


def test_problems_stand_in_the_order_of_the_form_and_those_without_a_field_last() -> None:
    wrongs = [Wrong("", "a"), Wrong("h2_blocker_reason", "b"), Wrong("start-month", "c"), Wrong("weight", "d"), Wrong("site_file", "e")]
    assert [wrong.field for wrong in in_order(wrongs)] == ["weight", "start-month", "h2_blocker_reason", "site_file", ""]
