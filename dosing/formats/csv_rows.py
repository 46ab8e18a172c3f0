"""The rows of a CSV file as it streams by, each within bounds: a row that cannot be read costs that row alone.

Does not know columns, or what a cell means.
"""

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from dosing import wording
from dosing.findings import InputError

MOST_ROW_BYTES: Final = 16_384
MOST_LINES: Final = 100  # over which a quotation mark that is left open is looked for
_PART = 65_536


class Cells(NamedTuple):
    """One row: its number as a spreadsheet counts, from 1, and its cells, or what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    problem: InputError | None = None


class _Line(NamedTuple):
    content: bytes
    quotes: int
    too_long: bool


def rows_of(stream: BinaryIO, delimiter: str, width: int | None = None) -> Iterator[Cells]:
    """Every row of a CSV file from where its stream stands; rows without any text are left out, and counted in the numbers.

    `width` is how many cells a row has, where that is known: it tells a cell with line breaks in it from a quotation mark that
    somebody forgot.
    """
    lines, number = _lines(stream), 0
    waiting: deque[_Line] = deque()  # looked at already, and found to be rows of their own
    while line := waiting.popleft() if waiting else next(lines, None):
        number += 1
        more = _rest_of(line, waiting, lines, delimiter, width) if line.quotes % 2 else 0
        row = _row(line, more, delimiter)
        if row.problem or any(row.cells):
            yield row._replace(number=number)


def _lines(stream: BinaryIO) -> Iterator[_Line]:
    """Every line, of one that is too long only its beginning."""
    while content := stream.readline(MOST_ROW_BYTES + 1):
        quotes, too_long = content.count(b'"'), len(content) > MOST_ROW_BYTES
        part = content
        while too_long and not part.endswith(b"\n") and (part := stream.readline(_PART)):
            quotes += part.count(b'"')
        yield _Line(content, quotes, too_long)


def _rest_of(line: _Line, waiting: deque[_Line], lines: Iterator[_Line], delimiter: str, width: int | None) -> int:
    """How many of the next lines belong to a row that leaves a quotation mark open: those up to its end, where that is a proper one.

    They are taken away; where there is no proper end, none is.
    """
    quotes, taken = line.quotes, 0
    while quotes % 2 and taken < MOST_LINES:
        if taken == len(waiting):
            if (following := next(lines, None)) is None:
                return 0
            waiting.append(following)
        quotes += waiting[taken].quotes
        taken += 1
    if quotes % 2 or not _is_one_row([line, *(waiting[place] for place in range(taken))], delimiter, width):
        return 0
    for _ in range(taken):
        waiting.popleft()
    return taken


def _is_one_row(lines: list[_Line], delimiter: str, width: int | None) -> bool:
    # Of a line that is too long nothing is known but that it ends inside a cell.
    whole = not any(line.too_long for line in lines)
    texts = [line.content.decode("utf-8", errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}") for line in lines]
    try:
        found = list(csv.reader(texts if whole else ['"\n', *texts[1:]], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(found) == 1 and (not whole or width is None or len(found[0]) == width)


def _row(line: _Line, more: int, delimiter: str) -> Cells:
    try:
        return Cells(0, _cells(line, more, delimiter))
    except InputError as problem:
        return Cells(0, (), problem)


def _cells(line: _Line, more: int, delimiter: str) -> tuple[str, ...]:
    if line.too_long:
        sentence = f"the row is longer than {wording.number(MOST_ROW_BYTES)} bytes; write what a course needs, and nothing more."
        raise InputError("row-too-long", "", sentence)
    if b"\0" in line.content:
        raise InputError("nul-byte", "", "the row holds a character of no meaning (NUL); type the row anew.")
    try:
        text = line.content.decode()
    except UnicodeDecodeError:
        raise InputError("row-not-utf-8", "", "the row is not text in UTF-8; save the roster as CSV in UTF-8.") from None
    if more:
        raise InputError("line-break-in-cell", "", "a cell holds a line break; write it on one line.")
    if line.quotes % 2:
        raise InputError("quote-open", "", "a quotation mark is left open; close it, or take it out.")
    try:
        [cells] = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        how = "put the whole cell between quotation marks, and write each one inside it twice"
        raise InputError("quote-inside", "", f"a quotation mark stands where none can; {how}.") from None
    return tuple(cells)
