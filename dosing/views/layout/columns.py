"""A table of text for a terminal: columns as wide as what stands in them, cells of several lines.

Does not know what stands in it.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest


def columns(headings: Sequence[str], rows: Sequence[Sequence[Sequence[str]]]) -> Iterator[str]:
    """The lines of a table whose cells are lists of lines; nothing but its head without a row."""
    widths = [max(len(line) for line in [heading, *(line for row in rows for line in row[n])]) for n, heading in enumerate(headings)]
    yield _line(headings, widths)
    yield "  ".join("-" * width for width in widths)
    for row in rows:
        for line in zip_longest(*row, fillvalue=""):
            yield _line(line, widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
