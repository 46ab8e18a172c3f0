"""One HTML sheet as a PDF: the same bytes for the same sheet, set in the project's own two fonts.

Does not know what the sheet says, and reads no file: the fonts are handed in.

What plutoprint 0.23 needs is written in docs/decisions/0005-pdf-and-fonts.md. In short: the fonts come in by a user style sheet that
outweighs the sheet's own, so that the PDF does not depend on the fonts of the machine (plutoprint prints nothing, and reports no error,
where it has no font); metadata is set after the document is loaded, because loading sets it anew.
"""

import html as markup
import io
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from dosing.inputs.glyphs import unprintable

if TYPE_CHECKING:
    import plutoprint

REGULAR = "dosing-sans.woff2"
BOLD = "dosing-sans-bold.woff2"

_PAPERS = {"a4": "A4", "letter": "letter"}
_MARGIN_BOXES = ("top-left", "top-center", "top-right", "bottom-left", "bottom-center", "bottom-right")
# Important rules of a user style sheet outweigh every rule of the sheet: a <pre> or a margin box that names another family is ours too.
_FONT = 'font-family:"Dosing Sans" !important;font-variant-ligatures:none !important'
_FONT_NAME = re.compile(rb"/BaseFont /(?:[A-Z]{6}\+)?([^\s/]+)")
_OUR_FONTS = frozenset({b"DosingSans", b"DosingSans-Bold"})


class PdfUnavailable(Exception):
    """plutoprint is not installed, so no PDF can be made; everything else can."""


class Unprintable(ValueError):
    """The document holds what the PDF would lack: a character outside the fonts, or something from outside the document."""


def render_pdf(html: str, *, title: str, issued: datetime, paper: Literal["a4", "letter"], fonts: Mapping[str, bytes]) -> bytes:
    """The sheet `html` as a PDF titled `title`, dated `issued` (aware), on `paper`.

    `fonts` holds the WOFF2 bytes of dosing-sans.woff2 and dosing-sans-bold.woff2 by these names; nothing is ever fetched.
    Raises PdfUnavailable without plutoprint, Unprintable where the PDF would lack something, ValueError for an `issued` without zone.
    """
    if issued.tzinfo is None:
        raise ValueError("issued has no time zone")
    _check_characters(html)
    try:
        import plutoprint
    except ImportError as problem:
        raise PdfUnavailable(
            "No PDF files, because plutoprint is not installed: pip install 'dosing[pdf]' "
            "(on Linux x86-64, Windows x64 or a Mac with Apple silicon), or print the HTML sheets from a browser."
        ) from problem
    book = plutoprint.Book(plutoprint.PAGE_SIZE_LETTER if paper == "letter" else plutoprint.PAGE_SIZE_A4)
    refused: list[str] = []
    book.custom_resource_fetcher = _refusing_fetcher(refused)
    book.load_html(html, user_style=_user_style(fonts, paper))
    moment = issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, title)
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, moment)
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, moment)
    written = io.BytesIO()
    book.write_to_pdf_stream(written)
    if refused:
        raise Unprintable(f"The document asks for {refused[0][:80]}, which stands outside it; a sheet holds all it shows.")
    _check_fonts(written.getvalue())
    return written.getvalue()


def _user_style(fonts: Mapping[str, bytes], paper: Literal["a4", "letter"]) -> str:
    # The fonts are data: addresses. Served by the fetcher, they would still be held when Python has ended, and bring the process down.
    faces = "".join(
        f'@font-face{{font-family:"Dosing Sans";font-weight:{weight};src:url(data:font/woff2;base64,{b64encode(fonts[name]).decode()})}}'
        for weight, name in ((400, REGULAR), (700, BOLD))
    )
    boxes = "".join(f"@{box}{{{_FONT}}}" for box in _MARGIN_BOXES)
    return f"{faces}*{{{_FONT}}}@page{{size:{_PAPERS[paper]} !important;{_FONT};{boxes}}}"


def _check_characters(html: str) -> None:
    # Markup and style are ASCII, so the whole source can be asked, once for each character.
    held = set(markup.unescape(html)) - {"\n", "\r", "\t"}
    missing = unprintable("".join(sorted(held)))
    if missing is not None:
        raise Unprintable(f"The fonts of the sheets do not hold the character {missing!r} (U+{ord(missing):04X}), so it cannot be printed.")


def _check_fonts(pdf: bytes) -> None:
    used = frozenset(_FONT_NAME.findall(pdf))
    if not used:
        raise Unprintable("The PDF came out without any text, so it is not written.")
    if used - _OUR_FONTS:
        foreign = min(used - _OUR_FONTS).decode("ascii", "replace")
        raise Unprintable(f"The PDF came out in {foreign}, a font of this machine, so another machine would print something else.")


def _refusing_fetcher(refused: list[str]) -> "plutoprint.ResourceFetcher":
    """A fetcher that serves nothing and notes every address in `refused`."""
    import plutoprint

    class RefusingFetcher(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> plutoprint.ResourceData:
            refused.append(url)
            return plutoprint.ResourceData(b"", "text/plain", "")

    return RefusingFetcher()
