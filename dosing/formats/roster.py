"""A roster: many patients in one CSV file, one row a patient, under a header of the columns that a course has.

Read as it streams by, so that a long roster takes no more memory than a short one. Does not know what a value means.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from dosing import wording
from dosing.findings import InputError
from dosing.formats.bounds import open_regular
from dosing.formats.csv_rows import Cells, rows_of
from dosing.formats.csv_text import text_cell
from dosing.quantities import shown

MOST_BYTES: Final = 50_000_000
MOST_ROWS: Final = 100_000
MOST_CELL: Final = 500  # characters; the longest value of a course has 120
COURSE_ID: Final = "course_id"
NEEDED: Final = ("weight", "start")
_BOM: Final = b"\xef\xbb\xbf"
_PLACES: Final = 1 << 24  # of a table of 2 MB, in which ids that stand twice are looked for


class Row(NamedTuple):
    """One patient: the number of the row as a spreadsheet counts, its values by column, and what is wrong with the row as a whole."""

    number: int
    values: Mapping[str, str]
    problem: InputError | None = None

    @property
    def course_id(self) -> str:
        """The course id as it is written; nothing where there is none."""
        return self.values.get(COURSE_ID, "")


class Survey(NamedTuple):
    """What has to be known before the first row is planned: how many there are, and which course ids stand in more than one."""

    rows: int
    twice: frozenset[str]


@dataclass(frozen=True, slots=True, repr=False)  # its rows hold patients' labels, which no message may show
class Roster:
    """A roster that is open: its header was read and its columns are known."""

    stream: BinaryIO = field(repr=False)
    header: tuple[str, ...]
    delimiter: str
    marked: bool  # whether it begins with a byte order mark

    def cells(self) -> Iterator[Cells]:
        """Every row below the header, from the first one on."""
        self.stream.seek(len(_BOM) if self.marked else 0)
        rows = rows_of(self.stream, self.delimiter, len(self.header))
        next(rows)
        return rows

    def rows(self) -> Iterator[Row]:
        """Every patient, from the first one on."""
        return (_patient(found, self.header) for found in self.cells())

    def survey(self) -> Survey:
        """Go through all rows once, and once more for the ids that may stand twice. Raises InputError for more rows than are read."""
        rows, candidates = 0, set()
        seen = bytearray(_PLACES // 8)
        for row in self.rows():
            rows += 1
            if rows > MOST_ROWS:
                raise InputError(
                    "too-many-rows", "roster", f"the roster holds more than {wording.number(MOST_ROWS)} rows; give it in several files."
                )
            place, bit = divmod(hash(row.course_id) % _PLACES, 8)
            if seen[place] & 1 << bit and row.course_id:
                candidates.add(row.course_id)
            seen[place] |= 1 << bit
        return Survey(rows, self._twice(candidates) if candidates else frozenset())

    def _twice(self, candidates: Collection[str]) -> frozenset[str]:
        once, twice = set[str](), set[str]()
        for row in self.rows():
            if row.course_id in candidates:
                (twice if row.course_id in once else once).add(row.course_id)
        return frozenset(twice)


@contextmanager
def open_roster(path: Path, known: Sequence[str], needed: Sequence[str] = (COURSE_ID, *NEEDED)) -> Iterator[Roster]:
    """A roster whose columns are all `known`, with those that are `needed` among them. Raises InputError."""
    with open_regular(path, field="roster", most=MOST_BYTES, such_as="roster.csv") as stream:
        beginning = stream.read(4)
        _refuse_other_kinds(beginning)
        marked = beginning.startswith(_BOM)
        delimiter, header = _header(stream, len(_BOM) if marked else 0)
        _check_columns(header, known, needed)
        yield Roster(stream, header, delimiter, marked)


def _refuse_other_kinds(beginning: bytes) -> None:
    found = next((what for start, what in _OTHERS.items() if beginning.startswith(start)), "")
    if found or b"\0" in beginning:
        sentence = f"the roster is {found or 'not text'}; save it as CSV in UTF-8."
        raise InputError("not-a-roster", "roster", sentence)


_OTHERS = {
    b"PK": "a spreadsheet or a zip file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"%PDF": "a PDF file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}


def _header(stream: BinaryIO, start: int) -> tuple[str, tuple[str, ...]]:
    """What stands between the cells, a comma or a semicolon, and the names of the columns."""
    best: tuple[str, tuple[str, ...]] = ("", ())
    for delimiter in ",;":
        stream.seek(start)
        first = next(rows_of(stream, delimiter), None)
        if first is None or first.number > 1:
            how = f"write the names of the columns into its first row, like {COURSE_ID}, {', '.join(NEEDED)}"
            raise InputError("header-missing", "roster", f"the roster has no header; {how}.")
        if first.problem is None and len(first.cells) > len(best[1]):
            best = delimiter, tuple(cell.strip() for cell in first.cells)
    if not best[0]:
        how = "save the roster as CSV in UTF-8, with commas or semicolons between the cells"
        raise InputError("header-unreadable", "roster", f"the header of the roster cannot be read; {how}.")
    return best


def _check_columns(header: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> None:
    import difflib  # late: wanted only where a column is misspelt

    for place, name in enumerate(header):
        if name not in known:
            near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.4)
            how = f"the nearest is {near[0]}" if near else f"write {wording.listed(list(known), 'or')}"
            raise InputError("unknown-column", "roster", f"{shown(name)} is not the name of a column; {how}.")
        if name in header[:place]:
            raise InputError("column-twice", "roster", f"the column {name} stands twice in the header; keep one of the two.")
    if missing := [name for name in needed if name not in header]:
        more = ", or let ids be assigned" if missing == [COURSE_ID] else ""
        sentence = f"the header has no column {wording.listed(missing)}; add {'it' if len(missing) == 1 else 'them'}{more}."
        raise InputError("column-missing", "roster", sentence)


def _patient(found: Cells, header: Sequence[str]) -> Row:
    """A row's values by column; an empty cell is a value that is left out."""
    if found.problem:
        return Row(found.number, {}, found.problem)
    if len(found.cells) != len(header):
        said = f"the row has {wording.counted(len(found.cells), 'cell')} and the header {len(header)}"
        how = "write a cell for every column, an empty one for what is left out"
        return Row(found.number, {}, InputError("cells-differ", "", f"{said}; {how}."))
    values = {name: _as_typed(cell) for name, cell in zip(header, found.cells, strict=True) if cell}
    too_long = next((name for name, text in values.items() if len(text) > MOST_CELL), None)
    if too_long is None:
        return Row(found.number, values)
    sentence = f"the cell is longer than {wording.number(MOST_CELL)} characters; shorten it."
    named = {name: text for name, text in values.items() if name == COURSE_ID != too_long}
    return Row(found.number, named, InputError("cell-too-long", too_long, sentence))


def _as_typed(cell: str) -> str:
    """What was typed into a cell before `text_cell` kept a spreadsheet from taking it for a formula."""
    typed = cell[1:]
    return typed if cell.startswith("'") and text_cell(typed) == cell else cell


def csv_line(cells: Sequence[str], delimiter: str = ",") -> bytes:
    """One line of a CSV file as spreadsheets write it; no cell of it is a formula.

    >>> csv_line(["7", "=1+1", "bed 3, ward 7"])
    b'7,\\'=1+1,"bed 3, ward 7"\\r\\n'
    """
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow([text_cell(cell) for cell in cells])
    return line.getvalue().encode()


def first_line(names: Sequence[str], like: Roster) -> bytes:
    """The header of another CSV file, which begins as a roster does: with a byte order mark or without."""
    return (_BOM if like.marked else b"") + csv_line(names, like.delimiter)
