"""The roster as a file: its header, its cells, and ids that stand twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dosing.findings import InputError
from dosing.formats.roster import MOST_CELL, Row, Survey, csv_line, open_roster

KNOWN = ("course_id", "label", "weight", "start")
ONE = "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"
OTHER = "0b8ff3a6-6d0e-4f0b-9a55-3b1f6f0f7a08"


def rows(path: Path, content: str | bytes, needed: Sequence[str] = ("course_id",)) -> tuple[list[Row], Survey]:
    (path / "roster.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_roster(path / "roster.csv", KNOWN, needed) as roster:
        survey = roster.survey()
        return list(roster.rows()), survey


def refused(path: Path, content: str | bytes, needed: Sequence[str] = ("course_id",)) -> tuple[str, str]:
    with pytest.raises(InputError) as raised:
        rows(path, content, needed)
    return raised.value.code, raised.value.sentence


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("between", [",", ";"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_roster_is_read_as_spreadsheets_write_it(mark: str, between: str, quote: str, tmp_path: Path) -> None:
    lines = [["course_id", "label", "weight"], [ONE, "Žofie", "72.5kg"], [OTHER, "", "70kg"]]
    content = mark + "".join(between.join(f"{quote}{cell}{quote}" for cell in line) + "\r\n" for line in lines)
    found, survey = rows(tmp_path, content)
    assert found == [Row(2, {"course_id": ONE, "label": "Žofie", "weight": "72.5kg"}), Row(3, {"course_id": OTHER, "weight": "70kg"})]
    assert survey == Survey(2, frozenset())


def test_a_semicolon_in_a_cell_of_a_file_with_commas_is_text(tmp_path: Path) -> None:
    assert rows(tmp_path, f"course_id,label\n{ONE},a;b;c\n")[0][0].values["label"] == "a;b;c"


def test_what_was_kept_from_being_a_formula_is_read_as_it_was_typed(tmp_path: Path) -> None:
    content = b"course_id,label\r\n" + csv_line([ONE, "=1+1"]) + csv_line([OTHER, "'a"])
    assert b"'=1+1" in content
    assert [row.values["label"] for row in rows(tmp_path, content)[0]] == ["=1+1", "'a"]


def test_ids_that_stand_twice_are_found_wherever_they_stand(tmp_path: Path) -> None:
    many = [f"id-{number}" for number in range(3_000)]
    _, survey = rows(tmp_path, "course_id,label\n" + "".join(f"{each},\n" for each in [*many, "id-7", "id-2999", "id-7"]) + ",x\n,y\n")
    assert survey == Survey(3_005, frozenset({"id-7", "id-2999"}))


@pytest.mark.parametrize(("cells", "said"), [("a", "1 cell and the header 2"), ("a,b,c", "3 cells and the header 2")])
def test_a_row_with_too_few_or_too_many_cells_says_how_many_it_has(cells: str, said: str, tmp_path: Path) -> None:
    [row, good], _ = rows(tmp_path, f"course_id,label\n{cells}\n{ONE},b\n")
    assert row.problem is not None
    assert (row.problem.code, row.values) == ("cells-differ", {})
    assert said in row.problem.sentence
    assert good.problem is None


def test_a_cell_longer_than_any_value_of_a_course_costs_its_row(tmp_path: Path) -> None:
    [row, good], _ = rows(tmp_path, f"course_id,label\n{ONE},{'x' * (MOST_CELL + 1)}\n{OTHER},{'x' * MOST_CELL}\n")
    assert row.problem is not None
    assert (row.problem.code, row.problem.field, row.course_id) == ("cell-too-long", "label", ONE)
    assert good.problem is None


NOT_TEXT = {
    "UTF-16": "course_id,label\n".encode("utf-16"),
    "UTF-16 without a mark": "course_id,label\n".encode("utf-16-le"),
    "a spreadsheet": b"PK\x03\x04",
    "an old spreadsheet": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a PDF": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("kind", NOT_TEXT)
def test_a_file_that_is_no_text_is_told_how_to_be_saved(kind: str, tmp_path: Path) -> None:
    code, sentence = refused(tmp_path, NOT_TEXT[kind])
    assert code == "not-a-roster"
    assert sentence.endswith("; save it as CSV in UTF-8.")


HEADERS = {
    "": ("header-missing", "has no header; "),
    "\n\ncourse_id,label\n": ("header-missing", "has no header; "),
    "course_id,wieght\n": ("unknown-column", "'wieght' is not the name of a column; the nearest is weight."),
    "course_id,Weight\n": ("unknown-column", "'Weight' is not the name of a column; the nearest is weight."),
    "course_id,qqqq\n": ("unknown-column", "write course_id, label, weight or start."),
    "course_id\tlabel\n": ("unknown-column", "is not the name of a column"),
    "course_id,label,label\n": ("column-twice", "the column label stands twice"),
    "label,weight\n": ("column-missing", "the header has no column course_id; add it, or let ids be assigned."),
    'course_id,"label\n': ("header-unreadable", "the header of the roster cannot be read"),
    "course_id,Zoé\n": ("header-unreadable", "UTF-8"),
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_cannot_be_taken_says_what_to_write(header: str, tmp_path: Path) -> None:
    code, words = HEADERS[header]
    found, sentence = refused(tmp_path, header.encode("latin-1"))
    assert found == code
    assert words in sentence


def test_more_rows_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dosing.formats.roster.MOST_ROWS", 3)
    assert len(rows(tmp_path, "course_id\na\nb\nc\n")[0]) == 3
    assert refused(tmp_path, "course_id\na\nb\nc\nd\n")[0] == "too-many-rows"


def test_a_file_larger_than_any_roster_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "roster.csv").open("wb") as file:
        file.write(b"course_id,label\na,")
        file.truncate(200_000_000)  # one cell of 200 MB, which takes no room on the disk
    with pytest.raises(InputError, match="is larger than 50 MB; give it in several files"), open_roster(tmp_path / "roster.csv", KNOWN):
        pass


def test_a_folder_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is a folder; write the name of a file in it, such as roster\.csv"), open_roster(tmp_path, KNOWN):
        pass


def test_ids_that_fall_on_one_place_of_the_table_are_not_taken_for_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dosing.formats.roster._PLACES", 8)
    many = "".join(f"id-{number}\n" for number in range(50))
    assert rows(tmp_path, f"course_id\n{many}")[1] == Survey(50, frozenset())
    assert rows(tmp_path, f"course_id\n{many}id-9\n")[1] == Survey(51, frozenset({"id-9"}))
