"""The sheet here is written by hand as docs/decisions/0005-pdf-and-fonts.md tells every sheet to be written."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from pypdfium2 import raw

from dosing.views.pdf import BOLD, REGULAR, PdfUnavailable, Unprintable, one_sided, render_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ISSUED = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
LABEL = "Žofie Đặng ISLAY-007"
PAGES = ("C1D1", "C1D8", "C1D15")
WORDS = ("fixed office affix", "1,448\N{NO-BREAK SPACE}mg", "☐ ☑ ☒ ✓ ≤ ± − × µ №")
A4, LETTER = (595, 842), (612, 792)  # points

EMPTY = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{}</fontconfig>'


@pytest.fixture(scope="module")
def fonts(repository: Path) -> dict[str, bytes]:
    folder = repository / "templates" / "assets" / "fonts"
    return {name: (folder / name).read_bytes() for name in (REGULAR, BOLD)}


@pytest.fixture(scope="module")
def sheet(fonts: dict[str, bytes]) -> str:
    faces = "".join(
        f'@font-face{{font-family:"Dosing Sans";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(fonts[name]).decode()})}}"
        for weight, name in ((400, REGULAR), (700, BOLD))
    )
    visits = "".join(f"<section><h1>{visit} {LABEL}</h1>{''.join(f'<p>{words}</p>' for words in WORDS)}</section>" for visit in PAGES)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sheet</title><style>{faces}
@page {{ margin: 14mm; font-family: "Dosing Sans"; font-size: 8pt;
         @bottom-right {{ content: "Page " counter(page) " of " counter(pages); }} }}
html {{ font-family: "Dosing Sans"; font-variant-ligatures: none; }}
section + section {{ break-before: page; }}
</style></head><body>{visits}</body></html>"""


def without_faces(sheet: str) -> str:
    return re.sub(r"@font-face\{[^}]*\}", "", sheet)


def pdf_of(sheet: str, fonts: dict[str, bytes], **changes: Any) -> bytes:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]'), so this test did not run.")
    return render_pdf(sheet, **{"title": "Sheet", "issued": ISSUED, "paper": "a4", "fonts": fonts, **changes})


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page without white space: a reader may break a line wherever the font changes."""
    document = pypdfium2.PdfDocument(pdf)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


def page_sizes(pdf: bytes) -> set[tuple[int, int]]:
    document = pypdfium2.PdfDocument(pdf)
    sizes = {(round(page.get_width()), round(page.get_height())) for page in document}
    document.close()
    return sizes


def ink_at_the_foot(pdf: bytes) -> list[bool]:
    """Whether anything dark is drawn on the lowest 14 mm of each page."""
    document = pypdfium2.PdfDocument(pdf)
    bitmaps = [page.render(scale=1, grayscale=True) for page in document]  # one row of pixels is one point
    drawn = [min(bytes(bitmap.buffer)[-40 * bitmap.stride :]) < 128 for bitmap in bitmaps]
    document.close()
    return drawn


def font_names(pdf: bytes) -> set[str]:
    return {name.decode() for name in re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([^\s/]+)", pdf)}


def assert_every_page_is_whole(pdf: bytes) -> None:
    texts = page_texts(pdf)
    assert len(texts) == 3
    for number, (visit, text) in enumerate(zip(PAGES, texts, strict=True), start=1):
        for words in (visit, LABEL, *WORDS, f"Page {number} of 3"):
            assert "".join(words.split()) in text


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine without a single font."""
    (tmp_path / "empty.conf").write_text(EMPTY.format(""), encoding="utf-8")
    (tmp_path / "home").mkdir()
    return {"FONTCONFIG_FILE": str(tmp_path / "empty.conf"), "HOME": str(tmp_path / "home"), "PATH": os.environ.get("PATH", "")}


SCRIPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dosing.views.pdf import render_pdf
sheet, folder, target = (Path(argument) for argument in sys.argv[1:])
fonts = {font.name: font.read_bytes() for font in folder.glob("*.woff2")}
pdf = render_pdf(sheet.read_text(encoding="utf-8"), title="Sheet", issued=datetime(2026, 12, 20, 9, 0, tzinfo=UTC), paper="a4", fonts=fonts)
target.write_bytes(pdf)
"""


def pdf_from_another_process(sheet: str, folder: Path, environment: dict[str, str], repository: Path) -> bytes:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]'), so this test did not run.")
    folder.mkdir()
    (folder / "sheet.html").write_text(sheet, encoding="utf-8")
    fonts = repository / "templates" / "assets" / "fonts"
    command = [sys.executable, "-c", SCRIPT, "sheet.html", str(fonts), "sheet.pdf"]
    subprocess.run(command, cwd=folder, env={**environment, "PYTHONPATH": str(repository)}, check=True)
    return (folder / "sheet.pdf").read_bytes()


@pytest.mark.hazard("H-07")
def test_label_visit_and_page_number_stand_on_every_page_of_the_pdf(sheet: str, fonts: dict[str, bytes]) -> None:
    pdf = pdf_of(sheet, fonts)
    assert_every_page_is_whole(pdf)
    assert ink_at_the_foot(pdf) == [True, True, True]


def test_on_a_machine_without_fonts_the_pdf_is_the_same_to_the_byte(
    sheet: str, fonts: dict[str, bytes], bare_machine: dict[str, str], tmp_path: Path, repository: Path
) -> None:
    bare = pdf_from_another_process(sheet, tmp_path / "one folder", bare_machine, repository)
    furnished = pdf_from_another_process(sheet, tmp_path / "another", {**os.environ, "TZ": "Asia/Tokyo"}, repository)
    assert_every_page_is_whole(bare)
    assert bare == furnished == pdf_of(sheet, fonts)


def test_a_process_that_made_many_pdfs_ends_well(repository: Path) -> None:
    pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]'), so this test did not run.")
    # A hundred documents are enough to fill plutoprint's own store of fonts, which it empties after Python has ended.
    many = SCRIPT.replace("pdf = render_pdf(", "for _ in range(100): pdf = render_pdf(").replace(
        'sheet.read_text(encoding="utf-8")', '"<h1>C1D1</h1><p>72.4 mL <b>1,448 mg</b>"'
    )
    folder = repository / "templates" / "assets" / "fonts"
    finished = subprocess.run([sys.executable, "-c", many, "unused", str(folder), os.devnull], cwd=repository, check=False)
    assert finished.returncode == 0


def test_a_sheet_that_embeds_no_font_gives_the_same_pdf(sheet: str, fonts: dict[str, bytes]) -> None:
    assert pdf_of(without_faces(sheet), fonts) == pdf_of(sheet, fonts)


def test_text_in_a_tag_or_margin_that_asks_for_another_typeface_is_set_in_ours(sheet: str, fonts: dict[str, bytes]) -> None:
    odd = sheet.replace("<section>", "<pre>in a pre</pre><code>in code</code><section>", 1)
    odd = odd.replace('content: "Page "', 'font: 8pt serif; content: "Page "')
    pdf = pdf_of(odd, fonts)
    assert "inapreincode" in page_texts(pdf)[0]
    assert "Page1of3" in page_texts(pdf)[0]
    assert font_names(pdf) == {"DosingSans", "DosingSans-Bold"}


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", LETTER)])
def test_the_paper_asked_for_is_the_paper_of_every_page(sheet: str, fonts: dict[str, bytes], paper: str, size: tuple[int, int]) -> None:
    assert page_sizes(pdf_of(sheet, fonts, paper=paper)) == {size}
    assert page_sizes(pdf_of(sheet.replace("margin: 14mm", "size: A5"), fonts, paper=paper)) == {size}


def test_the_pdf_is_dated_by_the_moment_of_issue_and_carries_the_title(sheet: str, fonts: dict[str, bytes]) -> None:
    paris = datetime(2026, 12, 20, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    pdf = pdf_of(sheet, fonts, issued=paris, title="Nurse sheet")
    document = pypdfium2.PdfDocument(pdf)
    said = document.get_metadata_dict()
    document.close()
    assert said["Title"] == "Nurse sheet"
    assert {said[key].removeprefix("D:") for key in ("CreationDate", "ModDate")} == {"20261220090000Z"}
    assert pdf == pdf_of(sheet, fonts, title="Nurse sheet")


def test_an_issue_time_without_a_zone_is_refused(sheet: str, fonts: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        pdf_of(sheet, fonts, issued=datetime(2026, 12, 20, 9, 0))  # noqa: DTZ001 (a naive moment is what is refused)


@pytest.mark.parametrize("written", ["日", "&#26085;", "&#x65e5;"])
def test_a_character_that_the_fonts_lack_is_named_and_no_pdf_is_made(sheet: str, fonts: dict[str, bytes], written: str) -> None:
    with pytest.raises(Unprintable, match=r"'日' \(U\+65E5\)"):
        pdf_of(sheet.replace(LABEL, f"ISLAY {written}", 1), fonts)


@pytest.mark.parametrize(
    "asking",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(http://127.0.0.1:9/x.css);</style>",
        '<p style="background: url(font:other.woff2)">x</p>',
    ],
)
def test_a_sheet_that_asks_for_anything_from_outside_is_refused(sheet: str, fonts: dict[str, bytes], asking: str) -> None:
    with pytest.raises(Unprintable, match="stands outside it"):
        pdf_of(sheet.replace("<section>", f"{asking}<section>", 1), fonts)


def test_a_font_that_cannot_be_read_gives_no_pdf(sheet: str, fonts: dict[str, bytes]) -> None:
    with pytest.raises(Unprintable):
        pdf_of(without_faces(sheet), {**fonts, REGULAR: b"no font", BOLD: b"no font"})


def test_without_plutoprint_one_sentence_says_what_to_install(sheet: str, fonts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    with pytest.raises(PdfUnavailable, match=r"pip install 'dosing\[pdf\]'"):
        render_pdf(sheet, title="Sheet", issued=ISSUED, paper="a4", fonts=fonts)


@pytest.fixture
def bare_browser(chromium: Path, tmp_path: Path) -> "Iterator[Browser]":
    """Chromium on a machine whose only font holds no letter: with no font at all it reads no embedded one either."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install 'dosing[test]').")
    blank = FontBuilder(1000)
    blank.setupGlyphOrder([".notdef", "private"])
    blank.setupCharacterMap({0xE000: "private"})
    blank.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "private": TTGlyphPen(None).glyph()})
    blank.setupHorizontalMetrics({".notdef": (500, 0), "private": (500, 0)})
    blank.setupHorizontalHeader(ascent=800, descent=-200)
    blank.setupNameTable({"familyName": "Blank", "styleName": "Regular"})
    blank.setupOS2()
    blank.setupPost()
    (tmp_path / "fonts").mkdir()
    blank.save(tmp_path / "fonts" / "blank.ttf")
    folders = f"<dir>{tmp_path / 'fonts'}</dir><cachedir>{tmp_path / 'cache'}</cachedir>"
    (tmp_path / "blank.conf").write_text(EMPTY.format(folders), encoding="utf-8")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "blank.conf"), "HOME": str(tmp_path)}
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(chromium), args=flags, env=environment)
        yield browser
        browser.close()


def printed(browser: "Browser", sheet: str, paper: str) -> bytes:
    page = browser.new_page()
    page.set_content(sheet)
    pdf: bytes = page.pdf(format=paper)
    page.close()
    return pdf


def test_label_visit_and_page_number_stand_on_every_page_that_chromium_prints_without_fonts(bare_browser: "Browser", sheet: str) -> None:
    for paper, (width, height) in (("A4", A4), ("Letter", LETTER)):
        pdf = printed(bare_browser, sheet, paper)
        assert_every_page_is_whole(pdf)
        assert font_names(pdf) == {"DosingSans", "DosingSans-Bold"}
        assert all(abs(size[0] - width) <= 1 and abs(size[1] - height) <= 1 for size in page_sizes(pdf))
    # Without the embedded fonts there is nothing to read: what was read above came from them.
    assert set(page_texts(printed(bare_browser, without_faces(sheet), "A4"))) == {""}


# One side


def test_the_pdf_asks_the_printer_for_one_side_and_nothing_else_of_it_changes(sheet: str, fonts: dict[str, bytes]) -> None:
    pdf = pdf_of(sheet, fonts)
    document = pypdfium2.PdfDocument(pdf)
    assert raw.FPDF_VIEWERREF_GetDuplex(document.raw) == raw.Simplex
    assert document.get_metadata_dict()["Title"] == "Sheet"
    document.close()
    assert_every_page_is_whole(pdf)
    assert pdf.count(b"%%EOF") == 2  # of what plutoprint made, and of what was added behind it
    made, added = pdf[: pdf.index(b"%%EOF") + 6], pdf[pdf.index(b"%%EOF") + 6 :]
    assert one_sided(made) == pdf
    assert raw.FPDF_VIEWERREF_GetDuplex(pypdfium2.PdfDocument(made).raw) == raw.DuplexUndefined
    assert added.count(b"obj\n<<") == 2
    assert b"/Type /Catalog" in added
    assert b"/ViewerPreferences << /Duplex /Simplex >>" in added


def test_what_is_added_stands_where_its_table_says(sheet: str, fonts: dict[str, bytes]) -> None:
    pdf = pdf_of(sheet, fonts)
    table = int(re.findall(rb"startxref\s+([0-9]+)", pdf)[-1])
    told = re.match(rb"([0-9]+) 0 obj\n<< /Type /XRef /Size ([0-9]+) /Index \[([0-9]+) 1 ([0-9]+) 1\] /W \[1 4 2\] ", pdf[table:])
    assert told is not None
    own, size, root, again = map(int, told.groups())
    assert (again, size) == (own, own + 1)
    entries = pdf[table:].partition(b"stream\n")[2][:14]
    assert (entries[0], entries[7]) == (1, 1)
    catalog, itself = (int.from_bytes(entries[start : start + 4], "big") for start in (1, 8))
    assert itself == table
    assert pdf[catalog:].startswith(b"%d 0 obj\n<< /Type /Catalog" % root)
    before = int(re.search(rb"/Prev ([0-9]+)", pdf[table:])[1])  # type: ignore[index]  # it is there
    assert b"/Type /XRef" in pdf[before : before + 60]


@pytest.mark.parametrize("other", [b"", b"%PDF-1.4\nstartxref\n9\n%%EOF\n", b"no PDF"])
def test_a_pdf_of_another_build_is_left_as_it_is(other: bytes) -> None:
    assert one_sided(other) == other


def test_a_pdf_that_asks_for_one_side_is_not_asked_twice(sheet: str, fonts: dict[str, bytes]) -> None:
    pdf = pdf_of(sheet, fonts)
    assert one_sided(pdf) == pdf


def test_one_label_by_itself_is_100_by_60_mm(fonts: dict[str, bytes]) -> None:
    assert page_sizes(pdf_of("<!doctype html><title>x</title><p>isatuximab</p>", fonts, paper="label")) == {(283, 170)}
