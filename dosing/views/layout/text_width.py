"""How wide words are in the typeface of the sheets, and on how many lines they stand.

Does not know pages, or what the words say; the widths are those of the fonts in `templates/assets/fonts`, which a test reads.
"""

# Widths of the regular letters, in hundredths of the type size.
_GROUPS = {
    28: "ijl'", 29: "IJ", 32: " \N{NO-BREAK SPACE}.,", 34: ":;/", 35: "f", 36: "-", 39: "t()[]", 41: "r", 46: '"', 50: "_*", 52: "sz",
    55: "c", 56: "L", 58: "kF", 59: "vxy", 60: "P", 61: "aoTY", 62: "e", 63: "bdghnpquES", 64: "0123456789", 66: "K", 68: "AV",
    69: "BRXZ", 70: "C", 73: "U", 75: "HN", 77: "DG", 79: "OQ&", 82: "w", 84: "+=<>\N{MULTIPLICATION SIGN}\N{MINUS SIGN}", 86: "M", 95: "%",
    97: "m", 99: "W", 100: "@",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_OTHER = 84  # letters with accents and of other alphabets, of which few are wider
BOLD = 1.12  # how much wider bold letters are, at most but for single ones
POINT_MM = 25.4 / 72


def width_mm(text: str, *, points: float = 9.0, bold: bool = False) -> float:
    """How wide a text is on one line."""
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text) / 100 * points * POINT_MM * (BOLD if bold else 1.0)


def lines(text: str, room_mm: float, *, points: float = 9.0, bold: bool = False) -> int:
    """On how many lines a text stands, broken at its spaces; a word that is wider than a line is broken where it has to be."""
    count, used, space = 1, 0.0, width_mm(" ", points=points, bold=bold)
    for word in text.split(" "):
        wide = width_mm(word, points=points, bold=bold)
        if used and used + space + wide > room_mm:
            count, used = count + 1, 0.0
        elif used:
            used += space
        used += wide
        while used > room_mm:
            count, used = count + 1, used - room_mm
    return count
