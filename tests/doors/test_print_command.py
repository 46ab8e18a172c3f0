"""`dosing print`: which files are written, where, and what is said where a visit has none; and what an audit says of them."""

from pathlib import Path

import pytest

from tests.doors.command import (
    HAND,
    ISSUED,
    LABEL,
    NAMES,
    TIMED,
    TO_CHECK,
    WITHOUT_PDF,
    Ran,
    begin,
    change,
    changed,
    check,
    done,
    dosing,
    plan_of,
    refused,
    snapshot,
    text_of,
    write_again,
)

ON_THE_NINTH = "2027-01-09T08:00:00Z"  # after C1D1, before C1D8 on 11 January


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course file of a folder of one's own; AB prepared it, and nobody checked it."""
    return begin(tmp_path / "course", *TO_CHECK, *TIMED)


@pytest.fixture
def ready(course: Path) -> Path:
    """The same course, checked."""
    done(check(course))
    return course


def print_(course: Path, *words: str, out: Path | None = None, issued: str = ISSUED, pdf: bool = False) -> Ran:
    """Print into a folder beside the course's own unless another is given."""
    return dosing("print", course.parent, *words, "--issued", issued, "--out", out or course.parent.parent / "printed", pdf=pdf)


def printed(course: Path) -> list[str]:
    return sorted(snapshot(course.parent.parent / "printed"))


def words_of(course: Path, name: str) -> str:
    return text_of((course.parent.parent / "printed" / name).read_text(encoding="utf-8"))


# What is written


def test_one_visit_is_its_worksheet_and_its_nurse_page_and_its_labels_once_it_is_checked(course: Path) -> None:
    said = done(print_(course, "--visit", "C1D8"))
    assert said.startswith(f"Wrote pharmacy-C1D8.html, nurse-C1D8.html to {course.parent.parent / 'printed'}.")
    assert printed(course) == ["nurse-C1D8.html", "pharmacy-C1D8.html"]
    done(check(course))
    done(print_(course, "--visit", "C1D8"))
    assert printed(course) == ["labels-C1D8.html", "nurse-C1D8.html", "pharmacy-C1D8.html"]


def test_a_leaf_is_about_its_visit_alone_and_has_no_page_about_the_whole_course(ready: Path) -> None:
    done(print_(ready, "--visit", "C1D8"))
    pharmacy = words_of(ready, "pharmacy-C1D8.html")
    assert "Worksheet C1D8" in pharmacy
    assert "Independent check" in pharmacy
    for sheet in ("pharmacy", "nurse", "labels"):
        words = words_of(ready, f"{sheet}-C1D8.html")
        assert LABEL in words
        for other in NAMES:
            assert other == "C1D8" or f"Worksheet {other}" not in words
        assert "Whole course" not in words
        assert "Visits and doses" not in words


def test_one_sheet_is_written_alone(ready: Path) -> None:
    done(print_(ready, "--visit", "C1D8", "--sheet", "nurse"))
    assert printed(ready) == ["nurse-C1D8.html"]
    done(print_(ready, "--visit", "C1D15", "--sheet", "labels", "--single"))
    assert printed(ready) == ["labels-C1D15-single.html", "nurse-C1D8.html"]


def test_as_pdf_too_where_it_can_be_made(ready: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    done(print_(ready, "--visit", "C1D8", "--sheet", "labels", pdf=True))
    assert printed(ready) == ["labels-C1D8.html", "labels-C1D8.pdf"]


def test_no_name_of_a_file_holds_a_patients_label(ready: Path) -> None:
    done(print_(ready, "--visit", "C1D8"))
    done(print_(ready, "--all"))
    assert not any(part in name for name in printed(ready) for part in ("Ward", "bed"))


@pytest.mark.parametrize("words", [(), ("--remaining",)])
def test_what_is_left_is_what_the_folder_holds_unless_another_day_has_come(ready: Path, words: tuple[str, ...]) -> None:
    done(print_(ready, *words))
    assert printed(ready) == ["labels-left.html", "nurse-left.html", "pharmacy-left.html"]
    folder = snapshot(ready.parent)
    left = snapshot(ready.parent.parent / "printed").items()
    assert all(content == folder[name.replace("-left", "")] for name, content in left)
    done(print_(ready, *words, issued=ON_THE_NINTH))
    words_left = words_of(ready, "pharmacy-left.html")
    assert "Worksheet C1D1 " not in words_left
    assert "Worksheet C1D8" in words_left


def test_every_day_has_the_days_that_are_over_too(ready: Path) -> None:
    done(print_(ready, "--all", "--sheet", "pharmacy", issued=ON_THE_NINTH))
    assert printed(ready) == ["pharmacy-all.html"]
    words = words_of(ready, "pharmacy-all.html")
    assert "Worksheet C1D1" in words
    assert "Worksheet C1D22" in words


def test_a_day_that_is_over_is_printed_where_it_is_asked_for(ready: Path) -> None:
    assert "C1D1 is over, so that it is not printed again unless days that are over are asked for: --all." in refused(
        print_(ready, "--visit", "C1D1", issued=ON_THE_NINTH)
    )
    done(print_(ready, "--visit", "C1D1", "--all", issued=ON_THE_NINTH))
    assert printed(ready) == ["nurse-C1D1.html", "pharmacy-C1D1.html"]  # its labels are never printed again


def test_an_estimate_has_a_name_that_says_so_and_no_labels(ready: Path) -> None:
    done(print_(ready, "--visit", "C2D1", "--provisional"))
    assert printed(ready) == ["nurse-C2D1-estimate.html", "pharmacy-C2D1-estimate.html"]


def test_a_visit_that_waits_for_a_weight_has_the_nurses_page_to_record_it(ready: Path) -> None:
    done(print_(ready, "--visit", "C2D1", "--sheet", "nurse"))
    assert printed(ready) == ["nurse-C2D1.html"]


def test_it_prints_on_the_folders_paper_unless_another_is_asked_for(ready: Path) -> None:
    write_again(ready, "--paper", "letter")
    for words, paper in (((), "letter"), (("--paper", "a4"), "a4")):
        done(print_(ready, "--visit", "C1D8", *words))
        for sheet in ("pharmacy", "nurse", "labels"):
            content = (ready.parent.parent / "printed" / f"{sheet}-C1D8.html").read_text(encoding="utf-8")
            assert f'<body class="{paper} ' in content


def test_the_newest_revision_is_printed_whatever_the_folder_holds(ready: Path) -> None:
    changed(ready, "move", "C1D8", "--to", "2027-01-12")
    done(print_(ready, "--visit", "C1D8"))
    assert "Tuesday 12 January 2027" in words_of(ready, "pharmacy-C1D8.html")
    assert "Plan revision 2" in words_of(ready, "pharmacy-C1D8.html")


# What is refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--visit", "C3D1"),
            "--visit: This course has no visit of that name; write C1D1, C1D8, C1D15, C1D22, C2D1, C2D8, C2D15 or C2D22.",
        ),
        (("--visit", "ward 7"), "--visit: This course has no visit of that name"),
        (("--visit", "C2D1"), "C2D1 waits for a weight, so that it has no worksheet; enter the weight and print it then, "),
        (("--visit", "C2D1"), "or ask for an estimate: --sheet nurse, or --provisional."),
        (("--visit", "C2D1", "--sheet", "labels"), "C2D1 waits for a weight, so that it has no labels; enter the weight"),
        (("--visit", "C1D8", "--provisional"), "C1D8 waits for no weight, so that its dose is no estimate; print it as it is."),
        (("--visit", "C1D8", "--sheet", "labels"), "C1D8 is not checked yet, so that it has no labels; have somebody else check it"),
        (("--sheet", "labels"), "--sheet: C1D1 is not checked yet"),
        (("--remaining", "--all"), "--remaining stands with neither --visit nor --all"),
        (("--remaining", "--visit", "C1D8"), "--remaining stands with neither --visit nor --all"),
        (("--provisional",), "--provisional is about one visit; write which"),
        (("--provisional", "--visit", "C2D1", "--sheet", "labels"), "an estimate has no labels"),
        (("--single",), "--single is about labels; write --sheet labels beside it."),
    ],
)
def test_what_has_no_leaf_is_refused_with_why_and_what_to_do(course: Path, words: tuple[str, ...], said: str) -> None:
    assert said in refused(print_(course, *words))
    assert not (course.parent.parent / "printed").exists()


@pytest.mark.parametrize(("verb", "word"), [("omit", "omitted"), ("stop", "stopped")])
def test_a_visit_that_does_not_take_place_is_refused(course: Path, verb: str, word: str) -> None:
    changed(course, verb, "C1D8")
    assert f"C1D8 is {word}, so that it has no leaf; print a visit that takes place." in refused(print_(course, "--visit", "C1D8"))


def test_data_that_nobody_reviewed_print_no_visit(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", "--regimen", "label-10-us-kd", "--cycles", "1")
    said = refused(print_(course, "--visit", "C1D8"))
    assert "Nobody at the site has compared the values of label-10-us-kd with their source, so that no visit is printed" in said


# Where it is written


def test_into_the_courses_own_folder_nothing_else_is_touched_and_the_audit_knows_what_was_printed(ready: Path) -> None:
    before = snapshot(ready.parent)
    done(print_(ready, "--visit", "C1D8", out=ready.parent, issued="2027-01-09T08:00:59Z"))
    done(print_(ready, "--visit", "C1D1", "--all", "--paper", "letter", out=ready.parent, issued=ON_THE_NINTH))
    done(print_(ready, "--sheet", "labels", "--single", out=ready.parent, issued=ON_THE_NINTH))
    after = snapshot(ready.parent)
    assert {name: content for name, content in after.items() if name in before} == before
    assert sorted(after.keys() - before.keys()) == [
        "labels-C1D8.html", "labels-single.html", "nurse-C1D1.html", "nurse-C1D8.html", "pharmacy-C1D1.html", "pharmacy-C1D8.html",
    ]  # fmt: skip
    assert done(dosing("recheck", ready.parent)).startswith("Everything agrees: 8 visits")


@pytest.mark.parametrize("name", ["pharmacy-C1D8.html", "nurse-C1D8.html", "labels-C1D8.html", "labels-single.html"])
def test_what_was_printed_and_altered_is_named(ready: Path, name: str) -> None:
    done(print_(ready, "--visit", "C1D8", out=ready.parent))
    done(print_(ready, "--sheet", "labels", "--single", out=ready.parent))
    file = ready.parent / name
    text = file.read_text(encoding="utf-8")
    assert "1,450" in text
    file.write_text(text.replace("1,450", "1,540", 1), encoding="utf-8")
    ran = dosing("recheck", ready.parent)
    said = f"{name} was altered, or made with other options: it is not byte for byte what course.toml gives.\n"
    assert (ran.status, ran.out) == (3, said)


def test_a_pdf_that_was_printed_agrees_until_it_is_altered(ready: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    write_again(ready, pdf=True)
    done(print_(ready, "--visit", "C1D8", out=ready.parent, issued=ON_THE_NINTH, pdf=True))
    assert done(dosing("recheck", ready.parent, pdf=True)).startswith("Everything agrees")
    file = ready.parent / "pharmacy-C1D8.pdf"
    file.write_bytes(file.read_bytes() + b"\n")
    assert dosing("recheck", ready.parent, pdf=True).out.startswith("pharmacy-C1D8.pdf was altered")


def test_what_was_printed_of_an_older_revision_is_named_with_its_revision(ready: Path) -> None:
    done(print_(ready, "--visit", "C1D8", "--sheet", "pharmacy"))
    old = (ready.parent.parent / "printed" / "pharmacy-C1D8.html").read_bytes()
    changed(ready, "move", "C1D15", "--to", "2027-01-19")
    write_again(ready)
    (ready.parent / "pharmacy-C1D8.html").write_bytes(old)
    ran = dosing("recheck", ready.parent)
    said = "pharmacy-C1D8.html was printed of revision 1, and the course has gone on; destroy it and what was printed from it.\n"
    assert (ran.status, ran.out) == (3, said)


def test_what_was_printed_is_gone_once_the_folder_holds_another_revision(ready: Path) -> None:
    done(print_(ready, "--visit", "C1D8", out=ready.parent))
    changed(ready, "move", "C1D15", "--to", "2027-01-19")
    write_again(ready)
    assert sorted(snapshot(ready.parent)) == sorted([*WITHOUT_PDF, "changes.html", "changes.ics", "labels.html"])


def test_into_a_folder_with_prints_of_the_same_course_and_not_with_those_of_another(ready: Path, tmp_path: Path) -> None:
    done(print_(ready, "--visit", "C1D8"))
    changed(ready, "move", "C1D15", "--to", "2027-01-19")
    done(print_(ready, "--visit", "C1D15"))
    before = snapshot(tmp_path / "printed")
    other = begin(tmp_path / "other", "--prepared-by", "AB", patient=("--weight", "75.2kg", "--start", "2027-01-04"))
    said = refused(print_(other, "--visit", "C1D22"))
    assert "which is of another course or plan; print into a folder of this course, or a new one." in said
    assert snapshot(tmp_path / "printed") == before


@pytest.mark.parametrize("content", [b"no course", None])
def test_not_into_the_folder_of_another_course(course: Path, tmp_path: Path, content: bytes | None) -> None:
    other = begin(tmp_path / "other", patient=("--weight", "75.2kg", "--start", "2027-01-04"))
    if content is not None:
        other.write_bytes(content)
    before = snapshot(other.parent)
    assert ", which is of another course or plan; print into a folder" in refused(print_(course, "--visit", "C1D8", out=other.parent))
    assert snapshot(other.parent) == before


def test_a_folder_without_a_fingerprint_is_not_printed_from(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.toml").write_text(HAND, encoding="utf-8")
    assert "was written by hand and holds no fingerprint" in refused(print_(tmp_path / "course" / "course.toml", "--visit", "C1D8"))


# Labels read back


def code(course: Path, *, course_id: str = "", revision: int = 1, visit: str = "C1D8", what: str = "bag-1/1", dose: str = "1450") -> str:
    """The text of a label's code by docs/label-code.md."""
    release = plan_of(course)["release"]
    digits = release["fingerprint"][:12].upper()
    short = f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
    return f"dosing-label/1 {course_id or release['course_id']} r{revision} {visit} {what} {dose}mg {short}"


@pytest.mark.parametrize("what", [{}, {"what": "h2_blocker", "dose": "50"}, {"what": "antihistamine", "dose": "25"}, {"visit": "C1D22"}])
def test_a_label_of_the_newest_revision_belongs_to_it(ready: Path, what: dict[str, str]) -> None:
    said = done(dosing("recheck", ready.parent, "--code", code(ready, **what)))  # type: ignore[arg-type]  # texts alone
    assert said.startswith("The label is of the newest plan, revision 1, ")
    assert done(dosing("recheck", ready, "--code", f" {code(ready)} ")).endswith(": C1D8, bag 1 of 1, 1,450 mg.\n")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"course_id": "0b8ff3a6-6d0e-4f0b-9a55-3b1f6f0f7a08"}, "The label is of another course; do not use it for this one."),
        ({"dose": "1540"}, "The label says 1,540 mg, and the plan 1,450 mg for C1D8, bag 1 of 1; do not use it."),
        ({"visit": "C3D1"}, "This course has no visit C3D1; do not use the label."),
        ({"what": "bag-2/2"}, "The plan has no label for C1D8, bag 2 of 2; do not use it."),
        ({"what": "steroid"}, "The plan has no label for C1D8, steroid; do not use it."),
        (
            {"visit": "C2D1"},
            "C2D1 waits for a weight, so that it has no labels; enter the weight, have the visit checked, and print them then.",
        ),
        ({"revision": 2}, "The label is of revision 2, and this course file ends at 1; look for the newer course file."),
    ],
)
def test_a_label_of_anything_else_does_not_and_it_says_why(ready: Path, other: dict[str, str], said: str) -> None:
    ran = dosing("recheck", ready.parent, "--code", code(ready, **other))  # type: ignore[arg-type]  # texts and a number
    assert (ran.status, ran.out, ran.err) == (3, f"{said}\n", "")


@pytest.mark.hazard("H-39")
def test_a_label_of_an_older_revision_does_not_and_it_says_whether_the_dose_is_still_the_same(ready: Path) -> None:
    old = {visit: code(ready, visit=visit) for visit in ("C1D8", "C1D15")}
    changed(ready, "omit", "C1D15")
    begins = "The label is of revision 1, and the newest is revision 2; do not use it. "
    for visit, ends in (
        ("C1D8", "That one has the same dose; print the label again.\n"),
        ("C1D15", "C1D15 is omitted in this plan; do not use the label.\n"),
    ):
        ran = dosing("recheck", ready.parent, "--code", old[visit])
        assert (ran.status, ran.out) == (3, begins + ends)


def test_a_label_with_a_fingerprint_that_the_course_never_had_does_not(ready: Path) -> None:
    ran = dosing("recheck", ready.parent, "--code", code(ready)[:-14] + "0000-0000-0000")
    said = "The label carries the fingerprint 0000-0000-0000, which revision 1 of this course does not have.\n"
    assert (ran.status, ran.out) == (3, said)


def test_a_label_of_a_visit_that_nobody_checked_does_not(course: Path) -> None:
    ran = dosing("recheck", course.parent, "--code", code(course))
    assert (ran.status, ran.out.startswith("C1D8 is not checked yet, so that it has no labels")) == (3, True)


@pytest.mark.parametrize(
    "text", ["", "ISLAY-007", "dosing-label/1", "dosing-label/1 C1D8 bag-1/1 1450mg", "dosing-label/0 x", "1450 mg\nisatuximab", "x" * 5000]
)
def test_a_text_that_is_no_code_of_a_label_is_refused(ready: Path, text: str) -> None:
    said = refused(dosing("recheck", ready.parent, "--code", text))
    assert "is not the whole code of a label; scan the code of a label again" in said


@pytest.mark.parametrize(("old", "new"), [("1450mg", "1450.mg"), ("r1", "r01"), ("C1D8", "C1D08"), (" bag", "  bag"), ("1450", "１450")])
def test_a_code_that_is_nearly_one_is_refused(ready: Path, old: str, new: str) -> None:
    text = code(ready)
    assert old in text
    assert "is not the whole code of a label" in refused(dosing("recheck", ready.parent, "--code", text.replace(old, new)))


def test_a_code_of_a_newer_form_is_said_to_be_one(ready: Path) -> None:
    said = refused(dosing("recheck", ready.parent, "--code", code(ready).replace("label/1", "label/2")))
    assert (
        "is of the version dosing-label/2, which is newer than this program reads (dosing-label/1); use a newer version of dosing." in said
    )


def test_what_was_printed_of_an_older_revision_does_not_lie_beside_what_is_printed_of_a_newer_one(ready: Path) -> None:
    done(print_(ready, "--visit", "C1D8"))
    assert "labels-C1D8.html" in printed(ready)
    done(change(ready, "reweigh", "75kg", "--on", "2027-01-03", when="2027-01-03"))
    said = done(print_(ready, "--visit", "C1D8"))
    assert "Removed what was printed there of an older revision: labels-C1D8.html" in said
    assert "labels-C1D8.html" not in printed(ready)  # nobody has checked the new dose


def test_a_visit_of_which_is_recorded_what_was_given_is_printed_only_where_that_is_asked_for(ready: Path) -> None:
    done(change(ready, "outcome", "C1D1", "--in-full", when="2027-01-04"))
    on_the_day = {"issued": "2027-01-04T12:00:00Z"}
    for sheet in ("pharmacy", "nurse", "labels"):
        assert "C1D1 is over" in refused(print_(ready, "--visit", "C1D1", "--sheet", sheet, **on_the_day))
    done(print_(ready, "--visit", "C1D1", "--all", **on_the_day))
    assert not any(name.startswith("labels-C1D1") for name in printed(ready))
