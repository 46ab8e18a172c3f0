"""The one list of files: what is in it is written, zipped, known to the folder and to the audit, and told in README.md."""

import io
import re
import sys
import zipfile
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from dosing import catalogue
from dosing.acts import begin
from dosing.catalogue import NO_PDF, ROWS, FileRow, NoSuchFile, Wanted, media_type, render_file, render_files, row_named, rows
from dosing.releases import Release
from dosing.store.audit import audit
from dosing.store.folder import save, write_folder
from dosing.views import Printing
from dosing.views.layout.printed import printed_in
from tests import plans

FIRST = ["course.toml", "visits.ics", "pharmacy.html", "nurse.html", "patient.html", "plan.json"]
CHANGED = [plans.omit("C1D8")]
VISITS = [f"visit-{name}.ics" for name in plans.NAMES]


def labels_of(release: Release, _: Wanted) -> bytes:
    return f"Labels of plan {release.fingerprint}\n".encode()


LABELS = FileRow("labels.txt", "Labels for the bags", "text/plain", "pharmacy", "sheet", lambda _: "", labels_of)


@pytest.fixture
def with_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with one row more."""
    monkeypatch.setattr(catalogue, "ROWS", [*ROWS[:-1], LABELS, ROWS[-1]])


@pytest.fixture
def without_nurse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue without the nurse schedule."""
    monkeypatch.setattr(catalogue, "ROWS", [row for row in ROWS if not row.name.startswith("nurse.")])


def names_in(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


# One list


def test_every_row_has_a_name_of_its_own_a_title_and_a_reader():
    assert len({row.name for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert row.title[0].isupper()
        assert row.reader in ("pharmacy", "nurse", "patient", "everybody", "programs")
        assert row_named(row.name) is row


def test_the_plan_document_comes_last_so_that_a_folder_that_has_it_is_whole():
    for wanted in (Wanted(), Wanted(pdf=False), Wanted(pdf=False, split=True)):
        assert list(render_files(plans.make_release(changes=CHANGED), wanted))[-1] == "plan.json"


def test_files_are_written_in_the_order_of_the_list():
    assert list(render_files(plans.make_release(), Wanted(pdf=False))) == FIRST
    changed = plans.make_release(changes=CHANGED)
    assert list(render_files(changed, Wanted(pdf=False))) == [*FIRST[:2], "changes.ics", *FIRST[2:-1], "changes.html", "plan.json"]
    assert list(render_files(changed, Wanted(pdf=False, split=True))) == [
        *FIRST[:2],
        "changes.ics",
        *FIRST[2:-1],
        "changes.html",
        *VISITS,
        "plan.json",
    ]
    names = [row.name for row in rows(plans.checked(changed))]
    assert names == [*(row.name for row in ROWS[:-1]), *VISITS, "plan.json"]
    assert [name for name in names if name not in {row.name for row in rows(changed)}] == ["labels.html", "labels.pdf"]


def test_a_row_that_is_added_is_written_and_zipped(with_labels):
    made = plans.make_release()
    assert list(render_files(made, Wanted(pdf=False))) == [*FIRST[:-1], "labels.txt", "plan.json"]
    assert names_in(render_file(made, "plan.zip", Wanted(pdf=False))) == [*FIRST[:-1], "labels.txt", "plan.json"]
    assert render_file(made, "labels.txt") == labels_of(made, Wanted())
    assert media_type("labels.txt") == "text/plain"


def written(folder: Path) -> Path:
    """A course's folder without PDF files."""
    opened = begin(plans.PATIENT, {}, {})
    made = plans.make_release()
    save(folder, opened, made, Wanted(pdf=False))
    return folder


def test_a_row_that_is_added_is_ours_in_a_folder_and_to_an_audit(with_labels, tmp_path):
    folder = written(tmp_path / "course")
    assert audit(folder).said == []
    (folder / "labels.txt").write_bytes((folder / "labels.txt").read_bytes() + b"one more\n")
    assert any(sentence.startswith("labels.txt was altered") for sentence in audit(folder).said)
    (folder / "labels.txt").write_bytes(b"of nobody\n")
    assert any(sentence.startswith("labels.txt was made from another plan") for sentence in audit(folder).said)
    write_folder(folder, {"plan.json": b"{}"})
    assert not (folder / "labels.txt").exists()  # a stale one is removed


def test_a_row_that_is_taken_away_is_gone_and_a_file_of_its_name_is_nobodys(without_nurse, tmp_path):
    made = plans.make_release()
    assert "nurse.html" not in render_files(made, Wanted(pdf=False))
    assert "nurse.html" not in names_in(render_file(made, "plan.zip", Wanted(pdf=False)))
    with pytest.raises(NoSuchFile, match="no file of that name"):
        render_file(made, "nurse.html")
    folder = written(tmp_path / "course")
    (folder / "nurse.html").write_bytes(b"a page of somebody else's\n")
    assert audit(folder).said == []
    write_folder(folder, {"plan.json": b"{}"})
    assert (folder / "nurse.html").exists()


def test_readme_names_every_file_whom_it_is_for_and_what_it_is(repository):
    told = (repository / "README.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- files -->\n(.*?)<!-- /files -->", told, re.DOTALL)
    assert table
    lines = [
        f"| {', '.join(f'`{row.name}`' for row in same)} | {reader} | {title} |"
        for (reader, title), same in groupby(ROWS, key=lambda row: (row.reader, row.title))
    ]
    assert table[1].splitlines() == ["| name | for | what |", "|---|---|---|", *lines]


# One file


def test_a_file_is_the_same_alone_among_all_and_in_the_zip():
    made = plans.make_release(changes=CHANGED)
    wanted = Wanted(pdf=False, split=True)
    files = render_files(made, wanted)
    archive = zipfile.ZipFile(io.BytesIO(render_file(made, "plan.zip", wanted)))
    for name, content in files.items():
        assert render_file(made, name, wanted) == content == archive.read(name), name


def test_the_zip_has_the_same_bytes_every_time_and_is_dated_by_the_moment_of_issue():
    one, other = (render_file(plans.make_release(), "plan.zip", Wanted(pdf=False)) for _ in range(2))
    assert one == other
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(one)).infolist()} == {(2027, 1, 3, 9, 0, 0)}


def test_a_course_file_that_is_there_is_never_written_anew():
    made = plans.make_release()
    assert render_file(made, "course.toml", Wanted().of(b"# as it was typed\n")) == b"# as it was typed\n"
    assert render_file(made, "course.toml").startswith(b"# One course. Changes are added below by their commands")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pharmacy.html", "text/html; charset=utf-8"),
        ("changes.pdf", "application/pdf"),
        ("visits.ics", "text/calendar; charset=utf-8"),
        ("visit-C1D8.ics", "text/calendar; charset=utf-8"),
        ("plan.json", "application/json"),
        ("course.toml", "application/toml"),
        ("plan.zip", "application/zip"),
        ("pharmacy-C1D8.html", "text/html; charset=utf-8"),
        ("nurse-all.pdf", "application/pdf"),
        ("labels-C1D8-single.pdf", "application/pdf"),
    ],
)
def test_a_file_has_the_media_type_of_its_kind(name, kind):
    assert media_type(name) == kind


NO_NAMES = [
    "plan.txt", "../plan.json", "visit-C1D8", "visit-.ics", "visit-C0D1.ics", "PLAN.JSON", "", "plan.json ",
    "pharmacy-.html", "pharmacy-C0D1.html", "pharmacy-C1D8.txt", "patient-C1D8.html", "nurse-C1D8-single.pdf", "labels-all.html",
    "labels-C1D8-estimate.html", "pharmacy-all-estimate.pdf", "pharmacy-C1D8.html\n", "xpharmacy-C1D8.html",
]  # fmt: skip


@pytest.mark.parametrize("name", NO_NAMES)
def test_there_is_no_file_of_any_other_name(name):
    assert row_named(name) is None
    for ask in (media_type, lambda name: render_file(plans.make_release(), name)):
        with pytest.raises(NoSuchFile, match=r"^There is no file of that name\.$"):
            ask(name)


def test_a_file_that_a_release_does_not_have_is_refused_with_the_reason():
    made = plans.make_release()
    void = replace(made, void=True)
    for release, name, why in (
        (made, "changes.html", "There is no change slip, because nothing was changed."),
        (made, "visit-C3D1.ics", "This course has no visit of that name."),
        (void, "course.toml", "An older revision has no course file and no calendar; the newest one has."),
        (void, "visits.ics", "An older revision has no course file and no calendar; the newest one has."),
        (void, "visit-C1D8.ics", "An older revision has no course file and no calendar; the newest one has."),
    ):
        with pytest.raises(NoSuchFile) as raised:
            render_file(release, name)
        assert str(raised.value) == why


def test_a_void_release_is_its_sheets_and_its_document():
    assert list(render_files(replace(plans.make_release(), void=True), Wanted(pdf=False, split=True))) == [
        "pharmacy.html", "nurse.html", "patient.html", "plan.json",
    ]  # fmt: skip


def test_without_plutoprint_every_file_but_the_pdfs_is_written(monkeypatch):
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    assert list(render_files(plans.make_release())) == FIRST
    with pytest.raises(NoSuchFile) as raised:
        render_file(plans.make_release(), "nurse.pdf")
    assert str(raised.value) == NO_PDF


def test_sheets_are_on_the_letterheads_paper_unless_another_is_wanted():
    letter = plans.make_release(letterhead={"paper": "letter"})
    assert b'<body class="letter ' in render_file(letter, "nurse.html")
    assert b'<body class="a4 ' in render_file(letter, "nurse.html", Wanted(paper="a4"))


def test_calendars_are_private_unless_public_is_wanted():
    made = plans.make_release()
    for name in ("visits.ics", "visit-C1D8.ics"):
        assert b"CLASS:PRIVATE" in render_file(made, name)
        assert b"CLASS:PUBLIC" in render_file(made, name, Wanted(calendar_class="public"))


def test_a_visit_that_only_an_earlier_revision_held_has_a_calendar_file_too():
    back = plans.make_release(cycles=1, changes=[plans.extend(), plans.undo()])
    assert b"STATUS:CANCELLED" in render_file(back, "visit-C2D1.ics")
    assert "visit-C2D1.ics" in render_files(back, Wanted(pdf=False, split=True))


# What is printed by itself

PRINTED_NAMES = (
    "pharmacy-C1D8.html", "pharmacy-C2D1-estimate.pdf", "pharmacy-all.pdf", "nurse-C1D22.pdf", "nurse-all.html",
    "labels-C1D8.html", "labels-C1D8-single.pdf", "labels-single.html",
)  # fmt: skip


@pytest.mark.parametrize("name", PRINTED_NAMES)
def test_a_name_says_what_is_printed_and_what_is_printed_says_its_name(name):
    found = printed_in(name)
    assert found is not None
    printed, kind = found
    assert printed.name(kind) == name
    row = row_named(name)
    assert row is not None
    assert (row.name, row.group) == (name, "sheet")


def test_what_is_printed_by_itself_is_in_no_folder_and_no_zip_unasked():
    made = plans.checked(plans.make_release())
    for files in (render_files(made, Wanted(pdf=False, split=True)), names_in(render_file(made, "plan.zip", Wanted(pdf=False)))):
        assert not any(printed_in(name) for name in files)
        assert "labels.html" in files


def test_the_worksheets_of_what_is_left_are_those_that_a_folder_holds_and_every_day_has_more():
    later = plans.make_release(issued=plans.ISSUED.replace(day=12))
    left = render_file(later, "pharmacy.html")
    assert left == render_files(later, Wanted(pdf=False))["pharmacy.html"]
    every = render_file(later, "pharmacy-all.html")
    assert every == render_file(later, "pharmacy.html", Wanted(printing=Printing(past=True)))
    assert b"Worksheet C1D1<" in every.replace(b"Worksheet C1D1 ", b"Worksheet C1D1<")
    assert b"Worksheet C1D1<" not in left


def test_a_day_that_is_over_is_printed_by_itself_only_where_days_that_are_over_are_wanted():
    later = plans.make_release(issued=plans.ISSUED.replace(day=12))
    with pytest.raises(NoSuchFile, match=r"^C1D8 is over, so that it is not printed again unless days that are over are asked for\.$"):
        render_file(later, "nurse-C1D8.html")
    assert b"C1D8" in render_file(later, "nurse-C1D8.html", Wanted(printing=Printing(past=True)))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("pharmacy-C2D1.html", "C2D1 waits for a weight, so that it has no worksheet"),
        ("pharmacy-C1D8-estimate.html", "C1D8 waits for no weight"),
        ("pharmacy-C1D22.html", "C1D22 is omitted, so that it has no leaf"),
        ("nurse-C9D1.html", "This course has no visit of that name"),
        ("labels.html", "C1D1 is not checked yet"),
        ("labels-C1D8.html", "C1D8 is not checked yet"),
    ],
)
def test_what_has_no_leaf_is_refused_with_the_reason(name, why):
    with pytest.raises(NoSuchFile) as raised:
        render_file(plans.make_release(changes=[plans.omit("C1D22")]), name)
    assert str(raised.value).startswith(why)


def test_an_older_revision_has_no_visit_by_itself():
    for name in ("pharmacy-C1D8.html", "nurse-C1D8.pdf"):
        with pytest.raises(NoSuchFile, match="An older revision is printed whole, void on every page"):
            render_file(replace(plans.make_release(), void=True), name)
