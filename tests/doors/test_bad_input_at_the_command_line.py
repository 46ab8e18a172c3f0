"""Bad input, typed as an option, into a site file and into a course file: one sentence each, and nothing is written."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cases import BAD_INPUT, BadInput, assert_reads_well, toml
from tests.doors.command import (
    HAND,
    PATIENT,
    done,
    dosing,
    refused,
    snapshot,
)
from tests.plans import PATIENT as COURSE_PATIENT


def option_of(name: str) -> str:
    return f"--{name.rpartition('.')[2].replace('_', '-')}"


def words_of(case: BadInput) -> list[str] | None:
    """The case as options; None where no option takes such a value."""
    raw: dict[str, Any] = {**COURSE_PATIENT, **case.values}
    raw |= raw.pop("entry", {})
    known = done(dosing("plan", "--help"))
    if not all(re.search(rf"(?m)^ *{option_of(name)} ", known) for name in raw) or not all(
        isinstance(each, (str, int)) for each in raw.values()
    ):
        return None
    return [word for name, value in raw.items() for word in (option_of(name), str(value))]


AS_OPTIONS = [case for case in BAD_INPUT if case.of == "course" and words_of(case)]

# What no option takes: a key that nobody knows, and changes, which have their own commands.
ONLY_IN_A_FILE = {
    "a misspelt key",
    "a key called date",
    "a misspelt fact",
    "changes that are no list",
    "a change as one table",
    "an outcome of a visit to come",
    "an outcome that says two things",
    "an outcome that says nothing",
    "more than the bag held",
    "a dose still to come that was not given",
    "a visit moved away from what was given at it",
    "a misspelt key of a change",
    "a change without a reason",
    "a change that nobody knows",
    "a visit that nobody names so",
    "the clinic's name among the course's keys",
    "a course of the first format",
    "a course of a format to come",
    "a site where a course belongs",
}
# What is said of a whole file that is plainly another one of ours.
OF_ANOTHER_KIND = {"a site where a course belongs": "is a site file; ", "a course where a site belongs": "is a course file; "}


def assert_refused(case: BadInput, said: str, *places: str | Path) -> None:
    """The case is answered in one sentence, said of one of these places; a refusal by a check is said of no place."""
    lead, _, sentence = said.partition(": ")
    assert lead == ("Error" if case.status == 2 else "Refused")
    assert lead == "Refused" or sentence.startswith(tuple(f"{place}: " for place in places)), said
    assert_reads_well(sentence, replace(case, words=tuple(word.replace("\N{NO-BREAK SPACE}", " ") for word in case.words)))


def of_a_whole_file(case: BadInput) -> BadInput:
    return replace(case, words=(OF_ANOTHER_KIND[case.name],)) if case.name in OF_ANOTHER_KIND else case


def test_every_bad_value_that_an_option_takes_is_tried_as_one() -> None:
    assert {case.name for case in BAD_INPUT if case.of == "course"} - {case.name for case in AS_OPTIONS} <= ONLY_IN_A_FILE


@pytest.mark.parametrize("case", AS_OPTIONS, ids=[case.name for case in AS_OPTIONS])
def test_a_bad_option_is_refused_and_nothing_is_written(case: BadInput, tmp_path: Path) -> None:
    said = refused(dosing("plan", *words_of(case) or (), "--out", tmp_path / "course"), case.status)
    assert_refused(case, said, option_of(case.place))
    assert snapshot(tmp_path) == {}


SITE_CASES = [case for case in BAD_INPUT if case.of == "site"]


def site_file(case: BadInput) -> str:
    # An inline table of the same key as the line would be written twice.
    return "".join(f"{key} = {toml(value)}\n" for key, value in case.values.items())


@pytest.mark.parametrize("case", SITE_CASES, ids=[case.name for case in SITE_CASES])
def test_a_bad_site_file_is_refused_and_nothing_is_written(case: BadInput, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(site_file(case), encoding="utf-8")
    before = snapshot(tmp_path)
    said = refused(dosing("plan", *PATIENT, "--site", site, "--out", tmp_path / "course"), case.status)
    assert_refused(of_a_whole_file(case), said, site, "--site")
    assert snapshot(tmp_path) == before


# The site of a course file holds the sources that this program wrote there.
IN_A_FILE = [case for case in BAD_INPUT if case.field != "sources"]


def course_file(case: BadInput) -> str:
    if case.of == "site":
        return HAND + f"[site]\n{site_file(case)}"
    values = {"change" if key == "changes" else key: value for key, value in {**COURSE_PATIENT, **case.values}.items()}
    return "".join(f"{key} = {toml(value)}\n" for key, value in values.items())


@pytest.mark.parametrize("case", IN_A_FILE, ids=[case.name for case in IN_A_FILE])
def test_a_bad_course_file_is_refused_and_nothing_is_written(case: BadInput, tmp_path: Path) -> None:
    course = tmp_path / "course.toml"
    course.write_text(course_file(case), encoding="utf-8")
    before = snapshot(tmp_path)
    said = refused(dosing("plan", course, "--out", tmp_path), case.status)
    changes = case.values.get("changes")  # what is impossible is said of the change, by its number
    numbered = [f"change {number} ({each['kind']})" for number, each in enumerate(changes, start=1)] if isinstance(changes, list) else []
    assert_refused(of_a_whole_file(case) if case.of == "course" else case, said, course, "COURSE", *numbered)
    assert snapshot(tmp_path) == before
