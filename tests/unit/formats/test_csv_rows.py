"""Rows of a CSV file as they stream by: a row that cannot be read costs that row alone, and none is lost."""

import io

import pytest

from dosing.formats.csv_rows import MOST_LINES, MOST_ROW_BYTES, Cells, rows_of

BAD = {
    "nul-byte": b"a,\0,c",
    "row-not-utf-8": "a,Zoé,c".encode("latin-1"),
    "quote-open": b'a,"b,c',
    "quote-inside": b'a,"b"x,c',
    "row-too-long": b"a," + b"x" * MOST_ROW_BYTES + b",c",
    "line-break-in-cell": b'a,"b\nb",c',
}


def read(content: bytes, width: int | None = 3, delimiter: str = ",") -> list[Cells]:
    return list(rows_of(io.BytesIO(content), delimiter, width))


def told(content: bytes, width: int | None = 3) -> list[tuple[int, tuple[str, ...] | str]]:
    return [(row.number, row.problem.code if row.problem else row.cells) for row in read(content, width)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_cells_are_read_with_either_end_of_a_line_and_with_quotation_marks(end: bytes) -> None:
    assert told(b"a,b,c" + end + b'"1","2, and ""3""",' + end) == [(1, ("a", "b", "c")), (2, ("1", '2, and "3"', ""))]


def test_the_last_row_needs_no_end_and_rows_without_text_are_counted_but_left_out() -> None:
    assert told(b"a,b,c\n\n,,\n1,2,3") == [(1, ("a", "b", "c")), (4, ("1", "2", "3"))]


@pytest.mark.parametrize("code", BAD)
def test_a_row_that_cannot_be_read_costs_that_row_alone(code: str) -> None:
    assert told(b"1,2,3\n" + BAD[code] + b"\n4,5,6\n7,8,9\n") == [
        (1, ("1", "2", "3")),
        (2, code),
        (3, ("4", "5", "6")),
        (4, ("7", "8", "9")),
    ]


@pytest.mark.parametrize("code", BAD)
def test_the_sentence_of_such_a_row_shows_nothing_of_it(code: str) -> None:
    [row] = read(BAD[code] + b"\n")
    assert row.problem is not None
    assert "; " in row.problem.sentence
    assert "Zo" not in row.problem.sentence


def test_a_row_inside_a_cell_with_line_breaks_is_no_row() -> None:
    # A cell that holds what would be a whole row on a line of its own.
    assert told(b'1,"x\n4,5,6\ny",3\n7,8,9\n') == [(1, "line-break-in-cell"), (2, ("7", "8", "9"))]


def test_of_a_quotation_mark_that_is_never_closed_the_rows_behind_it_are_kept() -> None:
    rest = b"".join(b"%d,5,6\n" % number for number in range(MOST_LINES + 20))
    assert told(b'1,"2,3\n' + rest)[:3] == [(1, "quote-open"), (2, ("0", "5", "6")), (3, ("1", "5", "6"))]
    assert len(told(b'1,"2,3\n' + rest)) == 1 + MOST_LINES + 20


def test_two_quotation_marks_that_are_left_open_cost_two_rows() -> None:
    assert told(b'1,"2,3\n4,5,6\n7,"8,9\n1,2,3\n') == [(1, "quote-open"), (2, ("4", "5", "6")), (3, "quote-open"), (4, ("1", "2", "3"))]


def test_a_cell_of_many_megabytes_is_passed_over_piece_by_piece() -> None:
    class Counted(io.BytesIO):
        most = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            found = super().readline(size)
            self.most = max(self.most, len(found))
            return found

    stream = Counted(b"1," + b"x" * 20_000_000 + b",3\n4,5,6\n")
    assert [row.problem.code if row.problem else row.cells for row in rows_of(stream, ",", 3)] == ["row-too-long", ("4", "5", "6")]
    assert stream.most <= 65_536
