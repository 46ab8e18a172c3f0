"""Text in a cell of a CSV file."""

import pytest

from dosing.formats.csv_text import text_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A1'])
def test_what_a_spreadsheet_would_read_as_a_formula_comes_out_as_text(text: str) -> None:
    assert text_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "ISLAY-007", "1450", "Ward 7, bed 3", "a=b", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert text_cell(text) == text
