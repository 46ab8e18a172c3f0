"""`dosing plan` from options: what it prints, what each option does, and what it will not do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.doors.command import (
    COURSE_ID,
    FIXED,
    ISSUED,
    MOVE,
    NAMES,
    PATIENT,
    done,
    dosing,
    planned,
    refused,
    snapshot,
)


def test_the_table_gives_each_visit_its_day_weight_dose_volume_vials_and_premedications() -> None:
    lines = done(dosing("plan", *PATIENT, *FIXED)).splitlines()
    first = lines.index(next(line for line in lines if line.startswith("C1D1 ")))
    assert [re.split(r"\s{2,}", line) for line in lines[first : first + 4]] == [
        ["C1D1", "Mon 4 Jan 2027", "72.5 kg", "1,450 mg", "72.5 mL", "3 × 500 mg", "dexamethasone 20 mg oral"],
        ["", "acetaminophen 650 mg oral"],
        ["", "ranitidine 50 mg intravenous"],
        ["", "diphenhydrAMINE 25 mg intravenous"],
    ]
    days = ("Mon 4 Jan", "Mon 11 Jan", "Mon 18 Jan", "Mon 25 Jan", "Mon 1 Feb", "Mon 8 Feb", "Mon 15 Feb", "Mon 22 Feb")
    shown = [re.split(r"\s{2,}", line)[:2] for line in lines if re.match(r"C\dD", line)]
    assert shown == [[name, f"{day} 2027"] for name, day in zip(NAMES, days, strict=True)]


def test_the_findings_follow_the_table_most_severe_first_and_then_how_to_get_the_sheets() -> None:
    said = done(dosing("plan", *PATIENT, *FIXED)).split("C2D22")[1].splitlines()
    severities = [match[1] for line in said if (match := re.match(r"(Caution|To find out|Note): ", line))]
    assert severities == ["Caution"] * 2 + ["To find out"] + ["Note"] * 3
    assert said[-1] == "For the sheets and the calendar file, say where to write them: --out DIR"


def test_pounds_are_echoed_as_the_kilograms_that_are_used() -> None:
    # 160 x 0.45359237 = 72.5747792 kg, so 72.57 kg; 72.57 mL is drawn as 72.6 mL, 1,452 mg.
    out = done(dosing("plan", "--weight", "160lb", "--start", "2027-01-04"))
    assert out.startswith("160lb is 72.57 kg.\n")
    assert re.search(r"C1D1 .* 72\.57 kg, entered as 160 lb +1,452 mg +72\.6 mL", out)


def test_the_plan_document_is_printed_alone_and_is_the_one_in_the_folder(tmp_path: Path) -> None:
    ran = dosing("plan", *PATIENT, *FIXED, "--json", "--out", tmp_path / "course", pdf=True)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.encode() == (tmp_path / "course" / "plan.json").read_bytes()
    assert next(iter(json.loads(ran.out))) == "format"


PREMEDICATIONS = ["dexamethasone", "acetaminophen", "ranitidine", "diphenhydramine"]

OPTIONS: list[tuple[tuple[str, ...], str, Any]] = [
    (("--weighed", "2027-01-01"), "inputs.course.weighed", "2027-01-01"),
    (("--cycles", "1"), "inputs.course.cycles", 1),
    (("--cycles", "1"), "visits.3.visit", "C1D22"),
    (("--cycles", "2"), "visits.7.visit", "C2D22"),
    (("--born", "1988-05-16"), "inputs.course.born", "1988-05-16"),
    (("--time", "10:00", "--time-zone", "Europe/Paris"), "visits.0.infusion_start", "2027-01-04T10:00+01:00"),
    # 45 min for dexamethasone and 15 min to check in.
    (("--time", "10:00", "--time-zone", "America/New_York"), "visits.0.arrival", "2027-01-04T09:00-05:00"),
    (("--h2-blocker", "famotidine"), "visits.0.premedications.2.substituted_for", "ranitidine"),
    (("--h2-blocker", "none", "--h2-blocker-reason", "none is stocked"), "visits.0.premedications.2.drug", "diphenhydramine"),
    (("--h2-blocker", "none", "--h2-blocker-reason", "none is stocked"), "inputs.site.premedications.h2_blocker.reason", "none is stocked"),
    (("--steroid-route", "intravenous", "--steroid-form", "base"), "visits.0.premedications.0.route", "intravenous"),
    (("--steroid-route", "intravenous", "--steroid-form", "phosphate"), "visits.0.premedications.0.form", "phosphate"),
    (("--protocol-reference", "ISLAY, version 4"), "inputs.course.protocol_reference", "ISLAY, version 4"),
    (("--prepared-by", "AB"), "inputs.course.prepared_by", "AB"),
    (("--last-immunotherapy", "2026-10-01"), "inputs.course.entry.last_immunotherapy", "2026-10-01"),
    (("--last-investigational", "none"), "inputs.course.entry.last_investigational", "none"),
    (("--last-chemotherapy", "2026-12-01"), "inputs.course.entry.last_chemotherapy", "2026-12-01"),
    (("--transplant", "2026-08-01"), "inputs.course.entry.transplant", "2026-08-01"),
    (("--gvhd-immunosuppression", "none"), "inputs.course.entry.gvhd_immunosuppression", "none"),
    (("--label", "ISLAY-012"), "inputs.course.label", "ISLAY-012"),
    ((), "release.course_id", COURSE_ID),
    ((), "release.issued", ISSUED),
]


def without(words: tuple[str, ...]) -> tuple[str, ...]:
    """The patient without what is typed otherwise."""
    pairs = zip(PATIENT[::2], PATIENT[1::2], strict=True)
    return tuple(word for name, value in pairs if name not in words for word in (name, value))


@pytest.mark.parametrize(("words", "place", "value"), OPTIONS, ids=[f"{' '.join(words)} {place}" for words, place, _ in OPTIONS])
def test_each_option_of_a_course_stands_in_its_plan(words: tuple[str, ...], place: str, value: Any) -> None:
    found: Any = planned(*words, patient=without(words))
    for key in place.split("."):
        found = found[int(key) if key.isdigit() else key]
    assert found == value


def test_what_is_said_with_an_option_comes_before_the_site_file(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[premedications.h2_blocker]\ndrug = "famotidine"\n[premedications.antipyretic]\ndose_mg = 1000\n', encoding="utf-8")
    given = planned("--site", str(site), "--h2-blocker", "ranitidine")["visits"][0]["premedications"]
    assert [(each["drug"], each["dose_mg"]) for each in given] == [*zip(PREMEDICATIONS, ("20", "1000", "50", "25"), strict=True)]


UNFIT = [
    (("--steroid-route", "intravenous"), "--steroid-form: premedications.steroid is intravenous without its form"),
    (
        ("--steroid-route", "oral", "--steroid-form", "base"),
        "--steroid-form: premedications.steroid has a form but is given by mouth",
    ),
    (("--steroid-form", "base"), "leave form out, or write --steroid-route intravenous"),
    (("--h2-blocker", "none"), "--h2-blocker-reason: premedications.h2_blocker is left out without a reason; write the reason"),
    (
        ("--h2-blocker", "famotidine", "--h2-blocker-reason", "none is stocked"),
        "--h2-blocker-reason: premedications.h2_blocker has a reason for giving none, but one is given",
    ),
    (("--h2-blocker-reason", "none is stocked"), "leave the reason out, or write --h2-blocker none"),
    (("--h2-blocker", "cimetidine"), "write ranitidine or famotidine, or none with a reason"),
    (("--out", ""), "--out: the name is empty; write one, like course-1"),
    (("--time", "10:00+05:00", "--time-zone", "Europe/Paris"), "write 10:00 or 10:00+01:00"),
    (("--time", "10:00", "--time-zone", "EST"), "write a place like Europe/Paris or America/New_York, or UTC"),
    (("--last-chemotherapy", "never"), "like 2027-01-04, or none"),
]


@pytest.mark.parametrize(("words", "said"), UNFIT, ids=[" ".join(words) for words, _ in UNFIT])
def test_options_that_do_not_fit_are_refused_by_the_names_that_were_typed(words: tuple[str, ...], said: str) -> None:
    assert said in refused(dosing("plan", *PATIENT, *FIXED, *words))


def test_a_form_or_a_reason_in_the_site_file_fits_what_is_said_with_an_option(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(
        '[premedications.steroid]\nroute = "intravenous"\nform = "base"\n[premedications.h2_blocker]\ndrug = "none"\n', encoding="utf-8"
    )
    made = planned("--site", str(site), "--steroid-form", "phosphate", "--h2-blocker-reason", "none is stocked")
    assert made["inputs"]["site"]["premedications"]["steroid"]["form"] == "phosphate"
    left_out = made["inputs"]["site"]["premedications"]["h2_blocker"]
    assert {key: value for key, value in left_out.items() if value is not None} == {"drug": "none", "reason": "none is stocked"}
    site.write_text('[premedications.steroid]\nroute = "intravenous"\n', encoding="utf-8")
    assert 'write form = "base" or "phosphate"' in refused(dosing("plan", *PATIENT, "--site", site))


@pytest.mark.parametrize("label", [("Jane", "Roe"), ("Jane", "van", "Roe"), ("Jane", "van", "der", "Roe")])
def test_a_label_without_quotes_is_refused_without_repeating_it(label: tuple[str, ...]) -> None:
    said = refused(dosing("plan", "--weight", "72.5kg", "--start", "2027-01-04", "--label", *label))
    assert "put text that has spaces in quotes" in said
    assert not [word for word in label if word in said]


def test_two_patients_with_the_same_weight_and_start_share_no_course_id() -> None:
    one, other = (json.loads(done(dosing("plan", *PATIENT, "--json"))) for _ in range(2))
    assert one["release"]["course_id"] != other["release"]["course_id"]
    assert one["visits"] == other["visits"]


def test_help_names_every_command_with_its_own_help_and_a_wrong_one_is_said() -> None:
    listed = re.findall(r"(?m)^  ([a-z][a-z-]+)  ", done(dosing("--help")))
    assert {
        *("plan", "check", "recheck", "earliest-start", "move", "omit", "stop", "reweigh", "retime", "extend"),
        *("correct", "resite", "rebase", "undo", "letterhead", "history", "diff", "schema"),
    } <= set(listed)
    assert all(re.match(rf"Usage: .* {name} ", done(dosing(name, "--help"))) for name in listed)
    assert done(dosing()) == done(dosing("--help"))
    assert refused(dosing("plann")) == "Error: No such command 'plann'."


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("plan", *PATIENT, "--weight", "75.2kg"), "--weight"),
        (("plan", *PATIENT, "--json", "--json"), "--json"),
        (("earliest-start", "--born", "2011-03-05", "--born", "2011-05-03"), "--born"),
        (("check", "course", "--by", "CD", "--fingerprint", "1A2B-3C4D-5E6F", "--by", "EF"), "--by"),
        (("move", "course", "C1D15", *MOVE[1:], "--to", "2027-01-26"), "--to"),
        (("serve", "--port", "8000", "--port", "8001"), "--port"),
    ],
)
def test_an_option_that_is_given_twice_is_refused_by_its_name_without_a_value(words: tuple[str, ...], named: str) -> None:
    assert refused(dosing(*words)) == f"Error: {named} is given twice; write it once."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--paper", "a5"), "--paper"),
        (("--calendar-class", "secret"), "--calendar-class"),
        (("--issued", "2026-12-20"), "write a moment in UTC, like 2026-12-20T09:00:00Z"),
        (("--issued", "2026-12-20T09:00:00+01:00"), "write a moment in UTC"),
        (("--issued", "2026-02-30T09:00:00Z"), "write a moment in UTC"),
        (("--revision", "2"), "the course has 1 revision, so write 1"),
        (("--revision", "first"), "write a whole number up to 999, like 1"),
        (("--cycles", "two"), "write a whole number up to 999, like 2"),
        (("--course-id", "ISLAY-007"), "write a UUID in lower case"),
        (("--wieght", "70kg"), "--wieght"),
    ],
)
def test_a_wrong_option_is_answered_by_one_sentence(words: tuple[str, str], said: str, tmp_path: Path) -> None:
    assert said in refused(dosing("plan", *PATIENT, *words, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == {}


def test_the_weight_and_the_start_have_to_be_given() -> None:
    missing = "Error: --weight: the weight is missing; write it with its unit, like 72.5kg."
    assert refused(dosing("plan", "--start", "2027-01-04")) == missing
    assert refused(dosing("plan")) == missing
    missing = "Error: --start: start is missing; write it, the day of the first infusion, like --start 2027-01-04."
    assert refused(dosing("plan", "--weight", "72.5kg")) == missing


def test_the_day_of_issue_is_today_unless_it_is_given() -> None:
    issued = json.loads(done(dosing("plan", *PATIENT, "--json")))["release"]["issued"]
    assert issued == "2027-03-01T12:00:00Z"  # where the clock of these tests stands
