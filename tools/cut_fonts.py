"""Cut the two fonts of the sheets from DejaVu Sans, and write down which characters they hold.

    python tools/cut_fonts.py            write templates/assets/fonts/ and dosing/inputs/glyphs.py
    python tools/cut_fonts.py --check    write nothing; exit 1 if a file differs from what would be written

Needs Debian's fonts-dejavu-core 2.37-6, fonttools==4.68.0 and brotli==1.2.1: with these the bytes come out the same each time.
It is not part of the product: nothing that runs imports it.
"""

import argparse
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TOP = Path(__file__).resolve().parent.parent
FONTS = TOP / "templates" / "assets" / "fonts"
GLYPHS = TOP / "dosing" / "inputs" / "glyphs.py"
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
# (file to write, file to cut, PostScript name, full name). The family is renamed so that an installed DejaVu Sans is never taken for it.
FAMILY = "Dosing Sans"
CUTS = (
    ("dosing-sans.woff2", "DejaVuSans.ttf", "DosingSans", "Dosing Sans"),
    ("dosing-sans-bold.woff2", "DejaVuSans-Bold.ttf", "DosingSans-Bold", "Dosing Sans Bold"),
)

# What a label may hold and a sheet may print. No control, bidi control, zero-width, soft hyphen, private use or combining character:
# those either print nothing or print over their neighbour. Letters with marks are here as one character each (NFC).
WANTED: tuple[tuple[int, int], ...] = (
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0xAC), (0xAE, 0xFF),  # Latin-1 without the soft hyphen
    (0x100, 0x1BF), (0x1C4, 0x24F),  # Latin Extended-A and B without the click letters, which look like | and !
    (0x253, 0x254), (0x256, 0x257), (0x259, 0x259), (0x25B, 0x25B), (0x260, 0x260), (0x263, 0x263), (0x268, 0x269), (0x272, 0x272),
    (0x283, 0x283), (0x288, 0x288), (0x28A, 0x28B), (0x292, 0x292),  # lower case of Extended-B letters; schwa
    (0x2BB, 0x2BC), (0x2BE, 0x2BF), (0x2C6, 0x2C7), (0x2D8, 0x2DD),  # apostrophes and ayn in names, spacing accents
    (0x384, 0x3CE),  # Greek
    (0x400, 0x45F), (0x48A, 0x4FF),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2007, 0x2007), (0x2009, 0x2009), (0x202F, 0x202F),  # figure, thin and narrow no-break space
    (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030), (0x2032, 0x2033),
    (0x2039, 0x203A), (0x2044, 0x2044),  # general punctuation
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2103, 0x2103), (0x2116, 0x2116), (0x211E, 0x211E), (0x2122, 0x2122), (0x2126, 0x2126), (0x212B, 0x212B),
    (0x2153, 0x215E),  # fractions
    (0x2190, 0x2199), (0x21D2, 0x21D2),  # arrows
    (0x2212, 0x2212), (0x221A, 0x221A), (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265),  # mathematics
    (0x25A0, 0x25A1), (0x25B2, 0x25B3), (0x25B6, 0x25B7), (0x25BC, 0x25BD), (0x25CB, 0x25CB), (0x25CF, 0x25CF),
    (0x260E, 0x260E), (0x2610, 0x2612), (0x26A0, 0x26A0), (0x2713, 0x2714), (0x2717, 0x2718),  # boxes, checks, telephone, warning
)  # fmt: skip


def wanted_characters() -> set[int]:
    """Every code point asked for."""
    return {code for least, most in WANTED for code in range(least, most + 1)}


def cut_font(source: Path, postscript: str, full_name: str, codes: Iterable[int]) -> tuple[bytes, frozenset[int]]:
    """`source` cut down to `codes` as WOFF2, and the code points it then holds."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []  # no "fi" ligature, and no kerning: digits keep one width
    options.legacy_kern = False
    options.drop_tables += ["FFTM", "MATH", "kern", "GPOS", "GSUB", "GDEF"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.glyph_names = False
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    names = font["name"]
    names.names = [name for name in names.names if name.platformID == 3 and name.langID == 0x409]
    version = names.getDebugName(5)
    for number, text in (
        (1, FAMILY), (3, f"{full_name}; cut from DejaVu Sans {version}"), (4, full_name), (6, postscript),
    ):  # fmt: skip
        names.setName(text, number, 3, 1, 0x409)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue(), frozenset(font.getBestCmap())


def licence_text(source: Path) -> str:
    """The copyright and licence that the font carries in itself."""
    names = TTFont(source)["name"]
    copyright_lines, licence = names.getDebugName(0), names.getDebugName(13)
    text = (
        "dosing-sans.woff2 and dosing-sans-bold.woff2 are DejaVu Sans and DejaVu Sans Bold 2.37, cut down to fewer characters and\n"
        f'renamed "{FAMILY}". What follows is the copyright notice and licence of DejaVu Sans.\n\n{copyright_lines}\n\n{licence}\n'
    )
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))


def code_ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """`codes` as rising pairs of first and last."""
    ordered = sorted(codes)
    first = last = ordered[0]
    for code in ordered[1:]:
        if code != last + 1:
            yield first, last
            first = code
        last = code
    yield first, last


def glyphs_module(codes: Iterable[int]) -> str:
    """The text of dosing/inputs/glyphs.py."""
    rows: list[str] = []
    row = "   "
    for first, last in code_ranges(codes):
        pair = f" ({first:#x}, {last:#x}),"
        if len(row) + len(pair) > 120:
            rows.append(row)
            row = "   "
        row += pair
    rows.append(row)
    table = "\n".join(rows)
    return f'''"""Which characters the fonts of the sheets can print.

Does not know fonts or files: the table is written by tools/cut_fonts.py, and a test holds it against the fonts.
"""

from bisect import bisect_right

# First and last code point of each range that both fonts hold.
PRINTABLE: tuple[tuple[int, int], ...] = (
{table}
)  # fmt: skip
_FIRSTS = tuple(first for first, _ in PRINTABLE)


def unprintable(text: str) -> str | None:
    """The first character of `text` that the sheets cannot print, or None.

    A letter followed by a combining mark counts as unprintable: normalise to NFC before asking.

    >>> unprintable("Žofie Đặng, 72.5 kg")
    >>> unprintable("ISLAY-日")
    '日'
    """
    for character in text:
        code = ord(character)
        place = bisect_right(_FIRSTS, code) - 1
        if place < 0 or code > PRINTABLE[place][1]:
            return character
    return None
'''


def cut_all() -> dict[Path, bytes]:
    """Every file this script writes, with its bytes. Raises SystemExit where the two fonts do not hold the same characters."""
    files: dict[Path, bytes] = {}
    held: set[frozenset[int]] = set()
    for target, source, postscript, full_name in CUTS:
        font, codes = cut_font(DEJAVU / source, postscript, full_name, wanted_characters())
        files[FONTS / target] = font
        held.add(codes)
    if len(held) != 1:
        sys.exit("The regular and the bold font do not hold the same characters.")
    files[FONTS / "LICENSE.txt"] = licence_text(DEJAVU / CUTS[0][1]).encode()
    files[GLYPHS] = glyphs_module(held.pop()).encode()
    return files


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description="Cut the fonts of the sheets.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    check = parser.parse_args().check
    changed = 0
    for path, content in cut_all().items():
        if path.is_file() and path.read_bytes() == content:
            continue
        changed += 1
        print(f"{'differs' if check else 'written'}: {path.relative_to(TOP)} ({len(content)} bytes)")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
