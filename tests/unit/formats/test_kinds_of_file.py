import re

import pytest

from dosing.findings import InputError
from dosing.formats.kinds_of_file import MOST_LOOKED_AT, expect, kind_of

COMMENT = "# what was agreed about this course\n"

KINDS = [
    ("a plan document", b'{\n  "format": "dosing-plan/1",\n  "release": {}}', "plan"),
    ("a plan document of a newer program", b'{"format":"dosing-plan/12"}', "plan"),
    ("a plan document with a byte order mark", b'\xef\xbb\xbf{"format": "dosing-plan/1"}', "plan"),
    ("a course", b'format = "dosing-course/1"\nweight = "72.5kg"\n', "course"),
    ("a course after comments, CRLF", (COMMENT * 20 + 'format = "dosing-course/1"\n').replace("\n", "\r\n").encode(), "course"),
    ("a course whose format is not its first key", b"start = 2027-01-04\n'format' = 'dosing-course/1'\n", "course"),
    ("a course with a byte order mark", b'\xef\xbb\xbfformat = "dosing-course/1"\n', "course"),
    ("a course without a format", b'weight = "72.5kg"\nstart = 2027-01-04\n', "course"),
    ("a site", b'# ours\nformat = "dosing-site/1"\npaper = "a4"\n', "site"),
    ("a regimen", b'"format" = "dosing-regimen/1"\n', "regimen"),
    ("a zip file", b"PK\x03\x04\x14\x00\xff\xfe", "zip"),
    ("a PDF file", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
    ("a calendar file", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
    ("a sheet", b"<!DOCTYPE html>\n<html>", "sheet"),
    ("a sheet in small letters", b"\n<!doctype html>", "sheet"),
    ("nothing", b"", None),
    ("other JSON", b'{"a": 1, "format": "dosing-plan/1"}', None),
    ("other TOML", b'name = "x"\n', None),
    ("a format in a comment", b'# format = "dosing-site/1"\nname = "x"\n', None),
    ("a format under a table", b'[tool]\nformat = "dosing-site/1"\n', None),
    ("a picture", b"\x89PNG\r\n\x1a\n", None),
    ("text in another encoding", 'format = "dosing-site/1"'.encode("utf-16"), None),
]


@pytest.mark.parametrize(("content", "kind"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_a_file_of_ours_is_known_by_its_first_bytes(content, kind):
    assert kind_of(content, "upload") == kind


def test_a_toml_file_without_a_format_is_a_site_where_it_is_named_so():
    assert kind_of(b'paper = "a4"\n', "our/site.toml") == "site"
    assert kind_of(b"[bag]\nvolume_ml = 250\n", "site.toml") == "site"
    assert kind_of(b'weight = "72.5kg"\n', "site.toml") == "course"
    assert kind_of(b"\x89PNG\r\n", "site.toml") is None


def test_every_file_that_stands_in_the_repository_is_known(repository):
    expected = {"course.toml": "course", "plan.json": "plan", "visits.ics": "calendar"}
    found = [path for path in (repository / "tests" / "golden").rglob("*") if path.name in expected]
    assert len(found) >= 3
    for path in found:
        assert kind_of(path.read_bytes(), path.name) == expected[path.name]
    assert kind_of((repository / "dosing/shipped/regimens/islay-1.toml").read_bytes(), "") == "regimen"
    assert kind_of((repository / "examples/site.toml").read_bytes(), "") == "site"
    assert kind_of((repository / "templates/sheets/base.html").read_bytes(), "") == "sheet"


def test_no_more_than_the_beginning_is_looked_at():
    assert kind_of(b"#" * MOST_LOOKED_AT + b'\nformat = "dosing-course/1"\n', "") is None
    for filler in (b" ", b"\n", b"#", b"[", b'"', b"a.", b"{", b"=", b"\xff", b" \n"):
        kind_of(filler * 1_000_000, "")


def refusal(content: bytes, wanted: str, what: str = "it") -> str:
    with pytest.raises(InputError) as raised:
        expect(content, wanted, what, field="plan_file")
    assert (raised.value.code, raised.value.field, raised.value.exit_code) == ("another-kind-of-file", "plan_file", 2)
    return str(raised.value)


EXAMPLES = {kind: content for _, content, kind in reversed(KINDS) if kind is not None}

SENTENCES = [
    ("plan", "course", "course-1/plan.json is a plan document; the course is in course.toml beside it."),
    ("site", "course", "course-1/plan.json is a site file; the course is in a course.toml of its own."),
    ("zip", "course", "course-1/plan.json is a zip file; unpack it and write the name of the course.toml in it."),
    ("pdf", "course", "course-1/plan.json is a PDF file; the course is in course.toml beside it."),
    ("sheet", "plan", "course-1/plan.json is a sheet (HTML); the plan document is in plan.json beside it."),
    ("calendar", "plan", "course-1/plan.json is a calendar file; the plan document is in plan.json beside it."),
    ("course", "plan", "course-1/plan.json is a course file; the plan document is in plan.json beside it."),
    ("course", "site", "course-1/plan.json is a course file; the site is in a site.toml of its own."),
    ("regimen", "site", "course-1/plan.json is a regimen file; the site is in a site.toml of its own."),
    ("zip", "site", "course-1/plan.json is a zip file; unpack it and write the name of the site.toml in it."),
]


@pytest.mark.parametrize(("kind", "wanted", "sentence"), SENTENCES)
def test_another_kind_of_file_is_named_with_the_place_of_the_wanted_one(kind, wanted, sentence):
    assert refusal(EXAMPLES[kind], wanted, "course-1/plan.json") == sentence


@pytest.mark.parametrize("wanted", ["plan", "course", "site"])
def test_every_other_kind_is_answered_with_one_sentence_without_a_word_of_the_file(wanted):
    for kind, content in EXAMPLES.items():
        if kind == wanted:
            continue
        sentence = refusal(content + b"\nZEBRA-7", wanted)
        assert re.fullmatch(r"it is an? [^.]*; [^.]*(\.(toml|json)[^.]*)?\.", sentence)
        assert "ZEBRA" not in sentence


@pytest.mark.parametrize("wanted", ["plan", "course", "site"])
def test_the_wanted_kind_and_unknown_files_are_left_to_the_parser(wanted):
    expect(EXAMPLES[wanted], wanted, "it")
    for _, content, kind in KINDS:
        if kind is None:
            expect(content, wanted, "it")
