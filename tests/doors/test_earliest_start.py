"""`dosing earliest-start`: the first day that the entry facts allow."""

import json
from pathlib import Path

import pytest

from tests.doors.command import (
    FIXED,
    begin,
    done,
    dosing,
    refused,
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it."""
    return begin(tmp_path / "course", "--prepared-by", "AB")


# Chemotherapy 14 days, immunotherapy and investigational agents 21, graft versus host 7, transplant 4 months; the day after the limit.
EARLIEST = [
    (("--last-chemotherapy", "2026-12-01"), "2026-12-16", "last chemotherapy"),
    (("--last-immunotherapy", "2026-12-01"), "2026-12-23", "last immunotherapy"),
    (("--last-investigational", "2026-12-01"), "2026-12-23", "last investigational agent"),
    (("--gvhd-immunosuppression", "2026-12-01"), "2026-12-09", "immunosuppression for graft versus host disease"),
    (("--transplant", "2026-08-01"), "2026-12-02", "stem cell transplant"),
    (("--transplant", "2026-10-31"), "2027-03-02", "stem cell transplant"),  # 31 February does not exist: the first of March
    (("--transplant", "2027-10-29"), "2028-03-01", "stem cell transplant"),  # 29 February 2028 exists
    (("--transplant", "2026-08-01", "--last-chemotherapy", "2026-12-01"), "2026-12-16", "last chemotherapy"),
    (("--born", "2011-03-05"), "2027-03-05", "16 years old"),
    (("--born", "2012-02-29"), "2028-02-29", "16 years old"),
]


@pytest.mark.parametrize(("words", "day", "because"), EARLIEST, ids=[" ".join(words) for words, _, _ in EARLIEST])
def test_the_earliest_start_is_printed_with_the_fact_that_decides_it(words: tuple[str, ...], day: str, because: str) -> None:
    first = done(dosing("earliest-start", *words)).splitlines()[0]
    assert f"({day})" in first
    assert because in first


def test_facts_that_were_not_given_are_said() -> None:
    said = done(dosing("earliest-start", "--transplant", "none", "--born", "1988-05-16"))
    assert "Not given, and so not counted: last immunotherapy, last investigational agent, last chemotherapy" in said
    nothing_counts = ("--last-immunotherapy", "none", "--last-investigational", "none", "--last-chemotherapy", "none")
    every = done(dosing("earliest-start", *nothing_counts, "--transplant", "none", "--gvhd-immunosuppression", "none"))
    assert every.startswith("No fact given sets a day")


def test_the_earliest_start_asks_for_a_fact_and_for_real_days() -> None:
    assert "write at least one, like --last-immunotherapy" in refused(dosing("earliest-start"))
    assert "'2027-02-30', which is not in the calendar" in refused(dosing("earliest-start", "--transplant", "2027-02-30"))
    assert "write the date as year, month and day" in refused(dosing("earliest-start", "--born", "5 March 2011"))


def test_a_plan_that_starts_on_the_earliest_day_has_no_finding_about_a_washout() -> None:
    facts = ("--last-chemotherapy", "2026-12-21")  # 14 days: 2027-01-04 is the limit itself
    for start, codes in (("2027-01-04", {"washout-on-limit"}), ("2027-01-05", set()), ("2027-01-03", {"washout-inside"})):
        words = ("--weight", "72.5kg", "--start", start, *facts, *FIXED, "--json")
        document = json.loads(done(dosing("plan", *words)))
        assert {each["code"] for each in document["findings"] if each["code"].startswith("washout")} == codes
    assert "(2027-01-05)" in done(dosing("earliest-start", *facts))
