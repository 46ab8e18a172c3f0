"""One HTML sheet as a PDF: the same bytes for the same sheet, set in the project's own two fonts.

Does not know what the sheet says, and reads no file: the fonts are handed in.

What plutoprint 0.23 needs is written in docs/decisions/0005-pdf-and-fonts.md. In short: the fonts come in by a user style sheet that
outweighs the sheet's own, so that the PDF does not depend on the fonts of the machine (plutoprint prints nothing, and reports no error,
where it has no font); metadata is set after the document is loaded, because loading sets it anew; the wish for one side comes last.
"""

import html as markup
import io
import re
import zlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from dosing.inputs.glyphs import unprintable

if TYPE_CHECKING:
    import plutoprint

REGULAR = "dosing-sans.woff2"
BOLD = "dosing-sans-bold.woff2"

PdfPaper = Literal["a4", "letter", "label"]  # the last: one label by itself
_PAPERS = {"a4": "A4", "letter": "letter", "label": "100mm 60mm"}
_LABEL_POINTS = (100 / 25.4 * 72, 60 / 25.4 * 72)
_MARGIN_BOXES = ("top-left", "top-center", "top-right", "bottom-left", "bottom-center", "bottom-right")
# Important rules of a user style sheet outweigh every rule of the sheet: a <pre> or a margin box that names another family is ours too.
_FONT = 'font-family:"Dosing Sans" !important;font-variant-ligatures:none !important'
_FONT_NAME = re.compile(rb"/BaseFont /(?:[A-Z]{6}\+)?([^\s/]+)")
_OUR_FONTS = frozenset({b"DosingSans", b"DosingSans-Bold"})


class PdfUnavailable(Exception):
    """plutoprint is not installed, so no PDF can be made; everything else can."""


class Unprintable(ValueError):
    """The document holds what the PDF would lack: a character outside the fonts, or something from outside the document."""


def render_pdf(html: str, *, title: str, issued: datetime, paper: PdfPaper, fonts: Mapping[str, bytes]) -> bytes:
    """The sheet `html` as a PDF titled `title`, dated `issued` (aware), on `paper`; it asks the printer for one side.

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
    sizes = {"a4": plutoprint.PAGE_SIZE_A4, "letter": plutoprint.PAGE_SIZE_LETTER}
    book = plutoprint.Book(sizes.get(paper) or plutoprint.PageSize(*_LABEL_POINTS))
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
    return one_sided(written.getvalue())


_LAST_XREF = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF\s*$")
_XREF_STREAM = re.compile(rb"([0-9]+) 0 obj\s*<<[^>]*?/Type /XRef\b[^>]*?>>")
_OBJECT_STREAM = re.compile(
    rb"<< /Type /ObjStm\b[^>]*?/N ([0-9]+)[^>]*?/First ([0-9]+)[^>]*?>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL
)
ONE_SIDED = b"/ViewerPreferences << /Duplex /Simplex >>"


def one_sided(pdf: bytes) -> bytes:
    """A PDF of plutoprint's with the wish to be printed on one side, added behind its end as PDF has additions (ISO 32000, 7.5.6).

    plutoprint has no word for it. Nothing that stood there is altered: a new catalog with the old one's entries and a table of the two new
    objects follow. A PDF of another build than plutoprint's is given back as it is.
    """
    end = _LAST_XREF.search(pdf)
    table = _XREF_STREAM.match(pdf, int(end[1])) if end else None
    root, info, size = (_number_in(table, key) for key in (rb"/Root", rb"/Info", rb"/Size"))
    catalog = _object(pdf, root)
    if end is None or catalog is None or ONE_SIDED in pdf or b"/ViewerPreferences" in catalog:
        return pdf
    inside = catalog.strip().removeprefix(b"<<").removesuffix(b">>").strip()
    new_root = b"%d 0 obj\n<< %s\n   %s\n>>\nendobj\n" % (root, inside, ONE_SIDED)
    at_table = len(pdf) + len(new_root)
    places = b"".join(b"\x01" + place.to_bytes(4, "big") + b"\x00\x00" for place in (len(pdf), at_table))
    entries = b"/Type /XRef /Size %d /Index [%d 1 %d 1] /W [1 4 2] /Root %d 0 R" % (size + 1, root, size, root)
    told = b"%s /Info %d 0 R /Prev %s /Length %d" % (entries, info, end[1], len(places))
    new_table = b"%d 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (size, told, places)
    return b"%s%s%sstartxref\n%d\n%%%%EOF\n" % (pdf, new_root, new_table, at_table)


def _number_in(table: "re.Match[bytes] | None", key: bytes) -> int:
    found = re.search(key + rb" ([0-9]+)", table[0]) if table else None
    return int(found[1]) if found else 0


def _object(pdf: bytes, number: int) -> bytes | None:
    """An object that stands in a compressed part of a PDF, by its number."""
    for count, first, packed in (match.groups() for match in _OBJECT_STREAM.finditer(pdf)):
        try:
            held = zlib.decompress(packed)
        except zlib.error:
            continue
        numbers = [int(each) for each in held[: int(first)].split()]
        starts = dict(zip(numbers[::2], numbers[1::2], strict=True))
        if number in starts:
            after = min((each for each in starts.values() if each > starts[number]), default=len(held) - int(first))
            return held[int(first) + starts[number] : int(first) + after] if len(starts) == int(count) else None
    return None


def _user_style(fonts: Mapping[str, bytes], paper: PdfPaper) -> str:
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
