"""How wide words are: held against the fonts that the sheets are set in."""

import io

import pytest

from dosing import assets
from dosing.views.layout.text_width import BOLD, lines, width_mm

LETTERS = "".join(map(chr, range(0x20, 0x7F)))


def widths_of(font):
    """The width of each letter of a font, in hundredths of the type size."""
    tools = pytest.importorskip("fontTools.ttLib", reason="fonttools is not installed")
    read = tools.TTFont(io.BytesIO(assets.asset(f"fonts/{font}")))
    names, wide = read.getBestCmap(), read["hmtx"]
    return {letter: 100 * wide[names[ord(letter)]][0] / read["head"].unitsPerEm for letter in LETTERS if ord(letter) in names}


def test_no_letter_is_narrower_here_than_in_the_font():
    points = 100 / (25.4 / 72)  # so that a hundredth of the type size is a millimetre
    for letter, wide in widths_of("dosing-sans.woff2").items():
        assert width_mm(letter, points=points) == pytest.approx(wide, abs=0.51) or width_mm(letter, points=points) > wide, letter


def test_bold_words_are_no_wider_than_the_factor_says():
    said = "At C1D1 the steps of order-14 reach 868.8 mg an hour; ask the pharmacy below 65.2 kg or above 79.5 kg"
    regular, bold = widths_of("dosing-sans.woff2"), widths_of("dosing-sans-bold.woff2")
    assert sum(bold[each] for each in said) <= BOLD * sum(regular[each] for each in said)


@pytest.mark.parametrize(
    ("text", "room", "count"),
    [
        ("", 10, 1),
        # At 9 pt an em is 3.175 mm, a digit 0.64 of it, 2.03 mm, and a space 0.32, 1.02 mm: "00 00" is 9.14 mm wide, "00" 4.06 mm.
        ("00 00", 9.2, 1),
        ("00 00", 9.1, 2),
        ("00 00 00", 9.2, 2),
        ("00000", 4.1, 3),  # broken where it has to be
    ],
)
def test_words_stand_on_as_many_lines_as_they_need(text, room, count):
    assert lines(text, room) == count
