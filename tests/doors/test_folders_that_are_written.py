"""What `dosing plan --out` writes, what it does not overwrite, and folders that cannot be written."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.doors.command import (
    COURSE_ID,
    FIXED,
    ISSUED,
    LABEL,
    NAMES,
    PATIENT,
    TO_CHECK,
    WITHOUT_PDF,
    begin,
    changed,
    check,
    done,
    dosing,
    pages_of,
    parsed,
    process,
    refused,
    snapshot,
    text_of,
    unfolded,
)

WITH_PDF = sorted([*WITHOUT_PDF, "nurse.pdf", "patient.pdf", "pharmacy.pdf"])


def test_exactly_the_named_files_are_written(tmp_path: Path) -> None:
    out = done(dosing("plan", *PATIENT, *FIXED, "--out", tmp_path / "a" / "course", pdf=True))
    assert sorted(path.name for path in (tmp_path / "a" / "course").iterdir()) == WITH_PDF
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["course"]
    assert "Wrote course.toml, visits.ics, pharmacy.html, pharmacy.pdf, nurse.html, nurse.pdf" in out


def test_split_also_writes_one_calendar_file_for_each_visit(tmp_path: Path) -> None:
    files = snapshot(begin(tmp_path / "course", "--split", "--calendar-class", "public").parent)
    assert sorted(files) == sorted([*WITHOUT_PDF, *(f"visit-{name}.ics" for name in NAMES)])
    singles = [unfolded(files[f"visit-{name}.ics"]) for name in NAMES]
    assert singles == [[event] for event in unfolded(files["visits.ics"])]
    assert {event["CLASS"] for event in unfolded(files["visits.ics"])} == {"PUBLIC"}


def test_a_calendar_names_patient_drugs_and_doses_only_where_that_is_asked_for(tmp_path: Path) -> None:
    neutral, told = (snapshot(begin(tmp_path / name, *words).parent) for name, words in (("a", ()), ("b", ("--calendar-details",))))
    assert b"isatuximab" not in neutral["visits.ics"]
    [first, *_] = unfolded(told["visits.ics"])
    assert "Patient: Ward 7\\, bed 3" in first["DESCRIPTION"]
    assert "isatuximab 1\\,450" in first["DESCRIPTION"]


def test_the_sheets_come_on_the_paper_that_is_asked_for(tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed (pip install 'dosing[test]')")
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    for paper, size in (("a4", (595, 842)), ("letter", (612, 792))):
        begin(tmp_path / paper, "--paper", paper, pdf=True)
        for sheet in ("pharmacy", "nurse", "patient"):
            document = pypdfium2.PdfDocument((tmp_path / paper / f"{sheet}.pdf").read_bytes())
            assert {tuple(map(round, page.get_size())) for page in document} == {size}
            document.close()


def test_the_label_of_a_patient_stands_on_the_sheets_and_in_no_file_name(tmp_path: Path) -> None:
    label = "<b>Ward</b> & \"bed\" '7'"
    patient = (*PATIENT[:-1], label)
    begin(tmp_path / "course", "--split", patient=patient, pdf=True)
    files = snapshot(tmp_path / "course")
    assert not [name for name in files if "ard" in name or "bed" in name]
    for sheet in ("pharmacy", "nurse", "patient"):
        assert label in text_of(files[f"{sheet}.html"].decode())
        assert b"<b>Ward" not in files[f"{sheet}.html"]
    assert all(LABEL not in content.decode() and "Ward" not in content.decode() for name, content in files.items() if name.endswith(".ics"))


def test_the_same_inputs_give_the_same_bytes_from_two_folders_and_two_machines(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there and away").mkdir()
    words = ("plan", *PATIENT, *FIXED, "--time", "10:00", "--time-zone", "Europe/Paris", "--split", "--out", "course")
    one = process(*words, cwd=tmp_path / "here", TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="1")
    other = process(*words, cwd=tmp_path / "there and away", TZ="America/Los_Angeles", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert (one.status, one.err, other.err) == (0, "", "")
    first = snapshot(tmp_path / "here" / "course")
    assert len(first) == len(WITH_PDF) + len(NAMES)
    assert first == snapshot(tmp_path / "there and away" / "course")


def test_without_plutoprint_the_rest_is_written_and_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "plutoprint.py").write_text("raise ImportError('no plutoprint here')\n", encoding="utf-8")
    ran = process("plan", *PATIENT, *FIXED, "--out", "course", cwd=tmp_path, path=tmp_path / "modules")
    assert (ran.status, ran.err) == (0, "")
    assert sorted(snapshot(tmp_path / "course")) == WITHOUT_PDF
    said = [line for line in ran.out.splitlines() if "plutoprint" in line]
    assert len(said) == 1
    assert "pip install 'dosing[pdf]'" in said[0]
    begin(tmp_path / "with", pdf=True)
    assert snapshot(tmp_path / "course") == {name: each for name, each in snapshot(tmp_path / "with").items() if not name.endswith(".pdf")}


def test_a_folder_with_another_course_is_not_overwritten_without_force(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    before = snapshot(tmp_path)
    another = ("plan", *PATIENT, "--issued", ISSUED, "--out", tmp_path / "course")
    said = refused(dosing(*another))
    assert "holds another course" in said
    assert "--force" in said
    assert snapshot(tmp_path) == before
    assert done(dosing(*another, "--force"))
    assert parsed(course)[1].course_id != COURSE_ID


def test_a_folder_that_holds_a_course_says_how_to_go_on_with_it(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    said = refused(dosing("plan", *PATIENT, "--out", tmp_path / "course"))
    assert f"go on with the course in {course}" in said
    assert f"(to go on with it: dosing plan {course.parent} --out {course.parent})" in said
    done(dosing("plan", course.parent, "--out", course.parent))


def test_the_same_course_can_be_written_again_but_not_with_other_values(tmp_path: Path) -> None:
    begin(tmp_path / "course")
    before = snapshot(tmp_path)
    begin(tmp_path / "course")
    assert snapshot(tmp_path) == before
    other = ("--weight", "70kg", "--weighed", "2027-01-02", "--start", "2027-01-04")
    assert "holds this course with other values" in refused(dosing("plan", *other, *FIXED, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == before


def test_an_older_copy_of_the_course_file_does_not_overwrite_a_newer_revision(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    copy = tmp_path / "copy.toml"
    copy.write_bytes(course.read_bytes())
    changed(course, "omit", "C1D22")
    before = snapshot(tmp_path)
    assert "holds this course with other values" in refused(dosing("plan", copy, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == before


def test_a_copy_that_lacks_a_check_does_not_overwrite_the_checked_course(tmp_path: Path) -> None:
    course = begin(tmp_path / "course", *TO_CHECK)
    copy = tmp_path / "copy.toml"
    copy.write_bytes(course.read_bytes())
    done(check(course))
    before = snapshot(tmp_path)
    assert "go on with the course in" in refused(dosing("plan", copy, "--out", tmp_path / "course"))
    assert snapshot(tmp_path) == before


def test_a_folder_with_sheets_and_no_course_or_one_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    course.write_text("no course at all", encoding="utf-8")
    before = snapshot(tmp_path)
    assert "holds a course that cannot be read" in refused(dosing("plan", *PATIENT, "--out", course.parent))
    assert snapshot(tmp_path) == before
    course.unlink()
    assert "files of another program or course" in refused(dosing("plan", *PATIENT, "--out", course.parent))


def test_a_folder_with_files_of_other_people_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all", encoding="utf-8")
    begin(tmp_path)
    assert sorted(snapshot(tmp_path)) == sorted([*WITHOUT_PDF, "letter.txt"])


@pytest.mark.parametrize("below", ["file", "file/course", "file/a/course"])
def test_a_file_where_the_folder_should_be_is_said_and_nothing_is_written(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"here first")
    said = refused(dosing("plan", *PATIENT, "--out", tmp_path / below))
    assert "write the name of a folder" in said
    assert snapshot(tmp_path) == {"file": b"here first"}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc, which nobody can write into")
def test_a_place_that_nobody_can_write_into_is_said() -> None:
    assert "cannot be written" in refused(dosing("plan", *PATIENT, "--out", "/proc/course"))


@pytest.mark.parametrize("below", ["", "course"])
def test_a_link_that_leads_back_to_itself_is_no_folder(below: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    said = refused(dosing("plan", *PATIENT, "--out", tmp_path / "link" / below))
    assert said.startswith(f"Error: --out: {tmp_path / 'link' / below} cannot be written (")
    assert [path.name for path in tmp_path.iterdir()] == ["link"]


@contextmanager
def without_its_rights(folder: Path) -> Iterator[None]:
    """A folder that nobody but root may look into, seen by somebody else."""
    root = os.geteuid() == 0
    folder.chmod(0)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system knows no users that a test could become")
def test_a_folder_that_may_not_be_looked_into_is_said(tmp_path: Path) -> None:
    begin(tmp_path / "course")  # whatever that needs is loaded now, since another user may not read it
    with TemporaryDirectory() as place:  # the folders of the tests are closed to others too
        Path(place).chmod(0o755)
        closed = Path(place) / "closed"
        closed.mkdir()
        for folder in (closed, closed / "course", closed / "a" / "course"):
            with without_its_rights(closed):
                ran = dosing("plan", *PATIENT, "--out", folder)
            assert refused(ran) == f"Error: --out: {closed} cannot be written (permission denied); write the name of a folder that can."
        assert [*closed.iterdir()] == []


def test_a_folder_named_like_a_sheet_is_in_the_way_and_nothing_is_overwritten(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    (course.parent / "nurse.html").unlink()
    (course.parent / "nurse.html").mkdir()
    before = snapshot(tmp_path)
    assert "holds a folder named nurse.html" in refused(dosing("plan", course, "--out", course.parent))
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("full_at", range(len(WITHOUT_PDF)))
def test_a_disk_that_fills_up_leaves_no_new_folder_and_the_old_one_as_it_was(
    full_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = begin(tmp_path / "course")
    changed(course, "omit", "C1D22")
    before = snapshot(tmp_path)
    written: list[int] = []

    def full(file: int) -> None:
        written.append(file)
        if len(written) > full_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    assert "cannot be written (no space left on device)" in refused(dosing("plan", *PATIENT, "--out", tmp_path / "new"))
    written.clear()
    assert "cannot be written (no space left on device)" in refused(dosing("plan", course, "--out", course.parent))
    assert snapshot(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, which is always full")
def test_a_terminal_that_takes_nothing_is_said_without_a_traceback(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = process("plan", "--weight", "72.5kg", "--start", "2027-01-04", cwd=tmp_path, stdout=full)
    assert (ran.status, ran.err) == (2, "Error: the output cannot be written (no space left on device).\n")


def test_no_page_lacks_the_word_draft_until_somebody_has_checked(tmp_path: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")
    course = begin(tmp_path / "course", pdf=True)
    for sheet in ("pharmacy", "nurse", "patient"):
        pages = pages_of((course.parent / f"{sheet}.pdf").read_bytes())
        assert [page for page in pages if "Draft: not yet checked" not in page and "This side is left blank" not in page] == []
