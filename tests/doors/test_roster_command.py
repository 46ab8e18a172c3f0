"""`dosing roster`: the files of many patients from one CSV file; one bad row costs that row alone."""

import csv
import json
import re
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest

from dosing.acts import columns
from tests.doors.command import ISSUED, WITHOUT_PDF, begin, changed, check, done, dosing, refused, snapshot
from tests.doors.rosters import BAD, COLUMNS, bad, course_id, errors_of, good, patients_of, run, text_of, write


def test_the_example_gives_each_patient_the_files_that_dosing_plan_gives(repository: Path, tmp_path: Path) -> None:
    example = repository / "examples" / "roster.csv"
    said = done(run(example, tmp_path / "courses"))
    assert said.endswith("4 rows: 4 written, 0 failed.\n")
    with example.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert patients_of(tmp_path / "courses") == sorted(row["course_id"] for row in rows)
    for row in rows:
        options = chain.from_iterable((f"--{name.replace('_', '-')}", text) for name, text in row.items() if text)
        done(dosing("plan", *options, "--issued", ISSUED, "--out", tmp_path / row["course_id"]))
        assert snapshot(tmp_path / "courses" / row["course_id"]) == snapshot(tmp_path / row["course_id"])


@pytest.mark.slow
def test_of_two_hundred_rows_a_fifth_of_them_bad_each_bad_one_is_answered_and_every_other_is_written(tmp_path: Path) -> None:
    # Every fifth row is a bad one: the 5th, the 10th ... the 200th.
    rows = [bad(number, BAD[number // 5 - 1].wrong) if number % 5 == 0 else good(number) for number in range(1, 201)]
    ran = run(write(tmp_path / "roster.csv", rows), tmp_path / "out")
    assert (ran.status, ran.err) == (4, "")
    assert "200 rows: 160 written, 40 failed.\n" in ran.out
    assert patients_of(tmp_path / "out") == sorted(course_id(number) for number in range(1, 201) if number % 5)
    for number in range(1, 201):
        if number % 5:
            assert sorted(each.name for each in (tmp_path / "out" / course_id(number)).iterdir()) == WITHOUT_PDF
    found = errors_of(tmp_path / "out")
    assert [int(each["row"]) for each in found] == [number + 1 for number in range(5, 201, 5)]  # the header is row 1
    for each, expected in zip(found, BAD, strict=True):
        assert (each["column"], expected.words in each["write_instead"]) == (expected.column, True), each
    for path in tmp_path.rglob("*"):
        assert "ISLAY" not in path.name


@pytest.mark.slow
def test_two_hundred_rows_written_by_hand_are_counted(tmp_path: Path) -> None:
    """40 times the same five lines: three good ones, a weight without a unit, a row with a cell too many."""
    lines = ["label;weight;start;course_id"]
    for block in range(40):
        ids = [course_id(1000 + 5 * block + place) for place in range(5)]
        lines += [
            f"ISLAY-101;72.5kg;2027-01-04;{ids[0]}",
            f'"ISLAY-102; bed ""3""";160lb;2027-01-05;{ids[1]}',
            f";93kg;2027-01-06;{ids[2]}",
            f"ISLAY-104;72.5;2027-01-04;{ids[3]}" if block % 2 else f"ISLAY-104;72.5kg;4 January 2027;{ids[3]}",
            f"ISLAY-105;72.5kg;2027-01-04;{ids[4]}",
        ]
    (tmp_path / "roster.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    ran = run(tmp_path / "roster.csv", tmp_path / "out")
    assert ran.status == 4
    assert "200 rows: 160 written, 40 failed.\n" in ran.out
    content = (tmp_path / "out" / "errors.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfrow;course_id;column;found;write_instead\r\n")  # for the program that wrote the roster
    said = content.decode("utf-8-sig").splitlines()[1:]
    assert [line.split(";")[0] for line in said] == [str(5 * block + 5) for block in range(40)]
    assert said[0].split(";")[2:4] == ["start", "4 January 2027"]
    assert said[1].split(";")[2:4] == ["weight", "72.5"]
    # 160 lb are 72.57 kg: 1,451.4 mg, 72.6 mL, drawn as 1,452 mg.
    plan = json.loads((tmp_path / "out" / course_id(1001) / "plan.json").read_bytes())
    assert plan["visits"][0]["study_drug"]["rounded_mg"] == "1452"
    assert plan["inputs"]["course"]["label"] == 'ISLAY-102; bed "3"'


def test_a_patient_label_that_is_wrong_is_not_repeated(tmp_path: Path) -> None:
    run(write(tmp_path / "roster.csv", [bad(1, {"label": "ISLAY-001 日"})]), tmp_path / "out")
    [found] = errors_of(tmp_path / "out")
    assert (found["column"], found["found"]) == ("label", "")
    assert "ISLAY" not in (tmp_path / "out" / "errors.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+72.5kg", "-72.5kg", "@SUM(A1)", "\t72.5kg"])
def test_what_a_spreadsheet_would_calculate_stands_as_text_in_errors_csv(formula: str, tmp_path: Path) -> None:
    run(write(tmp_path / "roster.csv", [bad(1, {"weight": formula}), bad(2, {"course_id": formula})]), tmp_path / "out")
    weight, number = errors_of(tmp_path / "out")
    assert weight["found"][0] not in "=+-@\t\r"
    assert number["course_id"] == f"'{formula}"
    assert not any(cell[:1] and cell[0] in "=+-@\t\r" for found in (weight, number) for cell in found.values())


@pytest.mark.hazard("H-52")
def test_rows_with_one_id_are_all_refused_since_nobody_can_say_which_is_meant(tmp_path: Path) -> None:
    rows = [good(1), good(2), bad(3, {"course_id": course_id(1)}), good(4)]
    ran = run(write(tmp_path / "roster.csv", rows), tmp_path / "out")
    assert "4 rows: 2 written, 2 failed." in ran.out
    assert [(each["row"], each["column"]) for each in errors_of(tmp_path / "out")] == [("2", "course_id"), ("4", "course_id")]
    assert patients_of(tmp_path / "out") == sorted([course_id(2), course_id(4)])


UNREADABLE = {
    "a NUL": (b"\0", "character of no meaning (NUL)"),
    "Latin-1": ("Zoé".encode("latin-1"), "is not text in UTF-8"),
    "a quotation mark that is left open": (b'"bed 3', "is left open"),
    "a cell of 2 MB": (b"x" * 2_000_000, "longer than 16,384 bytes"),
    "a cell too many": (b"a,b", "18 cells and the header 17"),
    "a line break in a cell": (b'"bed\n3"', "holds a line break"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_row_that_cannot_be_read_costs_that_row_alone(kind: str, tmp_path: Path) -> None:
    cell, words = UNREADABLE[kind]
    lines = text_of([good(1), bad(2, {"label": "LABEL"}), good(3)]).encode().replace(b"LABEL", cell)
    (tmp_path / "roster.csv").write_bytes(lines)
    ran = run(tmp_path / "roster.csv", tmp_path / "out")
    assert "3 rows: 2 written, 1 failed." in ran.out
    [found] = errors_of(tmp_path / "out")
    assert found["row"] == "3"
    assert words in found["write_instead"]
    assert patients_of(tmp_path / "out") == [course_id(1), course_id(3)]


def another_course(folder: Path) -> None:
    begin(folder)


def broken_course(folder: Path) -> None:
    begin(folder).write_text("weight = [", encoding="utf-8")


def of_another_program(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "pharmacy.html").write_text("mine", encoding="utf-8")


def same_course_with_other_values(folder: Path) -> None:
    done(dosing("plan", "--weight", "60kg", "--start", "2027-01-04", "--course-id", folder.name, "--issued", ISSUED, "--out", folder))


def a_file(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("mine", encoding="utf-8")


STANDING = {
    another_course: "holds another course",
    broken_course: "holds a course that cannot be read",
    of_another_program: "holds files of another program",
    same_course_with_other_values: "holds this course with other values",
    a_file: "is a file",
}


@pytest.mark.parametrize("put", STANDING)
def test_what_stands_in_the_folder_of_an_id_is_never_overwritten(put: object, tmp_path: Path) -> None:
    put(tmp_path / "out" / course_id(1))  # type: ignore[operator]
    before = snapshot(tmp_path / "out")
    ran = run(write(tmp_path / "roster.csv", [good(1), good(2)]), tmp_path / "out")
    assert "2 rows: 1 written, 1 failed." in ran.out
    [found] = errors_of(tmp_path / "out")
    assert (found["row"], STANDING[put] in found["write_instead"]) == ("2", True), found  # type: ignore[index]
    after = snapshot(tmp_path / "out")
    assert {name: after.get(name) for name in before} == before


@pytest.mark.hazard("H-52")
def test_a_course_that_was_changed_or_checked_since_is_left_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    roster = write(tmp_path / "roster.csv", [good(1), good(2), good(3)])
    done(run(roster, out))
    changed(out / course_id(1) / "course.toml", "omit", "C1D15")
    done(check(out / course_id(2) / "course.toml"))
    before = snapshot(out / course_id(1)), snapshot(out / course_id(2))
    assert "3 rows: 0 written, 3 finished before, 0 failed." in done(run(roster, out))
    # Another site file would make all three anew.
    (tmp_path / "site.toml").write_text("[bag]\nvolume_ml = 500\n", encoding="utf-8")
    ran = done(run(roster, out, "--site", tmp_path / "site.toml"))
    assert "3 rows: 1 written, 2 changed or checked since, and left as they are, 0 failed." in ran
    assert (snapshot(out / course_id(1)), snapshot(out / course_id(2))) == before
    # And a row that says something else is an error, since only a change can say it.
    ran2 = run(write(tmp_path / "roster.csv", [bad(1, {"weight": "61kg"}), good(2), good(3)]), out, "--site", tmp_path / "site.toml")
    assert ran2.status == 4
    [found] = errors_of(out)
    assert "which a roster never overwrites; go on with the course there" in found["write_instead"]
    assert (snapshot(out / course_id(1)), snapshot(out / course_id(2))) == before


def test_only_what_has_changed_is_made_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    roster = write(tmp_path / "roster.csv", [good(1), good(2), good(3)])
    done(run(roster, out))
    before = {name: path.stat().st_mtime_ns for name in (course_id(1), course_id(3)) for path in [out / name / "plan.json"]}
    write(roster, [good(1), bad(2, {"weight": "61kg"}), good(3), good(4)])
    assert "4 rows: 2 written, 2 finished before, 0 failed." in done(run(roster, out))
    assert {name: (out / name / "plan.json").stat().st_mtime_ns for name in before} == before
    # 61 kg: 1,220 mg in 61 mL.
    plan = json.loads((out / course_id(2) / "plan.json").read_bytes())
    assert Decimal(plan["visits"][0]["study_drug"]["rounded_mg"]) == 1220
    # A file that is gone is not believed to be there.
    (out / course_id(3) / "plan.json").unlink()
    assert "4 rows: 1 written, 3 finished before, 0 failed." in done(run(roster, out))


def test_the_order_of_columns_and_what_stands_between_the_cells_is_no_change(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done(run(write(tmp_path / "roster.csv", [good(1), good(2)]), out))
    done(run(write(tmp_path / "roster.csv", [good(2), good(1)], columns=COLUMNS[::-1], delimiter=";"), out))
    assert "2 rows: 0 written, 2 finished before" in done(run(write(tmp_path / "roster.csv", [good(1), good(2)]), out))


def test_ids_are_assigned_into_a_copy_and_stay_what_they_are(tmp_path: Path) -> None:
    rows = [{name: text for name, text in good(number).items() if name != "course_id"} for number in (1, 2)]
    rows[1]["label"] = "=1+1"
    roster = write(tmp_path / "roster.csv", rows, columns=COLUMNS[1:], delimiter=";")
    before = roster.read_bytes()
    copy = tmp_path / "copy.csv"
    assert done(dosing("roster", roster, "--assign-ids", "--out", copy)).startswith(f"Wrote {copy}: 2 course ids assigned.")
    assert roster.read_bytes() == before
    assert b";'=1+1;" in copy.read_bytes()
    assert done(run(copy, tmp_path / "out")).endswith("2 rows: 2 written, 0 failed.\n")
    labels = [
        json.loads((tmp_path / "out" / name / "plan.json").read_bytes())["inputs"]["course"]["label"]
        for name in patients_of(tmp_path / "out")
    ]
    assert sorted(labels) == ["=1+1", "ISLAY-001"]
    # Once more, of the copy: nothing is left to assign, and every byte stays.
    assert "0 course ids assigned" in done(dosing("roster", copy, "--assign-ids", "--out", tmp_path / "again.csv"))
    assert (tmp_path / "again.csv").read_bytes() == copy.read_bytes()


def test_a_copy_with_ids_is_named_after_the_roster_and_never_written_over_a_file(tmp_path: Path) -> None:
    roster = write(tmp_path / "roster.csv", [good(1)])
    done(dosing("roster", roster, "--assign-ids"))
    assert (tmp_path / "roster-with-ids.csv").read_bytes() == roster.read_bytes()
    assert "is there already; write the name of a new file" in refused(dosing("roster", roster, "--assign-ids"))


def test_a_copy_holds_every_row_or_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_bytes(text_of([good(1)]).encode() + b"a,b\n")
    said = refused(dosing("roster", tmp_path / "roster.csv", "--assign-ids"))
    assert said.startswith("Error: ROSTER: row 3: the row has 2 cells and the header 17; ")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["roster.csv"]


@pytest.mark.parametrize("words", [("--jobs", "2"), ("--issued", ISSUED), ("--paper", "a4")])
def test_what_plans_nothing_takes_nothing_that_planning_takes(words: tuple[str, str], tmp_path: Path) -> None:
    roster = write(tmp_path / "roster.csv", [good(1)])
    assert "--assign-ids plans nothing and stands with --out alone" in refused(dosing("roster", roster, "--assign-ids", *words))


def test_a_site_file_that_cannot_be_read_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[bag]\nvolume_ml = 300\n", encoding="utf-8")
    said = refused(run(write(tmp_path / "roster.csv", [good(1)]), tmp_path / "out", "--site", tmp_path / "site.toml"))
    assert f"{tmp_path / 'site.toml'}: " in said
    assert not (tmp_path / "out").exists()


def test_without_a_folder_nothing_is_planned(tmp_path: Path) -> None:
    assert "--out is missing; write a folder" in refused(dosing("roster", write(tmp_path / "roster.csv", [good(1)])))


def test_progress_is_a_line_for_each_tenth_where_there_is_no_terminal(tmp_path: Path) -> None:
    said = done(run(write(tmp_path / "roster.csv", [good(number) for number in range(1, 21)]), tmp_path / "out"))
    assert said.splitlines() == [*(f"{number} of 20 rows, 0 failed" for number in range(2, 20, 2)), "20 rows: 20 written, 0 failed."]


def test_the_readme_and_the_help_name_every_column_that_there_is(repository: Path) -> None:
    told = re.search(r"<!-- columns -->\n(.*?)<!-- /columns -->", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert told is not None
    # Every option of a new course, but for those that say where and how it is written.
    options = {name.replace("-", "_") for name in re.findall(r"(?m)^ *--([a-z0-9-]+)", done(dosing("plan", "--help")))}
    options -= {"site", "out", "paper", "split", "calendar_class", "calendar_details", "revision", "json", "issued", "force", "help"}
    assert set(re.findall(r"`([a-z0-9_]+)`", told[1])) == options == set(columns())
    asked = " ".join(done(dosing("roster", "--help")).split())
    assert all(re.search(rf"\b{name}\b", asked) for name in options)
