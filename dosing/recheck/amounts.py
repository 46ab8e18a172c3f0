"""Exact amounts as whole numbers of a small unit, and how they are written.

Does not know what is measured.
"""

MILLION = 10**6
# A dose is a weight times a dose per kg, and either may have six decimals.
MG = MILLION * MILLION


def write(numerator: int, denominator: int = 1, places: int = 6) -> str:
    """Plain decimal notation without trailing zeros, rounded half away from zero; the denominator is above 0."""
    units = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    whole, part = divmod(units, 10**places)
    digits = f"{part:0{places}d}".rstrip("0")
    return ("-" if numerator < 0 and units else "") + str(whole) + (f".{digits}" if digits else "")


def ceiling(numerator: int, denominator: int) -> int:
    """The quotient rounded up to a whole number."""
    return -(-numerator // denominator)
