"""A weight that was typed in pounds, against the kilograms beside it.

Does not know whose weight it is, or which dose it makes.
"""

import re
from collections.abc import Iterator

from dosing.recheck.amounts import write
from dosing.recheck.compare import Disagreement, alike, show
from dosing.recheck.places import Place

TYPED = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,2}))?[ \N{NO-BREAK SPACE}]?lbs?", re.ASCII | re.IGNORECASE)
# One pound is 0.45359237 kg: a hundredth of a pound is this many of 10,000,000,000 parts of a kilogram.
PARTS_OF_A_HUNDREDTH, PARTS_OF_A_KG = 45_359_237, 10_000_000_000


def compare_typed(weight: Place) -> Iterator[Disagreement]:
    """Whether the kilograms of a weight are what was typed in pounds."""
    typed, kg = weight.at("weight_typed"), weight.at("weight_kg")
    if not typed.given:
        return
    written = TYPED.fullmatch(typed.text())
    if not written:
        raise typed.unreadable('a weight in pounds is written like "160lb" or "160.12 lbs", with at most two decimals')
    hundredths = int(written[1] + (written[2] or "").ljust(2, "0"))
    converted = write(hundredths * PARTS_OF_A_HUNDREDTH, PARTS_OF_A_KG, 2)
    if not alike(kg.value, converted):
        yield Disagreement(typed.path, typed.value, converted, f"it comes to {show(converted)} kg, and {kg.path} is {show(kg.value)}")
