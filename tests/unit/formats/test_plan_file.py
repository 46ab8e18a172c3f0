"""The plan document as a file: written in one way, read only as what it is."""

import json

import pytest

from dosing.findings import InputError
from dosing.formats.plan_file import read_plan, render_document
from tests import plans


def problem_of(content: bytes) -> InputError:
    with pytest.raises(InputError) as raised:
        read_plan(content, "plan.json")
    assert raised.value.field == "plan"
    return raised.value


def test_a_document_reads_back_as_it_was_written():
    document = plans.make_release(plans.ORDER_RATES, label="\u017dofie \u0110\u1eb7ng").document
    assert read_plan(render_document(document), "plan.json") == document


def test_a_document_is_indented_utf_8_with_a_line_feed_at_its_end():
    content = render_document(plans.make_release(label="\u017dofie").document)
    assert content.startswith(b'{\n  "format": "dosing-plan/2",\n')
    assert content.endswith(b"\n}\n")
    assert "\u017dofie".encode() in content


@pytest.mark.parametrize(
    ("found", "code", "words"),
    [
        ("dosing-plan/1", "format-never-released", ", which was never released and is not read; begin it anew (dosing-plan/2)."),
        ("dosing-plan/3", "format-newer", ", newer than this program reads (dosing-plan/2); use the program that wrote it."),
        ("dosing-plan/10", "format-newer", ", newer than this program reads (dosing-plan/2); use the program that wrote it."),
        ("dosing-plan/0", "format-unknown", '; write format = "dosing-plan/2".'),
    ],
)
def test_a_document_of_another_format_is_refused_with_a_sentence(found, code, words):
    told = problem_of(json.dumps({"format": found}).encode())
    assert (told.code, str(told)) == (code, f"plan.json has the format '{found}'{words}")


@pytest.mark.parametrize(
    "text",
    ['{"format": "dosing-plan/2", "format": "dosing-plan/2"}', '{"format": "dosing-plan/2", "release": {"revision": 1, "revision": 2}}'],
)
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(text):
    told = problem_of(text.encode())
    assert told.code == "key-twice"
    assert "twice in one place; write the folder again." in str(told)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[]", "not-a-plan"),
        (b"5", "not-a-plan"),
        (b"{}", "not-a-plan"),
        (b'"dosing-plan/2"', "not-a-plan"),
    ],
)
def test_what_is_no_plan_document_is_refused(content, code):
    assert problem_of(content).code == code


def test_a_course_file_given_in_its_place_is_told_where_the_plan_is():
    assert str(problem_of(b'format = "dosing-course/2"\n')) == "plan.json is a course file; the plan document is in plan.json beside it."
