from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dosing.inputs.glyphs import PRINTABLE, unprintable

FONTS = ("dosing-sans.woff2", "dosing-sans-bold.woff2")


@pytest.fixture(scope="module", params=FONTS)
def font(request: pytest.FixtureRequest, repository: Path) -> TTFont:
    return TTFont(repository / "templates" / "assets" / "fonts" / request.param)


def test_the_table_and_the_font_hold_exactly_the_same_characters(font: TTFont) -> None:
    assert {code for first, last in PRINTABLE for code in range(first, last + 1)} == set(font.getBestCmap())


def test_the_ranges_rise_and_leave_a_gap_between_them() -> None:
    ends = [0, *(code for pair in PRINTABLE for code in pair)]
    assert all(first <= last for first, last in PRINTABLE)
    assert all(later > earlier + 1 for earlier, later in zip(ends[::2], ends[1::2], strict=False))


def test_every_digit_of_a_font_has_one_width_and_nothing_moves_it(font: TTFont) -> None:
    names = font.getBestCmap()
    assert len({font["hmtx"][names[ord(digit)]][0] for digit in "0123456789"}) == 1
    assert "GPOS" not in font
    assert "kern" not in font


def test_no_font_joins_letters_into_one_glyph(font: TTFont) -> None:
    assert "GSUB" not in font


def test_both_weights_are_one_family_that_no_machine_has_installed(font: TTFont) -> None:
    assert font["name"].getDebugName(1) == "Dosing Sans"


def test_the_licence_travels_in_the_font_and_beside_it(font: TTFont, repository: Path) -> None:
    sentence = "The above copyright and trademark notices and this permission notice shall"
    assert sentence in font["name"].getDebugName(13)
    assert sentence in (repository / "templates" / "assets" / "fonts" / "LICENSE.txt").read_text(encoding="utf-8")


def test_a_font_adds_less_than_50_kilobytes_to_a_sheet(repository: Path) -> None:
    for name in FONTS:
        assert len((repository / "templates" / "assets" / "fonts" / name).read_bytes()) < 50_000


@pytest.mark.parametrize(
    "text",
    [
        "ISLAY-007",
        "Žofie Kučerová, Łódź",
        "Đặng Thị Ngọc Ánh",  # Vietnamese
        "Ελένη Παπαδοπούλου",
        "Щербаков Їжакевич",
        "O’Brien, Koʻolau, D'Ávila",
        "1,448 mg × 2 ÷ 3 = 72.4 mL; < ≤ > ≥ ± − µg ½ №",
        "☐ ☑ ☒ ✓ → €",
        "72.4\N{NO-BREAK SPACE}mL 8\N{NARROW NO-BREAK SPACE}°C m²",
        "",
    ],
)
def test_names_doses_and_boxes_can_be_printed(text: str) -> None:
    assert unprintable(text) is None


@pytest.mark.hazard("H-43")
@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("ISLAY-日本", "日"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "\N{RIGHT-TO-LEFT OVERRIDE}"),
        ("a\N{ZERO WIDTH SPACE}b", "\N{ZERO WIDTH SPACE}"),
        ("a\N{SOFT HYPHEN}b", "\N{SOFT HYPHEN}"),
        ("e\N{COMBINING ACUTE ACCENT}", "\N{COMBINING ACUTE ACCENT}"),
        ("a\tb", "\t"),
        ("a\nb", "\n"),
        ("a\x7fb", "\x7f"),
        ("\ue000", "\ue000"),
        ("\N{PILL}", "\N{PILL}"),
        ("\x00", "\x00"),
    ],
)
def test_the_first_character_that_cannot_be_printed_is_named(text: str, character: str) -> None:
    assert unprintable(text) == character
