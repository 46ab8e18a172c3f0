"""Text in a cell of a CSV file, so that no spreadsheet reads it as a formula.

Does not know what the text says.
"""

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def text_cell(text: str) -> str:
    """A text as a cell holds it: behind an apostrophe where a spreadsheet would read it as a formula.

    >>> text_cell("=1+1"), text_cell("ISLAY-007")
    ("'=1+1", 'ISLAY-007')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
