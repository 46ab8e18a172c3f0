"""The page that is made of the results."""

import pytest

from tests.programs.results import COLUMNS, Results, Seen
from tests.programs.table import page
from tests.programs.ways import WAYS


def results() -> Results:
    rows = {way.row: Seen(version="Program 1", cells=dict.fromkeys(COLUMNS, "right | so")) for way in WAYS}
    return Results(rows, {"bags/visits.ics": {"Radicale": "4, 2027-01-04 to 2027-01-25"}})


def test_each_way_has_a_row_and_a_bar_in_a_cell_ends_no_cell() -> None:
    made = page(results(), "2027-01-04", "Debian")
    rows = [line for line in made.splitlines() if line.startswith("| Program 1 |")]
    assert len(rows) == len(WAYS)
    assert all(row.count("|") - row.count("\\|") == len(COLUMNS) + 3 for row in rows)
    assert "Last run on 2027-01-04, on Debian." in made
    assert "| `bags/visits.ics` | not tried | not tried | not tried | not tried | not tried | 4, 2027-01-04 to 2027-01-25 |" in made


def test_a_program_that_is_not_installed_is_named_and_one_that_nobody_asked_stops_the_page() -> None:
    seen = results()
    seen.rows[WAYS[0].row] = Seen(skipped="x is not installed (Debian package x), so it was not tried.")
    assert "| x is not installed (Debian package x), so it was not tried. | File > Import | not tried |" in page(
        seen, "2027-01-04", "Debian"
    )
    del seen.rows[WAYS[0].row]
    with pytest.raises(ValueError, match=r"^File > Import: nobody looked at over"):
        page(seen, "2027-01-04", "Debian")
