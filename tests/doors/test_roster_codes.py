"""Every code that is said of one row of a roster: the column at which it is put right, and a sentence that reads well."""

from pathlib import Path

import pytest

from tests.doors.command import begin
from tests.doors.rosters import IN_A_ROW, bad, course_id, errors_of, good, run, text_of


@pytest.mark.parametrize("code", IN_A_ROW)
def test_a_problem_of_a_row_is_said_at_its_column_and_in_one_sentence(code: str, met: list[str], tmp_path: Path) -> None:
    wrong, column = IN_A_ROW[code]
    begin(tmp_path / "out" / course_id(9))
    rows = text_of([good(2), bad(1, wrong if not isinstance(wrong, bytes) else {})]).encode()
    if isinstance(wrong, bytes):
        rows = b"".join([*rows.splitlines(keepends=True)[:-1], wrong, b"\r\n"])
    (tmp_path / "roster.csv").write_bytes(rows)
    assert run(tmp_path / "roster.csv", tmp_path / "out").status == 4
    assert code in met
    found = errors_of(tmp_path / "out")[-1]
    assert (found["row"], found["column"]) == ("3", column)
    said = found["write_instead"]
    assert said.endswith(".")
    assert said.count("; ") == 1
    assert not {"invalid", "please", "sorry"} & set(said.lower().split())
