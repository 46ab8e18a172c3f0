"""One course by the standard library alone: what its numbers cost where nothing is checked, explained or printed.

The other side of the first line of the table. It takes what it is given for granted, and knows no sites, changes, sources, second
calculation or fingerprint; what it returns is what a person reads off a sheet.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import NamedTuple

CYCLE_DAYS = 28
DAYS = (1, 8, 15, 22)
MG_PER_ML = 20  # and 20 mg for each kilogram, so that the volume in mL is the weight in kg
TENTH = Decimal("0.1")
PREMEDICATIONS = (  # drug, mg, route, minutes before the infusion
    ("dexamethasone", "20", "oral", 45),
    ("acetaminophen", "650", "oral", 45),
    ("ranitidine", "50", "intravenous", 30),
    ("diphenhydramine", "25", "intravenous", 30),
)


class Visit(NamedTuple):
    """One visit: its name and day, the dose, how many vials of which strength in mg, and what is given before it."""

    name: str
    day: date
    dose_mg: Decimal
    volume_ml: Decimal
    vials: tuple[tuple[int, int], ...]
    premedications: tuple[tuple[str, str, str, int], ...]


def plan(weight_kg: Decimal, start: date, cycles: int = 2) -> list[Visit]:
    """Every visit of a course."""
    volume = weight_kg.quantize(TENTH, ROUND_HALF_UP)
    dose = volume * MG_PER_ML
    vials = open_vials(dose)
    return [
        Visit(f"C{cycle + 1}D{day}", start + timedelta(CYCLE_DAYS * cycle + day - 1), dose, volume, vials, PREMEDICATIONS)
        for cycle in range(cycles)
        for day in DAYS
    ]


def open_vials(dose_mg: Decimal) -> tuple[tuple[int, int], ...]:
    """The vials of 500 and 100 mg that hold the dose with the least discard, then the fewest; largest first."""
    large, small = divmod(ceil(dose_mg / 100), 5)  # whole vials hold hundreds of mg, and five small ones are a large one
    return tuple((count, mg) for count, mg in ((large, 500), (small, 100)) if count)
