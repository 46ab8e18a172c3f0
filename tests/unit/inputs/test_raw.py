"""Raw values to inputs: one sentence for the first problem, the unit of a weight, and formats."""

import pytest

from dosing.findings import InputError
from dosing.inputs.raw import change_from, course_from, course_with, entry_from, regimen_from, site_in_course
from tests import plans


def problem_of(raw: dict) -> InputError:
    with pytest.raises(InputError) as raised:
        course_from(raw, "course.toml")
    return raised.value


def test_a_site_that_lost_a_source_is_refused():
    raw = plans.make_site().model_dump()
    del raw["sources"]["ranitidine.dose_mg"]
    answer = plans.refusal(changes=[plans.change("resite", "2027-01-05", site=raw)])
    assert str(answer) == "changes[1].resite.site.sources says nothing about ranitidine.dose_mg; write where that value came from."


def test_a_weight_is_typed_with_its_unit_in_changes_and_corrections_too():
    assert "has no unit" in str(plans.refusal(changes=[plans.reweigh("70", "2027-01-05")]))
    assert "has no unit" in str(plans.refusal(changes=[plans.correct(weight="70")]))


def test_a_weight_typed_in_pounds_is_kept_beside_its_kilograms():
    course = plans.make_course(weight="160 lbs", changes=[plans.reweigh("150lb", "2027-01-05"), plans.correct(weight="155.5lb")])
    assert (str(course.weight_kg), course.weight_typed) == ("72.57", "160 lbs")  # 160 x 0.45359237 = 72.5748
    new, corrected = course.changes
    assert (str(new.weight_kg), new.weight_typed) == ("68.04", "150lb")  # 68.0389
    assert (str(corrected.values.weight_kg), corrected.values.weight_typed) == ("70.53", "155.5lb")  # 70.5336
    assert plans.make_course(weight="72.5kg").weight_typed is None


def test_a_problem_in_a_file_names_the_file_and_one_that_was_typed_here_does_not():
    typed = {"course_id": plans.COURSE_ID, "start": "2027-01-04"}
    for weight in ({}, {"weight": "72.5"}, {"weight": 72.5}, {"weight": "72.5kg", "start": "today"}):
        in_file = problem_of(typed | weight)
        assert in_file.where == "course.toml"
        assert str(in_file) == f"course.toml: {in_file.sentence}"
        with pytest.raises(InputError) as here:
            course_from(typed | weight)
        assert (here.value.where, str(here.value)) == ("", in_file.sentence)
    changed = problem_of(typed | {"weight": "72.5kg", "change": [plans.reweigh("70", "2027-01-05")]})
    assert (changed.code, changed.where) == ("weight-without-unit", "course.toml")


def test_a_change_is_read_by_its_kind_and_a_problem_names_its_own_field():
    assert change_from(plans.omit("C1D8")).visit == "C1D8"
    for raw, field in (
        ({**plans.omit("C1D8"), "reason": " "}, "reason"),
        ({**plans.omit("C1D8"), "by": None}, "by"),
        ({**plans.omit("C1D8"), "kind": "delay"}, "kind"),
        ({**plans.omit("C1D8"), "kind": ["omit"]}, "kind"),
        (plans.correct(weight="70"), "weight"),
        (plans.correct(transplant="never"), "values.transplant"),
        (plans.correct(), "values"),
    ):
        with pytest.raises(InputError) as raised:
            change_from(raw)
        assert (raised.value.field, raised.value.where) == (field, "")


def test_a_course_gets_one_more_change_and_the_one_before_stays_as_it_was():
    before = plans.make_course(changes=[plans.omit("C1D8")])
    after = course_with(before, plans.reweigh("70kg", "2027-01-12"))
    assert [change.kind for change in after.changes] == ["omit", "reweigh"]
    assert len(before.changes) == 1


def test_the_rest_of_a_sentence_is_what_stands_behind_the_name_of_the_input():
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-02-30", "weight": "72.5kg"})
    assert (told.field, told.rest) == ("start", "is '2027-02-30', which is not in the calendar; write a real day, like 2027-01-04.")
    assert told.sentence == f"start {told.rest}"


def test_a_label_of_another_kind_is_not_repeated():
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-01-04", "weight": "72.5kg", "label": ["Jane Doe"]})
    assert "Jane" not in str(told)
    assert told.sentence == "label is of another kind; write some text in quotes."


def test_facts_and_a_birth_date_are_read_without_a_course():
    facts, born = entry_from({"last_chemotherapy": "2026-12-01", "transplant": "none"}, "1990-05-06")
    assert (str(facts.last_chemotherapy), facts.transplant, str(born)) == ("2026-12-01", "none", "1990-05-06")
    with pytest.raises(InputError) as raised:
        entry_from({"transplant": "never"})
    assert raised.value.field == "entry.transplant"


def test_the_site_of_a_course_file_is_whole_with_its_sources_or_a_few_values_over_the_default():
    whole = plans.make_site({"bag": {"volume_ml": "500"}})
    assert site_in_course(whole.model_dump(), plans.default_values(), "course.toml") == whole
    assert site_in_course({"bag": {"volume_ml": "500"}}, plans.default_values(), "course.toml") == whole
    assert site_in_course(None, plans.default_values(), "course.toml") == plans.make_site()
    with pytest.raises(InputError) as raised:  # a whole one that has lost a value is not filled up from today's defaults
        site_in_course({**whole.model_dump(), "bag": None}, plans.default_values(), "course.toml")
    assert (raised.value.field, raised.value.where) == ("site.bag", "course.toml: site")


def test_a_letterhead_inside_the_site_of_a_course_file_is_told_where_it_belongs():
    with pytest.raises(InputError) as raised:
        site_in_course({"letterhead": {"name": "Day unit"}}, plans.default_values(), "course.toml")
    assert str(raised.value) == (
        "course.toml: 'site.letterhead' is not a known key here; write it as a table of its own, headed [[letterhead]]."
    )


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("dosing-regimen/3", "newer than this program reads (dosing-regimen/2); use the program that wrote it."),
        ("dosing-regimen/1", "which was never released and is not read; begin it anew (dosing-regimen/2)."),
        ("dosing-course/2", 'write format = "dosing-regimen/2".'),
        ("dosing-regimen/two", 'write format = "dosing-regimen/2".'),
        ("dosing-regimen/\uff13", 'write format = "dosing-regimen/2".'),
        (1, 'write format = "dosing-regimen/2".'),
    ],
)
def test_a_file_of_another_an_older_or_a_newer_format_is_refused(found, sentence):
    with pytest.raises(InputError) as raised:
        regimen_from({"format": found})
    assert str(raised.value).endswith(sentence)


def test_values_typed_with_a_format_are_called_it():
    with pytest.raises(InputError) as raised:
        course_from({"format": "dosing-course/1"})
    assert str(raised.value).startswith("it has the format 'dosing-course/1', which was never released")


def test_a_course_made_for_another_regimen_is_refused():
    assert "'islay' revision 2, but this is 'islay' revision 1" in str(plans.refusal(regimen_revision=2))
    assert "use the version of this program that made the course" in str(plans.refusal(regimen="other"))


def test_what_is_nested_too_deeply_is_one_sentence():
    value: list = []
    for _ in range(100_000):
        value = [value]
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-01-04", "weight": "72.5kg", "cycles": value})
    assert str(told).endswith(".")
    assert len(str(told)) < 300
