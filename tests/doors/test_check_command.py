"""`dosing check`: who may check which plan, and what the folder says afterwards."""

import io
import json
import re
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.doors.command import (
    COURSE_ID,
    FIXED,
    ISSUED,
    NAMES,
    PATIENT,
    TO_CHECK,
    Ran,
    answers,
    begin,
    change,
    changed,
    check,
    done,
    dosing,
    pages_of,
    parsed,
    plan_of,
    refused,
    short,
    snapshot,
    text_of,
    unfolded,
    write_again,
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it."""
    return begin(tmp_path / "course", *TO_CHECK)


AFTER = "2027-01-04T09:00:00Z"  # the day of the changes that are made here
FIRST_CYCLE = NAMES[:4]  # the second waits for a weight


def test_a_plan_is_a_draft_on_every_sheet_until_it_is_checked_and_then_on_none(course: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    sheets = ("pharmacy", "nurse", "patient")
    assert all("Draft: not yet checked" in text_of((course.parent / f"{sheet}.html").read_text(encoding="utf-8")) for sheet in sheets)
    assert f"Revision 1, {short(course)}, checked by EF." in done(check(course, pdf=True))
    for sheet in sheets:
        assert "Draft" not in text_of((course.parent / f"{sheet}.html").read_text(encoding="utf-8"))
        pages = [page for page in pages_of((course.parent / f"{sheet}.pdf").read_bytes()) if "This side is left blank" not in page]
        assert len(pages) > 1
        assert not [page for page in pages if "Draft" in page]
        assert sheet == "patient" or not [page for page in pages if "EF" not in page]


def test_a_course_that_is_stopped_before_its_first_visit_can_be_checked(course: Path) -> None:
    changed(course, "stop", "C1D1")
    write_again(course)
    assert f"Revision 2, {short(course)}, checked by EF." in done(check(course, issued=AFTER))
    assert plan_of(course)["release"]["checks"] == [{"by": "EF", "on": "2027-01-04", "visits": [], "revision": 2}]
    assert "Everything agrees" in done(dosing("recheck", course.parent))


def test_a_check_whose_sheets_cannot_be_written_is_not_stored(course: Path) -> None:
    (course.parent / "nurse.html").unlink()
    (course.parent / "nurse.html").mkdir()
    before = course.read_bytes()
    assert "holds a folder named nurse.html, where a file belongs; rename it" in refused(check(course))
    assert course.read_bytes() == before


def test_calendar_titles_lose_the_word_draft_with_the_check(course: Path) -> None:
    def titles() -> list[str]:
        return [event["SUMMARY"] for event in unfolded((course.parent / "visits.ics").read_bytes())]

    assert titles() == [f"Draft: Clinic visit {number} of 8 (plan 1)" for number in range(1, 9)]
    done(check(course))
    assert titles() == [f"Clinic visit {number} of 8 (plan 1)" for number in range(1, 9)]


def test_a_check_is_added_to_the_course_file_and_changes_no_number(course: Path) -> None:
    old, before = course.read_bytes(), plan_of(course)
    done(check(course))
    assert course.read_bytes().startswith(old)
    fingerprint = before["release"]["fingerprint"]
    visits = ", ".join(f'"{name}"' for name in FIRST_CYCLE)
    added = course.read_text(encoding="utf-8")[len(old.decode()) :]
    assert re.sub('"[0-9a-f]{64}"', "A DIGEST", added.replace(fingerprint, "THE FINGERPRINT")).split("\n") == [
        "",
        "[[check]]",
        "revision = 1",
        'by = "EF"',
        "on = 2027-01-03",
        'fingerprint = "THE FINGERPRINT"',
        f"visits = [{visits}]",
        'mg_per_kg = "20"',
        "",
        "[[check.doses]]",
        f"visits = [{visits}]",
        'weight = "72.5kg"',
        "weighed = 2027-01-02",
        'mg = "1450mg"',
        'volume = "72.5mL"',
        "",
        "[check.contents]",
        *(f"{name} = A DIGEST" for name in FIRST_CYCLE),
        "",
    ]
    checks = [{"by": "EF", "on": "2027-01-03", "visits": list(FIRST_CYCLE), "revision": 1}]
    assert plan_of(course) == {**before, "release": {**before["release"], "checks": checks}}


def test_the_history_says_who_checked_what_and_what_was_not_checked(course: Path) -> None:
    done(check(course))
    told = done(dosing("history", course))
    assert f"{short(course)}  first made" in told
    how = "weight, dose and volume recalculated by EF on 3 January 2027: C1D1, C1D8, C1D15, C1D22"
    assert f"   {how}; not checked: identity, premedication, rates\n" in told


def test_a_check_with_a_wrong_value_is_refused_and_writes_nothing(course: Path) -> None:
    before = snapshot(course.parent)
    how = "is not that of the plan; read it again from the chart and the paper."
    assert refused(check(course, fingerprint="0000-0000-0000")) == f"Error: --fingerprint: the fingerprint {how}"
    assert refused(check(course, volume="72.7mL")) == f"Error: --volume: the volume of C1D1 {how}"
    assert "write the twelve digits of the sheets" in refused(check(course, fingerprint="0000"))
    assert snapshot(course.parent) == before


@pytest.mark.parametrize("by", ["AB", "ab", "A.B.", "A B"])
def test_whoever_prepared_a_plan_cannot_check_it(by: str, course: Path) -> None:
    before = snapshot(course.parent)
    assert "prepared this plan, or changed it since it was last checked, and cannot check it" in refused(check(course, by=by))
    assert snapshot(course.parent) == before


def test_whoever_made_a_change_since_the_last_check_cannot_check_it(course: Path) -> None:
    changed(course, "omit", "C1D22", by="CD")
    changed(course, "omit", "C1D15", by="GH")
    write_again(course)
    assert "GH prepared this plan" in refused(check(course, by="GH", issued=AFTER))
    assert "CD prepared this plan" in refused(check(course, by="CD", issued=AFTER))
    done(check(course, by="EF", issued=AFTER))


@pytest.mark.parametrize(("verb", "by"), [((), "AB"), (("omit", "C1D22"), "cd"), (("omit", "C1D22"), "A.B.")])
def test_a_check_by_a_preparer_that_was_written_into_the_file_counts_for_nothing(verb: tuple[str, ...], by: str, course: Path) -> None:
    if verb:
        changed(course, *verb, by="CD")
        write_again(course)
    release = plan_of(course)["release"]
    bound = f'revision = {release["revision"]}\nfingerprint = "{release["fingerprint"]}"\nvisits = {json.dumps(NAMES)}\n'
    written = f'[[check]]\nby = "{by}"\non = 2027-01-04\n{bound}'
    course.write_text(f"{course.read_text(encoding='utf-8')}\n{written}", encoding="utf-8")
    write_again(course)
    assert plan_of(course)["release"]["checks"] == []
    assert "Draft: not yet checked" in text_of((course.parent / "pharmacy.html").read_text(encoding="utf-8"))
    assert "checked by" not in done(dosing("history", course))


def test_a_check_is_not_dated_before_the_change_that_it_checks(course: Path) -> None:
    changed(course, "omit", "C1D22", when="2027-01-04")
    write_again(course)
    before = snapshot(course.parent)
    said = refused(check(course, issued="2027-01-03T09:00:00Z"))
    assert "would be dated before the day of the newest change; check it on that day or later" in said
    assert snapshot(course.parent) == before
    done(check(course, issued="2027-01-03T11:00:00Z"))  # it is already 4 January where the clocks are furthest ahead


@pytest.mark.hazard("H-28")
def test_after_a_change_of_the_dose_the_course_is_a_draft_again(course: Path) -> None:
    done(check(course))
    changed(course, "correct", "weight=74kg")
    write_again(course)
    assert [each["visits"] for each in plan_of(course)["release"]["checks"]] == [[]]
    assert "Draft: not yet checked" in text_of((course.parent / "nurse.html").read_text(encoding="utf-8"))
    assert unfolded((course.parent / "visits.ics").read_bytes())[0]["SUMMARY"] == "Draft: Clinic visit 1 of 8 (plan 2)"
    done(check(course, by="GH", issued=AFTER))  # 74 kg, so 1,480 mg in 74 mL
    assert [(each["by"], each["visits"]) for each in plan_of(course)["release"]["checks"]] == [("EF", []), ("GH", list(FIRST_CYCLE))]


def test_moving_days_keeps_the_check(course: Path) -> None:
    done(check(course))
    changed(course, "move", "C1D15", "--to", "2027-01-20")
    write_again(course)
    assert [(each["revision"], each["visits"]) for each in plan_of(course)["release"]["checks"]] == [(1, list(FIRST_CYCLE))]
    assert "Draft" not in text_of((course.parent / "patient.html").read_text(encoding="utf-8"))
    assert "Everything agrees" in done(dosing("recheck", course.parent))


def test_the_fingerprint_of_the_revision_before_does_not_check_the_new_one(course: Path) -> None:
    old = answers(course)
    changed(course, "omit", "C1D22")
    said = refused(dosing("check", course.parent, "--by", "EF", *old, "--issued", AFTER))
    assert said.startswith("Error: --fingerprint: the fingerprint is not that of the plan")


def test_a_plan_is_checked_once(course: Path) -> None:
    typed = answers(course)
    done(check(course))
    before = snapshot(course.parent)
    said = refused(dosing("check", course.parent, "--by", "GH", *typed, "--issued", ISSUED))
    assert said.endswith("wait for a weight, and every other visit was checked, last by EF; enter the weight first.")
    assert snapshot(course.parent) == before


# What is asked, and what is shown

ODD = ("--weight", "157.34lb", "--weighed", "2026-12-31", "--start", "2027-01-04", "--born", "1959-08-17")  # 71.37 kg, 1,427.4 mg, 71.4 mL
RIGHT = ("1959-08-17", "20", "157.34lb", "2026-12-31", "1427.4", "71.4")


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """The course file of a patient whose numbers no example of a sentence has."""
    return begin(tmp_path / "odd", *TO_CHECK, patient=ODD)


class Terminal(io.StringIO):
    """Somebody who types these lines at a terminal."""

    def isatty(self) -> bool:
        return True


def asked(course: Path, *lines: str, options: tuple[str, ...] = ()) -> Ran:
    """A check at a terminal, where these lines are typed."""
    typed = "".join(f"{line}\n" for line in lines)
    with patch("tests.doors.command.io.StringIO", Terminal):
        return dosing("check", course.parent, "--by", "EF", *options, "--issued", ISSUED, answer=typed)


def test_at_a_terminal_everything_is_asked_for_that_no_option_gives(odd: Path) -> None:
    ran = asked(odd, short(odd), *RIGHT)
    assert ran.status == 0, ran
    prompts, _, rest = ran.out.partition("Wrote ")
    assert [each.strip() for each in prompts.split(": ")][:-1] == [
        "Fingerprint on the paper in hand",
        "Birth date in the chart, as YYYY-MM-DD",
        "Ordered dose in mg/kg",
        "Weight in the chart for C1D1, C1D8, C1D15, C1D22, with its unit",
        "Day on which the weight for C1D1, C1D8, C1D15, C1D22 was measured, as YYYY-MM-DD",
        "Calculated dose for C1D1, C1D8, C1D15, C1D22 in mg",
        "Volume for C1D1, C1D8, C1D15, C1D22 in mL, before it is rounded to vials",
    ]
    assert f"Revision 1, {short(odd)}, checked by EF." in rest


def test_what_options_give_is_not_asked_for_and_what_cannot_be_read_is_asked_for_again(odd: Path) -> None:
    options = ("--fingerprint", short(odd), "--born", "1959-08-17", "--weight", "71.37kg", "--weighed", "2026-12-31", "--mg-per-kg", "20")
    ran = asked(odd, "1,427.4", "1427.4", "71.4", options=options)
    assert ran.status == 0, ran
    assert ran.out.count("Calculated dose for") == 2
    assert "'1,427.4'; write a plain number in mg" in ran.out + ran.err
    assert "Weight" not in ran.out


def test_without_a_terminal_the_option_that_is_missing_is_named(odd: Path) -> None:
    right = answers(odd)
    for place in range(0, len(right), 2):
        left = [*right[:place], *right[place + 2 :]]
        said = refused(dosing("check", odd.parent, "--by", "EF", *left, "--issued", ISSUED))
        assert said.startswith(f"Error: {right[place]}: ")
        assert said.endswith("is missing; type what you read or calculated yourself.")


@pytest.mark.hazard("H-23")
@pytest.mark.parametrize("name", ["fingerprint", "born", "mg_per_kg", "weight", "weighed", "mg", "volume"])
def test_a_refusing_check_shows_no_number_but_those_that_were_typed(name: str, odd: Path) -> None:
    wrong = {
        "fingerprint": "FFFF-FFFF-FFFF",
        "born": "YYYY",
        "mg_per_kg": "7",
        "weight": "88kg",
        "weighed": "DDDD",
        "mg": "8",
        "volume": "9",
    }
    days = {"born": "1888-08-08", "weighed": "1888-08-08"}
    before = snapshot(odd.parent)
    for other in ({name: wrong[name]}, {**wrong, **days}, {name: ""}, {**wrong, **days, name: "x"}):
        ran = check(odd, **other)
        assert ran.status == 2
        assert not digits_in(ran, typed=" ".join(other.values())), ran
    lines = [wrong["fingerprint"], days["born"], "7", "88kg", days["weighed"], "8", "9"]
    ran = asked(odd, *lines)
    assert ran.status == 2
    assert not digits_in(ran)
    assert "are not those of the plan; read them again from the chart and the paper." in ran.err
    assert snapshot(odd.parent) == before


def digits_in(ran: Ran, typed: str = "") -> set[str]:
    """Every number and every group of digits that a check shows, but for the names of visits and what was typed."""
    shown = re.sub(r"C[0-9]+D[0-9]+", "", ran.out + ran.err)
    groups = set(re.findall(r"[0-9][0-9,.]*", shown)) | set(re.findall(r"\b[0-9A-F]{4}\b", shown))
    return {group for group in groups if group not in typed}


@pytest.mark.parametrize(
    ("by", "alter"),
    [("AB", ()), ("\u0410\u0412", ()), ("EF", ("omit", "C1D22")), ("CD", ("reweigh", "71.9kg", "--on", "2027-01-01"))],
)
def test_a_check_that_is_refused_before_anything_is_asked_shows_no_number_either(by: str, alter: tuple[str, ...], odd: Path) -> None:
    typed = answers(odd)
    if alter:
        changed(odd, *alter, when="2027-01-04")
    ran = dosing("check", odd.parent, "--by", by, *typed, "--issued", ISSUED)
    assert ran.status == 2
    assert not digits_in(ran)


def test_the_numbers_that_are_looked_for_are_those_of_the_plan(odd: Path) -> None:
    """The search above finds the numbers where they do stand."""
    shown = dosing("plan", odd)
    assert {"71.37", "1,428", "71.4", "157.34"} <= digits_in(shown)
    assert set(short(odd).split("-")) <= digits_in(shown)


# Several doses, by several weights


def two_doses(tmp_path: Path) -> Path:
    course = begin(tmp_path / "two", *TO_CHECK)
    changed(course, "reweigh", "75kg", "--on", "2027-01-12", when="2027-01-12")
    done(dosing("plan", course, "--out", course.parent, "--issued", "2027-01-13T09:00:00Z"))
    return course


TWO = ("--weight", "C1D8=72.5kg", "--weight", "c1d15=75kg", "--weighed", "C1D1=2027-01-02", "--weighed", "C1D22=2027-01-12",
       "--mg", "C1D1=1450mg", "--mg", "C1D15=1500mg", "--volume", "C1D8=72.5mL", "--volume", "C1D22=75mL", "--mg-per-kg", "20")  # fmt: skip


def test_each_distinct_dose_is_named_by_any_visit_that_has_it(tmp_path: Path) -> None:
    course = two_doses(tmp_path)
    words = ("--by", "EF", "--fingerprint", short(course), *TWO, "--issued", "2027-01-13T09:00:00Z")
    done(dosing("check", course.parent, *words))
    assert plan_of(course)["release"]["checks"][0]["visits"] == list(FIRST_CYCLE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("C1D1=1450mg", "1450mg", "--mg: there are doses of C1D1 and C1D15; write which the value is of, as VISIT=VALUE."),
        ("C1D1=1450mg", "C2D1=1450mg", "--mg: 'C2D1' is no visit that is to be checked; name C1D1 or C1D15."),
        ("C1D15=1500mg", "C1D8=1450mg", "--mg: the same value for the visits of C1D1 is given twice; give it once."),
        ("C1D15=1500mg", "C1D15=1450mg", "--mg: the dose of C1D15 is not that of the plan; read it again from the chart and the paper."),
    ],
)
def test_a_value_of_which_it_is_not_clear_whose_it_is_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    course = two_doses(tmp_path)
    typed = [new if word == old else word for word in TWO]
    ran = dosing("check", course.parent, "--by", "EF", "--fingerprint", short(course), *typed, "--issued", "2027-01-13T09:00:00Z")
    assert refused(ran) == f"Error: {said}"


def test_with_one_dose_a_value_needs_no_visit(course: Path) -> None:
    values = ("--weight", "72.5kg", "--weighed", "2027-01-02", "--mg-per-kg", "20", "--mg", "1450", "--volume", "72.5")
    done(dosing("check", course.parent, "--by", "EF", "--fingerprint", short(course), *values, "--issued", ISSUED))


# What cannot be checked


def test_a_plan_without_a_preparer_and_a_drug_that_nobody_decided_about_are_refused(tmp_path: Path) -> None:
    nobody = begin(tmp_path / "nobody", "--h2-blocker", "famotidine")
    assert refused(check(nobody)).startswith("Error: DIR: nobody is named who prepared this plan")
    undecided = begin(tmp_path / "undecided", "--prepared-by", "AB")
    said = refused(check(undecided))
    assert said.startswith("Error: DIR: the site has not decided about ranitidine, of which the regimen warns; confirm its supply")
    assert said.endswith(f"and put that file in force by: dosing resite {undecided.parent} site.toml.")


def test_a_check_keeps_the_split_and_public_calendars_of_the_folder(course: Path) -> None:
    write_again(course, "--split", "--calendar-class", "public")
    names = set(snapshot(course.parent))
    done(check(course))
    assert set(snapshot(course.parent)) - {"labels.html"} == names  # labels are there once a visit is checked
    assert {event["CLASS"] for event in unfolded((course.parent / "visits.ics").read_bytes())} == {"PUBLIC"}
    [event] = unfolded((course.parent / "visit-C1D8.ics").read_bytes())
    assert (event["SUMMARY"], event["CLASS"]) == ("Clinic visit 2 of 8 (plan 1)", "PUBLIC")


def test_a_check_keeps_the_paper_of_the_folder_unless_another_is_asked_for(course: Path) -> None:
    def paper() -> set[str]:
        sheets = [(course.parent / f"{sheet}.html").read_text(encoding="utf-8") for sheet in ("pharmacy", "nurse", "patient")]
        return {sheet.partition('<body class="')[2].split()[0] for sheet in sheets}

    write_again(course, "--paper", "letter")
    untouched = snapshot(course.parent)
    done(check(course))
    assert paper() == {"letter"}
    for name, content in untouched.items():
        (course.parent / name).write_bytes(content)
    done(dosing("check", course.parent, "--by", "EF", *answers(course), "--issued", ISSUED, "--paper", "a4"))
    assert paper() == {"a4"}


def test_a_folder_without_a_course_cannot_be_checked(tmp_path: Path) -> None:
    words = ("--by", "EF", "--fingerprint", "0000-0000-0000")
    assert "is a folder without a course.toml" in refused(dosing("check", tmp_path, *words))
    (tmp_path / "course.toml").write_text(f'course_id = "{COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n', encoding="utf-8")
    document = json.loads(done(dosing("plan", tmp_path / "course.toml", "--json")))
    said = refused(dosing("check", tmp_path, "--by", "EF", "--fingerprint", document["release"]["fingerprint"][:12]))
    assert "write its folder first" in said
    assert said.endswith(f": dosing plan {tmp_path} --out DIR.")


def test_a_check_is_of_one_course_and_its_eight_visits(course: Path) -> None:
    done(check(course))
    assert [visit["visit"] for visit in plan_of(course)["visits"]] == list(NAMES)
    assert change(course, "omit", "C1D22").status == 0
    assert (PATIENT[1], FIXED[1]) == ("72.5kg", ISSUED)


def test_a_check_cannot_be_dated_ahead(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", *TO_CHECK)
    said = refused(check(course, issued="2030-01-01T00:00:00Z"))
    assert "--issued lies ahead" in said
    assert parsed(course)[1].checks == ()


def test_a_check_of_no_visit_frees_nobody_to_check_their_own_weight(tmp_path: Path) -> None:
    # EF enters a weight; the course is stopped whole, checked by GH with nothing to recalculate, and the stop is taken back.
    course = begin(tmp_path / "course", *TO_CHECK)
    changed(course, "reweigh", "75kg", "--on", "2027-01-03", when="2027-01-03", by="EF")
    changed(course, "stop", "C1D1", when="2027-01-03", by="EF")
    write_again(course)
    done(check(course, by="GH", issued="2027-01-03T12:00:00Z"))
    changed(course, "undo", when="2027-01-03", by="IJ")
    write_again(course)
    assert "EF prepared this plan, or changed it since it was last checked" in refused(
        check(course, by="EF", issued="2027-01-03T13:00:00Z")
    )
