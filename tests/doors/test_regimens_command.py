"""`dosing regimens` and `--regimen`: what can be planned, where its values come from, and a course by each."""

import json
from pathlib import Path

import pytest

from dosing import acts, wording
from tests.doors.command import ISSUED, begin, changed, check, done, dosing, plan_of, refused, short, write_again

LABEL_COURSE = ("--weight", "72.5kg", "--weighed", "2027-01-02", "--start", "2027-01-04", "--regimen", "label-10-us-kd", "--cycles", "3")


def test_every_regimen_is_listed_with_its_days_its_dose_and_whether_it_was_reviewed() -> None:
    said = done(dosing("regimens")).split("\n\n")
    assert said[0].splitlines() == [
        "islay, revision 1: Isatuximab 20 mg/kg weekly, ISLAY trial (NCT02999633)",
        "  isatuximab 20 mg/kg intravenous; days 1, 8, 15 and 22 of each cycle of 28 days",
        "  2 cycles unless said, at most 2 cycles",
    ]
    assert "days 1, 8, 15 and 22 of cycle 1, then days 1 and 15, in cycles of 28 days" in said[1]
    assert "at most 13 cycles; how many has to be said" in said[1]
    assert ["not yet reviewed" in each for each in said[:3]] == [False, True, True]


@pytest.mark.parametrize("regimen", acts.regimens(), ids=[each.id for each in acts.regimens()])
def test_every_value_of_a_regimen_is_listed_with_its_source(regimen: object) -> None:
    said = done(dosing("regimens", regimen.id))  # type: ignore[attr-defined]  # a regimen
    for entry in regimen.sources.values():  # type: ignore[attr-defined]  # the same
        assert f"      {entry.kind}: {wording.cited(entry.citation)}".replace("\N{NO-BREAK SPACE}", " ") in said


def test_a_value_stands_above_its_own_source() -> None:
    said = done(dosing("regimens", "label-10-us-pd")).splitlines()
    place = said.index("  steroid, dexamethasone, dose from that age unless the site decides: 20 mg")
    assert said[place + 1].strip().endswith("40 mg, 20 mg from 75 years")
    assert "  H2 blocker, famotidine, limits: 20 mg, 15 to 60 min before, over 2 to 30 min" in said


def test_a_regimen_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    ways = "the regimen is 'label-20-us'; write islay, label-10-us-kd or label-10-us-pd."
    assert refused(dosing("regimens", "label-20-us")) == f"Error: ID: {ways}"
    assert refused(dosing("earliest-start", "--regimen", "label-20-us", "--born", "1988-05-16")) == f"Error: --regimen: {ways}"


def test_the_help_of_plan_names_the_regimens_and_what_each_leaves_open() -> None:
    said = " ".join(done(dosing("plan", "--help")).replace("-\n", "-").split()).replace("- ", "-")
    assert "--regimen ID islay, label-10-us-kd or label-10-us-pd; islay unless given." in said
    assert "islay: 1 or 2, and 2 unless said; label-10-us-kd and label-10-us-pd: 1 to 13, which has to be said." in said
    assert "ranitidine, famotidine or none by islay; ranitidine or famotidine by label-10-us-kd and label-10-us-pd." in said


def test_the_earliest_start_is_that_of_the_regimen() -> None:
    # The label is for adults: 18 years, where the trial takes participants from 16.
    assert "(2029-03-05): the patient is 18 years old" in done(
        dosing("earliest-start", "--born", "2011-03-05", "--regimen", "label-10-us-kd")
    )
    assert "(2027-03-05): the patient is 16 years old" in done(dosing("earliest-start", "--born", "2011-03-05"))
    said = refused(dosing("earliest-start", "--transplant", "none", "--regimen", "label-10-us-kd"))
    assert said == "Error: --transplant: the stem cell transplant is no entry criterion of label-10-us-kd; leave it out."
    assert "write at least one, like --born 1988-05-16" in refused(dosing("earliest-start", "--regimen", "label-10-us-kd"))


def test_a_course_by_a_label_is_planned_extended_reviewed_and_only_then_checked(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", "--prepared-by", "AB", patient=LABEL_COURSE)
    # Days 1, 8, 15 and 22 of the first cycle, then 1 and 15, of 28 days each from 4 January: 725 mg in 36.25 mL, drawn as 36.3 mL.
    assert [(visit["visit"], visit["date"]) for visit in plan_of(course)["visits"]] == [
        ("C1D1", "2027-01-04"), ("C1D8", "2027-01-11"), ("C1D15", "2027-01-18"), ("C1D22", "2027-01-25"),
        ("C2D1", "2027-02-01"), ("C2D15", "2027-02-15"), ("C3D1", "2027-03-01"), ("C3D15", "2027-03-15"),
    ]  # fmt: skip
    assert plan_of(course)["visits"][0]["study_drug"]["rounded_mg"] == "726"
    changed(course, "extend")
    write_again(course)
    assert [visit["visit"] for visit in plan_of(course)["visits"]][8:] == ["C4D1", "C4D15"]
    said = refused(check(course))
    assert said.startswith("Error: DIR: nobody at the site has compared the values of label-10-us-kd with their source")
    assert said.endswith(f"put that file in force by: dosing resite {course.parent} site.toml.")
    site = tmp_path / "site.toml"
    site.write_text('[[reviews]]\nregimen = "label-10-us-kd"\nrevision = 1\nby = "GH"\non = 2027-01-02\n', encoding="utf-8")
    changed(course, "resite", site, when="2027-01-03")
    write_again(course)
    assert "unreviewed-data" not in {each["code"] for each in plan_of(course)["findings"]}
    assert f"Revision 3, {short(course)}, checked by EF." in done(check(course))


def test_a_regimen_cannot_stand_beside_a_course_file(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    said = refused(dosing("plan", course, "--regimen", "label-10-us-kd", "--issued", ISSUED))
    assert said.endswith("--regimen cannot stand beside a course file, which holds every number of the course; write it into a new course.")


def test_the_route_that_only_a_label_leaves_open_is_taken_there_and_refused_elsewhere() -> None:
    made = json.loads(done(dosing("plan", *LABEL_COURSE, "--antihistamine-route", "oral", "--issued", ISSUED, "--json")))
    assert [each["route"] for each in made["visits"][0]["premedications"] if each["slot"] == "antihistamine"] == ["oral"]
    islay = ("--weight", "72.5kg", "--start", "2027-01-04", "--antihistamine-route", "oral")
    assert refused(dosing("plan", *islay)).startswith(
        "Error: --antihistamine-route: premedications.antihistamine.route is oral; write intravenous"
    )
