"""What is measured on a printed page: how large its text is, how high its rows are, how much of it stays free. Millimetres and points."""

import ctypes
import io
from typing import Literal

import pypdfium2
import pypdfium2.raw

from dosing import assets
from dosing.releases import Release
from dosing.views import WHAT_IS_LEFT, Printing
from dosing.views.pdf import BOLD, REGULAR, render_pdf
from dosing.views.sheets import render_sheet

MM = 72 / 25.4
FOOT_MM = 15.0  # the margin at the foot, in which the number of the page stands
THIN_MM = 0.5  # a line, and not an area


def pdf_of(release: Release, name: str, paper: Literal["a4", "letter"], printing: Printing = WHAT_IS_LEFT) -> pypdfium2.PdfDocument:
    """A sheet as the PDF that is handed out."""
    fonts = {font: assets.asset(f"fonts/{font}") for font in (REGULAR, BOLD)}
    html = render_sheet(release, name, paper=paper, fonts=False, printing=printing)
    return pypdfium2.PdfDocument(io.BytesIO(render_pdf(html, title=name, issued=release.issued, paper=paper, fonts=fonts)))


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    """The text of each page, words apart by one space."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def smallest_text(page: pypdfium2.PdfPage) -> float:
    """The size of the smallest letter on a page, as it is printed."""
    found = page.get_textpage()
    return min(round(char_size(found, at), 2) for at in range(found.count_chars()) if found.get_text_range(at, 1).strip())


def char_size(found: pypdfium2.PdfTextPage, at: int) -> float:
    """The size of one letter: that of its font, times how much the page makes it larger."""
    matrix = pypdfium2.raw.FS_MATRIX()
    pypdfium2.raw.FPDFText_GetMatrix(found.raw, at, ctypes.byref(matrix))
    size: float = pypdfium2.raw.FPDFText_GetFontSize(found.raw, at) * abs(matrix.d)
    return size


Box = tuple[float, float, float, float]  # left, bottom, right, top


def lines_of(page: pypdfium2.PdfPage) -> list[Box]:
    """Everything that is drawn on a page and is no text."""
    paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    return [tuple(edge / MM for edge in path.get_bounds()) for path in paths]


def row_heights(page: pypdfium2.PdfPage, label: str) -> list[float]:
    """How high each row is that a label stands in: the length of the border beside it."""
    found = page.get_textpage()
    borders = [box for box in lines_of(page) if box[2] - box[0] < THIN_MM < box[3] - box[1]]
    heights: list[float] = []
    search = found.search(label, match_case=True, match_whole_word=True)
    while (hit := search.get_next()) is not None:
        left, bottom, _, top = (edge / MM for edge in found.get_charbox(hit[0]))
        middle = (bottom + top) / 2
        beside = [box for box in borders if box[1] < middle < box[3] and box[0] <= left]
        if beside:
            nearest = max(beside, key=lambda box: box[0])
            heights.append(round(nearest[3] - nearest[1], 1))
    return heights


def free_mm(page: pypdfium2.PdfPage) -> float:
    """How much of a page is free between what stands lowest on it and the margin at its foot."""
    found = page.get_textpage()
    letters = [found.get_charbox(at)[1] / MM for at in range(found.count_chars()) if found.get_text_range(at, 1).strip()]
    # A word across the page is drawn, and stands behind all of it.
    drawn = [box[1] for box in lines_of(page) if box[3] - box[1] < 30]
    lowest: float = min(each for each in (*letters, *drawn) if each > FOOT_MM - 0.5)
    return round(lowest - FOOT_MM, 1)
